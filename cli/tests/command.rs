//! The command as other programs call it: results, messages, exit codes.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cunchi"))
        .args(arguments)
        .current_dir(root())
        .env("LC_ALL", "C")
        .output()
        .expect("the command runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A file of our own for one test.
fn file(name: &str, text: &[u8]) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the file is written");
    path.display().to_string()
}

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
fn schemas_are_json() {
    for which in ["rules", "cases", "inspection", "assessment"] {
        let output = run(&["schema", which]);
        let schema: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert!(schema["$schema"].is_string(), "{which}");
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
