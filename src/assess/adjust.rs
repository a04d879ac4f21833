//! Bonuses and penalties: what they come to, and what they can come to.

use super::outcome::AdjustmentOutcome;
use crate::compile::seen::{Seen, Why};
use crate::model::Adjustments;
use crate::value::Number;

/// Bonuses or penalties: each, and together counted, at least, at most.
pub(super) struct Adjusted {
    pub(super) each: Vec<AdjustmentOutcome>,
    pub(super) value: Number,
    pub(super) low: Number,
    pub(super) high: Option<Number>,
}

/// Points under what else they take: none where that does not hold or does not apply, and either where it is open.
pub(super) fn under(points: &Seen, condition: Option<&Seen>) -> Seen {
    let nothing = Seen::Number(Number::ZERO);
    match condition {
        None | Some(Seen::Truth(true)) => points.clone(),
        Some(Seen::Truth(false)) => nothing,
        Some(open) if open.is_nothing() => nothing,
        Some(open) => points.hull(&nothing, open.why().without_may_not_apply()),
    }
}

/// What bonuses or penalties come to, each as far as it is certain, and by the best estimates. What was not seen is not
/// in the value; it widens the bounds. What is estimated is in the value, and the bounds do not trust it.
pub(super) fn adjusted(adjustments: &Adjustments, seen: &[(Seen, Seen)]) -> Adjusted {
    let mut out = Adjusted {
        each: Vec::with_capacity(seen.len()),
        value: Number::ZERO,
        low: Number::ZERO,
        high: Some(Number::ZERO),
    };
    for (one, estimated) in seen {
        let range = one.range();
        // Counted a negative number of times is not counted.
        let points =
            one.number().or(estimated.number()).map(|points| points.clone().max(Number::ZERO));
        if let Some(points) = &points {
            out.value = &out.value + points;
        }
        if !one.is_nothing() {
            let low = range.low.unwrap_or(Number::ZERO).max(Number::ZERO);
            let may_be_none = one.why().has(Why::MAY_NOT_APPLY);
            out.low = if may_be_none { out.low } else { &out.low + &low };
            out.high = out.high.zip(range.high).map(|(a, b)| &a + &b.max(Number::ZERO));
        }
        let most = one.range().high.map(|high| high.max(Number::ZERO));
        out.each.push(AdjustmentOutcome { points, most, why: one.why() });
    }
    if let Some(cap) = &adjustments.at_most {
        let cut = |number: Number| number.min(cap.clone());
        out.value = cut(out.value);
        out.low = cut(out.low);
        out.high = Some(out.high.map_or_else(|| cap.clone(), cut));
    }
    out
}
