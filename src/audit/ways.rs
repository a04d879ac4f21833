//! What the points of items and sections can come to, and how they can be put together.
//!
//! A part turns out in one of several ways: what applies in it decides what it weighs, and which points leave for the
//! whole to share. Items are taken to be independent of one another.

use super::spread::Spread;
use crate::assess::combine::{Candidate, Presence, bounds, share};
use crate::compile::Code;
use crate::compile::seen::{Seen, Why};
use crate::model::range::Range;
use crate::model::{Combine, Item, NotApplicable, Part, Place, Role, Section, Standard};
use crate::value::Number;
use std::collections::BTreeMap;

/// At most so many ways of some parts to apply.
const MOST_WAYS: usize = 128;
/// At most so many choices of the parts of a section are put together one by one.
const MOST_CHOICES: usize = 4_000;
/// At most so many scores are looked at one by one.
const MOST_SCORES: usize = 2_500;

/// How a part can turn out: what it weighs, which points leave with what does not apply in it, and its points.
#[derive(Clone, Debug)]
struct Way {
    weight: Number,
    missing: Number,
    /// None where nothing in it counts.
    points: Option<Spread>,
}

/// A rule set, and what its operations come to.
pub(super) struct Sheet<'a> {
    pub(super) code: &'a Code,
    pub(super) standard: &'a Standard,
    /// Of the operations over facts.
    pub(super) seen: &'a [Seen],
    pub(super) spreads: Vec<Spread>,
}

/// What the points of a part can be, its full marks, and whether it may have none.
pub(super) struct Hull {
    pub(super) range: Range,
    pub(super) full: Number,
    pub(super) lacks: bool,
    /// Whether they may be undefined.
    pub(super) breaks: bool,
}

impl Sheet<'_> {
    /// Every score before bonuses and penalties, one by one where they are few.
    pub(super) fn bases(&self) -> Option<Spread> {
        let scale = &self.standard.scale;
        if self.standard.parts.is_empty() {
            let start = if scale.lower_is_better { Number::ZERO } else { scale.max.clone() };
            return Some(Spread::point(start));
        }
        let shares = self.shares(&self.standard.parts, scale.combine)?;
        let shares = shares.into_iter().filter_map(|(_, _, shares)| shares);
        let all = shares.reduce(|a, b| a.or(&b))?.times(&scale.max);
        Some(all.listed(MOST_SCORES).map_or(all.clone(), Spread::points))
    }

    /// How some parts turn out together: what those weigh that count, the points that leave, and their shares of full.
    fn shares(
        &self,
        parts: &[Part],
        combine: Combine,
    ) -> Option<Vec<(Number, Number, Option<Spread>)>> {
        let ways: Vec<Vec<Way>> =
            parts.iter().map(|part| self.part(*part)).collect::<Option<_>>()?;
        let ways: Vec<&Vec<Way>> = ways.iter().filter(|ways| !ways.is_empty()).collect();
        if matches!(combine, Combine::Sum | Combine::WeightedMean) {
            return summed(&ways);
        }
        let weight =
            |way: &Way| if way.points.is_some() { way.weight.clone() } else { Number::ZERO };
        let heaviest = |ways: &&Vec<Way>| ways.iter().map(weight).max().unwrap_or_default();
        let full = ways.iter().map(heaviest).fold(Number::ZERO, |sum, weight| &sum + &weight);
        let can_lack = ways.iter().all(|ways| ways.iter().any(|way| way.points.is_none()));
        let mut out = Vec::new();
        if can_lack {
            out.push((Number::ZERO, Number::ZERO, None));
        }
        out.push((full, Number::ZERO, Some(otherwise(&ways, combine)?)));
        Some(out)
    }

    fn part(&self, part: Part) -> Option<Vec<Way>> {
        match part {
            Part::Item(at) => self.item(at),
            Part::Section(at) => self.section(self.standard.sections.get(at)?),
        }
    }

    /// The ways of an item; none where it is only recorded.
    fn item(&self, at: usize) -> Option<Vec<Way>> {
        let (item, code) = (self.standard.items.get(at)?, self.code.items.get(at)?);
        if !item.points.is_positive() {
            return Some(Vec::new());
        }
        let whole = item.not_applicable == NotApplicable::Whole;
        let missing = if whole { item.points.clone() } else { Number::ZERO };
        let absent = Way { weight: Number::ZERO, missing, points: None };
        if item.role == Role::Advisory {
            return Some(vec![absent]);
        }
        let points = self.spreads.get(code.points)?;
        let lacks = self.lacks(at);
        let mut counted = points.clone();
        let mut out = Vec::new();
        if item.role == Role::Optional {
            // Only what is met in full counts.
            let best = best(self.standard, item);
            let exact = self.spreads.get(code.exact)?;
            counted = exact.within(&Range::point(&best));
            out.push(absent);
        } else {
            let instead = instead(self.standard, item).filter(|_| lacks);
            if let Some(instead) = &instead {
                counted = counted.or(&Spread::point(instead.clone()));
            }
            if lacks && instead.is_none() || item.scored_from.is_some() {
                out.push(absent);
            }
        }
        if !counted.is_empty() {
            let weight = item.points.clone();
            out.push(Way { weight, missing: Number::ZERO, points: Some(counted) });
        }
        Some(out)
    }

    /// Whether an item may turn out not to apply.
    fn lacks(&self, at: usize) -> bool {
        let Some(code) = self.code.items.get(at) else { return true };
        let why = self.seen.get(code.points).map(Seen::why).unwrap_or_default();
        let applies = code.applies.and_then(|at| self.seen.get(at));
        why.has(Why::MAY_NOT_APPLY)
            || why.has(Why::NOT_APPLICABLE)
            || applies.is_some_and(|applies| applies.truth() != Some(true))
    }

    fn section(&self, section: &Section) -> Option<Vec<Way>> {
        let sum = section.combine == Combine::Sum;
        let gone = if !sum && self.standard.scale.not_applicable == NotApplicable::Whole {
            section.points.clone()
        } else {
            Number::ZERO
        };
        let way = |(_, missing, shares): (Number, Number, Option<Spread>)| {
            let missing = if sum { missing } else { Number::ZERO };
            let Some(shares) = shares else {
                let missing = if sum { missing } else { gone.clone() };
                return Some(Way { weight: Number::ZERO, missing, points: None });
            };
            let weight = &section.points - &missing;
            let part = weight.div(&section.points)?;
            let points = shares.times(&section.points);
            // Rounding can lead beyond full points: only a cap keeps within them.
            let mut points = match &section.at_most {
                Some(most) => points.at_most(most),
                None => points,
            };
            if let Some(least) = &section.at_least {
                points = points.at_least(least);
            }
            if self.standard.scale.round_at == Place::Section {
                let round = &self.standard.scale.round;
                points = points.rising(&round.step, |n| round.apply(n));
            }
            Some(Way { weight, missing, points: Some(points.times(&part)) })
        };
        self.shares(&section.parts, section.combine)?.into_iter().map(way).collect()
    }

    /// The most and least that points of a part can be.
    pub(super) fn hull(&self, part: Part) -> Hull {
        let (ways, full) = match part {
            Part::Item(at) => {
                // On the sheet, whether it counts or not.
                let item = self.standard.items.get(at);
                let points = self.code.items.get(at).and_then(|code| self.spreads.get(code.points));
                let full = item.map(|item| item.points.clone()).unwrap_or_default();
                let range = Range::between(Number::ZERO, full.clone());
                let own = points.map(Spread::hull).unwrap_or_default();
                let instead = item.and_then(|item| instead(self.standard, item));
                // Nothing stands in for what does not count, or not yet.
                let counts = |item: &Item| item.role == Role::Scored && item.scored_from.is_none();
                let lacks = match item {
                    // What is only recorded has no points.
                    Some(item) if item.points.is_positive() => {
                        item.role == Role::Optional
                            || self.lacks(at) && (instead.is_none() || !counts(item))
                    }
                    _ => true,
                };
                let own = instead.map_or(own.clone(), |instead| own.hull(&Range::point(&instead)));
                let why = self.code.items.get(at).and_then(|code| self.seen.get(code.points));
                let why = why.map(Seen::why).unwrap_or_default();
                let breaks = why.has(Why::MAY_BE_UNDEFINED) || why.has(Why::UNDEFINED);
                let range = Spread::dense(own).within(&range).hull();
                return Hull { range, full, lacks, breaks };
            }
            Part::Section(at) => match self.standard.sections.get(at) {
                Some(section) => (self.section(section), section.points.clone()),
                None => (None, Number::ZERO),
            },
        };
        let any = Range { low: Some(Number::ZERO), high: None };
        let Some(ways) = ways else { return Hull { range: any, full, lacks: true, breaks: false } };
        let lacks = ways.iter().any(|way| way.points.is_none());
        let of = |way: &Way| {
            // In its own points, whatever it weighs.
            let factor = full.div(&way.weight)?;
            Some(way.points.as_ref()?.times(&factor).hull())
        };
        let hull = ways.iter().filter_map(of).reduce(|a, b| a.hull(&b));
        // With an undefined part there is no score.
        Hull { range: hull.unwrap_or(any), full, lacks, breaks: false }
    }
}

/// Sums of parts by what those weigh that count and what leaves; none where that is too many ways.
fn summed(parts: &[&Vec<Way>]) -> Option<Vec<(Number, Number, Option<Spread>)>> {
    let mut sums: BTreeMap<(Number, Number), Option<Spread>> =
        BTreeMap::from([((Number::ZERO, Number::ZERO), None)]);
    for ways in parts {
        let mut next: BTreeMap<(Number, Number), Option<Spread>> = BTreeMap::new();
        for ((weight, missing), sum) in &sums {
            for way in *ways {
                let key = (weight + &way.weight, missing + &way.missing);
                let with = match (sum, &way.points) {
                    (Some(sum), Some(points)) => Some(sum.add(points)),
                    (sum, points) => sum.clone().or_else(|| points.clone()),
                };
                let slot = next.entry(key).or_default();
                *slot = match (slot.take(), with) {
                    (Some(a), Some(b)) => Some(a.or(&b)),
                    (a, b) => a.or(b),
                };
            }
        }
        if next.len() > MOST_WAYS {
            return None;
        }
        sums = next;
    }
    let share = |((weight, missing), sum): ((Number, Number), Option<Spread>)| {
        let share = match sum {
            Some(sum) => Some(sum.times(&Number::ONE.div(&weight)?)),
            None => None,
        };
        Some((weight, missing, share))
    };
    sums.into_iter().map(share).collect()
}

/// Shares of full marks by any other way to combine.
fn otherwise(parts: &[&Vec<Way>], combine: Combine) -> Option<Spread> {
    let mut choices: Vec<Vec<Option<(Number, Number)>>> = Vec::with_capacity(parts.len());
    let mut all = Some(1usize);
    for ways in parts {
        let mut choice = Vec::new();
        for way in *ways {
            match &way.points {
                None => choice.push(None),
                Some(points) => match points.listed(MOST_CHOICES) {
                    Some(list) => {
                        choice.extend(list.into_iter().map(|n| Some((n, way.weight.clone()))));
                    }
                    None => all = None,
                },
            }
        }
        all = all.and_then(|all| all.checked_mul(choice.len())).filter(|all| *all <= MOST_CHOICES);
        choices.push(choice);
    }
    if let Some(all) = all {
        let mut found = Vec::with_capacity(all);
        for mut which in 0..all {
            let mut chosen = Vec::with_capacity(choices.len());
            for choice in &choices {
                let one = choice.get(which.checked_rem(choice.len())?)?;
                which = which.checked_div(choice.len())?;
                chosen.extend(one.clone());
            }
            found.extend(share(combine, &chosen));
        }
        return Some(Spread::points(found));
    }
    let candidate = |ways: &&Vec<Way>| {
        let counted = || ways.iter().filter_map(|way| Some((&way.weight, way.points.as_ref()?)));
        let (weight, _) = counted().next()?;
        // Of a section that weighs more or less, the bounds are not those of one weight.
        if counted().any(|(other, _)| other != weight) {
            return Some(None);
        }
        let hull = counted().map(|(_, points)| points.hull()).reduce(|a, b| a.hull(&b))?;
        let lacks = ways.iter().any(|way| way.points.is_none());
        let presence = if lacks { Presence::Maybe } else { Presence::In };
        let (Some(low), Some(high)) = (hull.low, hull.high) else { return Some(None) };
        Some(Some(Candidate { weight: weight.clone(), low, high, presence }))
    };
    let any = || Some(Spread::dense(Range { low: Some(Number::ZERO), high: None }));
    let candidates: Option<Vec<Candidate>> = parts.iter().filter_map(candidate).collect();
    let Some(candidates) = candidates else { return any() };
    let (low, high, _) = bounds(combine, &candidates);
    Some(Spread::dense(Range::between(low, high)))
}

fn best(standard: &Standard, item: &Item) -> Number {
    if standard.scale.lower_is_better { Number::ZERO } else { item.full.clone() }
}

/// The points that stand in for those of an item that does not apply.
fn instead(standard: &Standard, item: &Item) -> Option<Number> {
    let lower = standard.scale.lower_is_better;
    match item.not_applicable {
        NotApplicable::Full if lower => Some(Number::ZERO),
        NotApplicable::Full => Some(item.full.clone()),
        NotApplicable::Zero if lower => Some(item.full.clone()),
        NotApplicable::Zero => Some(Number::ZERO),
        NotApplicable::Section | NotApplicable::Whole => None,
    }
}
