//! A tree with comments to lines.
//!
//! What its author wrote in lines stays in lines. What stands in brackets stays there where it fits on one line and
//! holds no comment; otherwise it is written out in lines, from the outside in.

use super::lines::{Line, WIDTH, width};
use super::scalar::{in_block, is_marker, key, key_alone, on_one_line, over_lines};
use super::written::{Collection, Comment, Document, Entry, Scalar, Value};

#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
}

/// The lines of a whole text.
pub(super) fn lines(documents: &[Document]) -> Vec<Line> {
    let mut writer = Writer::default();
    for (at, document) in documents.iter().enumerate() {
        writer.document(document, at > 0);
    }
    writer.lines
}

fn blanks(column: usize) -> String {
    " ".repeat(column)
}

impl Writer {
    fn line(&mut self, text: impl Into<String>, comment: Option<&str>) {
        let mut text = text.into();
        text.truncate(text.trim_end_matches(' ').len());
        self.lines.push(Line { text, comment: comment.map(str::to_owned) });
    }

    /// One empty line, never at the start and never two.
    fn empty(&mut self) {
        if self.lines.last().is_some_and(|line| !line.text.is_empty()) {
            self.line("", None);
        }
    }

    /// Whole-line comments. Nothing stands between what opens a block and its first line.
    fn comments(&mut self, comments: &[Comment], column: usize, opens: bool) {
        for (at, comment) in comments.iter().enumerate() {
            if comment.apart && !(opens && at == 0) {
                self.empty();
            }
            self.line(blanks(column) + &comment.text, None);
        }
    }

    fn document(&mut self, document: &Document, later: bool) {
        self.comments(&document.head, 0, false);
        let marked = document.marked || later && document.root.is_some();
        if marked {
            self.line("---", None);
        }
        if let Some(root) = &document.root {
            self.comments(&root.before, 0, marked);
            match &root.value {
                Value::Collection(collection) if !fits(collection, "") => {
                    let above = root.behind.as_deref().filter(|_| !collection.commented);
                    let below = root.behind.as_deref().filter(|_| collection.commented);
                    if let Some(above) = above {
                        self.line(above, None);
                    }
                    let opens = root.before.is_empty() && above.is_none();
                    if root.apart && !(marked && opens) {
                        self.empty();
                    }
                    self.entries(collection, 0, None, opens);
                    if let Some(below) = below {
                        self.line(below, None);
                    }
                }
                _ => {
                    if root.apart && !(marked && root.before.is_empty()) {
                        self.empty();
                    }
                    let marker = matches!(&root.value, Value::Scalar(scalar) if is_marker(scalar));
                    self.entry(root, 0, blanks(if marker { 2 } else { 0 }));
                }
            }
        }
        self.comments(&document.tail, 0, false);
    }

    /// The entries of a list or map in lines. The first goes on where a line has begun.
    fn entries(
        &mut self,
        collection: &Collection,
        column: usize,
        mut begun: Option<String>,
        opens: bool,
    ) {
        for (at, entry) in collection.entries.iter().enumerate() {
            let first = opens && at == 0;
            self.comments(&entry.before, column, first);
            if entry.apart && !(at == 0 && entry.before.is_empty()) {
                self.empty();
            }
            let free = begun.is_none();
            let mut line = begun.take().unwrap_or_else(|| blanks(column));
            if collection.list {
                line.push_str("- ");
                if let Value::Collection(inner) = &entry.value
                    && !fits(inner, &line)
                {
                    let behind = entry.behind.as_deref();
                    let above = behind.filter(|_| free && !inner.commented);
                    if let Some(above) = above {
                        self.line(blanks(column) + above, None);
                    }
                    self.entries(inner, column + 2, Some(line), true);
                    if let (Some(below), None) = (behind, above) {
                        self.line(blanks(column + 2) + below, None);
                    }
                    continue;
                }
            }
            self.entry(entry, column, line);
        }
        self.comments(&collection.tail, column, false);
    }

    /// An entry, but for a list or map without a key that stands in lines.
    fn entry(&mut self, entry: &Entry, column: usize, mut line: String) {
        if let Some(scalar) = &entry.key {
            match key(scalar, false) {
                Some(key) => line.push_str(&key),
                None => {
                    self.line(line + "? " + &key_alone(scalar, false), None);
                    line = blanks(column);
                }
            }
            line.push_str(": ");
        }
        let (heading, behind) = (entry.heading.as_deref(), entry.behind.as_deref());
        match &entry.value {
            Value::Nothing => self.line(line, heading.or(behind)),
            Value::Scalar(scalar) => self.scalar(entry, scalar, column, line),
            Value::Collection(collection) => {
                let below = self.is_below(entry);
                let start = if below { blanks(column + 2) } else { line.clone() };
                match one_line(collection, &start) {
                    Some(text) if below => {
                        self.line(line, heading);
                        self.comments(&entry.between, column + 2, true);
                        self.line(start + &text, behind);
                    }
                    Some(text) => self.line(line + &text, heading.or(behind)),
                    None => {
                        let inside = collection.commented || !entry.between.is_empty();
                        let above = heading.or(behind.filter(|_| !inside));
                        self.line(line, above);
                        self.comments(&entry.between, column + 2, true);
                        self.entries(collection, column + 2, None, entry.between.is_empty());
                        if let Some(below) = behind.filter(|behind| above != Some(*behind)) {
                            self.line(blanks(column + 2) + below, None);
                        }
                    }
                }
            }
        }
    }

    /// Whether comments keep a value from the line of its key.
    fn is_below(&self, entry: &Entry) -> bool {
        !entry.between.is_empty() || entry.heading.is_some() && entry.behind.is_some()
    }

    fn scalar(&mut self, entry: &Entry, scalar: &Scalar, column: usize, line: String) {
        let (heading, behind) = (entry.heading.as_deref(), entry.behind.as_deref());
        let several = over_lines(scalar);
        let block = in_block(scalar);
        let below = self.is_below(entry) || heading.is_some() && several.is_some();
        let mut start = line;
        if below {
            self.line(start, heading);
            self.comments(&entry.between, column + 2, true);
            start = blanks(column + 2);
        }
        let comment = behind.or(heading.filter(|_| !below));
        if let Some((head, lines)) = block {
            self.line(start + &head, comment);
            for text in lines {
                let text = if text.is_empty() { text } else { blanks(column + 2) + &text };
                self.lines.push(Line { text, comment: None });
            }
        } else if let Some(lines) = several {
            let last = lines.len().saturating_sub(1);
            for (at, text) in lines.iter().enumerate() {
                let start = match at {
                    0 => std::mem::take(&mut start),
                    _ if text.is_empty() => String::new(),
                    _ => blanks(column + 2),
                };
                // Not trimmed: an escaped blank at the end of a line is part of the text.
                let comment = comment.filter(|_| at == last).map(str::to_owned);
                self.lines.push(Line { text: start + text, comment });
            }
        } else {
            let text = on_one_line(scalar, false).unwrap_or_default();
            self.line(start + &text, comment);
        }
    }
}

/// Whether a list or map stands in brackets on the line that has begun.
fn fits(collection: &Collection, begun: &str) -> bool {
    one_line(collection, begun).is_some()
}

/// A list or map in brackets, where it may stand so on the line that has begun.
fn one_line(collection: &Collection, begun: &str) -> Option<String> {
    if collection.entries.is_empty() {
        return Some(if collection.list { "[]" } else { "{}" }.to_owned());
    }
    if !collection.flow || collection.commented {
        return None;
    }
    let mut out = String::new();
    let mut room = WIDTH.checked_sub(width(begun))?;
    brackets(collection, &mut out, &mut room)?;
    Some(out)
}

/// Depth is bounded by the reader, and size by the room on the line.
fn brackets(collection: &Collection, out: &mut String, room: &mut usize) -> Option<()> {
    let holds_map = |entry: &Entry| matches!(&entry.value, Value::Collection(inner) if !inner.list && !inner.entries.is_empty());
    let [open, close] = match (collection.list, collection.entries.as_slice()) {
        (true, []) => ["[", "]"],
        (true, entries) if entries.iter().any(holds_map) => ["[ ", " ]"],
        (true, _) => ["[", "]"],
        (false, []) => ["{", "}"],
        (false, _) => ["{ ", " }"],
    };
    put(open, out, room)?;
    for (at, entry) in collection.entries.iter().enumerate() {
        if at > 0 {
            put(", ", out, room)?;
        }
        if let Some(scalar) = &entry.key {
            put(&key(scalar, true)?, out, room)?;
            put(": ", out, room)?;
        }
        match &entry.value {
            // Between brackets nothing could be taken for a mistake.
            Value::Nothing => put("null", out, room)?,
            Value::Scalar(scalar) => put(&on_one_line(scalar, true)?, out, room)?,
            Value::Collection(inner) => brackets(inner, out, room)?,
        }
    }
    put(close, out, room)
}

fn put(text: &str, out: &mut String, room: &mut usize) -> Option<()> {
    *room = room.checked_sub(width(text))?;
    out.push_str(text);
    Some(())
}
