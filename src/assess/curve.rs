//! From a measured number to points: bands, lines, tables, shares, supply, ladders.

use super::compare::compare;
use super::eval::{UNREAD, reasons, strict, unread};
use crate::compile::RatioCode;
use crate::compile::seen::{Seen, Why};
use crate::model::criterion::{Band, Post, WhenEmpty};
use crate::model::expression::Comparison;
use crate::model::range::Range;
use crate::value::Number;

/// The word of the band a number falls into; of an open number the words of all bands it may fall into.
pub(super) fn band_words(of: &Seen, bands: &[Band]) -> Seen {
    let word = |band: &Band| band.points.to_i64().and_then(|at| u32::try_from(at).ok());
    if let Seen::Number(number) = of {
        let found = bands.iter().find(|band| band.holds(number)).and_then(word);
        return found.and_then(|at| usize::try_from(at).ok()).map_or_else(unread, Seen::Word);
    }
    let range = of.range();
    let met = bands.iter().filter(|band| meets(band, &range)).filter_map(word);
    worded(&[of], met.fold(0, |bits, at| bits | bit_of(at)))
}

/// The word where two choices meet.
pub(super) fn table_words(row: &Seen, column: &Seen, cells: &[Vec<Number>]) -> Seen {
    let word = |cell: &Number| cell.to_i64().and_then(|at| u32::try_from(at).ok());
    let bit = |bits: u64, at: usize| bits >> at.min(63) & 1 == 1;
    let (rows, columns) = (row.bits(), column.bits());
    let possible = cells.iter().enumerate().filter(|(r, _)| bit(rows, *r));
    let possible = possible.flat_map(|(_, cells)| {
        cells.iter().enumerate().filter(|(c, _)| bit(columns, *c)).filter_map(|(_, n)| word(n))
    });
    worded(&[row, column], possible.fold(0, |bits, at| bits | bit_of(at)))
}

fn bit_of(at: u32) -> u64 {
    1u64.checked_shl(at).unwrap_or(0)
}

/// Any of some words, as far as the operands let there be one.
fn worded(operands: &[&Seen], bits: u64) -> Seen {
    match reasons(operands) {
        Ok(why) => Seen::words(bits, why),
        Err(nothing) => nothing,
    }
}

/// Whether a number of a range may fall into a band.
fn meets(band: &Band, range: &Range) -> bool {
    let above = match (&band.low, &range.high) {
        (Some(low), Some(high)) => low.at < *high || (low.at == *high && low.included),
        _ => true,
    };
    let below = match (&band.high, &range.low) {
        (Some(high), Some(low)) => high.at > *low || (high.at == *low && high.included),
        _ => true,
    };
    above && below
}

pub(super) fn banded(range: &Range, bands: &[Band]) -> Range {
    bands
        .iter()
        .filter(|band| meets(band, range))
        .map(|band| Range::point(&band.points))
        .reduce(|a, b| a.hull(&b))
        .unwrap_or_default()
}

/// The points on the line at a number; cut at the ends.
pub(crate) fn on_line(number: &Number, posts: &[Post]) -> Number {
    let (Some(first), Some(last)) = (posts.first(), posts.last()) else { return Number::ZERO };
    if *number <= first.at {
        return first.points.clone();
    }
    for pair in posts.windows(2) {
        let [from, to] = pair else { continue };
        if *number <= to.at {
            let way = (number - &from.at).div(&(&to.at - &from.at)).unwrap_or(Number::ZERO);
            return &from.points + &(&way * &(&to.points - &from.points));
        }
    }
    last.points.clone()
}

pub(super) fn lined(range: &Range, posts: &[Post]) -> Range {
    let end = |end: &Option<Number>, post: Option<&Post>| match end {
        Some(number) => on_line(number, posts),
        None => post.map_or(Number::ZERO, |post| post.points.clone()),
    };
    let low = end(&range.low, posts.first());
    let high = end(&range.high, posts.last());
    let inside =
        posts.iter().filter(|post| range.holds(&post.at)).map(|post| Range::point(&post.points));
    inside.fold(Range::point(&low).hull(&Range::point(&high)), |a, b| a.hull(&b))
}

pub(super) fn table(row: &Seen, column: &Seen, cells: &[Vec<Number>]) -> Seen {
    if let (Seen::Word(row), Seen::Word(column)) = (row, column) {
        return match cells.get(*row).and_then(|cells| cells.get(*column)) {
            Some(points) => Seen::Number(points.clone()),
            None => unread(),
        };
    }
    let (rows, columns) = (row.bits(), column.bits());
    let bit = |bits: u64, at: usize| bits >> at.min(63) & 1 == 1;
    let possible =
        cells.iter().enumerate().filter(|(r, _)| bit(rows, *r)).flat_map(|(_, cells)| {
            cells.iter().enumerate().filter(|(c, _)| bit(columns, *c)).map(|(_, n)| Range::point(n))
        });
    let range = possible.reduce(|a, b| a.hull(&b)).unwrap_or_default();
    strict(&[row, column], |_| range)
}

pub(super) fn ratio_share(ratio: &RatioCode, of: &Seen, to: &Seen) -> Seen {
    let span = &ratio.target - &ratio.floor;
    let share = |quotient: &Number| {
        let way = (quotient - &ratio.floor).div(&span).unwrap_or(Number::ZERO);
        way.max(Number::ZERO).min(Number::ONE)
    };
    let instead = || match ratio.when_empty {
        Some(WhenEmpty::NotApplicable) => Seen::nothing(Why::NOT_APPLICABLE),
        Some(WhenEmpty::Full) => Seen::Number(Number::ONE),
        Some(WhenEmpty::Zero) => Seen::Number(Number::ZERO),
        Some(WhenEmpty::Undefined) | None => Seen::nothing(Why::UNDEFINED),
    };
    if let (Seen::Number(of), Seen::Number(to)) = (of, to) {
        return of.div(to).map_or_else(instead, |quotient| Seen::Number(share(&quotient)));
    }
    if to.number().is_some_and(Number::is_zero) {
        return instead();
    }
    let by = to.range();
    let may_be_empty = by.holds(&Number::ZERO);
    let why = match reasons(&[of, to]) {
        Ok(why) => why,
        // An empty denominator would decide without the numerator.
        Err(nothing) if may_be_empty && !to.is_nothing() => {
            return nothing.hull(&instead(), to.why());
        }
        Err(nothing) => return nothing,
    };
    let Some(quotient) = of.range().divide(&by) else {
        // Nothing, where there is one at all.
        return match to.why().sticks() {
            true => instead().hull(&Seen::nothing(Why::NOT_APPLICABLE), to.why()),
            false => instead(),
        };
    };
    let range = Range {
        low: Some(quotient.low.as_ref().map_or(Number::ZERO, share)),
        high: Some(quotient.high.as_ref().map_or(Number::ONE, share)),
    };
    let seen = Seen::ranging(range, why);
    if may_be_empty { seen.hull(&instead(), why) } else { seen }
}

pub(super) fn supply(need: &Seen, have: &Seen) -> Seen {
    let nothing_needed = || Seen::nothing(Why::NOT_APPLICABLE);
    let needed = need.range();
    if needed.high.is_some_and(|most| !most.is_positive()) {
        return nothing_needed();
    }
    let enough = compare(Comparison::GreaterOrEqual, have, need);
    let share = match &enough {
        Seen::Truth(truth) => Seen::Number(if *truth { Number::ONE } else { Number::ZERO }),
        open if open.is_nothing() => return enough,
        open => Seen::ranging(Range::between(Number::ZERO, Number::ONE), open.why()),
    };
    // While the need is open it may turn out that nothing is needed.
    let may_need_nothing = !need.is_known() && needed.low.is_none_or(|least| !least.is_positive());
    if may_need_nothing { share.hull(&nothing_needed(), need.why()) } else { share }
}

/// The highest rung such that it and all below it hold; nothing below the first.
pub(super) fn ladder(rungs: &[(usize, Number)], values: &[Seen]) -> Seen {
    let mut reached = Number::ZERO;
    let mut range: Option<Range> = None;
    let mut why = Why::default();
    for (condition, points) in rungs {
        let condition = values.get(*condition).unwrap_or(&UNREAD);
        match (condition, &mut range) {
            (Seen::Truth(true), None) => reached = points.clone(),
            (Seen::Truth(true), Some(range)) => *range = range.hull(&Range::point(points)),
            (Seen::Truth(false), _) => break,
            (open, so_far) => {
                if open.is_nothing() && so_far.is_none() {
                    return open.clone();
                }
                why = why.and(open.why().maybe());
                let before = so_far.take().unwrap_or_else(|| Range::point(&reached));
                *so_far = Some(before.hull(&Range::point(points)));
            }
        }
    }
    match range {
        Some(range) => Seen::ranging(range, why),
        None => Seen::Number(reached),
    }
}
