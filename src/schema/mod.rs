//! JSON Schemas (draft 2020-12), made from the one vocabulary of the format.
//!
//! An editor with a YAML language server completes and explains keys with them, in Chinese and English. They say less
//! than the checker: sums, bands, names and types of expressions are for [`crate::RuleSet::load`].

mod assessment;
mod text;

use crate::syntax::shape::{Key, Shape, Takes, Word};
use crate::syntax::{inspection, vocabulary};
use text::{Json, map};

pub use assessment::assessment;

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of rule files: rule sets and overlays.
pub fn rules() -> String {
    let either = vec![reference(&vocabulary::RULESET), reference(&vocabulary::OVERLAY)];
    Json::Map(head("cunchi rule set 村尺规则集"))
        .and([("anyOf", either.into()), ("$defs", definitions(vocabulary::BLOCKS))])
        .render()
}

/// The schema of inspections: one, or a list of them.
pub fn inspection() -> String {
    let one = reference(&inspection::INSPECTION);
    let either = vec![one.clone(), map([("type", "array".into()), ("items", one)])];
    Json::Map(head("cunchi inspection 村尺检查数据"))
        .and([("anyOf", either.into()), ("$defs", definitions(inspection::BLOCKS))])
        .render()
}

/// The schema of files of cases.
pub fn cases() -> String {
    document(&inspection::CASES, inspection::BLOCKS, "cunchi cases 村尺案例")
}

fn head(title: &str) -> Vec<(String, Json)> {
    vec![("$schema".to_owned(), DRAFT.into()), ("title".to_owned(), title.into())]
}

fn document(root: &'static Shape, blocks: &[&'static Shape], title: &str) -> String {
    Json::Map(head(title))
        .and([("$ref", name(root).into()), ("$defs", definitions(blocks))])
        .render()
}

/// Where the schema of a block stands.
fn name(shape: &Shape) -> String {
    format!("#/$defs/{}", slug(shape))
}

fn slug(shape: &Shape) -> String {
    shape.name.0.replace(' ', "-")
}

fn reference(shape: &Shape) -> Json {
    map([("$ref", name(shape).into())])
}

fn definitions(blocks: &[&'static Shape]) -> Json {
    Json::Map(blocks.iter().map(|shape| (slug(shape), block(shape))).collect())
}

/// A block: its keys in both languages, nothing else, and what it cannot do without.
fn block(shape: &'static Shape) -> Json {
    let mut properties: Vec<(String, Json)> = Vec::new();
    for key in shape.keys {
        let value = property(shape, key);
        properties.push((key.word.to_owned(), value.clone()));
        if key.chinese != key.word {
            properties.push((key.chinese.to_owned(), value));
        }
    }
    let required: Vec<Json> = shape
        .keys
        .iter()
        .filter(|key| key.required)
        .map(|key| {
            let one = |word: &str| map([("required", vec![word.into()].into())]);
            map([("anyOf", vec![one(key.word), one(key.chinese)].into())])
        })
        .collect();
    let out = map([
        ("type", "object".into()),
        // No description: a key that takes this block says what it is for, and editors show the first description they meet.
        ("title", format!("{} {}", shape.name.1, shape.name.0).into()),
        ("properties", Json::Map(properties)),
        ("additionalProperties", false.into()),
    ]);
    if required.is_empty() { out } else { out.and([("allOf", required.into())]) }
}

fn property(shape: &'static Shape, key: &Key) -> Json {
    let (english, chinese) = key.meaning;
    let value = takes(&key.takes);
    let value = if may_have_dates(shape, key) {
        any_of(vec![value, reference(&vocabulary::DATED)])
    } else {
        value
    };
    value.and([("description", format!("{chinese}\n\n{english}").into())])
}

/// Whether a value may change from day to day.
fn may_have_dates(shape: &'static Shape, key: &Key) -> bool {
    use vocabulary::{
        ADJUSTMENT, ADJUSTMENTS, AT_MOST_PER, BAND, DEDUCTION, EFFECT, GATE, GRADE, INTERPOLATE,
        ITEM, JUDGED, POST, RATIO, SECTION, SUPPLY, TABLE, TIER,
    };
    let shapes: &[&Shape] = &[
        &ADJUSTMENT,
        &ADJUSTMENTS,
        &AT_MOST_PER,
        &BAND,
        &DEDUCTION,
        &EFFECT,
        &GATE,
        &GRADE,
        &INTERPOLATE,
        &ITEM,
        &JUDGED,
        &POST,
        &RATIO,
        &SECTION,
        &SUPPLY,
        &TABLE,
        &TIER,
    ];
    let single =
        matches!(key.takes, Takes::Number | Takes::Expression | Takes::Truth | Takes::Word(_));
    single
        && (shapes.iter().any(|known| std::ptr::eq(*known, shape))
            || std::ptr::eq(shape, &vocabulary::RULESET) && key.word == "coverage")
}

/// What stands behind a key. A key left blank counts as not given, so null is allowed.
fn takes(takes: &Takes) -> Json {
    let list =
        |items: Json| map([("type", vec!["array".into(), "null".into()].into()), ("items", items)]);
    let values = |value: Json| {
        map([
            ("type", vec!["object".into(), "null".into()].into()),
            ("additionalProperties", value),
        ])
    };
    match takes {
        Takes::Text | Takes::Name => scalar(),
        Takes::Date => map([
            ("type", vec!["string".into(), "null".into()].into()),
            ("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$".into()),
        ]),
        Takes::Texts | Takes::Names => any_of(vec![scalar(), list(scalar())]),
        Takes::Number => any_of(vec![
            map([("type", vec!["number".into(), "null".into()].into())]),
            map([
                ("type", "string".into()),
                ("pattern", "^-?[0-9]+(\\.[0-9]+)?(%| ?/ ?[0-9]+(\\.[0-9]+)?)?$".into()),
            ]),
        ]),
        Takes::Truth => any_of(vec![
            map([("type", vec!["boolean".into(), "null".into()].into())]),
            words_of(&["yes", "no", "是", "否"]),
        ]),
        Takes::Expression => {
            map([("type", ["string", "number", "boolean", "null"].map(Json::from).to_vec().into())])
        }
        Takes::Word(words) => words_enum(words),
        Takes::Block(shape) => reference(shape),
        Takes::Blocks(shape) => list(reference(shape)),
        Takes::Named(shape) => values(reference(shape)),
        Takes::Values(shape) => {
            values(any_of(vec![self::takes(&Takes::Expression), reference(shape)]))
        }
        Takes::NamedTexts => any_of(vec![values(scalar()), list(scalar())]),
        Takes::Forms(forms) => any_of(forms.iter().map(self::takes).collect()),
        Takes::Any => map([]),
    }
}

fn scalar() -> Json {
    map([("type", ["string", "number", "boolean", "null"].map(Json::from).to_vec().into())])
}

fn any_of(list: Vec<Json>) -> Json {
    map([("anyOf", list.into())])
}

fn words_of(words: &[&str]) -> Json {
    map([("enum", words.iter().map(|word| Json::from(*word)).collect::<Vec<_>>().into())])
}

fn words_enum(words: &[Word]) -> Json {
    let mut list: Vec<&str> = words.iter().flat_map(|word| [word.word, word.chinese]).collect();
    list.dedup();
    words_of(&list)
}
