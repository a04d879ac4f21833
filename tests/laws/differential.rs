//! The library beside the oracle: two evaluators that share nothing, on the same random rules and answers.

use crate::dated::Days;
use crate::oracle::number::parse;
use crate::oracle::tree::Tree;
use crate::said::{Said, by_oracle, by_production};
use crate::text::{Text, plain};
use num_rational::BigRational;
use std::collections::BTreeMap;

/// Everything they say differently. Where something is open, the oracle's bounds lie within those of the library:
/// it tries answers out, and the library calculates with ranges.
pub(crate) fn differences(
    texts: &[&str],
    inspection: &Text,
    days: Days,
    complete: bool,
) -> Vec<String> {
    let (rules, with) = (texts.concat(), texts[1..].iter());
    let with = with.map(|text| Tree::Text((*text).to_owned())).collect();
    let group = Tree::Map(vec![
        ("rules".to_owned(), Tree::Text(texts[0].to_owned())),
        ("with".to_owned(), Tree::List(with)),
    ]);
    let mut case = inspection.clone();
    for (key, day) in [("as_of", days.as_of), ("known_on", days.known_on)] {
        day.into_iter().for_each(|day| case.set(key, plain(day)));
    }
    let case = Tree::read(&case.write()).expect("an inspection");
    let (oracle, library) = (by_oracle(&group, &case), by_production(&group, &case));
    let mut wrong = Vec::new();
    // Ranges can leave open what trying settles.
    let refused = [&oracle, &library].map(|said| said.whole.contains_key("error"));
    if refused != [false, false] {
        if refused[1] && !refused[0] || complete && refused[0] != refused[1] {
            wrong.push(format!("refused by the oracle, by the library: {refused:?}"));
        }
        return wrong;
    }
    let mut exact = |what: String, oracle: &str, library: &str| {
        if oracle != library && number(oracle).zip(number(library)).is_none_or(|(a, b)| a != b) {
            wrong.push(format!("{what}: the oracle says {oracle}, the library {library}"));
        }
    };
    // Before everything is seen, gates that read results see ranges here and best guesses there.
    let reads = ["total.", ".points ", ".share ", ".state "].iter().any(|end| rules.contains(end));
    // Ranges do not know that a fact met twice is the same twice: then the library leaves open what trying settles.
    let vague = |id: &String| {
        let [ours, theirs] = [&library, &oracle].map(|said| &said.items[id]);
        let same = ["state", "points"].iter().all(|what| ours[what] == theirs[what]);
        !complete && matches!(&*ours["state"], "not_checked" | "unknown") && !same
    };
    let adjusted = ["bonuses:", "penalties:"].iter().any(|key| rules.contains(key));
    let reads = reads || adjusted || oracle.items.keys().any(vague);
    let whole = ["coverage"].iter().filter(|_| complete || !reads);
    let whole = whole.chain(["score"].iter().filter(|_| complete));
    let bounded =
        ["low", "high", "grade", "status", "before_gates", "before.score", "before.grade"];
    let bounded = bounded.iter().filter(|_| complete);
    let asked = whole.chain(bounded);
    for what in asked {
        exact((*what).to_owned(), &oracle.whole[what], &library.whole[what]);
    }
    if !complete && !reads {
        let [score, free] = [&library.whole["score"], &oracle.whole["free"]].map(|n| number(n));
        let ends = ["low", "high"].map(|what| number(&library.whole[what]));
        let nearest = match (free, ends) {
            (Some(free), [Some(low), Some(high)]) => Some(free.max(low).min(high)),
            (free, _) => free,
        };
        if score != nearest {
            exact("score".to_owned(), &oracle.whole["free"], &library.whole["score"]);
        }
    }
    // What is only recorded has no points to compare.
    let compared = |(id, said): &(&String, &BTreeMap<_, String>)| {
        let recorded = |said: &BTreeMap<_, String>| said["state"] == "informational";
        !recorded(said) && !recorded(&library.items[*id]) && !vague(id)
    };
    for (id, said) in oracle.items.iter().filter(compared) {
        let whats = ["state", "points"].into_iter().chain(complete.then_some("low"));
        let whats = whats.chain(complete.then_some("high"));
        // Of what does not apply the oracle has no bounds.
        for what in whats.filter(|what| !matches!(*what, "low" | "high") || said[what] != "none") {
            exact(format!("{id}.{what}"), &said[what], &library.items[id][what]);
        }
    }
    for (id, points) in oracle.sections.iter().filter(|_| complete || !reads) {
        exact(id.clone(), points, &library.sections[id]);
    }
    for (id, fired) in oracle.gates.iter().filter(|_| complete || !reads) {
        exact(id.clone(), fired, &library.gates[id]);
    }
    // The oracle divides losses among items only where everything is added up.
    if complete && !oracle.gaps.is_empty() {
        let said = |said: &Said| {
            let costly = said.gaps.iter().filter(|(_, lost)| lost != "0");
            let gaps = costly.map(|(id, lost)| format!("{id} {lost}"));
            gaps.collect::<Vec<_>>().join(", ")
        };
        exact("gaps".to_owned(), &said(&oracle), &said(&library));
    }
    if !complete && !reads {
        wrong.extend(outside(&oracle, &library));
    }
    wrong
}

fn number(text: &str) -> Option<BigRational> {
    match text.split_once('/') {
        Some((over, under)) => Some(parse(over)? / parse(under)?),
        None => parse(text),
    }
}

/// Bounds of the oracle that the library's do not hold.
fn outside(oracle: &Said, library: &Said) -> Option<String> {
    let bound = |said: &Said, what: &str| said.whole.get(what).and_then(|text| number(text));
    let low = bound(oracle, "low").zip(bound(library, "low")).is_some_and(|(a, b)| a < b);
    let high = bound(oracle, "high").zip(bound(library, "high")).is_some_and(|(a, b)| a > b);
    (low || high).then(|| {
        let show = |said: &Said| format!("[{}, {}]", said.whole["low"], said.whole["high"]);
        format!("{} of the oracle is not within {} of the library", show(oracle), show(library))
    })
}
