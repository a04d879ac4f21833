//! Roots, logarithms and the exponential: functions whose values are seldom fractions.
//!
//! Each gives the decimal of [`PLACES`] places nearest to the true value, of two equally near the even one, and the
//! value itself where that is a fraction that can be seen: so the functions stay rising, and a range may be taken
//! through its ends. Values are worked out in whole numbers with more places than are kept; where the places kept are
//! not settled by them, again with twice as many.

use super::number::Number;
use super::root::root;
use num_bigint::{BigInt, Sign};
use num_integer::Integer as _;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};

/// Decimal places of an inexact result.
pub(super) const PLACES: u32 = 12;

/// Places worked with besides those that are kept, at first and at most.
const SPARE: u32 = 20;
const MOST_SPARE: u32 = 20_000;

/// The root of a number not below zero: exact where it is a fraction.
pub(crate) fn root_of(number: &Number, degree: u32) -> Option<Number> {
    (!number.is_negative() && degree > 0).then(|| root(number, degree))
}

/// The natural logarithm of a number above zero; exact for one.
pub(crate) fn ln(number: &Number) -> Option<Number> {
    if *number == Number::ONE {
        return Some(Number::ZERO);
    }
    number.is_positive().then(|| settled(|places| ln_scaled(number, places)))
}

/// The decimal logarithm of a number above zero; exact for powers of ten.
pub(crate) fn log10(number: &Number) -> Option<Number> {
    if !number.is_positive() {
        return None;
    }
    if let Some(power) = power_of_ten(number) {
        return Some(Number::from(power));
    }
    Some(settled(|places| {
        let (over, slip) = ln_scaled(number, places);
        let (under, under_slip) = ln_scaled(&Number::from(10), places);
        let scale = ten_to(places);
        // |over/under| is at most |over|, so that both slips together bound the slip of the quotient.
        let quotient = (&over * &scale).div_floor(&under);
        let relative = (over.abs() * &under_slip).div_ceil(&under);
        (quotient, slip + relative + 2)
    }))
}

/// e to a power from −100 to 100; exact for zero.
pub(crate) fn exp(number: &Number) -> Option<Number> {
    if number.is_zero() {
        return Some(Number::ONE);
    }
    let most = Number::from(100);
    (number.abs() <= most).then(|| settled(|places| exp_scaled(number, places)))
}

/// A whole power of a number.
pub(crate) fn power(number: &Number, exponent: u32) -> Number {
    let (over, under) = number.big();
    Number::from_big(over.pow(exponent), under.pow(exponent))
}

fn ten_to(places: u32) -> BigInt {
    BigInt::from(10).pow(places)
}

/// The exponent, where a number is a whole power of ten.
fn power_of_ten(number: &Number) -> Option<i64> {
    let (over, under) = number.big();
    let (long, sign) = if under.is_one() { (over, 1) } else { (under, -1) };
    if sign < 0 && !number.big().0.is_one() {
        return None;
    }
    let digits = i64::try_from(long.to_string().len()).ok()?.checked_sub(1)?;
    let exponent = u32::try_from(digits).ok()?;
    (ten_to(exponent) == long).then_some(digits * sign)
}

/// The nearest decimal of a value known within a slip: `worked` gives both, scaled by so many places.
fn settled(worked: impl Fn(u32) -> (BigInt, BigInt)) -> Number {
    let mut spare = SPARE;
    loop {
        let (value, slip) = worked(PLACES + spare);
        let low = nearest(&(&value - &slip), spare);
        let high = nearest(&(&value + &slip), spare);
        // A value that is no fraction is never halfway between two decimals, so that this ends.
        if low == high || spare >= MOST_SPARE {
            return Number::from_big(low, ten_to(PLACES));
        }
        spare *= 2;
    }
}

/// A scaled value with so many places fewer, half-even.
fn nearest(value: &BigInt, fewer: u32) -> BigInt {
    let unit = ten_to(fewer);
    let (whole, rest) = value.div_mod_floor(&unit);
    let twice = rest * 2;
    if twice > unit || (twice == unit && whole.is_odd()) { whole + 1 } else { whole }
}

/// The logarithm scaled by so many places, and the most it can be off.
fn ln_scaled(number: &Number, places: u32) -> (BigInt, BigInt) {
    let (over, under) = number.big();
    // Brought between 2/3 and 3/2 by a power of two.
    let bits = |n: &BigInt| i64::try_from(n.bits()).unwrap_or(i64::MAX);
    let mut twos = bits(&over).saturating_sub(bits(&under));
    let shifted = |twos: i64| {
        let by = usize::try_from(twos.unsigned_abs()).unwrap_or(usize::MAX);
        if twos < 0 { (&over << by, under.clone()) } else { (over.clone(), &under << by) }
    };
    let (mut a, mut b) = shifted(twos);
    if &a * 3 < &b * 2 {
        twos -= 1;
        (a, b) = shifted(twos);
    } else if &a * 2 > &b * 3 {
        twos += 1;
        (a, b) = shifted(twos);
    }
    let (part, slip) = twice_artanh(&(&a - &b), &(&a + &b), places);
    let (two, two_slip) = twice_artanh(&BigInt::one(), &BigInt::from(3), places);
    (part + two * twos, slip + two_slip * twos.abs())
}

/// 2·artanh(a/b), scaled, for |a/b| ≤ 1/3: by its series, cut off where nothing is left.
fn twice_artanh(a: &BigInt, b: &BigInt, places: u32) -> (BigInt, BigInt) {
    let scale = ten_to(places);
    let y = (a * &scale).div_floor(b);
    let square = (&y * &y).div_floor(&scale);
    let mut power = y;
    let mut sum = BigInt::zero();
    let mut terms = 0u32;
    while !power.is_zero() && power.abs() > BigInt::one() {
        sum += power.div_floor(&BigInt::from(2 * terms + 1));
        power = (&power * &square).div_floor(&scale);
        terms += 1;
    }
    // Each term is off by at most three units, and what is cut off by less than as much again.
    (sum * 2, BigInt::from(8 * terms + 8))
}

fn exp_scaled(number: &Number, places: u32) -> (BigInt, BigInt) {
    // A large power of e needs as many places more as it has digits before the point.
    let wide = places + 48;
    let scale = ten_to(wide);
    let (over, under) = number.big();
    let x = (over * &scale).div_floor(&under);
    let (two, two_slip) = twice_artanh(&BigInt::one(), &BigInt::from(3), wide);
    let twos = x.div_floor(&two);
    let rest = &x - &twos * &two;
    let twos = twos.to_i64().unwrap_or(0);
    let mut term = scale.clone();
    let mut sum = BigInt::zero();
    let mut terms = 0u32;
    while term.is_positive() {
        sum += &term;
        terms += 1;
        term = (&term * &rest).div_floor(&(&scale * BigInt::from(terms)));
    }
    // The rest is off by the slip of the twos; e to the rest is below two, so the sum by at most twice that.
    let slip = two_slip * twos.abs() * 2 + BigInt::from(4 * terms + 4);
    let by = usize::try_from(twos.unsigned_abs()).unwrap_or(usize::MAX);
    let moved = |n: BigInt| if twos < 0 { n >> by } else { n << by };
    let narrow = ten_to(48);
    let (sum, slip) = (moved(sum), moved(slip));
    debug_assert!(sum.sign() != Sign::Minus, "a power of e is above zero");
    (sum.div_floor(&narrow), slip.div_ceil(&narrow) + 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap_or_default()
    }

    #[test]
    fn what_is_a_fraction_is_exact() {
        assert_eq!(root_of(&n("2.25"), 2), Some(n("1.5")));
        assert_eq!(root_of(&Number::ratio(8, 27).unwrap_or_default(), 3), Number::ratio(2, 3));
        assert_eq!(log10(&n("0.001")), Some(n("-3")));
        assert_eq!(log10(&n("1")), Some(n("0")));
        assert_eq!(power(&n("-1.5"), 3), n("-3.375"));
        assert_eq!(exp(&n("0")), Some(n("1")));
    }

    /// From published tables of these constants.
    #[test]
    fn what_is_none_is_the_nearest_decimal() {
        assert_eq!(ln(&n("2")), Some(n("0.693147180560")));
        assert_eq!(ln(&n("10")), Some(n("2.302585092994")));
        assert_eq!(ln(&n("0.5")), Some(n("-0.693147180560")));
        assert_eq!(log10(&n("2")), Some(n("0.301029995664")));
        assert_eq!(exp(&n("1")), Some(n("2.718281828459")));
        assert_eq!(exp(&n("-1")), Some(n("0.367879441171")));
        assert_eq!(
            exp(&n("100")),
            Some(n("26881171418161354484126255515800135873611118.773741922415"))
        );
        assert_eq!(root_of(&n("2"), 2), Some(n("1.414213562373")));
        assert_eq!(ln(&n("0")), None);
        assert_eq!(exp(&n("101")), None);
        assert_eq!(root_of(&n("-1"), 2), None);
    }

    proptest! {
        #[test]
        fn logarithm_and_exponential_undo_each_other_and_rise(a in -40_000i64..40_000, b in 1i64..1000) {
            let x = Number::ratio(a, 1000).unwrap_or_default();
            let more = &x + &Number::ratio(b, 1000).unwrap_or_default();
            let (e, f) = (exp(&x).unwrap_or_default(), exp(&more).unwrap_or_default());
            prop_assert!(e <= f);
            if x.is_positive() {
                let back = ln(&e).unwrap_or_default();
                prop_assert!((&back - &x).abs() <= n("0.000000000002"));
            }
            if x.is_positive() {
                prop_assert!(ln(&x) <= ln(&more) && log10(&x) <= log10(&more));
            }
        }
    }
}
