//! Grades: best first, each with the limit of its scores.

use super::criteria::condition;
use super::facts::label;
use super::typing::Typer;
use super::whole::adjustable;
use crate::diagnostic::{Message, list};
use crate::model::criterion::Limit;
use crate::model::expression::Expression;
use crate::model::{Grade, Scale};
use crate::source::Span;
use crate::syntax::fields::{self, Fields};
use crate::syntax::node::Node;
use crate::syntax::vocabulary;

/// Grades, best first.
///
/// With a matrix of grades every grade but the last asks for more than points.
pub(super) fn grades(
    node: &Node,
    scale: &Scale,
    matrix: bool,
    typer: &mut Typer<'_, '_, '_>,
) -> Option<Vec<Grade>> {
    let mut out: Vec<Grade> = Vec::new();
    let mut fine = true;
    let list = fields::elements(node, typer.sink)?;
    for (at, node) in list.iter().enumerate() {
        match grade(node, scale, at + 1 == list.len(), typer) {
            Some((grade, id, limit)) => {
                fine &= follows(&out, &grade, (id, limit), (scale, matrix), typer);
                out.push(grade);
            }
            None => fine = false,
        }
    }
    fine.then_some(out)
}

/// One grade, with the places of its id and its limit.
fn grade(
    node: &Node,
    scale: &Scale,
    last: bool,
    typer: &mut Typer<'_, '_, '_>,
) -> Option<(Grade, Span, Span)> {
    let read = Fields::open(node, &vocabulary::GRADE, typer.sink)?;
    let id_node = read.get("id");
    let id = id_node.and_then(|n| fields::text(n, typer.sink)).map(str::to_owned);
    let title = read.get("title").and_then(|n| fields::text(n, typer.sink)).map(str::to_owned);
    let id_at = id_node.map_or(read.span, |n| n.span);
    adjustable(&read, &vocabulary::GRADE, typer.sink);
    let mut named = id.as_ref().is_none_or(|id| label(id, id_at, typer.sink));
    if id.as_ref().is_some_and(|id| id == "none") {
        typer.sink.report(id_at, Message::GradeCalledNone);
        named = false;
    }
    let limit = limit(&read, scale, last, typer);
    let requires = requires(&read, last, typer);
    if let Some((limit, at)) = &limit {
        let span = *at;
        let out = Grade { id: id?, title: title?, limit: limit.clone(), requires: requires?, span };
        return (reachable(&out, scale, *at, typer) && named).then_some((out, id_at, *at));
    }
    None
}

/// The limit, on the side that fits the direction, and where it stands.
fn limit(
    read: &Fields<'_>,
    scale: &Scale,
    last: bool,
    typer: &mut Typer<'_, '_, '_>,
) -> Option<(Limit, Span)> {
    let (right, wrong) = (["from", "above"], ["up_to", "below"]);
    let (right, wrong) = if scale.lower_is_better { (wrong, right) } else { (right, wrong) };
    if let Some((given, wanted)) = wrong.iter().zip(right).find(|(key, _)| read.get(key).is_some())
    {
        let message = Message::WrongGradeLimit { given: (*given).into(), wanted: wanted.into() };
        typer.sink.report(read.at(given), message);
        return None;
    }
    let [included, excluded] = right;
    let (node, inside) = match (read.get(included), read.get(excluded)) {
        (Some(_), Some(_)) => {
            typer.sink.report(read.span, Message::OneOf { keys: list(right) });
            return None;
        }
        (Some(node), None) => (node, true),
        (None, Some(node)) => (node, false),
        (None, None) => {
            let message = Message::NeedsKey { kind: "grade".into(), key: included.into() };
            typer.sink.report(read.span, message);
            return None;
        }
    };
    let limit = Limit { at: fields::number(node, typer.sink)?, included: inside };
    let end = scale.worst();
    if last && (limit.at != *end || !limit.included) {
        let message = Message::GradesLeaveHole { last: included.into(), end: end.to_string() };
        typer.sink.report(node.span, message);
        return None;
    }
    Some((limit, node.span))
}

/// What else a grade takes; none for the last one, below which there is none to fall to.
#[expect(
    clippy::option_option,
    reason = "outside: whether it could be read; inside: whether it is there"
)]
fn requires(
    read: &Fields<'_>,
    last: bool,
    typer: &mut Typer<'_, '_, '_>,
) -> Option<Option<Expression>> {
    match read.get("requires") {
        Some(node) if last => {
            typer.sink.report(node.span, Message::LastGradeRequires);
            None
        }
        Some(node) => typer.with_results(|typer| condition(node, typer)).map(Some),
        None => Some(None),
    }
}

/// Whether some score reaches the grade.
fn reachable(grade: &Grade, scale: &Scale, at: Span, typer: &mut Typer<'_, '_, '_>) -> bool {
    let fine = grade.is_reached_by(scale.best(), scale.lower_is_better);
    if !fine {
        let message = Message::GradeUnreachable {
            id: grade.id.clone(),
            limit: grade.bound(scale.lower_is_better),
            min: scale.lowest.to_string(),
            max: scale.highest.to_string(),
        };
        typer.sink.report(at, message);
    }
    fine
}

/// Whether a grade comes after those above it: with an id of its own, and easier to reach.
fn follows(
    above: &[Grade],
    grade: &Grade,
    (id, limit): (Span, Span),
    (scale, matrix): (&Scale, bool),
    typer: &mut Typer<'_, '_, '_>,
) -> bool {
    // Two grades may share a limit where the better one asks for more than points.
    let in_order = above.last().is_none_or(|before| {
        before.is_no_easier_than(grade, scale.lower_is_better)
            && (before.limit != grade.limit || matrix || before.requires.is_some())
    });
    if !in_order {
        typer.sink.report(limit, Message::GradesNotInOrder);
    }
    let own = above.iter().all(|before| before.id != grade.id);
    if !own {
        typer.sink.report(id, Message::DuplicateId { id: grade.id.clone() });
    }
    in_order && own
}
