//! `cunchi test`: the cases beside a rule set, with a readable difference.

use crate::arguments::{PlainFormat, Test};
use crate::markup::escaped;
use crate::score::json;
use crate::{Failure, input, print, say};
use cunchi::{Language, Shelf, Suite, SuiteReport};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Runs the command.
pub(crate) fn run(test: &Test, language: Language) -> Result<ExitCode, Failure> {
    let mut rules = input::rules(&test.rules, language)?;
    beside(&mut rules, language)?;
    let mut suites = Vec::new();
    let mut failed = Failure::none();
    for source in &rules.cases {
        match Suite::read(source) {
            Ok(suite) => suites.push(suite),
            Err(problems) => failed = failed.and(problems.into()),
        }
    }
    if !failed.is_none() {
        return Err(failed);
    }
    if suites.is_empty() {
        let message =
            say(language, "没有案例：没有测到任何东西", "there are no cases: nothing was tested");
        return Err(Failure::data(message.to_owned()));
    }
    // What a set takes from may be a shipped set that was not named.
    let shelf = Shelf::load(&input::with_shipped(&rules.sets))?;
    let mut reports: Vec<SuiteReport> = Vec::new();
    for suite in &suites {
        match suite.run(&shelf) {
            Ok(report) => reports.push(report),
            Err(problems) => failed = failed.and(problems.into()),
        }
    }
    if !failed.is_none() {
        return Err(failed);
    }
    if let Some(path) = &test.junit {
        std::fs::write(path, junit(&reports))
            .map_err(|error| Failure::data(format!("{}: {error}", path.display())))?;
    }
    let text = match test.format {
        PlainFormat::Json => json(&reports)?,
        PlainFormat::Text => text(&reports, language),
    };
    print(&text)?;
    let passed = reports.iter().all(SuiteReport::passed);
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// For a rule file named alone, the files of cases beside it and in the folder `cases` beside it.
fn beside(rules: &mut input::Rules, language: Language) -> Result<(), Failure> {
    if !rules.cases.is_empty() {
        return Ok(());
    }
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in rules.sets.iter().filter_map(|source| Path::new(source.name()).parent()) {
        for folder in [folder.to_owned(), folder.join("cases")] {
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
    }
    let ids: Vec<String> = rules.sets.iter().filter_map(input::id_of).collect();
    for folder in folders {
        let found = input::cases_in(&folder, language)?;
        rules.cases.extend(found.into_iter().filter(|source| {
            Suite::read(source).map_or(true, |suite| ids.iter().any(|id| id == suite.ruleset()))
        }));
    }
    Ok(())
}

fn text(reports: &[SuiteReport], language: Language) -> String {
    let mut out = String::new();
    let (mut passed, mut failed) = (0usize, 0usize);
    for report in reports {
        for case in &report.cases {
            if case.passed {
                passed += 1;
                continue;
            }
            failed += 1;
            let word = say(language, "不符", "differs");
            let _ = writeln!(out, "{}:{}: {word}: {}", report.file, case.line, case.name);
            for difference in &case.differences {
                let _ = match language {
                    Language::Chinese => writeln!(
                        out,
                        "    {}：期望 {}，实得 {}",
                        difference.what, difference.expected, difference.found
                    ),
                    Language::English => writeln!(
                        out,
                        "    {}: expected {}, found {}",
                        difference.what, difference.expected, difference.found
                    ),
                };
            }
        }
        let _ = writeln!(
            out,
            "{}  {} {}",
            report.ruleset,
            report.cases.len(),
            say(language, "个案例", "cases")
        );
    }
    let _ = match language {
        Language::Chinese => writeln!(out, "{passed} 个通过，{failed} 个不符"),
        Language::English => writeln!(out, "{passed} passed, {failed} failed"),
    };
    out
}

fn junit(reports: &[SuiteReport]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for report in reports {
        let failures = report.cases.iter().filter(|case| !case.passed).count();
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\">",
            escaped(&report.ruleset),
            report.cases.len()
        );
        for case in &report.cases {
            let name = escaped(&case.name);
            let class = escaped(&report.file);
            if case.passed {
                let _ = writeln!(out, "    <testcase name=\"{name}\" classname=\"{class}\"/>");
                continue;
            }
            let _ = writeln!(out, "    <testcase name=\"{name}\" classname=\"{class}\">");
            for one in &case.differences {
                let message =
                    format!("{}: expected {}, found {}", one.what, one.expected, one.found);
                let _ = writeln!(out, "      <failure message=\"{}\"/>", escaped(&message));
            }
            out.push_str("    </testcase>\n");
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}
