//! Trying a program on inspections of its own making, and keeping what was seen.

use super::grades;
use super::lean;
use super::question::Question;
use super::sample::Samples;
use crate::assess::Inspection;
use crate::assess::eval::{Answer, Reading, run as run_ops};
use crate::compile::Program;
use crate::compile::seen::Seen;
use crate::model::fact::Fact;
use crate::value::Number;
use std::collections::{BTreeMap, BTreeSet};

/// How many mixed inspections are tried besides the systematic ones.
const MIXED: usize = 400;
/// At most so many inspections in all, of a small rule set.
const MOST: usize = 20_000;
/// At most so many items and questions are looked at, over all inspections: what one inspection costs grows with them,
/// so a large rule set is tried on fewer inspections. What these do not show is searched for, question by question.
const WORK: usize = 700_000;
/// So often is a way between two inspections halved.
const HALVES: usize = 24;
/// So many inspections are tried of any rule set.
const LEAST: usize = 600;

/// A score, and the inspection that came to it.
pub(super) type Scored = (Number, Vec<Answer>);

/// What was seen.
pub(super) struct Tried {
    pub(super) count: usize,
    /// How many may be tried.
    limit: usize,
    /// What was asked, and whether it happened.
    asked: Vec<(Question, bool)>,
    /// For each item, the points it came to.
    points: Vec<Vec<Number>>,
    /// For each item, the inspection that brought it most.
    pub(super) most: Vec<Option<(Number, Vec<Answer>)>>,
    /// For each grade, the scores nearest to what it takes: just below, and just above it.
    pub(super) near: Vec<[Option<Scored>; 2]>,
    /// A gate that made a score better: its position, the score before and after, and the inspection.
    pub(super) raised: BTreeMap<usize, (Number, Number, Vec<Answer>)>,
    /// The grades that ask for nothing but results.
    pub(super) by_results: BTreeSet<usize>,
    /// A better and a worse grade, and an inspection that meets all the better one asks of results, but not the worse.
    pub(super) asks_more: BTreeMap<(usize, usize), Vec<Answer>>,
    /// A score that is printed as one that would have another grade.
    pub(super) printed: Option<(Number, usize, usize, Vec<Answer>)>,
    pub(super) grades: BTreeMap<usize, ()>,
    pub(super) fired: BTreeSet<usize>,
    /// The best and the worst inspection found.
    pub(super) good: Vec<Answer>,
    pub(super) bad: Vec<Answer>,
}

impl Tried {
    /// Whether something that was asked happened.
    pub(super) fn happened(&self, question: &Question) -> bool {
        self.asked.iter().any(|(asked, happened)| *happened && asked == question)
    }

    pub(super) fn item_points(&self, at: usize) -> &[Number] {
        self.points.get(at).map_or(&[], Vec::as_slice)
    }
}

/// Tries the program out.
pub(super) fn run(program: &Program, samples: &Samples, questions: Vec<Question>) -> Tried {
    let standard = program.inner.standard();
    let pick = |choose: &dyn Fn(usize) -> usize| -> Vec<Answer> {
        let lists = samples.answers.iter();
        lists.filter_map(|list| list.get(choose(list.len())).or(list.first()).cloned()).collect()
    };
    let size = standard.items.len().saturating_add(questions.len()).max(1);
    let limit = (WORK / size).clamp(LEAST, MOST);
    let mut tried = Tried {
        count: 0,
        limit,
        asked: questions.into_iter().map(|question| (question, false)).collect(),
        points: vec![Vec::new(); standard.items.len()],
        most: vec![None; standard.items.len()],
        near: vec![[None, None]; standard.grades.len()],
        raised: BTreeMap::new(),
        by_results: grades::by_results(program),
        asks_more: BTreeMap::new(),
        printed: None,
        grades: BTreeMap::new(),
        fired: BTreeSet::new(),
        good: Vec::new(),
        bad: Vec::new(),
    };
    let start = pick(&|_| 0);
    // What is no value stands behind all that are.
    let is_value = |answer: &&Answer| match answer {
        Answer::Value(seen) => seen.is_known(),
        Answer::Checklist(points) => points.iter().all(Seen::is_known),
        Answer::Findings(list) => list.is_ok(),
        Answer::Text(text) => text.is_some(),
    };
    let lists = samples.answers.iter();
    let last = lists.filter_map(|list| list.iter().rev().find(is_value).or(list.first()).cloned());
    let last: Vec<Answer> = last.collect();
    let middle = pick(&|len| len / 2);
    // Two climbs look at every answer twice each. Where that leaves too little, each fact goes its own way.
    let answers = samples.answers.iter().map(Vec::len).fold(0, usize::saturating_add);
    let large = answers.saturating_mul(8) > limit;
    let to = |tried: &mut Tried, upwards: bool| match large {
        true => lean::lean(program, samples, &start, upwards),
        false => climb(program, samples, &start, tried, upwards),
    };
    let good = to(&mut tried, true);
    let bad = to(&mut tried, false);
    if large {
        paths(program, &good, &bad, &mut tried);
    }
    for base in [&good, &bad, &middle, &last] {
        for (fact, list) in samples.answers.iter().enumerate() {
            if large && tried.count.saturating_add(MIXED) >= limit {
                break;
            }
            for answer in list {
                let mut answers = base.clone();
                put(&mut answers, fact, answer);
                look(program, &answers, &mut tried);
            }
        }
    }
    if !large {
        paths(program, &good, &bad, &mut tried);
    }
    if let Some(all) = combinations(samples) {
        for n in 0..all {
            let mut rest = n;
            let answers = pick_mixed(samples, &mut rest);
            look(program, &answers, &mut tried);
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
        look(program, &answers, &mut tried);
    }
    between(program, &mut tried);
    tried.good = good;
    tried.bad = bad;
    for points in &mut tried.points {
        points.sort();
        points.dedup();
    }
    tried
}

/// From good to bad one fact at a time, and back: every grade on the way is met.
fn paths(program: &Program, good: &[Answer], bad: &[Answer], tried: &mut Tried) {
    for (from, to) in [(good, bad), (bad, good)] {
        let mut answers = from.to_vec();
        look(program, &answers, tried);
        for (fact, answer) in to.iter().enumerate() {
            put(&mut answers, fact, answer);
            look(program, &answers, tried);
        }
    }
}

/// For a grade that nothing got: from the nearest score on one side of it to that on the other, one fact at a time, and
/// where the score passes it, closer and closer.
fn between(program: &Program, tried: &mut Tried) {
    let standard = program.inner.standard();
    for at in 0..standard.grades.len() {
        let ends = tried.near.get(at).cloned().unwrap_or_default();
        let [Some((_, from)), Some((_, to))] = ends else { continue };
        let mut here = from;
        for (fact, answer) in to.iter().enumerate() {
            if tried.grades.contains_key(&at) {
                break;
            }
            let mut next = here.clone();
            put(&mut next, fact, answer);
            look(program, &next, tried);
            let step = standard.facts.get(fact).and_then(Fact::step);
            halve(program, tried, at, fact, [&here, &next], step);
            here = next;
        }
    }
}

/// Tries numbers between two answers to one fact.
fn halve(
    program: &Program,
    tried: &mut Tried,
    grade: usize,
    fact: usize,
    [from, to]: [&[Answer]; 2],
    step: Option<Number>,
) {
    let number = |answers: &[Answer]| match answers.get(fact) {
        Some(Answer::Value(Seen::Number(number))) => Some(number.clone()),
        _ => None,
    };
    let standard = program.inner.standard();
    let (Some(mut low), Some(mut high), Some(wanted)) =
        (number(from), number(to), standard.grades.get(grade))
    else {
        return;
    };
    let step = step.unwrap_or_else(|| Number::of_last_place(2));
    let lower = standard.scale.lower_is_better;
    let mut answers = from.to_vec();
    let mut reaches = |number: &Number, tried: &mut Tried| {
        put(&mut answers, fact, &Answer::Value(Seen::Number(number.clone())));
        look(program, &answers, tried).map(|score| wanted.is_reached_by(&score, lower))
    };
    let (Some(first), Some(last)) = (reaches(&low, tried), reaches(&high, tried)) else { return };
    if first == last {
        return;
    }
    for _ in 0..HALVES {
        if tried.grades.contains_key(&grade) {
            return;
        }
        let Some(middle) = (&low + &high).div(&Number::from(2)) else { return };
        let middle = middle.round_to(&step, crate::value::Rounding::Down);
        let Some(now) = reaches(&middle, tried) else { return };
        if now == first { low = middle } else { high = middle }
    }
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

/// Fact by fact to the best (or worst) score, twice over.
fn climb(
    program: &Program,
    samples: &Samples,
    start: &[Answer],
    tried: &mut Tried,
    upwards: bool,
) -> Vec<Answer> {
    let upwards = upwards != program.inner.standard().scale.lower_is_better;
    let mut best = start.to_vec();
    let mut best_score = look(program, &best, tried);
    for _ in 0..2 {
        for (fact, list) in samples.answers.iter().enumerate() {
            for answer in list {
                let mut answers = best.clone();
                put(&mut answers, fact, answer);
                let score = look(program, &answers, tried);
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

/// Whether an inspection with these answers would be admitted: they do not contradict each other.
pub(super) fn may_be(program: &Program, answers: &[Answer]) -> bool {
    let code = &program.inner;
    if code.consistency.is_empty() {
        return true;
    }
    let mut values = Vec::new();
    run_ops(&code.nodes, Reading { answers, fields: &[], outer: &[], results: None }, &mut values);
    code.consistency.iter().all(|at| values.get(*at).and_then(Seen::truth) != Some(false))
}

/// Assesses one inspection and keeps what was seen; gives the score.
fn look(program: &Program, answers: &[Answer], tried: &mut Tried) -> Option<Number> {
    if tried.count >= tried.limit {
        return None;
    }
    tried.count += 1;
    if !may_be(program, answers) {
        return None;
    }
    let assessment = Inspection::of_answers(program, answers.to_vec()).assess_here();
    for (question, happened) in &mut tried.asked {
        *happened = *happened || question.judge(&assessment.values, &[]) == Some(true);
    }
    for (points, item) in tried.points.iter_mut().zip(&assessment.items) {
        if let Some(found) = &item.points
            && points.len() < 400
            && !points.contains(found)
        {
            points.push(found.clone());
        }
    }
    for (most, item) in tried.most.iter_mut().zip(&assessment.items) {
        if let Some(found) = &item.points
            && most.as_ref().is_none_or(|(most, _)| found > most)
        {
            *most = Some((found.clone(), answers.to_vec()));
        }
    }
    grades::note(&assessment, answers, tried);
    grades::compare(&assessment, answers, tried);
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
