//! Facts that come from the results of the subjects below.

use super::facts::{Answer, Fact, Slot, V};
use super::number::{self, R, int};
use super::rules::Rules;
use super::tree::Tree;
use num_traits::Zero;

/// Facts taken from the results of the subjects below: the answer, and its ends where they differ.
pub(crate) fn from_below(rules: &Rules, fact: &Fact, below: &Tree) -> (Answer, Option<Slot>) {
    let from = fact.tree.at("from");
    let set = from.word("below").expect("from names a rule set");
    if *below == Tree::Null {
        return (Answer::NotChecked, None);
    }
    let rows: Vec<&Tree> =
        below.list().iter().filter(|r| r.word("ruleset").is_none_or(|s| s == set)).collect();
    let count = int(i64::try_from(rows.len()).expect("few"));
    let least = from.word("at_least").map_or(int(0), |t| number::parse(t).expect("a number"));
    let take = from.word("take").expect("from says what to take");
    if take != "count" && (count < least || count.is_zero()) {
        return (Answer::NotChecked, None);
    }
    let harm = rules.below(set).is_some_and(|r| r.lower_is_better);
    let of = |key: &str| -> R {
        let score = |r: &&Tree| {
            number::parse(r.word(key).or(r.word("score")).expect("a score")).expect("a number")
        };
        let mut scores: Vec<R> = rows.iter().map(score).collect();
        scores.sort();
        if (take == "worst" && harm) || (take == "best" && !harm) {
            scores.reverse();
        }
        let mean = |s: &[R]| {
            s.iter().fold(int(0), |a, b| a + b) / int(i64::try_from(s.len()).expect("few"))
        };
        let middle = scores.len() / 2;
        match take {
            "mean" => mean(&scores),
            "min" => scores[0].clone(),
            "max" => scores[scores.len() - 1].clone(),
            "median" if scores.len() % 2 == 1 => scores[middle].clone(),
            "median" => mean(&scores[middle - 1..=middle]),
            "worst" | "best" => {
                let k: usize = from.word("k").expect("worst has k").parse().expect("a count");
                mean(&scores[..k.min(scores.len())])
            }
            other => panic!("cannot take {other}"),
        }
    };
    let seen = |n: R| Answer::Seen(V::Num(n));
    match take {
        "count" if !from.has("grade") => (seen(count), None),
        "share" | "count" => {
            let wanted = from.word("grade").expect("share names a grade");
            let grades = rules.below(set).map_or(vec![wanted.to_owned()], |r| {
                r.grades.iter().map(|g| g.id.clone()).collect()
            });
            let place = |id: &str| grades.iter().position(|g| g == id).unwrap_or(usize::MAX);
            let reached = rows
                .iter()
                .filter(|r| r.word("grade").is_some_and(|g| place(g) <= place(wanted)))
                .count();
            let reached = int(i64::try_from(reached).expect("few"));
            (seen(if take == "count" { reached } else { reached / count }), None)
        }
        _ => {
            let (low, value, high) = (of("low"), of("score"), of("high"));
            let mut slot = Slot::new(
                &fact.id,
                None,
                false,
                vec![seen(low.clone()), seen(value.clone()), seen(high.clone())],
            );
            slot.soft = true;
            (seen(value), (low != high).then_some(slot))
        }
    }
}
