//! What part of the whole each item is, as written.

use crate::model::{Combine, Part, Standard};
use crate::value::Number;

/// Where parts are weighted by their points, in proportion to them; where they are not, each the same.
pub(super) fn weights(standard: &Standard) -> Vec<Number> {
    let mut out = vec![Number::ZERO; standard.items.len()];
    // Of full marks, so that points that add up are their own weights.
    let max = standard.scale.max.clone();
    let mut waiting = vec![(standard.parts.as_slice(), standard.scale.combine, max)];
    while let Some((parts, combine, whole)) = waiting.pop() {
        let weighted = match combine {
            Combine::Sum
            | Combine::WeightedMean
            | Combine::Geometric
            | Combine::Harmonic
            | Combine::Power(_) => true,
            Combine::Median
            | Combine::Min
            | Combine::Max
            | Combine::Product
            | Combine::Lowest(_)
            | Combine::Highest(_) => false,
        };
        let points = |part: &Part| match part {
            _ if !weighted => Number::ONE,
            Part::Item(at) => standard.items.get(*at).map_or(Number::ZERO, |i| i.points.clone()),
            Part::Section(at) => {
                standard.sections.get(*at).map_or(Number::ZERO, |s| s.points.clone())
            }
        };
        let each: Vec<Number> = parts.iter().map(&points).collect();
        let all: Number = each.iter().sum();
        for (part, points) in parts.iter().zip(&each) {
            let weight = (&whole * points).div(&all).unwrap_or(Number::ZERO);
            match part {
                Part::Item(at) => {
                    if let Some(slot) = out.get_mut(*at) {
                        *slot = weight;
                    }
                }
                Part::Section(at) => {
                    let section = standard.sections.get(*at);
                    waiting.extend(section.map(|s| (s.parts.as_slice(), s.combine, weight)));
                }
            }
        }
    }
    out
}
