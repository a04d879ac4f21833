//! One loop over the operations; the values it leaves are the trace.
//!
//! Every operation works on what is seen of its operands. Where all are known the result is exact; where some are open
//! the result is what it can still be. Two rules keep that honest: arithmetic and comparison of something that does
//! not apply does not apply either; `and`, `or` and `if` need only the operands that decide.

use super::compare::compare;
use super::curve::{
    band_words, banded, ladder, lined, on_line, ratio_share, supply, table, table_words,
};
use super::over::over;
use crate::compile::seen::{May, Open, Seen, Why};
use crate::compile::{EmptyCode, Op};
use crate::model::Part;
use crate::model::expression::{Comparison, Measure};
use crate::model::range::Range;
use crate::value::{Number, power};

/// The answer to one fact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// A value, or why there is none.
    Value(Seen),
    /// A text, where one was given.
    Text(Option<String>),
    /// yes or no for each point.
    Checklist(Vec<Seen>),
    /// The findings, each with its fields; or why none were looked for.
    Findings(Result<Vec<Vec<Seen>>, Why>),
}

/// The results that gates and grades read.
pub(crate) trait Results {
    /// Points of an item or section, as they count.
    fn points(&self, part: Part) -> Seen;
    /// Points over full marks.
    fn share(&self, part: Part) -> Seen;
    /// Whether an item is in a state.
    fn state_is(&self, item: usize, state: &str) -> Seen;
    /// The total before gates.
    fn total(&self) -> Seen;
    /// The total over full marks.
    fn total_share(&self) -> Seen;
}

/// What operations read besides one another.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) answers: &'a [Answer],
    pub(crate) fields: &'a [Seen],
    pub(crate) outer: &'a [Seen],
    pub(crate) results: Option<&'a dyn Results>,
}

/// Evaluates operations in order; `values` receives one value each.
pub(crate) fn run(ops: &[Op], reading: Reading<'_>, values: &mut Vec<Seen>) {
    values.reserve(ops.len());
    for op in ops {
        let value = step(op, reading, values);
        values.push(value);
    }
}

/// What cannot be read: never happens in a compiled program, and is open if it should.
pub(super) fn unread() -> Seen {
    Seen::nothing(Why::UNDEFINED)
}

pub(super) static UNREAD: std::sync::LazyLock<Seen> = std::sync::LazyLock::new(unread);

pub(crate) fn step(op: &Op, reading: Reading<'_>, values: &[Seen]) -> Seen {
    let at = |position: usize| values.get(position).unwrap_or(&UNREAD);
    match op {
        Op::Constant(seen) => seen.clone(),
        Op::Fact(fact) => match reading.answers.get(*fact) {
            Some(Answer::Value(seen)) => seen.clone(),
            _ => unread(),
        },
        Op::Member(fact, point) => match reading.answers.get(*fact) {
            Some(Answer::Checklist(points)) => points.get(*point).cloned().unwrap_or_else(unread),
            _ => unread(),
        },
        Op::Known(fact) => known(reading.answers.get(*fact)),
        Op::KnownField(field) => {
            Seen::Truth(reading.fields.get(*field).is_some_and(Seen::is_known))
        }
        Op::Tally(fact, met) => match reading.answers.get(*fact) {
            Some(Answer::Checklist(points)) => tally(points, *met),
            _ => unread(),
        },
        Op::Field(field) => reading.fields.get(*field).cloned().unwrap_or_else(unread),
        Op::Outer(position) => reading.outer.get(*position).cloned().unwrap_or_else(unread),
        Op::Result(measure) => match reading.results {
            Some(results) => match measure {
                Measure::Points(part) => results.points(*part),
                Measure::Share(part) => results.share(*part),
                Measure::StateIs(item, state) => results.state_is(*item, state),
                Measure::TotalPoints => results.total(),
                Measure::TotalShare => results.total_share(),
            },
            None => unread(),
        },
        Op::Not(a) => match at(*a) {
            Seen::Truth(truth) => Seen::Truth(!truth),
            open => open.clone(),
        },
        Op::And(list) => logic(list.iter().map(|p| at(*p)), false),
        Op::Or(list) => logic(list.iter().map(|p| at(*p)), true),
        Op::Negate(a) => match at(*a) {
            Seen::Number(a) => Seen::Number(-a),
            open => strict(&[open], |_| open.range().negate()),
        },
        Op::Add(a, b) => arithmetic(at(*a), at(*b), |a, b| a + b, Range::add),
        Op::Subtract(a, b) => arithmetic(at(*a), at(*b), |a, b| a - b, Range::subtract),
        Op::Multiply(a, b) => arithmetic(at(*a), at(*b), |a, b| a * b, Range::multiply),
        Op::Divide(a, b, empty) => divide(at(*a), at(*b), empty, values),
        Op::Compare(comparison, a, b) => compare(*comparison, at(*a), at(*b)),
        Op::In(a, list) => {
            let equal: Vec<Seen> =
                list.iter().map(|p| compare(Comparison::Equal, at(*a), at(*p))).collect();
            logic(equal.iter(), true)
        }
        Op::If(condition, then, otherwise) => match at(*condition) {
            Seen::Truth(true) => at(*then).clone(),
            Seen::Truth(false) => at(*otherwise).clone(),
            open if open.is_nothing() => open.clone(),
            open => at(*then).hull(at(*otherwise), open.why()),
        },
        Op::Cut(a, full) => match at(*a) {
            Seen::Number(n) if n.is_negative() => Seen::Number(Number::ZERO),
            Seen::Number(n) if n > full => Seen::Number(full.clone()),
            Seen::Number(n) => Seen::Number(n.clone()),
            open => strict(&[open], |_| open.range().clamp(&Number::ZERO, full)),
        },
        Op::Holds(a) => holds(at(*a)),
        Op::Alternatives(list, greatest) => alternatives(list, values, *greatest),
        Op::Min(list) => extreme(list, values, |a, b| if b < a { b } else { a }, Range::min),
        Op::Max(list) => extreme(list, values, |a, b| if b > a { b } else { a }, Range::max),
        Op::Ceil(a) => rising(at(*a), Number::ceil),
        Op::Floor(a) => rising(at(*a), Number::floor),
        Op::Abs(a) => match at(*a) {
            Seen::Number(a) => Seen::Number(a.abs()),
            open => strict(&[open], |_| open.range().abs()),
        },
        Op::Power(a, exponent) => match at(*a) {
            Seen::Number(number) => Seen::Number(power(number, *exponent)),
            open => strict(&[open], |_| open.range().power(*exponent)),
        },
        Op::Smooth(function, a) => match at(*a) {
            Seen::Number(number) => function.of(number).map_or_else(unread, Seen::Number),
            open => strict(&[open], |_| function.over(&open.range())),
        },
        Op::Round(a, round) => rising(at(*a), |number| round.apply(number)),
        Op::CountTrue(list) => {
            let seen: Vec<Seen> = list.iter().map(|p| at(*p).clone()).collect();
            tally(&seen, true)
        }
        Op::DaysBetween(a, b) => match (at(*a), at(*b)) {
            (Seen::Date(from), Seen::Date(to)) => Seen::Number(Number::from(to.days_since(*from))),
            (a, b) => strict(&[a, b], |_| Range::default()),
        },
        Op::Bands(a, bands) => match at(*a) {
            Seen::Number(number) => match bands.iter().find(|band| band.holds(number)) {
                Some(band) => Seen::Number(band.points.clone()),
                None => unread(),
            },
            open => strict(&[open], |_| banded(&open.range(), bands)),
        },
        Op::Interpolate(a, posts) => match at(*a) {
            Seen::Number(number) => Seen::Number(on_line(number, posts)),
            open => strict(&[open], |_| lined(&open.range(), posts)),
        },
        Op::BandWords(a, bands) => band_words(at(*a), bands),
        Op::TableWords(rows, columns, cells) => table_words(at(*rows), at(*columns), cells),
        Op::Table(rows, columns, cells) => table(at(*rows), at(*columns), cells),
        Op::RatioShare(ratio) => ratio_share(ratio, at(ratio.of), at(ratio.to)),
        Op::SupplyShare(need, have) => supply(at(*need), at(*have)),
        Op::Ladder(rungs) => ladder(rungs, values),
        Op::Over(code) => over(code, reading, values),
    }
}

/// An operation that needs all its operands: without one there is nothing, with an open one a range.
pub(super) fn strict(operands: &[&Seen], range: impl FnOnce(Why) -> Range) -> Seen {
    match reasons(operands) {
        Ok(why) => Seen::ranging(range(why), why),
        Err(nothing) => nothing,
    }
}

/// All reasons of some operands together; as an error where one of them certainly has no value.
pub(super) fn reasons(operands: &[&Seen]) -> Result<Why, Seen> {
    let mut why = Why::default();
    let mut nothing: Option<Why> = None;
    for operand in operands {
        if operand.is_nothing() {
            nothing = Some(nothing.unwrap_or_default().and(operand.why()));
        }
        why = why.and(operand.why());
    }
    match nothing {
        Some(why) => Err(Seen::nothing(why)),
        None => Ok(why),
    }
}

pub(super) fn arithmetic(
    a: &Seen,
    b: &Seen,
    exact: impl FnOnce(&Number, &Number) -> Number,
    ranged: impl FnOnce(&Range, &Range) -> Range,
) -> Seen {
    match (a, b) {
        (Seen::Number(a), Seen::Number(b)) => Seen::Number(exact(a, b)),
        _ => strict(&[a, b], |_| ranged(&a.range(), &b.range())),
    }
}

pub(super) fn rising(a: &Seen, f: impl Fn(&Number) -> Number) -> Seen {
    match a {
        Seen::Number(a) => Seen::Number(f(a)),
        open => strict(&[open], |_| open.range().rising(f)),
    }
}

pub(super) fn extreme<'a>(
    list: &[usize],
    values: &'a [Seen],
    exact: impl Fn(&'a Number, &'a Number) -> &'a Number,
    ranged: impl Fn(&Range, &Range) -> Range,
) -> Seen {
    let operands: Vec<&Seen> = list.iter().map(|p| values.get(*p).unwrap_or(&UNREAD)).collect();
    let mut best: Option<&Number> = None;
    for operand in &operands {
        match operand {
            Seen::Number(number) => {
                best = Some(best.map_or(number, |best| exact(best, number)));
            }
            _ => {
                let ranges = operands.iter().map(|operand| operand.range());
                let range = ranges.reduce(|a, b| ranged(&a, &b)).unwrap_or_default();
                return strict(&operands, |_| range);
            }
        }
    }
    best.map_or_else(unread, |number| Seen::Number(number.clone()))
}

/// `and` (`decides` is no) or `or` (`decides` is yes) over any number of operands.
pub(super) fn logic<'a>(operands: impl Iterator<Item = &'a Seen>, decides: bool) -> Seen {
    let mut why = Why::default();
    let (mut open, mut nothing) = (false, false);
    for operand in operands {
        match operand {
            Seen::Truth(truth) if *truth == decides => return Seen::Truth(decides),
            Seen::Truth(_) => {}
            other if other.is_nothing() => {
                nothing = true;
                why = why.and(other.why());
            }
            other => {
                open = true;
                why = why.and(other.why());
            }
        }
    }
    match (open, nothing) {
        (false, false) => Seen::Truth(!decides),
        (false, true) => Seen::nothing(why),
        // An open operand may still decide, so what is nothing now is only "maybe nothing".
        (true, _) => Seen::either(why.maybe()),
    }
}

/// Whether a fact was answered. This one condition does change with seeing: a rule set that asks says so in words.
pub(super) fn known(answer: Option<&Answer>) -> Seen {
    Seen::Truth(match answer {
        Some(Answer::Value(seen)) => seen.is_known(),
        Some(Answer::Text(text)) => text.is_some(),
        Some(Answer::Checklist(points)) => points.iter().all(Seen::is_known),
        Some(Answer::Findings(findings)) => findings.is_ok(),
        None => false,
    })
}

/// A condition that does not hold where it does not apply.
pub(super) fn holds(condition: &Seen) -> Seen {
    match condition {
        nothing if nothing.is_nothing() && !nothing.why().has(Why::UNDEFINED) => Seen::Truth(false),
        Seen::Open(open) if open.may == May::Truth => {
            Seen::either(open.why.without_may_not_apply())
        }
        other => other.clone(),
    }
}

/// The best (or worst) of those alternatives that apply.
pub(super) fn alternatives(list: &[usize], values: &[Seen], greatest: bool) -> Seen {
    let operands: Vec<&Seen> = list.iter().map(|p| values.get(*p).unwrap_or(&UNREAD)).collect();
    if let Some(undefined) =
        operands.iter().find(|seen| seen.is_nothing() && seen.why().has(Why::UNDEFINED))
    {
        return (*undefined).clone();
    }
    let (nothing, there): (Vec<&Seen>, Vec<&Seen>) =
        operands.into_iter().partition(|seen| seen.is_nothing());
    // No value either way, and it is open whether it does not apply or has no meaning.
    let undecided = nothing
        .iter()
        .filter(|seen| !seen.why().has(Why::NOT_APPLICABLE))
        .fold(Why::default(), |why, seen| why.and(seen.why()));
    let (firm, loose): (Vec<&Seen>, Vec<&Seen>) =
        there.iter().copied().partition(|seen| !seen.why().has(Why::MAY_NOT_APPLY));
    let fold = |list: &[&Seen]| {
        let ranges = list.iter().map(|seen| seen.range());
        ranges.reduce(|a, b| if greatest { a.max(&b) } else { a.min(&b) })
    };
    let why = there.iter().fold(undecided, |why, seen| why.and(seen.why()));
    match (fold(&firm), fold(&loose)) {
        (None, None) if undecided != Why::default() => Seen::nothing(undecided),
        (None, None) => Seen::nothing(Why::NOT_APPLICABLE),
        (Some(firm), None) => Seen::ranging(firm, why),
        (None, Some(_)) => {
            // Any of them may be the only one left.
            let hull = loose.iter().map(|seen| seen.range()).reduce(|a, b| a.hull(&b));
            Seen::ranging(hull.unwrap_or_default(), why)
        }
        (Some(firm), Some(loose)) => {
            let with = if greatest { firm.max(&loose) } else { firm.min(&loose) };
            Seen::ranging(firm.hull(&with), why.without_may_not_apply())
        }
    }
}

/// How many are yes (or no). Points that do not apply are left out.
pub(super) fn tally(points: &[Seen], counted: bool) -> Seen {
    let (mut sure, mut open) = (0i64, 0i64);
    let mut why = Why::default();
    // Whether some point may apply, and whether one surely does.
    let (mut applicable, mut firm) = (false, false);
    for point in points {
        match point {
            Seen::Truth(truth) => {
                (applicable, firm) = (true, true);
                sure += i64::from(*truth == counted);
            }
            nothing if nothing.is_nothing() && !nothing.why().has(Why::UNDEFINED) => {}
            other => {
                applicable = true;
                firm |= !other.why().has(Why::MAY_NOT_APPLY);
                open += 1;
                why = why.and(other.why());
            }
        }
    }
    if !applicable && !points.is_empty() {
        return Seen::nothing(Why::NOT_APPLICABLE);
    }
    if open == 0 {
        return Seen::Number(Number::from(sure));
    }
    let range = Range::between(Number::from(sure), Number::from(sure.saturating_add(open)));
    Seen::ranging(range, if firm { why.without_may_not_apply() } else { why })
}

pub(super) fn divide(a: &Seen, b: &Seen, empty: &EmptyCode, values: &[Seen]) -> Seen {
    let instead = || match empty {
        EmptyCode::NotApplicable => Seen::nothing(Why::NOT_APPLICABLE),
        EmptyCode::Never => Seen::nothing(Why::UNDEFINED),
        EmptyCode::Value(at) => values.get(*at).cloned().unwrap_or_else(unread),
    };
    if let (Seen::Number(a), Seen::Number(b)) = (a, b) {
        return a.div(b).map_or_else(instead, Seen::Number);
    }
    // A divisor known to be zero decides, whatever is divided.
    if b.number().is_some_and(Number::is_zero) {
        return instead();
    }
    let by = b.range();
    let may_be_empty = by.holds(&Number::ZERO);
    let why = match reasons(&[a, b]) {
        Ok(why) => why,
        // An empty divisor would decide whatever is divided.
        Err(nothing) if may_be_empty && !b.is_nothing() => {
            return nothing.hull(&instead(), b.why());
        }
        Err(nothing) => return nothing,
    };
    let quotient = a.range().divide(&by).map(|range| Seen::ranging(range, why));
    match quotient {
        Some(quotient) if !may_be_empty => quotient,
        Some(quotient) => quotient.hull(&instead(), why),
        // Nothing, where there is one at all.
        None if b.why().sticks() => instead().hull(&Seen::nothing(Why::NOT_APPLICABLE), b.why()),
        None => instead(),
    }
}

/// An open number of any size, for a reason.
pub(super) fn open_number(range: Range, why: Why) -> Seen {
    Seen::Open(Box::new(Open { may: May::Number(range), why }))
}
