//! Inspections as they come: YAML, JSON, tables, workbooks, standard input, and what is wrong with them.

use super::{file, root, run, stderr, stdout};
use std::io::Write as _;
use std::process::{Command, Stdio};

#[test]
fn a_misspelt_fact_is_an_error_with_a_place_and_a_suggestion() {
    let csv = "编码,日期,规则集,可视范围暴露拉圾\n\
               513431100204,2022-09-12,liangshan/village,2\n513431100205,2022-09-12,liangshan/village,1\n";
    let path = file("misspelt.csv", csv.as_bytes());
    let output = run(&["score", &path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let text = stderr(&output);
    assert!(text.contains("misspelt.csv:1:11: error[no-such-fact]"), "{text}");
    assert!(text.contains("可视范围暴露垃圾"), "{text}");
    assert_eq!(text.matches("no-such-fact").count(), 1, "one slip is one error: {text}");

    let yaml = "subject: { kind: village, code: '1' }\ndate: 2022-09-12\nfacts:\n  exposed_liter_spots: 2\n";
    let output = run(&[
        "score",
        &file("misspelt.yaml", yaml.as_bytes()),
        "--lang",
        "en",
        "--rules",
        "liangshan/village",
    ]);
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    assert!(text.contains("misspelt.yaml:4:3: error[no-such-fact]"), "{text}");
    assert!(text.contains("did you mean `exposed_litter_spots`?"), "{text}");
}

#[test]
fn absent_null_text_and_misspelt_answers_never_make_a_grade() {
    let inspection = |answer: &str| {
        format!(
            r#"{{"ruleset":"test/one","subject":{{"code":"1"}},"date":"2022-09-12","facts":{{{answer}}}}}"#
        )
    };
    let rules = "ruleset: test/one\nversion: 1.0.0\ntitle: 一\nsubject: village\neffective: { from: 2022-01-01 }\n\
                 scale: { max: 10, round: { at: total, step: 1, mode: half_up } }\n\
                 facts: { score: { kind: number, title: 分, at_least: 0, at_most: 10 } }\n\
                 items: [ { id: A, title: 甲, points: 10, earn: score } ]\n\
                 grades: [ { id: good, title: 好, from: 6 }, { id: bad, title: 差, from: 0 } ]\n";
    let rules = file("one.yaml", rules.as_bytes());
    for answer in ["", r#""score": null"#] {
        let path = file("absent.json", inspection(answer).as_bytes());
        let output = run(&["score", &path, "--rules", &rules, "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert_eq!(report[0]["score"]["value"], serde_json::Value::Null);
        assert_eq!(report[0]["grade"]["id"], serde_json::Value::Null);
        assert_eq!(report[0]["grade"]["status"], "undefined");
    }
    for answer in [r#""score": "ninety""#, r#""scoer": 9"#, r#""score": "9e0""#, r#""score": 11"#] {
        let path = file("wrong.json", inspection(answer).as_bytes());
        let output = run(&["score", &path, "--rules", &rules, "--format", "json"]);
        assert_eq!(output.status.code(), Some(1), "{answer}");
        assert!(output.stdout.is_empty(), "{answer}");
    }
}

#[test]
fn standard_input_is_read() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cunchi"))
        .args(["score", "-", "--format", "jsonl"])
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let sample = std::fs::read(root().join("samples/liangshan/township.json")).expect("the sample");
    child.stdin.take().expect("standard input").write_all(&sample).expect("it is written");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output).lines().count(), 48);
}

#[test]
fn bad_bytes_ragged_rows_and_doubled_titles_are_errors_with_a_line() {
    let utf16 = [0xff, 0xfe, b'a', 0, b'\n', 0];
    for (name, bytes, expected) in [
        ("utf16.yaml", &utf16[..], "UTF-8"),
        ("ragged.csv", "编码,日期\n1,2022-09-12,3\n".as_bytes(), "ragged.csv:2"),
        ("doubled.csv", "编码,编码\n1,2\n".as_bytes(), "doubled.csv:1"),
        ("excel.csv", "编码,日期\n5.13431E+11,2022-09-12\n".as_bytes(), "code-not-text"),
    ] {
        let output = run(&["score", &file(name, bytes)]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(stderr(&output).contains(expected), "{name}: {}", stderr(&output));
    }
}

#[test]
fn a_table_has_columns_for_what_was_claimed_and_for_what_was_verified() {
    let rules = "ruleset: test/claims\nversion: 1.0.0\ntitle: 自报\nsubject: village\neffective: { from: 2022-01-01 }\n\
                 scale: { max: 10, round: { at: total, step: 1, mode: half_up } }\nfacts:\n  \
                 toilets: { kind: count, unit: 户, title: 卫生厕所, claim: counts }\n  \
                 homes: { kind: count, unit: 户, title: 农户, at_least: 1 }\nitems:\n  \
                 - { id: A, title: 厕所, points: 10, ratio: { of: toilets, to: homes }, zero_if: claimed(toilets) > 2 * toilets }\n";
    let rules = file("claims.yaml", rules.as_bytes());
    let of = |name: &str| {
        let arguments = ["score", name, "--rules", &rules, "--format", "json"];
        let output = run(&arguments);
        let results: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        let of = |one: &serde_json::Value| {
            ["value", "low", "high"].map(|end| one["score"][end].as_str().unwrap_or("-").to_owned())
        };
        results.as_array().expect("a list").iter().map(of).collect::<Vec<_>>()
    };
    // Verified and claimed; claimed too much; claimed alone; not looked at, and nothing claimed.
    let rows = "1,2022-09-12,80,90,100\n2,2022-09-12,40,90,100\n3,2022-09-12,,90,100\n4,2022-09-12,未查,,100\n";
    let wanted = [["8", "8", "8"], ["0", "0", "0"], ["9", "0", "10"], ["-", "0", "10"]];
    for titles in [
        "code,date,toilets,toilets.claimed,homes",
        "编码,日期,卫生厕所,卫生厕所.自报,农户",
        "编码,日期,卫生厕所.核实,卫生厕所.自报,农户",
        "code,date,toilets.verified,toilets.claimed,homes",
    ] {
        let text = format!("{titles}\n{rows}");
        assert_eq!(of(&file("claims.csv", text.as_bytes())), wanted, "{titles}");
        assert_eq!(of(&workbook("claims.xlsx", &text)), wanted, "{titles}");
    }

    let wrong = "编码,日期,卫生厕所.自报,农户.自报,卫生厕所.自抱\n1,2022-09-12,九十,,\n2,2022-09-12,-1,,\n3,2022-09-12,1.5,7,2\n";
    let output = run(&["score", &file("claimed-wrong.csv", wrong.as_bytes()), "--rules", &rules]);
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    for place in [
        "2:14: error[not-a-number]",
        "3:14: error[out-of-range]",
        "4:14: error[not-whole]",
        "1:15: error[nothing-claimed]",
        "1:21: error[no-such-fact]",
        "卫生厕所.自报`",
    ] {
        assert!(text.contains(place), "{place} is not in {text}");
    }
}

/// A workbook with the rows of a CSV file, numbers as numbers.
fn workbook(name: &str, csv: &str) -> String {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    for (row, record) in (0u32..).zip(reader.records()) {
        for (column, cell) in (0u16..).zip(record.expect("a row").iter()) {
            let whole = cell.parse::<i32>().ok().filter(|_| cell.len() < 10);
            match whole {
                Some(number) => sheet.write_number(row, column, number).expect("a number"),
                None => sheet.write_string(row, column, cell).expect("a text"),
            };
        }
    }
    file(name, &book.save_to_buffer().expect("a workbook"))
}

#[test]
fn a_workbook_reads_as_its_rows_do() {
    let table = "samples/liangshan/villages.csv";
    let text = std::fs::read_to_string(root().join(table)).expect("the sample");
    let path = workbook("villages.xlsx", &text);
    let [rows, book] =
        [table, &path].map(|file| stdout(&run(&["score", file, "--format", "json"])));
    assert!(rows.len() > 1000);
    assert_eq!(rows, book);

    let wrong = "编码,日期,规则集,可视范围暴露拉圾\n513431100204,2022-09-12,liangshan/village,2\n";
    let output = run(&["score", &workbook("misspelt.xlsx", wrong)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("misspelt.xlsx:1:11"), "{}", stderr(&output));
    let output = run(&["score", &file("no-workbook.xlsx", b"PK no")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no-workbook.xlsx"), "{}", stderr(&output));
}

#[test]
fn a_workbook_with_one_cell_far_out_is_refused() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(1_048_575, 16_383, "x").expect("the last cell");
    let path = file("far.xlsx", &book.save_to_buffer().expect("a workbook"));
    let output = run(&["score", &path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("200000"), "{}", stderr(&output));
}
