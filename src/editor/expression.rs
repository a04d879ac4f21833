//! Expressions under a cursor: the word, the part around it, its type, and what it computes to.

use super::Document;
use crate::check::{Scope, children};
use crate::diagnostic::{Language, Sink};
use crate::explain::phrase::{number, seen};
use crate::expr::ast::{Empty, Expr, Kind as Ast};
use crate::expr::{self};
use crate::model::expression::{Expression, Kind, Type};
use crate::model::fact::{Fact, FactKind};
use crate::model::range::Range;
use crate::source::Span;
use crate::syntax::node::Node;
use crate::value::Number;

/// At most so many cases are run to see what an expression computes to, and so many are shown.
const MOST_CASES: usize = 24;
const SHOWN_CASES: usize = 2;

/// A word of an expression with what stands around it.
#[derive(Debug)]
pub(super) struct WordAt<'t> {
    pub(super) text: &'t str,
    pub(super) from: usize,
    pub(super) to: usize,
    /// The word before the point before it.
    pub(super) owner: Option<&'t str>,
    /// Whether a bracket follows.
    pub(super) called: bool,
}

fn is_part(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_continue(c)
}

/// The word at or just before a byte of a text.
pub(super) fn word_at(text: &str, at: usize) -> Option<WordAt<'_>> {
    let (before, after) = (text.get(..at)?, text.get(at..)?);
    let from = at - ending(before);
    let to = at + after.chars().take_while(|c| is_part(*c)).map(char::len_utf8).sum::<usize>();
    let word = text.get(from..to).filter(|word| !word.is_empty())?;
    let ahead = text.get(..from).unwrap_or("");
    let owner = ahead.strip_suffix('.').map(|rest| {
        let length = ending(rest);
        rest.get(rest.len() - length..).unwrap_or("")
    });
    let called = text.get(to..).unwrap_or("").trim_start().starts_with('(');
    Some(WordAt { text: word, from, to, owner, called })
}

/// How many bytes at the end of a text belong to a word.
pub(super) fn ending(text: &str) -> usize {
    text.chars().rev().take_while(|c| is_part(*c)).map(char::len_utf8).sum()
}

/// Where in a scalar's text a byte of the file lies; none where it was written with escapes or over several lines.
pub(super) fn offset_in(node: &Node, at: u32) -> Option<usize> {
    let text = node.written()?;
    let whole = node.part(0, text.len());
    let exact = whole.end.saturating_sub(whole.start) as usize == text.len();
    let offset = at.checked_sub(whole.start)? as usize;
    (exact && offset <= text.len() && text.is_char_boundary(offset)).then_some(offset)
}

/// An expression as written in a scalar.
pub(super) fn parsed(node: &Node) -> Option<Expr> {
    let text = node.written()?;
    expr::parse(text, &|from, to| node.part(from, to), &mut Sink::new(&[]))
}

/// The parts of an expression that hold a byte, the outermost first.
pub(super) fn parts_at(ast: &Expr, at: u32) -> Vec<&Expr> {
    let mut out = vec![ast];
    let mut here = ast;
    while let Some(next) = inner(here).into_iter().find(|part| holds(part.span, at)) {
        out.push(next);
        here = next;
    }
    out
}

fn holds(span: Span, at: u32) -> bool {
    span.start <= at && at <= span.end
}

fn inner(ast: &Expr) -> Vec<&Expr> {
    match &ast.kind {
        Ast::Number { .. } | Ast::Truth(_) | Ast::Date(_) | Ast::Name(_) => Vec::new(),
        Ast::Unary(_, a) => vec![a],
        Ast::Binary(_, _, a, b) => vec![a, b],
        Ast::Divide { over, by, empty, .. } => match empty {
            Some(Empty::Value(value)) => vec![over, by, value],
            _ => vec![over, by],
        },
        Ast::In(a, list) => std::iter::once(a.as_ref()).chain(list).collect(),
        Ast::If(a, b, c) => vec![a, b, c],
        Ast::Call { args, .. } => args.iter().collect(),
        Ast::Over { args, filter, .. } => args.iter().chain(filter.as_deref()).collect(),
    }
}

/// The word of a choice at a byte: its position among the words.
pub(super) fn choice_at(e: &Expression, at: u32) -> Option<(usize, Vec<String>)> {
    if let (Kind::Word(word), Type::Choice(words)) = (&e.kind, &e.ty)
        && holds(e.span, at)
    {
        return Some((*word, words.clone()));
    }
    let mut found = None;
    children(e, &mut |part| {
        if found.is_none() {
            found = choice_at(part, at);
        }
    });
    found
}

/// Whether an expression reads something that only an item or a finding gives.
fn is_local(e: &Expression) -> bool {
    let mut local = matches!(e.kind, Kind::Result(_) | Kind::Field(_) | Kind::KnownField(_));
    if !matches!(e.kind, Kind::Over(_)) {
        children(e, &mut |part| local = local || is_local(part));
    }
    local
}

/// The type, unit and range of an expression, in both languages.
pub(super) fn type_line(document: &Document, e: &Expression) -> String {
    let range = document.sketch.range(e);
    match &e.ty {
        Type::Truth => "类型 type: 条件 condition".to_owned(),
        Type::Date => "类型 type: 日期 date".to_owned(),
        Type::Choice(words) => format!("类型 type: 选项 choice ({})", words.join(" < ")),
        Type::Number(unit) if !unit.is_plain() => {
            format!("类型 type: 数 number · 单位 unit: {unit}{}", range_text(&range))
        }
        Type::Number(_) | Type::Literal => format!("类型 type: 数 number{}", range_text(&range)),
    }
}

/// ` · 范围 range: 1 … 20`; the value where there is only one.
fn range_text(range: &Range) -> String {
    if let Some(only) = range.single() {
        return format!(" · 值 value: **{}**", number(only));
    }
    let end = |n: &Option<Number>, without: &str| n.as_ref().map_or(without.to_owned(), number);
    format!(" · 范围 range: {} … {}", end(&range.low, "−∞"), end(&range.high, "∞"))
}

/// What an expression is and what it computes to in the cases beside the file.
pub(super) fn lines(document: &Document, e: &Expression) -> Vec<String> {
    let mut out = vec![type_line(document, e)];
    let constant = document.sketch.range(e).single().is_some();
    if !constant && !is_local(e) {
        out.extend(in_cases(document, e));
    }
    out
}

/// What an expression computes to in the first cases in which it is known.
fn in_cases(document: &Document, e: &Expression) -> Vec<String> {
    let Some(rules) = document.rules() else { return Vec::new() };
    let suites = document.suites();
    // Positions of facts and named values are those of the rule set only where all of them could be read.
    let standard = &rules.standard;
    let same = standard.facts.len() == document.sketch.facts().len();
    if suites.is_empty() || !same {
        return Vec::new();
    }
    let program = rules.with_value(e.clone()).compile();
    let mut out = Vec::new();
    for suite in suites {
        for (name, assessment) in suite.assessments(&program, MOST_CASES) {
            let values = assessment.let_values();
            let Some(Some(value)) = values.last() else { continue };
            if !value.is_known() {
                continue;
            }
            let text = match (&e.ty, value) {
                (Type::Choice(words), crate::compile::seen::Seen::Word(at)) => {
                    words.get(*at).cloned().unwrap_or_default()
                }
                (Type::Number(unit), known) if !unit.is_plain() => {
                    format!("{} {unit}", seen(known, None, Language::Chinese))
                }
                (Type::Truth, known) => {
                    let say = |language| seen(known, None, language);
                    format!("{} {}", say(Language::Chinese), say(Language::English))
                }
                (_, known) => seen(known, None, Language::Chinese),
            };
            out.push(format!("案例 case “{name}”: **{text}**"));
            if out.len() == SHOWN_CASES {
                return out;
            }
        }
    }
    out
}

/// The option of that id, with its title, of a choice with these words.
pub(super) fn option_title(facts: &[Fact], words: &[String], id: &str) -> Option<String> {
    facts.iter().find_map(|fact| match &fact.kind {
        FactKind::Choice(choice) if choice.words.iter().map(|w| &w.id).eq(words) => {
            choice.words.iter().find(|word| word.id == id).map(|word| word.title.clone())
        }
        FactKind::Findings(fields) => option_title(fields, words, id),
        _ => None,
    })
}

impl Document {
    /// What an expression means at its place.
    pub(super) fn typed(&self, ast: &Expr, scope: Scope<'_>) -> Option<Expression> {
        self.sketch.typed(ast, scope)
    }
}
