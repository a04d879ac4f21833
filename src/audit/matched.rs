//! The facts of two rule sets that declare the same ones.
//!
//! What is filled in from an inspection's own lists (whether an item was put right in time) is a fact of the items that
//! ask for it, so that the two sides may differ in these: they are matched by their ids. Where the two give different
//! times they are two facts, and who was in time for the shorter one was so for the longer.

use crate::assess::eval::Answer;
use crate::compile::seen::Seen;
use crate::model::Standard;

/// Facts of a first and a second rule set, in one list: those of the first, then those that only the second has.
pub(super) struct Matched {
    /// Where each fact of the second stands in that list.
    places: Vec<usize>,
    /// How many there are.
    pub(super) count: usize,
    /// Pairs of facts of which the first is never yes without the second.
    implied: Vec<(usize, usize)>,
}

impl Matched {
    pub(super) fn of(first: &Standard, second: &Standard) -> Matched {
        let mut count = first.facts.len();
        let mut implied = Vec::new();
        let places = second.facts.iter().enumerate().map(|(at, fact)| {
            let same = |place: usize| first.facts.get(place).is_some_and(|one| one.id == fact.id);
            let found = || first.facts.iter().position(|one| one.id == fact.id);
            let own = if same(at) { Some(at) } else { found() };
            let times = own.and_then(|own| Some((days(first, own)?, days(second, at)?)));
            match (own, times) {
                (Some(own), Some((mine, theirs))) if mine != theirs => {
                    let longer = theirs.is_none_or(|theirs| mine.is_some_and(|mine| mine < theirs));
                    implied.push(if longer { (own, count) } else { (count, own) });
                }
                (Some(own), _) => return own,
                (None, _) => {}
            }
            count += 1;
            count - 1
        });
        let places = places.collect();
        Matched { places, count, implied }
    }

    /// Whether these answers can be given together.
    pub(super) fn agree(&self, answers: &[Answer]) -> bool {
        let yes = |at: usize| matches!(answers.get(at), Some(Answer::Value(Seen::Truth(true))));
        self.implied.iter().all(|(some, more)| !yes(*some) || yes(*more))
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

/// The days in which an item is to be put right, where a fact says whether it was.
fn days(standard: &Standard, fact: usize) -> Option<Option<i64>> {
    let returns = standard.items.iter().filter_map(|item| item.when_rectified.as_ref());
    returns.into_iter().find(|returns| returns.fact == fact).map(|returns| returns.days)
}
