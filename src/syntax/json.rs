//! JSON and JSON Lines to the same tree: strict JSON, numbers kept as written.

use super::node::{Entry, Key, Node, Scalar, Tree};
use super::{MOST_BYTES, MOST_DEPTH, MOST_NODES};
use crate::diagnostic::{Message, Sink};
use crate::source::{Source, Span};

/// One document.
pub(super) fn read(source: &Source, index: u32, sink: &mut Sink<'_>) -> Vec<Node> {
    let text = source.text();
    if too_large(text, index, sink) {
        return Vec::new();
    }
    let mut reader = Reader { text, at: 0, end: text.len(), index, nodes: 0 };
    match reader.document() {
        Ok(node) => vec![node],
        Err(fault) => {
            let (at, message) = *fault;
            sink.report(reader.span(at, at.saturating_add(1)), message);
            Vec::new()
        }
    }
}

/// One document a line; every bad line is reported.
pub(super) fn read_lines(source: &Source, index: u32, sink: &mut Sink<'_>) -> Vec<Node> {
    let text = source.text();
    if too_large(text, index, sink) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut start = 0usize;
    for line in text.split_inclusive('\n') {
        let end = start.saturating_add(line.trim_end().len());
        if !line.trim().is_empty() {
            let mut reader = Reader { text, at: start, end, index, nodes: 0 };
            match reader.document() {
                Ok(node) => out.push(node),
                Err(fault) => {
                    let (at, message) = *fault;
                    sink.report(reader.span(at, at.saturating_add(1)), message);
                }
            }
        }
        start = start.saturating_add(line.len());
    }
    out
}

fn too_large(text: &str, index: u32, sink: &mut Sink<'_>) -> bool {
    if text.len() <= MOST_BYTES {
        return false;
    }
    let message = Message::TooLarge { size: text.len().to_string(), most: MOST_BYTES.to_string() };
    sink.report(Span::new(index, 0, 0), message);
    true
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    index: u32,
    nodes: usize,
}

/// Where and what; boxed, since a message is much larger than what is read.
type Fault = Box<(usize, Message)>;

impl Reader<'_> {
    fn span(&self, from: usize, to: usize) -> Span {
        let clip = |at: usize| u32::try_from(at.min(self.end)).unwrap_or(u32::MAX);
        Span::new(self.index, clip(from), clip(to))
    }

    fn peek(&self) -> Option<u8> {
        if self.at >= self.end { None } else { self.text.as_bytes().get(self.at).copied() }
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn fault<T>(&self, detail: &str) -> Result<T, Fault> {
        Err(Box::new((self.at, Message::NotJson { detail: detail.to_owned() })))
    }

    fn document(&mut self) -> Result<Node, Fault> {
        self.blank();
        let node = self.value(0)?;
        self.blank();
        if self.at < self.end {
            return self.fault("text after the end of the value");
        }
        Ok(node)
    }

    // Depth is bounded by MOST_DEPTH, so the recursion is too.
    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(Box::new((
                self.at,
                Message::TooManyNodes { most: MOST_NODES.to_string() },
            )));
        }
        if depth > MOST_DEPTH {
            return Err(Box::new((self.at, Message::TooDeep { most: MOST_DEPTH.to_string() })));
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Tree::Scalar(Scalar { text: self.string()?, quoted: true }),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't' | b'f' | b'n') => self.word()?,
            Some(_) => return self.fault("a value is expected"),
            None => return self.fault("the text ends too early"),
        };
        Ok(Node { span: self.span(start, self.at), value })
    }

    fn list(&mut self, depth: usize) -> Result<Tree, Fault> {
        self.at += 1;
        let mut list = Vec::new();
        self.blank();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Tree::List(list));
        }
        loop {
            self.blank();
            list.push(self.value(depth + 1)?);
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Tree::List(list));
                }
                _ => return self.fault("`,` or `]` is expected"),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Tree, Fault> {
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        self.blank();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Tree::Map(entries));
        }
        loop {
            self.blank();
            if self.peek() != Some(b'"') {
                return self.fault("a key in quotation marks is expected");
            }
            let start = self.at;
            let text = self.string()?;
            let key = Key { text, span: self.span(start, self.at) };
            self.blank();
            if self.peek() != Some(b':') {
                return self.fault("`:` is expected");
            }
            self.at += 1;
            self.blank();
            let value = self.value(depth + 1)?;
            entries.push(Entry { key, value });
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Tree::Map(entries));
                }
                _ => return self.fault("`,` or `}` is expected"),
            }
        }
    }

    fn number(&mut self) -> Result<Tree, Fault> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let text = self.text.get(start..self.at).unwrap_or("").to_owned();
        Ok(Tree::Scalar(Scalar { text, quoted: false }))
    }

    fn word(&mut self) -> Result<Tree, Fault> {
        let rest = self.text.get(self.at..self.end).unwrap_or("");
        for word in ["true", "false", "null"] {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(match word {
                    "null" => Tree::Null,
                    _ => Tree::Scalar(Scalar { text: word.to_owned(), quoted: false }),
                });
            }
        }
        self.fault("a value is expected")
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|b| b != b'"' && b != b'\\' && b >= 0x20) {
                self.at += 1;
            }
            out.push_str(self.text.get(start..self.at).unwrap_or(""));
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => self.escape(&mut out)?,
                Some(_) => return self.fault("a control character in a text"),
                None => return self.fault("a text is not closed"),
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), Fault> {
        self.at += 1;
        let plain = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                out.push(self.code_point()?);
                return Ok(());
            }
            _ => return self.fault("an unknown escape"),
        };
        self.at += 1;
        out.push(plain);
        Ok(())
    }

    /// `XXXX`, or a pair of surrogates.
    fn code_point(&mut self) -> Result<char, Fault> {
        let first = self.four()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            if self.text.get(self.at..self.at.saturating_add(2)) != Some("\\u") {
                return self.fault("half of a surrogate pair");
            }
            self.at += 2;
            let second = self.four()?;
            if !(0xdc00..0xe000).contains(&second) {
                return self.fault("half of a surrogate pair");
            }
            0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        match char::from_u32(code) {
            Some(c) => Ok(c),
            None => self.fault("half of a surrogate pair"),
        }
    }

    fn four(&mut self) -> Result<u32, Fault> {
        let end = self.at.saturating_add(4);
        let digits =
            self.text.get(self.at..end).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(code) if end <= self.end => {
                self.at = end;
                Ok(code)
            }
            _ => self.fault("four hexadecimal digits are expected"),
        }
    }
}
