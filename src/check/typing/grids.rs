//! The step that all values of an expression are multiples of, where it is known.

use super::ranges::Parts;
use crate::model::expression::{Arithmetic, Expression, Kind, Over, OverWhat};
use crate::model::fact::Fact;
use crate::value::Number;

impl Parts<'_> {
    /// The step of an expression that may name fields of a list of findings.
    pub(super) fn grid(&self, list: Option<usize>, e: &Expression, depth: usize) -> Option<Number> {
        let depth = self.deeper(depth)?;
        let of = |e: &Expression| self.grid(list, e, depth);
        match &e.kind {
            Kind::Number(number) => Some(of_number(number)),
            Kind::Fact(at) => self.facts.get(*at).and_then(Fact::step),
            Kind::Field(at) => self.field(list, *at).and_then(Fact::step),
            Kind::Derived(list, at) => {
                let one = self.facts.get(*list)?.derived.get(*at)?;
                self.grid(Some(*list), &one.value, depth)
            }
            Kind::Let(at) => self.lets.get(*at).and_then(|(_, e)| of(e)),
            Kind::Negate(a) | Kind::Abs(a) => of(a),
            Kind::Ceil(_)
            | Kind::Floor(_)
            | Kind::CountTrue(_)
            | Kind::Tally(..)
            | Kind::DaysBetween(..) => Some(Number::ONE),
            Kind::Round(_, step) => Some(step.clone()),
            Kind::Over(over) => self.grid_over(over, depth),
            Kind::Arithmetic(Arithmetic::Multiply, a, b) => Some(&of(a)? * &of(b)?),
            Kind::Arithmetic(_, a, b) => finer(of(a)?, of(b)?),
            Kind::If(_, a, b) => finer(of(a)?, of(b)?),
            Kind::Extreme(_, list) => finest(list.iter().map(of)),
            Kind::FirstOf(pairs, rest) => {
                finest(pairs.iter().map(|(_, value)| value).chain([&**rest]).map(of))
            }
            Kind::Bands(_, bands) => finest(bands.iter().map(|band| Some(of_number(&band.points)))),
            Kind::Table(_, _, cells) => {
                finest(cells.iter().flatten().map(|cell| Some(of_number(cell))))
            }
            _ => None,
        }
    }

    fn grid_over(&self, over: &Over, depth: usize) -> Option<Number> {
        let each = || match &over.each {
            Some(each) => self.grid(Some(over.fact), each, depth),
            None => Some(Number::ONE),
        };
        match over.what {
            OverWhat::Count | OverWhat::Distinct => Some(Number::ONE),
            OverWhat::Min | OverWhat::Max => each(),
            OverWhat::Worst if over.k == 1 => each(),
            OverWhat::Sum => {
                let caps = over.at_most_per.iter().map(|(_, cap)| Some(of_number(cap)));
                finest([each()].into_iter().chain(caps))
            }
            _ => None,
        }
    }
}

/// A number is a multiple of itself, and zero of everything.
fn of_number(number: &Number) -> Number {
    if number.is_zero() { Number::ONE } else { number.abs() }
}

/// The finer of two steps where one divides the other.
fn finer(a: Number, b: Number) -> Option<Number> {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    large.div(&small).filter(Number::is_integer).map(|_| small)
}

fn finest(mut steps: impl Iterator<Item = Option<Number>>) -> Option<Number> {
    let first = steps.next()??;
    steps.try_fold(first, |a, b| finer(a, b?))
}
