//! Values that a comma has cut in two: `{ pass: min(a, b) > 1 }` without quotes is `min(a` and a key `b) > 1` to YAML.
//!
//! That is said once, of the whole value, and the stages after read it as it was meant.

use super::fields::shorten;
use super::node::{Entry, Node, Scalar, Tree};
use crate::diagnostic::{Message, Sink};
use crate::source::Span;

/// The entries of a map in braces, with the pieces of every value that was cut put together again.
pub(super) fn rejoined(entries: Vec<Entry>, text: &str, sink: &mut Sink<'_>) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut rest = entries.as_slice();
    while let [entry, after @ ..] = rest {
        let pieces = pieces(&entry.value, after);
        let (cut, others) = after.split_at_checked(pieces).unwrap_or((&[], after));
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
