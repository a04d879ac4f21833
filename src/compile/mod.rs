//! From a rule set to a flat list of operations.
//!
//! Children stand before their parents, so one loop evaluates everything and the values it leaves behind are the
//! trace. Compiling cannot fail: a rule set has been checked. Nothing here knows an inspection.

mod criteria;
mod lower;
pub(crate) mod seen;
mod weights;

use crate::check::RuleSet;
use crate::model::Standard;
use crate::model::criterion::{Band, Post, WhenEmpty};
use crate::model::expression::{Comparison, Measure, OverWhat, Smooth};
use crate::value::{Date, Number};
use seen::Seen;
use std::sync::Arc;

/// A rule set laid out for evaluation.
///
/// Cheap to clone, `Send + Sync`. It admits inspections: [`Program::admit`].
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) inner: Arc<Code>,
    /// The first day of the period it stands for, and the day by which that was known.
    pub(crate) since: (Option<Date>, Option<Date>),
    /// The same for each period of the rule set, the earliest first; empty where no value has dates.
    periods: Arc<Vec<PeriodCode>>,
}

/// What is laid out for a period.
#[derive(Debug)]
struct PeriodCode {
    from: Option<Date>,
    known: Option<Date>,
    code: Arc<Code>,
}

/// What a program holds.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) rules: RuleSet,
    /// Facts only.
    pub(crate) nodes: Vec<Op>,
    /// Gates and grades: may read results.
    pub(crate) late: Vec<Op>,
    pub(crate) lets: Vec<usize>,
    /// Lets that may read results, after the others.
    pub(crate) late_lets: Vec<usize>,
    pub(crate) items: Vec<ItemCode>,
    /// Of each item, its part of the whole as written, before anything is redistributed.
    pub(crate) weights: Vec<Number>,
    pub(crate) bonuses: Vec<AdjustmentCode>,
    pub(crate) penalties: Vec<AdjustmentCode>,
    pub(crate) gates: Vec<usize>,
    pub(crate) requires: Vec<Option<usize>>,
    /// Among the nodes: what answers must agree with.
    pub(crate) consistency: Vec<usize>,
    /// Of each item, where it stands by each key of the declared order.
    pub(crate) ranks: Vec<Vec<usize>>,
}

impl Code {
    pub(crate) fn standard(&self) -> &Standard {
        &self.rules.standard
    }
}

/// Where the parts of an item lie.
#[derive(Debug)]
pub(crate) struct ItemCode {
    pub(crate) applies: Option<usize>,
    pub(crate) zero_if: Option<usize>,
    /// Points before rounding on the sheet.
    pub(crate) exact: usize,
    /// Points on the sheet.
    pub(crate) points: usize,
    pub(crate) parts: CriterionCode,
}

/// Where a bonus or penalty lies.
#[derive(Debug)]
pub(crate) struct AdjustmentCode {
    pub(crate) points: usize,
    /// Among the late operations: what else it takes.
    pub(crate) requires: Option<usize>,
}

/// Where the parts of a criterion lie, in the order of the criterion; for explanations.
#[derive(Debug)]
pub(crate) enum CriterionCode {
    Pass(usize),
    /// Times, points each, taken.
    Deduct(Vec<(usize, usize, usize)>),
    /// The conditions; none for the rest.
    Tiers(Vec<Option<usize>>),
    Bands(usize),
    Ratio {
        of: usize,
        to: usize,
        share: usize,
    },
    Interpolate(usize),
    Judged(usize),
    Supply {
        need: usize,
        have: usize,
    },
    Earn(usize),
    Ladder(Vec<usize>),
    Table,
    Several {
        best: bool,
        parts: Vec<(CriterionCode, usize)>,
    },
    Record,
}

/// One operation; the numbers are positions of earlier operations.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Constant(Seen),
    Fact(usize),
    Member(usize, usize),
    Known(usize),
    KnownField(usize),
    Tally(usize, bool),
    /// A field of the finding at hand.
    Field(usize),
    /// A value of the program around this one.
    Outer(usize),
    Result(Measure),
    Not(usize),
    Negate(usize),
    And(Vec<usize>),
    Or(Vec<usize>),
    Add(usize, usize),
    Subtract(usize, usize),
    Multiply(usize, usize),
    /// What an empty divisor means is the third.
    Divide(usize, usize, EmptyCode),
    Compare(Comparison, usize, usize),
    In(usize, Vec<usize>),
    If(usize, usize, usize),
    /// Cut to between nothing and this.
    Cut(usize, Number),
    /// A condition that does not hold where it does not apply.
    Holds(usize),
    /// The greatest (or least) of those that apply.
    Alternatives(Vec<usize>, bool),
    Min(Vec<usize>),
    Max(Vec<usize>),
    Ceil(usize),
    Floor(usize),
    Abs(usize),
    Round(usize, Box<crate::model::Round>),
    CountTrue(Vec<usize>),
    /// A whole power.
    Power(usize, u32),
    Smooth(Smooth, usize),
    DaysBetween(usize, usize),
    /// The word of a band, or of a cell: their points are positions of words.
    BandWords(usize, Vec<Band>),
    TableWords(usize, usize, Vec<Vec<Number>>),
    Bands(usize, Vec<Band>),
    Interpolate(usize, Vec<Post>),
    Table(usize, usize, Vec<Vec<Number>>),
    /// The share of the way from floor to target, cut to 0…1.
    RatioShare(Box<RatioCode>),
    /// Needed and there: 1 when there is enough, 0 when not, not applicable when nothing is needed.
    SupplyShare(usize, usize),
    /// The highest level reached: the points of the last condition that holds with all before it.
    Ladder(Vec<(usize, Number)>),
    Over(Box<OverCode>),
}

/// What an empty divisor means.
#[derive(Clone, Debug)]
pub(crate) enum EmptyCode {
    Never,
    NotApplicable,
    Value(usize),
}

/// A share against a target.
#[derive(Clone, Debug)]
pub(crate) struct RatioCode {
    pub(crate) of: usize,
    pub(crate) to: usize,
    pub(crate) target: Number,
    pub(crate) floor: Number,
    pub(crate) when_empty: Option<WhenEmpty>,
}

/// Something taken over findings.
#[derive(Clone, Debug)]
pub(crate) struct OverCode {
    pub(crate) what: OverWhat,
    pub(crate) fact: usize,
    pub(crate) body: Vec<Op>,
    pub(crate) each: Option<usize>,
    pub(crate) filter: Option<usize>,
    /// What makes a group, among the values of the body.
    pub(crate) by: Vec<usize>,
    pub(crate) at_most_per: Vec<(Vec<usize>, Number)>,
    pub(crate) k: usize,
    /// Whether the number of a finding may turn out not to apply.
    pub(crate) may_lack: bool,
}

impl RuleSet {
    /// Lays the rule set out for evaluation. Cannot fail.
    pub fn compile(&self) -> Program {
        let periods: Vec<PeriodCode> = self
            .periods
            .iter()
            .map(|period| PeriodCode {
                from: period.from,
                known: period.known,
                code: Arc::new(lower::program(&self.of_period(period))),
            })
            .collect();
        let inner = match periods.first() {
            Some(first) => first.code.clone(),
            None => Arc::new(lower::program(self)),
        };
        Program { inner, since: (None, None), periods: Arc::new(periods) }
    }
}

impl Program {
    /// The rule set this was compiled from, as it says in its first period or in the one it was asked for.
    pub fn rules(&self) -> &RuleSet {
        &self.inner.rules
    }

    /// The program as it stands on a day, as far as it was known on another; as known today where that is left out.
    ///
    /// The same program, unless values of the rule set have dates.
    #[must_use]
    pub fn on(&self, as_of: Date, known_on: Option<Date>) -> Program {
        let holds = |period: &&PeriodCode| {
            period.from.is_none_or(|from| from <= as_of)
                && known_on.is_none_or(|on| period.known.is_none_or(|known| known <= on))
        };
        self.periods.iter().rev().find(holds).map_or_else(|| self.clone(), |p| self.within(p))
    }

    fn within(&self, period: &PeriodCode) -> Program {
        let since = (period.from, period.known);
        Program { inner: period.code.clone(), since, periods: self.periods.clone() }
    }

    /// Whether values of the rule set have dates.
    pub(crate) fn has_periods(&self) -> bool {
        !self.periods.is_empty()
    }

    /// The program in each of its periods; itself where there are none.
    pub(crate) fn each_period(&self) -> Vec<Program> {
        match self.periods.as_slice() {
            [] => vec![self.clone()],
            list => list.iter().map(|period| self.within(period)).collect(),
        }
    }
}
