//! Facts taken from the assessments of the subjects below.

use super::eval::Answer;
use crate::compile::Program;
use crate::compile::seen::{Seen, Why};
use crate::model::fact::{Below, Take};
use crate::model::range::Range;
use crate::model::{Grade, Standard};
use crate::source::Span;
use crate::syntax::form;
use crate::value::Number;
use std::sync::Arc;

/// The result of one subject as the level above needs it.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub(crate) code: String,
    pub(crate) ruleset: String,
    pub(crate) value: Option<Number>,
    /// The least and the most the score can still be; none where it can have none.
    pub(crate) bounds: Option<(Number, Number)>,
    /// Whether little is good by its rule set.
    pub(crate) lower_is_better: bool,
    /// Every grade it reaches: its own and all below; surely, by its value, at best.
    pub(crate) reached: [Vec<String>; 3],
    /// Whether at best it reaches any grade there is: nothing is known of the limits.
    pub(crate) any_grade: bool,
    pub(crate) weight: Weight,
}

/// Where what a result counts by is found.
#[derive(Clone, Debug)]
pub(crate) enum Weight {
    /// Handed in with it.
    Given(Option<Number>),
    /// Among the answers it was made of.
    Facts(Program, Arc<Vec<Answer>>),
}

impl Outcome {
    /// The subject's code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The rule set it was assessed by.
    pub fn ruleset(&self) -> &str {
        &self.ruleset
    }

    /// From a result that the form itself brings. Its grade is known by name only, and while the score is open it may
    /// turn out another.
    pub(crate) fn from_form(result: &form::Result) -> Outcome {
        let score = result.score.as_ref().map(|(score, _)| score);
        let end =
            |end: &Option<(Number, Span)>| end.as_ref().map(|(end, _)| end).or(score).cloned();
        let bounds = end(&result.low).zip(end(&result.high));
        let open = bounds.as_ref().is_some_and(|(low, high)| low != high) || score.is_none();
        let grade: Vec<String> = result.grade.iter().map(|(grade, _)| grade.clone()).collect();
        Outcome {
            code: result.code.0.clone(),
            ruleset: result.ruleset.0.clone(),
            bounds,
            value: score.cloned(),
            lower_is_better: false,
            reached: [if open { Vec::new() } else { grade.clone() }, grade.clone(), grade],
            any_grade: open,
            weight: Weight::Given(result.weight.as_ref().map(|(weight, _)| weight.clone())),
        }
    }

    /// The same where its rule set is known.
    pub(crate) fn placed(result: &form::Result, standard: &Standard) -> Outcome {
        let mut outcome = Outcome::from_form(result);
        outcome.lower_is_better = standard.scale.lower_is_better;
        let grades = &standard.grades;
        let ids = |keep: &dyn Fn(usize, &Grade) -> bool| -> Vec<String> {
            let kept = grades.iter().enumerate().filter(|(at, grade)| keep(*at, grade));
            kept.map(|(_, grade)| grade.id.clone()).collect()
        };
        let own = result.grade.as_ref().map(|(id, _)| id);
        let own = own.and_then(|id| grades.iter().position(|grade| grade.id == *id));
        let by_value = ids(&|at, _| own.is_some_and(|own| at >= own));
        if !outcome.any_grade {
            outcome.reached = [by_value.clone(), by_value.clone(), by_value];
            return outcome;
        }
        let Some((low, high)) = &outcome.bounds else { return outcome };
        let harm = standard.scale.lower_is_better;
        let (worst, best) = if harm { (high, low) } else { (low, high) };
        let (worst, best) = (standard.scale.compared(worst), standard.scale.compared(best));
        // What gates and requirements come to is not handed in with a result: they may deny any grade, and lift to any.
        let gated = !standard.gates.is_empty();
        let denied = gated
            || standard.grade_matrix.is_some()
            || grades.iter().any(|grade| grade.requires.is_some());
        let surely = ids(&|at, grade| {
            !denied && own.is_none_or(|own| at >= own) && grade.is_reached_by(&worst, harm)
        });
        let at_best = ids(&|at, grade| {
            gated || own.is_some_and(|own| at >= own) || grade.is_reached_by(&best, harm)
        });
        outcome.any_grade = false;
        outcome.reached = [surely, by_value, at_best];
        outcome
    }

    /// What it counts by; none where that is not known for certain.
    fn weighs(&self, fact: &str) -> Option<Number> {
        let weight = match &self.weight {
            Weight::Given(weight) => weight.clone()?,
            Weight::Facts(program, answers) => {
                let facts = &program.inner.standard().facts;
                let at = facts.iter().position(|known| known.id == fact)?;
                match answers.get(at)? {
                    Answer::Value(Seen::Number(weight)) => weight.clone(),
                    _ => return None,
                }
            }
        };
        (!weight.is_negative()).then_some(weight)
    }

    /// Whether it reaches a grade: surely, by its value, at best.
    fn reaches(&self, which: usize, grade: &str) -> bool {
        let known = self.reached.get(which).is_some_and(|grades| grades.iter().any(|g| g == grade));
        known || which == AT_BEST && self.any_grade
    }
}

const SURELY: usize = 0;
const BY_VALUE: usize = 1;
const AT_BEST: usize = 2;

/// What a fact takes: as far as it is certain, the best estimate, and the size of the sample.
pub(crate) struct Taken {
    pub(crate) seen: Seen,
    pub(crate) estimate: Option<Number>,
    pub(crate) size: usize,
}

/// Takes a fact from the results below. Too small a sample leaves the fact unanswered.
///
/// A subject without a score that may still have one is not in the value. In the bounds it is in or out, whichever
/// reaches farther: it may join the sample, or turn out to have nothing to score.
pub(crate) fn take<'a>(
    below: &Below,
    all: impl Iterator<Item = &'a Outcome>,
    unanswered: &Seen,
) -> Taken {
    let of_set = all.filter(|one| one.ruleset == below.ruleset && one.bounds.is_some());
    let (sure, perhaps): (Vec<&Outcome>, Vec<&Outcome>) =
        of_set.partition(|outcome| outcome.value.is_some());
    let size = sure.len();
    let most = size.saturating_add(perhaps.len());
    let many = |list: &[&Outcome], which: usize, grade: &str| {
        list.iter().filter(|outcome| outcome.reaches(which, grade)).count()
    };
    match &below.take {
        Take::Count => return within(number(size), number(size), number(most), size),
        Take::Reached(grade) => {
            let low = number(many(&sure, SURELY, grade));
            let value = number(many(&sure, BY_VALUE, grade));
            let high = many(&sure, AT_BEST, grade).saturating_add(many(&perhaps, AT_BEST, grade));
            return within(low, value, number(high), size);
        }
        _ => {}
    }
    if size == 0 || below.at_least.is_some_and(|least| size < least) {
        return Taken { seen: unanswered.clone(), estimate: None, size };
    }
    if let Some(fact) = &below.weight {
        let open = || Taken { seen: unanswered.clone(), estimate: None, size };
        return weighted(&below.take, fact, &sure, &perhaps, size).unwrap_or_else(open);
    }
    if let Take::Share(grade) = &below.take {
        let share =
            |reached: usize, of: usize| number(reached).div(&number(of)).unwrap_or(Number::ZERO);
        // Who joins without the grade lowers the share, who joins with it raises it.
        let without = perhaps.len().saturating_sub(many(&perhaps, SURELY, grade));
        let with = many(&perhaps, AT_BEST, grade);
        return within(
            share(many(&sure, SURELY, grade), size.saturating_add(without)),
            share(many(&sure, BY_VALUE, grade), size),
            share(many(&sure, AT_BEST, grade).saturating_add(with), size.saturating_add(with)),
            size,
        );
    }
    let harm = sure.iter().any(|outcome| outcome.lower_is_better);
    let range = |len: usize| taken_of(&below.take, len, harm);
    let mirrored = |len: usize| {
        let (from, to) = taken_of(&below.take, len, harm);
        (len.saturating_sub(to), len.saturating_sub(from))
    };
    let lows = |list: &[&Outcome]| -> Vec<Number> {
        list.iter().filter_map(|one| one.bounds.as_ref().map(|(low, _)| low.clone())).collect()
    };
    let highs = |list: &[&Outcome]| -> Vec<Number> {
        list.iter().filter_map(|one| one.bounds.as_ref().map(|(_, high)| -high)).collect()
    };
    let values = sure.iter().filter_map(|outcome| outcome.value.clone()).collect();
    within(
        least(lows(&sure), lows(&perhaps), range),
        least(values, Vec::new(), range),
        -&least(highs(&sure), highs(&perhaps), mirrored),
        size,
    )
}

/// A mean or share in which each result counts by a weight; none while a weight is open, or where all are 0.
fn weighted(
    take: &Take,
    fact: &str,
    sure: &[&Outcome],
    perhaps: &[&Outcome],
    size: usize,
) -> Option<Taken> {
    // A share is the mean of ones and noughts.
    let one = |holds: bool| if holds { Number::ONE } else { Number::ZERO };
    let pick = |outcome: &Outcome, which: usize| -> Option<Number> {
        Some(match (take, which) {
            (Take::Share(grade), which) => one(outcome.reaches(which, grade)),
            (_, SURELY) => outcome.bounds.as_ref()?.0.clone(),
            (_, AT_BEST) => outcome.bounds.as_ref()?.1.clone(),
            _ => outcome.value.clone()?,
        })
    };
    let all = |list: &[&Outcome], which: usize, sign: &Number| -> Option<Vec<(Number, Number)>> {
        list.iter().map(|one| Some((&pick(one, which)? * sign, one.weighs(fact)?))).collect()
    };
    let (plus, minus) = (Number::ONE, -&Number::ONE);
    let low = least_weighted(all(sure, SURELY, &plus)?, all(perhaps, SURELY, &plus)?)?;
    let value = least_weighted(all(sure, BY_VALUE, &plus)?, Vec::new())?;
    let high = least_weighted(all(sure, AT_BEST, &minus)?, all(perhaps, AT_BEST, &minus)?)?;
    Some(within(low, value, -&high, size))
}

/// The least weighted mean of all the sure numbers and any of the others: those below it join, the least first.
fn least_weighted(
    sure: Vec<(Number, Number)>,
    mut others: Vec<(Number, Number)>,
) -> Option<Number> {
    let (mut sum, mut weight) = (Number::ZERO, Number::ZERO);
    let mut mean: Option<Number> = None;
    others.sort();
    let forced = sure.len();
    for (at, (number, by)) in sure.into_iter().chain(others).enumerate() {
        if at >= forced && mean.as_ref().is_none_or(|mean| number >= *mean) {
            break;
        }
        sum = &sum + &(&number * &by);
        weight = &weight + &by;
        mean = sum.div(&weight);
    }
    mean
}

/// A value and what it can still be.
fn within(low: Number, value: Number, high: Number, size: usize) -> Taken {
    if low == high {
        return Taken { seen: Seen::Number(value), estimate: None, size };
    }
    let seen = Seen::ranging(Range::between(low, high), Why::NOT_CHECKED);
    Taken { seen, estimate: Some(value), size }
}

fn number(n: usize) -> Number {
    Number::from(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Of so many sorted numbers, from the least up, those whose mean is taken; where little is good the worst are the
/// highest.
fn taken_of(take: &Take, len: usize, harm: bool) -> (usize, usize) {
    let half = len / 2;
    match take {
        Take::Min => (0, 1),
        Take::Max => (len.saturating_sub(1), len),
        Take::Worst(k) if harm => (len.saturating_sub(*k), len),
        Take::Best(k) if !harm => (len.saturating_sub(*k), len),
        Take::Worst(k) | Take::Best(k) => (0, (*k).min(len)),
        Take::Median if len % 2 == 1 => (half, half.saturating_add(1)),
        Take::Median => (half.saturating_sub(1), half.saturating_add(1)),
        _ => (0, len),
    }
}

/// The least mean of the numbers that `taken` picks out of all the sure ones and any of the others.
///
/// More of a number never means less of the mean, so that of each count of others the least ones serve; which count does
/// is tried out.
fn least(
    mut sure: Vec<Number>,
    mut others: Vec<Number>,
    taken: impl Fn(usize) -> (usize, usize),
) -> Number {
    sure.sort();
    others.sort();
    let merged = Merged { sums: [sums(&sure), sums(&others)], sure, others };
    let mean = |joined: usize| {
        let (from, to) = taken(merged.sure.len().saturating_add(joined));
        let sum = &merged.lowest(to, joined) - &merged.lowest(from, joined);
        sum.div(&number(to.saturating_sub(from)))
    };
    (0..=merged.others.len()).filter_map(mean).min().unwrap_or(Number::ZERO)
}

/// Two sorted lists of numbers with the sums of their first so many.
struct Merged {
    sure: Vec<Number>,
    others: Vec<Number>,
    sums: [Vec<Number>; 2],
}

impl Merged {
    /// The sum of the `many` lowest of all sure numbers and the first `joined` others.
    fn lowest(&self, many: usize, joined: usize) -> Number {
        let (mut low, mut high) = (many.saturating_sub(joined), many.min(self.sure.len()));
        while low < high {
            let middle = low.midpoint(high);
            let other = many.saturating_sub(middle).checked_sub(1);
            let other = other.and_then(|at| self.others.get(at));
            if self.sure.get(middle) < other {
                low = middle.saturating_add(1)
            } else {
                high = middle
            }
        }
        let sum = |list: &[Number], at: usize| list.get(at).cloned().unwrap_or(Number::ZERO);
        let [sure, others] = &self.sums;
        &sum(sure, low) + &sum(others, many.saturating_sub(low))
    }
}

/// The sums of the first none, one, two and so on.
fn sums(list: &[Number]) -> Vec<Number> {
    let mut out = vec![Number::ZERO];
    let mut sum = Number::ZERO;
    for number in list {
        sum = &sum + number;
        out.push(sum.clone());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(list: &[i64]) -> Vec<Number> {
        list.iter().map(|n| Number::from(*n)).collect()
    }

    #[test]
    fn the_least_statistic_is_that_of_the_worst_choice_of_others() {
        let (sure, others) = (numbers(&[0, 100, 7]), numbers(&[60, 61, 3, 3]));
        for take in [Take::Mean, Take::Median, Take::Min, Take::Max, Take::Worst(3), Take::Best(2)]
        {
            let mut by_hand: Option<Number> = None;
            for chosen in 0..1 << others.len() {
                let joined = others.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
                let mut all: Vec<Number> =
                    sure.iter().chain(joined.map(|(_, n)| n)).cloned().collect();
                all.sort();
                let (from, to) = taken_of(&take, all.len(), false);
                let sum: Number = all[from..to].iter().sum();
                let mean = sum.div(&number(to - from)).expect("not of none");
                by_hand = Some(by_hand.map_or(mean.clone(), |least| least.min(mean)));
            }
            let found = least(sure.clone(), others.clone(), |len| taken_of(&take, len, false));
            assert_eq!(Some(found), by_hand, "{take:?}");
        }
    }
}
