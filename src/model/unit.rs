//! Units: what a number counts, so that households are never added to persons.

use std::collections::BTreeMap;
use std::fmt;

/// A product of named units with whole exponents; empty for a plain number.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Unit {
    factors: BTreeMap<String, i32>,
}

impl Unit {
    /// The unit of that name.
    pub(crate) fn named(name: &str) -> Self {
        Self { factors: BTreeMap::from([(name.to_owned(), 1)]) }
    }

    /// Whether it is that of a plain number.
    pub(crate) fn is_plain(&self) -> bool {
        self.factors.is_empty()
    }

    /// The unit of a product.
    pub(crate) fn times(&self, other: &Self) -> Self {
        self.combined(other, 1)
    }

    /// The unit of a quotient.
    pub(crate) fn over(&self, other: &Self) -> Self {
        self.combined(other, -1)
    }

    fn combined(&self, other: &Self, sign: i32) -> Self {
        let mut factors = self.factors.clone();
        for (name, exponent) in &other.factors {
            let entry = factors.entry(name.clone()).or_insert(0);
            *entry = entry.saturating_add(exponent.saturating_mul(sign));
        }
        factors.retain(|_, exponent| *exponent != 0);
        Self { factors }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_plain() {
            return f.write_str("1");
        }
        let part = |sign: i32| -> Vec<String> {
            self.factors
                .iter()
                .filter(|(_, e)| **e * sign > 0)
                .map(|(name, e)| match e.abs() {
                    1 => name.clone(),
                    power => format!("{name}^{power}"),
                })
                .collect()
        };
        let (over, under) = (part(1).join("·"), part(-1).join("·"));
        match (over.is_empty(), under.is_empty()) {
            (false, true) => f.write_str(&over),
            (true, _) => write!(f, "1/{under}"),
            (false, false) => write!(f, "{over}/{under}"),
        }
    }
}
