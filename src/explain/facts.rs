//! The facts an item rests on, as they were answered, and the named values it reads.

use super::phrase::{answer, quantity, say};
use crate::assess::Assessment;
use crate::assess::claim::is_assumed;
use crate::assess::eval::Answer;
use crate::check::{criterion_facts, expression_facts};
use crate::diagnostic::Language;
use crate::model::fact::Fact;
use crate::model::{Adjustment, Item, Standard};
use crate::value::Number;
use serde::Serialize;
use std::collections::BTreeSet;

/// A fact as it was answered.
#[derive(Clone, Debug, Serialize)]
pub struct FactUsed {
    /// The fact's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The answer, with its unit; or why there is none.
    pub value: String,
    /// What the rule set says to whoever fills in the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Assessment {
    /// Every fact an item rests on, in the order of the rule set.
    pub(crate) fn facts_used(&self, item: &Item, language: Language) -> Vec<FactUsed> {
        let standard = self.standard();
        let mut used = BTreeSet::new();
        let mut lets = BTreeSet::new();
        item_facts(item, standard, &mut used, &mut lets);
        // Whether it was put right in time is no answer of the form.
        let returned = item.when_rectified.as_ref().map(|returns| returns.fact);
        used.into_iter()
            .filter(|at| Some(*at) != returned)
            .filter_map(|at| {
                let fact = standard.facts.get(at)?;
                Some(FactUsed {
                    id: fact.id.clone(),
                    title: fact.title.clone(),
                    value: self.taken(at, fact, language),
                    note: fact.note.clone(),
                })
            })
            .collect()
    }

    /// An answer; of one that is estimated what it can still be, of one from below how many results it is taken from.
    fn taken(&self, at: usize, fact: &Fact, language: Language) -> String {
        let mut text = answer(self.answers.get(at), fact, language);
        let mut more = Vec::new();
        if self.inspection.answers.get(at).is_some_and(|answer| is_assumed(fact, answer)) {
            more.push(
                say(language, "未检查，按规则所定值计", "not checked, assumed by the rules")
                    .to_owned(),
            );
        }
        if self.inspection.estimates.contains_key(&at) {
            if fact.claim.is_some() {
                more.push(say(language, "自报，未核实", "claimed, not verified").to_owned());
            } else if let Some(Answer::Value(open)) = self.inspection.answers.get(at) {
                let range = open.range();
                let end =
                    |n: &Option<Number>| n.as_ref().map(|n| quantity(n, fact)).unwrap_or_default();
                more.push(format!("{}…{}", end(&range.low), end(&range.high)));
            }
        }
        if let Some((size, _)) = self.inspection.samples.get(&at) {
            more.push(match language {
                Language::Chinese => format!("取自 {size} 个结果"),
                Language::English if *size == 1 => "from 1 result".to_owned(),
                Language::English => format!("from {size} results"),
            });
        }
        if !more.is_empty() {
            let (open, close) = say(language, ("（", "）"), (" (", ")"));
            text.push_str(&format!("{open}{}{close}", more.join(say(language, "，", ", "))));
        }
        text
    }
}

/// Every fact an item reads, through lets too, in the order of the rule set.
pub(crate) fn facts_of(item: &Item, standard: &Standard) -> Vec<usize> {
    let (mut used, mut lets) = Default::default();
    item_facts(item, standard, &mut used, &mut lets);
    used.into_iter().collect()
}

/// Every let an item names itself, or has named by what is computed of its findings.
pub(super) fn item_lets(item: &Item, standard: &Standard) -> Vec<usize> {
    let mut lets = Vec::new();
    crate::check::item_lets(item, &mut |at| lets.push(at));
    let mut facts = BTreeSet::new();
    criterion_facts(&item.criterion, &mut |fact| {
        facts.insert(fact);
    });
    for one in facts.iter().filter_map(|at| standard.facts.get(*at)).flat_map(|f| &f.derived) {
        crate::check::expression_lets(&one.value, &mut |at| lets.push(at));
    }
    lets
}

/// Every fact a bonus or penalty reads, through lets too.
pub(crate) fn adjustment_facts(one: &Adjustment, standard: &Standard) -> Vec<usize> {
    let (mut used, mut lets) = <(BTreeSet<usize>, BTreeSet<usize>)>::default();
    for e in one.requires.iter().chain([&one.times]) {
        expression_facts(e, &mut |fact| {
            used.insert(fact);
        });
        crate::check::expression_lets(e, &mut |at| {
            lets.insert(at);
        });
    }
    through_lets(standard, &mut used, &mut lets);
    used.into_iter().collect()
}

/// Every fact an item reads, through lets too.
pub(super) fn item_facts(
    item: &Item,
    standard: &Standard,
    used: &mut BTreeSet<usize>,
    lets: &mut BTreeSet<usize>,
) {
    criterion_facts(&item.criterion, &mut |fact| {
        used.insert(fact);
    });
    for e in item.zero_if.iter().chain(&item.applies_when) {
        expression_facts(e, &mut |fact| {
            used.insert(fact);
        });
    }
    used.extend(item.when_rectified.as_ref().map(|returns| returns.fact));
    crate::check::item_lets(item, &mut |at| {
        lets.insert(at);
    });
    through_lets(standard, used, lets);
}

/// What these read besides: what is computed of findings, and named values.
fn through_lets(standard: &Standard, used: &mut BTreeSet<usize>, lets: &mut BTreeSet<usize>) {
    let lists: Vec<usize> = used.iter().copied().collect();
    for one in lists.iter().filter_map(|at| standard.facts.get(*at)).flat_map(|f| &f.derived) {
        expression_facts(&one.value, &mut |fact| {
            used.insert(fact);
        });
        crate::check::expression_lets(&one.value, &mut |at| {
            lets.insert(at);
        });
    }
    let mut waiting: Vec<usize> = lets.iter().copied().collect();
    while let Some(at) = waiting.pop() {
        let Some(l) = standard.lets.get(at) else { continue };
        expression_facts(&l.value, &mut |fact| {
            used.insert(fact);
        });
        crate::check::expression_lets(&l.value, &mut |at| {
            if lets.insert(at) {
                waiting.push(at);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::{Form, Language, RuleSet, Source};

    const RULES: &str = "ruleset: a/b\nversion: 1\ntitle: t\nsubject: village\neffective: { from: 2022-01-01 }\n\
        scale: { max: 20, round: { at: print, step: 1, mode: half_up } }\n\
        facts:\n  mean: { kind: number, at_least: 0, at_most: 10, title: Mean, from: { below: a/home, take: mean } }\n\
        \x20 done: { kind: count, title: Done, at_most: 10, claim: counts }\n\
        items: [ { id: A, title: a, points: 10, earn: mean }, { id: B, title: b, points: 10, earn: done } ]\n";

    #[test]
    fn an_estimate_says_what_it_rests_on() {
        let program = RuleSet::load(&Source::new("r.yaml", RULES)).expect("it loads").compile();
        let form = "ruleset: a/b\nsubject: { code: \"1\" }\ndate: 2022-09-01\nfacts: { done: { claimed: 7 } }\n\
            below: [ { code: x, ruleset: a/home, score: 8, low: 5, high: 9 }, { code: y, ruleset: a/home, score: 6 } ]\n";
        let forms = Form::read(&Source::new("i.yaml", form)).expect("it reads");
        let assessment = program.admit(&forms[0]).expect("it is admitted").assess();
        let all = assessment.explain_all(Language::English);
        let values: Vec<&str> = all.iter().map(|one| one.facts[0].value.as_str()).collect();
        assert_eq!(values, ["7 (5.5…7.5, from 2 results)", "7 (claimed, not verified)"]);
        let chinese = assessment.explain("A", Language::Chinese).expect("it is there");
        assert_eq!(chinese.facts[0].value, "7（5.5…7.5，取自 2 个结果）");
    }

    #[test]
    fn what_comes_back_is_in_the_arithmetic() {
        let rules = "ruleset: a/b\nversion: 1\ntitle: t\nsubject: village\neffective: { from: 2022-01-01 }\n\
            scale: { max: 10, round: { at: print, step: 1, mode: half_up } }\n\
            facts: { heaps: { kind: count, title: Heaps } }\nitems: [ { id: A, title: a, points: 10, \
            deduct: { each: heaps, points: 2 }, when_rectified: { returns: 50%, within: 3 days } } ]\n";
        let program = RuleSet::load(&Source::new("r.yaml", rules)).expect("it loads").compile();
        let form = "ruleset: a/b\nsubject: { code: \"1\" }\ndate: 2022-09-01\nfacts: { heaps: 3 }\nrectified: { A: 2022-09-03 }\n";
        let forms = Form::read(&Source::new("i.yaml", form)).expect("it reads");
        let assessment = program.admit(&forms[0]).expect("it is admitted").assess();
        let one = assessment.explain("A", Language::English).expect("it is there");
        let expected =
            ["3 × 2 = 6", "10 − 6", "+ 50% × what was lost (put right in time)", "= 7 points"];
        assert_eq!(one.arithmetic, expected);
        assert_eq!(one.facts.len(), 1);
        assert!(
            one.rule.ends_with("; 50% of what is lost comes back when put right within 3 days")
        );
    }
}
