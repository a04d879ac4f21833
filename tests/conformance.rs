//! What rules mean: every case of `conformance/*.yaml`, through every evaluator there is.
//!
//! A file is one feature: `rules` (a rule set as text), `with` (rule sets of the subjects below) and
//! `cases`. A file may hold several such groups as a list under `groups`. `refused` lists rule sets
//! that must not load, with the code of the diagnostic; the oracle takes rules on trust and skips them.

mod oracle;
mod said;

use oracle::Rules;
use oracle::number::{R, parse, show};
use oracle::tree::Tree;
use said::{Said, by_oracle, by_production};
use std::fs;
use std::path::PathBuf;

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
