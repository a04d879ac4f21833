//! Pieces of a text to a tree in which every comment has its place.
//!
//! A comment behind something on its line belongs to that. A comment on a line of its own belongs to what comes next,
//! unless what comes next stands further left than the comment: then it closes the block it is indented with.

use super::written::{Collection, Comment, Document, Entry, Scalar, Value};
use crate::syntax::{Piece, Style, What};

/// A list or map that is not closed yet.
struct Unfinished {
    collection: Collection,
    /// How far from the start of its line it begins.
    column: usize,
    /// The entry it will be the value of.
    entry: Entry,
    /// A key whose value is still to come.
    waiting: Option<Entry>,
}

/// What the last piece was that a comment may stand behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Key,
    Entry,
    Bracket,
    /// A text in a block.
    Block,
}

struct Reader<'t> {
    text: &'t str,
    documents: Vec<Document>,
    stack: Vec<Unfinished>,
    /// Whole-line comments whose place is not known yet.
    pending: Vec<Comment>,
    last: Last,
    /// Where the last piece begins and ends.
    last_start: usize,
    last_end: usize,
    /// Where the last piece or comment ends.
    done: usize,
}

/// Every document of a text whose pieces these are. Line ends are single line feeds.
pub(super) fn documents(text: &str, pieces: Vec<Piece>) -> Vec<Document> {
    let mut reader = Reader {
        text,
        documents: Vec::new(),
        stack: Vec::new(),
        pending: Vec::new(),
        last: Last::Nothing,
        last_start: 0,
        last_end: 0,
        done: 0,
    };
    for piece in pieces {
        reader.piece(piece);
    }
    if !reader.pending.is_empty() {
        let tail = std::mem::take(&mut reader.pending);
        reader.documents.push(Document { tail, ..Document::default() });
    }
    reader.documents
}

impl Reader<'_> {
    fn piece(&mut self, piece: Piece) {
        let Piece { start, end, what } = piece;
        match what {
            What::Comment => {
                self.comment(start, end);
                self.done = end;
            }
            What::Document { marked } => {
                let head = if marked { std::mem::take(&mut self.pending) } else { Vec::new() };
                self.documents.push(Document { head, marked, ..Document::default() });
                if marked {
                    self.after(Last::Nothing, start, end);
                }
            }
            What::DocumentEnd => {
                let tail = std::mem::take(&mut self.pending);
                if let Some(document) = self.documents.last_mut() {
                    document.tail.extend(tail);
                }
                self.last = Last::Nothing;
            }
            What::Open { list, flow } => self.open(list, flow, start, end),
            What::Close => self.close(start, end),
            What::Scalar { text, style } => self.scalar(text, style, start, end),
        }
    }

    fn after(&mut self, last: Last, start: usize, end: usize) {
        self.last = last;
        (self.last_start, self.last_end) = (start, end);
        self.done = self.done.max(end);
    }

    fn comment(&mut self, start: usize, end: usize) {
        let text = self.slice(start, end).trim_end().to_owned();
        let (column, apart) = (column(self.text, start), apart(self.text, start));
        let inside = self.last == Last::Block && start < self.last_start;
        // The colon of a key that stands alone is on a line of its own.
        let gap = self.slice(self.done.max(self.last_end), start);
        let colon =
            self.pending.is_empty() && gap.trim_end_matches([' ', '\t']).trim_start() == ":";
        let same_line = inside || colon || !self.slice(self.last_end, start).contains('\n');
        let behind = match self.last {
            _ if !same_line => None,
            Last::Nothing => None,
            Last::Key => self.waiting().map(|entry| &mut entry.heading),
            Last::Entry => self.finished().map(|entry| &mut entry.behind),
            Last::Block if inside => self.finished().map(|entry| &mut entry.heading),
            Last::Block => None,
            Last::Bracket => self.opened().map(|entry| &mut entry.heading),
        };
        let taken = match behind {
            Some(place @ None) => {
                *place = Some(text);
                None
            }
            _ => Some(Comment { text, column, apart }),
        };
        if let Some(comment) = taken {
            // Of two comments, one behind the key and one behind `|`, the second stands between.
            match self.finished().filter(|_| inside) {
                Some(entry) => entry.between.push(comment),
                None => self.pending.push(comment),
            }
        }
        for unfinished in &mut self.stack {
            unfinished.collection.commented = true;
        }
    }

    /// The entry whose value is still to come.
    fn waiting(&mut self) -> Option<&mut Entry> {
        self.stack.last_mut()?.waiting.as_mut()
    }

    /// The entry that was finished last.
    fn finished(&mut self) -> Option<&mut Entry> {
        match self.stack.last_mut() {
            Some(top) => top.collection.entries.last_mut(),
            None => self.documents.last_mut()?.root.as_mut(),
        }
    }

    /// The entry whose value has just been opened, where it has a key and nothing stands between them.
    fn opened(&mut self) -> Option<&mut Entry> {
        let entry = &mut self.stack.last_mut()?.entry;
        (entry.key.is_some() && entry.between.is_empty()).then_some(entry)
    }

    /// The entry that begins here: one whose key waits, or a new one with the comments before it.
    fn entry(&mut self, start: usize) -> Entry {
        if let Some(entry) = self.stack.last_mut().and_then(|top| top.waiting.take()) {
            return entry;
        }
        let before = std::mem::take(&mut self.pending);
        Entry { before, apart: apart(self.text, start), ..Entry::default() }
    }

    fn open(&mut self, list: bool, flow: bool, start: usize, end: usize) {
        let mut entry = self.entry(start);
        // What stands before a block with a key stands before the first entry of the block.
        if entry.key.is_some() && flow {
            entry.between = std::mem::take(&mut self.pending);
        }
        let collection =
            Collection { list, flow, entries: Vec::new(), tail: Vec::new(), commented: false };
        let column = column(self.text, start);
        self.stack.push(Unfinished { collection, column, entry, waiting: None });
        if flow && end > start {
            self.after(Last::Bracket, start, end);
        }
    }

    fn close(&mut self, start: usize, end: usize) {
        let Some(top) = self.stack.pop() else { return };
        let Unfinished { mut collection, column, mut entry, .. } = top;
        let own = if collection.flow {
            self.pending.len()
        } else {
            self.pending.iter().take_while(|comment| comment.column >= column).count()
        };
        let rest = self.pending.split_off(own);
        let own = std::mem::replace(&mut self.pending, rest);
        // Empty brackets have no line for a comment inside.
        if !collection.entries.is_empty() {
            collection.tail = own;
        } else if entry.key.is_some() {
            entry.between.extend(own);
        } else {
            entry.before.extend(own);
        }
        // Behind a dash there is no line for comments either.
        if let (None, Some(first)) = (&entry.key, collection.entries.first_mut()) {
            entry.before.append(&mut first.before);
        }
        let flow = collection.flow && end > start;
        entry.value = Value::Collection(collection);
        self.place(entry);
        if flow {
            self.after(Last::Entry, start, end);
        }
    }

    fn scalar(&mut self, text: String, style: Style, start: usize, end: usize) {
        let (mut head, mut begin) = (String::new(), start);
        let mut source = self.slice(start, end).to_owned();
        if style == Style::Block {
            let gap = self.slice(self.done, start);
            let at = self.done + gap.find(['|', '>']).unwrap_or(gap.len());
            let line = self.slice(at, start).split('\n').next().unwrap_or_default();
            head = line.split([' ', '\t', '#']).next().unwrap_or_default().to_owned();
            source = self.slice((at + line.len() + 1).min(end), end).to_owned();
            begin = at;
        }
        // The span of a text in a block runs on to what comes next.
        let end = if style == Style::Block {
            start + self.slice(start, end).trim_end().len()
        } else {
            end
        };
        let nothing = style == Style::Plain && start == end;
        let is_key =
            self.stack.last().is_some_and(|top| !top.collection.list && top.waiting.is_none());
        let flow = self.stack.last().is_some_and(|top| top.collection.flow);
        let scalar = Scalar { text, source, style, head, flow };
        if is_key {
            let entry = Entry { key: Some(scalar), ..self.entry(begin) };
            if let Some(top) = self.stack.last_mut() {
                top.waiting = Some(entry);
            }
            self.after(Last::Key, start, end);
            return;
        }
        let mut entry = self.entry(begin);
        if !nothing {
            if entry.key.is_some() {
                entry.between = std::mem::take(&mut self.pending);
            }
            entry.value = Value::Scalar(scalar);
        }
        self.place(entry);
        // Nothing ends where its key does.
        let end = if nothing && self.last == Last::Key { self.last_end } else { end };
        let last = if style == Style::Block { Last::Block } else { Last::Entry };
        self.after(last, if nothing { end } else { start }, end);
    }

    fn place(&mut self, entry: Entry) {
        match self.stack.last_mut() {
            Some(top) => top.collection.entries.push(entry),
            None => {
                if let Some(document) = self.documents.last_mut() {
                    // A document of nothing has its comments only.
                    if matches!(entry.value, Value::Nothing) && entry.behind.is_none() {
                        document.tail.extend(entry.before);
                    } else {
                        document.root = Some(entry);
                    }
                }
            }
        }
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }
}

/// How many bytes stand before a place on its line.
fn column(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.len() - before.rfind('\n').map_or(0, |line| line + 1)
}

/// Whether what begins here is the first on its line, and the line before is empty.
fn apart(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let Some(before) = before.trim_end_matches([' ', '\t', '-', '?', ',']).strip_suffix('\n')
    else {
        return false;
    };
    let before = before.trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with('\n')
}
