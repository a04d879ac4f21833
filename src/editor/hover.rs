//! What something means: keys, words, names, expressions.

use super::definition::is_id;
use super::expression::{choice_at, lines, offset_in, option_title, parsed, parts_at, word_at};
use super::levels::level;
use super::names::{NameKind, entries};
use super::place::{At, Place, Role, Spot, end_of_path};
use super::wanted::{TRUTHS, Wanted, computed_of, wanted};
use super::{Document, words};
use crate::check::{FUNCTIONS, Scope, TAG_NAMES, TAG_WORDS};
use crate::expr::KEYWORDS;
use crate::expr::ast::Kind as Ast;
use crate::model::fact::FactKind;
use crate::source::Span;
use crate::syntax::meanings::{meaning_of_function, meaning_of_keyword};
use crate::syntax::node::{Entry, Node};
use crate::syntax::shape::Word;
use crate::syntax::vocabulary::{FACT, RULESET, WHOLES};

/// What is known about something in a file, as Markdown in Chinese and English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The bytes it is about.
    pub span: Span,
    /// The words.
    pub markdown: String,
}

const BLOCKS: &[NameKind] =
    &[NameKind::Item, NameKind::Section, NameKind::Adjustment, NameKind::Gate, NameKind::Grade];

impl Document {
    /// What stands at a byte: a key with its meaning, a word with its meaning, a name with what it declares, an
    /// expression with its type, unit and range, and with its value where that is known.
    pub fn hover(&self, at: u32) -> Option<Hover> {
        let place = self.place(at)?;
        match &place.at {
            At::Key(entry, spot) => {
                let markdown = self.about_key(&place, &entry.key.text, spot)?;
                Some(Hover { span: entry.key.span, markdown })
            }
            At::Value(spot) => self.about_value(&place, spot, at),
        }
    }

    fn about_key(&self, place: &Place<'_>, text: &str, spot: &Spot<'_>) -> Option<String> {
        let block = place.around.last()?;
        let named =
            |kind: NameKind| self.named(text, &[kind]).map(|name| words::declared(self, &name));
        match block.role {
            Role::Answers => named(NameKind::Fact),
            Role::Lets => match computed_of(place) {
                Some(list) => self.part(list, text),
                None => named(NameKind::Let),
            },
            Role::ItemTags => tag(text).or_else(|| named(NameKind::Tag)),
            Role::TagLists => named(NameKind::Tag),
            Role::Cells(_) | Role::Row(_) => self.cell_word(place, block, text),
            Role::Set | Role::AdjustableKeys(_) => {
                let shape = match block.role {
                    Role::AdjustableKeys(shape) => shape,
                    _ => self.shape_named(block.name?)?,
                };
                let (_, of) = end_of_path(shape, text)?;
                let (shape, key) = of?;
                Some(words::key(shape, key))
            }
            _ => {
                if let Some((shape, key)) =
                    block.shape().and_then(|shape| shape.key(text).map(|key| (shape, key)))
                {
                    let mut out = words::key(shape, key);
                    // What the expression behind it computes to.
                    if let Wanted::Expression(scope) = wanted(place, spot) {
                        for line in self.about_expression(spot.node, scope, None) {
                            out.push_str(&format!("\n\n{line}"));
                        }
                    }
                    return Some(out);
                }
                if let Some(kind) = block.expected() {
                    return named(kind);
                }
                let (_, key) = block.of?;
                match key.word {
                    "facts" => named(NameKind::Fact),
                    "owners" => named(NameKind::Owner),
                    "sources" => named(NameKind::Document),
                    "fields" => self.part(block_name(place)?, text),
                    _ => None,
                }
            }
        }
    }

    fn about_value(&self, place: &Place<'_>, spot: &Spot<'_>, at: u32) -> Option<Hover> {
        let text = spot.node.written()?;
        let whole = |markdown: String| Some(Hover { span: spot.node.span, markdown });
        let named =
            |kinds: &[NameKind]| self.named(text, kinds).map(|name| words::declared(self, &name));
        match wanted(place, spot) {
            Wanted::Expression(scope) => self.in_expression(spot.node, scope, at),
            Wanted::Word(list) => whole(word_of(list, text)?),
            Wanted::Truth => whole(word_of(TRUTHS, text)?),
            Wanted::Names(kinds) => whole(named(kinds)?),
            Wanted::Facts(_) => whole(named(&[NameKind::Fact])?),
            Wanted::Fields(list) => whole(self.part(list, text)?),
            Wanted::Levels(levels) => whole(level(levels, text)?),
            Wanted::TagWord(_) => whole(word_of(TAG_WORDS, text)?),
            Wanted::Order => whole(tag(text).or_else(|| named(&[NameKind::Tag]))?),
            Wanted::Block | Wanted::Target => whole(named(BLOCKS)?),
            Wanted::RuleSet => {
                let rules = self.rules().filter(|rules| rules.id() == text);
                let parent = self.rules().and_then(|rules| rules.overlaid.as_ref());
                let parent = parent.map(|made| &made.parent).filter(|rules| rules.id() == text);
                let rules = rules.or(parent)?;
                whole(format!("**{}** `{}` {}", rules.title(), rules.id(), rules.version()))
            }
            _ if is_id(spot) => whole(named(BLOCKS)?),
            Wanted::Nothing => None,
        }
    }

    /// A field of findings, a value computed of each, or a point of a checklist.
    fn part(&self, fact: &str, part: &str) -> Option<String> {
        match &self.sketch.fact(fact)?.kind {
            FactKind::Findings(fields) => {
                let field = fields.iter().find(|field| field.id == part);
                field
                    .map(|field| words::fact(field, None))
                    .or_else(|| self.about_computed(fact, part))
            }
            FactKind::Checklist(points) => points
                .iter()
                .find(|point| point.id == part)
                .map(|point| format!("**{}** `{}`", point.title, point.id)),
            _ => None,
        }
    }

    /// A value computed of each finding of a list.
    fn about_computed(&self, list: &str, id: &str) -> Option<String> {
        let entry = self.computed(list).iter().find(|entry| entry.key.text == id)?;
        let written = entry.value.written().map(|text| format!("= {text}")).unwrap_or_default();
        let (english, chinese) = NameKind::Let.title();
        let mut out = format!("**{written}** `{id}` （{chinese} {english}）");
        let scope = Scope { findings: Some(list), results: false };
        let typed = parsed(&entry.value).and_then(|ast| self.typed(&ast, scope));
        for line in typed.iter().flat_map(|e| lines(self, e)) {
            out.push_str(&format!("\n\n{line}"));
        }
        Some(out)
    }

    /// What is computed of each finding of a list, as written.
    pub(super) fn computed(&self, list: &str) -> &[Entry] {
        let found = entries(&self.whole)
            .iter()
            .filter(|entry| RULESET.key(&entry.key.text).is_some_and(|key| key.word == "facts"))
            .flat_map(|facts| entries(&facts.value))
            .find(|fact| fact.key.text == list);
        found.and_then(|fact| fact.value.behind(&FACT, "let")).map_or(&[], entries)
    }

    /// The word at a byte of an expression, and the part of the expression around it.
    fn in_expression(&self, node: &Node, scope: Scope<'_>, at: u32) -> Option<Hover> {
        let text = node.written()?;
        let offset = offset_in(node, at);
        let word = offset.and_then(|offset| word_at(text, offset));
        let about = word.as_ref().and_then(|word| self.about_word(node, word, scope, at));
        let leaf = about.is_some() && word.as_ref().is_some_and(|word| !word.called);
        let mut out: Vec<String> = about.into_iter().collect();
        // A name says enough about itself; a function or an operator is about the part it makes.
        if !leaf {
            out.extend(self.about_expression(node, scope, offset.map(|_| at)));
        }
        let span = word.map_or(node.span, |word| node.part(word.from, word.to));
        (!out.is_empty()).then(|| Hover { span, markdown: out.join("\n\n") })
    }

    /// The type, unit, range and value of the smallest part of an expression around a byte, or of all of it.
    fn about_expression(&self, node: &Node, scope: Scope<'_>, at: Option<u32>) -> Vec<String> {
        let Some(ast) = parsed(node) else { return Vec::new() };
        let parts = match at {
            Some(at) => parts_at(&ast, at),
            None => vec![&ast],
        };
        let typed = parts.iter().rev().find_map(|part| {
            let leaf = matches!(part.kind, Ast::Name(_)) && part.span != ast.span;
            if leaf { None } else { self.typed(part, scope).map(|e| (part, e)) }
        });
        let Some((part, e)) = typed else { return Vec::new() };
        let written = node.written().unwrap_or("");
        let shown = if part.span == ast.span { written } else { self.own.slice(part.span) };
        let mut out = vec![format!("`{}`", crate::syntax::fields::shorten(shown))];
        out.extend(lines(self, &e));
        out
    }

    fn about_word(
        &self,
        node: &Node,
        word: &super::expression::WordAt<'_>,
        scope: Scope<'_>,
        at: u32,
    ) -> Option<String> {
        let text = word.text;
        if let Some(owner) = word.owner {
            return self.part(owner, text).or_else(|| measure(text));
        }
        let function = FUNCTIONS.iter().find(|(en, zh, _)| *en == text || *zh == text);
        if let (true, Some((english, chinese, usage))) = (word.called, function) {
            let (en, zh) = meaning_of_function(english)?;
            return Some(format!("**{chinese}** · **{english}** `{usage}`\n\n{zh}\n\n{en}"));
        }
        if let Some((english, chinese, _)) =
            KEYWORDS.iter().find(|(english, chinese, _)| *english == text || *chinese == text)
        {
            let (en, zh) = meaning_of_keyword(english)?;
            return Some(format!("**{chinese}** · **{english}**\n\n{zh}\n\n{en}"));
        }
        // A word of a choice comes before a name, as when it is typed.
        let typed = parsed(node).and_then(|ast| self.typed(&ast, scope));
        if let Some((position, list)) = typed.and_then(|e| choice_at(&e, at)) {
            let id = list.get(position)?;
            let title = option_title(self.sketch.facts(), &list, id).unwrap_or_default();
            let (n, all) = (position + 1, list.len());
            return Some(format!(
                "**{title}** `{id}` （选项 option {n}/{all}: {}）",
                list.join(" < ")
            ));
        }
        let kinds = [NameKind::Fact, NameKind::Let, NameKind::Item, NameKind::Section];
        scope
            .findings
            .and_then(|list| self.part(list, text))
            .or_else(|| self.field_of_any(node, text))
            .or_else(|| self.named(text, &kinds).map(|name| words::declared(self, &name)))
            .or_else(|| word_of(WHOLES, text).filter(|_| scope.results))
            .or_else(|| word_of(crate::syntax::vocabulary::STATES, text))
    }

    /// A field of a list of findings that the expression names.
    fn field_of_any(&self, node: &Node, field: &str) -> Option<String> {
        self.list_with(node.written()?, field).and_then(|list| self.part(list, field))
    }

    /// The list of findings that an expression names and that has this field, where the word is no value itself. It need
    /// not be whole: while a bracket is open nothing says which list a word is about.
    pub(super) fn list_with(&self, written: &str, field: &str) -> Option<&str> {
        if self.named(field, &[NameKind::Fact, NameKind::Let]).is_some() {
            return None;
        }
        let named = self.sketch.facts().iter().filter(|fact| written.contains(fact.id.as_str()));
        let mut found = named.filter(|fact| match &fact.kind {
            FactKind::Findings(fields) => {
                fields.iter().any(|known| known.id == field)
                    || self.computed(&fact.id).iter().any(|entry| entry.key.text == field)
            }
            _ => false,
        });
        found.next().map(|fact| fact.id.as_str())
    }
}

/// The fact whose fields stand around a place.
fn block_name<'n>(place: &Place<'n>) -> Option<&'n str> {
    place.around.iter().rev().find_map(|spot| spot.name)
}

/// A word of a list in either language.
fn word_of(list: &[Word], text: &str) -> Option<String> {
    let found = list.iter().find(|word| word.word == text || word.chinese == text)?;
    Some(words::word(list, found))
}

fn tag(text: &str) -> Option<String> {
    word_of(TAG_NAMES, text)
}

fn measure(text: &str) -> Option<String> {
    Some(
        match text {
            "points" | "分值" | "得分" => "**得分 points**\n\n所得分数\n\nits points",
            "share" | "占比" | "得分率" => {
                "**得分率 share**\n\n得分占满分的比例\n\nits points over full marks"
            }
            "state" | "状态" => "**状态 state**\n\n评定状态\n\nits state",
            _ => return None,
        }
        .to_owned(),
    )
}
