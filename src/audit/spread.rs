//! Sets of numbers that are never too small: single numbers, and stretches of numbers a step apart or without a gap.
//!
//! Every operation holds the results of all numbers in its operands. Where there are too many single numbers they become
//! a stretch that holds them all.

use crate::model::range::Range;
use crate::value::Number;
use std::collections::BTreeSet;

/// At most so many single numbers are kept.
const MOST: usize = 1_000;

/// Numbers in a range, where they lie on a grid: some number of steps from an origin.
#[derive(Clone, Debug, PartialEq)]
struct Stretch {
    range: Range,
    /// Step and origin; none for every number of the range.
    grid: Option<(Number, Number)>,
}

/// A set of numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Spread {
    points: BTreeSet<Number>,
    stretches: Vec<Stretch>,
}

impl Spread {
    pub(super) fn point(number: Number) -> Spread {
        Spread { points: BTreeSet::from([number]), stretches: Vec::new() }
    }

    pub(super) fn points(numbers: impl IntoIterator<Item = Number>) -> Spread {
        Spread { points: numbers.into_iter().collect(), stretches: Vec::new() }.settled()
    }

    /// Every number of a range; on a grid through nothing where there is a step.
    pub(super) fn range(range: Range, step: Option<Number>) -> Spread {
        if let Some(only) = range.single() {
            return Spread::point(only.clone());
        }
        let grid = step.map(|step| (step, Number::ZERO));
        Spread { points: BTreeSet::new(), stretches: vec![Stretch { range, grid }] }.settled()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.points.is_empty() && self.stretches.is_empty()
    }

    pub(super) fn holds(&self, number: &Number) -> bool {
        self.points.contains(number) || self.stretches.iter().any(|stretch| stretch.holds(number))
    }

    /// Whether some number is at least the first and less than the second.
    pub(super) fn meets(&self, from: Option<&Number>, below: Option<&Number>) -> bool {
        let inside = |number: &Number| {
            from.is_none_or(|from| number >= from) && below.is_none_or(|below| number < below)
        };
        self.points.iter().any(inside)
            || self.stretches.iter().any(|stretch| {
                let first = match (from, &stretch.range.low) {
                    (Some(from), Some(low)) => Some(from.max(low)),
                    (from, low) => from.or(low.as_ref()),
                };
                match first {
                    None => true,
                    Some(first) => {
                        let next = stretch.next(first);
                        stretch.range.high.as_ref().is_none_or(|high| next <= *high)
                            && below.is_none_or(|below| next < *below)
                    }
                }
            })
    }

    pub(super) fn hull(&self) -> Range {
        let mut ranges = self.points.iter().map(Range::point).collect::<Vec<_>>();
        ranges.extend(self.stretches.iter().map(|stretch| stretch.range.clone()));
        ranges.into_iter().reduce(|a, b| a.hull(&b)).unwrap_or_default()
    }

    pub(super) fn or(mut self, other: &Spread) -> Spread {
        self.points.extend(other.points.iter().cloned());
        for stretch in &other.stretches {
            if !self.stretches.contains(stretch) {
                self.stretches.push(stretch.clone());
            }
        }
        self.settled()
    }

    /// Whatever becomes of each number by itself, where that keeps or reverses order and moves grids along.
    fn each(
        &self,
        number: impl Fn(&Number) -> Number,
        stretch: impl Fn(&Stretch) -> Stretch,
    ) -> Spread {
        Spread {
            points: self.points.iter().map(number).collect(),
            stretches: self.stretches.iter().map(stretch).collect(),
        }
        .settled()
    }

    pub(super) fn times(&self, by: &Number) -> Spread {
        if by.is_zero() {
            return if self.is_empty() { Spread::default() } else { Spread::point(Number::ZERO) };
        }
        self.each(
            |number| number * by,
            |stretch| Stretch {
                range: stretch.range.multiply(&Range::point(by)),
                grid: stretch.grid.as_ref().map(|(step, at)| ((step * by).abs(), at * by)),
            },
        )
    }

    pub(super) fn negated(&self) -> Spread {
        self.times(&-&Number::ONE)
    }

    pub(super) fn plus(&self, other: &Spread) -> Spread {
        if self.points.len().saturating_mul(other.points.len()) > MOST.saturating_mul(50) {
            return self.stretched().plus(&other.stretched());
        }
        let mut out = Spread::default();
        for a in &self.points {
            out.points.extend(other.points.iter().map(|b| a + b));
        }
        let mine = self.points.iter().map(Stretch::of).chain(self.stretches.iter().cloned());
        for a in mine.collect::<Vec<_>>() {
            for b in &other.stretches {
                out.stretches.push(a.plus(b));
            }
        }
        for a in &self.stretches {
            for b in &other.points {
                out.stretches.push(a.plus(&Stretch::of(b)));
            }
        }
        out.settled()
    }

    /// The products of all numbers; exact where one side is a single number.
    pub(super) fn product(&self, other: &Spread) -> Spread {
        match (self.only(), other.only()) {
            (Some(by), _) => other.times(by),
            (_, Some(by)) => self.times(by),
            _ if self.stretches.is_empty()
                && other.stretches.is_empty()
                && self.points.len().saturating_mul(other.points.len()) <= MOST =>
            {
                let with = |a: &Number| other.points.iter().map(|b| a * b).collect::<Vec<_>>();
                Spread::points(self.points.iter().flat_map(with))
            }
            _ if self.is_empty() || other.is_empty() => Spread::default(),
            _ => Spread::range(self.hull().multiply(&other.hull()), None),
        }
    }

    fn only(&self) -> Option<&Number> {
        let only = self.points.first().filter(|_| self.points.len() == 1);
        only.filter(|_| self.stretches.is_empty())
    }

    /// Numbers beyond the ends become the ends.
    pub(super) fn cut(&self, low: Option<&Number>, high: Option<&Number>) -> Spread {
        let cut = |number: &Number| {
            let number = low.map_or(number, |low| number.max(low));
            high.map_or(number, |high| number.min(high)).clone()
        };
        let mut out = Spread { points: self.points.iter().map(&cut).collect(), ..Spread::default() };
        for stretch in &self.stretches {
            let range = &stretch.range;
            if low.is_some_and(|low| range.low.as_ref().is_none_or(|l| l < low)) {
                out.points.extend(low.cloned());
            }
            if high.is_some_and(|high| range.high.as_ref().is_none_or(|h| h > high)) {
                out.points.extend(high.cloned());
            }
            out.stretches.extend(stretch.within(low, high));
        }
        out.settled()
    }

    /// Only the numbers within a range.
    pub(super) fn within(&self, range: &Range) -> Spread {
        let (low, high) = (range.low.as_ref(), range.high.as_ref());
        Spread {
            points: self.points.iter().filter(|number| range.holds(number)).cloned().collect(),
            stretches: self.stretches.iter().filter_map(|s| s.within(low, high)).collect(),
        }
        .settled()
    }

    /// Whatever becomes of each number by a function that keeps order and leads to multiples of a step.
    pub(super) fn rounded(&self, step: &Number, round: &dyn Fn(&Number) -> Number) -> Spread {
        self.each(round, |stretch| {
            let range = stretch.range.rising(round);
            let stays = |(own, at): &(Number, Number)| {
                let whole = |n: &Number| n.div(step).is_some_and(|n| n.is_integer());
                whole(own) && whole(at)
            };
            let own = stretch.grid.clone().filter(stays);
            Stretch { range, grid: Some(own.unwrap_or_else(|| (step.clone(), Number::ZERO))) }
        })
    }

    /// The greatest number below one, and the least from it on; where there are such.
    pub(super) fn around(&self, at: &Number) -> (Option<Number>, Option<Number>) {
        let below = self.points.range(..at.clone()).next_back().cloned();
        let above = self.points.range(at.clone()..).next().cloned();
        let stretch_above = self.stretches.iter().filter_map(|stretch| {
            let first = stretch.range.low.as_ref().map_or(at, |low| low.max(at));
            let next = stretch.next(first);
            stretch.range.high.as_ref().is_none_or(|high| next <= *high).then_some(next)
        });
        let stretch_below = self.stretches.iter().filter_map(|stretch| {
            let (step, _) = stretch.grid.as_ref()?;
            let last = stretch.range.high.as_ref().filter(|high| *high < at);
            let last = match last {
                Some(high) => high.clone(),
                None => &stretch.next(at) - step,
            };
            stretch.range.low.as_ref().is_none_or(|low| *low <= last).then_some(last)
        });
        (below.into_iter().chain(stretch_below).max(), above.into_iter().chain(stretch_above).min())
    }

    /// As stretches alone.
    fn stretched(&self) -> Spread {
        let mut stretches = self.stretches.clone();
        stretches.extend(Stretch::over(&self.points));
        Spread { points: BTreeSet::new(), stretches: merged(stretches) }
    }

    fn settled(mut self) -> Spread {
        let stretches = std::mem::take(&mut self.stretches);
        for stretch in stretches {
            match stretch.listed() {
                Some(numbers) => self.points.extend(numbers),
                None => self.stretches.push(stretch),
            }
        }
        if self.points.len() > MOST {
            return self.stretched();
        }
        self.stretches = merged(std::mem::take(&mut self.stretches));
        self
    }
}

impl Stretch {
    fn of(number: &Number) -> Stretch {
        Stretch { range: Range::point(number), grid: Some((Number::ONE, number.clone())) }
    }

    /// One that holds all of some numbers.
    fn over(points: &BTreeSet<Number>) -> Option<Stretch> {
        let (low, high) = (points.first()?, points.last()?);
        let gaps = points.iter().zip(points.iter().skip(1)).map(|(a, b)| b - a);
        let step = gaps.fold(Number::ZERO, |step, gap| divisor(&step, &gap));
        let step = if step.is_zero() { Number::ONE } else { step };
        let range = Range::between(low.clone(), high.clone());
        Some(Stretch { range, grid: Some((step, low.clone())) })
    }

    fn is_point(&self) -> bool {
        self.range.single().is_some()
    }

    fn plus(&self, other: &Stretch) -> Stretch {
        let grid = match (&self.grid, &other.grid) {
            (Some((step, at)), Some((also, there))) => {
                let step = match (self.is_point(), other.is_point()) {
                    (true, _) => also.clone(),
                    (_, true) => step.clone(),
                    _ => divisor(step, also),
                };
                Some((step, at + there))
            }
            _ => None,
        };
        Stretch { range: self.range.add(&other.range), grid }
    }

    /// The first number of the grid from one on.
    fn next(&self, from: &Number) -> Number {
        match &self.grid {
            None => from.clone(),
            Some((step, at)) => match (from - at).div(step) {
                Some(steps) => at + &(&steps.ceil() * step),
                None => from.clone(),
            },
        }
    }

    fn holds(&self, number: &Number) -> bool {
        self.range.holds(number) && self.next(number) == *number
    }

    fn within(&self, low: Option<&Number>, high: Option<&Number>) -> Option<Stretch> {
        let most = |a: Option<&Number>, b: Option<&Number>| match (a, b) {
            (Some(a), Some(b)) => Some(a.max(b).clone()),
            (one, other) => one.or(other).cloned(),
        };
        let least = |a: Option<&Number>, b: Option<&Number>| match (a, b) {
            (Some(a), Some(b)) => Some(a.min(b).clone()),
            (one, other) => one.or(other).cloned(),
        };
        let range = Range {
            low: most(self.range.low.as_ref(), low),
            high: least(self.range.high.as_ref(), high),
        };
        let empty = range.low.as_ref().zip(range.high.as_ref()).is_some_and(|(l, h)| l > h);
        (!empty).then(|| Stretch { range, grid: self.grid.clone() })
    }

    /// Its numbers, where there are few.
    fn listed(&self) -> Option<Vec<Number>> {
        if let Some(only) = self.range.single() {
            return Some(if self.holds(only) { vec![only.clone()] } else { Vec::new() });
        }
        let (low, high) = (self.range.low.as_ref()?, self.range.high.as_ref()?);
        let (step, _) = self.grid.as_ref()?;
        let count = (high - low).div(step)?.floor().to_i64()?;
        if usize::try_from(count).ok()? > MOST / 2 {
            return None;
        }
        let mut out = Vec::new();
        let mut number = self.next(low);
        while number <= *high {
            out.push(number.clone());
            number = &number + step;
        }
        Some(out)
    }
}

/// Few stretches that hold all of some.
fn merged(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        if !out.contains(&stretch) {
            out.push(stretch);
        }
    }
    if out.len() <= 8 {
        return out;
    }
    let all = out.into_iter().reduce(|a, b| {
        let grid = match (&a.grid, &b.grid) {
            (Some((step, at)), Some((also, there))) => {
                let step = divisor(&divisor(step, also), &(at - there).abs());
                Some((step, at.clone()))
            }
            _ => None,
        };
        Stretch { range: a.range.hull(&b.range), grid }
    });
    all.into_iter().collect()
}

/// The greatest number of which both are whole multiples.
fn divisor(a: &Number, b: &Number) -> Number {
    let (mut a, mut b) = (a.abs(), b.abs());
    while !b.is_zero() {
        let times = a.div(&b).map(|times| times.floor()).unwrap_or_default();
        let left = &a - &(&times * &b);
        (a, b) = (b, left);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spread() -> impl Strategy<Value = (Spread, Number)> {
        (-9i64..9, 0i64..9, 0i64..4, 0u8..4).prop_map(|(low, steps, at, kind)| {
            let half = Number::ratio(1, 2).unwrap_or_default();
            let number = |n: i64| &Number::from(n) * &half;
            let range = Range {
                low: Some(number(low)),
                high: (kind != 3).then(|| number(low + steps.max(at))),
            };
            let inside = number(low + at);
            let spread = match kind {
                0 => Spread::points((0..=steps.max(at)).map(|n| number(low + n))),
                1 => Spread::range(range, None),
                _ => Spread::range(range, Some(half.clone())),
            };
            (spread, inside)
        })
    }

    proptest! {
        #[test]
        fn every_operation_holds_the_results_of_what_its_operands_hold(
            (a, x) in spread(), (b, y) in spread(),
        ) {
            prop_assert!(a.holds(&x) && b.holds(&y));
            prop_assert!(a.plus(&b).holds(&(&x + &y)));
            prop_assert!(a.product(&b).holds(&(&x * &y)));
            prop_assert!(a.negated().holds(&-&x));
            prop_assert!(a.clone().or(&b).holds(&y));
            prop_assert!(a.stretched().holds(&x));
            let (low, high) = (Number::from(-1), Number::from(2));
            prop_assert!(a.cut(Some(&low), Some(&high)).holds(&x.clone().max(low).min(high)));
            prop_assert!(a.rounded(&Number::ONE, &Number::floor).holds(&x.floor()));
            prop_assert!(a.meets(Some(&x), None));
            let (_, above) = a.around(&x);
            prop_assert_eq!(above, Some(x));
        }
    }
}
