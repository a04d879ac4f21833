//! Exact numbers: fractions that are small while they can be and large when they must.

use super::round::Rounding;
use num_bigint::{BigInt, Sign};
use num_integer::Integer as _;
use num_traits::{One as _, Signed as _, ToPrimitive as _};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::fmt;

/// An exact number: a fraction in lowest terms.
///
/// Arithmetic never fails and never rounds. Small numbers live in two machine words; larger ones move to the heap and
/// back by themselves.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number {
    pub(super) repr: Repr,
}

// INVARIANT: lowest terms, denominator above zero, and Small wherever both fit, so that equality is that of fields.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Repr {
    Small(i64, i64),
    Big(Box<(BigInt, BigInt)>),
}

pub(super) use Repr::{Big, Small};

/// Longest decimal that is read: bounds the work of hostile input.
const MOST_DIGITS: usize = 60;

impl Number {
    /// Nothing.
    pub const ZERO: Number = Number { repr: Small(0, 1) };
    /// One.
    pub const ONE: Number = Number { repr: Small(1, 1) };

    /// `over / under`; none where `under` is zero.
    pub fn ratio(over: i64, under: i64) -> Option<Number> {
        (under != 0).then(|| Self::small(i128::from(over), i128::from(under)))
    }

    /// Reads an exact decimal: an optional `-`, digits, and optionally a point with digits. At most sixty digits.
    ///
    /// ```
    /// use cunchi::Number;
    /// assert_eq!(Number::parse("0.12345678901234567890123").map(|n| n.to_string()).as_deref(),
    ///     Some("0.12345678901234567890123"));
    /// assert!(Number::parse("1e5").is_none() && Number::parse(".5").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Number> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let pointed = whole.len() != digits.len();
        if !plain(whole)
            || (pointed && !plain(decimals))
            || whole.len() + decimals.len() > MOST_DIGITS
        {
            return None;
        }
        let places = if digits.contains('.') { decimals.len() } else { 0 };
        let number = if whole.len() + places <= 17 {
            let mut value: i128 = 0;
            let written = whole.bytes().chain(decimals.bytes().take(places));
            for digit in written {
                value = value * 10 + i128::from(digit - b'0');
            }
            let under = (0..places).fold(1i128, |under, _| under * 10);
            Self::small(value, under)
        } else {
            let joined: String = whole.chars().chain(decimals.chars().take(places)).collect();
            let over = BigInt::parse_bytes(joined.as_bytes(), 10)?;
            let under = BigInt::from(10).pow(u32::try_from(places).ok()?);
            Self::from_big(over, under)
        };
        Some(if negative { -&number } else { number })
    }

    /// In lowest terms. `under` is not zero.
    pub(super) fn small(over: i128, under: i128) -> Number {
        let negative = (over < 0) != (under < 0);
        let (over, under) = (over.unsigned_abs(), under.unsigned_abs());
        if under == 1
            && let Ok(over) = i64::try_from(over)
        {
            return Number { repr: Small(if negative { -over } else { over }, 1) };
        }
        let divisor = gcd(over, under);
        let (over, under) = (over / divisor, under / divisor);
        match (i64::try_from(over), i64::try_from(under)) {
            (Ok(over), Ok(under)) => {
                Number { repr: Small(if negative { -over } else { over }, under) }
            }
            _ => {
                let sign = if negative { Sign::Minus } else { Sign::Plus };
                let over = BigInt::from_biguint(sign, over.into());
                Number { repr: Big(Box::new((over, BigInt::from(under)))) }
            }
        }
    }

    /// In lowest terms. `under` is not zero.
    pub(crate) fn from_big(over: BigInt, under: BigInt) -> Number {
        let divisor = over.gcd(&under);
        let (mut over, mut under) =
            if divisor.is_one() { (over, under) } else { (over / &divisor, under / &divisor) };
        if under.is_negative() {
            (over, under) = (-over, -under);
        }
        match (over.to_i64().filter(|n| *n != i64::MIN), under.to_i64()) {
            (Some(over), Some(under)) => Number { repr: Small(over, under) },
            _ => Number { repr: Big(Box::new((over, under))) },
        }
    }

    /// Numerator and denominator.
    pub(crate) fn big(&self) -> (BigInt, BigInt) {
        match &self.repr {
            Small(over, under) => (BigInt::from(*over), BigInt::from(*under)),
            Big(parts) => (parts.0.clone(), parts.1.clone()),
        }
    }

    /// The quotient; none where `by` is zero.
    pub fn div(&self, by: &Number) -> Option<Number> {
        if by.is_zero() {
            return None;
        }
        if let (Small(a, b), Small(c, d)) = (&self.repr, &by.repr) {
            return Some(if *c < 0 {
                super::operators::quotient_of(-a, *b, *d, -c)
            } else {
                super::operators::quotient_of(*a, *b, *d, *c)
            });
        }
        let ((a, b), (c, d)) = (self.big(), by.big());
        Some(Self::from_big(a * d, b * c))
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        matches!(self.repr, Small(0, _))
    }

    /// Below zero is -1, zero 0, above zero 1.
    pub fn signum(&self) -> i32 {
        match &self.repr {
            Small(over, _) => match over.cmp(&0) {
                Ordering::Less => -1,
                Ordering::Equal => 0,
                Ordering::Greater => 1,
            },
            Big(parts) => {
                if parts.0.is_negative() {
                    -1
                } else {
                    1
                }
            }
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.signum() < 0
    }

    /// Whether it is above zero.
    pub fn is_positive(&self) -> bool {
        self.signum() > 0
    }

    /// Whether it is a whole number.
    pub fn is_integer(&self) -> bool {
        match &self.repr {
            Small(_, under) => *under == 1,
            Big(parts) => parts.1.is_one(),
        }
    }

    /// The distance from zero.
    #[must_use]
    pub fn abs(&self) -> Number {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The greatest whole number not above it.
    #[must_use]
    pub fn floor(&self) -> Number {
        match &self.repr {
            Small(_, 1) => self.clone(),
            Small(over, under) => Number { repr: Small(over.div_euclid(*under), 1) },
            Big(parts) => Self::from_big(parts.0.div_floor(&parts.1), BigInt::one()),
        }
    }

    /// The least whole number not below it.
    #[must_use]
    pub fn ceil(&self) -> Number {
        -&(-self).floor()
    }

    /// The multiple of `step` that a mode chooses. A step that is not above zero changes nothing.
    #[must_use]
    pub fn round_to(&self, step: &Number, mode: Rounding) -> Number {
        if !step.is_positive() {
            return self.clone();
        }
        // A whole number is a multiple of 1/k for any k.
        if let (Small(_, 1), Small(1, _)) = (&self.repr, &step.repr) {
            return self.clone();
        }
        let Some(steps) = self.div(step) else { return self.clone() };
        if steps.is_integer() {
            return self.clone();
        }
        let whole = match mode {
            Rounding::Up => steps.ceil(),
            Rounding::Down => steps.floor(),
            Rounding::Gbt8170 | Rounding::HalfUp | Rounding::HalfDown => {
                let size = steps.abs();
                let below = size.floor();
                let twice = &(&size - &below) * &Number::from(2);
                let up = match twice.cmp(&Number::ONE) {
                    Ordering::Greater => true,
                    Ordering::Less => false,
                    Ordering::Equal => match mode {
                        Rounding::HalfUp => true,
                        Rounding::HalfDown => false,
                        // To the even one: up from an odd whole number.
                        _ => !below.div(&Number::from(2)).is_some_and(|half| half.is_integer()),
                    },
                };
                let rounded = if up { &below + &Number::ONE } else { below };
                if steps.is_negative() { -&rounded } else { rounded }
            }
        };
        &whole * step
    }

    /// Decimal places needed to write it; none where the digits never end.
    pub fn decimals(&self) -> Option<u32> {
        let (_, mut under) = self.big();
        let (mut twos, mut fives) = (0u32, 0u32);
        let (two, five) = (BigInt::from(2), BigInt::from(5));
        while under.is_multiple_of(&two) {
            under /= &two;
            twos += 1;
        }
        while under.is_multiple_of(&five) {
            under /= &five;
            fives += 1;
        }
        under.is_one().then_some(twos.max(fives))
    }

    /// As a decimal of at most 28 digits, where that is exact.
    pub fn to_decimal(&self) -> Option<Decimal> {
        let places = self.decimals().filter(|places| *places <= 28)?;
        let (over, under) = self.big();
        let digits = (over * BigInt::from(10).pow(places) / under).to_i128()?;
        Decimal::try_from_i128_with_scale(digits, places).ok()
    }

    /// As a whole number, where it is one and fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self.repr {
            Small(over, 1) => Some(over),
            _ => None,
        }
    }

    /// One of the last place of so many decimals.
    pub(crate) fn of_last_place(places: u32) -> Number {
        Number::from_big(BigInt::one(), BigInt::from(10).pow(places))
    }

    /// With exactly so many decimals, rounded by GB/T 8170 where it has more: for print only.
    pub fn display_to(&self, places: u32) -> String {
        let rounded = self.round_to(&Number::of_last_place(places), Rounding::Gbt8170);
        decimal_text(&rounded, places)
    }
}

/// Exact decimal digits with so many places.
fn decimal_text(number: &Number, places: u32) -> String {
    let (over, under) = number.big();
    let scaled = over * BigInt::from(10).pow(places) / under;
    let digits = scaled.magnitude().to_string();
    let places = usize::try_from(places).unwrap_or(0);
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, decimals) = padded.split_at(padded.len().saturating_sub(places));
    let sign = if scaled.is_negative() { "-" } else { "" };
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

/// The greatest common divisor; never zero for a denominator that is not.
fn gcd(a: u128, b: u128) -> u128 {
    if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
        return u128::from(a.gcd(&b)).max(1);
    }
    a.gcd(&b).max(1)
}

impl From<i64> for Number {
    fn from(whole: i64) -> Self {
        Self::small(i128::from(whole), 1)
    }
}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Self {
        Self::from_big(BigInt::from(decimal.mantissa()), BigInt::from(10).pow(decimal.scale()))
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.repr, &other.repr) {
            (Small(a, b), Small(c, d)) if b == d => a.cmp(c),
            (Small(a, b), Small(c, d)) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => {
                let ((a, b), (c, d)) = (self.big(), other.big());
                (a * d).cmp(&(c * b))
            }
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    /// Decimal digits where they end, else `numerator/denominator`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.repr, self.decimals()) {
            (Small(over, 1), _) => write!(f, "{over}"),
            (_, Some(places)) => f.write_str(&decimal_text(self, places)),
            (_, None) => {
                let (over, under) = self.big();
                write!(f, "{over}/{under}")
            }
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap_or_default()
    }

    fn round(text: &str, step: &str, mode: Rounding) -> String {
        n(text).round_to(&n(step), mode).to_string()
    }

    /// GB/T 8170-2008, section 3: the standard's own examples.
    #[test]
    fn gbt8170_rounds_as_the_standard_shows() {
        for (number, step, expected) in [
            ("12.1498", "0.1", "12.1"),
            ("12.1498", "1", "12"),
            ("1268", "100", "1300"),
            ("10.5002", "1", "11"),
            ("1.050", "0.1", "1"),
            ("0.35", "0.1", "0.4"),
            ("2500", "1000", "2000"),
            ("3500", "1000", "4000"),
            ("-355", "10", "-360"),
            ("-325", "10", "-320"),
            ("-0.0365", "0.001", "-0.036"),
            ("97.46", "1", "97"),
            ("15.4546", "1", "15"),
            ("60.25", "0.5", "60"),
            ("60.38", "0.5", "60.5"),
            ("60.28", "0.5", "60.5"),
            ("-60.75", "0.5", "-61"),
            ("830", "20", "840"),
            ("842", "20", "840"),
            ("832", "20", "840"),
            ("-930", "20", "-920"),
        ] {
            assert_eq!(round(number, step, Rounding::Gbt8170), expected, "{number} to {step}");
        }
    }

    #[test]
    fn the_other_modes_differ_only_where_they_should() {
        assert_eq!(round("0.125", "0.01", Rounding::HalfUp), "0.13");
        assert_eq!(round("0.125", "0.01", Rounding::HalfDown), "0.12");
        assert_eq!(round("0.125", "0.01", Rounding::Gbt8170), "0.12");
        assert_eq!(round("0.121", "0.01", Rounding::Up), "0.13");
        assert_eq!(round("-0.121", "0.01", Rounding::Up), "-0.12");
        assert_eq!(round("0.129", "0.01", Rounding::Down), "0.12");
    }

    #[test]
    fn sixths_make_a_third_and_tenths_a_whole() {
        let sixth = Number::ratio(1, 6).unwrap_or_default();
        assert_eq!(&sixth + &sixth, Number::ratio(1, 3).unwrap_or_default());
        assert_eq!(&n("0.1") + &n("0.2"), n("0.3"));
        assert_eq!(n("15.3").div(&n("3")).unwrap_or_default().to_string(), "5.1");
    }

    #[test]
    fn written_digits_are_kept_and_other_ways_of_writing_refused() {
        assert_eq!(
            n("12345678901234567.890123456789").to_string(),
            "12345678901234567.890123456789"
        );
        assert_eq!(n("3.10"), n("3.1"));
        for wrong in ["", "-", ".5", "5.", "1_000", "+1", "1e5", "１", "0x1", "1/3", " 1"] {
            assert!(Number::parse(wrong).is_none(), "{wrong}");
        }
        assert!(Number::parse(&"9".repeat(61)).is_none());
    }

    #[test]
    fn printing_keeps_places_and_fractions() {
        assert_eq!(n("87.5").display_to(2), "87.50");
        assert_eq!(Number::ratio(1137, 13).unwrap_or_default().display_to(2), "87.46");
        assert_eq!(Number::ratio(-1, 3).unwrap_or_default().to_string(), "-1/3");
        assert_eq!(n("-0.05").to_string(), "-0.05");
    }

    fn any_number() -> impl Strategy<Value = Number> {
        (any::<i64>(), 1i64..=i64::MAX, 0u8..3).prop_map(|(over, under, small)| {
            let (over, under) =
                if small > 0 { (over % 1000, under % 60 + 1) } else { (over, under) };
            Number::ratio(over, under).unwrap_or_default()
        })
    }

    fn reference(number: &Number) -> num_rational::BigRational {
        let (over, under) = number.big();
        num_rational::BigRational::new(over, under)
    }

    proptest! {
        #[test]
        fn arithmetic_agrees_with_big_fractions(a in any_number(), b in any_number()) {
            let (x, y) = (reference(&a), reference(&b));
            prop_assert_eq!(reference(&(&a + &b)), &x + &y);
            prop_assert_eq!(reference(&(&a - &b)), &x - &y);
            prop_assert_eq!(reference(&(&a * &b)), &x * &y);
            prop_assert_eq!(a.cmp(&b), x.cmp(&y));
            prop_assert_eq!(reference(&a.floor()), x.floor());
            prop_assert_eq!(reference(&a.ceil()), x.ceil());
            if let Some(q) = a.div(&b) {
                prop_assert_eq!(reference(&q), &x / &y);
            }
            // Equal numbers have equal fields, whichever way they were made.
            prop_assert_eq!(&(&(&a + &b) - &b), &a);
        }

        #[test]
        fn rounding_is_nearest_and_done_once(a in any_number(), step in 1i64..500) {
            let step = Number::ratio(step, 100).unwrap_or_default();
            for mode in [Rounding::Gbt8170, Rounding::HalfUp, Rounding::HalfDown] {
                let rounded = a.round_to(&step, mode);
                prop_assert!(&(&rounded - &a).abs() * &Number::from(2) <= step);
                prop_assert_eq!(rounded.round_to(&step, mode), rounded);
            }
        }

        #[test]
        fn what_is_printed_reads_back(whole in any::<i64>(), places in 0u32..12) {
            let number = Number::from_big(BigInt::from(whole), BigInt::from(10).pow(places));
            prop_assert_eq!(Number::parse(&number.to_string()), Some(number));
        }
    }
}
