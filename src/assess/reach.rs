//! What sections and the whole can still come to: the bounds, walked over the same tree as the value.

use super::combine::{Candidate, Presence, bounds};
use super::score::{Walk, cap, shared_by_whole};
use crate::model::{Combine, Part, Place};
use crate::value::Number;

/// What a section can bring.
#[derive(Default)]
pub(super) struct Bounded {
    pub(super) candidates: Vec<Candidate>,
    /// Points that leave for the whole to share: certainly, and perhaps.
    missing: (Number, Number),
    /// Whether everything that can leave is shared by the whole, and nothing is cut or rounded on the way.
    flat: bool,
}

impl Walk<'_> {
    /// What parts can bring, as candidates for the combination around them.
    pub(super) fn bounded(&mut self, parts: &[Part], combine: Combine) -> Bounded {
        let mut out = Bounded { flat: true, ..Bounded::default() };
        let adds = matches!(combine, Combine::Sum | Combine::WeightedMean);
        for part in parts {
            match part {
                Part::Item(at) => {
                    let (Some(outcome), Some(item)) =
                        (self.items.get(*at), self.standard.items.get(*at))
                    else {
                        continue;
                    };
                    if !item.points.is_positive() {
                        continue;
                    }
                    if shared_by_whole(item) {
                        match outcome.presence {
                            Presence::Out => out.missing.0 = &out.missing.0 + &item.points,
                            Presence::Maybe => out.missing.1 = &out.missing.1 + &item.points,
                            Presence::In => {}
                        }
                    }
                    out.flat &= shared_by_whole(item) || outcome.presence == Presence::In;
                    out.candidates.push(Candidate {
                        weight: item.points.clone(),
                        low: outcome.low.clone(),
                        high: outcome.high.clone(),
                        presence: outcome.presence,
                    });
                }
                Part::Section(at) => {
                    let inner = self.section_bounds(*at, adds);
                    out.flat &= inner.flat;
                    out.missing.0 = &out.missing.0 + &inner.missing.0;
                    out.missing.1 = &out.missing.1 + &inner.missing.1;
                    out.candidates.extend(inner.candidates);
                }
            }
        }
        out
    }

    /// What a section can bring to one that adds up its parts, or combines them otherwise.
    fn section_bounds(&mut self, at: usize, added: bool) -> Bounded {
        let Some(section) = self.section(at) else { return Bounded::default() };
        let mut inner = self.bounded(&section.parts, section.combine);
        let (low, high, presence) = bounds(section.combine, &inner.candidates);
        let points = |share: &Number| self.rounded(cap(section, share * &section.points));
        let (low, high) = (points(&low), points(&high));
        if let Some(slot) = self.ranges.get_mut(at) {
            *slot = (low.clone(), high.clone(), presence);
        }
        let plain = section.combine == Combine::Sum
            && section.at_most.is_none()
            && section.at_least.is_none()
            && self.standard.scale.round_at != Place::Section;
        inner.flat &= plain;
        if inner.flat && added {
            // Whatever leaves is shared by the whole, so its parts stand beside those of other sections.
            return inner;
        }
        // Of a sum, parts may leave; anything else stays or leaves as one.
        let (sure, maybe) =
            if section.combine == Combine::Sum { inner.missing } else { Default::default() };
        let candidate = |weight: Number, presence: Presence| {
            let part = weight.div(&section.points).unwrap_or(Number::ZERO);
            Candidate { low: &low * &part, high: &high * &part, weight, presence }
        };
        let mut candidates = Vec::new();
        let firm = &(&section.points - &sure) - &maybe;
        if firm.is_positive() {
            candidates.push(candidate(firm, presence));
        }
        if maybe.is_positive() && presence != Presence::Out {
            candidates.push(candidate(maybe.clone(), Presence::Maybe));
        }
        let missing = match (section.combine, presence) {
            (Combine::Sum, _) => (sure, maybe),
            (_, Presence::In) => Default::default(),
            (_, Presence::Maybe) => (Number::ZERO, self.gone(section)),
            (_, Presence::Out) => (self.gone(section), Number::ZERO),
        };
        Bounded { candidates, missing, flat: false }
    }
}
