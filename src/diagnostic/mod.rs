//! What is wrong, where, and the way out.
//!
//! A [`Diagnostic`] is data: a stable code, a severity, a place, the words in Chinese and English, other places that
//! matter, and a help line only where we can name the way out. The words stand once, in `messages`; nothing else in
//! the library writes a sentence about an error. A sink collects them, so that one run reports every problem.

mod code;
mod decode;
mod messages;
mod near;
mod own_words;
mod render;

pub use code::{Code, Severity};
pub(crate) use messages::{Message, list};
pub(crate) use near::nearest;

use crate::source::{LineColumn, Source, Span};

/// The language of messages, explanations and reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese, the default.
    #[default]
    Chinese,
    /// English.
    English,
}

/// One problem, with its place and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    code: Code,
    primary: Label,
    chinese: Words,
    english: Words,
    related: Vec<Label>,
    witness: Option<String>,
}

/// A place in a source, with a few words where it is not the main one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The text the place lies in.
    pub source: Source,
    /// The bytes it covers.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Label {
    /// Line and column of the first character.
    pub fn start(&self) -> LineColumn {
        self.source.line_column(self.span.start)
    }

    /// Line and column just after the last character.
    pub fn end(&self) -> LineColumn {
        self.source.line_column(self.span.end)
    }
}

impl Diagnostic {
    /// The stable kebab-case code; `cunchi help CODE` explains it.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Whether it stops the load or only warns.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Where it is.
    pub fn place(&self) -> &Label {
        &self.primary
    }

    /// Other places that matter, such as the first definition of a duplicate.
    pub fn related(&self) -> &[Label] {
        &self.related
    }

    /// An inspection that shows it, as its facts would be written; where one can.
    pub fn witness(&self) -> Option<&str> {
        self.witness.as_deref()
    }

    /// What is wrong: one line, no full stop.
    pub fn message(&self, language: Language) -> &str {
        &self.words(language).message
    }

    /// The way out, where there is one to name.
    pub fn help(&self, language: Language) -> Option<&str> {
        self.words(language).help.as_deref()
    }

    fn words(&self, language: Language) -> &Words {
        match language {
            Language::Chinese => &self.chinese,
            Language::English => &self.english,
        }
    }
}

/// Every problem found in one go, in the order of their places. Never empty when it is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", render::lines(.list, Language::English))]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// All of them, ordered by source, place and code.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether at least one is an error rather than a warning or a note.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity() == Severity::Error)
    }

    /// One line each, as compilers print them: `file:line:column: error[code]: message`.
    pub fn lines(&self, language: Language) -> String {
        render::lines(&self.list, language)
    }

    /// With the line of text and a mark under the place.
    pub fn with_marks(&self, language: Language) -> String {
        render::with_marks(&self.list, language)
    }

    /// Those whose place lies in one of the sources that were loaded together.
    pub(crate) fn within_source(mut self, source: u32) -> Diagnostics {
        self.list.retain(|one| one.primary.span.source == source);
        self
    }

    /// Those of which something holds.
    pub(crate) fn only(mut self, holds: impl Fn(&Diagnostic) -> bool) -> Diagnostics {
        self.list.retain(holds);
        self
    }

    /// The same, with something before the witness of those of which something holds.
    pub(crate) fn shown_with(
        mut self,
        prefix: &str,
        holds: impl Fn(&Diagnostic) -> bool,
    ) -> Diagnostics {
        for one in self.list.iter_mut().filter(|one| holds(one)) {
            one.witness = Some(match one.witness.take() {
                Some(witness) => format!("{prefix} {witness}"),
                None => prefix.to_owned(),
            });
        }
        self
    }

    /// These and those, in order of place.
    #[must_use]
    pub fn and(mut self, other: Diagnostics) -> Diagnostics {
        self.list.extend(other.list);
        sort(&mut self.list);
        self
    }
}

/// Orders by name of the source, place, then code; the same problem at the same place is kept once.
fn sort(list: &mut Vec<Diagnostic>) {
    list.sort_by(|a, b| {
        let key =
            |d: &Diagnostic| (d.primary.span.source, d.primary.span.start, d.primary.span.end);
        (a.primary.source.name(), key(a), a.code).cmp(&(b.primary.source.name(), key(b), b.code))
    });
    list.dedup();
}

/// Collects problems while work goes on.
pub(crate) struct Sink<'a> {
    sources: &'a [Source],
    list: Vec<Diagnostic>,
    /// Sources with keys in Chinese, and what words of the format are called there.
    own_words: Vec<(u32, CalledThere)>,
}

/// What a word of the format is called in Chinese; none where that depends on where it stands.
pub(crate) type CalledThere = fn(&str) -> Option<&'static str>;

/// More than this many problems are not collected: a file of garbage must not cost unbounded memory.
const MOST: usize = 1000;

impl<'a> Sink<'a> {
    /// A sink for spans into `sources`.
    pub(crate) fn new(sources: &'a [Source]) -> Self {
        Self { sources, list: Vec::new(), own_words: Vec::new() }
    }

    /// From here on Chinese messages about a source call the words of the format what they are called there.
    pub(crate) fn call(&mut self, source: u32, called: CalledThere) {
        if !self.own_words.iter().any(|(known, _)| *known == source) {
            self.own_words.push((source, called));
        }
    }

    /// The source a span lies in.
    pub(crate) fn source(&self, span: Span) -> Option<&'a Source> {
        self.sources.get(span.source as usize)
    }

    /// Notes a problem.
    pub(crate) fn report(&mut self, at: Span, message: Message) {
        self.report_with(at, message, &[]);
    }

    /// Whether nothing more is noted: then nobody need look for words.
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= MOST
    }

    /// Notes a problem that has other places to show.
    pub(crate) fn report_with(&mut self, at: Span, message: Message, related: &[Span]) {
        self.note(at, message, related, None);
    }

    /// Notes a problem with an inspection that shows it; an empty one shows nothing.
    pub(crate) fn report_shown(&mut self, at: Span, message: Message, witness: String) {
        self.note(at, message, &[], Some(witness).filter(|witness| !witness.is_empty()));
    }

    fn note(&mut self, at: Span, message: Message, related: &[Span], witness: Option<String>) {
        if self.is_full() {
            return;
        }
        let (Some(primary), related) =
            (self.label(at), related.iter().filter_map(|s| self.label(*s)))
        else {
            return;
        };
        let related = related.collect();
        let mut chinese = message.words(Language::Chinese);
        if let Some((_, called)) = self.own_words.iter().find(|(own, _)| *own == at.source) {
            let text = primary.source.text();
            for part in [Some(&mut chinese.message), chinese.help.as_mut()].into_iter().flatten() {
                *part = own_words::in_own_words(part, text, *called);
            }
        }
        self.list.push(Diagnostic {
            code: message.code(),
            primary,
            chinese,
            english: message.words(Language::English),
            related,
            witness: witness.map(|witness| render::shown(&witness)),
        });
    }

    fn label(&self, span: Span) -> Option<Label> {
        self.source(span).map(|source| {
            // A reader may stop one past the end.
            let most = u32::try_from(source.text().len()).unwrap_or(u32::MAX);
            let span = Span::new(span.source, span.start.min(most), span.end.min(most));
            Label { source: source.clone(), span }
        })
    }

    /// Whether an error was noted.
    pub(crate) fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity() == Severity::Error)
    }

    /// How many problems were noted.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Takes over problems that were found elsewhere.
    pub(crate) fn extend(&mut self, found: &Diagnostics) {
        let room = MOST.saturating_sub(self.list.len());
        self.list.extend(found.list.iter().take(room).cloned());
    }

    /// Everything noted, in order.
    pub(crate) fn finish(mut self) -> Diagnostics {
        sort(&mut self.list);
        Diagnostics { list: self.list }
    }
}
