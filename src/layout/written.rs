//! A text as its author wrote it: values with the comments and empty lines around them.

use crate::syntax::Style;

/// A comment on a line of its own.
#[derive(Debug)]
pub(super) struct Comment {
    /// From `#` on.
    pub(super) text: String,
    /// How far from the start of its line it stands.
    pub(super) column: usize,
    /// Whether an empty line stands before it.
    pub(super) apart: bool,
}

/// A document, or what comes before the first and after the last.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Comments before its `---`.
    pub(super) head: Vec<Comment>,
    /// Whether `---` stands before it.
    pub(super) marked: bool,
    pub(super) root: Option<Entry>,
    /// Comments after its last value.
    pub(super) tail: Vec<Comment>,
}

/// A value where it stands: an element of a list, or a key with its value.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// Whole-line comments before it.
    pub(super) before: Vec<Comment>,
    /// Whether an empty line stands before it, after its comments.
    pub(super) apart: bool,
    pub(super) key: Option<Scalar>,
    /// The comment behind the key, or behind `|` or `>`.
    pub(super) heading: Option<String>,
    /// Whole-line comments between key and value.
    pub(super) between: Vec<Comment>,
    pub(super) value: Value,
    /// The comment behind the value.
    pub(super) behind: Option<String>,
}

#[derive(Debug, Default)]
pub(super) enum Value {
    /// Nothing at all is written.
    #[default]
    Nothing,
    Scalar(Scalar),
    Collection(Collection),
}

/// A list or a map.
#[derive(Debug)]
pub(super) struct Collection {
    pub(super) list: bool,
    /// Whether it stands in brackets.
    pub(super) flow: bool,
    pub(super) entries: Vec<Entry>,
    /// Comments after the last entry.
    pub(super) tail: Vec<Comment>,
    /// Whether a comment stands anywhere inside.
    pub(super) commented: bool,
}

/// A single value or a key.
#[derive(Debug, Default)]
pub(super) struct Scalar {
    /// What it means.
    pub(super) text: String,
    /// What stands in the file. Of a text in a block, the lines behind its head.
    pub(super) source: String,
    pub(super) style: Style,
    /// `|` or `>` with its marks.
    pub(super) head: String,
    /// Whether it stands in brackets.
    pub(super) flow: bool,
}
