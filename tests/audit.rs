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
    let (mut facts, mut items) = (String::new(), String::new());
    for n in 0..300 {
        facts += &format!("  f{n}: {{ kind: yes_no, title: 是{n} }}\n");
        let pass = if n == 7 { "f7 and not f7".to_owned() } else { format!("f{n}") };
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
    for code in ["never-true", "item-never-moves", "grade-not-reached"] {
        assert_eq!(codes.iter().filter(|found| **found == code).count(), 1, "{lines}");
    }
    assert_eq!(codes.len(), 3, "{lines}");
    assert!(lines.contains("scores nearest to it: 299"), "{lines}");
    let count = lines.split_once("not seen in ").and_then(|(_, rest)| rest.split(' ').next());
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

/// A line with a defect in it, where the line is one to have it.
type Defect = fn(&str) -> Option<String>;

/// Defects put into the shipped sets one at a time, and the share that loading and auditing catch, by kind.
///
/// The shares are documented in `docs/checker.md`; this test fails when they fall below what is claimed there.
#[test]
fn seeded_defects_are_caught_as_often_as_claimed() {
    use cunchi::{Shelf, Suite};
    let hygiene = include_str!("../rules/liangshan/household-hygiene.yaml");
    let sets = [
        (
            include_str!("../rules/liangshan/village.yaml"),
            include_str!("../rules/liangshan/cases/village.yaml"),
        ),
        (hygiene, include_str!("../rules/liangshan/cases/household-hygiene.yaml")),
        (
            include_str!("../rules/liangshan/resettlement-site.yaml"),
            include_str!("../rules/liangshan/cases/resettlement-site.yaml"),
        ),
        (
            include_str!("../rules/shicheng/township-2018.yaml"),
            include_str!("../rules/shicheng/cases/township-2018.yaml"),
        ),
        // The one with bands.
        (
            include_str!("../rules/examples/news2.yaml"),
            include_str!("../rules/examples/cases/news2.yaml"),
        ),
    ];
    let kinds: [(&str, Defect, usize); 7] = [
        ("a point moved", point_moved, 92),
        ("a key misspelt", key_misspelt, 100),
        ("a fact misspelt", fact_misspelt, 100),
        ("a unit changed", unit_changed, 66),
        ("a comparison flipped", comparison_flipped, 20),
        ("a grade limit raised above its neighbour", limit_shifted, 100),
        ("the end of a band shifted", band_shifted, 85),
    ];
    for (kind, defect, claimed) in kinds {
        let (mut made, mut refused, mut warned, mut failed) = (0usize, 0usize, 0usize, 0usize);
        for (text, cases) in sets {
            let clean = warnings(text).expect("the shipped set loads");
            let suite = Suite::read(&Source::new("cases.yaml", cases)).expect("the cases read");
            for (at, line) in text.lines().enumerate() {
                let Some(changed) = defect(line) else { continue };
                let mut lines: Vec<&str> = text.lines().collect();
                lines[at] = &changed;
                let changed = lines.join("\n");
                made += 1;
                match warnings(&changed) {
                    None => {
                        refused += 1;
                        continue;
                    }
                    Some(more) => warned += usize::from(more > clean),
                }
                // Not part of the share: what the cases beside the set notice of those that load.
                let mut sources = vec![Source::new("defect.yaml", changed)];
                if text != hygiene {
                    sources.push(Source::new("hygiene.yaml", hygiene));
                }
                let passed = Shelf::load(&sources)
                    .is_ok_and(|shelf| suite.run(&shelf).is_ok_and(|report| report.passed()));
                failed += usize::from(!passed);
            }
        }
        let share = (refused + warned) * 100 / made.max(1);
        println!(
            "{kind}: {made} made, {refused} refused, {warned} warned of, {share} %; cases fail on {failed} of those that load"
        );
        assert!(made >= 5, "{kind}: only {made} made");
        assert!(share >= claimed, "{kind}: {share} % caught, {claimed} % claimed");
    }
}

/// What the checker cannot know, cases do: every flipped comparison of the sets that have one fails a shipped case.
#[test]
fn every_flipped_comparison_fails_a_shipped_case() {
    use cunchi::{Shelf, Suite};
    let hygiene = include_str!("../rules/liangshan/household-hygiene.yaml");
    let sets = [
        (
            include_str!("../rules/liangshan/village.yaml"),
            include_str!("../rules/liangshan/cases/village.yaml"),
        ),
        (
            include_str!("../rules/shicheng/township-2018.yaml"),
            include_str!("../rules/shicheng/cases/township-2018.yaml"),
        ),
    ];
    let mut made = 0;
    for (text, cases) in sets {
        let suite = Suite::read(&Source::new("cases.yaml", cases)).expect("the cases read");
        for (at, line) in text.lines().enumerate() {
            let Some(changed) = comparison_flipped(line) else { continue };
            let mut lines: Vec<&str> = text.lines().collect();
            lines[at] = &changed;
            made += 1;
            let sources = [
                Source::new("flipped.yaml", lines.join("\n")),
                Source::new("hygiene.yaml", hygiene),
            ];
            let Ok(shelf) = Shelf::load(&sources) else { continue };
            let passed = suite.run(&shelf).is_ok_and(|report| report.passed());
            assert!(!passed, "no case notices {changed:?}");
        }
    }
    assert!(made >= 4, "only {made} comparisons were flipped");
}

/// The number of warnings; none where it is refused.
fn warnings(text: &str) -> Option<usize> {
    let rules = RuleSet::load(&Source::new("defect.yaml", text)).ok()?;
    Some(rules.warnings().len() + rules.compile().audit().len())
}

fn point_moved(line: &str) -> Option<String> {
    let number = line.trim().strip_prefix("points: ")?;
    let points: u32 = number.parse().ok()?;
    Some(line.replace(&format!("points: {points}"), &format!("points: {}", points + 1)))
}

fn key_misspelt(line: &str) -> Option<String> {
    line.trim().starts_with("remedy:").then(|| line.replacen("remedy", "remdey", 1))
}

fn fact_misspelt(line: &str) -> Option<String> {
    let (before, after) = line.split_once("each: ")?;
    let (name, rest) = after.split_once(',')?;
    Some(format!("{before}each: {name}s_x,{rest}"))
}

fn unit_changed(line: &str) -> Option<String> {
    line.contains("unit: 户").then(|| line.replacen("unit: 户", "unit: 人", 1))
}

fn comparison_flipped(line: &str) -> Option<String> {
    [("<=", ">"), (">=", "<")]
        .into_iter()
        .find(|(sign, _)| line.contains(sign) && !line.trim().starts_with('#'))
        .map(|(sign, other)| line.replacen(sign, other, 1))
}

/// One more where the band ends, the next one staying where it is.
fn band_shifted(line: &str) -> Option<String> {
    let (before, after) = line.split_once("to: ")?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    let rest = after.strip_prefix(digits.as_str())?;
    let end: u32 = digits.parse().ok()?;
    rest.contains("points:").then(|| format!("{before}to: {}{rest}", end + 1))
}

fn limit_shifted(line: &str) -> Option<String> {
    let from =
        ["from: 80", "from: 75", "from: 60", "from: 0 "].into_iter().find(|f| line.contains(f));
    let grade = line.contains("id:") && line.contains("title:");
    from.filter(|_| grade).map(|from| line.replacen(from.trim_end(), "from: 97", 1))
}
