//! Where something was declared.

use super::Document;
use super::expression::{offset_in, word_at};
use super::names::{Name, NameKind, words};
use super::place::{At, Place, Role, Spot};
use super::wanted::{Wanted, wanted};
use crate::diagnostic::Label;
use crate::source::{Source, Span};
use crate::syntax::node::{Node, Tree};
use crate::syntax::vocabulary::{FACT, OVERLAY, RULESET};

/// What a fact can be meant by.
const VALUES: &[NameKind] = &[NameKind::Fact, NameKind::Let];
const PARTS: &[NameKind] = &[NameKind::Item, NameKind::Section];
const BLOCKS: &[NameKind] =
    &[NameKind::Item, NameKind::Section, NameKind::Adjustment, NameKind::Gate, NameKind::Grade];

impl Document {
    /// Where what stands at a byte was declared: the id of a fact, named value, item, section, grade, gate, responsible,
    /// tag or source; the parent of an overlay; the block a change is about. Of a declaration, itself.
    pub fn definition(&self, at: u32) -> Vec<Label> {
        self.target(at).and_then(|span| self.label(span)).into_iter().collect()
    }

    fn target(&self, at: u32) -> Option<Span> {
        let place = self.place(at)?;
        match &place.at {
            At::Key(entry, spot) => self.of_key(&place, &entry.key.text, entry.key.span, spot),
            At::Value(spot) => self.of_value(&place, spot, at),
        }
    }

    /// A key that is a name of the author's: in answers, tags of items, paths.
    fn of_key(&self, place: &Place<'_>, text: &str, own: Span, spot: &Spot<'_>) -> Option<Span> {
        let block = place.around.last()?;
        if let Some(kind) = block.expected() {
            return self.named(text, &[kind]).map(|name| name.span);
        }
        match block.role {
            Role::Answers => self.named(text, &[NameKind::Fact]).map(|name| name.span),
            Role::ItemTags => self.named(text, &[NameKind::Tag]).map(|name| name.span),
            Role::Set => {
                let changed = block.name?;
                let name = self.named(changed, BLOCKS)?;
                let first = text.split('.').next().unwrap_or(text);
                let found = super::names::entries(name.node).iter().find(|entry| {
                    entry.key.text == first
                        || name
                            .kind
                            .shape()
                            .and_then(|s| s.key(&entry.key.text))
                            .zip(name.kind.shape().and_then(|s| s.key(first)))
                            .is_some_and(|(a, b)| a.word == b.word)
                });
                Some(found.map_or(name.span, |entry| entry.key.span))
            }
            // A declaration leads to itself.
            Role::Lets | Role::TagLists => Some(own),
            _ if spot.name.is_some() => Some(own),
            _ => None,
        }
    }

    fn of_value(&self, place: &Place<'_>, spot: &Spot<'_>, at: u32) -> Option<Span> {
        let text = spot.node.written()?;
        let id = spot.of.is_some_and(|(_, key)| key.word == "id");
        match wanted(place, spot) {
            Wanted::Expression(scope) => {
                let word = word_at(text, offset_in(spot.node, at)?)?;
                let list = match word.owner {
                    None => scope.findings.or_else(|| self.list_with(text, word.text)),
                    Some(_) => scope.findings,
                };
                self.word_target(word.text, word.owner, list)
            }
            Wanted::Names(kinds) => self.named(text, kinds).map(|name| name.span),
            Wanted::Facts(_) => self.named(text, &[NameKind::Fact]).map(|name| name.span),
            Wanted::Fields(list) => self.part_of(list, text),
            Wanted::TagWord(tag) => {
                let tag = self.named(tag, &[NameKind::Tag])?;
                words(tag.node).into_iter().find(|(word, _, _)| *word == text).map(|w| w.1)
            }
            Wanted::Order => self.named(text, &[NameKind::Tag]).map(|name| name.span),
            Wanted::Block | Wanted::Target => self.named(text, BLOCKS).map(|name| name.span),
            Wanted::RuleSet => self.head_of(text),
            _ if id => Some(spot.node.span),
            _ => None,
        }
    }

    /// Where a word of an expression was declared.
    fn word_target(&self, word: &str, owner: Option<&str>, scope: Option<&str>) -> Option<Span> {
        if let Some(owner) = owner {
            return self
                .part_of(owner, word)
                .or_else(|| self.named(owner, PARTS).map(|name| name.span));
        }
        scope
            .and_then(|list| self.part_of(list, word))
            .or_else(|| self.named(word, VALUES).map(|name| name.span))
            .or_else(|| self.named(word, PARTS).map(|name| name.span))
            .or_else(|| self.option(word))
    }

    /// A point of a checklist, a field of findings, or a value computed of each.
    fn part_of(&self, fact: &str, part: &str) -> Option<Span> {
        let name = self.named(fact, &[NameKind::Fact])?;
        let lists =
            ["of", "fields", "let"].into_iter().filter_map(|word| name.node.behind(&FACT, word));
        let mut found = lists.flat_map(words).filter(|(word, _, _)| *word == part);
        found.next().map(|(_, span, _)| span)
    }

    /// A word of a choice, the first of that name.
    fn option(&self, word: &str) -> Option<Span> {
        let facts: Vec<Name<'_>> =
            self.names().into_iter().filter(|name| name.kind == NameKind::Fact).collect();
        let mut found = facts
            .iter()
            .filter_map(|name| name.node.behind(&FACT, "options"))
            .flat_map(words)
            .filter(|(known, _, _)| *known == word);
        found.next().map(|(_, span, _)| span)
    }

    /// Where a rule set among the texts says its id. Its place is told by the position of its text.
    fn head_of(&self, id: &str) -> Option<Span> {
        self.texts().enumerate().find_map(|(at, source)| {
            if !source.text().contains(id) {
                return None;
            }
            let tree = super::tree_of(source, 0);
            let head = tree
                .behind(&RULESET, "ruleset")
                .or_else(|| tree.behind(&OVERLAY, "overlay"))
                .filter(|node| node.written() == Some(id) && !matches!(node.value, Tree::Null))?;
            Some(Span { source: u32::try_from(at).unwrap_or(u32::MAX), ..head.span })
        })
    }

    /// Its own text, its parents', and those beside it: what a span's number counts.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Source> {
        let beside = self.beside.iter().filter(|source| !self.sources.contains(source));
        self.sources.iter().chain(beside)
    }

    fn label(&self, span: Span) -> Option<Label> {
        let source = self.texts().nth(span.source as usize)?.clone();
        Some(Label { source, span })
    }
}

/// The block whose id a value is.
pub(super) fn is_id(spot: &Spot<'_>) -> bool {
    spot.of.is_some_and(|(_, key)| key.word == "id") && Node::written(spot.node).is_some()
}
