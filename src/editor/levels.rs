//! Levels and cells: the words that a named value gives, and those by which a table is read.

use super::Document;
use super::complete::{CompletionKind, Offer};
use super::place::{Place, Role, Spot};
use crate::model::expression::Type;
use crate::model::fact::FactKind;
use crate::syntax::node::{Node, Tree};
use crate::syntax::vocabulary::VALUE;

/// The words of the named value with levels around a place.
pub(super) fn levels_around<'n>(place: &Place<'n>) -> Option<&'n Node> {
    place.around.iter().rev().find_map(|spot| spot.node.behind(&VALUE, "levels"))
}

impl Document {
    /// The words that may be keys in the cells of a table, or in one of its rows.
    pub(super) fn cell_words(
        &self,
        place: &Place<'_>,
        block: &Spot<'_>,
        insert: &dyn Fn(&str) -> String,
        offer: &mut Offer<'_>,
    ) {
        let Some(named) = axis(place, block) else { return };
        for (word, title) in self.words_of(named) {
            offer.add_as(&word, insert(&word), CompletionKind::Name, title, String::new());
        }
    }

    /// What a key in the cells of a table, or in one of its rows, stands for.
    pub(super) fn cell_word(
        &self,
        place: &Place<'_>,
        block: &Spot<'_>,
        word: &str,
    ) -> Option<String> {
        let named = axis(place, block)?;
        let all = self.words_of(named);
        let at = all.iter().position(|(known, _)| known == word)?;
        let title = all.get(at).map(|(_, title)| title.as_str()).unwrap_or_default();
        let title = if title.is_empty() { String::new() } else { format!("**{title}** ") };
        let (n, all) = (at.saturating_add(1), all.len());
        Some(format!("{title}`{word}` · `{named}` {n} / {all}"))
    }

    /// The words of a choice or of a named value with levels, with their titles.
    fn words_of(&self, name: &str) -> Vec<(String, String)> {
        if let Some(FactKind::Choice(choice)) = self.sketch.fact(name).map(|fact| &fact.kind) {
            return choice.words.iter().map(|word| (word.id.clone(), word.title.clone())).collect();
        }
        match self.sketch.value(name).map(|value| &value.ty) {
            Some(Type::Choice(words)) => {
                words.iter().map(|word| (word.clone(), String::new())).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The name whose words are the keys of some cells: what stands behind `rows` or `columns` of the table around.
fn axis<'n>(place: &Place<'n>, block: &Spot<'_>) -> Option<&'n str> {
    let (shape, key) = match block.role {
        Role::Cells(shape) => (shape, "rows"),
        Role::Row(shape) => (shape, "columns"),
        _ => return None,
    };
    let tables = place.around.iter().rev();
    tables.filter_map(|spot| spot.node.behind(shape, key)).find_map(Node::written)
}

/// What a level is: its title, and where it stands among all of them.
pub(super) fn level(levels: &Node, word: &str) -> Option<String> {
    let all = listed(levels);
    let at = all.iter().position(|(known, _)| *known == word)?.saturating_add(1);
    let title = all.iter().find(|(known, title)| *known == word && !title.is_empty());
    let title = title.map(|(_, title)| format!("**{title}** ")).unwrap_or_default();
    Some(format!("{title}`{word}` · 等级 level {at} / {}", all.len()))
}

/// The words of a list of levels, or of a map of them with titles.
fn listed(levels: &Node) -> Vec<(&str, &str)> {
    match &levels.value {
        Tree::List(list) => list.iter().filter_map(|node| Some((node.written()?, ""))).collect(),
        Tree::Map(map) => map
            .iter()
            .map(|entry| (entry.key.text.as_str(), entry.value.written().unwrap_or_default()))
            .collect(),
        _ => Vec::new(),
    }
}

impl Offer<'_> {
    pub(super) fn levels(&mut self, levels: &Node) {
        for (word, title) in listed(levels) {
            self.add(word, CompletionKind::Name, title.to_owned(), String::new());
        }
    }
}
