//! 村尺 Cunchi: inspection standards as YAML rule sets, exact scores, gap lists and grades.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod source;
pub mod diagnostic;
pub mod value;
mod syntax;
mod expr;
mod model;
mod check;
mod compile;
mod assess;

pub use assess::*;
pub use check::RuleSet;
pub use compile::Program;
pub use diagnostic::{Diagnostic, Diagnostics, Language};
pub use source::{Source, Span};
pub use syntax::form::{Cell, Form, Subject};
pub use value::{Date, Number};
