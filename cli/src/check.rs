//! `cunchi check`: everything wrong with rule files and files of cases, at once.

use crate::arguments::{Check, CheckFormat};
use crate::score::json;
use crate::{Failure, input, print, sarif};
use cunchi::diagnostic::Severity;
use cunchi::{Diagnostic, Diagnostics, Language, Shelf, Suite};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Runs the command.
pub(crate) fn run(check: &Check, language: Language) -> Result<ExitCode, Failure> {
    let rules = input::readable(&check.rules, language)?;
    let mut found = match rules.shelf() {
        Ok(shelf) => {
            let audits = shelf.programs().map(|program| program.audit());
            audits.fold(shelf.warnings().clone(), Diagnostics::and)
        }
        Err(problems) => problems,
    };
    let files = rules.sets.len() + rules.cases.len() + rules.unread.iter().count();
    // What cases expect is held against their rule set, where that can be read.
    let both = !rules.sets.is_empty() && !rules.cases.is_empty();
    let shelf = both.then(|| Shelf::load(&input::with_shipped(&rules.sets)).ok()).flatten();
    for source in &rules.cases {
        let read = Suite::read(source).and_then(|suite| match &shelf {
            Some(shelf) => suite.run(shelf).map(drop),
            None => Ok(()),
        });
        if let Err(problems) = read {
            found = found.and(problems);
        }
    }
    found = found.and(rules.unread);
    let text = match check.format {
        CheckFormat::Text => text(&found, files, language),
        CheckFormat::Json => {
            json(&found.iter().map(|one| entry(one, language)).collect::<Vec<_>>())?
        }
        CheckFormat::Sarif => json(&sarif::log(&found, language))?,
    };
    print(&text)?;
    Ok(if found.has_errors() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn text(found: &Diagnostics, files: usize, language: Language) -> String {
    let errors = found.iter().filter(|one| one.severity() == Severity::Error).count();
    let warnings = found.iter().filter(|one| one.severity() == Severity::Warning).count();
    let marks = if found.is_empty() { String::new() } else { found.with_marks(language) + "\n" };
    match language {
        Language::Chinese => format!("{marks}{files} 个文件：{errors} 个错误，{warnings} 个警告\n"),
        Language::English => {
            format!("{marks}{files} files: {errors} errors, {warnings} warnings\n")
        }
    }
}

fn entry(one: &Diagnostic, language: Language) -> Value {
    let place = one.place();
    let (start, end) = (place.start(), place.end());
    let related: Vec<Value> = one
        .related()
        .iter()
        .map(|label| {
            let at = label.start();
            json!({ "file": label.source.name(), "line": at.line, "column": at.column })
        })
        .collect();
    json!({
        "file": place.source.name(),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "code": one.code().as_str(),
        "severity": one.severity().word(),
        "message": one.message(language),
        "help": one.help(language),
        "witness": one.witness(),
        "related": related,
    })
}
