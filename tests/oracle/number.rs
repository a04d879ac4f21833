//! Exact fractions: from digits, to digits, and the five ways to round.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};

pub(crate) type R = BigRational;

pub(crate) fn int(n: i64) -> R {
    R::from_integer(BigInt::from(n))
}

/// `5`, `-0.50`, `85%`; nothing else is a number.
pub(crate) fn parse(text: &str) -> Option<R> {
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
        "up" => !rest.is_zero(),
        "down" => false,
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

#[test]
fn numbers_go_out_as_they_came_in() {
    for text in ["0", "5", "-0.5", "3.1", "1268", "0.036"] {
        assert_eq!(show(&parse(text).unwrap()), text);
    }
    assert_eq!(show(&parse("85%").unwrap()), "0.85");
    assert_eq!(show(&(int(1) / int(3))), "1/3");
    assert_eq!([parse("1e3"), parse("1/3"), parse(".5"), parse("")], [const { None }; 4]);
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
