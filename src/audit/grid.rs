//! The numbers and days a fact can hold, and those that stand for all of them between some limits.

use crate::model::fact::{Fact, FactKind};
use crate::value::{Date, Number, Rounding};
use std::collections::BTreeSet;

/// The first day dates are counted from.
fn first_day() -> Option<Date> {
    Date::parse("0001-01-01")
}

pub(super) fn days(date: Date) -> Option<Number> {
    first_day().map(|first| Number::from(date.days_since(first)))
}

pub(super) fn day(number: &Number) -> Option<Date> {
    first_day()?.plus_days(number.to_i64()?)
}

/// The numbers a fact can hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    pub(super) low: Option<Number>,
    pub(super) high: Option<Number>,
    /// None where any number will do.
    pub(super) step: Option<Number>,
}

impl Grid {
    /// Of a number or a date.
    pub(super) fn of(fact: &Fact) -> Option<Grid> {
        match &fact.kind {
            FactKind::Number(kind) => {
                Some(Grid { low: kind.least.clone(), high: kind.most.clone(), step: fact.step() })
            }
            FactKind::Date => Some(Grid {
                low: Some(Number::ZERO),
                high: days(Date::parse("9999-12-31")?),
                step: Some(Number::ONE),
            }),
            _ => None,
        }
    }

    fn holds(&self, number: &Number) -> bool {
        self.low.as_ref().is_none_or(|low| low <= number)
            && self.high.as_ref().is_none_or(|high| number <= high)
            && match &self.step {
                Some(step) => number.div(step).is_some_and(|steps| steps.is_integer()),
                None => true,
            }
    }

    /// The limits themselves, and so many numbers between each two and beyond the outermost.
    pub(super) fn among(&self, limits: &BTreeSet<Number>, count: usize) -> Vec<Number> {
        let mut out: BTreeSet<Number> = limits.iter().cloned().collect();
        let step = self.step.clone().unwrap_or(Number::ONE);
        let on = |n: &Number| n.div(&step).map(|n| &n.floor() * &step).unwrap_or_default();
        let ordered: Vec<&Number> = limits.iter().collect();
        for (at, limit) in ordered.iter().enumerate() {
            let next = ordered.get(at.saturating_add(1));
            match (&self.step, next) {
                (None, Some(next)) => {
                    let mut upper = (*next).clone();
                    for _ in 0..count {
                        upper = between(limit, &upper);
                        out.insert(upper.clone());
                    }
                }
                _ => {
                    let mut number = &on(limit) + &step;
                    for _ in 0..count {
                        out.insert(number.clone());
                        number = &number + &step;
                    }
                }
            }
        }
        let mut number = match ordered.first() {
            Some(first) => -&on(&-*first) - step.clone(),
            None => Number::ZERO,
        };
        for _ in 0..count {
            out.insert(number.clone());
            number = &number - &step;
        }
        out.into_iter().filter(|number| self.holds(number)).collect()
    }
}

/// A number between two others, with few decimals: somebody must be able to write it.
fn between(low: &Number, high: &Number) -> Number {
    let middle = (low + high).div(&Number::from(2)).unwrap_or_default();
    let ten = Number::from(10);
    let mut step = Number::ONE;
    loop {
        let near = middle.round_to(&step, Rounding::Down);
        if low < &near && &near < high {
            return near;
        }
        match step.div(&ten) {
            Some(finer) if low < high => step = finer,
            _ => return middle,
        }
    }
}
