//! What the names of a rule set stand for.

use crate::model::Part;
use crate::model::fact::{Fact, FactKind};
use crate::syntax::node::Node;
use std::collections::BTreeMap;

/// Every name an expression can use.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) facts: Vec<Fact>,
    /// What is computed of each finding of a list, as written.
    pub(crate) derived: BTreeMap<usize, Vec<(String, Node)>>,
    pub(crate) values: BTreeMap<String, Meaning>,
    /// Items and sections, for gates and grades.
    pub(crate) parts: BTreeMap<String, Option<Part>>,
}

/// What a name of a value stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Fact(usize),
    /// Position in the file's list of lets.
    Let(usize),
    /// Declared, but its declaration has an error of its own: say nothing more.
    Broken,
}

impl Names {
    /// The fact of that name.
    pub(crate) fn fact(&self, name: &str) -> Option<(usize, &Fact)> {
        match self.values.get(name) {
            Some(Meaning::Fact(at)) => self.facts.get(*at).map(|fact| (*at, fact)),
            _ => None,
        }
    }

    /// The fields of a list of findings.
    pub(crate) fn fields(&self, fact: usize) -> &[Fact] {
        match self.facts.get(fact).map(|fact| &fact.kind) {
            Some(FactKind::Findings(fields)) => fields,
            _ => &[],
        }
    }
}
