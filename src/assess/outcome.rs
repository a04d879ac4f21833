//! The result of an assessment: states, points, account, grade, gaps.

use super::admit::Inspection;
use super::combine::Presence;
use super::eval::Answer;
use crate::compile::seen::{Seen, Why};
use crate::model::Standard;
use crate::value::{Date, Number};
use std::sync::Arc;

/// The outcome of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Full points.
    Pass,
    /// Some points.
    Partial,
    /// No points.
    Fail,
    /// Does not apply to this subject.
    NotApplicable,
    /// A fact that matters was not seen.
    NotChecked,
    /// Somebody looked, and there is no usable answer.
    Unknown,
    /// A denominator that the rule set calls undefined: no score for this branch.
    Error,
    /// Only written down.
    Informational,
}

impl State {
    /// The word in rule sets and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Partial => "partial",
            Self::Fail => "fail",
            Self::NotApplicable => "not_applicable",
            Self::NotChecked => "not_checked",
            Self::Unknown => "unknown",
            Self::Error => "error",
            Self::Informational => "informational",
        }
    }

    /// The word people read.
    pub fn title(self, language: crate::Language) -> &'static str {
        match language {
            crate::Language::English => self.word(),
            crate::Language::Chinese => crate::syntax::vocabulary::STATES
                .iter()
                .find(|word| word.word == self.word())
                .map_or("", |word| word.chinese),
        }
    }
}

/// How firm a grade is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Everything that counts was seen.
    Final,
    /// Something is open, and whatever it turns out to be the grade stays.
    Settled,
    /// Something is open; enough was checked for the grade to stand.
    Covered,
    /// Too little was checked; the grade may change.
    Provisional,
    /// A gate withholds the grade.
    Withheld,
    /// There is nothing to score.
    Undefined,
}

impl Status {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Settled => "settled",
            Self::Covered => "covered",
            Self::Provisional => "provisional",
            Self::Withheld => "withheld",
            Self::Undefined => "undefined",
        }
    }

    /// The word people read.
    pub fn title(self, language: crate::Language) -> &'static str {
        if language == crate::Language::English {
            return self.word();
        }
        match self {
            Self::Final => "确定",
            Self::Settled => "已定（未查项不影响等次）",
            Self::Covered => "覆盖率达标",
            Self::Provisional => "暂定",
            Self::Withheld => "不予评定",
            Self::Undefined => "无可评定",
        }
    }
}

/// An assessment: the values of every operation, and what follows from them.
///
/// It holds the inspection it came from, so that an explanation can never disagree with the score.
#[derive(Clone, Debug)]
pub struct Assessment {
    pub(crate) inspection: Inspection,
    pub(crate) as_of: Date,
    /// The day whose knowledge of dated values was asked for.
    pub(crate) known_on: Option<Date>,
    /// The values with best estimates in: what the score is made of.
    pub(crate) values: Arc<Vec<Seen>>,
    /// Named values that ask for results, after those among `values`.
    pub(crate) late_lets: Vec<Seen>,
    /// The answers those values were made of.
    pub(crate) answers: Arc<Vec<Answer>>,
    pub(crate) items: Vec<ItemOutcome>,
    pub(crate) sections: Vec<SectionOutcome>,
    pub(crate) account: Account,
    pub(crate) score: Score,
    pub(crate) coverage: Option<Number>,
    pub(crate) gates: Vec<GateOutcome>,
    /// What each grade asks for besides points.
    pub(crate) requires: Vec<Option<Seen>>,
    pub(crate) adjustments: Vec<AdjustmentOutcome>,
    pub(crate) grade: GradeOutcome,
    /// Items (by position) and penalties in the declared order.
    pub(crate) gaps: Vec<Gap>,
    /// The result before anything was changed after an appeal.
    pub(crate) before: Option<Arc<Assessment>>,
}

/// What became of an item.
#[derive(Clone, Debug)]
pub(crate) struct ItemOutcome {
    pub(crate) state: State,
    /// What it is from certain facts alone: what gates and grades ask for.
    pub(crate) certain: State,
    /// It rests on what is only assumed, and was not checked.
    pub(crate) assumed: bool,
    /// Points on the sheet, where they are known.
    pub(crate) points: Option<Number>,
    /// The least and most points on the sheet.
    pub(crate) low: Number,
    pub(crate) high: Number,
    /// Whether it is part of the score.
    pub(crate) presence: Presence,
    /// Whether it has points on the sheet, which advice and what is only cited have too.
    pub(crate) shown: Presence,
    /// Cited but not scored yet.
    pub(crate) cited: bool,
    /// Without meaning, and so is the score of what it is part of.
    pub(crate) breaks: bool,
    /// Whether it may turn out to be so, or otherwise than its bounds say.
    pub(crate) may_break: bool,
    /// From a best estimate rather than from certain facts.
    pub(crate) estimated: bool,
    /// Whether it is part of the score's value.
    pub(crate) counted: bool,
    /// What it weighs in the whole, after redistribution.
    pub(crate) weight: Number,
    /// What it brings to the whole.
    pub(crate) earned: Number,
}

/// What became of a section.
#[derive(Clone, Debug)]
pub(crate) struct SectionOutcome {
    /// Points out of the section's full marks; none where nothing in it counts.
    pub(crate) points: Option<Number>,
    /// What it weighs in what is around it.
    pub(crate) weight: Number,
    pub(crate) low: Number,
    pub(crate) high: Number,
    pub(crate) presence: Presence,
}

/// The score with its bounds.
#[derive(Clone, Debug)]
pub(crate) struct Score {
    /// After gates.
    pub(crate) value: Option<Number>,
    pub(crate) before_gates: Option<Number>,
    /// None where nothing can count.
    pub(crate) low: Option<Number>,
    pub(crate) high: Option<Number>,
}

/// Where every point went: full marks less these is the score.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    pub(crate) items: Number,
    pub(crate) combining: Number,
    pub(crate) penalties: Number,
    pub(crate) bonuses: Number,
    pub(crate) caps: Number,
    pub(crate) rounding: Number,
    pub(crate) gates: Number,
    /// From the value to the nearest score that full knowledge could give.
    pub(crate) open: Number,
}

/// What became of a gate.
#[derive(Clone, Debug)]
pub(crate) struct GateOutcome {
    /// None while it is open.
    pub(crate) fired: Option<bool>,
}

/// What became of a bonus or penalty.
#[derive(Clone, Debug)]
pub(crate) struct AdjustmentOutcome {
    pub(crate) points: Option<Number>,
    /// The most it can come to; none where there is no limit.
    pub(crate) most: Option<Number>,
    pub(crate) why: Why,
}

/// The grade.
#[derive(Clone, Debug)]
pub(crate) struct GradeOutcome {
    pub(crate) grade: Option<usize>,
    pub(crate) low: Option<usize>,
    pub(crate) high: Option<usize>,
    pub(crate) status: Status,
}

/// Points lost, or points not seen yet.
#[derive(Clone, Debug)]
pub(crate) struct Gap {
    pub(crate) what: GapOf,
    pub(crate) lost: Number,
}

/// What a gap is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GapOf {
    Item(usize),
    Penalty(usize),
}

impl Assessment {
    pub(crate) fn standard(&self) -> &Standard {
        self.inspection.program.inner.standard()
    }

    /// The inspection it came from.
    pub fn inspection(&self) -> &Inspection {
        &self.inspection
    }

    /// The date whose rules were applied.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The score after gates, unrounded unless the rule set rounds; none where there is nothing to score.
    pub fn score(&self) -> Option<&Number> {
        self.score.value.as_ref()
    }

    /// The score before gates, which need not lie within the bounds.
    pub fn score_before_gates(&self) -> Option<&Number> {
        self.score.before_gates.as_ref()
    }

    /// The least and the greatest score that full knowledge could give; none where nothing can count.
    pub fn bounds(&self) -> Option<(&Number, &Number)> {
        self.score.low.as_ref().zip(self.score.high.as_ref())
    }

    /// Full marks.
    pub fn max(&self) -> &Number {
        &self.standard().scale.max
    }

    /// Points checked over points applicable; none where nothing applies.
    pub fn coverage(&self) -> Option<&Number> {
        self.coverage.as_ref()
    }

    /// The grade's id and title.
    pub fn grade(&self) -> Option<(&str, &str)> {
        let at = self.grade.grade?;
        self.standard().grades.get(at).map(|grade| (grade.id.as_str(), grade.title.as_str()))
    }

    /// How firm the grade is.
    pub fn status(&self) -> Status {
        self.grade.status
    }

    /// The points lost by each gap, in the declared order: id and points.
    pub fn gaps(&self) -> impl Iterator<Item = (&str, &Number)> {
        let standard = self.standard();
        self.gaps.iter().filter_map(move |gap| {
            let id = match gap.what {
                GapOf::Item(at) => &standard.items.get(at)?.id,
                GapOf::Penalty(at) => &standard.penalties.list.get(at)?.id,
            };
            Some((id.as_str(), &gap.lost))
        })
    }

    /// The state and points of an item; none where there is no such item.
    pub fn item(&self, id: &str) -> Option<(State, Option<&Number>)> {
        let at = self.standard().items.iter().position(|item| item.id == id)?;
        self.items.get(at).map(|item| (item.state, item.points.as_ref()))
    }
}
