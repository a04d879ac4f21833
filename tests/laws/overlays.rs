//! Overlays of random rule sets: one number of the first item changed.

use super::choices::Choices;
use super::text::{Text, map, plain, quoted};

/// The criteria a change may be made to.
pub(crate) const CRITERIA: [&str; 12] = [
    "pass",
    "deduct",
    "tiers",
    "ladder",
    "bands",
    "ratio",
    "interpolate",
    "supply",
    "earn",
    "table",
    "best_of",
    "worst_of",
];

/// The parent, which lets everything be tightened, and an overlay that changes one number of its first item; none where
/// that item has no number to change.
pub(crate) fn overlay(rules: &Text, c: &mut Choices) -> Option<(String, String)> {
    let (id, key, criterion) = first_item(rules)?;
    let count = numbers(&criterion);
    // Points an inspector may give would have to be given anew.
    if count == 0 || criterion.write().contains("judged") {
        return None;
    }
    let mut at = c.below(count);
    let by = c.pick(&["0", "0.5", "1", "2", "3", "7"]);
    let changed = changed(&criterion, &mut at, by);
    let mut parent = rules.clone();
    parent.set("adjustable", plain("tighten"));
    let change =
        map([("change", plain(id)), ("set", map([(key, changed)])), ("why", quoted("law"))]);
    let overlay = map([
        ("overlay", plain("laws/overlay")),
        ("extends", plain(value(rules, "ruleset")?.write())),
        ("version", plain("2")),
        ("changes", Text::List(vec![change])),
    ]);
    Some((parent.write(), overlay.write()))
}

fn value<'t>(text: &'t Text, key: &str) -> Option<&'t Text> {
    let Text::Map(map) = text else { return None };
    map.iter().find(|(known, _)| known == key).map(|(_, value)| value)
}

/// The id of the first item, the key of its criterion and what stands behind it.
fn first_item(text: &Text) -> Option<(String, &'static str, Text)> {
    let below = value(text, "sections").or_else(|| value(text, "items"))?;
    let Text::List(list) = below else { return None };
    for part in list {
        let own = CRITERIA.iter().find_map(|key| Some((*key, value(part, key)?.clone())));
        let found = match own {
            Some((key, criterion)) => Some((value(part, "id")?.write(), key, criterion)),
            None => first_item(part),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The parts of an expression between which numbers stand.
fn pieces(text: &str) -> Vec<&str> {
    let digit = |c: char| c.is_ascii_digit() || c == '.';
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| digit(c) == digit(first);
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
        out.push(&rest[..end]);
        rest = &rest[end..];
    }
    out
}

fn is_number(piece: &str) -> bool {
    piece.starts_with(|c: char| c.is_ascii_digit())
}

fn numbers(text: &Text) -> usize {
    match text {
        Text::Plain(text) | Text::Quoted(text) => {
            pieces(text).into_iter().filter(|piece| is_number(piece)).count()
        }
        Text::List(list) => list.iter().map(numbers).sum(),
        Text::Map(map) => map.iter().map(|(_, value)| numbers(value)).sum(),
    }
}

/// The same with the number at that position changed.
fn changed(text: &Text, at: &mut usize, by: &str) -> Text {
    let mut one = |text: &str| -> String {
        pieces(text)
            .into_iter()
            .map(|piece| {
                if !is_number(piece) {
                    return piece;
                }
                let here = *at == 0;
                *at = at.wrapping_sub(1);
                if here { by } else { piece }
            })
            .collect()
    };
    match text {
        Text::Plain(text) => Text::Plain(one(text)),
        Text::Quoted(text) => Text::Quoted(one(text)),
        Text::List(list) => Text::List(list.iter().map(|text| changed(text, at, by)).collect()),
        Text::Map(map) => {
            let entry = |(key, value): &(String, Text)| (key.clone(), changed(value, at, by));
            Text::Map(map.iter().map(entry).collect())
        }
    }
}
