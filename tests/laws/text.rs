//! Values that keep the order of their keys, written as YAML in flow style.

use super::choices::Choices;
use std::fmt::Write as _;

#[derive(Clone, Debug)]
pub(crate) enum Text {
    /// As it is: numbers, words, dates.
    Plain(String),
    /// In quotes: titles and expressions.
    Quoted(String),
    List(Vec<Text>),
    Map(Vec<(String, Text)>),
}

pub(crate) fn plain(text: impl ToString) -> Text {
    Text::Plain(text.to_string())
}

pub(crate) fn quoted(text: impl ToString) -> Text {
    Text::Quoted(text.to_string())
}

pub(crate) fn map<const N: usize>(entries: [(&str, Text); N]) -> Text {
    Text::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Text {
    /// One more key of a map.
    pub(crate) fn set(&mut self, key: &str, value: Text) {
        if let Text::Map(map) = self {
            map.push((key.to_owned(), value));
        }
    }

    pub(crate) fn write(&self) -> String {
        let mut out = String::new();
        self.write_to(&mut out);
        out
    }

    fn write_to(&self, out: &mut String) {
        match self {
            Text::Plain(text) => out.push_str(text),
            Text::Quoted(text) => write!(out, "{text:?}").unwrap(),
            Text::List(list) => {
                out.push('[');
                for (at, value) in list.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    value.write_to(out);
                }
                out.push(']');
            }
            Text::Map(map) => {
                out.push('{');
                for (at, (key, value)) in map.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    write!(out, "{key}: ").unwrap();
                    value.write_to(out);
                }
                out.push('}');
            }
        }
    }

    /// The same with the keys of every map in another order.
    pub(crate) fn shuffled(&self, c: &mut Choices) -> Text {
        match self {
            Text::List(list) => Text::List(list.iter().map(|value| value.shuffled(c)).collect()),
            Text::Map(map) => {
                let mut map: Vec<_> =
                    map.iter().map(|(key, value)| (key.clone(), value.shuffled(c))).collect();
                // Options and levels are ordered as written.
                let ordered = |(key, value): &(String, Text)| {
                    matches!(&**key, "options" | "levels") && matches!(value, Text::Map(_))
                };
                if let (Text::Map(old), Some(at)) = (self, map.iter().position(ordered)) {
                    map[at] = old[at].clone();
                }
                for at in (1..map.len()).rev() {
                    map.swap(at, c.below(at + 1));
                }
                Text::Map(map)
            }
            other => other.clone(),
        }
    }
}
