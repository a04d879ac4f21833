//! Facts taken from the assessments of the subjects below.

use crate::compile::seen::{Seen, Why};
use crate::model::fact::{Below, Take};
use crate::model::range::Range;
use crate::syntax::form;
use crate::value::Number;

/// The result of one subject as the level above needs it.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub(crate) code: String,
    pub(crate) ruleset: String,
    pub(crate) value: Option<Number>,
    pub(crate) low: Number,
    pub(crate) high: Number,
    /// Whether little is good by its rule set.
    pub(crate) lower_is_better: bool,
    /// Every grade it reaches: its own and all below; surely, by its value, at best.
    pub(crate) reached: [Vec<String>; 3],
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

    /// From a result that the form itself brings. Its grade is known by name only.
    pub(crate) fn from_form(result: &form::Result) -> Outcome {
        let zero = Number::ZERO;
        let value = result.score.clone();
        let end =
            |end: &Option<Number>| end.clone().or_else(|| value.clone()).unwrap_or(zero.clone());
        let grade: Vec<String> = result.grade.iter().cloned().collect();
        Outcome {
            code: result.code.clone(),
            ruleset: result.ruleset.clone(),
            low: end(&result.low),
            high: end(&result.high),
            value,
            lower_is_better: false,
            reached: [grade.clone(), grade.clone(), grade],
        }
    }
}

/// What a fact takes: as far as it is certain, the best estimate, and the size of the sample.
pub(crate) struct Taken {
    pub(crate) seen: Seen,
    pub(crate) estimate: Option<Number>,
    pub(crate) size: usize,
}

/// Takes a fact from the results below. Too small a sample leaves the fact unanswered.
pub(crate) fn take<'a>(
    below: &Below,
    all: impl Iterator<Item = &'a Outcome>,
    unanswered: &Seen,
) -> Taken {
    let of_set: Vec<&Outcome> = all.filter(|outcome| outcome.ruleset == below.ruleset).collect();
    let size = of_set.iter().filter(|outcome| outcome.value.is_some()).count();
    if matches!(below.take, Take::Count) {
        let seen = Seen::Number(number(size));
        return Taken { seen, estimate: None, size };
    }
    let reached = |which: usize, grade: &str| {
        let scored = of_set.iter().filter(|outcome| outcome.value.is_some());
        let reached = scored.filter(|outcome| {
            outcome.reached.get(which).is_some_and(|grades| grades.iter().any(|g| g == grade))
        });
        number(reached.count())
    };
    if let Take::Reached(grade) = &below.take {
        return within(reached(0, grade), reached(1, grade), reached(2, grade), size);
    }
    if size == 0 || below.at_least.is_some_and(|least| size < least) {
        return Taken { seen: unanswered.clone(), estimate: None, size };
    }
    let scored: Vec<&&Outcome> = of_set.iter().filter(|outcome| outcome.value.is_some()).collect();
    let harm = scored.iter().any(|outcome| outcome.lower_is_better);
    let statistic = |pick: &dyn Fn(&Outcome) -> Number| {
        let mut numbers: Vec<Number> = scored.iter().map(|outcome| pick(outcome)).collect();
        numbers.sort();
        of_numbers(&below.take, &numbers, harm)
    };
    let share = |which: usize, grade: &str| {
        reached(which, grade).div(&number(size)).unwrap_or(Number::ZERO)
    };
    let (low, value, high) = match &below.take {
        Take::Share(grade) => (share(0, grade), share(1, grade), share(2, grade)),
        _ => (
            statistic(&|outcome| outcome.low.clone()),
            statistic(&|outcome| outcome.value.clone().unwrap_or(Number::ZERO)),
            statistic(&|outcome| outcome.high.clone()),
        ),
    };
    within(low, value, high, size)
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

/// The statistic of sorted numbers, of which there is at least one; where little is good the worst are the highest.
fn of_numbers(take: &Take, sorted: &[Number], harm: bool) -> Number {
    let mean = |list: &[Number]| {
        let sum: Number = list.iter().sum();
        sum.div(&number(list.len())).unwrap_or(Number::ZERO)
    };
    let half = sorted.len() / 2;
    let part = match take {
        Take::Min => sorted.get(..1),
        Take::Max => sorted.get(sorted.len().saturating_sub(1)..),
        Take::Worst(k) if harm => sorted.get(sorted.len().saturating_sub(*k)..),
        Take::Best(k) if !harm => sorted.get(sorted.len().saturating_sub(*k)..),
        Take::Worst(k) | Take::Best(k) => sorted.get(..(*k).min(sorted.len())),
        Take::Median if sorted.len() % 2 == 1 => sorted.get(half..half.saturating_add(1)),
        Take::Median => sorted.get(half.saturating_sub(1)..half.saturating_add(1)),
        _ => sorted.get(..),
    };
    mean(part.unwrap_or_default())
}
