//! The shipped rule sets: they load, they warn only of what they should, and their own cases hold.

use cunchi::{Language, Shelf, Source, Suite};
use std::path::{Path, PathBuf};

/// Every YAML file below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            out.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            out.push(path);
        }
    }
    out.sort();
    out
}

fn shipped() -> (Vec<Source>, Vec<Source>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = files(&root.join("rules")).into_iter().map(|path| {
        let name = path.strip_prefix(root).expect("below the root").display().to_string();
        Source::new(name, std::fs::read_to_string(&path).expect("text"))
    });
    all.partition(|source| !Suite::is_suite(source))
}

#[test]
fn the_shipped_sets_load_and_warn_only_of_illustrative_numbers() {
    let (rules, _) = shipped();
    let shelf =
        Shelf::load(&rules).unwrap_or_else(|p| panic!("{}", p.with_marks(Language::English)));
    let codes: Vec<&str> = shelf.warnings().iter().map(|warning| warning.code().as_str()).collect();
    assert!(codes.iter().all(|code| *code == "illustrative-numbers"), "{codes:?}");
    assert!(
        !codes.is_empty(),
        "the sets of Liangshan's shape say that their numbers are illustrative"
    );
}

#[test]
fn every_case_of_every_shipped_set_holds() {
    let (rules, suites) = shipped();
    let shelf =
        Shelf::load(&rules).unwrap_or_else(|p| panic!("{}", p.with_marks(Language::English)));
    let mut wrong = Vec::new();
    let mut tested: Vec<String> = Vec::new();
    for source in &suites {
        let suite =
            Suite::read(source).unwrap_or_else(|p| panic!("{}", p.with_marks(Language::English)));
        let report =
            suite.run(&shelf).unwrap_or_else(|p| panic!("{}", p.with_marks(Language::English)));
        for case in report.cases.iter().filter(|case| !case.passed) {
            for difference in &case.differences {
                wrong.push(format!(
                    "{}:{}: {}: {} should be {}, is {}",
                    report.file,
                    case.line,
                    case.name,
                    difference.what,
                    difference.expected,
                    difference.found
                ));
            }
        }
        tested.push(report.ruleset);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    for program in shelf.programs() {
        let id = program.rules().id();
        assert!(tested.iter().any(|tested| tested == id), "{id} has no cases");
    }
}

#[test]
fn the_published_sheet_with_its_defect_is_refused() {
    let text = include_str!("defects/township-2018-as-published.yaml");
    let problems =
        cunchi::RuleSet::load(&Source::new("as-published.yaml", text)).expect_err("refused");
    let lines = problems.lines(Language::English);
    let errors: Vec<&str> = lines.lines().filter(|line| line.contains(": error[")).collect();
    assert_eq!(errors.len(), 1, "{lines}");
    assert!(
        errors.iter().all(|line| line.contains("points-do-not-add-up") && line.contains("P18"))
    );
}
