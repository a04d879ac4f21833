//! Ranges: what a number can still be.
//!
//! Used twice with the same arithmetic: before any data, to prove that a divisor is never zero; and with data that is
//! not all there, to bound a score. Every operation contains the results of all numbers in its operands, and narrower
//! operands never give a wider result: that is what makes "seeing more never widens a score" true.

use crate::value::{Number, power};

/// All numbers from `low` to `high`, both included; `None` is without limit.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Range {
    pub(crate) low: Option<Number>,
    pub(crate) high: Option<Number>,
}

impl Range {
    /// One number.
    pub(crate) fn point(number: &Number) -> Self {
        Self { low: Some(number.clone()), high: Some(number.clone()) }
    }

    /// From one number to another.
    pub(crate) fn between(low: Number, high: Number) -> Self {
        Self { low: Some(low), high: Some(high) }
    }

    /// The number, where there is only one.
    pub(crate) fn single(&self) -> Option<&Number> {
        match (&self.low, &self.high) {
            (Some(low), Some(high)) if low == high => Some(low),
            _ => None,
        }
    }

    /// Whether a number lies in it.
    pub(crate) fn holds(&self, number: &Number) -> bool {
        self.low.as_ref().is_none_or(|low| low <= number)
            && self.high.as_ref().is_none_or(|high| high >= number)
    }

    /// The smallest range that holds both.
    pub(crate) fn hull(&self, other: &Self) -> Self {
        Self {
            low: both(&self.low, &other.low, |a, b| a.min(b).clone()),
            high: both(&self.high, &other.high, |a, b| a.max(b).clone()),
        }
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        Self {
            low: both(&self.low, &other.low, |a, b| a + b),
            high: both(&self.high, &other.high, |a, b| a + b),
        }
    }

    pub(crate) fn negate(&self) -> Self {
        Self { low: self.high.as_ref().map(|n| -n), high: self.low.as_ref().map(|n| -n) }
    }

    pub(crate) fn subtract(&self, other: &Self) -> Self {
        self.add(&other.negate())
    }

    pub(crate) fn multiply(&self, other: &Self) -> Self {
        let corners = [
            corner(self.low.as_ref(), other.low.as_ref(), true, true),
            corner(self.low.as_ref(), other.high.as_ref(), true, false),
            corner(self.high.as_ref(), other.low.as_ref(), false, true),
            corner(self.high.as_ref(), other.high.as_ref(), false, false),
        ];
        let mut low = Some(None::<Number>);
        let mut high = Some(None::<Number>);
        for corner in corners {
            match corner {
                Corner::At(n) => {
                    low = low.map(|l| Some(l.map_or_else(|| n.clone(), |l| l.min(n.clone()))));
                    high = high.map(|h| Some(h.map_or_else(|| n.clone(), |h| h.max(n.clone()))));
                }
                Corner::Below => low = None,
                Corner::Above => high = None,
            }
        }
        Self { low: low.flatten(), high: high.flatten() }
    }

    /// The quotients, where the divisor is not zero; `None` where it cannot be anything else.
    pub(crate) fn divide(&self, by: &Self) -> Option<Self> {
        let zero = Number::ZERO;
        if by.single() == Some(&zero) {
            return None;
        }
        let positive = by.low.as_ref().is_some_and(|low| *low > zero);
        let negative = by.high.as_ref().is_some_and(|high| *high < zero);
        if !positive && !negative {
            // Zero lies inside or at an end: near it a quotient has no limit, except that signs are kept.
            let by_sign = by.low.as_ref().is_some_and(|low| *low >= zero);
            let mine = self.low.as_ref().is_some_and(|low| *low >= zero);
            if by_sign && mine {
                let low = match (&self.low, &by.high) {
                    (Some(over), Some(under)) => over.div(under).or(Some(zero)),
                    _ => Some(zero),
                };
                let high = self.single().filter(|n| n.is_zero()).cloned();
                return Some(Self { low, high });
            }
            return Some(Self::default());
        }
        // 1/x keeps the order reversed on one side of zero; no limit becomes zero.
        let inverse = |n: &Option<Number>| match n {
            Some(n) => Number::ONE.div(n),
            None => Some(Number::ZERO),
        };
        Some(self.multiply(&Self { low: inverse(&by.high), high: inverse(&by.low) }))
    }

    /// A function that keeps order, applied to both ends.
    pub(crate) fn rising(&self, f: impl Fn(&Number) -> Number) -> Self {
        Self { low: self.low.as_ref().map(&f), high: self.high.as_ref().map(&f) }
    }

    /// The whole powers of its numbers.
    pub(crate) fn power(&self, exponent: u32) -> Self {
        let range = if exponent.is_multiple_of(2) { self.abs() } else { self.clone() };
        range.rising(|n| power(n, exponent))
    }

    pub(crate) fn min(&self, other: &Self) -> Self {
        Self {
            low: both(&self.low, &other.low, |a, b| a.min(b).clone()),
            high: either(&self.high, &other.high, |a, b| a.min(b).clone()),
        }
    }

    pub(crate) fn max(&self, other: &Self) -> Self {
        Self {
            low: either(&self.low, &other.low, |a, b| a.max(b).clone()),
            high: both(&self.high, &other.high, |a, b| a.max(b).clone()),
        }
    }

    pub(crate) fn abs(&self) -> Self {
        let zero = Number::ZERO;
        if self.low.as_ref().is_some_and(|low| *low >= zero) {
            return self.clone();
        }
        if self.high.as_ref().is_some_and(|high| *high <= zero) {
            return self.negate();
        }
        let high = both(&self.low, &self.high, |a, b| (-a).max(b.clone()));
        Self { low: Some(zero), high }
    }

    /// Cut to a range.
    pub(crate) fn clamp(&self, low: &Number, high: &Number) -> Self {
        self.max(&Self::point(low)).min(&Self::point(high))
    }
}

fn both(
    a: &Option<Number>,
    b: &Option<Number>,
    f: impl Fn(&Number, &Number) -> Number,
) -> Option<Number> {
    a.as_ref().zip(b.as_ref()).map(|(a, b)| f(a, b))
}

/// Where one end without limit does not matter, the other end decides.
fn either(
    a: &Option<Number>,
    b: &Option<Number>,
    f: impl Fn(&Number, &Number) -> Number,
) -> Option<Number> {
    match (a, b) {
        (Some(a), Some(b)) => Some(f(a, b)),
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        (None, None) => None,
    }
}

enum Corner {
    At(Number),
    Below,
    Above,
}

/// The product of two ends; an end without limit is a lower one (`true`) or an upper one.
fn corner(a: Option<&Number>, b: Option<&Number>, a_is_low: bool, b_is_low: bool) -> Corner {
    let side = |is_low: bool| if is_low { -1 } else { 1 };
    let sign = match (a, b) {
        (Some(a), Some(b)) => return Corner::At(a * b),
        (Some(a), None) => a.signum() * side(b_is_low),
        (None, Some(b)) => b.signum() * side(a_is_low),
        (None, None) => side(a_is_low) * side(b_is_low),
    };
    match sign {
        0 => Corner::At(Number::ZERO),
        s if s < 0 => Corner::Below,
        _ => Corner::Above,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range() -> impl Strategy<Value = (Range, Number)> {
        (-9i64..9, 0i64..9, 0i64..9, 0u8..4).prop_map(|(low, width, at, open)| {
            let (low, high) = (low, low + width);
            let inside = Number::from(low + at.min(width));
            let range = Range {
                low: (open & 1 == 0).then(|| Number::from(low)),
                high: (open & 2 == 0).then(|| Number::from(high)),
            };
            (range, inside)
        })
    }

    proptest! {
        #[test]
        fn every_operation_holds_the_results_of_what_its_operands_hold(
            (a, x) in range(), (b, y) in range(),
        ) {
            prop_assert!(a.add(&b).holds(&(&x + &y)));
            prop_assert!(a.subtract(&b).holds(&(&x - &y)));
            prop_assert!(a.multiply(&b).holds(&(&x * &y)));
            prop_assert!(a.min(&b).holds((&x).min(&y)));
            prop_assert!(a.max(&b).holds((&x).max(&y)));
            prop_assert!(a.abs().holds(&x.abs()));
            prop_assert!(a.power(2).holds(&power(&x, 2)) && a.power(3).holds(&power(&x, 3)));
            if let Some(q) = x.div(&y) {
                prop_assert!(a.divide(&b).is_some_and(|r| r.holds(&q)));
            }
        }
    }
}
