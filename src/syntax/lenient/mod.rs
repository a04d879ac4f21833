//! Half-written YAML to a tree: what an editor needs while somebody types.
//!
//! It never fails and says nothing about what is wrong: a key without a colon is a key without a value, a bracket that
//! is not closed ends where the lines around it go on. Of a sound text it makes the same tree as the reader in
//! `yaml.rs`; only that one decides what is sound.

mod flow;
mod text;

use super::node::{Entry, Key, Node, Tree};
use super::{MOST_BYTES, MOST_DEPTH};
use crate::source::{Source, Span};
use text::{scalar, unquoted};

/// The tree of a text, whatever state it is in.
pub(crate) fn read_leniently(source: &Source, index: u32) -> Node {
    let text = source.text();
    let mut reader = Reader { text, at: 0, index };
    let mut root = Node { span: reader.span(0, text.len()), value: Tree::Null };
    if text.len() > MOST_BYTES {
        return root;
    }
    reader.blank();
    while reader.at < text.len() {
        let before = reader.at;
        let more = reader.value(Around { column: None, inline: false, list_here: false }, 0);
        join(&mut root, more);
        reader.blank();
        if reader.at <= before {
            reader.skip_line();
            reader.blank();
        }
    }
    root
}

/// Puts what stands below into what stands above, where both are of one kind.
fn join(root: &mut Node, more: Node) {
    match (&mut root.value, more.value) {
        (Tree::Map(map), Tree::Map(entries)) => map.extend(entries),
        (Tree::List(list), Tree::List(elements)) => list.extend(elements),
        (Tree::Null, value) => root.value = value,
        _ => {}
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    index: u32,
}

/// What a value stands in.
#[derive(Clone, Copy)]
struct Around {
    /// The column of the key or dash it belongs to; none at the top.
    column: Option<usize>,
    /// Whether it stands behind a key on the same line, so that it is no block.
    inline: bool,
    /// Whether a list may begin in the column of the key.
    list_here: bool,
}

impl Around {
    /// Whether a line in this column still belongs to the value.
    fn holds(self, column: usize) -> bool {
        self.column.is_none_or(|around| column > around)
    }
}

impl<'t> Reader<'t> {
    fn span(&self, from: usize, to: usize) -> Span {
        let clip = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.index, clip(from), clip(to.max(from)))
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn line_start(&self) -> usize {
        let before = self.text.get(..self.at).unwrap_or("");
        before.rfind('\n').map_or(0, |at| at + 1)
    }

    fn column(&self) -> usize {
        self.at - self.line_start()
    }

    /// The end of the line, before its line end.
    fn line_end(&self) -> usize {
        let length = self.rest().find('\n').unwrap_or(self.rest().len());
        let line = self.rest().get(..length).unwrap_or("");
        self.at + line.trim_end_matches('\r').len()
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// Past white space, comments and the marks between documents.
    fn blank(&mut self) {
        loop {
            let trimmed = self.rest().trim_start_matches([' ', '\t', '\r', '\n']);
            self.at = self.text.len() - trimmed.len();
            let at_start = self.at == self.line_start();
            let mark = at_start
                && ["---", "..."].iter().any(|mark| {
                    self.rest().strip_prefix(mark).is_some_and(|rest| {
                        rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n'])
                    })
                });
            match self.peek() {
                Some(b'#') => self.skip_line(),
                Some(b'%') if at_start => self.skip_line(),
                _ if mark => self.at += 3,
                _ => return,
            }
        }
    }

    /// Past blanks of this line only.
    fn spaces(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn at_dash(&self) -> bool {
        let rest = self.rest();
        rest.strip_prefix('-')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
    }

    fn null(&self) -> Node {
        Node { span: self.span(self.at, self.at), value: Tree::Null }
    }

    /// The value that begins here or on the lines below. Depth is bounded.
    fn value(&mut self, around: Around, depth: usize) -> Node {
        let (here, line) = (self.at, self.line_start());
        self.blank();
        let same_line = self.line_start() == line && around.column.is_some();
        let listed = around.list_here && !same_line && self.at_dash();
        let belongs = same_line
            || around.holds(self.column())
            || listed && around.column == Some(self.column());
        if self.at >= self.text.len() || !belongs || depth > MOST_DEPTH {
            let null = Node { span: self.span(here, here), value: Tree::Null };
            if depth > MOST_DEPTH {
                self.skip_line();
            } else {
                self.at = here;
            }
            return null;
        }
        let block = !(same_line && around.inline);
        match self.peek() {
            _ if block && self.at_dash() => self.list(depth),
            Some(b'{' | b'[') => self.flow(around, depth),
            Some(b'|' | b'>') => self.lines(around),
            Some(b'"' | b'\'') => {
                if block && self.key_length().is_some() {
                    return self.map(depth);
                }
                let from = self.at;
                let text = self.quoted(around);
                Node { span: self.span(from, self.at), value: scalar(text, true) }
            }
            _ if block && self.key_length().is_some() => self.map(depth),
            _ => self.plain(around),
        }
    }

    /// How many bytes up to the colon of a key on this line.
    fn key_length(&self) -> Option<usize> {
        let line = self.text.get(self.at..self.line_end()).unwrap_or("");
        let mut from = 0;
        if let Some(quote) = line.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            from = 1 + line.get(1..)?.find(quote)? + 1;
            let rest = line.get(from..)?;
            let spaces = rest.len() - rest.trim_start().len();
            return rest.trim_start().starts_with(':').then_some(from + spaces);
        }
        if line.starts_with(['{', '[', '#']) {
            return None;
        }
        while let Some(found) = line.get(from..)?.find([':', '#']) {
            let at = from + found;
            let after = line.get(at + 1..).unwrap_or("");
            if line.as_bytes().get(at) == Some(&b'#') {
                if line.get(..at).unwrap_or("").ends_with([' ', '\t']) {
                    return None;
                }
            } else if after.is_empty() || after.starts_with([' ', '\t']) {
                return Some(at);
            }
            from = at + 1;
        }
        None
    }

    fn map(&mut self, depth: usize) -> Node {
        let (start, column) = (self.at, self.column());
        let mut entries: Vec<Entry> = Vec::new();
        let mut end = self.at;
        while self.at < self.text.len() && self.column() >= column {
            if self.at_dash() {
                break;
            }
            let entry = self.entry(column, depth);
            end = self.at;
            entries.push(entry);
            self.blank();
        }
        self.at = end;
        Node { span: self.span(start, end), value: Tree::Map(entries) }
    }

    fn entry(&mut self, column: usize, depth: usize) -> Entry {
        let from = self.at;
        let Some(length) = self.key_length() else {
            // A key that is only begun.
            let end = self.line_end();
            let line = self.text.get(from..end).unwrap_or("");
            let written =
                line.find(" #").map_or(line, |at| line.get(..at).unwrap_or("")).trim_end();
            self.at = end;
            let key = Key { text: written.to_owned(), span: self.span(from, from + written.len()) };
            return Entry { key, value: self.null() };
        };
        let written = self.text.get(from..from + length).unwrap_or("").trim_end();
        let key = Key { text: unquoted(written), span: self.span(from, from + written.len()) };
        self.at = from + length + 1;
        let around = Around { column: Some(column), inline: true, list_here: true };
        Entry { key, value: self.value(around, depth + 1) }
    }

    fn list(&mut self, depth: usize) -> Node {
        let (start, column) = (self.at, self.column());
        let mut elements: Vec<Node> = Vec::new();
        let mut end = self.at;
        while self.at < self.text.len() && self.column() >= column {
            if self.at_dash() {
                self.at += 1;
                let around = Around { column: Some(column), inline: false, list_here: false };
                let element = self.value(around, depth + 1);
                elements.push(element);
            } else if self.column() > column {
                // Indented otherwise than the lines above: it goes on with the last element.
                let before = self.at;
                let around = Around { column: Some(column), inline: false, list_here: false };
                let more = self.value(around, depth + 1);
                if let Some(last) = elements.last_mut() {
                    join(last, more);
                }
                if self.at <= before {
                    self.skip_line();
                }
            } else {
                break;
            }
            end = self.at;
            self.blank();
        }
        self.at = end;
        Node { span: self.span(start, end), value: Tree::List(elements) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;

    /// Keys and scalars with their places, in order: what editors look at.
    fn said(node: &Node, source: &Source, out: &mut Vec<String>) {
        match &node.value {
            Tree::Null => out.push("null".into()),
            Tree::Scalar(scalar) => {
                out.push(format!(
                    "{} {} {:?}",
                    scalar.text,
                    scalar.quoted,
                    source.slice(node.span)
                ));
            }
            Tree::List(list) => {
                out.push("[".into());
                list.iter().for_each(|node| said(node, source, out));
                out.push("]".into());
            }
            Tree::Map(map) => {
                out.push("{".into());
                for entry in map {
                    out.push(format!("{}: {:?}", entry.key.text, entry.key.span));
                    said(&entry.value, source, out);
                }
                out.push("}".into());
            }
        }
    }

    #[test]
    fn of_a_sound_text_it_makes_the_same_tree_as_the_strict_reader() {
        let mut seen = 0;
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut waiting = vec![root.join("rules"), root.join("samples"), root.join("tests")];
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                waiting
                    .extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            if path.extension().is_none_or(|ending| ending != "yaml") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let source = Source::new(path.display().to_string(), text);
            let sources = [source.clone()];
            let mut sink = Sink::new(&sources);
            let strict = crate::syntax::read(&source, 0, &mut sink);
            let [strict] = strict.as_slice() else { continue };
            let lenient = read_leniently(&source, 0);
            let (mut a, mut b) = (Vec::new(), Vec::new());
            said(strict, &source, &mut a);
            said(&lenient, &source, &mut b);
            let first = a.iter().zip(&b).find(|(a, b)| a != b);
            assert_eq!((first, a.len()), (None, b.len()), "{}", path.display());
            seen += 1;
        }
        assert!(seen > 30, "only {seen} files");
    }

    #[test]
    fn half_written_lines_become_what_they_will_be() {
        let of = |text: &str| {
            let source = Source::new("a", text);
            let mut out = Vec::new();
            said(&read_leniently(&source, 0), &source, &mut out);
            out.iter().map(|s| s.split(" Span").next().unwrap()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("a: 1\nti"), "{ a: 1 false \"1\" ti: null }");
        assert_eq!(
            of("a:\n  b: { c: 1, d\ne: 2"),
            "{ a: { b: { c: 1 false \"1\" d: null } } e: 2 false \"2\" }"
        );
        assert_eq!(
            of("a:\n  - id: x\n    ti\nb: \"open\nc: 3"),
            "{ a: [ { id: x false \"x\" ti: null } ] b: open true \"\\\"open\" c: 3 false \"3\" }"
        );
        assert_eq!(of("a: [ b, c\n"), "{ a: [ b false \"b\" c false \"c\" ] }");
        assert_eq!(of(""), "null");
    }
}
