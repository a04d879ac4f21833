//! Every example of the books runs: what `docs/format.md` and its neighbours show is what happens.
//!
//! A fenced block says by its first line what it is. `yaml rules` is a rule set; those that follow one another
//! belong together, and the last of them is meant. `yaml case` holds cases for it, `yaml inspection` data it takes,
//! `json assessment` what comes of that data, and `yaml refused CODE` a rule set that must be refused with that code.

use cunchi::{Form, Language, RuleSet, Shelf, Source, Suite};

const BOOKS: &[(&str, &str)] = &[
    ("docs/format.md", include_str!("../docs/format.md")),
    ("docs/encoding.md", include_str!("../docs/encoding.md")),
    ("docs/ambiguities.md", include_str!("../docs/ambiguities.md")),
    ("docs/wire.md", include_str!("../docs/wire.md")),
];

/// What authors of small examples leave out on purpose.
const EXPECTED_WARNINGS: &[&str] = &["missing-provenance"];

struct Block {
    /// The words after the fence.
    kind: String,
    place: String,
    text: String,
}

fn blocks(name: &str, book: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut open = false;
    for (line, text) in book.lines().enumerate() {
        match text.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(kind) => {
                open = true;
                let place = format!("{name}:{}", line + 1);
                out.push(Block { kind: kind.trim().to_owned(), place, text: String::new() });
            }
            None if open => {
                let block = out.last_mut().expect("an open block");
                block.text.push_str(text);
                block.text.push('\n');
            }
            None => {}
        }
    }
    assert!(!open, "{name} ends inside a block");
    out
}

/// An example: rule sets and what is shown of the last of them.
#[derive(Default)]
struct Example {
    rules: Vec<Source>,
    cases: Vec<Block>,
    inspections: Vec<Block>,
    assessments: Vec<Block>,
}

impl Example {
    fn shelf(&self) -> Shelf {
        let shelf = Shelf::load(&self.rules)
            .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
        for warning in shelf.warnings().iter() {
            let code = warning.code();
            assert!(
                EXPECTED_WARNINGS.contains(&code.as_str()),
                "{}",
                shelf.warnings().with_marks(Language::English)
            );
        }
        shelf
    }

    fn id(&self) -> String {
        let last = self.rules.last().expect("a case stands after its rules").text();
        let id = last.lines().find_map(|line| {
            ["ruleset: ", "规则集: ", "overlay: "].iter().find_map(|key| line.strip_prefix(key))
        });
        id.expect("a rule set has an id").to_owned()
    }

    /// What came out otherwise, in the cases.
    fn wrong(&self, shelf: &Shelf) -> Vec<String> {
        let mut out = Vec::new();
        for block in &self.cases {
            let text = format!("cases: {}\nitems:\n{}", self.id(), block.text);
            let report = Suite::read(&Source::new(block.place.as_str(), text))
                .and_then(|suite| suite.run(shelf))
                .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
            for case in report.cases {
                for difference in case.differences {
                    let (place, name, what) = (&block.place, &case.name, &difference.what);
                    let (expected, found) = (&difference.expected, &difference.found);
                    out.push(format!(
                        "{place}: {name}: {what}: {expected} expected, {found} found"
                    ));
                }
            }
        }
        out
    }

    /// The assessment of each inspection, compared with what is printed.
    fn assessments(&self, shelf: &Shelf) -> Vec<String> {
        let mut out = Vec::new();
        let mut printed = self.assessments.iter();
        for block in &self.inspections {
            let forms = Form::read(&Source::new(block.place.as_str(), block.text.as_str()))
                .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
            for assessed in shelf.assess(&forms, None) {
                let assessment = assessed.unwrap_or_else(|problems| {
                    panic!("{}", problems.with_marks(Language::English))
                });
                let Some(block) = printed.next() else { continue };
                let wanted: serde_json::Value = serde_json::from_str(&block.text).expect("JSON");
                let report = assessment.report(Language::English);
                let found = serde_json::to_value(&report).expect("a value");
                if wanted != found {
                    let shown = serde_json::to_string_pretty(&report).expect("text");
                    out.push(format!("{}: this came out:\n{shown}", block.place));
                }
            }
        }
        assert!(printed.next().is_none(), "an assessment without its inspection");
        out
    }
}

/// The examples of a book, and the rule sets it says are refused, each with those an overlay among them may extend.
fn examples(name: &str, book: &str) -> (Vec<Example>, Vec<(Block, Vec<Source>)>) {
    let (mut examples, mut refused) = (Vec::<Example>::new(), Vec::new());
    let mut after_rules = false;
    for block in blocks(name, book) {
        let kind = block.kind.clone();
        if kind == "yaml rules" {
            if !after_rules {
                examples.push(Example::default());
            }
            let example = examples.last_mut().expect("one");
            example.rules.push(Source::new(format!("{}.yaml", block.place), block.text));
            after_rules = true;
            continue;
        }
        after_rules = false;
        match kind.as_str() {
            "yaml case" => examples.last_mut().expect("rules before").cases.push(block),
            "yaml inspection" => examples.last_mut().expect("rules before").inspections.push(block),
            "json assessment" => examples.last_mut().expect("rules before").assessments.push(block),
            _ if kind.starts_with("yaml refused ") => {
                let before = examples.last().map(|example| example.rules.clone());
                refused.push((block, before.unwrap_or_default()));
            }
            "text" | "yaml" | "json" | "sh" => {}
            other => panic!("{}: a block of kind `{other}`", block.place),
        }
    }
    (examples, refused)
}

#[test]
fn every_example_comes_out_as_the_book_says() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (name, book) in BOOKS {
        for example in examples(name, book).0 {
            let shelf = example.shelf();
            assert!(
                !example.cases.is_empty() || !example.inspections.is_empty(),
                "{} shows nothing",
                example.rules.last().expect("rules").name()
            );
            wrong.extend(example.wrong(&shelf));
            wrong.extend(example.assessments(&shelf));
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(count > 25, "only {count} examples were found");
}

#[test]
fn what_the_book_calls_wrong_is_refused_for_that_reason() {
    let mut count = 0;
    for (name, book) in BOOKS {
        for (block, mut sources) in examples(name, book).1 {
            let code = block.kind.trim_start_matches("yaml refused ").to_owned();
            let source = Source::new(format!("{}.yaml", block.place), block.text);
            let problems = if source.text().starts_with("overlay:") {
                sources.push(source);
                Shelf::load(&sources).expect_err(&block.place)
            } else {
                RuleSet::load(&source).expect_err(&block.place)
            };
            let found = problems.lines(Language::English);
            let errors: Vec<&str> =
                found.lines().filter(|line| line.contains(": error[")).collect();
            assert_eq!(errors.len(), 1, "{}\n{found}", block.place);
            assert!(found.contains(&format!("error[{code}]")), "{}\n{found}", block.place);
            count += 1;
        }
    }
    assert!(count > 3, "only {count} refusals were found");
}

/// Every key and word of the format with its Chinese name, as the tables in the source say it.
fn vocabulary() -> Vec<(String, String)> {
    let tables =
        [include_str!("../src/syntax/vocabulary.rs"), include_str!("../src/syntax/inspection.rs")];
    let mut out = Vec::new();
    for line in tables.iter().flat_map(|table| table.lines()) {
        // `"word" "中文" needed …` for a key; pairs, separated by commas, for words.
        let parts: Vec<&str> = line.split('"').collect();
        for four in parts.windows(4) {
            let [_, word, between, chinese] = four else { continue };
            let plain =
                !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            let plain = plain || word.contains("gbt");
            if plain && *between == " " && !chinese.is_ascii() {
                out.push(((*word).to_owned(), (*chinese).to_owned()));
            }
        }
    }
    out.sort();
    out.dedup();
    out
}

/// Every key of a JSON value, at any depth.
fn keys(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                out.push(key.clone());
                // Tags are the rule set's own words.
                if key != "tags" {
                    keys(value, out);
                }
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| keys(value, out)),
        _ => {}
    }
}

#[test]
fn the_page_on_json_names_every_key_of_an_assessment() {
    let (_, page) = BOOKS.last().expect("the page");
    let rules = Source::new(
        "essentials.yaml",
        include_str!("../rules/liangshan/household-essentials.yaml"),
    );
    let visit = r#"{ "subject": { "code": "1" }, "date": "2022-09-15", "facts": {} }"#;
    let forms = Form::read(&Source::new("visit.json", visit)).expect("it reads");
    let program = RuleSet::load(&rules).expect("it loads").compile();
    let assessment = program.admit(forms.first().expect("one")).expect("it fits").assess();
    let report = serde_json::to_value(assessment.report(Language::English)).expect("a value");
    let mut names = Vec::new();
    keys(&report, &mut names);
    for block in blocks("docs/wire.md", page).iter().filter(|b| b.kind == "json assessment") {
        keys(&serde_json::from_str(&block.text).expect("JSON"), &mut names);
    }
    names.sort();
    names.dedup();
    let missing: Vec<_> = names.iter().filter(|key| !page.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_book_names_every_key_and_word_in_both_languages() {
    let (_, book) = BOOKS.first().expect("the book");
    let words = vocabulary();
    assert!(words.len() > 150, "only {} words were found", words.len());
    let missing: Vec<_> = words
        .iter()
        .filter(|(word, chinese)| {
            let row =
                |line: &str| line.contains(&format!("`{word}`")) && line.contains(chinese.as_str());
            !book.lines().any(row)
        })
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
