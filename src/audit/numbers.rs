//! What numbers the operations of a program can come to, whatever is answered.
//!
//! Operands that can be listed are put together one by one, by the evaluator itself; else runs are added and multiplied.
//! Operands are taken to be independent of one another, so that there may be numbers too many and never too few.

use super::grid::Grid;
use super::spread::Spread;
use crate::assess::eval::{Reading, step};
use crate::compile::seen::Seen;
use crate::compile::{EmptyCode, Op, OverCode};
use crate::model::Standard;
use crate::model::expression::OverWhat;
use crate::model::fact::FactKind;
use crate::model::range::Range;
use crate::value::Number;
use std::cell::Cell;

/// At most so many combinations of operands are tried for one operation, and for all.
const MOST_TRIED: usize = 1_000;
const MOST_IN_ALL: usize = 200_000;

/// The program whose operations are looked at.
pub(super) struct Numbers<'a> {
    standard: &'a Standard,
    reading: Reading<'a>,
    /// How many more combinations are tried.
    left: Cell<usize>,
}

/// The operations around or inside a list of findings: what they come to while nothing is answered, if that is known.
struct Level<'o> {
    ops: &'o [Op],
    seen: Option<&'o [Seen]>,
    /// The list whose fields can be read, and what the operations around it come to.
    inside: Option<(usize, &'o [Spread])>,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(standard: &'a Standard, reading: Reading<'a>) -> Numbers<'a> {
        Numbers { standard, reading, left: Cell::new(MOST_IN_ALL) }
    }

    /// What each operation can come to; `seen` is what they come to while nothing is answered.
    pub(super) fn of(&self, ops: &[Op], seen: &[Seen]) -> Vec<Spread> {
        self.level(&Level { ops, seen: Some(seen), inside: None })
    }

    fn level(&self, level: &Level<'_>) -> Vec<Spread> {
        let mut spreads: Vec<Spread> = Vec::with_capacity(level.ops.len());
        let blank = vec![Seen::Truth(false); level.ops.len()];
        let mut scratch: Vec<Seen> = level.seen.map_or(blank, <[Seen]>::to_vec);
        for (at, op) in level.ops.iter().enumerate() {
            let seen = level.seen.and_then(|seen| seen.get(at));
            let range = seen.map(Seen::range).unwrap_or_default();
            let spread = match seen {
                Some(Seen::Number(number)) => Spread::point(number.clone()),
                _ => self
                    .one_by_one(op, &spreads, &mut scratch)
                    .or_else(|| self.as_runs(op, level, &spreads))
                    .unwrap_or_else(|| Spread::dense(range.clone())),
            };
            spreads.push(spread.within(&range));
        }
        spreads
    }

    /// Every combination of operands, evaluated; none where they are too many or no numbers.
    fn one_by_one(&self, op: &Op, spreads: &[Spread], scratch: &mut [Seen]) -> Option<Spread> {
        let mut operands = numbers_of(op)?;
        operands.sort_unstable();
        operands.dedup();
        let most = MOST_TRIED.min(self.left.get());
        let mut lists: Vec<(usize, Vec<Number>)> = Vec::with_capacity(operands.len());
        let mut all = 1usize;
        for at in operands {
            let list = spreads.get(at)?.listed(most)?;
            all = all.checked_mul(list.len()).filter(|all| *all <= most)?;
            lists.push((at, list));
        }
        self.left.set(self.left.get().saturating_sub(all));
        let before: Vec<Option<Seen>> =
            lists.iter().map(|(at, _)| scratch.get(*at).cloned()).collect();
        let found = self.tried(op, &lists, all, scratch);
        for ((at, _), seen) in lists.iter().zip(before) {
            if let (Some(slot), Some(seen)) = (scratch.get_mut(*at), seen) {
                *slot = seen;
            }
        }
        found.map(Spread::points)
    }

    /// What comes of every combination; none where one of them leaves something open.
    fn tried(
        &self,
        op: &Op,
        lists: &[(usize, Vec<Number>)],
        all: usize,
        scratch: &mut [Seen],
    ) -> Option<Vec<Number>> {
        let mut found = Vec::with_capacity(all);
        for mut which in 0..all {
            for (at, list) in lists {
                let number = list.get(which.checked_rem(list.len())?)?;
                which = which.checked_div(list.len())?;
                if let Some(slot) = scratch.get_mut(*at) {
                    *slot = Seen::Number(number.clone());
                }
            }
            match step(op, self.reading, scratch) {
                Seen::Number(number) => found.push(number),
                nothing if nothing.is_nothing() => {}
                _ => return None,
            }
        }
        Some(found)
    }

    /// The same by rules about runs; none where there is no rule.
    fn as_runs(&self, op: &Op, level: &Level<'_>, spreads: &[Spread]) -> Option<Spread> {
        let of = |at: &usize| spreads.get(*at).cloned();
        let any = |list: &[usize]| list.iter().filter_map(of).reduce(|a, b| a.or(&b));
        let whole = |most: usize| {
            let most = Number::from(i64::try_from(most).ok()?);
            Some(Spread::spaced(Some(Number::ZERO), Some(most), Some(Number::ONE)))
        };
        match op {
            Op::Fact(fact) => grid(self.standard.facts.get(*fact)?),
            Op::Field(field) => {
                let (list, _) = level.inside?;
                let FactKind::Findings(fields) = &self.standard.facts.get(list)?.kind else {
                    return None;
                };
                grid(fields.get(*field)?)
            }
            Op::Outer(at) => level.inside?.1.get(*at).cloned(),
            Op::Constant(seen) => Some(Spread::dense(seen.range())),
            Op::Tally(fact, _) => match &self.standard.facts.get(*fact)?.kind {
                FactKind::Checklist(points) => whole(points.len()),
                _ => None,
            },
            Op::CountTrue(list) => whole(list.len()),
            Op::Negate(a) => Some(of(a)?.negate()),
            Op::Add(a, b) => Some(of(a)?.add(&of(b)?)),
            Op::Subtract(a, b) => Some(of(a)?.add(&of(b)?.negate())),
            Op::Multiply(a, b) => Some(of(a)?.multiply(&of(b)?)),
            Op::Divide(a, b, empty) => {
                let by = of(b)?.listed(1)?;
                let quotient = of(a)?.times(&Number::ONE.div(by.first()?)?);
                match empty {
                    EmptyCode::Value(c) => Some(quotient.or(&of(c)?)),
                    EmptyCode::Never | EmptyCode::NotApplicable => Some(quotient),
                }
            }
            Op::If(_, a, b) => Some(of(a)?.or(&of(b)?)),
            Op::Cut(a, full) => Some(of(a)?.clamped(&Number::ZERO, full)),
            // One of them it is.
            Op::Min(list) | Op::Max(list) | Op::Alternatives(list, _) => any(list),
            Op::Ceil(a) => Some(of(a)?.rising(&Number::ONE, Number::ceil)),
            Op::Floor(a) => Some(of(a)?.rising(&Number::ONE, Number::floor)),
            Op::Round(a, round) => Some(of(a)?.rising(&round.step, |n| round.apply(n))),
            Op::Abs(a) => {
                let positive = Range { low: Some(Number::ZERO), high: None };
                let a = of(a)?;
                Some(a.within(&positive).or(&a.negate().within(&positive)))
            }
            Op::Bands(a, bands) => {
                let of = of(a)?;
                let holds = |band: &&crate::model::criterion::Band| {
                    let limit = |limit: &Option<crate::model::criterion::Limit>| {
                        limit.as_ref().map(|limit| limit.at.clone())
                    };
                    let range = Range { low: limit(&band.low), high: limit(&band.high) };
                    !of.within(&range).is_empty()
                };
                Some(Spread::points(bands.iter().filter(holds).map(|band| band.points.clone())))
            }
            Op::Table(_, _, cells) => Some(Spread::points(cells.iter().flatten().cloned())),
            Op::SupplyShare(..) => Some(Spread::points([Number::ZERO, Number::ONE])),
            Op::Ladder(rungs) => {
                let rungs = rungs.iter().map(|(_, points)| points.clone());
                Some(Spread::points(rungs.chain([Number::ZERO])))
            }
            Op::Over(over) => self.over(over, spreads),
            _ => None,
        }
    }

    /// What is taken over any number of findings.
    fn over(&self, over: &OverCode, around: &[Spread]) -> Option<Spread> {
        let from_zero = |step: Number| Spread::spaced(Some(Number::ZERO), None, Some(step));
        if matches!(over.what, OverWhat::Count | OverWhat::Distinct) {
            return Some(from_zero(Number::ONE));
        }
        let inside = Some((over.fact, around));
        let body = self.level(&Level { ops: &over.body, seen: None, inside });
        let each = body.get(over.each?)?;
        match over.what {
            OverWhat::Min | OverWhat::Max => Some(each.clone()),
            OverWhat::Sum => {
                // Any number of them, as often as you like; a group may come to its cap.
                let zero = Spread::point(Number::ZERO);
                let caps = over.at_most_per.iter().map(|(_, cap)| cap.clone());
                let all = each.or(&Spread::points(caps)).or(&zero);
                let (step, hull) = (all.spacing()?, all.hull());
                let positive = hull.low.is_some_and(|low| !low.is_negative());
                positive.then(|| from_zero(step))
            }
            _ => None,
        }
    }
}

/// The numbers a fact can hold.
fn grid(fact: &crate::model::fact::Fact) -> Option<Spread> {
    let grid = Grid::of(fact)?;
    Some(Spread::spaced(grid.low, grid.high, grid.step))
}

/// The operands of an operation that needs nothing but numbers.
fn numbers_of(op: &Op) -> Option<Vec<usize>> {
    match op {
        Op::Negate(a)
        | Op::Cut(a, _)
        | Op::Ceil(a)
        | Op::Floor(a)
        | Op::Abs(a)
        | Op::Round(a, _)
        | Op::Power(a, _)
        | Op::Smooth(_, a)
        | Op::Bands(a, _)
        | Op::Interpolate(a, _) => Some(vec![*a]),
        Op::Add(a, b) | Op::Subtract(a, b) | Op::Multiply(a, b) | Op::SupplyShare(a, b) => {
            Some(vec![*a, *b])
        }
        Op::Divide(a, b, EmptyCode::Value(c)) => Some(vec![*a, *b, *c]),
        Op::Divide(a, b, _) => Some(vec![*a, *b]),
        Op::Min(list) | Op::Max(list) => Some(list.clone()),
        Op::RatioShare(ratio) => Some(vec![ratio.of, ratio.to]),
        _ => None,
    }
}
