//! YAML text to a plain tree whose scalars are the written text.
//!
//! `serde_yaml::Value` turns `3.10` into a binary float, so the text is read twice: once for its
//! shape, then again along that shape, asking for a string at every scalar. Asked for a string, the
//! reader hands over the digits as written.

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_yaml::Value;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Null,
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

static NULL: Tree = Tree::Null;

impl Tree {
    pub(crate) fn read(text: &str) -> Result<Tree, String> {
        let shape: Value = serde_yaml::from_str(text).map_err(|e| e.to_string())?;
        Shaped(&shape)
            .deserialize(serde_yaml::Deserializer::from_str(text))
            .map_err(|e| e.to_string())
    }

    /// The value under a key; `Null` when there is none.
    pub(crate) fn at(&self, key: &str) -> &Tree {
        self.entries().iter().find(|(k, _)| k == key).map_or(&NULL, |(_, v)| v)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        *self.at(key) != Tree::Null
    }

    pub(crate) fn entries(&self) -> &[(String, Tree)] {
        match self {
            Tree::Map(entries) => entries,
            _ => &[],
        }
    }

    pub(crate) fn list(&self) -> &[Tree] {
        match self {
            Tree::List(list) => list,
            _ => &[],
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Tree::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text under a key, or nothing.
    pub(crate) fn word(&self, key: &str) -> Option<&str> {
        self.at(key).text()
    }

    pub(crate) fn says_yes(&self, key: &str) -> bool {
        self.word(key).is_some_and(|w| yes_no(w) == Some(true))
    }

    /// Every scalar below this node.
    pub(crate) fn texts<'a>(&'a self, into: &mut Vec<&'a str>) {
        match self {
            Tree::Null => {}
            Tree::Text(text) => into.push(text),
            Tree::List(list) => list.iter().for_each(|t| t.texts(into)),
            Tree::Map(entries) => entries.iter().for_each(|(_, t)| t.texts(into)),
        }
    }
}

pub(crate) fn yes_no(word: &str) -> Option<bool> {
    match word {
        "yes" | "true" | "是" => Some(true),
        "no" | "false" | "否" => Some(false),
        _ => None,
    }
}

struct Shaped<'a>(&'a Value);

impl<'de> DeserializeSeed<'de> for Shaped<'_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        match self.0 {
            Value::Null => deserializer.deserialize_ignored_any(IgnoredAny).map(|_| Tree::Null),
            Value::Sequence(_) => deserializer.deserialize_seq(self),
            Value::Mapping(_) => deserializer.deserialize_map(self),
            Value::Tagged(_) => Err(D::Error::custom("tags are not part of the format")),
            _ => deserializer.deserialize_str(self),
        }
    }
}

impl<'de> Visitor<'de> for Shaped<'_> {
    type Value = Tree;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the same shape as before")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let shapes = self.0.as_sequence().ok_or_else(|| A::Error::custom("shape"))?;
        let mut list = Vec::new();
        for shape in shapes {
            list.extend(seq.next_element_seed(Shaped(shape))?);
        }
        match seq.next_element::<IgnoredAny>()? {
            None => Ok(Tree::List(list)),
            Some(_) => Err(A::Error::custom("shape")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let shapes = self.0.as_mapping().ok_or_else(|| A::Error::custom("shape"))?;
        let mut entries = Vec::new();
        // The mapping keeps the order of the text, so the n-th key has the n-th shape.
        for shape in shapes.values() {
            if let Some(key) = map.next_key::<String>()? {
                entries.push((key, map.next_value_seed(Shaped(shape))?));
            }
        }
        match map.next_key::<IgnoredAny>()? {
            None => Ok(Tree::Map(entries)),
            Some(_) => Err(A::Error::custom("shape")),
        }
    }
}

#[test]
fn digits_arrive_as_they_were_written() {
    let tree = Tree::read("a: 3.10\nb: [1e3, 0x10, yes, true, ~, '']\n1.50: {c: 007}\n").unwrap();
    assert_eq!(tree.word("a"), Some("3.10"));
    let texts: Vec<_> = tree.at("b").list().iter().map(Tree::text).collect();
    assert_eq!(texts, [Some("1e3"), Some("0x10"), Some("yes"), Some("true"), None, Some("")]);
    assert_eq!(tree.at("1.50").word("c"), Some("007"));
}
