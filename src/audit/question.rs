//! What is asked of a rule set: whether any inspection makes something happen.

use super::cone::Targets;
use crate::compile::seen::{May, Seen};
use crate::model::criterion::Band;
use crate::value::Number;

/// Something that may happen. Positions are those of operations over facts, except in `Late`.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Question {
    /// A condition comes out like this.
    Truth(usize, bool),
    /// The same of a condition that may read results.
    Late(usize, bool),
    /// None of the earlier conditions holds, and this one does; without this one, none of them holds.
    First(Vec<usize>, Option<usize>),
    /// All of these hold.
    Together(Vec<usize>),
    /// A number falls into a band.
    Band(usize, Band),
    /// Two words meet.
    Cell { rows: usize, columns: usize, row: usize, column: usize },
    /// A number is more than nothing.
    Counts(usize),
    /// A number is another than this one.
    Other(usize, Number),
    /// A number is this one.
    Equals(usize, Number),
}

impl Question {
    /// The operations that decide it.
    pub(super) fn targets(&self) -> Targets {
        let early = |early: Vec<usize>| Targets { early, late: Vec::new() };
        match self {
            Self::Late(at, _) => Targets { early: Vec::new(), late: vec![*at] },
            Self::First(earlier, at) => early(earlier.iter().chain(at).copied().collect()),
            Self::Together(list) => early(list.clone()),
            Self::Cell { rows, columns, .. } => early(vec![*rows, *columns]),
            Self::Truth(at, _)
            | Self::Band(at, _)
            | Self::Counts(at)
            | Self::Other(at, _)
            | Self::Equals(at, _) => early(vec![*at]),
        }
    }

    /// The limits against which it holds values itself.
    pub(super) fn held(&self) -> Vec<(usize, Vec<Number>)> {
        match self {
            Self::Band(at, band) => {
                let limits = [&band.low, &band.high].into_iter().flatten();
                vec![(*at, limits.map(|limit| limit.at.clone()).collect())]
            }
            Self::Counts(at) => vec![(*at, vec![Number::ZERO])],
            Self::Other(at, number) | Self::Equals(at, number) => vec![(*at, vec![number.clone()])],
            _ => Vec::new(),
        }
    }

    /// Whether it happens, as far as these values say.
    pub(super) fn judge(&self, early: &[Seen], late: &[Seen]) -> Option<bool> {
        match self {
            Self::Truth(at, wanted) => truth(early.get(*at)?, *wanted),
            Self::Late(at, wanted) => truth(late.get(*at)?, *wanted),
            Self::First(earlier, at) => all(earlier
                .iter()
                .map(|at| (at, false))
                .chain(at.iter().map(|at| (at, true)))
                .map(|(at, wanted)| early.get(*at).and_then(|seen| truth(seen, wanted)))),
            Self::Together(list) => {
                all(list.iter().map(|at| early.get(*at).and_then(|seen| truth(seen, true))))
            }
            Self::Band(at, band) => match early.get(*at)? {
                Seen::Number(number) => Some(band.holds(number)),
                open if open.is_nothing() || apart(open, band) => Some(false),
                _ => None,
            },
            Self::Cell { rows, columns, row, column } => {
                let meets = |at: usize, word: usize| early.get(at).and_then(|seen| is(seen, word));
                all([meets(*rows, *row), meets(*columns, *column)].into_iter())
            }
            Self::Counts(at) => match early.get(*at)? {
                Seen::Number(number) => Some(number.is_positive()),
                open if open.is_nothing() => Some(false),
                open if open.range().high.is_some_and(|high| !high.is_positive()) => Some(false),
                _ => None,
            },
            Self::Other(at, number) => match early.get(*at)? {
                Seen::Number(found) => Some(found != number),
                open if open.is_nothing() => Some(false),
                open if open.range().single() == Some(number) => Some(false),
                _ => None,
            },
            Self::Equals(at, number) => match early.get(*at)? {
                Seen::Number(found) => Some(found == number),
                open if open.is_nothing() || !open.range().holds(number) => Some(false),
                _ => None,
            },
        }
    }
}

fn truth(seen: &Seen, wanted: bool) -> Option<bool> {
    match seen {
        Seen::Truth(truth) => Some(*truth == wanted),
        open if open.is_nothing() => Some(false),
        _ => None,
    }
}

/// Whether a word is this one.
fn is(seen: &Seen, word: usize) -> Option<bool> {
    match seen {
        Seen::Word(at) => Some(*at == word),
        open if open.is_nothing() => Some(false),
        Seen::Open(open) => match open.may {
            May::Words(bits) if bits >> word.min(63) & 1 == 0 => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a range and a band have no number in common.
fn apart(seen: &Seen, band: &Band) -> bool {
    let range = seen.range();
    let above = band
        .low
        .as_ref()
        .zip(range.high)
        .is_some_and(|(low, high)| high < low.at || high == low.at && !low.included);
    let below = band
        .high
        .as_ref()
        .zip(range.low)
        .is_some_and(|(high, low)| low > high.at || low == high.at && !high.included);
    above || below
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut open = false;
    for part in parts {
        match part {
            Some(true) => {}
            Some(false) => return Some(false),
            None => open = true,
        }
    }
    (!open).then_some(true)
}
