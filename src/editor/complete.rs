//! What may stand at a place.
//!
//! A mark is put at the cursor and the text is read leniently: where the mark ends up in the tree is what is being
//! written, a key or a value.

use super::expression::ending;
use super::names::{NameKind, entries, words as listed};
use super::place::{self, At, Place, Role, Spot};
use super::wanted::{TRUTHS, Wanted, wanted};
use super::{Document, words};
use crate::check::{TAG_NAMES, built_in_tags};
use crate::model::fact::{Fact, FactKind};
use crate::source::{Source, Span};
use crate::syntax::lenient::read_leniently;
use crate::syntax::node::{Node, Tree};
use crate::syntax::shape::{Shape, Takes, Word};
use crate::syntax::vocabulary::{CRITERIA, FACT, ITEM, OVERLAY, RULESET};
use std::collections::BTreeSet;

/// Something that may stand at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is shown, and put in.
    pub label: String,
    /// What is put in, where that is more than the label.
    pub insert: String,
    /// The bytes it takes the place of.
    pub replaces: Span,
    /// What sort of thing it is.
    pub kind: CompletionKind,
    /// In a line: its title, or its word in the other language.
    pub detail: String,
    /// More about it, as Markdown in Chinese and English; often empty.
    pub documentation: String,
}

/// What sort of thing may stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A key of the format.
    Key,
    /// A word of the format.
    Word,
    /// A fact, named value, field, option: a name of the author's.
    Name,
    /// A function of expressions.
    Function,
    /// A keyword of expressions.
    Keyword,
}

/// What stands for the cursor; no text in use holds it.
const MARK: char = '\u{e000}';

/// No more than this many are offered.
const MOST: usize = 400;

pub(super) struct Offer<'d> {
    document: &'d Document,
    chinese: bool,
    replaces: Span,
    list: Vec<Completion>,
    seen: BTreeSet<String>,
}

impl Offer<'_> {
    pub(super) fn add(
        &mut self,
        label: &str,
        kind: CompletionKind,
        detail: String,
        documentation: String,
    ) {
        self.add_as(label, label.to_owned(), kind, detail, documentation);
    }

    pub(super) fn add_as(
        &mut self,
        label: &str,
        insert: String,
        kind: CompletionKind,
        detail: String,
        documentation: String,
    ) {
        if label.is_empty() || self.list.len() >= MOST || !self.seen.insert(label.to_owned()) {
            return;
        }
        let (label, replaces) = (label.to_owned(), self.replaces);
        self.list.push(Completion { label, insert, replaces, kind, detail, documentation });
    }

    fn word(&mut self, list: &'static [Word], word: &Word) {
        let (own, other) = self.both(word.word, word.chinese);
        self.add(own, CompletionKind::Word, other.to_owned(), words::word(list, word));
    }

    pub(super) fn words(&mut self, list: &'static [Word]) {
        for word in list {
            self.word(list, word);
        }
    }

    /// The word in the language of the file, and in the other.
    pub(super) fn both<'w>(&self, english: &'w str, chinese: &'w str) -> (&'w str, &'w str) {
        if self.chinese { (chinese, english) } else { (english, chinese) }
    }

    pub(super) fn names(&mut self, kinds: &[NameKind]) {
        let document = self.document;
        for name in document.names() {
            if kinds.contains(&name.kind) {
                let title = title_of(name.kind.shape(), name.node).unwrap_or_default().to_owned();
                let (english, chinese) = name.kind.title();
                let detail = if title.is_empty() { format!("{chinese} {english}") } else { title };
                self.add(name.id, CompletionKind::Name, detail, String::new());
            }
        }
    }

    fn facts(&mut self, kinds: &[&str]) {
        for name in self.document.names().into_iter().filter(|name| name.kind == NameKind::Fact) {
            let kind = words::kind_written(name.node).map_or("", |word| word.word);
            if kinds.is_empty() || kinds.contains(&kind) {
                let title = title_of(Some(&FACT), name.node).unwrap_or_default().to_owned();
                self.add(name.id, CompletionKind::Name, title, String::new());
            }
        }
    }

    pub(super) fn fields(&mut self, list: &[Fact]) {
        for field in list {
            self.add(
                &field.id,
                CompletionKind::Name,
                field.title.clone(),
                words::fact(field, None),
            );
        }
    }
}

fn title_of<'n>(shape: Option<&'static Shape>, node: &'n Node) -> Option<&'n str> {
    match shape {
        Some(shape) => node.behind(shape, "title").and_then(Node::written),
        None => node.written(),
    }
}

impl Document {
    /// What may stand at a byte: keys that fit the block, words of a key, names in expressions and elsewhere. Keys and
    /// words are in the language most of the file is written in.
    pub fn completions(&self, at: u32) -> Vec<Completion> {
        let own = &self.own;
        let text = own.text();
        let mut cursor = (at as usize).min(text.len());
        while !text.is_char_boundary(cursor) {
            cursor = cursor.saturating_sub(1);
        }
        let (before, after) = (text.get(..cursor).unwrap_or(""), text.get(cursor..).unwrap_or(""));
        let marked = Source::new(own.name(), format!("{before}{MARK}{after}"));
        let tree = read_leniently(&marked, 0);
        let root = Spot { node: &tree, ..self.root() };
        let is_mark = |_: Span, text: &str| text.contains(MARK);
        let Some(place) = place::find(root, &|id| self.shape_named(id), &is_mark) else {
            return Vec::new();
        };
        let end = u32::try_from(cursor).unwrap_or(u32::MAX);
        let mut offer = Offer {
            document: self,
            chinese: self.is_chinese(),
            replaces: Span::new(0, end, end),
            list: Vec::new(),
            seen: BTreeSet::new(),
        };
        match &place.at {
            At::Key(entry, _) => {
                offer.replaces.start = entry.key.span.start.min(end);
                let follows = after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
                let colon = follows.trim_start_matches(' ').starts_with([':', '：']);
                if let Some(block) = place.around.last() {
                    self.keys(&place, block, colon, &mut offer);
                }
            }
            At::Value(spot) => {
                let written = spot.node.written().unwrap_or("");
                let typed = written.split(MARK).next().unwrap_or("");
                offer.replaces.start = end.saturating_sub(u32::try_from(typed.len()).unwrap_or(0));
                let line = before.rsplit('\n').next().unwrap_or("").trim_start();
                // On a line of its own a word may be the beginning of a key.
                let fresh = line == typed || line.trim_start_matches("- ").trim_start() == typed;
                if fresh && spot.shape().is_some() {
                    self.keys(&place, spot, false, &mut offer);
                } else {
                    self.values(&place, spot, typed, &mut offer);
                }
            }
        }
        offer.list
    }

    /// Keys that may still stand in a block.
    fn keys(&self, place: &Place<'_>, block: &Spot<'_>, colon: bool, offer: &mut Offer<'_>) {
        let insert = |word: &str| if colon { word.to_owned() } else { format!("{word}: ") };
        match block.role {
            Role::Answers => {
                for fact in self.sketch.facts() {
                    let title = fact.title.clone();
                    let (kind, more) = (CompletionKind::Name, words::fact(fact, None));
                    offer.add_as(&fact.id, insert(&fact.id), kind, title, more);
                }
            }
            Role::ItemTags => {
                for word in TAG_NAMES {
                    let (own, other) = offer.both(word.word, word.chinese);
                    offer.add_as(
                        own,
                        insert(own),
                        CompletionKind::Word,
                        other.to_owned(),
                        String::new(),
                    );
                }
                for name in self.names().into_iter().filter(|name| name.kind == NameKind::Tag) {
                    let kind = CompletionKind::Name;
                    offer.add_as(name.id, insert(name.id), kind, String::new(), String::new());
                }
            }
            Role::Set => {
                let Some(shape) = block.name.and_then(|id| self.shape_named(id)) else { return };
                let id = block.name.unwrap_or_default();
                let node = self.names().into_iter().find(|name| name.id == id).map(|n| n.node);
                let node = node.or_else(|| std::ptr::eq(shape, &RULESET).then_some(&self.whole));
                self.paths(shape, node, "", 0, &insert, offer);
            }
            Role::Cells(_) | Role::Row(_) => self.cell_words(place, block, &insert, offer),
            Role::AdjustableKeys(shape) => self.shape_keys(shape, block.node, &insert, offer),
            _ => {
                if let Some(shape) = block.shape() {
                    self.shape_keys(shape, block.node, &insert, offer);
                } else if let Some(kind) = block.expected() {
                    for name in self.names().into_iter().filter(|name| name.kind == kind) {
                        let title = title_of(kind.shape(), name.node).unwrap_or_default();
                        let more = String::new();
                        let own = insert(name.id);
                        offer.add_as(name.id, own, CompletionKind::Name, title.to_owned(), more);
                    }
                }
            }
        }
    }

    fn shape_keys(
        &self,
        shape: &'static Shape,
        node: &Node,
        insert: &dyn Fn(&str) -> String,
        offer: &mut Offer<'_>,
    ) {
        let given: Vec<&str> = entries(node)
            .iter()
            .filter(|entry| !entry.key.text.contains(MARK))
            .filter_map(|entry| shape.key(&entry.key.text).map(|key| key.word))
            .collect();
        let has_criterion = given.iter().any(|word| CRITERIA.contains(word));
        let kind = words::kind_written(node).map_or("", |word| word.word);
        for key in shape.keys {
            let fits = if std::ptr::eq(shape, &ITEM) {
                !(has_criterion && CRITERIA.contains(&key.word))
            } else if std::ptr::eq(shape, &FACT) {
                fits_kind(key.word, kind)
            } else if std::ptr::eq(shape, &RULESET) {
                !matches!(key.word, "sections" | "items")
                    || !given.iter().any(|word| matches!(*word, "sections" | "items"))
            } else {
                true
            };
            if fits && !given.contains(&key.word) {
                let (own, other) = offer.both(key.word, key.chinese);
                let detail = if key.required {
                    format!("{other} · 必填 required")
                } else {
                    other.to_owned()
                };
                let (kind, more) = (CompletionKind::Key, words::key(shape, key));
                offer.add_as(own, insert(own), kind, detail, more);
            }
        }
    }

    /// Paths of keys below a block: what is there, and what may be added.
    fn paths(
        &self,
        shape: &'static Shape,
        node: Option<&Node>,
        before: &str,
        depth: usize,
        insert: &dyn Fn(&str) -> String,
        offer: &mut Offer<'_>,
    ) {
        for key in shape.keys.iter().filter(|key| key.word != "id") {
            let (own, other) = offer.both(key.word, key.chinese);
            let path = format!("{before}{own}");
            let more = words::key(shape, key);
            let kind = CompletionKind::Key;
            offer.add_as(&path, insert(&path), kind, other.to_owned(), more);
            let there = node.and_then(|node| node.behind(shape, key.word));
            let inner = match key.takes {
                Takes::Block(inner) | Takes::Blocks(inner) => Some(inner),
                Takes::Forms(forms) => forms.iter().find_map(|form| match form {
                    Takes::Block(inner) | Takes::Blocks(inner) => Some(*inner),
                    _ => None,
                }),
                _ => None,
            };
            let (Some(inner), Some(there), true) = (inner, there, depth < 3) else { continue };
            match &there.value {
                Tree::Map(_) => {
                    self.paths(inner, Some(there), &format!("{path}."), depth + 1, insert, offer);
                }
                Tree::List(list) if before.is_empty() && !std::ptr::eq(shape, &RULESET) => {
                    for (n, element) in list.iter().enumerate().take(12) {
                        let way = format!("{path}.{}.", n + 1);
                        self.paths(inner, Some(element), &way, depth + 1, insert, offer);
                    }
                }
                _ => {}
            }
        }
        if std::ptr::eq(shape, &RULESET) {
            let (own, _) = offer.both("let", "中间量");
            for name in self.names().into_iter().filter(|name| name.kind == NameKind::Let) {
                let path = format!("{own}.{}", name.id);
                let kind = CompletionKind::Name;
                offer.add_as(&path, insert(&path), kind, String::new(), String::new());
            }
        }
    }

    fn values(&self, place: &Place<'_>, spot: &Spot<'_>, typed: &str, offer: &mut Offer<'_>) {
        match wanted(place, spot) {
            Wanted::Expression(scope) => {
                let partial = ending(typed);
                offer.replaces.start =
                    offer.replaces.end.saturating_sub(u32::try_from(partial).unwrap_or(0));
                let before = typed.get(..typed.len() - partial).unwrap_or("");
                self.follow(before, scope, offer);
            }
            Wanted::Word(list) => offer.words(list),
            Wanted::Truth => offer.words(TRUTHS),
            Wanted::Names(kinds) => offer.names(kinds),
            Wanted::Facts(kinds) => offer.facts(kinds),
            Wanted::Fields(list) => {
                if let Some(FactKind::Findings(fields)) = self.sketch.fact(list).map(|f| &f.kind) {
                    offer.fields(fields);
                }
            }
            Wanted::Levels(levels) => offer.levels(levels),
            Wanted::TagWord(tag) => self.tag_words(tag, offer),
            Wanted::Order => {
                offer.words(ORDER);
                offer.words(TAG_NAMES);
                offer.names(&[NameKind::Tag]);
            }
            Wanted::RuleSet => self.rule_sets(offer),
            Wanted::Block => {
                let (own, other) = offer.both("ruleset", "规则集");
                offer.add(own, CompletionKind::Word, other.to_owned(), String::new());
                offer.names(BLOCKS);
            }
            Wanted::Target => {
                for word in ["items", "bonuses", "penalties", "gates"] {
                    if let Some(key) = RULESET.key(word) {
                        let (own, other) = offer.both(key.word, key.chinese);
                        offer.add(own, CompletionKind::Word, other.to_owned(), String::new());
                    }
                }
                offer.names(&[NameKind::Section]);
            }
            Wanted::Nothing => {}
        }
    }

    fn tag_words(&self, tag: &str, offer: &mut Offer<'_>) {
        let known = TAG_NAMES.iter().find(|word| word.chinese == tag).map_or(tag, |w| w.word);
        for built_in in built_in_tags().iter().filter(|one| one.id == known) {
            for word in &built_in.words {
                let both = crate::check::TAG_WORDS.iter().find(|known| known.word == *word);
                if let Some(word) = both {
                    offer.word(crate::check::TAG_WORDS, word);
                }
            }
        }
        if let Some(own) = self.named(tag, &[NameKind::Tag]) {
            for (word, _, _) in listed(own.node) {
                offer.add(word, CompletionKind::Name, tag.to_owned(), String::new());
            }
        }
    }

    fn rule_sets(&self, offer: &mut Offer<'_>) {
        for source in self.texts().skip(1) {
            let tree = super::tree_of(source, 0);
            let head =
                tree.behind(&RULESET, "ruleset").or_else(|| tree.behind(&OVERLAY, "overlay"));
            let inspection = tree.behind(&RULESET, "effective").is_none()
                && tree.behind(&OVERLAY, "changes").is_none();
            if let (Some(id), false) = (head.and_then(Node::written), inspection) {
                let title = tree.behind(&RULESET, "title").and_then(Node::written);
                let title = title.unwrap_or_default().to_owned();
                offer.add(id, CompletionKind::Name, title, String::new());
            }
        }
    }
}

const BLOCKS: &[NameKind] =
    &[NameKind::Section, NameKind::Item, NameKind::Adjustment, NameKind::Gate, NameKind::Grade];

/// What gaps are put in order by, besides tags.
static ORDER: &[Word] = &[
    Word { word: "proximity", chinese: "远近" },
    Word { word: "points", chinese: "分值" },
    Word { word: "deadline", chinese: "时限" },
    Word { word: "id", chinese: "编号" },
];

/// Whether a key of a fact means something for its kind; any does while there is none.
fn fits_kind(key: &str, kind: &str) -> bool {
    let numeric = matches!(kind, "" | "count" | "number" | "percent");
    match key {
        "unit" => matches!(kind, "" | "count" | "number"),
        "places" => matches!(kind, "" | "number" | "percent"),
        "at_least" | "at_most" | "from" => numeric,
        "options" => matches!(kind, "" | "choice"),
        "of" => matches!(kind, "" | "checklist"),
        "fields" => matches!(kind, "" | "findings"),
        _ => true,
    }
}
