//! Facts that come from the results of the subjects below.
//!
//! Every choice is tried out: each open result at its ends, and one without a score in the sample or out of it.

use super::facts::{Answer, Fact, Slot, V};
use super::number::{self, R, int};
use super::rules::Rules;
use super::score::reached_by;
use super::tree::Tree;
use num_traits::Zero;

/// What a result may turn out to be: a score, the place of its grade, and what it counts by.
type Result = (R, usize, R);

/// A grade that is none, behind every other.
const NONE: usize = usize::MAX;

fn at(row: &Tree, key: &str) -> Option<R> {
    row.word(key).map(|t| number::parse(t).expect("a number"))
}

/// The score as it stands, and every result that full knowledge could give; none of them is a subject left out.
fn results(row: &Tree, set: Option<&Rules>, wanted: &str) -> (Option<Result>, Vec<Option<Result>>) {
    let grades: Vec<&str> = set.map_or(vec![wanted], |r| r.grades.iter().map(|g| &*g.id).collect());
    let own = row.word("grade").and_then(|id| grades.iter().position(|g| *g == id)).unwrap_or(NONE);
    let score = at(row, "score");
    let end = |key| at(row, key).or(score.clone());
    let (Some(low), Some(high)) = (end("low"), end("high")) else { return (None, Vec::new()) };
    let weight = at(row, "weight").unwrap_or(int(1));
    let stands = score.clone().map(|score| (score, own, weight.clone()));
    if score.is_some() && low == high {
        return (stands.clone(), vec![stands]);
    }
    // Gates and requirements of the set are not known of a result: they may deny every grade, gates lift to any.
    let (surely, at_best) = match set {
        None => (NONE, 0),
        Some(r) => {
            let (worst, best) = if r.lower_is_better { (&high, &low) } else { (&low, &high) };
            let gates = !r.gates.is_empty();
            let denied = gates
                || r.grade_matrix != Tree::Null
                || r.grades.iter().any(|g| g.requires.is_some());
            let given = if own == NONE { 0 } else { own };
            let surely = if denied { NONE } else { reached_by(r, worst).max(given) };
            (surely, if gates { 0 } else { reached_by(r, best).min(own) })
        }
    };
    let mut could: Vec<Option<Result>> = Vec::new();
    for score in [&low, &high] {
        could.push(Some((score.clone(), surely, weight.clone())));
        could.push(Some((score.clone(), at_best, weight.clone())));
    }
    could.push(stands.clone());
    (stands, could)
}

/// Facts taken from the results of the subjects below: the answer, and its ends where they differ.
pub(crate) fn from_below(rules: &Rules, fact: &Fact, below: &Tree) -> (Answer, Option<Slot>) {
    let from = fact.tree.at("from");
    let set = from.word("below").expect("from names a rule set");
    if *below == Tree::Null {
        return (Answer::NotChecked, None);
    }
    let known = rules.below(set);
    let wanted = from.word("grade").unwrap_or_default();
    let rows: Vec<(Option<Result>, Vec<Option<Result>>)> = below
        .list()
        .iter()
        .filter(|r| r.word("ruleset").is_none_or(|s| s == set))
        .map(|row| results(row, known, wanted))
        .collect();
    let stand: Vec<Result> = rows.iter().filter_map(|(stands, _)| stands.clone()).collect();
    let least: usize = from.word("at_least").map_or(0, |t| t.parse().expect("a count"));
    let take = from.word("take").expect("from says what to take");
    if take != "count" && (stand.len() < least || stand.is_empty()) {
        return (Answer::NotChecked, None);
    }
    // By weights it is taken only where every weight is known, and not all of them are nothing.
    let weighed = from.has("weight");
    let counted = || {
        let own = |r: &&Tree| r.word("ruleset").is_none_or(|s| s == set);
        below.list().iter().filter(own).filter(|r| !results(r, known, wanted).1.is_empty())
    };
    let nothing = stand.iter().all(|(_, _, weight)| weight.is_zero());
    if weighed && (nothing || counted().any(|r| !r.has("weight"))) {
        return (Answer::NotChecked, None);
    }
    // No grade asked for is one that everybody reaches.
    let named = |r: &Rules| r.grades.iter().position(|g| g.id == wanted).expect("a grade of it");
    let place = if wanted.is_empty() { NONE } else { known.map_or(0, named) };
    let harm = known.is_some_and(|r| r.lower_is_better);
    let k = || from.word("k").expect("worst has k").parse().expect("a count");
    let of = |sample: &[Result]| match weighed {
        true => by_weight(sample, |(score, grade, _)| match take {
            "mean" => score.clone(),
            _ => int(i64::from(*grade <= place)),
        }),
        false => taken(take, sample, place, harm, &k),
    };
    let mut samples: Vec<Vec<Result>> = vec![Vec::new()];
    for (_, could) in rows.iter().filter(|(_, could)| !could.is_empty()) {
        let longer = |sample: &Vec<Result>| -> Vec<Vec<Result>> {
            could.iter().map(|one| sample.iter().cloned().chain(one.clone()).collect()).collect()
        };
        samples = samples.iter().flat_map(longer).collect();
    }
    let mut could: Vec<R> = samples.iter().map(|sample| of(sample)).collect();
    could.sort();
    let (low, value, high) = (could[0].clone(), of(&stand), could[could.len() - 1].clone());
    let seen = |n: &R| Answer::Seen(V::Num(n.clone()));
    let mut slot = Slot::new(&fact.id, None, false, vec![seen(&low), seen(&value), seen(&high)]);
    slot.soft = true;
    (seen(&value), (low != high).then_some(slot))
}

fn by_weight(sample: &[Result], number: impl Fn(&Result) -> R) -> R {
    let sum = |of: &dyn Fn(&Result) -> R| sample.iter().fold(int(0), |sum, one| sum + of(one));
    sum(&|one| number(one) * &one.2) / sum(&|one| one.2.clone())
}

fn taken(take: &str, sample: &[Result], place: usize, harm: bool, k: &dyn Fn() -> usize) -> R {
    let whole = |n: usize| int(i64::try_from(n).expect("few"));
    let mean = |s: &[R]| s.iter().fold(int(0), |a, b| a + b) / whole(s.len());
    let reached = || whole(sample.iter().filter(|(_, grade, _)| *grade <= place).count());
    let mut scores: Vec<R> = sample.iter().map(|(score, _, _)| score.clone()).collect();
    scores.sort();
    if (take == "worst" && harm) || (take == "best" && !harm) {
        scores.reverse();
    }
    let middle = scores.len() / 2;
    match take {
        "count" => reached(),
        "share" => reached() / whole(sample.len()),
        "mean" => mean(&scores),
        "min" => scores[0].clone(),
        "max" => scores[scores.len() - 1].clone(),
        "median" if scores.len() % 2 == 1 => scores[middle].clone(),
        "median" => mean(&scores[middle - 1..=middle]),
        "worst" | "best" => mean(&scores[..k().min(scores.len())]),
        other => panic!("cannot take {other}"),
    }
}
