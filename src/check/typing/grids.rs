//! The step that all values of an expression are multiples of, where it is known.

use super::MOST_DEPTH;
use super::ranges::MOST_PARTS;
use crate::model::expression::{Arithmetic, Expression, Kind, Over, OverWhat};
use crate::model::fact::{Fact, FactKind};
use crate::value::Number;
use std::cell::Cell;

/// The step of an expression that may name fields of a list of findings.
pub(super) fn grid_in(
    list: Option<usize>,
    e: &Expression,
    facts: &[Fact],
    lets: &[(String, Expression)],
) -> Option<Number> {
    Grids { facts, lets, left: Cell::new(MOST_PARTS) }.of(list, e, MOST_DEPTH)
}

/// What the steps of parts are taken from.
struct Grids<'m> {
    facts: &'m [Fact],
    lets: &'m [(String, Expression)],
    /// How many more parts are looked at: lets that use lets can unfold without end, and then nothing is known.
    left: Cell<usize>,
}

impl Grids<'_> {
    fn of(&self, list: Option<usize>, e: &Expression, depth: usize) -> Option<Number> {
        self.left.set(self.left.get().checked_sub(1)?);
        let depth = depth.checked_sub(1)?;
        let of = |e: &Expression| self.of(list, e, depth);
        match &e.kind {
            Kind::Number(number) => Some(of_number(number)),
            Kind::Fact(at) => self.facts.get(*at).and_then(declared),
            Kind::Field(at) => match &self.facts.get(list?)?.kind {
                FactKind::Findings(fields) => fields.get(*at).and_then(declared),
                _ => None,
            },
            Kind::Derived(list, at) => {
                let one = self.facts.get(*list)?.derived.get(*at)?;
                self.of(Some(*list), &one.value, depth)
            }
            Kind::Let(at) => self.lets.get(*at).and_then(|(_, e)| of(e)),
            Kind::Negate(a) | Kind::Abs(a) => of(a),
            Kind::Ceil(_)
            | Kind::Floor(_)
            | Kind::CountTrue(_)
            | Kind::Tally(..)
            | Kind::DaysBetween(..) => Some(Number::ONE),
            Kind::Round(_, step) => Some(step.clone()),
            Kind::Over(over) => self.over(over, depth),
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

    fn over(&self, over: &Over, depth: usize) -> Option<Number> {
        let each = || match &over.each {
            Some(each) => self.of(Some(over.fact), each, depth),
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

/// The step of what may be answered.
fn declared(fact: &Fact) -> Option<Number> {
    let FactKind::Number(number) = &fact.kind else { return None };
    let places = number.places?.saturating_add(if number.percent { 2 } else { 0 });
    Some((0..places).fold(Number::ONE, |step, _| step.div(&Number::from(10)).unwrap_or(step)))
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
