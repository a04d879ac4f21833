//! 村尺 Cunchi: inspection standards as YAML rule sets; inspection data in, exact scores, gap lists and grades out.
//!
//! ```text
//! Source ─load▶ RuleSet ─compile▶ Program ─admit▶ Inspection ─assess▶ Assessment ─report, explain▶
//! ```
//!
//! Two doors can fail: [`RuleSet::load`] and [`Program::admit`]. Both report every problem with its place, in Chinese and
//! English. Nothing between them fails. Every number is an exact fraction; what was not inspected widens the score and is
//! listed, and never silently passes or fails.
//!
//! The library is pure: no input or output, no clock, no randomness, no global state; everything is `Send + Sync`. The
//! modules below stand in reading order: each uses only those above it, and a test holds them to it.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod source;
pub mod diagnostic;
pub mod value;
mod syntax;
mod layout;
mod edition;
mod expr;
mod model;
mod check;
mod compile;
mod assess;
mod explain;
pub mod report;
mod audit;
mod cohort;
pub mod suite;
pub mod schema;
mod rewording;
mod book;
pub mod editor;

pub use assess::{Assessment, Inspection, Outcome, State, Status};
pub use check::RuleSet;
pub use cohort::Shelf;
pub use compile::Program;
pub use diagnostic::{Diagnostic, Diagnostics, Language};
pub use explain::{Explanation, FactUsed, FindingReport, NamedValue};
pub use layout::formatted;
pub use report::Report;
pub use rewording::{reworded, reworded_data, reworded_with};
pub use source::{Source, Span};
pub use suite::{Suite, SuiteReport};
pub use syntax::form::{Cell, Form, Subject};
pub use value::{Date, Number};

/// The README's example, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
