//! What can be named and typed in a rule set whatever else is wrong with it: for editors.
//!
//! The same readers and the same typer as for a rule set that loads, with nobody listening to what they report.

use super::names::{Meaning, Names};
use super::top::{lets, read_facts};
use super::typing::{LetState, Progress, Typer, range_of};
use crate::diagnostic::Sink;
use crate::expr::ast::Expr;
use crate::model::Part;
use crate::model::expression::Expression;
use crate::model::fact::Fact;
use crate::model::range::Range;
use crate::source::Source;
use crate::syntax::node::{Node, Tree};
use crate::syntax::vocabulary::{ITEM, RULESET};

/// Names with their types, as far as they make sense.
#[derive(Debug, Default)]
pub(crate) struct Sketch {
    names: Names,
    progress: Progress,
}

/// Where an expression stands, so that its names can be read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Scope<'s> {
    /// The list of findings whose fields can be named.
    pub(crate) findings: Option<&'s str>,
    /// Whether results can be read.
    pub(crate) results: bool,
}

impl Sketch {
    /// What a tree declares. The tree may be of a text that does not load.
    pub(crate) fn of(tree: &Node, sources: &[Source]) -> Sketch {
        let mut sink = Sink::new(sources);
        let mut names = Names::default();
        if let Some(node) = tree.behind(&RULESET, "facts") {
            read_facts(node, &mut names, &mut sink);
        }
        let declared = tree.behind(&RULESET, "let");
        let waiting = declared.map(|node| lets(node, &mut names, &mut sink)).unwrap_or_default();
        parts(tree, &mut names);
        let mut typer = Typer::new(&names, &mut sink, super::started(waiting, &names));
        typer.type_all_lets();
        typer.type_all_derived();
        typer.type_late_lets();
        let progress = typer.progress.settled();
        Sketch { names, progress }
    }

    /// The facts that could be read.
    pub(crate) fn facts(&self) -> &[Fact] {
        &self.names.facts
    }

    /// The fact of that name.
    pub(crate) fn fact(&self, name: &str) -> Option<&Fact> {
        self.names.fact(name).map(|(_, fact)| fact)
    }

    /// The named value of that name, with its type.
    pub(crate) fn value(&self, name: &str) -> Option<&Expression> {
        let Some(Meaning::Let(at)) = self.names.values.get(name) else { return None };
        let LetState::Done(Some((position, _))) = &self.progress.lets.get(*at)?.1 else {
            return None;
        };
        self.progress.finished.get(*position).map(|(_, e)| e)
    }

    /// What an expression means, where it means something.
    pub(crate) fn typed(&self, ast: &Expr, scope: Scope<'_>) -> Option<Expression> {
        let mut sink = Sink::new(&[]);
        let mut typer = Typer::new(&self.names, &mut sink, self.progress.settled());
        let findings = scope.findings.and_then(|name| self.names.fact(name)).map(|(at, _)| at);
        let infer = |typer: &mut Typer<'_, '_, '_>| match findings {
            Some(at) => typer.within(at, |typer| typer.infer(ast, None)),
            None => typer.infer(ast, None),
        };
        if scope.results { typer.with_results(infer) } else { infer(&mut typer) }
    }

    /// The numbers an expression can take.
    pub(crate) fn range(&self, e: &Expression) -> Range {
        range_of(e, &self.progress.facts, &self.progress.finished)
    }
}

/// Sections and items by their ids. Positions only tell them apart: nothing is evaluated with them.
fn parts(tree: &Node, names: &mut Names) {
    let Tree::Map(map) = &tree.value else { return };
    let key = |word: &str| RULESET.key(word).map(|key| key.word);
    let mut waiting: Vec<(&Node, bool)> = map
        .iter()
        .filter_map(|entry| match key(&entry.key.text) {
            Some("sections") => Some((&entry.value, true)),
            Some("items") => Some((&entry.value, false)),
            _ => None,
        })
        .collect();
    let mut count = 0;
    while let Some((node, sections)) = waiting.pop() {
        for block in node.elements().unwrap_or_default() {
            if let Some(id) = block.behind(&ITEM, "id").and_then(Node::written) {
                let part = if sections { Part::Section(count) } else { Part::Item(count) };
                names.parts.insert(id.to_owned(), Some(part));
                count += 1;
            }
            if let (true, Tree::Map(map)) = (sections, &block.value) {
                waiting.extend(map.iter().filter_map(|entry| match key(&entry.key.text) {
                    Some("sections") => Some((&entry.value, true)),
                    Some("items") => Some((&entry.value, false)),
                    _ => None,
                }));
            }
        }
    }
}
