//! The part of a program that decides a question, and nothing else of it.

use super::cases::all_open;
use crate::assess::eval::{Answer, Reading, Results, step};
use crate::compile::seen::{Seen, Why};
use crate::compile::{EmptyCode, Op, OverCode, Program};
use crate::model::expression::Measure;
use crate::model::range::Range;
use crate::model::{Part, Place, Role, Standard};
use crate::value::Number;
use std::collections::BTreeSet;

/// Positions of operations: of those over facts alone, and of those that may read results.
#[derive(Clone, Debug, Default)]
pub(super) struct Targets {
    pub(super) early: Vec<usize>,
    pub(super) late: Vec<usize>,
}

/// The operations that some targets need, in order, and the facts these read.
pub(super) struct Cone<'a> {
    pub(super) standard: &'a Standard,
    pub(super) early: &'a [Op],
    pub(super) late: &'a [Op],
    pub(super) early_needed: Vec<usize>,
    pub(super) late_needed: Vec<usize>,
    pub(super) facts: BTreeSet<usize>,
    /// Facts of which it is asked whether they are known.
    pub(super) asked: BTreeSet<usize>,
    /// Whether an operation is not understood: then nothing is claimed.
    pub(super) strange: bool,
    /// Whether results are read, of which little is known.
    pub(super) results: bool,
    /// Of each item, whether its result may be none; empty where no results are read.
    lacks: Vec<bool>,
}

/// What the operations of a cone come to; only the needed positions mean anything.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub(super) early: Vec<Seen>,
    pub(super) late: Vec<Seen>,
}

impl<'a> Cone<'a> {
    pub(super) fn of(program: &'a Program, targets: &Targets) -> Cone<'a> {
        let code = &program.inner;
        let mut cone = Cone {
            standard: code.standard(),
            early: &code.nodes,
            late: &code.late,
            early_needed: Vec::new(),
            late_needed: Vec::new(),
            facts: BTreeSet::new(),
            asked: BTreeSet::new(),
            strange: false,
            results: false,
            lacks: Vec::new(),
        };
        let mut outer = targets.early.clone();
        let late = cone.needed(&code.late, &targets.late, &mut outer);
        let mut none = Vec::new();
        let early = cone.needed(&code.nodes, &outer, &mut none);
        (cone.early_needed, cone.late_needed) = (early, late);
        if cone.results {
            cone.lacks = lacks(program);
        }
        cone
    }

    /// Every position that some positions need, in order; `outer` receives what is read from around.
    fn needed(&mut self, ops: &[Op], targets: &[usize], outer: &mut Vec<usize>) -> Vec<usize> {
        let mut found = BTreeSet::new();
        let mut waiting = targets.to_vec();
        while let Some(at) = waiting.pop() {
            if !found.insert(at) {
                continue;
            }
            let Some(op) = ops.get(at) else { continue };
            self.read(op, outer, &mut waiting);
            waiting.extend(operands(op));
        }
        found.into_iter().collect()
    }

    fn read(&mut self, op: &Op, outer: &mut Vec<usize>, around: &mut Vec<usize>) {
        match op {
            Op::Fact(fact) | Op::Member(fact, _) | Op::Tally(fact, _) => {
                self.facts.insert(*fact);
            }
            Op::Known(fact) => {
                self.facts.insert(*fact);
                self.asked.insert(*fact);
            }
            Op::Outer(at) => outer.push(*at),
            Op::Result(_) => self.results = true,
            Op::Over(over) => {
                self.facts.insert(over.fact);
                let Some(inside) = inside(over) else {
                    self.strange = true;
                    return;
                };
                for inner in inside {
                    match inner {
                        // Read of the operations around the list.
                        Op::Outer(at) => around.push(*at),
                        // Open answers are no promise that they stay open, and that is not followed into lists.
                        Op::Known(_) | Op::KnownField(_) => self.strange = true,
                        inner => self.read(inner, outer, around),
                    }
                }
            }
            _ => {}
        }
    }

    /// Evaluates what is needed, in the place of values that are no longer needed. Whether a fact is known is open until
    /// it is `settled`.
    pub(super) fn evaluate(
        &self,
        answers: &[Answer],
        settled: &BTreeSet<usize>,
        values: &mut Values,
    ) {
        let Values { early, late } = values;
        if !self.early_needed.is_empty() {
            early.resize(self.early.len(), Seen::Truth(false));
        }
        let reading = Reading { answers, fields: &[], outer: &[], results: None };
        one_by_one(self.early, &self.early_needed, reading, settled, early);
        if !self.late_needed.is_empty() {
            late.resize(self.late.len(), Seen::Truth(false));
            let any = AnyResult { standard: self.standard, lacks: &self.lacks };
            let reading = Reading { outer: early, results: Some(&any), ..reading };
            one_by_one(self.late, &self.late_needed, reading, settled, late);
        }
    }
}

/// The operations that decide what a finding counts for; none where one is not understood.
pub(super) fn inside(over: &OverCode) -> Option<Vec<&Op>> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<usize> = over.filter.iter().chain(&over.each).copied().collect();
    while let Some(at) = waiting.pop() {
        if found.insert(at) {
            let op = over.body.get(at)?;
            if matches!(op, Op::Over(_)) {
                return None;
            }
            waiting.extend(operands(op));
        }
    }
    found.into_iter().map(|at| over.body.get(at)).collect()
}

fn one_by_one(
    ops: &[Op],
    needed: &[usize],
    reading: Reading<'_>,
    settled: &BTreeSet<usize>,
    values: &mut [Seen],
) {
    for at in needed {
        let seen = match ops.get(*at) {
            Some(Op::Known(fact)) if !settled.contains(fact) => Seen::either(Why::NOT_CHECKED),
            Some(op) => step(op, reading, values),
            None => continue,
        };
        if let Some(slot) = values.get_mut(*at) {
            *slot = seen;
        }
    }
}

/// Of each item, whether its result may turn out to be none.
fn lacks(program: &Program) -> Vec<bool> {
    let standard = program.inner.standard();
    let open = all_open(&program.inner);
    let items = standard.items.iter().zip(&program.inner.items);
    let lacks = items.map(|(item, code)| {
        let sticks = |seen: &Seen| seen.why().sticks() || seen.is_nothing();
        item.role != Role::Scored
            || item.points.is_zero()
            || code.applies.is_some()
            || open.get(code.points).is_none_or(sticks)
    });
    lacks.collect()
}

/// Results of which only the ends are known, and whether there may be none.
pub(super) struct AnyResult<'a> {
    pub(super) standard: &'a Standard,
    /// Of each item; where this is not said, any may be none.
    pub(super) lacks: &'a [bool],
}

impl AnyResult<'_> {
    fn up_to(&self, high: Option<Number>, part: Part) -> Seen {
        self.within(Range { low: Some(Number::ZERO), high }, &[part])
    }

    fn rounds_sections(&self) -> bool {
        self.standard.scale.round_at == Place::Section
    }

    /// Whether each item in these parts has a result, so that they have.
    fn always(&self, parts: &[Part]) -> bool {
        parts.iter().all(|part| match part {
            Part::Item(at) => self.lacks.get(*at) == Some(&false),
            Part::Section(at) => {
                self.standard.sections.get(*at).is_some_and(|section| self.always(&section.parts))
            }
        })
    }

    fn within(&self, range: Range, parts: &[Part]) -> Seen {
        let open = Why::NOT_CHECKED;
        Seen::ranging(
            range,
            match !parts.is_empty() && self.always(parts) {
                true => open,
                false => open.and(Why::MAY_NOT_APPLY).and(Why::MAY_BE_UNDEFINED),
            },
        )
    }
}

impl Results for AnyResult<'_> {
    fn points(&self, part: Part) -> Seen {
        let section = |at: usize| self.standard.sections.get(at).map(|part| part.points.clone());
        let high = match part {
            Part::Item(at) => self.standard.items.get(at).map(|item| item.points.clone()),
            // Rounding can lead beyond full points.
            Part::Section(at) => section(at).filter(|_| !self.rounds_sections()),
        };
        self.up_to(high, part)
    }

    fn share(&self, part: Part) -> Seen {
        let beyond = matches!(part, Part::Section(_)) && self.rounds_sections();
        self.up_to((!beyond).then_some(Number::ONE), part)
    }

    fn state_is(&self, _: usize, _: &str) -> Seen {
        Seen::either(Why::NOT_CHECKED)
    }

    fn total(&self) -> Seen {
        let scale = &self.standard.scale;
        let range = Range::between(scale.lowest.clone(), scale.highest.clone());
        self.within(range, &self.standard.parts)
    }

    fn total_share(&self) -> Seen {
        let scale = &self.standard.scale;
        let (low, high) = (scale.lowest.div(&scale.max), scale.highest.div(&scale.max));
        self.within(Range { low, high }, &self.standard.parts)
    }
}

/// What an operation reads of the operations before it.
pub(super) fn operands(op: &Op) -> Vec<usize> {
    match op {
        Op::Constant(_)
        | Op::Fact(_)
        | Op::Member(..)
        | Op::Known(_)
        | Op::KnownField(_)
        | Op::Tally(..)
        | Op::Field(_)
        | Op::Outer(_)
        | Op::Over(_) => Vec::new(),
        Op::Result(measure) => match measure {
            Measure::Points(_)
            | Measure::Share(_)
            | Measure::StateIs(..)
            | Measure::TotalPoints
            | Measure::TotalShare => Vec::new(),
        },
        Op::Not(a)
        | Op::Negate(a)
        | Op::Cut(a, _)
        | Op::Holds(a)
        | Op::Ceil(a)
        | Op::Floor(a)
        | Op::Abs(a)
        | Op::Round(a, _)
        | Op::Bands(a, _)
        | Op::Power(a, _)
        | Op::Smooth(_, a)
        | Op::BandWords(a, _)
        | Op::Interpolate(a, _) => vec![*a],
        Op::Add(a, b)
        | Op::Subtract(a, b)
        | Op::Multiply(a, b)
        | Op::Compare(_, a, b)
        | Op::DaysBetween(a, b)
        | Op::SupplyShare(a, b)
        | Op::TableWords(a, b, _)
        | Op::Table(a, b, _) => vec![*a, *b],
        Op::Divide(a, b, empty) => match empty {
            EmptyCode::Value(c) => vec![*a, *b, *c],
            EmptyCode::Never | EmptyCode::NotApplicable => vec![*a, *b],
        },
        Op::If(a, b, c) => vec![*a, *b, *c],
        Op::In(a, list) => list.iter().copied().chain([*a]).collect(),
        Op::And(list)
        | Op::Or(list)
        | Op::Min(list)
        | Op::Max(list)
        | Op::CountTrue(list)
        | Op::Alternatives(list, _) => list.clone(),
        Op::RatioShare(ratio) => vec![ratio.of, ratio.to],
        Op::Ladder(rungs) => rungs.iter().map(|(at, _)| *at).collect(),
    }
}
