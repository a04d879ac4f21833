//! Values with dates: from one tree to the plain trees of its periods.
//!
//! A dated value stands for the last of its steps that is in force on the day of assessment, among those known on the
//! day asked about. Between two dates nothing changes, so a rule set with dates is a handful of plain rule sets.

use crate::diagnostic::{Message, Sink};
use crate::source::Span;
use crate::syntax::fields::{self, Fields};
use crate::syntax::node::{Entry, Node, Tree};
use crate::syntax::vocabulary::{DATED, DATED_STEP, ITEM, RULESET, SECTION};
use crate::value::Date;
use std::collections::{BTreeMap, BTreeSet};

/// At most so many periods: each is checked and compiled by itself.
const MOST: usize = 64;

/// What a rule set says from a day on, as far as it was known on another.
#[derive(Clone, Debug)]
pub(crate) struct Period {
    /// The first day; none for the first period.
    pub(crate) from: Option<Date>,
    /// The day by which it was known; none for what was always known.
    pub(crate) known: Option<Date>,
    pub(crate) tree: Node,
}

/// One step of a dated value.
struct Step<'n> {
    from: Option<Date>,
    known: Option<Date>,
    is: &'n Node,
}

/// The keys of a rule set below which values may have dates.
const PLACES: &[&str] =
    &["sections", "items", "bonuses", "penalties", "gates", "grades", "let", "coverage"];

/// The plain trees of every period, the earliest first; none where no value has dates.
pub(crate) fn periods(root: &Node, sink: &mut Sink<'_>) -> Vec<Period> {
    let mut found = Found::default();
    if let Tree::Map(map) = &root.value {
        for entry in map {
            let key = RULESET.key(&entry.key.text).map_or("", |key| key.word);
            match &entry.value.value {
                Tree::Map(lets) if key == "let" && dated(&entry.value).is_none() => {
                    lets.iter().for_each(|entry| found.look(&entry.value, Room::Value, sink));
                }
                _ if PLACES.contains(&key) => found.look(&entry.value, Room::behind(key), sink),
                _ => found.look(&entry.value, Room::Nothing, sink),
            }
        }
    }
    // Where dates are wrong, the rest is looked at with the first values; nothing is loaded.
    let first_only = |found: &Found<'_>| {
        vec![Period { from: None, known: None, tree: found.resolved(root, None, None) }]
    };
    if found.wrong {
        return first_only(&found);
    }
    if found.steps.is_empty() {
        return Vec::new();
    }
    let all = || found.steps.values().flatten();
    let from: BTreeSet<Option<Date>> = all().map(|step| step.from).chain([None]).collect();
    let known: BTreeSet<Option<Date>> = all().map(|step| step.known).chain([None]).collect();
    if from.len().saturating_mul(known.len()) > MOST {
        sink.report(root.span, Message::TooManyDates { most: MOST.to_string() });
        return first_only(&found);
    }
    let mut out = Vec::new();
    for from in &from {
        for known in &known {
            let tree = found.resolved(root, *from, *known);
            out.push(Period { from: *from, known: *known, tree });
        }
    }
    out
}

/// Whether a value may have dates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Value,
    /// Not itself, but values within it: what there is must be the same in every period.
    Within,
    Nothing,
}

impl Room {
    fn behind(key: &str) -> Room {
        match key {
            "id" => Room::Nothing,
            "let" | "sections" | "items" | "bonuses" | "penalties" | "gates" | "grades" => {
                Room::Within
            }
            _ => Room::Value,
        }
    }
}

#[derive(Default)]
struct Found<'n> {
    /// The steps of each dated value, by its place.
    steps: BTreeMap<Span, Vec<Step<'n>>>,
    wrong: bool,
}

impl<'n> Found<'n> {
    /// Looks for dated values. Depth is bounded by the reader.
    fn look(&mut self, node: &'n Node, room: Room, sink: &mut Sink<'_>) {
        if let Some(list) = dated(node) {
            let steps = if room == Room::Value {
                steps(list, sink)
            } else {
                sink.report(node.span, Message::DatedOutOfPlace);
                None
            };
            let Some(steps) = steps else {
                self.wrong = true;
                return;
            };
            for step in &steps {
                self.look(step.is, Room::Nothing, sink);
            }
            self.steps.insert(node.span, steps);
            return;
        }
        match &node.value {
            Tree::List(list) => list.iter().for_each(|node| self.look(node, room, sink)),
            Tree::Map(map) => {
                for entry in map {
                    let inner = match (room, key_of(&entry.key.text)) {
                        (Room::Nothing, _) => Room::Nothing,
                        (_, key) => Room::behind(key),
                    };
                    self.look(&entry.value, inner, sink);
                }
            }
            Tree::Null | Tree::Scalar(_) => {}
        }
    }

    /// The tree with one step in the place of every dated value.
    fn resolved(&self, node: &Node, from: Option<Date>, known: Option<Date>) -> Node {
        if let Some(list) = dated(node) {
            let steps = self.steps.get(&node.span).map_or(&[][..], Vec::as_slice);
            let holds = |step: &&Step<'_>| step.from <= from && step.known <= known;
            let chosen = steps.iter().rev().find(holds).map(|step| step.is);
            let first = || list.first().and_then(|step| step.behind(&DATED_STEP, "is"));
            return chosen.or_else(first).unwrap_or(node).clone();
        }
        let value = match &node.value {
            Tree::List(list) => {
                Tree::List(list.iter().map(|node| self.resolved(node, from, known)).collect())
            }
            Tree::Map(map) => Tree::Map(
                map.iter()
                    .map(|entry| Entry {
                        key: entry.key.clone(),
                        value: self.resolved(&entry.value, from, known),
                    })
                    .collect(),
            ),
            plain => plain.clone(),
        };
        Node { span: node.span, value }
    }
}

/// The English word of a key that names a list of blocks, or an id.
fn key_of(written: &str) -> &str {
    [&SECTION, &ITEM].iter().find_map(|shape| shape.key(written)).map_or(written, |key| key.word)
}

/// The steps of a dated value: a map whose only key is `dated`, with a list of blocks behind it. Nothing else in the
/// format looks like that, so that a name of the author's own is never taken for it.
pub(crate) fn dated(node: &Node) -> Option<&[Node]> {
    let Tree::Map(map) = &node.value else { return None };
    let [only] = map.as_slice() else { return None };
    DATED.key(&only.key.text)?;
    let list = only.value.elements()?;
    list.iter().all(|step| matches!(step.value, Tree::Map(_))).then_some(list)
}

fn steps<'n>(list: &'n [Node], sink: &mut Sink<'_>) -> Option<Vec<Step<'n>>> {
    let mut out: Vec<Step<'n>> = Vec::with_capacity(list.len());
    let mut fine = !list.is_empty();
    for node in list {
        let Some(read) = Fields::open(node, &DATED_STEP, sink) else {
            fine = false;
            continue;
        };
        let mut date = |word: &str| match read.get(word) {
            Some(node) => fields::date(node, sink).map(Some),
            None => Some(None),
        };
        let (Some(from), Some(known), Some(is)) = (date("from"), date("known"), read.get("is"))
        else {
            fine = false;
            continue;
        };
        let step = Step { from, known, is };
        let in_order = match out.last() {
            None => step.from.is_none() && step.known.is_none(),
            Some(before) => {
                step.from.is_some() && (before.from, before.known) < (step.from, step.known)
            }
        };
        if !in_order {
            sink.report(node.span, Message::DatedNotInOrder);
            fine = false;
        }
        out.push(step);
    }
    fine.then_some(out)
}
