//! The facts of two rule sets that declare the same ones.
//!
//! What is filled in from an inspection's own lists (whether an item was put right) is a fact of the items that ask for
//! it, so that the two sides may differ in these: they are matched by their ids.

use crate::assess::eval::Answer;
use crate::model::Standard;

/// Facts of a first and a second rule set, in one list: those of the first, then those that only the second has.
pub(super) struct Matched {
    /// Where each fact of the second stands in that list.
    places: Vec<usize>,
    /// How many there are.
    pub(super) count: usize,
}

impl Matched {
    pub(super) fn of(first: &Standard, second: &Standard) -> Matched {
        let mut count = first.facts.len();
        let places = second.facts.iter().enumerate().map(|(at, fact)| {
            let same = |place: usize| first.facts.get(place).is_some_and(|one| one.id == fact.id);
            let found = || first.facts.iter().position(|one| one.id == fact.id);
            if same(at) { Some(at) } else { found() }.unwrap_or_else(|| {
                count += 1;
                count - 1
            })
        });
        let places = places.collect();
        Matched { places, count }
    }

    /// Where a fact of the second stands.
    pub(super) fn place(&self, fact: usize) -> usize {
        self.places.get(fact).copied().unwrap_or(fact)
    }

    /// The facts of the second, each with where it stands.
    pub(super) fn places(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.places.iter().copied().enumerate()
    }

    /// What the second is told where these are the answers; what is not among them is open.
    pub(super) fn told(&self, answers: &[Answer], second: &Standard) -> Vec<Answer> {
        let told = self.places.iter().zip(&second.facts).map(|(place, fact)| {
            answers.get(*place).cloned().unwrap_or_else(|| crate::assess::unanswered(fact))
        });
        told.collect()
    }
}
