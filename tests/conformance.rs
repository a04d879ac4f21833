//! What rules mean: every case of `conformance/*.yaml`, through every evaluator there is.
//!
//! A file is one feature: `rules` (a rule set as text), `with` (rule sets of the subjects below) and
//! `cases`. A file may hold several such groups as a list under `groups`. `refused` lists rule sets
//! that must not load, with the code of the diagnostic; the oracle takes rules on trust and skips them.

mod oracle;

use oracle::number::{R, parse, show};
use oracle::tree::Tree;
use oracle::{Assessment, Rules};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// What a case can ask for, in words that every evaluator can produce. Numbers are exact text
/// (`77.5`, `200/3`), nothing is `none`.
#[derive(Debug, Default)]
struct Said {
    /// `score`, `low`, `high`, `coverage`, `grade`, `status`.
    whole: BTreeMap<&'static str, String>,
    /// Item id, then `points`, `state`, `low`, `high`.
    items: BTreeMap<String, BTreeMap<&'static str, String>>,
    sections: BTreeMap<String, String>,
    gates: BTreeMap<String, String>,
    /// Item and points lost, in order.
    gaps: Vec<(String, String)>,
}

fn text(value: Option<&R>) -> String {
    value.map_or("none".to_owned(), show)
}

fn by_oracle(group: &Tree, case: &Tree) -> Said {
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

fn by_production(group: &Tree, case: &Tree) -> Said {
    use cunchi::{Form, Language, Shelf, Source};
    let below = group.at("with").list().iter().map(|t| t.text().expect("rules"));
    let texts = std::iter::once(group.word("rules").expect("rules")).chain(below);
    let sources: Vec<Source> =
        texts.enumerate().map(|(n, text)| Source::new(format!("{n}.yaml"), text)).collect();
    let shelf = Shelf::load(&sources)
        .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
    let id = group.word("rules").and_then(|text| text.lines().next()).expect("a first line");
    let id = id.trim_start_matches("ruleset:").trim();
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

type Evaluator = (&'static str, fn(&Tree, &Tree) -> Said);

const EVALUATORS: &[Evaluator] = &[("oracle", by_oracle), ("production", by_production)];

fn files() -> Vec<(String, Tree)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("the folder").map(|e| e.expect("an entry").path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "yaml"));
    paths.sort();
    let read = |p: PathBuf| {
        let name = p.file_stem().expect("a name").to_string_lossy().into_owned();
        let tree = Tree::read(&fs::read_to_string(&p).expect("text"))
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        (name, tree)
    };
    paths.into_iter().map(read).collect()
}

/// A number in any spelling is the same number; anything else is its text.
fn same(wanted: &str, got: &str) -> bool {
    let normal = |t: &str| match t.split_once('/') {
        Some((n, d)) => Some(parse(n)? / parse(d)?),
        None => parse(t),
    };
    wanted == got || (normal(wanted).is_some() && normal(wanted) == normal(got))
}

fn compare(expect: &Tree, said: &Said) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |what: String, wanted: &Tree, got: Option<&String>| {
        let wanted = wanted.text().unwrap_or("none");
        let got = got.map_or("(no such thing)", String::as_str);
        if !same(wanted, got) {
            wrong.push(format!("{what}: expected {wanted}, got {got}"));
        }
    };
    for (key, wanted) in expect.entries() {
        match key.as_str() {
            "items" => {
                for (id, asked) in wanted.entries() {
                    for (what, wanted) in asked.entries() {
                        let got = said.items.get(id).and_then(|i| i.get(what.as_str()));
                        check(format!("{id}.{what}"), wanted, got);
                    }
                }
            }
            "sections" => wanted
                .entries()
                .iter()
                .for_each(|(id, w)| check(id.clone(), w, said.sections.get(id))),
            "gates" => {
                wanted.entries().iter().for_each(|(id, w)| check(id.clone(), w, said.gates.get(id)))
            }
            "gaps" => {
                let ids: Vec<_> =
                    wanted.list().iter().filter_map(|t| t.text().map(str::to_owned)).collect();
                let got: Vec<_> = said.gaps.iter().map(|(id, _)| id.clone()).collect();
                check("gaps".to_owned(), &Tree::Text(ids.join(" ")), Some(&got.join(" ")));
            }
            "lost" => {
                for (id, wanted) in wanted.entries() {
                    let got = said.gaps.iter().find(|(i, _)| i == id).map(|(_, lost)| lost);
                    check(format!("lost by {id}"), wanted, got);
                }
            }
            key => check(key.to_owned(), wanted, said.whole.get(key)),
        }
    }
    wrong
}

/// The losses of the items, taken from the maximum, are the score, where neither rounding of a sum,
/// nor an adjustment, a limit, a gate or a way to combine moves it.
fn account(group: &Tree, case: &Tree) -> Option<(R, R)> {
    let text = group.word("rules")?;
    let moved =
        ["bonuses:", "penalties:", "gates:", "combine:", "at_most: 50", "at: section", "at: total"];
    if moved.iter().any(|m| text.contains(m)) {
        return None;
    }
    let below =
        group.at("with").list().iter().map(|t| Rules::read(t.text().expect("rules"), Vec::new()));
    let rules = Rules::read(text, below.collect());
    let got = oracle::assess(&rules, case);
    let lost = got.gaps?.iter().fold(rules.max.clone(), |rest, (_, lost)| rest - lost);
    let score = got.score?;
    Some((lost, if rules.lower_is_better { &rules.max - score } else { score }))
}

#[test]
fn the_gap_list_sums_to_the_loss() {
    let mut seen = 0;
    for (name, file) in files() {
        for group in groups(&file) {
            for case in group.at("cases").list() {
                if let Some((left, score)) = account(group, case) {
                    assert_eq!(show(&left), show(&score), "{name}: {:?}", case.word("case"));
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 100, "only {seen} cases were accounted for");
}

fn groups(file: &Tree) -> Vec<&Tree> {
    if file.has("groups") { file.at("groups").list().iter().collect() } else { vec![file] }
}

#[test]
fn every_case_comes_out_as_worked_by_hand() {
    let only = std::env::var("ONLY").ok();
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for (name, file) in files().iter().filter(|(name, _)| only.as_ref().is_none_or(|o| o == name)) {
        for group in groups(file) {
            for case in group.at("cases").list() {
                for (evaluator, said_by) in EVALUATORS {
                    let title =
                        format!("{evaluator}: {name}: {}", case.word("case").expect("a name"));
                    assert!(case.has("expect"), "{title} expects nothing");
                    cases += 1;
                    let said = std::panic::catch_unwind(|| said_by(group, case));
                    match said {
                        Ok(said) => wrong.extend(
                            compare(case.at("expect"), &said)
                                .iter()
                                .map(|w| format!("{title}: {w}")),
                        ),
                        Err(_) => wrong.push(format!("{title}: it panicked")),
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(only.is_some() || cases > 100, "only {cases} cases were found");
}

/// Refused rule sets are read by the loader alone; this holds their shape until it is there.
#[test]
fn every_file_names_its_feature_and_every_refusal_says_why() {
    for (name, file) in files() {
        assert_eq!(file.word("feature"), Some(name.as_str()));
        for refused in file.at("refused").list() {
            assert!(refused.has("case") && refused.has("rules"), "{name}");
        }
    }
}
