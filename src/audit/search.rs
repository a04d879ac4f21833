//! Whether anything makes something happen: every answer that matters is tried, or a proof that none does.
//!
//! Facts are answered one after the other, from those that stand for all; what is not answered yet is open, and where
//! open values decide, nothing more is answered. So the search is over where it is known either way: with an inspection
//! that makes it happen, or with none left. What cannot be listed is split into ranges, and where that does not decide
//! within the budget the search says so.

use super::cases::split;
use super::cells::{Domain, domains, nothing};
use super::cone::{Cone, Values};
use super::question::Question;
use super::try_out::{may_be, put};
use crate::assess::eval::Answer;
use crate::assess::unanswered;
use crate::compile::Program;
use crate::compile::seen::{May, Seen, Why};
use crate::model::Standard;
use crate::value::{Date, Number};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// At most so many parts of what facts can be are looked at for one question.
const MOST: usize = 3_000;
/// So many parts are looked at whatever was spent before.
const LEAST: usize = 8;
/// What all questions about a rule set may cost together, in facts and operations looked at. One question may take
/// this part of what is left, so that those after it, most of which take little, still have some.
pub(super) const BUDGET: usize = 60_000_000;
const SHARE: usize = 64;

/// What came of a question.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// No inspection makes it happen.
    Never,
    /// This one does.
    Seen(Vec<Answer>),
    /// Neither was found.
    Open,
}

/// A question about some operations of a program.
pub(super) struct Search<'a> {
    program: &'a Program,
    question: &'a Question,
    cone: Cone<'a>,
    domains: BTreeMap<usize, Domain>,
    /// The facts in the order in which they are answered: those that can be listed first.
    order: Vec<usize>,
    marks: &'a BTreeSet<Number>,
    /// What is left for this question and all after it.
    left: &'a Cell<usize>,
    /// What the operations came to last; the place is used again.
    values: RefCell<Values>,
}

/// A part of what facts can be.
struct Part {
    answers: Vec<Answer>,
    /// How many facts of the order are answered, and how many points of the next one.
    answered: usize,
    points: usize,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        program: &'a Program,
        question: &'a Question,
        marks: &'a BTreeSet<Number>,
        left: &'a Cell<usize>,
    ) -> Search<'a> {
        let cone = Cone::of(program, &question.targets());
        let domains = domains(&cone, &question.held(), marks);
        let rank = |fact: &usize| match domains.get(fact) {
            Some(Domain::Listed(_) | Domain::Points) => 0,
            Some(Domain::Tried(_)) => 1,
            Some(Domain::Whole) | None => 2,
        };
        let mut order: Vec<usize> = cone.facts.iter().copied().collect();
        order.sort_by_key(rank);
        Search { program, question, cone, domains, order, marks, left, values: RefCell::default() }
    }

    /// The facts it is about.
    pub(super) fn facts(&self) -> Vec<usize> {
        self.cone.facts.iter().copied().collect()
    }

    fn standard(&self) -> &'a Standard {
        self.cone.standard
    }

    fn judge(&self, answers: &[Answer], settled: &BTreeSet<usize>) -> Option<bool> {
        let mut values = self.values.borrow_mut();
        self.cone.evaluate(answers, settled, &mut values);
        self.question.judge(&values.early, &values.late)
    }

    /// Looks until it is known either way, or for as long as the budget lasts.
    pub(super) fn run(&self) -> Verdict {
        if self.cone.strange {
            return Verdict::Open;
        }
        let answers: Vec<Answer> = self.standard().facts.iter().map(unanswered).collect();
        let cost = answers.len().saturating_add(self.cone.early_needed.len().saturating_mul(8));
        let most = (self.left.get() / SHARE).checked_div(cost).unwrap_or(MOST).clamp(LEAST, MOST);
        let mut waiting = vec![Part { answers, answered: 0, points: 0 }];
        let (mut looked, mut open) = (0usize, false);
        while let Some(part) = waiting.pop() {
            looked += 1;
            if looked > most {
                return Verdict::Open;
            }
            self.left.set(self.left.get().saturating_sub(cost));
            let settled: BTreeSet<usize> = self.order.iter().take(part.answered).copied().collect();
            match self.judge(&part.answers, &settled) {
                Some(true) => {
                    let answers = self.closed(&part);
                    if may_be(self.program, &answers) {
                        return Verdict::Seen(answers);
                    }
                }
                Some(false) => continue,
                None => {}
            }
            let next = self.order.get(part.answered).and_then(|fact| self.domains.get(fact));
            open |= matches!(next, Some(Domain::Tried(_)));
            match self.smaller(&part) {
                Smaller::Parts(mut parts) => {
                    parts.reverse();
                    waiting.append(&mut parts);
                }
                // Every fact is answered, some of them with "not looked at"; others may contradict these.
                Smaller::Nothing => {
                    open |= self.cone.results || !self.program.inner.consistency.is_empty();
                }
                Smaller::Stuck => open = true,
            }
            if part.answered >= self.listed() {
                // Ranges may never decide what one of their numbers shows.
                let answers = self.closed(&part);
                let all: BTreeSet<usize> = self.order.iter().copied().collect();
                if self.judge(&answers, &all) == Some(true) && may_be(self.program, &answers) {
                    return Verdict::Seen(answers);
                }
            }
        }
        if open { Verdict::Open } else { Verdict::Never }
    }

    /// How many facts can be listed.
    fn listed(&self) -> usize {
        let whole = |fact: &&usize| matches!(self.domains.get(fact), Some(Domain::Whole) | None);
        self.order.iter().position(|fact| whole(&fact)).unwrap_or(self.order.len())
    }

    fn smaller(&self, part: &Part) -> Smaller {
        let Some(fact) = self.order.get(part.answered).copied() else { return Smaller::Nothing };
        let next = |answers: Vec<Answer>| Part {
            answers,
            answered: part.answered.saturating_add(1),
            points: 0,
        };
        match self.domains.get(&fact) {
            Some(Domain::Listed(list) | Domain::Tried(list)) => {
                let with = |answer: &Answer| {
                    let mut answers = part.answers.clone();
                    put(&mut answers, fact, answer);
                    next(answers)
                };
                Smaller::Parts(list.iter().map(with).collect())
            }
            Some(Domain::Points) => self.points(part, fact, &next),
            _ => {
                for fact in self.order.iter().skip(part.answered) {
                    let (Some(declared), Some(answer)) =
                        (self.standard().facts.get(*fact), part.answers.get(*fact))
                    else {
                        continue;
                    };
                    let Some(parts) = split(declared, answer, self.marks) else { continue };
                    let with = |answer: Answer| {
                        let mut answers = part.answers.clone();
                        put(&mut answers, *fact, &answer);
                        Part { answers, answered: part.answered, points: 0 }
                    };
                    return Smaller::Parts(parts.into_iter().map(with).collect());
                }
                Smaller::Stuck
            }
        }
    }

    /// The next point of a checklist: met, unmet, and whatever else it may be.
    fn points(&self, part: &Part, fact: usize, next: &dyn Fn(Vec<Answer>) -> Part) -> Smaller {
        let (Some(Answer::Checklist(points)), Some(declared)) =
            (part.answers.get(fact), self.standard().facts.get(fact))
        else {
            return Smaller::Stuck;
        };
        if part.points >= points.len() {
            return Smaller::Parts(vec![next(part.answers.clone())]);
        }
        let mut ways = vec![Some(Seen::Truth(true)), Some(Seen::Truth(false))];
        if declared.may_not_apply {
            ways.push(Some(Seen::nothing(Why::NOT_APPLICABLE)));
        }
        if self.cone.asked.contains(&fact) {
            ways.push(None);
        }
        let with = |way: Option<Seen>| {
            let mut points = points.clone();
            if let (Some(slot), Some(seen)) = (points.get_mut(part.points), way) {
                *slot = seen;
            }
            let mut answers = part.answers.clone();
            put(&mut answers, fact, &Answer::Checklist(points));
            Part { answers, answered: part.answered, points: part.points.saturating_add(1) }
        };
        Smaller::Parts(ways.into_iter().map(with).collect())
    }

    /// The part with everything answered that is still open: the first of what it may be.
    fn closed(&self, part: &Part) -> Vec<Answer> {
        let mut answers = part.answers.clone();
        for (at, fact) in self.order.iter().enumerate() {
            let Some(Domain::Listed(list) | Domain::Tried(list)) = self.domains.get(fact) else {
                let (Some(slot), Some(declared)) =
                    (answers.get_mut(*fact), self.standard().facts.get(*fact))
                else {
                    continue;
                };
                *slot = closed(slot, || nothing(declared), part.answered > at);
                continue;
            };
            if at >= part.answered
                && let Some(first) = list.first()
            {
                put(&mut answers, *fact, first);
            }
        }
        answers
    }
}

enum Smaller {
    Parts(Vec<Part>),
    /// All is answered.
    Nothing,
    /// There is more than can be told apart.
    Stuck,
}

fn met_where_open(point: &Seen) -> Seen {
    if point.is_known() || point.is_nothing() { point.clone() } else { Seen::Truth(true) }
}

/// One value of what an answer may be. What was answered stays.
fn closed(answer: &Answer, nothing: impl Fn() -> Answer, answered: bool) -> Answer {
    match answer {
        Answer::Value(Seen::Open(open)) => Answer::Value(match &open.may {
            May::Number(range) => {
                let low = range.low.clone().or_else(|| range.high.clone());
                Seen::Number(low.unwrap_or_default())
            }
            May::Truth => Seen::Truth(true),
            May::Words(bits) => Seen::Word(usize::try_from(bits.trailing_zeros()).unwrap_or(0)),
            May::Date => match Date::parse("2022-09-15") {
                Some(date) => Seen::Date(date),
                None => return nothing(),
            },
            May::Text | May::Nothing => return answer.clone(),
        }),
        Answer::Checklist(points) if !answered => {
            Answer::Checklist(points.iter().map(met_where_open).collect())
        }
        Answer::Findings(Err(why)) if !why.has(Why::NOT_APPLICABLE) && !answered => {
            Answer::Findings(Ok(Vec::new()))
        }
        other => other.clone(),
    }
}
