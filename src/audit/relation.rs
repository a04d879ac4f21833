//! Whether a value of one program is never more, or never less, than a value of another, whatever the inspection says.
//!
//! The two programs read the same facts. A relation is proven by the shape of the two computations: the same fact is the
//! same value, a sum is no more than another where its parts are no more, a condition holds no more often where its
//! limit is stricter. Truths are ordered no, not applicable, yes; numbers are related only where both or neither apply.

use super::cases::all_open;
use super::curves::{bands_hold, posts_hold, slope};
use crate::compile::seen::Seen;
use crate::compile::{EmptyCode, Op, OverCode, Program, RatioCode};
use crate::model::expression::{Comparison, Measure, OverWhat};
use crate::model::fact::Fact;
use crate::value::Number;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How the first of two values stands to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    Same,
    AtMost,
    AtLeast,
}

use Relation::{AtLeast, AtMost, Same};

impl Relation {
    /// The relation of the negatives.
    pub(super) fn turned(self) -> Relation {
        match self {
            Same => Same,
            AtMost => AtLeast,
            AtLeast => AtMost,
        }
    }

    /// Between two numbers.
    pub(super) fn holds<T: Ord + ?Sized>(self, first: &T, second: &T) -> bool {
        match self {
            Same => first == second,
            AtMost => first <= second,
            AtLeast => first >= second,
        }
    }
}

/// One side: operations and what they can be while nothing is known.
struct Side<'a> {
    ops: &'a [Op],
    facts: &'a [Fact],
    open: Vec<Seen>,
}

/// Two lists of operations over the same facts.
pub(super) struct Pair<'a> {
    first: Side<'a>,
    second: Side<'a>,
    /// The lists around these, for values that come from there.
    around: Option<&'a Pair<'a>>,
    /// How results stand to each other, where that is known: alike, or no better on the first side.
    results: Option<Relation>,
    known: RefCell<BTreeMap<(Relation, usize, usize), bool>>,
}

impl<'a> Pair<'a> {
    /// What two programs compute from facts alone.
    pub(super) fn of(first: &'a Program, second: &'a Program) -> Pair<'a> {
        let side = |program: &'a Program| {
            let facts = &program.inner.standard().facts;
            Side { ops: &program.inner.nodes, facts, open: all_open(&program.inner) }
        };
        let known = RefCell::new(BTreeMap::new());
        Pair { first: side(first), second: side(second), around: None, results: None, known }
    }

    /// What they compute from results as well, where every result of the first stands to that of the second like this.
    pub(super) fn late(
        around: &'a Pair<'a>,
        first: &'a Program,
        second: &'a Program,
        results: Option<Relation>,
    ) -> Pair<'a> {
        let side = |program: &'a Program| Side {
            ops: &program.inner.late,
            facts: &program.inner.standard().facts,
            open: Vec::new(),
        };
        Pair {
            first: side(first),
            second: side(second),
            around: Some(around),
            results,
            known: RefCell::new(BTreeMap::new()),
        }
    }

    /// Whether the first value is proven to stand to the second like this.
    pub(super) fn holds(&self, relation: Relation, first: usize, second: usize) -> bool {
        let key = (relation, first, second);
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let proven = self.by_ranges(relation, first, second)
            || relation != Same && self.holds(Same, first, second)
            || self.by_shape(relation, first, second).unwrap_or(false);
        self.known.borrow_mut().insert(key, proven);
        proven
    }

    /// Relates lists of the same length, one by one.
    fn all(&self, relation: Relation, first: &[usize], second: &[usize]) -> bool {
        first.len() == second.len()
            && first.iter().zip(second).all(|(a, b)| self.holds(relation, *a, *b))
    }

    fn by_ranges(&self, relation: Relation, first: usize, second: usize) -> bool {
        let (Some(a), Some(b)) = (self.first.open.get(first), self.second.open.get(second)) else {
            return false;
        };
        match (a, b, relation) {
            (Seen::Truth(false), _, AtMost) | (Seen::Truth(true), _, AtLeast) => return true,
            (_, Seen::Truth(true), AtMost) | (_, Seen::Truth(false), AtLeast) => return true,
            (Seen::Truth(_), _, _) | (_, Seen::Truth(_), _) => return a == b,
            _ => {}
        }
        if a.why().sticks() || b.why().sticks() || a.is_nothing() || b.is_nothing() {
            return false;
        }
        let (a, b) = (a.range(), b.range());
        let below = |low: &Option<Number>, high: &Option<Number>| match (low, high) {
            (Some(low), Some(high)) => low <= high,
            _ => false,
        };
        match relation {
            AtMost => below(&a.high, &b.low),
            AtLeast => below(&b.high, &a.low),
            Same => a.single().is_some() && a.single() == b.single(),
        }
    }

    /// Whether values of both sides are numbers not below zero that always apply.
    fn not_negative(&self, first: usize, second: usize) -> bool {
        let fine = |side: &Side<'_>, at: usize| {
            side.open
                .get(at)
                .is_some_and(|seen| seen.range().low.is_some_and(|low| !low.is_negative()))
        };
        fine(&self.first, first) && fine(&self.second, second)
    }

    /// Whether conditions of both sides always have a value.
    fn all_apply(&self, first: &[usize], second: &[usize]) -> bool {
        !first.iter().any(|at| Self::may_lack(&self.first, *at))
            && !second.iter().any(|at| Self::may_lack(&self.second, *at))
    }

    /// Whether a value of the first side, or this one of the second, may turn out not to apply.
    pub(super) fn may_be_none(&self, first: usize, second: Option<usize>) -> bool {
        Self::may_lack(&self.first, first)
            || second.is_some_and(|second| Self::may_lack(&self.second, second))
    }

    /// Whether a value of one side may turn out not to apply.
    fn may_lack(side: &Side<'_>, at: usize) -> bool {
        side.open.get(at).is_none_or(|seen| seen.why().sticks() || seen.is_nothing())
    }

    fn by_shape(&self, relation: Relation, first: usize, second: usize) -> Option<bool> {
        let (a, b) = (self.first.ops.get(first)?, self.second.ops.get(second)?);
        let turned = relation.turned();
        Some(match (a, b) {
            (Op::Constant(Seen::Number(a)), Op::Constant(Seen::Number(b))) => relation.holds(a, b),
            (Op::Constant(a), Op::Constant(b)) => a == b,
            (Op::Fact(a), Op::Fact(b)) => {
                let id = |side: &Side<'a>, at: usize| side.facts.get(at).map(|fact| &fact.id);
                id(&self.first, *a) == id(&self.second, *b)
            }
            (Op::Known(a), Op::Known(b)) | (Op::KnownField(a), Op::KnownField(b)) => a == b,
            (Op::Field(a), Op::Field(b)) => a == b,
            (Op::Member(a, p), Op::Member(b, q)) => (a, p) == (b, q),
            (Op::Tally(a, met), Op::Tally(b, also)) => (a, met) == (b, also),
            (Op::Outer(a), Op::Outer(b)) => self.around?.holds(relation, *a, *b),
            (Op::Result(a), Op::Result(b)) => {
                let by = self.results?;
                a == b
                    && match a {
                        // Who loses more fails where the other does, and passes only where the other does.
                        Measure::StateIs(_, "fail") if by != Same => relation == AtLeast,
                        Measure::StateIs(_, "pass") if by != Same => relation == AtMost,
                        Measure::StateIs(..) => by == Same,
                        _ => by == Same || by == relation,
                    }
            }
            (Op::Not(a), Op::Not(b)) | (Op::Negate(a), Op::Negate(b)) => self.holds(turned, *a, *b),
            (Op::And(_), _) | (_, Op::And(_)) => {
                let (a, b) = (self.first.joined(first, true), self.second.joined(second, true));
                match relation {
                    // The least of more: each of the others has one here that is no more.
                    AtMost => b.iter().all(|b| a.iter().any(|a| self.holds(AtMost, *a, *b))),
                    AtLeast => a.iter().all(|a| b.iter().any(|b| self.holds(AtLeast, *a, *b))),
                    Same => self.all(Same, &a, &b),
                }
            }
            (Op::Or(_), _) | (_, Op::Or(_)) => {
                let (a, b) = (self.first.joined(first, false), self.second.joined(second, false));
                match relation {
                    AtMost => a.iter().all(|a| b.iter().any(|b| self.holds(AtMost, *a, *b))),
                    AtLeast => b.iter().all(|b| a.iter().any(|a| self.holds(AtLeast, *a, *b))),
                    Same => self.all(Same, &a, &b),
                }
            }
            (Op::Compare(p, x, y), Op::Compare(q, v, w)) => {
                self.comparisons(relation, (*p, *x, *y), (*q, *v, *w))
            }
            (Op::In(a, some), Op::In(b, others)) => {
                let within = |some: &[usize], others: &[usize], flip: bool| {
                    some.iter().all(|x| {
                        others.iter().any(|y| {
                            if flip { self.holds(Same, *y, *x) } else { self.holds(Same, *x, *y) }
                        })
                    })
                };
                self.holds(Same, *a, *b)
                    && (relation == AtLeast || within(some, others, false))
                    && (relation == AtMost || within(others, some, true))
            }
            (Op::Add(a, c), Op::Add(b, d)) => {
                self.holds(relation, *a, *b) && self.holds(relation, *c, *d)
            }
            (Op::Subtract(a, c), Op::Subtract(b, d)) => {
                self.holds(relation, *a, *b) && self.holds(turned, *c, *d)
            }
            (Op::Multiply(a, c), Op::Multiply(b, d)) => {
                let signed =
                    relation == Same || self.not_negative(*a, *b) && self.not_negative(*c, *d);
                signed && self.holds(relation, *a, *b) && self.holds(relation, *c, *d)
            }
            (Op::Divide(a, c, x), Op::Divide(b, d, y)) => {
                let empties = match (x, y) {
                    (EmptyCode::Never, EmptyCode::Never) => true,
                    (EmptyCode::NotApplicable, EmptyCode::NotApplicable) => {
                        self.holds(Same, *c, *d)
                    }
                    (EmptyCode::Value(x), EmptyCode::Value(y)) => {
                        self.holds(Same, *c, *d) && self.holds(relation, *x, *y)
                    }
                    _ => false,
                };
                let signed = relation == Same
                    || self.not_negative(*c, *d)
                        && (self.holds(Same, *c, *d) || self.not_negative(*a, *b));
                empties && signed && self.holds(relation, *a, *b) && self.holds(turned, *c, *d)
            }
            (Op::If(c, x, y), Op::If(d, v, w)) => {
                self.choices(relation, (*c, *x, *y), (*d, *v, *w))
            }
            (Op::Cut(a, most), Op::Cut(b, other)) => {
                relation.holds(most, other) && self.holds(relation, *a, *b)
            }
            (Op::Holds(a), Op::Holds(b))
            | (Op::Ceil(a), Op::Ceil(b))
            | (Op::Floor(a), Op::Floor(b)) => self.holds(relation, *a, *b),
            (Op::Abs(a), Op::Abs(b)) => {
                self.holds(Same, *a, *b)
                    || self.not_negative(*a, *b) && self.holds(relation, *a, *b)
            }
            (Op::Round(a, r), Op::Round(b, s)) => {
                r.step == s.step && r.mode == s.mode && self.holds(relation, *a, *b)
            }
            (Op::Alternatives(a, most), Op::Alternatives(b, also)) => {
                most == also && self.all(relation, a, b)
            }
            (Op::Min(a), Op::Min(b)) | (Op::Max(a), Op::Max(b)) => self.all(relation, a, b),
            (Op::CountTrue(a), Op::CountTrue(b)) => {
                self.all(Same, a, b) || self.all_apply(a, b) && self.all(relation, a, b)
            }
            (Op::Power(a, n), Op::Power(b, m)) => {
                n == m && (self.holds(Same, *a, *b) || n % 2 == 1 && self.holds(relation, *a, *b))
            }
            (Op::Smooth(f, a), Op::Smooth(g, b)) => f == g && self.holds(relation, *a, *b),
            (Op::BandWords(a, bands), Op::BandWords(b, others)) => {
                self.holds(Same, *a, *b) && bands_hold(Same, bands, others)
            }
            (Op::TableWords(r, c, cells), Op::TableWords(s, d, others)) => {
                cells == others && self.holds(Same, *r, *s) && self.holds(Same, *c, *d)
            }
            (Op::DaysBetween(a, c), Op::DaysBetween(b, d)) => {
                self.holds(Same, *a, *b) && self.holds(Same, *c, *d)
            }
            (Op::Bands(a, bands), Op::Bands(b, others)) => {
                self.holds(Same, *a, *b) && bands_hold(relation, bands, others)
                    || bands_hold(Same, bands, others)
                        && slope(bands.iter().map(|band| &band.points)).is_some_and(|rising| {
                            self.holds(if rising { relation } else { turned }, *a, *b)
                        })
            }
            (Op::Interpolate(a, posts), Op::Interpolate(b, others)) => {
                self.holds(Same, *a, *b) && posts_hold(relation, posts, others)
                    || posts_hold(Same, posts, others)
                        && slope(posts.iter().map(|post| &post.points)).is_some_and(|rising| {
                            self.holds(if rising { relation } else { turned }, *a, *b)
                        })
            }
            (Op::Table(r, c, cells), Op::Table(s, d, others)) => {
                self.holds(Same, *r, *s)
                    && self.holds(Same, *c, *d)
                    && cells.len() == others.len()
                    && cells.iter().zip(others).all(|(row, other)| {
                        row.len() == other.len()
                            && row.iter().zip(other).all(|(x, y)| relation.holds(x, y))
                    })
            }
            (Op::RatioShare(a), Op::RatioShare(b)) => self.shares(relation, a, b),
            (Op::SupplyShare(need, have), Op::SupplyShare(other, there)) => {
                self.holds(Same, *need, *other) && self.holds(relation, *have, *there)
            }
            (Op::Ladder(rungs), Op::Ladder(others)) => {
                let points = |rungs: &[(usize, Number)]| {
                    rungs.iter().map(|(_, points)| points.clone()).collect::<Vec<_>>()
                };
                let conditions =
                    |rungs: &[(usize, Number)]| rungs.iter().map(|(at, _)| *at).collect::<Vec<_>>();
                let (held, also) = (conditions(rungs), conditions(others));
                let (a, b) = (points(rungs), points(others));
                (self.all(Same, &held, &also) || self.all_apply(&held, &also))
                    && rungs.len() == others.len()
                    && slope(a.iter()) == Some(true)
                    && slope(b.iter()) == Some(true)
                    && a.iter().zip(&b).all(|(x, y)| relation.holds(x, y))
                    && self.all(relation, &held, &also)
            }
            (Op::Over(a), Op::Over(b)) => self.over(relation, a, b),
            _ => false,
        })
    }

    fn comparisons(
        &self,
        relation: Relation,
        (p, x, y): (Comparison, usize, usize),
        (q, v, w): (Comparison, usize, usize),
    ) -> bool {
        use Comparison::{Greater, GreaterOrEqual, Less, LessOrEqual};
        // Greater where the left grows and the right shrinks.
        let rising = match (p, q) {
            (Greater | GreaterOrEqual, Greater | GreaterOrEqual) => true,
            (Less | LessOrEqual, Less | LessOrEqual) => false,
            _ => return p == q && self.holds(Same, x, v) && self.holds(Same, y, w),
        };
        let strict = |c: Comparison| matches!(c, Greater | Less);
        let signs = match relation {
            Same => p == q,
            // The strict one holds less often.
            AtMost => strict(p) || !strict(q),
            AtLeast => strict(q) || !strict(p),
        };
        let left = if rising { relation } else { relation.turned() };
        signs && self.holds(left, x, v) && self.holds(left.turned(), y, w)
    }

    fn choices(
        &self,
        relation: Relation,
        (c, x, y): (usize, usize, usize),
        (d, v, w): (usize, usize, usize),
    ) -> bool {
        let branches = self.holds(relation, x, v) && self.holds(relation, y, w);
        if self.holds(Same, c, d) {
            return branches;
        }
        if relation == Same
            || !branches
            || Self::may_lack(&self.first, c)
            || Self::may_lack(&self.second, d)
        {
            return false;
        }
        // Where only one condition holds, the rest of one side meets the other side's chosen value.
        if self.holds(AtMost, c, d) {
            self.holds(relation, y, v)
        } else if self.holds(AtLeast, c, d) {
            self.holds(relation, x, w)
        } else {
            false
        }
    }

    fn shares(&self, relation: Relation, a: &RatioCode, b: &RatioCode) -> bool {
        let turned = relation.turned();
        a.when_empty == b.when_empty
            && turned.holds(&a.target, &b.target)
            && turned.holds(&a.floor, &b.floor)
            && self.holds(Same, a.to, b.to)
            && (self.holds(Same, a.of, b.of)
                || self.not_negative(a.to, b.to) && self.holds(relation, a.of, b.of))
    }

    fn over(&self, relation: Relation, a: &OverCode, b: &OverCode) -> bool {
        let body = Pair {
            first: Side { ops: &a.body, facts: self.first.facts, open: Vec::new() },
            second: Side { ops: &b.body, facts: self.second.facts, open: Vec::new() },
            around: Some(self),
            results: None,
            known: RefCell::new(BTreeMap::new()),
        };
        let related = |relation: Relation, a: Option<usize>, b: Option<usize>| match (a, b) {
            (Some(a), Some(b)) => body.holds(relation, a, b),
            (None, None) => true,
            _ => false,
        };
        let alike = a.what == b.what
            && a.fact == b.fact
            && a.k == b.k
            && body.all(Same, &a.by, &b.by)
            && a.may_lack == b.may_lack
            && related(Same, a.filter, b.filter);
        let caps = a.at_most_per.len() == b.at_most_per.len()
            && a.at_most_per.iter().zip(&b.at_most_per).all(|((by, cap), (other, limit))| {
                body.all(Same, by, other) && relation.holds(cap, limit)
            });
        let rising = matches!(
            a.what,
            OverWhat::Sum | OverWhat::Mean | OverWhat::Min | OverWhat::Max | OverWhat::Worst
        );
        // Which of several repeats is the dearest may differ, the dearest is dearer all the same.
        alike
            && caps
            && (related(Same, a.each, b.each) || rising && related(relation, a.each, b.each))
    }
}

impl Side<'_> {
    /// The operands of nested `and`s (or `or`s); itself where it is none.
    fn joined(&self, at: usize, by_and: bool) -> Vec<usize> {
        let (mut out, mut waiting) = (Vec::new(), vec![at]);
        while let Some(at) = waiting.pop() {
            match self.ops.get(at) {
                Some(Op::And(list)) if by_and => waiting.extend(list.iter().rev()),
                Some(Op::Or(list)) if !by_and => waiting.extend(list.iter().rev()),
                _ => out.push(at),
            }
        }
        out
    }
}
