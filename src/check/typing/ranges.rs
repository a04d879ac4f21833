//! What numbers an expression can take, before any data.

use super::*;

/// Whether an expression is proven never to be zero.
pub(super) fn never_zero(e: &Expression, facts: &[Fact], lets: &[(String, Expression)]) -> bool {
    !range_of(e, facts, lets).holds(&Number::ZERO)
}

/// The numbers an expression can take, from the declared ranges of its facts alone.
pub(crate) fn range_of(e: &Expression, facts: &[Fact], lets: &[(String, Expression)]) -> Range {
    let of = |e: &Expression| range_of(e, facts, lets);
    let at_least_zero = || Range { low: Some(Number::ZERO), high: None };
    match &e.kind {
        Kind::Number(number) => Range::point(number),
        Kind::Fact(at) => match facts.get(*at).map(|fact| &fact.kind) {
            Some(FactKind::Number(n)) => Range { low: n.least.clone(), high: n.most.clone() },
            _ => Range::default(),
        },
        Kind::Let(at) => lets.get(*at).map(|(_, e)| of(e)).unwrap_or_default(),
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
        Kind::Round(a, step) => of(a).rising(|n| n.round_to(step, crate::value::Rounding::Gbt8170)),
        Kind::CountTrue(list) => Range::between(
            Number::ZERO,
            Number::from(i64::try_from(list.len()).unwrap_or(i64::MAX)),
        ),
        Kind::Tally(fact, _) => match facts.get(*fact).map(|fact| &fact.kind) {
            Some(FactKind::Checklist(points)) => Range::between(
                Number::ZERO,
                Number::from(i64::try_from(points.len()).unwrap_or(i64::MAX)),
            ),
            _ => at_least_zero(),
        },
        Kind::Over(over) => match over.what {
            OverWhat::Count | OverWhat::Distinct => at_least_zero(),
            OverWhat::Share => Range::between(Number::ZERO, Number::ONE),
            _ => Range::default(),
        },
        _ => Range::default(),
    }
}
