//! Proof by cases: what facts can be is split until a claim holds for each part.
//!
//! Yes and no, words of a choice, points of a checklist and numbers can be split, as can "applies" and "does not apply".
//! Dates and findings stay whole. Numbers are split first where the rules write a limit; those with any number of
//! decimals only there, into parts that both hold the limit.

use crate::assess::eval::{Answer, Reading, run};
use crate::assess::unanswered;
use crate::compile::seen::{May, Open, Seen, Why};
use crate::compile::{Code, Op};
use crate::model::Standard;
use crate::model::fact::{Fact, FactKind};
use crate::model::range::Range;
use crate::value::{Number, Rounding};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// At most so many parts are looked at.
const MOST: usize = 4_000;

/// The same operations where nobody knows whether a fact is known: `known(…)` of an open fact is no promise that it
/// stays open.
pub(super) fn unknowing(ops: &[Op]) -> Cow<'_, [Op]> {
    let asks = |op: &Op| match op {
        Op::Known(_) | Op::KnownField(_) => true,
        Op::Over(over) => matches!(unknowing(&over.body), Cow::Owned(_)),
        _ => false,
    };
    if !ops.iter().any(asks) {
        return Cow::Borrowed(ops);
    }
    let blind = |op: &Op| match op {
        Op::Known(_) | Op::KnownField(_) => Op::Constant(Seen::either(Why::NOT_CHECKED)),
        Op::Over(over) => {
            let mut over = over.clone();
            over.body = unknowing(&over.body).into_owned();
            Op::Over(over)
        }
        other => other.clone(),
    };
    Cow::Owned(ops.iter().map(blind).collect())
}

/// What everything over facts can be while nothing is known of them.
pub(super) fn all_open(code: &Code) -> Vec<Seen> {
    let answers: Vec<Answer> = code.standard().facts.iter().map(unanswered).collect();
    let reading = Reading { answers: &answers, fields: &[], outer: &[], results: None };
    let mut values = Vec::new();
    run(&unknowing(&code.nodes), reading, &mut values);
    values
}

/// Whether a claim holds for every inspection. The claim judges answers that are partly open: holds whatever they turn
/// out to be, fails whatever they turn out to be, or cannot say. None where the parts do not settle it.
pub(super) fn always(
    standard: &Standard,
    facts: &[usize],
    marks: &BTreeSet<Number>,
    claim: &mut dyn FnMut(&[Answer]) -> Option<bool>,
) -> Option<bool> {
    let whole: Vec<Answer> = standard.facts.iter().map(unanswered).collect();
    let mut waiting = vec![whole];
    let mut looked = 0;
    while let Some(part) = waiting.pop() {
        looked += 1;
        if looked > MOST {
            return None;
        }
        match claim(&part) {
            Some(true) => continue,
            Some(false) => return Some(false),
            None => {}
        }
        let (at, answers) = facts.iter().find_map(|at| {
            let split = split(standard.facts.get(*at)?, part.get(*at)?, marks)?;
            Some((*at, split))
        })?;
        for answer in answers {
            let mut smaller = part.clone();
            super::try_out::put(&mut smaller, at, &answer);
            waiting.push(smaller);
        }
    }
    Some(true)
}

/// The parts of what a fact can be; none where it cannot be split.
pub(super) fn split(fact: &Fact, answer: &Answer, marks: &BTreeSet<Number>) -> Option<Vec<Answer>> {
    match answer {
        Answer::Value(Seen::Open(open)) => {
            let parts = open_parts(fact, open, marks)?;
            Some(parts.into_iter().map(Answer::Value).collect())
        }
        Answer::Checklist(points) => {
            let at = points.iter().position(|point| !point.is_known() && !point.is_nothing())?;
            let why = points.get(at)?.why();
            let with = |seen: Seen| {
                let mut points = points.clone();
                if let Some(slot) = points.get_mut(at) {
                    *slot = seen;
                }
                Answer::Checklist(points)
            };
            let mut parts = vec![with(Seen::Truth(true)), with(Seen::Truth(false))];
            if why.has(Why::MAY_NOT_APPLY) {
                // Each point may be answered by itself.
                parts.push(with(Seen::nothing(Why::NOT_APPLICABLE)));
            }
            Some(parts)
        }
        _ => None,
    }
}

fn open_parts(fact: &Fact, open: &Open, marks: &BTreeSet<Number>) -> Option<Vec<Seen>> {
    if open.why.has(Why::MAY_NOT_APPLY) {
        let (may, why) = (open.may.clone(), Why::NOT_CHECKED);
        let applies = Seen::Open(Box::new(Open { may, why }));
        return Some(vec![Seen::nothing(Why::NOT_APPLICABLE), applies]);
    }
    match &open.may {
        May::Truth => Some(vec![Seen::Truth(true), Seen::Truth(false)]),
        May::Words(bits) => {
            let words = (0..64).filter(|at| bits & (1u64 << at) != 0);
            Some(words.map(Seen::Word).collect())
        }
        May::Number(range) => {
            let FactKind::Number(_) = &fact.kind else { return None };
            let Some(step) = fact.step() else { return with_any_decimals(range, marks) };
            let limit = limit(range, &step, marks)?;
            let next = &limit + &step;
            let part = |low: Option<Number>, high: Option<Number>| {
                Seen::ranging(Range { low, high }, Why::NOT_CHECKED)
            };
            let below = part(range.low.clone(), Some(limit));
            Some(vec![below, part(Some(next), range.high.clone())])
        }
        May::Date | May::Text | May::Nothing => None,
    }
}

/// Two parts that meet at a limit of the rules: it lies in both.
fn with_any_decimals(range: &Range, marks: &BTreeSet<Number>) -> Option<Vec<Seen>> {
    let inside = |n: &&Number| {
        range.low.as_ref().is_none_or(|low| low < n)
            && range.high.as_ref().is_none_or(|high| *n < high)
    };
    let limits: Vec<&Number> = marks.iter().filter(inside).collect();
    let limit = limits.get(limits.len() / 2).copied()?;
    let part = |low: Option<Number>, high: Option<Number>| {
        Seen::ranging(Range { low, high }, Why::NOT_CHECKED)
    };
    let lower = part(range.low.clone(), Some(limit.clone()));
    Some(vec![lower, part(Some(limit.clone()), range.high.clone())])
}

/// The last number of the lower part: at a limit of the rules, just before one, or halfway.
fn limit(range: &Range, step: &Number, marks: &BTreeSet<Number>) -> Option<Number> {
    let inside = |n: &Number| {
        range.low.as_ref().is_none_or(|low| low <= n)
            && range.high.as_ref().is_none_or(|high| n < high)
    };
    let on_grid = |n: &Number| n.round_to(step, Rounding::Down);
    let candidates: Vec<Number> = marks
        .iter()
        .flat_map(|mark| {
            let at = on_grid(mark);
            [&at - step, at]
        })
        .filter(inside)
        .collect();
    if let Some(middle) = candidates.get(candidates.len() / 2) {
        return Some(middle.clone());
    }
    let (low, high) = (range.low.as_ref()?, range.high.as_ref()?);
    let half = on_grid(&(low + high).div(&Number::from(2))?);
    let half = if inside(&half) { half } else { low.clone() };
    (low < high).then_some(half)
}
