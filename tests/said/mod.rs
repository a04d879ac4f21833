//! What an evaluator says of an inspection, in words that every evaluator can produce.

use crate::oracle::edition::Shelf;
use crate::oracle::number::{R, show};
use crate::oracle::tree::Tree;
use crate::oracle::{self, Assessment};
use std::collections::BTreeMap;

/// What a case can ask for, in words that every evaluator can produce. Numbers are exact text
/// (`77.5`, `200/3`), nothing is `none`.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// `error` alone, or `score`, `low`, `high`, `coverage`, `grade`, `status`, `before_gates`, `before.score`,
    /// `before.grade`.
    pub(crate) whole: BTreeMap<&'static str, String>,
    /// Item id, then `points`, `state`, `low`, `high`.
    pub(crate) items: BTreeMap<String, BTreeMap<&'static str, String>>,
    pub(crate) sections: BTreeMap<String, String>,
    pub(crate) gates: BTreeMap<String, String>,
    /// Item and points lost, in order.
    pub(crate) gaps: Vec<(String, String)>,
}

impl Said {
    /// Of an inspection that is not taken there is nothing to say but why.
    fn refused(code: &str) -> Said {
        Said { whole: BTreeMap::from([("error", code.to_owned())]), ..Said::default() }
    }
}

fn text(value: Option<&R>) -> String {
    value.map_or("none".to_owned(), show)
}

/// What a group is assessed by, `rules`, and what is loaded with it: sets of the subjects below, the parents of an
/// overlay, other versions.
pub(crate) fn texts(group: &Tree) -> impl Iterator<Item = &str> {
    let with = group.at("with").list().iter().map(|text| text.text().expect("rules"));
    std::iter::once(group.word("rules").expect("rules")).chain(with)
}

pub(crate) fn by_oracle(group: &Tree, case: &Tree) -> Said {
    let shelf = Shelf::read(texts(group));
    if oracle::contradicts(&shelf.door(case), case) {
        return Said::refused("facts-disagree");
    }
    let rules = shelf.rules(case);
    let got: Assessment = oracle::assess(&rules, case);
    let word = |w: Option<&String>| w.map_or("none".to_owned(), Clone::clone);
    let (before, grade_before) = got.before.clone().unzip();
    Said {
        whole: BTreeMap::from([
            ("score", text(got.score.as_ref())),
            ("free", text(got.free.as_ref())),
            ("low", text(got.low.as_ref())),
            ("high", text(got.high.as_ref())),
            ("coverage", text(got.coverage.as_ref())),
            ("grade", word(got.grade.as_ref())),
            ("status", got.status.to_owned()),
            ("before_gates", text(got.before_gates.as_ref())),
            ("before.score", text(before.flatten().as_ref())),
            ("before.grade", word(grade_before.flatten().as_ref())),
        ]),
        items: got
            .items
            .iter()
            .map(|i| {
                let said = [
                    ("points", text(i.points.as_ref())),
                    ("state", i.state.clone()),
                    ("low", text(i.low.as_ref())),
                    ("high", text(i.high.as_ref())),
                ];
                (i.id.clone(), BTreeMap::from(said))
            })
            .collect(),
        sections: got.sections.iter().map(|(id, p)| (id.clone(), text(p.as_ref()))).collect(),
        gates: got
            .gates
            .iter()
            .map(|(id, f)| (id.clone(), if *f { "yes" } else { "no" }.to_owned()))
            .collect(),
        gaps: got
            .gaps
            .unwrap_or_default()
            .iter()
            .map(|(id, lost)| (id.clone(), show(lost)))
            .collect(),
    }
}

/// The tree as JSON, every scalar as text: what a case says is what production reads.
fn json(tree: &Tree) -> serde_json::Value {
    use serde_json::Value;
    match tree {
        Tree::Null => Value::Null,
        Tree::Text(text) => Value::String(text.clone()),
        Tree::List(list) => Value::Array(list.iter().map(json).collect()),
        Tree::Map(map) => {
            Value::Object(map.iter().map(|(key, value)| (key.clone(), json(value))).collect())
        }
    }
}

pub(crate) fn by_production(group: &Tree, case: &Tree) -> Said {
    use cunchi::{Date, Form, Language, Source};
    let sources: Vec<Source> =
        texts(group).enumerate().map(|(n, text)| Source::new(format!("{n}.yaml"), text)).collect();
    let shelf = cunchi::Shelf::load(&sources)
        .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
    let text = group.word("rules").expect("rules");
    let tree = Tree::read(text).expect("YAML");
    let id = tree.word("ruleset").or(tree.word("overlay")).expect("an id");
    let mut inspection = serde_json::json!({
        "ruleset": id, "subject": { "code": "case" }, "date": "2022-09-15",
    });
    for key in ["subject", "date", "facts", "below", "rectified", "notes", "overrides"] {
        if case.has(key) {
            inspection[key] = json(case.at(key));
        }
    }
    if !case.has("facts") {
        inspection["facts"] = serde_json::json!({});
    }
    if inspection["subject"].get("code").is_none() {
        inspection["subject"]["code"] = "case".into();
    }
    let source = Source::new("case.json", inspection.to_string());
    let forms = Form::read(&source)
        .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
    let day = |key| case.word(key).map(|text| Date::parse(text).expect("a date"));
    let results = shelf.assess_as_known(&forms, day("as_of"), day("known_on"));
    let assessment = match results.into_iter().next().expect("one result") {
        Ok(assessment) => assessment,
        Err(problems) if problems.iter().all(|one| one.code().as_str() == "facts-disagree") => {
            return Said::refused("facts-disagree");
        }
        Err(problems) => panic!("{}", problems.with_marks(Language::English)),
    };
    let report = assessment.report(Language::English);
    let before = report.before_overrides.as_ref();
    let text = |n: Option<&cunchi::Number>| n.map_or("none".to_owned(), ToString::to_string);
    let word = |w: Option<&String>| w.map_or("none".to_owned(), Clone::clone);
    Said {
        whole: BTreeMap::from([
            ("score", text(report.score.value.as_ref())),
            ("low", text(report.score.low.as_ref())),
            ("high", text(report.score.high.as_ref())),
            ("coverage", text(report.coverage.as_ref())),
            ("grade", word(report.grade.id.as_ref())),
            ("status", report.grade.status.to_owned()),
            ("before_gates", text(assessment.score_before_gates())),
            ("before.score", text(before.and_then(|before| before.score.as_ref()))),
            ("before.grade", word(before.and_then(|before| before.grade.as_ref()))),
        ]),
        items: report
            .items
            .iter()
            .map(|i| {
                let said = [
                    ("points", text(i.points.as_ref())),
                    ("state", i.state.to_owned()),
                    ("low", text(Some(&i.low))),
                    ("high", text(Some(&i.high))),
                ];
                (i.id.clone(), BTreeMap::from(said))
            })
            .collect(),
        sections: report.sections.iter().map(|s| (s.id.clone(), text(s.points.as_ref()))).collect(),
        gates: report
            .gates
            .iter()
            .map(|g| (g.id.clone(), if g.fired == Some(true) { "yes" } else { "no" }.to_owned()))
            .collect(),
        gaps: report
            .gaps
            .iter()
            .filter(|gap| gap.kind != "penalty")
            .map(|gap| (gap.item.clone(), gap.lost.to_string()))
            .collect(),
    }
}
