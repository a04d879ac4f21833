//! Defects put into the shipped sets one at a time: how many are refused at loading, warned of by the audit, or noticed by
//! the cases beside the set. The shares stand in `docs/checker.md`; a test fails when they fall below what is claimed.

use cunchi::{RuleSet, Shelf, Source, Suite};
use std::fs;
use std::path::{Path, PathBuf};

/// A shipped set, and the cases beside it.
struct Shipped {
    name: String,
    text: String,
    cases: String,
}

fn shipped() -> Vec<Shipped> {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut out = Vec::new();
    for folder in ["liangshan", "shicheng", "examples"] {
        let folder = rules.join(folder);
        let entries =
            fs::read_dir(&folder).expect("the folder").map(|one| one.expect("one").path());
        let mut files: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
        files.sort();
        for path in files {
            let name = path.file_name().expect("a name").to_owned();
            let read = |path: PathBuf| fs::read_to_string(&path).expect("the file");
            let cases = read(folder.join("cases").join(&name));
            out.push(Shipped {
                name: name.to_string_lossy().into_owned(),
                text: read(path),
                cases,
            });
        }
    }
    assert!(out.len() >= 11, "only {} sets are shipped", out.len());
    out
}

/// What can be wrong in a line: every line with one defect of a kind in it.
type Defects = fn(&str) -> Vec<String>;

/// At most so many of a kind are tried; which ones is always the same.
const MOST: usize = 160;

#[test]
fn seeded_defects_are_caught_as_often_as_claimed() {
    let sets = shipped();
    let kinds: [(&str, Defects, usize, usize); 7] = [
        ("a point moved by one", point_moved, CAUGHT[0].0, CAUGHT[0].1),
        ("a key misspelt", key_misspelt, CAUGHT[1].0, CAUGHT[1].1),
        ("a fact misspelt", fact_misspelt, CAUGHT[2].0, CAUGHT[2].1),
        ("a unit changed", unit_changed, CAUGHT[3].0, CAUGHT[3].1),
        ("a comparison flipped", comparison_flipped, CAUGHT[4].0, CAUGHT[4].1),
        ("a grade limit raised above its neighbour", limit_raised, CAUGHT[5].0, CAUGHT[5].1),
        ("the end of a band shifted by one", band_shifted, CAUGHT[6].0, CAUGHT[6].1),
    ];
    let clean: Vec<usize> =
        sets.iter().map(|set| warnings(&set.text).expect("the shipped set loads")).collect();
    let suites: Vec<Suite> = sets
        .iter()
        .map(|set| Suite::read(&Source::new("cases.yaml", &*set.cases)).expect("the cases read"))
        .collect();
    for (kind, defects, claimed, claimed_with_cases) in kinds {
        let mut all: Vec<(usize, String)> = Vec::new();
        for (which, set) in sets.iter().enumerate() {
            let lines: Vec<&str> = set.text.lines().collect();
            for (at, line) in lines.iter().enumerate() {
                if line.trim_start().starts_with('#') {
                    continue;
                }
                for changed in defects(line) {
                    let mut lines = lines.clone();
                    lines[at] = &changed;
                    all.push((which, lines.join("\n")));
                }
            }
        }
        let made = all.len();
        let step = made.div_ceil(MOST).max(1);
        let tried: Vec<&(usize, String)> = all.iter().step_by(step).collect();
        let (mut refused, mut warned, mut failed) = (0usize, 0usize, 0usize);
        for (which, changed) in &tried {
            match warnings(changed) {
                None => {
                    refused += 1;
                    continue;
                }
                Some(more) if more > clean[*which] => {
                    warned += 1;
                    continue;
                }
                Some(_) => {}
            }
            failed += usize::from(!passes(&sets, &suites, *which, changed));
        }
        let share = (refused + warned) * 100 / tried.len().max(1);
        let with_cases = (refused + warned + failed) * 100 / tried.len().max(1);
        println!(
            "| {kind} | {made} | {} | {refused} | {warned} | {share} % | {failed} | {with_cases} % |",
            tried.len()
        );
        assert!(tried.len() >= 15, "{kind}: only {made} made");
        assert!(share >= claimed, "{kind}: {share} % caught, {claimed} % claimed");
        assert!(with_cases >= claimed_with_cases, "{kind}: {with_cases} % with cases");
    }
}

/// The shares of `docs/checker.md`, of each kind in turn: by the checker alone, and together with the cases.
const CAUGHT: [(usize, usize); 7] =
    [(63, 86), (100, 100), (100, 100), (24, 24), (55, 100), (100, 100), (64, 74)];

/// Whether the cases beside a set pass with a changed text in its place.
fn passes(sets: &[Shipped], suites: &[Suite], which: usize, changed: &str) -> bool {
    let mut sources = vec![Source::new("defect.yaml", changed)];
    // What villages take from is loaded with all of them.
    let home = sets
        .iter()
        .enumerate()
        .find(|(at, set)| *at != which && set.name == "household-hygiene.yaml");
    sources.extend(home.map(|(_, set)| Source::new("home.yaml", &*set.text)));
    Shelf::load(&sources)
        .is_ok_and(|shelf| suites[which].run(&shelf).is_ok_and(|report| report.passed()))
}

/// The number of warnings; none where it is refused.
fn warnings(text: &str) -> Option<usize> {
    let rules = RuleSet::load(&Source::new("defect.yaml", text)).ok()?;
    Some(rules.warnings().len() + rules.compile().audit().len())
}

/// The line with every number after a word changed in turn.
fn numbers_after(line: &str, word: &str, change: impl Fn(i64) -> i64) -> Vec<String> {
    let changed = |(at, _): (usize, &str)| {
        // A word of its own, not the end of another.
        let before = line[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let start = at + word.len();
        let digits: String = line[start..].chars().take_while(char::is_ascii_digit).collect();
        let rest = &line[start + digits.len()..];
        let number: i64 = digits.parse().ok()?;
        (!rest.starts_with('.')).then(|| format!("{}{word}{}{rest}", &line[..at], change(number)))
    };
    line.match_indices(word).filter_map(changed).collect()
}

fn point_moved(line: &str) -> Vec<String> {
    numbers_after(line, "points: ", |points| points + 1)
}

fn key_misspelt(line: &str) -> Vec<String> {
    let keys = ["remedy:", "points:", "title:", "deduct:", "tiers:", "pass:", "grades:", "unit:"];
    let swapped = |key: &&str| {
        let mut letters: Vec<char> = key.chars().collect();
        letters.swap(1, 2);
        line.replacen(*key, &letters.into_iter().collect::<String>(), 1)
    };
    keys.iter().filter(|key| line.contains(**key)).map(swapped).collect()
}

fn fact_misspelt(line: &str) -> Vec<String> {
    let named = ["each: ", "of: ", "pass: "].iter().filter_map(|key| {
        let (before, after) = line.split_once(key)?;
        let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        (name.len() > 2 && !name.starts_with(|c: char| c.is_ascii_digit()))
            .then(|| format!("{before}{key}{name}_x{}", &after[name.len()..]))
    });
    named.collect()
}

fn unit_changed(line: &str) -> Vec<String> {
    let changed = line.split_once("unit: ").map(|(before, after)| {
        let unit: String = after.chars().take_while(|c| !",} ".contains(*c)).collect();
        let other = if unit == "人" { "户" } else { "人" };
        format!("{before}unit: {other}{}", &after[unit.len()..])
    });
    changed.into_iter().collect()
}

fn comparison_flipped(line: &str) -> Vec<String> {
    let signs = [(" <= ", " > "), (" >= ", " < "), (" < ", " >= "), (" > ", " <= ")];
    let flipped = |(sign, other): (&str, &str)| -> Vec<String> {
        let at =
            |(at, _): (usize, &str)| format!("{}{other}{}", &line[..at], &line[at + sign.len()..]);
        line.match_indices(sign).map(at).collect()
    };
    signs.into_iter().flat_map(flipped).collect()
}

/// One more where the band ends, the next one staying where it is.
fn band_shifted(line: &str) -> Vec<String> {
    let step = line.contains("points:") || line.contains("is:");
    let ends = ["to: ", "below: ", "above: "];
    let shifted = |word: &&str| numbers_after(line, word, |end| end + 1);
    if step { ends.iter().flat_map(shifted).collect() } else { Vec::new() }
}

fn limit_raised(line: &str) -> Vec<String> {
    let grade = line.contains("id:") && line.contains("title:");
    let limits = ["from: ", "up_to: "];
    let raised = |word: &&str| numbers_after(line, word, |limit| limit + 97);
    if grade { limits.iter().flat_map(raised).collect() } else { Vec::new() }
}

/// What the checker cannot know, cases do: every flipped comparison fails a shipped case.
#[test]
fn every_flipped_comparison_fails_a_shipped_case() {
    let sets = shipped();
    let mut unnoticed = Vec::new();
    let mut made = 0usize;
    for (which, set) in sets.iter().enumerate() {
        let suite = Suite::read(&Source::new("cases.yaml", &*set.cases)).expect("the cases read");
        let suites: Vec<Suite> = sets.iter().map(|_| suite.clone()).collect();
        for (at, line) in set.text.lines().enumerate() {
            if line.trim_start().starts_with('#') {
                continue;
            }
            for changed in comparison_flipped(line) {
                made += 1;
                let mut lines: Vec<&str> = set.text.lines().collect();
                lines[at] = &changed;
                let changed = lines.join("\n");
                let loads = RuleSet::load(&Source::new("flipped.yaml", &*changed)).is_ok();
                if loads && passes(&sets, &suites, which, &changed) {
                    unnoticed.push(format!("{}:{}: {}", set.name, at + 1, line.trim()));
                }
            }
        }
    }
    assert!(made >= 15, "only {made} comparisons were flipped");
    assert!(unnoticed.is_empty(), "no case notices:\n{}", unnoticed.join("\n"));
}
