//! Numbers printed in public bulletins and in GB/T 8170-2008, through rule sets.
//!
//! The bulletins are those of `docs` and the rule sets; each test names the figures it reproduces.

use cunchi::report::Report;
use cunchi::{Form, Language, RuleSet, Source};

const HEAD: &str = "ruleset: test/vectors\nversion: 1.0.0\ntitle: t\nsubject: village\n\
    effective: { from: 2022-01-01 }\n";

fn report(rules: &str, facts: &str) -> Report {
    let rules = RuleSet::load(&Source::new("rules.yaml", format!("{HEAD}{rules}")));
    let program = rules.unwrap_or_else(|found| panic!("{found}")).compile();
    let form = format!("subject: {{ code: '1' }}\ndate: 2022-09-15\n{facts}\n");
    let forms = Form::read(&Source::new("form.yaml", form));
    let forms = forms.unwrap_or_else(|found| panic!("{found}"));
    let inspection = program.admit(&forms[0]).unwrap_or_else(|found| panic!("{found}"));
    inspection.assess().report(Language::English)
}

/// The points of one item that earns an expression over numbers `x` and `y`, rounded on the sheet.
fn earned(expression: &str, step: &str, mode: &str, x: &str, y: &str) -> String {
    let rules = format!(
        "scale: {{ max: 100000, round: {{ at: item, step: {step}, mode: {mode} }} }}\n\
         facts:\n  x: {{ kind: number, title: x }}\n  y: {{ kind: number, title: y }}\n\
         items:\n  - {{ id: I, title: i, points: 100000, earn: '{expression}' }}\n"
    );
    let report = report(&rules, &format!("facts: {{ x: {x}, y: {y} }}"));
    report.items[0].points.clone().unwrap().to_string()
}

/// Whether a condition over one number holds.
fn holds(condition: &str, x: &str) -> bool {
    let rules = format!(
        "scale: {{ max: 1, round: {{ at: print, step: 1, mode: gbt8170 }} }}\n\
         facts:\n  x: {{ kind: number, title: x }}\n\
         items:\n  - {{ id: I, title: i, points: 1, pass: '{condition}' }}\n"
    );
    report(&rules, &format!("facts: {{ x: {x} }}")).items[0].state == "pass"
}

/// The grade of a score, compared in full or rounded to a step.
fn grade(score: &str, compare: &str, limit: &str) -> String {
    let rules = format!(
        "scale: {{ max: 100, compare: {compare}, \
           round: {{ at: print, step: 0.01, mode: gbt8170 }} }}\n\
         facts:\n  x: {{ kind: number, title: x }}\n\
         items:\n  - {{ id: I, title: i, points: 100, earn: x }}\n\
         grades:\n  - {{ id: excellent, title: 优秀, from: {limit} }}\n  \
           - {{ id: other, title: 其他, from: 0 }}\n"
    );
    report(&rules, &format!("facts: {{ x: {score} }}")).grade.id.unwrap()
}

#[test]
fn villages_and_road_compose_to_the_published_score() {
    // 13 villages at 70 %, one road of 88 at 30 %: published 87.62.
    let rules = "scale: { max: 100, round: { at: print, step: 0.01, mode: gbt8170 } }\n\
        facts:\n  villages: { kind: number, title: 平均, from: { below: test/village, take: mean } }\n  \
          road: { kind: number, title: 省道, at_least: 0, at_most: 100 }\n\
        items:\n  - { id: V, title: 村, points: 70, ratio: { of: villages, to: 100 } }\n  \
          - { id: R, title: 路, points: 30, ratio: { of: road, to: 100 } }\n";
    let scores = [93, 91, 90, 89, 89, 88, 88, 87, 87, 86, 85, 84, 80];
    let below: Vec<String> = scores
        .iter()
        .enumerate()
        .map(|(at, score)| format!("{{ code: '{at}', ruleset: test/village, score: {score} }}"))
        .collect();
    let facts = format!("facts: {{ road: 88 }}\nbelow: [{}]", below.join(", "));
    let report = report(rules, &facts);
    // 0.7 × 1137/13 + 26.4, not the 87.622 that a rounded mean gives.
    assert_eq!(report.score.value.as_ref().unwrap().to_string(), "11391/130");
    assert_eq!(report.score.shown.as_deref(), Some("87.62"));
}

#[test]
fn shares_of_bulletins_come_out_as_printed() {
    for (x, y, step, printed) in [
        ("15", "113", "0.01", "13.27"),
        ("98", "113", "0.01", "86.73"),
        ("21", "113", "0.01", "18.58"),
        ("92", "113", "0.01", "81.42"),
        ("64", "114", "0.01", "56.14"),
        ("9", "114", "0.1", "7.9"),
        ("9", "114", "0.01", "7.89"),
        // 累计卫生厕所户数 ÷ 农村总户数, five years of a yearbook.
        ("476.81", "693.53", "0.1", "68.8"),
        ("505.89", "693.53", "0.1", "72.9"),
        ("552.68", "693.53", "0.1", "79.7"),
        ("614.12", "718.46", "0.1", "85.5"),
        ("635.62", "718.47", "0.1", "88.5"),
    ] {
        let got = earned("100 * x / y when_empty 0", step, "gbt8170", x, y);
        assert_eq!(got, printed, "{x}/{y}");
    }
}

#[test]
fn gbt_8170_rounds_as_its_examples() {
    for (x, step, rounded) in [
        ("12.1498", "0.1", "12.1"),
        ("12.1498", "1", "12"),
        ("1268", "100", "1300"),
        ("10.5002", "1", "11"),
        ("1.050", "0.1", "1"),
        ("0.35", "0.1", "0.4"),
        ("2500", "1000", "2000"),
        ("3500", "1000", "4000"),
        // Never twice: 97.46 is not 97.5 and then 98.
        ("97.46", "1", "97"),
        ("15.4546", "1", "15"),
        // Half units and fifths.
        ("60.25", "0.5", "60"),
        ("60.38", "0.5", "60.5"),
        ("60.28", "0.5", "60.5"),
        ("830", "20", "840"),
        ("842", "20", "840"),
        ("832", "20", "840"),
        ("84.5", "1", "84"),
        ("89.945", "0.01", "89.94"),
    ] {
        assert_eq!(earned("x", step, "gbt8170", x, "1"), rounded, "{x} by {step}");
    }
    for (x, step, rounded) in [
        ("-355", "10", "-360"),
        ("-325", "10", "-320"),
        ("-0.0365", "0.001", "-0.036"),
        ("-60.75", "0.5", "-61"),
        ("-930", "20", "-920"),
    ] {
        assert!(holds(&format!("round(x, {step}) = {rounded}"), x), "{x} by {step}");
    }
    assert_eq!(earned("x", "1", "half_up", "84.5", "1"), "85");
    assert_eq!(earned("x", "0.01", "half_up", "89.945", "1"), "89.95");
}

#[test]
fn comparison_in_full_and_rounded_are_two_things() {
    // Limit, value, whether it holds in full, step of the limit, whether it holds rounded.
    for (limit, x, full, step, rounded) in [
        (">= 1400", "1349", false, "100", false),
        (">= 1400", "1351", false, "100", true),
        (">= 1400", "1400", true, "100", true),
        (">= 1400", "1402", true, "100", true),
        (">= 97.0", "97.01", true, "0.1", true),
        (">= 97.0", "96.96", false, "0.1", true),
        (">= 97.0", "96.94", false, "0.1", false),
        ("<= 0.5", "0.452", true, "0.1", true),
        ("<= 0.5", "0.500", true, "0.1", true),
        ("<= 0.5", "0.549", false, "0.1", true),
        ("<= 0.5", "0.551", false, "0.1", false),
    ] {
        assert_eq!(holds(&format!("x {limit}"), x), full, "{x} {limit} in full");
        assert_eq!(holds(&format!("round(x, {step}) {limit}"), x), rounded, "{x} {limit} rounded");
    }
    // 不含 0.1: the rounded method is the stricter one.
    for (x, rounded) in [("9.94", false), ("9.96", true), ("10.06", false), ("10.05", true)] {
        assert!(holds("x > 9.9 and x < 10.1", x), "{x}");
        let inside = "round(x, 0.1) > 9.9 and round(x, 0.1) < 10.1";
        assert_eq!(holds(inside, x), rounded, "{x}");
    }
}

#[test]
fn a_score_meets_its_grade_by_the_declared_comparison() {
    assert_eq!(grade("89.95", "full", "90"), "other");
    assert_eq!(grade("89.95", "rounded", "90"), "other");
    let whole = "{ step: 1, mode: gbt8170 }";
    assert_eq!(grade("89.95", whole, "90"), "excellent");
    assert_eq!(grade("89.95", "{ step: 0.1, mode: gbt8170 }", "90"), "excellent");
    assert_eq!(grade("89.5", whole, "90"), "excellent");
    assert_eq!(grade("88.5", whole, "89"), "other");
    assert_eq!(grade("88.5", "{ step: 1, mode: half_up }", "89"), "excellent");
    assert_eq!(grade("90", "full", "90"), "excellent");
}

#[test]
fn a_rate_below_its_target_fails_in_full() {
    // 1699 of 2000 is 84.95 %: below 85 %, though it rounds to 85.
    let rules = |condition: &str| {
        format!(
            "scale: {{ max: 10, round: {{ at: item, step: 0.01, mode: gbt8170 }} }}\n\
             facts:\n  ok: {{ kind: count, title: 合格 }}\n  all: {{ kind: count, title: 全部 }}\n\
             items:\n  - {{ id: P, title: p, points: 5, pass: '{condition}' }}\n  \
               - {{ id: R, title: r, points: 5, \
                   ratio: {{ of: ok, to: all, target: 85%, when_empty: undefined }} }}\n"
        )
    };
    let facts = "facts: { ok: 1699, all: 2000 }";
    let full = report(&rules("ok / all when_empty 0 >= 85%"), facts);
    assert_eq!(full.items[0].state, "fail");
    // 5 × 0.8495 / 0.85 is 4.997…: rounds to full points and is not full marks.
    assert_eq!(full.items[1].points.as_ref().unwrap().to_string(), "5");
    assert_eq!(full.items[1].state, "partial");
    let rounded = report(&rules("round(ok / all when_empty 0, 0.01) >= 85%"), facts);
    assert_eq!(rounded.items[0].state, "pass");
}

#[test]
fn funding_below_its_floor_is_not_rounded_up_to_it() {
    // 资金占比不低于 10 %: 9.95 % and 9.96 % are below.
    for x in ["9.95", "9.96", "9.999"] {
        assert!(!holds("x >= 10", x), "{x}");
        assert!(holds("round(x, 0.1) >= 10", x) || x == "9.95", "{x}");
    }
    assert!(holds("x >= 10", "10.00"));
    let rules = "scale: { max: 10, round: { at: print, step: 0.01, mode: gbt8170 } }\n\
        facts:\n  share: { kind: percent, title: 占比, places: 2 }\n\
        items:\n  - id: F\n    title: 资金\n    points: 10\n    bands:\n      of: share\n      \
        steps: [ { below: 10%, points: 0 }, { from: 10%, points: 10 } ]\n";
    assert_eq!(report(rules, "facts: { share: 9.96% }").items[0].state, "fail");
    assert_eq!(report(rules, "facts: { share: 9.96 }").items[0].state, "fail");
    assert_eq!(report(rules, "facts: { share: 10% }").items[0].state, "pass");
}
