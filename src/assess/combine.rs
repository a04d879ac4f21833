//! Parts to a whole: shares with weights, some of which may not be there.

use crate::model::Combine;
use crate::value::{Number, geometric_mean, power_mean};

/// One part with its weight and what its points can be.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) weight: Number,
    pub(crate) low: Number,
    pub(crate) high: Number,
    pub(crate) presence: Presence,
}

/// Whether a part counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    In,
    /// It may turn out not to apply.
    Maybe,
    Out,
}

/// The share of full marks that parts come to; none where nothing counts.
pub(crate) fn share(combine: Combine, parts: &[(Number, Number)]) -> Option<Number> {
    let weight: Number = parts.iter().map(|(_, weight)| weight).sum();
    if parts.is_empty() || weight.is_zero() {
        return None;
    }
    let shares = || parts.iter().filter_map(|(points, weight)| points.div(weight));
    let pairs = || -> Vec<(Number, Number)> {
        let pair =
            |(points, weight): &(Number, Number)| Some((points.div(weight)?, weight.clone()));
        parts.iter().filter_map(pair).collect()
    };
    match combine {
        Combine::Sum | Combine::WeightedMean => {
            parts.iter().map(|(points, _)| points).sum::<Number>().div(&weight)
        }
        Combine::Min => shares().min(),
        Combine::Max => shares().max(),
        Combine::Product => Some(shares().fold(Number::ONE, |product, share| &product * &share)),
        Combine::Median => {
            let mut sorted: Vec<Number> = shares().collect();
            sorted.sort();
            let half = sorted.len() / 2;
            let upper = sorted.get(half)?;
            if sorted.len() % 2 == 1 {
                return Some(upper.clone());
            }
            (upper + sorted.get(half.checked_sub(1)?)?).div(&Number::from(2))
        }
        Combine::Harmonic => {
            // One part with nothing makes the whole nothing.
            let mut sum = Number::ZERO;
            for (points, weight) in parts {
                match weight.div(&points.div(weight)?) {
                    Some(part) => sum = &sum + &part,
                    None => return Some(Number::ZERO),
                }
            }
            weight.div(&sum)
        }
        Combine::Geometric => Some(geometric_mean(&pairs())),
        Combine::Power(power) => power_mean(&pairs(), power),
        Combine::Lowest(many) | Combine::Highest(many) => {
            let mut sorted: Vec<Number> = shares().collect();
            sorted.sort();
            if matches!(combine, Combine::Highest(_)) {
                sorted.reverse();
            }
            sorted.truncate(many);
            let count = Number::from(i64::try_from(sorted.len()).unwrap_or(i64::MAX));
            sorted.iter().sum::<Number>().div(&count)
        }
    }
}

/// The least and greatest share that parts can come to, and whether they count at all.
pub(crate) fn bounds(combine: Combine, parts: &[Candidate]) -> (Number, Number, Presence) {
    let sure: Vec<&Candidate> = parts.iter().filter(|p| p.presence == Presence::In).collect();
    let maybe: Vec<&Candidate> = parts.iter().filter(|p| p.presence == Presence::Maybe).collect();
    let presence = match (sure.is_empty(), maybe.is_empty()) {
        (false, _) => Presence::In,
        (true, false) => Presence::Maybe,
        (true, true) => return (Number::ZERO, Number::ZERO, Presence::Out),
    };
    let (low, high) = match combine {
        Combine::Sum | Combine::WeightedMean => {
            (ratio(&sure, &maybe, Side::Low), ratio(&sure, &maybe, Side::High))
        }
        _ => (
            extreme(combine, &sure, &maybe, Side::Low),
            extreme(combine, &sure, &maybe, Side::High),
        ),
    };
    (low, high, presence)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Low,
    High,
}

impl Side {
    fn of(self, part: &Candidate) -> &Number {
        match self {
            Side::Low => &part.low,
            Side::High => &part.high,
        }
    }
}

/// The extreme of Σpoints / Σweight over every choice of the parts that may not be there.
fn ratio(sure: &[&Candidate], maybe: &[&Candidate], side: Side) -> Number {
    let mut points: Number = sure.iter().map(|part| side.of(part)).sum();
    let mut weight: Number = sure.iter().map(|part| &part.weight).sum();
    let mut shares: Vec<(Number, &Candidate)> = maybe
        .iter()
        .filter_map(|part| side.of(part).div(&part.weight).map(|share| (share, *part)))
        .collect();
    shares.sort_by(|(a, _), (b, _)| if side == Side::Low { a.cmp(b) } else { b.cmp(a) });
    for (share, part) in shares {
        // A part pulls the mean towards its own share: take it while that is where we want to go.
        let current = points.div(&weight);
        let pulls = match &current {
            None => true,
            Some(current) if side == Side::Low => share < *current,
            Some(current) => share > *current,
        };
        if !pulls {
            break;
        }
        points = &points + side.of(part);
        weight = &weight + &part.weight;
    }
    points.div(&weight).unwrap_or(Number::ZERO)
}

/// The extreme of any other combination: some of the best (or worst) of the parts that may not be there come along.
fn extreme(combine: Combine, sure: &[&Candidate], maybe: &[&Candidate], side: Side) -> Number {
    let pair = |part: &&Candidate| (side.of(part).clone(), part.weight.clone());
    let mut pairs: Vec<(Number, Number)> = sure.iter().map(pair).collect();
    let mut more: Vec<(Number, Number)> = maybe.iter().map(pair).collect();
    more.sort_by_cached_key(|(points, weight)| points.div(weight));
    if side == Side::High {
        more.reverse();
    }
    let mut best = share(combine, &pairs);
    for part in more {
        pairs.push(part);
        let Some(with) = share(combine, &pairs) else { continue };
        best = Some(match best {
            None => with,
            Some(best) if side == Side::Low => best.min(with),
            Some(best) => best.max(with),
        });
    }
    best.unwrap_or(Number::ZERO)
}
