//! What stands in for an answer: the claim beside what was verified, and what is assumed while nobody has looked.

use super::eval::Answer;
use super::read::unanswered;
use crate::compile::seen::Seen;
use crate::model::Standard;
use crate::model::fact::{Assumed, Fact};
use crate::syntax::node::{Node, Tree};
use std::collections::BTreeMap;

/// Whether a part of a fact with a claim is the claim; none where it is neither.
pub(super) fn is_claim(word: &str) -> Option<bool> {
    match word {
        "claimed" | "自报" => Some(true),
        "verified" | "核实" => Some(false),
        _ => None,
    }
}

/// `{ claimed: …, verified: … }`, either of which may be left out; none where it is something else.
pub(super) fn parts(node: &Node) -> Option<(Option<&Node>, Option<&Node>)> {
    let Tree::Map(map) = &node.value else { return None };
    let (mut claimed, mut verified) = (None, None);
    for entry in map {
        let slot = if is_claim(&entry.key.text)? { &mut claimed } else { &mut verified };
        *slot = Some(&entry.value);
    }
    (!map.is_empty()).then_some((claimed, verified))
}

/// What was claimed where nothing was verified is an estimate or nothing; where nothing was claimed, what was verified
/// was.
pub(super) fn settle(
    standard: &Standard,
    answers: &mut [Answer],
    estimates: &mut BTreeMap<usize, Seen>,
) {
    for (at, fact) in standard.facts.iter().enumerate() {
        let Some(claim) = fact.claim else { continue };
        let known = |at: usize| match answers.get(at) {
            Some(Answer::Value(Seen::Number(number))) => Some(number.clone()),
            _ => None,
        };
        let unclaimed = answers.get(claim.fact) == Some(&unanswered(fact));
        match known(claim.fact) {
            Some(claimed) if claim.counts && answers.get(at) == Some(&unanswered(fact)) => {
                estimates.insert(at, Seen::Number(claimed));
            }
            None if unclaimed => {
                let verified = answers.get(at).cloned();
                if let (Some(slot), Some(verified)) = (answers.get_mut(claim.fact), verified) {
                    *slot = verified;
                }
            }
            _ => {}
        }
    }
}

/// What stands for facts nobody has looked at.
pub(super) fn assumed(standard: &Standard, answers: &[Answer]) -> BTreeMap<usize, Seen> {
    let facts = standard.facts.iter().zip(answers).enumerate();
    facts
        .filter(|(_, (fact, answer))| is_assumed(fact, answer))
        .filter_map(|(at, (fact, _))| {
            let seen = match fact.assumed.as_ref()? {
                Assumed::Number(number) => Seen::Number(number.clone()),
                Assumed::Truth(truth) => Seen::Truth(*truth),
                Assumed::Word(word) => Seen::Word(*word),
            };
            Some((at, seen))
        })
        .collect()
}

/// Whether nobody has looked, and the rules say what is assumed then.
pub(crate) fn is_assumed(fact: &Fact, answer: &Answer) -> bool {
    fact.assumed.is_some() && *answer == unanswered(fact)
}
