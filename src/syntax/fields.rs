//! Reading a block against its shape, and the plain values in it.
//!
//! Unknown, duplicate and missing keys are found here, once for every block of the format. One slip is one error: a
//! misspelt required key is not also reported as missing.

use super::node::{Node, Tree};
use super::shape::{Key, Shape, Word};
use super::vocabulary;
use crate::diagnostic::{Message, Sink, list, nearest};
use crate::source::Span;
use crate::value::{Date, Number};

/// A block whose keys are known.
pub(crate) struct Fields<'n> {
    /// The whole block.
    pub(crate) span: Span,
    entries: Vec<(&'static Key, Span, &'n Node)>,
    /// The keys that unknown ones were probably meant to be.
    slips: Vec<String>,
}

impl<'n> Fields<'n> {
    /// Reads the keys of a map. Says what is unknown, doubled or missing; gives what is left.
    pub(crate) fn open(node: &'n Node, shape: &'static Shape, sink: &mut Sink<'_>) -> Option<Self> {
        Self::read(node, shape, Demand::All, sink)
    }

    /// The same for a part of a block, where nothing is required.
    pub(crate) fn open_part(
        node: &'n Node,
        shape: &'static Shape,
        sink: &mut Sink<'_>,
    ) -> Option<Self> {
        Self::read(node, shape, Demand::Nothing, sink)
    }

    fn read(
        node: &'n Node,
        shape: &'static Shape,
        demand: Demand,
        sink: &mut Sink<'_>,
    ) -> Option<Self> {
        let Tree::Map(map) = &node.value else {
            let (en, zh) = shape.name;
            sink.report(node.span, Message::NotABlock { block: en.into(), zh_block: zh.into() });
            return None;
        };
        let mut entries: Vec<(&'static Key, Span, &'n Node)> = Vec::with_capacity(map.len());
        let mut slips: Vec<String> = Vec::new();
        for entry in map {
            let Some(key) = shape.key(&entry.key.text) else {
                slips.push(report_unknown(&entry.key.text, entry.key.span, shape, sink));
                continue;
            };
            if let Some((_, first, _)) = entries.iter().find(|(k, _, _)| k.word == key.word) {
                let message = Message::DuplicateKey { key: key.word.into() };
                sink.report_with(entry.key.span, message, &[*first]);
                continue;
            }
            entries.push((key, entry.key.span, &entry.value));
        }
        let required = shape.keys.iter().filter(|key| key.required && demand == Demand::All);
        for key in required {
            let found = entries.iter().find(|(k, _, _)| k.word == key.word);
            let slipped = slips.iter().any(|slip| slip == key.word || slip == key.chinese);
            // A required value left blank is missing as well.
            if found.is_none_or(|(_, _, node)| matches!(node.value, Tree::Null)) && !slipped {
                let at = found.or(entries.first()).map_or(node.span, |(_, span, _)| *span);
                sink.report(
                    at,
                    Message::MissingKey {
                        block: shape.name.0.into(),
                        zh_block: shape.name.1.into(),
                        key: key.word.into(),
                        zh_key: key.chinese.into(),
                    },
                );
            }
        }
        Some(Self { span: node.span, entries, slips })
    }

    /// The value behind a key, where it is given. A value left blank counts as not given.
    pub(crate) fn get(&self, word: &str) -> Option<&'n Node> {
        debug_assert!(vocabulary::knows(word), "{word} is a key of the format");
        self.entries
            .iter()
            .find(|(key, _, _)| key.word == word)
            .map(|(_, _, node)| *node)
            .filter(|node| !matches!(node.value, Tree::Null))
    }

    /// Whether a key is given, be it left blank.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.entries.iter().any(|(key, _, _)| key.word == word)
    }

    /// Whether an unknown key was probably meant to be one of these: then it is not also missing.
    pub(crate) fn slipped(&self, words: &[&str], shape: &Shape) -> bool {
        self.slips.iter().any(|slip| shape.key(slip).is_some_and(|key| words.contains(&key.word)))
    }

    /// Where a key stands; the block where it does not.
    pub(crate) fn at(&self, word: &str) -> Span {
        self.entries.iter().find(|(key, _, _)| key.word == word).map_or(self.span, |e| e.1)
    }

    /// The keys given, in the order of the file.
    pub(crate) fn given(&self) -> impl Iterator<Item = (&'static Key, Span, &'n Node)> + '_ {
        self.entries.iter().copied()
    }
}

/// Whether the required keys of a block are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Demand {
    All,
    Nothing,
}

/// Reports an unknown key; gives the key it was probably meant to be.
fn report_unknown(word: &str, at: Span, shape: &'static Shape, sink: &mut Sink<'_>) -> String {
    if sink.is_full() {
        return String::new();
    }
    let near = nearest(word, shape.words());
    let elsewhere = vocabulary::blocks_with(word);
    if near.is_empty() && !elsewhere.is_empty() {
        let message = Message::MisplacedKey {
            key: word.into(),
            block: shape.name.0.into(),
            zh_block: shape.name.1.into(),
            place: list(elsewhere.iter().map(|shape| shape.name.0)),
            zh_place: list(elsewhere.iter().map(|shape| shape.name.1)),
        };
        sink.report(at, message);
    } else {
        let message = Message::UnknownKey {
            key: word.into(),
            block: shape.name.0.into(),
            zh_block: shape.name.1.into(),
            near: near.clone(),
        };
        sink.report(at, message);
    }
    near
}

/// The text of a scalar.
pub(crate) fn text<'n>(node: &'n Node, sink: &mut Sink<'_>) -> Option<&'n str> {
    match &node.value {
        Tree::Scalar(scalar) => Some(&scalar.text),
        _ => {
            sink.report(node.span, Message::WantedText);
            None
        }
    }
}

/// The elements of a list.
pub(crate) fn elements<'n>(node: &'n Node, sink: &mut Sink<'_>) -> Option<&'n [Node]> {
    match &node.value {
        Tree::List(list) => Some(list),
        _ => {
            sink.report(node.span, Message::WantedList);
            None
        }
    }
}

/// The texts of a list; a single text counts as a list of one.
pub(crate) fn texts<'n>(node: &'n Node, sink: &mut Sink<'_>) -> Vec<(&'n str, Span)> {
    match &node.value {
        Tree::List(list) => {
            list.iter().filter_map(|node| text(node, sink).map(|t| (t, node.span))).collect()
        }
        _ => text(node, sink).map(|t| (t, node.span)).into_iter().collect(),
    }
}

/// Reads a decimal or a percentage from its digits.
pub(crate) fn parse_number(text: &str) -> Option<Number> {
    let (digits, percent) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), true),
        None => (text, false),
    };
    let number = Number::parse(digits)?;
    if percent { number.div(&Number::from(100)) } else { Some(number) }
}

/// A number of a rule set: also a fraction such as `1/3`.
pub(crate) fn parse_constant(text: &str) -> Option<Number> {
    match text.split_once('/') {
        Some((over, under)) => {
            Number::parse(over.trim_end())?.div(&Number::parse(under.trim_start())?)
        }
        None => parse_number(text),
    }
}

/// An exact decimal, percentage or fraction.
pub(crate) fn number(node: &Node, sink: &mut Sink<'_>) -> Option<Number> {
    let written = text(node, sink)?;
    let number = parse_constant(written);
    if number.is_none() {
        sink.report(node.span, not_a_number(written));
    }
    number
}

/// What is wrong with a text that should be a number.
pub(crate) fn not_a_number(written: &str) -> Message {
    let plain: String = written.chars().map(plain_digit).collect();
    if plain != written && parse_number(&plain).is_some() {
        return Message::FullWidthNumber { written: written.into(), plain };
    }
    Message::NotANumber { written: shorten(written) }
}

/// A full-width digit, point, minus or per cent sign in its plain form.
fn plain_digit(c: char) -> char {
    match c {
        '０'..='９' | '．' | '－' | '％' => {
            char::from_u32((c as u32).wrapping_sub(0xfee0)).unwrap_or(c)
        }
        '。' => '.',
        '—' | '−' => '-',
        _ => c,
    }
}

/// At most forty characters of a text, so that a message stays a line.
pub(crate) fn shorten(text: &str) -> String {
    let one_line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if one_line.chars().count() <= 40 {
        return one_line;
    }
    one_line.chars().take(39).chain(['…']).collect()
}

/// The words for yes and no.
pub(crate) fn parse_truth(text: &str) -> Option<bool> {
    match text {
        "yes" | "true" | "是" => Some(true),
        "no" | "false" | "否" => Some(false),
        _ => None,
    }
}

/// yes or no.
pub(crate) fn truth(node: &Node, sink: &mut Sink<'_>) -> Option<bool> {
    let written = text(node, sink)?;
    let truth = parse_truth(written);
    if truth.is_none() {
        let near = nearest(written, ["yes", "no", "true", "false", "是", "否"]);
        sink.report(node.span, Message::NotYesNo { written: shorten(written), near });
    }
    truth
}

/// A date, `2022-08-01`.
pub(crate) fn date(node: &Node, sink: &mut Sink<'_>) -> Option<Date> {
    let written = text(node, sink)?;
    let date = Date::parse(written);
    if date.is_none() {
        sink.report(node.span, Message::NotADate { written: shorten(written) });
    }
    date
}

/// One of some words, in either language; gives the English word.
pub(crate) fn word(
    node: &Node,
    words: &'static [Word],
    sink: &mut Sink<'_>,
) -> Option<&'static str> {
    let written = text(node, sink)?;
    let found = words.iter().find(|w| w.word == written || w.chinese == written);
    if found.is_none() {
        let near = nearest(written, words.iter().flat_map(|w| [w.word, w.chinese]));
        sink.report(
            node.span,
            Message::UnknownWord {
                written: shorten(written),
                words: list(words.iter().map(|w| w.word)),
                zh_words: list(words.iter().map(|w| w.chinese)),
                near,
            },
        );
    }
    found.map(|w| w.word)
}
