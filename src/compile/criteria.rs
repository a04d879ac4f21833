//! Items, criteria, bonuses and penalties to operations.

use super::lower::Lowering;
use super::{AdjustmentCode, CriterionCode, ItemCode, Op, RatioCode};
use crate::model::criterion::{Criterion, Deduction, Times};
use crate::model::{Adjustments, Place, Returns, Standard};
use crate::value::Number;

impl Lowering<'_> {
    pub(super) fn item(&mut self, item: &crate::model::Item, standard: &Standard) -> ItemCode {
        let applies = match item.applies_when.as_slice() {
            [] => None,
            [one] => Some(self.expression(one)),
            several => {
                let list = self.list(several);
                Some(self.push(Op::And(list)))
            }
        };
        let (parts, mut exact) = self.criterion(&item.criterion, &item.full);
        if let Some(returns) = &item.when_rectified {
            exact = self.returned(exact, &item.full, returns);
        }
        let zero_if = item.zero_if.as_ref().map(|e| {
            let condition = self.expression(e);
            self.push(Op::Holds(condition))
        });
        if let Some(zero_if) = zero_if {
            let zero = self.number(&Number::ZERO);
            exact = self.push(Op::If(zero_if, zero, exact));
        }
        let points = if standard.scale.round_at == Place::Item {
            let rounded = self.push(Op::Round(exact, Box::new(standard.scale.round.clone())));
            // Only a step that full marks are no multiple of can round past them.
            if standard.scale.round.apply(&item.full) == item.full {
                rounded
            } else {
                self.cut(rounded, &item.full)
            }
        } else {
            exact
        };
        ItemCode { applies, zero_if, exact, points, parts }
    }

    /// The points with what is given back where the item was put right in time.
    fn returned(&mut self, exact: usize, full: &Number, returns: &Returns) -> usize {
        let best = if self.harm { &Number::ZERO } else { full };
        // The points stand in it once, so that its bounds are theirs: a share of the best, and the rest of the points.
        let given = self.number(&(best * &returns.share));
        let rest = self.number(&(&Number::ONE - &returns.share));
        let kept = self.push(Op::Multiply(exact, rest));
        let with = self.push(Op::Add(given, kept));
        let rectified = self.fact(returns.fact);
        self.push(Op::If(rectified, with, exact))
    }

    /// The points of a criterion, between nothing and full marks.
    ///
    /// Where points are harm, criteria that measure what is achieved (pass, deduct, ratio, supply) give what is left.
    fn criterion(&mut self, criterion: &Criterion, full: &Number) -> (CriterionCode, usize) {
        let (parts, points) = self.achieved(criterion, full);
        let achievement = matches!(
            criterion,
            Criterion::Pass(_) | Criterion::Deduct(_) | Criterion::Ratio(_) | Criterion::Supply(_)
        );
        if self.harm && achievement {
            let full = self.number(full);
            return (parts, self.push(Op::Subtract(full, points)));
        }
        (parts, points)
    }

    fn achieved(&mut self, criterion: &Criterion, full: &Number) -> (CriterionCode, usize) {
        match criterion {
            Criterion::Pass(condition) => {
                let condition = self.expression(condition);
                let (all, none) = (self.number(full), self.number(&Number::ZERO));
                let points = self.push(Op::If(condition, all, none));
                (CriterionCode::Pass(condition), points)
            }
            Criterion::Deduct(deductions) => {
                let parts: Vec<_> = deductions.iter().map(|d| self.deduction(d)).collect();
                let mut left = self.number(full);
                for (_, _, taken) in &parts {
                    left = self.push(Op::Subtract(left, *taken));
                }
                let points = self.cut(left, full);
                (CriterionCode::Deduct(parts), points)
            }
            Criterion::Tiers(tiers) => {
                let conditions: Vec<Option<usize>> =
                    tiers.iter().map(|t| t.when.as_ref().map(|e| self.expression(e))).collect();
                let mut next = self.number(&Number::ZERO);
                for (tier, condition) in tiers.iter().zip(&conditions).rev() {
                    let points = self.number(&tier.points);
                    next = match condition {
                        Some(condition) => self.push(Op::If(*condition, points, next)),
                        None => points,
                    };
                }
                (CriterionCode::Tiers(conditions), next)
            }
            Criterion::Ladder(levels) => {
                let conditions: Vec<usize> = levels
                    .iter()
                    .filter_map(|level| level.when.as_ref())
                    .map(|e| self.expression(e))
                    .collect();
                let rungs = conditions.iter().copied();
                let rungs = rungs.zip(levels.iter().map(|level| level.points.clone())).collect();
                let points = self.push(Op::Ladder(rungs));
                (CriterionCode::Ladder(conditions), points)
            }
            Criterion::Bands(of, bands) => {
                let of = self.expression(of);
                let points = self.push(Op::Bands(of, bands.clone()));
                (CriterionCode::Bands(of), points)
            }
            Criterion::Interpolate(of, posts) => {
                let of = self.expression(of);
                let points = self.push(Op::Interpolate(of, posts.clone()));
                (CriterionCode::Interpolate(of), points)
            }
            Criterion::Ratio(ratio) => {
                let (of, to) = (self.expression(&ratio.of), self.expression(&ratio.to));
                let share = self.push(Op::RatioShare(Box::new(RatioCode {
                    of,
                    to,
                    target: ratio.target.clone(),
                    floor: ratio.floor.clone(),
                    when_empty: ratio.when_empty,
                })));
                let full = self.number(full);
                let points = self.push(Op::Multiply(share, full));
                (CriterionCode::Ratio { of, to, share }, points)
            }
            Criterion::Judged(judged) => {
                let given = self.fact(judged.fact);
                let points = self.cut(given, full);
                (CriterionCode::Judged(given), points)
            }
            Criterion::Supply(supply) => {
                let (need, have) = (self.expression(&supply.need), self.expression(&supply.have));
                let share = self.push(Op::SupplyShare(need, have));
                let full = self.number(full);
                let points = self.push(Op::Multiply(share, full));
                (CriterionCode::Supply { need, have }, points)
            }
            Criterion::Earn(e) => {
                let given = self.expression(e);
                let points = self.cut(given, full);
                (CriterionCode::Earn(given), points)
            }
            Criterion::Table(table) => {
                let (rows, columns) =
                    (self.expression(&table.rows), self.expression(&table.columns));
                let points = self.push(Op::Table(rows, columns, table.cells.clone()));
                (CriterionCode::Table, points)
            }
            Criterion::BestOf(list) | Criterion::WorstOf(list) => {
                let best = matches!(criterion, Criterion::BestOf(_));
                let parts: Vec<_> = list.iter().map(|c| self.criterion(c, full)).collect();
                let points: Vec<usize> = parts.iter().map(|(_, points)| *points).collect();
                let most = best != self.harm;
                let points = self.push(Op::Alternatives(points, most));
                (CriterionCode::Several { best, parts }, points)
            }
            Criterion::Record(_) => (CriterionCode::Record, self.number(&Number::ZERO)),
        }
    }

    fn cut(&mut self, given: usize, full: &Number) -> usize {
        self.push(Op::Cut(given, full.clone()))
    }

    /// Times, points each, points taken.
    fn deduction(&mut self, deduction: &Deduction) -> (usize, usize, usize) {
        let times = match &deduction.times {
            Times::Each(e) | Times::Findings(e) => self.expression(e),
            Times::Unmet(fact) => self.push(Op::Tally(*fact, false)),
            Times::When(e) => {
                let when = self.expression(e);
                let (one, none) = (self.number(&Number::ONE), self.number(&Number::ZERO));
                self.push(Op::If(when, one, none))
            }
        };
        let points = self.expression(&deduction.points);
        let mut taken = self.push(Op::Multiply(times, points));
        if let Some(cap) = &deduction.at_most {
            let cap = self.number(cap);
            taken = self.push(Op::Min(vec![taken, cap]));
        }
        if deduction.may_be_negative {
            let none = self.number(&Number::ZERO);
            taken = self.push(Op::Max(vec![taken, none]));
        }
        (times, points, taken)
    }

    pub(super) fn adjustments(&mut self, adjustments: &Adjustments) -> Vec<AdjustmentCode> {
        adjustments
            .list
            .iter()
            .map(|adjustment| {
                let times = self.expression(&adjustment.times);
                let each = self.number(&adjustment.points);
                let mut points = self.push(Op::Multiply(times, each));
                if let Some(cap) = &adjustment.at_most {
                    let cap = self.number(cap);
                    points = self.push(Op::Min(vec![points, cap]));
                }
                AdjustmentCode { points, requires: None }
            })
            .collect()
    }
}
