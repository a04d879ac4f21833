//! Values worth trying: every fact at, just below and just above every limit the rules hold against it.

use super::cells::nothing;
use super::matched::Matched;
use crate::assess::eval::Answer;
use crate::assess::{field_without, unanswered, untold};
use crate::check::{children, each_expression};
use crate::compile::seen::{Seen, Why};
use crate::model::Standard;
use crate::model::criterion::Criterion;
use crate::model::expression::{Expression, Kind, Measure};
use crate::model::fact::{Fact, FactKind, NumberKind};
use crate::value::{Date, Number};
use std::collections::BTreeSet;

/// At most so many values of one fact.
const MOST: usize = 40;

/// For every fact, the answers to try; numbers in ascending order.
pub(super) struct Samples {
    pub(super) answers: Vec<Vec<Answer>>,
}

impl Samples {
    pub(super) fn of(standard: &Standard) -> Samples {
        let (numbers, dates) = limits(standard);
        let unseen = asks_what_was_seen(standard);
        let answers = standard.facts.iter().map(|fact| {
            let mut list = answers(fact, &numbers, &dates);
            if unseen && !fact.hidden {
                list.extend([unanswered(fact), untold(fact)]);
            }
            if fact.may_not_apply {
                list.push(nothing(fact));
            }
            list
        });
        let answers = answers.collect();
        Samples { answers }
    }

    /// These and those of another rule set, as its facts are matched.
    pub(super) fn and(mut self, other: Samples, matched: &Matched) -> Samples {
        self.answers.resize(matched.count, Vec::new());
        for (list, (_, place)) in other.answers.into_iter().zip(matched.places()) {
            let Some(own) = self.answers.get_mut(place) else { continue };
            for answer in list {
                if !own.contains(&answer) {
                    own.push(answer);
                }
            }
        }
        self
    }
}

/// Every number and date written in a rule.
pub(super) fn limits(standard: &Standard) -> (BTreeSet<Number>, BTreeSet<Date>) {
    let mut numbers = BTreeSet::new();
    let mut dates = BTreeSet::new();
    each_expression(standard, &mut |e| collect(e, &mut numbers, &mut dates));
    for item in &standard.items {
        criterion_numbers(&item.criterion, &mut numbers);
    }
    // What is answered may be the score itself.
    numbers.extend(standard.grades.iter().map(|grade| grade.limit.at.clone()));
    (numbers, dates)
}

/// Whether something is asked about what was seen rather than about what it was.
fn asks_what_was_seen(standard: &Standard) -> bool {
    fn asks(e: &Expression) -> bool {
        let own = match &e.kind {
            Kind::Known(_) => true,
            Kind::Result(Measure::StateIs(_, state)) => matches!(*state, "unknown" | "not_checked"),
            _ => false,
        };
        let mut found = own;
        children(e, &mut |child| found |= asks(child));
        found
    }
    let mut found = false;
    each_expression(standard, &mut |e| found |= asks(e));
    found
}

fn criterion_numbers(criterion: &Criterion, out: &mut BTreeSet<Number>) {
    match criterion {
        Criterion::Bands(_, bands) => {
            let limits = bands.iter().flat_map(|band| [&band.low, &band.high]);
            out.extend(limits.flatten().map(|limit| limit.at.clone()));
        }
        Criterion::Interpolate(_, posts) => out.extend(posts.iter().map(|post| post.at.clone())),
        Criterion::Ratio(ratio) => out.extend([ratio.target.clone(), ratio.floor.clone()]),
        Criterion::Judged(judged) => {
            out.insert(judged.step.clone());
        }
        Criterion::BestOf(list) | Criterion::WorstOf(list) => {
            list.iter().for_each(|criterion| criterion_numbers(criterion, out));
        }
        _ => {}
    }
}

fn collect(e: &Expression, numbers: &mut BTreeSet<Number>, dates: &mut BTreeSet<Date>) {
    match &e.kind {
        Kind::Number(number) => {
            numbers.insert(number.clone());
        }
        Kind::Date(date) => {
            dates.insert(*date);
        }
        Kind::Bands(_, bands) => {
            let limits = bands.iter().flat_map(|band| [&band.low, &band.high]);
            numbers.extend(limits.flatten().map(|limit| limit.at.clone()));
        }
        Kind::Interpolate(_, posts) => numbers.extend(posts.iter().map(|post| post.at.clone())),
        _ => {}
    }
    children(e, &mut |child| collect(child, numbers, dates));
}

fn answers(fact: &Fact, numbers: &BTreeSet<Number>, dates: &BTreeSet<Date>) -> Vec<Answer> {
    match &fact.kind {
        FactKind::YesNo => {
            [false, true].into_iter().map(|t| Answer::Value(Seen::Truth(t))).collect()
        }
        FactKind::Number(kind) => {
            let list = numbers_of(kind, numbers);
            list.into_iter().map(|n| Answer::Value(Seen::Number(n))).collect()
        }
        FactKind::Choice(choice) => {
            (0..choice.words.len()).map(|at| Answer::Value(Seen::Word(at))).collect()
        }
        FactKind::Date => {
            let mut list: BTreeSet<Date> = BTreeSet::new();
            for date in dates.iter().take(MOST) {
                list.extend([-1, 0, 1].into_iter().filter_map(|days| date.plus_days(days)));
            }
            list.extend(
                ["2020-01-01", "2022-09-15", "2030-01-01"].iter().filter_map(|d| Date::parse(d)),
            );
            list.into_iter().map(|date| Answer::Value(Seen::Date(date))).collect()
        }
        FactKind::Text => vec![Answer::Text(Some("…".to_owned()))],
        FactKind::Checklist(points) => {
            let all = |met: bool| vec![Seen::Truth(met); points.len()];
            let mut list = vec![all(true), all(false)];
            for at in 0..points.len().min(MOST) {
                let mut one = all(true);
                if let Some(slot) = one.get_mut(at) {
                    *slot = Seen::Truth(false);
                }
                list.push(one);
            }
            // One more unmet each time, so that every count of them is tried.
            for count in 2..points.len().min(MOST) {
                let mut some = all(true);
                some.iter_mut().take(count).for_each(|slot| *slot = Seen::Truth(false));
                list.push(some);
            }
            list.into_iter().map(Answer::Checklist).collect()
        }
        FactKind::Findings(fields) => findings(fields, numbers, dates),
    }
}

fn numbers_of(kind: &NumberKind, limits: &BTreeSet<Number>) -> Vec<Number> {
    let any = if kind.percent { 4 } else { 2 };
    let step = kind.step().unwrap_or_else(|| Number::of_last_place(any));
    let mut out: BTreeSet<Number> = BTreeSet::new();
    out.extend(kind.least.clone());
    out.extend(kind.most.clone());
    out.extend([0, 1, 2, 3, 5, 10, 20, 50, 100, 1000].map(Number::from));
    for limit in limits {
        let near = limit.round_to(&step, crate::value::Rounding::Down);
        out.extend([&near - &step, near.clone(), &near + &step]);
    }
    let fits = |number: &Number| {
        kind.least.as_ref().is_none_or(|least| number >= least)
            && kind.most.as_ref().is_none_or(|most| number <= most)
            && number.round_to(&step, crate::value::Rounding::Down) == *number
    };
    let mut list: Vec<Number> = out.into_iter().filter(fits).collect();
    if list.len() > MOST {
        // Keep the ends and an even choice between them.
        let last = list.len() - 1;
        let keep: BTreeSet<usize> = (0..MOST).map(|n| n * last / (MOST - 1)).collect();
        let mut at = 0;
        list.retain(|_| {
            at += 1;
            keep.contains(&(at - 1))
        });
    }
    list
}

/// No findings; one of every kind that words tell apart, and a heap of the same; two kinds together, and one of each;
/// one field at a time at each of its numbers.
pub(super) fn findings(
    fields: &[Fact],
    numbers: &BTreeSet<Number>,
    dates: &BTreeSet<Date>,
) -> Vec<Answer> {
    let values: Vec<Vec<Seen>> = fields
        .iter()
        .map(|field| {
            let list = answers(field, numbers, dates).into_iter();
            let seen = list.filter_map(|answer| match answer {
                Answer::Value(seen) => Some(seen),
                _ => None,
            });
            match field.kind {
                // Two texts, so that findings can differ by it, and none.
                FactKind::Text => {
                    let none = field_without(field, Why::NOT_CHECKED);
                    vec![Seen::Text("…".into()), none, Seen::Text("……".into())]
                }
                _ => seen.collect(),
            }
        })
        .collect();
    let base: Vec<Seen> = values.iter().filter_map(|list| list.first().cloned()).collect();
    let mut out: Vec<Vec<Vec<Seen>>> = vec![Vec::new()];
    if base.len() == fields.len() {
        let kinds = kinds(fields, &values, &base);
        out.extend(kinds.iter().map(|row| vec![row.clone()]));
        out.extend(kinds.iter().map(|row| vec![row.clone(); 10]));
        out.push(kinds.clone());
        for (at, row) in kinds.iter().enumerate().take(8) {
            let others = kinds.iter().take(8).skip(at.saturating_add(1));
            out.extend(others.map(|other| vec![row.clone(), other.clone()]));
        }
        out.extend(crossed(fields, &values, &base).into_iter().map(|row| vec![row]));
        for (at, list) in values.iter().enumerate() {
            for value in list.iter().take(MOST) {
                let mut row = base.clone();
                if let Some(slot) = row.get_mut(at) {
                    *slot = value.clone();
                }
                for rows in [vec![row.clone()], vec![row; 10]] {
                    if !out.contains(&rows) {
                        out.push(rows);
                    }
                }
            }
        }
    }
    out.truncate(MOST * 4);
    out.into_iter().map(|rows| Answer::Findings(Ok(rows))).collect()
}

/// Findings of every combination of some numbers from the least to the greatest, as far as they are few.
fn crossed(fields: &[Fact], values: &[Vec<Seen>], base: &[Seen]) -> Vec<Vec<Seen>> {
    let numeric: Vec<usize> = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| matches!(field.kind, FactKind::Number(_)))
        .map(|(at, _)| at)
        .collect();
    // As many of each as there is room for.
    let each = match numeric.len() {
        0 | 1 => return Vec::new(),
        2 => 6,
        3 => 4,
        4 | 5 => 2,
        _ => return Vec::new(),
    };
    let mut out = vec![base.to_vec()];
    for at in numeric {
        let list = values.get(at).map(Vec::as_slice).unwrap_or_default();
        let last = list.len().saturating_sub(1);
        let picked: BTreeSet<usize> = (0..each).map(|n| n * last / (each - 1)).collect();
        let with = |row: &Vec<Seen>, place: &usize| {
            let mut row = row.clone();
            if let (Some(slot), Some(seen)) = (row.get_mut(at), list.get(*place)) {
                *slot = seen.clone();
            }
            row
        };
        out = out.iter().flat_map(|row| picked.iter().map(move |n| with(row, n))).collect();
    }
    out
}

/// Findings of every combination of words, yes and no, and texts; where they are too many, those of the first fields.
fn kinds(fields: &[Fact], values: &[Vec<Seen>], base: &[Seen]) -> Vec<Vec<Seen>> {
    let mut out = vec![base.to_vec()];
    let is_text = |field: &Fact| matches!(field.kind, FactKind::Text);
    let mut order: Vec<_> = fields.iter().zip(values).enumerate().collect();
    // Texts matter least.
    order.sort_by_key(|(_, (field, _))| is_text(field));
    for (at, (field, list)) in order {
        let counted = matches!(field.kind, FactKind::Number(_) | FactKind::Date);
        if counted || out.len().saturating_mul(list.len()) > MOST {
            continue;
        }
        let with = |row: &Vec<Seen>, seen: &Seen| {
            let mut row = row.clone();
            if let Some(slot) = row.get_mut(at) {
                *slot = seen.clone();
            }
            row
        };
        out = out.iter().flat_map(|row| list.iter().map(move |seen| with(row, seen))).collect();
    }
    out
}
