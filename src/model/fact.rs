//! Facts: what an inspection answers, with kind, unit and range.

use super::unit::Unit;
use crate::source::Span;
use crate::value::Number;

/// One declared input.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) kind: FactKind,
    pub(crate) may_not_apply: bool,
    pub(crate) note: Option<String>,
    pub(crate) from: Option<Below>,
    /// What is computed of each finding of a list, each after those it uses.
    pub(crate) derived: Vec<super::Let>,
    pub(crate) claim: Option<Claim>,
    /// What it is taken to be while nobody has looked.
    pub(crate) assumed: Option<Assumed>,
    /// Not asked for in an inspection under a name of its own.
    pub(crate) hidden: bool,
    pub(crate) span: Span,
}

/// A value that stands for what nobody looked at.
#[derive(Clone, Debug)]
pub(crate) enum Assumed {
    Number(Number),
    Truth(bool),
    /// A word of a choice, by position.
    Word(usize),
}

/// What was claimed beside what was verified.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    /// The fact that holds the claim.
    pub(crate) fact: usize,
    /// Whether a claim nobody verified is the best estimate.
    pub(crate) counts: bool,
}

/// What a fact holds.
#[derive(Clone, Debug)]
pub(crate) enum FactKind {
    YesNo,
    /// count, number and percent: a number within a range.
    Number(NumberKind),
    Choice(Choice),
    Date,
    Text,
    Checklist(Vec<Word>),
    Findings(Vec<Fact>),
}

/// The numbers a fact may hold.
#[derive(Clone, Debug)]
pub(crate) struct NumberKind {
    pub(crate) unit: Unit,
    /// The unit as it is printed.
    pub(crate) unit_title: String,
    pub(crate) least: Option<Number>,
    pub(crate) most: Option<Number>,
    /// The most decimals; none where any number will do.
    pub(crate) places: Option<u32>,
    /// Written in per cent: `85` means 85 %.
    pub(crate) percent: bool,
}

/// The words of a choice, in order.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) words: Vec<Word>,
}

/// A word with its title.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) id: String,
    pub(crate) title: String,
}

/// Taken from the assessments of the subjects below.
#[derive(Clone, Debug)]
pub(crate) struct Below {
    pub(crate) ruleset: String,
    pub(crate) take: Take,
    pub(crate) at_least: Option<usize>,
    /// The fact of the subjects below that each result counts by; all alike where it is none.
    pub(crate) weight: Option<String>,
}

/// What is taken.
#[derive(Clone, Debug)]
pub(crate) enum Take {
    Mean,
    /// The share that reaches this grade or a better one.
    Share(String),
    Count,
    Min,
    Max,
    Median,
    /// How many reach this grade or a better one.
    Reached(String),
    /// The mean of the worst so many.
    Worst(usize),
    /// The mean of the best so many.
    Best(usize),
}

impl NumberKind {
    /// The most decimals of the number itself: of 85.5 % there are three.
    pub(crate) fn decimals(&self) -> Option<u32> {
        self.places.map(|places| places.saturating_add(if self.percent { 2 } else { 0 }))
    }

    /// What every answer is a multiple of; none where any number will do.
    pub(crate) fn step(&self) -> Option<Number> {
        self.decimals().map(Number::of_last_place)
    }
}

impl Fact {
    /// What every number it can hold is a multiple of. What is taken from below is calculated, and only counts are whole.
    pub(crate) fn step(&self) -> Option<Number> {
        match (&self.kind, &self.from) {
            (FactKind::Number(number), None) => number.step(),
            (FactKind::Number(_), Some(Below { take: Take::Count | Take::Reached(_), .. })) => {
                Some(Number::ONE)
            }
            _ => None,
        }
    }

    /// The fields of a list of findings; none of any other fact.
    pub(crate) fn fields(&self) -> &[Fact] {
        match &self.kind {
            FactKind::Findings(fields) => fields,
            _ => &[],
        }
    }

    /// What people read after a number; empty where there is no unit.
    pub(crate) fn unit_title(&self) -> &str {
        match &self.kind {
            FactKind::Number(number) => &number.unit_title,
            _ => "",
        }
    }
}
