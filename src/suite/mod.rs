//! Cases of a rule set: data, and what must come out.
//!
//! A case names what it expects; nothing else is compared. A case without expectations, a file without cases, and a
//! misspelt id are errors before anything is run.

mod compare;

use crate::assess::{Assessment, Outcome};
use crate::cohort::Shelf;
use crate::compile::Program;
use crate::diagnostic::{Diagnostics, Message, Sink, list, nearest};
use crate::source::{Source, Span};
use crate::syntax::fields::{self, Fields};
use crate::syntax::form::{self, Form, Given, Subject};
use crate::syntax::inspection::{CASE, CASES, EXPECT};
use crate::syntax::node::{Node, Tree};
use crate::value::Date;
use serde::Serialize;

/// The cases of one file.
#[derive(Clone, Debug)]
pub struct Suite {
    source: Source,
    ruleset: (String, Span),
    cases: Vec<Case>,
}

/// One case.
#[derive(Clone, Debug)]
struct Case {
    name: String,
    span: Span,
    as_of: Option<Date>,
    known_on: Option<Date>,
    date: Option<Date>,
    method: Option<&'static str>,
    subject: Option<Subject>,
    facts: Vec<Given>,
    below: Vec<form::Result>,
    rectified: Vec<(String, Span, Date)>,
    overrides: Vec<(String, Span, form::Override)>,
    /// The expectations as written; judged when the rule set is known.
    expect: Node,
}

/// What came of a file of cases.
#[derive(Clone, Debug, Serialize)]
pub struct SuiteReport {
    /// The rule set under test.
    pub ruleset: String,
    /// The file.
    pub file: String,
    /// Every case, in the order of the file.
    pub cases: Vec<CaseReport>,
}

/// What came of a case.
#[derive(Clone, Debug, Serialize)]
pub struct CaseReport {
    /// What it claims.
    pub name: String,
    /// The line it starts on.
    pub line: usize,
    /// Whether everything came out as expected.
    pub passed: bool,
    /// What did not: what, expected, found.
    pub differences: Vec<Difference>,
}

/// Something that came out otherwise than expected.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// What was compared, such as `score` or `W01.points`.
    pub what: String,
    /// What the case expects.
    pub expected: String,
    /// What came out.
    pub found: String,
}

impl SuiteReport {
    /// Whether every case passed, and there was at least one.
    pub fn passed(&self) -> bool {
        !self.cases.is_empty() && self.cases.iter().all(|case| case.passed)
    }
}

impl Suite {
    /// Whether a text is a file of cases rather than a rule set.
    pub fn is_suite(source: &Source) -> bool {
        source
            .text()
            .lines()
            .any(|line| ["cases:", "案例:", "案例："].iter().any(|key| line.starts_with(key)))
    }

    /// Reads a file of cases.
    ///
    /// # Errors
    ///
    /// Every problem of the text. No case at all is one of them.
    pub fn read(source: &Source) -> Result<Suite, Diagnostics> {
        let sources = [source.clone()];
        let mut sink = Sink::new(&sources);
        let nodes = crate::syntax::read(source, 0, &mut sink);
        let suite = nodes.first().and_then(|node| suite(node, source, &mut sink));
        if nodes.is_empty() && !sink.has_errors() {
            sink.report(Span::default(), Message::EmptyFile);
        }
        match suite {
            Some(suite) if !sink.has_errors() => Ok(suite),
            _ => Err(sink.finish()),
        }
    }

    /// The rule set under test.
    pub fn ruleset(&self) -> &str {
        &self.ruleset.0
    }

    /// Runs every case by the rule set it names.
    ///
    /// # Errors
    ///
    /// Where the rule set is not on the shelf, or a case expects something of an item, section, gate or grade that does
    /// not exist.
    pub fn run(&self, shelf: &Shelf) -> Result<SuiteReport, Diagnostics> {
        let sources = [self.source.clone()];
        let mut sink = Sink::new(&sources);
        let (id, at) = &self.ruleset;
        let versions: Vec<_> =
            shelf.programs().filter(|program| program.rules().id() == id).collect();
        let Some(newest) = versions.last() else {
            let near = nearest(id, shelf.programs().map(|program| program.rules().id()));
            sink.report(*at, Message::NoRuleSet { id: id.clone(), near });
            return Err(sink.finish());
        };
        let mut cases = Vec::with_capacity(self.cases.len());
        for case in &self.cases {
            let as_of = case.as_of.or(case.date);
            let program = match as_of {
                Some(on) => shelf.in_force(id, on),
                None => Some(*newest),
            };
            let Some(program) = program else {
                let message = Message::NotInForce {
                    id: id.clone(),
                    date: as_of.map(|on| on.to_string()).unwrap_or_default(),
                    ranges: list(versions.iter().map(|program| program.rules().version())),
                };
                sink.report(case.span, message);
                continue;
            };
            let expected = compare::expected(&case.expect, &program.rules().standard, &mut sink);
            let Some(expected) = expected else { continue };
            let form = self.form(case, program.rules().effective_from());
            let mut placing = Sink::new(&sources);
            let below: Vec<Outcome> =
                case.below.iter().map(|one| shelf.placed(one, &mut placing)).collect();
            let differences = match program.admit_besides(&form, &below, &placing.finish()) {
                Ok(inspection) => {
                    let assessment =
                        inspection.assess_as_known(as_of.unwrap_or(form.date), case.known_on);
                    compare::differences(&expected, &assessment)
                }
                Err(problems) => match &expected.error {
                    Some(code) if problems.iter().any(|p| p.code().as_str() == code) => Vec::new(),
                    Some(code) => vec![Difference {
                        what: "error".to_owned(),
                        expected: code.clone(),
                        found: problems.lines(crate::Language::English),
                    }],
                    None => {
                        sink.extend(&problems);
                        continue;
                    }
                },
            };
            cases.push(CaseReport {
                name: case.name.clone(),
                line: self.source.line_column(case.span.start).line,
                passed: differences.is_empty(),
                differences,
            });
        }
        if sink.has_errors() {
            return Err(sink.finish());
        }
        Ok(SuiteReport { ruleset: id.clone(), file: self.source.name().to_owned(), cases })
    }

    /// What its cases come to under a program, by their names: those whose data fit it, whatever they expect.
    pub(crate) fn assessments(&self, program: &Program, most: usize) -> Vec<(&str, Assessment)> {
        let assessed = self.cases.iter().take(most).filter_map(|case| {
            let form = self.form(case, program.rules().effective_from());
            let below: Vec<Outcome> = case.below.iter().map(Outcome::from_form).collect();
            let inspection = program.admit_with(&form, &below).ok()?;
            Some((case.name.as_str(), inspection.assess_as_of(case.as_of.unwrap_or(form.date))))
        });
        assessed.collect()
    }

    fn form(&self, case: &Case, first_day: Date) -> Form {
        let subject = case.subject.clone().unwrap_or_else(|| Subject {
            code: "case".to_owned(),
            name: None,
            parent: None,
            class: None,
            proximity: None,
        });
        Form {
            source: self.source.clone(),
            span: case.span,
            number: None,
            ruleset: None,
            subject,
            kind: None,
            date: case.date.or(case.as_of).unwrap_or(first_day),
            method: case.method,
            inspectors: Vec::new(),
            answers: case.facts.clone(),
            notes: Vec::new(),
            photos: Vec::new(),
            rectified: case.rectified.clone(),
            overrides: case.overrides.clone(),
            below: case.below.clone(),
        }
    }
}

fn suite(node: &Node, source: &Source, sink: &mut Sink<'_>) -> Option<Suite> {
    let read = Fields::open(node, &CASES, sink)?;
    let id_node = read.get("cases")?;
    let ruleset = (fields::text(id_node, sink)?.to_owned(), id_node.span);
    let nodes = fields::elements(read.get("items")?, sink)?;
    let mut cases: Vec<Case> = Vec::with_capacity(nodes.len());
    for node in nodes {
        if let Some(case) = case(node, &cases, sink) {
            cases.push(case);
        }
    }
    if nodes.is_empty() {
        sink.report(read.span, Message::NoCases);
    }
    Some(Suite { source: source.clone(), ruleset, cases })
}

fn case(node: &Node, earlier: &[Case], sink: &mut Sink<'_>) -> Option<Case> {
    let read = Fields::open(node, &CASE, sink)?;
    let name = read.get("case").and_then(|n| fields::text(n, sink)).map(str::to_owned);
    let date = |word: &str, sink: &mut Sink<'_>| read.get(word).and_then(|n| fields::date(n, sink));
    let (as_of, day) = (date("as_of", sink), date("date", sink));
    let known_on = date("known_on", sink);
    let method =
        read.get("method").and_then(|n| fields::word(n, crate::syntax::vocabulary::METHODS, sink));
    let subject = read.get("subject").and_then(|n| form::subject(n, sink)).map(|(s, _)| s);
    let like = match read.get("like") {
        Some(node) => {
            let wanted = fields::text(node, sink)?;
            let found = earlier.iter().find(|case| case.name == wanted);
            if found.is_none() {
                let near = nearest(wanted, earlier.iter().map(|case| case.name.as_str()));
                let message = Message::NoSuchCase { name: fields::shorten(wanted), near };
                sink.report(node.span, message);
                return None;
            }
            found
        }
        None => None,
    };
    let own = read.get("facts").map(|node| form::answers(node, sink)).unwrap_or_default();
    let mut facts: Vec<Given> = like.map(|case| case.facts.clone()).unwrap_or_default();
    for given in own {
        match facts.iter_mut().find(|known| known.name == given.name) {
            Some(known) => *known = given,
            None => facts.push(given),
        }
    }
    let below = match read.get("below") {
        Some(node) => form::results(node, sink),
        None => like.map(|case| case.below.clone()).unwrap_or_default(),
    };
    let rectified = form::named(read.get("rectified"), sink, fields::date);
    let overrides = form::named(read.get("overrides"), sink, form::decision);
    let expect = read.get("expect")?;
    let named = Fields::open(expect, &EXPECT, sink)?;
    if named.given().next().is_none() {
        sink.report(expect.span, Message::NothingExpected);
        return None;
    }
    let name = name?;
    if earlier.iter().any(|case| case.name == name) {
        sink.report(node.span, Message::DuplicateId { id: name.clone() });
    }
    let inherited =
        |own: Option<Date>, from: fn(&Case) -> Option<Date>| own.or_else(|| like.and_then(from));
    Some(Case {
        name,
        span: node.span,
        as_of: inherited(as_of, |case| case.as_of),
        known_on: inherited(known_on, |case| case.known_on),
        date: inherited(day, |case| case.date),
        method: method.or_else(|| like.and_then(|case| case.method)),
        subject: subject.or_else(|| like.and_then(|case| case.subject.clone())),
        facts,
        below,
        rectified,
        overrides,
        expect: expect.clone(),
    })
}

/// A map in an expectation, entry by entry.
fn entries<'n>(node: &'n Node, sink: &mut Sink<'_>) -> Option<Vec<(&'n str, Span, &'n Node)>> {
    match &node.value {
        Tree::Map(map) => Some(
            map.iter()
                .map(|entry| (entry.key.text.as_str(), entry.key.span, &entry.value))
                .collect(),
        ),
        _ => {
            sink.report(node.span, Message::WantedMap);
            None
        }
    }
}
