//! The JSON Schemas hold what ships: every rule set, case file, inspection and result validates, and slips do not.

use cunchi::{Form, Language, Shelf, Source, schema};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The keywords our schemas use, and no others: an unknown one would be passed over in silence.
const KEYWORDS: &[&str] = &[
    "$schema",
    "$ref",
    "$defs",
    "title",
    "description",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "anyOf",
    "allOf",
    "enum",
    "pattern",
];

/// What a value breaks of a schema, with the path to it.
fn check(schema: &Value, root: &Value, value: &Value, path: &str, wrong: &mut Vec<String>) {
    let Some(schema) = schema.as_object() else { return };
    for keyword in schema.keys() {
        assert!(KEYWORDS.contains(&keyword.as_str()), "the test does not know `{keyword}`");
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let target =
            root.pointer(name.trim_start_matches('#')).expect("the reference leads somewhere");
        check(target, root, value, path, wrong);
    }
    if let Some(types) = schema.get("type") {
        let types: Vec<&str> = match types {
            Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect(),
        };
        let fits = types.iter().any(|kind| match *kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "number" => value.is_number(),
            "integer" => value.is_i64() || value.is_u64(),
            "boolean" => value.is_boolean(),
            _ => value.is_null(),
        });
        if !fits {
            wrong.push(format!("{path}: not {types:?}"));
        }
    }
    if let (Some(pattern), Some(text)) =
        (schema.get("pattern").and_then(Value::as_str), value.as_str())
        && !regex_lite::Regex::new(pattern).expect("a pattern").is_match(text)
    {
        wrong.push(format!("{path}: `{text}` is not {pattern}"));
    }
    if let Some(list) = schema.get("enum").and_then(Value::as_array)
        && !list.contains(value)
    {
        wrong.push(format!("{path}: {value} is none of the words"));
    }
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        check(part, root, value, path, wrong);
    }
    if let Some(list) = schema.get("anyOf").and_then(Value::as_array) {
        let fits = list.iter().any(|part| {
            let mut inner = Vec::new();
            check(part, root, value, path, &mut inner);
            inner.is_empty()
        });
        if !fits {
            wrong.push(format!("{path}: fits none of the forms"));
        }
    }
    if let Some(map) = value.as_object() {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (key, value) in map {
            let path = format!("{path}/{key}");
            match properties.and_then(|properties| properties.get(key)) {
                Some(schema) => check(schema, root, value, &path, wrong),
                None => match schema.get("additionalProperties") {
                    Some(Value::Bool(false)) => wrong.push(format!("{path}: no such key")),
                    Some(schema) => check(schema, root, value, &path, wrong),
                    None => {}
                },
            }
        }
        for key in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            if !map.contains_key(key.as_str().expect("a key")) {
                wrong.push(format!("{path}: {key} is missing"));
            }
        }
    }
    if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
        for (at, value) in list.iter().enumerate() {
            check(items, root, value, &format!("{path}/{at}"), wrong);
        }
    }
}

fn broken(schema: &str, value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    let mut wrong = Vec::new();
    check(&schema, &schema, value, "", &mut wrong);
    wrong
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn yaml(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("text");
    serde_yaml::from_str(&text).expect("YAML")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder") {
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

#[test]
fn every_shipped_file_validates() {
    let (rules, cases) = (schema::rules(), schema::cases());
    for path in files(&root().join("rules")) {
        let value = yaml(&path);
        let wrong = if value.get("cases").is_some() {
            broken(&cases, &value)
        } else {
            broken(&rules, &value)
        };
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
    }
    let sample = yaml(&root().join("samples/liangshan/township.yaml"));
    assert_eq!(broken(&schema::inspection(), &sample), Vec::<String>::new());
}

#[test]
fn slips_do_not_validate() {
    let sheet = yaml(&root().join("rules/liangshan/village.yaml"));
    let rules = schema::rules();
    let slip = |change: &dyn Fn(&mut Value)| {
        let mut value = sheet.clone();
        change(&mut value);
        assert!(!broken(&rules, &value).is_empty());
    };
    slip(&|v| v["vresion"] = json!("1"));
    slip(&|v| v["scale"]["round"]["mode"] = json!("half_even"));
    slip(&|v| {
        v["scale"].as_object_mut().expect("a map").remove("max");
    });
    slip(&|v| v["sections"][0]["items"][0]["pionts"] = json!(3));
    slip(&|v| v["effective"]["from"] = json!("2022/08/01"));
    slip(&|v| v["sections"][0]["points"] = json!("many"));
}

#[test]
fn every_key_is_there_in_chinese_and_english_and_explained() {
    let schema: Value = serde_json::from_str(&schema::rules()).expect("JSON");
    let item = &schema["$defs"]["item"]["properties"];
    assert_eq!(item["points"], item["分值"]);
    for (key, property) in item.as_object().expect("properties") {
        let text = property["description"].as_str().unwrap_or_default();
        assert!(text.contains("\n\n") && text.len() > 10, "{key} is not explained");
    }
}

#[test]
fn every_result_of_the_sample_validates_and_reads_back_the_same() {
    let sources: Vec<Source> = files(&root().join("rules"))
        .into_iter()
        .filter(|path| !path.to_string_lossy().contains("cases"))
        .map(|path| Source::new("rules.yaml", std::fs::read_to_string(path).expect("text")))
        .collect();
    let shelf = Shelf::load(&sources).unwrap_or_else(|p| panic!("{}", p.lines(Language::English)));
    let mut forms = Vec::new();
    for name in ["township.yaml", "remarks.yaml"] {
        let text =
            std::fs::read_to_string(root().join("samples/liangshan").join(name)).expect("text");
        forms.push(Form::read(&Source::new(name, text)).expect("inspections"));
    }
    let schema = schema::assessment();
    let mut seen = 0;
    for result in forms.iter().flat_map(|forms| shelf.assess(forms, None)) {
        let assessment = result.unwrap_or_else(|p| panic!("{}", p.lines(Language::English)));
        let text = serde_json::to_string(&assessment.report(Language::Chinese)).expect("JSON");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(broken(&schema, &value), Vec::<String>::new());
        assert_eq!(serde_json::from_str::<Value>(&value.to_string()).expect("JSON"), value);
        seen += 1;
    }
    assert!(seen > 40, "only {seen} results");
}
