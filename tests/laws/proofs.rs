//! What the checker calls proven, held against random inspections: not one may say otherwise.

use super::facts::inspection;
use super::text::{Text, map, plain, quoted};
use super::{Example, assess, data, load_all, settings};
use cunchi::diagnostic::Diagnostic;
use cunchi::{Language, RuleSet, Source};
use proptest::prelude::*;
use serde_json::Value;

/// Something proven, in words that an assessment can contradict.
#[derive(Debug)]
struct Proof {
    code: &'static str,
    /// The grade, gate, bonus or item; the condition itself.
    what: String,
    /// The points an item is said always to have.
    points: String,
}

const CODES: [&str; 7] = [
    "grade-not-reached",
    "gate-never-fires",
    "never-counts",
    "item-never-moves",
    "full-points-not-reached",
    "always-true",
    "never-true",
];

fn proof(found: &Diagnostic) -> Option<Proof> {
    let code = CODES.into_iter().find(|code| *code == found.code().as_str())?;
    let message = found.message(Language::English);
    let condition = matches!(code, "always-true" | "never-true");
    if !condition && !message.contains("(proven") {
        return None;
    }
    let place = found.place();
    let what = if condition {
        place.source.slice(place.span).to_owned()
    } else {
        message.split('`').nth(1)?.to_owned()
    };
    let points = message.split(" has ").nth(1).and_then(|rest| rest.split(' ').next());
    Some(Proof { code, what, points: points.unwrap_or_default().to_owned() })
}

/// The rules with one item that passes where a condition holds; none where the condition reads results or findings.
fn probe(rules: &Text, condition: &str) -> Option<cunchi::Shelf> {
    let mut rules = rules.clone();
    if let Text::Map(map) = &mut rules {
        let kept = ["ruleset", "version", "title", "subject", "effective", "facts", "let"];
        map.retain(|(key, _)| kept.contains(&&**key));
    }
    let round = map([("at", plain("print")), ("step", plain(1)), ("mode", plain("half_up"))]);
    rules.set("scale", map([("max", plain(1)), ("round", round)]));
    let item = [
        ("id", plain("PROBE")),
        ("title", quoted("probe")),
        ("points", plain(1)),
        ("pass", quoted(condition)),
    ];
    rules.set("items", Text::List(vec![map(item)]));
    load_all(&[&rules.write()]).ok()
}

/// An example with a bonus and a gate on what hardly ever happens, or never.
fn seldom(mut example: Example) -> Example {
    let c = &mut example.c;
    let each = c.pick(&["min(n, 0)", "n - 5", "n - 4", "z * n - 15", "z * n - 14", "x - 3"]);
    let mut when = || {
        quoted(c.pick(&[
            "n >= 5 and z >= 3",
            "n > 3 and n < 2",
            "x < -3",
            "x <= -3 and cw = top",
            "z > 3 or h > 4",
            "z * n >= 16",
            "z * n >= 15",
            "count(fs where deep and not deep) >= 1",
        ]))
    };
    let bonus = map([
        ("id", plain("BX")),
        ("title", quoted("seldom")),
        ("each", quoted(each)),
        ("points", plain(1)),
    ]);
    let gate = map([
        ("id", plain("VX")),
        ("title", quoted("seldom")),
        ("when", when()),
        ("effect", map([("score_at_most", plain(1))])),
        ("basis", quoted("law")),
    ]);
    let Text::Map(entries) = &mut example.rules.text else { unreachable!("a map") };
    let mut put = |key: &str, list: Text| {
        entries.retain(|(known, _)| known != key);
        entries.push((key.to_owned(), list));
    };
    put("bonuses", map([("items", Text::List(vec![bonus]))]));
    put("gates", Text::List(vec![gate]));
    example.shelf = super::load(&example.rules.text.write());
    example
}

fn find<'v>(report: &'v Value, list: &str, id: &str) -> &'v Value {
    let found = report[list].as_array().and_then(|all| all.iter().find(|one| one["id"] == *id));
    found.unwrap_or(&Value::Null)
}

/// Whether an assessment is one that was proven not to be.
fn contradicts(proof: &Proof, report: &Value) -> bool {
    let id = &*proof.what;
    match proof.code {
        "grade-not-reached" => report["grade"]["id"] == *id,
        "gate-never-fires" => find(report, "gates", id)["fired"] == Value::Bool(true),
        "never-counts" => {
            let points = &find(report, "adjustments", id)["points"];
            !points.is_null() && *points != "0" && *points != 0
        }
        "item-never-moves" => {
            let item = find(report, "items", id);
            let seen = ["pass", "partial", "fail"].iter().any(|state| item["state"] == **state);
            let points = item["points"].to_string();
            seen && item["role"] == "scored" && points.trim_matches('"') != proof.points
        }
        "full-points-not-reached" => {
            let item = find(report, "items", id);
            item["state"] == "pass" && item["points"] == item["max"]
        }
        _ => unreachable!("conditions are probed"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: settings().cases / 3, max_shrink_iters: 200, ..settings() })]

    #[test]
    fn no_inspection_contradicts_what_is_proven(bytes in super::bytes()) {
        let mut example = seldom(Example::new(&bytes, true));
        let text = example.rules.text.write();
        // What changes with the day is proven for each period.
        if text.contains("dated:") {
            return Ok(());
        }
        example.overrides.clear();
        let rules = RuleSet::load(&Source::new("laws.yaml", &*text)).unwrap();
        let found = rules.compile().audit();
        let proofs: Vec<Proof> = found.iter().filter_map(proof).collect();
        let probes: Vec<_> = proofs
            .iter()
            .map(|proof| {
                let condition = matches!(proof.code, "always-true" | "never-true");
                condition.then(|| probe(&example.rules.text, &proof.what)).flatten()
            })
            .collect();
        for _ in 0..if proofs.is_empty() { 0 } else { 40 } {
            let answers: Vec<_> = {
                let facts = &example.rules.facts;
                facts.iter().map(|fact| fact.answer(&mut example.c, 0)).collect()
            };
            let report = data(&example.assess(&answers));
            for (proof, probe) in proofs.iter().zip(&probes) {
                if matches!(proof.code, "always-true" | "never-true") {
                    let Some(probe) = probe else { continue };
                    let mut asked = inspection(&example.rules.facts, &answers);
                    asked.set("ruleset", plain("test/laws"));
                    let report = data(&assess(probe, &asked, example.days));
                    let wrong = if proof.code == "always-true" { "fail" } else { "pass" };
                    prop_assert!(report["items"][0]["state"] != wrong, "{proof:?}\n{text}\n{}", asked.write());
                } else {
                    prop_assert!(!contradicts(proof, &report), "{proof:?}\n{}", example.shown(&[&answers]));
                }
            }
        }
    }
}

/// Of each kind some are proven of random rules: the law above is about something.
#[test]
fn every_kind_of_proof_occurs() {
    let mut missing: Vec<&str> = CODES.to_vec();
    for seed in 0..400 {
        let example = seldom(Example::new(&super::coverage::bytes(seed), true));
        let text = example.rules.text.write();
        let rules = RuleSet::load(&Source::new("laws.yaml", text)).unwrap();
        let found = rules.compile().audit();
        for proof in found.iter().filter_map(proof) {
            missing.retain(|code| *code != proof.code);
        }
        if missing.is_empty() {
            return;
        }
    }
    panic!("nothing of random rules is proven as {missing:?}");
}
