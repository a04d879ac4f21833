//! The schema of assessments: the shape of [`crate::Report`] as JSON.
//!
//! Written beside the report's own types; a test validates the report of every sample against it, with every key that
//! a report can have.

use super::text::{Json, map};
use super::{DRAFT, any_of, words_of};

/// The schema of one assessment.
pub fn assessment() -> String {
    Json::Map(vec![
        ("$schema".to_owned(), DRAFT.into()),
        ("title".to_owned(), "cunchi assessment 村尺评定结果".into()),
    ])
    .and([
        ("$ref", "#/$defs/report".into()),
        (
            "$defs",
            map([
                ("report", report()),
                ("number", number()),
                ("maybe-number", any_of(vec![number(), null()])),
            ]),
        ),
    ])
    .render()
}

/// An exact decimal, or a fraction where decimals never end.
fn number() -> Json {
    map([("type", "string".into()), ("pattern", "^-?[0-9]+(\\.[0-9]+|/[0-9]+)?$".into())])
}

fn null() -> Json {
    map([("type", "null".into())])
}

fn exact() -> Json {
    map([("$ref", "#/$defs/number".into())])
}

fn maybe() -> Json {
    map([("$ref", "#/$defs/maybe-number".into())])
}

fn string() -> Json {
    map([("type", "string".into())])
}

fn maybe_string() -> Json {
    map([("type", vec!["string".into(), "null".into()].into())])
}

fn truth() -> Json {
    map([("type", "boolean".into())])
}

fn whole() -> Json {
    map([("type", "integer".into())])
}

fn list(items: Json) -> Json {
    map([("type", "array".into()), ("items", items)])
}

/// A closed map: what it always has, and what it may have.
fn object(always: Vec<(&str, Json)>, maybe: Vec<(&str, Json)>) -> Json {
    let required: Vec<Json> = always.iter().map(|(key, _)| Json::from(*key)).collect();
    let properties = always.into_iter().chain(maybe).map(|(key, value)| (key.to_owned(), value));
    map([
        ("type", "object".into()),
        ("properties", Json::Map(properties.collect())),
        ("required", required.into()),
        ("additionalProperties", false.into()),
    ])
}

fn states() -> Json {
    words_of(&[
        "pass",
        "partial",
        "fail",
        "not_applicable",
        "not_checked",
        "unknown",
        "error",
        "informational",
    ])
}

fn report() -> Json {
    object(
        vec![
            ("subject", subject()),
            ("ruleset", ruleset()),
            ("inspection", inspection()),
            ("as_of", string()),
            ("score", score()),
            ("coverage", maybe()),
            ("grade", grade()),
            ("account", account()),
            ("sections", list(section())),
            ("items", list(item())),
            ("adjustments", list(adjustment())),
            ("gates", list(gate())),
            ("gaps", list(gap())),
            ("unseen", list(unseen())),
            ("notes", list(string())),
        ],
        vec![("known_on", string()), ("before_overrides", before()), ("supply", supply())],
    )
}

fn before() -> Json {
    object(vec![("score", maybe()), ("grade", maybe_string())], vec![])
}

fn subject() -> Json {
    object(
        vec![("kind", string()), ("code", string())],
        vec![
            ("name", string()),
            ("parent", string()),
            ("class", string()),
            ("proximity", words_of(&["near_town", "ordinary", "remote"])),
        ],
    )
}

fn ruleset() -> Json {
    object(
        vec![
            ("id", string()),
            ("version", string()),
            ("title", string()),
            ("advisory", truth()),
            ("digest", map([("type", "string".into()), ("pattern", "^[0-9a-f]{64}$".into())])),
        ],
        vec![("extends", object(vec![("id", string()), ("version", string())], vec![]))],
    )
}

fn inspection() -> Json {
    object(
        vec![("date", string())],
        vec![
            ("number", string()),
            ("method", words_of(&["announced", "unannounced", "self_report"])),
            ("inspectors", list(string())),
        ],
    )
}

fn score() -> Json {
    object(
        vec![("value", maybe()), ("low", maybe()), ("high", maybe()), ("max", exact())],
        vec![("before_gates", exact()), ("shown", string()), ("undefined", string())],
    )
}

fn grade() -> Json {
    let status = words_of(&["final", "settled", "covered", "provisional", "withheld", "undefined"]);
    object(
        vec![
            ("id", maybe_string()),
            ("title", maybe_string()),
            ("status", status),
            ("low", maybe_string()),
            ("high", maybe_string()),
        ],
        vec![],
    )
}

fn account() -> Json {
    let names = [
        "start",
        "items",
        "combining",
        "penalties",
        "bonuses",
        "caps",
        "rounding",
        "gates",
        "open",
    ];
    let mut always: Vec<(&str, Json)> = names.into_iter().map(|name| (name, exact())).collect();
    always.push(("score", maybe()));
    object(always, vec![])
}

fn section() -> Json {
    object(
        vec![
            ("id", string()),
            ("title", string()),
            ("points", maybe()),
            ("max", exact()),
            ("low", exact()),
            ("high", exact()),
        ],
        vec![("source", string()), ("numbers_source", string())],
    )
}

fn item() -> Json {
    object(
        vec![
            ("id", string()),
            ("title", string()),
            ("section", string()),
            ("state", states()),
            ("points", maybe()),
            ("max", exact()),
            ("low", exact()),
            ("high", exact()),
            ("weight", exact()),
            ("earned", exact()),
            ("role", words_of(&["scored", "advisory", "optional"])),
            (
                "marks",
                list(words_of(&["rectified", "overridden", "cited", "assumed", "estimated"])),
            ),
            ("criterion", string()),
            ("seen", string()),
            ("numbers", words_of(&["source", "seed", "general_knowledge", "illustrative", ""])),
        ],
        vec![
            ("text", string()),
            ("evidence", string()),
            ("note", string()),
            ("photos", list(string())),
            ("overridden", overridden()),
        ],
    )
}

fn overridden() -> Json {
    object(
        vec![
            ("state", states()),
            ("points", maybe()),
            ("why", string()),
            ("by", string()),
            ("on", string()),
        ],
        vec![],
    )
}

fn adjustment() -> Json {
    object(
        vec![
            ("id", string()),
            ("title", string()),
            ("kind", words_of(&["bonus", "penalty"])),
            ("points", maybe()),
        ],
        vec![("source", string())],
    )
}

fn gate() -> Json {
    object(
        vec![
            ("id", string()),
            ("title", string()),
            ("fired", map([("type", vec!["boolean".into(), "null".into()].into())])),
            ("effect", string()),
            ("basis", string()),
        ],
        vec![("source", string())],
    )
}

fn gap() -> Json {
    let tags = map([("type", "object".into()), ("additionalProperties", string())]);
    object(
        vec![
            ("item", string()),
            ("title", string()),
            ("kind", words_of(&["loss", "penalty", "advice"])),
            ("lost", exact()),
            ("seen", string()),
            ("required", string()),
            ("tags", tags),
        ],
        vec![
            ("findings", list(finding())),
            ("owner", string()),
            ("owner_title", string()),
            ("remedy", string()),
            ("within_days", whole()),
            ("deadline", string()),
            ("rectified", string()),
            ("note", string()),
        ],
    )
}

fn finding() -> Json {
    let points = ("points", maybe());
    object(vec![("fact", string()), ("number", whole()), points, ("words", string())], vec![])
}

fn unseen() -> Json {
    object(
        vec![
            ("item", string()),
            ("title", string()),
            ("state", words_of(&["not_checked", "unknown"])),
            ("at_stake", exact()),
            ("facts", list(list(string()))),
        ],
        vec![],
    )
}

fn supply() -> Json {
    let missing = object(
        vec![
            ("item", string()),
            ("title", string()),
            ("needed", exact()),
            ("there", exact()),
            ("missing", exact()),
            ("unit", string()),
            ("advisory", truth()),
        ],
        vec![],
    );
    object(
        vec![
            ("items", whole()),
            ("complete", whole()),
            ("completion_by_item", maybe()),
            ("there", exact()),
            ("needed", exact()),
            ("completion_by_quantity", maybe()),
            ("missing", list(missing)),
        ],
        vec![],
    )
}
