//! Inspections that show something, as they would be written.

use crate::assess::eval::Answer;
use crate::compile::seen::Seen;
use crate::diagnostic::Language;
use crate::explain::phrase;
use crate::model::fact::{Fact, FactKind};

/// At most so many facts are shown.
const MOST: usize = 12;
/// At most so many kinds of findings are.
const MOST_KINDS: usize = 4;

/// The answers to some facts.
pub(super) fn written<'f>(
    declared: impl IntoIterator<Item = &'f Fact>,
    answers: &[Answer],
    facts: &[usize],
) -> String {
    let declared: Vec<&Fact> = declared.into_iter().collect();
    let shown = facts.iter().filter_map(|at| {
        let fact = declared.get(*at)?;
        let answer = match (&fact.kind, answers.get(*at)) {
            (FactKind::Findings(fields), Some(Answer::Findings(Ok(rows)))) => list(fields, rows),
            (_, answer) => phrase::answer(answer, fact, Language::English),
        };
        Some(format!("{}: {answer}", fact.id))
    });
    let mut shown: Vec<String> = shown.collect();
    if shown.len() > MOST {
        shown.truncate(MOST);
        shown.push("…".to_owned());
    }
    if shown.is_empty() { "{}".to_owned() } else { shown.join(", ") }
}

/// Findings, those alike once with how many there are of them.
fn list(fields: &[Fact], rows: &[Vec<Seen>]) -> String {
    let mut kinds: Vec<(&Vec<Seen>, usize)> = Vec::new();
    for row in rows {
        match kinds.iter_mut().find(|(known, _)| *known == row) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => kinds.push((row, 1)),
        }
    }
    let one = |(row, count): &(&Vec<Seen>, usize)| {
        let given = fields.iter().zip(*row).filter(|(_, seen)| seen.is_known());
        let given = given.map(|(field, seen)| {
            let answer = Answer::Value(seen.clone());
            format!("{}: {}", field.id, phrase::answer(Some(&answer), field, Language::English))
        });
        let times = if *count > 1 { format!(" × {count}") } else { String::new() };
        format!("{{{}}}{times}", given.collect::<Vec<_>>().join(", "))
    };
    let mut shown: Vec<String> = kinds.iter().take(MOST_KINDS).map(one).collect();
    if kinds.len() > MOST_KINDS {
        shown.push("…".to_owned());
    }
    format!("[{}]", shown.join(", "))
}
