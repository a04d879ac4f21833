//! Criteria: how facts become points.

use super::expression::{Expression, Kind, Type};
use crate::source::Span;
use crate::value::Number;

/// How an item's points follow from facts.
#[derive(Clone, Debug)]
pub(crate) enum Criterion {
    /// Full marks or none.
    Pass(Expression),
    /// Full marks less deductions, down to nothing.
    Deduct(Vec<Deduction>),
    /// The first tier whose condition holds; the last may have none.
    Tiers(Vec<Tier>),
    /// Points by the band a number falls into.
    Bands(Expression, Vec<Band>),
    /// In proportion to a share, linear from floor to target.
    Ratio(Box<Ratio>),
    /// On a line between posts.
    Interpolate(Expression, Vec<Post>),
    /// The points an inspector gives.
    Judged(Judged),
    /// What there is against what is needed.
    Supply(Box<Supply>),
    /// The points themselves.
    Earn(Expression),
    /// The highest level that holds together with all below it; lowest first.
    Ladder(Vec<Tier>),
    /// By two choices.
    Table(Box<Table>),
    /// The best of several.
    BestOf(Vec<Criterion>),
    /// The worst of several.
    WorstOf(Vec<Criterion>),
    /// Only written down.
    Record(Vec<usize>),
}

/// Points taken off: so many times so much.
#[derive(Clone, Debug)]
pub(crate) struct Deduction {
    /// How often (a count), or whether.
    pub(crate) times: Times,
    /// The points per occurrence; for findings already summed in `times`.
    pub(crate) points: Expression,
    pub(crate) at_most: Option<Number>,
    /// Whether it may come out below nothing; it then takes nothing.
    pub(crate) may_be_negative: bool,
}

/// How often a deduction is made.
#[derive(Clone, Debug)]
pub(crate) enum Times {
    /// So many occurrences.
    Each(Expression),
    /// The unmet points of a checklist.
    Unmet(usize),
    /// Once, when it holds.
    When(Expression),
    /// The sum over findings of each one's points.
    Findings(Expression),
}

/// A tier of a list, or a level of a ladder.
#[derive(Clone, Debug)]
pub(crate) struct Tier {
    /// None for "all the rest".
    pub(crate) when: Option<Expression>,
    pub(crate) points: Number,
    pub(crate) title: Option<String>,
}

/// A half-open or closed band of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Band {
    pub(crate) low: Option<Limit>,
    pub(crate) high: Option<Limit>,
    pub(crate) points: Number,
    pub(crate) title: Option<String>,
}

/// The limit of a band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) at: Number,
    pub(crate) included: bool,
}

impl Band {
    /// Whether the band holds this number.
    pub(crate) fn holds(&self, number: &Number) -> bool {
        let above = self
            .low
            .as_ref()
            .is_none_or(|limit| *number > limit.at || (limit.included && *number == limit.at));
        let below = self
            .high
            .as_ref()
            .is_none_or(|limit| *number < limit.at || (limit.included && *number == limit.at));
        above && below
    }
}

/// A share against a target.
#[derive(Clone, Debug)]
pub(crate) struct Ratio {
    pub(crate) of: Expression,
    pub(crate) to: Expression,
    pub(crate) target: Number,
    pub(crate) floor: Number,
    /// None where the whole is proven not to be zero.
    pub(crate) when_empty: Option<WhenEmpty>,
}

/// What an empty whole means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenEmpty {
    NotApplicable,
    Full,
    Zero,
    Undefined,
}

/// A post of an interpolation.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) at: Number,
    pub(crate) points: Number,
}

/// Points by an inspector's judgement.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    pub(crate) fact: usize,
    pub(crate) step: Number,
    pub(crate) reason: Option<usize>,
}

/// A need and what meets it.
#[derive(Clone, Debug)]
pub(crate) struct Supply {
    pub(crate) need: Expression,
    pub(crate) have: Expression,
}

/// Points by row and column. Of a table without columns the column is always the one there is.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) rows: Expression,
    pub(crate) columns: Expression,
    pub(crate) cells: Vec<Vec<Number>>,
}

impl Table {
    /// What picks the only column of a table without columns.
    pub(crate) fn only_column(span: Span) -> Expression {
        let ty = Type::Choice(vec![String::new()]);
        Expression { span, ty, kind: Kind::Word(0) }
    }

    /// Whether rows alone pick the cell.
    pub(crate) fn has_only_rows(&self) -> bool {
        matches!(self.columns.kind, Kind::Word(_))
    }
}
