//! Whether one program is nowhere laxer than another, proven by the shape of both.
//!
//! An item is no laxer where it never loses fewer points; a gate where it closes whenever the other does, with an effect
//! no weaker; the whole where all of it is and its parts are put together alike.

use super::cases::{always, unknowing};
use super::effects::{can_lift, no_weaker};
use super::matched::Matched;
use super::relation::{Pair, Relation};
use super::sample::limits;
use crate::assess::eval::{Answer, Reading, run};
use crate::compile::{CriterionCode, ItemCode, Op, Program};
use crate::explain::facts_of;
use crate::model::range::Range;
use crate::model::{Adjustment, Gate, Item, NotApplicable, Place, Role, Standard};
use crate::value::Number;
use std::collections::BTreeSet;

/// A side that should be stricter, beside one that should be laxer.
pub(super) struct Compared<'a> {
    strict: &'a Program,
    lax: &'a Program,
    pair: Pair<'a>,
}

impl<'a> Compared<'a> {
    pub(super) fn new(strict: &'a Program, lax: &'a Program) -> Self {
        Compared { strict, lax, pair: Pair::of(strict, lax) }
    }

    fn standards(&self) -> (&'a Standard, &'a Standard) {
        (self.strict.inner.standard(), self.lax.inner.standard())
    }

    /// Whether an item never loses fewer points on the strict side.
    pub(super) fn item(&self, first: usize, second: usize) -> bool {
        let (strict, lax) = self.standards();
        let (Some(item), Some(other)) = (strict.items.get(first), lax.items.get(second)) else {
            return false;
        };
        let codes = (self.strict.inner.items.get(first), self.lax.inner.items.get(second));
        let (Some(code), Some(others)) = codes else { return false };
        if other.role != Role::Scored {
            return true;
        }
        // What does not apply loses nothing, or all where it counts as nothing.
        let all = other.not_applicable == NotApplicable::Zero;
        let applies = match (code.applies, others.applies) {
            (None, None) => true,
            (None, Some(_)) => !all,
            (Some(_), None) => false,
            (Some(a), Some(b)) if all => self.pair.holds(Relation::Same, a, b),
            (Some(a), Some(b)) => self.pair.holds(Relation::AtLeast, a, b),
        };
        let soon = item.scored_from <= other.scored_from;
        if item.role != Role::Scored || !soon {
            return false;
        }
        let shaped = applies && self.criterion(item, code, other, others);
        no_later(item, other) && (shaped || self.by_cases(first, second, false))
    }

    /// The same, by splitting what facts can be until it shows. What does not apply loses nothing; where it must `stay`,
    /// it has to apply on both sides or on neither, since others stand in for what leaves.
    fn by_cases(&self, first: usize, second: usize, stay: bool) -> bool {
        let (strict, lax) = self.standards();
        let (Some(item), Some(other)) = (strict.items.get(first), lax.items.get(second)) else {
            return false;
        };
        let matched = Matched::of(strict, lax);
        let theirs = facts_of(other, lax).into_iter().map(|fact| matched.place(fact));
        let facts: BTreeSet<usize> = facts_of(item, strict).into_iter().chain(theirs).collect();
        // What only the lax side knows stays open.
        let facts: Vec<usize> =
            facts.into_iter().filter(|fact| *fact < strict.facts.len()).collect();
        let mut marks = limits(strict).0;
        marks.extend(limits(lax).0);
        let (ops, others) = (unknowing(&self.strict.inner.nodes), unknowing(&self.lax.inner.nodes));
        let mut claim = |answers: &[Answer]| {
            let (more, here) = lost(self.strict, &ops, first, answers)?;
            let (less, there) = lost(self.lax, &others, second, &matched.told(answers, lax))?;
            if stay {
                match (here, there) {
                    (Some(false), Some(false)) => return Some(true),
                    (Some(here), Some(there)) if here != there => return Some(false),
                    (Some(_), Some(_)) => {}
                    _ => return None,
                }
            }
            match (&more.low, &less.high, &more.high, &less.low) {
                (Some(low), Some(high), ..) if low >= high => Some(true),
                (_, _, Some(high), Some(low)) if high < low => Some(false),
                _ => None,
            }
        };
        always(strict, &facts, &marks, &mut claim) == Some(true)
    }

    fn criterion(&self, item: &Item, code: &ItemCode, other: &Item, others: &ItemCode) -> bool {
        let harm = self.standards().0.scale.lower_is_better;
        let grown = item.full >= other.full;
        let pair = &self.pair;
        let zero = match (code.zero_if, others.zero_if) {
            (None, None) => true,
            // Where points are harm, `zero_if` takes them away.
            (a, None) => a.is_none() || !harm,
            (None, Some(_)) => harm,
            (Some(a), Some(b)) => {
                pair.holds(if harm { Relation::AtMost } else { Relation::AtLeast }, a, b)
            }
        };
        let criterion = match (&code.parts, &others.parts) {
            (CriterionCode::Pass(a), CriterionCode::Pass(b)) => {
                grown && pair.holds(Relation::AtMost, *a, *b)
            }
            (CriterionCode::Deduct(a), CriterionCode::Deduct(b)) => {
                // One more that may not apply takes the whole item with it.
                let stays = |(.., taken): &(usize, usize, usize)| !pair.may_be_none(*taken, None);
                grown
                    && a.len() >= b.len()
                    && a.iter().skip(b.len()).all(stays)
                    && a.iter()
                        .zip(b)
                        .all(|((.., a), (.., b))| pair.holds(Relation::AtLeast, *a, *b))
            }
            (CriterionCode::Ratio { share: a, .. }, CriterionCode::Ratio { share: b, .. }) => {
                grown && pair.holds(Relation::AtMost, *a, *b)
            }
            _ => false,
        };
        // Before `zero_if` and rounding on the sheet.
        let inner = |program: &Program, code: &ItemCode| match program.inner.nodes.get(code.exact) {
            Some(Op::If(_, _, inner)) if code.zero_if.is_some() => *inner,
            _ => code.exact,
        };
        let points = || {
            let way = if harm { Relation::AtLeast } else { Relation::AtMost };
            (item.full == other.full || harm && grown)
                && pair.holds(way, inner(self.strict, code), inner(self.lax, others))
        };
        let returned = match (&item.when_rectified, &other.when_rectified) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(a), Some(b)) => a.share <= b.share,
        };
        zero && returned && (criterion || points())
    }

    /// Whether a section, grade, gate, bonus or penalty is no laxer on the strict side; none where it is none of them.
    ///
    /// Each is judged by itself: the results it reads are taken to be those of the other side.
    pub(super) fn rest(&self, id: &str) -> Option<bool> {
        let (strict, lax) = self.standards();
        if let Some(section) = strict.sections.iter().find(|section| section.id == id) {
            let other = lax.sections.iter().find(|section| section.id == id)?;
            return Some(
                no_more(&section.at_most, &other.at_most)
                    && no_less_floor(&other.at_least, &section.at_least),
            );
        }
        if let Some(at) = strict.grades.iter().position(|grade| grade.id == id) {
            let other = lax.grades.iter().position(|grade| grade.id == id)?;
            return Some(self.grade(at, other, Some(Relation::Same)));
        }
        if let Some(at) = strict.gates.iter().position(|gate| gate.id == id) {
            let other = lax.gates.iter().position(|gate| gate.id == id)?;
            return Some(self.gate(at, other, Some(Relation::Same)));
        }
        let adjustment = |list: &'a [Adjustment]| list.iter().position(|one| one.id == id);
        if let (Some(a), Some(b)) =
            (adjustment(&strict.bonuses.list), adjustment(&lax.bonuses.list))
        {
            return Some(self.adjustment(true, a, b, Some(Relation::Same)));
        }
        let (a, b) = (adjustment(&strict.penalties.list)?, adjustment(&lax.penalties.list)?);
        Some(self.adjustment(false, a, b, Some(Relation::Same)))
    }

    fn adjustment(
        &self,
        bonus: bool,
        first: usize,
        second: usize,
        results: Option<Relation>,
    ) -> bool {
        let code = |program: &'a Program| {
            if bonus { &program.inner.bonuses } else { &program.inner.penalties }
        };
        let (a, b) = (code(self.strict).get(first), code(self.lax).get(second));
        let (Some(a), Some(b)) = (a, b) else { return false };
        let way = if bonus { Relation::AtMost } else { Relation::AtLeast };
        let late = Pair::late(&self.pair, self.strict, self.lax, results);
        let asked = match (a.requires, b.requires) {
            (None, None) => true,
            // To ask for more makes a bonus rarer, and a penalty as well.
            (Some(_), None) => bonus,
            (None, Some(_)) => !bonus,
            (Some(a), Some(b)) => late.holds(way, a, b),
        };
        asked && self.pair.holds(way, a.points, b.points)
    }

    fn grade(&self, first: usize, second: usize, results: Option<Relation>) -> bool {
        let (strict, lax) = self.standards();
        let (Some(grade), Some(other)) = (strict.grades.get(first), lax.grades.get(second)) else {
            return false;
        };
        let limit = grade.is_no_easier_than(other, strict.scale.lower_is_better);
        let late = Pair::late(&self.pair, self.strict, self.lax, results);
        let code = |program: &Program, at: usize| program.inner.requires.get(at).copied().flatten();
        let requires = match (code(self.strict, first), code(self.lax, second)) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => late.holds(Relation::AtMost, a, b),
        };
        limit && requires
    }

    fn gate(&self, first: usize, second: usize, results: Option<Relation>) -> bool {
        let (strict, lax) = self.standards();
        let (Some(gate), Some(other)) = (strict.gates.get(first), lax.gates.get(second)) else {
            return false;
        };
        // What may lift a score or grade is no stricter where it acts more often.
        let closes = if can_lift(&gate.effect, strict) || can_lift(&other.effect, lax) {
            self.closes(Relation::Same, first, second, results)
        } else {
            self.closes(Relation::AtLeast, first, second, results)
        };
        closes && no_weaker(&gate.effect, &other.effect, strict, lax)
    }

    /// Whether a gate closes as often as the other (at least, at most).
    fn closes(
        &self,
        way: Relation,
        first: usize,
        second: usize,
        results: Option<Relation>,
    ) -> bool {
        let late = Pair::late(&self.pair, self.strict, self.lax, results);
        let (a, b) = (self.strict.inner.gates.get(first), self.lax.inner.gates.get(second));
        matches!((a, b), (Some(a), Some(b)) if late.holds(way, *a, *b))
    }

    /// Whether a gate that is on both sides closes alike, and does less on the strict side.
    pub(super) fn weaker(&self, first: usize, second: usize) -> bool {
        let (strict, lax) = self.standards();
        let (Some(gate), Some(other)) = (strict.gates.get(first), lax.gates.get(second)) else {
            return false;
        };
        self.closes(Relation::Same, first, second, Some(Relation::Same))
            && no_weaker(&other.effect, &gate.effect, lax, strict)
            && !no_weaker(&gate.effect, &other.effect, strict, lax)
    }

    /// Whether a gate that only the strict side has never makes anything better.
    pub(super) fn only_caps(&self, gate: &Gate) -> bool {
        !can_lift(&gate.effect, self.standards().0)
    }

    /// Whether no inspection scores or grades better on the strict side.
    pub(super) fn whole(&self) -> bool {
        let (strict, lax) = self.standards();
        let alike = strict.scale.max == lax.scale.max
            && strict.scale.lowest == lax.scale.lowest
            && strict.scale.highest == lax.scale.highest
            && strict.scale.lower_is_better == lax.scale.lower_is_better
            && strict.scale.combine == lax.scale.combine
            && strict.scale.round_at == lax.scale.round_at
            && strict.scale.round.step == lax.scale.round.step
            && strict.scale.round.mode == lax.scale.round.mode
            && strict.scale.not_applicable == lax.scale.not_applicable
            && strict.parts == lax.parts
            && strict.sections.len() == lax.sections.len()
            && strict.items.len() == lax.items.len();
        let sections = strict.sections.iter().zip(&lax.sections).all(|(a, b)| {
            a.id == b.id
                && a.points == b.points
                && a.combine == b.combine
                && a.parts == b.parts
                && no_more(&a.at_most, &b.at_most)
                && no_less_floor(&b.at_least, &a.at_least)
        });
        // Where a section is cut or lifted, what leaves it may be worth more than what stays.
        let moves = |standard: &Standard| {
            standard.sections.iter().any(|s| s.at_most.is_some() || s.at_least.is_some())
        };
        let rounded = matches!(strict.scale.round_at, Place::Item | Place::Section);
        let moved = moves(strict) || moves(lax) || rounded;
        // A result that is there on one side only is neither more nor less than the other.
        let mut steady = true;
        // An optional item leaves where it is not met.
        let stays_put = |item: &Item| item.role != Role::Optional;
        let items = strict.items.iter().zip(&lax.items).enumerate().all(|(at, (a, b))| {
            let codes = (self.strict.inner.items.get(at), self.lax.inner.items.get(at));
            let applies = match codes {
                (Some(a), Some(b)) => match (a.applies, b.applies) {
                    (None, None) => true,
                    (Some(a), Some(b)) => self.pair.holds(Relation::Same, a, b),
                    _ => false,
                },
                _ => false,
            };
            a.id == b.id
                && a.points == b.points
                && a.role == b.role
                && a.not_applicable == b.not_applicable
                && a.scored_from == b.scored_from
                && no_later(a, b)
                && applies
                && match codes {
                    (Some(code), Some(other)) => {
                        let same = a.role != Role::Optional || !moved;
                        let stays = same && !self.leaves(code, other);
                        let alike = self.pair.holds(Relation::Same, code.points, other.points);
                        steady &= alike || a.role == Role::Scored && !self.leaves(code, other);
                        alike
                            || (!moved || stays) && self.criterion(a, code, b, other)
                            || stays_put(a) && self.by_cases(at, at, true)
                    }
                    _ => false,
                }
        });
        // Results of the strict side are never better, whichever way better runs.
        let way = if strict.scale.lower_is_better { Relation::AtLeast } else { Relation::AtMost };
        let results = steady.then_some(way);
        let kept = lax.gates.iter().enumerate().all(|(second, gate)| {
            let first = strict.gates.iter().position(|own| own.id == gate.id);
            first.is_some_and(|first| self.gate(first, second, results))
        });
        let added = |gate: &&Gate| !lax.gates.iter().any(|other| other.id == gate.id);
        let gates = kept && strict.gates.iter().filter(added).all(|gate| self.only_caps(gate));
        let grades = strict.grades.len() == lax.grades.len()
            && strict
                .grades
                .iter()
                .zip(&lax.grades)
                .enumerate()
                .all(|(at, (a, b))| a.id == b.id && self.grade(at, at, results));
        alike && sections && items && gates && grades && self.adjustments(results)
    }

    /// Whether an item may turn out not to count on one of the sides.
    fn leaves(&self, code: &ItemCode, other: &ItemCode) -> bool {
        code.applies.is_some() || self.pair.may_be_none(code.points, Some(other.points))
    }

    /// Bonuses that are also the lax side's and no larger; all the lax side's penalties, no smaller.
    fn adjustments(&self, results: Option<Relation>) -> bool {
        let (strict, lax) = self.standards();
        let place = |list: &[Adjustment], id: &str| list.iter().position(|one| one.id == id);
        let bonuses = strict.bonuses.list.iter().enumerate().all(|(first, one)| {
            place(&lax.bonuses.list, &one.id)
                .is_some_and(|second| self.adjustment(true, first, second, results))
        });
        let penalties = lax.penalties.list.iter().enumerate().all(|(second, one)| {
            place(&strict.penalties.list, &one.id)
                .is_some_and(|first| self.adjustment(false, first, second, results))
        });
        bonuses
            && penalties
            && no_more(&strict.bonuses.at_most, &lax.bonuses.at_most)
            && no_more(&lax.penalties.at_most, &strict.penalties.at_most)
    }
}

/// What an item can lose, while some answers are open, and whether it applies, where that is certain.
fn lost(
    program: &Program,
    ops: &[Op],
    at: usize,
    answers: &[Answer],
) -> Option<(Range, Option<bool>)> {
    let standard = program.inner.standard();
    let (item, code) = (standard.items.get(at)?, program.inner.items.get(at)?);
    let reading = Reading { answers, fields: &[], outer: &[], results: None };
    let mut values = Vec::new();
    run(ops, reading, &mut values);
    let nothing = match item.not_applicable {
        NotApplicable::Zero => Range::point(&item.points),
        _ => Range::point(&Number::ZERO),
    };
    let applies = code.applies.and_then(|at| values.get(at));
    let points = values.get(code.points)?;
    if points.is_nothing() || applies.is_some_and(|seen| seen.truth() == Some(false)) {
        return Some((nothing, Some(false)));
    }
    let earned = points.range();
    let lost = if standard.scale.lower_is_better {
        earned
    } else {
        Range::point(&item.points).subtract(&earned)
    };
    let surely = !points.why().sticks() && applies.is_none_or(|seen| seen.truth() == Some(true));
    Some(if surely { (lost, Some(true)) } else { (lost.hull(&nothing), None) })
}

/// Whether what was put right on the strict side in time was so on the lax side as well.
fn no_later(item: &Item, other: &Item) -> bool {
    match (&item.when_rectified, &other.when_rectified) {
        (Some(a), Some(b)) => no_more(&a.days, &b.days),
        _ => true,
    }
}

/// Whether a cap is no higher than another; none is the highest.
fn no_more<T: Ord>(cap: &Option<T>, other: &Option<T>) -> bool {
    match (cap, other) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(cap), Some(other)) => cap <= other,
    }
}

/// Whether a floor is no lower than another; none is the lowest.
fn no_less_floor(floor: &Option<Number>, other: &Option<Number>) -> bool {
    match (floor, other) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(floor), Some(other)) => floor >= other,
    }
}
