//! Diagnostics as SARIF 2.1.0, which code hosts and editors read.

use crate::{help, say, uri};
use cunchi::diagnostic::Label;
use cunchi::{Diagnostic, Diagnostics, Language};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The log of one run.
pub(crate) fn log(found: &Diagnostics, language: Language) -> Value {
    // A code with the level it has where it stands first.
    let mut codes: BTreeMap<&str, &str> = BTreeMap::new();
    for one in found.iter() {
        codes.entry(one.code().as_str()).or_insert(one.severity().word());
    }
    let rules: Vec<Value> = codes.iter().map(|(code, level)| rule(code, level, language)).collect();
    let places: Vec<&str> = codes.keys().copied().collect();
    let results: Vec<Value> = found.iter().map(|one| result(one, &places, language)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cunchi",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            "language": say(language, "zh-CN", "en-US"),
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// A code, with its page: the level, then what is said in Chinese, then in English.
fn rule(code: &str, level: &str, language: Language) -> Value {
    let page = help::page(code).unwrap_or_default();
    let words = code.replace('-', " ");
    let said = page.split("\n\n").nth(say(language, 2, 3)).unwrap_or(&words);
    json!({
        "id": code,
        "shortDescription": { "text": words },
        "fullDescription": { "text": said },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level },
    })
}

fn result(one: &Diagnostic, codes: &[&str], language: Language) -> Value {
    let code = one.code().as_str();
    let related: Vec<Value> = one.related().iter().map(location).collect();
    let mut message = one.message(language).to_owned();
    if let Some(help) = one.help(language) {
        message.push_str(say(language, "；", "; "));
        message.push_str(help);
    }
    if let Some(witness) = one.witness() {
        message.push_str(say(language, "；例：", "; example: "));
        message.push_str(witness);
    }
    json!({
        "ruleId": code,
        "ruleIndex": codes.binary_search(&code).unwrap_or_default(),
        "level": one.severity().word(),
        "message": { "text": message },
        "locations": [location(one.place())],
        "relatedLocations": related,
    })
}

fn location(label: &Label) -> Value {
    let (start, end) = (label.start(), label.end());
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri::of(label.source.name()) },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    })
}
