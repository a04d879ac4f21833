//! Help while a rule file is being written: what is wrong, what something means, what may stand here, where it comes from.
//!
//! Works on any text, half-written ones included. What does not load is still read leniently and held against the table
//! of keys; what can be typed is typed. Places are bytes of the text; [`Source`] turns them into the columns an editor
//! counts in. Nothing here reads a file: parents and cases are handed in.

mod complete;
mod definition;
mod expression;
mod follow;
mod hover;
mod levels;
mod names;
mod place;
mod wanted;
mod words;

pub use complete::{Completion, CompletionKind};
pub use hover::Hover;

use crate::check::{RuleSet, Sketch, made_of};
use crate::cohort::{Shelf, made_with};
use crate::diagnostic::{Diagnostics, Sink};
use crate::edition::dated;
use crate::edition::overlay::is_overlay;
use crate::source::{Source, Span};
use crate::suite::Suite;
use crate::syntax::form::Form;
use crate::syntax::inspection::{CASES, INSPECTION};
use crate::syntax::lenient::read_leniently;
use crate::syntax::node::{Node, Tree};
use crate::syntax::shape::{Shape, Takes};
use crate::syntax::vocabulary::{OVERLAY, RULESET};
use names::{Name, NameKind, declared};
use place::{Place, Role, Spot};
use std::sync::{Arc, OnceLock};

/// What a file is for, as far as it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// A rule set.
    RuleSet,
    /// Changes to a rule set.
    Overlay,
    /// Cases of a rule set.
    Cases,
    /// One inspection, or several.
    Inspection,
    /// Something else: nothing is said about it.
    Other,
}

/// A text under somebody's hands, with the texts that stand beside it.
///
/// ```
/// use cunchi::Source;
/// use cunchi::editor::Document;
/// let text = "ruleset: demo/a\nfacts:\n  spots: { kind: count, unit: 处, title: 垃圾 }\nitems:\n  - { id: A, pass: spots = 0 }\n";
/// let document = Document::open(&Source::new("a.yaml", text), &[]);
/// let at = text.find("spots = 0").unwrap() as u32;
/// assert!(document.hover(at).unwrap().markdown.contains("垃圾"));
/// assert_eq!(document.definition(at)[0].start().line, 3);
/// assert!(document.completions(at).iter().any(|word| word.label == "spots"));
/// assert!(document.diagnostics().has_errors(), "half of it is still missing");
/// ```
#[derive(Debug)]
pub struct Document {
    kind: DocumentKind,
    own: Source,
    /// Its own text, then what it extends, outwards.
    sources: Vec<Source>,
    /// Texts that may be parents, and files of cases.
    beside: Vec<Source>,
    /// Its own tree.
    tree: Node,
    /// The rule set it is about: itself, what an overlay comes to, or the one whose cases these are.
    whole: Node,
    sketch: Sketch,
    rules: OnceLock<Option<RuleSet>>,
    assessed: OnceLock<Vec<Suite>>,
}

impl Document {
    /// Opens a text. `beside` are the texts it may extend, and those it or its cases may be about.
    pub fn open(source: &Source, beside: &[Source]) -> Document {
        let tree = tree_of(source, 0);
        let kind = kind_of(source, &tree);
        let mut sources = vec![source.clone()];
        let whole = match kind {
            DocumentKind::Overlay => {
                let extends = tree.behind(&OVERLAY, "extends").and_then(Node::written);
                parents(extends, source, beside, &mut sources);
                overlaid(&sources, &tree)
            }
            DocumentKind::Cases | DocumentKind::Inspection => {
                let id = match kind {
                    DocumentKind::Cases => tree.behind(&CASES, "cases"),
                    _ => first_map(&tree).and_then(|node| node.behind(&INSPECTION, "ruleset")),
                };
                parents(id.and_then(Node::written), source, beside, &mut sources);
                overlaid(&sources, &Node { span: tree.span, value: Tree::Null })
            }
            DocumentKind::RuleSet | DocumentKind::Other => tree.clone(),
        };
        // Values with dates are typed as they are first.
        let first = dated::periods(&whole, &mut Sink::new(&sources)).into_iter().next();
        let sketch = Sketch::of(first.as_ref().map_or(&whole, |period| &period.tree), &sources);
        let beside = beside.iter().filter(|other| *other != source).cloned().collect();
        let (rules, assessed) = (OnceLock::new(), OnceLock::new());
        Document {
            kind,
            own: source.clone(),
            sources,
            beside,
            tree,
            whole,
            sketch,
            rules,
            assessed,
        }
    }

    /// The text.
    pub fn source(&self) -> &Source {
        &self.own
    }

    /// What the file is for.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// Everything wrong with the text, as loading it reports it; nothing about texts beside it.
    ///
    /// Of an inspection only what is wrong with its form; of a file that is none of ours, nothing.
    pub fn diagnostics(&self) -> Diagnostics {
        let own = &self.own;
        let found = match self.kind {
            DocumentKind::RuleSet | DocumentKind::Overlay => {
                // Parents that are overlays stand beside it, those at the far end behind it.
                let (mut together, mut behind) = (vec![own.clone()], Vec::new());
                for source in self.sources.iter().skip(1) {
                    let overlay = is_overlay(&tree_of(source, 0));
                    if overlay { &mut together } else { &mut behind }.push(source.clone());
                }
                match Shelf::load_with(&together, &behind) {
                    Ok(shelf) => {
                        let audits = shelf.programs().map(|program| program.audit());
                        audits.fold(shelf.warnings().clone(), Diagnostics::and)
                    }
                    Err(problems) => problems,
                }
            }
            DocumentKind::Cases => match Suite::read(own) {
                Ok(suite) => self.problems_of_cases(&suite),
                Err(problems) => problems,
            },
            DocumentKind::Inspection => Form::read(own).err().unwrap_or_default(),
            DocumentKind::Other => Diagnostics::default(),
        };
        found.about(own)
    }

    /// Names in cases that the rule set does not know. A case that fails is for `cunchi test` to report.
    fn problems_of_cases(&self, suite: &Suite) -> Diagnostics {
        let Some(rules) = self.rules() else { return Diagnostics::default() };
        match Shelf::load(&rules.standard.sources.iter().take(1).cloned().collect::<Vec<_>>()) {
            Ok(shelf) if rules.extends().is_none() => suite.run(&shelf).err().unwrap_or_default(),
            _ => Diagnostics::default(),
        }
    }

    /// The rule set it is about, where that loads.
    fn rules(&self) -> Option<&RuleSet> {
        let load = || {
            let at =
                usize::from(matches!(self.kind, DocumentKind::Cases | DocumentKind::Inspection));
            let own = self.sources.get(at)?;
            let behind = self.sources.get(at + 1..).unwrap_or_default();
            match made_with(own, behind) {
                Ok(None) => RuleSet::load(own).ok(),
                Ok(made) => made,
                Err(_) => None,
            }
        };
        self.rules.get_or_init(load).as_ref()
    }

    /// The files of cases beside it that are about its rule set.
    fn suites(&self) -> &[Suite] {
        self.assessed.get_or_init(|| {
            let Some(rules) = self.rules() else { return Vec::new() };
            let suites = self.beside.iter().filter(|source| Suite::is_suite(source));
            let read = suites.filter_map(|source| Suite::read(source).ok());
            read.filter(|suite| suite.ruleset() == rules.id()).collect()
        })
    }

    fn root(&self) -> Spot<'_> {
        Spot { node: &self.tree, role: self.role_of_root(), of: None, name: None }
    }

    fn role_of_root(&self) -> Role {
        let shape: &'static Shape = match self.kind {
            DocumentKind::RuleSet | DocumentKind::Other => &RULESET,
            DocumentKind::Overlay => &OVERLAY,
            DocumentKind::Cases => &CASES,
            DocumentKind::Inspection => &INSPECTION,
        };
        Role::Takes(Takes::Block(shape))
    }

    /// What stands at a byte.
    fn place(&self, at: u32) -> Option<Place<'_>> {
        let inside = move |span: Span, _: &str| span.start <= at && at <= span.end;
        place::find(self.root(), &|id| self.shape_named(id), &inside)
    }

    /// Every name that can be meant.
    fn names(&self) -> Vec<Name<'_>> {
        declared(&self.whole)
    }

    /// The first name of one of some kinds.
    fn named(&self, id: &str, kinds: &[NameKind]) -> Option<Name<'_>> {
        self.names().into_iter().find(|name| name.id == id && kinds.contains(&name.kind))
    }

    /// The block that an overlay changes.
    fn shape_named(&self, id: &str) -> Option<&'static Shape> {
        if RULESET.key(id).is_some_and(|key| key.word == "ruleset") {
            return Some(&RULESET);
        }
        let names = self.names();
        names
            .iter()
            .filter(|name| name.id == id)
            .find_map(|name| name.kind.shape().filter(|_| name.kind != NameKind::Fact))
    }

    /// Whether most of its keys are Chinese.
    fn is_chinese(&self) -> bool {
        let (mut chinese, mut english, mut waiting) = (0usize, 0usize, vec![&self.tree]);
        while let Some(node) = waiting.pop() {
            match &node.value {
                Tree::List(list) => waiting.extend(list),
                Tree::Map(map) => {
                    for entry in map {
                        let word = entry.key.text.as_str();
                        if crate::syntax::vocabulary::knows(word) {
                            if word.is_ascii() { english += 1 } else { chinese += 1 }
                        }
                        waiting.push(&entry.value);
                    }
                }
                Tree::Null | Tree::Scalar(_) => {}
            }
        }
        chinese > english
    }
}

/// The tree of a text: the strict reader's where it finds nothing wrong, else the lenient one's.
fn tree_of(source: &Source, index: u32) -> Node {
    let sources = [source.clone()];
    let mut sink = Sink::new(&sources);
    let mut nodes = crate::syntax::read(source, 0, &mut sink);
    if sink.has_errors() || nodes.len() != 1 || index != 0 {
        return read_leniently(source, index);
    }
    nodes.swap_remove(0)
}

fn first_map(tree: &Node) -> Option<&Node> {
    match &tree.value {
        Tree::List(list) => list.first(),
        _ => Some(tree),
    }
}

/// What a text is for: by the keys at its top, since half of it may be missing.
fn kind_of(source: &Source, tree: &Node) -> DocumentKind {
    let Some(top) = first_map(tree) else { return DocumentKind::Other };
    let has = |shape: &'static Shape, word: &str| {
        names::entries(top)
            .iter()
            .any(|entry| shape.key(&entry.key.text).is_some_and(|key| key.word == word))
    };
    let listed = matches!(tree.value, Tree::List(_));
    let subject_is_block =
        matches!(top.behind(&INSPECTION, "subject").map(|node| &node.value), Some(Tree::Map(_)));
    let sheet = ["sections", "items", "scale", "gates", "grades", "effective", "let"];
    let of_sheet = sheet.iter().filter(|word| has(&RULESET, word)).count();
    if !listed && Suite::is_suite(source) {
        DocumentKind::Cases
    } else if !listed && has(&OVERLAY, "overlay") && !has(&RULESET, "ruleset") {
        DocumentKind::Overlay
    } else if subject_is_block && has(&INSPECTION, "facts") && of_sheet == 0 {
        DocumentKind::Inspection
    } else if !listed && (has(&RULESET, "ruleset") && !has(&INSPECTION, "method") || of_sheet > 2) {
        DocumentKind::RuleSet
    } else {
        DocumentKind::Other
    }
}

/// The rule set of that id among some texts, then what it extends, outwards.
fn parents(id: Option<&str>, own: &Source, beside: &[Source], out: &mut Vec<Source>) {
    const MOST: usize = 16;
    let mut wanted = id.map(str::to_owned);
    while let Some(id) = wanted.take() {
        if out.len() > MOST {
            return;
        }
        for source in beside.iter().filter(|other| *other != own && !out.contains(other)) {
            // Reading every text beside it would be slow; its id stands in one that is meant.
            if !source.text().contains(id.as_str()) || Suite::is_suite(source) {
                continue;
            }
            let tree = tree_of(source, 0);
            let named = |shape, word| tree.behind(shape, word).and_then(Node::written);
            let found = named(&RULESET, "ruleset").or_else(|| named(&OVERLAY, "overlay"));
            if found == Some(id.as_str()) {
                wanted = named(&OVERLAY, "extends").map(str::to_owned);
                out.push(source.clone());
                break;
            }
        }
    }
}

/// What an overlay comes to; what its parents come to where its own changes cannot be made.
fn overlaid(sources: &[Source], own: &Node) -> Node {
    let mut quiet = Sink::new(sources);
    let whole = match own.value {
        Tree::Null => None,
        _ => made_of(sources, 0, &mut quiet),
    };
    whole
        .or_else(|| made_of(sources, 1, &mut Sink::new(sources)).filter(|_| sources.len() > 1))
        .unwrap_or_else(|| match sources.len().checked_sub(1) {
            Some(last) if last > 0 => sources.last().map_or_else(
                || own.clone(),
                |source| read_leniently(source, u32::try_from(last).unwrap_or(u32::MAX)),
            ),
            _ => own.clone(),
        })
}

impl Diagnostics {
    /// Those whose place lies in one text.
    fn about(self, source: &Source) -> Diagnostics {
        self.only(|one| one.place().source == *source)
    }
}

/// For documents that are shared between threads.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Arc<Document>>();
};
