//! Lists and maps in brackets that may not be closed.

use super::text::scalar;
use super::{Around, Reader};
use crate::syntax::MOST_DEPTH;
use crate::syntax::node::{Entry, Key, Node, Tree};

impl<'t> Reader<'t> {
    /// A list or map in brackets; where it is not closed, it ends before the first line that does not belong to it.
    pub(super) fn flow(&mut self, around: Around, depth: usize) -> Node {
        let start = self.at;
        let is_map = self.peek() == Some(b'{');
        self.at += 1;
        let (mut entries, mut elements) = (Vec::new(), Vec::new());
        loop {
            if !self.flow_blank(around) || depth > MOST_DEPTH {
                break;
            }
            match self.peek() {
                Some(b'}' | b']') => {
                    self.at += 1;
                    break;
                }
                Some(b',') => self.at += 1,
                Some(_) if is_map => {
                    let entry = self.flow_entry(around, depth);
                    entries.push(entry);
                }
                Some(_) => {
                    let element = self.flow_value(around, depth);
                    elements.push(element);
                }
                None => break,
            }
        }
        let value = if is_map { Tree::Map(entries) } else { Tree::List(elements) };
        Node { span: self.span(start, self.at), value }
    }

    /// Past white space within brackets; false where the lines below belong to something else.
    fn flow_blank(&mut self, around: Around) -> bool {
        let (here, line) = (self.at, self.line_start());
        self.blank();
        if self.at >= self.text.len() {
            self.at = here;
            return false;
        }
        let goes_on = self.line_start() == line
            || around.holds(self.column())
            || matches!(self.peek(), Some(b'}' | b']'));
        if !goes_on {
            self.at = here;
        }
        goes_on
    }

    fn flow_entry(&mut self, around: Around, depth: usize) -> Entry {
        let from = self.at;
        let (text, end) = if matches!(self.peek(), Some(b'"' | b'\'')) {
            let text = self.quoted(around);
            (text, self.at)
        } else {
            let written = self.flow_plain();
            (written.to_owned(), from + written.len())
        };
        let key = Key { text, span: self.span(from, end) };
        if end == from {
            // Nothing that could be a key: the bracket of something else, or a lone colon.
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        }
        self.spaces();
        if self.peek() != Some(b':') {
            return Entry { key, value: self.null() };
        }
        self.at += 1;
        let after = self.at;
        if !self.flow_blank(around) || matches!(self.peek(), Some(b',' | b'}' | b']')) {
            let value = Node { span: self.span(after, after), value: Tree::Null };
            return Entry { key, value };
        }
        Entry { key, value: self.flow_value(around, depth) }
    }

    fn flow_value(&mut self, around: Around, depth: usize) -> Node {
        let from = self.at;
        match self.peek() {
            Some(b'{' | b'[') => self.flow(around, depth + 1),
            Some(b'"' | b'\'') => {
                let text = self.quoted(around);
                Node { span: self.span(from, self.at), value: scalar(text, true) }
            }
            _ => {
                let mut text = self.flow_plain().to_owned();
                let mut end = self.at;
                if text.is_empty() {
                    self.at += self.rest().chars().next().map_or(0, char::len_utf8);
                    end = self.at;
                }
                // What goes on below is the same text.
                while self.flow_blank(around)
                    && !matches!(self.peek(), Some(b',' | b'}' | b']' | b'{' | b'[' | b':'))
                {
                    let more = self.flow_plain();
                    if more.is_empty() {
                        break;
                    }
                    text.push(' ');
                    text.push_str(more);
                    end = self.at;
                }
                self.at = end;
                Node { span: self.span(from, end), value: scalar(text, false) }
            }
        }
    }

    /// Plain text within brackets, up to what ends it on this line.
    fn flow_plain(&mut self) -> &'t str {
        let line = self.text.get(self.at..self.line_end()).unwrap_or("");
        let mut end = line.len();
        for (at, c) in line.char_indices() {
            let after = line.get(at + c.len_utf8()..).unwrap_or("");
            let colon = c == ':'
                && (after.is_empty() || after.starts_with([' ', '\t', ',', '{', '}', '[', ']']));
            let comment = c == '#' && line.get(..at).unwrap_or("").ends_with([' ', '\t']);
            if matches!(c, ',' | '{' | '}' | '[' | ']') || colon || comment {
                end = at;
                break;
            }
        }
        let written = line.get(..end).unwrap_or("").trim_end();
        self.at += written.len();
        written
    }
}
