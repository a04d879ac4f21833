//! The shipped rule sets: they load, they warn only of what they should, their own cases hold, and in Chinese words they are
//! the same.

use cunchi::diagnostic::Severity;
use cunchi::{Form, Language, RuleSet, Shelf, Source, Suite, reworded, reworded_with};
use std::path::{Path, PathBuf};

/// Every YAML file below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            out.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            out.push(path);
        }
    }
    out.sort();
    out
}

fn shipped() -> (Vec<Source>, Vec<Source>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = files(&root.join("rules")).into_iter().map(|path| {
        let name = path.strip_prefix(root).expect("below the root").display().to_string();
        Source::new(name, std::fs::read_to_string(&path).expect("text"))
    });
    all.partition(|source| !Suite::is_suite(source))
}

#[test]
fn the_shipped_sets_load_and_warn_only_of_illustrative_numbers() {
    let (rules, _) = shipped();
    let shelf =
        Shelf::load(&rules).unwrap_or_else(|p| panic!("{}", p.with_marks(Language::English)));
    let codes: Vec<&str> = shelf.warnings().iter().map(|warning| warning.code().as_str()).collect();
    assert!(codes.iter().all(|code| *code == "illustrative-numbers"), "{codes:?}");
    assert!(
        !codes.is_empty(),
        "the sets of Liangshan's shape say that their numbers are illustrative"
    );
}

#[test]
fn every_case_of_every_shipped_set_holds() {
    let (rules, suites) = shipped();
    let shelf =
        Shelf::load(&rules).unwrap_or_else(|p| panic!("{}", p.with_marks(Language::English)));
    let mut wrong = Vec::new();
    let mut tested: Vec<String> = Vec::new();
    for source in &suites {
        let suite =
            Suite::read(source).unwrap_or_else(|p| panic!("{}", p.with_marks(Language::English)));
        let report =
            suite.run(&shelf).unwrap_or_else(|p| panic!("{}", p.with_marks(Language::English)));
        for case in report.cases.iter().filter(|case| !case.passed) {
            for difference in &case.differences {
                wrong.push(format!(
                    "{}:{}: {}: {} should be {}, is {}",
                    report.file,
                    case.line,
                    case.name,
                    difference.what,
                    difference.expected,
                    difference.found
                ));
            }
        }
        tested.push(report.ruleset);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    for program in shelf.programs() {
        let id = program.rules().id();
        assert!(tested.iter().any(|tested| tested == id), "{id} has no cases");
    }
}

#[test]
fn the_published_sheet_with_its_defect_is_refused() {
    let text = include_str!("defects/township-2018-as-published.yaml");
    let problems =
        cunchi::RuleSet::load(&Source::new("as-published.yaml", text)).expect_err("refused");
    let lines = problems.lines(Language::English);
    let errors: Vec<&str> = lines.lines().filter(|line| line.contains(": error[")).collect();
    assert_eq!(errors.len(), 1, "{lines}");
    assert!(
        errors.iter().all(|line| line.contains("points-do-not-add-up") && line.contains("P18"))
    );
}

/// The errors of an overlay on a shelf with the shipped sets: code and message.
fn refused(overlay: &str) -> Vec<String> {
    let mut sources = shipped().0;
    sources.push(Source::new("overlay.yaml", overlay));
    let problems = Shelf::load(&sources).expect_err("refused");
    let errors = problems.iter().filter(|p| p.severity() == Severity::Error);
    errors.map(|p| format!("{}: {}", p.code(), p.message(Language::English))).collect()
}

#[test]
fn the_overlay_that_loosens_is_refused_with_a_witness() {
    let text = include_str!("defects/overlay-that-loosens.yaml");
    let found = refused(text);
    assert_eq!(found.len(), 1, "what may not be changed at all is said first: {found:?}");
    assert!(found[0].starts_with("not-adjustable") && found[0].contains("`H01`"), "{found:?}");
    // Without that change, the directions show.
    let without = text.find("  - change: H01").expect("the last change");
    let found = refused(&text[..without]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("whole-loosens"), "{found:?}");
    assert!(
        found[1].starts_with("overlay-loosens: `W05`")
            && found[1].contains("−3 becomes 0 for days_since_collection: 9"),
        "{found:?}"
    );
}

/// The codes of what is said about a change in an overlay that claims to tighten.
fn overlaid(parent: &str, change: &str) -> Vec<String> {
    let overlay =
        format!("overlay: a/o\nextends: a/p\nversion: 1\ntightens: yes\nchanges: [ {change} ]\n");
    let sources = [Source::new("p.yaml", parent), Source::new("o.yaml", overlay)];
    let found = match Shelf::load(&sources) {
        Ok(shelf) => shelf.warnings().clone(),
        Err(found) => found,
    };
    let codes = found.iter().map(|one| one.code().to_string());
    let mut codes: Vec<_> = codes.filter(|code| code != "missing-provenance").collect();
    codes.dedup();
    codes
}

/// From a limit to the same one without its number is stricter, and the other way laxer.
#[test]
fn a_grade_limit_without_its_number_tightens() {
    let codes = |was: &str, set: &str| {
        let parent = format!(
            "ruleset: a/p\nversion: 1\ntitle: t\nsubject: village\neffective: {{ from: 2022-01-01 }}\n\
             scale: {{ max: 100, round: {{ at: print, step: 1, mode: half_up }} }}\n\
             facts: {{ f: {{ kind: number, places: 0, at_least: 0, at_most: 100, title: f }} }}\n\
             items: [ {{ id: I, title: i, points: 100, earn: f }} ]\n\
             grades: [ {{ id: good, title: g, {was}: 90, adjustable: tighten }}, {{ id: rest, title: r, from: 0 }} ]\n"
        );
        overlaid(&parent, &format!("{{ change: good, set: {{ {set} }}, why: w }}"))
    };
    assert_eq!(codes("from", "from: , above: 90"), Vec::<String>::new());
    assert_eq!(codes("above", "above: , from: 91"), Vec::<String>::new());
    assert_eq!(codes("above", "above: , from: 90"), ["whole-loosens", "overlay-loosens"]);
    assert_eq!(codes("from", "above: 90"), ["one-of"]);
}

/// A plain value in the place of one with dates is held against every one of them.
#[test]
fn an_overlay_is_judged_on_every_day_a_value_of_its_parent_changes() {
    let parent = "ruleset: a/p\nversion: 1\ntitle: t\nsubject: village\neffective: { from: 2022-01-01 }\n\
                  scale: { max: 9, round: { at: print, step: 1, mode: half_up } }\n\
                  facts: { f: { kind: count, title: f } }\n\
                  items: [ { id: I, title: i, points: 9, adjustable: tighten, deduct: { each: f, points: \
                  { dated: [ { is: 1 }, { from: 2022-10-01, is: 3 }, { from: 2022-10-01, known: 2022-11-01, is: 2 } ] } } } ]\n";
    let codes = |points: &str| {
        overlaid(parent, &format!("{{ change: I, set: {{ deduct.points: {points} }}, why: w }}"))
    };
    assert_eq!(codes("3"), Vec::<String>::new());
    for loose in ["2", "2.5", "1", "0.5"] {
        assert_eq!(codes(loose), ["whole-loosens", "overlay-loosens"], "{loose}");
    }
}

#[test]
fn the_example_overlay_that_says_so_is_proven_to_tighten() {
    let (rules, _) = shipped();
    let near = rules.iter().find(|source| source.name().ends_with("near-town.yaml"));
    assert!(near.expect("it is shipped").text().contains("tightens: yes"));
    let shelf = Shelf::load(&rules).expect("they load");
    let unproven =
        shelf.warnings().iter().filter(|warning| warning.code().as_str() == "not-proven");
    assert_eq!(unproven.count(), 0);
}

/// What `cunchi book` prints is a rule set that scores the same, overlays applied.
#[test]
fn printed_standards_score_alike() {
    let (sets, cases) = shipped();
    let before = Shelf::load(&sets).expect("they load");
    let printed: Vec<Source> = before
        .programs()
        .map(|program| Source::new(program.rules().id(), program.rules().effective()))
        .collect();
    let after =
        Shelf::load(&printed).unwrap_or_else(|p| panic!("{}", p.with_marks(Language::English)));
    assert_eq!(before.programs().count(), after.programs().count());
    for source in &cases {
        let report = Suite::read(source).expect("cases").run(&after).expect("they run");
        assert!(report.passed(), "{}: {report:?}", source.name());
    }
}

fn in_language(source: &Source, language: Language) -> Source {
    match reworded_with(source, &shipped().0, language) {
        Ok(text) => Source::new(source.name(), text),
        Err(found) => panic!("{}", found.with_marks(Language::English)),
    }
}

#[test]
fn there_and_back_is_the_same_text() {
    let (sets, _) = shipped();
    assert!(sets.len() >= 10);
    for set in sets {
        let chinese = in_language(&set, Language::Chinese);
        assert_ne!(chinese.text(), set.text());
        assert_eq!(in_language(&chinese, Language::Chinese).text(), chinese.text(), "twice");
        assert_eq!(in_language(&chinese, Language::English).text(), set.text(), "{}", set.name());
        let lines = |source: &Source| source.text().lines().count();
        assert_eq!(lines(&chinese), lines(&set));
    }
}

/// The words of the format that may stand behind a key or before a colon: none is left in the other language.
#[test]
fn no_english_key_is_left() {
    let (sets, _) = shipped();
    for set in sets {
        let chinese = in_language(&set, Language::Chinese);
        for word in [
            "ruleset:",
            "points:",
            "title:",
            "kind:",
            "pass:",
            "deduct:",
            "each:",
            "provenance:",
            "criterion:",
            "source:",
            " and ",
            " or ",
            "not_applicable",
            "when_empty",
            "yes_no",
            "count(",
            "min(",
            " yes",
            "gbt8170",
        ] {
            let left = chinese.text().lines().find(|line| {
                let code = line.split(" #").next().unwrap_or_default();
                // The examples have English titles.
                let prose = word.starts_with(' ') && set.name().contains("examples");
                !prose && !line.trim_start().starts_with('#') && code.contains(word)
            });
            assert!(
                left.is_none(),
                "{}: `{word}` is left in: {}",
                set.name(),
                left.unwrap_or_default()
            );
        }
    }
}

#[test]
fn chinese_rule_sets_score_alike() {
    let (sets, cases) = shipped();
    let chinese: Vec<Source> = sets.iter().map(|set| in_language(set, Language::Chinese)).collect();
    let [before, after] = [&sets, &chinese].map(|sets| Shelf::load(sets).unwrap());
    let mut run = 0;
    for source in &cases {
        let suite = Suite::read(source).unwrap();
        let [before, after] = [&before, &after].map(|shelf| suite.run(shelf));
        let said = |report: &Result<cunchi::SuiteReport, cunchi::Diagnostics>| {
            format!(
                "{:?}",
                report.as_ref().map(|report| &report.cases).map_err(ToString::to_string)
            )
        };
        assert_eq!(said(&before), said(&after), "{}", source.name());
        run += before.unwrap().cases.len();
    }
    assert!(run > 100, "only {run} cases were run");
}

/// A rule set that asks for the total in a named value, a penalty and a gate, with one item of some id.
fn asks_for_the_total(id: &str) -> Source {
    let text = format!(
        "ruleset: t/total\nversion: 1.0.0\ntitle: t\nsubject: village\neffective: {{ from: 2022-01-01 }}\n\
         scale: {{ max: 10, round: {{ at: total, step: 1, mode: half_up }} }}\n\
         facts:\n  n: {{ kind: count, title: n }}\n  p: {{ kind: count, title: p }}\n\
         let: {{ low: total.share < 50% }}\n\
         items:\n  - {{ id: {id}, title: a, points: 10, deduct: {{ each: n, points: 1 }} }}\n\
         penalties:\n  at_most: 5\n  items:\n    \
         - {{ id: P, title: p, each: p, points: 1, requires: total.points > 3 }}\n\
         gates:\n  - {{ id: G, title: g, when: low or total.points = 3, effect: {{ score_at_most: 1 }}, basis: b }}\n"
    );
    Source::new("total.yaml", text)
}

#[test]
fn the_total_has_a_word_in_both_languages() {
    let english = asks_for_the_total("A");
    let chinese = in_language(&english, Language::Chinese);
    for part in ["总分.占比 < 50%", "总分.分值 > 3", "low 或 总分.分值 = 3"] {
        assert!(chinese.text().contains(part), "{part} is not in {}", chinese.text());
    }
    assert!(!chinese.text().contains("total."));
    assert_eq!(in_language(&chinese, Language::English).text(), english.text());
    let form =
        "ruleset: t/total\nsubject: { code: '1' }\ndate: 2022-09-01\nfacts: { n: N, p: 2 }\n";
    // The penalty asks before itself; the gate after it.
    for (n, score) in [("0", "8"), ("3", "5"), ("5", "1"), ("7", "1")] {
        let forms = Form::read(&Source::new("form.yaml", form.replace('N', n))).expect("a form");
        for source in [&english, &chinese] {
            let program = RuleSet::load(source).expect("it loads").compile();
            let assessment = program.admit(&forms[0]).expect("it fits").assess();
            let shown = assessment.report(Language::English).score.shown;
            assert_eq!(shown.as_deref(), Some(score), "{n} in {}", source.text());
        }
    }
}

#[test]
fn an_item_called_like_the_total_stays_what_it_is() {
    for id in ["total", "总分"] {
        let named = asks_for_the_total(id);
        let there = in_language(&named, Language::Chinese);
        assert!(there.text().contains(&format!("编号: {id},")));
        assert!(there.text().contains("total.分值") || id == "总分", "{}", there.text());
        assert_eq!(in_language(&there, Language::English).text(), named.text());
    }
}

#[test]
fn a_file_that_does_not_load_is_not_changed() {
    let broken = Source::new("broken.yaml", "ruleset: a\npoints: 3\n");
    assert!(reworded(&broken, Language::Chinese).is_err_and(|found| found.has_errors()));
    assert!(RuleSet::load(&broken).is_err());
}

/// A parent that lets everything be tightened, with these blocks.
fn tightened(blocks: &str, change: &str) -> Vec<String> {
    let parent = format!(
        "ruleset: a/p\nversion: 1\ntitle: t\nsubject: village\neffective: {{ from: 2022-01-01 }}\nadjustable: tighten\n\
         scale: {{ max: 100, round: {{ at: print, step: 1, mode: half_up }} }}\n\
         facts: {{ mark: {{ kind: count, at_most: 100, title: Mark }}, x: {{ kind: yes_no, title: X }}, z: {{ kind: yes_no, title: Z }} }}\n{blocks}\n"
    );
    let mut codes = overlaid(&parent, change);
    codes.retain(|code| code.contains("loosens") || ["not-proven", "wrong-way"].contains(&&**code));
    codes
}

const PLAIN: &str = "items: [ { id: A, title: a, points: 100, earn: mark } ]\n\
    grades: [ { id: good, title: G, from: 80 }, { id: fair, title: F, from: 60 }, { id: bad, title: B, from: 0 } ]\n";

#[test]
fn what_may_lift_a_score_is_no_tightening() {
    let added = |gate: &str| {
        tightened(
            PLAIN,
            &format!("{{ add: {{ id: Z1, title: z, basis: b, {gate} }}, to: gates, why: w }}"),
        )
    };
    assert_eq!(added("when: x, effect: { score: 100 }"), ["wrong-way"]);
    assert_eq!(added("when: x, effect: { grade_up: 1 }"), ["wrong-way"]);
    assert_eq!(added("when: x, effect: { score: 0 }"), Vec::<String>::new());
    assert_eq!(added("when: x, effect: { score_at_most: 50 }"), Vec::<String>::new());
    // A gate that sets a score is stricter neither where it acts more often nor where it acts less.
    let set = |change: &str| {
        let gates = "gates: [ { id: W, title: w, basis: b, when: z, effect: { score: 40 } } ]\n";
        tightened(
            &format!("{PLAIN}{gates}"),
            &format!("{{ change: W, set: {{ {change} }}, why: w }}"),
        )
    };
    assert_eq!(set("when: z or x"), ["whole-loosens", "overlay-loosens"]);
    assert_eq!(set("when: z and mark > 40"), ["not-proven"]);
    assert_eq!(set("effect.score: 30"), Vec::<String>::new());
}

#[test]
fn a_gate_that_does_less_is_refused() {
    let codes = |gate: &str, change: &str| {
        let gates =
            format!("gates: [ {{ id: V, title: v, basis: b, when: x, effect: {gate} }} ]\n");
        let change = format!("{{ change: V, set: {{ {change} }}, why: w }}");
        let mut codes = tightened(&format!("{PLAIN}{gates}"), &change);
        codes.retain(|code| code == "overlay-loosens");
        codes
    };
    for (gate, change) in [
        ("{ score_at_most: 50 }", "effect.score_at_most: 90"),
        ("{ score_at_most: 50 }", "effect: { grade_at_most: good }"),
        ("{ score_at_most: 50 }", "effect: { grade_up: 1 }"),
        ("{ score_at_most: 50 }", "effect: { score: 100 }"),
        ("{ grade_at_most: bad }", "effect.grade_at_most: fair"),
        ("{ grade_down: 2 }", "effect.grade_down: 1"),
        ("{ grade_up: 1 }", "effect.grade_up: 2"),
        ("withhold", "effect: { grade_at_most: good }"),
    ] {
        assert_eq!(codes(gate, change), ["overlay-loosens"], "{gate} {change}");
    }
    for (gate, change) in [
        ("{ score_at_most: 50 }", "effect.score_at_most: 40"),
        ("{ grade_at_most: fair }", "effect.grade_at_most: bad"),
        ("{ grade_at_most: fair }", "effect: withhold"),
        ("{ grade_up: 2 }", "effect.grade_up: 1"),
        ("{ score_at_most: 50 }", "when: x or z"),
    ] {
        assert_eq!(codes(gate, change), Vec::<String>::new(), "{gate} {change}");
    }
}

#[test]
fn bonuses_and_penalties_are_judged_with_what_they_ask_for() {
    let codes = |block: &str, change: &str| {
        let change = format!("{{ change: P, set: {{ {change} }}, why: w }}");
        tightened(&format!("{PLAIN}{block}"), &change)
    };
    let none = Vec::<String>::new();
    for requires in ["", ", requires: total.points >= 60", ", requires: z"] {
        let bonus = format!(
            "bonuses: {{ items: [ {{ id: P, title: p, when: x, points: 2{requires} }} ] }}\n"
        );
        assert_eq!(codes(&bonus, "points: 1"), none, "{requires}");
        let penalty = format!(
            "penalties: {{ items: [ {{ id: P, title: p, when: x, points: 2{requires} }} ] }}\n"
        );
        let loosened = codes(&penalty, "points: 1");
        assert!(loosened.contains(&"overlay-loosens".to_owned()), "{requires}: {loosened:?}");
    }
    let penalty = "penalties: { items: [ { id: P, title: p, when: x, points: 2 } ] }\n";
    assert_eq!(codes(penalty, "points: 3"), none);
    // Another condition and fewer points: not proven, and no easier by its number.
    let bonus =
        "bonuses: { items: [ { id: P, title: p, each: number(mark), points: 2, at_most: 4 } ] }\n";
    assert_eq!(codes(bonus, "each: ceil(number(mark)) * 1, points: 1"), ["not-proven"]);
    assert_eq!(codes(penalty, "when: x and z"), ["whole-loosens", "overlay-loosens"]);
}

#[test]
fn more_time_to_put_something_right_loosens() {
    let codes = |change: &str| {
        let items = "items: [ { id: A, title: a, points: 100, deduct: { each: mark, points: 5 }, \
                     when_rectified: { returns: 50%, within: 3 days } } ]\n";
        tightened(items, &format!("{{ change: A, set: {{ {change} }}, why: w }}"))
    };
    assert_eq!(codes("when_rectified.within: 30 days"), ["whole-loosens", "overlay-loosens"]);
    assert_eq!(codes("when_rectified.returns: 60%"), ["whole-loosens", "overlay-loosens"]);
    for change in
        ["when_rectified.within: 2 days", "when_rectified.returns: 40%", "when_rectified: "]
    {
        assert_eq!(codes(change), Vec::<String>::new(), "{change}");
    }
}

/// What does not apply leaves its points to others, so that it may be worth more than what fails.
#[test]
fn what_leaves_is_no_tightening() {
    let codes = |a: &str, change: &str| {
        let parent = format!(
            "ruleset: a/p\nversion: 1\ntitle: t\nsubject: village\neffective: {{ from: 2022-01-01 }}\nadjustable: tighten\n\
             scale: {{ max: 10, round: {{ at: print, step: 0.01, mode: gbt8170 }} }}\n\
             facts: {{ n: {{ kind: count, at_most: 9, title: N }}, m: {{ kind: count, at_least: 1, at_most: 9, title: M }}, \
             q: {{ kind: count, at_most: 9, may_not_apply: yes, title: Q }}, y: {{ kind: yes_no, title: Y }} }}\n{a}\n"
        );
        let mut codes = overlaid(&parent, &format!("{{ change: A, set: {{ {change} }}, why: w }}"));
        codes.retain(|code| code.contains("loosens") || code == "not-proven");
        codes
    };
    let two = |a: &str| {
        format!(
            "items: [ {{ id: A, title: a, points: 5, {a} }}, {{ id: B, title: b, points: 5, pass: y }} ]"
        )
    };
    let deduct = two("deduct: { each: n, points: 1 }");
    let more =
        |each: &str| format!("deduct: [ {{ each: n, points: 1 }}, {{ each: {each}, points: 1 }} ]");
    assert_eq!(codes(&deduct, &more("q")), ["whole-loosens", "overlay-loosens"]);
    assert_eq!(codes(&deduct, &more("m")), Vec::<String>::new());
    for (a, change) in [
        ("supply: { need: m - 1, have: n }", "supply.need: m"),
        ("supply: { need: n, have: m }", "supply.need: n + 1"),
        ("ratio: { of: m, to: n, when_empty: not_applicable }", "ratio.to: n + 1"),
        ("pass: m / n when_empty not_applicable >= 1", "pass: m / (n + 1) >= 1"),
    ] {
        let found = codes(&two(a), change);
        assert!(found.contains(&"whole-loosens".to_owned()), "{a} {change}: {found:?}");
    }
    let capped = "sections: [ { id: S, title: s, points: 5, at_most: 2, items: [ { id: A, title: a, points: 5, pass: n > 3, role: optional } ] }, \
                  { id: T, title: t, points: 5, items: [ { id: B, title: b, points: 5, pass: y } ] } ]";
    assert_eq!(codes(capped, "pass: n > 4"), ["whole-loosens"]);
}

/// Cases say the same in both languages, and come back as they were.
#[test]
fn cases_in_chinese_say_the_same() {
    let (rules, cases) = shipped();
    let shelf = Shelf::load(&rules).expect("they load");
    for source in cases {
        let chinese = cunchi::reworded_data(&source, Language::Chinese).unwrap();
        assert_ne!(chinese, source.text(), "{}", source.name());
        let again = Source::new(source.name(), &*chinese);
        let suite = cunchi::Suite::read(&again).unwrap();
        assert!(suite.run(&shelf).is_ok_and(|report| report.passed()), "{}", source.name());
        let back = cunchi::reworded_data(&again, Language::English).unwrap();
        assert_eq!(back, source.text(), "{}", source.name());
    }
}

/// A result that is not there asks nothing and closes nothing, so that less may be worth more.
#[test]
fn what_leaves_takes_its_results_with_it() {
    let codes = |scale: &str, blocks: &str, change: &str| {
        let parent = format!(
            "ruleset: a/p\nversion: 1\ntitle: t\nsubject: village\neffective: {{ from: 2022-01-01 }}\nadjustable: tighten\n\
             scale: {{ max: 10, round: {scale} }}\n\
             facts: {{ n: {{ kind: count, at_most: 9, title: N }}, q: {{ kind: count, at_most: 9, title: Q }}, \
             z: {{ kind: yes_no, may_not_apply: yes, title: Z }} }}\n{blocks}\n"
        );
        let mut codes = overlaid(&parent, &format!("{{ change: A, set: {{ {change} }}, why: w }}"));
        codes.retain(|code| code.contains("loosens") || code == "not-proven");
        codes
    };
    let exact = "{ at: print, step: 0.01, mode: gbt8170 }";
    let optional = "items: [ { id: A, title: a, points: 5, pass: n >= 3, role: optional }, { id: B, title: b, points: 5, deduct: { each: q, points: 1 } } ]";
    for when in ["\"min(A.points, B.points) < 5\"", "A.points + B.points < 9"] {
        let gate = format!(
            "{optional}\ngates: [ {{ id: V, title: v, when: {when}, effect: {{ score_at_most: 1 }}, basis: b }} ]"
        );
        assert_eq!(codes(exact, &gate, "pass: n >= 4"), ["whole-loosens"], "{when}");
    }
    assert_eq!(codes(exact, optional, "pass: n >= 4"), Vec::<String>::new());
    let sections = "sections: [ { id: S, title: s, points: 6, items: [ { id: A, title: a, points: 6, pass: n >= 3, role: optional } ] }, \
                    { id: T, title: t, points: 4, items: [ { id: B, title: b, points: 4, pass: q >= 3 } ] } ]";
    assert_eq!(
        codes("{ at: section, step: 4, mode: down }", sections, "pass: n >= 4"),
        ["whole-loosens"]
    );
    // What counts as nothing loses all.
    let zero = "items: [ { id: A, title: a, points: 5, pass: n >= 2, applies_when: z, not_applicable: zero }, { id: B, title: b, points: 5, pass: q >= 3 } ]";
    assert_eq!(codes(exact, zero, "applies_when: "), ["whole-loosens", "overlay-loosens"]);
}

/// What an overlay puts in may be changed by the next one no more than the parent allows.
#[test]
fn what_is_added_cannot_be_opened() {
    let gate = "{ add: { id: V, title: v, adjustable: any, when: x, effect: { score_at_most: 5 }, basis: b }, to: gates, why: w }";
    let text = format!(
        "ruleset: a/p\nversion: 1\ntitle: t\nsubject: village\neffective: {{ from: 2022-01-01 }}\nadjustable: tighten\n\
         scale: {{ max: 100, round: {{ at: print, step: 1, mode: half_up }} }}\n\
         facts: {{ mark: {{ kind: count, at_most: 100, title: Mark }}, x: {{ kind: yes_no, title: X }} }}\n{PLAIN}"
    );
    assert_eq!(overlaid(&text, gate), ["adjustable-widened"]);
    assert!(
        !overlaid(&text, &gate.replace("any", "tighten"))
            .contains(&"adjustable-widened".to_owned())
    );
}

/// A condition on the total is open while there may be no total.
#[test]
fn a_total_that_there_may_not_be_closes_nothing_yet() {
    let rules = "ruleset: a/p\nversion: 1\ntitle: t\nsubject: village\neffective: { from: 2022-01-01 }\n\
        scale: { max: 10, combine: max, round: { at: print, step: 0.01, mode: half_up } }\n\
        facts: { y: { kind: yes_no, title: Y }, q: { kind: yes_no, title: Q, may_not_apply: yes } }\n\
        items: [ { id: A, title: a, points: 10, pass: q }, { id: B, title: b, points: 10, pass: y, role: optional } ]\n\
        gates: [ { id: V, title: v, when: total.share >= 0%, effect: { score: 7 }, basis: b } ]\n";
    let cases = "cases: a/p\nitems:\n\
        - { case: open, facts: {}, expect: { score: none, gates: { V: open } } }\n\
        - { case: none, facts: { y: no, q: { not_applicable: x } }, expect: { score: none, gates: { V: no } } }\n\
        - { case: one, facts: { y: no, q: no }, expect: { score: 7, gates: { V: yes } } }\n";
    let shelf = Shelf::load(&[Source::new("p.yaml", rules)]).expect("it loads");
    let suite = cunchi::Suite::read(&Source::new("c.yaml", cases)).expect("it reads");
    assert!(suite.run(&shelf).is_ok_and(|report| report.passed()));
}
