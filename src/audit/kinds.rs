//! Lists of findings that stand for all lists, as far as some conditions on findings can tell.
//!
//! Findings of one kind come out the same under every condition. A count held against a limit does not tell one more
//! than the limit from many more, so so many of each kind are enough.

use super::cells::{MOST, nothing, number};
use super::cone::inside;
use super::grid::Grid;
use super::uses::{Uses, Variable};
use crate::assess::eval::{Answer, Reading, run};
use crate::assess::field_without;
use crate::compile::seen::{Seen, Why};
use crate::compile::{Op, OverCode};
use crate::model::expression::OverWhat;
use crate::model::fact::{Fact, FactKind};
use std::collections::{BTreeMap, BTreeSet};

/// The lists; none where something is taken over findings that counting does not tell, or there are too many.
pub(super) fn lists(fields: &[Fact], overs: &[&OverCode], highest: i64) -> Option<Vec<Answer>> {
    let told = |over: &&OverCode| {
        matches!(over.what, OverWhat::Count | OverWhat::Any | OverWhat::All)
            && over.by.is_empty()
            && over.at_most_per.is_empty()
            && over.each.is_none()
            && inside(over).is_some_and(|ops| {
                !ops.iter().any(|op| {
                    matches!(op, Op::Fact(_) | Op::Member(..) | Op::Tally(..) | Op::Outer(_))
                })
            })
    };
    if !overs.iter().all(told) {
        return None;
    }
    let rows = rows(fields, overs)?;
    // One finding of each kind that some condition lets in.
    let mut kinds: BTreeMap<Vec<Option<bool>>, Vec<Seen>> = BTreeMap::new();
    for row in rows {
        kinds.entry(signs(overs, &row)).or_insert(row);
    }
    if !overs.iter().any(|over| over.what == OverWhat::All) {
        // One that nothing lets in counts for nothing.
        kinds.retain(|signs, _| signs.iter().any(|sign| *sign != Some(false)));
    }
    let most = usize::try_from(highest.saturating_add(1)).ok()?.max(1);
    let mut out: Vec<Vec<Vec<Seen>>> = vec![Vec::new()];
    for row in kinds.values() {
        if out.len().checked_mul(most.checked_add(1)?)? > MOST {
            return None;
        }
        let longer = |list: &Vec<Vec<Seen>>| -> Vec<Vec<Vec<Seen>>> {
            let with = |count: usize| {
                let mut list = list.clone();
                list.extend(std::iter::repeat_n(row.clone(), count));
                list
            };
            (0..=most).map(with).collect()
        };
        out = out.iter().flat_map(longer).collect();
    }
    Some(out.into_iter().map(|rows| Answer::Findings(Ok(rows))).collect())
}

/// What each list's filter and condition say of a finding; none where they do not apply.
fn signs(overs: &[&OverCode], row: &[Seen]) -> Vec<Option<bool>> {
    let mut out = Vec::new();
    for over in overs {
        let mut values = Vec::new();
        let reading = Reading { answers: &[], fields: row, outer: &[], results: None };
        run(&over.body, reading, &mut values);
        out.push(match over.filter.map(|at| values.get(at)) {
            // Without a condition every finding is let in.
            None => Some(true),
            Some(seen) => seen.and_then(Seen::truth),
        });
    }
    out
}

/// Findings of every combination of what fields can be.
fn rows(fields: &[Fact], overs: &[&OverCode]) -> Option<Vec<Vec<Seen>>> {
    let mut uses = Uses::default();
    let mut read = BTreeSet::new();
    for over in overs {
        let body: Vec<Op> = over.body.iter().map(|op| as_fact(op, &mut read)).collect();
        // Values from around that nothing reads are no facts.
        let needed: Vec<usize> = (0..body.len()).collect();
        uses.look(&body, &needed, &BTreeMap::new(), fields);
    }
    let mut out: Vec<Vec<Seen>> = vec![Vec::new()];
    for (at, field) in fields.iter().enumerate() {
        let list = field_values(field, at, &uses, read.contains(&at), fields)?;
        if out.len().checked_mul(list.len())? > MOST {
            return None;
        }
        let longer = |row: &Vec<Seen>| -> Vec<Vec<Seen>> {
            let with = |seen: &Seen| row.iter().cloned().chain([seen.clone()]).collect();
            list.iter().map(with).collect()
        };
        out = out.iter().flat_map(longer).collect();
    }
    Some(out)
}

/// A field read as if it were a fact of its own list.
fn as_fact(op: &Op, read: &mut BTreeSet<usize>) -> Op {
    match op {
        Op::Field(at) => {
            read.insert(*at);
            Op::Fact(*at)
        }
        Op::KnownField(at) => {
            read.insert(*at);
            Op::Known(*at)
        }
        op => op.clone(),
    }
}

fn field_values(
    field: &Fact,
    at: usize,
    uses: &Uses,
    read: bool,
    fields: &[Fact],
) -> Option<Vec<Seen>> {
    let mut out: Vec<Seen> = match &field.kind {
        FactKind::YesNo => vec![Seen::Truth(true), Seen::Truth(false)],
        FactKind::Choice(choice) => (0..choice.words.len()).map(Seen::Word).collect(),
        FactKind::Number(_) | FactKind::Date => {
            let grid = |of: Variable| match of {
                Variable::Fact(at) => fields.get(at).and_then(Grid::of),
                _ => None,
            };
            let numbers = uses.numbers(Variable::Fact(at), &grid)?;
            let answers = numbers.into_iter().filter_map(|n| number(field, n));
            let seen = answers.filter_map(|answer| match answer {
                Answer::Value(seen) => Some(seen),
                _ => None,
            });
            seen.collect()
        }
        // Conditions ask of a text whether it is there; anything else in a finding is not told apart here.
        FactKind::Text => vec![Seen::Text("…".into()), field_without(field, Why::NOT_CHECKED)],
        FactKind::Checklist(_) | FactKind::Findings(_) => return None,
    };
    if field.may_not_apply
        && let Answer::Value(seen) = nothing(field)
    {
        out.push(seen);
    }
    if !read {
        // What nothing reads may be anything.
        out.truncate(1);
    }
    (!out.is_empty()).then_some(out)
}
