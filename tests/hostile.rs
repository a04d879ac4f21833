//! Hostile and broken input: refused with a diagnostic, in a small stack, without a panic.

use cunchi::{Form, Language, RuleSet, Shelf, Source, Subject};
use std::fs;
use std::path::Path;

/// Runs on a small stack, so that nothing can lean on a large one.
fn in_a_small_stack<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(2 << 20).spawn(f).unwrap().join().unwrap()
}

/// The codes of the errors of a text, read as a rule set and as inspections. Neither may accept it.
fn refused(name: &'static str, text: String) -> Vec<String> {
    in_a_small_stack(move || {
        let source = Source::new(name, text);
        let rules = RuleSet::load(&source).map(|_| ()).unwrap_err();
        let forms = Form::read(&source).map(|_| ()).unwrap_err();
        // What is wrong can be shown, however long the lines are.
        let (rules_shown, forms_shown) = (rules.to_string(), forms.to_string());
        assert!(!rules_shown.is_empty() && !forms_shown.is_empty());
        rules.iter().map(|found| found.code().to_string()).collect()
    })
}

/// Reads a text whatever it is; nothing but the absence of a panic is asked.
fn survived(name: &'static str, text: String) {
    let source = Source::new(name, text);
    if let Ok(rules) = RuleSet::load(&source) {
        rules.compile();
    }
    if let Err(found) = Form::read(&source) {
        for one in found.iter() {
            assert!(!one.message(Language::Chinese).is_empty());
            assert!(!one.message(Language::English).is_empty());
        }
    }
}

/// A rule set whose one item holds when a condition does.
fn with_condition(condition: &str) -> String {
    format!(
        "ruleset: test/hostile\nversion: 1.0.0\ntitle: t\nsubject: village\n\
         effective: {{ from: 2022-01-01 }}\n\
         scale: {{ max: 1, round: {{ at: print, step: 1, mode: gbt8170 }} }}\n\
         facts: {{ a: {{ kind: yes_no, title: a }}, n: {{ kind: number, title: n }} }}\n\
         items:\n  - id: I\n    title: i\n    points: 1\n    pass: {condition}\n"
    )
}

fn condition(condition: &str) -> Vec<String> {
    let text = with_condition(condition);
    in_a_small_stack(move || match RuleSet::load(&Source::new("rules.yaml", text)) {
        Ok(rules) => {
            let program = rules.compile();
            let form = "subject: { code: '1' }\ndate: 2022-01-01\nfacts: { a: yes, n: 0.1 }";
            let forms = Form::read(&Source::new("form.yaml", form)).unwrap();
            program.admit(&forms[0]).unwrap().assess().report(Language::Chinese);
            Vec::new()
        }
        Err(found) => found.iter().map(|one| one.code().to_string()).collect(),
    })
}

fn has(codes: &[String], code: &str) -> bool {
    codes.iter().any(|one| one == code)
}

#[test]
fn aliases_are_refused_rather_than_expanded() {
    let mut laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (this, last) in ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip("abcdefgh".chars()) {
        let list = vec![format!("*{last}"); 9].join(", ");
        laughs.push_str(&format!("{this}: &{this} [{list}]\n"));
    }
    assert!(has(&refused("laughs.yaml", laughs), "alias-refused"));
    assert!(has(&refused("self.yaml", "a: &a [*a]\n".to_owned()), "alias-refused"));
    assert!(has(&refused("merge.yaml", "<<: { a: 1 }\n".to_owned()), "alias-refused"));
    assert!(has(&refused("tag.yaml", "a: !!python/object x\n".to_owned()), "tag-refused"));
}

#[test]
fn depth_is_bounded_in_every_syntax() {
    let deep = |unit: &str, times: usize| unit.repeat(times);
    for text in [deep("[", 400_000), deep("- ", 20_000), deep("? ", 10_000), deep("{a: ", 100_000)]
    {
        let codes = refused("deep.yaml", text);
        assert!(has(&codes, "too-deep") || has(&codes, "not-yaml"), "{codes:?}");
    }
    let mut block = String::new();
    for level in 0..5_000 {
        block.push_str(&" ".repeat(level));
        block.push_str("a:\n");
    }
    let codes = refused("block.yaml", block);
    assert!(has(&codes, "too-deep") || has(&codes, "not-yaml"), "{codes:?}");
    for text in [deep("[", 400_000), deep("{\"a\":", 200_000)] {
        let codes = refused("deep.json", text);
        assert!(has(&codes, "too-deep") || has(&codes, "not-json"), "{codes:?}");
    }
}

#[test]
fn a_long_scalar_and_many_keys_are_read_and_refused_by_what_they_say() {
    let long = "x".repeat(4 << 20);
    assert!(!refused("long.yaml", long).is_empty());
    let too_long = "x".repeat(65 << 20);
    assert!(has(&refused("too-long.yaml", too_long), "too-large"));
    let keys: String = (0..200_000).map(|at| format!("k{at}: {at}\n")).collect();
    assert!(has(&refused("keys.yaml", keys), "unknown-key"));
    let keys: Vec<String> = (0..200_000).map(|at| format!("\"k{at}\":{at}")).collect();
    assert!(!refused("keys.json", format!("{{{}}}", keys.join(","))).is_empty());
    let twice: String = (0..50_000).map(|_| "a: 1\n").collect();
    assert!(has(&refused("twice.yaml", twice), "duplicate-key"));
}

#[test]
fn two_hundred_thousand_findings_are_counted() {
    let rules = with_condition("count(f where deep) < 100001").replace(
        "facts: {",
        "facts: { f: { kind: findings, title: f, fields: { deep: { kind: yes_no, title: d } } },",
    );
    let program = RuleSet::load(&Source::new("rules.yaml", rules)).unwrap().compile();
    let findings: Vec<&str> =
        (0..200_000).map(|at| if at % 2 == 0 { "{deep: yes}" } else { "{deep: no}" }).collect();
    let form = format!(
        "{{subject: {{code: '1'}}, date: 2022-01-01, facts: {{f: [{}]}}}}",
        findings.join(",")
    );
    let forms = Form::read(&Source::new("form.yaml", form)).unwrap();
    let assessment = program.admit(&forms[0]).unwrap().assess();
    assert_eq!(assessment.score().map(ToString::to_string).as_deref(), Some("1"));
}

#[test]
fn broken_text_is_an_error_with_a_place() {
    let gbk = String::from_utf8_lossy(&[0xb4, 0xe5, 0xb3, 0xdf, b':', b' ', b'1']).into_owned();
    assert!(!refused("gbk.yaml", gbk).is_empty());
    for text in
        ["a:\n\tb: 1\n", "\u{0}", "a: [1", "a: 'x", "---\n---\n", "", "\u{feff}", "a: |\n", "%"]
    {
        refused("broken.yaml", text.to_owned());
    }
    for text in
        ["{", "{\"a\":}", "\"\\ud800\"", "[1,]", "1 2", "\"\u{1}\"", "{\"a\":1,\"a\":2}", "nul"]
    {
        refused("broken.json", text.to_owned());
        refused("broken.jsonl", text.to_owned());
    }
}

#[test]
fn a_wide_colon_behind_a_key_is_named_where_it_stands() {
    for text in ["规则集: a/b\n名称：x\n版本: 1.0.0\n", "规则集: a/b\n\n名称：x # ：\n"]
    {
        let found = RuleSet::load(&Source::new("rules.yaml", text)).map(|_| ()).unwrap_err();
        let one = found.iter().next().unwrap();
        assert_eq!(one.code().as_str(), "full-width-sign");
        let place = one.place();
        assert_eq!(place.source.slice(place.span), "：");
        assert_eq!(place.start().column, 3);
    }
    // In a comment it is none of the key's: what YAML itself says is said.
    assert_eq!(refused("rules.yaml", "a: b\nc\n# ：\n".into()), ["not-yaml"]);
}

#[test]
fn deep_and_long_expressions_are_refused_or_evaluated() {
    for (open, core, close) in
        [("(", "a", ")"), ("not ", "a", ""), ("-", "n", " > 1"), ("if a then ", "a", " else a")]
    {
        for depth in [10, 500, 2_000, 20_000] {
            condition(&format!("{}{core}{}", open.repeat(depth), close.repeat(depth)));
        }
    }
    let deep = "(".repeat(20_000);
    assert!(!condition(&format!("\"{deep}\"")).is_empty());
    for (unit, count) in
        [("a and ", 400), ("a or ", 3_000), ("n + ", 450), ("n * ", 450), ("n / ", 90)]
    {
        let last = if unit.starts_with('a') { "a" } else { "n > 1" };
        condition(&format!("{}{last}", unit.repeat(count)));
    }
    condition(&format!("min({}) > 1", vec!["n"; 4_000].join(",")));
    condition(&format!("n in [{}]", vec!["1"; 4_000].join(",")));
    condition(&format!("{}n > 1", "1 + ".repeat(5_000)));
}

#[test]
fn huge_numbers_stay_exact_or_are_refused() {
    let nines = "9".repeat(60);
    assert!(condition(&format!("n < {nines}")).is_empty());
    assert!(condition(&format!("n * {nines} * {nines} * {nines} > n")).is_empty());
    assert!(!condition(&format!("n < {}", "9".repeat(61))).is_empty());
    assert!(!condition(&format!("n < 1e{nines}")).is_empty());
    // Squared again and again: a few times is a number, many times is refused.
    let squared = |times: usize| {
        let lets: String =
            (1..=times).map(|at| format!("  l{at}: l{} * l{}\n", at - 1, at - 1)).collect();
        let lets = format!("let:\n  l0: n * {nines}\n{lets}items:");
        let text = with_condition(&format!("l{times} > 0")).replace("items:", &lets);
        RuleSet::load(&Source::new("rules.yaml", text))
    };
    assert!(squared(40).is_err());
    let program = squared(7).unwrap().compile();
    let form = "subject: { code: '1' }\ndate: 2022-01-01\nfacts: { n: 0.12345678901234567890123 }";
    let forms = Form::read(&Source::new("form.yaml", form)).unwrap();
    let assessment = program.admit(&forms[0]).unwrap().assess();
    assert_eq!(assessment.score().map(ToString::to_string).as_deref(), Some("1"));
    for number in ["0x10", "1_000", ".5", "5.", "+1", "NaN", ".inf", "1e5", "١٢", "１２"] {
        let form = format!("subject: {{ code: '1' }}\ndate: 2022-01-01\nfacts: {{ n: {number} }}");
        let forms = Form::read(&Source::new("form.yaml", form)).unwrap();
        let admitted = program.admit(&forms[0]);
        assert!(admitted.is_err(), "{number} was read as a number");
    }
}

#[test]
fn lets_that_use_lets_cost_no_more_than_they_say() {
    let loaded = |lets: String, last: usize| {
        let text = with_condition(&format!("l{last} > 0"))
            .replace("items:", &format!("let:\n{lets}items:"))
            .replace("    pass:", "    ratio: { of: n, to: l1, when_empty: zero }\n    zero_if:");
        in_a_small_stack(move || {
            let rules = RuleSet::load(&Source::new("rules.yaml", text));
            rules.map(|rules| rules.compile()).map_err(|found| found.to_string())
        })
    };
    let doubled: String =
        (1..=60).map(|at| format!("  l{at}: l{} + l{}\n", at - 1, at - 1)).collect();
    assert!(loaded(format!("  l0: n\n{doubled}"), 60).is_ok());
    let forward: String = (1..=5_000).map(|at| format!("  l{at}: l{} + 1\n", at - 1)).collect();
    assert!(loaded(format!("  l0: n\n{forward}"), 5_000).is_ok());
    let backward: String = (0..5_000).map(|at| format!("  l{at}: l{} + 1\n", at + 1)).collect();
    assert!(loaded(format!("{backward}  l5000: n\n"), 0).is_err());
    assert!(loaded("  l0: l1\n  l1: l0\n".to_owned(), 0).is_err());
}

#[test]
fn strange_names_stay_text() {
    let codes = ["5.13431E+11", "\u{202e}1", "a\u{0}b", "💥", &"x".repeat(100_000)];
    for code in codes {
        let form = format!("subject: {{ code: {code:?} }}\ndate: 2022-01-01");
        if let Ok(forms) = Form::read(&Source::new("form.yaml", form)) {
            let subject: &Subject = forms[0].subject();
            assert_eq!(subject.code, code);
        }
    }
}

/// A generator of numbers that is the same everywhere.
struct Mix(u64);

impl Mix {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(below.max(1)).unwrap()).unwrap()
    }
}

/// Shipped files with a few bytes, words or lines changed.
#[test]
fn changed_files_are_read_or_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<(String, String)> = Vec::new();
    for folder in
        ["rules/liangshan", "rules/shicheng", "rules/liangshan/cases", "samples/liangshan"]
    {
        let mut paths: Vec<_> =
            fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if let Ok(text) = fs::read_to_string(&path)
                && [".yaml", ".json", ".jsonl"].iter().any(|ending| name.ends_with(ending))
            {
                files.push((name, text));
            }
        }
    }
    assert!(files.len() > 8);
    let words = [
        "{",
        "}",
        "[",
        "]",
        ": ",
        "\n",
        "  ",
        "- ",
        "'",
        "\"",
        "#",
        "&a ",
        "*a",
        "!t ",
        "-1",
        "0",
        "1e9",
        "yes",
        "不适用",
        "\u{feff}",
        "\t",
        "if ",
        "(",
        " / 0",
        "null",
        "~",
        "，",
        "。",
        "\0",
    ];
    let mut mix = Mix(2022);
    for round in 0..300 {
        let (name, text) = &files[round % files.len()];
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..=mix.next(4) {
            let at = mix.next(chars.len());
            match mix.next(5) {
                0 => {
                    chars.remove(at);
                }
                1 => chars.truncate(at.max(1)),
                2 => {
                    let to = (at + mix.next(40)).min(chars.len());
                    chars.drain(at..to);
                }
                3 => {
                    let to = (at + mix.next(200)).min(chars.len());
                    let part: Vec<char> = chars[at..to].to_vec();
                    let into = mix.next(chars.len());
                    chars.splice(into..into, part);
                }
                _ => {
                    let word = words[mix.next(words.len())];
                    chars.splice(at..at, word.chars());
                }
            }
            if chars.is_empty() {
                break;
            }
        }
        let name: &'static str = match name.rsplit('.').next() {
            Some("json") => "changed.json",
            Some("jsonl") => "changed.jsonl",
            _ => "changed.yaml",
        };
        survived(name, chars.into_iter().collect());
    }
}

#[test]
fn every_place_lies_within_the_text() {
    for text in ["\n%", "%", "a: [", "a: \"", "- ", "{", "a:\n\t", "\u{feff}", "'", "? ", "!", "&"]
    {
        let source = Source::new("rules.yaml", text);
        for one in RuleSet::load(&source).unwrap_err().iter() {
            let span = one.place().span;
            assert!(
                span.start <= span.end && span.end as usize <= text.len(),
                "{text:?}: {span:?}"
            );
        }
    }
}

/// Every value of a shipped set left blank, and every set cut off after every line: it loads or says why not.
#[test]
fn what_is_left_blank_or_cut_off_is_never_passed_over() {
    let sets = [
        include_str!("../rules/examples/news2.yaml"),
        include_str!("../rules/shicheng/township-2018.yaml"),
        include_str!("../rules/liangshan/resettlement-site.yaml"),
    ];
    let mut refused = 0;
    for text in sets {
        let mut tried = |changed: String| {
            if let Err(found) = RuleSet::load(&Source::new("rules.yaml", &*changed)) {
                assert!(found.has_errors(), "refused without a word:\n{changed}");
                refused += 1;
            }
        };
        // A value ends at a comma, a closing bracket or the end of its line.
        for (at, _) in text.match_indices(": ") {
            let (before, after) = text.split_at(at + 1);
            let end = after.find([',', '}', ']', '\n']).unwrap_or(after.len());
            tried(format!("{before} {}", &after[end..]));
            tried(format!("{before} no{}", &after[end..]));
        }
        for (at, _) in text.match_indices('\n') {
            tried(text[..at].to_owned());
        }
    }
    assert!(refused > 500, "only {refused} were refused");
}

/// Each overlay may be as deep as a reader lets it be; what they make together may not be deeper.
#[test]
fn overlays_cannot_pile_up_depth() {
    let parent = "ruleset: a/p\nversion: 1\ntitle: t\nsubject: village\neffective: { from: 2022-01-01 }\n\
                  scale: { max: 1, round: { at: print, step: 1, mode: half_up } }\nadjustable: any\n\
                  facts: { f: { kind: yes_no, title: f } }\n\
                  sections: [ { id: S, title: s, points: 1, items: [ { id: I, title: i, points: 1, pass: f } ] } ]\n";
    let nested = |id: &str, levels: usize| {
        let inner = format!(
            "{{ id: {id}, title: s, points: 1, items: [ {{ id: I, title: i, points: 1, pass: f }} ] }}"
        );
        (0..levels).fold(inner, |inner, n| {
            format!("{{ id: {id}{n}, title: s, points: 1, sections: [ {inner} ] }}")
        })
    };
    let mut sources = vec![Source::new("p.yaml", parent)];
    let mut last = ("a/p".to_owned(), "S".to_owned());
    for n in 0..6 {
        let (id, deep) = (format!("a/o{n}"), format!("D{n}_"));
        let text = format!(
            "overlay: {id}\nextends: {}\nversion: 1\nchanges: [ {{ change: {}, set: {{ items: , sections: [ {} ] }}, why: w }} ]\n",
            last.0,
            last.1,
            nested(&deep, 20),
        );
        sources.push(Source::new(format!("o{n}.yaml"), text));
        last = (id, deep);
    }
    let found = Shelf::load(&sources).expect_err("too deep");
    assert!(found.iter().any(|one| one.code().as_str() == "too-deep"), "{found}");
}

/// Many questions that cannot be decided do not use up what those after them need: the audit ends, and a plain
/// contradiction in the last item is still proven.
#[test]
fn a_set_of_open_questions_is_audited_within_a_budget() {
    let (mut facts, mut items) = (String::new(), String::new());
    let many: Vec<String> = (0..14).map(|at| format!("f{at}")).collect();
    many.iter().for_each(|f| facts += &format!("  {f}: {{ kind: yes_no, title: 是 {f} }}\n"));
    for at in 0..400 {
        facts += &format!("  a{at}: {{ kind: count, title: 数{at} }}\n");
        let zero_if = if at == 399 {
            "a399 > 5 and a399 < 4".to_owned()
        } else {
            let all = format!("count_true({}, a{at} > 3)", many.join(", "));
            format!("{all} > 7 and {all} < 8")
        };
        items += &format!(
            "  - {{ id: I{at}, title: 项{at}, points: 1, pass: a{at} > 3, zero_if: \"{zero_if}\" }}\n"
        );
    }
    let text = format!(
        "ruleset: t/open\nversion: 1.0.0\ntitle: 大\nsubject: village\neffective: {{ from: 2022-01-01 }}\n\
         scale: {{ max: 400, round: {{ at: print, step: 1, mode: half_up }} }}\nfacts:\n{facts}items:\n{items}"
    );
    let rules = RuleSet::load(&Source::new("open.yaml", text)).expect("it loads");
    let found = rules.compile().audit();
    let codes: Vec<&str> = found.iter().map(|one| one.code().as_str()).collect();
    let count = |code: &str| codes.iter().filter(|found| **found == code).count();
    assert_eq!((count("never-true"), count("not-seen-true")), (1, 399), "{codes:?}");
}
