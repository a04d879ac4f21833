//! Text to a tree with places, and the vocabulary of the format.
//!
//! [`read`] gives nodes whose scalars are still text. [`fields`] reads blocks against the one table of keys in
//! [`vocabulary`]. [`form`] is an inspection as handed in.

mod cut;
pub(crate) mod fields;
pub(crate) mod form;
pub(crate) mod inspection;
mod json;
pub(crate) mod lenient;
pub(crate) mod meanings;
pub(crate) mod node;
pub(crate) mod shape;
pub(crate) mod vocabulary;
mod yaml;

use crate::diagnostic::{Message, Sink};
use crate::source::{Source, Span};
use node::{Node, Tree};
use std::collections::BTreeMap;
pub(crate) use yaml::{Piece, Style, What};

/// The most bytes of one text.
pub(crate) const MOST_BYTES: usize = 64 << 20;
/// The most values of one text.
pub(crate) const MOST_NODES: usize = 8_000_000;
/// The deepest nesting.
pub(crate) const MOST_DEPTH: usize = 64;

/// A YAML text as it is written, comments and all. Only of a text that [`read`] takes is it whole.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    yaml::pieces(text)
}

/// Whether a text is read as JSON or JSON Lines.
pub(crate) fn is_json(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".json", ".jsonl", ".ndjson"].iter().any(|ending| name.ends_with(ending))
}

/// Every document of a text: JSON and JSON Lines by the ending of its name, YAML otherwise.
pub(crate) fn read(source: &Source, index: u32, sink: &mut Sink<'_>) -> Vec<Node> {
    let name = source.name();
    let ends = |ending: &str| name.to_ascii_lowercase().ends_with(ending);
    let nodes = if ends(".json") {
        json::read(source, index, sink)
    } else if ends(".jsonl") || ends(".ndjson") {
        json::read_lines(source, index, sink)
    } else {
        yaml::read(source, index, sink)
    };
    if nodes.first().is_some_and(has_chinese_keys) {
        sink.call(index, vocabulary::in_chinese);
    }
    for node in &nodes {
        refuse_duplicate_keys(node, sink);
    }
    nodes
}

/// Whether the first key of a file is a word in Chinese: then messages name the others so as well.
fn has_chinese_keys(node: &Node) -> bool {
    let Tree::Map(map) = &node.value else { return false };
    map.first().is_some_and(|entry| !entry.key.text.is_ascii())
}

/// Reports every key that stands twice in one map, with both places.
fn refuse_duplicate_keys(root: &Node, sink: &mut Sink<'_>) {
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        match &node.value {
            Tree::List(list) => waiting.extend(list),
            Tree::Map(map) => {
                let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
                for entry in map {
                    match seen.get(entry.key.text.as_str()) {
                        Some(first) => {
                            let message = Message::DuplicateKey { key: entry.key.text.clone() };
                            sink.report_with(entry.key.span, message, &[*first]);
                        }
                        None => {
                            seen.insert(&entry.key.text, entry.key.span);
                        }
                    }
                    waiting.push(&entry.value);
                }
            }
            Tree::Null | Tree::Scalar(_) => {}
        }
    }
}
