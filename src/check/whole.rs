//! What concerns the whole: scale, adjustments, gates, grades, documents and provenance.

use super::combine::combine;
use super::criteria::{condition, numeric};
use super::facts::label;
use super::sheet::{not_applicable, positive};
use super::typing::Typer;
use crate::diagnostic::{Message, Sink, list, nearest};
use crate::edition::permission::check_adjustable;
use crate::model::expression::{Expression, Kind, Type};
use crate::model::{
    Adjustment, Adjustments, Combine, Compare, Document, Effect, Gate, Grade, Label, NotApplicable,
    Place, Provenance, Round, Scale,
};
use crate::syntax::fields::{self, Fields};
use crate::syntax::node::{Node, Tree};
use crate::syntax::shape::Shape;
use crate::syntax::vocabulary;
use crate::value::{Number, Rounding};

/// The scale.
pub(super) fn scale(node: &Node, sink: &mut Sink<'_>) -> Option<Scale> {
    let read = Fields::open(node, &vocabulary::SCALE, sink)?;
    let max = read.get("max").and_then(|n| positive(n, sink));
    let lowest = match read.get("lowest") {
        None => Some(Number::ZERO),
        Some(node) => fields::number(node, sink).filter(|min| {
            let above = max.as_ref().filter(|max| min >= *max);
            if let Some(max) = above {
                sink.report(node.span, Message::LowestNotBelowMax { max: max.to_string() });
            }
            above.is_none()
        }),
    };
    let highest = match read.get("highest") {
        None => max.clone(),
        Some(node) => fields::number(node, sink).filter(|highest| {
            let below = max.as_ref().filter(|max| highest < *max);
            if let Some(max) = below {
                sink.report(node.span, Message::HighestBelowMax { max: max.to_string() });
            }
            below.is_none()
        }),
    };
    let direction = read
        .get("direction")
        .and_then(|n| fields::word(n, vocabulary::DIRECTIONS, sink))
        .unwrap_or("higher_is_better");
    let combine = combine(&read, sink);
    let round = read.get("round").and_then(|n| round(n, sink));
    let not_applicable = read.get("not_applicable").and_then(|node| not_applicable(node, sink));
    // A wrong word was reported: the rest is looked at all the same, and nothing is loaded.
    let plain = || Round { step: Number::ONE, mode: Rounding::Gbt8170 };
    let (round, round_at) = round.unwrap_or_else(|| (plain(), Place::Print));
    let compare = match read.get("compare") {
        None => None,
        Some(node) if matches!(node.value, Tree::Map(_)) => {
            Fields::open(node, &vocabulary::COMPARE, sink)
                .and_then(|read| step_and_mode(&read, sink))
                .map(Compare::Rounded)
        }
        Some(node) => fields::word(node, vocabulary::COMPARISONS, sink)
            .filter(|word| *word == "rounded")
            .map(|_| Compare::Rounded(round.clone())),
    };
    Some(Scale {
        lowest: lowest?,
        highest: highest?,
        max: max?,
        lower_is_better: direction == "lower_is_better",
        combine: combine.unwrap_or(Combine::Sum),
        round,
        round_at,
        compare: compare.unwrap_or(Compare::Full),
        not_applicable: not_applicable.unwrap_or(NotApplicable::Section),
    })
}

fn round(node: &Node, sink: &mut Sink<'_>) -> Option<(Round, Place)> {
    let read = Fields::open(node, &vocabulary::ROUND, sink)?;
    let place = read.get("at").and_then(|n| fields::word(n, vocabulary::ROUNDING_PLACES, sink));
    let round = step_and_mode(&read, sink)?;
    let place = match place? {
        "item" => Place::Item,
        "section" => Place::Section,
        "total" => Place::Total,
        _ => Place::Print,
    };
    Some((round, place))
}

fn step_and_mode(read: &Fields<'_>, sink: &mut Sink<'_>) -> Option<Round> {
    let step_node = read.get("step")?;
    let step = fields::number(step_node, sink);
    let mode = read.get("mode").and_then(|n| fields::word(n, vocabulary::ROUNDING_MODES, sink));
    let (step, mode) = (step?, mode?);
    if !step.is_positive() {
        sink.report(step_node.span, Message::StepNotPositive);
        return None;
    }
    let mode = match mode {
        "gbt8170" => Rounding::Gbt8170,
        "half_up" => Rounding::HalfUp,
        "half_down" => Rounding::HalfDown,
        "up" => Rounding::Up,
        _ => Rounding::Down,
    };
    Some(Round { step, mode })
}

/// Bonuses or penalties.
pub(super) fn adjustments(
    node: &Node,
    documents: &[Document],
    typer: &mut Typer<'_, '_, '_>,
) -> Option<Adjustments> {
    let read = Fields::open(node, &vocabulary::ADJUSTMENTS, typer.sink)?;
    let at_most = match read.get("at_most") {
        Some(node) => Some(positive(node, typer.sink)?),
        None => None,
    };
    let mut out = Adjustments { at_most, list: Vec::new() };
    for node in fields::elements(read.get("items")?, typer.sink)? {
        out.list.extend(adjustment(node, documents, typer));
    }
    Some(out)
}

fn adjustment(
    node: &Node,
    documents: &[Document],
    typer: &mut Typer<'_, '_, '_>,
) -> Option<Adjustment> {
    let read = Fields::open(node, &vocabulary::ADJUSTMENT, typer.sink)?;
    let id_node = read.get("id");
    let id = id_node.and_then(|n| fields::text(n, typer.sink)).map(str::to_owned);
    let title = read.get("title").and_then(|n| fields::text(n, typer.sink)).map(str::to_owned);
    let points = read.get("points").and_then(|n| positive(n, typer.sink));
    let at_most = read.get("at_most").and_then(|n| positive(n, typer.sink));
    let times = match (read.get("each"), read.get("when")) {
        (Some(node), None) => numeric(node, typer),
        (None, Some(node)) => condition(node, typer).map(|when| {
            let span = when.span;
            let number = |n: Number| Box::new(Expression::number(n, span));
            Expression {
                span,
                ty: Type::Literal,
                kind: Kind::If(Box::new(when), number(Number::ONE), number(Number::ZERO)),
            }
        }),
        _ => {
            let keys = list(["each", "when"]);
            typer.sink.report(read.span, Message::OneOf { keys });
            None
        }
    };
    let provenance = match read.get("provenance") {
        Some(node) => provenance(node, documents, typer.sink),
        None => Provenance::default(),
    };
    adjustable(&read, &vocabulary::ADJUSTMENT, typer.sink);
    let requires = match read.get("requires") {
        Some(node) => Some(typer.with_results(|typer| condition(node, typer))?),
        None => None,
    };
    let id = id?;
    if !label(&id, id_node.map_or(read.span, |n| n.span), typer.sink) {
        return None;
    }
    Some(Adjustment {
        id,
        title: title?,
        times: times?,
        points: points?,
        at_most,
        requires,
        provenance,
    })
}

/// What an overlay may change of a block.
pub(super) fn adjustable(read: &Fields<'_>, shape: &'static Shape, sink: &mut Sink<'_>) {
    if let Some(node) = read.get("adjustable") {
        check_adjustable(node, shape, sink);
    }
}

/// Gates.
pub(super) fn gates(
    node: &Node,
    on: On<'_>,
    documents: &[Document],
    typer: &mut Typer<'_, '_, '_>,
) -> Vec<Gate> {
    let Some(list) = fields::elements(node, typer.sink) else { return Vec::new() };
    list.iter().filter_map(|node| gate(node, on, documents, typer)).collect()
}

/// What gates act on; none of what itself failed.
#[derive(Clone, Copy)]
pub(super) struct On<'a> {
    pub(super) grades: Option<&'a [Grade]>,
    pub(super) scale: Option<&'a Scale>,
}

fn gate(
    node: &Node,
    on: On<'_>,
    documents: &[Document],
    typer: &mut Typer<'_, '_, '_>,
) -> Option<Gate> {
    let read = Fields::open(node, &vocabulary::GATE, typer.sink)?;
    let id_node = read.get("id");
    let id = id_node.and_then(|n| fields::text(n, typer.sink)).map(str::to_owned);
    let title = read.get("title").and_then(|n| fields::text(n, typer.sink)).map(str::to_owned);
    let basis = read.get("basis").and_then(|n| fields::text(n, typer.sink)).map(str::to_owned);
    let when = read.get("when").and_then(|node| typer.with_results(|typer| condition(node, typer)));
    let effect = read.get("effect").and_then(|node| effect(node, on, typer.sink));
    let provenance = match read.get("provenance") {
        Some(node) => provenance(node, documents, typer.sink),
        None => Provenance::default(),
    };
    adjustable(&read, &vocabulary::GATE, typer.sink);
    let id = id?;
    if !label(&id, id_node.map_or(read.span, |n| n.span), typer.sink) {
        return None;
    }
    Some(Gate { id, title: title?, when: when?, effect: effect?, basis: basis?, provenance })
}

fn effect(node: &Node, on: On<'_>, sink: &mut Sink<'_>) -> Option<Effect> {
    if !matches!(node.value, Tree::Map(_)) {
        return fields::word(node, vocabulary::EFFECT_WORDS, sink).map(|_| Effect::Withhold);
    }
    let read = Fields::open(node, &vocabulary::EFFECT, sink)?;
    let mut given = read.given();
    let (Some((key, _, value)), None) = (given.next(), given.next()) else {
        let keys = list(["grade_at_most", "score_at_most", "score", "grade_down", "grade_up"]);
        sink.report(read.span, Message::OneOf { keys });
        return None;
    };
    match key.word {
        "grade_at_most" => {
            let name = fields::text(value, sink)?;
            // Where the grades themselves failed, the name cannot be judged.
            let grades = on.grades?;
            match grades.iter().position(|grade| grade.id == name) {
                Some(at) => Some(Effect::GradeAtMost(at)),
                None => {
                    let near = nearest(name, grades.iter().map(|grade| grade.id.as_str()));
                    let message = Message::UnknownGrade { name: fields::shorten(name), near };
                    sink.report(value.span, message);
                    None
                }
            }
        }
        "score_at_most" => score(value, on, sink).map(Effect::ScoreAtMost),
        "grade_down" | "grade_up" => {
            let steps = super::facts::small(value, 1000, sink)?;
            let steps = usize::try_from(steps).ok()?;
            Some(if key.word == "grade_up" {
                Effect::GradeUp(steps)
            } else {
                Effect::GradeDown(steps)
            })
        }
        _ => score(value, on, sink).map(Effect::Score),
    }
}

/// A score on the scale.
fn score(node: &Node, on: On<'_>, sink: &mut Sink<'_>) -> Option<Number> {
    let score = fields::number(node, sink)?;
    let scale = on.scale?;
    if scale.clamp(&score) == score {
        return Some(score);
    }
    let [min, max] = [&scale.lowest, &scale.highest].map(ToString::to_string);
    sink.report(node.span, Message::ScoreOffScale { score: score.to_string(), min, max });
    None
}

/// The documents that provenance names.
pub(super) fn documents(node: &Node, sink: &mut Sink<'_>) -> Vec<Document> {
    let Tree::Map(map) = &node.value else {
        sink.report(node.span, Message::WantedMap);
        return Vec::new();
    };
    let mut out = Vec::with_capacity(map.len());
    for entry in map {
        let Some(read) = Fields::open(&entry.value, &vocabulary::SOURCE, sink) else { continue };
        let text = |word: &str, sink: &mut Sink<'_>| {
            read.get(word).and_then(|n| fields::text(n, sink)).map(str::to_owned)
        };
        out.push(Document {
            id: entry.key.text.clone(),
            title: text("title", sink).unwrap_or_default(),
            issuer: text("issuer", sink),
            number: text("number", sink),
            date: text("date", sink),
            url: text("url", sink),
            note: text("note", sink),
        });
    }
    out
}

/// Where a criterion and its numbers come from.
pub(super) fn provenance(node: &Node, documents: &[Document], sink: &mut Sink<'_>) -> Provenance {
    let Some(read) = Fields::open(node, &vocabulary::PROVENANCE, sink) else {
        return Provenance::default();
    };
    Provenance {
        criterion: read.get("criterion").and_then(|node| provenance_label(node, documents, sink)),
        numbers: read.get("numbers").and_then(|node| provenance_label(node, documents, sink)),
    }
}

fn provenance_label(node: &Node, documents: &[Document], sink: &mut Sink<'_>) -> Option<Label> {
    let read = Fields::open(node, &vocabulary::PROVENANCE_LABEL, sink)?;
    let kinds = ["source", "seed", "general_knowledge", "illustrative"];
    let given: Vec<_> = kinds.iter().filter(|kind| read.get(kind).is_some()).collect();
    let [kind] = given.as_slice() else {
        sink.report(read.span, Message::OneOf { keys: list(kinds) });
        return None;
    };
    let text = |word: &str, sink: &mut Sink<'_>| {
        read.get(word).and_then(|n| fields::text(n, sink)).map(str::to_owned)
    };
    let words = text(kind, sink)?;
    Some(match **kind {
        "source" => {
            let Some(document) = documents.iter().position(|document| document.id == words) else {
                let near = nearest(&words, documents.iter().map(|d| d.id.as_str()));
                let at = read.get("source").map_or(read.span, |n| n.span);
                sink.report(at, Message::UnknownSource { name: words, near });
                return None;
            };
            Label::Source {
                document,
                clause: text("clause", sink),
                quote: text("quote", sink),
                note: text("note", sink),
            }
        }
        "seed" => Label::Seed(words),
        "general_knowledge" => Label::GeneralKnowledge(words),
        _ => Label::Illustrative(words),
    })
}
