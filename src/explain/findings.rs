//! Which findings an item deducted for, and what each says.

use super::phrase::{number, say, seen};
use crate::assess::Assessment;
use crate::assess::eval::Answer;
use crate::assess::over::costs;
use crate::compile::seen::Seen;
use crate::compile::{CriterionCode, Op, OverCode};
use crate::diagnostic::Language;
use crate::model::fact::{Fact, FactKind};
use crate::value::Number;
use serde::Serialize;

/// A finding that points were deducted for.
#[derive(Clone, Debug, Serialize)]
pub struct FindingReport {
    /// The id of its list.
    pub fact: String,
    /// Its place in the list as handed in, from 1.
    pub number: usize,
    /// What it costs before anything is capped; null while that is open.
    pub points: Option<Number>,
    /// What was written of it: the fields that were filled in, with their titles.
    pub words: String,
    /// Whether the points are harm, added and not taken off.
    #[serde(skip)]
    pub(crate) harm: bool,
}

impl std::fmt::Display for FindingReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let points = self.points.as_ref().map_or_else(|| "?".to_owned(), number);
        let sign = if self.harm { '+' } else { '−' };
        write!(f, "#{} {} {sign}{points}", self.number, self.words)
    }
}

impl Assessment {
    /// The findings an item deducted for, in the order of its deductions; none where it counts none.
    pub(crate) fn findings_of(&self, item: usize, language: Language) -> Vec<FindingReport> {
        let mut lists = Vec::new();
        let inner = &self.inspection.program.inner;
        if let Some(code) = inner.items.get(item) {
            deducted(&code.parts, &inner.nodes, &mut lists);
        }
        lists.into_iter().flat_map(|over| self.findings_in(over, language)).collect()
    }

    fn findings_in(&self, over: &OverCode, language: Language) -> Vec<FindingReport> {
        let Some(fact) = self.standard().facts.get(over.fact) else { return Vec::new() };
        let (FactKind::Findings(fields), Some(Answer::Findings(Ok(list)))) =
            (&fact.kind, self.answers.get(over.fact))
        else {
            return Vec::new();
        };
        let report = |(at, points): (usize, Option<Number>)| FindingReport {
            fact: fact.id.clone(),
            number: at.saturating_add(1),
            points,
            harm: self.standard().scale.lower_is_better,
            words: words(fields, list.get(at).map_or(&[], Vec::as_slice), language),
        };
        costs(over, &self.answers, &self.values).into_iter().map(report).collect()
    }
}

/// The lists of findings that a criterion takes points off for.
fn deducted<'a>(code: &CriterionCode, nodes: &'a [Op], out: &mut Vec<&'a OverCode>) {
    match code {
        CriterionCode::Deduct(parts) => {
            for (times, ..) in parts {
                if let Some(Op::Over(over)) = nodes.get(*times) {
                    out.push(over);
                }
            }
        }
        CriterionCode::Several { parts, .. } => {
            parts.iter().for_each(|(code, _)| deducted(code, nodes, out));
        }
        _ => {}
    }
}

fn words(fields: &[Fact], values: &[Seen], language: Language) -> String {
    let known = fields.iter().zip(values).filter(|(_, value)| value.is_known());
    let parts: Vec<String> = known
        .map(|(field, value)| format!("{} {}", field.title, seen(value, Some(field), language)))
        .collect();
    parts.join(say(language, "，", ", "))
}

#[cfg(test)]
mod tests {
    use crate::{Form, Language, RuleSet, Source};

    const RULES: &str = "ruleset: a/b\nversion: 1\ntitle: t\nsubject: village\neffective: { from: 2022-01-01 }\n\
        scale: { max: 10, round: { at: print, step: 1, mode: half_up } }\n\
        facts:\n  litter:\n    kind: findings\n    title: Litter\n    fields:\n\
        \x20     place: { kind: choice, title: Place, options: { road: Road, river: River } }\n\
        \x20     area: { kind: number, unit: m2, title: Area, at_least: 0 }\n\
        \x20     said: { kind: text, title: Remark }\n\
        items: [ { id: A, title: a, points: 10, deduct: { findings: litter, where: place = river, \
        once_per: [place], points: number(area), at_most: 2 } } ]\n";

    #[test]
    fn the_findings_that_cost_points_are_named_with_their_texts() {
        let program = RuleSet::load(&Source::new("r.yaml", RULES)).expect("it loads").compile();
        let form = "ruleset: a/b\nsubject: { code: \"1\" }\ndate: 2022-09-01\nfacts:\n  litter:\n\
            \x20   - { place: road, area: 9 }\n    - { place: river, area: 1 }\n\
            \x20   - { place: river, area: 3, said: by the bridge }\n    - { place: river }\n";
        let forms = Form::read(&Source::new("i.yaml", form)).expect("it reads");
        let assessment = program.admit(&forms[0]).expect("it is admitted").assess();
        let found = assessment.findings_of(0, Language::English);
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        let expected = ["#3 Place River, Area 3 m2, Remark by the bridge −3", "#4 Place River −?"];
        assert_eq!(lines, expected);
    }
}
