//! Codes and severities: the stable names of problems.

/// The stable name of a problem, in kebab case, such as `unknown-key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    name: &'static str,
}

/// Whether a problem stops the load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is scored with it.
    Error,
    /// Worth reading; nothing is stopped.
    Warning,
    /// Worth knowing: what was not decided.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl Code {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name }
    }

    /// The name, as printed.
    pub fn as_str(self) -> &'static str {
        self.name
    }

    /// Whether problems of this code stop the load.
    pub fn severity(self) -> Severity {
        super::messages::ALL
            .iter()
            .find(|(name, _)| *name == self.name)
            .map_or(Severity::Error, |(_, severity)| *severity)
    }

    /// Every code there is, in the order of the message tables.
    pub fn all() -> impl Iterator<Item = Code> {
        super::messages::ALL.iter().map(|(name, _)| Self::new(name))
    }

    /// The code nearest to a misspelt one, if near enough.
    pub fn nearest(name: &str) -> Option<Code> {
        Self::named(&super::near::nearest(name, Self::all().map(Self::as_str)))
    }

    /// The code of that name.
    pub fn named(name: &str) -> Option<Code> {
        Self::all().find(|code| code.name == name)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
