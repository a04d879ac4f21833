//! The numbers that can come out of something: single ones, evenly spaced ones, and ranges.
//!
//! A spread may hold too much and never too little. Where it would have too many parts they become one, whose numbers
//! are spaced as all of them are.

use crate::model::range::Range;
use crate::value::Number;

/// At most so many parts.
const MOST: usize = 2_000;
/// At most so many pairs are put together one by one.
const MOST_PAIRS: usize = 8_000;

/// Numbers from `low` to `high`, both included, `None` being without limit: each `step`, counted from the limits; all
/// of them where there is no step. A single number has none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    low: Option<Number>,
    high: Option<Number>,
    step: Option<Number>,
}

/// Any of the numbers of some runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spread {
    runs: Vec<Run>,
}

impl Run {
    fn point(number: Number) -> Run {
        Run { low: Some(number.clone()), high: Some(number), step: None }
    }

    /// Numbers counted from the lower limit, from the upper one where there is no lower.
    fn new(low: Option<Number>, high: Option<Number>, step: Option<Number>) -> Run {
        let step = step.filter(|step| step.is_positive() && (low.is_some() || high.is_some()));
        let high = match (&low, high, &step) {
            (Some(low), Some(high), Some(step)) => {
                let steps = (&high - low).div(step).map(|steps| steps.floor());
                Some(steps.map_or(high, |steps| low + &(&steps * step)))
            }
            (_, high, _) => high,
        };
        if low.is_some() && low == high {
            Run { low, high, step: None }
        } else {
            Run { low, high, step }
        }
    }

    pub(super) fn range(&self) -> Range {
        Range { low: self.low.clone(), high: self.high.clone() }
    }

    pub(super) fn single(&self) -> Option<&Number> {
        self.low.as_ref().filter(|low| Some(*low) == self.high.as_ref())
    }

    /// Nothing between the numbers that a point leaves: the step of one of them where the other is a point.
    fn spacing(&self, other: &Run) -> Option<Number> {
        match (self.single(), other.single()) {
            (Some(_), _) => other.step.clone(),
            (_, Some(_)) => self.step.clone(),
            _ => gcd(self.step.as_ref()?, other.step.as_ref()?),
        }
    }

    fn negate(&self) -> Run {
        let Range { low, high } = self.range().negate();
        Run { low, high, step: self.step.clone() }
    }

    fn add(&self, other: &Run) -> Run {
        let Range { low, high } = self.range().add(&other.range());
        Run::new(low, high, self.spacing(other))
    }

    fn multiply(&self, other: &Run) -> Run {
        let (run, by) = match (self.single(), other.single()) {
            (_, Some(by)) => (self, by),
            (Some(by), None) => (other, by),
            _ => {
                let Range { low, high } = self.range().multiply(&other.range());
                return Run { low, high, step: None };
            }
        };
        if by.is_zero() {
            return Run::point(Number::ZERO);
        }
        let Range { low, high } = run.range().multiply(&Range::point(by));
        Run { low, high, step: run.step.as_ref().map(|step| &step.abs() * &by.abs()) }
    }

    /// The numbers of it that lie within limits; none where there are none.
    fn within(&self, least: Option<&Number>, most: Option<&Number>) -> Option<Run> {
        let low = match (&self.low, least) {
            (Some(low), Some(least)) if low < least => Some(match (&self.step, &self.low) {
                (Some(step), Some(start)) => {
                    let steps = (least - start).div(step)?.ceil();
                    start + &(&steps * step)
                }
                _ => least.clone(),
            }),
            (None, Some(least)) => Some(match (&self.step, &self.high) {
                (Some(step), Some(end)) => {
                    let steps = (end - least).div(step)?.floor();
                    end - &(&steps * step)
                }
                _ => least.clone(),
            }),
            (low, _) => low.clone(),
        };
        let high = match (&self.high, most) {
            (Some(high), Some(most)) => Some(high.min(most).clone()),
            (None, most) => most.cloned(),
            (high, None) => high.clone(),
        };
        // Counted downwards: the upper limit stays where it was or goes down by whole steps.
        let run = match (&self.low, &low, &self.high, &high, &self.step) {
            (None, None, Some(end), Some(high), Some(step)) if high < end => {
                let steps = (end - high).div(step)?.ceil();
                Run { low: None, high: Some(end - &(&steps * step)), step: Some(step.clone()) }
            }
            _ => Run::new(low, high, self.step.clone()),
        };
        let empty = matches!((&run.low, &run.high), (Some(low), Some(high)) if low > high);
        (!empty).then_some(run)
    }

    /// How many numbers it has; none where they cannot be counted.
    fn count(&self) -> Option<usize> {
        if self.single().is_some() {
            return Some(1);
        }
        let steps = (self.high.as_ref()? - self.low.as_ref()?).div(self.step.as_ref()?)?;
        usize::try_from(steps.to_i64()?).ok()?.checked_add(1)
    }

    fn numbers(&self) -> impl Iterator<Item = Number> {
        let (low, step) =
            (self.low.clone().unwrap_or_default(), self.step.clone().unwrap_or_default());
        let count = self.count().unwrap_or(0);
        let mut at = low;
        (0..count).map(move |_| {
            let next = &at + &step;
            std::mem::replace(&mut at, next)
        })
    }
}

/// The greatest number of which both are multiples; none where it does not show soon.
fn gcd(a: &Number, b: &Number) -> Option<Number> {
    let (mut a, mut b) = (a.abs(), b.abs());
    for _ in 0..200 {
        if b.is_zero() {
            return a.is_positive().then_some(a);
        }
        let times = a.div(&b)?.floor();
        let rest = &a - &(&times * &b);
        a = std::mem::replace(&mut b, rest);
    }
    None
}

impl Spread {
    pub(super) fn point(number: Number) -> Spread {
        Spread { runs: vec![Run::point(number)] }
    }

    pub(super) fn points(numbers: impl IntoIterator<Item = Number>) -> Spread {
        Spread { runs: numbers.into_iter().map(Run::point).collect() }.settled()
    }

    /// Every number of a range.
    pub(super) fn dense(range: Range) -> Spread {
        Spread { runs: vec![Run::new(range.low, range.high, None)] }
    }

    pub(super) fn of(run: &Run) -> Spread {
        Spread { runs: vec![run.clone()] }
    }

    /// Every multiple of a step from one limit on.
    pub(super) fn spaced(
        low: Option<Number>,
        high: Option<Number>,
        step: Option<Number>,
    ) -> Spread {
        Spread { runs: vec![Run::new(low, high, step)] }
    }

    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }

    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The least range that holds all of it.
    pub(super) fn hull(&self) -> Range {
        self.runs.iter().map(Run::range).reduce(|a, b| a.hull(&b)).unwrap_or_default()
    }

    /// The step of which all numbers are apart; none where there is a range.
    pub(super) fn spacing(&self) -> Option<Number> {
        let start = |run: &Run| run.low.clone().or_else(|| run.high.clone());
        let first = start(self.runs.first()?)?;
        let mut step = Number::ZERO;
        for run in &self.runs {
            let own = run.step.clone().or_else(|| run.single().map(|_| Number::ZERO))?;
            for part in [own, (&start(run)? - &first).abs()] {
                if part.is_positive() {
                    step = if step.is_zero() { part } else { gcd(&step, &part)? };
                }
            }
        }
        Some(step)
    }

    /// Its numbers one by one, where they are few.
    pub(super) fn listed(&self, most: usize) -> Option<Vec<Number>> {
        let counts: Option<Vec<usize>> = self.runs.iter().map(Run::count).collect();
        let all = counts?.into_iter().try_fold(0usize, usize::checked_add)?;
        if all > most {
            return None;
        }
        Some(self.runs.iter().flat_map(Run::numbers).collect())
    }

    /// One run that holds everything.
    fn joined(&self) -> Run {
        let Range { low, high } = self.hull();
        Run::new(low, high, self.spacing())
    }

    /// In order, once each, and few.
    fn settled(mut self) -> Spread {
        self.runs.sort();
        self.runs.dedup();
        if self.runs.len() > MOST {
            return Spread { runs: vec![self.joined()] };
        }
        self
    }

    pub(super) fn or(&self, other: &Spread) -> Spread {
        Spread { runs: self.runs.iter().chain(&other.runs).cloned().collect() }.settled()
    }

    pub(super) fn within(&self, range: &Range) -> Spread {
        let (least, most) = (range.low.as_ref(), range.high.as_ref());
        Spread { runs: self.runs.iter().filter_map(|run| run.within(least, most)).collect() }
            .settled()
    }

    /// What lies outside of a range becomes its nearest end.
    pub(super) fn clamped(&self, low: &Number, high: &Number) -> Spread {
        let inside = self.within(&Range::between(low.clone(), high.clone()));
        let hull = self.hull();
        let below = !self.is_empty() && hull.low.as_ref().is_none_or(|least| least < low);
        let above = !self.is_empty() && hull.high.as_ref().is_none_or(|most| most > high);
        let ends = [below.then_some(low), above.then_some(high)].into_iter().flatten().cloned();
        inside.or(&Spread::points(ends))
    }

    /// What lies below a number becomes that number.
    pub(super) fn at_least(&self, least: &Number) -> Spread {
        let inside = self.within(&Range { low: Some(least.clone()), high: None });
        let below = self.hull().low.is_none_or(|low| low < *least);
        if below { inside.or(&Spread::point(least.clone())) } else { inside }
    }

    /// What lies above a number becomes that number.
    pub(super) fn at_most(&self, most: &Number) -> Spread {
        self.negate().at_least(&-most).negate()
    }

    pub(super) fn negate(&self) -> Spread {
        Spread { runs: self.runs.iter().map(Run::negate).collect() }.settled()
    }

    pub(super) fn add(&self, other: &Spread) -> Spread {
        self.with(other, |a, b| a + b, Run::add)
    }

    pub(super) fn multiply(&self, other: &Spread) -> Spread {
        self.with(other, |a, b| a * b, Run::multiply)
    }

    pub(super) fn times(&self, factor: &Number) -> Spread {
        self.multiply(&Spread::point(factor.clone()))
    }

    /// A function that rises, whose values all are multiples of a step.
    pub(super) fn rising(&self, step: &Number, f: impl Fn(&Number) -> Number) -> Spread {
        let of = |run: &Run| match run.single() {
            Some(number) => Run::point(f(number)),
            None => {
                let Range { low, high } = run.range().rising(&f);
                Run::new(low, high, Some(step.clone()))
            }
        };
        match self.listed(MOST) {
            Some(list) => Spread::points(list.iter().map(f)),
            None => Spread { runs: self.runs.iter().map(of).collect() }.settled(),
        }
    }

    /// Every number of one with every number of the other.
    fn with(
        &self,
        other: &Spread,
        number: impl Fn(&Number, &Number) -> Number,
        run: impl Fn(&Run, &Run) -> Run,
    ) -> Spread {
        if let (Some(own), Some(others)) = (self.listed(MOST_PAIRS), other.listed(MOST_PAIRS))
            && own.len().saturating_mul(others.len()) <= MOST_PAIRS
        {
            let pairs = own.iter().flat_map(|a| others.iter().map(|b| number(a, b)));
            return Spread::points(pairs);
        }
        if self.runs.len().saturating_mul(other.runs.len()) > MOST_PAIRS {
            return Spread { runs: vec![run(&self.joined(), &other.joined())] };
        }
        let pairs = self.runs.iter().flat_map(|a| other.runs.iter().map(|b| run(a, b)));
        Spread { runs: pairs.collect() }.settled()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(number: i64) -> Number {
        Number::from(number)
    }

    fn fives() -> Spread {
        Spread::spaced(Some(n(0)), None, Some(n(5)))
    }

    #[test]
    fn what_is_cut_keeps_its_spacing() {
        let cut = fives().clamped(&n(0), &n(22));
        assert_eq!(cut.listed(9), Some(vec![n(0), n(5), n(10), n(15), n(20), n(22)]));
        let below = fives().negate().add(&Spread::point(n(12))).clamped(&n(0), &n(100));
        assert_eq!(below.listed(9), Some(vec![n(0), n(2), n(7), n(12)]));
    }

    #[test]
    fn sums_of_fives_and_threes_are_any_whole_number() {
        let threes = Spread::spaced(Some(n(0)), Some(n(30_000)), Some(n(3)));
        let sum = threes.add(&Spread::spaced(Some(n(0)), Some(n(50_000)), Some(n(5))));
        assert_eq!(sum.spacing(), Some(n(1)));
        assert_eq!(sum.hull(), Range::between(n(0), n(80_000)));
    }

    #[test]
    fn halves_and_thirds_are_sixths_apart() {
        let parts = [Number::ratio(1, 2), Number::ratio(1, 3), Some(n(1))];
        let spread = Spread::points(parts.into_iter().flatten());
        assert_eq!(spread.spacing(), Number::ratio(1, 6));
    }

    #[test]
    fn too_many_points_become_one_run() {
        let even = Spread::points((0..5_000).map(|at| n(at * 2)));
        assert_eq!(even.runs().len(), 1);
        assert_eq!(even.hull(), Range::between(n(0), n(9_998)));
        assert_eq!(even.spacing(), Some(n(2)));
        assert!(even.listed(4_999).is_none());
    }

    #[test]
    fn a_range_has_no_spacing() {
        let range = Spread::dense(Range::between(n(0), n(1)));
        assert_eq!(range.or(&fives()).spacing(), None);
        assert_eq!(range.add(&fives()).listed(100), None);
        assert_eq!(range.rising(&n(1), Number::ceil).listed(9), Some(vec![n(0), n(1)]));
    }
}
