//! Bands and lines beside each other.

use super::relation::Relation;
use crate::assess::curve::on_line;
use crate::model::criterion::{Band, Limit, Post};
use crate::value::Number;

/// Whether numbers never fall (or never rise).
pub(super) fn slope<'n>(numbers: impl Iterator<Item = &'n Number> + Clone) -> Option<bool> {
    let pairs = || numbers.clone().zip(numbers.clone().skip(1));
    if pairs().all(|(a, b)| a <= b) {
        Some(true)
    } else if pairs().all(|(a, b)| a >= b) {
        Some(false)
    } else {
        None
    }
}

/// Whether bands give related points wherever two of them meet.
pub(super) fn bands_hold(relation: Relation, first: &[Band], second: &[Band]) -> bool {
    let apart = |high: &Option<Limit>, low: &Option<Limit>| match (high, low) {
        (Some(high), Some(low)) => {
            high.at < low.at || high.at == low.at && !(high.included && low.included)
        }
        _ => false,
    };
    first.iter().all(|a| {
        second.iter().all(|b| {
            apart(&a.high, &b.low) || apart(&b.high, &a.low) || relation.holds(&a.points, &b.points)
        })
    })
}

/// Whether two lines are related at every post of either, and so everywhere between.
pub(super) fn posts_hold(relation: Relation, first: &[Post], second: &[Post]) -> bool {
    first
        .iter()
        .chain(second)
        .all(|post| relation.holds(&on_line(&post.at, first), &on_line(&post.at, second)))
}
