//! YAML text to a tree: the only file that names a YAML parser.
//!
//! Events come one by one and the tree is built on a stack of our own, so that neither depth nor size can overflow
//! anything. Anchors, aliases and tags are refused: a rule says what it says where it stands.

use super::cut::rejoined;
use super::node::{Entry, Key, Node, Scalar, Tree};
use super::{MOST_BYTES, MOST_DEPTH, MOST_NODES};
use crate::diagnostic::{Message, Sink};
use crate::source::{Source, Span};
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

/// A piece of a text as it is written: what a layout is made of.
#[derive(Debug)]
pub(crate) struct Piece {
    /// First byte. Of a text in a block, the first byte behind its head.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    pub(crate) what: What,
}

/// What a piece is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A document begins, with `---` or without.
    Document {
        marked: bool,
    },
    DocumentEnd,
    /// A list or a map begins, in brackets or in lines of its own.
    Open {
        list: bool,
        flow: bool,
    },
    Close,
    Scalar {
        text: String,
        style: Style,
    },
    /// From `#` to the end of the line.
    Comment,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Style {
    #[default]
    Plain,
    Single,
    Double,
    /// After `|` or `>`.
    Block,
}

/// The pieces of a text in order, comments among them. Of a text that [`read`] refuses, those before the first error.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    for event in Parser::new_from_str(text) {
        let Ok((event, place)) = event else { break };
        let what = match event {
            Event::DocumentStart(marked, _) => What::Document { marked },
            Event::DocumentEnd => What::DocumentEnd,
            Event::SequenceStart(style, ..) => {
                What::Open { list: true, flow: style == StructureStyle::Flow }
            }
            Event::MappingStart(style, ..) => {
                What::Open { list: false, flow: style == StructureStyle::Flow }
            }
            Event::SequenceEnd | Event::MappingEnd => What::Close,
            Event::Scalar(text, style, ..) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::Single,
                    ScalarStyle::DoubleQuoted => Style::Double,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                What::Scalar { text: text.into_owned(), style }
            }
            Event::Comment(..) => What::Comment,
            _ => continue,
        };
        let (start, end) = place.byte_range().map_or((0, 0), |range| (range.start, range.end));
        out.push(Piece { start, end: end.min(text.len()), what });
    }
    out
}

/// A list or map that is not closed yet.
struct Unfinished {
    start: Span,
    body: Body,
}

enum Body {
    List(Vec<Node>),
    Map {
        entries: Vec<Entry>,
        /// A key whose value is still to come; `None` inside for a key that was refused.
        key: Option<Option<Key>>,
        /// Whether it stands in braces.
        flow: bool,
    },
}

/// The first tab that indents a line, from the line of a byte on.
fn tab_that_indents(text: &str, from: usize) -> Option<usize> {
    let start = text.get(..from)?.rfind('\n').map_or(0, |end| end.saturating_add(1));
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        let indent = line.find(|c| c != ' ' && c != '\t').unwrap_or(0);
        if let Some(tab) = line.get(..indent).and_then(|blank| blank.find('\t')) {
            return Some(at.saturating_add(tab));
        }
        at = at.saturating_add(line.len());
    }
    None
}

/// What a Chinese keyboard writes for a colon. In YAML it is a letter like others, so that a key has no end.
const WIDE_COLON: char = '：';

/// The first such colon from a byte on, in its line.
fn wide_colon(text: &str, from: usize) -> Option<usize> {
    let line = text.get(from..)?.lines().next()?;
    Some(from.saturating_add(line.find(WIDE_COLON)?))
}

/// Every document of the text, up to the first error of syntax.
pub(super) fn read(source: &Source, index: u32, sink: &mut Sink<'_>) -> Vec<Node> {
    let text = source.text();
    let whole = |at: usize| {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(index, at, at)
    };
    if text.len() > MOST_BYTES {
        let message =
            Message::TooLarge { size: text.len().to_string(), most: MOST_BYTES.to_string() };
        sink.report(whole(0), message);
        return Vec::new();
    }
    let mut documents = Vec::new();
    let mut stack: Vec<Unfinished> = Vec::new();
    let mut nodes = 0usize;
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, place) = match event {
            Ok(event) => event,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                let detail = plain(&error.info());
                if detail.contains("tab")
                    && let Some(tab) = tab_that_indents(text, at)
                {
                    let span = Span::new(index, clip(tab), clip(tab.saturating_add(1)));
                    sink.report(span, Message::TabIndents);
                    return documents;
                }
                if detail.contains("simple key expected")
                    && let Some(colon) = wide_colon(text, at)
                {
                    let end = colon.saturating_add(WIDE_COLON.len_utf8());
                    let (written, plain) = (WIDE_COLON.to_string(), ": ".to_owned());
                    let span = Span::new(index, clip(colon), clip(end));
                    sink.report(span, Message::FullWidthSign { written, plain });
                    return documents;
                }
                // In brackets it is nearly always a value that should stand in quotes.
                let message = if detail.contains("while parsing a flow") {
                    Message::NotYamlInBrackets { detail }
                } else {
                    Message::NotYaml { detail }
                };
                sink.report(Span::new(index, clip(at), clip(at.saturating_add(1))), message);
                return documents;
            }
        };
        let (start, end) = place.byte_range().map_or((0, 0), |range| (range.start, range.end));
        let span = Span::new(index, clip(start), clip(end.min(text.len())));
        nodes += 1;
        if nodes > MOST_NODES {
            sink.report(span, Message::TooManyNodes { most: MOST_NODES.to_string() });
            return documents;
        }
        let finished = match event {
            Event::Scalar(value, style, anchor, tag) => {
                refuse(anchor != 0, tag.is_some(), span, sink);
                Some(scalar(value.into_owned(), style, span, text))
            }
            Event::SequenceStart(_, anchor, tag) => {
                refuse(anchor != 0, tag.is_some(), span, sink);
                stack.push(Unfinished { start: span, body: Body::List(Vec::new()) });
                None
            }
            Event::MappingStart(style, anchor, tag) => {
                refuse(anchor != 0, tag.is_some(), span, sink);
                let flow = style == StructureStyle::Flow;
                let body = Body::Map { entries: Vec::new(), key: None, flow };
                stack.push(Unfinished { start: span, body });
                None
            }
            Event::SequenceEnd | Event::MappingEnd => {
                stack.pop().map(|done| finish(done, span, text, sink))
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                sink.report(span, Message::AliasRefused);
                Some(Node { span, value: Tree::Null })
            }
            _ => None,
        };
        if stack.len() > MOST_DEPTH {
            sink.report(span, Message::TooDeep { most: MOST_DEPTH.to_string() });
            return documents;
        }
        if let Some(node) = finished {
            place_node(node, &mut stack, &mut documents, sink);
        }
    }
    documents
}

fn clip(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn refuse(anchor: bool, tag: bool, span: Span, sink: &mut Sink<'_>) {
    if anchor {
        sink.report(span, Message::AliasRefused);
    }
    if tag {
        sink.report(span, Message::TagRefused);
    }
}

fn scalar(value: String, style: ScalarStyle, span: Span, text: &str) -> Node {
    let quoted = !matches!(style, ScalarStyle::Plain);
    if !quoted && matches!(value.as_str(), "" | "~" | "null") {
        return Node { span, value: Tree::Null };
    }
    // A block scalar's span runs on to the next token; its text ends where its last line does.
    let span = if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
        let written = text.get(span.start as usize..span.end as usize).unwrap_or("");
        span.part(0, written.trim_end().len())
    } else {
        span
    };
    Node { span, value: Tree::Scalar(Scalar { text: value, quoted }) }
}

fn finish(done: Unfinished, end: Span, text: &str, sink: &mut Sink<'_>) -> Node {
    let span = Span::new(done.start.source, done.start.start, end.end.max(done.start.end));
    let value = match done.body {
        Body::List(list) => Tree::List(list),
        Body::Map { entries, flow: true, .. } => Tree::Map(rejoined(entries, text, sink)),
        Body::Map { entries, .. } => Tree::Map(entries),
    };
    Node { span, value }
}

/// Puts a finished node where it belongs: into a list, as a key, or as the value of the waiting key.
fn place_node(
    node: Node,
    stack: &mut [Unfinished],
    documents: &mut Vec<Node>,
    sink: &mut Sink<'_>,
) {
    let Some(top) = stack.last_mut() else {
        if node.value != Tree::Null {
            documents.push(node);
        }
        return;
    };
    match &mut top.body {
        Body::List(list) => list.push(node),
        Body::Map { entries, key, .. } => match key.take() {
            None => *key = Some(key_of(node, sink)),
            Some(None) => {}
            Some(Some(key)) => entries.push(Entry { key, value: node }),
        },
    }
}

fn key_of(node: Node, sink: &mut Sink<'_>) -> Option<Key> {
    match node.value {
        Tree::Scalar(scalar) if scalar.text == "<<" && !scalar.quoted => {
            sink.report(node.span, Message::AliasRefused);
            None
        }
        Tree::Scalar(scalar) => Some(Key { text: scalar.text, span: node.span }),
        _ => {
            sink.report(node.span, Message::KeyNotText);
            None
        }
    }
}

/// The parser's words without its own place, on one line.
fn plain(info: &str) -> String {
    let first = info.lines().next().unwrap_or("");
    first.chars().map(|c| if c.is_control() { ' ' } else { c }).take(160).collect()
}
