//! What facts can be, as far as a question can tell: finitely many answers that stand for all.
//!
//! A number that is only ever held against fixed limits matters by where it lies among them: at a limit, or between two.
//! One answer for each is enough, whatever decimals it may have. Facts that are held against each other get as many
//! answers between two limits as there are facts, so that every order of them is tried. Dates are numbers of days.
//! Findings matter by how many there are of each kind that the conditions tell apart. What is computed with otherwise
//! is `Whole`: it is split into ranges, and proofs need no more than that.

use super::cone::{Cone, inside, operands};
use super::kinds;
use crate::assess::eval::Answer;
use crate::assess::unanswered;
use crate::compile::seen::{May, Open, Seen, Why};
use crate::compile::{EmptyCode, Op, OverCode};
use crate::model::expression::OverWhat;
use crate::model::fact::{Fact, FactKind};
use crate::value::{Date, Number, Rounding};
use std::collections::{BTreeMap, BTreeSet};

/// At most so many answers stand for one fact.
pub(super) const MOST: usize = 600;

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
    members: BTreeSet<usize>,
}

/// What a fact can be.
#[derive(Clone, Debug)]
pub(super) enum Domain {
    /// One of these.
    Listed(Vec<Answer>),
    /// A checklist, point by point.
    Points,
    /// To be split into ranges.
    Whole,
}

/// The first day dates are counted from.
fn first_day() -> Option<Date> {
    Date::parse("0001-01-01")
}

fn days(date: Date) -> Option<Number> {
    first_day().map(|first| Number::from(date.days_since(first)))
}

fn day(number: &Number) -> Option<Date> {
    first_day()?.plus_days(number.to_i64()?)
}

impl Uses {
    fn limit(&mut self, of: Variable, at: Number) {
        self.limits.entry(of).or_default().insert(at);
    }

    /// A line held against a number.
    fn held(&mut self, line: &Line, number: &Number) {
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
                Op::Bands(a, bands) => {
                    let limits = bands.iter().flat_map(|band| [&band.low, &band.high]).flatten();
                    if let Some(line) = lines.get(a) {
                        limits.for_each(|limit| self.held(line, &limit.at));
                    }
                }
                op => {
                    for operand in operands(op).unwrap_or_default() {
                        self.poison(lines.get(&operand));
                    }
                }
            }
        }
        lines
    }

    /// Whether one of the counts of a fact is used as more than a count held against limits.
    fn counts_are_free(&self, fact: usize) -> bool {
        let count = |of: &Variable| matches!(of, Variable::Count(_, f) if *f == fact);
        self.free.iter().any(count) || self.pairs.iter().any(|(a, b)| count(a) || count(b))
    }

    /// The highest limit that a count of a fact is held against.
    fn highest_count(&self, fact: usize) -> i64 {
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

/// The numbers a fact can hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    pub(super) low: Option<Number>,
    pub(super) high: Option<Number>,
    /// None where any number will do.
    pub(super) step: Option<Number>,
}

impl Grid {
    /// Of a number or a date.
    pub(super) fn of(fact: &Fact) -> Option<Grid> {
        match &fact.kind {
            FactKind::Number(kind) => {
                let places =
                    kind.places.map(|p| p.saturating_add(if kind.percent { 2 } else { 0 }));
                let ten = Number::from(10);
                let step = match places.filter(|_| fact.from.is_none()) {
                    Some(places) => {
                        Some((0..places).try_fold(Number::ONE, |step, _| step.div(&ten))?)
                    }
                    None => None,
                };
                Some(Grid { low: kind.least.clone(), high: kind.most.clone(), step })
            }
            FactKind::Date => Some(Grid {
                low: Some(Number::ZERO),
                high: days(Date::parse("9999-12-31")?),
                step: Some(Number::ONE),
            }),
            _ => None,
        }
    }

    fn holds(&self, number: &Number) -> bool {
        self.low.as_ref().is_none_or(|low| low <= number)
            && self.high.as_ref().is_none_or(|high| number <= high)
            && match &self.step {
                Some(step) => number.div(step).is_some_and(|steps| steps.is_integer()),
                None => true,
            }
    }

    /// The limits themselves, and so many numbers between each two and beyond the outermost.
    fn among(&self, limits: &BTreeSet<Number>, count: usize) -> Vec<Number> {
        let mut out: BTreeSet<Number> = limits.iter().cloned().collect();
        let step = self.step.clone().unwrap_or(Number::ONE);
        let on = |n: &Number| n.div(&step).map(|n| &n.floor() * &step).unwrap_or_default();
        let ordered: Vec<&Number> = limits.iter().collect();
        for (at, limit) in ordered.iter().enumerate() {
            let next = ordered.get(at.saturating_add(1));
            match (&self.step, next) {
                (None, Some(next)) => {
                    let mut upper = (*next).clone();
                    for _ in 0..count {
                        upper = between(limit, &upper);
                        out.insert(upper.clone());
                    }
                }
                _ => {
                    let mut number = &on(limit) + &step;
                    for _ in 0..count {
                        out.insert(number.clone());
                        number = &number + &step;
                    }
                }
            }
        }
        let mut number = match ordered.first() {
            Some(first) => -&on(&-*first) - step.clone(),
            None => Number::ZERO,
        };
        for _ in 0..count {
            out.insert(number.clone());
            number = &number - &step;
        }
        out.into_iter().filter(|number| self.holds(number)).collect()
    }
}

/// A number between two others, with few decimals: somebody must be able to write it.
fn between(low: &Number, high: &Number) -> Number {
    let middle = (low + high).div(&Number::from(2)).unwrap_or_default();
    let ten = Number::from(10);
    let mut step = Number::ONE;
    loop {
        let near = middle.round_to(&step, Rounding::Down);
        if low < &near && &near < high {
            return near;
        }
        match step.div(&ten) {
            Some(finer) if low < high => step = finer,
            _ => return middle,
        }
    }
}

/// For each fact of a cone, what it can be. `held` are limits that some position is held against besides.
pub(super) fn domains(cone: &Cone<'_>, held: &[(usize, Vec<Number>)]) -> BTreeMap<usize, Domain> {
    let facts = &cone.standard.facts;
    let mut uses = Uses::default();
    let lines = uses.look(cone.early, &cone.early_needed, &BTreeMap::new(), facts);
    for (at, limits) in held {
        if let Some(line) = lines.get(at) {
            limits.iter().for_each(|limit| uses.held(line, limit));
        }
    }
    uses.look(cone.late, &cone.late_needed, &lines, facts);
    let overs = overs(cone);
    let mut out = BTreeMap::new();
    for at in &cone.facts {
        let Some(fact) = facts.get(*at) else { continue };
        out.insert(*at, domain(cone, &uses, &overs, *at, fact));
    }
    out
}

/// The lists of findings that are looked at.
fn overs<'a>(cone: &Cone<'a>) -> Vec<&'a OverCode> {
    let ops = |ops: &'a [Op], needed: &[usize]| -> Vec<&'a OverCode> {
        let found = needed.iter().filter_map(|at| match ops.get(*at) {
            Some(Op::Over(over)) => Some(over.as_ref()),
            _ => None,
        });
        found.collect()
    };
    let mut out = ops(cone.early, &cone.early_needed);
    out.extend(ops(cone.late, &cone.late_needed));
    out
}

fn domain(cone: &Cone<'_>, uses: &Uses, overs: &[&OverCode], at: usize, fact: &Fact) -> Domain {
    let value = |seen: Seen| Answer::Value(seen);
    let listed: Option<Vec<Answer>> = match &fact.kind {
        FactKind::YesNo => Some([true, false].map(|t| value(Seen::Truth(t))).to_vec()),
        FactKind::Choice(choice) => {
            Some((0..choice.words.len()).map(|at| value(Seen::Word(at))).collect())
        }
        FactKind::Text => Some(vec![Answer::Text(Some("…".to_owned()))]),
        FactKind::Number(_) | FactKind::Date => {
            // A fact that lists of findings read is not followed into them.
            let read = |over: &&OverCode| {
                inside(over).is_none_or(|ops| {
                    ops.iter().any(|op| matches!(op, Op::Fact(fact) if *fact == at))
                })
            };
            let inside = overs.iter().any(read);
            let grid = |of: Variable| match of {
                Variable::Fact(at) => cone.standard.facts.get(at).and_then(Grid::of),
                _ => None,
            };
            let numbers = if inside { None } else { uses.numbers(Variable::Fact(at), &grid) };
            numbers.map(|list| list.into_iter().filter_map(|n| number(fact, n)).collect())
        }
        FactKind::Checklist(points) => {
            if uses.members.contains(&at) || cone.asked.contains(&at) {
                return Domain::Points;
            }
            return Domain::Listed(tallies(points.len(), fact.may_not_apply));
        }
        FactKind::Findings(fields) => {
            let own: Vec<&OverCode> = overs.iter().filter(|o| o.fact == at).copied().collect();
            if uses.counts_are_free(at) {
                None
            } else {
                kinds::lists(fields, &own, uses.highest_count(at))
            }
        }
    };
    let Some(mut listed) = listed else { return Domain::Whole };
    if fact.may_not_apply {
        listed.push(nothing(fact));
    }
    if cone.asked.contains(&at) || fact.from.is_some() {
        listed.push(unanswered(fact));
    }
    Domain::Listed(listed)
}

/// A number as the answer to a fact.
pub(super) fn number(fact: &Fact, number: Number) -> Option<Answer> {
    Some(Answer::Value(match fact.kind {
        FactKind::Date => Seen::Date(day(&number)?),
        // Nobody can write digits that do not end; means of results below can be anything.
        _ if fact.from.is_none() && number.decimals().is_none() => return None,
        _ => Seen::Number(number),
    }))
}

/// "Does not apply".
pub(super) fn nothing(fact: &Fact) -> Answer {
    let seen = || Seen::Open(Box::new(Open { may: May::Nothing, why: Why::NOT_APPLICABLE }));
    match &fact.kind {
        FactKind::Checklist(points) => Answer::Checklist(vec![seen(); points.len()]),
        FactKind::Findings(_) => Answer::Findings(Err(Why::NOT_APPLICABLE)),
        _ => Answer::Value(seen()),
    }
}

/// Every number of met, unmet and not applicable points: which ones does not matter.
fn tallies(points: usize, may_not_apply: bool) -> Vec<Answer> {
    let mut out = Vec::new();
    for apart in 0..=(if may_not_apply { points } else { 0 }) {
        for unmet in 0..=points.saturating_sub(apart) {
            let mut list = vec![Seen::Truth(true); points];
            for (at, slot) in list.iter_mut().enumerate() {
                if at < apart {
                    *slot = Seen::nothing(Why::NOT_APPLICABLE);
                } else if at < apart.saturating_add(unmet) {
                    *slot = Seen::Truth(false);
                }
            }
            out.push(Answer::Checklist(list));
        }
    }
    out
}
