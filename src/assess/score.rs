//! Items to sections to the whole: what counts, what it weighs, and where every point went.
//!
//! The value leaves out what was not checked and what does not apply, and hands their points on as the rule set says;
//! the bounds hold what full knowledge could give. Both walk the same tree of sections.

use super::combine::{Presence, bounds, share};
use super::outcome::{Account, ItemOutcome, SectionOutcome, State};
use crate::model::{Combine, NotApplicable, Part, Place, Role, Section, Standard};
use crate::value::Number;

/// The whole before bonuses and penalties, with its sections.
pub(super) struct Whole {
    /// Share of full marks: of what counts, at least, at most. The first is none where nothing counts.
    pub(super) value: Option<Number>,
    pub(super) low: Number,
    pub(super) high: Number,
    pub(super) sections: Vec<SectionOutcome>,
    pub(super) account: Account,
    pub(super) coverage: Option<Number>,
    /// Whether anything counts, or can come to count.
    pub(super) presence: Presence,
}

/// What a section brings to what is around it.
#[derive(Clone, Default)]
struct Brought {
    /// Σ of its parts' weights that count.
    inside: Number,
    /// Before and after combining, caps and rounding.
    summed: Number,
    combined: Number,
    capped: Number,
    rounded: Number,
    /// What it weighs outside.
    weight: Number,
    /// Points that leave with parts that do not apply, for the whole to share.
    missing: Number,
}

pub(super) struct Walk<'a> {
    pub(super) standard: &'a Standard,
    pub(super) items: &'a mut [ItemOutcome],
    brought: Vec<Option<Brought>>,
    pub(super) ranges: Vec<(Number, Number, Presence)>,
    account: Account,
}

/// Adds everything up.
pub(super) fn whole(standard: &Standard, weights: &[Number], items: &mut [ItemOutcome]) -> Whole {
    let count = standard.sections.len();
    let mut walk = Walk {
        standard,
        items,
        brought: vec![None; count],
        ranges: vec![(Number::ZERO, Number::ZERO, Presence::Out); count],
        account: Account::default(),
    };
    let max = &standard.scale.max;
    if standard.parts.is_empty() {
        // Base minus deductions: everything is there until something is taken.
        let start = if standard.scale.lower_is_better { Number::ZERO } else { max.clone() };
        return Whole {
            value: Some(start.clone()),
            low: start.clone(),
            high: start,
            sections: Vec::new(),
            account: Account::default(),
            coverage: None,
            presence: Presence::In,
        };
    }
    let list = walk.values(&standard.parts);
    let weight: Number = list.iter().map(|(_, weight)| weight).sum();
    let result = share(standard.scale.combine, &list);
    let value = result.as_ref().map(|share| share * max);
    if let (Some(factor), Some(value)) = (max.div(&weight), &value) {
        walk.spread(&standard.parts, &factor);
        let summed: Number = list.iter().map(|(points, _)| points).sum();
        let gap = &(&summed * &factor) - value;
        let gap = if standard.scale.lower_is_better { -&gap } else { gap };
        walk.account.combining = &walk.account.combining + &gap;
    }
    // Where nothing is open the bounds are the value, and walking the tree for them would find just that.
    let (low, high, presence) = if walk.is_certain() {
        walk.ranges_from_values();
        match &result {
            Some(share) => (share.clone(), share.clone(), Presence::In),
            None => (Number::ZERO, Number::ZERO, Presence::Out),
        }
    } else {
        let bounded = walk.bounded(&standard.parts, standard.scale.combine);
        bounds(standard.scale.combine, &bounded.candidates)
    };
    let mut sections = walk.section_outcomes();
    let mut breaking = walk.items.iter().filter(|outcome| outcome.breaks).peekable();
    let broken = breaking.peek().is_some();
    // From certain facts, nothing that is seen later mends it.
    let mendable = breaking.all(|outcome| outcome.presence != Presence::Out);
    if broken {
        walk.break_sections(&mut sections);
    }
    let coverage = coverage(standard, weights, walk.items);
    Whole {
        value: value.filter(|_| !broken),
        low: if broken { Number::ZERO } else { &low * max },
        high: if broken { max.clone() } else { &high * max },
        sections,
        account: walk.account,
        coverage,
        presence: if mendable { presence } else { Presence::Out },
    }
}

/// What was checked over what applies, as far as each is part of the whole.
fn coverage(standard: &Standard, weights: &[Number], items: &[ItemOutcome]) -> Option<Number> {
    let applies = || {
        let all = standard.items.iter().zip(items).zip(weights);
        all.filter(|((item, outcome), _)| {
            (outcome.assumed
                || !matches!(outcome.state, State::NotApplicable | State::Informational))
                && item.role == Role::Scored
                && !outcome.cited
        })
    };
    let seen = applies()
        .filter(|((_, outcome), _)| outcome.state != State::NotChecked && !outcome.assumed);
    let checked: Number = seen.map(|(_, weight)| weight).sum();
    checked.div(&applies().map(|(_, weight)| weight).sum())
}

impl<'a> Walk<'a> {
    pub(super) fn section(&self, at: usize) -> Option<&'a Section> {
        self.standard.sections.get(at)
    }

    /// Whether every item counts with known points, or certainly does not count.
    fn is_certain(&self) -> bool {
        self.items.iter().all(|item| match item.presence {
            Presence::In => {
                item.counted && item.low == item.high && item.points.as_ref() == Some(&item.low)
            }
            Presence::Maybe => false,
            Presence::Out => !item.counted,
        })
    }

    /// The bounds of every section, where nothing is open.
    fn ranges_from_values(&mut self) {
        let outcomes = self.section_outcomes();
        for (range, outcome) in self.ranges.iter_mut().zip(outcomes) {
            if let Some(points) = outcome.points {
                *range = (points.clone(), points, Presence::In);
            }
        }
    }

    /// Points and weights of the parts that count, in the unit of their section.
    fn values(&mut self, parts: &[Part]) -> Vec<(Number, Number)> {
        let mut out = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Part::Item(at) => {
                    let (Some(outcome), Some(item)) =
                        (self.items.get(*at), self.standard.items.get(*at))
                    else {
                        continue;
                    };
                    if outcome.counted && item.points.is_positive() {
                        let points =
                            outcome.points.clone().unwrap_or_else(|| worst(self.standard, item));
                        out.push((points, item.points.clone()));
                    }
                }
                Part::Section(at) => {
                    if let Some(brought) = self.section_value(*at) {
                        out.push((brought.rounded.clone(), brought.weight.clone()));
                    }
                }
            }
        }
        out
    }

    /// What a section brings; none where nothing in it counts.
    fn section_value(&mut self, at: usize) -> Option<Brought> {
        let section = self.section(at)?;
        let list = self.values(&section.parts);
        let inside: Number = list.iter().map(|(_, weight)| weight).sum();
        let share = share(section.combine, &list)?;
        let missing = if section.combine == Combine::Sum {
            self.missing(&section.parts)
        } else {
            Number::ZERO
        };
        let weight = &section.points - &missing;
        let factor = weight.div(&inside).unwrap_or(Number::ZERO);
        let summed: Number = list.iter().map(|(points, _)| points).sum();
        let summed = &summed * &factor;
        // Caps and rounding are of the section's full points, whatever it weighs here.
        let part = weight.div(&section.points).unwrap_or(Number::ZERO);
        let points = &share * &section.points;
        let within = cap(section, points.clone());
        let rounded = self.rounded(within.clone());
        let [combined, capped, rounded] = [&points, &within, &rounded].map(|n| n * &part);
        let brought = Brought { inside, summed, combined, capped, rounded, weight, missing };
        if let Some(slot) = self.brought.get_mut(at) {
            *slot = Some(brought.clone());
        }
        Some(brought)
    }

    /// Rounded where that is declared: each section's result, those of sections in sections too.
    pub(super) fn rounded(&self, points: Number) -> Number {
        if self.standard.scale.round_at == Place::Section {
            self.standard.scale.round.apply(&points)
        } else {
            points
        }
    }

    /// Points that leave with a section of which nothing counts.
    pub(super) fn gone(&self, section: &Section) -> Number {
        if section.combine == Combine::Sum {
            self.missing(&section.parts)
        } else if self.standard.scale.not_applicable == NotApplicable::Whole {
            section.points.clone()
        } else {
            Number::ZERO
        }
    }

    /// Points of parts that do not count and are shared by the whole rather than by the section.
    fn missing(&self, parts: &[Part]) -> Number {
        parts.iter().fold(Number::ZERO, |sum, part| match part {
            Part::Item(at) => match (self.items.get(*at), self.standard.items.get(*at)) {
                (Some(outcome), Some(item)) if !outcome.counted && shared_by_whole(item) => {
                    &sum + &item.points
                }
                _ => sum,
            },
            Part::Section(at) => match (self.brought.get(*at), self.section(*at)) {
                (Some(Some(brought)), _) => &sum + &brought.missing,
                (_, Some(section)) => &sum + &self.gone(section),
                _ => sum,
            },
        })
    }

    /// Hands weights down: `factor` turns points of these parts into points of the whole.
    fn spread(&mut self, parts: &[Part], factor: &Number) {
        let lower = self.standard.scale.lower_is_better;
        // In points of these parts: turning the sum is one product, and the same.
        let (mut lost, mut harm) = (Number::ZERO, Number::ZERO);
        for part in parts {
            match part {
                Part::Item(at) => {
                    let (Some(outcome), Some(item)) =
                        (self.items.get_mut(*at), self.standard.items.get(*at))
                    else {
                        continue;
                    };
                    if !outcome.counted || !item.points.is_positive() {
                        continue;
                    }
                    let points =
                        outcome.points.clone().unwrap_or_else(|| worst(self.standard, item));
                    outcome.weight = &item.points * factor;
                    if points == item.points {
                        outcome.earned = outcome.weight.clone();
                    } else {
                        outcome.earned = &points * factor;
                        lost = &lost + &(&item.points - &points);
                    }
                    if lower {
                        harm = &harm + &points;
                    }
                }
                Part::Section(at) => {
                    let Some(Some(brought)) = self.brought.get(*at).cloned() else { continue };
                    let Some(section) = self.section(*at) else { continue };
                    let account = &mut self.account;
                    let gap = |before: &Number, after: &Number| {
                        let worse = if lower { after - before } else { before - after };
                        &worse * factor
                    };
                    account.combining =
                        &account.combining + &gap(&brought.summed, &brought.combined);
                    account.caps = &account.caps + &gap(&brought.combined, &brought.capped);
                    account.rounding = &account.rounding + &gap(&brought.capped, &brought.rounded);
                    let inner = brought.weight.div(&brought.inside).unwrap_or(Number::ZERO);
                    self.spread(&section.parts, &(&inner * factor));
                }
            }
        }
        let lost = if lower { harm } else { lost };
        self.account.items = &self.account.items + &(&lost * factor);
    }

    /// Sections that hold something without meaning have no points.
    fn break_sections(&self, outcomes: &mut [SectionOutcome]) {
        for (section, outcome) in self.standard.sections.iter().zip(outcomes) {
            if self.is_broken(&section.parts) {
                outcome.points = None;
                (outcome.low, outcome.high) = (Number::ZERO, section.points.clone());
            }
        }
    }

    fn is_broken(&self, parts: &[Part]) -> bool {
        parts.iter().any(|part| match part {
            Part::Item(at) => self.items.get(*at).is_some_and(|outcome| outcome.breaks),
            Part::Section(at) => {
                self.section(*at).is_some_and(|section| self.is_broken(&section.parts))
            }
        })
    }

    fn section_outcomes(&self) -> Vec<SectionOutcome> {
        let total = self.standard.sections.iter().zip(&self.brought).zip(&self.ranges);
        total
            .map(|((section, brought), (low, high, presence))| SectionOutcome {
                points: brought.as_ref().map(|b| {
                    let share = b.rounded.div(&b.weight).unwrap_or(Number::ZERO);
                    &share * &section.points
                }),
                weight: brought.as_ref().map(|b| b.weight.clone()).unwrap_or_default(),
                low: low.clone(),
                high: high.clone(),
                presence: *presence,
            })
            .collect()
    }
}

/// What an unknown answer brings: nothing good.
fn worst(standard: &Standard, item: &crate::model::Item) -> Number {
    if standard.scale.lower_is_better { item.points.clone() } else { Number::ZERO }
}

pub(super) fn shared_by_whole(item: &crate::model::Item) -> bool {
    item.not_applicable == NotApplicable::Whole
}

pub(super) fn cap(section: &Section, points: Number) -> Number {
    let points = match &section.at_most {
        Some(most) => points.min(most.clone()),
        None => points,
    };
    match &section.at_least {
        Some(least) => points.max(least.clone()),
        None => points,
    }
}
