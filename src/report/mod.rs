//! An assessment as data for others: what is printed and what is sent, in a fixed order of keys.
//!
//! Numbers are exact decimals, or fractions where decimals never end; `docs/wire.md` describes every key.

mod gaps;
mod shapes;
mod whole;

use crate::assess::{Assessment, Status};
use crate::diagnostic::Language;
use crate::explain::label_text;
use crate::explain::phrase::say;
use crate::model::{Effect, Place};
use crate::value::Number;

pub use gaps::{GapReport, SupplyReport, UnseenReport};
pub use shapes::{
    AccountReport, AdjustmentReport, BeforeReport, GateReport, GradeReport, InspectionReport,
    ItemReport, OverriddenReport, ParentReport, Report, RulesetReport, ScoreReport, SectionReport,
    SubjectReport,
};
pub use whole::WholeExplanation;

impl Assessment {
    /// Everything about this assessment, as data.
    pub fn report(&self, language: Language) -> Report {
        let standard = self.standard();
        let form = &self.inspection.form;
        let grade_id =
            |at: Option<usize>| at.and_then(|at| standard.grades.get(at)).map(|g| g.id.clone());
        let kind = form.kind.as_ref().map_or(standard.subject.as_str(), |(kind, _)| kind.as_str());
        Report {
            subject: SubjectReport { kind: kind.to_owned(), subject: form.subject.clone() },
            ruleset: RulesetReport {
                id: standard.id.clone(),
                version: standard.version.clone(),
                title: standard.title.clone(),
                advisory: standard.advisory,
                digest: self.inspection.program.rules().digest().to_owned(),
                extends: self.inspection.program.rules().extends().map(|(id, version)| {
                    ParentReport { id: id.to_owned(), version: version.to_owned() }
                }),
            },
            inspection: InspectionReport {
                number: form.number.clone(),
                date: form.date,
                method: form.method,
                inspectors: form.inspectors.clone(),
            },
            as_of: self.as_of,
            known_on: self.known_on,
            score: self.score_report(language),
            coverage: self.coverage.clone(),
            grade: GradeReport {
                id: grade_id(self.grade.grade),
                title: self.grade().map(|(_, title)| title.to_owned()),
                status: self.grade.status.word(),
                low: grade_id(self.grade.low),
                high: grade_id(self.grade.high),
            },
            before_overrides: self.before.as_ref().map(|before| BeforeReport {
                score: before.score.value.clone(),
                grade: grade_id(before.grade.grade),
            }),
            account: self.account_report(),
            sections: standard
                .sections
                .iter()
                .zip(&self.sections)
                .map(|(section, outcome)| SectionReport {
                    id: section.id.clone(),
                    title: section.title.clone(),
                    points: outcome.points.clone(),
                    max: section.points.clone(),
                    low: outcome.low.clone(),
                    high: outcome.high.clone(),
                    source: label_text(&section.provenance, true, standard, language),
                    numbers_source: label_text(&section.provenance, false, standard, language),
                })
                .collect(),
            items: (0..standard.items.len())
                .filter_map(|at| self.item_report(at, language))
                .collect(),
            adjustments: self.adjustment_reports(language),
            gates: self.gate_reports(language),
            gaps: self.gap_reports(language),
            unseen: self.unseen_reports(language),
            supply: self.supply_report(),
            notes: self.notes(language),
        }
    }

    fn score_report(&self, language: Language) -> ScoreReport {
        let scale = &self.standard().scale;
        let places = scale.round.step.decimals().unwrap_or(2);
        let undefined = self.score.value.is_none().then(|| {
            let broken = self.items.iter().any(|item| item.breaks);
            if broken {
                say(language, "有项目无定义", "an item has no defined result").to_owned()
            } else {
                say(language, "没有可计分的项目", "nothing counts").to_owned()
            }
        });
        let before = self.score.before_gates.clone().filter(|_| !self.account.gates.is_zero());
        ScoreReport {
            value: self.score.value.clone(),
            low: self.score.low.clone(),
            high: self.score.high.clone(),
            max: scale.max.clone(),
            before_gates: before,
            shown: self.score.value.as_ref().map(|value| {
                // What was rounded before, or set by a gate since, is shown as it is.
                let shown = match scale.round_at {
                    Place::Total => value.clone(),
                    _ => scale.clamp(&scale.round.apply(value)),
                };
                match shown.decimals() {
                    Some(own) if own > places => shown.to_string(),
                    _ => shown.display_to(places),
                }
            }),
            undefined,
        }
    }

    fn account_report(&self) -> AccountReport {
        let scale = &self.standard().scale;
        let account = &self.account;
        AccountReport {
            start: if scale.lower_is_better { Number::ZERO } else { scale.max.clone() },
            items: account.items.clone(),
            combining: account.combining.clone(),
            penalties: account.penalties.clone(),
            bonuses: account.bonuses.clone(),
            caps: account.caps.clone(),
            rounding: account.rounding.clone(),
            gates: account.gates.clone(),
            open: account.open.clone(),
            score: self.score.value.clone(),
        }
    }

    fn item_report(&self, at: usize, language: Language) -> Option<ItemReport> {
        let standard = self.standard();
        let (item, outcome) = (standard.items.get(at)?, self.items.get(at)?);
        let part = crate::model::Part::Item(at);
        let section = standard.sections.iter().find(|section| section.parts.contains(&part));
        let mut marks = Vec::new();
        if self.inspection.rectified.contains_key(&at) {
            marks.push("rectified");
        }
        let decision = self.inspection.overrides.get(&at);
        if decision.is_some() {
            marks.push("overridden");
        }
        if outcome.cited {
            marks.push("cited");
        }
        if outcome.assumed {
            marks.push("assumed");
        } else if outcome.estimated {
            marks.push("estimated");
        }
        Some(ItemReport {
            id: item.id.clone(),
            title: item.title.clone(),
            text: item.text.clone(),
            evidence: item.evidence.clone(),
            section: section.map(|section| section.id.clone()).unwrap_or_default(),
            state: outcome.state.word(),
            points: outcome.points.clone(),
            max: item.points.clone(),
            low: outcome.low.clone(),
            high: outcome.high.clone(),
            weight: outcome.weight.clone(),
            earned: outcome.earned.clone(),
            role: match item.role {
                crate::model::Role::Scored => "scored",
                crate::model::Role::Advisory => "advisory",
                crate::model::Role::Optional => "optional",
            },
            marks,
            overridden: decision.and_then(|decision| {
                let before = self.before.as_ref()?.items.get(at)?;
                Some(OverriddenReport {
                    state: before.state.word(),
                    points: before.points.clone(),
                    why: decision.why.clone(),
                    by: decision.by.clone(),
                    on: decision.on,
                })
            }),
            criterion: self.rule_text(item, language),
            seen: self.seen_text(item, language),
            note: self.inspection.notes.get(&at).cloned(),
            photos: self.inspection.photos.get(&at).cloned().unwrap_or_default(),
            numbers: match item.provenance.numbers {
                Some(crate::model::Label::Source { .. }) => "source",
                Some(crate::model::Label::Seed(_)) => "seed",
                Some(crate::model::Label::GeneralKnowledge(_)) => "general_knowledge",
                Some(crate::model::Label::Illustrative(_)) => "illustrative",
                None => "",
            },
        })
    }

    /// The facts of an item as they were answered: 检查记录.
    fn seen_text(&self, item: &crate::model::Item, language: Language) -> String {
        let facts = self.facts_used(item, language);
        let parts: Vec<String> =
            facts.into_iter().map(|fact| format!("{} {}", fact.title, fact.value)).collect();
        parts.join(say(language, "；", "; "))
    }

    fn adjustment_reports(&self, language: Language) -> Vec<AdjustmentReport> {
        let standard = self.standard();
        let bonuses = standard.bonuses.list.iter().map(|one| (one, "bonus"));
        let penalties = standard.penalties.list.iter().map(|one| (one, "penalty"));
        bonuses
            .chain(penalties)
            .zip(&self.adjustments)
            .map(|((one, kind), outcome)| AdjustmentReport {
                id: one.id.clone(),
                title: one.title.clone(),
                kind,
                points: outcome.points.clone(),
                source: label_text(&one.provenance, true, standard, language),
            })
            .collect()
    }

    fn gate_reports(&self, language: Language) -> Vec<GateReport> {
        let standard = self.standard();
        let title = |at: usize| standard.grades.get(at).map_or("", |grade| grade.title.as_str());
        let harm = standard.scale.lower_is_better;
        standard
            .gates
            .iter()
            .zip(&self.gates)
            .map(|(gate, outcome)| GateReport {
                id: gate.id.clone(),
                title: gate.title.clone(),
                fired: outcome.fired,
                effect: match (&gate.effect, language) {
                    (Effect::GradeAtMost(at), Language::Chinese) => {
                        format!("等次不高于{}", title(*at))
                    }
                    (Effect::GradeAtMost(at), Language::English) => {
                        format!("grade at most {}", title(*at))
                    }
                    (Effect::ScoreAtMost(n), Language::Chinese) => {
                        format!("总分不{}于 {n}", if harm { "低" } else { "高" })
                    }
                    (Effect::ScoreAtMost(n), Language::English) => {
                        format!("score at {} {n}", if harm { "least" } else { "most" })
                    }
                    (Effect::Score(n), Language::Chinese) => format!("总分记为 {n}"),
                    (Effect::Score(n), Language::English) => format!("score becomes {n}"),
                    (Effect::GradeDown(n), Language::Chinese) => format!("降 {n} 等"),
                    (Effect::GradeDown(n), Language::English) => {
                        format!("grade {n} down")
                    }
                    (Effect::GradeUp(n), Language::Chinese) => format!("升 {n} 等"),
                    (Effect::GradeUp(n), Language::English) => format!("grade {n} up"),
                    (Effect::Withhold, Language::Chinese) => "不予评定".to_owned(),
                    (Effect::Withhold, Language::English) => "no grade".to_owned(),
                },
                basis: gate.basis.clone(),
                source: label_text(&gate.provenance, true, standard, language),
            })
            .collect()
    }

    fn notes(&self, language: Language) -> Vec<String> {
        let standard = self.standard();
        let mut out = standard.notes.clone();
        if let Some(due) = standard.review_by.filter(|due| self.as_of > *due) {
            out.push(match language {
                Language::Chinese => format!("规则集应于 {due} 前复核，此评定在其后"),
                Language::English => {
                    format!("the rules were due for review by {due}, and this is later")
                }
            });
        }
        if let Some(before) = &self.before {
            let count = self.inspection.overrides.len();
            let score =
                before.score.value.as_ref().map_or("–".to_owned(), crate::explain::phrase::number);
            let grade = before.grade().map_or("–", |(_, title)| title).to_owned();
            out.push(match language {
                Language::Chinese => {
                    format!("{count} 项经复核改判；改判前得分 {score}，等次 {grade}")
                }
                Language::English => format!(
                    "{count} items were overridden after an appeal; before: score {score}, grade {grade}"
                ),
            });
        }
        let illustrative = standard
            .items
            .iter()
            .filter(|item| {
                matches!(item.provenance.numbers, Some(crate::model::Label::Illustrative(_)))
            })
            .count();
        if illustrative > 0 {
            out.push(match language {
                Language::Chinese => {
                    format!("{illustrative} 个项目的数字仅为示例，不是任何发文单位的标准")
                }
                Language::English => {
                    format!("the numbers of {illustrative} items are only illustrative, no office's standard")
                }
            });
        }
        for (at, (size, least)) in &self.inspection.samples {
            let title = standard.facts.get(*at).map_or("", |fact| fact.title.as_str());
            if let Some(least) = least.filter(|least| size < least) {
                out.push(match language {
                    Language::Chinese => format!("{title}：样本 {size}，不足 {least}，未计分"),
                    Language::English => {
                        format!("{title}: a sample of {size} where {least} are needed; not scored")
                    }
                });
            }
        }
        if self.grade.status == Status::Provisional {
            out.push(
                say(
                    language,
                    "检查覆盖率不足，等次为暂定，不得公布",
                    "too little was checked: the grade is provisional and not for publication",
                )
                .to_owned(),
            );
        }
        out
    }
}
