//! Gaps, what was not seen, and what is missing of what is needed.

use crate::assess::Assessment;
use crate::assess::outcome::{GapOf, State};
use crate::compile::CriterionCode;
use crate::compile::seen::Seen;
use crate::diagnostic::Language;
use crate::explain::phrase::{self, say};
use crate::explain::{FindingReport, adjustment_facts};
use crate::value::{Date, Number};
use serde::Serialize;
use std::collections::BTreeMap;

/// Points lost, or advice: a line of the ledger.
#[derive(Clone, Debug, Serialize)]
pub struct GapReport {
    /// The id of the item or penalty.
    pub item: String,
    /// Its title.
    pub title: String,
    /// loss, penalty or advice.
    pub kind: &'static str,
    /// Points of the whole that it costs.
    pub lost: Number,
    /// What was seen.
    pub seen: String,
    /// The findings it deducted for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FindingReport>,
    /// What is required.
    pub required: String,
    /// Who is responsible: id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Who is responsible: title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_title: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// Days allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_days: Option<i64>,
    /// The day of the inspection and the days allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Date>,
    /// Put right on the spot on this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rectified: Option<Date>,
    /// Tag and word.
    pub tags: BTreeMap<String, String>,
    /// What somebody wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Something that was not seen.
#[derive(Clone, Debug, Serialize)]
pub struct UnseenReport {
    /// The id of the item, bonus, penalty or gate.
    pub item: String,
    /// Its title.
    pub title: String,
    /// not_checked or unknown.
    pub state: &'static str,
    /// Points on the sheet that depend on it.
    pub at_stake: Number,
    /// The facts that are missing: id and why.
    pub facts: Vec<(String, String)>,
}

/// Needs and what meets them.
#[derive(Clone, Debug, Serialize)]
pub struct SupplyReport {
    /// Items of full points that apply and were checked.
    pub items: usize,
    /// Of these, fully met.
    pub complete: usize,
    /// complete / items; null where there is none.
    pub completion_by_item: Option<Number>,
    /// Σ min(there, needed) over these items.
    pub there: Number,
    /// Σ needed over these items.
    pub needed: Number,
    /// there / needed; null where nothing is needed.
    pub completion_by_quantity: Option<Number>,
    /// What is missing, of every item with a need: id, title, how many, unit.
    pub missing: Vec<MissingReport>,
}

/// What is missing of one need.
#[derive(Clone, Debug, Serialize)]
pub struct MissingReport {
    /// The item's id.
    pub item: String,
    /// Its title.
    pub title: String,
    /// How many are needed.
    pub needed: Number,
    /// How many are there.
    pub there: Number,
    /// How many are missing.
    pub missing: Number,
    /// The unit.
    pub unit: String,
    /// Whether it counts or is only advised.
    pub advisory: bool,
}

impl Assessment {
    pub(super) fn gap_reports(&self, language: Language) -> Vec<GapReport> {
        let standard = self.standard();
        let date = self.inspection.form.date;
        self.gaps
            .iter()
            .filter_map(|gap| match gap.what {
                GapOf::Item(at) => {
                    let (item, outcome) = (standard.items.get(at)?, self.items.get(at)?);
                    let owner = item.owner.and_then(|at| standard.owners.get(at));
                    let days = item.remedy.as_ref().and_then(|remedy| remedy.days);
                    let tags = item.tags.iter().filter_map(|(tag, word)| {
                        let tag = standard.tags.get(*tag)?;
                        Some((tag.id.clone(), tag.words.get(*word)?.clone()))
                    });
                    Some(GapReport {
                        item: item.id.clone(),
                        title: item.title.clone(),
                        kind: if outcome.counted { "loss" } else { "advice" },
                        lost: gap.lost.clone(),
                        seen: self.seen_text(item, language),
                        findings: self.findings_of(at, language),
                        required: self.rule_text(item, language),
                        owner: owner.map(|(id, _)| id.clone()),
                        owner_title: owner.map(|(_, title)| title.clone()),
                        remedy: item.remedy.as_ref().map(|remedy| remedy.text.clone()),
                        within_days: days,
                        deadline: days.and_then(|days| date.plus_days(days)),
                        rectified: self.inspection.rectified.get(&at).copied(),
                        tags: tags.collect(),
                        note: self.inspection.notes.get(&at).cloned(),
                    })
                }
                GapOf::Penalty(at) => {
                    let penalty = standard.penalties.list.get(at)?;
                    let phrase = self.phrase(language, None);
                    let lets = self.let_values();
                    let values = self.phrase(language, Some(&lets));
                    Some(GapReport {
                        item: penalty.id.clone(),
                        title: penalty.title.clone(),
                        kind: "penalty",
                        lost: gap.lost.clone(),
                        seen: values.of(&penalty.times),
                        findings: Vec::new(),
                        required: phrase.of(&penalty.times),
                        owner: None,
                        owner_title: None,
                        remedy: None,
                        within_days: None,
                        deadline: None,
                        rectified: None,
                        tags: BTreeMap::new(),
                        note: None,
                    })
                }
            })
            .collect()
    }

    pub(super) fn unseen_reports(&self, language: Language) -> Vec<UnseenReport> {
        let standard = self.standard();
        let mut out = Vec::new();
        for (item, outcome) in standard.items.iter().zip(&self.items) {
            if !matches!(outcome.state, State::NotChecked | State::Unknown) {
                continue;
            }
            let facts = self
                .facts_used(item, language)
                .into_iter()
                .filter(|fact| {
                    let at = standard.facts.iter().position(|known| known.id == fact.id);
                    at.and_then(|at| self.answers.get(at)).is_some_and(is_open)
                })
                .map(|fact| (fact.id, fact.value))
                .collect();
            out.push(UnseenReport {
                item: item.id.clone(),
                title: item.title.clone(),
                state: outcome.state.word(),
                at_stake: &outcome.high - &outcome.low,
                facts,
            });
        }
        let adjustments = standard.bonuses.list.iter().chain(&standard.penalties.list);
        let bonuses = standard.bonuses.list.len();
        for (place, (one, outcome)) in adjustments.zip(&self.adjustments).enumerate() {
            if outcome.points.is_none() {
                let of = if place < bonuses { &standard.bonuses } else { &standard.penalties };
                // What has no limit of its own moves the score from one end to the other at most.
                let scale = &standard.scale;
                let ends = &scale.highest - &scale.lowest;
                let most = outcome.most.iter().chain(&of.at_most).min().cloned();
                let at_stake = most.unwrap_or(ends);
                let used = adjustment_facts(one, standard).into_iter();
                let open = used.filter(|at| self.answers.get(*at).is_some_and(is_open));
                let facts = open.filter_map(|at| {
                    let fact = standard.facts.get(at)?;
                    Some((fact.id.clone(), phrase::answer(self.answers.get(at), fact, language)))
                });
                out.push(UnseenReport {
                    item: one.id.clone(),
                    title: one.title.clone(),
                    state: "not_checked",
                    at_stake,
                    facts: facts.collect(),
                });
            }
        }
        for (gate, outcome) in standard.gates.iter().zip(&self.gates) {
            if outcome.fired.is_none() {
                out.push(UnseenReport {
                    item: gate.id.clone(),
                    title: gate.title.clone(),
                    state: "not_checked",
                    at_stake: Number::ZERO,
                    facts: vec![(
                        gate.id.clone(),
                        say(language, "尚未确定", "still open").to_owned(),
                    )],
                });
            }
        }
        out
    }

    pub(super) fn supply_report(&self) -> Option<SupplyReport> {
        let standard = self.standard();
        let code = &self.inspection.program.inner;
        let mut out = SupplyReport {
            items: 0,
            complete: 0,
            completion_by_item: None,
            there: Number::ZERO,
            needed: Number::ZERO,
            completion_by_quantity: None,
            missing: Vec::new(),
        };
        let mut any = false;
        for (at, item) in standard.items.iter().enumerate() {
            let Some(CriterionCode::Supply { need, have }) = code.items.get(at).map(|c| &c.parts)
            else {
                continue;
            };
            any = true;
            let value = |at: usize| self.values.get(at).and_then(Seen::number);
            let (Some(need), Some(have)) = (value(*need), value(*have)) else { continue };
            if self.items.get(at).is_some_and(|o| o.state == State::NotApplicable) {
                continue;
            }
            let missing = (need - have).max(Number::ZERO);
            let advisory = item.role != crate::model::Role::Scored;
            if !advisory {
                out.items += 1;
                out.complete += usize::from(missing.is_zero());
                out.needed = &out.needed + need;
                out.there = &out.there + &have.clone().min(need.clone());
            }
            if missing.is_positive() {
                let unit = match &item.criterion {
                    crate::model::criterion::Criterion::Supply(supply) => {
                        unit_of(&supply.have, standard)
                    }
                    _ => String::new(),
                };
                out.missing.push(MissingReport {
                    item: item.id.clone(),
                    title: item.title.clone(),
                    needed: need.clone(),
                    there: have.clone(),
                    missing,
                    unit,
                    advisory,
                });
            }
        }
        let number = |n: usize| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
        out.completion_by_item = number(out.complete).div(&number(out.items));
        out.completion_by_quantity = out.there.div(&out.needed);
        any.then_some(out)
    }
}

fn unit_of(e: &crate::model::expression::Expression, standard: &crate::model::Standard) -> String {
    match &e.kind {
        crate::model::expression::Kind::Fact(at) => {
            standard.facts.get(*at).map_or_else(String::new, |fact| fact.unit_title().to_owned())
        }
        _ => String::new(),
    }
}

fn is_open(answer: &crate::assess::eval::Answer) -> bool {
    use crate::assess::eval::Answer;
    match answer {
        Answer::Value(seen) => !seen.is_known(),
        Answer::Text(text) => text.is_none(),
        Answer::Checklist(points) => points.iter().any(|point| !point.is_known()),
        Answer::Findings(findings) => findings.is_err(),
    }
}
