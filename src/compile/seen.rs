//! What is seen of a value: the value, or what it can still be and why it is open.

use crate::model::range::Range;
use crate::value::{Date, Number};
use std::sync::Arc;

/// A value as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Seen {
    Number(Number),
    Truth(bool),
    /// A word of a choice, by position.
    Word(usize),
    Date(Date),
    /// A text of a finding: findings are told apart by it, nothing else is computed of it.
    Text(Arc<str>),
    /// Not known, or not there.
    Open(Box<Open>),
}

/// A value that is not known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Open {
    pub(crate) may: May,
    pub(crate) why: Why,
}

/// What an open value can still be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum May {
    Number(Range),
    /// yes or no.
    Truth,
    /// Any of these words, one bit each.
    Words(u64),
    Date,
    /// Any text: of a finding, to be told apart from others by.
    Text,
    /// It has no value: not applicable, or undefined.
    Nothing,
}

/// Why a value is open: a set of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Why(u8);

impl Why {
    /// A fact was not answered.
    pub(crate) const NOT_CHECKED: Why = Why(1);
    /// A fact was looked at and could not be answered.
    pub(crate) const UNKNOWN: Why = Why(2);
    /// Does not apply.
    pub(crate) const NOT_APPLICABLE: Why = Why(4);
    /// May turn out not to apply.
    pub(crate) const MAY_NOT_APPLY: Why = Why(8);
    /// Has no meaning: an empty denominator that the rule set calls undefined.
    pub(crate) const UNDEFINED: Why = Why(16);
    /// May turn out to have no meaning.
    pub(crate) const MAY_BE_UNDEFINED: Why = Why(32);

    /// Reasons that a strict operation hands on even when its result is otherwise certain.
    const STICKY: u8 = 4 | 8 | 16 | 32;

    pub(crate) const fn and(self, other: Why) -> Why {
        Why(self.0 | other.0)
    }

    pub(crate) const fn has(self, other: Why) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the result may yet turn out to be no value at all.
    pub(crate) const fn sticks(self) -> bool {
        self.0 & Self::STICKY != 0
    }

    /// The same, where not applying changes nothing.
    pub(crate) fn without_may_not_apply(self) -> Why {
        Why(self.0 & !(4 | 8))
    }

    /// The reasons that are in both.
    const fn shared(self, other: Why) -> Why {
        Why(self.0 & other.0)
    }

    /// The same, seen from outside: what certainly has no value may have none.
    pub(crate) fn maybe(self) -> Why {
        let mut why = self;
        if self.has(Self::NOT_APPLICABLE) {
            why = Why(why.0 & !4).and(Self::MAY_NOT_APPLY);
        }
        if self.has(Self::UNDEFINED) {
            why = Why(why.0 & !16).and(Self::MAY_BE_UNDEFINED);
        }
        why
    }
}

impl Seen {
    /// No value, for a reason.
    pub(crate) fn nothing(why: Why) -> Seen {
        Seen::Open(Box::new(Open { may: May::Nothing, why }))
    }

    /// A number within a range; the number itself where only one is left and nothing sticks.
    pub(crate) fn ranging(range: Range, why: Why) -> Seen {
        match range.single() {
            Some(number) if !why.sticks() => Seen::Number(number.clone()),
            _ => Seen::Open(Box::new(Open { may: May::Number(range), why })),
        }
    }

    /// yes or no, not known which.
    pub(crate) fn either(why: Why) -> Seen {
        Seen::Open(Box::new(Open { may: May::Truth, why }))
    }

    /// One of some words.
    pub(crate) fn words(bits: u64, why: Why) -> Seen {
        if bits.count_ones() == 1 && !why.sticks() {
            return Seen::Word(usize::try_from(bits.trailing_zeros()).unwrap_or(0));
        }
        Seen::Open(Box::new(Open { may: May::Words(bits), why }))
    }

    /// Why it is open; no reason where it is not.
    pub(crate) fn why(&self) -> Why {
        match self {
            Seen::Open(open) => open.why,
            _ => Why::default(),
        }
    }

    /// Whether it certainly has no value.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Seen::Open(open) if open.may == May::Nothing)
    }

    /// Whether the value is known.
    pub(crate) fn is_known(&self) -> bool {
        !matches!(self, Seen::Open(_))
    }

    /// The range of a number; everything for anything else.
    pub(crate) fn range(&self) -> Range {
        match self {
            Seen::Number(number) => Range::point(number),
            Seen::Open(open) => match &open.may {
                May::Number(range) => range.clone(),
                _ => Range::default(),
            },
            _ => Range::default(),
        }
    }

    /// The number, where it is known.
    pub(crate) fn number(&self) -> Option<&Number> {
        match self {
            Seen::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The truth, where it is known.
    pub(crate) fn truth(&self) -> Option<bool> {
        match self {
            Seen::Truth(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The words it can be, one bit each.
    pub(crate) fn bits(&self) -> u64 {
        match self {
            Seen::Word(at) => {
                u32::try_from(*at).ok().and_then(|at| 1u64.checked_shl(at)).unwrap_or(0)
            }
            Seen::Open(open) => match open.may {
                May::Words(bits) => bits,
                _ => u64::MAX,
            },
            _ => u64::MAX,
        }
    }

    /// What either of two values can be.
    pub(crate) fn hull(&self, other: &Seen, why: Why) -> Seen {
        let why = why.and(self.why().maybe()).and(other.why().maybe());
        if self.is_nothing() && other.is_nothing() {
            // No value either way; why not is certain only where both agree.
            return Seen::nothing(why.and(self.why().shared(other.why())));
        }
        if self == other && self.is_known() && !why.sticks() {
            return self.clone();
        }
        let shaped = if self.is_nothing() { other } else { self };
        match shaped {
            // Texts are read one by one and never joined.
            Seen::Number(_) | Seen::Text(_) => {}
            Seen::Truth(_) => return Seen::either(why),
            Seen::Word(_) => {
                let bits = |seen: &Seen| if seen.is_nothing() { 0 } else { seen.bits() };
                return Seen::words(bits(self) | bits(other), why);
            }
            Seen::Date(_) => return Seen::Open(Box::new(Open { may: May::Date, why })),
            Seen::Open(open) => match &open.may {
                May::Number(_) | May::Text | May::Nothing => {}
                May::Truth => return Seen::either(why),
                May::Words(bits) => {
                    let second =
                        if self.is_nothing() || other.is_nothing() { 0 } else { other.bits() };
                    return Seen::words(bits | second, why);
                }
                May::Date => return Seen::Open(Box::new(Open { may: May::Date, why })),
            },
        }
        let range = match (self.is_nothing(), other.is_nothing()) {
            (false, false) => self.range().hull(&other.range()),
            (true, _) => other.range(),
            (_, true) => self.range(),
        };
        Seen::ranging(range, why)
    }
}
