//! 村尺: inspection standards as YAML rule sets, exact scores, gap lists and grades.
pub mod diagnostic;
pub mod source;
pub use diagnostic::{Diagnostic, Diagnostics, Language};
pub use source::{Source, Span};
