//! What numbers an expression can take, before any data.

use super::*;
use crate::check::children;
use std::cell::Cell;
use std::collections::BTreeMap;

/// The most parts that are looked at: lets that use lets can unfold without end.
const MOST_PARTS: usize = 20_000;

/// The numbers an expression can take, from the declared ranges of its facts alone.
pub(crate) fn range_of(e: &Expression, facts: &[Fact], lets: &[(String, Expression)]) -> Range {
    range_in(None, e, facts, lets)
}

/// The same of what names fields of a list of findings.
pub(super) fn range_in(
    list: Option<usize>,
    e: &Expression,
    facts: &[Fact],
    lets: &[(String, Expression)],
) -> Range {
    Parts::new(facts, lets).of(list, e, MOST_DEPTH)
}

/// What is known of the parts of an expression before any data.
pub(super) struct Parts<'m> {
    pub(super) facts: &'m [Fact],
    pub(super) lets: &'m [(String, Expression)],
    /// How many more parts are looked at.
    left: Cell<usize>,
}

impl<'m> Parts<'m> {
    pub(super) fn new(facts: &'m [Fact], lets: &'m [(String, Expression)]) -> Self {
        Self { facts, lets, left: Cell::new(MOST_PARTS) }
    }

    /// One part further in; none where it has been enough.
    pub(super) fn deeper(&self, depth: usize) -> Option<usize> {
        self.left.set(self.left.get().checked_sub(1)?);
        depth.checked_sub(1)
    }

    /// A field of a list of findings.
    pub(super) fn field(&self, list: Option<usize>, at: usize) -> Option<&'m Fact> {
        self.facts.get(list?)?.fields().get(at)
    }

    fn of(&self, list: Option<usize>, e: &Expression, depth: usize) -> Range {
        let Some(depth) = self.deeper(depth) else { return Range::default() };
        let of = |e: &Expression| self.of(list, e, depth);
        let at_least_zero = || Range { low: Some(Number::ZERO), high: None };
        match &e.kind {
            Kind::Number(number) => Range::point(number),
            Kind::Fact(at) => self.facts.get(*at).map(declared).unwrap_or_default(),
            Kind::Field(at) => self.field(list, *at).map(declared).unwrap_or_default(),
            Kind::Let(at) => self.lets.get(*at).map(|(_, e)| of(e)).unwrap_or_default(),
            Kind::Negate(a) => of(a).negate(),
            Kind::Arithmetic(Arithmetic::Add, a, b) => of(a).add(&of(b)),
            Kind::Arithmetic(Arithmetic::Subtract, a, b) => of(a).subtract(&of(b)),
            Kind::Arithmetic(Arithmetic::Multiply, a, b) => of(a).multiply(&of(b)),
            Kind::Divide(a, b, empty) => {
                let quotient = of(a).divide(&of(b));
                match (quotient, empty) {
                    (Some(range), Empty::Value(value)) => range.hull(&of(value)),
                    (None, Empty::Value(value)) => of(value),
                    (range, _) => range.unwrap_or_default(),
                }
            }
            Kind::If(_, a, b) => of(a).hull(&of(b)),
            Kind::Extreme(extreme, list) => list
                .iter()
                .map(of)
                .reduce(|a, b| if *extreme == Extreme::Min { a.min(&b) } else { a.max(&b) })
                .unwrap_or_default(),
            Kind::Ceil(a) => of(a).rising(Number::ceil),
            Kind::Floor(a) => of(a).rising(Number::floor),
            Kind::Abs(a) => of(a).abs(),
            Kind::Power(a, exponent) => of(a).power(*exponent),
            Kind::Smooth(function, a) => function.over(&of(a)),
            Kind::Derived(list, at) => self
                .facts
                .get(*list)
                .and_then(|fact| fact.derived.get(*at))
                .map(|one| self.of(Some(*list), &one.value, depth))
                .unwrap_or_default(),
            Kind::Bands(_, bands) => hull_of(bands.iter().map(|band| &band.points)),
            Kind::Interpolate(_, posts) => hull_of(posts.iter().map(|post| &post.points)),
            Kind::Table(_, _, cells) => hull_of(cells.iter().flatten()),
            Kind::FirstOf(pairs, rest) => {
                pairs.iter().fold(of(rest), |range, (_, value)| range.hull(&of(value)))
            }
            Kind::Round(a, step) => {
                of(a).rising(|n| n.round_to(step, crate::value::Rounding::Gbt8170))
            }
            Kind::CountTrue(list) => Range::between(
                Number::ZERO,
                Number::from(i64::try_from(list.len()).unwrap_or(i64::MAX)),
            ),
            Kind::Tally(fact, _) => match self.facts.get(*fact).map(|fact| &fact.kind) {
                Some(FactKind::Checklist(points)) => Range::between(
                    Number::ZERO,
                    Number::from(i64::try_from(points.len()).unwrap_or(i64::MAX)),
                ),
                _ => at_least_zero(),
            },
            Kind::Over(over) => match over.what {
                OverWhat::Count | OverWhat::Distinct => at_least_zero(),
                OverWhat::Share => Range::between(Number::ZERO, Number::ONE),
                OverWhat::Sum => {
                    // Of any number of findings, and of none.
                    let one = over.each.as_ref().map(|e| self.of(Some(over.fact), e, depth));
                    let Range { low, high } = one.unwrap_or_default();
                    Range {
                        low: low.filter(|low| !low.is_negative()).map(|_| Number::ZERO),
                        high: high.filter(|high| !high.is_positive()).map(|_| Number::ZERO),
                    }
                }
                // Of none there is no number.
                OverWhat::Mean | OverWhat::Min | OverWhat::Max | OverWhat::Worst => {
                    let one = over.each.as_ref().map(|e| self.of(Some(over.fact), e, depth));
                    one.unwrap_or_default()
                }
                OverWhat::Any | OverWhat::All => Range::default(),
            },
            _ => Range::default(),
        }
    }
}

/// What a fact or a field declares of its numbers.
fn declared(fact: &Fact) -> Range {
    match &fact.kind {
        FactKind::Number(n) => Range { low: n.least.clone(), high: n.most.clone() },
        _ => Range::default(),
    }
}

fn hull_of<'a>(numbers: impl Iterator<Item = &'a Number> + Clone) -> Range {
    Range { low: numbers.clone().min().cloned(), high: numbers.max().cloned() }
}

/// How many factors stand above and below the line when everything is multiplied out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Degree {
    over: usize,
    under: usize,
}

impl Degree {
    /// The most factors of one number: it bounds how many digits a result can have.
    pub(super) const MOST: usize = 500;

    pub(super) fn total(self) -> usize {
        self.over.saturating_add(self.under)
    }

    fn or(self, other: Self) -> Self {
        Self { over: self.over.max(other.over), under: self.under.max(other.under) }
    }

    fn times(self, other: Self) -> Self {
        Self {
            over: self.over.saturating_add(other.over),
            under: self.under.saturating_add(other.under),
        }
    }

    fn turned(self) -> Self {
        Self { over: self.under, under: self.over }
    }

    /// Fractions are brought to one denominator.
    fn plus(self, other: Self) -> Self {
        let over = self.over.saturating_add(other.under);
        Self {
            over: over.max(other.over.saturating_add(self.under)),
            under: self.under.saturating_add(other.under),
        }
    }
}

/// The degrees of what has been typed: named values, and what is computed of findings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Degrees {
    pub(super) lets: Vec<Degree>,
    pub(super) derived: BTreeMap<(usize, usize), Degree>,
}

/// The degree of an expression, given those of what it uses.
pub(super) fn degree_of(e: &Expression, known: &Degrees) -> Degree {
    let of = |e: &Expression| degree_of(e, known);
    let one = Degree { over: 1, under: 0 };
    match &e.kind {
        Kind::Let(at) => known.lets.get(*at).copied().unwrap_or_default(),
        Kind::Derived(list, at) => known.derived.get(&(*list, *at)).copied().unwrap_or_default(),
        Kind::Power(a, exponent) => {
            let a = of(a);
            (1..*exponent).fold(a, |product, _| product.times(a))
        }
        // What is rounded has as many digits as it is given.
        Kind::Smooth(_, a) => of(a).or(one),
        Kind::Arithmetic(Arithmetic::Multiply, a, b) => of(a).times(of(b)),
        Kind::Arithmetic(_, a, b) => of(a).plus(of(b)),
        Kind::Divide(a, b, empty) => {
            let quotient = of(a).times(of(b).turned());
            match empty {
                Empty::Value(value) => quotient.or(of(value)),
                _ => quotient,
            }
        }
        Kind::Ceil(a) | Kind::Floor(a) | Kind::Round(a, _) => Degree { under: 0, ..of(a) },
        Kind::Interpolate(a, _) => of(a).times(one).times(one),
        _ => {
            let mut tallest = one;
            children(e, &mut |part| tallest = tallest.or(of(part)));
            tallest
        }
    }
}
