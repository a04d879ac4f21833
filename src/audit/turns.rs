//! Points that rise and fall again while one number grows.

use super::cells::{Domain, domains};
use super::cone::{Cone, Targets, Values};
use super::direction::{Grows, Shape, Way};
use super::sample::Samples;
use super::try_out::{Tried, put};
use crate::assess::eval::Answer;
use crate::compile::Program;
use crate::compile::seen::Seen;
use crate::model::fact::FactKind;
use crate::model::{Item, Standard};
use crate::value::Number;
use std::collections::BTreeSet;

/// At most so many cases of the other facts are looked at.
const CASES: usize = 500;

/// Points that turn while one number grows.
pub(super) struct Turn {
    pub(super) fact: String,
    /// Three values of the fact with the points there.
    pub(super) steps: (String, String, String),
    /// The other facts of the item.
    pub(super) witness: String,
}

/// What is known of the points of an item while a number grows.
pub(super) enum Course {
    /// They only rise or only fall, whatever else is found.
    OneWay,
    Turns(Turn),
    Open,
}

/// The numbers that an item reads.
pub(super) fn numbers(program: &Program, item: &Item) -> Vec<usize> {
    let standard = program.inner.standard();
    let number = |at: &usize| {
        standard.facts.get(*at).is_some_and(|fact| matches!(fact.kind, FactKind::Number(_)))
    };
    crate::explain::facts_of(item, standard).into_iter().filter(number).collect()
}

/// Whether points of an item both rise and fall while a number grows: by the inspections tried, by the shape of the
/// computation, and where facts are only held against limits by trying every case.
pub(super) fn course(
    program: &Program,
    samples: &Samples,
    tried: &Tried,
    shape: &Shape<'_>,
    (item, exact): (&Item, usize),
    fact: usize,
) -> Course {
    let standard = program.inner.standard();
    let facts = crate::explain::facts_of(item, standard);
    // Only the operations that decide the points.
    let cone = Cone::of(program, &Targets { early: vec![exact], late: Vec::new() });
    let settled = settled(standard);
    let turned = |base: &[Answer], list: &[Answer]| {
        let steps = turn(&line(&cone, &settled, exact, base, fact, list))?;
        let id = standard.facts.get(fact).map(|f| f.id.clone()).unwrap_or_default();
        Some(Turn { fact: id, steps, witness: others(standard, base, &facts, fact) })
    };
    let empty = Vec::new();
    let list = samples.answers.get(fact).unwrap_or(&empty);
    let seen = [&tried.good, &tried.bad].into_iter().find_map(|base| turned(base, list));
    if let Some(seen) = seen {
        return Course::Turns(seen);
    }
    if !matches!(shape.way(Grows::Fact(fact), exact), Way::Unknown) {
        return Course::OneWay;
    }
    // Every case of everything else, where that many can be looked at.
    let domains = domains(&cone, &[], &BTreeSet::new());
    let Some(Domain::Listed(own)) = domains.get(&fact) else { return Course::Open };
    let own: Vec<Answer> =
        own.iter().filter(|a| matches!(a, Answer::Value(Seen::Number(_)))).cloned().collect();
    let mut bases = vec![tried.good.clone()];
    for (at, domain) in domains.iter().filter(|(at, _)| **at != fact) {
        let Domain::Listed(list) = domain else { return Course::Open };
        if cone.strange || bases.len().saturating_mul(list.len()) > CASES {
            return Course::Open;
        }
        let with = |base: &Vec<Answer>| -> Vec<Vec<Answer>> {
            let one = |answer: &Answer| {
                let mut base = base.clone();
                put(&mut base, *at, answer);
                base
            };
            list.iter().map(one).collect()
        };
        bases = bases.iter().flat_map(with).collect();
    }
    if cone.strange {
        return Course::Open;
    }
    bases.iter().find_map(|base| turned(base, &own)).map_or(Course::OneWay, Course::Turns)
}

/// Every fact, as one that is answered.
pub(super) fn settled(standard: &Standard) -> BTreeSet<usize> {
    (0..standard.facts.len()).collect()
}

/// The points at each of some answers to one fact, in their order.
pub(super) fn line(
    cone: &Cone<'_>,
    settled: &BTreeSet<usize>,
    exact: usize,
    base: &[Answer],
    fact: usize,
    list: &[Answer],
) -> Vec<(Number, Number)> {
    let mut line: Vec<(Number, Number)> = Vec::new();
    let mut answers = base.to_vec();
    let mut values = Values::default();
    for answer in list {
        put(&mut answers, fact, answer);
        cone.evaluate(&answers, settled, &mut values);
        if let (Answer::Value(Seen::Number(x)), Some(Seen::Number(points))) =
            (answer, values.early.get(exact))
        {
            line.push((x.clone(), points.clone()));
        }
    }
    line
}

/// Three points of a line that go up and down, or down and up.
fn turn(line: &[(Number, Number)]) -> Option<(String, String, String)> {
    let show = |(x, points): &(Number, Number)| format!("{x} → {points}");
    let mut rose: Option<usize> = None;
    let mut fell: Option<usize> = None;
    for at in 1..line.len() {
        let (before, after) = (line.get(at.checked_sub(1)?)?, line.get(at)?);
        let turned = match after.1.cmp(&before.1) {
            std::cmp::Ordering::Greater => {
                rose = Some(at.checked_sub(1)?);
                fell
            }
            std::cmp::Ordering::Less => {
                fell = Some(at.checked_sub(1)?);
                rose
            }
            std::cmp::Ordering::Equal => None,
        };
        if let Some(first) = turned {
            return Some((show(line.get(first)?), show(before), show(after)));
        }
    }
    None
}

/// The other facts of an item, as an inspection would write them.
fn others(standard: &Standard, answers: &[Answer], facts: &[usize], without: usize) -> String {
    let others: Vec<usize> = facts.iter().filter(|fact| **fact != without).copied().collect();
    if others.is_empty() {
        String::new()
    } else {
        format!(" ({})", super::witness::written(&standard.facts, answers, &others))
    }
}
