//! JSON as a tree that keeps its order, and its text.

use std::fmt::Write as _;

/// A JSON value.
#[derive(Clone, Debug)]
pub(super) enum Json {
    Text(String),
    Truth(bool),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Text(text)
    }
}

impl From<bool> for Json {
    fn from(truth: bool) -> Self {
        Json::Truth(truth)
    }
}

impl From<Vec<Json>> for Json {
    fn from(list: Vec<Json>) -> Self {
        Json::List(list)
    }
}

/// A map from pairs, in their order.
pub(super) fn map<const N: usize>(pairs: [(&str, Json); N]) -> Json {
    Json::Map(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Json {
    /// With more pairs after its own; a value that is no map stays as it is.
    pub(super) fn and<const N: usize>(self, pairs: [(&str, Json); N]) -> Json {
        match self {
            Json::Map(mut own) => {
                own.extend(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)));
                Json::Map(own)
            }
            other => other,
        }
    }

    /// The text, two spaces a level.
    pub(super) fn render(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out.push('\n');
        out
    }

    fn write(&self, out: &mut String, level: usize) {
        let line = |out: &mut String, level: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", level));
        };
        match self {
            Json::Text(text) => quote(text, out),
            Json::Truth(truth) => out.push_str(if *truth { "true" } else { "false" }),
            Json::List(list) if list.is_empty() => out.push_str("[]"),
            Json::List(list) => {
                out.push('[');
                for (at, value) in list.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    line(out, level + 1);
                    value.write(out, level + 1);
                }
                line(out, level);
                out.push(']');
            }
            Json::Map(map) if map.is_empty() => out.push_str("{}"),
            Json::Map(map) => {
                out.push('{');
                for (at, (key, value)) in map.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    line(out, level + 1);
                    quote(key, out);
                    out.push_str(": ");
                    value.write(out, level + 1);
                }
                line(out, level);
                out.push('}');
            }
        }
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
