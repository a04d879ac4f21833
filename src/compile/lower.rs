//! Trees to a flat list, children first.

use super::seen::{Seen, Why};
use super::{Code, EmptyCode, Op, OverCode};
use crate::check::{RuleSet, children};
use crate::model::expression::{Arithmetic, Comparison, Empty, Expression, Extreme, Kind, Type};
use crate::model::fact::{Fact, FactKind};
use crate::model::{OrderKey, Standard};
use crate::value::Number;
use std::collections::BTreeMap;

/// The list being written.
pub(super) struct Lowering<'s> {
    facts: &'s [Fact],
    ops: Vec<Op>,
    /// Where each finished let lies.
    lets: Vec<usize>,
    /// Points are harm: what is achieved brings none.
    pub(super) harm: bool,
    /// Where each number and fact lies that was read already.
    numbers: BTreeMap<Number, usize>,
    known: BTreeMap<usize, usize>,
    /// Where each value computed of the finding at hand lies that was worked out already.
    derived: BTreeMap<usize, usize>,
}

pub(super) fn program(rules: &RuleSet) -> Code {
    let standard: &Standard = &rules.standard;
    let mut early = Lowering::new(&standard.facts, standard.scale.lower_is_better);
    for l in standard.lets.iter().filter(|l| !l.late) {
        let at = early.expression(&l.value);
        early.lets.push(at);
    }
    let consistency = standard.consistency.iter().map(|(e, _)| early.expression(e)).collect();
    let items = standard.items.iter().map(|item| early.item(item, standard)).collect();
    let mut bonuses = early.adjustments(&standard.bonuses);
    let mut penalties = early.adjustments(&standard.penalties);
    // Gates and grades read early values through `Outer`, so that results can be filled in between.
    let early_lets = early.lets.clone();
    let mut late = Lowering::new(&standard.facts, standard.scale.lower_is_better);
    for at in &early_lets {
        let here = late.push(Op::Outer(*at));
        late.lets.push(here);
    }
    for l in standard.lets.iter().filter(|l| l.late) {
        let here = late.expression(&l.value);
        late.lets.push(here);
    }
    for (codes, of) in [(&mut bonuses, &standard.bonuses), (&mut penalties, &standard.penalties)] {
        for (code, one) in codes.iter_mut().zip(&of.list) {
            code.requires = one.requires.as_ref().map(|e| late.expression(e));
        }
    }
    let gates = standard.gates.iter().map(|gate| late.expression(&gate.when)).collect();
    let requires = late.requirements(standard);
    Code {
        rules: rules.clone(),
        nodes: early.ops,
        late: late.ops,
        late_lets: late.lets.split_off(early_lets.len()),
        lets: early_lets,
        items,
        weights: super::weights::weights(standard),
        bonuses,
        penalties,
        gates,
        requires,
        consistency,
        ranks: standard.items.iter().map(|item| ranks(item, &standard.order)).collect(),
    }
}

/// Where an item stands by each key of the order that is a tag; last where it has no such tag.
fn ranks(item: &crate::model::Item, order: &[OrderKey]) -> Vec<usize> {
    let rank = |key: &OrderKey| match key {
        OrderKey::Tag(tag) => {
            item.tags.iter().find(|(t, _)| t == tag).map_or(usize::MAX, |(_, word)| *word)
        }
        _ => usize::MAX,
    };
    order.iter().map(rank).collect()
}

impl<'a> Lowering<'a> {
    fn new(facts: &'a [Fact], harm: bool) -> Self {
        let (numbers, known, derived) = Default::default();
        Self { facts, ops: Vec::new(), lets: Vec::new(), harm, numbers, known, derived }
    }

    /// What each grade asks for besides points: its own condition, and that the matrix gives it or a better one.
    fn requirements(&mut self, standard: &Standard) -> Vec<Option<usize>> {
        let cell = standard.grade_matrix.as_ref().map(|matrix| {
            let (rows, columns) = (self.expression(&matrix.rows), self.expression(&matrix.columns));
            self.push(Op::Table(rows, columns, matrix.cells.clone()))
        });
        let last = standard.grades.len().saturating_sub(1);
        let grades = standard.grades.iter().enumerate();
        grades
            .map(|(at, grade)| {
                let own = grade.requires.as_ref().map(|e| self.expression(e));
                let given = cell.filter(|_| at < last).map(|cell| {
                    let place = self.number(&Number::from(i64::try_from(at).unwrap_or(i64::MAX)));
                    self.push(Op::Compare(Comparison::LessOrEqual, cell, place))
                });
                match (own, given) {
                    (Some(own), Some(given)) => Some(self.push(Op::And(vec![own, given]))),
                    (own, given) => own.or(given),
                }
            })
            .collect()
    }

    /// What is computed of the finding at hand; worked out once in a body.
    fn derived(&mut self, list: usize, at: usize) -> usize {
        if let Some(here) = self.derived.get(&at) {
            return *here;
        }
        let facts: &'a [Fact] = self.facts;
        let here = match facts.get(list).and_then(|fact| fact.derived.get(at)) {
            Some(one) => self.expression(&one.value),
            None => self.push(Op::Constant(Seen::nothing(Why::UNDEFINED))),
        };
        self.derived.insert(at, here);
        here
    }

    /// What groups are made by: fields, and after them what is computed.
    fn groups(&mut self, list: usize, by: &[usize]) -> Vec<usize> {
        let fields = fields_of(self.facts, list).len();
        by.iter()
            .map(|at| match at.checked_sub(fields) {
                Some(derived) => self.derived(list, derived),
                None => self.push(Op::Field(*at)),
            })
            .collect()
    }

    pub(super) fn push(&mut self, op: Op) -> usize {
        self.ops.push(op);
        self.ops.len() - 1
    }

    /// A number is read once, however often it is used.
    pub(super) fn number(&mut self, number: &Number) -> usize {
        if let Some(at) = self.numbers.get(number) {
            return *at;
        }
        let at = self.push(Op::Constant(Seen::Number(number.clone())));
        self.numbers.insert(number.clone(), at);
        at
    }

    /// So is a fact.
    pub(super) fn fact(&mut self, fact: usize) -> usize {
        if let Some(at) = self.known.get(&fact) {
            return *at;
        }
        let at = self.push(Op::Fact(fact));
        self.known.insert(fact, at);
        at
    }

    pub(super) fn list(&mut self, list: &[Expression]) -> Vec<usize> {
        list.iter().map(|e| self.expression(e)).collect()
    }

    pub(super) fn expression(&mut self, e: &Expression) -> usize {
        let op = match &e.kind {
            Kind::Number(number) => return self.number(number),
            Kind::Truth(truth) => Op::Constant(Seen::Truth(*truth)),
            Kind::Date(date) => Op::Constant(Seen::Date(*date)),
            Kind::Word(at) => Op::Constant(Seen::Word(*at)),
            Kind::Fact(at) => return self.fact(*at),
            Kind::Member(fact, point) => Op::Member(*fact, *point),
            Kind::Field(at) => Op::Field(*at),
            Kind::Derived(list, at) => return self.derived(*list, *at),
            Kind::Let(at) => match self.lets.get(*at) {
                // A let is written once; its users share it.
                Some(here) => return *here,
                None => Op::Outer(*at),
            },
            Kind::Result(measure) => Op::Result(measure.clone()),
            Kind::Not(a) => Op::Not(self.expression(a)),
            Kind::Negate(a) => Op::Negate(self.expression(a)),
            Kind::And(a, b) => Op::And(vec![self.expression(a), self.expression(b)]),
            Kind::Or(a, b) => Op::Or(vec![self.expression(a), self.expression(b)]),
            Kind::Arithmetic(operator, a, b) => {
                let (a, b) = (self.expression(a), self.expression(b));
                match operator {
                    Arithmetic::Add => Op::Add(a, b),
                    Arithmetic::Subtract => Op::Subtract(a, b),
                    Arithmetic::Multiply => Op::Multiply(a, b),
                }
            }
            Kind::Divide(a, b, empty) => {
                let (a, b) = (self.expression(a), self.expression(b));
                let empty = match empty {
                    Empty::Never => EmptyCode::Never,
                    Empty::NotApplicable => EmptyCode::NotApplicable,
                    Empty::Value(value) => EmptyCode::Value(self.expression(value)),
                };
                Op::Divide(a, b, empty)
            }
            Kind::Compare(comparison, a, b) => {
                Op::Compare(*comparison, self.expression(a), self.expression(b))
            }
            Kind::In(a, list) => Op::In(self.expression(a), self.list(list)),
            Kind::If(a, b, c) => Op::If(self.expression(a), self.expression(b), self.expression(c)),
            Kind::Extreme(Extreme::Min, list) => Op::Min(self.list(list)),
            Kind::Extreme(Extreme::Max, list) => Op::Max(self.list(list)),
            Kind::Ceil(a) => Op::Ceil(self.expression(a)),
            Kind::Floor(a) => Op::Floor(self.expression(a)),
            Kind::Abs(a) => Op::Abs(self.expression(a)),
            Kind::Round(a, step) => {
                let round = crate::model::Round {
                    step: step.clone(),
                    mode: crate::value::Rounding::Gbt8170,
                };
                Op::Round(self.expression(a), Box::new(round))
            }
            Kind::Power(a, exponent) => Op::Power(self.expression(a), *exponent),
            Kind::Smooth(function, a) => Op::Smooth(*function, self.expression(a)),
            Kind::CountTrue(list) => Op::CountTrue(self.list(list)),
            Kind::DaysBetween(a, b) => Op::DaysBetween(self.expression(a), self.expression(b)),
            Kind::Known(fact) => Op::Known(*fact),
            Kind::KnownField(field) => Op::KnownField(*field),
            Kind::Tally(fact, met) => Op::Tally(*fact, *met),
            Kind::Bands(a, bands) if matches!(e.ty, Type::Choice(_)) => {
                Op::BandWords(self.expression(a), bands.clone())
            }
            Kind::Bands(a, bands) => Op::Bands(self.expression(a), bands.clone()),
            Kind::Interpolate(a, posts) => Op::Interpolate(self.expression(a), posts.clone()),
            Kind::FirstOf(pairs, rest) => {
                let mut next = self.expression(rest);
                for (when, value) in pairs.iter().rev() {
                    let (when, value) = (self.expression(when), self.expression(value));
                    next = self.push(Op::If(when, value, next));
                }
                return next;
            }
            Kind::Table(a, b, cells) if matches!(e.ty, Type::Choice(_)) => {
                Op::TableWords(self.expression(a), self.expression(b), cells.clone())
            }
            Kind::Table(a, b, cells) => {
                Op::Table(self.expression(a), self.expression(b), cells.clone())
            }
            Kind::Over(over) => {
                // Inside, facts are read afresh; only lets come from around.
                let mut body = Lowering::new(self.facts, self.harm);
                for at in &self.lets {
                    let here = body.push(Op::Outer(*at));
                    body.lets.push(here);
                }
                let each = over.each.as_ref().map(|e| body.expression(e));
                let filter = over.filter.as_ref().map(|e| body.expression(e));
                let by = body.groups(over.fact, &over.by);
                let at_most_per = over
                    .at_most_per
                    .iter()
                    .map(|(by, most)| (body.groups(over.fact, by), most.clone()))
                    .collect();
                Op::Over(Box::new(OverCode {
                    what: over.what,
                    fact: over.fact,
                    body: body.ops,
                    each,
                    filter,
                    by,
                    at_most_per,
                    k: over.k,
                    may_lack: over
                        .each
                        .as_ref()
                        .is_some_and(|e| may_lack(e, self.facts, fields_of(self.facts, over.fact))),
                }))
            }
        };
        self.push(op)
    }
}

fn fields_of(facts: &[Fact], at: usize) -> &[Fact] {
    match facts.get(at).map(|fact| &fact.kind) {
        Some(FactKind::Findings(fields)) => fields,
        _ => &[],
    }
}

/// Whether an expression may turn out to have no value, because something in it does not apply.
fn may_lack(e: &Expression, facts: &[Fact], fields: &[Fact]) -> bool {
    let may_not_apply = |list: &[Fact], at: usize| list.get(at).is_none_or(|f| f.may_not_apply);
    let mut lacks = match &e.kind {
        Kind::Fact(at) | Kind::Member(at, _) | Kind::Tally(at, _) => may_not_apply(facts, *at),
        Kind::Field(at) => may_not_apply(fields, *at),
        // What is behind a let or another list is not followed: better too wide than too narrow.
        Kind::Let(_)
        | Kind::Derived(..)
        | Kind::Over(_)
        | Kind::Divide(_, _, Empty::NotApplicable) => true,
        _ => false,
    };
    children(e, &mut |part| lacks |= may_lack(part, facts, fields));
    lacks
}
