//! Named text, and places in it.
//!
//! Everything that can be wrong has a place: a [`Span`] of bytes in one [`Source`]. Lines and columns are counted
//! only when somebody reads them, and columns count characters, so that a mark under Chinese text points where
//! an editor points.

use std::sync::Arc;

/// A named text: a rule set, an inspection, a file of cases.
///
/// Cheap to clone. The name is only for messages; the library never opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    inner: Arc<Inner>,
}

#[derive(PartialEq, Eq)]
struct Inner {
    name: String,
    text: String,
}

/// A half-open range of bytes in one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Position of the source in the list that was loaded together.
    pub source: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of source number `source`.
    pub const fn new(source: u32, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }

    /// The part of this span from byte `from` to byte `to`, counted from its start.
    #[must_use]
    pub fn part(self, from: usize, to: usize) -> Self {
        let clip = |at: usize| {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            self.start.saturating_add(at).min(self.end)
        };
        Self { source: self.source, start: clip(from), end: clip(to) }
    }
}

/// A place as people name it: line and column, both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Source {
    /// Names a text. Nothing is checked yet.
    ///
    /// ```
    /// let source = cunchi::Source::new("village.yaml", "ruleset: demo/village\n");
    /// assert_eq!(source.name(), "village.yaml");
    /// ```
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        // A byte-order mark is what spreadsheets put before UTF-8; it is not part of the text.
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Self { inner: Arc::new(Inner { name: name.into(), text }) }
    }

    /// The name messages show.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The whole text, without a byte-order mark.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The text of a span, cut to character boundaries; empty where the span lies outside.
    pub fn slice(&self, span: Span) -> &str {
        let text = self.text();
        let start = floor_boundary(text, span.start as usize);
        let end = floor_boundary(text, (span.end as usize).max(start));
        text.get(start..end).unwrap_or("")
    }

    /// Line and column of a byte.
    pub fn line_column(&self, byte: u32) -> LineColumn {
        let text = self.text();
        let at = floor_boundary(text, byte as usize);
        let before = text.get(..at).unwrap_or("");
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let line_start = before.rfind('\n').map_or(0, |p| p + 1);
        let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
        LineColumn { line, column }
    }

    /// The text of a line (from 1), without its line end; empty where there is no such line.
    pub fn line(&self, line: usize) -> &str {
        self.text().split('\n').nth(line.saturating_sub(1)).unwrap_or("").trim_end_matches('\r')
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Source({})", self.name())
    }
}

fn floor_boundary(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let source = Source::new("a", "标题: x\nb: 农户\n");
        let byte = u32::try_from("标题: x\nb: ".len()).unwrap_or(0);
        assert_eq!(source.line_column(byte), LineColumn { line: 2, column: 4 });
    }

    #[test]
    fn a_byte_order_mark_is_not_text() {
        assert_eq!(Source::new("a", "\u{feff}x").text(), "x");
    }
}
