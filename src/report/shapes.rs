//! The parts of a report, as they are written out.

use super::gaps::{GapReport, SupplyReport, UnseenReport};
use crate::syntax::form::Subject;
use crate::value::{Date, Number};
use serde::Serialize;

/// Everything there is to say about one assessment.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Who or what was inspected.
    pub subject: SubjectReport,
    /// By which rules.
    pub ruleset: RulesetReport,
    /// Which inspection.
    pub inspection: InspectionReport,
    /// The date whose rules were applied.
    pub as_of: Date,
    /// The date whose knowledge of dated values was asked for, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_on: Option<Date>,
    /// The score and its bounds.
    pub score: ScoreReport,
    /// Points checked over points applicable; absent where nothing applies.
    pub coverage: Option<Number>,
    /// The grade.
    pub grade: GradeReport,
    /// What the whole was before anything was changed after an appeal, where something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_overrides: Option<BeforeReport>,
    /// Where every point went.
    pub account: AccountReport,
    /// The sections, in the order of the sheet.
    pub sections: Vec<SectionReport>,
    /// The items, in the order of the sheet.
    pub items: Vec<ItemReport>,
    /// Bonuses and penalties.
    pub adjustments: Vec<AdjustmentReport>,
    /// The gates.
    pub gates: Vec<GateReport>,
    /// Points lost, in the declared order; then advice.
    pub gaps: Vec<GapReport>,
    /// What was not seen, with what it may be worth.
    pub unseen: Vec<UnseenReport>,
    /// Needs and what meets them, where the rule set has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supply: Option<SupplyReport>,
    /// Remarks of the rule set and of the assessment.
    pub notes: Vec<String>,
}

/// Who or what was inspected.
#[derive(Clone, Debug, Serialize)]
pub struct SubjectReport {
    /// household, village, …
    pub kind: String,
    /// Code, name, parent, class and proximity.
    #[serde(flatten)]
    pub subject: Subject,
}

/// By which rules.
#[derive(Clone, Debug, Serialize)]
pub struct RulesetReport {
    /// The id.
    pub id: String,
    /// The version.
    pub version: String,
    /// The title.
    pub title: String,
    /// Whether it only informs.
    pub advisory: bool,
    /// SHA-256 of the text of the rule file, in hexadecimal.
    pub digest: String,
    /// The rule set it extends, where it is an overlay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extends: Option<ParentReport>,
}

/// The rule set that an overlay extends.
#[derive(Clone, Debug, Serialize)]
pub struct ParentReport {
    /// The id.
    pub id: String,
    /// The version.
    pub version: String,
}

/// Which inspection.
#[derive(Clone, Debug, Serialize)]
pub struct InspectionReport {
    /// Its own number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its day.
    pub date: Date,
    /// announced, unannounced or self_report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<&'static str>,
    /// Who inspected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inspectors: Vec<String>,
}

/// The score and its bounds.
#[derive(Clone, Debug, Serialize)]
pub struct ScoreReport {
    /// After gates; null where there is nothing to score.
    pub value: Option<Number>,
    /// The least that full knowledge could give; null where nothing can count.
    pub low: Option<Number>,
    /// The most that full knowledge could give; null where nothing can count.
    pub high: Option<Number>,
    /// Full marks.
    pub max: Number,
    /// Before gates, where a gate changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_gates: Option<Number>,
    /// As printed: at the declared step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undefined: Option<String>,
}

/// The grade.
#[derive(Clone, Debug, Serialize)]
pub struct GradeReport {
    /// Its id; null where there is none.
    pub id: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// final, settled, covered, provisional, withheld or undefined.
    pub status: &'static str,
    /// The worst grade still possible.
    pub low: Option<String>,
    /// The best grade still possible.
    pub high: Option<String>,
}

/// Full marks, less what was lost, plus what was gained, is the score: exactly.
#[derive(Clone, Debug, Serialize)]
pub struct AccountReport {
    /// Where it starts: full marks, or zero where points are harm.
    pub start: Number,
    /// Lost by items.
    pub items: Number,
    /// Lost by combining otherwise than by addition.
    pub combining: Number,
    /// Lost by penalties.
    pub penalties: Number,
    /// Gained by bonuses.
    pub bonuses: Number,
    /// Lost by caps and floors (negative where a floor lifted).
    pub caps: Number,
    /// Lost by rounding (negative where it lifted).
    pub rounding: Number,
    /// Lost by gates.
    pub gates: Number,
    /// Lost (negative: lifted) to bring the score within its bounds, while something is open.
    pub open: Number,
    /// What is left: the score.
    pub score: Option<Number>,
}

/// A section.
#[derive(Clone, Debug, Serialize)]
pub struct SectionReport {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Points out of its full marks; null where nothing in it counts.
    pub points: Option<Number>,
    /// Full marks.
    pub max: Number,
    /// The least its points could be.
    pub low: Number,
    /// The most its points could be.
    pub high: Number,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where its numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers_source: Option<String>,
}

/// An item: a line of the sheet.
#[derive(Clone, Debug, Serialize)]
pub struct ItemReport {
    /// Its id.
    pub id: String,
    /// What is demanded, in a line.
    pub title: String,
    /// The demand in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What to bring back as evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// The id of its section; empty where there is none.
    pub section: String,
    /// The outcome.
    pub state: &'static str,
    /// Points on the sheet; null where they are not known.
    pub points: Option<Number>,
    /// Full marks.
    pub max: Number,
    /// The least its points could be.
    pub low: Number,
    /// The most its points could be.
    pub high: Number,
    /// What it weighs in the whole, after redistribution; 0 where it does not count.
    pub weight: Number,
    /// What it brings to the whole.
    pub earned: Number,
    /// scored, advisory or optional.
    pub role: &'static str,
    /// rectified, overridden, cited, assumed, estimated.
    pub marks: Vec<&'static str>,
    /// What was decided after an appeal, and what it was before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overridden: Option<OverriddenReport>,
    /// The rule in words: 评分标准.
    pub criterion: String,
    /// What was seen: 检查记录.
    pub seen: String,
    /// What somebody wrote: 扣分原因.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Numbers of photographs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<String>,
    /// What its numbers rest on: source, seed, general_knowledge or illustrative; empty where it is not said.
    pub numbers: &'static str,
}

/// A result changed after an appeal.
#[derive(Clone, Debug, Serialize)]
pub struct OverriddenReport {
    /// The outcome before.
    pub state: &'static str,
    /// The points before; null where they were not known.
    pub points: Option<Number>,
    /// The reason.
    pub why: String,
    /// Who decided.
    pub by: String,
    /// On which day.
    pub on: Date,
}

/// The whole before anything was changed after an appeal.
#[derive(Clone, Debug, Serialize)]
pub struct BeforeReport {
    /// The score; null where there was none.
    pub score: Option<Number>,
    /// The grade; null where there was none.
    pub grade: Option<String>,
}

/// A bonus or penalty.
#[derive(Clone, Debug, Serialize)]
pub struct AdjustmentReport {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub title: String,
    /// bonus or penalty.
    pub kind: &'static str,
    /// Points, always positive; null where it was not seen.
    pub points: Option<Number>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A gate.
#[derive(Clone, Debug, Serialize)]
pub struct GateReport {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Whether it closed; null while that is open.
    pub fired: Option<bool>,
    /// What it does.
    pub effect: String,
    /// The written ground for it.
    pub basis: String,
    /// Where the gate comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}
