//! Which scores and grades an inspection can come to in which every fact is answered.
//!
//! The numbers of each item (`numbers`) are put together as the sheet is: what applies, sections, the whole, bonuses and
//! penalties, gates, grades. Items are taken to be independent of one another: there may be scores too many, never too
//! few. So a grade that is not among them is proven to be out of reach. Decisions after an appeal are not followed.

use super::cases::unknowing;
use super::numbers::Numbers;
use super::spread::{Run, Spread};
use super::ways::{Hull, Sheet};
use crate::assess::eval::{Answer, Reading, Results, step};
use crate::compile::seen::{Seen, Why};
use crate::compile::{AdjustmentCode, Code, Op};
use crate::model::range::Range;
use crate::model::{Adjustments, Compare, Effect, Part, Place, Standard};
use crate::value::Number;
use std::collections::{BTreeMap, BTreeSet};

/// At most so many ways of gates to close.
const MOST_WAYS: usize = 128;
/// At most so many scores are looked at one by one.
const MOST_SCORES: usize = 10_000;
/// Conditions that are proven to come out one way only.
pub(super) type Fixed = BTreeMap<usize, bool>;

/// What inspections can come to in which every fact is answered.
pub(super) struct Reach {
    pub(super) grades: BTreeSet<usize>,
    /// Before gates.
    scores: Spread,
}

/// The scores and grades of a rule set; none where they were not worked out.
///
/// `fixed` are conditions that are proven to come out one way, and `fixed_late` those of them that may read results.
pub(super) fn reach(code: &Code, fixed: &Fixed, fixed_late: &Fixed) -> Option<Reach> {
    let standard = code.standard();
    let nothing: Vec<Answer> = standard.facts.iter().map(crate::assess::unanswered).collect();
    let reading = Reading { answers: &nothing, fields: &[], outer: &[], results: None };
    let ops = unknowing(&code.nodes);
    let mut seen = Vec::new();
    run_with(&ops, reading, fixed, &mut seen);
    let spreads = Numbers::new(standard, reading).of(&ops, &seen);
    let sheet = Sheet { code, standard, seen: &seen, spreads };
    let parts = |count: usize, part: fn(usize) -> Part| {
        (0..count).map(|at| sheet.hull(part(at))).collect::<Vec<_>>()
    };
    let items = parts(standard.items.len(), Part::Item);
    let sections = parts(standard.sections.len(), Part::Section);
    let late = unknowing(&code.late);
    let read = |total: Range| {
        let max = &standard.scale.max;
        let results = Totals { items: &items, sections: &sections, total, max };
        let mut values = Vec::new();
        let reading = Reading { outer: &seen, results: Some(&results), ..reading };
        run_with(&late, reading, fixed_late, &mut values);
        values
    };
    let mut reach = Reach { grades: BTreeSet::new(), scores: Spread::default() };
    let mut looked = 0usize;
    for base in sheet.bases()?.runs() {
        // What a bonus asks of the score, it asks of the score without it.
        let scores = sheet.adjusted(base, &read(base.range()));
        for score in scores.runs() {
            looked = looked.checked_add(1).filter(|looked| *looked <= MOST_SCORES)?;
            sheet.graded(score, &read(score.range()), &mut reach.grades)?;
        }
        reach.scores = reach.scores.or(&scores);
        if reach.grades.len() == standard.grades.len() {
            break;
        }
    }
    Some(reach)
}

/// Evaluates operations, those that are proven to come out one way as that.
fn run_with(ops: &[Op], reading: Reading<'_>, fixed: &Fixed, values: &mut Vec<Seen>) {
    for (at, op) in ops.iter().enumerate() {
        let value = step(op, reading, values);
        // What may not apply, or be undefined, may still not.
        values.push(match fixed.get(&at) {
            Some(truth) if !value.why().sticks() => Seen::Truth(*truth),
            _ => value,
        });
    }
}

impl Reach {
    /// The scores nearest to those that a grade takes, on either side.
    pub(super) fn nearest(&self, standard: &Standard, at: usize) -> Vec<Number> {
        let lower = standard.scale.lower_is_better;
        let Some(list) = self.scores.listed(MOST_SCORES) else { return Vec::new() };
        let reaches = |at: Option<usize>, score: &Number| {
            at.and_then(|at| standard.grades.get(at))
                .is_some_and(|grade| grade.is_reached_by(score, lower))
        };
        let short = list.iter().filter(|score| !reaches(Some(at), score));
        let beyond = list.iter().filter(|score| reaches(at.checked_sub(1), score));
        let ends = if lower { [beyond.max(), short.min()] } else { [short.max(), beyond.min()] };
        ends.into_iter().flatten().cloned().collect()
    }
}

impl Sheet<'_> {
    /// Scores with bonuses and penalties, cut and rounded, given what those ask of the score without them.
    fn adjusted(&self, base: &Run, late: &[Seen]) -> Spread {
        let scale = &self.standard.scale;
        let bonus = self.together(&self.standard.bonuses, &self.code.bonuses, late);
        let penalty = self.together(&self.standard.penalties, &self.code.penalties, late);
        let change = bonus.add(&penalty.negate());
        let change = if scale.lower_is_better { change.negate() } else { change };
        let score = Spread::of(base).add(&change).clamped(&scale.lowest, &scale.highest);
        if scale.round_at != Place::Total {
            return score;
        }
        let rounded = score.rising(&scale.round.step, |n| scale.round.apply(n));
        rounded.clamped(&scale.lowest, &scale.highest)
    }

    /// What bonuses or penalties come to together.
    fn together(&self, rules: &Adjustments, code: &[AdjustmentCode], late: &[Seen]) -> Spread {
        let zero = Spread::point(Number::ZERO);
        let all = code.iter().fold(zero.clone(), |sum, one| {
            let refused = |at: usize| {
                late.get(at).is_some_and(|seen| seen.truth() == Some(false) || seen.is_nothing())
            };
            if one.requires.is_some_and(refused) {
                return sum;
            }
            let points = self.spreads.get(one.points).unwrap_or(&zero);
            let positive = Range { low: Some(Number::ZERO), high: None };
            let surely = self.seen.get(one.points).is_some_and(Seen::is_known)
                && one.requires.is_none_or(|at| late.get(at).and_then(Seen::truth) == Some(true));
            let points = points.within(&positive);
            sum.add(&if surely { points } else { points.or(&zero) })
        });
        match &rules.at_most {
            Some(most) => all.clamped(&Number::ZERO, most),
            None => all,
        }
    }

    /// The grades of a score, given what gates and grades ask. None where gates can close in too many ways.
    fn graded(&self, score: &Run, late: &[Seen], found: &mut BTreeSet<usize>) -> Option<()> {
        let last = self.standard.grades.len().checked_sub(1)?;
        let lower = self.standard.scale.lower_is_better;
        // A score, and what gates did to the grade.
        let mut ways: Vec<(Spread, Vec<&Effect>)> = vec![(Spread::of(score), Vec::new())];
        for (gate, at) in self.standard.gates.iter().zip(&self.code.gates) {
            let fired = late.get(*at)?;
            if fired.truth() == Some(false) || fired.is_nothing() {
                continue;
            }
            let open = if fired.truth() == Some(true) { Vec::new() } else { ways.clone() };
            if let Effect::Withhold = gate.effect {
                ways = open;
                continue;
            }
            for (score, moves) in &mut ways {
                match &gate.effect {
                    Effect::Score(to) => *score = Spread::point(to.clone()),
                    Effect::ScoreAtMost(most) if lower => *score = score.at_least(most),
                    Effect::ScoreAtMost(most) => *score = score.at_most(most),
                    effect => moves.push(effect),
                }
            }
            ways.extend(open);
            if ways.len() > MOST_WAYS {
                return None;
            }
        }
        for (score, moves) in ways {
            for at in self.reached(&score, late) {
                found.insert(moves.iter().fold(at, |grade, effect| moved(grade, last, effect)));
            }
        }
        Some(())
    }

    /// Every grade that a score may reach.
    fn reached(&self, score: &Spread, late: &[Seen]) -> Vec<usize> {
        let lower = self.standard.scale.lower_is_better;
        let score = match &self.standard.scale.compare {
            Compare::Full => score.clone(),
            Compare::Rounded(round) => score.rising(&round.step, |n| round.apply(n)),
        };
        let hull = score.hull();
        let (worst, best) = if lower { (hull.high, hull.low) } else { (hull.low, hull.high) };
        let mut out = Vec::new();
        for (at, grade) in self.standard.grades.iter().enumerate() {
            let asked = self.code.requires.get(at).copied().flatten();
            let asked = asked.map(|at| late.get(at).cloned().unwrap_or(Seen::either(Why::UNKNOWN)));
            let (may, must) = match &asked {
                None => (true, true),
                Some(Seen::Truth(truth)) => (*truth, *truth),
                // What does not apply asks for nothing.
                Some(_) => (true, false),
            };
            let reaches = |end: &Option<Number>| {
                end.as_ref().is_none_or(|score| grade.is_reached_by(score, lower))
            };
            if may && reaches(&best) {
                out.push(at);
                if must && worst.is_some() && reaches(&worst) {
                    return out;
                }
            }
        }
        // Whoever reaches none gets the last.
        out.extend(self.standard.grades.len().checked_sub(1));
        out
    }
}

/// What gates and grades read: a total, and of every part what its points can be.
struct Totals<'r> {
    items: &'r [Hull],
    sections: &'r [Hull],
    total: Range,
    max: &'r Number,
}

impl Totals<'_> {
    fn read(&self, part: Part, of: impl Fn(&Hull) -> Option<Range>) -> Seen {
        let hull = match part {
            Part::Item(at) => self.items.get(at),
            Part::Section(at) => self.sections.get(at),
        };
        let mut why = Why::NOT_CHECKED;
        if hull.is_none_or(|hull| hull.lacks) {
            why = why.and(Why::MAY_NOT_APPLY);
        }
        if hull.is_none_or(|hull| hull.breaks) {
            why = why.and(Why::MAY_BE_UNDEFINED);
        }
        Seen::ranging(hull.and_then(of).unwrap_or_default(), why)
    }
}

impl Results for Totals<'_> {
    fn points(&self, part: Part) -> Seen {
        self.read(part, |hull| Some(hull.range.clone()))
    }

    fn share(&self, part: Part) -> Seen {
        self.read(part, |hull| hull.range.divide(&Range::point(&hull.full)))
    }

    fn state_is(&self, _: usize, _: &str) -> Seen {
        Seen::either(Why::NOT_CHECKED)
    }

    fn total(&self) -> Seen {
        Seen::ranging(self.total.clone(), Why::NOT_CHECKED)
    }

    fn total_share(&self) -> Seen {
        let share = self.total.divide(&Range::point(self.max)).unwrap_or_default();
        Seen::ranging(share, Why::NOT_CHECKED)
    }
}

fn moved(grade: usize, last: usize, effect: &Effect) -> usize {
    match effect {
        Effect::GradeAtMost(best) => grade.max(*best),
        Effect::GradeDown(steps) => grade.saturating_add(*steps).min(last),
        Effect::GradeUp(steps) => grade.saturating_sub(*steps),
        Effect::ScoreAtMost(_) | Effect::Score(_) | Effect::Withhold => grade,
    }
}
