//! `cunchi explain`: why an item has its points.

use crate::arguments::{Explain, PlainFormat};
use crate::score::json;
use crate::{Failure, input, print, say};
use cunchi::report::WholeExplanation;
use cunchi::{Explanation, Language};
use serde::Serialize;
use std::fmt::Write as _;
use std::process::ExitCode;

/// The explanations of one subject.
#[derive(Serialize)]
struct Explained {
    code: String,
    ruleset: String,
    explanations: Vec<Explanation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whole: Option<WholeExplanation>,
}

/// Runs the command.
pub(crate) fn run(explain: &Explain, language: Language) -> Result<ExitCode, Failure> {
    let rules = input::rules(&explain.rules, language)?;
    let shelf = rules.shelf()?;
    let sample = explain.inspection == "sample";
    let files = if sample { Vec::new() } else { vec![explain.inspection.clone()] };
    let input::Readable { forms, mut failed } = input::inspections(&files, language);
    let mut out: Vec<Explained> = Vec::new();
    let mut items: Vec<String> = Vec::new();
    let mut codes: Vec<String> = Vec::new();
    for result in shelf.assess_as_known(&forms, explain.as_of, explain.known_on) {
        let assessment = match result {
            Ok(assessment) => assessment,
            Err(problems) => {
                failed = failed.and(problems.into());
                continue;
            }
        };
        let code = assessment.inspection().form().subject().code.clone();
        codes.push(code.clone());
        if explain.code.as_ref().is_some_and(|wanted| *wanted != code) {
            continue;
        }
        let mut explanations = assessment.explain_all(language);
        items.extend(explanations.iter().map(|one| one.item.clone()));
        if let Some(item) = &explain.item {
            explanations.retain(|one| one.item == *item);
        }
        let ruleset = assessment.inspection().program().rules().id().to_owned();
        if !explanations.is_empty() {
            let whole = explain.item.is_none().then(|| assessment.explain_whole(language));
            out.push(Explained { code, ruleset, explanations, whole });
        }
    }
    if !failed.is_none() {
        return Err(failed);
    }
    if out.is_empty() {
        items.sort_unstable();
        items.dedup();
        codes.dedup();
        return Err(Failure::data(match (&explain.code, &explain.item, language) {
            (Some(code), _, Language::Chinese) if items.is_empty() => {
                format!("没有编码为 `{code}` 的对象；有：{}", codes.join("、"))
            }
            (Some(code), _, Language::English) if items.is_empty() => {
                format!("no subject has the code `{code}`; there are: {}", codes.join(", "))
            }
            (_, item, Language::Chinese) => {
                let item = item.as_deref().unwrap_or_default();
                format!("没有考评项目 `{item}`；有：{}", items.join("、"))
            }
            (_, item, Language::English) => {
                let item = item.as_deref().unwrap_or_default();
                format!("there is no item `{item}`; there are: {}", items.join(", "))
            }
        }));
    }
    let text = match explain.format {
        PlainFormat::Json => json(&out)?,
        PlainFormat::Text => {
            let mut text = String::new();
            for one in &out {
                let word = say(language, "对象", "subject");
                let _ = writeln!(text, "══ {word} {}  {} ══", one.code, one.ruleset);
                for explanation in &one.explanations {
                    let _ = writeln!(text, "{explanation}\n");
                }
                if let Some(whole) = &one.whole {
                    let _ = writeln!(text, "{whole}\n");
                }
            }
            text
        }
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}
