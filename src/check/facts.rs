//! Declared inputs: kinds, units, ranges, options, checklists, findings, results from below.

use crate::diagnostic::{Message, Sink, list, nearest};
use crate::model::fact::{Assumed, Below, Choice, Claim, Fact, FactKind, NumberKind, Take, Word};
use crate::model::range::Range;
use crate::model::unit::Unit;
use crate::source::Span;
use crate::syntax::fields::{self, Fields};
use crate::syntax::node::{Node, Tree};
use crate::syntax::vocabulary;
use crate::value::Number;

/// An id: a letter of any script or `_`, then letters, digits and `_`. Says what is wrong with any other.
pub(super) fn identifier(text: &str, at: Span, sink: &mut Sink<'_>) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c));
    if starts && chars.all(unicode_ident::is_xid_continue) && !has_full_width(text) {
        return true;
    }
    sink.report(at, Message::BadIdentifier { id: fields::shorten(text) });
    false
}

/// An id of an item, section, gate or grade: as an identifier, with `-` and `.` and digits anywhere.
pub(super) fn label(text: &str, at: Span, sink: &mut Sink<'_>) -> bool {
    let fine = |c: char| c == '-' || unicode_ident::is_xid_continue(c);
    if !text.is_empty() && text.chars().all(fine) && !has_full_width(text) {
        return true;
    }
    sink.report(at, Message::BadIdentifier { id: fields::shorten(text) });
    false
}

/// Full-width letters and digits look like plain ones and are others.
fn has_full_width(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{ff01}'..='\u{ff5e}'))
}

/// A fact, with everything wrong about it reported.
pub(super) fn fact(
    id: &str,
    node: &Node,
    inside_findings: bool,
    sink: &mut Sink<'_>,
) -> Option<Fact> {
    let read = Fields::open(node, &vocabulary::FACT, sink)?;
    let title = read.get("title").and_then(|n| fields::text(n, sink)).map(str::to_owned);
    let kind_word = read.get("kind").and_then(|n| fields::word(n, vocabulary::FACT_KINDS, sink));
    let kind_word = kind_word?;
    refuse_foreign_keys(&read, kind_word, sink);
    let kind = match kind_word {
        "yes_no" => FactKind::YesNo,
        "count" | "number" | "percent" => number(&read, kind_word, sink)?,
        "choice" => choice(&read, sink)?,
        "date" => FactKind::Date,
        "text" => FactKind::Text,
        "checklist" if inside_findings => {
            sink.report(read.at("kind"), Message::ChecklistInFindings);
            return None;
        }
        "checklist" => checklist(&read, sink)?,
        _ if inside_findings => {
            sink.report(read.at("kind"), Message::FindingsInFindings);
            return None;
        }
        _ => findings(&read, sink)?,
    };
    let may_not_apply =
        read.get("may_not_apply").and_then(|n| fields::truth(n, sink)).unwrap_or(false);
    let from = match read.get("from") {
        Some(node) => Some(below(node, sink)?),
        None => None,
    };
    let claim = match read.get("claim") {
        Some(node) if from.is_some() || inside_findings => {
            let kind = if inside_findings { "findings" } else { "from" };
            let message = Message::KeyDoesNotFit { key: "claim".into(), kind: kind.into() };
            sink.report(node.span, message);
            return None;
        }
        Some(node) => {
            let counts = fields::word(node, vocabulary::CLAIMS, sink)? == "counts";
            // Its own fact is made when this one has its place.
            Some(Claim { fact: 0, counts })
        }
        None => None,
    };
    let assumed = match read.get("assume") {
        Some(node) if from.is_some() || claim.is_some() || inside_findings => {
            let beside = if inside_findings { "findings" } else { "from, claim" };
            let message = Message::KeyDoesNotFit { key: "assume".into(), kind: beside.into() };
            sink.report(node.span, message);
            return None;
        }
        Some(node) => Some(assumed(id, &kind, node, sink)?),
        None => None,
    };
    let note = read.get("note").and_then(|n| fields::text(n, sink)).map(str::to_owned);
    if let Some(node) = read.get("provenance") {
        let _ = Fields::open(node, &vocabulary::PROVENANCE, sink);
    }
    Some(Fact {
        id: id.to_owned(),
        title: title?,
        kind,
        may_not_apply,
        note,
        from,
        derived: Vec::new(),
        claim,
        assumed,
        hidden: false,
        span: node.span,
    })
}

/// Keys that mean nothing for this kind.
fn refuse_foreign_keys(read: &Fields<'_>, kind: &str, sink: &mut Sink<'_>) {
    let numeric = matches!(kind, "count" | "number" | "percent");
    for (key, at, _) in read.given() {
        let fits = match key.word {
            "unit" => matches!(kind, "count" | "number"),
            "places" => matches!(kind, "number" | "percent"),
            "at_least" | "at_most" | "from" | "claim" => numeric,
            "options" => kind == "choice",
            "assume" => numeric || matches!(kind, "yes_no" | "choice"),
            "of" => kind == "checklist",
            "fields" | "let" => kind == "findings",
            _ => true,
        };
        if !fits {
            let message = Message::KeyDoesNotFit { key: key.word.into(), kind: kind.into() };
            sink.report(at, message);
        }
    }
}

/// What a fact is taken to be while nobody has looked, written like an answer.
fn assumed(id: &str, kind: &FactKind, node: &Node, sink: &mut Sink<'_>) -> Option<Assumed> {
    match kind {
        FactKind::YesNo => fields::truth(node, sink).map(Assumed::Truth),
        FactKind::Number(kind) => {
            answered(id, kind, fields::text(node, sink)?, node.span, sink).map(Assumed::Number)
        }
        FactKind::Choice(choice) => {
            let written = fields::text(node, sink)?;
            let words = || choice.words.iter().map(|word| word.id.as_str());
            let found = choice.words.iter().position(|w| w.id == written || w.title == written);
            if found.is_none() {
                let near = nearest(written, words());
                let words = list(words());
                let written = fields::shorten(written);
                sink.report(node.span, Message::UnknownChoice { written, words, near });
            }
            found.map(Assumed::Word)
        }
        _ => None,
    }
}

/// A number as an inspection answers it, within the domain of its fact.
pub(crate) fn answered(
    id: &str,
    kind: &NumberKind,
    written: &str,
    at: Span,
    sink: &mut Sink<'_>,
) -> Option<Number> {
    let marked = written.ends_with('%');
    let Some(mut number) = fields::parse_number(written).filter(|_| kind.percent || !marked) else {
        sink.report(at, fields::not_a_number(written));
        return None;
    };
    if kind.percent && !marked {
        number = number.div(&Number::from(100)).unwrap_or(number);
    }
    let name = id.to_owned();
    let shown = fields::shorten(written);
    if let (Some(places), Some(allowed)) = (kind.places, kind.decimals())
        && number.decimals().is_none_or(|d| d > allowed)
    {
        let message = if places == 0 && !kind.percent {
            Message::NotWhole { name, written: shown }
        } else {
            Message::TooManyPlaces { name, written: shown, places: places.to_string() }
        };
        sink.report(at, message);
        return None;
    }
    let range = Range { low: kind.least.clone(), high: kind.most.clone() };
    if !range.holds(&number) {
        let side = |n: &Option<Number>, none: &str| match n {
            Some(n) if kind.percent => format!("{}%", n * &Number::from(100)),
            Some(n) => n.to_string(),
            None => none.to_owned(),
        };
        let range = format!("{} … {}", side(&range.low, "−∞"), side(&range.high, "∞"));
        sink.report(at, Message::OutOfRange { name, written: shown, range });
        return None;
    }
    Some(number)
}

fn number(read: &Fields<'_>, kind: &str, sink: &mut Sink<'_>) -> Option<FactKind> {
    let unit_title = read.get("unit").and_then(|n| fields::text(n, sink)).unwrap_or("");
    let places = match read.get("places") {
        Some(node) => Some(small(node, 20, sink)?),
        None => None,
    };
    let limit = |word: &str, sink: &mut Sink<'_>| match read.get(word) {
        Some(node) => fields::number(node, sink).map(|number| {
            // A limit of a percentage is written like its values: `90` and `90%` both mean 90 %.
            let written = matches!(&node.value, Tree::Scalar(s) if s.text.ends_with('%'));
            if kind == "percent" && !written {
                number.div(&Number::from(100)).unwrap_or(number)
            } else {
                number
            }
        }),
        None => None,
    };
    let (least, most) = (limit("at_least", sink), limit("at_most", sink));
    if let (Some(least), Some(most)) = (&least, &most)
        && least > most
    {
        let message = Message::EmptyRange { least: least.to_string(), most: most.to_string() };
        sink.report(read.at("at_most"), message);
        return None;
    }
    let zero = || Some(Number::ZERO);
    let number = match kind {
        "count" => NumberKind {
            unit: unit(unit_title),
            unit_title: unit_title.to_owned(),
            least: least.or_else(zero),
            most,
            places: Some(0),
            percent: false,
        },
        "percent" => NumberKind {
            unit: Unit::default(),
            unit_title: "%".to_owned(),
            least: least.or_else(zero),
            most: most.or(Some(Number::ONE)),
            places,
            percent: true,
        },
        _ => NumberKind {
            unit: unit(unit_title),
            unit_title: unit_title.to_owned(),
            least,
            most,
            places,
            percent: false,
        },
    };
    Some(FactKind::Number(number))
}

fn unit(title: &str) -> Unit {
    if title.is_empty() { Unit::default() } else { Unit::named(title) }
}

/// A small whole number.
pub(super) fn small(node: &Node, most: u32, sink: &mut Sink<'_>) -> Option<u32> {
    let number = fields::number(node, sink)?;
    let whole = number.to_i64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= most);
    if whole.is_none() {
        sink.report(node.span, Message::NotASmallNumber { most: most.to_string() });
    }
    whole
}

fn choice(read: &Fields<'_>, sink: &mut Sink<'_>) -> Option<FactKind> {
    let Some(node) = read.get("options") else {
        sink.report(read.span, Message::NeedsKey { kind: "choice".into(), key: "options".into() });
        return None;
    };
    let before = sink.len();
    let words = words(node, sink)?;
    if words.len() < 2 || words.len() > 64 {
        // A word that is none was said to be.
        if sink.len() > before {
            return None;
        }
        sink.report(node.span, Message::WrongNumberOfOptions);
        return None;
    }
    Some(FactKind::Choice(Choice { words }))
}

fn checklist(read: &Fields<'_>, sink: &mut Sink<'_>) -> Option<FactKind> {
    let Some(node) = read.get("of") else {
        sink.report(read.span, Message::NeedsKey { kind: "checklist".into(), key: "of".into() });
        return None;
    };
    let points = words(node, sink)?;
    if points.is_empty() {
        sink.report(node.span, Message::EmptyList);
        return None;
    }
    Some(FactKind::Checklist(points))
}

/// Words: a list of them, or a map from words to titles.
pub(super) fn words(node: &Node, sink: &mut Sink<'_>) -> Option<Vec<Word>> {
    let mut out: Vec<(Word, Span)> = Vec::new();
    match &node.value {
        Tree::List(list) => {
            for node in list {
                let word = fields::text(node, sink)?;
                if identifier(word, node.span, sink) {
                    out.push((Word { id: word.to_owned(), title: word.to_owned() }, node.span));
                }
            }
        }
        Tree::Map(map) => {
            for entry in map {
                let title = fields::text(&entry.value, sink)?;
                if identifier(&entry.key.text, entry.key.span, sink) {
                    let word = Word { id: entry.key.text.clone(), title: title.to_owned() };
                    out.push((word, entry.key.span));
                }
            }
        }
        _ => {
            sink.report(node.span, Message::WantedList);
            return None;
        }
    }
    for (at, (word, span)) in out.iter().enumerate() {
        let earlier = out.iter().take(at).find(|(w, _)| w.id == word.id || w.title == word.title);
        if let Some((_, first)) = earlier {
            sink.report_with(*span, Message::DuplicateId { id: word.id.clone() }, &[*first]);
            return None;
        }
    }
    Some(out.into_iter().map(|(word, _)| word).collect())
}

fn findings(read: &Fields<'_>, sink: &mut Sink<'_>) -> Option<FactKind> {
    let Some(node) = read.get("fields") else {
        sink.report(read.span, Message::NeedsKey { kind: "findings".into(), key: "fields".into() });
        return None;
    };
    let Tree::Map(map) = &node.value else {
        sink.report(node.span, Message::WantedMap);
        return None;
    };
    let mut list = Vec::with_capacity(map.len());
    for entry in map {
        if !identifier(&entry.key.text, entry.key.span, sink) {
            return None;
        }
        list.push(fact(&entry.key.text, &entry.value, true, sink)?);
    }
    Some(FactKind::Findings(list))
}

fn below(node: &Node, sink: &mut Sink<'_>) -> Option<Below> {
    let read = Fields::open(node, &vocabulary::BELOW, sink)?;
    let ruleset = read.get("below").and_then(|n| fields::text(n, sink)).map(str::to_owned);
    let take = read.get("take").and_then(|n| fields::word(n, vocabulary::TAKES, sink));
    let at_least = match read.get("at_least") {
        Some(node) => Some(usize::try_from(small(node, 1_000_000, sink)?).unwrap_or(usize::MAX)),
        None => None,
    };
    let take = taken(take?, &read, sink)?;
    let weight = read.get("weight").and_then(|n| fields::text(n, sink)).map(str::to_owned);
    Some(Below { ruleset: ruleset?, take, at_least, weight })
}

/// What is taken, with the key that says of which grade or of how many.
fn taken(take: &str, read: &Fields<'_>, sink: &mut Sink<'_>) -> Option<Take> {
    let fits: &[(&str, &[&str])] = &[
        ("grade", &["share", "count"]),
        ("k", &["worst", "best"]),
        ("weight", &["mean", "share"]),
    ];
    for (key, takes) in fits {
        if read.get(key).is_some() && !takes.contains(&take) {
            let message = Message::KeyDoesNotFit { key: (*key).into(), kind: take.into() };
            sink.report(read.at(key), message);
            return None;
        }
    }
    let grade = read.get("grade").and_then(|n| fields::text(n, sink)).map(str::to_owned);
    let needs = |key: &str, sink: &mut Sink<'_>| {
        let message = Message::NeedsKey { kind: take.into(), key: key.into() };
        sink.report(read.at("take"), message);
        None
    };
    Some(match (take, grade, read.get("k")) {
        ("mean", ..) => Take::Mean,
        ("min", ..) => Take::Min,
        ("max", ..) => Take::Max,
        ("median", ..) => Take::Median,
        ("count", Some(grade), _) => Take::Reached(grade),
        ("count", None, _) => Take::Count,
        ("share", Some(grade), _) => Take::Share(grade),
        ("share", None, _) => return needs("grade", sink),
        (_, _, None) => return needs("k", sink),
        (_, _, Some(node)) => {
            let k = usize::try_from(small(node, 100_000, sink)?.max(1)).unwrap_or(1);
            if take == "best" { Take::Best(k) } else { Take::Worst(k) }
        }
    })
}
