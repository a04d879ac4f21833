//! The words of an expression: keywords, functions, measures and states.

use super::Rewording;
use crate::check::FUNCTIONS;
use crate::diagnostic::Language;
use crate::expr::{KEYWORDS, Piece, pieces};
use crate::syntax::node::Node;
use crate::syntax::vocabulary::{MEASURES, STATES, WHOLES};

impl Rewording<'_> {
    pub(super) fn expression(&mut self, node: &Node, text: &str) {
        // What only answers holds no expressions.
        if self.rules.is_none() {
            return;
        }
        let pieces = pieces(text);
        // Written with escapes or over several lines, a word has no place of its own.
        if pieces.len() > 1
            && pieces.iter().any(|piece| node.part(piece.from, piece.to) == node.span)
        {
            return;
        }
        for (at, piece) in pieces.iter().enumerate() {
            let word = |at: usize| pieces.get(at).map_or("", |piece: &Piece| piece.text(text));
            let before = |back: usize| at.checked_sub(back).map_or("", word);
            if let Some(new) = self.in_place(piece, text, word(at + 1), [before(1), before(2)]) {
                self.change(node.part(piece.from, piece.to), new);
            }
        }
    }

    fn in_place(
        &self,
        piece: &Piece,
        text: &str,
        next: &str,
        before: [&str; 2],
    ) -> Option<&'static str> {
        let written = piece.text(text);
        let to = |english: &'static str, chinese: &'static str| {
            let new = match self.language {
                Language::Chinese => chinese,
                Language::English => english,
            };
            (new != written).then_some(new)
        };
        let [one, two] = before;
        if !piece.is_word {
            return None;
        }
        // After a point stands a part of something: a measure where that is a part of the sheet, else a name.
        if one == "." {
            let measure = MEASURES.iter().find(|word| word.is(written))?;
            return self.is_part(two).then(|| to(measure.word, measure.chinese)).flatten();
        }
        // A state is asked for after `X.state =`.
        let state = matches!(one, "=" | "!=" | "≠" | "<>") && matches!(two, "state" | "状态");
        if let (true, Some(state)) =
            (state, STATES.iter().find(|w| w.word == written || w.chinese == written))
        {
            return to(state.word, state.chinese);
        }
        if let Some((english, _, keyword)) =
            KEYWORDS.iter().find(|(english, chinese, _)| *english == written || *chinese == written)
        {
            // Several words may mean one thing: the first of them is the one that is written.
            let first = KEYWORDS.iter().find(|(_, _, known)| known == keyword);
            let (first, chinese) =
                first.map_or((*english, ""), |(first, chinese, _)| (*first, *chinese));
            let already = KEYWORDS.iter().any(|(english, chinese, known)| {
                known == keyword
                    && written
                        == if self.language == Language::Chinese { *chinese } else { *english }
            });
            return if already { None } else { to(first, chinese) };
        }
        // Where the author calls something so, in either language, that is meant, or would be.
        if next == "."
            && let Some(whole) = WHOLES.iter().find(|word| word.is(written))
        {
            let free = !self.is_declared(whole.word) && !self.is_declared(whole.chinese);
            return if free { to(whole.word, whole.chinese) } else { None };
        }
        if next == "("
            && let Some((english, chinese, _)) = FUNCTIONS
                .iter()
                .find(|(english, chinese, _)| *english == written || *chinese == written)
        {
            return to(english, chinese);
        }
        None
    }

    /// Whether a name is an item, a section or the total, and not a fact.
    fn is_part(&self, name: &str) -> bool {
        let whole = WHOLES.iter().any(|word| word.is(name));
        self.is_on_sheet(name) || whole && !self.is_declared(name)
    }

    /// Whether something that an expression can name before a point has this name.
    fn is_declared(&self, name: &str) -> bool {
        let facts = self.rules.iter().flat_map(|rules| &rules.standard.facts);
        self.is_on_sheet(name) || facts.into_iter().any(|fact| fact.id == name)
    }

    fn is_on_sheet(&self, name: &str) -> bool {
        let Some(rules) = self.rules else { return false };
        let standard = &rules.standard;
        standard.items.iter().any(|item| item.id == name)
            || standard.sections.iter().any(|section| section.id == name)
    }
}
