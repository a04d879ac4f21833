//! From facts to a result: admit, evaluate, score, grade, list the gaps.
//!
//! [`crate::Program::admit`] is the second door; past it nothing can fail. [`Inspection::assess`] runs one loop over the
//! operations and adds up. Where something is estimated (a fact from below known only within bounds, a claim that counts)
//! the loop runs again with best estimates, and where something is assumed, again with that.

mod adjust;
mod admit;
mod below;
pub(crate) mod claim;
pub(crate) mod combine;
mod compare;
pub(crate) mod curve;
pub(crate) mod eval;
pub(crate) mod gaps;
mod grade;
mod item;
pub(crate) mod outcome;
pub(crate) mod over;
mod reach;
mod read;
mod score;
mod share_out;
mod sum;

pub use admit::Inspection;
pub use below::Outcome;
use below::Weight;
pub use outcome::{Assessment, State, Status};
pub(crate) use read::{field_without, unanswered, untold};

use crate::compile::seen::{Seen, Why};
use crate::model::range::Range;
use crate::model::{Part, Place, Standard};
use crate::value::{Date, Number};
use combine::Presence;
use eval::{Answer, Reading, Results, run};
use grade::{Which, firm, gated, grade_of};
use item::Values;
use std::collections::BTreeMap;
use std::sync::Arc;

use outcome::{AdjustmentOutcome, GateOutcome, ItemOutcome, Score, SectionOutcome};

impl Inspection {
    /// Assesses as of the day of the inspection.
    pub fn assess(&self) -> Assessment {
        self.assess_as_of(self.form.date)
    }

    /// Assesses as of a day: items scored only from a later day are cited and not counted, and values with dates are
    /// those of that day.
    pub fn assess_as_of(&self, as_of: Date) -> Assessment {
        self.assess_as_known(as_of, None)
    }

    /// The same with values with dates as they were known on a day (双时态：施行日期与公布日期); as known today where
    /// that is left out.
    pub fn assess_as_known(&self, as_of: Date, known_on: Option<Date>) -> Assessment {
        if !self.program.has_periods() {
            return self.assess_in_period(as_of, known_on);
        }
        let program = self.program.on(as_of, known_on);
        Inspection { program, ..self.clone() }.assess_in_period(as_of, known_on)
    }

    /// Assesses by the program it holds, whichever of its periods that is.
    pub(crate) fn assess_here(&self) -> Assessment {
        self.assess_in_period(self.form.date, None)
    }

    /// What was decided after an appeal stands; what it was before is kept beside it.
    fn assess_in_period(&self, as_of: Date, known_on: Option<Date>) -> Assessment {
        let mut assessment = self.assess_as_decided(as_of, known_on);
        if !self.overrides.is_empty() {
            let before = Inspection { overrides: BTreeMap::new(), ..self.clone() };
            assessment.before = Some(Arc::new(before.assess_as_decided(as_of, known_on)));
        }
        assessment
    }

    fn assess_as_decided(&self, as_of: Date, known_on: Option<Date>) -> Assessment {
        let code = &self.program.inner;
        let standard = code.standard();
        let mut certain = Vec::new();
        run(&code.nodes, reading(&self.answers), &mut certain);
        let certain = Arc::new(certain);
        // What is estimated, and beside that what is only assumed, is in the value; the bounds trust neither.
        let with = |estimates: &BTreeMap<usize, Seen>,
                    before: (Arc<Vec<Answer>>, Arc<Vec<Seen>>)| {
            if estimates.is_empty() {
                return before;
            }
            let mut answers = before.0.as_ref().clone();
            for (at, estimate) in estimates {
                if let Some(answer) = answers.get_mut(*at) {
                    *answer = Answer::Value(estimate.clone());
                }
            }
            let mut values = Vec::new();
            run(&code.nodes, reading(&answers), &mut values);
            (Arc::new(answers), Arc::new(values))
        };
        let estimated = with(&self.estimates, (self.answers.clone(), certain.clone()));
        let seen = estimated.1.clone();
        let (answers, best) = with(&claim::assumed(standard, &self.answers), estimated);

        let values = Values { certain: &certain, estimated: &seen, best: &best };
        let mut items = item::items(code, values, as_of, &self.overrides);
        let whole = score::whole(standard, &code.weights, &mut items);
        // A whole of which nothing can count has no points, not none of them.
        let presence = whole.presence;
        let required = |list: &[crate::compile::AdjustmentCode]| {
            list.iter().any(|code| code.requires.is_some())
        };
        // What a bonus asks of the score, it asks of the score without it.
        let mut asked = Vec::new();
        if required(&code.bonuses) || required(&code.penalties) {
            let (low, high) = (&whole.low, &whole.high);
            let results =
                Late { standard, items: &items, sections: &whole.sections, low, high, presence };
            let (answers, outer) = (&self.answers, &certain);
            let reading = Reading { answers, fields: &[], outer, results: Some(&results) };
            run(&code.late, reading, &mut asked);
        }
        let seen = |list: &[crate::compile::AdjustmentCode]| -> Vec<(Seen, Seen)> {
            let points = |code: &crate::compile::AdjustmentCode| {
                let (points, estimated) = (certain.get(code.points)?, best.get(code.points)?);
                let condition = code.requires.and_then(|at| asked.get(at));
                Some((adjust::under(points, condition), adjust::under(estimated, condition)))
            };
            list.iter().filter_map(points).collect()
        };
        let bonuses = adjust::adjusted(&standard.bonuses, &seen(&code.bonuses));
        let penalties = adjust::adjusted(&standard.penalties, &seen(&code.penalties));
        // Where all together are cut, each costs its part of what is left.
        let all: Number = penalties.each.iter().filter_map(|one| one.points.as_ref()).sum();
        let part = penalties.value.div(&all).unwrap_or(Number::ONE);
        let penalty_points: Vec<Option<Number>> =
            penalties.each.iter().map(|one| one.points.as_ref().map(|n| n * &part)).collect();
        let coverage = whole.coverage.clone().or_else(|| {
            // A set of penalties alone is covered as far as its penalties are known; what does not apply is known to.
            let is_known = |one: &&AdjustmentOutcome| {
                let open = [Why::NOT_CHECKED, Why::UNKNOWN].iter().any(|why| one.why.has(*why));
                one.points.is_some() || one.why.has(Why::NOT_APPLICABLE) && !open
            };
            let known = penalties.each.iter().filter(is_known).count();
            let all = penalties.each.len();
            let number = |n: usize| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
            if standard.parts.is_empty() { number(known).div(&number(all)) } else { None }
        });

        let mut account = whole.account;
        // What is lost between two steps: less, or where points are harm more of them.
        let lost = |before: &Number, after: &Number| {
            if standard.scale.lower_is_better { after - before } else { before - after }
        };
        let total = whole.value.as_ref().map(|value| {
            let adjusted = with_adjustments(standard, value, &bonuses.value, &penalties.value);
            let cut = standard.scale.clamp(&adjusted);
            let rounded = round_total(standard, &cut);
            account.bonuses = bonuses.value.clone();
            account.penalties = penalties.value.clone();
            account.caps = &account.caps + &lost(&adjusted, &cut);
            account.rounding = &account.rounding + &lost(&cut, &rounded);
            rounded
        });
        // A bonus or penalty without limit reaches the end of the scale, whatever else there is.
        let end = |base: &Number, bonus: Option<&Number>, penalty: Option<&Number>| {
            let adjusted = match (bonus, penalty) {
                (Some(bonus), Some(penalty)) => with_adjustments(standard, base, bonus, penalty),
                (None, _) => standard.scale.best().clone(),
                (_, None) => standard.scale.worst().clone(),
            };
            round_total(standard, &standard.scale.clamp(&adjusted))
        };
        // The worst is no bonus and every penalty; which end of the scale that is depends on its direction.
        let (low, high) = if standard.scale.lower_is_better {
            (
                end(&whole.low, bonuses.high.as_ref(), Some(&penalties.low)),
                end(&whole.high, Some(&bonuses.low), penalties.high.as_ref()),
            )
        } else {
            (
                end(&whole.low, Some(&bonuses.low), penalties.high.as_ref()),
                end(&whole.high, bonuses.high.as_ref(), Some(&penalties.low)),
            )
        };

        let results = Late {
            standard,
            items: &items,
            sections: &whole.sections,
            low: &low,
            high: &high,
            presence,
        };
        let mut late = Vec::new();
        let reading = Reading {
            answers: &self.answers,
            fields: &[],
            outer: &certain,
            results: Some(&results),
        };
        run(&code.late, reading, &mut late);
        let gates: Vec<GateOutcome> = code
            .gates
            .iter()
            .map(|at| GateOutcome {
                fired: match late.get(*at) {
                    Some(Seen::Truth(truth)) => Some(*truth),
                    Some(open) if open.is_nothing() => Some(false),
                    _ => None,
                },
            })
            .collect();
        let late_lets = code.late_lets.iter().filter_map(|at| late.get(*at).cloned()).collect();
        let requires: Vec<Option<Seen>> =
            code.requires.iter().map(|at| at.and_then(|at| late.get(at).cloned())).collect();

        let worst_first =
            if standard.scale.lower_is_better { (&high, &low) } else { (&low, &high) };
        let worst = gated(standard, &gates, worst_first.0, Which::Low);
        let best_case = gated(standard, &gates, worst_first.1, Which::High);
        let mut valued = total.as_ref().map(|total| gated(standard, &gates, total, Which::Value));
        let (lowest, highest) = if standard.scale.lower_is_better {
            (&best_case.score, &worst.score)
        } else {
            (&worst.score, &best_case.score)
        };
        if let (Some(before), Some(valued)) = (&total, valued.as_mut()) {
            // The value leaves out whatever is open, also what is seen of it; the score must be one that can be.
            let possible = valued.score.clone().max(lowest.clone()).min(highest.clone());
            account.gates = lost(before, &valued.score);
            account.open = lost(&valued.score, &possible);
            valued.score = possible;
        }
        let grade_low = grade_of(standard, &requires, &worst, Which::Low);
        let grade_high = grade_of(standard, &requires, &best_case, Which::High);
        // With nothing to score there is still a refusal to report.
        let refused = gated(standard, &gates, &Number::ZERO, Which::Value);
        let value_grade = match &valued {
            Some(gated) => Some((gated, grade_of(standard, &requires, gated, Which::Value))),
            None if refused.withheld => Some((&refused, None)),
            None => None,
        };
        let scores_meet = worst.score == best_case.score
            && valued.as_ref().is_none_or(|valued| valued.score == worst.score);
        let firmness = (scores_meet, items.iter().any(|outcome| outcome.may_break));
        let grade = firm(standard, value_grade, grade_low, grade_high, firmness, coverage.as_ref());
        let value = valued.as_ref().map(|gated| gated.score.clone());
        let (low, high) = (lowest.clone(), highest.clone());
        let gaps = gaps::gaps(code, &items, &penalty_points);
        let mut adjustments = bonuses.each;
        adjustments.extend(penalties.each);
        Assessment {
            inspection: self.clone(),
            as_of,
            known_on,
            values: best,
            late_lets,
            answers,
            items,
            sections: whole.sections,
            account,
            score: Score {
                value,
                before_gates: total,
                low: (presence != Presence::Out).then_some(low),
                high: (presence != Presence::Out).then_some(high),
            },
            coverage,
            gates,
            requires,
            adjustments,
            grade,
            gaps,
            before: None,
        }
    }
}

impl Assessment {
    /// The result before anything was changed after an appeal; none where nothing was.
    pub fn before_overrides(&self) -> Option<&Assessment> {
        self.before.as_deref()
    }

    /// The result as the level above needs it.
    pub fn outcome(&self) -> Outcome {
        Outcome {
            code: self.inspection.form.subject.code.clone(),
            ruleset: self.standard().id.clone(),
            value: self.score.value.clone(),
            bounds: self.score.low.clone().zip(self.score.high.clone()),
            lower_is_better: self.standard().scale.lower_is_better,
            reached: self.reached(),
            any_grade: false,
            weight: Weight::Facts(self.inspection.program.clone(), self.inspection.answers.clone()),
        }
    }
}

fn reading(answers: &[Answer]) -> Reading<'_> {
    Reading { answers, fields: &[], outer: &[], results: None }
}

/// With bonuses and penalties, whichever way the scale runs.
fn with_adjustments(
    standard: &Standard,
    base: &Number,
    bonus: &Number,
    penalty: &Number,
) -> Number {
    if standard.scale.lower_is_better {
        &(base - bonus) + penalty
    } else {
        &(base + bonus) - penalty
    }
}

fn round_total(standard: &Standard, number: &Number) -> Number {
    if standard.scale.round_at == Place::Total {
        standard.scale.clamp(&standard.scale.round.apply(number))
    } else {
        number.clone()
    }
}

/// What gates and grades can read: results as far as they are certain.
struct Late<'a> {
    standard: &'a Standard,
    items: &'a [ItemOutcome],
    sections: &'a [SectionOutcome],
    low: &'a Number,
    high: &'a Number,
    /// Of the whole.
    presence: Presence,
}

impl Late<'_> {
    /// Low, high, whether it counts, and full marks.
    fn bounds(&self, part: Part) -> Option<(&Number, &Number, Presence, &Number)> {
        match part {
            Part::Item(at) => {
                let (outcome, item) = (self.items.get(at)?, self.standard.items.get(at)?);
                Some((&outcome.low, &outcome.high, outcome.shown, &item.points))
            }
            Part::Section(at) => {
                let (outcome, section) = (self.sections.get(at)?, self.standard.sections.get(at)?);
                Some((&outcome.low, &outcome.high, outcome.presence, &section.points))
            }
        }
    }
}

fn ranged(low: &Number, high: &Number, presence: Presence) -> Seen {
    let range = Range::between(low.clone(), high.clone());
    match presence {
        Presence::Out => Seen::nothing(Why::NOT_APPLICABLE),
        Presence::In => Seen::ranging(range, Why::NOT_CHECKED),
        Presence::Maybe => Seen::ranging(range, Why::NOT_CHECKED.and(Why::MAY_NOT_APPLY)),
    }
}

impl Results for Late<'_> {
    fn points(&self, part: Part) -> Seen {
        match self.bounds(part) {
            Some((low, high, presence, _)) => ranged(low, high, presence),
            None => eval::unread(),
        }
    }

    fn share(&self, part: Part) -> Seen {
        let Some((low, high, presence, full)) = self.bounds(part) else { return eval::unread() };
        match (low.div(full), high.div(full)) {
            (Some(low), Some(high)) => ranged(&low, &high, presence),
            _ => Seen::nothing(Why::NOT_APPLICABLE),
        }
    }

    fn state_is(&self, item: usize, state: &str) -> Seen {
        let Some(outcome) = self.items.get(item) else { return eval::unread() };
        match outcome.certain {
            State::NotChecked if state != State::NotChecked.word() => {
                Seen::either(Why::NOT_CHECKED)
            }
            State::Unknown if state != State::Unknown.word() => Seen::either(Why::UNKNOWN),
            actual => Seen::Truth(actual.word() == state),
        }
    }

    fn total(&self) -> Seen {
        ranged(self.low, self.high, self.presence)
    }

    fn total_share(&self) -> Seen {
        let max = &self.standard.scale.max;
        match (self.low.div(max), self.high.div(max)) {
            (Some(low), Some(high)) => ranged(&low, &high, self.presence),
            _ => eval::unread(),
        }
    }
}
