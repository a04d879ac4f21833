//! What is done with rule files: check, test, fmt, book, schemas.

use super::{file, root, run, stderr, stdout};
use std::path::Path;

#[test]
fn check_finds_defects_and_passes_the_shipped_folder() {
    let fine = run(&["check", "rules/"]);
    assert_eq!(fine.status.code(), Some(0), "{}", stdout(&fine));
    assert!(stdout(&fine).contains("0 个错误"), "{}", stdout(&fine));

    let bad = run(&["check", "tests/defects/township-2018-as-published.yaml", "--format", "json"]);
    assert_eq!(bad.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_str(&stdout(&bad)).expect("JSON");
    assert_eq!(found[0]["code"], "points-do-not-add-up");
    assert_eq!(found[0]["severity"], "error");
}

/// The schema of SARIF is a megabyte of JSON and its readers are none of ours: what it asks for is asked here.
#[test]
fn sarif_holds_what_its_schema_and_its_readers_ask_for() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("规 则");
    std::fs::create_dir_all(&folder).expect("a folder");
    let defects = std::fs::read(root().join("tests/defects/township-2018-as-published.yaml"));
    std::fs::write(folder.join("乡 镇#1.yaml"), defects.expect("the set")).expect("it is written");
    for (path, start) in [
        ("tests/defects/township-2018-as-published.yaml", "tests/defects/township-2018"),
        (&*folder.display().to_string(), "file:///"),
        ("rules", "rules/"),
    ] {
        for (lang, language) in [("zh", "zh-CN"), ("en", "en-US")] {
            let output = run(&["check", path, "--format", "sarif", "--lang", lang]);
            let log: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
            assert_eq!(log["version"], "2.1.0");
            let run = &log["runs"][0];
            assert_eq!(
                (&run["language"], &run["columnKind"]),
                (&language.into(), &"unicodeCodePoints".into())
            );
            let driver = &run["tool"]["driver"];
            assert_eq!(driver["name"], "cunchi");
            assert!(driver["informationUri"].as_str().is_some_and(|uri| uri.starts_with("https:")));
            let rules = driver["rules"].as_array().expect("codes");
            let ids: Vec<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
            assert!(ids.len() == rules.len() && ids.is_sorted(), "{ids:?}");
            for key in ["shortDescription", "fullDescription", "help"] {
                let said = |rule: &serde_json::Value| rule[key]["text"].as_str().map(str::len);
                assert!(rules.iter().all(|rule| said(rule) > Some(0)), "{key}");
            }
            let said = rules[0]["fullDescription"]["text"].as_str().expect("a text");
            assert_eq!(said.contains(['。', '，']), lang == "zh", "{said}");
            let results = run["results"].as_array().expect("results");
            assert!(!results.is_empty());
            for one in results {
                let at = one["ruleIndex"].as_u64().and_then(|at| usize::try_from(at).ok());
                assert_eq!(at.map(|at| ids[at]), one["ruleId"].as_str());
                let level = one["level"].as_str().unwrap_or_default();
                assert!(["error", "warning", "note"].contains(&level), "{level}");
                assert!(one["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
                let places = one["locations"].as_array().expect("places");
                let related = one["relatedLocations"].as_array().expect("related places");
                assert_eq!(places.len(), 1);
                for place in places.iter().chain(related) {
                    let place = &place["physicalLocation"];
                    let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
                    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%:".contains(c);
                    assert!(uri.starts_with(start) && uri.chars().all(plain), "{uri}");
                    let [line, column, end_line, end_column] =
                        ["startLine", "startColumn", "endLine", "endColumn"]
                            .map(|key| place["region"][key].as_u64().expect("a number"));
                    assert!(line > 0 && column > 0 && (end_line, end_column) >= (line, column));
                }
            }
        }
    }
}

#[test]
fn test_runs_the_cases_and_shows_a_difference() {
    let fine = run(&["test", "rules/"]);
    assert_eq!(fine.status.code(), Some(0), "{}{}", stdout(&fine), stderr(&fine));
    assert!(stdout(&fine).contains("0 个不符"));

    let cases = "cases: liangshan/household-hygiene\nitems:\n  - case: 院坝\n    facts: { yard_spots: 2 }\n    expect: { items: { Y1: { points: 9 } } }\n";
    let path = file("differs.yaml", cases.as_bytes());
    let differs = run(&["test", &path, "--lang", "en"]);
    assert_eq!(differs.status.code(), Some(1));
    assert!(stdout(&differs).contains("Y1.points: expected 9, found 8"), "{}", stdout(&differs));

    let misspelt = cases.replace("Y1:", "Y11:");
    let output = run(&["test", &file("misspelt-id.yaml", misspelt.as_bytes()), "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("not-expectable"), "{}", stderr(&output));

    let nothing = run(&["test", "tests/defects"]);
    assert_eq!(nothing.status.code(), Some(1), "an empty run is no success");
}

#[test]
fn schemas_are_json() {
    for which in ["rules", "cases", "inspection", "assessment"] {
        let output = run(&["schema", which]);
        let schema: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert!(schema["$schema"].is_string(), "{which}");
    }
}

#[test]
fn fmt_tidies_keeps_comments_and_changes_the_language_of_keys() {
    let set = "rules/liangshan/resettlement-site.yaml";
    let text = std::fs::read_to_string(root().join(set)).expect("the set");
    let path = file("site.yaml", format!("# 我的注释  \n\n\n\n{text}").as_bytes());
    assert_eq!(run(&["fmt", &path, "--check"]).status.code(), Some(1));
    let output = run(&["fmt", &path, "--keys", "zh"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let chinese = std::fs::read_to_string(&path).expect("it is there");
    assert!(chinese.starts_with("# 我的注释\n\n"), "{}", &chinese[..60]);
    assert!(
        chinese.contains("规则集: liangshan/resettlement-site") && !chinese.contains("points:")
    );
    assert_eq!(run(&["check", &path]).status.code(), Some(0));
    assert_eq!(run(&["fmt", &path, "--check"]).status.code(), Some(0));
    run(&["fmt", &path, "--keys", "en"]);
    let english = std::fs::read_to_string(&path).expect("it is there");
    assert_eq!(english, format!("# 我的注释\n\n{text}"));

    let broken = file("broken-keys.yaml", b"ruleset: a\npoints: 3\n");
    let output = run(&["fmt", &broken, "--keys", "zh"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(std::fs::read(&broken).expect("it is there"), b"ruleset: a\npoints: 3\n");
    // Overlays and what they extend in one folder, which is also shipped.
    let output = run(&["fmt", "rules", "--keys", "en", "--check"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output = run(&["fmt", "rules", "--keys", "zh", "--check"]);
    assert_eq!(stderr(&output).trim(), "以上文件的格式不同");
    assert!(stdout(&output).contains("+ 细则: liangshan/village-near-town-example"));
    assert_eq!(run(&["fmt", "no/such/file.yaml"]).status.code(), Some(1));
    assert_eq!(run(&["fmt"]).status.code(), Some(2));
}

const OVERLAY: &str = "rules/liangshan/county-examples/near-town.yaml";

#[test]
fn an_overlay_of_a_shipped_set_needs_only_itself() {
    let visit = "subject: { kind: village, code: '1' }\ndate: 2022-10-20\n\
                 facts: { exposed_litter_spots: 2, days_since_collection: 5, max_interval_days: 7 }\n\
                 overrides: { W01: { points: 6, why: 属邻村地界, by: 县办, on: 2022-11-01 } }\n";
    let visit = file("overlaid.yaml", visit.as_bytes());
    let output = run(&["score", &visit, "--rules", OVERLAY, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let report = &report[0];
    assert_eq!(report["ruleset"]["extends"]["id"], "liangshan/village");
    // 6 + 0 of 9; before the decision 4 of 9.
    assert_eq!(report["score"]["value"], "200/3");
    assert_eq!(report["before_overrides"]["score"], "400/9");
    let item = &report["items"][0];
    assert_eq!((&item["points"], &item["overridden"]["points"]), (&"6".into(), &"4".into()));
    let sheet = stdout(&run(&["score", &visit, "--rules", OVERLAY]));
    assert!(sheet.contains("改判（原"), "{sheet}");
    // With its parent beside it, somebody must say which is meant.
    let both = run(&["score", &visit, "--rules", OVERLAY, "--rules", "liangshan/village"]);
    assert_eq!(both.status.code(), Some(1));
    assert!(stderr(&both).contains("no-rule-set-for-subject"), "{}", stderr(&both));
}

#[test]
fn the_effective_standard_is_printed_with_its_origins_and_loads() {
    let output = run(&["book", OVERLAY]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains(&format!("pass: days_since_collection <= max_interval_days and days_since_collection <= 3  # {OVERLAY}:18")));
    let printed = file("printed.yaml", text.as_bytes());
    let checked = run(&["check", &printed]);
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
}
