//! Trying a program on inspections of its own making, and keeping what was seen.

use super::sample::Samples;
use crate::assess::Inspection;
use crate::assess::eval::{Answer, Reading, run as evaluate};
use crate::compile::Program;
use crate::compile::seen::Seen;
use crate::diagnostic::Language;
use crate::explain::phrase;
use crate::model::Standard;
use crate::value::Number;
use std::collections::{BTreeMap, BTreeSet};

/// How many mixed inspections are tried besides the systematic ones.
const MIXED: usize = 400;
/// At most so many inspections in all.
const MOST: usize = 20_000;

/// What was seen.
pub(super) struct Tried {
    pub(super) count: usize,
    /// For each operation, whether it was seen true and seen false.
    truths: Vec<(bool, bool)>,
    /// For each operation, the numbers it came to.
    numbers: Vec<BTreeSet<Number>>,
    /// For each item, the points it came to.
    points: Vec<Vec<Number>>,
    /// For pairs of tiers: a condition that held while these before it did not.
    firsts: BTreeSet<usize>,
    pub(super) grades: BTreeMap<usize, ()>,
    pub(super) fired: BTreeSet<usize>,
    /// The best and the worst inspection found.
    good: Vec<Answer>,
    bad: Vec<Answer>,
}

impl Tried {
    pub(super) fn truths(&self, at: usize) -> (bool, bool) {
        self.truths.get(at).copied().unwrap_or_default()
    }

    pub(super) fn values(&self, at: usize) -> impl Iterator<Item = &Number> {
        self.numbers.get(at).into_iter().flatten()
    }

    pub(super) fn item_points(&self, at: usize) -> &[Number] {
        self.points.get(at).map_or(&[], Vec::as_slice)
    }

    /// Whether a tier was ever the first to hold.
    pub(super) fn reached(&self, earlier: &[usize], at: Option<usize>) -> bool {
        earlier.is_empty() || at.is_none_or(|at| self.firsts.contains(&at))
    }
}

/// Tries the program out.
pub(super) fn run(program: &Program, samples: &Samples) -> Tried {
    let standard = program.inner.standard();
    let pick = |choose: &dyn Fn(usize) -> usize| -> Vec<Answer> {
        let lists = samples.answers.iter();
        lists.filter_map(|list| list.get(choose(list.len())).or(list.first()).cloned()).collect()
    };
    let nodes = program.inner.nodes.len();
    let mut tried = Tried {
        count: 0,
        truths: vec![(false, false); nodes],
        numbers: vec![BTreeSet::new(); nodes],
        points: vec![Vec::new(); standard.items.len()],
        firsts: BTreeSet::new(),
        grades: BTreeMap::new(),
        fired: BTreeSet::new(),
        good: Vec::new(),
        bad: Vec::new(),
    };
    let tiers = tiers(program);
    let start = pick(&|_| 0);
    let last = pick(&|len| len.saturating_sub(1));
    let middle = pick(&|len| len / 2);
    let good = climb(program, samples, &start, &mut tried, &tiers, true);
    let bad = climb(program, samples, &start, &mut tried, &tiers, false);
    for base in [&good, &bad, &middle, &last] {
        for (fact, list) in samples.answers.iter().enumerate() {
            for answer in list {
                let mut answers = base.clone();
                put(&mut answers, fact, answer);
                look(program, &answers, &mut tried, &tiers);
            }
        }
    }
    // From good to bad one fact at a time, and back: every grade on the way is met.
    for (from, to) in [(&good, &bad), (&bad, &good)] {
        let mut answers = from.clone();
        for (fact, answer) in to.iter().enumerate() {
            put(&mut answers, fact, answer);
            look(program, &answers, &mut tried, &tiers);
        }
    }
    if let Some(all) = combinations(samples) {
        for n in 0..all {
            let mut rest = n;
            let answers = pick_mixed(samples, &mut rest);
            look(program, &answers, &mut tried, &tiers);
        }
    }
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..MIXED {
        let mut answers = Vec::with_capacity(samples.answers.len());
        for (fact, list) in samples.answers.iter().enumerate() {
            seed = next(seed);
            let at = usize::try_from((seed >> 33) % 8).unwrap_or(0);
            let chosen = match at {
                // Mostly good, so that the higher grades are met with one or two slips.
                0..=3 => good.get(fact),
                4 => bad.get(fact),
                _ => {
                    let length = u64::try_from(list.len().max(1)).unwrap_or(1);
                    list.get(usize::try_from((seed >> 17) % length).unwrap_or(0))
                }
            };
            answers.extend(chosen.or(list.first()).cloned());
        }
        look(program, &answers, &mut tried, &tiers);
    }
    tried.good = good;
    tried.bad = bad;
    for points in &mut tried.points {
        points.sort();
        points.dedup();
    }
    tried
}

/// How many inspections all samples make together, where they can all be tried.
fn combinations(samples: &Samples) -> Option<usize> {
    let mut all = 1usize;
    for list in &samples.answers {
        all = all.checked_mul(list.len().max(1))?;
    }
    (all <= 5_000).then_some(all)
}

/// The inspection of that number, counting through every list.
fn pick_mixed(samples: &Samples, rest: &mut usize) -> Vec<Answer> {
    let lists = samples.answers.iter();
    lists
        .filter_map(|list| {
            let length = list.len().max(1);
            let at = *rest % length;
            *rest /= length;
            list.get(at).cloned()
        })
        .collect()
}

/// A fixed sequence without any source of randomness: the same audit gives the same findings.
pub(super) fn next(seed: u64) -> u64 {
    let mut x = seed;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    x
}

pub(super) fn put(answers: &mut [Answer], fact: usize, answer: &Answer) {
    if let Some(slot) = answers.get_mut(fact) {
        *slot = answer.clone();
    }
}

/// Conditions of tiers, each with those before it.
fn tiers(program: &Program) -> Vec<(Vec<usize>, usize)> {
    let mut out = Vec::new();
    for item in &program.inner.items {
        if let crate::compile::CriterionCode::Tiers(conditions) = &item.parts {
            let mut earlier = Vec::new();
            for at in conditions.iter().flatten() {
                out.push((earlier.clone(), *at));
                earlier.push(*at);
            }
        }
    }
    out
}

/// Fact by fact to the best (or worst) score, twice over.
fn climb(
    program: &Program,
    samples: &Samples,
    start: &[Answer],
    tried: &mut Tried,
    tiers: &[(Vec<usize>, usize)],
    upwards: bool,
) -> Vec<Answer> {
    let upwards = upwards != program.inner.standard().scale.lower_is_better;
    let mut best = start.to_vec();
    let mut best_score = look(program, &best, tried, tiers);
    for _ in 0..2 {
        for (fact, list) in samples.answers.iter().enumerate() {
            for answer in list {
                let mut answers = best.clone();
                put(&mut answers, fact, answer);
                let score = look(program, &answers, tried, tiers);
                let better = match (&score, &best_score) {
                    (Some(score), Some(best)) if upwards => score > best,
                    (Some(score), Some(best)) => score < best,
                    (Some(_), None) => true,
                    _ => false,
                };
                if better {
                    (best, best_score) = (answers, score);
                }
            }
        }
    }
    best
}

/// Assesses one inspection and keeps what was seen; gives the score.
fn look(
    program: &Program,
    answers: &[Answer],
    tried: &mut Tried,
    tiers: &[(Vec<usize>, usize)],
) -> Option<Number> {
    if tried.count >= MOST {
        return None;
    }
    tried.count += 1;
    let assessment = Inspection::of_answers(program, answers.to_vec()).assess_here();
    for (at, value) in assessment.values.iter().enumerate() {
        match value {
            Seen::Truth(truth) => {
                if let Some(seen) = tried.truths.get_mut(at) {
                    *seen = (seen.0 | truth, seen.1 | !truth);
                }
            }
            Seen::Number(number) => {
                if let Some(seen) = tried.numbers.get_mut(at)
                    && seen.len() < 200
                {
                    seen.insert(number.clone());
                }
            }
            _ => {}
        }
    }
    let holds = |at: &usize| assessment.values.get(*at).and_then(Seen::truth) == Some(true);
    for (earlier, at) in tiers {
        if holds(at) && !earlier.iter().any(holds) {
            tried.firsts.insert(*at);
        }
    }
    for (points, item) in tried.points.iter_mut().zip(&assessment.items) {
        if let Some(found) = &item.points
            && points.len() < 400
            && !points.contains(found)
        {
            points.push(found.clone());
        }
    }
    if let Some(grade) = assessment.grade.grade {
        tried.grades.insert(grade, ());
    }
    for (at, gate) in assessment.gates.iter().enumerate() {
        if gate.fired == Some(true) {
            tried.fired.insert(at);
        }
    }
    assessment.score().cloned()
}

/// Points that turn while one number grows.
pub(super) struct Turn {
    pub(super) item: usize,
    pub(super) fact: String,
    /// Three values of the fact with the points there.
    pub(super) steps: (String, String, String),
    /// The other facts of the item.
    pub(super) witness: String,
}

/// Every item and number for which points both rise and fall.
pub(super) fn turns(program: &Program, samples: &Samples, tried: &Tried) -> Vec<Turn> {
    let standard = program.inner.standard();
    let mut out: Vec<Turn> = Vec::new();
    for (item_at, (item, code)) in standard.items.iter().zip(&program.inner.items).enumerate() {
        let facts = crate::explain::facts_of(item, standard);
        for fact in &facts {
            let Some(list) = samples.answers.get(*fact) else { continue };
            if !list.iter().all(|a| matches!(a, Answer::Value(Seen::Number(_)))) {
                continue;
            }
            for base in [&tried.good, &tried.bad] {
                let mut line: Vec<(Number, Number)> = Vec::new();
                for answer in list {
                    let mut answers = base.clone();
                    put(&mut answers, *fact, answer);
                    let mut values = Vec::new();
                    let reading =
                        Reading { answers: &answers, fields: &[], outer: &[], results: None };
                    evaluate(&program.inner.nodes, reading, &mut values);
                    if let (Answer::Value(Seen::Number(x)), Some(Seen::Number(points))) =
                        (answer, values.get(code.exact))
                    {
                        line.push((x.clone(), points.clone()));
                    }
                }
                if let Some(steps) = turn(&line) {
                    out.push(Turn {
                        item: item_at,
                        fact: standard.facts.get(*fact).map(|f| f.id.clone()).unwrap_or_default(),
                        steps,
                        witness: witness(standard, base, &facts, *fact),
                    });
                    break;
                }
            }
        }
    }
    out
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
fn witness(standard: &Standard, answers: &[Answer], facts: &[usize], without: usize) -> String {
    let parts: Vec<String> = facts
        .iter()
        .filter(|fact| **fact != without)
        .filter_map(|at| {
            let fact = standard.facts.get(*at)?;
            Some(format!(
                "{}: {}",
                fact.id,
                phrase::answer(answers.get(*at), fact, Language::English)
            ))
        })
        .collect();
    parts.join(", ")
}
