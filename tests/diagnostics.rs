//! Every code has a case that gets it, and a page that shows it.
//!
//! `diagnostics/cases.yaml` says what is wrong; the page `docs/diagnostics/<code>.md` shows the wrong line and what is
//! said about it in both languages. `BLESS=1` rewrites the pages; they are read before they are committed.

use cunchi::diagnostic::{Code, Severity};
use cunchi::{Diagnostics, Form, Language, RuleSet, Shelf, Source, Suite, formatted};
use serde_yaml::Value;
use std::fmt::Write as _;
use std::path::Path;

/// A sound rule set: no error, no warning, no finding.
const BASE: &str = "\
ruleset: t/diagnostics
version: 1.0.0
title: 测试集
subject: village
effective: { from: 2022-01-01 }
scale: { max: 14, round: { at: total, step: 1, mode: gbt8170 } }
coverage: 80%
adjustable: { gates: tighten }
owners: { G1: 组 }
sources: { s1: { title: 文件 } }
facts:
  spots: { kind: count, unit: 处, title: 处数, at_most: 20 }
  people: { kind: count, unit: 人, title: 人数, at_least: 1, at_most: 30 }
  yes1: { kind: yes_no, title: 是一 }
  yes2: { kind: yes_no, title: 是二 }
  scheme: { kind: choice, title: 方案, options: [low, mid, top] }
  ground: { kind: choice, title: 场地, options: [low, mid, top] }
  check: { kind: checklist, title: 清单, of: { u: 点一, v: 点二 } }
  list: { kind: findings, title: 问题, fields: { size: { kind: count, title: 大小 } } }
  given: { kind: number, title: 给分, places: 1, at_least: 0, at_most: 4 }
  note: { kind: text, title: 理由 }
  part: { kind: yes_no, title: 部分, may_not_apply: yes }
  mean_below: { kind: number, title: 平均, at_least: 0, at_most: 100, from: { below: t/below, take: mean } }
let: { half: spots / 2 }
sections:
  - id: S1
    title: 一
    points: 6
    items:
      - { id: A, title: 甲, points: 4, pass: yes1, adjustable: any, owner: G1, tags: { ease: easy }, remedy: { text: 改, within: 3 days }, provenance: { criterion: { source: s1 }, numbers: { source: s1 } } }
      - { id: B, title: 乙, points: 1, pass: half < 5 and people > 1 and unmet(check) = 0 and count(list) < 2 and part, provenance: { criterion: { source: s1 } } }
      - { id: C, title: 丙, points: 1, table: { rows: scheme, columns: ground, cells: { low: { low: 0, mid: 0, top: 1 }, mid: { low: 1, mid: 1, top: 1 }, top: { low: 1, mid: 1, top: 1 } } }, provenance: { criterion: { source: s1 } } }
  - id: S2
    title: 二
    points: 8
    items:
      - { id: D, title: 丁, points: 2, judged: { value: given, step: 0.5, reason: note }, zero_if: mean_below < 10, provenance: { criterion: { source: s1 } } }
      - { id: E, title: 戊, points: 2, deduct: { each: spots, points: 1 }, adjustable: tighten, provenance: { criterion: { source: s1 } } }
      - { id: F, title: 己, points: 2, tiers: [ { when: yes1, points: 2 }, { else: yes, points: 0 } ], adjustable: loosen, provenance: { criterion: { source: s1 } } }
      - { id: H, title: 辛, points: 2, bands: { of: spots, steps: [ { to: 3, points: 2 }, { above: 3, points: 0 } ] }, provenance: { criterion: { source: s1 } } }
      - { id: G, title: 记, record: [note] }
gates:
  - { id: V, title: 否决, when: yes2, effect: { grade_at_most: bad }, basis: 文件 }
grades:
  - { id: good, from: 9, title: 好 }
  - { id: fair, from: 6, title: 中 }
  - { id: bad, from: 0, title: 差 }
";

/// A rule set below the base.
const BELOW: &str = "\
ruleset: t/below
version: 1.0.0
title: 下级
subject: household
effective: { from: 2022-01-01 }
scale: { max: 10, round: { at: total, step: 1, mode: gbt8170 } }
facts: { ok: { kind: yes_no, title: 好 } }
items: [ { id: A, title: 甲, points: 10, pass: ok, provenance: { criterion: { seed: 测试 } } } ]
grades: [ { id: clean, title: 净, from: 9 }, { id: rest, title: 其余, from: 0 } ]
";

/// What was tried, and what was said.
struct Tried {
    /// The changed line, before and after; or the whole text.
    shown: String,
    found: Diagnostics,
}

fn text<'a>(case: &'a Value, key: &str) -> Option<&'a str> {
    case.get(key).and_then(Value::as_str)
}

/// The base with its replacements, and the lines that changed.
fn changed(case: &Value) -> (String, String) {
    let mut rules = BASE.to_owned();
    if let Some(put) = case.get("put").and_then(Value::as_sequence) {
        let several = put.iter().all(Value::is_sequence);
        let pairs: Vec<&[Value]> = match several {
            true => put.iter().filter_map(|pair| Some(pair.as_sequence()?.as_slice())).collect(),
            false => vec![put],
        };
        for pair in pairs {
            let [Value::String(old), Value::String(new)] = pair else { panic!("{pair:?}") };
            assert!(rules.contains(old), "the base has no `{old}`");
            rules = rules.replacen(old, new, 1);
        }
    }
    let before: Vec<&str> = BASE.lines().collect();
    let shown: Vec<&str> = rules.lines().filter(|line| !before.contains(line)).collect();
    let mut shown = shown.join("\n");
    if shown.is_empty() {
        let after: Vec<&str> = rules.lines().collect();
        let gone: Vec<String> = before
            .iter()
            .filter(|line| !after.contains(line))
            .map(|line| format!("# 缺 {line}"))
            .collect();
        shown = gone.join("\n");
    }
    (rules, shown)
}

fn generated(which: &str) -> (String, String) {
    let deep = "[".repeat(70) + &"]".repeat(70);
    match which {
        "too-large" => {
            (format!("# {}\n", "x".repeat((64 << 20) + 1)), "# xxx…（64 MiB）".to_owned())
        }
        "not-utf8" => (String::new(), "title: ……（GB18030）".to_owned()),
        "too-deep" => (format!("ruleset: {deep}\n"), "ruleset: [[[[…".to_owned()),
        "too-many-nodes" => {
            (format!("[{}]", "0,".repeat(8_100_000) + "0"), "[0,0,0,…（八百万个）".to_owned())
        }
        "too-many-dates" => {
            let steps: Vec<String> = (1..70)
                .map(|n| format!("{{ from: 2023-{:02}-{:02}, is: 4 }}", n / 20 + 1, n % 20 + 1))
                .collect();
            let dated = format!("points: {{ dated: [ {{ is: 4 }}, {} ] }}, pass", steps.join(", "));
            let shown = "points: { dated: [ { is: 4 }, { from: 2023-01-02, is: 4 }, … ] }";
            (BASE.replacen("points: 4, pass", &dated, 1), shown.to_owned())
        }
        _ => {
            let long = format!("pass: yes1{}", " or yes1".repeat(3_000));
            (BASE.replacen("pass: yes1", &long, 1), "pass: yes1 or yes1 or yes1 …".to_owned())
        }
    }
}

fn load(rules: &str) -> Diagnostics {
    match RuleSet::load(&Source::new("rules.yaml", rules)) {
        Ok(rules) => rules.warnings().clone().and(rules.compile().audit()),
        Err(found) => found,
    }
}

fn base() -> RuleSet {
    RuleSet::load(&Source::new("rules.yaml", BASE))
        .unwrap_or_else(|p| panic!("{}", p.with_marks(Language::English)))
}

fn run(case: &Value) -> Tried {
    if let Some(which) = text(case, "generated") {
        let (rules, shown) = generated(which);
        // JSON, since a reader of eight million values must be quick.
        let found = if which == "not-utf8" {
            let bytes = b"title: \xB4\xE5\xB3\xDF\n".to_vec();
            Source::from_bytes("rules.yaml", bytes).expect_err("refused")
        } else if which == "too-many-nodes" {
            Form::read(&Source::new("many.json", rules)).expect_err("refused")
        } else {
            load(&rules)
        };
        return Tried { shown, found };
    }
    if let Some(overlay) = text(case, "overlay") {
        return run_overlay(overlay, text(case, "parents"));
    }
    if let Some(cases) = text(case, "cases") {
        let read = Suite::read(&Source::new("cases.yaml", cases));
        let found = read.and_then(|suite| {
            let shelf = Shelf::load(&[Source::new("rules.yaml", BASE)]).expect("it is sound");
            suite.run(&shelf)
        });
        let found = found.expect_err("refused");
        return Tried { shown: cases.to_owned(), found };
    }
    if let Some(shelf) = case.get("shelf") {
        let (rules, shown) = changed(case);
        let mut sources = vec![Source::new("rules.yaml", rules), Source::new("below.yaml", BELOW)];
        if shelf.as_str() == Some("twice") {
            sources.push(Source::new("again.yaml", BASE));
        }
        let loaded = Shelf::load(&sources);
        let Some(inspection) = text(case, "inspection") else {
            return Tried { shown, found: loaded.expect_err("refused") };
        };
        let shelf = loaded.unwrap_or_else(|p| panic!("{}", p.with_marks(Language::English)));
        let forms = Form::read(&Source::new("inspection.yaml", inspection)).expect("forms");
        let problems = shelf.assess(&forms, None).into_iter().filter_map(Result::err);
        let found = problems.fold(Diagnostics::default(), Diagnostics::and);
        return Tried { shown: inspection.to_owned(), found };
    }
    if let Some(layout) = text(case, "layout") {
        let found = formatted(&Source::new("rules.yaml", layout)).expect_err("refused");
        return Tried { shown: layout.to_owned(), found };
    }
    if let Some(rules) = text(case, "rules") {
        return Tried { shown: rules.to_owned(), found: load(rules) };
    }
    let inspection = match (text(case, "inspection"), text(case, "facts")) {
        (Some(inspection), _) => inspection.to_owned(),
        (None, Some(facts)) => {
            let subject = text(case, "subject").unwrap_or("{ code: '1' }");
            let notes = text(case, "notes").map(|notes| format!("notes: {notes}\n"));
            format!(
                "subject: {subject}\ndate: 2022-09-12\nfacts: {facts}\n{}",
                notes.unwrap_or_default()
            )
        }
        (None, None) => {
            let (rules, shown) = changed(case);
            return Tried { shown, found: load(&rules) };
        }
    };
    let name = text(case, "name").unwrap_or("inspection.yaml");
    let found = match Form::read(&Source::new(name, inspection.clone())) {
        Ok(forms) => {
            let program = base().compile();
            let problems = forms.iter().filter_map(|form| program.admit(form).err());
            problems.fold(Diagnostics::default(), Diagnostics::and)
        }
        Err(found) => found,
    };
    Tried { shown: inspection, found }
}

/// An overlay of the base, on a shelf with it.
fn run_overlay(overlay: &str, parents: Option<&str>) -> Tried {
    let parents: Vec<String> = match parents {
        Some("two versions") => {
            let from = "from: 2022-01-01";
            let ends = BASE.replacen(from, "from: 2022-01-01, until: 2022-12-31", 1);
            let later = BASE.replacen(from, "from: 2023-01-01", 1);
            vec![ends, later.replacen("version: 1.0.0", "version: 2.0.0", 1)]
        }
        _ => vec![BASE.to_owned()],
    };
    let head = "overlay: t/county\nversion: 1.0.0-c\n";
    let (overlay, shown) = if overlay == "too many" {
        let change = "  - { change: A, set: { title: 甲 }, why: 试 }\n";
        (
            format!("{head}extends: t/diagnostics\nchanges:\n{}", change.repeat(1001)),
            change.repeat(2) + "  …",
        )
    } else {
        let overlay = format!("{head}{overlay}");
        (overlay.clone(), overlay)
    };
    let mut sources = vec![Source::new("county.yaml", overlay)];
    sources.extend(parents.iter().map(|text| Source::new("rules.yaml", text)));
    let found = match Shelf::load(&sources) {
        Ok(shelf) => shelf.warnings().clone(),
        Err(found) => found,
    };
    Tried { shown, found }
}

fn cases() -> Vec<(String, Value)> {
    let text = include_str!("diagnostics/cases.yaml");
    let cases: Value = serde_yaml::from_str(text).expect("the cases are YAML");
    let map = cases.as_mapping().expect("a map");
    map.iter()
        .map(|(code, case)| (code.as_str().expect("a code").to_owned(), case.clone()))
        .collect()
}

/// The page of a code.
fn page(code: &str, tried: &Tried) -> String {
    let severity = match Code::named(code).expect("a code").severity() {
        Severity::Error => "错误 error",
        Severity::Warning => "警告 warning",
        Severity::Note => "说明 note",
    };
    let mut out = format!("# {code}\n\n{severity}\n\n");
    let of_code: Vec<_> = tried.found.iter().filter(|one| one.code().as_str() == code).collect();
    let first = of_code.first().expect("found");
    for language in [Language::Chinese, Language::English] {
        let _ = write!(out, "{}", cut(first.message(language)));
        match first.help(language) {
            Some(help) => {
                let mark = if language == Language::Chinese { "。" } else { ". " };
                let _ = writeln!(out, "{mark}{}\n", cut(help));
            }
            None => out.push_str("\n\n"),
        }
    }
    let _ = writeln!(out, "## 例 Example\n\n```text\n{}\n```\n", cut(tried.shown.trim_end()));
    let place = first.place();
    let at = place.start();
    let _ = writeln!(
        out,
        "```text\n{}:{}:{}: {}[{code}]: {}\n```",
        place.source.name(),
        at.line,
        at.column,
        first.severity().word(),
        cut(first.message(Language::English))
    );
    out
}

/// Lines of at most 300 characters.
fn cut(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let short: String = line.chars().take(300).collect();
        if short.len() < line.len() { short + " …" } else { short }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_base_is_sound() {
    assert_eq!(load(BASE).lines(Language::English), "");
    Shelf::load(&[Source::new("rules.yaml", BASE), Source::new("below.yaml", BELOW)])
        .expect("both fit");
}

#[test]
fn every_code_has_its_case_and_every_case_gets_its_code_alone() {
    let cases = cases();
    for code in Code::all() {
        assert!(cases.iter().any(|(name, _)| name == code.as_str()), "{code} has no case");
    }
    let mut wrong = Vec::new();
    for (code, case) in &cases {
        let tried = run(case);
        let mut found: Vec<&str> = tried.found.iter().map(|one| one.code().as_str()).collect();
        found.dedup();
        if found != [code.as_str()] {
            wrong
                .push(format!("{code}: {found:?}\n{}", cut(&tried.found.lines(Language::English))));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// A word beside something broken is not reported as well.
#[test]
fn one_slip_is_one_error() {
    for condition in ["nosuch.part = low", "yes1 + 1 = low", "low = ln(nosuch)", "[spots] in low"] {
        let found = load(&BASE.replacen("pass: yes1", &format!("pass: \"{condition}\""), 1));
        assert_eq!(found.iter().count(), 1, "{condition}: {}", found.lines(Language::English));
    }
}

/// A file with Chinese keys is told its own words; one with English keys the English ones, in either language.
#[test]
fn messages_use_the_words_of_the_file() {
    let rules = "规则集: 甲/乙\n版本: 1.0.0\n名称: 测试\n考评对象: village\n施行: { 自: 2022-01-01 }\n\
        计分: { 满分: 10, 修约: { 位置: 打印, 间隔: 1, 规则: 四舍六入五成双 } }\n\
        检查数据: { 堆: { 类型: 计数, 名称: 垃圾堆 }, 户: { 类型: 计数, 名称: 户数 }, 词: { 类型: 选项, 名称: 词 } }\n\
        项目:\n\
        \x20 - { 编号: 甲, 名称: 甲, 分值: 5, 扣分: { 分值: 1 } }\n\
        \x20 - { 编号: 乙, 名称: 乙, 分值: 5, 比例: { 对象: 堆, 总体: 户 }, 分档: [] }\n\
        门槛: [ { 编号: 丙, 名称: 丙, 当: 总分 < 3, 后果: 不予评定 } ]\n";
    let found = load(rules);
    let said = found.with_marks(Language::Chinese);
    let letters = |word: &str| word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    for part in said
        .lines()
        .filter(|line| !line.starts_with(' '))
        .flat_map(|l| l.split('`').skip(1).step_by(2))
    {
        assert!(
            !part
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|w| w.len() > 1 && letters(w)),
            "{part}:\n{said}"
        );
    }
    for words in ["`每处`, `未达项`, `当`", "请补上 `文件依据: …`", "是否想写 `总分.得分`"]
    {
        assert!(said.contains(words), "{words}:\n{said}");
    }
    let english = load(&BASE.replacen("title: 是一", "", 1)).with_marks(Language::Chinese);
    assert!(english.contains("缺少 `title`（名称）"), "{english}");
}

#[test]
fn every_page_shows_what_is_said_today() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics");
    let bless = std::env::var_os("BLESS").is_some();
    if bless {
        std::fs::create_dir_all(&folder).expect("the folder");
    }
    let cases = cases();
    for (code, case) in &cases {
        let path = folder.join(format!("{code}.md"));
        let page = page(code, &run(case));
        if bless {
            std::fs::write(&path, page).expect("the page is written");
        } else {
            let there = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(there, page, "{code}: run with BLESS=1 and read the page");
        }
    }
    for entry in std::fs::read_dir(&folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(cases.iter().any(|(code, _)| *code == name), "{name} is the page of no code");
    }
}
