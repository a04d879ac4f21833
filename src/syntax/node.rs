//! Text as a tree with places. Scalars stay text: what they mean is for later stages to say.

use super::shape::Shape;
use crate::source::Span;

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Tree,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    Null,
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A single value as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    /// Whether it stood in quotation marks (or in a block): then it is text whatever it looks like.
    pub(crate) quoted: bool,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    pub(crate) value: Node,
}

/// A key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Node {
    /// The place of a part of a scalar's text. Where the text was written with escapes or over several lines, the
    /// place of the whole.
    pub(crate) fn part(&self, from: usize, to: usize) -> Span {
        let Tree::Scalar(scalar) = &self.value else { return self.span };
        let written = usize::try_from(self.span.end.saturating_sub(self.span.start)).unwrap_or(0);
        if written == scalar.text.len() {
            return self.span.part(from, to);
        }
        if scalar.quoted && written == scalar.text.len() + 2 {
            return self.span.part(from + 1, to + 1);
        }
        self.span
    }

    /// The value behind a key of a block, where there is exactly one.
    pub(crate) fn behind(&self, shape: &Shape, word: &str) -> Option<&Node> {
        let Tree::Map(map) = &self.value else { return None };
        let mut found = map
            .iter()
            .filter(|entry| shape.key(&entry.key.text).is_some_and(|key| key.word == word));
        let one = found.next()?;
        found.next().is_none().then_some(&one.value)
    }

    /// The text of a scalar.
    pub(crate) fn written(&self) -> Option<&str> {
        match &self.value {
            Tree::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The elements of a list.
    pub(crate) fn elements(&self) -> Option<&[Node]> {
        match &self.value {
            Tree::List(list) => Some(list),
            _ => None,
        }
    }
}
