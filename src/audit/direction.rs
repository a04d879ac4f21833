//! Whether a value only rises, or only falls, while one number grows and every other answer stays: by its shape.
//!
//! Truths are ordered no, yes. What does not apply is left out: it is neither more nor less.

use super::cone::{inside, operands};
use super::curves::slope;
use crate::compile::seen::{May, Seen};
use crate::compile::{EmptyCode, Op};
use crate::model::criterion::{Band, WhenEmpty};
use crate::model::expression::{Comparison, Measure};
use crate::model::range::Range;
use crate::value::Number;
use std::collections::BTreeMap;

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Still,
    Rises,
    Falls,
    /// One way only, but which one depends on other answers.
    Either,
    Unknown,
}

/// What grows while everything else stays.
#[derive(Clone, Copy)]
pub(super) enum Grows {
    Fact(usize),
    /// Every result at once.
    Results,
}

use Way::{Either, Falls, Rises, Still, Unknown};

impl Way {
    pub(super) fn turned(self) -> Way {
        match self {
            Rises => Falls,
            Falls => Rises,
            other => other,
        }
    }

    /// Of a sum: the ways of the parts must agree.
    fn with(self, other: Way) -> Way {
        match (self, other) {
            (Still, way) | (way, Still) => way,
            (Rises, Rises) => Rises,
            (Falls, Falls) => Falls,
            _ => Unknown,
        }
    }

    /// Of a value that is one or the other, whichever it stays.
    fn or(self, other: Way) -> Way {
        match (self, other) {
            (a, b) if a == b => a,
            (Unknown, _) | (_, Unknown) => Unknown,
            (Still, way) | (way, Still) if way == Either => Either,
            _ => Either,
        }
    }

    /// Of a product with a factor that stays.
    fn times(self, factor: &Range) -> Way {
        let zero = Number::ZERO;
        if factor.low.as_ref().is_some_and(|low| *low >= zero) {
            self
        } else if factor.high.as_ref().is_some_and(|high| *high <= zero) {
            self.turned()
        } else {
            self.or(self.turned())
        }
    }
}

/// Operations and what they can be while nothing is known.
pub(super) struct Shape<'a> {
    pub(super) ops: &'a [Op],
    pub(super) open: &'a [Seen],
    /// Conditions that are proven to come out one way only.
    pub(super) fixed: &'a BTreeMap<usize, bool>,
}

impl Shape<'_> {
    /// The way of an operation.
    pub(super) fn way(&self, grows: Grows, target: usize) -> Way {
        let mut ways: Vec<Way> = Vec::with_capacity(target.saturating_add(1));
        for (at, op) in self.ops.iter().take(target.saturating_add(1)).enumerate() {
            let way = if self.fixed.contains_key(&at) { Still } else { self.one(op, grows, &ways) };
            ways.push(way);
        }
        ways.get(target).copied().unwrap_or(Unknown)
    }

    /// What a value can be; of words, their places in order.
    fn range(&self, at: usize) -> Range {
        let place = |n: u32| Number::from(i64::from(n));
        match self.open.get(at) {
            Some(Seen::Word(at)) => Range::point(&place(u32::try_from(*at).unwrap_or(0))),
            Some(Seen::Open(open)) => match open.may {
                May::Words(bits) if bits != 0 => {
                    let high = 63u32.saturating_sub(bits.leading_zeros());
                    Range::between(place(bits.trailing_zeros()), place(high))
                }
                _ => open_range(&open.may),
            },
            Some(seen) => seen.range(),
            None => Range::default(),
        }
    }

    fn not_negative(&self, at: usize) -> bool {
        self.range(at).low.is_some_and(|low| !low.is_negative())
    }

    fn positive(&self, at: usize) -> bool {
        self.range(at).low.is_some_and(|low| low.is_positive())
    }

    fn one(&self, op: &Op, grows: Grows, ways: &[Way]) -> Way {
        let way = |at: &usize| ways.get(*at).copied().unwrap_or(Unknown);
        let joined = |list: &[usize]| list.iter().fold(Still, |sum, at| sum.with(way(at)));
        match op {
            Op::Fact(at) => {
                let own = matches!(grows, Grows::Fact(fact) if *at == fact);
                return if own { Rises } else { Still };
            }
            Op::Result(measure) => {
                return match (grows, measure) {
                    (Grows::Fact(_), _) => Still,
                    (Grows::Results, Measure::StateIs(..)) => Unknown,
                    (Grows::Results, _) => Rises,
                };
            }
            Op::Over(over) => {
                let reads = |op: &&Op| match op {
                    Op::Fact(at) => matches!(grows, Grows::Fact(fact) if *at == fact),
                    Op::Outer(at) => way(at) != Still,
                    _ => false,
                };
                return match inside(over) {
                    Some(ops) if !ops.iter().any(reads) => Still,
                    _ => Unknown,
                };
            }
            _ => {}
        }
        if operands(op).iter().all(|at| way(at) == Still) {
            return Still;
        }
        match op {
            Op::Not(a) | Op::Negate(a) => way(a).turned(),
            Op::And(list)
            | Op::Or(list)
            | Op::Min(list)
            | Op::Max(list)
            | Op::CountTrue(list)
            | Op::Alternatives(list, _) => joined(list),
            Op::Add(a, b) => way(a).with(way(b)),
            Op::Subtract(a, b) => way(a).with(way(b).turned()),
            Op::Multiply(a, b) => match (way(a), way(b)) {
                (Still, one) => one.times(&self.range(*a)),
                (one, Still) => one.times(&self.range(*b)),
                (one, other) if self.not_negative(*a) && self.not_negative(*b) => one.with(other),
                _ => Unknown,
            },
            Op::Divide(a, b, empty) => self.quotient((*a, way(a)), (*b, way(b)), empty, &way),
            Op::Compare(sign, a, b) => self.comparison(*sign, (*a, way(a)), (*b, way(b))),
            Op::If(condition, then, otherwise) => {
                let (one, other) = (way(then), way(otherwise));
                match way(condition) {
                    Still => one.or(other),
                    way => self.choice(way, (*then, one), (*otherwise, other)),
                }
            }
            Op::Cut(a, _) | Op::Holds(a) | Op::Ceil(a) | Op::Floor(a) | Op::Round(a, _) => way(a),
            Op::Abs(a) if self.not_negative(*a) => way(a),
            Op::Power(a, exponent) if exponent % 2 == 1 || self.not_negative(*a) => way(a),
            Op::Smooth(_, a) => way(a),
            Op::Bands(a, bands) => along(way(a), slope(ordered(bands).into_iter())),
            Op::Interpolate(a, posts) => along(way(a), slope(posts.iter().map(|p| &p.points))),
            Op::Table(rows, columns, cells) => {
                let width = cells.iter().map(Vec::len).max().unwrap_or(0);
                let column = |at: usize| cells.iter().filter_map(move |row| row.get(at).cloned());
                let turned: Vec<Vec<Number>> = (0..width).map(|at| column(at).collect()).collect();
                across(way(rows), &turned).with(across(way(columns), cells))
            }
            Op::RatioShare(ratio) => {
                let jumps = ratio.when_empty == Some(WhenEmpty::Zero);
                match (way(&ratio.of), way(&ratio.to)) {
                    (one, Still) => one.times(&self.range(ratio.to)),
                    (Still, other)
                        if self.not_negative(ratio.of)
                            && self.not_negative(ratio.to)
                            && (!jumps || self.positive(ratio.to)) =>
                    {
                        other.turned()
                    }
                    _ => Unknown,
                }
            }
            Op::SupplyShare(need, have) => way(have).with(way(need).turned()),
            Op::Ladder(rungs) if slope(rungs.iter().map(|(_, points)| points)) == Some(true) => {
                rungs.iter().fold(Still, |sum, (at, _)| sum.with(way(at)))
            }
            _ => Unknown,
        }
    }

    fn quotient(
        &self,
        (a, over): (usize, Way),
        (b, under): (usize, Way),
        empty: &EmptyCode,
        way: &dyn Fn(&usize) -> Way,
    ) -> Way {
        let fine = self.not_negative(a) && self.not_negative(b);
        match (over, under) {
            (over, Still) => {
                let over = over.times(&self.range(b));
                match empty {
                    // Whether the divisor is empty stays as it is.
                    EmptyCode::Value(instead) if !self.positive(b) => over.or(way(instead)),
                    _ => over,
                }
            }
            (over, under) if fine => match empty {
                EmptyCode::Value(_) if !self.positive(b) => Unknown,
                _ => over.with(under.turned()),
            },
            _ => Unknown,
        }
    }

    fn comparison(
        &self,
        sign: Comparison,
        (a, one): (usize, Way),
        (b, other): (usize, Way),
    ) -> Way {
        let way = one.with(other.turned());
        match sign {
            Comparison::Greater | Comparison::GreaterOrEqual => way,
            Comparison::Less | Comparison::LessOrEqual => way.turned(),
            Comparison::Equal | Comparison::NotEqual => {
                // At the end of what a number can be, "is" is "is not beyond".
                let (range, limit) = (self.range(a), self.range(b));
                let Some(limit) = limit.single().filter(|_| other == Still) else { return Unknown };
                let equal = if range.low.as_ref() == Some(limit) {
                    way.turned()
                } else if range.high.as_ref() == Some(limit) {
                    way
                } else {
                    Unknown
                };
                if sign == Comparison::Equal { equal } else { equal.turned() }
            }
        }
    }

    /// One value while a condition fails and another while it holds.
    fn choice(
        &self,
        condition: Way,
        (then, one): (usize, Way),
        (otherwise, other): (usize, Way),
    ) -> Way {
        let (above, below) = (self.range(then), self.range(otherwise));
        let no_less = |a: &Range, b: &Range| match (&a.low, &b.high) {
            (Some(low), Some(high)) => low >= high,
            _ => false,
        };
        let truths = |at: usize| self.open.get(at).and_then(Seen::truth);
        let up = no_less(&above, &below)
            || truths(then) == Some(true)
            || truths(otherwise) == Some(false);
        let down = no_less(&below, &above)
            || truths(then) == Some(false)
            || truths(otherwise) == Some(true);
        let way = match (up, down) {
            (true, true) => Still,
            (true, false) => condition,
            (false, true) => condition.turned(),
            (false, false) => return Unknown,
        };
        way.with(one).with(other)
    }
}

fn open_range(may: &May) -> Range {
    match may {
        May::Number(range) => range.clone(),
        _ => Range::default(),
    }
}

/// The way of points in a table while its rows (or columns) go up.
fn across(way: Way, lines: &[Vec<Number>]) -> Way {
    if way == Still {
        return Still;
    }
    let slopes: Vec<Option<bool>> = lines.iter().map(|line| slope(line.iter())).collect();
    let all = |up: bool| {
        let even = |line: &Vec<Number>| line.iter().all(|n| Some(n) == line.first());
        lines.iter().zip(&slopes).all(|(line, slope)| even(line) || *slope == Some(up))
    };
    if all(true) {
        way
    } else if all(false) {
        way.turned()
    } else {
        Unknown
    }
}

/// A curve followed along a way.
fn along(way: Way, slope: Option<bool>) -> Way {
    match slope {
        Some(true) => way,
        Some(false) => way.turned(),
        None => Unknown,
    }
}

/// The points of bands, from the lowest band up.
fn ordered(bands: &[Band]) -> Vec<&Number> {
    let mut sorted: Vec<&Band> = bands.iter().collect();
    sorted.sort_by(|a, b| {
        let low = |band: &Band| band.low.as_ref().map(|limit| limit.at.clone());
        (low(a), a.low.as_ref().map(|l| !l.included))
            .cmp(&(low(b), b.low.as_ref().map(|l| !l.included)))
    });
    sorted.into_iter().map(|band| &band.points).collect()
}
