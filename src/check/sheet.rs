//! The sheet: sections and items, with everything that hangs on them.

use super::combine::combine;
use super::criteria::{Author, condition, days};
use super::facts::label;
use super::top::share;
use super::typing::Typer;
use super::whole::{adjustable, provenance};
use crate::diagnostic::{Message, Sink, list, nearest};
use crate::model::expression::Expression;
use crate::model::fact::{Fact, FactKind};
use crate::model::{
    Document, Item, NotApplicable, Part, Provenance, Remedy, Returns, Role, Section, Tag,
};
use crate::syntax::fields::{self, Fields};
use crate::syntax::node::{Node, Tree};
use crate::syntax::shape::Word;
use crate::syntax::vocabulary::{self, CRITERIA};
use crate::value::Number;

/// Words that the sheet may name.
pub(super) struct Lists<'a> {
    /// None where the list itself failed.
    pub(super) owners: Option<&'a [(String, String)]>,
    pub(super) tags: &'a [Tag],
    pub(super) documents: &'a [Document],
    pub(super) not_applicable: NotApplicable,
}

/// The sections and items read so far.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) sections: Vec<Section>,
    pub(super) items: Vec<Item>,
    /// Whether something was left out because it failed: then sums prove nothing.
    pub(super) broken: bool,
}

/// Reads a list of sections.
pub(super) fn sections(
    node: &Node,
    conditions: &[Expression],
    lists: &Lists<'_>,
    typer: &mut Typer<'_, '_, '_>,
    sheet: &mut Sheet,
) -> Vec<Part> {
    let Some(nodes) = fields::elements(node, typer.sink) else {
        sheet.broken = true;
        return Vec::new();
    };
    let mut parts = Vec::with_capacity(nodes.len());
    for node in nodes {
        match section(node, conditions, lists, typer, sheet) {
            Some(at) => parts.push(Part::Section(at)),
            None => sheet.broken = true,
        }
    }
    parts
}

fn section(
    node: &Node,
    outer: &[Expression],
    lists: &Lists<'_>,
    typer: &mut Typer<'_, '_, '_>,
    sheet: &mut Sheet,
) -> Option<usize> {
    let read = Fields::open(node, &vocabulary::SECTION, typer.sink)?;
    let id = read.get("id").and_then(|n| fields::text(n, typer.sink)).map(str::to_owned);
    let title = read.get("title").and_then(|n| fields::text(n, typer.sink)).map(str::to_owned);
    let points = read.get("points").and_then(|n| positive(n, typer.sink));
    let combine = combine(&read, typer.sink);
    let limit = |word: &str, typer: &mut Typer<'_, '_, '_>| {
        read.get(word).and_then(|n| fields::number(n, typer.sink))
    };
    let at_most = limit("at_most", typer);
    let at_least = limit("at_least", typer);
    let mut conditions = outer.to_vec();
    if let Some(node) = read.get("applies_when") {
        conditions.extend(condition(node, typer));
    }
    let provenance = match read.get("provenance") {
        Some(node) => provenance(node, lists.documents, typer.sink),
        None => Provenance::default(),
    };
    adjustable(&read, &vocabulary::SECTION, typer.sink);
    let parts = match (read.get("items"), read.get("sections")) {
        (Some(node), None) => items(node, &conditions, lists, typer, sheet),
        (None, Some(node)) => sections(node, &conditions, lists, typer, sheet),
        _ => {
            let keys = list(["items", "sections"]);
            typer.sink.report(read.span, Message::OneOf { keys });
            return None;
        }
    };
    if parts.is_empty() && !sheet.broken {
        typer.sink.report(read.span, Message::EmptySection);
        return None;
    }
    let (id, title, points) = (id?, title?, points?);
    if !label(&id, read.get("id").map_or(read.span, |n| n.span), typer.sink) {
        return None;
    }
    let combine = combine?;
    sheet.sections.push(Section {
        id,
        title,
        points,
        combine,
        at_most,
        at_least,
        parts,
        provenance,
    });
    Some(sheet.sections.len() - 1)
}

/// Reads a list of items.
pub(super) fn items(
    node: &Node,
    conditions: &[Expression],
    lists: &Lists<'_>,
    typer: &mut Typer<'_, '_, '_>,
    sheet: &mut Sheet,
) -> Vec<Part> {
    let Some(nodes) = fields::elements(node, typer.sink) else {
        sheet.broken = true;
        return Vec::new();
    };
    let mut parts = Vec::with_capacity(nodes.len());
    for node in nodes {
        match item(node, conditions, lists, typer) {
            Some(item) => {
                sheet.items.push(item);
                parts.push(Part::Item(sheet.items.len() - 1));
            }
            None => sheet.broken = true,
        }
    }
    parts
}

fn item(
    node: &Node,
    outer: &[Expression],
    lists: &Lists<'_>,
    typer: &mut Typer<'_, '_, '_>,
) -> Option<Item> {
    let read = Fields::open(node, &vocabulary::ITEM, typer.sink)?;
    let before = typer.sink.len();
    let text = |word: &str, sink: &mut Sink<'_>| {
        read.get(word).and_then(|n| fields::text(n, sink)).map(str::to_owned)
    };
    let id = text("id", typer.sink);
    let title = text("title", typer.sink);
    let given: Vec<_> = read.given().filter(|(key, _, _)| CRITERIA.contains(&key.word)).collect();
    let record = matches!(given.as_slice(), [(key, _, _)] if key.word == "record");
    let points = match read.get("points") {
        Some(node) if record => {
            let points = fields::number(node, typer.sink);
            if points.as_ref().is_some_and(|points| !points.is_zero()) {
                typer.sink.report(node.span, Message::RecordHasPoints);
            }
            points.map(|_| Number::ZERO)
        }
        Some(node) => not_negative(node, typer.sink),
        None if record => Some(Number::ZERO),
        None if read.slipped(&["points"], &vocabulary::ITEM) => None,
        None => {
            typer
                .sink
                .report(read.span, Message::NeedsKey { kind: "item".into(), key: "points".into() });
            None
        }
    };
    let full = points.clone().filter(Number::is_positive).unwrap_or(Number::ONE);
    let criterion = match given.as_slice() {
        [(key, _, node)] => {
            Author { typer, full: Some(full.clone()), levels: None }.criterion(key.word, node)
        }
        [] if read.slipped(CRITERIA, &vocabulary::ITEM) => None,
        [] => {
            let keys = list(CRITERIA.iter().copied());
            typer.sink.report(read.span, Message::NoCriterion { keys });
            None
        }
        [_, (key, at, _), ..] => {
            let message = Message::SecondCriterion { key: key.word.into() };
            typer.sink.report(*at, message);
            None
        }
    };
    let zero_if = match read.get("zero_if") {
        Some(node) => condition(node, typer).map(Some),
        None => Some(None),
    };
    let when_rectified = match (read.get("when_rectified"), &id) {
        (Some(node), Some(id)) => Some(Some(returns(node, id, typer)?)),
        _ => Some(None),
    };
    let mut applies_when = outer.to_vec();
    if let Some(node) = read.get("applies_when") {
        applies_when.extend(condition(node, typer));
    }
    let not_applicable = match read.get("not_applicable") {
        Some(node) => not_applicable(node, typer.sink).unwrap_or(lists.not_applicable),
        None => lists.not_applicable,
    };
    let role = match read.get("role").and_then(|n| fields::word(n, vocabulary::ROLES, typer.sink)) {
        Some("advisory") => Role::Advisory,
        Some("optional") => Role::Optional,
        _ => Role::Scored,
    };
    if let (Some(node), Some(points), Role::Scored) = (read.get("points"), &points, role)
        && points.is_zero()
        && !record
    {
        typer.sink.report(node.span, Message::PointsNotPositive);
    }
    let owner = read.get("owner").and_then(|node| owner(node, lists, typer.sink));
    let tags = read.get("tags").map(|node| tags(node, lists, typer.sink)).unwrap_or_default();
    let remedy = read.get("remedy").and_then(|node| remedy(node, typer));
    let two_sided =
        read.get("two_sided").and_then(|n| fields::truth(n, typer.sink)).unwrap_or(false);
    let scored_from = read.get("scored_from").and_then(|n| fields::date(n, typer.sink));
    let provenance = match read.get("provenance") {
        Some(node) => provenance(node, lists.documents, typer.sink),
        None => Default::default(),
    };
    adjustable(&read, &vocabulary::ITEM, typer.sink);
    let (text_in_full, evidence) = (text("text", typer.sink), text("evidence", typer.sink));
    let id = id?;
    if !label(&id, read.get("id").map_or(read.span, |n| n.span), typer.sink) {
        return None;
    }
    let criterion = criterion?;
    if typer.sink.len() == before && !record && provenance.criterion.is_none() {
        typer.sink.report(read.at("id"), Message::MissingProvenance { id: id.clone() });
    }
    Some(Item {
        span: read.get("id").map_or(read.span, |n| n.span),
        id,
        title: title?,
        text: text_in_full,
        points: points?,
        full,
        criterion,
        zero_if: zero_if?,
        when_rectified: when_rectified?,
        applies_when,
        not_applicable,
        role,
        owner,
        tags,
        remedy,
        evidence,
        scored_from,
        two_sided,
        provenance,
    })
}

/// What is given back when an item is put right, with a fact of its own that says whether it was.
fn returns(node: &Node, item: &str, typer: &mut Typer<'_, '_, '_>) -> Option<Returns> {
    let read = Fields::open(node, &vocabulary::RETURNS, typer.sink)?;
    let share = read.get("returns").and_then(|node| share(node, typer.sink));
    let days = match read.get("within") {
        Some(node) => Some(days(node, typer)?),
        None => None,
    };
    let share = share?;
    typer.progress.facts.push(Fact {
        id: format!("{item}.rectified"),
        title: format!("{item} 已整改 rectified"),
        kind: FactKind::YesNo,
        may_not_apply: false,
        note: None,
        from: None,
        derived: Vec::new(),
        claim: None,
        assumed: None,
        hidden: true,
        span: node.span,
    });
    Some(Returns { share, days, fact: typer.progress.facts.len() - 1 })
}

/// A number not below zero.
fn not_negative(node: &Node, sink: &mut Sink<'_>) -> Option<Number> {
    let number = fields::number(node, sink)?;
    if !number.is_negative() {
        return Some(number);
    }
    sink.report(node.span, Message::PointsNotPositive);
    None
}

/// A number above zero.
pub(super) fn positive(node: &Node, sink: &mut Sink<'_>) -> Option<Number> {
    let number = fields::number(node, sink)?;
    if number.is_positive() {
        return Some(number);
    }
    sink.report(node.span, Message::PointsNotPositive);
    None
}

/// What becomes of points that do not apply.
pub(super) fn not_applicable(node: &Node, sink: &mut Sink<'_>) -> Option<NotApplicable> {
    Some(match fields::word(node, vocabulary::NOT_APPLICABLE, sink)? {
        "whole" => NotApplicable::Whole,
        "full" => NotApplicable::Full,
        "zero" => NotApplicable::Zero,
        _ => NotApplicable::Section,
    })
}

fn owner(node: &Node, lists: &Lists<'_>, sink: &mut Sink<'_>) -> Option<usize> {
    let name = fields::text(node, sink)?;
    let owners = lists.owners?;
    let found = owners.iter().position(|(id, _)| id == name);
    if found.is_none() {
        let near = nearest(name, owners.iter().map(|(id, _)| id.as_str()));
        sink.report(node.span, Message::UnknownOwner { name: fields::shorten(name), near });
    }
    found
}

fn tags(node: &Node, lists: &Lists<'_>, sink: &mut Sink<'_>) -> Vec<(usize, usize)> {
    let Tree::Map(map) = &node.value else {
        sink.report(node.span, Message::WantedMap);
        return Vec::new();
    };
    let mut out = Vec::new();
    for entry in map {
        let name = canonical(&entry.key.text, TAG_NAMES);
        let Some((at, tag)) = lists.tags.iter().enumerate().find(|(_, tag)| tag.id == name) else {
            let near = nearest(&entry.key.text, lists.tags.iter().map(|tag| tag.id.as_str()));
            let message = Message::UnknownTag { tag: entry.key.text.clone(), near };
            sink.report(entry.key.span, message);
            continue;
        };
        let Some(word) = fields::text(&entry.value, sink) else { continue };
        let canonical = canonical(word, TAG_WORDS);
        match tag.words.iter().position(|w| *w == canonical) {
            Some(word) => out.push((at, word)),
            None => {
                let near = nearest(word, tag.words.iter().map(String::as_str));
                let words = list(tag.words.iter().map(String::as_str));
                let message =
                    Message::UnknownChoice { written: fields::shorten(word), words, near };
                sink.report(entry.value.span, message);
            }
        }
    }
    out.sort_unstable();
    out
}

fn canonical<'a>(written: &'a str, words: &'static [Word]) -> &'a str {
    words.iter().find(|w| w.chinese == written).map_or(written, |w| w.word)
}

/// The seed's own tags.
pub(crate) static TAG_NAMES: &[Word] = &[
    Word { word: "content", chinese: "内容" },
    Word { word: "focus", chinese: "重点" },
    Word { word: "ease", chinese: "难易" },
    Word { word: "kind", chinese: "软硬件" },
];

/// The words of the seed's own tags.
pub(crate) static TAG_WORDS: &[Word] = &[
    Word { word: "waste", chinese: "垃圾处理" },
    Word { word: "sewage", chinese: "污水治理" },
    Word { word: "toilet", chinese: "厕所革命" },
    Word { word: "infrastructure", chinese: "基础设施补短" },
    Word { word: "appearance", chinese: "村容村貌" },
    Word { word: "household", chinese: "家居环境卫生" },
    Word { word: "resettlement", chinese: "集中安置点治理" },
    Word { word: "easy", chinese: "易" },
    Word { word: "medium", chinese: "中" },
    Word { word: "hard", chinese: "难" },
    Word { word: "software", chinese: "软件" },
    Word { word: "hardware", chinese: "硬件" },
];

/// The built-in tags with their words in order.
pub(crate) fn built_in_tags() -> Vec<Tag> {
    let tag = |id: &str, words: &[&str]| Tag {
        id: id.to_owned(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
    };
    vec![
        tag("content", &["waste", "sewage", "toilet", "infrastructure"]),
        tag("focus", &["appearance", "household", "resettlement"]),
        tag("ease", &["easy", "medium", "hard"]),
        tag("kind", &["software", "hardware"]),
    ]
}

fn remedy(node: &Node, typer: &mut Typer<'_, '_, '_>) -> Option<Remedy> {
    let read = Fields::open(node, &vocabulary::REMEDY, typer.sink)?;
    let text = read.get("text").and_then(|n| fields::text(n, typer.sink)).map(str::to_owned);
    let days = match read.get("within") {
        Some(node) => Some(days(node, typer)?),
        None => None,
    };
    Some(Remedy { text: text?, days })
}
