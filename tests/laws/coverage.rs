//! What the random rule sets, overlays and inspections cover, held against the vocabulary of the format.
//!
//! Whoever adds a key, a word or a function to the language adds it to the generator too, or writes here why it moves no
//! result. Nothing is listed by hand but where a block stands and what is left out.

use super::choices::Choices;
use super::dated::Days;
use super::text::Text;
use super::{Example, changes};
use std::collections::BTreeSet;

/// Where the blocks of a shape stand: the keys around them, `*` for an id of the rules' own.
const PLACES: &[(&str, &[&str])] = &[
    ("RULESET", &[""]),
    ("EFFECTIVE", &["effective"]),
    ("SCALE", &["scale"]),
    ("MEAN", &["combine"]),
    ("ROUND", &["scale/round"]),
    ("COMPARE", &["scale/compare"]),
    ("FACT", &["facts/*", "fields/*"]),
    ("BELOW", &["facts/*/from"]),
    ("SECTION", &["sections"]),
    ("ITEM", &["sections/items", "/items"]),
    ("DEDUCTION", &["deduct"]),
    ("AT_MOST_PER", &["at_most_per"]),
    ("TIER", &["tiers", "ladder"]),
    ("BANDS", &["bands"]),
    ("BAND", &["bands/steps"]),
    ("RATIO", &["ratio"]),
    ("INTERPOLATE", &["interpolate"]),
    ("POST", &["posts"]),
    ("JUDGED", &["judged"]),
    ("SUPPLY", &["supply"]),
    ("TABLE", &["table"]),
    ("REMEDY", &["remedy"]),
    ("RETURNS", &["when_rectified"]),
    ("ADJUSTMENTS", &["bonuses", "penalties"]),
    ("ADJUSTMENT", &["bonuses/items", "penalties/items"]),
    ("GATE", &["gates"]),
    ("EFFECT", &["effect"]),
    ("GRADE", &["grades"]),
    ("VALUE", &["let/*"]),
    ("GRADE_MATRIX", &["grade_matrix"]),
    ("AGREEMENT", &["consistency"]),
    ("DATED", &["*"]),
    ("DATED_STEP", &["dated"]),
    ("OVERLAY", &["overlay:"]),
    ("CHANGE", &["overlay:/changes"]),
    ("OVERRIDE", &["inspection:/overrides/*"]),
    ("BELOW_RESULT", &["inspection:/below"]),
];

/// Shapes and keys that no random text has, with the reason.
const LEFT_OUT: &[(&str, &str)] = &[
    ("SOURCE", "documents move no result"),
    ("PROVENANCE", "where a demand comes from moves no result"),
    ("PROVENANCE_LABEL", "the same"),
    ("RULESET.sources", "documents move no result"),
    ("BELOW.weight", "means and shares by weight: tests/conformance/from-below.yaml"),
    ("BELOW_RESULT.weight", "the same"),
    ("EFFECTIVE.until", "which version is in force: tests/conformance/versions.yaml"),
    ("EFFECTIVE.review_by", "a note about the rules moves no result"),
    ("FACT.note", "for whoever fills in the form"),
    ("FACT.provenance", "where a demand comes from moves no result"),
    ("SECTION.provenance", "the same"),
    ("SECTION.adjustable", "said once for the whole: `RULESET.adjustable`"),
    ("ITEM.adjustable", "the same"),
    ("ADJUSTMENT.provenance", "where a demand comes from moves no result"),
    ("ADJUSTMENT.adjustable", "said once for the whole"),
    ("GATE.provenance", "where a demand comes from moves no result"),
    ("GATE.adjustable", "said once for the whole"),
    ("GRADE.adjustable", "the same"),
    ("BAND.title", "a name moves no result"),
    ("OVERLAY.tightens", "a claim about the whole, proven in tests/audit.rs"),
    ("OVERLAY.sources", "documents move no result"),
    ("ADJUSTABLE.none", "what may not be changed is refused: tests/diagnostics/cases.yaml"),
    ("ADJUSTABLE.loosen", "the mirror of `tighten`, proven in tests/audit.rs"),
];

/// The key whose words are those of a list. Lists of words that are not here are of inspections and reports.
const WORDS: &[(&str, &str)] = &[
    ("FACT_KINDS", "kind"),
    ("CLAIMS", "claim"),
    ("ROUNDING_MODES", "mode"),
    ("ROUNDING_PLACES", "at"),
    ("COMPARISONS", "compare"),
    ("DIRECTIONS", "direction"),
    ("NOT_APPLICABLE", "not_applicable"),
    ("COMBINES", "combine"),
    ("ROLES", "role"),
    ("WHEN_EMPTY", "when_empty"),
    ("TAKES", "take"),
    ("EFFECT_WORDS", "effect"),
    ("ADJUSTABLE", "adjustable"),
];

/// Lists of words that no rule set decides anything by.
const OTHER_WORDS: &[&str] =
    &["STATES", "STATUSES", "MEASURES", "WHOLES", "METHODS", "SUBJECTS", "PROXIMITY"];

const OPERATORS: &[&str] = &[
    " and ",
    " or ",
    "not ",
    " in [",
    "if ",
    " then ",
    " else ",
    " where ",
    " by ",
    " when_empty ",
    " when_empty not_applicable",
    " = ",
    " != ",
    " < ",
    " <= ",
    " > ",
    " >= ",
    " + ",
    " - ",
    " * ",
    " / ",
    "date(",
    ".points",
    ".share",
    ".state",
    "total.",
];

/// What the source says: shapes with their keys, lists with their words.
fn vocabulary() -> Vec<(String, Vec<String>, bool)> {
    let tables = [
        include_str!("../../src/syntax/vocabulary.rs"),
        include_str!("../../src/syntax/inspection.rs"),
    ];
    let mut out: Vec<(String, Vec<String>, bool)> = Vec::new();
    for line in tables.iter().flat_map(|table| table.lines()).map(str::trim) {
        let name: String =
            line.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
        let rest = &line[name.len()..];
        if !name.is_empty() && (rest.starts_with(" = (\"") || rest.starts_with(" = \"")) {
            out.push((name, Vec::new(), rest.starts_with(" = (")));
        }
        // A block begins with its name in two languages: those are no key.
        let named = line.contains("= (\"");
        let parts: Vec<&str> = line.split('"').collect();
        for three in parts.windows(4) {
            let [_, word, between, chinese] = three else { continue };
            let plain = !word.is_empty()
                && word.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
            if plain
                && !named
                && *between == " "
                && !chinese.is_ascii()
                && let Some((_, words, _)) = out.last_mut()
            {
                words.push((*word).to_owned());
            }
        }
    }
    out
}

/// The functions of expressions, as the checker lists them.
fn functions() -> Vec<String> {
    let table = include_str!("../../src/check/typing/calls.rs");
    let rows = table.lines().skip_while(|line| !line.contains("const FUNCTIONS"));
    let rows = rows.skip(1).take_while(|line| !line.starts_with("];"));
    rows.filter_map(|row| Some(row.trim().strip_prefix("(\"")?.split('"').next()?.to_owned()))
        .collect()
}

/// Every key with the keys around it, and every word with its key.
fn collect(text: &Text, path: &str, keys: &mut BTreeSet<String>) {
    match text {
        Text::Plain(word) | Text::Quoted(word) => {
            let key = path.rsplit('/').next().unwrap_or("");
            keys.insert(format!("={key}={word}"));
        }
        Text::List(list) => list.iter().for_each(|one| collect(one, path, keys)),
        Text::Map(map) => {
            let own = ["facts", "fields", "let", "of", "cells", "overrides", "tags"];
            for (key, value) in map {
                let named = path.rsplit('/').next().is_some_and(|last| own.contains(&last));
                let step = if named { "*" } else { key };
                if !named {
                    keys.insert(format!("{path}#{key}"));
                }
                collect(value, &format!("{path}/{step}"), keys);
            }
        }
    }
}

/// The same numbers every time.
pub(crate) fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u8
    };
    (0..1400).map(|_| next()).collect()
}

#[test]
fn every_key_word_and_function_of_the_format_occurs_in_random_texts() {
    let (mut keys, mut written) = (BTreeSet::new(), String::new());
    for seed in 0..1500 {
        let mut c = Choices::new(&bytes(seed));
        (c.known, c.agree) = (true, true);
        let rules = super::rules::rules(&mut c);
        collect(&rules.text, "", &mut keys);
        let answers: Vec<_> = rules.facts.iter().map(|fact| fact.answer(&mut c, 2)).collect();
        let mut inspection = super::facts::inspection(&rules.facts, &answers);
        inspection.set("overrides", Text::Map(super::decisions(&rules, &mut c)));
        collect(&inspection, "inspection:", &mut keys);
        let (parent, overlay) = changes::changes(&rules, &mut c);
        collect(&overlay, "overlay:", &mut keys);
        collect(&parent, "", &mut keys);
        if let Some((parent, _)) = super::overlays::overlay(&rules.text, &mut c) {
            written.push_str(&parent);
        }
        written.push_str(&rules.text.write());
    }
    let left_out = |name: &str| LEFT_OUT.iter().any(|(known, _)| *known == name);
    let mut missing = Vec::new();
    for (shape, words, is_shape) in vocabulary() {
        if left_out(&shape) || OTHER_WORDS.contains(&&*shape) {
            continue;
        }
        let places = PLACES.iter().find(|(known, _)| *known == shape).map(|(_, places)| *places);
        let list = WORDS.iter().find(|(known, _)| *known == shape).map(|(_, key)| *key);
        for word in words {
            let found = match (is_shape, places, list) {
                (true, Some(places), _) => keys.iter().any(|key| {
                    let at = |place: &&str| stands(key, place, &word);
                    places.iter().any(at)
                }),
                (false, _, Some(key)) => {
                    keys.contains(&format!("={key}={word}"))
                        || written.contains(&format!("{key}: {word}"))
                }
                // Blocks and words of inspections, cases and reports.
                _ => shape_is_elsewhere(&shape),
            };
            if !found && !left_out(&format!("{shape}.{word}")) {
                missing.push(format!("{shape}.{word}"));
            }
        }
    }
    missing.extend(functions().into_iter().filter(|name| !written.contains(&format!("{name}("))));
    missing.extend(
        OPERATORS.iter().filter(|one| !written.contains(**one)).map(|one| (*one).to_owned()),
    );
    assert!(
        missing.is_empty(),
        "no random text has {missing:#?}: write them into tests/laws, or into LEFT_OUT with the reason"
    );
    assert!(functions().len() >= 20 && vocabulary().len() > 40, "the tables are read wrongly");
}

/// Shapes of inspections and cases.
fn shape_is_elsewhere(shape: &str) -> bool {
    ["INSPECTION", "SUBJECT", "CASE", "CASES"].contains(&shape) || shape.starts_with("EXPECT")
}

/// Whether a key stands in a block at a place.
fn stands(key: &str, place: &str, word: &str) -> bool {
    let Some((path, last)) = key.split_once('#') else { return false };
    let overlay = path.starts_with("overlay:") || path.starts_with("inspection:");
    last == word
        && match place {
            "" => path.is_empty(),
            "*" => true,
            place if place.contains(':') => path == place,
            place if place.starts_with('/') => path == place,
            place => {
                !overlay && (path.ends_with(&format!("/{place}")) || path == format!("/{place}"))
            }
        }
}

/// Overlays that are refused say nothing: most must load.
#[test]
fn most_random_overlays_load() {
    let mut loaded = 0;
    for seed in 0..40 {
        let mut example = Example::new(&bytes(seed), true);
        example.days = Days::default();
        let (parent, overlay) = changes::changes(&example.rules, &mut example.c);
        loaded += usize::from(super::load_all(&[&overlay.write(), &parent.write()]).is_ok());
    }
    assert!(loaded >= 20, "only {loaded} of 40 overlays load");
}
