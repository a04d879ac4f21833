//! What comes out: sheets, JSON, CSV, pages, explanations.

use super::{file, root, run, stderr, stdout};
use std::path::Path;

#[test]
fn without_arguments_the_shipped_sample_is_scored() {
    for arguments in [&["score"][..], &[]] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let text = stdout(&output);
        for expected in ["考评表", "整改台账", "核算", "等次", "89.32", "缺什么补什么", "示例"]
        {
            assert!(text.contains(expected), "{expected} is not printed");
        }
    }
}

#[test]
fn each_row_of_the_csv_says_what_its_subject_came_to() {
    let output = run(&["score", "--format", "csv", "--lang", "en"]);
    let text = stdout(&output);
    let text = text.strip_prefix('\u{feff}').expect("a byte-order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let titles = reader.headers().expect("titles").clone();
    let report = run(&["score", "--format", "json", "--lang", "en"]);
    let reports: serde_json::Value = serde_json::from_str(&stdout(&report)).expect("it is JSON");
    let mut rows = 0;
    for row in reader.records() {
        let row = row.expect("a row");
        let of = |title: &str| {
            let at = titles.iter().position(|other| other == title);
            row.get(at.unwrap_or_else(|| panic!("no column {title}"))).unwrap_or_default()
        };
        let report = reports.as_array().expect("a list").iter().find(|report| {
            report["subject"]["code"] == of("code") && report["ruleset"]["id"] == of("ruleset")
        });
        let report = report.expect("its report");
        for (title, value) in [
            ("score", &report["score"]["value"]),
            ("score_low", &report["score"]["low"]),
            ("score_high", &report["score"]["high"]),
            ("grade", &report["grade"]["title"]),
        ] {
            assert_eq!(of(title), value.as_str().unwrap_or_default(), "{title} of {}", of("code"));
        }
        rows += 1;
    }
    assert!(rows > 100, "{rows} rows");
}

#[test]
fn every_format_gives_the_same_json() {
    let yaml = run(&["score", "--format", "json"]);
    assert_eq!(yaml.status.code(), Some(0));
    for name in ["township.json", "township.jsonl"] {
        let other = run(&["score", &format!("samples/liangshan/{name}"), "--format", "json"]);
        assert_eq!(stdout(&other), stdout(&yaml), "{name}");
    }
    let tables = |kind: &str| -> Vec<String> {
        ["villages", "households", "essentials", "site"]
            .iter()
            .map(|table| format!("samples/liangshan/{table}{kind}.csv"))
            .collect()
    };
    for kind in ["", "-bom", "-gb18030"] {
        let tables = tables(kind);
        let mut arguments = vec!["score"];
        arguments.extend(tables.iter().map(String::as_str));
        arguments.extend(["--format", "json"]);
        let output = run(&arguments);
        assert_eq!(stdout(&output), stdout(&yaml), "{kind}: {}", stderr(&output));
    }
}

#[test]
fn explain_shows_the_arithmetic_of_an_item() {
    let output = run(&[
        "explain",
        "samples/liangshan/township.yaml",
        "--code",
        "513431100204",
        "--item",
        "T01",
    ]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for expected in ["262 ÷ 318", "85%", "4.85", "src-70"] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
    let wrong = run(&["explain", "samples/liangshan/township.yaml", "--item", "T99"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(stderr(&wrong).contains("T01"), "the items there are are named");
}

#[test]
fn wrong_command_lines_end_with_two_and_wrong_files_with_one() {
    for arguments in [
        &["scoer"][..],
        &["score", "--format", "pdf"],
        &["check"],
        &["score", "--as-of", "2022-9-1"],
    ] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
    for arguments in [
        &["score", "no-such-file.yaml"][..],
        &["check", "no/such/folder"],
        &["score", "README.md"],
        &["help", "no-such-code"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn as_of_picks_the_version_in_force_and_says_when_none_is() {
    let output = run(&["score", "--as-of", "2020-01-01"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("not-in-force"), "{}", stderr(&output));
    let output = run(&["score", "--as-of", "2023-03-01", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(report[0]["as_of"], "2023-03-01");
    assert_eq!(report[0]["ruleset"]["version"], "2022.1.0");
}

#[test]
fn sheets_come_as_a_web_page_and_as_a_workbook() {
    let inspection = "subject: { code: '1', name: '<b>x & y</b>' }\nruleset: liangshan/village\n\
                      date: 2022-09-12\nfacts: { exposed_litter_spots: 2 }\n";
    let path = file("markup.yaml", inspection.as_bytes());
    let page = stdout(&run(&["score", &path, "--format", "html"]));
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    assert!(page.contains("&lt;b&gt;x &amp; y&lt;/b&gt;") && !page.contains("<b>"));
    assert!(page.contains("考评表") && page.contains("整改台账"));

    assert_eq!(run(&["score", "--format", "xlsx"]).status.code(), Some(2));
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sheets.xlsx");
    let out = out.display().to_string();
    assert_eq!(run(&["score", "--format", "xlsx", "--out", &out]).status.code(), Some(0));
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&out).expect("it opens");
    let sheets = calamine::Reader::sheet_names(&book);
    assert!(sheets.len() > 3, "{sheets:?}");
    let first = calamine::Reader::worksheet_range_at(&mut book, 0).expect("one").expect("cells");
    let texts: Vec<String> = first.cells().map(|(_, _, cell)| cell.to_string()).collect();
    for wanted in ["513431100204", "89.32", "整改台账", "评分标准"] {
        assert!(texts.iter().any(|text| text == wanted), "{wanted} is not in the workbook");
    }
}

#[test]
fn the_whole_is_explained_from_its_sections_to_its_grade() {
    let output = run(&["explain", "sample", "--code", "513431100204"]);
    let text = stdout(&output);
    for wanted in [
        "waste 生活垃圾治理：W01 4 + W02 4 + W03 3 + W04 2.5 + W05 3 + W06 4 + W07 2 = 22.5 / 25",
        "总分：waste 22.5 + sewage 14.29 + toilet 12.42 + appearance 16.46 + infrastructure 9.38 + household 14.27 = 89.32",
        "BN1_prefecture 经验获州推广：+ 1",
        "= 89.32 / 100",
        "VT1 数据作假：不成立",
        "优秀 ≥ 90：未达到",
        "良好 ≥ 80：→ 评为此等次",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
}

#[test]
fn after_the_day_of_review_every_result_says_so() {
    let set = std::fs::read_to_string(root().join("rules/liangshan/resettlement-site.yaml"));
    let set = set
        .expect("the set")
        .replace("{ from: 2022-08-01 }", "{ from: 2022-08-01, review_by: 2023-06-30 }");
    assert!(set.contains("review_by"));
    let path = file("review.yaml", set.as_bytes());
    let notes = |day: &str| {
        let site = "samples/liangshan/site.csv";
        let output = run(&["score", site, "--rules", &path, "--as-of", day, "--lang", "en"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    assert!(!notes("2023-06-30").contains("due for review"));
    assert!(notes("2023-07-01").contains("due for review by 2023-06-30"));
}
