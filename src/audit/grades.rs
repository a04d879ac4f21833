//! Grades and gates beside the scores that were tried.

use super::cone::{Cone, Targets};
use super::try_out::Tried;
use crate::assess::Assessment;
use crate::assess::eval::Answer;
use crate::compile::Program;
use crate::compile::seen::Seen;
use crate::model::{Compare, Effect, Place, Standard};
use crate::value::Number;
use std::collections::BTreeSet;

/// Keeps what one inspection says about grades and gates.
pub(super) fn note(assessment: &Assessment, answers: &[Answer], tried: &mut Tried) {
    let standard = assessment.standard();
    let Some(score) = assessment.score() else { return };
    for (at, near) in tried.near.iter_mut().enumerate() {
        let Some(grade) = standard.grades.get(at) else { continue };
        let better = at.checked_sub(1).and_then(|at| standard.grades.get(at));
        let [below, above] = near;
        let lower = standard.scale.lower_is_better;
        let short = !grade.is_reached_by(score, lower);
        let beyond = better.is_some_and(|better| better.is_reached_by(score, lower));
        let (under, over) = if lower { (beyond, short) } else { (short, beyond) };
        if under {
            keep(below, score, answers, |found, kept| found > kept);
        }
        if over {
            keep(above, score, answers, |found, kept| found < kept);
        }
    }
    let lower = standard.scale.lower_is_better;
    if let Some(before) = &assessment.score.before_gates {
        let better = if lower { score < before } else { score > before };
        let closed = assessment.gates.iter().enumerate();
        let mut set = closed.filter(|(at, gate)| {
            gate.fired == Some(true)
                && standard
                    .gates
                    .get(*at)
                    .is_some_and(|gate| matches!(gate.effect, Effect::Score(_)))
        });
        if let (true, Some((at, _))) = (better, set.next_back()) {
            let shown = (before.clone(), score.clone(), answers.to_vec());
            tried.raised.entry(at).or_insert(shown);
        }
    }
    if tried.printed.is_none()
        && let Some((grade, reached)) = beside(standard, score)
    {
        tried.printed = Some((score.clone(), grade, reached, answers.to_vec()));
    }
}

/// Keeps where a worse grade asks more of results than a better one.
pub(super) fn compare(assessment: &Assessment, answers: &[Answer], tried: &mut Tried) {
    let met = |at: &usize, wanted: bool| {
        tried.by_results.contains(at)
            && assessment.requires.get(*at) == Some(&Some(Seen::Truth(wanted)))
    };
    let mut found = Vec::new();
    for worse in (0..assessment.requires.len()).filter(|at| met(at, false)) {
        found.extend((0..worse).filter(|at| met(at, true)).map(|better| (better, worse)));
    }
    for pair in found {
        tried.asks_more.entry(pair).or_insert_with(|| answers.to_vec());
    }
}

/// The grades that ask for something, and for nothing but results.
pub(super) fn by_results(program: &Program) -> BTreeSet<usize> {
    let asks = program.inner.requires.iter().enumerate().filter(|(_, at)| {
        at.is_some_and(|at| {
            let cone = Cone::of(program, &Targets { early: Vec::new(), late: vec![at] });
            cone.facts.is_empty() && cone.results
        })
    });
    asks.map(|(grade, _)| grade).collect()
}

fn keep(
    slot: &mut Option<(Number, Vec<Answer>)>,
    score: &Number,
    answers: &[Answer],
    nearer: impl Fn(&Number, &Number) -> bool,
) {
    if slot.as_ref().is_none_or(|(kept, _)| nearer(score, kept)) {
        *slot = Some((score.clone(), answers.to_vec()));
    }
}

/// The grade that a printed score would have, and the one it has, where they differ.
pub(super) fn beside(standard: &Standard, score: &Number) -> Option<(usize, usize)> {
    let scale = &standard.scale;
    if scale.round_at != Place::Print || matches!(scale.compare, Compare::Rounded(_)) {
        return None;
    }
    let reached = |score: &Number| {
        standard.grades.iter().position(|grade| grade.is_reached_by(score, scale.lower_is_better))
    };
    let (printed, exact) = (reached(&scale.round.apply(score))?, reached(score)?);
    (printed != exact).then_some((printed, exact))
}
