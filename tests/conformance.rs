//! What rules mean: every case of `conformance/*.yaml`, through every evaluator there is.
//!
//! A file is one feature: `rules` (a rule set as text), `with` (rule sets of the subjects below) and
//! `cases`; where `rules` is an overlay, its parent is under `with` too. A file may hold several such groups as a list
//! under `groups`. `refused` lists rule sets that must not load, with the code of the diagnostic; the oracle takes rules
//! on trust and skips them. `../mechanisms.yaml` says which case shows which mechanism.

mod oracle;
mod said;

use oracle::edition::Shelf;
use oracle::number::{R, parse, show};
use oracle::tree::Tree;
use said::{Said, by_oracle, by_production};
use std::collections::{BTreeMap, BTreeSet};
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
    if let Some(near) = wanted.strip_prefix("about ") {
        let places = near.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let off = normal(near)
            .zip(normal(got))
            .map(|(near, got)| if near < got { got - near } else { near - got });
        let unit =
            (0..places).fold(oracle::number::int(1), |unit, _| unit / oracle::number::int(10));
        return off.is_some_and(|off| off * oracle::number::int(2) <= unit);
    }
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
            "before" => wanted.entries().iter().for_each(|(what, w)| {
                check(format!("{what} before"), w, said.whole.get(&*format!("before.{what}")));
            }),
            key => check(key.to_owned(), wanted, said.whole.get(key)),
        }
    }
    wrong
}

/// The losses of the items, taken from the maximum, are the score, where neither rounding of a sum,
/// nor an adjustment, a limit, a gate or a way to combine moves it.
fn account(group: &Tree, case: &Tree) -> Option<(R, R)> {
    let text = group.word("rules")?;
    let moved = [
        "overlay:",
        "bonuses:",
        "penalties:",
        "gates:",
        "combine:",
        "at_most: 50",
        " lowest: ",
        " highest: ",
        "at: section",
        "at: total",
    ];
    if moved.iter().any(|m| text.contains(m)) {
        return None;
    }
    let rules = Shelf::read(said::texts(group)).rules(case);
    let got = oracle::assess(&rules, case);
    let lost = got.gaps?.iter().fold(rules.max.clone(), |rest, (_, lost)| rest - lost);
    let score = got.free?;
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

/// Refused rule sets are refused by the loader alone: the oracle takes rules on trust.
#[test]
fn what_a_file_refuses_does_not_load_for_the_reason_it_says() {
    for (name, file) in files() {
        assert_eq!(file.word("feature"), Some(name.as_str()));
        for refused in file.at("refused").list() {
            let (case, code) = (refused.word("case"), refused.word("code").expect("a code"));
            let sources: Vec<cunchi::Source> = said::texts(refused)
                .map(|text| cunchi::Source::new("refused.yaml", text))
                .collect();
            let Err(problems) = cunchi::Shelf::load(&sources) else {
                panic!("{name}: {case:?} loads")
            };
            let codes: Vec<&str> = problems.iter().map(|one| one.code().as_str()).collect();
            assert!(codes.contains(&code), "{name}: {case:?} is refused with {codes:?}");
        }
    }
}

/// The list of mechanisms: what it says is there, and it leaves nothing out.
#[test]
fn every_mechanism_has_a_case_and_every_file_a_mechanism() {
    let read =
        |path: &str| fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path));
    let list = Tree::read(&read("tests/mechanisms.yaml").expect("the list")).expect("YAML");
    let files: BTreeMap<String, Tree> = files().into_iter().collect();
    let cases = |file: &str| -> Vec<String> {
        let file = files.get(file).unwrap_or_else(|| panic!("there is no {file}.yaml"));
        let cases = groups(file).into_iter().flat_map(|group| group.at("cases").list());
        cases.map(|case| case.word("case").expect("a name").to_owned()).collect()
    };
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut covered: BTreeSet<&str> = BTreeSet::new();
    for one in list.at("mechanisms").list() {
        let (id, file) = (one.word("id").expect("an id"), one.word("file").expect("a file"));
        let case = one.word("case").expect("a case");
        assert!(cases(file).iter().any(|known| known == case), "{id}: {file} has no case `{case}`");
        assert!(one.has("what"), "{id} does not say what it is");
        named.insert(file);
        covered.insert(id);
    }
    for (id, why) in list.at("without").entries() {
        assert!(why.text().is_some_and(|why| why.len() > 10), "{id} is left out without a reason");
        assert!(covered.insert(id), "{id} has cases and is said to have none");
    }
    let unnamed: Vec<_> = files.keys().filter(|file| !named.contains(file.as_str())).collect();
    assert!(unnamed.is_empty(), "no mechanism names {unnamed:?}");
    // The table of the book: `| A1 | …`, `| G37–G39 | …`.
    let book = read("docs/format.md").expect("the book");
    let mut rows = 0;
    for line in book.lines() {
        let Some(first) = line.strip_prefix("| ").and_then(|rest| rest.split(" |").next()) else {
            continue;
        };
        let is_row = |id: &str| {
            id.starts_with(|c: char| c.is_ascii_uppercase())
                && id[1..].starts_with(|c: char| c.is_ascii_digit())
        };
        let ids: Vec<String> = match first.split_once('–') {
            Some((from, to)) if is_row(from) && is_row(to) => {
                let number = |id: &str| id[1..].parse::<u32>().expect("a number");
                (number(from)..=number(to)).map(|n| format!("{}{n}", &from[..1])).collect()
            }
            _ if first.len() < 5 && is_row(first) => vec![first.to_owned()],
            _ => continue,
        };
        for id in ids {
            rows += 1;
            assert!(
                covered.contains(id.as_str()),
                "{id} of the book has no case in tests/mechanisms.yaml"
            );
        }
    }
    assert!(rows >= 43, "only {rows} mechanisms were found in the book");
}
