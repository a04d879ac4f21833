//! What an evaluator says of an inspection, in words that every evaluator can produce.

use crate::oracle::number::{R, show};
use crate::oracle::tree::Tree;
use crate::oracle::{self, Assessment, Rules};
use std::collections::BTreeMap;

/// What a case can ask for, in words that every evaluator can produce. Numbers are exact text
/// (`77.5`, `200/3`), nothing is `none`.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// `score`, `low`, `high`, `coverage`, `grade`, `status`.
    pub(crate) whole: BTreeMap<&'static str, String>,
    /// Item id, then `points`, `state`, `low`, `high`.
    pub(crate) items: BTreeMap<String, BTreeMap<&'static str, String>>,
    pub(crate) sections: BTreeMap<String, String>,
    pub(crate) gates: BTreeMap<String, String>,
    /// Item and points lost, in order.
    pub(crate) gaps: Vec<(String, String)>,
}

fn text(value: Option<&R>) -> String {
    value.map_or("none".to_owned(), show)
}

pub(crate) fn by_oracle(group: &Tree, case: &Tree) -> Said {
    let below =
        group.at("with").list().iter().map(|t| Rules::read(t.text().expect("rules"), Vec::new()));
    let rules = Rules::read(group.word("rules").expect("rules"), below.collect());
    let got: Assessment = oracle::assess(&rules, case);
    let word = |w: Option<&String>| w.map_or("none".to_owned(), Clone::clone);
    Said {
        whole: BTreeMap::from([
            ("score", text(got.score.as_ref())),
            ("low", text(got.low.as_ref())),
            ("high", text(got.high.as_ref())),
            ("coverage", text(got.coverage.as_ref())),
            ("grade", word(got.grade.as_ref())),
            ("status", got.status.to_owned()),
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
    use cunchi::{Form, Language, Shelf, Source};
    let below = group.at("with").list().iter().map(|t| t.text().expect("rules"));
    let texts = std::iter::once(group.word("rules").expect("rules")).chain(below);
    let sources: Vec<Source> =
        texts.enumerate().map(|(n, text)| Source::new(format!("{n}.yaml"), text)).collect();
    let shelf = Shelf::load(&sources)
        .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
    let text = group.word("rules").expect("rules");
    let id = Tree::read(text).expect("YAML").word("ruleset").expect("an id").to_owned();
    let mut inspection = serde_json::json!({
        "ruleset": id, "subject": { "code": "case" }, "date": "2022-09-15",
    });
    for key in ["subject", "date", "facts", "below", "rectified", "notes"] {
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
    let assessment = shelf
        .assess(&forms, None)
        .into_iter()
        .next()
        .expect("one result")
        .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
    let report = assessment.report(Language::English);
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
