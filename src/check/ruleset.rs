//! A rule set as others hold it: loaded from a text, or made of a parent and an overlay; one meaning for each of its
//! periods.

use super::{Sums, standard, sums};
use crate::diagnostic::{Diagnostics, Message, Sink};
use crate::edition::dated;
use crate::edition::overlay::{self, Directed, Head};
use crate::model::expression::Expression;
use crate::model::{Let, Standard};
use crate::source::{Source, Span};
use crate::syntax;
use crate::syntax::node::Node;
use crate::value::Date;
use std::sync::Arc;

/// A rule set that has been checked: typed, complete, consistent.
///
/// Cheap to clone; `Send + Sync`. The next stage is [`RuleSet::compile`].
#[derive(Clone, Debug)]
pub struct RuleSet {
    pub(crate) standard: Arc<Standard>,
    /// What it says in each of its periods, the earliest first; empty where no value has dates.
    pub(crate) periods: Arc<Vec<Period>>,
    /// What it changes of which parent.
    pub(crate) overlaid: Option<Arc<Overlaid>>,
    warnings: Arc<Diagnostics>,
    digest: Arc<str>,
}

/// What a rule set says from a day on, as far as it was known on another.
#[derive(Clone, Debug)]
pub(crate) struct Period {
    pub(crate) from: Option<Date>,
    pub(crate) known: Option<Date>,
    pub(crate) standard: Arc<Standard>,
}

/// What an overlay changed.
#[derive(Debug)]
pub(crate) struct Overlaid {
    pub(crate) parent: RuleSet,
    pub(crate) directed: Vec<Directed>,
    pub(crate) tightens: Option<Span>,
    /// The parent with only those changes that may go either way; none where it makes no sense by itself.
    pub(crate) free: Option<RuleSet>,
}

/// A text that was opened.
pub(crate) enum Opened {
    RuleSet(Result<RuleSet, Diagnostics>),
    Overlay(Result<Head, Diagnostics>),
}

impl RuleSet {
    /// Reads and checks one rule set.
    ///
    /// ```
    /// use cunchi::{RuleSet, Source};
    /// let text = include_str!("../../rules/liangshan/household-hygiene.yaml");
    /// let rules = RuleSet::load(&Source::new("household-hygiene.yaml", text))?;
    /// assert_eq!(rules.id(), "liangshan/household-hygiene");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every problem of the text, in the order of its places. An overlay is refused: see [`RuleSet::extended_by`].
    pub fn load(source: &Source) -> Result<RuleSet, Diagnostics> {
        match RuleSet::open(source) {
            Opened::RuleSet(loaded) => loaded,
            Opened::Overlay(Err(problems)) => Err(problems),
            Opened::Overlay(Ok(head)) => {
                let sources = [source.clone()];
                let mut sink = Sink::new(&sources);
                let message = Message::NoParent { id: head.extends, near: String::new() };
                sink.report(head.span, message);
                Err(sink.finish())
            }
        }
    }

    /// A text as what it is: a rule set, or an overlay that needs its parent.
    pub(crate) fn open(source: &Source) -> Opened {
        let sources = [source.clone()];
        let mut sink = Sink::new(&sources);
        let node = only_document(source, 0, &mut sink);
        match node {
            Some(node) if overlay::is_overlay(&node) => {
                let head = overlay::head(&node, &mut sink);
                Opened::Overlay(match head {
                    Some(head) if !sink.has_errors() => Ok(head),
                    _ => Err(sink.finish()),
                })
            }
            node => {
                let standards = node.and_then(|node| standards(&node, &sources, &mut sink));
                Opened::RuleSet(finished(standards, None, digest(source.text()), sink))
            }
        }
    }

    /// This rule set with the changes of an overlay (地方细则).
    ///
    /// Whether changes that may only tighten do so is judged when both stand on a [`crate::Shelf`].
    ///
    /// ```
    /// use cunchi::{RuleSet, Source};
    /// let parent = RuleSet::load(&Source::new("parent.yaml", "
    /// ruleset: demo/a
    /// version: 1.0.0
    /// title: demo
    /// subject: village
    /// effective: { from: 2022-01-01 }
    /// scale: { max: 10, round: { at: total, step: 1, mode: half_up } }
    /// facts: { spots: { kind: count, title: spots } }
    /// items:
    ///   - { id: A, title: tidy, points: 10, adjustable: tighten, deduct: { each: spots, points: 1 } }
    /// "))?;
    /// let county = parent.extended_by(&Source::new("county.yaml", "
    /// overlay: demo/a-county
    /// extends: demo/a
    /// version: 1.0.0-c1
    /// changes:
    ///   - { change: A, set: { deduct.points: 2 }, why: litter weighs double here }
    /// "))?;
    /// assert_eq!((county.id(), county.title()), ("demo/a-county", "demo"));
    /// # Ok::<(), cunchi::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every problem of the overlay: what the parent does not let be changed, names and paths that lead nowhere, and
    /// whatever is wrong with the rule set that comes out.
    pub fn extended_by(&self, source: &Source) -> Result<RuleSet, Diagnostics> {
        let mut sources = vec![source.clone()];
        sources.extend(self.standard.sources.iter().cloned());
        let mut sink = Sink::new(&sources);
        let Some(own) = only_document(source, 0, &mut sink) else { return Err(sink.finish()) };
        // The parent was read before; its texts are read again so that every place names its file.
        let behind = made_of(&sources, 1, &mut Sink::new(&sources));
        let Some(parent) = behind else { return Err(sink.finish()) };
        let made = overlay::apply(&own, &parent, &mut sink).filter(|_| !sink.has_errors());
        let digest = digest(&format!("{}\n{}", source.text(), self.digest));
        let Some(made) = made else { return Err(sink.finish()) };
        let standards = standards(&made.tree, &sources, &mut sink);
        let free = made.free.and_then(|tree| {
            let mut quiet = Sink::new(&sources);
            let standards = standards_without_sums(&tree, &sources, &mut quiet);
            finished(standards, None, String::new(), quiet).ok()
        });
        let overlaid = Overlaid {
            parent: self.clone(),
            directed: made.directed,
            tightens: made.tightens,
            free,
        };
        finished(standards, Some(overlaid), digest, sink)
    }

    /// The id and version of the rule set it extends, where it is an overlay.
    pub fn extends(&self) -> Option<(&str, &str)> {
        self.overlaid.as_ref().map(|made| (made.parent.id(), made.parent.version()))
    }

    /// The rule set as it says in one of its periods.
    pub(crate) fn of_period(&self, period: &Period) -> RuleSet {
        RuleSet { standard: period.standard.clone(), ..self.clone() }
    }

    /// The same with one more named value, the last, and without periods: to see what an expression computes to.
    pub(crate) fn with_value(&self, value: Expression) -> RuleSet {
        let mut standard = self.standard.as_ref().clone();
        let late = standard.lets.iter().any(|l| l.late);
        standard.lets.push(Let { id: String::new(), value, levels: None, late });
        RuleSet { standard: Arc::new(standard), periods: Arc::new(Vec::new()), ..self.clone() }
    }

    /// What is worth reading but stops nothing.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// SHA-256 of the text it was read from, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Its id, such as `liangshan/village`.
    pub fn id(&self) -> &str {
        &self.standard.id
    }

    /// Its version, as written.
    pub fn version(&self) -> &str {
        &self.standard.version
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.standard.title
    }

    /// The kind of subject it is for.
    pub fn subject(&self) -> &str {
        &self.standard.subject
    }

    /// Whether it is in force on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.standard.from <= on && self.standard.until.is_none_or(|until| on <= until)
    }

    /// The first day in force.
    pub fn effective_from(&self) -> Date {
        self.standard.from
    }

    /// The ids of the rule sets whose results its facts are taken from.
    pub fn takes_from(&self) -> impl Iterator<Item = &str> {
        self.standard.facts.iter().filter_map(|f| f.from.as_ref()).map(|b| b.ruleset.as_str())
    }
}

/// The tree of a rule set made of these texts: overlays before their parents.
pub(crate) fn effective_tree(sources: &[Source], sink: &mut Sink<'_>) -> Option<Node> {
    made_of(sources, 0, sink)
}

/// The same of the texts from one on.
pub(crate) fn made_of(sources: &[Source], from: usize, sink: &mut Sink<'_>) -> Option<Node> {
    let mut tree: Option<Node> = None;
    for (at, text) in sources.iter().enumerate().skip(from).rev() {
        let node = only_document(text, u32::try_from(at).unwrap_or(u32::MAX), sink)?;
        tree = match tree {
            None => Some(node),
            Some(parent) => overlay::apply(&node, &parent, sink).map(|made| made.tree),
        };
    }
    tree
}

/// The only document of a text.
fn only_document(source: &Source, at: u32, sink: &mut Sink<'_>) -> Option<Node> {
    let mut nodes = syntax::read(source, at, sink);
    if let [_, second, ..] = nodes.as_slice() {
        sink.report(second.span, Message::SeveralDocuments);
    }
    if nodes.is_empty() && !sink.has_errors() {
        sink.report(Span::new(at, 0, 0), Message::EmptyFile);
    }
    if nodes.is_empty() || sink.has_errors() { None } else { Some(nodes.swap_remove(0)) }
}

/// A rule set, where nothing is wrong. Warnings about an overlay's parent were given with the parent.
fn finished(
    standards: Option<(Standard, Vec<Period>)>,
    overlaid: Option<Overlaid>,
    digest: String,
    sink: Sink<'_>,
) -> Result<RuleSet, Diagnostics> {
    let failed = sink.has_errors();
    let found = sink.finish();
    match standards {
        Some((standard, periods)) if !failed => Ok(RuleSet {
            warnings: Arc::new(if overlaid.is_some() { found.within_source(0) } else { found }),
            standard: Arc::new(standard),
            periods: Arc::new(periods),
            overlaid: overlaid.map(Arc::new),
            digest: digest.into(),
        }),
        _ => Err(found),
    }
}

/// What a tree means: as it was first, and in each of its periods.
fn standards(
    node: &Node,
    sources: &[Source],
    sink: &mut Sink<'_>,
) -> Option<(Standard, Vec<Period>)> {
    standards_with(node, sources, sink, &|node, sink| sums::check_sums(node, sink))
}

/// The same of a tree that is half changed, so that its points need not add up.
fn standards_without_sums(
    node: &Node,
    sources: &[Source],
    sink: &mut Sink<'_>,
) -> Option<(Standard, Vec<Period>)> {
    standards_with(node, sources, sink, &|_, _| {})
}

fn standards_with(
    node: &Node,
    sources: &[Source],
    sink: &mut Sink<'_>,
    sums: Sums<'_>,
) -> Option<(Standard, Vec<Period>)> {
    let parts = dated::periods(node, sink);
    if parts.is_empty() {
        return standard(node, sources, sink, sums).map(|standard| (standard, Vec::new()));
    }
    let mut periods = Vec::with_capacity(parts.len());
    for part in parts {
        let standard = standard(&part.tree, sources, sink, sums).map(Arc::new);
        let (from, known) = (part.from, part.known);
        periods.extend(standard.map(|standard| Period { from, known, standard }));
    }
    let first = periods.first()?.standard.as_ref().clone();
    Some((first, periods))
}

fn digest(text: &str) -> String {
    use sha2::Digest as _;
    use std::fmt::Write as _;
    let mut out = String::with_capacity(64);
    for byte in sha2::Sha256::digest(text.as_bytes()) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}
