//! Texts laid out anew and read again, for the tests of the layout.

use cunchi::{Source, formatted};

/// A text laid out anew.
#[track_caller]
pub(crate) fn form(text: &str) -> String {
    match formatted(&Source::new("a.yaml", text)) {
        Ok(text) => text,
        Err(found) => panic!("{found}\n{text}"),
    }
}

/// A text as YAML reads it.
#[track_caller]
pub(crate) fn read(text: &str) -> serde_yaml::Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}
