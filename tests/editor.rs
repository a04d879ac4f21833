//! Help in an editor, on sound and on half-written texts: `‸` is where the cursor stands.

use cunchi::Source;
use cunchi::editor::{Completion, CompletionKind, Document, DocumentKind};
use std::path::{Path, PathBuf};

const ENGLISH: &str = "\
ruleset: test/yard
version: 1.0.0
title: Yards
subject: household
effective: { from: 2022-01-01 }
scale: { max: 10, round: { at: total, step: 1, mode: half_up } }
facts:
  persons: { kind: count, unit: 人, title: 常住人口 }
  spots: { kind: count, unit: 处, title: 垃圾 }
  beds: { kind: count, unit: 张, title: 床, claim: counts }
  front: { kind: choice, title: 门前, options: { poor: 差, fair: 中, good: 好 } }
  tidy: { kind: checklist, title: 整洁, of: { tools: 农具, wood: 柴草 } }
  heaps:
    kind: findings
    title: 堆放
    fields:
      size: { kind: number, title: 大小 }
      what: { kind: choice, title: 何物, options: { dung: 粪, straw: 草 } }
    let:
      burden: size * 2
      heavy: burden > 3
consistency:
  - { that: spots <= 100, say: too many spots }
let:
  need: ceil(number(persons) / 2)
  risk: { levels: [low, high], tiers: [{ when: spots = 0, is: low }, { else: yes, is: high }] }
items:
  - { id: A, title: 无垃圾, points: 5, deduct: { each: spots, points: 1 } }
  - { id: B, title: 有床, points: 5, pass: number(beds) >= need }
gates:
  - { id: G, title: 脏乱, when: spots > 20, effect: { grade_at_most: fair }, basis: 示例 }
grades:
  - { id: good, title: 好, from: 8 }
  - { id: fair, title: 中, from: 5 }
  - { id: poor, title: 差, from: 0 }
";

const CASES: &str = "\
cases: test/yard
items:
  - case: five people
    as_of: 2022-09-15
    subject: { kind: household, code: H1 }
    facts: { persons: 5, spots: 2, beds: 3 }
    expect: { score: 8, items: { A: 3 } }
";

/// A text without its mark, and where that was.
fn cursor(marked: &str) -> (String, u32) {
    let at = marked.find('‸').expect("the text has a mark");
    (marked.replace('‸', ""), u32::try_from(at).expect("short"))
}

/// The rule set with one place changed into another that holds the mark.
fn with(from: &str, to: &str) -> String {
    assert_eq!(ENGLISH.matches(from).count(), 1, "`{from}` stands once in the text");
    ENGLISH.replace(from, to)
}

/// The same rule set in Chinese keys and words, with one place changed into another that holds the mark.
fn chinese_with(from: &str, to: &str) -> String {
    let source = Source::new("yard.yaml", ENGLISH);
    let text = cunchi::reworded(&source, cunchi::Language::Chinese).expect("it is sound");
    assert_eq!(text.matches(from).count(), 1, "`{from}` stands once in the text");
    text.replace(from, to)
}

fn document(text: &str) -> Document {
    Document::open(&Source::new("yard.yaml", text), &[Source::new("cases.yaml", CASES)])
}

fn completions(marked: &str) -> Vec<Completion> {
    let (text, at) = cursor(marked);
    document(&text).completions(at)
}

fn labels(marked: &str) -> Vec<String> {
    completions(marked).into_iter().map(|one| one.label).collect()
}

fn hover(marked: &str) -> String {
    let (text, at) = cursor(marked);
    document(&text).hover(at).map(|hover| hover.markdown).unwrap_or_default()
}

/// The text that a definition leads to.
fn definition(marked: &str) -> Vec<String> {
    let (text, at) = cursor(marked);
    let found = document(&text).definition(at);
    found.iter().map(|label| label.source.slice(label.span).to_owned()).collect()
}

fn shipped() -> Vec<PathBuf> {
    fn below(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                below(&path, out);
            } else if path.extension().is_some_and(|end| end == "yaml") {
                out.push(path);
            }
        }
    }
    let mut out = Vec::new();
    for folder in ["rules", "samples"] {
        below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut out);
    }
    out.sort();
    out
}

#[test]
fn the_text_these_tests_stand_on_is_sound() {
    let document = document(ENGLISH);
    assert_eq!(document.kind(), DocumentKind::RuleSet);
    let found = document.diagnostics();
    assert!(!found.has_errors(), "{found:?}");
}

#[test]
fn what_may_stand_at_a_place_is_offered_and_what_may_not_is_not() {
    // The place, what is offered among others, what is not.
    let table: &[(String, &[&str], &[&str])] = &[
        ("rules‸".to_owned(), &[], &["pass"]),
        ("ruleset: a/b\n‸".to_owned(), &["version", "items", "let"], &["ruleset", "pass"]),
        ("规则集: a/b\n‸".to_owned(), &["版本", "项目"], &["version", "规则集"]),
        (
            with("points: 5, deduct: { each: spots, points: 1 } }", "points: 5, ‸ }"),
            &["deduct", "zero_if"],
            &["title", "points"],
        ),
        (
            with("deduct: { each: spots, points: 1 }", "deduct: { each: ‸"),
            &["spots", "need", "ceil", "claimed", "power", "if"],
            &["pass"],
        ),
        (
            with("deduct: { each: spots, points: 1 }", "deduct: { ‸ }"),
            &["each", "points"],
            &["deduct"],
        ),
        (with("pass: number(beds) >= need", "pass: number(be‸"), &["beds"], &["title"]),
        (
            with("pass: number(beds) >= need", "pass: front = ‸"),
            &["poor", "fair", "good"],
            &["pass"],
        ),
        (with("pass: number(beds) >= need", "pass: \"front in [poor, ‸\""), &["fair", "good"], &[]),
        (with("pass: number(beds) >= need", "pass: tidy.‸"), &["tools", "wood"], &["spots", "if"]),
        (with("pass: number(beds) >= need", "pass: count(heaps where ‸"), &["size", "what"], &[]),
        (
            with("pass: number(beds) >= need", "pass: count(heaps where what = ‸"),
            &["dung", "straw"],
            &[],
        ),
        (with("pass: number(beds) >= need", "pass: sum(heaps.‸"), &["size"], &["spots"]),
        (with("burden: size * 2", "burden: ‸"), &["size", "what", "ceil"], &[]),
        (with("heavy: burden > 3", "heavy: ‸"), &["burden", "size"], &[]),
        (with("pass: number(beds) >= need", "pass: count(heaps where ‸)"), &["heavy"], &[]),
        (with("that: spots <= 100", "that: ‸"), &["spots", "need"], &["that"]),
        (with("claim: counts", "claim: ‸"), &["not_checked", "counts"], &["pass"]),
        (with("kind: count, unit: 人,", "kind: ‸"), &["count", "findings"], &["persons"]),
        (with("unit: 人, title: 常住人口 }", "‸ }"), &["unit", "at_least"], &["options", "kind"]),
        (
            with("effect: { grade_at_most: fair }", "effect: { grade_at_most: ‸ }"),
            &["good", "fair", "poor"],
            &["spots"],
        ),
        (
            with("effect: { grade_at_most: fair }", "effect: { ‸ }"),
            &["grade_at_most", "grade_down", "grade_up"],
            &[],
        ),
        (with("when: spots > 20,", "when: ‸,"), &["total", "A"], &["总分"]),
        (with("when: spots > 20,", "when: A.‸"), &["points", "share", "state"], &[]),
        (with("when: spots > 20,", "when: A.state = ‸"), &["pass", "not_checked"], &["household"]),
        (with("mode: half_up", "mode: ‸"), &["gbt8170", "half_up"], &["total"]),
        (
            with("subject: household", "subject: ‸"),
            &["household", "village"],
            &["household-hygiene"],
        ),
        (with("is: low }", "is: ‸ }"), &["low", "high"], &["spots", "poor"]),
        (with("is: high }", "is: h‸ }"), &["high"], &["when"]),
        (
            with(
                "risk: { levels: [low, high], tiers: [{",
                "又: { 等级: { 低: 小, 高: 大 }, 分档: [{ 当: spots = 0, 为: ‸ }] }\n  risk: { levels: [low, high], tiers: [{",
            ),
            &["低", "高"],
            &["low"],
        ),
        (
            with(
                "risk: {",
                "how: { levels: [few, many], table: { rows: front, cells: { ‸ } } }\n  risk: {",
            ),
            &["poor", "fair", "good"],
            &["few", "low"],
        ),
        (
            with(
                "risk: {",
                "how: { levels: [few, many], table: { rows: front, cells: { poor: ‸ } } }\n  risk: {",
            ),
            &["few", "many"],
            &["poor"],
        ),
        (
            with(
                "grades:\n",
                "grade_matrix: { rows: front, columns: risk, cells: { ‸ } }\ngrades:\n",
            ),
            &["poor", "good"],
            &["low", "rows"],
        ),
        (
            with(
                "grades:\n",
                "grade_matrix: { rows: front, columns: risk, cells: { poor: { ‸ } } }\ngrades:\n",
            ),
            &["low", "high"],
            &["poor"],
        ),
        (
            with(
                "grades:\n",
                "等次矩阵: { 行: front, 列: risk, 格: { poor: { low: ‸ } } }\ngrades:\n",
            ),
            &["good", "fair", "poor"],
            &["low", "spots"],
        ),
        (
            with("grades:\n", "grade_matrix: { ‸ }\ngrades:\n"),
            &["rows", "columns", "cells"],
            &["from"],
        ),
        (with("from: 8 }", "‸ }"), &["from", "above", "below", "requires"], &["id"]),
        (
            with("points: 1 } }", "points: 1 }, when_rectified: { ‸ } }"),
            &["returns", "within"],
            &[],
        ),
        (format!("{ENGLISH}‸"), &["bonuses", "grade_matrix"], &["grades", "sections"]),
    ];
    offered_and_withheld(table);
}

fn offered_and_withheld(table: &[(String, &[&str], &[&str])]) {
    for (marked, offered, withheld) in table {
        let found = labels(marked);
        let place = marked.lines().find(|line| line.contains('‸')).unwrap_or_default();
        for word in *offered {
            assert!(found.iter().any(|one| one == word), "{place}: `{word}` not in {found:?}");
        }
        for word in *withheld {
            assert!(!found.iter().any(|one| one == word), "{place}: `{word}` in {found:?}");
        }
    }
}

#[test]
fn files_in_chinese_are_offered_chinese_keys_and_words() {
    let table: &[(String, &[&str], &[&str])] = &[
        (chinese_with("为: high }", "为: ‸ }"), &["low", "high"], &["spots", "高"]),
        (chinese_with("等级: [low, high],", "‸,"), &["等级", "分段"], &["levels"]),
        (chinese_with("自报: 采信", "自报: ‸"), &["采信", "未检查"], &["counts"]),
        (chinese_with("张, 名称: 床, 自报: 采信", "张, ‸"), &["自报", "名称"], &["claim", "可选"]),
        (chinese_with("自: 8 }", "‸ }"), &["自", "高于", "低于", "另须"], &["above", "编号"]),
        (
            chinese_with("每处: spots, 分值: 1 } }", "每处: spots, 分值: 1 }, 整改后: { ‸ } }"),
            &["返还", "时限"],
            &["returns"],
        ),
        (chinese_with("\n等次:\n", "\n等次矩阵: { ‸ }\n等次:\n"), &["行", "列", "格"], &["rows"]),
        (chinese_with("\n等次:\n", "\n等次矩阵: { 行: ‸ }\n等次:\n"), &["front", "risk"], &["列"]),
        (
            chinese_with("\n等次:\n", "\n等次矩阵: { 行: front, 列: risk, 格: { ‸ } }\n等次:\n"),
            &["poor", "fair", "good"],
            &["low", "行"],
        ),
        (
            chinese_with(
                "\n等次:\n",
                "\n等次矩阵: { 行: front, 列: risk, 格: { poor: { ‸ } } }\n等次:\n",
            ),
            &["low", "high"],
            &["poor"],
        ),
        (chinese_with("当: spots > 20,", "当: ‸,"), &["总分", "A", "且"], &["total", "应有"]),
        (chinese_with("当: spots > 20,", "当: 总分.‸,"), &["得分", "得分率"], &["总分"]),
        (chinese_with("应有: spots", "应有: ‸"), &["spots", "need", "进位"], &["ceil", "应有"]),
        (format!("{}‸", chinese_with("规则集: t", "规则集: t")), &["加分", "等次矩阵"], &["等次"]),
    ];
    offered_and_withheld(table);
}

#[test]
fn what_is_offered_takes_the_place_of_what_was_typed() {
    for (from, to, label, line) in [
        ("pass: number(beds) >= need", "pass: number(be‸", "beds", "pass: number(beds"),
        ("mode: half_up", "mode: ha‸", "half_up", "mode: half_up"),
        ("points: 5, pass", "points: 5, pa‸", "pass", "points: 5, pass: "),
        ("mode: half_up", "mo‸: half_up", "mode", "mode: half_up"),
    ] {
        let (text, at) = cursor(&with(from, to));
        let found = document(&text).completions(at);
        let one = found.iter().find(|one| one.label == label).expect("it is offered");
        let (start, end) = (one.replaces.start as usize, one.replaces.end as usize);
        let made = format!("{}{}{}", &text[..start], one.insert, &text[end..]);
        assert!(made.contains(line), "{to} becomes {made}");
    }
}

#[test]
fn every_key_word_function_and_keyword_offered_is_explained_in_both_languages() {
    let places = [
        "ruleset: a/b\n‸".to_owned(),
        with("pass: number(beds) >= need", "pass: ‸"),
        with("effect: { grade_at_most: fair }", "effect: { ‸ }"),
        with("let:\n  need: ceil(number(persons) / 2)", "let:\n  need: { ‸ }"),
        with("claim: counts", "claim: ‸"),
        with("step: 1, mode: half_up } }", "step: 1, mode: half_up }, ‸ }"),
    ];
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let english = |text: &str| {
        // More than the word itself in backticks or bold.
        text.split_whitespace().filter(|word| word.is_ascii() && word.len() > 2).count() > 1
    };
    let mut seen = 0;
    for place in &places {
        for one in completions(place) {
            if one.kind == CompletionKind::Name {
                continue;
            }
            seen += 1;
            let text = &one.documentation;
            assert!(chinese(text) && english(text), "`{}` is explained by {text:?}", one.label);
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn what_is_pointed_at_is_explained() {
    let table: &[(String, &[&str])] = &[
        (with("deduct: {", "ded‸uct: {"), &["扣完为止", "down to nothing"]),
        (with("claim: counts", "cla‸im: counts"), &["自报", "what was claimed"]),
        (with("claim: counts", "claim: cou‸nts"), &["采信", "best estimate"]),
        (with("grade_at_most", "grade_‸at_most"), &["等次不得高于", "no grade better"]),
        (with("levels: [", "lev‸els: ["), &["等级", "least first"]),
        (with("is: low }", "i‸s: low }"), &["named value with levels"]),
        (with("is: high }", "is: hi‸gh }"), &["`high`", "等级 level 2 / 2"]),
        (with("from: 8", "abo‸ve: 8"), &["高于", "not included"]),
        (
            with("points: 1 } }", "points: 1 }, when_‸rectified: { returns: 50% } }"),
            &["整改", "put right"],
        ),
        (
            with(
                "grades:\n",
                "grade_matrix: { rows: front, columns: risk, cells: { poor: { low: fa‸ir } } }\ngrades:\n",
            ),
            &["中", "≥ 5"],
        ),
        (with("grades:\n", "等次矩阵‸: { 行: front }\ngrades:\n"), &["按两个等级查最高等次"]),
        (with("mode: half_up", "mode: half‸_up"), &["四舍五入", "half away from zero"]),
        (
            with("need: ceil(number(persons) / 2)", "need: ce‸il(number(persons) / 2)"),
            &["向上取整", "next whole number"],
        ),
        (
            with("need: ceil(number(persons) / 2)", "need: ceil(number(per‸sons) / 2)"),
            &["常住人口", "persons"],
        ),
        (with("need: ceil(", "ne‸ed: ceil("), &["five people", "**3**", "0 … ∞"]),
        (with(">= need }", ">= ne‸ed }"), &["five people", "**3**"]),
        (with("pass: number(beds) >=", "pass: number(beds) >‸="), &["five people", "是 yes"]),
        (with("id: A, title", "id: ‸A, title"), &["无垃圾", "5 分 points"]),
        (with("grade_at_most: fair", "grade_at_most: fa‸ir"), &["中", "≥ 5"]),
        (with("{ id: G,", "{ id: G‸,"), &["脏乱"]),
        (with("heavy: burden > 3", "heavy: burd‸en > 3"), &["size * 2", "数 number"]),
        (with("burden: size * 2", "burden: si‸ze * 2"), &["大小"]),
        (with("burden: size * 2", "bur‸den: size * 2"), &["size * 2", "数 number"]),
        (with("that: spots", "th‸at: spots"), &["is refused", "不予受理"]),
        (with("that: spots", "that: sp‸ots"), &["垃圾"]),
        (with("consistency:", "consis‸tency:"), &["必须相符"]),
        (chinese_with("等级: [low", "等‸级: [low"), &["等级", "least first"]),
        (chinese_with("为: high }", "为: hi‸gh }"), &["`high`", "等级 level 2 / 2"]),
        (chinese_with("自报: 采信", "自‸报: 采信"), &["自报", "what was claimed"]),
        (chinese_with("自报: 采信", "自报: 采‸信"), &["采信", "best estimate"]),
        (chinese_with("自: 8", "高‸于: 8"), &["高于", "not included"]),
        (chinese_with("自: 5", "低‸于: 5"), &["低于", "not included"]),
        (
            chinese_with("分值: 1 } }", "分值: 1 }, 整改‸后: { 返还: 50% } }"),
            &["整改", "put right"],
        ),
        (chinese_with("分值: 1 } }", "分值: 1 }, 整改后: { 返‸还: 50% } }"), &["返还", "share"]),
        (
            chinese_with("\n等次:\n", "\n等次矩阵: { 行‸: front }\n等次:\n"),
            &["rows", "grade", "等次"],
        ),
        (
            chinese_with(
                "\n等次:\n",
                "\n等次矩阵: { 行: front, 列: risk, 格: { po‸or: { low: fair } } }\n等次:\n",
            ),
            &["**差** `poor`", "`front` 1 / 3"],
        ),
        (
            chinese_with(
                "\n等次:\n",
                "\n等次矩阵: { 行: front, 列: risk, 格: { poor: { hi‸gh: fair } } }\n等次:\n",
            ),
            &["`high`", "`risk` 2 / 2"],
        ),
        (
            chinese_with("等次不高于: fair", "等次不高于: fa‸ir").replace("自: 5", "高于: 5"),
            &["中", "> 5"],
        ),
        (
            chinese_with("当: spots > 20,", "当: 总‸分.得分 > 3,"),
            &["total", "before gates", "门槛之前"],
        ),
        (chinese_with("应有: spots", "应‸有: spots"), &["is refused", "不予受理"]),
        // Half-written around it.
        (with("pass: number(beds) >= need }", "pass: number(be‸ds) >= "), &["床"]),
        ("ruleset: a/b\nfacts: { spots: { kind: co‸unt".to_owned(), &["计数", "whole number"]),
        ("规则集: a/b\n覆盖‸率".to_owned(), &["覆盖率"]),
    ];
    for (marked, expected) in table {
        let text = hover(marked);
        let place = marked.lines().find(|line| line.contains('‸')).unwrap_or_default();
        for part in *expected {
            assert!(text.contains(part), "{place}: `{part}` not in {text:?}");
        }
    }
}

#[test]
fn a_name_leads_to_its_declaration() {
    for (marked, expected) in [
        (with("each: spots", "each: sp‸ots"), "spots"),
        (with(">= need }", ">= ne‸ed }"), "need"),
        (with("grade_at_most: fair", "grade_at_most: fa‸ir"), "fair"),
        (with("pass: number(beds) >= need", "pass: tidy.to‸ols"), "tools"),
        (with("pass: number(beds) >= need", "pass: count(heaps where si‸ze > 2"), "size"),
        (with("when: spots > 20,", "when: A‸.points = 0,"), "A"),
        (with("heavy: burden > 3", "heavy: bur‸den > 3"), "burden"),
        (with("burden: size * 2", "burden: si‸ze * 2"), "size"),
        (with("that: spots", "that: sp‸ots"), "spots"),
    ] {
        let place = marked.lines().find(|line| line.contains('‸')).unwrap_or_default();
        assert_eq!(definition(&marked), [expected], "{place}");
        let (text, at) = cursor(&marked);
        let found = document(&text).definition(at);
        assert_ne!(found[0].span.start, at, "{place}: elsewhere than where it is used");
    }
    assert_eq!(definition(&with("title: Yards", "title: Ya‸rds")), [""; 0]);
}

#[test]
fn cases_are_helped_by_the_rule_set_they_are_about() {
    let open = |marked: &str| {
        let (text, at) = cursor(marked);
        let rules = Source::new("yard.yaml", ENGLISH);
        (Document::open(&Source::new("cases.yaml", text), &[rules]), at)
    };
    let (document, at) = open(&CASES.replace("beds: 3 }", "‸ }"));
    assert_eq!(document.kind(), DocumentKind::Cases);
    let found: Vec<String> = document.completions(at).into_iter().map(|one| one.label).collect();
    assert!(found.contains(&"front".to_owned()), "{found:?}");
    let (document, at) = open(&CASES.replace("items: { A: 3 }", "items: { ‸ }"));
    let found: Vec<String> = document.completions(at).into_iter().map(|one| one.label).collect();
    assert_eq!(found, ["A", "B"]);
    let (document, at) = open(&CASES.replace("spots: 2", "sp‸ots: 2"));
    assert!(document.hover(at).is_some_and(|hover| hover.markdown.contains("垃圾")));
    let found = document.definition(at);
    assert_eq!((found[0].source.name(), found[0].start().line), ("yard.yaml", 9));
    let (document, _) = open(&CASES.replace("spots: 2", "sopts: 2‸"));
    let found = document.diagnostics();
    assert!(found.has_errors());
    assert!(found.iter().all(|one| one.place().source.name() == "cases.yaml"), "{found:?}");
}

/// Everything that can be asked of a text at a byte.
fn ask(document: &Document, at: u32) {
    let length = u32::try_from(document.source().text().len()).expect("short");
    if let Some(hover) = document.hover(at) {
        assert!(hover.span.start <= hover.span.end && hover.span.end <= length);
        assert!(!hover.markdown.is_empty());
    }
    for one in document.completions(at) {
        assert!(one.replaces.start <= one.replaces.end && one.replaces.end <= length);
    }
    for label in document.definition(at) {
        assert!(label.span.end as usize <= label.source.text().len());
    }
}

#[test]
fn a_text_cut_off_anywhere_is_helped_at_its_end() {
    let source = Source::new("yard.yaml", ENGLISH);
    let chinese = cunchi::reworded(&source, cunchi::Language::Chinese).expect("it is sound");
    for text in [ENGLISH, &chinese] {
        for (cut, _) in text.char_indices().skip(1) {
            let part = &text[..cut];
            let document = document(part);
            let end = u32::try_from(cut).expect("short");
            ask(&document, end);
            ask(&document, end / 2);
        }
    }
}

#[test]
fn any_byte_may_be_asked_about_also_within_a_character_and_beyond_the_end() {
    let document = document(ENGLISH);
    for at in 0..u32::try_from(ENGLISH.len()).expect("short") + 3 {
        ask(&document, at);
    }
    ask(&document, u32::MAX);
}

#[test]
fn a_piece_cut_out_of_the_middle_or_put_in_twice_never_panics() {
    let places: Vec<usize> = ENGLISH.char_indices().map(|(at, _)| at).step_by(13).collect();
    for &at in &places {
        let to = places.iter().copied().find(|to| *to > at + 40).unwrap_or(ENGLISH.len());
        let (before, piece, after) = (&ENGLISH[..at], &ENGLISH[at..to], &ENGLISH[to..]);
        for text in [format!("{before}{after}"), format!("{before}{piece}{piece}{after}")] {
            let document = document(&text);
            ask(&document, u32::try_from(at).expect("short"));
            let _ = document.diagnostics();
        }
    }
}

#[test]
fn what_ships_gives_no_errors_and_can_be_asked_about_anywhere() {
    let all: Vec<Source> = shipped()
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).expect("a text");
            Source::new(path.display().to_string(), text)
        })
        .collect();
    assert!(all.len() > 15, "{}", all.len());
    for source in &all {
        let document = Document::open(source, &all);
        let found = document.diagnostics();
        assert!(!found.has_errors(), "{}: {found:?}", source.name());
        let length = source.text().len();
        for at in (0..length).step_by(length / 40 + 1) {
            ask(&document, u32::try_from(at).expect("short"));
        }
    }
}
