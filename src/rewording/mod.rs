//! The text of a rule file changed without changing what it says: words of the format in the other language.
//!
//! Comments and the order of lines stay. Names that the author gave, titles and texts are the author's.

mod expression;
mod overlay;

use crate::check::{RuleSet, TAG_NAMES, TAG_WORDS};
use crate::diagnostic::{Diagnostics, Language, Sink};
use crate::edition::dated::dated;
use crate::edition::overlay::is_overlay;
use crate::source::{Source, Span};
use crate::suite::Suite;
use crate::syntax;
use crate::syntax::form::Form;
use crate::syntax::inspection::{CASES, INSPECTION};
use crate::syntax::node::{Node, Tree};
use crate::syntax::shape::{Shape, Takes, Word};
use crate::syntax::vocabulary;

/// Words that order gaps, besides tags.
static ORDER: &[Word] = &[
    Word { word: "proximity", chinese: "远近" },
    Word { word: "points", chinese: "分值" },
    Word { word: "deadline", chinese: "时限" },
    Word { word: "id", chinese: "编号" },
];

static TRUTHS: &[Word] = &[Word { word: "yes", chinese: "是" }, Word { word: "no", chinese: "否" }];

/// Why there is no answer.
static UNANSWERED: &[Word] = &[
    Word { word: "not_checked", chinese: "未检查" },
    Word { word: "unknown", chinese: "不明" },
    Word { word: "not_applicable", chinese: "不适用" },
];

/// The same rule file with every key and word of the format in one language.
///
/// ```
/// use cunchi::{Language, RuleSet, Source, reworded};
/// let text = include_str!("../../rules/liangshan/village.yaml");
/// let chinese = reworded(&Source::new("village.yaml", text), Language::Chinese)?;
/// assert!(chinese.contains("规则集: liangshan/village") && chinese.contains("每处: exposed_litter_spots"));
/// assert!(RuleSet::load(&Source::new("village.yaml", &*chinese)).is_ok());
/// assert_eq!(reworded(&Source::new("village.yaml", chinese), Language::English)?, text);
/// # Ok::<(), cunchi::Diagnostics>(())
/// ```
///
/// # Errors
/// Everything that keeps the file from loading: of a file that does not load nobody knows what its words mean.
pub fn reworded(source: &Source, language: Language) -> Result<String, Diagnostics> {
    reworded_with(source, &[], language)
}

/// The same of a file that may be an overlay, with the rule sets and overlays it may extend.
///
/// # Errors
/// As [`reworded`].
pub fn reworded_with(
    source: &Source,
    parents: &[Source],
    language: Language,
) -> Result<String, Diagnostics> {
    let rules = match RuleSet::load(source) {
        Ok(rules) => rules,
        // What a word of an overlay means, its parent says.
        Err(alone) => crate::cohort::made_with(source, parents)?.ok_or(alone)?,
    };
    let sources = std::slice::from_ref(source);
    let mut sink = Sink::new(sources);
    let nodes = syntax::read(source, 0, &mut sink);
    let mut words = Rewording { language, rules: Some(&rules), changes: Vec::new() };
    if let Some(node) = nodes.first() {
        words.document(node);
    }
    Ok(words.applied(source.text()))
}

/// The same of a file of cases or of inspections: its keys, and the words for what was not seen and what comes out.
/// Answers are the author's.
///
/// ```
/// use cunchi::{Language, Source, reworded_data};
/// let cases = Source::new("c.yaml", "cases: a/b\nitems: [ { case: one, facts: { n: { unknown: dark } }, expect: { status: final } } ]\n");
/// let chinese = reworded_data(&cases, Language::Chinese)?;
/// assert_eq!(chinese, "案例: a/b\n项目: [ { 案例: one, 检查数据: { n: { 不明: dark } }, 期望: { 状态: 确定 } } ]\n");
/// # Ok::<(), cunchi::Diagnostics>(())
/// ```
///
/// # Errors
/// Everything that keeps the file from being read.
pub fn reworded_data(source: &Source, language: Language) -> Result<String, Diagnostics> {
    let shape = if Suite::is_suite(source) {
        Suite::read(source)?;
        &CASES
    } else {
        Form::read(source)?;
        &INSPECTION
    };
    let mut sink = Sink::new(std::slice::from_ref(source));
    let mut words = Rewording { language, rules: None, changes: Vec::new() };
    for node in syntax::read(source, 0, &mut sink) {
        match &node.value {
            Tree::List(list) => list.iter().for_each(|node| words.block(node, shape)),
            _ => words.block(&node, shape),
        }
    }
    Ok(words.applied(source.text()))
}

struct Rewording<'r> {
    language: Language,
    /// What names mean; none in a file that only answers.
    rules: Option<&'r RuleSet>,
    changes: Vec<(usize, usize, &'static str)>,
}

impl Rewording<'_> {
    fn applied(self, text: &str) -> String {
        let mut changes = self.changes;
        changes.sort_unstable();
        changes.dedup();
        let mut out = String::with_capacity(text.len().saturating_mul(2));
        let mut done = 0;
        for (from, to, word) in changes {
            if from >= done {
                out.push_str(text.get(done..from).unwrap_or_default());
                out.push_str(word);
                done = to;
            }
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }

    fn change(&mut self, span: Span, word: &'static str) {
        let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        self.changes.push((place(span.start), place(span.end), word));
    }

    fn say(&self, word: &Word) -> &'static str {
        match self.language {
            Language::Chinese => word.chinese,
            Language::English => word.word,
        }
    }

    /// A scalar that is one of some words.
    fn word(&mut self, node: &Node, words: &'static [Word]) {
        let Tree::Scalar(scalar) = &node.value else { return };
        self.written(&scalar.text, node.span, words);
    }

    fn written(&mut self, text: &str, span: Span, words: &'static [Word]) {
        if let Some(word) = words.iter().find(|word| word.word == text || word.chinese == text)
            && self.say(word) != text
        {
            self.change(span, self.say(word));
        }
    }

    fn document(&mut self, node: &Node) {
        if is_overlay(node) {
            self.overlay(node);
        } else {
            self.block(node, &vocabulary::RULESET);
        }
    }

    fn block(&mut self, node: &Node, shape: &'static Shape) {
        let Tree::Map(map) = &node.value else { return };
        for entry in map {
            let Some(key) = shape.key(&entry.key.text) else { continue };
            let word = Word { word: key.word, chinese: key.chinese };
            if self.say(&word) != entry.key.text {
                self.change(entry.key.span, self.say(&word));
            }
            match (key.word, &entry.value.value) {
                ("subject", Tree::Scalar(_)) => self.word(&entry.value, vocabulary::SUBJECTS),
                ("order", Tree::List(list)) => {
                    for node in list {
                        self.word(node, ORDER);
                        self.word(node, TAG_NAMES);
                    }
                }
                ("tags", Tree::Map(tags)) if std::ptr::eq(shape, &vocabulary::ITEM) => {
                    for tag in tags {
                        self.written(&tag.key.text, tag.key.span, TAG_NAMES);
                        self.word(&tag.value, TAG_WORDS);
                    }
                }
                ("adjustable", Tree::Map(_)) => self.by_key(&entry.value, shape),
                ("facts", Tree::Map(facts)) if self.rules.is_none() => {
                    for fact in facts {
                        self.unanswered(&fact.value);
                    }
                }
                _ => self.value(&entry.value, vocabulary::in_path(key)),
            }
        }
    }

    /// Why something was not answered.
    fn unanswered(&mut self, node: &Node) {
        let Tree::Map(map) = &node.value else { return };
        if let [entry] = map.as_slice() {
            self.written(&entry.key.text, entry.key.span, UNANSWERED);
        }
    }

    fn value(&mut self, node: &Node, takes: Takes) {
        if let Some(steps) = dated(node) {
            self.dated(node, steps, takes);
            return;
        }
        match (takes, &node.value) {
            (Takes::Word(words), _) => self.word(node, words),
            (Takes::Truth, _) => self.word(node, TRUTHS),
            (Takes::Expression, Tree::Scalar(scalar)) => self.expression(node, &scalar.text),
            (Takes::Block(shape), _) => self.block(node, shape),
            (Takes::Blocks(shape), Tree::List(list)) => {
                list.iter().for_each(|node| self.block(node, shape));
            }
            (Takes::Named(shape), Tree::Map(map)) => {
                map.iter().for_each(|entry| self.block(&entry.value, shape));
            }
            (Takes::Values(shape), Tree::Map(map)) => {
                for entry in map {
                    self.value(&entry.value, Takes::Expression);
                    self.value(&entry.value, Takes::Block(shape));
                }
            }
            (Takes::Forms(forms), _) => forms.iter().for_each(|form| self.value(node, *form)),
            _ => {}
        }
    }
}
