//! From a tree to a rule set that makes sense.
//!
//! Everything that can be read is read and every problem reported once: what failed is left out, and whatever refers to
//! it stays silent. Order: lists that others name (owners, tags, documents, grades' ids), facts, lets, the sheet,
//! adjustments, grades, gates; then what only shows on the whole.

mod combine;
mod criteria;
mod facts;
mod grades;
mod lints;
mod names;
mod ruleset;
mod sheet;
mod sketch;
mod sums;
mod top;
pub(crate) mod typing;
mod whole;

pub(crate) use facts::answered;
pub(crate) use lints::{
    children, criterion_facts, each_expression, expression_facts, expression_lets, item_lets,
};
pub use ruleset::RuleSet;
pub(crate) use ruleset::{Opened, Overlaid, effective_tree, made_of};
pub(crate) use sheet::{TAG_NAMES, TAG_WORDS, built_in_tags};
pub(crate) use sketch::{Scope, Sketch};
pub(crate) use typing::FUNCTIONS;

use crate::diagnostic::{Message, Sink};
use crate::model::{Adjustments, Let, Part, Standard};
use crate::source::{Source, Span};
use crate::syntax::fields::{self, Fields};
use crate::syntax::node::{Node, Tree};
use crate::syntax::vocabulary;
use crate::value::Number;
use names::Names;
use std::collections::BTreeMap;
use top::{
    collect_parts, effective, lets, named_texts, order, read_facts, seed_order, share, tags,
};
use typing::{LetSource, LetState, Progress, Typer, Valued};

/// A let as it stands in the file.
#[derive(Debug)]
struct LetNode(Node);

impl LetSource for LetNode {
    fn typed(&self, typer: &mut Typer<'_, '_, '_>) -> Option<Valued> {
        if matches!(self.0.value, Tree::Map(_)) {
            return criteria::Author { typer, full: None, levels: None }.form(&self.0);
        }
        let ast = criteria::ast(&self.0, typer)?;
        let value = typer.infer(&ast, None)?;
        Some(Valued { value, levels: None })
    }

    fn span(&self) -> Span {
        self.0.span
    }
}

/// What is demanded of points that are added up.
type Sums<'f> = &'f dyn Fn(&Node, &mut Sink<'_>);

fn standard(
    node: &Node,
    sources: &[Source],
    sink: &mut Sink<'_>,
    check_sums: Sums<'_>,
) -> Option<Standard> {
    let read = Fields::open(node, &vocabulary::RULESET, sink)?;
    let text = |word: &str, sink: &mut Sink<'_>| {
        read.get(word).and_then(|n| fields::text(n, sink)).map(str::to_owned)
    };
    let id = text("ruleset", sink);
    if let (Some(id), Some(node)) = (&id, read.get("ruleset")) {
        for segment in id.split('/') {
            facts::label(segment, node.span, sink);
        }
    }
    let (version, title) = (text("version", sink), text("title", sink));
    let subject = text("subject", sink).map(|word| {
        let known = vocabulary::SUBJECTS.iter().find(|w| w.chinese == word);
        known.map_or(word, |w| w.word.to_owned())
    });
    let effective = read.get("effective").and_then(|node| effective(node, sink));
    let advisory = read.get("advisory").and_then(|n| fields::truth(n, sink)).unwrap_or(false);
    let scale = read.get("scale").and_then(|node| whole::scale(node, sink));
    whole::adjustable(&read, &vocabulary::RULESET, sink);
    let coverage = match read.get("coverage") {
        Some(node) => share(node, sink),
        None => Some(Number::ONE),
    };
    let owners = match read.get("owners") {
        Some(node) => named_texts(node, sink),
        None => Some(Vec::new()),
    };
    let tags = tags(read.get("tags"), sink);
    let documents =
        read.get("sources").map(|node| whole::documents(node, sink)).unwrap_or_default();
    let order = read.get("order").map(|node| order(node, &tags, sink));
    let notes = match read.get("notes") {
        Some(node) => {
            fields::texts(node, sink).into_iter().map(|(text, _)| text.to_owned()).collect()
        }
        None => Vec::new(),
    };
    let mut names = Names::default();
    if let Some(node) = read.get("facts") {
        read_facts(node, &mut names, sink);
    }
    let lets = read.get("let").map(|node| lets(node, &mut names, sink)).unwrap_or_default();
    let lets_declared = lets.len();
    collect_parts(&read, &mut names, sink);

    let derived_declared: usize = names.derived.values().map(Vec::len).sum();
    let mut typer = Typer::new(&names, sink, started(lets, &names));
    typer.type_all_lets();
    typer.type_all_derived();
    let consistency = match read.get("consistency") {
        Some(node) => top::consistency(node, &mut typer),
        None => Some(Vec::new()),
    };
    let lists = sheet::Lists {
        owners: owners.as_deref(),
        tags: &tags,
        documents: &documents,
        not_applicable: scale
            .as_ref()
            .map_or(crate::model::NotApplicable::Section, |s| s.not_applicable),
    };
    let mut sheet = sheet::Sheet::default();
    let parts = match (read.get("sections"), read.get("items")) {
        (Some(node), None) => sheet::sections(node, &[], &lists, &mut typer, &mut sheet),
        (None, Some(node)) => sheet::items(node, &[], &lists, &mut typer, &mut sheet),
        (Some(_), Some(_)) => {
            let keys = crate::diagnostic::list(["sections", "items"]);
            typer.sink.report(read.at("items"), Message::OneOf { keys });
            Vec::new()
        }
        (None, None) => Vec::new(),
    };
    check_sums(node, typer.sink);
    // Results can be named only now: an item that failed stays unknown to gates, in silence.
    let mut typer = renamed(typer, &names, &sheet);
    typer.typer(|typer| typer.type_late_lets());
    let adjustments = |word: &str, typer: &mut Typer<'_, '_, '_>| match read.get(word) {
        Some(node) => whole::adjustments(node, &documents, typer),
        None => Some(Adjustments::default()),
    };
    let bonuses = typer.typer(|typer| adjustments("bonuses", typer));
    let penalties = typer.typer(|typer| adjustments("penalties", typer));
    let nothing_taken = penalties.as_ref().is_some_and(|p| p.list.is_empty());
    if scale.is_some() && parts.is_empty() && !sheet.broken && nothing_taken {
        typer.sink.report(read.span, Message::NothingToScore);
    }
    let matrix = read.get("grade_matrix").is_some();
    let grades = match (read.get("grades"), &scale) {
        (Some(node), Some(scale)) => {
            typer.typer(|typer| grades::grades(node, scale, matrix, typer))
        }
        (Some(_), None) => None,
        (None, _) => Some(Vec::new()),
    };
    let grade_matrix = match (read.get("grade_matrix"), &grades) {
        (Some(node), Some(grades)) => {
            let ids: Vec<String> = grades.iter().map(|grade| grade.id.clone()).collect();
            typer
                .typer(|typer| {
                    typer.with_results(|typer| {
                        criteria::Author { typer, full: None, levels: None }
                            .grade_matrix(node, &ids)
                    })
                })
                .map(Some)
        }
        _ => Some(None),
    };
    let gates = read
        .get("gates")
        .map(|node| {
            let on = whole::On { grades: grades.as_deref(), scale: scale.as_ref() };
            typer.typer(|typer| whole::gates(node, on, &documents, typer))
        })
        .unwrap_or_default();
    let Progress { finished, levels, facts, early, .. } = typer.progress;
    let sink = typer.sink;

    // Whatever was left out was reported: nothing is dropped in silence.
    let derived_made: usize = facts.iter().map(|fact| fact.derived.len()).sum();
    let left_out = sheet.broken
        || finished.len() < lets_declared
        || derived_made < derived_declared
        || grade_matrix.is_none()
        || consistency.is_none();
    debug_assert!(!left_out || sink.has_errors(), "a part was left out without a word");
    if left_out {
        return None;
    }
    let top::Effective { from, until, review_by } = effective?;
    let early = early.unwrap_or(finished.len());
    let named = finished.into_iter().zip(levels).enumerate();
    let lets = named
        .map(|(at, ((id, value), levels))| Let { id, value, levels, late: at >= early })
        .collect();
    let standard = Standard {
        id: id?,
        version: version?,
        title: title?,
        subject: subject?,
        from,
        until,
        review_by,
        advisory,
        scale: scale?,
        coverage: coverage?,
        facts,
        lets,
        consistency: consistency?,
        sections: sheet.sections,
        items: sheet.items,
        parts,
        bonuses: bonuses?,
        penalties: penalties?,
        gates,
        grades: grades?,
        grade_matrix: grade_matrix?,
        owners: owners?,
        order: order.unwrap_or_else(|| seed_order(&tags)),
        tags,
        documents,
        notes,
        sources: sources.to_vec(),
    };
    if !sink.has_errors() {
        lints::run(&standard, sink);
    }
    Some(standard)
}

/// Everything that waits to be typed.
fn started(lets: Vec<(String, Node)>, names: &Names) -> Progress {
    let derived = names.derived.iter().map(|(list, all)| {
        let waiting = |node: &Node| LetState::Waiting(Some(Box::new(LetNode(node.clone()))));
        (*list, all.iter().map(|(name, node)| (name.clone(), waiting(node))).collect())
    });
    Progress {
        lets: top::postponed(lets, names),
        derived: derived.collect(),
        facts: names.facts.clone(),
        ..Progress::default()
    }
}

/// The typer with the results of the sheet in its names.
struct Renamed<'s, 'k> {
    names: Names,
    sink: &'s mut Sink<'k>,
    progress: Progress,
}

fn renamed<'s, 'k>(
    typer: Typer<'_, 's, 'k>,
    names: &Names,
    sheet: &sheet::Sheet,
) -> Renamed<'s, 'k> {
    let mut parts: BTreeMap<String, Option<Part>> = names.parts.clone();
    for (at, section) in sheet.sections.iter().enumerate() {
        parts.insert(section.id.clone(), Some(Part::Section(at)));
    }
    for (at, item) in sheet.items.iter().enumerate() {
        parts.insert(item.id.clone(), Some(Part::Item(at)));
    }
    let names = Names {
        facts: names.facts.clone(),
        derived: BTreeMap::new(),
        values: names.values.clone(),
        parts,
    };
    Renamed { names, sink: typer.sink, progress: typer.progress }
}

impl Renamed<'_, '_> {
    fn typer<T>(&mut self, f: impl FnOnce(&mut Typer<'_, '_, '_>) -> T) -> T {
        let progress = std::mem::take(&mut self.progress);
        let mut typer = Typer::new(&self.names, self.sink, progress);
        let out = f(&mut typer);
        self.progress = typer.progress;
        out
    }
}
