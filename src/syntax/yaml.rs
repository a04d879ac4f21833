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

/// A sign of a Chinese keyboard where YAML wants its own: what is not read is mostly due to one in the line or the one
/// before it. Its first byte, how it is written, and what YAML wants.
fn slip(text: &str, at: usize) -> Option<(usize, String, String)> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end.saturating_add(1));
    let before = text.get(..start.saturating_sub(1))?.rfind('\n');
    let before = before.map_or(0, |end| end.saturating_add(1));
    [start, before].into_iter().find_map(|from| {
        let line = text.get(from..)?.lines().next()?;
        let found = |at: usize, written: char, plain: &str| {
            Some((from.saturating_add(at), written.to_string(), plain.to_owned()))
        };
        let blank = |c: &char| matches!(c, ' ' | '\u{3000}' | '\u{a0}');
        let indent: usize = line.chars().take_while(blank).map(char::len_utf8).sum();
        if let Some(wide) = line.get(..indent)?.find(['\u{3000}', '\u{a0}']) {
            return found(wide, line.get(wide..)?.chars().next()?, " ");
        }
        let rest = line.get(indent..)?;
        if rest.starts_with('－') {
            return found(indent, '－', "- ");
        }
        if rest.starts_with('#') {
            return None;
        }
        // The element of a list, and whatever stands behind its dash.
        let dashes = rest.len().saturating_sub(rest.trim_start_matches("- ").len());
        let (indent, rest) = (indent.saturating_add(dashes), rest.get(dashes..)?);
        match rest.chars().next()? {
            wide @ '｛' => return found(indent, wide, "{"),
            wide @ '［' => return found(indent, wide, "["),
            _ => {}
        }
        let colon = rest.char_indices().find(|(at, c)| {
            let behind = rest.get(at.saturating_add(1)..).unwrap_or_default();
            *c == WIDE_COLON || *c == ':' && (behind.is_empty() || behind.starts_with(' '))
        });
        let (place, sign) = colon?;
        let place = indent.saturating_add(place);
        if sign == WIDE_COLON {
            return found(place, sign, ": ");
        }
        let behind = place.saturating_add(1);
        let value = line.get(behind..)?;
        let skipped = value.len().saturating_sub(value.trim_start().len());
        match value.trim_start().chars().next()? {
            wide @ '｛' => found(behind.saturating_add(skipped), wide, "{"),
            wide @ '［' => found(behind.saturating_add(skipped), wide, "["),
            _ => None,
        }
    })
}

/// The bracket of an earlier line that is still open where the text ends or goes on in lines. The parser reads ahead of
/// what it gives, so that this is looked for in the text.
fn not_closed(text: &str, at: usize, detail: &str) -> Option<usize> {
    let ends = text.get(at..)?.trim().is_empty() || detail.contains("EOF");
    if !ends && !detail.contains("only valid inside a block") && !detail.contains("unclosed") {
        return None;
    }
    let mut open: Vec<usize> = Vec::new();
    let (mut quote, mut before, mut blank) = (None, '\n', true);
    let mut comment = false;
    for (place, c) in text.get(..at)?.char_indices() {
        let starts = blank && matches!(before, ':' | '-' | ',' | '{' | '[' | '\n')
            || matches!(before, '{' | '[' | ',');
        match (quote, c) {
            _ if comment => comment = c != '\n',
            (Some(end), c) if c == end => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if starts => quote = Some(c),
            (None, '#') if blank => comment = true,
            (None, '{' | '[') if starts => open.push(place),
            (None, '}' | ']') => drop(open.pop()),
            _ => {}
        }
        blank = c.is_whitespace();
        if c == '\n' || !blank {
            before = c;
        }
    }
    let last = open.last().copied()?;
    text.get(last..at)?.contains('\n').then_some(last)
}

/// What the parser says, in Chinese as far as it is one of its usual sentences.
fn in_chinese(detail: &str) -> String {
    let known = [
        ("mapping values are not allowed", "此处不能再有 `键: 值`"),
        ("did not find expected ',' or '}'", "花括号内缺少 `,` 或 `}`"),
        ("expected ',' or ']'", "方括号内缺少 `,` 或 `]`"),
        ("did not find expected key", "此处应为键，或缩进不齐"),
        ("did not find expected '-'", "此处应为 `- `，或缩进不齐"),
        ("did not find expected node content", "此处应有值"),
        ("simple key expected ':'", "键后缺少 `: `"),
        ("block sequence entries are not allowed", "此处不能有以 `- ` 开头的列表"),
        ("only valid inside a block", "`- ` 只能用于分行书写的列表"),
        ("mapping keys are not allowed", "此处不能有键"),
        ("closed by", "括号不配对"),
        ("unclosed bracket", "括号没有闭合"),
        ("quoted scalar", "引号没有闭合，或引号内有不认识的转义"),
        ("unexpected character", "此处的符号不能开始一个值"),
        ("cannot start any token", "此处的符号不能开始一个值"),
        ("EOF", "文件在此意外结束"),
    ];
    let found = known.iter().find(|(part, _)| detail.contains(part));
    found.map_or_else(|| detail.to_owned(), |(_, words)| (*words).to_owned())
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
                if detail.contains("recursion limit") {
                    let message = Message::TooDeep { most: MOST_DEPTH.to_string() };
                    sink.report(Span::new(index, clip(at), clip(at.saturating_add(1))), message);
                    return documents;
                }
                if let Some((at, written, plain)) = slip(text, at) {
                    let span = Span::new(index, clip(at), clip(at.saturating_add(written.len())));
                    sink.report(span, Message::FullWidthSign { written, plain });
                    return documents;
                }
                if let Some(open) = not_closed(text, at, &detail) {
                    let written = text.get(open..=open).unwrap_or_default().to_owned();
                    let span = Span::new(index, clip(open), clip(open.saturating_add(1)));
                    sink.report(span, Message::BracketNotClosed { written });
                    return documents;
                }
                let zh_detail = in_chinese(&detail);
                let message = if detail.contains("while parsing a flow") {
                    Message::NotYamlInBrackets { detail, zh_detail }
                } else {
                    Message::NotYaml { detail, zh_detail }
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
