//! How numbers are used: held against limits, against each other, or computed with otherwise.

use super::cells::MOST;
use super::cone::operands;
use super::grid::{Grid, days};
use crate::compile::seen::Seen;
use crate::compile::{EmptyCode, Op};
use crate::model::expression::OverWhat;
use crate::model::fact::{Fact, FactKind};
use crate::value::Number;
use std::collections::{BTreeMap, BTreeSet};

/// Something that is held against limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Variable {
    /// A fact; inside a list of findings, a field.
    Fact(usize),
    /// How many findings of a fact, as counted at a position.
    Count(usize, usize),
}

/// A value that is so many times a variable and so much more; a constant where there is no variable.
#[derive(Clone, Debug)]
pub(super) struct Line {
    of: Option<Variable>,
    times: Number,
    plus: Number,
}

/// How variables are used.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub(super) limits: BTreeMap<Variable, BTreeSet<Number>>,
    /// Computed with in ways that limits do not tell.
    pub(super) free: BTreeSet<Variable>,
    /// Held against each other.
    pairs: Vec<(Variable, Variable)>,
    /// Checklists of which single points are asked for.
    pub(super) members: BTreeSet<usize>,
}

impl Uses {
    fn limit(&mut self, of: Variable, at: Number) {
        self.limits.entry(of).or_default().insert(at);
    }

    /// A line held against a number.
    pub(super) fn held(&mut self, line: &Line, number: &Number) {
        if let Some(of) = line.of {
            match (number - &line.plus).div(&line.times) {
                Some(at) => self.limit(of, at),
                None => drop(self.free.insert(of)),
            }
        }
    }

    fn poison(&mut self, line: Option<&Line>) {
        self.free.extend(line.and_then(|line| line.of));
    }

    fn compared(&mut self, a: Option<&Line>, b: Option<&Line>) {
        match (a, b) {
            (Some(a), Some(b)) => match (a.of, b.of) {
                (Some(_), None) => self.held(a, &b.plus),
                (None, Some(_)) => self.held(b, &a.plus),
                (Some(x), Some(y)) if x != y && a.times == b.times && a.plus == b.plus => {
                    self.pairs.push((x, y));
                }
                // The same on both sides, or lines that cross somewhere.
                (Some(x), Some(y)) if x == y => {
                    match (&b.plus - &a.plus).div(&(&a.times - &b.times)) {
                        Some(at) => self.limit(x, at),
                        // Parallel: one side is always the greater.
                        None => drop(self.limits.entry(x).or_default()),
                    }
                }
                (Some(x), Some(y)) => self.free.extend([x, y]),
                (None, None) => {}
            },
            (a, b) => {
                self.poison(a);
                self.poison(b);
            }
        }
    }

    /// Looks through operations in order; gives the line of each that is one.
    pub(super) fn look(
        &mut self,
        ops: &[Op],
        needed: &[usize],
        outer: &BTreeMap<usize, Line>,
        facts: &[Fact],
    ) -> BTreeMap<usize, Line> {
        let mut lines: BTreeMap<usize, Line> = BTreeMap::new();
        for at in needed {
            let Some(op) = ops.get(*at) else { continue };
            if let Op::Member(fact, _) = op {
                self.members.insert(*fact);
            }
            if let Some(line) = line(op, *at, &lines, outer, facts) {
                lines.insert(*at, line);
                continue;
            }
            match op {
                Op::Compare(_, a, b) => self.compared(lines.get(a), lines.get(b)),
                Op::In(a, list) => {
                    list.iter().for_each(|b| self.compared(lines.get(a), lines.get(b)));
                }
                Op::Bands(a, bands) | Op::BandWords(a, bands) => {
                    let limits = bands.iter().flat_map(|band| [&band.low, &band.high]).flatten();
                    if let Some(line) = lines.get(a) {
                        limits.for_each(|limit| self.held(line, &limit.at));
                    }
                }
                op => {
                    for operand in operands(op) {
                        self.poison(lines.get(&operand));
                    }
                }
            }
        }
        lines
    }

    /// Whether a variable is held against fixed limits, and used for nothing else.
    pub(super) fn only_held(&self, of: Variable) -> bool {
        let paired = self.pairs.iter().any(|(a, b)| *a == of || *b == of);
        let limits = self.limits.get(&of).is_some_and(|limits| !limits.is_empty());
        limits && !paired && !self.free.contains(&of)
    }

    /// Whether one of the counts of a fact is used as more than a count held against limits.
    pub(super) fn counts_are_free(&self, fact: usize) -> bool {
        let count = |of: &Variable| matches!(of, Variable::Count(_, f) if *f == fact);
        self.free.iter().any(count) || self.pairs.iter().any(|(a, b)| count(a) || count(b))
    }

    /// The highest limit that a count of a fact is held against.
    pub(super) fn highest_count(&self, fact: usize) -> i64 {
        let of =
            self.limits.iter().filter(|(of, _)| matches!(of, Variable::Count(_, f) if *f == fact));
        let limits = of.flat_map(|(_, limits)| limits).filter_map(|limit| limit.floor().to_i64());
        limits.max().unwrap_or(0).max(0)
    }

    /// Variables held against this one, against those, and so on; itself among them.
    fn group(&self, of: Variable) -> BTreeSet<Variable> {
        let mut group = BTreeSet::from([of]);
        loop {
            let before = group.len();
            for (a, b) in &self.pairs {
                if group.contains(a) || group.contains(b) {
                    group.extend([*a, *b]);
                }
            }
            if group.len() == before {
                return group;
            }
        }
    }

    /// Numbers that stand for all a variable can be; none where it is computed with otherwise, or there are too many.
    pub(super) fn numbers(
        &self,
        of: Variable,
        fact: &dyn Fn(Variable) -> Option<Grid>,
    ) -> Option<Vec<Number>> {
        let group = self.group(of);
        let own = fact(of)?;
        let mut limits: BTreeSet<Number> = BTreeSet::new();
        for one in &group {
            let grid = fact(*one)?;
            if self.free.contains(one) || grid.step != own.step {
                return None;
            }
            limits.extend(self.limits.get(one).into_iter().flatten().cloned());
            limits.extend(grid.low.iter().chain(&grid.high).cloned());
        }
        if limits.len() > MOST {
            return None;
        }
        Some(own.among(&limits, group.len()))
    }
}

/// What an operation is a line of.
fn line(
    op: &Op,
    at: usize,
    lines: &BTreeMap<usize, Line>,
    outer: &BTreeMap<usize, Line>,
    facts: &[Fact],
) -> Option<Line> {
    let constant = |plus: Number| Line { of: None, times: Number::ZERO, plus };
    let variable = |of| Line { of: Some(of), times: Number::ONE, plus: Number::ZERO };
    let measured = |fact: &Fact| matches!(fact.kind, FactKind::Number(_) | FactKind::Date);
    let both = |a: &usize, b: &usize, minus: bool| {
        let (a, b) = (lines.get(a)?, lines.get(b)?);
        let of = match (a.of, b.of) {
            (of, None) | (None, of) => of,
            (Some(x), Some(y)) if x == y => Some(x),
            _ => return None,
        };
        let put = |x: &Number, y: &Number| if minus { x - y } else { x + y };
        let (times, plus) = (put(&a.times, &b.times), put(&a.plus, &b.plus));
        // What cancels out is a constant only where it applies.
        (of.is_none() || !times.is_zero()).then_some(Line { of, times, plus })
    };
    match op {
        Op::Constant(Seen::Number(number)) => Some(constant(number.clone())),
        Op::Constant(Seen::Date(date)) => days(*date).map(constant),
        Op::Fact(fact) if facts.get(*fact).is_some_and(measured) => {
            Some(variable(Variable::Fact(*fact)))
        }
        Op::Over(over) if over.what == OverWhat::Count && over.by.is_empty() => {
            Some(variable(Variable::Count(at, over.fact)))
        }
        Op::Outer(at) => outer.get(at).cloned(),
        Op::Negate(a) => {
            let line = lines.get(a)?;
            Some(Line { of: line.of, times: -&line.times, plus: -&line.plus })
        }
        Op::Add(a, b) => both(a, b, false),
        Op::Subtract(a, b) | Op::DaysBetween(b, a) => both(a, b, true),
        Op::Multiply(a, b) => {
            let (a, b) = (lines.get(a)?, lines.get(b)?);
            let (line, by) = if b.of.is_none() { (a, &b.plus) } else { (b, &a.plus) };
            let fixed = a.of.is_none() || b.of.is_none();
            (fixed && (line.of.is_none() || !by.is_zero())).then(|| Line {
                of: line.of,
                times: &line.times * by,
                plus: &line.plus * by,
            })
        }
        Op::Divide(a, b, EmptyCode::Never) => {
            let (a, b) = (lines.get(a)?, lines.get(b)?);
            let by = Some(&b.plus).filter(|_| b.of.is_none())?;
            Some(Line { of: a.of, times: a.times.div(by)?, plus: a.plus.div(by)? })
        }
        _ => None,
    }
}
