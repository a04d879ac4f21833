//! The expression language: text to a tree with places.
//!
//! Small and total: literals, names, arithmetic, comparison, logic, choice, calls. What names mean and whether types fit
//! is for `check/typing.rs`; nothing here knows a rule set.

pub(crate) mod ast;
mod lex;
mod parse;

pub(crate) use lex::{KEYWORDS, Piece, pieces};
pub(crate) use parse::parse;
