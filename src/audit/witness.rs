//! Inspections that show something, as they would be written.

use crate::assess::eval::Answer;
use crate::diagnostic::Language;
use crate::explain::phrase;
use crate::model::Standard;

/// At most so many facts are shown.
const MOST: usize = 12;

/// The answers to some facts.
pub(super) fn written(standard: &Standard, answers: &[Answer], facts: &[usize]) -> String {
    let shown = facts.iter().filter_map(|at| {
        let fact = standard.facts.get(*at)?;
        let answer = phrase::answer(answers.get(*at), fact, Language::English);
        Some(format!("{}: {answer}", fact.id))
    });
    let mut shown: Vec<String> = shown.collect();
    if shown.len() > MOST {
        shown.truncate(MOST);
        shown.push("…".to_owned());
    }
    if shown.is_empty() { "{}".to_owned() } else { shown.join(", ") }
}
