//! What stands at a place of a file: the blocks around it, and what the format says may stand there.
//!
//! Works on the tree of any text, sound or half-written, and on the table of keys.

use super::names::NameKind;
use crate::source::Span;
use crate::syntax::inspection::{CASE, EXPECT, INSPECTION};
use crate::syntax::node::{Entry, Node, Tree};
use crate::syntax::shape::{Key, Shape, Takes};
use crate::syntax::vocabulary::{
    ADJUSTABLE, ADJUSTMENT, CHANGE, DATED, DATED_STEP, FACT, GATE, GRADE_MATRIX, ITEM, RULESET,
    SUBJECTS, TABLE, VALUE, in_path,
};

/// What may stand somewhere.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    /// What the table of keys says.
    Takes(Takes),
    /// Named values.
    Lets,
    /// A named value: an expression, or one of the forms of a criterion.
    Let,
    /// Tags with their words.
    TagLists,
    /// Tags of an item.
    ItemTags,
    /// The words of a choice.
    Options,
    /// The cells of a table of this shape, one row of them, and one of them.
    Cells(&'static Shape),
    Row(&'static Shape),
    Cell(&'static Shape),
    /// Paths of keys with new values.
    Set,
    /// Words of `adjustable` by key.
    AdjustableKeys(&'static Shape),
    /// Answers by fact.
    Answers,
    /// The value from day to day.
    Dated(Takes),
    DatedSteps(Takes),
    DatedStep(Takes),
    Nothing,
}

/// A value with what the format says of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'n> {
    pub(super) node: &'n Node,
    pub(super) role: Role,
    /// The key it stands behind, and the block that key belongs to.
    pub(super) of: Option<(&'static Shape, &'static Key)>,
    /// The word it stands behind, where that is the author's.
    pub(super) name: Option<&'n str>,
}

/// A place in a file.
#[derive(Debug)]
pub(super) struct Place<'n> {
    /// The maps and lists around it, from the top; the last holds the key, or the value at hand.
    pub(super) around: Vec<Spot<'n>>,
    pub(super) at: At<'n>,
}

/// What is at hand.
#[derive(Debug)]
pub(super) enum At<'n> {
    /// A key of the last block around, with its value.
    Key(&'n Entry, Spot<'n>),
    /// A value.
    Value(Spot<'n>),
}

/// The block an overlay changes, by its id.
pub(super) type Shapes<'a> = &'a dyn Fn(&str) -> Option<&'static Shape>;

/// How deep places are looked for.
const MOST_DEPTH: usize = 80;

/// The place for which `holds` is true of a key or of a scalar, blank or list: the first there is.
pub(super) fn find<'n>(
    root: Spot<'n>,
    shapes: Shapes<'_>,
    holds: &dyn Fn(Span, &str) -> bool,
) -> Option<Place<'n>> {
    let mut around = Vec::new();
    let at = within(root, shapes, holds, &mut around)?;
    Some(Place { around, at })
}

fn within<'n>(
    spot: Spot<'n>,
    shapes: Shapes<'_>,
    holds: &dyn Fn(Span, &str) -> bool,
    around: &mut Vec<Spot<'n>>,
) -> Option<At<'n>> {
    if around.len() > MOST_DEPTH {
        return None;
    }
    match &spot.node.value {
        Tree::Scalar(scalar) => holds(spot.node.span, &scalar.text).then_some(At::Value(spot)),
        Tree::Null => holds(spot.node.span, "").then_some(At::Value(spot)),
        Tree::List(list) => {
            around.push(spot);
            for node in list {
                let role = element_role(spot.role, node);
                let element = Spot { node, role, of: spot.of, name: spot.name };
                if let Some(at) = within(dated(element), shapes, holds, around) {
                    return Some(at);
                }
            }
            around.pop();
            None
        }
        Tree::Map(map) => {
            around.push(spot);
            for entry in map {
                if holds(entry.key.span, &entry.key.text) {
                    return Some(At::Key(entry, child(spot, entry, shapes)));
                }
            }
            // The value at a place may be blank and end where the next key begins: the last that holds is meant.
            for entry in map.iter().rev() {
                if let Some(at) = within(child(spot, entry, shapes), shapes, holds, around) {
                    return Some(at);
                }
            }
            around.pop();
            None
        }
    }
}

impl Spot<'_> {
    /// The block it is, where it is one of the format's.
    pub(super) fn shape(&self) -> Option<&'static Shape> {
        match self.role {
            Role::Takes(takes) => block(takes, matches!(self.node.value, Tree::List(_))),
            Role::Let => Some(&VALUE),
            Role::Dated(_) => Some(&DATED),
            Role::DatedStep(_) => Some(&DATED_STEP),
            _ => None,
        }
    }

    /// What the keys of it are ids of, where a case says by id what it expects.
    pub(super) fn expected(&self) -> Option<NameKind> {
        let kinds =
            [("items", NameKind::Item), ("sections", NameKind::Section), ("gates", NameKind::Gate)];
        kinds.into_iter().find(|(word, _)| self.is(&EXPECT, word)).map(|(_, kind)| kind)
    }

    /// Whether it stands behind this key of this block.
    pub(super) fn is(&self, shape: &'static Shape, word: &str) -> bool {
        self.of.is_some_and(|(of, key)| std::ptr::eq(of, shape) && key.word == word)
    }
}

/// The block a key takes.
fn block(takes: Takes, listed: bool) -> Option<&'static Shape> {
    match takes {
        Takes::Block(shape) => (!listed).then_some(shape),
        Takes::Forms(forms) => forms.iter().find_map(|form| block(*form, listed)),
        _ => None,
    }
}

/// What a key says of its value.
fn child<'n>(spot: Spot<'n>, entry: &'n Entry, shapes: Shapes<'_>) -> Spot<'n> {
    let node = &entry.value;
    let text = entry.key.text.as_str();
    let own = |role: Role| Spot { node, role, of: spot.of, name: Some(text) };
    let made = match spot.role {
        Role::Lets => Spot { node, role: Role::Let, of: spot.of, name: Some(text) },
        Role::Takes(Takes::Named(shape)) => own(Role::Takes(Takes::Block(shape))),
        Role::Takes(Takes::NamedTexts) | Role::Options => own(Role::Takes(Takes::Text)),
        Role::TagLists => own(Role::Takes(Takes::Names)),
        Role::ItemTags => own(Role::Takes(Takes::Name)),
        Role::AdjustableKeys(_) => own(Role::Takes(Takes::Word(ADJUSTABLE))),
        Role::Cells(shape) if matches!(node.value, Tree::Map(_)) => own(Role::Row(shape)),
        Role::Cells(shape) | Role::Row(shape) => own(Role::Cell(shape)),
        Role::Set => along(spot, text, node, shapes),
        Role::Dated(takes) => Spot { role: Role::DatedSteps(takes), ..own(Role::Nothing) },
        Role::DatedStep(takes) => match DATED_STEP.key(text) {
            Some(key) if key.word == "is" => Spot { node, role: Role::Takes(takes), ..spot },
            Some(key) => Spot { of: Some((&DATED_STEP, key)), ..own(Role::Takes(key.takes)) },
            None => own(Role::Nothing),
        },
        _ => match spot.shape().and_then(|shape| shape.key(text).map(|key| (shape, key))) {
            Some((shape, key)) => {
                let role = role_behind(shape, key, spot.node);
                let changed = spot.node.behind(&CHANGE, "change").and_then(Node::written);
                let name = changed.filter(|_| matches!(role, Role::Set));
                Spot { node, role, of: Some((shape, key)), name }
            }
            None => own(Role::Nothing),
        },
    };
    dated(made)
}

/// A value with dates, where it is one.
fn dated(spot: Spot<'_>) -> Spot<'_> {
    let takes = match spot.role {
        Role::Takes(takes) => takes,
        Role::Let => Takes::Expression,
        _ => return spot,
    };
    let is_dated = match &spot.node.value {
        Tree::Map(map) => map.iter().any(|entry| DATED.key(&entry.key.text).is_some()),
        _ => false,
    };
    if is_dated { Spot { role: Role::Dated(takes), ..spot } } else { spot }
}

fn element_role(role: Role, node: &Node) -> Role {
    match role {
        Role::Takes(Takes::Blocks(shape)) => Role::Takes(Takes::Block(shape)),
        Role::Takes(Takes::Texts) => Role::Takes(Takes::Text),
        Role::Takes(Takes::Names) => Role::Takes(Takes::Name),
        Role::Takes(Takes::Forms(forms)) => {
            let listed = forms.iter().find_map(|form| match form {
                Takes::Blocks(shape) => Some(Takes::Block(shape)),
                _ => None,
            });
            listed.map_or(Role::Nothing, Role::Takes)
        }
        // Only the top of a file of inspections is a list of what it takes.
        Role::Takes(Takes::Block(shape)) if std::ptr::eq(shape, &INSPECTION) => role,
        Role::DatedSteps(takes) => Role::DatedStep(takes),
        Role::Options if !matches!(node.value, Tree::Map(_)) => Role::Takes(Takes::Text),
        _ => Role::Nothing,
    }
}

fn role_behind(shape: &'static Shape, key: &Key, block: &Node) -> Role {
    let is = |of: &'static Shape| std::ptr::eq(shape, of);
    match key.word {
        "let" if is(&RULESET) || is(&FACT) => Role::Lets,
        "tags" if is(&RULESET) => Role::TagLists,
        "tags" if is(&ITEM) => Role::ItemTags,
        "subject" if is(&RULESET) => Role::Takes(Takes::Word(SUBJECTS)),
        "options" if is(&FACT) => Role::Options,
        "cells" if is(&TABLE) || is(&GRADE_MATRIX) => Role::Cells(shape),
        "facts" if is(&CASE) || is(&INSPECTION) => Role::Answers,
        "set" if is(&CHANGE) => Role::Set,
        "add" if is(&CHANGE) => {
            let to = block.behind(&CHANGE, "to").and_then(Node::written);
            let list = to.and_then(|to| RULESET.key(to)).map(|key| key.word);
            Role::Takes(Takes::Block(match list {
                Some("gates") => &GATE,
                Some("bonuses" | "penalties") => &ADJUSTMENT,
                _ => &ITEM,
            }))
        }
        "adjustable" => match block.behind(shape, "adjustable").map(|node| &node.value) {
            Some(Tree::Map(_)) => Role::AdjustableKeys(shape),
            _ => Role::Takes(Takes::Word(ADJUSTABLE)),
        },
        _ => Role::Takes(in_path(key)),
    }
}

/// What stands behind a path of an overlay. The change names the block; the way there is the path.
fn along<'n>(set: Spot<'n>, path: &'n str, node: &'n Node, shapes: Shapes<'_>) -> Spot<'n> {
    let nothing = Spot { node, role: Role::Nothing, of: set.of, name: Some(path) };
    let Some(shape) = set.name.and_then(shapes) else { return nothing };
    end_of_path(shape, path).map_or(nothing, |(role, of)| Spot { node, role, of, name: Some(path) })
}

/// The key at the end of a path, and what stands behind it.
pub(super) fn end_of_path(
    shape: &'static Shape,
    path: &str,
) -> Option<(Role, Option<(&'static Shape, &'static Key)>)> {
    let mut role = Role::Takes(Takes::Block(shape));
    let mut of = None;
    for segment in path.split('.') {
        let number = segment.parse::<usize>().is_ok();
        role = match role {
            Role::Takes(Takes::Blocks(shape)) if number => Role::Takes(Takes::Block(shape)),
            Role::Takes(Takes::Blocks(shape) | Takes::Block(shape)) => {
                let key = shape.key(segment)?;
                of = Some((shape, key));
                let blank = Node { span: Span::default(), value: Tree::Null };
                match role_behind(shape, key, &blank) {
                    Role::Takes(Takes::Forms(forms)) => {
                        let form = forms.iter().find(|form| !matches!(form, Takes::Word(_)))?;
                        Role::Takes(*form)
                    }
                    role => role,
                }
            }
            Role::Takes(Takes::Named(shape)) => Role::Takes(Takes::Block(shape)),
            Role::Takes(Takes::NamedTexts) => Role::Takes(Takes::Text),
            Role::Lets => Role::Let,
            Role::ItemTags => Role::Takes(Takes::Name),
            _ => return None,
        };
    }
    Some((role, of))
}
