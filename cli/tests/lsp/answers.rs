//! What an editor asks: diagnostics, explanations, what may stand somewhere, where something is declared.

use crate::client::*;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[test]
fn a_sound_file_has_no_errors_and_a_broken_one_has_them_in_utf16_columns() {
    let mut client = Client::greeted();
    client.open(URI, 1, RULES);
    let found = client.published(URI, 1);
    assert!(found.iter().all(|one| one["severity"] != 1), "{found:?}");

    // `𠀀` before it on the line is four bytes, one character and two units.
    let broken = RULES.replace("分值: 10, 达标条件: 数值(beds)", "分值: 10, 达标条件: 数值(bedz)");
    let whole = json!([{ "text": broken }]);
    let document = json!({ "uri": URI, "version": 2 });
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": document, "contentChanges": whole }),
    );
    let found = client.published(URI, 2);
    let errors: Vec<&Value> = found.iter().filter(|one| one["severity"] == 1).collect();
    assert_eq!(errors.len(), 1, "{found:?}");
    assert_eq!(errors[0]["range"], range(&broken, "bedz"));
    assert_eq!(errors[0]["source"], "cunchi");
    assert_eq!(errors[0]["code"], "unknown-name");
    let message = errors[0]["message"].as_str().unwrap_or_default();
    assert!(message.contains("`beds`") && message.contains('是'), "{message}");

    // A change of a part of it, in the client's columns, mends it.
    let part = json!([{ "range": range(&broken, "bedz"), "text": "beds" }]);
    let document = json!({ "uri": URI, "version": 3 });
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": document, "contentChanges": part }),
    );
    let found = client.published(URI, 3);
    assert!(found.iter().all(|one| one["severity"] != 1), "{found:?}");

    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    let closed = client.until("the end of diagnostics", |message| {
        message["params"]["uri"] == URI && message["params"].get("version").is_none()
    });
    assert_eq!(closed["params"]["diagnostics"], json!([]));
    client.goodbye();
}

#[test]
fn a_client_that_counts_bytes_is_answered_in_bytes_and_in_its_language() {
    let mut client = Client::silent();
    let answer = client.ask("initialize", greeting("en-GB", &["utf-16", "utf-8"]));
    assert_eq!(answer["result"]["capabilities"]["positionEncoding"], "utf-8");
    client.tell("initialized", json!({}));
    let broken = RULES.replace("数值(beds)", "数值(bedz)");
    client.open(URI, 1, &broken);
    let found = client.published(URI, 1);
    let error = found.iter().find(|one| one["severity"] == 1).expect("an error");
    let line = broken.lines().position(|line| line.contains("bedz")).expect("a line");
    let column = broken.lines().nth(line).and_then(|line| line.find("bedz"));
    assert_eq!(error["range"]["start"], json!({ "line": line, "character": column }));
    let message = error["message"].as_str().unwrap_or_default();
    assert!(message.contains("did you mean"), "{message}");
    client.goodbye();
}

#[test]
fn a_key_is_explained_and_a_computed_need_shows_its_value_in_the_cases() {
    let mut client = Client::greeted();
    client.open(URI, 1, RULES);
    client.open("untitled:cases.yaml", 1, CASES);
    let key = client.hover(URI, RULES, "分值: 10, 达标");
    assert!(key.contains("达标条件") && key.contains("pass"), "{key}");
    assert!(key.contains("full marks"), "in both languages: {key}");
    let item = client.hover("untitled:cases.yaml", CASES, "items: { A");
    assert!(item.contains("床够用"), "{item}");
    for before in ["中间量:\n  beds_", ">= beds_"] {
        let need = client.hover(URI, RULES, before);
        assert!(need.contains("beds_need"), "{need}");
        assert!(need.contains("五口之家") && need.contains("**3**"), "its value: {need}");
    }
    let fact = client.hover(URI, RULES, "数值(pers");
    assert!(fact.contains("常住人口"), "{fact}");
    let word = client.hover(URI, RULES, "四舍五");
    assert!(word.contains("half_up"), "{word}");
    let nothing = client.at("textDocument/hover", "untitled:unknown.yaml", RULES, "版本");
    assert_eq!(nothing, Value::Null, "nobody opened it");
    client.goodbye();
}

#[test]
fn facts_items_keys_and_words_are_offered_where_they_may_stand() {
    let mut client = Client::greeted();
    client.open(URI, 1, RULES);
    let names = client.offered(URI, RULES, "达标条件: 数值(");
    for expected in ["persons", "beds", "beds_need"] {
        assert!(names.contains(&expected.to_owned()), "{expected} is not among {names:?}");
    }
    let half = RULES.replace("总分不高于: 5 }", "总分不高于: 5, ");
    client.open("untitled:half.yaml", 1, &half);
    let gate = client.offered("untitled:half.yaml", &half, "总分不高于: 5, ");
    assert!(gate.contains(&"等次不高于".to_owned()), "{gate:?}");
    assert!(!gate.contains(&"总分不高于".to_owned()), "it is there: {gate:?}");
    let words = client.offered(URI, RULES, "persons: { 类型: ");
    assert_eq!(words.first().map(String::as_str), Some("是否"), "{words:?}");
    let cases = CASES.replace("{ items: { A1: 0 } }", "{ items: {  } }");
    client.open("untitled:cases.yaml", 1, &cases);
    let ids = client.offered("untitled:cases.yaml", &cases, "expect: { items: { ");
    assert!(ids.contains(&"A1".to_owned()), "{ids:?}");
    let answers = client.offered("untitled:cases.yaml", &cases, "persons: 5, ");
    assert!(answers.contains(&"beds".to_owned()), "{answers:?}");
    client.goodbye();
}

#[test]
fn a_name_leads_to_where_it_is_declared_also_from_the_cases() {
    let mut client = Client::greeted();
    client.open(URI, 1, RULES);
    client.open("untitled:cases.yaml", 1, CASES);
    for (uri, text, before, declared) in [
        (URI, RULES, "数值(bed", "beds: {"),
        (URI, RULES, ">= beds_", "beds_need: "),
        ("untitled:cases.yaml", CASES, "5, bed", "beds: {"),
        ("untitled:cases.yaml", CASES, "items: { A", "A1, "),
    ] {
        let found = client.at("textDocument/definition", uri, text, before);
        assert_eq!(found[0]["uri"], URI, "{before}: {found}");
        let place = RULES.find(declared).map(|at| utf16(RULES, at));
        assert_eq!(Some(&found[0]["range"]["start"]), place.as_ref(), "{before}: {found}");
    }
    client.goodbye();
}

#[test]
fn fast_typing_is_answered_for_the_last_text() {
    let mut client = Client::greeted();
    client.open(URI, 0, "");
    let chars: Vec<char> = RULES.chars().collect();
    let mut version = 0;
    // The text typed in pieces, each a change at the end of what is there.
    let mut text = String::new();
    for piece in chars.chunks(7) {
        let piece: String = piece.iter().collect();
        let end = utf16(&text, text.len());
        let change = json!([{ "range": { "start": end, "end": end }, "text": piece }]);
        text.push_str(&piece);
        version += 1;
        let document = json!({ "uri": URI, "version": version });
        let params = json!({ "textDocument": document, "contentChanges": change });
        client.tell("textDocument/didChange", params);
    }
    assert_eq!(text, RULES);
    let found = client.published(URI, version);
    assert!(found.iter().all(|one| one["severity"] != 1), "{found:?}");
    client.goodbye();
}

#[test]
fn an_overlay_finds_its_parent_in_the_folder_and_its_cases_beside_it() {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = root.join("rules/liangshan/county-examples/high-mountain.yaml");
    let path = path.canonicalize().expect("it is there");
    let text = std::fs::read_to_string(&path).expect("a text");
    let uri = format!("file://{}", path.display());
    let mut client = Client::greeted();
    client.open(&uri, 1, &text);
    let found = client.published(&uri, 1);
    assert!(found.iter().all(|one| one["severity"] != 1), "{found:?}");
    let wrong = text.replacen("extends: liangshan/village", "extends: liangshan/vilage", 1);
    assert_ne!(wrong, text);
    let document = json!({ "uri": uri, "version": 2 });
    let whole = json!([{ "text": wrong }]);
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": document, "contentChanges": whole }),
    );
    let found = client.published(&uri, 2);
    assert!(found.iter().any(|one| one["severity"] == 1), "{found:?}");
    client.goodbye();
}
