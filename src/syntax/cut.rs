//! What stands in braces and YAML reads otherwise than it is meant: values that a comma has cut in two (`{ pass: min(a, b) > 1 }`
//! without quotes is `min(a` and a key `b) > 1`), keys whose colon is full-width or has no blank behind it.
//!
//! That is said once, and the stages after read it as it was meant.

use super::fields::shorten;
use super::node::{Entry, Key, Node, Scalar, Tree};
use crate::diagnostic::{Message, Sink};
use crate::source::Span;

/// The entries of a map in braces, with the pieces of every value that was cut put together again.
pub(super) fn rejoined(entries: Vec<Entry>, text: &str, sink: &mut Sink<'_>) -> Vec<Entry> {
    let entries: Vec<Entry> =
        entries.into_iter().flat_map(|entry| mended(entry, text, sink)).collect();
    let mut out: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut rest = entries.as_slice();
    while let [entry, after @ ..] = rest {
        let pieces = pieces(&entry.value, after);
        // Behind a plain text, what has no colon belongs to the text.
        let bare = match &entry.value.value {
            Tree::Scalar(Scalar { quoted: false, .. }) if pieces == 0 => {
                after.iter().take_while(|entry| has_no_colon(entry, text)).count()
            }
            _ => pieces,
        };
        let (cut, others) = after.split_at_checked(bare).unwrap_or((&[], after));
        out.push(match cut.last() {
            Some(last) => Entry {
                key: entry.key.clone(),
                value: whole(&entry.value, last.key.span, text, sink),
            },
            None => entry.clone(),
        });
        rest = others;
    }
    out
}

/// Whether an entry of a map in braces is a word alone.
fn has_no_colon(entry: &Entry, text: &str) -> bool {
    let behind = text.get(entry.key.span.end as usize..).unwrap_or_default();
    let quoted =
        text.get(entry.key.span.start as usize..).is_some_and(|t| t.starts_with(['"', '\'']));
    entry.value.value == Tree::Null && !quoted && !behind.trim_start().starts_with(':')
}

/// Entries whose colons and commas were written so that YAML sees none: `键：值，键：值` or `key:value`.
fn mended(entry: Entry, text: &str, sink: &mut Sink<'_>) -> Vec<Entry> {
    let written = entry.key.text.as_str();
    let blankless = |part: &str| part.find(':').filter(|_| !part.contains("://"));
    let colon = written.contains('：') || blankless(written).is_some();
    if !colon || !has_no_colon(&entry, text) {
        return vec![entry];
    }
    let mut out = Vec::new();
    let mut from = 0usize;
    for part in written.split_inclusive('，') {
        let body = part.trim_end_matches('，');
        let start = from.saturating_add(body.len()).saturating_sub(body.trim_start().len());
        from = from.saturating_add(part.len());
        let (body, wide) = (body.trim(), body.contains('：'));
        let Some(at) = (if wide { body.find('：') } else { blankless(body) }) else { continue };
        let sign = if wide { '：'.len_utf8() } else { 1 };
        let (key, value) = (body.get(..at), body.get(at.saturating_add(sign)..));
        let (Some(key), Some(value)) = (key, value) else { continue };
        let place = |from: usize, to: usize| entry.key.span.part(from, to);
        let end = start.saturating_add(at);
        let after = end.saturating_add(sign);
        let message = match wide {
            true => Message::FullWidthSign { written: "：".to_owned(), plain: ": ".to_owned() },
            false => Message::ColonWithoutBlank { written: shorten(&format!("{key}: {value}")) },
        };
        sink.report(place(end, after), message);
        let skipped = value.len().saturating_sub(value.trim_start().len());
        let behind = after.saturating_add(skipped);
        let scalar = Scalar { text: value.trim().to_owned(), quoted: false };
        out.push(Entry {
            key: Key { text: key.trim_end().to_owned(), span: place(start, end) },
            value: Node {
                span: place(behind, behind.saturating_add(value.trim().len())),
                value: Tree::Scalar(scalar),
            },
        });
    }
    if out.is_empty() { vec![entry] } else { out }
}

/// How many of the keys that follow belong to a value: those up to the one that closes its brackets.
fn pieces(value: &Node, after: &[Entry]) -> usize {
    let Tree::Scalar(Scalar { text, quoted: false }) = &value.value else { return 0 };
    let mut open = depth(text);
    for (at, entry) in after.iter().enumerate() {
        if open <= 0 || entry.value.value != Tree::Null {
            return 0;
        }
        open = open.saturating_add(depth(&entry.key.text));
        if open == 0 {
            return at.saturating_add(1);
        }
    }
    0
}

/// How many brackets more are opened than closed.
fn depth(text: &str) -> i32 {
    text.chars().fold(0i32, |depth, c| match c {
        '(' => depth.saturating_add(1),
        ')' => depth.saturating_sub(1),
        _ => depth,
    })
}

fn whole(value: &Node, last: Span, text: &str, sink: &mut Sink<'_>) -> Node {
    let span = Span { end: last.end, ..value.span };
    let written = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    sink.report(span, Message::CutByComma { written: shorten(written) });
    Node { span, value: Tree::Scalar(Scalar { text: written.to_owned(), quoted: false }) }
}
