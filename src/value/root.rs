//! Geometric and power means: the operations that cannot always be exact.

use super::number::Number;
use super::smooth::PLACES;
use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::{One as _, ToPrimitive as _, Zero as _};

/// The weighted geometric mean of shares between 0 and 1: exact where the root is a fraction, else half-even at the
/// twelfth decimal, and never outside the shares themselves.
///
/// Weights are brought to whole numbers; together at most a thousand, beyond which they are rounded to thousandths of
/// their sum.
pub(crate) fn geometric_mean(parts: &[(Number, Number)]) -> Number {
    if parts.iter().any(|(share, _)| !share.is_positive()) {
        return Number::ZERO;
    }
    let weights = whole_weights(parts);
    let total: u32 = weights.iter().sum();
    if total == 0 {
        return Number::ZERO;
    }
    let (mut over, mut under) = (BigInt::one(), BigInt::one());
    for ((share, _), weight) in parts.iter().zip(&weights) {
        let (n, d) = share.big();
        over *= n.pow(*weight);
        under *= d.pow(*weight);
    }
    let mean = root(&Number::from_big(over, under), total);
    within(mean, parts)
}

/// The weighted power mean of shares between 0 and 1, for a whole power other than 0: the mean of the powers is exact,
/// its root exact where it is a fraction, else half-even at the twelfth decimal, and never outside the shares.
///
/// Of a negative power, one share of nothing makes the mean nothing.
pub(crate) fn power_mean(parts: &[(Number, Number)], power: i32) -> Option<Number> {
    let exponent = power.unsigned_abs();
    if power < 0 && parts.iter().any(|(share, _)| !share.is_positive()) {
        return Some(Number::ZERO);
    }
    let weight: Number = parts.iter().map(|(_, weight)| weight).sum();
    let powers = parts.iter().map(|(share, weight)| {
        let (n, d) = share.big();
        let (n, d) = if power < 0 { (d, n) } else { (n, d) };
        &Number::from_big(n.pow(exponent), d.pow(exponent)) * weight
    });
    let powers: Vec<Number> = powers.collect();
    let mean = powers.iter().sum::<Number>().div(&weight)?;
    // The root of the inverse, so that rounding happens once and last.
    let mean = if power < 0 { Number::ONE.div(&mean)? } else { mean };
    Some(within(root(&mean, exponent), parts))
}

/// A root rounded at the twelfth decimal may lie a hair outside what it is a mean of.
fn within(mean: Number, parts: &[(Number, Number)]) -> Number {
    let shares = || parts.iter().map(|(share, _)| share.clone());
    match (shares().min(), shares().max()) {
        (Some(least), Some(greatest)) => mean.max(least).min(greatest),
        _ => mean,
    }
}

/// A root of a number not below zero: exact where it is a fraction, else half-even at the twelfth decimal.
pub(super) fn root(number: &Number, total: u32) -> Number {
    let (over, under) = number.big();
    let (n, d) = (over.nth_root(total), under.nth_root(total));
    if n.pow(total) == over && d.pow(total) == under {
        return Number::from_big(n, d);
    }
    // root(over/under) × 10^13, cut; the thirteenth digit and whether anything follows decide the twelfth.
    let scale = BigInt::from(10).pow((PLACES + 1) * total);
    let scaled = over * scale;
    let (quotient, rest) = scaled.div_rem(&under);
    let root = quotient.nth_root(total);
    let exact = rest.is_zero() && root.pow(total) == quotient;
    let (mut twelfth, last) = root.div_rem(&BigInt::from(10));
    let five = BigInt::from(5);
    let up = last > five || (last == five && (!exact || twelfth.is_odd()));
    if up {
        twelfth += 1;
    }
    Number::from_big(twelfth, BigInt::from(10).pow(PLACES))
}

fn whole_weights(parts: &[(Number, Number)]) -> Vec<u32> {
    let common =
        parts.iter().fold(BigInt::one(), |common, (_, weight)| common.lcm(&weight.big().1));
    let whole: Vec<BigInt> = parts
        .iter()
        .map(|(_, weight)| {
            let (n, d) = weight.big();
            n * (&common / d)
        })
        .collect();
    let divisor = whole.iter().fold(BigInt::zero(), |a, b| a.gcd(b));
    let divisor = if divisor.is_zero() { BigInt::one() } else { divisor };
    let reduced: Vec<BigInt> = whole.iter().map(|w| w / &divisor).collect();
    let sum: BigInt = reduced.iter().sum();
    let most = BigInt::from(1000);
    let fit = |w: &BigInt| {
        let w = if sum > most { (w * &most + &sum / 2) / &sum } else { w.clone() };
        w.to_u32().unwrap_or(0)
    };
    reduced.iter().map(fit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_geometric_mean_is_exact_where_the_root_is() {
        let n = |text: &str| Number::parse(text).unwrap_or_default();
        let mean = geometric_mean(&[(n("0.25"), n("1")), (n("1"), n("1"))]);
        assert_eq!(mean, n("0.5"));
        let mean = geometric_mean(&[(n("0.5"), n("1")), (n("1"), n("1"))]);
        assert_eq!(mean, n("0.707106781187"));
        let third = Number::ratio(1, 3).unwrap_or_default();
        assert_eq!(geometric_mean(&[(third.clone(), n("7")), (third.clone(), n("2"))]), third);
        assert_eq!(geometric_mean(&[(n("0"), n("1")), (n("1"), n("1"))]), n("0"));
    }
}
