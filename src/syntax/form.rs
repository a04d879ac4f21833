//! Inspections as they are handed in: who was inspected, when, and the answers, not yet held against a rule set.

use super::fields::{self, Fields};
use super::inspection::{BELOW_RESULT, INSPECTION, OVERRIDE, SUBJECT};
use super::node::{Entry, Key, Node, Scalar, Tree};
use super::vocabulary;
use crate::diagnostic::{Diagnostics, Message, Sink};
use crate::source::{Source, Span};
use crate::value::{Date, Number};

/// One inspection as handed in. The next stage is [`crate::Program::admit`].
#[derive(Clone, Debug)]
pub struct Form {
    pub(crate) source: Source,
    pub(crate) span: Span,
    pub(crate) number: Option<String>,
    pub(crate) ruleset: Option<(String, Span)>,
    pub(crate) subject: Subject,
    pub(crate) kind: Option<(String, Span)>,
    pub(crate) date: Date,
    pub(crate) method: Option<&'static str>,
    pub(crate) inspectors: Vec<String>,
    pub(crate) answers: Vec<Given>,
    pub(crate) notes: Vec<(String, Span, String)>,
    pub(crate) photos: Vec<(String, Span, Vec<String>)>,
    pub(crate) rectified: Vec<(String, Span, Date)>,
    pub(crate) overrides: Vec<(String, Span, Override)>,
    pub(crate) below: Vec<Result>,
}

/// A result changed after an appeal (复核改判).
#[derive(Clone, Debug)]
pub(crate) struct Override {
    /// The points it has instead; none where it does not apply.
    pub(crate) points: Option<Number>,
    pub(crate) why: String,
    pub(crate) by: String,
    pub(crate) on: Date,
}

/// One answer as handed in.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) at: Span,
    pub(crate) value: Node,
}

/// Who or what was inspected.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Subject {
    /// The code, as text.
    pub code: String,
    /// The name; households have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The code of the subject above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The class it is ranked in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// `near_town`, `ordinary` or `remote`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proximity: Option<&'static str>,
}

/// The result of a subject below, assessed elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct Result {
    pub(crate) code: (String, Span),
    pub(crate) ruleset: (String, Span),
    pub(crate) score: Option<(Number, Span)>,
    pub(crate) low: Option<(Number, Span)>,
    pub(crate) high: Option<(Number, Span)>,
    pub(crate) grade: Option<(String, Span)>,
    pub(crate) weight: Option<(Number, Span)>,
}

/// One cell of a row: the title of its column, its text, and where it stands.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Column title: a fact's id or title, `fact.point`, or one of the subject's columns.
    pub column: String,
    /// What the cell holds.
    pub text: String,
    /// Where the title of its column stands: a title nobody knows is one error, not one a row.
    pub title: Span,
    /// Where the cell stands.
    pub span: Span,
}

impl Form {
    /// Reads inspections from YAML, JSON or JSON Lines: one, a list of them, or several documents.
    ///
    /// # Errors
    ///
    /// Every problem of the text, in the order of its places.
    pub fn read(source: &Source) -> std::result::Result<Vec<Form>, Diagnostics> {
        let sources = [source.clone()];
        let mut sink = Sink::new(&sources);
        let nodes = super::read(source, 0, &mut sink);
        let mut forms = Vec::new();
        if nodes.is_empty() && !sink.has_errors() {
            sink.report(Span::default(), Message::EmptyFile);
        }
        for node in &nodes {
            match &node.value {
                Tree::List(list) => {
                    forms.extend(list.iter().filter_map(|node| form(node, source, &mut sink)));
                }
                _ => forms.extend(form(node, source, &mut sink)),
            }
        }
        if sink.has_errors() { Err(sink.finish()) } else { Ok(forms) }
    }

    /// Reads one inspection from the cells of a row, such as a line of CSV. An empty cell was not checked.
    ///
    /// # Errors
    ///
    /// What is wrong with the subject's own columns; answers are judged when the inspection is admitted.
    pub fn from_cells(
        source: &Source,
        row: Span,
        cells: &[Cell],
    ) -> std::result::Result<Form, Diagnostics> {
        let sources = [source.clone()];
        let mut sink = Sink::new(&sources);
        let form = row_form(source, row, cells, &mut sink);
        match form {
            Some(form) if !sink.has_errors() => Ok(form),
            _ => Err(sink.finish()),
        }
    }

    /// A form of nobody on a day, for trying rules out.
    pub(crate) fn blank(date: Date) -> Form {
        Form {
            source: Source::new("", ""),
            span: Span::default(),
            number: None,
            ruleset: None,
            subject: Subject {
                code: String::new(),
                name: None,
                parent: None,
                class: None,
                proximity: None,
            },
            kind: None,
            date,
            method: None,
            inspectors: Vec::new(),
            answers: Vec::new(),
            notes: Vec::new(),
            photos: Vec::new(),
            rectified: Vec::new(),
            overrides: Vec::new(),
            below: Vec::new(),
        }
    }

    /// The subject.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The day of the inspection.
    pub fn date(&self) -> Date {
        self.date
    }

    /// The rule set it names, where it names one.
    pub fn ruleset(&self) -> Option<&str> {
        self.ruleset.as_ref().map(|(id, _)| id.as_str())
    }

    /// The kind of subject it names, where it names one.
    pub fn subject_kind(&self) -> Option<&str> {
        self.kind.as_ref().map(|(kind, _)| kind.as_str())
    }
}

fn form(node: &Node, source: &Source, sink: &mut Sink<'_>) -> Option<Form> {
    let read = Fields::open(node, &INSPECTION, sink)?;
    let text = |word: &str, sink: &mut Sink<'_>| {
        read.get(word).and_then(|n| fields::text(n, sink)).map(str::to_owned)
    };
    let number = text("inspection", sink);
    let ruleset = match read.get("ruleset") {
        Some(node) => fields::text(node, sink).map(|t| (t.to_owned(), node.span)),
        None => None,
    };
    let subject = read.get("subject").and_then(|node| subject(node, sink));
    let date = read.get("date").and_then(|node| fields::date(node, sink));
    let method = read.get("method").and_then(|node| fields::word(node, vocabulary::METHODS, sink));
    let inspectors = match read.get("inspectors") {
        Some(node) => fields::texts(node, sink).into_iter().map(|(t, _)| t.to_owned()).collect(),
        None => Vec::new(),
    };
    let answers = read.get("facts").map(|node| answers(node, sink)).unwrap_or_default();
    let notes =
        named(read.get("notes"), sink, |node, sink| fields::text(node, sink).map(str::to_owned));
    let photos = named(read.get("photos"), sink, |node, sink| {
        Some(fields::texts(node, sink).into_iter().map(|(t, _)| t.to_owned()).collect())
    });
    let rectified = named(read.get("rectified"), sink, fields::date);
    let overrides = named(read.get("overrides"), sink, decision);
    let below = read.get("below").map(|node| results(node, sink)).unwrap_or_default();
    let (subject, kind) = subject?;
    Some(Form {
        source: source.clone(),
        span: node.span,
        number,
        ruleset,
        subject,
        kind,
        date: date?,
        method,
        inspectors,
        answers,
        notes,
        photos,
        rectified,
        overrides,
        below,
    })
}

/// A subject with the kind it names.
pub(crate) fn subject(
    node: &Node,
    sink: &mut Sink<'_>,
) -> Option<(Subject, Option<(String, Span)>)> {
    let read = Fields::open(node, &SUBJECT, sink)?;
    let text = |word: &str, sink: &mut Sink<'_>| {
        read.get(word).and_then(|n| fields::text(n, sink)).map(str::to_owned)
    };
    let kind = match read.get("kind") {
        Some(node) => fields::text(node, sink).map(|t| (subject_word(t), node.span)),
        None => None,
    };
    let code = read.get("code").and_then(|node| code(node, sink));
    let name = text("name", sink);
    let parent = read.get("parent").and_then(|node| self::code(node, sink));
    let class = text("class", sink);
    let proximity =
        read.get("proximity").and_then(|n| fields::word(n, vocabulary::PROXIMITY, sink));
    Some((Subject { code: code?, name, parent, class, proximity }, kind))
}

fn subject_word(word: &str) -> String {
    let known = vocabulary::SUBJECTS.iter().find(|w| w.chinese == word);
    known.map_or(word, |w| w.word).to_owned()
}

/// A code, as text: a spreadsheet that turned it into `5.13431E+11` has lost its digits.
fn code(node: &Node, sink: &mut Sink<'_>) -> Option<String> {
    let text = fields::text(node, sink)?;
    let exponent = text.contains(['e', 'E'])
        && text.contains('+')
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+'));
    if exponent {
        sink.report(node.span, Message::CodeNotText { written: fields::shorten(text) });
        return None;
    }
    Some(text.to_owned())
}

/// What was decided about one item.
pub(crate) fn decision(node: &Node, sink: &mut Sink<'_>) -> Option<Override> {
    let read = Fields::open(node, &OVERRIDE, sink)?;
    let text = |word: &str, sink: &mut Sink<'_>| {
        read.get(word).and_then(|n| fields::text(n, sink)).map(str::to_owned)
    };
    let points = read.get("points").and_then(|node| match node.written() {
        Some("not_applicable" | "不适用") => Some(None),
        _ => fields::number(node, sink).map(Some),
    });
    let (why, by) = (text("why", sink), text("by", sink));
    let on = read.get("on").and_then(|n| fields::date(n, sink));
    Some(Override { points: points?, why: why?, by: by?, on: on? })
}

/// The answers of a map.
pub(crate) fn answers(node: &Node, sink: &mut Sink<'_>) -> Vec<Given> {
    let Tree::Map(map) = &node.value else {
        sink.report(node.span, Message::WantedMap);
        return Vec::new();
    };
    map.iter()
        .map(|entry| Given {
            name: entry.key.text.clone(),
            at: entry.key.span,
            value: entry.value.clone(),
        })
        .collect()
}

/// Items with something said of each.
pub(crate) fn named<T>(
    node: Option<&Node>,
    sink: &mut Sink<'_>,
    read: impl Fn(&Node, &mut Sink<'_>) -> Option<T>,
) -> Vec<(String, Span, T)> {
    let Some(node) = node else { return Vec::new() };
    let Tree::Map(map) = &node.value else {
        sink.report(node.span, Message::WantedMap);
        return Vec::new();
    };
    map.iter()
        .filter_map(|entry| {
            read(&entry.value, sink).map(|value| (entry.key.text.clone(), entry.key.span, value))
        })
        .collect()
}

/// Results of subjects below.
pub(crate) fn results(node: &Node, sink: &mut Sink<'_>) -> Vec<Result> {
    let Some(list) = fields::elements(node, sink) else { return Vec::new() };
    list.iter()
        .filter_map(|node| {
            let read = Fields::open(node, &BELOW_RESULT, sink)?;
            let text = |word: &str, sink: &mut Sink<'_>| {
                let node = read.get(word)?;
                Some((fields::text(node, sink)?.to_owned(), node.span))
            };
            let number = |word: &str, sink: &mut Sink<'_>| {
                let node = read.get(word)?;
                Some((fields::number(node, sink)?, node.span))
            };
            let node = read.get("code")?;
            Some(Result {
                code: (code(node, sink)?, node.span),
                ruleset: text("ruleset", sink)?,
                score: number("score", sink),
                low: number("low", sink),
                high: number("high", sink),
                grade: text("grade", sink),
                weight: number("weight", sink),
            })
        })
        .collect()
}

fn row_form(source: &Source, row: Span, cells: &[Cell], sink: &mut Sink<'_>) -> Option<Form> {
    let scalar = |cell: &Cell| Node {
        span: cell.span,
        value: Tree::Scalar(Scalar { text: cell.text.trim().to_owned(), quoted: true }),
    };
    let mut subject_map: Vec<Entry> = Vec::new();
    let (mut ruleset, mut date, mut method, mut number) = (None, None, None, None);
    let mut inspectors = Vec::new();
    let mut answers = Vec::new();
    for cell in cells {
        let text = cell.text.trim();
        let column = cell.column.trim();
        if text.is_empty() {
            continue;
        }
        let node = scalar(cell);
        if let Some(key) = SUBJECT.key(column) {
            let key = Key { text: key.word.to_owned(), span: cell.span };
            subject_map.push(Entry { key, value: node });
            continue;
        }
        match INSPECTION.key(column).map(|key| key.word) {
            Some("ruleset") => ruleset = Some((text.to_owned(), cell.span)),
            Some("date") => date = fields::date(&node, sink),
            Some("method") => method = fields::word(&node, vocabulary::METHODS, sink),
            Some("inspection") => number = Some(text.to_owned()),
            Some("inspectors") => {
                inspectors.extend(text.split([';', '；', '、']).map(|t| t.trim().to_owned()));
            }
            _ => answers.push(Given {
                name: column.to_owned(),
                at: cell.title,
                value: state_of(text, cell.span).unwrap_or(node),
            }),
        }
    }
    let subject_node = Node { span: row, value: Tree::Map(subject_map) };
    let subject = subject(&subject_node, sink);
    if date.is_none() && !sink.has_errors() {
        let message = Message::MissingKey {
            block: "inspection".into(),
            zh_block: "检查".into(),
            key: "date".into(),
            zh_key: "日期".into(),
        };
        sink.report(row, message);
    }
    let (subject, kind) = subject?;
    Some(Form {
        source: source.clone(),
        span: row,
        number,
        ruleset,
        subject,
        kind,
        date: date?,
        method,
        inspectors,
        answers,
        notes: Vec::new(),
        photos: Vec::new(),
        rectified: Vec::new(),
        overrides: Vec::new(),
        below: Vec::new(),
    })
}

/// `不适用`, `未查` or `不明` in a cell, with a reason after a colon.
fn state_of(text: &str, span: Span) -> Option<Node> {
    let (word, reason) = match text.split_once([':', '：']) {
        Some((word, reason)) => (word.trim(), reason.trim()),
        None => (text, text),
    };
    let key = match word {
        "不适用" | "not_applicable" => "not_applicable",
        "未查" | "未检查" | "not_checked" => "not_checked",
        "不明" | "unknown" => "unknown",
        _ => return None,
    };
    let key = Key { text: key.to_owned(), span };
    let value =
        Node { span, value: Tree::Scalar(Scalar { text: reason.to_owned(), quoted: true }) };
    Some(Node { span, value: Tree::Map(vec![Entry { key, value }]) })
}
