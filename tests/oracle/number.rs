//! Exact fractions: from digits, to digits, and the five ways to round.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{FromPrimitive, One, Pow, Signed, ToPrimitive, Zero};

pub(crate) type R = BigRational;

pub(crate) fn int(n: i64) -> R {
    R::from_integer(BigInt::from(n))
}

/// `5`, `-0.50`, `85%`, `1/3`; nothing else is a number.
pub(crate) fn parse(text: &str) -> Option<R> {
    if let Some((over, under)) = text.split_once('/') {
        return Some(parse(over.trim())? / parse(under.trim())?);
    }
    let (text, percent) = match text.strip_suffix('%') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let (digits, negative) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let numerator: BigInt = format!("{whole}{fraction}").parse().ok()?;
    let mut value = R::new(numerator, BigInt::from(10).pow(fraction.len()));
    if percent {
        value /= int(100);
    }
    Some(if negative { -value } else { value })
}

/// A finite decimal when there is one, else a fraction `n/d`. Trailing zeros go.
pub(crate) fn show(value: &R) -> String {
    for places in 0..60_usize {
        let scaled = value * R::from_integer(BigInt::from(10).pow(places));
        if scaled.is_integer() {
            let digits = format!("{:0>width$}", scaled.to_integer().abs(), width = places + 1);
            let (whole, fraction) = digits.split_at(digits.len() - places);
            let sign = if value.is_negative() { "-" } else { "" };
            let dot = if places == 0 { "" } else { "." };
            return format!("{sign}{whole}{dot}{fraction}");
        }
    }
    value.to_string()
}

/// Rounds the absolute value to a multiple of `step`, then restores the sign (GB/T 8170, 3.2).
pub(crate) fn round(value: &R, step: &R, mode: &str) -> R {
    let steps = value.abs() / step;
    let below = steps.floor();
    let rest = &steps - &below;
    let half = R::new(BigInt::one(), BigInt::from(2));
    let carry = match mode {
        "gbt8170" => rest > half || (rest == half && !(&below / int(2)).is_integer()),
        "half_up" => rest >= half,
        "half_down" => rest > half,
        // To the next multiple above or below, which of a negative number is the nearer to 0 or the farther.
        "up" => !rest.is_zero() && !value.is_negative(),
        "down" => !rest.is_zero() && value.is_negative(),
        other => panic!("no rounding mode {other}"),
    };
    let rounded = (if carry { below + int(1) } else { below }) * step;
    if value.is_negative() { -rounded } else { rounded }
}

/// The n-th root, exact where it is a fraction, else cut after 40 decimals.
pub(crate) fn root(value: &R, n: u32) -> R {
    let (top, bottom) = (value.numer().nth_root(n), value.denom().nth_root(n));
    let exact = R::new(top, bottom);
    if exact.clone().pow(n) == *value {
        return exact;
    }
    let scale = BigInt::from(10).pow(40_u32);
    let grown = value * R::from_integer(scale.clone().pow(n));
    R::new(grown.to_integer().nth_root(n), scale)
}

/// The decimal of 12 places that is nearest, of two equally near the even one.
pub(crate) fn nearest(value: &R) -> R {
    round(value, &R::new(1.into(), 10_u64.pow(12).into()), "gbt8170")
}

/// The n-th root as the format gives it.
pub(crate) fn settled_root(value: &R, n: u32) -> R {
    let found = root(value, n);
    if found.clone().pow(n) == *value { found } else { nearest(&found) }
}

/// Whole numbers that stand for so many places: far more than what is asked for needs.
const PLACES: u32 = 90;

fn scaled(value: &R) -> BigInt {
    (value * R::from_integer(BigInt::from(10).pow(PLACES))).to_integer()
}

/// e to a power from −100 to 100, by the series of a small part of it and squaring.
fn long_exp(power: &BigInt) -> BigInt {
    let one = BigInt::from(10).pow(PLACES);
    let small = power / 1024;
    let (mut term, mut sum) = (one.clone(), one.clone());
    for n in 1..70 {
        term = term * &small / &one / n;
        sum += &term;
    }
    (0..10).fold(sum, |sum, _| &sum * &sum / &one)
}

/// The power of e that gives a number, by Halley's method from what floating point says.
fn long_ln(value: &R) -> R {
    let first = value.to_f64().expect("no huge number").ln();
    let mut found = scaled(&R::from_f64(first).expect("a number above 0"));
    let value = scaled(value);
    for _ in 0..3 {
        let there = long_exp(&found);
        found += (&value - &there) * 2 * BigInt::from(10).pow(PLACES) / (&value + &there);
    }
    R::new(found, BigInt::from(10).pow(PLACES))
}

pub(crate) fn exp(power: &R) -> R {
    if power.is_zero() {
        int(1)
    } else {
        nearest(&R::new(long_exp(&scaled(power)), BigInt::from(10).pow(PLACES)))
    }
}

pub(crate) fn ln(value: &R) -> R {
    if value.is_one() { int(0) } else { nearest(&long_ln(value)) }
}

pub(crate) fn log10(value: &R) -> R {
    let whole = (-40..40).find(|n| int(10).pow(*n) == *value);
    whole.map_or_else(|| nearest(&(long_ln(value) / long_ln(&int(10)))), |n| int(n.into()))
}

/// Known to more places than are given: e, ln 2, log 2.
#[test]
fn logarithms_and_powers_of_e() {
    assert_eq!(show(&exp(&int(1))), "2.718281828459");
    assert_eq!(show(&exp(&int(-1))), "0.367879441171");
    assert_eq!(show(&ln(&int(2))), "0.69314718056");
    assert_eq!(show(&log10(&int(2))), "0.301029995664");
    assert_eq!([show(&ln(&int(1))), show(&log10(&int(1000)))], ["0", "3"]);
    let huge = show(&exp(&int(100)));
    assert!(huge.starts_with("26881171418161354484126255515800135873611118.7737419224"), "{huge}");
}

#[test]
fn numbers_go_out_as_they_came_in() {
    for text in ["0", "5", "-0.5", "3.1", "1268", "0.036"] {
        assert_eq!(show(&parse(text).unwrap()), text);
    }
    assert_eq!(show(&parse("85%").unwrap()), "0.85");
    assert_eq!(show(&(int(1) / int(3))), "1/3");
    assert_eq!([parse("1e3"), parse("1/"), parse(".5"), parse("")], [const { None }; 4]);
}

/// domain.md §4.1, the vectors of the standard.
#[test]
fn gbt8170_rounds_as_the_standard_prints() {
    let vectors = [
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
    ];
    for (value, step, wanted) in vectors {
        let got = round(&parse(value).unwrap(), &parse(step).unwrap(), "gbt8170");
        assert_eq!(show(&got), wanted, "{value} to {step}");
    }
}

#[test]
fn a_root_is_exact_where_it_can_be() {
    assert_eq!(show(&root(&parse("0.36").unwrap(), 2)), "0.6");
    assert!(show(&root(&int(2), 2)).starts_with("1.41421356237309"));
}
