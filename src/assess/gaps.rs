//! Gaps: what was lost, in the declared order.

use super::outcome::{Gap, GapOf, ItemOutcome, State};
use crate::compile::Code;
use crate::model::{OrderKey, Standard};
use crate::value::Number;
use std::cmp::Ordering;

/// Every item and penalty that lost points, and advice that is not followed (which loses none), in order.
pub(super) fn gaps(code: &Code, items: &[ItemOutcome], penalties: &[Option<Number>]) -> Vec<Gap> {
    let standard = code.standard();
    let mut out = Vec::with_capacity(items.len());
    for (at, outcome) in items.iter().enumerate() {
        let lost = lost(standard, outcome);
        let open = matches!(outcome.state, State::Fail | State::Partial) && !outcome.counted;
        if lost.is_positive() || open {
            out.push(Gap { what: GapOf::Item(at), lost });
        }
    }
    for (at, points) in penalties.iter().enumerate() {
        if let Some(points) = points.as_ref().filter(|points| points.is_positive()) {
            out.push(Gap { what: GapOf::Penalty(at), lost: points.clone() });
        }
    }
    // The place on the sheet decides last, so no two are equal.
    out.sort_unstable_by(|a, b| compare(code, a, b));
    out
}

/// The points an item lost of the whole.
pub(crate) fn lost(standard: &Standard, outcome: &ItemOutcome) -> Number {
    if standard.scale.lower_is_better {
        outcome.earned.clone()
    } else {
        &outcome.weight - &outcome.earned
    }
}

fn compare(code: &Code, a: &Gap, b: &Gap) -> Ordering {
    let standard = code.standard();
    for (which, key) in standard.order.iter().enumerate() {
        let ordering = match key {
            OrderKey::Tag(_) => {
                let rank = |gap: &Gap| match gap.what {
                    GapOf::Item(at) => code.ranks.get(at).and_then(|ranks| ranks.get(which)),
                    GapOf::Penalty(_) => None,
                };
                let rank = |gap: &Gap| rank(gap).copied().unwrap_or(usize::MAX);
                rank(a).cmp(&rank(b))
            }
            // One subject lies in one place: this key orders ledgers of several.
            OrderKey::Proximity => Ordering::Equal,
            OrderKey::Points => b.lost.cmp(&a.lost),
            OrderKey::Deadline => days(standard, a).cmp(&days(standard, b)),
            OrderKey::Id => id(standard, a).cmp(id(standard, b)),
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
    position(a).cmp(&position(b))
}

fn days(standard: &Standard, gap: &Gap) -> i64 {
    match gap.what {
        GapOf::Item(at) => standard
            .items
            .get(at)
            .and_then(|item| item.remedy.as_ref())
            .and_then(|remedy| remedy.days)
            .unwrap_or(i64::MAX),
        GapOf::Penalty(_) => i64::MAX,
    }
}

fn id<'a>(standard: &'a Standard, gap: &Gap) -> &'a str {
    let id = match gap.what {
        GapOf::Item(at) => standard.items.get(at).map(|item| &item.id),
        GapOf::Penalty(at) => standard.penalties.list.get(at).map(|penalty| &penalty.id),
    };
    id.map_or("", String::as_str)
}

fn position(gap: &Gap) -> (bool, usize) {
    match gap.what {
        GapOf::Item(at) => (false, at),
        GapOf::Penalty(at) => (true, at),
    }
}
