//! Sums over findings: repeats that count once, groups with a cap.

use super::over::{Counted, is_open, without};
use super::share_out::{Piece, most};
use crate::compile::OverCode;
use crate::compile::seen::{Seen, Why};
use crate::model::range::Range;
use crate::value::Number;

/// The sum, with repeats counted once (at their dearest) and groups capped.
pub(super) fn sum(code: &OverCode, counted: &[Counted], why: Why) -> Seen {
    let why = match without(counted) {
        Some(true) => return Seen::nothing(why),
        Some(false) => why.maybe(),
        None => why,
    };
    let zero = Range::point(&Number::ZERO);
    let range_of = |one: &Counted| {
        let range = one.each.range();
        if one.sure { range } else { range.hull(&zero) }
    };
    // Repeats first: one entry for each, the dearest of it, with the group it falls into where that is known.
    let mut single: Vec<Single<'_>> = Vec::new();
    for one in counted {
        let range = range_of(one);
        let grouped = !one.cap_keys.iter().any(|key| is_open(key));
        let repeat = (!code.by.is_empty() && !is_open(&one.key))
            .then(|| single.iter_mut().find(|(other, _, _)| other.key == one.key))
            .flatten();
        match repeat {
            Some((before, most, known)) => {
                *known &= grouped;
                if before.cap_keys != one.cap_keys {
                    match (most.single(), range.single()) {
                        (Some(most), Some(points)) if points > most => *before = one,
                        // Of those that cost the same the one whose groups come first, whatever the order of the list.
                        (Some(most), Some(points)) if points == most => {
                            if stands_before(&one.cap_keys, &before.cap_keys) {
                                *before = one;
                            }
                        }
                        (Some(_), Some(_)) => {}
                        // It is open which is the dearest.
                        _ => *known = false,
                    }
                }
                *most = most.max(&range);
            }
            // A finding of unknown group may be a repeat of another and then costs nothing.
            None if is_open(&one.key) => single.push((one, range.hull(&zero), grouped)),
            None => single.push((one, range, grouped)),
        }
    }
    if !code.by.is_empty()
        && single.iter().any(may_be_negative)
        && counted.iter().any(|one| is_open(&one.key))
    {
        // What is less than nothing may be hidden behind a repeat, or hide one.
        let ends = single.iter().map(|(_, range, _)| range.hull(&zero));
        let total = ends.fold(Range::point(&Number::ZERO), |total, range| total.add(&range));
        let low = total.low.map(|low| &low + &dearest(counted.iter()));
        return Seen::ranging(Range { low, ..total }, why);
    }
    let total = match code.at_most_per.as_slice() {
        [] => {
            // Whichever are repeats of which, the dearest of all is dearest among its own.
            let total = single.iter().fold(zero, |total, (_, range, _)| total.add(range));
            match single.iter().any(may_be_negative) {
                true => total,
                false => Range { low: total.low.max(Some(dearest(counted.iter()))), ..total },
            }
        }
        [(_, cap)] => less_repeats(capped_once(&single, cap), &single, cap),
        [(_, first), (_, second), ..] => {
            let least = if first < second { first } else { second };
            less_repeats(capped_twice(&single, [first, second]), &single, least)
        }
    };
    Seen::ranging(total, why)
}

/// What groups come to together where a finding that may be a repeat of a cheaper one takes it out of its group.
fn less_repeats(total: Range, single: &[Single<'_>], cap: &Number) -> Range {
    if single.iter().any(may_be_negative) {
        return total;
    }
    // What is taken out is no dearer than the repeat, nor than the cap of its group.
    let mut low = total.low.unwrap_or(Number::ZERO);
    for (_, range, _) in single.iter().filter(|(one, ..)| is_open(&one.key)) {
        low = &low - &range.high.clone().map_or_else(|| cap.clone(), |most| most.min(cap.clone()));
    }
    // The dearest of all counts, whatever is a repeat of what and in whichever group.
    let least = dearest(single.iter().map(|(one, ..)| *one)).min(cap.clone());
    Range { low: Some(low.max(least)), ..total }
}

/// What the dearest of those that surely count costs at least; nothing where none does.
fn dearest<'a>(counted: impl Iterator<Item = &'a Counted>) -> Number {
    let sure = counted.filter(|one| one.sure).filter_map(|one| one.each.range().low);
    sure.max().unwrap_or_default().max(Number::ZERO)
}

/// Whether groups come before others: by the order of options, by size, by date, by text; what is open or does not
/// apply comes last.
fn stands_before(one: &[Vec<Seen>], other: &[Vec<Seen>]) -> bool {
    let rank = |seen: &Seen| match seen {
        Seen::Word(at) => {
            (0u8, Number::from(i64::try_from(*at).unwrap_or(i64::MAX)), String::new())
        }
        Seen::Truth(truth) => (1, Number::from(i64::from(*truth)), String::new()),
        Seen::Number(number) => (2, number.clone(), String::new()),
        Seen::Date(date) => (3, Number::ZERO, date.to_string()),
        Seen::Text(text) => (4, Number::ZERO, text.to_string()),
        Seen::Open(_) => (5, Number::ZERO, String::new()),
    };
    let ranks = |keys: &[Vec<Seen>]| keys.iter().flatten().map(rank).collect::<Vec<_>>();
    ranks(one) < ranks(other)
}

/// A finding that counts, what it costs, and whether its groups are known.
type Single<'a> = (&'a Counted, Range, bool);

fn may_be_negative((_, range, _): &Single<'_>) -> bool {
    range.low.as_ref().is_none_or(Number::is_negative)
}

/// The sum of groups, each cut to the cap.
fn capped_once(single: &[Single<'_>], cap: &Number) -> Range {
    let zero = Range::point(&Number::ZERO);
    let mut groups: Vec<(Option<&[Seen]>, Range)> = Vec::new();
    for (one, range, known) in single {
        let key = one.cap_keys.first().filter(|_| *known).map(Vec::as_slice);
        let same = groups.iter_mut().find(|(other, _)| key.is_some() && *other == key);
        match same {
            Some((_, sum)) => *sum = sum.add(range),
            None if key.is_none() => groups.push((key, range.hull(&zero))),
            None => groups.push((key, range.clone())),
        }
    }
    let cap = Range::point(cap);
    let total = groups.iter().fold(zero.clone(), |total, (_, sum)| total.add(&sum.min(&cap)));
    // However those of unknown group are spread, all in one group is least.
    let together = single.iter().fold(zero, |total, (_, range, _)| total.add(range)).min(&cap);
    if single.iter().any(may_be_negative) {
        return total;
    }
    Range { low: total.low.max(together.low), ..total }
}

/// The most that leaves every group of both kinds within its cap.
fn capped_twice(single: &[Single<'_>], caps: [&Number; 2]) -> Range {
    let caps = caps.map(|cap| cap.clone().max(Number::ZERO));
    let limits = [&caps[0], &caps[1]];
    // One finding costs no more than its groups, so that it has an end of its own.
    let cut = |end: &Option<Number>, open: &Number| {
        let end = end.as_ref().unwrap_or(open);
        end.clone().min(caps[0].clone()).min(caps[1].clone()).max(Number::ZERO)
    };
    let unlimited = caps[0].clone().max(caps[1].clone());
    let mut kinds: [Vec<&[Seen]>; 2] = [Vec::new(), Vec::new()];
    let (mut low, mut high) = (Vec::new(), Vec::new());
    let mut apart = Number::ZERO;
    for (one, range, known) in single {
        let [least, greatest] = [cut(&range.low, &Number::ZERO), cut(&range.high, &unlimited)];
        match one.cap_keys.as_slice() {
            [first, second] if *known => {
                let groups = [place(&mut kinds[0], first), place(&mut kinds[1], second)];
                low.push(Piece { groups, points: least });
                high.push(Piece { groups, points: greatest });
            }
            // In groups of its own it costs most; among others perhaps nothing.
            _ => apart = &apart + &greatest,
        }
    }
    Range::between(most(&low, limits), &most(&high, limits) + &apart)
}

/// The position of a group among those seen.
fn place<'a>(groups: &mut Vec<&'a [Seen]>, key: &'a [Seen]) -> usize {
    groups.iter().position(|known| *known == key).unwrap_or_else(|| {
        groups.push(key);
        groups.len().saturating_sub(1)
    })
}
