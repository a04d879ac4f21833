//! A parent rule set with the changes of an overlay, as one tree.
//!
//! Changes are made in order and the later wins. Each is held against what the parent lets be changed; whether a change
//! goes in the direction the parent allows is for the audit to prove, since it is a matter of meaning.

use super::permission::{Bearing, Direction, Permission, bearing, refused, way_of};
use super::place::{Context, Place, Places, at, list_in, put, seen};
use crate::diagnostic::{Message, Sink, list, nearest};
use crate::source::Span;
use crate::syntax::MOST_DEPTH;
use crate::syntax::fields::{self, Fields};
use crate::syntax::node::{Entry, Node, Tree};
use crate::syntax::shape::Shape;
use crate::syntax::vocabulary::{ADJUSTMENT, CHANGE, GATE, ITEM, OVERLAY, RULESET, SECTION};

/// At most so many changes: what needs more is a rule set of its own.
const MOST_CHANGES: usize = 1000;

/// What an overlay says about itself.
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) extends: String,
    pub(crate) extends_version: Option<String>,
    /// Where the parent is named.
    pub(crate) span: Span,
}

/// A parent with its changes made.
#[derive(Debug)]
pub(crate) struct Overlaid {
    pub(crate) tree: Node,
    /// The parent with only those changes that may go either way; none where all may.
    pub(crate) free: Option<Node>,
    pub(crate) directed: Vec<Directed>,
    /// Where the overlay says that it only tightens.
    pub(crate) tightens: Option<Span>,
}

/// A change that may go one way only.
#[derive(Clone, Debug)]
pub(crate) struct Directed {
    /// The id of the block that was changed; `ruleset` for what stands at the top.
    pub(crate) block: String,
    pub(crate) direction: Direction,
    pub(crate) span: Span,
}

/// Whether a tree is an overlay rather than a rule set.
pub(crate) fn is_overlay(node: &Node) -> bool {
    node.behind(&OVERLAY, "overlay").is_some() && node.behind(&RULESET, "ruleset").is_none()
}

/// What an overlay says about itself, where it can be read.
pub(crate) fn head(node: &Node, sink: &mut Sink<'_>) -> Option<Head> {
    let read = Fields::open(node, &OVERLAY, sink)?;
    let text = |word: &str, sink: &mut Sink<'_>| {
        read.get(word).and_then(|node| fields::text(node, sink)).map(str::to_owned)
    };
    let (id, extends) = (text("overlay", sink), text("extends", sink));
    let extends_version = text("extends_version", sink);
    let span = read.get("extends").map_or(read.span, |node| node.span);
    Some(Head { id: id?, extends: extends?, extends_version, span })
}

/// Makes the changes of an overlay to its parent.
pub(crate) fn apply(overlay: &Node, parent: &Node, sink: &mut Sink<'_>) -> Option<Overlaid> {
    let read = Fields::open(overlay, &OVERLAY, sink)?;
    let changes = fields::elements(read.get("changes")?, sink)?;
    if changes.len() > MOST_CHANGES {
        let message = Message::TooManyChanges { most: MOST_CHANGES.to_string() };
        sink.report(read.at("changes"), message);
        return None;
    }
    let mut work = Work { tree: parent.clone(), free: parent.clone(), directed: Vec::new() };
    for change in changes {
        work.change(change, sink);
    }
    let Work { mut tree, mut free, directed } = work;
    for tree in [&mut tree, &mut free] {
        head_over(tree, &read);
    }
    // Trees put into trees must not grow deeper than a reader lets them be.
    if too_deep(&tree) {
        sink.report(read.at("changes"), Message::TooDeep { most: MOST_DEPTH.to_string() });
        return None;
    }
    let tightens = read
        .get("tightens")
        .filter(|node| fields::truth(node, sink) == Some(true))
        .map(|node| node.span);
    let free = (!directed.is_empty()).then_some(free);
    Some(Overlaid { tree, free, directed, tightens })
}

/// What stands in a list at the top or in a section.
fn shape_of(list: &str) -> &'static Shape {
    match list {
        "gates" => &GATE,
        "bonuses" | "penalties" => &ADJUSTMENT,
        _ => &ITEM,
    }
}

fn too_deep(tree: &Node) -> bool {
    let mut waiting = vec![(tree, 1)];
    while let Some((node, depth)) = waiting.pop() {
        if depth > MOST_DEPTH {
            return true;
        }
        match &node.value {
            Tree::List(list) => waiting.extend(list.iter().map(|node| (node, depth + 1))),
            Tree::Map(map) => waiting.extend(map.iter().map(|entry| (&entry.value, depth + 1))),
            Tree::Null | Tree::Scalar(_) => {}
        }
    }
    false
}

/// The overlay's own id, version, title, dates, documents and remarks in the place of the parent's, or beside them.
fn head_over(tree: &mut Node, read: &Fields<'_>) {
    let Tree::Map(map) = &mut tree.value else { return };
    for (own, of_parent) in [
        ("overlay", "ruleset"),
        ("version", "version"),
        ("title", "title"),
        ("effective", "effective"),
        ("sources", "sources"),
        ("notes", "notes"),
    ] {
        let Some(node) = read.get(own) else { continue };
        let there =
            map.iter_mut().find(|e| RULESET.key(&e.key.text).is_some_and(|k| k.word == of_parent));
        match (there.map(|entry| &mut entry.value), &node.value) {
            (Some(Node { value: Tree::Map(list), .. }), Tree::Map(more)) if own == "sources" => {
                list.retain(|known| more.iter().all(|entry| entry.key.text != known.key.text));
                list.extend(more.iter().cloned());
            }
            (Some(Node { value: Tree::List(list), .. }), Tree::List(more)) if own == "notes" => {
                list.extend(more.iter().cloned());
            }
            (Some(value), _) => *value = node.clone(),
            (None, _) => {
                let text = of_parent.to_owned();
                let key = crate::syntax::node::Key { text, span: read.at(own) };
                map.push(Entry { key, value: node.clone() });
            }
        }
    }
}

struct Work {
    tree: Node,
    free: Node,
    directed: Vec<Directed>,
}

impl Work {
    fn change(&mut self, node: &Node, sink: &mut Sink<'_>) {
        let Some(read) = Fields::open(node, &CHANGE, sink) else { return };
        match (read.get("change"), read.get("drop"), read.get("add")) {
            (Some(name), None, None) => self.set(name, &read, sink),
            (None, Some(name), None) => self.drop(name, sink),
            (None, None, Some(added)) => self.add(added, &read, sink),
            _ => {
                let keys = list(["change", "drop", "add"]);
                sink.report(read.span, Message::OneOf { keys });
            }
        }
    }

    fn set(&mut self, name: &Node, read: &Fields<'_>, sink: &mut Sink<'_>) {
        let Some(place) = self.named(name, sink) else { return };
        let Some(values) = read.get("set") else {
            let message = Message::NeedsKey { kind: "change".into(), key: "set".into() };
            sink.report(read.span, message);
            return;
        };
        let Tree::Map(values) = &values.value else {
            sink.report(values.span, Message::WantedMap);
            return;
        };
        for entry in values {
            self.set_one(&place, entry, sink);
        }
    }

    fn set_one(&mut self, place: &Place, entry: &Entry, sink: &mut Sink<'_>) {
        let path: Vec<&str> = entry.key.text.split('.').collect();
        let key = path.first().and_then(|first| place.shape.key(first)).map(|key| key.word);
        let no_such_path = || Message::NoSuchPath {
            path: fields::shorten(&entry.key.text),
            block: place.id.clone(),
        };
        let Some(key) = key else {
            sink.report(entry.key.span, no_such_path());
            return;
        };
        let old = self.permission(place, &path, key);
        if key == "adjustable" {
            self.narrow(place, entry, sink);
            return;
        }
        let bearing = bearing(place.shape, key);
        let not_adjustable = Message::NotAdjustable {
            key: fields::shorten(&entry.key.text),
            block: place.id.clone(),
        };
        let direction = match old {
            _ if bearing == Bearing::Fixed => {
                sink.report(entry.key.span, not_adjustable);
                return;
            }
            Permission::Nothing => {
                sink.report(entry.key.span, not_adjustable);
                return;
            }
            Permission::Directed(_) if bearing == Bearing::Other => {
                let message = Message::NoDirection {
                    key: fields::shorten(&entry.key.text),
                    block: place.id.clone(),
                    word: old.word().to_owned(),
                };
                sink.report(entry.key.span, message);
                return;
            }
            Permission::Directed(direction) if bearing == Bearing::Directional => Some(direction),
            _ => None,
        };
        let mut made = true;
        let mut trees = vec![&mut self.tree];
        if direction.is_none() {
            trees.push(&mut self.free);
        }
        for tree in trees {
            let block = at(tree, &place.path);
            made &= block.is_some_and(|block| {
                put(block, Context::Block(place.shape), &path, entry.key.span, &entry.value)
            });
        }
        if !made {
            sink.report(entry.key.span, no_such_path());
        } else if let Some(direction) = direction {
            let (block, span) = (place.id.clone(), entry.key.span);
            self.directed.push(Directed { block, direction, span });
        }
    }

    /// What may be changed may only become less.
    fn narrow(&mut self, place: &Place, entry: &Entry, sink: &mut Sink<'_>) {
        let old = match self.block(place).and_then(|block| block.behind(place.shape, "adjustable"))
        {
            Some(node) => match node.written() {
                Some(word) => Permission::of(word).unwrap_or(Permission::Nothing),
                // Where single keys are marked, all of them can only be closed together.
                None => Permission::Nothing,
            },
            None => self.inherited(place),
        };
        let new = entry.value.written().and_then(Permission::of);
        if !new.is_some_and(|new| old.allows(new)) {
            sink.report(entry.value.span, Message::AdjustableWidened { block: place.id.clone() });
            return;
        }
        for tree in [&mut self.tree, &mut self.free] {
            if let Some(block) = at(tree, &place.path) {
                let context = Context::Block(place.shape);
                put(block, context, &["adjustable"], entry.key.span, &entry.value);
            }
        }
    }

    fn drop(&mut self, name: &Node, sink: &mut Sink<'_>) {
        let Some(place) = self.named(name, sink) else { return };
        let permission = self.inherited_with_own(&place);
        let allowed = match (permission, place.list) {
            (Permission::Anything, _) => place.path.len() > 1,
            (Permission::Directed(direction), "gates") => {
                let way = self.block(&place).and_then(|gate| way_of(gate, &self.tree));
                way.is_some_and(|way| way != direction)
            }
            (Permission::Directed(Direction::Loosen), "penalties")
            | (Permission::Directed(Direction::Tighten), "bonuses") => true,
            _ => false,
        };
        if !allowed {
            sink.report(name.span, refused(permission, place.list, "drop", place.id));
            return;
        }
        let Some((last, list)) = place.path.split_last() else { return };
        for tree in [&mut self.tree, &mut self.free] {
            if let Some(Node { value: Tree::List(list), .. }) = at(tree, list)
                && *last < list.len()
            {
                list.remove(*last);
            }
        }
    }

    fn add(&mut self, added: &Node, read: &Fields<'_>, sink: &mut Sink<'_>) {
        let Some(to) = read.get("to") else {
            let message = Message::NeedsKey { kind: "add".into(), key: "to".into() };
            sink.report(read.span, message);
            return;
        };
        let Some(name) = fields::text(to, sink) else { return };
        let word = RULESET.key(name).map(|key| key.word);
        let (place, path) = match word {
            Some(word @ ("items" | "bonuses" | "penalties" | "gates")) => {
                (Places::root(), vec![word])
            }
            _ => match self.named(to, sink) {
                Some(place) if std::ptr::eq(place.shape, &SECTION) => (place, vec!["items"]),
                Some(place) => {
                    let message = Message::NoSuchPath { path: "items".into(), block: place.id };
                    sink.report(to.span, message);
                    return;
                }
                None => return,
            },
        };
        let key = path.first().copied().unwrap_or_default();
        let permission = self.permission(&place, &path, key);
        let allowed = match (permission, key) {
            (Permission::Anything, _)
            | (Permission::Directed(Direction::Tighten), "penalties")
            | (Permission::Directed(Direction::Loosen), "bonuses") => true,
            (Permission::Directed(direction), "gates") => {
                way_of(added, &self.tree) == Some(direction)
            }
            _ => false,
        };
        if !allowed {
            sink.report(to.span, refused(permission, key, key, place.id));
            return;
        }
        // What is put in may be changed later no more than what is there.
        if let Some(word) = added.behind(shape_of(key), "adjustable") {
            let new = word.written().and_then(Permission::of);
            if permission != Permission::Anything && !new.is_some_and(|new| permission.allows(new))
            {
                sink.report(word.span, Message::AdjustableWidened { block: place.id });
                return;
            }
        }
        for tree in [&mut self.tree, &mut self.free] {
            let Some(block) = at(tree, &place.path) else { continue };
            let Some(list) = list_in(block, place.shape, key, to.span) else {
                continue;
            };
            let index = match read.get("after").map(|node| (node, node.written())) {
                None => list.len(),
                Some((node, after)) => {
                    let id = |node: &Node| {
                        node.behind(&ITEM, "id").and_then(Node::written).map(str::to_owned)
                    };
                    let found = list.iter().position(|one| id(one).as_deref() == after);
                    let Some(found) = found else {
                        let ids: Vec<String> = list.iter().filter_map(id).collect();
                        let after = after.unwrap_or_default();
                        let near = nearest(after, ids.iter().map(String::as_str));
                        let id = fields::shorten(after);
                        sink.report(node.span, Message::NoSuchBlock { id, near });
                        return;
                    };
                    found + 1
                }
            };
            list.insert(index, added.clone());
        }
    }

    /// The block that a name stands for.
    fn named(&self, name: &Node, sink: &mut Sink<'_>) -> Option<Place> {
        let id = fields::text(name, sink)?;
        if RULESET.key(id).is_some_and(|key| key.word == "ruleset") {
            return Some(Places::root());
        }
        let places = Places::of(&self.tree);
        let found = places.find(id);
        if found.is_none() {
            let near = nearest(id, places.ids());
            sink.report(name.span, Message::NoSuchBlock { id: fields::shorten(id), near });
        }
        found
    }

    fn block(&self, place: &Place) -> Option<&Node> {
        seen(&self.tree, &place.path)
    }

    /// What the parent lets be done to a key of a block.
    fn permission(&self, place: &Place, path: &[&str], key: &str) -> Permission {
        let own = self.block(place).and_then(|block| block.behind(place.shape, "adjustable"));
        match own.map(|node| &node.value) {
            Some(Tree::Scalar(scalar)) => Permission::of(&scalar.text),
            Some(Tree::Map(map)) => {
                // `let.x` before `let`.
                let full = path.join(".");
                let named = |word: &str| {
                    map.iter()
                        .find(|entry| {
                            entry.key.text == word
                                || place.shape.key(&entry.key.text).is_some_and(|k| k.word == word)
                        })
                        .and_then(|entry| entry.value.written())
                        .and_then(Permission::of)
                };
                Some(named(&full).or_else(|| named(key)).unwrap_or(Permission::Nothing))
            }
            _ => None,
        }
        .unwrap_or_else(|| self.inherited(place))
    }

    /// What the nearest block around says of all within it.
    fn inherited(&self, place: &Place) -> Permission {
        let around = place.around.iter().rev();
        let mut words = around.filter_map(|(path, shape)| {
            let block = seen(&self.tree, path)?;
            block.behind(shape, "adjustable")?.written().and_then(Permission::of)
        });
        words.next().unwrap_or(Permission::Nothing)
    }

    fn inherited_with_own(&self, place: &Place) -> Permission {
        let own = self.block(place).and_then(|block| block.behind(place.shape, "adjustable"));
        match own.map(Node::written) {
            Some(Some(word)) => Permission::of(word).unwrap_or(Permission::Nothing),
            Some(None) => Permission::Nothing,
            None => self.inherited(place),
        }
    }
}
