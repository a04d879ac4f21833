//! Sums, differences and products, within machine words while that is enough.

use super::number::{Big, Number, Small};
use num_bigint::BigInt;
use num_integer::Integer as _;

/// In lowest terms, within one machine word each; `under` is above zero.
fn reduced(over: i64, under: i64) -> Number {
    if under == 1 || over == 0 {
        return Number { repr: Small(over, 1) };
    }
    // One division first: denominators are small, and so is what is left then.
    let rest = over.unsigned_abs() % under.unsigned_abs();
    let divisor = rest.gcd(&under.unsigned_abs()).max(1);
    // The divisor is at most `under`, so it fits.
    let divisor = i64::try_from(divisor).unwrap_or(1);
    Number { repr: Small(over / divisor, under / divisor) }
}

/// A sum (or difference) of small numbers whose every step fits a machine word.
fn add_words(a: i64, b: i64, c: i64, d: i64, sign: i64) -> Option<Number> {
    let c = c.checked_mul(sign)?;
    let (over, under) = if b == d {
        (a.checked_add(c)?, b)
    } else {
        (a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?, b.checked_mul(d)?)
    };
    (over != i64::MIN).then(|| reduced(over, under))
}

fn add(a: &Number, b: &Number, sign: i64) -> Number {
    match (&a.repr, &b.repr) {
        (_, Small(0, _)) => a.clone(),
        (Small(0, _), _) if sign == 1 => b.clone(),
        (Small(a, b), Small(c, d)) => add_words(*a, *b, *c, *d, sign).unwrap_or_else(|| {
            let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
            // Each product stays below 2^126, so their sum stays within i128.
            Number::small(a * d + i128::from(sign) * (c * b), b * d)
        }),
        _ => {
            let ((a, b), (c, d)) = (a.big(), b.big());
            Number::from_big(a * &d + BigInt::from(sign) * c * &b, b * d)
        }
    }
}

fn multiply(a: &Number, b: &Number) -> Number {
    match (&a.repr, &b.repr) {
        (Small(0, _), _) | (_, Small(0, _)) => Number::ZERO,
        (Small(1, 1), _) => b.clone(),
        (_, Small(1, 1)) => a.clone(),
        (Small(a, b), Small(c, d)) => quotient_of(*a, *b, *c, *d),
        _ => {
            let ((a, b), (c, d)) = (a.big(), b.big());
            Number::from_big(a * c, b * d)
        }
    }
}

/// `a·c / b·d` in lowest terms; `b` and `d` are not zero.
pub(super) fn quotient_of(a: i64, b: i64, c: i64, d: i64) -> Number {
    if let (Some(over), Some(under)) = (a.checked_mul(c), b.checked_mul(d))
        && over != i64::MIN
        && under > 0
    {
        return reduced(over, under);
    }
    Number::small(i128::from(a) * i128::from(c), i128::from(b) * i128::from(d))
}

macro_rules! operator {
    ($trait:ident, $method:ident, $f:expr) => {
        impl std::ops::$trait<&Number> for &Number {
            type Output = Number;
            fn $method(self, other: &Number) -> Number {
                $f(self, other)
            }
        }
        impl std::ops::$trait for Number {
            type Output = Number;
            fn $method(self, other: Number) -> Number {
                $f(&self, &other)
            }
        }
    };
}

operator!(Add, add, |a, b| add(a, b, 1));
operator!(Sub, sub, |a, b| add(a, b, -1));
operator!(Mul, mul, multiply);

/// A running sum over one denominator, which is brought to lowest terms only at its end.
impl<'a> std::iter::Sum<&'a Number> for Number {
    fn sum<I: Iterator<Item = &'a Number>>(numbers: I) -> Number {
        let (mut over, mut under) = (0i64, 1i64);
        let mut rest = Number::ZERO;
        for number in numbers {
            let within = match &number.repr {
                Small(a, b) if *b == under => over.checked_add(*a),
                Small(a, b) if under % b == 0 => {
                    a.checked_mul(under / b).and_then(|a| over.checked_add(a))
                }
                Small(a, b) if b % under == 0 => {
                    let finer = over.checked_mul(b / under).and_then(|over| over.checked_add(*a));
                    under = if finer.is_some() { *b } else { under };
                    finer
                }
                _ => None,
            };
            match within {
                Some(sum) if sum != i64::MIN => over = sum,
                _ => rest = &rest + number,
            }
        }
        add(&reduced(over, under), &rest, 1)
    }
}

impl std::ops::Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        match &self.repr {
            // No small numerator is i64::MIN: it would not have been small.
            Small(over, under) => Number { repr: Small(over.saturating_neg(), *under) },
            Big(parts) => Number { repr: Big(Box::new((-&parts.0, parts.1.clone()))) },
        }
    }
}
