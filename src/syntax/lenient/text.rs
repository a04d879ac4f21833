//! Texts: plain, in quotation marks that may not be closed, and blocks of lines.

use super::{Around, Reader};
use crate::syntax::node::{Node, Scalar, Tree};

impl Reader<'_> {
    /// Text in quotation marks; where they are not closed in time, up to the end of the line.
    pub(super) fn quoted(&mut self, around: Around) -> String {
        let double = self.peek() == Some(b'"');
        let from = self.at + 1;
        let mut chars = self.text.get(from..).unwrap_or("").char_indices().peekable();
        let mut fresh_line = false;
        let mut closed = None;
        while let Some((at, c)) = chars.next() {
            let quote = if double { '"' } else { '\'' };
            if c == '\n' {
                fresh_line = true;
            } else if fresh_line && !matches!(c, ' ' | '\t' | '\r') {
                fresh_line = false;
                let before = self.text.get(..from + at).unwrap_or("");
                let column = from + at - before.rfind('\n').map_or(0, |at| at + 1);
                if !around.holds(column) {
                    break;
                }
            }
            if double && c == '\\' {
                chars.next();
            } else if c == quote {
                if !double && chars.peek().is_some_and(|(_, next)| *next == quote) {
                    chars.next();
                    continue;
                }
                closed = Some(at);
                break;
            }
        }
        let (length, after) = match closed {
            Some(length) => (length, 1),
            None => (self.line_end().saturating_sub(from), 0),
        };
        let written = self.text.get(from..from + length).unwrap_or("");
        self.at = from + length + after;
        folded(&if double { unescaped(written) } else { written.replace("''", "'") }, written)
    }

    /// Plain text, with the lines below that go on with it.
    pub(super) fn plain(&mut self, around: Around) -> Node {
        let from = self.at;
        let mut text = String::new();
        let mut end = from;
        loop {
            let line_end = self.line_end();
            let line = self.text.get(self.at..line_end).unwrap_or("");
            let comment = if line.starts_with('#') { Some(0) } else { line.find(" #") };
            let written = comment.map_or(line, |at| line.get(..at).unwrap_or("")).trim_end();
            if !text.is_empty() && !written.is_empty() {
                text.push(' ');
            }
            text.push_str(written);
            end = if written.is_empty() { end } else { self.at + written.len() };
            self.at = line_end;
            let line_before = self.line_start();
            self.blank();
            let goes_on = comment.is_none()
                && self.at < self.text.len()
                && self.line_start() > line_before
                && around.column.is_some()
                && around.holds(self.column())
                && self.key_length().is_none()
                && !self.at_dash();
            if !goes_on {
                self.at = end.max(from);
                break;
            }
        }
        Node { span: self.span(from, end), value: scalar(text, false) }
    }

    /// A block of lines after `|` or `>`.
    pub(super) fn lines(&mut self, around: Around) -> Node {
        let from = self.at;
        let folds = self.peek() == Some(b'>');
        let header = self.text.get(from..self.line_end()).unwrap_or("");
        let strip = header.contains('-');
        self.skip_line();
        let (mut start, mut end, mut lines) = (None, self.at, Vec::new());
        let mut indent = None;
        while self.at < self.text.len() {
            let line_from = self.at + 1;
            let line = self.text.get(line_from..).unwrap_or("").split('\n').next().unwrap_or("");
            let content = line.trim_start_matches(' ');
            let column = line.len() - content.len();
            if !content.trim().is_empty() {
                if !around.holds(column) {
                    break;
                }
                start.get_or_insert(line_from + column);
                end = line_from + line.trim_end().len();
            }
            let column = *indent.get_or_insert(column);
            lines.push(line.get(column.min(line.len())..).unwrap_or("").trim_end_matches('\r'));
            self.at = (line_from + line.len()).min(self.text.len());
        }
        while lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
        let mut text = lines.join(if folds { " " } else { "\n" });
        if !strip && !text.is_empty() {
            text.push('\n');
        }
        self.at = end.max(from + 1);
        Node { span: self.span(start.unwrap_or(end), end), value: scalar(text, true) }
    }
}

pub(super) fn scalar(text: String, quoted: bool) -> Tree {
    if !quoted && matches!(text.as_str(), "" | "~" | "null") {
        return Tree::Null;
    }
    Tree::Scalar(Scalar { text, quoted })
}

/// A key as it is meant.
pub(super) fn unquoted(written: &str) -> String {
    for quote in ['"', '\''] {
        if let Some(inner) = written.strip_prefix(quote).and_then(|w| w.strip_suffix(quote)) {
            return if quote == '"' { unescaped(inner) } else { inner.replace("''", "'") };
        }
    }
    written.to_owned()
}

/// Text over several lines becomes one line.
fn folded(meant: &str, written: &str) -> String {
    if !written.contains('\n') {
        return meant.to_owned();
    }
    meant.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// The characters that escapes stand for.
fn unescaped(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut chars = written.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let digits = |chars: &mut std::str::Chars<'_>, count: usize| {
            let digits: String = chars.by_ref().take(count).collect();
            u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
        };
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('0') => out.push('\0'),
            Some('x') => out.push(digits(&mut chars, 2)),
            Some('u') => out.push(digits(&mut chars, 4)),
            Some('U') => out.push(digits(&mut chars, 8)),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}
