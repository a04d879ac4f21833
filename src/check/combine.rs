//! How parts make a result.

use crate::diagnostic::{Message, Sink, list};
use crate::model::Combine;
use crate::syntax::fields::{self, Fields};
use crate::syntax::node::{Node, Tree};
use crate::syntax::vocabulary;
use crate::value::Number;

/// How parts combine; `None` after a wrong word was reported.
pub(super) fn combine(read: &Fields<'_>, sink: &mut Sink<'_>) -> Option<Combine> {
    match read.get("combine") {
        Some(node) if matches!(node.value, Tree::Map(_)) => mean(node, sink),
        Some(node) => fields::word(node, vocabulary::COMBINES, sink).map(|_| combine_of(read)),
        None => Some(Combine::Sum),
    }
}

/// A mean with a number.
fn mean(node: &Node, sink: &mut Sink<'_>) -> Option<Combine> {
    let read = Fields::open(node, &vocabulary::MEAN, sink)?;
    let mut given = read.given();
    match (given.next(), given.next()) {
        (Some((key, _, node)), None) if key.word == "power" => power(node, sink),
        (Some((key, _, node)), None) => {
            let many = super::facts::small(node, 1000, sink)?;
            let many = usize::try_from(many).ok().filter(|many| *many > 0);
            if many.is_none() {
                sink.report(node.span, Message::NotASmallNumber { most: "1000".into() });
            }
            many.map(
                |k| if key.word == "lowest" { Combine::Lowest(k) } else { Combine::Highest(k) },
            )
        }
        _ => {
            let keys = list(["power", "lowest", "highest"]);
            sink.report(read.span, Message::OneOf { keys });
            None
        }
    }
}

fn power(node: &Node, sink: &mut Sink<'_>) -> Option<Combine> {
    let number = fields::number(node, sink)?;
    let power = (-9i32..=9).find(|n| *n != 0 && Number::from(i64::from(*n)) == number);
    if power.is_none() {
        sink.report(node.span, Message::NotAPower { written: number.to_string() });
    }
    power.map(Combine::Power)
}

fn combine_of(read: &Fields<'_>) -> Combine {
    let Some(Tree::Scalar(scalar)) = read.get("combine").map(|node| &node.value) else {
        return Combine::Sum;
    };
    let word = vocabulary::COMBINES
        .iter()
        .find(|w| w.word == scalar.text || w.chinese == scalar.text)
        .map(|w| w.word);
    match word {
        Some("weighted_mean") => Combine::WeightedMean,
        Some("geometric") => Combine::Geometric,
        Some("harmonic") => Combine::Harmonic,
        Some("median") => Combine::Median,
        Some("min") => Combine::Min,
        Some("max") => Combine::Max,
        Some("product") => Combine::Product,
        _ => Combine::Sum,
    }
}
