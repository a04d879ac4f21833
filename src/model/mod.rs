//! A rule set that makes sense.
//!
//! Everything here has been checked: ids are unique, names resolve, expressions are typed, points add up. Positions
//! (`usize`) take the place of names; each is an index into the list of its kind in [`Standard`]. Nothing here knows
//! YAML.

pub(crate) mod criterion;
pub(crate) mod expression;
pub(crate) mod fact;
pub(crate) mod range;
pub(crate) mod unit;

use crate::source::{Source, Span};
use crate::value::{Date, Number, Rounding};
use criterion::{Criterion, Limit, Table};
use expression::Expression;
use fact::{Fact, Word};

/// A checked rule set.
#[derive(Clone, Debug)]
pub(crate) struct Standard {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) title: String,
    pub(crate) subject: String,
    pub(crate) from: Date,
    pub(crate) until: Option<Date>,
    /// The last day before the rules are due for review.
    pub(crate) review_by: Option<Date>,
    pub(crate) advisory: bool,
    pub(crate) scale: Scale,
    pub(crate) coverage: Number,
    pub(crate) facts: Vec<Fact>,
    pub(crate) lets: Vec<Let>,
    /// What the answers of an inspection must agree with, and what is said of those that do not.
    pub(crate) consistency: Vec<(Expression, String)>,
    pub(crate) sections: Vec<Section>,
    pub(crate) items: Vec<Item>,
    /// The parts of the whole: sections, or items where the sheet has no sections.
    pub(crate) parts: Vec<Part>,
    pub(crate) bonuses: Adjustments,
    pub(crate) penalties: Adjustments,
    pub(crate) gates: Vec<Gate>,
    /// Best first.
    pub(crate) grades: Vec<Grade>,
    /// The best grade for each pair of two levels; its cells are positions of grades.
    pub(crate) grade_matrix: Option<Table>,
    pub(crate) owners: Vec<(String, String)>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) documents: Vec<Document>,
    pub(crate) order: Vec<OrderKey>,
    pub(crate) notes: Vec<String>,
    /// The texts it was read from, for places in explanations.
    pub(crate) sources: Vec<Source>,
}

/// Full marks and how numbers are treated.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    /// The least score; full marks are more.
    pub(crate) lowest: Number,
    /// The most a score can be: full marks, or more where what is added may lift it beyond them.
    pub(crate) highest: Number,
    pub(crate) max: Number,
    pub(crate) lower_is_better: bool,
    pub(crate) combine: Combine,
    pub(crate) round: Round,
    pub(crate) round_at: Place,
    pub(crate) compare: Compare,
    pub(crate) not_applicable: NotApplicable,
}

impl Scale {
    /// The nearest score on the scale.
    pub(crate) fn clamp(&self, number: &Number) -> Number {
        number.clone().max(self.lowest.clone()).min(self.highest.clone())
    }

    /// The score as limits of grades see it.
    pub(crate) fn compared(&self, score: &Number) -> Number {
        match &self.compare {
            Compare::Rounded(round) => round.apply(score),
            Compare::Full => score.clone(),
        }
    }

    pub(crate) fn best(&self) -> &Number {
        if self.lower_is_better { &self.lowest } else { &self.highest }
    }

    pub(crate) fn worst(&self) -> &Number {
        if self.lower_is_better { &self.highest } else { &self.lowest }
    }
}

/// A declared rounding.
#[derive(Clone, Debug)]
pub(crate) struct Round {
    pub(crate) step: Number,
    pub(crate) mode: Rounding,
}

impl Round {
    pub(crate) fn apply(&self, number: &Number) -> Number {
        number.round_to(&self.step, self.mode)
    }
}

/// Where rounding happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Item,
    Section,
    Total,
    Print,
}

/// How a score meets the limit of a grade.
#[derive(Clone, Debug)]
pub(crate) enum Compare {
    /// 全数值比较法: the unrounded score.
    Full,
    /// 修约值比较法: rounded first.
    Rounded(Round),
}

/// Who gets the points of something that does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotApplicable {
    Section,
    Whole,
    Full,
    Zero,
}

/// How parts make a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Combine {
    Sum,
    WeightedMean,
    Geometric,
    Harmonic,
    Median,
    Min,
    Max,
    Product,
    /// The mean of the powers, and its root.
    Power(i32),
    /// The mean of so many of the lowest shares.
    Lowest(usize),
    /// The mean of so many of the highest shares.
    Highest(usize),
}

/// A section or an item, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Section(usize),
    Item(usize),
}

/// A section of the sheet.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) points: Number,
    pub(crate) combine: Combine,
    pub(crate) at_most: Option<Number>,
    pub(crate) at_least: Option<Number>,
    pub(crate) parts: Vec<Part>,
    pub(crate) provenance: Provenance,
}

/// An item of the sheet: a leaf with points and one criterion.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: Option<String>,
    /// Full marks; zero for what is only recorded.
    pub(crate) points: Number,
    /// What its criterion calls full: the points, or 1 where the item has none.
    pub(crate) full: Number,
    pub(crate) criterion: Criterion,
    pub(crate) zero_if: Option<Expression>,
    pub(crate) when_rectified: Option<Returns>,
    /// The item's own condition and those of its sections, outermost first.
    pub(crate) applies_when: Vec<Expression>,
    pub(crate) not_applicable: NotApplicable,
    pub(crate) role: Role,
    pub(crate) owner: Option<usize>,
    /// Tag and position of its word.
    pub(crate) tags: Vec<(usize, usize)>,
    pub(crate) remedy: Option<Remedy>,
    pub(crate) evidence: Option<String>,
    pub(crate) scored_from: Option<Date>,
    /// Too little and too much are both meant to cost points.
    pub(crate) two_sided: bool,
    pub(crate) provenance: Provenance,
    pub(crate) span: Span,
}

/// The part an item plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Scored,
    Advisory,
    Optional,
}

/// What to do about a gap.
#[derive(Clone, Debug)]
pub(crate) struct Remedy {
    pub(crate) text: String,
    pub(crate) days: Option<i64>,
}

/// What is given back when an item is put right in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Returns {
    /// Of the points taken off.
    pub(crate) share: Number,
    /// So many days after the inspection at the latest.
    pub(crate) days: Option<i64>,
    /// The fact that says whether it was, filled in from the inspection's own list.
    pub(crate) fact: usize,
}

/// A named intermediate value.
#[derive(Clone, Debug)]
pub(crate) struct Let {
    pub(crate) id: String,
    pub(crate) value: Expression,
    /// The words of a value with levels, least first.
    pub(crate) levels: Option<Vec<Word>>,
    /// Whether it asks for results, so that only gates and grades can use it.
    pub(crate) late: bool,
}

/// Bonuses or penalties together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Adjustments {
    pub(crate) at_most: Option<Number>,
    pub(crate) list: Vec<Adjustment>,
}

/// A bonus or a penalty.
#[derive(Clone, Debug)]
pub(crate) struct Adjustment {
    pub(crate) id: String,
    pub(crate) title: String,
    /// How many times; a condition counts once.
    pub(crate) times: Expression,
    pub(crate) points: Number,
    pub(crate) at_most: Option<Number>,
    /// What else it takes: a condition over results before any bonus or penalty.
    pub(crate) requires: Option<Expression>,
    pub(crate) provenance: Provenance,
}

/// An effect on the whole.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) when: Expression,
    pub(crate) effect: Effect,
    pub(crate) basis: String,
    pub(crate) provenance: Provenance,
}

/// What a gate does.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    GradeAtMost(usize),
    ScoreAtMost(Number),
    Score(Number),
    /// So many steps worse.
    GradeDown(usize),
    /// So many steps better.
    GradeUp(usize),
    Withhold,
}

/// A grade.
#[derive(Clone, Debug)]
pub(crate) struct Grade {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The limit: of the least score, or of the greatest where lower is better.
    pub(crate) limit: Limit,
    pub(crate) requires: Option<Expression>,
    pub(crate) span: Span,
}

impl Grade {
    /// Whether a score is good enough, whatever else the grade requires.
    pub(crate) fn is_reached_by(&self, score: &Number, lower_is_better: bool) -> bool {
        let within = if lower_is_better { *score < self.limit.at } else { *score > self.limit.at };
        within || self.limit.included && *score == self.limit.at
    }

    /// Whether every score that reaches it reaches the other's limit too.
    pub(crate) fn is_no_easier_than(&self, other: &Grade, lower_is_better: bool) -> bool {
        other.is_reached_by(&self.limit.at, lower_is_better) || self.limit == other.limit
    }

    /// The limit as the sign and the number of a comparison.
    pub(crate) fn bound(&self, lower_is_better: bool) -> String {
        let sign = match (lower_is_better, self.limit.included) {
            (false, true) => "≥",
            (false, false) => ">",
            (true, true) => "≤",
            (true, false) => "<",
        };
        format!("{sign} {}", self.limit.at)
    }
}

/// A tag and its words in order.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    pub(crate) id: String,
    pub(crate) words: Vec<String>,
}

/// A document that provenance names.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) issuer: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) note: Option<String>,
}

/// Where a criterion and its numbers come from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Provenance {
    pub(crate) criterion: Option<Label>,
    pub(crate) numbers: Option<Label>,
}

/// One provenance label.
#[derive(Clone, Debug)]
pub(crate) enum Label {
    Source { document: usize, clause: Option<String>, quote: Option<String>, note: Option<String> },
    Seed(String),
    GeneralKnowledge(String),
    Illustrative(String),
}

/// A key by which gaps are put in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OrderKey {
    Tag(usize),
    Proximity,
    Points,
    Deadline,
    Id,
}
