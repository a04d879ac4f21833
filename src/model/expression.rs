//! Typed expressions: every name is a position, every operator has its type.

use super::Part;
use super::criterion::{Band, Post};
use super::range::Range;
use super::unit::Unit;
use crate::source::Span;
use crate::value::{Date, Number, exp, ln, log10, root_of};

/// An expression with its type and its place.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) span: Span,
    pub(crate) ty: Type,
    pub(crate) kind: Kind,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// yes or no.
    Truth,
    /// A number that counts something.
    Number(Unit),
    /// A bare literal: a number that takes the unit of what it meets.
    Literal,
    /// A word of a choice, known by its words in order.
    Choice(Vec<String>),
    /// A date.
    Date,
}

/// What an expression does.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Number(Number),
    Truth(bool),
    Date(Date),
    Word(usize),
    Fact(usize),
    /// A point of a checklist.
    Member(usize, usize),
    /// A field of the finding at hand.
    Field(usize),
    /// What is computed of the finding at hand: of which list, and which.
    Derived(usize, usize),
    Let(usize),
    /// A result: only in gates and grades.
    Result(Measure),
    Not(Box<Expression>),
    Negate(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Arithmetic(Arithmetic, Box<Expression>, Box<Expression>),
    Divide(Box<Expression>, Box<Expression>, Empty),
    Compare(Comparison, Box<Expression>, Box<Expression>),
    In(Box<Expression>, Vec<Expression>),
    If(Box<Expression>, Box<Expression>, Box<Expression>),
    /// min or max.
    Extreme(Extreme, Vec<Expression>),
    Ceil(Box<Expression>),
    Floor(Box<Expression>),
    Abs(Box<Expression>),
    Round(Box<Expression>, Number),
    /// A whole power.
    Power(Box<Expression>, u32),
    /// A function whose values are seldom fractions.
    Smooth(Smooth, Box<Expression>),
    CountTrue(Vec<Expression>),
    DaysBetween(Box<Expression>, Box<Expression>),
    Known(usize),
    /// Whether a field of the finding at hand has a value.
    KnownField(usize),
    /// How many points of a checklist are met (or unmet).
    Tally(usize, bool),
    Over(Box<Over>),
    /// Where the type is a choice, the points of bands and the cells of tables are positions of words.
    Bands(Box<Expression>, Vec<Band>),
    Interpolate(Box<Expression>, Vec<Post>),
    /// The first whose condition holds; the last is for all the rest.
    FirstOf(Vec<(Expression, Expression)>, Box<Expression>),
    Table(Box<Expression>, Box<Expression>, Vec<Vec<Number>>),
}

/// A result an expression can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    Points(Part),
    Share(Part),
    /// Whether an item's state is one of these.
    StateIs(usize, &'static str),
    TotalPoints,
    TotalShare,
}

/// A sum, difference or product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A rising function whose values are rounded at the twelfth decimal where they are no fractions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Smooth {
    Root(u32),
    Ln,
    Log10,
    Exp,
}

impl Smooth {
    /// The value; none outside of where the function has one.
    pub(crate) fn of(self, number: &Number) -> Option<Number> {
        match self {
            Smooth::Root(degree) => root_of(number, degree),
            Smooth::Ln => ln(number),
            Smooth::Log10 => log10(number),
            Smooth::Exp => exp(number),
        }
    }

    /// What it makes of a range; without limit where it has no value at an end.
    pub(crate) fn over(self, range: &Range) -> Range {
        let end = |n: &Option<Number>| n.as_ref().and_then(|n| self.of(n));
        Range { low: end(&range.low), high: end(&range.high) }
    }
}

/// The least or the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extreme {
    Min,
    Max,
}

/// What an empty divisor means.
#[derive(Clone, Debug)]
pub(crate) enum Empty {
    /// The divisor is proven not to be zero.
    Never,
    NotApplicable,
    Value(Box<Expression>),
}

/// Something taken over a list of findings.
#[derive(Clone, Debug)]
pub(crate) struct Over {
    pub(crate) what: OverWhat,
    pub(crate) fact: usize,
    /// The number taken from each finding; a condition for any, all and share.
    pub(crate) each: Option<Expression>,
    pub(crate) filter: Option<Expression>,
    /// What makes a group: positions of fields, and after all of them of what is computed of each finding.
    pub(crate) by: Vec<usize>,
    /// For sums: at most two ways to group, each with the cap of one group.
    pub(crate) at_most_per: Vec<(Vec<usize>, Number)>,
    /// For worst: how many.
    pub(crate) k: usize,
}

/// What is taken over findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OverWhat {
    Count,
    Sum,
    Mean,
    Min,
    Max,
    Any,
    All,
    Share,
    Distinct,
    /// The mean of the worst (least) so many.
    Worst,
}

impl Expression {
    /// A constant number without a place of its own.
    pub(crate) fn number(number: Number, span: Span) -> Self {
        Self { span, ty: Type::Literal, kind: Kind::Number(number) }
    }
}
