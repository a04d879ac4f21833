//! 村尺 Cunchi: inspection standards as YAML rule sets, exact scores, gap lists and grades.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod assess;
mod check;
mod cohort;
mod compile;
pub mod diagnostic;
mod explain;
mod expr;
mod model;
pub mod report;
pub mod source;
pub mod suite;
mod syntax;
pub mod value;

pub use assess::{Assessment, Inspection, Outcome, State, Status};
pub use check::RuleSet;
pub use cohort::Shelf;
pub use compile::Program;
pub use diagnostic::{Diagnostic, Diagnostics, Language};
pub use explain::{Explanation, FactUsed};
pub use report::Report;
pub use source::{Source, Span};
pub use suite::{Suite, SuiteReport};
pub use syntax::form::{Cell, Form, Subject};
pub use value::{Date, Number};
