//! What the checker calls proven, held against random inspections: not one may say otherwise.

use super::choices::Choices;
use super::expressions::{condition, number};
use super::facts::{Answer, Fact, WORDS, inspection};
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

const STEP_CODES: [&str; 5] = [
    "tier-not-reached",
    "rest-not-reached",
    "level-not-reached",
    "band-not-reached",
    "cell-not-reached",
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

/// The facts and named values of some rules, with other items.
fn with_items(rules: &Text, max: usize, items: Vec<Text>) -> Text {
    let mut rules = rules.clone();
    if let Text::Map(map) = &mut rules {
        let kept = ["ruleset", "version", "title", "subject", "effective", "facts", "let"];
        map.retain(|(key, _)| kept.contains(&&**key));
    }
    let round = map([("at", plain("print")), ("step", plain(1)), ("mode", plain("half_up"))]);
    rules.set("scale", map([("max", plain(max)), ("round", round)]));
    rules.set("items", Text::List(items));
    rules
}

/// The rules with one item that passes where a condition holds; none where the condition reads results or findings.
fn probe(rules: &Text, condition: &str) -> Option<cunchi::Shelf> {
    let item = [
        ("id", plain("PROBE")),
        ("title", quoted("probe")),
        ("points", plain(1)),
        ("pass", quoted(condition)),
    ];
    load_all(&[&with_items(rules, 1, vec![map(item)]).write()]).ok()
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

/// Every other inspection leaves some of what it is asked open.
fn openness(round: usize) -> usize {
    if round.is_multiple_of(2) { 0 } else { 2 + round % 3 }
}

fn answers(example: &mut Example, open: usize) -> Vec<Answer> {
    let c = &mut example.c;
    let answer = |fact: &Fact| match fact.id {
        // Whoever judges points says why.
        "tx" => Answer::Value("\"said\"".to_owned()),
        _ => fact.answer(c, open),
    };
    example.rules.facts.iter().map(answer).collect()
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
        for round in 0..if proofs.is_empty() { 0 } else { 40 } {
            let open = openness(round);
            let answers = answers(&mut example, open);
            let report = data(&example.assess(&answers));
            for (proof, probe) in proofs.iter().zip(&probes) {
                // Of grades it is said that all is answered.
                if proof.code == "grade-not-reached" && open > 0 {
                    continue;
                }
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

/// Random tiers, levels, bands and cells, each step with points of its own, so that the points tell which it was.
struct Steps {
    rules: Text,
    tiers: Vec<String>,
    levels: Vec<String>,
    /// The limits between bands.
    limits: [String; 2],
}

/// The points of tiers, the rest of them last; of levels, from the lowest; of bands.
const TIERS: [usize; 4] = [9, 5, 3, 1];
const LEVELS: [usize; 3] = [2, 5, 9];
const BANDS: [usize; 3] = [9, 4, 1];

/// One more named value.
fn put_named(rules: &mut Text, name: String, value: Text) {
    let Text::Map(entries) = rules else { unreachable!("a map") };
    for (key, lets) in entries {
        if let ("let", Text::Map(lets)) = (&**key, lets) {
            lets.push((name.clone(), value.clone()));
        }
    }
}

impl Steps {
    fn new(rules: &Text, c: &mut Choices) -> Steps {
        let mut conditions = || -> Vec<String> { (0..3).map(|_| condition(c, 1)).collect() };
        let (tiers, levels) = (conditions(), conditions());
        let step = |when: &String, points| map([("when", quoted(when)), ("points", plain(points))]);
        let mut list: Vec<Text> = tiers.iter().zip(TIERS).map(|(e, n)| step(e, n)).collect();
        list.push(map([("else", plain("yes")), ("points", plain(TIERS[3]))]));
        let rungs = levels.iter().zip(LEVELS).map(|(e, n)| step(e, n)).collect();
        let limits =
            c.pick(&[["0", "3"], ["-3.5", "-1"], ["1", "8"], ["5", "5.5"]]).map(str::to_owned);
        let bands = [
            map([("to", plain(&limits[0])), ("points", plain(BANDS[0]))]),
            map([("to", plain(&limits[1])), ("points", plain(BANDS[1]))]),
            map([("above", plain(&limits[1])), ("points", plain(BANDS[2]))]),
        ];
        let row = |at: usize| {
            let cell = |to: usize| (WORDS[to].to_owned(), plain(3 * at + to + 1));
            (WORDS[at].to_owned(), Text::Map((0..3).map(cell).collect()))
        };
        let words = ["ch", "cw", "same", "lv"];
        let table = map([
            ("rows", quoted(c.pick(&words))),
            ("columns", quoted(c.pick(&words))),
            ("cells", Text::Map((0..3).map(row).collect())),
        ]);
        let of = quoted(number(c, 2));
        let bands = map([("of", of), ("steps", Text::List(bands.to_vec()))]);
        let mut forms = vec![
            ("TIERS", "tiers", Text::List(list)),
            ("LEVELS", "ladder", Text::List(rungs)),
            ("BANDS", "bands", bands),
            ("CELLS", "table", table),
        ];
        let mut rules = rules.clone();
        if c.once_in(2) {
            // Named values are asked about as well; a ladder is none.
            for (_, key, value) in forms.iter_mut().filter(|(_, key, _)| *key != "ladder") {
                let name = format!("by_{key}");
                let named = map([(*key, std::mem::replace(value, plain(&name)))]);
                *key = "earn";
                put_named(&mut rules, name, named);
            }
        }
        let item = |(id, key, value): (&str, &'static str, Text)| {
            map([("id", plain(id)), ("title", quoted(id)), ("points", plain(9)), (key, value)])
        };
        let items = forms.into_iter().map(item).collect();
        Steps { rules: with_items(&rules, 36, items), tiers, levels, limits }
    }

    /// The item, and the points it is proven not to have.
    fn never(&self, found: &Diagnostic) -> Option<(&'static str, Vec<usize>)> {
        let message = found.message(Language::English);
        if !message.contains("(proven") {
            return None;
        }
        let place = found.place();
        // Other named values stand before these.
        let text = place.source.text();
        let ours = text.find("by_tiers").or(text.find("TIERS"))?;
        if usize::try_from(place.span.start).ok()? < ours {
            return None;
        }
        let condition = place.source.slice(place.span);
        let at = |list: &[String]| {
            let mut same = list.iter().enumerate().filter(|(_, one)| **one == *condition);
            let at = same.next()?.0;
            same.next().is_none().then_some(at)
        };
        let [low, high] = &self.limits;
        Some(match found.code().as_str() {
            "tier-not-reached" => ("TIERS", vec![TIERS[at(&self.tiers)?]]),
            "rest-not-reached" => ("TIERS", vec![TIERS[3]]),
            "level-not-reached" => ("LEVELS", LEVELS[at(&self.levels)?..].to_vec()),
            "band-not-reached" => {
                let shown = [format!("… {low}"), format!("{low} … {high}"), format!("{high} …")];
                let band =
                    shown.iter().position(|band| message.contains(&format!("band {band} (")));
                ("BANDS", vec![BANDS[band.unwrap_or_else(|| panic!("{message}"))]])
            }
            "cell-not-reached" => {
                let (row, column) = message.split('`').nth(1)?.split_once(" × ")?;
                let at = |word: &str| WORDS.iter().position(|one| *one == word);
                ("CELLS", vec![3 * at(row)? + at(column)? + 1])
            }
            _ => return None,
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: settings().cases / 3, max_shrink_iters: 200, ..settings() })]

    #[test]
    fn no_inspection_reaches_a_step_that_is_proven_not_to_be_reached(bytes in super::bytes()) {
        let mut example = Example::new(&bytes, true);
        let steps = Steps::new(&example.rules.text, &mut example.c);
        let text = steps.rules.write();
        let Ok(shelf) = load_all(&[&text]) else { return Ok(()) };
        if text.contains("dated:") {
            return Ok(());
        }
        let rules = RuleSet::load(&Source::new("laws.yaml", &*text)).unwrap();
        let found = rules.compile().audit();
        let never: Vec<_> = found.iter().filter_map(|one| steps.never(one)).collect();
        for round in 0..if never.is_empty() { 0 } else { 60 } {
            let answers = answers(&mut example, openness(round));
            let mut asked = inspection(&example.rules.facts, &answers);
            asked.set("ruleset", plain("test/laws"));
            let report = data(&assess(&shelf, &asked, example.days));
            for (id, points) in &never {
                let item = find(&report, "items", id);
                let seen = ["pass", "partial", "fail"].iter().any(|state| item["state"] == **state);
                let given = item["points"].to_string();
                let contradicted = points.iter().any(|n| given.trim_matches('"') == n.to_string());
                prop_assert!(!(seen && contradicted), "{id}: {points:?}\n{}\n{text}\n{}",
                    found.lines(Language::English), asked.write());
            }
        }
    }
}

/// Of each kind some are proven of random rules: the laws above are about something.
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
            break;
        }
    }
    assert!(missing.is_empty(), "nothing of random rules is proven as {missing:?}");
    let mut missing: Vec<&str> = STEP_CODES.to_vec();
    for seed in 0..2_000 {
        let mut example = Example::new(&super::coverage::bytes(seed), true);
        let steps = Steps::new(&example.rules.text, &mut example.c);
        let Ok(rules) = RuleSet::load(&Source::new("laws.yaml", steps.rules.write())) else {
            continue;
        };
        for found in rules.compile().audit().iter().filter(|one| steps.never(one).is_some()) {
            missing.retain(|code| *code != found.code().as_str());
        }
        if missing.is_empty() {
            return;
        }
    }
    panic!("no step of random rules is proven as {missing:?}");
}
