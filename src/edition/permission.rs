//! What a parent lets its overlays change, and in which direction.

use crate::diagnostic::{Message, Sink, nearest};
use crate::syntax::fields;
use crate::syntax::node::{Node, Tree};
use crate::syntax::shape::Shape;
use crate::syntax::vocabulary::{
    ADJUSTABLE, ADJUSTMENT, CRITERIA, EFFECT, GATE, GRADE, ITEM, RULESET, SCALE, SECTION,
};
use crate::value::Number;

/// The way a change may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Tighten,
    Loosen,
}

/// What the parent allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Permission {
    Nothing,
    Directed(Direction),
    Anything,
}

impl Permission {
    pub(super) fn of(word: &str) -> Option<Permission> {
        let word = ADJUSTABLE.iter().find(|w| w.word == word || w.chinese == word)?.word;
        Some(match word {
            "tighten" => Permission::Directed(Direction::Tighten),
            "loosen" => Permission::Directed(Direction::Loosen),
            "any" => Permission::Anything,
            _ => Permission::Nothing,
        })
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Permission::Nothing => "none",
            Permission::Directed(Direction::Tighten) => "tighten",
            Permission::Directed(Direction::Loosen) => "loosen",
            Permission::Anything => "any",
        }
    }

    pub(super) fn allows(self, other: Permission) -> bool {
        self == Permission::Anything || other == Permission::Nothing || self == other
    }
}

/// What a key means for the direction of a change.
#[derive(PartialEq, Eq)]
pub(super) enum Bearing {
    /// Words for people: no direction.
    Neutral,
    /// More or less demanding.
    Directional,
    /// Neither can be said.
    Other,
    /// What makes the block the one it is.
    Fixed,
}

pub(super) fn bearing(shape: &'static Shape, key: &str) -> Bearing {
    // What an inspector gives, and what is only written down, is neither stricter nor laxer.
    let criterion = std::ptr::eq(shape, &ITEM)
        && CRITERIA.contains(&key)
        && !matches!(key, "judged" | "record");
    let directional: &[&str] = if std::ptr::eq(shape, &ITEM) {
        &["points", "zero_if", "applies_when", "role", "scored_from", "when_rectified"]
    } else if std::ptr::eq(shape, &SECTION) {
        &["at_most", "at_least", "applies_when"]
    } else if std::ptr::eq(shape, &GATE) {
        &["when", "effect"]
    } else if std::ptr::eq(shape, &GRADE) {
        &["from", "above", "up_to", "below", "requires"]
    } else if std::ptr::eq(shape, &ADJUSTMENT) {
        &["points", "at_most", "each", "when", "requires"]
    } else {
        &["let"]
    };
    match key {
        "id" | "ruleset" | "version" | "effective" | "subject" => Bearing::Fixed,
        "title" | "text" | "note" | "notes" | "owner" | "owners" | "tags" | "remedy"
        | "evidence" | "provenance" | "basis" | "order" => Bearing::Neutral,
        key if criterion || directional.contains(&key) => Bearing::Directional,
        _ => Bearing::Other,
    }
}

/// Whether what stands behind `adjustable` can be read; says what cannot.
pub(crate) fn check_adjustable(node: &Node, shape: &'static Shape, sink: &mut Sink<'_>) {
    let Tree::Map(map) = &node.value else {
        let _ = fields::word(node, ADJUSTABLE, sink);
        return;
    };
    for entry in map {
        let first = entry.key.text.split('.').next().unwrap_or_default();
        if shape.key(first).is_none() {
            let near = nearest(first, shape.words());
            let (en, zh) = shape.name;
            let message = Message::UnknownKey {
                key: entry.key.text.clone(),
                block: en.into(),
                zh_block: zh.into(),
                near,
            };
            sink.report(entry.key.span, message);
        }
        let _ = fields::word(&entry.value, ADJUSTABLE, sink);
    }
}

/// The way in which adding a gate changes a sheet; none where it sets a score, which may be better or worse than it was.
pub(super) fn way_of(gate: &Node, sheet: &Node) -> Option<Direction> {
    let effect = gate.behind(&GATE, "effect");
    if effect.is_some_and(|effect| effect.behind(&EFFECT, "grade_up").is_some()) {
        return Some(Direction::Loosen);
    }
    let Some(set) = effect.and_then(|effect| effect.behind(&EFFECT, "score")) else {
        return Some(Direction::Tighten);
    };
    let scale = sheet.behind(&RULESET, "scale")?;
    let number =
        |key: &str| scale.behind(&SCALE, key).and_then(Node::written).and_then(Number::parse);
    let harm = scale.behind(&SCALE, "direction").and_then(Node::written);
    let harm = harm.is_some_and(|word| word != "higher_is_better" && word != "越高越好");
    let worst = match harm {
        true => number("highest").or_else(|| number("max")),
        false => Some(number("lowest").unwrap_or(Number::ZERO)),
    };
    let set = set.written().and_then(Number::parse);
    (set.is_some() && set == worst).then_some(Direction::Tighten)
}

/// Why something may not be added or dropped: not at all, or not in this direction.
pub(super) fn refused(permission: Permission, list: &str, key: &str, block: String) -> Message {
    let key = key.to_owned();
    match permission {
        Permission::Directed(_) if matches!(list, "gates" | "penalties" | "bonuses") => {
            Message::WrongWay { key, block, word: permission.word().to_owned() }
        }
        _ => Message::NotAdjustable { key, block },
    }
}
