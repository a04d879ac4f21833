//! The best and the worst inspection of a large rule set, as far as each fact can tell by itself.
//!
//! Only what depends on a fact is evaluated again for each of its answers, and only the points of items, bonuses and
//! penalties are added up. The inspections are where trying starts, so nothing depends on their being the very best.

use super::cone::{inside, operands};
use super::sample::Samples;
use super::try_out::put;
use crate::assess::eval::{Answer, Reading, run, step};
use crate::compile::seen::Seen;
use crate::compile::{Op, Program};
use crate::value::Number;
use std::collections::BTreeSet;

/// Every fact at the answer that brings most points (or fewest), one fact after the other.
pub(super) fn lean(
    program: &Program,
    samples: &Samples,
    start: &[Answer],
    upwards: bool,
) -> Vec<Answer> {
    let code = &program.inner;
    let upwards = upwards != code.standard().scale.lower_is_better;
    let dependents = dependents(&code.nodes, samples.answers.len());
    let added = code.items.iter().map(|item| item.points);
    let added: BTreeSet<usize> = added.chain(code.bonuses.iter().map(|one| one.points)).collect();
    let taken: BTreeSet<usize> = code.penalties.iter().map(|one| one.points).collect();
    let mut best = start.to_vec();
    let mut values = Vec::new();
    run(&code.nodes, reading(&best), &mut values);
    for (fact, (list, needed)) in samples.answers.iter().zip(&dependents).enumerate() {
        let mut chosen: Option<(Number, &Answer)> = None;
        for answer in list {
            put(&mut best, fact, answer);
            again(&code.nodes, needed, &best, &mut values);
            let mut sum = Number::ZERO;
            for at in needed {
                let Some(Seen::Number(points)) = values.get(*at) else { continue };
                if added.contains(at) {
                    sum = &sum + points;
                } else if taken.contains(at) {
                    sum = &sum - points;
                }
            }
            let better = chosen.as_ref().is_none_or(|(most, _)| match upwards {
                true => sum > *most,
                false => sum < *most,
            });
            if better {
                chosen = Some((sum, answer));
            }
        }
        if let Some((_, answer)) = chosen {
            put(&mut best, fact, answer);
            again(&code.nodes, needed, &best, &mut values);
        }
    }
    best
}

fn reading(answers: &[Answer]) -> Reading<'_> {
    Reading { answers, fields: &[], outer: &[], results: None }
}

fn again(ops: &[Op], needed: &[usize], answers: &[Answer], values: &mut [Seen]) {
    for at in needed {
        let Some(op) = ops.get(*at) else { continue };
        let seen = step(op, reading(answers), values);
        if let Some(slot) = values.get_mut(*at) {
            *slot = seen;
        }
    }
}

/// For each fact, the operations that change with it, in order.
fn dependents(ops: &[Op], facts: usize) -> Vec<Vec<usize>> {
    let mut reads: Vec<BTreeSet<usize>> = Vec::with_capacity(ops.len());
    let mut out = vec![Vec::new(); facts];
    for (at, op) in ops.iter().enumerate() {
        let mut own = BTreeSet::new();
        let below = |at: usize, own: &mut BTreeSet<usize>| {
            own.extend(reads.get(at).into_iter().flatten().copied());
        };
        direct(op, &mut own);
        match (op, operands(op)) {
            (Op::Over(over), _) => match inside(over) {
                Some(list) => {
                    for inner in list {
                        direct(inner, &mut own);
                        if let Op::Outer(at) = inner {
                            below(*at, &mut own);
                        }
                    }
                }
                None => own.extend(0..facts),
            },
            (_, list) => list.into_iter().for_each(|at| below(at, &mut own)),
        }
        for fact in &own {
            if let Some(list) = out.get_mut(*fact) {
                list.push(at);
            }
        }
        reads.push(own);
    }
    out
}

fn direct(op: &Op, facts: &mut BTreeSet<usize>) {
    match op {
        Op::Fact(fact) | Op::Member(fact, _) | Op::Tally(fact, _) | Op::Known(fact) => {
            facts.insert(*fact);
        }
        Op::Over(over) => {
            facts.insert(over.fact);
        }
        _ => {}
    }
}
