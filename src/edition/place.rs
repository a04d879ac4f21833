//! Places in a tree: the blocks that have ids, and what stands behind a path of keys.

use crate::source::Span;
use crate::syntax::node::{Entry, Key, Node, Tree};
use crate::syntax::shape::{Shape, Takes};
use crate::syntax::vocabulary::{
    ADJUSTMENT, ADJUSTMENTS, GATE, GRADE, ITEM, RULESET, SECTION, in_path,
};

/// A block with an id, and the way to it: positions in lists and maps, from the top.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) id: String,
    pub(super) path: Vec<usize>,
    pub(super) shape: &'static Shape,
    /// The key of the rule set it stands below.
    pub(super) list: &'static str,
    /// The blocks around it, from the top.
    pub(super) around: Vec<(Vec<usize>, &'static Shape)>,
}

/// A list of blocks: the key it stands behind, what the blocks are, and the key of the rule set it belongs to.
#[derive(Clone, Copy)]
struct List {
    key: &'static str,
    shape: &'static Shape,
    below: &'static str,
}

/// Every block with an id.
pub(super) struct Places<'n> {
    list: Vec<(&'n str, Place)>,
}

impl<'n> Places<'n> {
    pub(super) fn of(tree: &'n Node) -> Self {
        let mut places = Places { list: Vec::new() };
        let around = [(Vec::new(), &RULESET)];
        for (key, shape) in
            [("sections", &SECTION), ("items", &ITEM), ("gates", &GATE), ("grades", &GRADE)]
        {
            let list = List { key, shape, below: key };
            places.below(tree, &RULESET, list, &[], &around);
        }
        for key in ["bonuses", "penalties"] {
            if let Some((at, node)) = child(tree, &RULESET, key) {
                let list = List { key: "items", shape: &ADJUSTMENT, below: key };
                places.below(node, &ADJUSTMENTS, list, &[at], &around);
            }
        }
        places
    }

    /// The top of a rule set.
    pub(super) fn root() -> Place {
        Place {
            id: "ruleset".to_owned(),
            path: Vec::new(),
            shape: &RULESET,
            list: "ruleset",
            around: Vec::new(),
        }
    }

    pub(super) fn find(&self, id: &str) -> Option<Place> {
        self.list.iter().find(|(known, _)| *known == id).map(|(_, place)| place.clone())
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &'n str> + '_ {
        self.list.iter().map(|(id, _)| *id)
    }

    /// The blocks of a list behind a key. Depth is bounded by the reader.
    fn below(
        &mut self,
        node: &'n Node,
        parent: &'static Shape,
        list: List,
        path: &[usize],
        around: &[(Vec<usize>, &'static Shape)],
    ) {
        let List { key, shape, below } = list;
        let Some((at, value)) = child(node, parent, key) else { return };
        for (n, block) in value.elements().unwrap_or_default().iter().enumerate() {
            let path: Vec<usize> = path.iter().copied().chain([at, n]).collect();
            if let Some(id) = block.behind(shape, "id").and_then(Node::written) {
                let place = Place {
                    id: id.to_owned(),
                    path: path.clone(),
                    shape,
                    list: below,
                    around: around.to_vec(),
                };
                self.list.push((id, place));
            }
            if std::ptr::eq(shape, &SECTION) {
                let mut around = around.to_vec();
                around.push((path.clone(), shape));
                for (key, inner) in [("items", &ITEM), ("sections", &SECTION)] {
                    let list = List { key, shape: inner, below };
                    self.below(block, shape, list, &path, &around);
                }
            }
        }
    }
}

/// The position and value behind a key of a block.
fn child<'n>(node: &'n Node, shape: &Shape, word: &str) -> Option<(usize, &'n Node)> {
    let Tree::Map(map) = &node.value else { return None };
    let is = |entry: &Entry| shape.key(&entry.key.text).is_some_and(|key| key.word == word);
    map.iter().enumerate().find(|(_, entry)| is(entry)).map(|(at, entry)| (at, &entry.value))
}

/// The node at the end of a way.
pub(super) fn seen<'n>(tree: &'n Node, path: &[usize]) -> Option<&'n Node> {
    path.iter().try_fold(tree, |node, at| match &node.value {
        Tree::List(list) => list.get(*at),
        Tree::Map(map) => map.get(*at).map(|entry| &entry.value),
        _ => None,
    })
}

/// The same, to be changed.
pub(super) fn at<'n>(tree: &'n mut Node, path: &[usize]) -> Option<&'n mut Node> {
    path.iter().try_fold(tree, |node, at| match &mut node.value {
        Tree::List(list) => list.get_mut(*at),
        Tree::Map(map) => map.get_mut(*at).map(|entry| &mut entry.value),
        _ => None,
    })
}

/// The list behind a key of a block; an empty one is made where there is none. That of bonuses and penalties stands
/// in a block of its own.
pub(super) fn list_in<'n>(
    block: &'n mut Node,
    shape: &Shape,
    word: &str,
    span: Span,
) -> Option<&'n mut Vec<Node>> {
    let inner = matches!(word, "bonuses" | "penalties");
    if child(block, shape, word).is_none() {
        let value = if inner { Tree::Map(Vec::new()) } else { Tree::List(Vec::new()) };
        let Tree::Map(map) = &mut block.value else { return None };
        let key = Key { text: word.to_owned(), span };
        map.push(Entry { key, value: Node { span, value } });
    }
    let (found, _) = child(block, shape, word)?;
    let node = at(block, &[found])?;
    if inner {
        return list_in(node, &ADJUSTMENTS, "items", span);
    }
    match &mut node.value {
        Tree::List(list) => Some(list),
        _ => None,
    }
}

/// What the keys at a place are.
#[derive(Clone, Copy)]
pub(super) enum Context {
    /// Keys of the format.
    Block(&'static Shape),
    /// Names of the author's, with blocks behind them.
    Named(&'static Shape),
    /// Names of the author's.
    Names,
}

impl Context {
    /// What stands behind a key that takes this.
    fn behind(takes: Takes) -> Context {
        match takes {
            Takes::Block(shape) | Takes::Blocks(shape) => Context::Block(shape),
            Takes::Named(shape) | Takes::Values(shape) => Context::Named(shape),
            Takes::Forms(forms) => {
                let mut blocks = forms.iter().filter(|form| !matches!(form, Takes::Word(_)));
                blocks.next().map_or(Context::Names, |form| Context::behind(*form))
            }
            _ => Context::Names,
        }
    }
}

/// Puts a value behind a path of keys and numbers of elements; a blank value takes the key away. False where the path
/// leads nowhere: only the last key of a block may be new, and names of the author's must be there.
pub(super) fn put(
    node: &mut Node,
    context: Context,
    path: &[&str],
    span: Span,
    value: &Node,
) -> bool {
    let Some((first, rest)) = path.split_first() else { return false };
    match &mut node.value {
        Tree::List(list) => {
            let found = first.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            let Some(element) = found.and_then(|at| list.get_mut(at)) else { return false };
            if rest.is_empty() {
                *element = value.clone();
                return true;
            }
            put(element, context, rest, span, value)
        }
        Tree::Map(map) => {
            let (word, next) = match context {
                Context::Block(shape) => match shape.key(first) {
                    Some(key) => (Some(key.word), Context::behind(in_path(key))),
                    None => return false,
                },
                Context::Named(shape) => (None, Context::Block(shape)),
                Context::Names => (None, Context::Names),
            };
            let is = |entry: &Entry| match context {
                Context::Block(shape) => shape.key(&entry.key.text).map(|key| key.word) == word,
                _ => entry.key.text == *first,
            };
            let found = map.iter().position(is);
            match (found, rest.is_empty()) {
                (Some(at), true) if matches!(value.value, Tree::Null) => {
                    map.remove(at);
                    true
                }
                (Some(at), true) => {
                    if let Some(entry) = map.get_mut(at) {
                        entry.value = value.clone();
                    }
                    true
                }
                (Some(at), false) => map
                    .get_mut(at)
                    .is_some_and(|entry| put(&mut entry.value, next, rest, span, value)),
                (None, true) if word.is_some() => {
                    let key = Key { text: (*first).to_owned(), span };
                    map.push(Entry { key, value: value.clone() });
                    true
                }
                (None, _) => false,
            }
        }
        Tree::Null | Tree::Scalar(_) => false,
    }
}
