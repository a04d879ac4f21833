//! The checker finds what cannot matter and what falls when it should rise: each finding alone, with its witness.

use cunchi::{Language, RuleSet, Source};

/// A rule set around some items; `facts` and `tail` complete it.
fn rules(facts: &str, items: &str, tail: &str) -> RuleSet {
    let text = format!(
        "ruleset: test/audit\nversion: 1.0.0\ntitle: 测试\nsubject: village\n\
         effective: {{ from: 2022-01-01 }}\n\
         scale: {{ max: 10, round: {{ at: total, step: 1, mode: gbt8170 }} }}\n\
         facts:\n  n: {{ kind: count, title: 数, at_most: 20 }}\n{facts}\nitems:\n{items}\n{tail}"
    );
    RuleSet::load(&Source::new("a.yaml", text))
        .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)))
}

fn item(criterion: &str) -> String {
    format!("  - {{ id: A, title: 甲, points: 10, {criterion} }}")
}

/// The codes found, each once, in order.
fn found(rules: &RuleSet) -> Vec<String> {
    let findings = rules.compile().audit();
    let mut codes: Vec<String> = findings.iter().map(|f| f.code().as_str().to_owned()).collect();
    codes.dedup();
    codes
}

#[test]
fn a_sound_item_gets_no_finding() {
    for criterion in [
        "pass: n >= 3",
        "deduct: { each: n, points: 1 }",
        "tiers: [ { when: n = 0, points: 10 }, { when: n < 5, points: 4 }, { else: yes, points: 0 } ]",
        "bands: { of: n, steps: [ { to: 3, points: 10 }, { to: 6, points: 2 }, { points: 0 } ] }",
        "ratio: { of: n, to: 20, target: 85% }",
        "interpolate: { of: n, posts: [ { at: 2, points: 0 }, { at: 8, points: 10 } ] }",
        "ladder: [ { when: n >= 2, points: 4 }, { when: n >= 5, points: 10 } ]",
        "two_sided: yes, bands: { of: n, steps: [ { to: 3, points: 0 }, { to: 6, points: 10 }, { points: 0 } ] }",
    ] {
        assert_eq!(found(&rules("", &item(criterion), "")), Vec::<String>::new(), "{criterion}");
    }
}

#[test]
fn each_unsound_criterion_gets_its_own_finding() {
    for (criterion, code) in [
        ("pass: n >= 0 or n = 3", "always-true"),
        ("zero_if: n > 20, deduct: { each: n, points: 1 }", "never-true"),
        // Proven by cases; of what is computed with otherwise it is only what was tried.
        ("zero_if: n > 5 and n < 4, deduct: { each: n, points: 1 }", "never-true"),
        ("applies_when: n < 7 or n > 5, pass: n >= 3", "always-true"),
        ("zero_if: x > 5 and x < 4, deduct: { each: n, points: 1 }", "never-true"),
        ("applies_when: x < 7 or x > 5, pass: n >= 3", "always-true"),
        ("zero_if: level = top and n < 2, deduct: { each: n, points: 1 }", "never-true"),
        ("zero_if: ln(n + 1) < 0, deduct: { each: n, points: 1 }", "never-true"),
        ("zero_if: x * x > 5 and x * x < 4, deduct: { each: n, points: 1 }", "not-seen-true"),
        ("applies_when: x * x < 7 or x * x > 5, pass: n >= 3", "not-seen-false"),
        (
            "tiers: [ { when: n < 9, points: 10 }, { when: n < 5, points: 4 }, { else: yes, points: 0 } ]",
            "tier-not-reached",
        ),
        (
            "bands: { of: n, steps: [ { to: 3, points: 10 }, { to: 20, points: 2 }, { points: 0 } ] }",
            "band-not-reached",
        ),
        ("earn: \"min(n, 0)\"", "item-never-moves"),
        ("earn: n / 4", "full-points-not-reached"),
        (
            "bands: { of: n, steps: [ { to: 3, points: 10 }, { to: 6, points: 2 }, { points: 5 } ] }",
            "not-monotone",
        ),
    ] {
        let facts = "  x: { kind: number, title: 量 }\nlet:\n  level: { levels: [low, top], bands: { of: n, steps: [ { below: 2, is: low }, { from: 2, is: top } ] } }";
        let codes = found(&rules(facts, &item(criterion), ""));
        assert!(codes.iter().any(|found| found == code), "{criterion}: {codes:?}");
        // What is proven leaves nothing undecided.
        let proven = ["never-true", "always-true"].contains(&code);
        let open = codes.iter().any(|found| found == "not-decided");
        assert!(!(proven && open), "{criterion}: {codes:?}");
    }
}

/// What is tried is bounded by the work it makes; what that does not show is searched for.
#[test]
fn a_large_set_is_tried_on_fewer_inspections_and_its_faults_are_still_found() {
    let (mut facts, mut items) = ("  x: { kind: number, title: 量 }\n".to_owned(), String::new());
    for n in 0..300 {
        facts += &format!("  f{n}: {{ kind: yes_no, title: 是{n} }}\n");
        let pass = match n {
            7 => "f7 and not f7".to_owned(),
            9 => "f9, two_sided: yes, zero_if: x * x > 5 and x * x < 4".to_owned(),
            _ => format!("f{n}"),
        };
        items += &format!("  - {{ id: I{n}, title: 项{n}, points: 1, pass: {pass} }}\n");
    }
    let text = format!(
        "ruleset: test/large\nversion: 1.0.0\ntitle: 大\nsubject: village\n\
         effective: {{ from: 2022-01-01 }}\n\
         scale: {{ max: 300, round: {{ at: total, step: 1, mode: gbt8170 }} }}\n\
         facts:\n{facts}items:\n{items}grades:\n  - {{ id: all, title: 全, from: 300 }}\n  \
         - {{ id: most, title: 多, from: 299 }}\n  - {{ id: rest, title: 其余, from: 0 }}\n"
    );
    let rules = RuleSet::load(&Source::new("large.yaml", text))
        .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
    let findings = rules.compile().audit();
    let lines = findings.lines(Language::English);
    let codes: Vec<&str> = findings.iter().map(|found| found.code().as_str()).collect();
    for code in ["never-true", "item-never-moves", "grade-not-reached", "not-seen-true"] {
        assert_eq!(codes.iter().filter(|found| **found == code).count(), 1, "{lines}");
    }
    assert_eq!(codes.len(), 4, "{lines}");
    assert!(lines.contains("scores nearest to it: 299"), "{lines}");
    let count = lines.split_once("none of ").and_then(|(_, rest)| rest.split(' ').next());
    let count: usize = count.and_then(|count| count.parse().ok()).expect("a count");
    assert!(count < 1_000, "{count} inspections");
}

#[test]
fn a_falling_score_is_shown_with_the_values_that_make_it_fall() {
    let criterion =
        "bands: { of: n, steps: [ { to: 3, points: 10 }, { to: 6, points: 2 }, { points: 5 } ] }";
    let lines = rules("", &item(criterion), "").compile().audit().lines(Language::English);
    assert!(lines.contains("6 → 2, 7 → 5"), "{lines}");
}

#[test]
fn grades_and_gates_nobody_meets_are_found() {
    let tail = "grades:\n  - { id: top, title: 优, from: 9, requires: n > 3 and n < 2 }\n  - { id: rest, title: 其余, from: 0 }\n\
                gates:\n  - { id: V, title: 否决, when: n > 3 and n < 2, effect: withhold, basis: 测试 }\n";
    let codes = found(&rules("", &item("deduct: { each: n, points: 1 }"), tail));
    assert!(codes.iter().any(|code| code == "grade-not-reached"), "{codes:?}");
    assert!(codes.iter().any(|code| code == "gate-never-fires"), "{codes:?}");
}

#[test]
fn named_values_are_asked_about_as_items_are() {
    for (value, expected) in [
        (
            "tiers: [ { when: n < 5, points: 3 }, { when: n < 9, points: 4 }, { else: yes, points: 0 } ]",
            None,
        ),
        (
            "tiers: [ { when: n < 9, points: 3 }, { when: n < 5, points: 4 }, { else: yes, points: 0 } ]",
            Some("tier-not-reached"),
        ),
        (
            "tiers: [ { when: n < 9, points: 3 }, { when: n > 5, points: 4 }, { else: yes, points: 0 } ]",
            Some("rest-not-reached"),
        ),
        (
            "bands: { of: n, steps: [ { to: 3, points: 1 }, { to: 20, points: 2 }, { points: 0 } ] }",
            Some("band-not-reached"),
        ),
        (
            "table: { rows: c, columns: c, cells: { low: { low: 1, top: 2 }, top: { low: 3, top: 4 } } }",
            Some("cell-not-reached"),
        ),
    ] {
        let facts = format!(
            "  c: {{ kind: choice, title: 选, options: [low, top] }}\nlet:\n  v: {{ {value} }}\n  \
             w: {{ table: {{ rows: c, cells: {{ low: 0, top: 1 }} }} }}"
        );
        let codes = found(&rules(&facts, &item("two_sided: yes, earn: 2 * v + 3 * w"), ""));
        let of_value = |code: &&str| code.ends_with("-not-reached") && !code.starts_with("full");
        let named: Vec<&str> = codes.iter().map(String::as_str).filter(of_value).collect();
        let wanted: Vec<&str> = expected.into_iter().collect();
        assert_eq!(named, wanted, "{value}: {codes:?}");
    }
}

/// More of a fact is better in one place and worse in another: where it is held against fixed limits, or deducted for.
#[test]
fn a_fact_that_pulls_both_ways_is_found() {
    let text = |scale: &str, first: &str, second: &str, tail: &str| {
        format!(
            "ruleset: test/pulls\nversion: 1.0.0\ntitle: 测试\nsubject: village\neffective: {{ from: 2022-01-01 }}\n\
             scale: {{ max: 10, round: {{ at: total, step: 1, mode: gbt8170 }}{scale} }}\n\
             facts:\n  n: {{ kind: count, title: 数, at_most: 20 }}\n  m: {{ kind: count, title: 另一个数, at_least: 1, at_most: 20 }}\n\
             items:\n  - {{ id: A, title: 甲, points: 5, {first} }}\n  - {{ id: B, title: 乙, points: 5, {second} }}\n{tail}"
        )
    };
    let bonus = "bonuses: { items: [ { id: P, title: 加, when: n >= 9, points: 1 } ] }\n";
    let gate = |when: &str| {
        format!(
            "gates: [ {{ id: V, title: 门, when: {when}, effect: {{ score_at_most: 5 }}, basis: 测试 }} ]\n"
        )
    };
    let (plain, harm) = ("", ", direction: lower_is_better");
    for (scale, first, second, tail, expected) in [
        (plain, "pass: n >= 3", "pass: n >= 5", "", false),
        (plain, "pass: n >= 3", "pass: n < 5", "", true),
        (plain, "pass: n >= 3", "deduct: { each: n, points: 1 }", "", true),
        (plain, "pass: n <= 3", "deduct: { each: n, points: 1 }", "", false),
        (plain, "pass: n <= 3", "two_sided: yes, pass: n >= 2", "", false),
        (plain, "pass: n <= 3", "role: advisory, pass: n >= 2", "", false),
        // What others are held against or divided by may do both.
        (plain, "pass: n >= 3", "pass: n <= 2 * m", "", false),
        (plain, "pass: m >= 3", "ratio: { of: n, to: m }", "", false),
        (plain, "pass: n >= 3", "pass: m >= 3", bonus, false),
        (plain, "pass: n <= 3", "pass: m >= 3", bonus, true),
        (plain, "pass: n >= 3", "pass: m >= 3", &bonus.replace("bonuses", "penalties"), true),
        (plain, "pass: n >= 3", "pass: m >= 3", &gate("n > 9"), true),
        (plain, "pass: n >= 3", "pass: m >= 3", &gate("n < 2 or m < 2"), false),
        (plain, "pass: n <= 3", "pass: m >= 3", &gate("not (n >= 9 or m >= 9)"), true),
        (plain, "pass: n >= 3", "pass: m >= 3", &gate("n > m"), false),
        (plain, "pass: n >= 3", "pass: m >= 3", &gate("n > 20"), false),
        // One that the other facts leave no room to move says nothing.
        (plain, "pass: n >= 3", "pass: n < 5 and m > 20", "", false),
        (harm, "pass: n >= 3", "pass: n < 5", "", true),
        (harm, "pass: n >= 3", "pass: n >= 5", bonus, false),
        (
            harm,
            "pass: n >= 3",
            "tiers: [ { when: n < 5, points: 5 }, { else: yes, points: 0 } ]",
            "",
            false,
        ),
    ] {
        let text = text(scale, first, second, tail);
        let rules = RuleSet::load(&Source::new("a.yaml", text))
            .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
        let codes = found(&rules);
        let pulls = codes.iter().any(|code| code == "pulls-both-ways");
        assert_eq!(pulls, expected, "{scale}: {first} | {second} | {tail}: {codes:?}");
    }
}

/// A grade that better points lose, and a gate that better points close, are found; where facts are asked for as well
/// it may be meant.
#[test]
fn what_grades_and_gates_ask_of_results_is_held_against_the_direction() {
    let text = |direction: &str, asks: &str, gate: (&str, &str)| {
        let lower = direction == "lower_is_better";
        let [key, first, last] = if lower { ["up_to", "5", "10"] } else { ["from", "5", "0"] };
        let (when, effect) = gate;
        format!(
            "ruleset: test/toward\nversion: 1.0.0\ntitle: 测试\nsubject: village\neffective: {{ from: 2022-01-01 }}\n\
             scale: {{ max: 10, direction: {direction}, round: {{ at: total, step: 1, mode: gbt8170 }} }}\n\
             facts:\n  n: {{ kind: count, title: 数, at_most: 20 }}\nitems:\n  \
             - {{ id: A, title: 甲, points: 10, deduct: {{ each: n, points: 1 }} }}\n\
             gates:\n  - {{ id: V, title: 门, when: {when}, effect: {effect}, basis: 测试 }}\n\
             grades:\n  - {{ id: top, title: 优, {key}: {first}, requires: \"{asks}\" }}\n  \
             - {{ id: rest, title: 其余, {key}: {last} }}\n"
        )
    };
    let codes = |text: String| -> Vec<String> {
        let rules = RuleSet::load(&Source::new("a.yaml", text))
            .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
        found(&rules).into_iter().filter(|code| code.starts_with("better")).collect()
    };
    let (higher, lower) = ("higher_is_better", "lower_is_better");
    let no_gate = ("n > 19", "{ score_at_most: 5 }");
    for (direction, asks, expected) in [
        (higher, "A.points >= 6", false),
        (higher, "A.points <= 7", true),
        (higher, "not (A.share > 70%)", true),
        (higher, "A.points <= 7 and total.share > 10%", true),
        (higher, "A.points <= 7 or n = 3", false),
        (higher, "A.points <= 7 and n < 9", true),
        (higher, "A.points <= 12", false),
        (higher, "A.points >= 3 and total.points - A.points < 1", false),
        (lower, "A.points <= 4", false),
        (lower, "max(A.points, total.points) > 2", true),
    ] {
        let codes = codes(text(direction, asks, no_gate));
        let wanted: &[&str] = if expected { &["better-loses-grade"] } else { &[] };
        assert_eq!(codes, wanted, "{direction}: {asks}");
    }
    for (direction, when, effect, expected) in [
        (higher, "A.share < 60%", "{ grade_at_most: rest }", false),
        (higher, "A.share >= 60%", "{ grade_at_most: rest }", true),
        (higher, "n > 19 or total.points > 8", "withhold", true),
        // Whoever scores that high must be looked at again.
        (higher, "n = 3 and total.points > 6", "withhold", false),
        (higher, "A.share >= 60%", "{ grade_up: 1 }", false),
        (lower, "A.share >= 60%", "{ grade_down: 1 }", false),
        (lower, "A.share < 60%", "{ score_at_most: 9 }", true),
    ] {
        let asks = if direction == lower { "A.points <= 4" } else { "A.points >= 6" };
        let codes = codes(text(direction, asks, (when, effect)));
        let wanted: &[&str] = if expected { &["better-closes-gate"] } else { &[] };
        assert_eq!(codes, wanted, "{direction}: {when}: {effect}");
    }
}

#[test]
fn the_shipped_sets_get_no_finding() {
    for (name, text) in [
        ("village", include_str!("../rules/liangshan/village.yaml")),
        ("hygiene", include_str!("../rules/liangshan/household-hygiene.yaml")),
        ("essentials", include_str!("../rules/liangshan/household-essentials.yaml")),
        ("site", include_str!("../rules/liangshan/resettlement-site.yaml")),
        ("campaign", include_str!("../rules/liangshan/hundred-day-campaign.yaml")),
        ("shicheng", include_str!("../rules/shicheng/township-2018.yaml")),
    ] {
        let rules = RuleSet::load(&Source::new(name, text))
            .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
        let findings = rules.compile().audit();
        assert!(findings.is_empty(), "{name}: {}", findings.lines(Language::English));
    }
}
