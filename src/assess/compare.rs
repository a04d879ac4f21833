//! Comparing what is seen: exactly where both are known, by their ranges where they are not.

use super::eval::reasons;
use crate::compile::seen::{May, Seen};
use crate::model::expression::Comparison;
use crate::model::range::Range;
use crate::value::Number;

/// Compares; open operands are decided where their ranges do not meet.
pub(super) fn compare(comparison: Comparison, a: &Seen, b: &Seen) -> Seen {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let ordering = match (a, b) {
        (Seen::Number(a), Seen::Number(b)) => Some(a.cmp(b)),
        (Seen::Truth(a), Seen::Truth(b)) => Some(a.cmp(b)),
        (Seen::Word(a), Seen::Word(b)) => Some(a.cmp(b)),
        (Seen::Date(a), Seen::Date(b)) => Some(a.cmp(b)),
        _ => None,
    };
    if let Some(ordering) = ordering {
        return Seen::Truth(match comparison {
            Comparison::Equal => ordering == Equal,
            Comparison::NotEqual => ordering != Equal,
            Comparison::Less => ordering == Less,
            Comparison::LessOrEqual => ordering != Greater,
            Comparison::Greater => ordering == Greater,
            Comparison::GreaterOrEqual => ordering != Less,
        });
    }
    let why = match reasons(&[a, b]) {
        Ok(why) => why,
        Err(nothing) => return nothing,
    };
    let range = |seen: &Seen| match seen {
        Seen::Word(_) => word_range(seen.bits()),
        Seen::Open(open) => match &open.may {
            May::Words(bits) => word_range(*bits),
            _ => seen.range(),
        },
        _ => seen.range(),
    };
    let truths = matches!(a, Seen::Truth(_)) || matches!(b, Seen::Truth(_));
    let decided = if why.sticks() || truths {
        None
    } else {
        decide(comparison, &range(a), &range(b), a.bits() & b.bits() == 0)
    };
    decided.map_or_else(|| Seen::either(why), Seen::Truth)
}

pub(super) fn word_range(bits: u64) -> Range {
    if bits == 0 {
        return Range::default();
    }
    let low = i64::from(bits.trailing_zeros());
    let high = 63 - i64::from(bits.leading_zeros());
    Range::between(Number::from(low), Number::from(high))
}

pub(super) fn decide(comparison: Comparison, a: &Range, b: &Range, apart: bool) -> Option<bool> {
    // Every number of one lies below every number of the other.
    let below = |a: &Range, b: &Range, or_equal: bool| match (&a.high, &b.low) {
        (Some(high), Some(low)) => high < low || (or_equal && high == low),
        _ => false,
    };
    match comparison {
        Comparison::Less if below(a, b, false) => Some(true),
        Comparison::Less if below(b, a, true) => Some(false),
        Comparison::LessOrEqual if below(a, b, true) => Some(true),
        Comparison::LessOrEqual if below(b, a, false) => Some(false),
        Comparison::Greater if below(b, a, false) => Some(true),
        Comparison::Greater if below(a, b, true) => Some(false),
        Comparison::GreaterOrEqual if below(b, a, true) => Some(true),
        Comparison::GreaterOrEqual if below(a, b, false) => Some(false),
        Comparison::Equal if apart || below(a, b, false) || below(b, a, false) => Some(false),
        Comparison::NotEqual if apart || below(a, b, false) || below(b, a, false) => Some(true),
        _ => None,
    }
}
