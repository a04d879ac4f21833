//! The lists at the top of a rule set, read before anything refers to them.

use super::LetNode;
use super::facts;
use super::names::{Meaning, Names};
use super::sheet;
use super::typing::{LetState, Typer};
use crate::diagnostic::{Message, Sink, nearest};
use crate::model::expression::Expression;
use crate::model::fact::Fact;
use crate::model::{OrderKey, Tag};
use crate::source::Span;
use crate::syntax::fields::{self, Fields};
use crate::syntax::node::{Node, Tree};
use crate::syntax::vocabulary::{self, WHOLES};
use crate::value::{Date, Number};
use std::collections::BTreeMap;

pub(super) fn effective(node: &Node, sink: &mut Sink<'_>) -> Option<Effective> {
    let read = Fields::open(node, &vocabulary::EFFECTIVE, sink)?;
    let from = read.get("from").and_then(|n| fields::date(n, sink))?;
    let mut later = |key: &str| -> Option<Option<Date>> {
        let Some(node) = read.get(key) else { return Some(None) };
        let date = fields::date(node, sink)?;
        if date < from {
            sink.report(node.span, Message::UntilBeforeFrom);
            return None;
        }
        Some(Some(date))
    };
    let (until, review_by) = (later("until"), later("review_by"));
    Some(Effective { from, until: until?, review_by: review_by? })
}

/// The days that frame a version.
pub(super) struct Effective {
    pub(super) from: Date,
    pub(super) until: Option<Date>,
    pub(super) review_by: Option<Date>,
}

/// A share between 0 and 1.
pub(super) fn share(node: &Node, sink: &mut Sink<'_>) -> Option<Number> {
    let share = fields::number(node, sink)?;
    if share.is_negative() || share > Number::ONE {
        sink.report(node.span, Message::NotAShare { written: share.to_string() });
        return None;
    }
    Some(share)
}

/// Names with their texts; none where it is no map, so that those who name one stay silent.
pub(super) fn named_texts(node: &Node, sink: &mut Sink<'_>) -> Option<Vec<(String, String)>> {
    let Tree::Map(map) = &node.value else {
        sink.report(node.span, Message::WantedMap);
        return None;
    };
    let list = map.iter().map(|entry| {
        let text = fields::text(&entry.value, sink).unwrap_or_default();
        (entry.key.text.clone(), text.to_owned())
    });
    Some(list.collect())
}

pub(super) fn tags(node: Option<&Node>, sink: &mut Sink<'_>) -> Vec<Tag> {
    let mut tags = sheet::built_in_tags();
    let Some(node) = node else { return tags };
    let Tree::Map(map) = &node.value else {
        sink.report(node.span, Message::WantedMap);
        return tags;
    };
    for entry in map {
        let words = fields::texts(&entry.value, sink);
        let words = words.into_iter().map(|(word, _)| word.to_owned()).collect();
        if tags.iter().any(|tag| tag.id == entry.key.text) {
            let message = Message::DuplicateId { id: entry.key.text.clone() };
            sink.report(entry.key.span, message);
            continue;
        }
        tags.push(Tag { id: entry.key.text.clone(), words });
    }
    tags
}

pub(super) fn order(node: &Node, tags: &[Tag], sink: &mut Sink<'_>) -> Vec<OrderKey> {
    let mut out = Vec::new();
    for (word, span) in fields::texts(node, sink) {
        match order_key(word, tags) {
            Some(key) => out.push(key),
            None => {
                let own = ["proximity", "points", "deadline", "id"];
                let near = nearest(word, own.into_iter().chain(tags.iter().map(|t| t.id.as_str())));
                sink.report(span, Message::UnknownTag { tag: fields::shorten(word), near });
            }
        }
    }
    out
}

pub(super) fn order_key(word: &str, tags: &[Tag]) -> Option<OrderKey> {
    Some(match word {
        "proximity" | "远近" => OrderKey::Proximity,
        "points" | "分值" => OrderKey::Points,
        "deadline" | "时限" => OrderKey::Deadline,
        "id" | "编号" => OrderKey::Id,
        _ => {
            let name = sheet::TAG_NAMES.iter().find(|w| w.chinese == word).map_or(word, |w| w.word);
            OrderKey::Tag(tags.iter().position(|tag| tag.id == name)?)
        }
    })
}

/// Easy before hard, near before remote, software before hardware; then points, deadline, id.
pub(super) fn seed_order(tags: &[Tag]) -> Vec<OrderKey> {
    ["ease", "proximity", "kind", "points", "deadline", "id"]
        .into_iter()
        .filter_map(|word| order_key(word, tags))
        .collect()
}

pub(super) fn read_facts(node: &Node, names: &mut Names, sink: &mut Sink<'_>) {
    let Tree::Map(map) = &node.value else {
        sink.report(node.span, Message::WantedMap);
        return;
    };
    let mut titles: BTreeMap<String, Span> = BTreeMap::new();
    for entry in map {
        let id = &entry.key.text;
        let fact = if facts::identifier(id, entry.key.span, sink) {
            facts::fact(id, &entry.value, false, sink)
        } else {
            None
        };
        let meaning = match fact {
            Some(fact) => {
                if let Some(first) = titles.insert(fact.title.clone(), entry.key.span) {
                    let message = Message::DuplicateTitle { title: fact.title.clone() };
                    sink.report_with(entry.key.span, message, &[first]);
                }
                let at = names.facts.len();
                if let Some(nodes) = derived(&fact, &entry.value, sink) {
                    names.derived.insert(at, nodes);
                }
                names.facts.push(fact);
                claimed(at, names);
                Meaning::Fact(at)
            }
            None => Meaning::Broken,
        };
        names.values.insert(id.clone(), meaning);
    }
}

/// What is computed of each finding, by name.
fn derived(fact: &Fact, node: &Node, sink: &mut Sink<'_>) -> Option<Vec<(String, Node)>> {
    let node = node.behind(&vocabulary::FACT, "let")?;
    let Tree::Map(map) = &node.value else {
        if !matches!(node.value, Tree::Null) {
            sink.report(node.span, Message::WantedMap);
        }
        return None;
    };
    let mut out: Vec<(String, Node)> = Vec::with_capacity(map.len());
    for entry in map {
        let id = &entry.key.text;
        if !facts::identifier(id, entry.key.span, sink) {
            continue;
        }
        if fact.fields().iter().any(|field| field.id == *id) {
            sink.report(entry.key.span, Message::DuplicateId { id: id.clone() });
            continue;
        }
        out.push((id.clone(), entry.value.clone()));
    }
    Some(out)
}

/// The claim beside a fact that has one: a fact of its own, right after it.
fn claimed(at: usize, names: &mut Names) {
    let next = names.facts.len();
    let Some(fact) = names.facts.get_mut(at) else { return };
    let Some(claim) = &mut fact.claim else { return };
    claim.fact = next;
    let companion = Fact {
        id: format!("{}.claimed", fact.id),
        title: format!("{}（自报 claimed）", fact.title),
        claim: None,
        assumed: None,
        hidden: true,
        ..fact.clone()
    };
    names.facts.push(companion);
}

/// Named values as they stand in the file: those that ask for results, directly or through others, wait for them.
pub(super) fn postponed(lets: Vec<(String, Node)>, names: &Names) -> Vec<(String, LetState)> {
    let mut late: Vec<bool> = Vec::with_capacity(lets.len());
    let mut uses: Vec<Vec<usize>> = Vec::with_capacity(lets.len());
    for (_, node) in &lets {
        let mut asks = false;
        let mut used = Vec::new();
        words_in(node, &mut |word, after| match names.values.get(word) {
            Some(Meaning::Let(at)) => used.push(*at),
            Some(_) => {}
            None => {
                let whole = || WHOLES.iter().any(|known| known.is(word));
                asks |= after && (names.parts.contains_key(word) || whole());
            }
        });
        late.push(asks);
        uses.push(used);
    }
    // Whoever uses one that waits must wait as well.
    loop {
        let found = uses.iter().enumerate().find(|(at, used)| {
            let is_late = |at: usize| late.get(at).copied().unwrap_or(false);
            !is_late(*at) && used.iter().any(|used| is_late(*used))
        });
        match found.and_then(|(at, _)| late.get_mut(at)) {
            Some(slot) => *slot = true,
            None => break,
        }
    }
    let state = |node: Node, late: bool| -> LetState {
        let source = Box::new(LetNode(node));
        if late { LetState::Late(source) } else { LetState::Waiting(Some(source)) }
    };
    lets.into_iter().zip(late).map(|((id, node), late)| (id, state(node, late))).collect()
}

/// Every word of the expressions in a tree, and whether a point follows it. Depth is bounded by the reader.
fn words_in(node: &Node, found: &mut impl FnMut(&str, bool)) {
    match &node.value {
        Tree::Scalar(scalar) => {
            let pieces = crate::expr::pieces(&scalar.text);
            for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.is_word) {
                let text = |at: usize| pieces.get(at).map_or("", |piece| piece.text(&scalar.text));
                let part = at.checked_sub(1).is_some_and(|before| text(before) == ".");
                if !part {
                    found(piece.text(&scalar.text), text(at + 1) == ".");
                }
            }
        }
        Tree::List(list) => {
            for node in list {
                words_in(node, &mut *found);
            }
        }
        Tree::Map(map) => {
            for entry in map.iter().filter(|entry| !matches!(&*entry.key.text, "title" | "名称"))
            {
                words_in(&entry.value, &mut *found);
            }
        }
        Tree::Null => {}
    }
}

/// What answers must agree with.
pub(super) fn consistency(
    node: &Node,
    typer: &mut Typer<'_, '_, '_>,
) -> Option<Vec<(Expression, String)>> {
    let nodes = fields::elements(node, typer.sink)?;
    let mut out = Vec::with_capacity(nodes.len());
    let mut fine = true;
    for node in nodes {
        let Some(read) = Fields::open(node, &vocabulary::AGREEMENT, typer.sink) else {
            fine = false;
            continue;
        };
        let that = read.get("that").and_then(|node| super::criteria::condition(node, typer));
        let say = read.get("say").and_then(|node| fields::text(node, typer.sink));
        match (that, say) {
            (Some(that), Some(say)) => out.push((that, say.to_owned())),
            _ => fine = false,
        }
    }
    fine.then_some(out)
}

pub(super) fn lets(node: &Node, names: &mut Names, sink: &mut Sink<'_>) -> Vec<(String, Node)> {
    let Tree::Map(map) = &node.value else {
        sink.report(node.span, Message::WantedMap);
        return Vec::new();
    };
    let mut out: Vec<(String, Node)> = Vec::new();
    for entry in map {
        let id = &entry.key.text;
        if !facts::identifier(id, entry.key.span, sink) {
            continue;
        }
        if names.values.contains_key(id) {
            sink.report(entry.key.span, Message::DuplicateId { id: id.clone() });
            continue;
        }
        names.values.insert(id.clone(), Meaning::Let(out.len()));
        out.push((id.clone(), entry.value.clone()));
    }
    out
}

/// The ids of sections, items, adjustments and gates, each once in the whole file.
pub(super) fn collect_parts(read: &Fields<'_>, names: &mut Names, sink: &mut Sink<'_>) {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut waiting: Vec<&Node> = Vec::new();
    for word in ["sections", "items", "gates", "bonuses", "penalties"] {
        waiting.extend(read.get(word));
    }
    while let Some(node) = waiting.pop() {
        match &node.value {
            Tree::List(list) => waiting.extend(list.iter().rev()),
            Tree::Map(map) => {
                for entry in map {
                    match (entry.key.text.as_str(), &entry.value.value) {
                        ("id" | "编号", Tree::Scalar(scalar)) => {
                            if let Some(first) = seen.get(&scalar.text) {
                                let message = Message::DuplicateId { id: scalar.text.clone() };
                                sink.report_with(entry.value.span, message, &[*first]);
                            } else {
                                seen.insert(scalar.text.clone(), entry.value.span);
                                names.parts.insert(scalar.text.clone(), None);
                            }
                        }
                        ("items" | "sections" | "项目" | "类别", _) => {
                            waiting.push(&entry.value)
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}
