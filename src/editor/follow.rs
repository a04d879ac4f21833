//! What may follow in an expression: names, functions and keywords, and what stands after a point, a sign or a bracket.

use super::Document;
use super::complete::{CompletionKind, Offer};
use super::names::NameKind;
use super::wanted::TRUTHS;
use crate::check::{FUNCTIONS, Scope};
use crate::expr::{KEYWORDS, pieces};
use crate::model::fact::FactKind;
use crate::syntax::meanings::{meaning_of_function, meaning_of_keyword};
use crate::syntax::vocabulary::{STATES, WHOLES};

impl Document {
    /// What may follow in an expression.
    pub(super) fn follow(&self, before: &str, scope: Scope<'_>, offer: &mut Offer<'_>) {
        let all = pieces(before);
        let tokens: Vec<&str> = all.iter().map(|piece| piece.text(before)).collect();
        let last = |back: usize| {
            tokens.len().checked_sub(back + 1).and_then(|at| tokens.get(at)).copied().unwrap_or("")
        };
        if last(0) == "." {
            self.parts_of(last(1), scope, offer);
            return;
        }
        if matches!(last(0), "=" | "!=" | "≠" | "<>" | "<" | "<=" | ">" | ">=" | "≤" | "≥") {
            if last(2) == "." && matches!(last(1), "state" | "状态") {
                offer.words(STATES);
                return;
            }
            self.options_of(last(1), scope, offer);
        }
        // In a list: x in [a, …
        if let Some(bracket) = tokens.iter().rposition(|token| *token == "[")
            && !tokens.iter().skip(bracket).any(|token| *token == "]")
            && let Some(at) = bracket.checked_sub(2)
        {
            self.options_of(tokens.get(at).copied().unwrap_or(""), scope, offer);
        }
        if last(0) == "by" || last(0) == "按" || last(0) == "where" || last(0) == "其中" {
            self.fields_of(last(1), offer);
        }
        let filtered = tokens.iter().rposition(|token| matches!(*token, "where" | "其中"));
        if let Some(list) = filtered.and_then(|at| at.checked_sub(1)).and_then(|at| tokens.get(at))
        {
            self.fields_of(list, offer);
        }
        if let Some(list) = scope.findings {
            self.fields_of(list, offer);
        }
        offer.names(&[NameKind::Fact, NameKind::Let]);
        if scope.results {
            offer.names(&[NameKind::Item, NameKind::Section]);
            offer.words(WHOLES);
        }
        for (english, chinese, usage) in FUNCTIONS {
            let (own, other) = offer.both(english, chinese);
            let (en, zh) = meaning_of_function(english).unwrap_or_default();
            let (insert, more) = (format!("{own}("), format!("`{usage}`\n\n{zh}\n\n{en}"));
            offer.add_as(own, insert, CompletionKind::Function, other.to_owned(), more);
        }
        for (english, chinese, _) in KEYWORDS {
            let (own, other) = offer.both(english, chinese);
            let (en, zh) = meaning_of_keyword(english).unwrap_or_default();
            offer.add(own, CompletionKind::Keyword, other.to_owned(), format!("{zh}\n\n{en}"));
        }
    }

    /// What may stand after a point.
    fn parts_of(&self, owner: &str, scope: Scope<'_>, offer: &mut Offer<'_>) {
        match self.sketch.fact(owner).map(|fact| &fact.kind) {
            Some(FactKind::Checklist(points)) => {
                for point in points {
                    let title = point.title.clone();
                    offer.add(&point.id, CompletionKind::Name, title, String::new());
                }
            }
            Some(FactKind::Findings(_)) => self.fields_of(owner, offer),
            _ if scope.results => {
                for (english, chinese) in
                    [("points", "得分"), ("share", "得分率"), ("state", "状态")]
                {
                    let (own, other) = offer.both(english, chinese);
                    offer.add(own, CompletionKind::Word, other.to_owned(), String::new());
                }
            }
            _ => {}
        }
    }

    /// The words a name may be compared with.
    fn options_of(&self, name: &str, scope: Scope<'_>, offer: &mut Offer<'_>) {
        let field = self.sketch.facts().iter().find_map(|fact| match &fact.kind {
            FactKind::Findings(fields) if scope.findings.is_none_or(|list| list == fact.id) => {
                fields.iter().find(|field| field.id == name)
            }
            _ => None,
        });
        match self.sketch.fact(name).or(field).map(|fact| &fact.kind) {
            Some(FactKind::Choice(choice)) => {
                for word in &choice.words {
                    offer.add(&word.id, CompletionKind::Name, word.title.clone(), String::new());
                }
            }
            Some(FactKind::YesNo) => offer.words(TRUTHS),
            _ => {}
        }
    }

    fn fields_of(&self, list: &str, offer: &mut Offer<'_>) {
        if let Some(FactKind::Findings(fields)) = self.sketch.fact(list).map(|fact| &fact.kind) {
            offer.fields(fields);
        }
        for entry in self.computed(list) {
            let detail = entry.value.written().map(|text| format!("= {text}")).unwrap_or_default();
            offer.add(&entry.key.text, CompletionKind::Name, detail, String::new());
        }
    }
}
