//! Counts, sums and the like over a list of findings.

use super::eval::{Answer, Reading, open_number, run, unread};
use super::sum::sum;
use crate::compile::OverCode;
use crate::compile::seen::{Seen, Why};
use crate::model::expression::OverWhat;
use crate::model::range::Range;
use crate::value::Number;

/// One finding as it counts.
pub(super) struct Counted {
    /// Whether the filter lets it in: certainly, or perhaps.
    pub(super) sure: bool,
    /// Whether the filter surely applies to it.
    applies: bool,
    pub(super) each: Seen,
    /// Its group, by the values of some fields.
    pub(super) key: Vec<Seen>,
    /// Its groups as the caps have them.
    pub(super) cap_keys: Vec<Vec<Seen>>,
    why: Why,
}

/// What a filter says of a finding.
enum Filtered {
    Out,
    /// The filter does not apply to it.
    Apart,
    In(Counted),
}

/// How many findings a filter lets in, of those it applies to.
#[derive(Default)]
struct Tallied {
    yes: usize,
    no: usize,
    open: usize,
    /// Whether some finding surely is one the filter applies to.
    firm: bool,
    why: Why,
}

/// Takes something over the findings of a fact.
pub(super) fn over(code: &OverCode, reading: Reading<'_>, values: &[Seen]) -> Seen {
    let findings = match reading.answers.get(code.fact) {
        Some(Answer::Findings(Ok(findings))) => findings,
        Some(Answer::Findings(Err(why))) => return unseen(code, *why),
        _ => return unread(),
    };
    let mut counted = Vec::with_capacity(findings.len());
    let mut tallied = Tallied::default();
    for fields in findings {
        match count_one(code, fields, reading, values) {
            Err(undefined) => return Seen::nothing(undefined),
            Ok(Filtered::Out) => (tallied.no, tallied.firm) = (tallied.no.saturating_add(1), true),
            Ok(Filtered::Apart) => {}
            Ok(Filtered::In(one)) => {
                let at = if one.sure { &mut tallied.yes } else { &mut tallied.open };
                *at = at.saturating_add(1);
                tallied.firm |= one.applies;
                tallied.why = tallied.why.and(one.why);
                counted.push(one);
            }
        }
    }
    let why = counted.iter().fold(Why::default(), |why, one| why.and(one.why));
    match code.what {
        OverWhat::Count => {
            let sure = counted.iter().filter(|one| one.sure).count();
            whole(sure, counted.len(), why)
        }
        OverWhat::Distinct => distinct(&counted, why),
        OverWhat::Any | OverWhat::All | OverWhat::Share => portion(code.what, &tallied),
        OverWhat::Sum => sum(code, &counted, why),
        _ => spread(code, &counted, why),
    }
}

/// The findings that cost something or may, by position, each with what it costs before groups are capped. Of repeats
/// that count once the dearest costs, the others nothing.
pub(crate) fn costs(
    code: &OverCode,
    answers: &[Answer],
    values: &[Seen],
) -> Vec<(usize, Option<Number>)> {
    let Some(Answer::Findings(Ok(findings))) = answers.get(code.fact) else { return Vec::new() };
    let reading = Reading { answers, fields: &[], outer: &[], results: None };
    let mut out: Vec<(usize, Option<Number>)> = Vec::new();
    let mut dearest: Vec<(Vec<Seen>, usize)> = Vec::new();
    for (at, fields) in findings.iter().enumerate() {
        let Ok(Filtered::In(one)) = count_one(code, fields, reading, values) else { continue };
        let mut points = one.each.number().filter(|_| one.sure).cloned();
        let repeats = !code.by.is_empty() && !is_open(&one.key) && points.is_some();
        match dearest.iter_mut().filter(|_| repeats).find(|(key, _)| *key == one.key) {
            Some((_, place)) => {
                let before = out.get_mut(*place).map(|(_, points)| points);
                if let Some(before) = before {
                    if points > *before {
                        *before = Some(Number::ZERO);
                        *place = out.len();
                    } else {
                        points = Some(Number::ZERO);
                    }
                }
            }
            None if repeats => dearest.push((one.key, out.len())),
            None => {}
        }
        out.push((at, points));
    }
    out.retain(|(_, points)| points.as_ref().is_none_or(|points| !points.is_zero()));
    out
}

fn count_one(
    code: &OverCode,
    fields: &[Seen],
    reading: Reading<'_>,
    values: &[Seen],
) -> Result<Filtered, Why> {
    let mut inner = Vec::new();
    run(&code.body, Reading { fields, outer: values, ..reading }, &mut inner);
    let mut why = Why::default();
    let (mut sure, mut applies) = (true, true);
    if let Some(filter) = code.filter {
        match inner.get(filter) {
            Some(Seen::Truth(true)) => {}
            Some(Seen::Truth(false)) | None => return Ok(Filtered::Out),
            Some(nothing) if nothing.is_nothing() && nothing.why().has(Why::UNDEFINED) => {
                return Err(nothing.why());
            }
            Some(nothing) if nothing.is_nothing() => return Ok(Filtered::Apart),
            Some(open) => {
                sure = false;
                applies = !open.why().has(Why::MAY_NOT_APPLY);
                why = why.and(open.why().without_may_not_apply());
            }
        }
    }
    let each = code.each.and_then(|at| inner.get(at)).cloned().unwrap_or(Seen::Number(Number::ONE));
    let key_of = |by: &[usize]| by.iter().filter_map(|at| inner.get(*at)).cloned().collect();
    let key: Vec<Seen> = key_of(&code.by);
    let cap_keys: Vec<Vec<Seen>> = code.at_most_per.iter().map(|(by, _)| key_of(by)).collect();
    // Whether a group applies decides only which group it is.
    for seen in key.iter().chain(cap_keys.iter().flatten()) {
        why = why.and(seen.why().without_may_not_apply());
    }
    why = why.and(each.why());
    Ok(Filtered::In(Counted { sure, applies, each, key, cap_keys, why }))
}

fn whole(sure: usize, most: usize, why: Why) -> Seen {
    let number = |n: usize| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
    if sure == most {
        return Seen::Number(number(sure));
    }
    Seen::ranging(Range::between(number(sure), number(most)), why)
}

/// Nobody looked: anything is possible.
fn unseen(code: &OverCode, why: Why) -> Seen {
    let not_negative = Range { low: Some(Number::ZERO), high: None };
    match code.what {
        _ if why.has(Why::NOT_APPLICABLE) => Seen::nothing(why),
        OverWhat::Count | OverWhat::Distinct => open_number(not_negative, why),
        OverWhat::Any => Seen::either(why),
        OverWhat::All => Seen::either(why.and(Why::MAY_NOT_APPLY)),
        OverWhat::Share => {
            open_number(Range::between(Number::ZERO, Number::ONE), why.and(Why::MAY_NOT_APPLY))
        }
        OverWhat::Sum if code.may_lack => {
            open_number(Range::default(), why.and(Why::MAY_NOT_APPLY))
        }
        OverWhat::Sum => open_number(Range::default(), why),
        _ => open_number(Range::default(), why.and(Why::MAY_NOT_APPLY)),
    }
}

/// `any`, `all` and `share`: of the findings that the condition applies to.
fn portion(what: OverWhat, found: &Tallied) -> Seen {
    let Tallied { yes, no, open, firm, why } = *found;
    let why = if firm { why } else { why.and(Why::MAY_NOT_APPLY) };
    match what {
        OverWhat::Any if yes > 0 => Seen::Truth(true),
        OverWhat::Any if open == 0 => Seen::Truth(false),
        OverWhat::Any => Seen::either(why.without_may_not_apply()),
        _ if yes == 0 && no == 0 && open == 0 => Seen::nothing(Why::NOT_APPLICABLE),
        OverWhat::All if no > 0 => Seen::Truth(false),
        OverWhat::All if open == 0 => Seen::Truth(true),
        OverWhat::All => Seen::either(why),
        _ => {
            let all = yes.saturating_add(no).saturating_add(open);
            let share = |n: usize| {
                let number = |n: usize| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
                number(n).div(&number(all)).unwrap_or(Number::ZERO)
            };
            if open == 0 {
                return Seen::Number(share(yes));
            }
            Seen::ranging(Range::between(share(yes), share(yes.saturating_add(open))), why)
        }
    }
}

/// Whether a group is not known yet. A field that does not apply is a group of its own.
pub(super) fn is_open(key: &[Seen]) -> bool {
    key.iter().any(|seen| !seen.is_known() && !seen.is_nothing())
}

/// Whether a number that is needed does not apply: certainly, or only if its finding counts.
pub(super) fn without(counted: &[Counted]) -> Option<bool> {
    let mut lacking = counted.iter().filter(|one| one.each.is_nothing()).peekable();
    lacking.peek()?;
    Some(lacking.any(|one| one.sure))
}

/// How many different groups: those surely there, and those that may be.
fn distinct(counted: &[Counted], why: Why) -> Seen {
    let mut sure: Vec<&[Seen]> = Vec::new();
    let mut all: Vec<&[Seen]> = Vec::new();
    let mut open = 0usize;
    for one in counted {
        if is_open(&one.key) {
            open += 1;
            continue;
        }
        if !all.contains(&one.key.as_slice()) {
            all.push(&one.key);
        }
        if one.sure && !sure.contains(&one.key.as_slice()) {
            sure.push(&one.key);
        }
    }
    // A finding whose group is not known is at least one group where it is the only one.
    let lone = usize::from(sure.is_empty() && counted.iter().any(|one| one.sure));
    whole(sure.len().saturating_add(lone), all.len().saturating_add(open), why)
}

/// Mean, least, greatest and mean of the worst: of nothing there is none.
fn spread(code: &OverCode, counted: &[Counted], why: Why) -> Seen {
    if counted.is_empty() {
        return Seen::nothing(Why::NOT_APPLICABLE);
    }
    let why = match without(counted) {
        Some(true) => return Seen::nothing(why),
        Some(false) => why.maybe(),
        None => why,
    };
    if counted.iter().all(|one| one.sure && one.each.is_known()) {
        let mut numbers: Vec<&Number> =
            counted.iter().filter_map(|one| one.each.number()).collect();
        numbers.sort();
        let taken = match code.what {
            OverWhat::Min => numbers.get(..1),
            OverWhat::Max => numbers.get(numbers.len().saturating_sub(1)..),
            OverWhat::Worst => numbers.get(..code.k.min(numbers.len())),
            _ => numbers.get(..),
        };
        let taken = taken.unwrap_or_default();
        let sum: Number = taken.iter().copied().sum();
        let count = Number::from(i64::try_from(taken.len()).unwrap_or(i64::MAX));
        return sum.div(&count).map_or_else(unread, Seen::Number);
    }
    let none_sure = !counted.iter().any(|one| one.sure);
    let why = if none_sure { why.and(Why::MAY_NOT_APPLY) } else { why };
    Seen::ranging(ends(code, counted), why)
}

/// The least and the greatest that mean, least, greatest and mean of the worst can be.
fn ends(code: &OverCode, counted: &[Counted]) -> Range {
    let ranges: Vec<(bool, Range)> = counted
        .iter()
        .filter(|one| !one.each.is_nothing())
        .map(|one| (one.sure, one.each.range()))
        .collect();
    let hull = ranges.iter().map(|(_, range)| range.clone()).reduce(|a, b| a.hull(&b));
    let hull = hull.unwrap_or_default();
    let all_sure = ranges.len() == counted.len() && ranges.iter().all(|(sure, _)| *sure);
    // Every end of a kind, smallest first; none where one of them is open.
    let sorted = |end: fn(&Range) -> Option<&Number>| -> Option<Vec<Number>> {
        let mut list: Vec<Number> =
            ranges.iter().map(|(_, range)| end(range).cloned()).collect::<Option<_>>()?;
        list.sort();
        Some(list)
    };
    let low: fn(&Range) -> Option<&Number> = |range| range.low.as_ref();
    let high: fn(&Range) -> Option<&Number> = |range| range.high.as_ref();
    let mean = |list: Option<Vec<Number>>, most: usize| {
        let list = list?;
        let taken = list.get(..most.min(list.len()))?;
        let count = Number::from(i64::try_from(taken.len()).unwrap_or(i64::MAX));
        taken.iter().sum::<Number>().div(&count)
    };
    match code.what {
        // What is surely there is no more than the greatest of all, and no less than the least.
        OverWhat::Max => {
            let sure = ranges.iter().filter(|(sure, _)| *sure);
            let least = sure.filter_map(|(_, range)| range.low.clone()).max();
            Range { low: least.or(hull.low), high: hull.high }
        }
        OverWhat::Min => {
            let sure = ranges.iter().filter(|(sure, _)| *sure);
            let most = sure.filter_map(|(_, range)| range.high.clone()).min();
            Range { low: hull.low, high: most.or(hull.high) }
        }
        OverWhat::Mean | OverWhat::Worst if all_sure => {
            let most = if code.what == OverWhat::Worst { code.k } else { usize::MAX };
            Range { low: mean(sorted(low), most), high: mean(sorted(high), most) }
        }
        _ => hull,
    }
}
