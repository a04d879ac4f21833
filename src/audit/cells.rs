//! What facts can be, as far as a question can tell: finitely many answers that stand for all.
//!
//! A number that is only ever held against fixed limits matters by where it lies among them: at a limit, or between two.
//! One answer for each is enough, whatever decimals it may have. Facts that are held against each other get as many
//! answers between two limits as there are facts, so that every order of them is tried. Dates are numbers of days.
//! Findings matter by how many there are of each kind that the conditions tell apart. What is computed with otherwise
//! is `Whole`: it is split into ranges, and proofs need no more than that.

use super::cone::{Cone, inside};
use super::grid::{Grid, day};
use super::kinds;
use super::sample::findings;
use super::uses::{Uses, Variable};
use crate::assess::eval::Answer;
use crate::assess::unanswered;
use crate::compile::seen::{May, Open, Seen, Why};
use crate::compile::{Op, OverCode};
use crate::model::fact::{Fact, FactKind};
use crate::value::Number;
use std::collections::{BTreeMap, BTreeSet};

/// At most so many answers stand for one fact.
pub(super) const MOST: usize = 600;

/// What a fact can be.
#[derive(Clone, Debug)]
pub(super) enum Domain {
    /// One of these.
    Listed(Vec<Answer>),
    /// Some of what it can be: whether there is an inspection may show, whether there is none does not.
    Tried(Vec<Answer>),
    /// A checklist, point by point.
    Points,
    /// To be split into ranges.
    Whole,
}

/// For each fact of a cone, what it can be. `held` are limits that some position is held against besides.
pub(super) fn domains(
    cone: &Cone<'_>,
    held: &[(usize, Vec<Number>)],
    marks: &BTreeSet<Number>,
) -> BTreeMap<usize, Domain> {
    let facts = &cone.standard.facts;
    let mut uses = Uses::default();
    let lines = uses.look(cone.early, &cone.early_needed, &BTreeMap::new(), facts);
    for (at, limits) in held {
        if let Some(line) = lines.get(at) {
            limits.iter().for_each(|limit| uses.held(line, limit));
        }
    }
    uses.look(cone.late, &cone.late_needed, &lines, facts);
    let overs = overs(cone);
    let mut out = BTreeMap::new();
    for at in &cone.facts {
        let Some(fact) = facts.get(*at) else { continue };
        out.insert(*at, domain(cone, &uses, &overs, marks, (*at, fact)));
    }
    out
}

/// The lists of findings that are looked at.
fn overs<'a>(cone: &Cone<'a>) -> Vec<&'a OverCode> {
    let ops = |ops: &'a [Op], needed: &[usize]| -> Vec<&'a OverCode> {
        let found = needed.iter().filter_map(|at| match ops.get(*at) {
            Some(Op::Over(over)) => Some(over.as_ref()),
            _ => None,
        });
        found.collect()
    };
    let mut out = ops(cone.early, &cone.early_needed);
    out.extend(ops(cone.late, &cone.late_needed));
    out
}

fn domain(
    cone: &Cone<'_>,
    uses: &Uses,
    overs: &[&OverCode],
    marks: &BTreeSet<Number>,
    (at, fact): (usize, &Fact),
) -> Domain {
    let value = |seen: Seen| Answer::Value(seen);
    let listed: Option<Vec<Answer>> = match &fact.kind {
        FactKind::YesNo => Some([true, false].map(|t| value(Seen::Truth(t))).to_vec()),
        FactKind::Choice(choice) => {
            Some((0..choice.words.len()).map(|at| value(Seen::Word(at))).collect())
        }
        FactKind::Text => Some(vec![Answer::Text(Some("…".to_owned()))]),
        FactKind::Number(_) | FactKind::Date => {
            // A fact that lists of findings read is not followed into them.
            let read = |over: &&OverCode| {
                inside(over).is_none_or(|ops| {
                    ops.iter().any(|op| matches!(op, Op::Fact(fact) if *fact == at))
                })
            };
            let inside = overs.iter().any(read);
            let grid = |of: Variable| match of {
                Variable::Fact(at) => cone.standard.facts.get(at).and_then(Grid::of),
                _ => None,
            };
            let numbers = if inside { None } else { uses.numbers(Variable::Fact(at), &grid) };
            numbers.map(|list| list.into_iter().filter_map(|n| number(fact, n)).collect())
        }
        FactKind::Checklist(points) => {
            if uses.members.contains(&at) || cone.asked.contains(&at) {
                return Domain::Points;
            }
            return Domain::Listed(tallies(points.len(), fact.may_not_apply));
        }
        FactKind::Findings(fields) => {
            let own: Vec<&OverCode> = overs.iter().filter(|o| o.fact == at).copied().collect();
            let listed = match uses.counts_are_free(at) {
                true => None,
                false => kinds::lists(fields, &own, uses.highest_count(at)),
            };
            if listed.is_none() {
                let mut tried = findings(fields, marks, &BTreeSet::new());
                tried.extend(fact.may_not_apply.then(|| nothing(fact)));
                return Domain::Tried(tried);
            }
            listed
        }
    };
    let Some(mut listed) = listed else { return Domain::Whole };
    if fact.may_not_apply {
        listed.push(nothing(fact));
    }
    if cone.asked.contains(&at) || fact.from.is_some() {
        listed.push(unanswered(fact));
    }
    Domain::Listed(listed)
}

/// A number as the answer to a fact.
pub(super) fn number(fact: &Fact, number: Number) -> Option<Answer> {
    Some(Answer::Value(match fact.kind {
        FactKind::Date => Seen::Date(day(&number)?),
        // Nobody can write digits that do not end; means of results below can be anything.
        _ if fact.from.is_none() && number.decimals().is_none() => return None,
        _ => Seen::Number(number),
    }))
}

/// "Does not apply".
pub(super) fn nothing(fact: &Fact) -> Answer {
    let seen = || Seen::Open(Box::new(Open { may: May::Nothing, why: Why::NOT_APPLICABLE }));
    match &fact.kind {
        FactKind::Checklist(points) => Answer::Checklist(vec![seen(); points.len()]),
        FactKind::Findings(_) => Answer::Findings(Err(Why::NOT_APPLICABLE)),
        _ => Answer::Value(seen()),
    }
}

/// Every number of met, unmet and not applicable points: which ones does not matter.
fn tallies(points: usize, may_not_apply: bool) -> Vec<Answer> {
    let mut out = Vec::new();
    for apart in 0..=(if may_not_apply { points } else { 0 }) {
        for unmet in 0..=points.saturating_sub(apart) {
            let mut list = vec![Seen::Truth(true); points];
            for (at, slot) in list.iter_mut().enumerate() {
                if at < apart {
                    *slot = Seen::nothing(Why::NOT_APPLICABLE);
                } else if at < apart.saturating_add(unmet) {
                    *slot = Seen::Truth(false);
                }
            }
            out.push(Answer::Checklist(list));
        }
    }
    out
}
