//! What becomes of an item: its state, its points, and whether it counts.

use super::combine::Presence;
use super::outcome::{ItemOutcome, State};
use crate::compile::Code;
use crate::compile::seen::{Seen, Why};
use crate::model::range::Range;
use crate::model::{Item, NotApplicable, Role, Standard};
use crate::syntax::form::Override;
use crate::value::{Date, Number};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Values of all operations: from certain facts alone, with estimates, and with what is only assumed as well.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    pub(super) certain: &'a [Seen],
    pub(super) estimated: &'a [Seen],
    pub(super) best: &'a [Seen],
}

/// The outcome of every item, from certain values and from best ones; where it was changed after an appeal, from what
/// was decided.
pub(super) fn items<'v>(
    code: &Code,
    Values { certain, estimated, best }: Values<'v>,
    as_of: Date,
    overrides: &BTreeMap<usize, Override>,
) -> Vec<ItemOutcome> {
    let standard = code.standard();
    standard
        .items
        .iter()
        .zip(&code.items)
        .enumerate()
        .map(|(position, (item, at))| {
            let decided = overrides.get(&position).map(|decision| match &decision.points {
                Some(points) => Seen::Number(points.clone()),
                None => Seen::nothing(Why::NOT_APPLICABLE),
            });
            let seen = |values: &'v [Seen], points| match &decided {
                Some(decided) => Cow::Owned(decided.clone()),
                None => applied(values, at.applies, points),
            };
            let bound = seen(certain, at.points);
            let cited = item.scored_from.is_some_and(|from| as_of < from);
            let from = |values: &'v [Seen]| {
                let (value, exact) = (seen(values, at.points), seen(values, at.exact));
                let mut outcome = outcome(item, standard, &bound, &value, &exact, cited);
                if item.role == Role::Optional {
                    only_when_met(&mut outcome, item, standard, &seen(certain, at.exact));
                }
                outcome
            };
            let mut outcome = from(best);
            outcome.certain = outcome.state;
            let differs = |at: usize| seen(certain, at) != seen(best, at);
            if !std::ptr::eq(certain, best) && (differs(at.points) || differs(at.exact)) {
                outcome.certain = from(certain).state;
                let moved = |at: usize| seen(estimated, at) != seen(best, at);
                outcome.assumed =
                    (moved(at.points) || moved(at.exact)) && outcome.state != State::NotChecked;
                // Known for certain, and otherwise by what is assumed: a rule asks what was seen.
                outcome.may_break |= differs(at.points)
                    && seen(certain, at.points).is_known()
                    && item.role == Role::Scored
                    && !cited;
            }
            outcome
        })
        .collect()
}

/// Points under a condition of applicability.
pub(super) fn applied(values: &[Seen], applies: Option<usize>, points: usize) -> Cow<'_, Seen> {
    let read = |at: usize| values.get(at).unwrap_or(&super::eval::UNREAD);
    let points = read(points);
    let Some(applies) = applies else { return Cow::Borrowed(points) };
    match read(applies) {
        Seen::Truth(true) => Cow::Borrowed(points),
        Seen::Truth(false) => Cow::Owned(Seen::nothing(Why::NOT_APPLICABLE)),
        open if open.is_nothing() => Cow::Borrowed(open),
        open => Cow::Owned(points.hull(&Seen::nothing(Why::NOT_APPLICABLE), open.why())),
    }
}

pub(super) fn outcome(
    item: &Item,
    standard: &Standard,
    bound: &Seen,
    value: &Seen,
    exact: &Seen,
    cited: bool,
) -> ItemOutcome {
    let full = &item.full;
    let recorded = matches!(item.criterion, crate::model::criterion::Criterion::Record(_));
    let why = value.why();
    let state = match exact {
        open if recorded && open.is_nothing() => State::NotApplicable,
        Seen::Number(_) if recorded => State::Informational,
        _ if recorded => State::NotChecked,
        Seen::Number(points) => {
            let (best, worst) = if standard.scale.lower_is_better {
                (Number::ZERO, full.clone())
            } else {
                (full.clone(), Number::ZERO)
            };
            if *points == best {
                State::Pass
            } else if *points == worst {
                State::Fail
            } else {
                State::Partial
            }
        }
        open if open.is_nothing() && why.has(Why::UNDEFINED) => State::Error,
        // Not applicable or without meaning: what decides is open.
        open if open.is_nothing() && !why.has(Why::NOT_APPLICABLE) => State::NotChecked,
        open if open.is_nothing() => State::NotApplicable,
        _ if why.has(Why::NOT_CHECKED) || !why.has(Why::UNKNOWN) => State::NotChecked,
        _ => State::Unknown,
    };
    let mut shown = match bound {
        _ if recorded => Presence::Out,
        Seen::Number(_) => Presence::In,
        open if open.is_nothing() => Presence::Out,
        open if open.why().has(Why::MAY_NOT_APPLY) => Presence::Maybe,
        _ => Presence::In,
    };
    let unscored = cited || item.role == Role::Advisory;
    let mut presence = if unscored { Presence::Out } else { shown };
    let (mut low, mut high) = match bound {
        // Points lie between nothing and full marks already.
        Seen::Number(points) => (points.clone(), points.clone()),
        nothing if nothing.is_nothing() => (Number::ZERO, Number::ZERO),
        _ => {
            let range = bound.range();
            let range = Range {
                low: Some(range.low.unwrap_or(Number::ZERO)),
                high: Some(range.high.unwrap_or_else(|| full.clone())),
            };
            let cut = range.clamp(&Number::ZERO, full);
            (cut.low.unwrap_or(Number::ZERO), cut.high.unwrap_or_else(|| full.clone()))
        }
    };
    let mut points = value.number().cloned();
    let counting = item.role != Role::Advisory && !cited && !recorded;
    let optional = item.role == Role::Optional;
    // Where the rule set says so, what does not apply counts as full or as nothing.
    let instead = match item.not_applicable {
        NotApplicable::Full if standard.scale.lower_is_better => Some(Number::ZERO),
        NotApplicable::Full => Some(full.clone()),
        NotApplicable::Zero if standard.scale.lower_is_better => Some(full.clone()),
        NotApplicable::Zero => Some(Number::ZERO),
        NotApplicable::Section | NotApplicable::Whole => None,
    };
    if let Some(instead) = instead.filter(|_| counting && !optional) {
        if state == State::NotApplicable {
            points = Some(instead.clone());
        }
        match presence {
            Presence::Out if state != State::Error => {
                (low, high) = (instead.clone(), instead);
                presence = Presence::In;
            }
            Presence::Maybe => {
                (low, high) = (low.min(instead.clone()), high.max(instead));
                presence = Presence::In;
            }
            _ => {}
        }
        shown = presence;
    }
    if state == State::Unknown {
        // Somebody looked and could not tell: it counts, and brings nothing good.
        points = Some(if standard.scale.lower_is_better { full.clone() } else { Number::ZERO });
    }
    if matches!(state, State::Unknown | State::NotChecked) && why.has(Why::UNKNOWN) {
        // … so that nothing is within the bounds as well, also while something else was not seen.
        if standard.scale.lower_is_better {
            high = full.clone();
        } else {
            low = Number::ZERO;
        }
    }
    let counted = counting && points.is_some();
    if item.points.is_zero() && !recorded {
        // Advice without points has a state and nothing else.
        points = points.map(|_| Number::ZERO);
        (low, high) = (Number::ZERO, Number::ZERO);
    }
    ItemOutcome {
        state,
        certain: state,
        assumed: false,
        points,
        low,
        high,
        presence,
        shown,
        cited,
        may_break: bound.why().has(Why::MAY_BE_UNDEFINED) && item.role == Role::Scored && !cited,
        breaks: state == State::Error && item.role == Role::Scored && !cited,
        estimated: *bound != *value && value.is_known(),
        counted,
        weight: Number::ZERO,
        earned: Number::ZERO,
    }
}

/// An optional item counts only when it helps: when met in full, before any rounding.
fn only_when_met(outcome: &mut ItemOutcome, item: &Item, standard: &Standard, exact: &Seen) {
    let best = if standard.scale.lower_is_better { Number::ZERO } else { item.full.clone() };
    outcome.counted &= outcome.state == State::Pass;
    if matches!(outcome.state, State::Fail | State::Partial) {
        outcome.state = State::NotApplicable;
    }
    if !matches!(outcome.state, State::Pass | State::Unknown) {
        outcome.points = None;
    }
    let range = exact.range();
    // Without meaning it leaves as well.
    let meant = !exact.why().has(Why::MAY_BE_UNDEFINED);
    for presence in [&mut outcome.presence, &mut outcome.shown] {
        let sure = range.single() == Some(&best) && *presence == Presence::In && meant;
        if !sure {
            let reaches = range.holds(&best) && *presence != Presence::Out;
            *presence = if reaches { Presence::Maybe } else { Presence::Out };
        }
    }
    // A coarse step must not make it hurt: what is met in full brings full points.
    if outcome.state == State::Pass {
        outcome.points = Some(best.clone());
    }
    (outcome.low, outcome.high) = (best.clone(), best);
}
