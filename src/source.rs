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

    /// Line and column of a byte as the language server protocol counts by default: both from 0, columns in UTF-16 code
    /// units. `\n`, `\r\n` and `\r` end a line.
    ///
    /// ```
    /// let source = cunchi::Source::new("a", "标题: 🏠 x\n");
    /// let byte = "标题: 🏠 ".len() as u32;
    /// assert_eq!(source.utf16_position(byte), (0, 7));
    /// assert_eq!(source.byte_of_utf16_position(0, 7), byte);
    /// ```
    pub fn utf16_position(&self, byte: u32) -> (u32, u32) {
        self.position(byte, char::len_utf16)
    }

    /// The byte at such a line and column. A column past the end of its line is that end, a line past the last is the
    /// end of the text, and the middle of a character is its beginning.
    pub fn byte_of_utf16_position(&self, line: u32, column: u32) -> u32 {
        self.byte_of(line, column, char::len_utf16)
    }

    /// The same with columns in bytes of UTF-8.
    pub fn utf8_position(&self, byte: u32) -> (u32, u32) {
        self.position(byte, char::len_utf8)
    }

    /// The byte at such a line and column; as [`Source::byte_of_utf16_position`].
    pub fn byte_of_utf8_position(&self, line: u32, column: u32) -> u32 {
        self.byte_of(line, column, char::len_utf8)
    }

    fn position(&self, byte: u32, width: fn(char) -> usize) -> (u32, u32) {
        let text = self.text();
        let at = floor_boundary(text, byte as usize);
        let before = text.get(..at).unwrap_or("");
        let (mut line, mut start) = (0usize, 0usize);
        for end in line_ends(text).take_while(|end| *end <= at) {
            (line, start) = (line + 1, end);
        }
        let column = before.get(start..).unwrap_or("").chars().map(width).sum();
        (clip(line), clip(column))
    }

    fn byte_of(&self, line: u32, column: u32, width: fn(char) -> usize) -> u32 {
        let text = self.text();
        let start = match line.checked_sub(1) {
            None => 0,
            Some(before) => match line_ends(text).nth(before as usize) {
                Some(end) => end,
                None => return clip(text.len()),
            },
        };
        let (mut at, mut left) = (start, column as usize);
        for c in text.get(start..).unwrap_or("").chars() {
            if matches!(c, '\n' | '\r') || width(c) > left {
                break;
            }
            left -= width(c);
            at += c.len_utf8();
        }
        clip(at)
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

/// One past each line end.
fn line_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let ends = move |(at, byte): (usize, &u8)| match byte {
        b'\n' => Some(at + 1),
        b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
        _ => None,
    };
    bytes.iter().enumerate().filter_map(ends)
}

fn clip(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
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
