//! Expressions: from what is written to what is meant.
//!
//! Every name becomes a position, every operator gets its type, units are followed through. One slip is one error: an
//! expression with a part that failed fails silently.

mod calls;
mod grids;
mod lets;
mod names;
mod ranges;
mod shares;

pub(crate) use calls::FUNCTIONS;
pub(crate) use lets::{LetSource, LetState, Progress, Valued};
pub(crate) use ranges::{Degree, Degrees, range_of};
use ranges::{Parts, degree_of, range_in};
pub(crate) use shares::percent_missing;

use super::names::{Meaning, Names};
use crate::diagnostic::{Message, Sink, nearest};
use crate::expr::ast::{BinaryOp, Empty as AstEmpty, Expr, Kind as Ast, UnaryOp, Word};
use crate::model::Part;
use crate::model::expression::{
    Arithmetic, Comparison, Empty, Expression, Extreme, Kind, Measure, Over, OverWhat, Smooth, Type,
};
use crate::model::fact::{Fact, FactKind};
use crate::model::range::Range;
use crate::model::unit::Unit;
use crate::source::Span;
use crate::syntax::fields::{not_a_number, parse_number};
use crate::syntax::vocabulary::{self, MEASURES, WHOLES};
use crate::value::{Date, Number};
use std::collections::BTreeMap;

/// Types expressions.
pub(crate) struct Typer<'n, 's, 'k> {
    pub(crate) names: &'n Names,
    pub(crate) sink: &'s mut Sink<'k>,
    pub(crate) progress: Progress,
    /// The list of findings whose fields can be named.
    scope: Option<usize>,
    /// Whether results can be read: in gates and grades.
    results: bool,
    /// How many expressions are being typed inside one another.
    depth: usize,
}

/// The most of them; a let that stands before what it uses is typed inside it.
const MOST_DEPTH: usize = 120;

impl<'n, 's, 'k> Typer<'n, 's, 'k> {
    pub(crate) fn new(names: &'n Names, sink: &'s mut Sink<'k>, progress: Progress) -> Self {
        Self { names, sink, progress, scope: None, results: false, depth: 0 }
    }

    /// Types with the fields of a list of findings in scope.
    pub(crate) fn within<T>(&mut self, findings: usize, f: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.scope.replace(findings);
        let out = f(self);
        self.scope = before;
        out
    }

    /// Types with results in scope.
    pub(crate) fn with_results<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.results, true);
        let out = f(self);
        self.results = before;
        out
    }

    /// A condition.
    pub(crate) fn condition(&mut self, ast: &Expr) -> Option<Expression> {
        let typed = self.infer(ast, Some(&Type::Truth))?;
        self.bounded(&typed)?;
        self.demand(typed, &Type::Truth)
    }

    /// A number of any unit.
    pub(crate) fn number(&mut self, ast: &Expr) -> Option<Expression> {
        let typed = self.infer(ast, None)?;
        self.bounded(&typed)?;
        self.demand_number(typed)
    }

    /// What a number can be, from the declared ranges of facts alone.
    pub(crate) fn range(&self, e: &Expression) -> Range {
        range_in(self.scope, e, &self.progress.facts, &self.progress.finished)
    }

    /// The step all values of an expression are multiples of, where that is known.
    pub(crate) fn grid(&self, e: &Expression) -> Option<Number> {
        Parts::new(&self.progress.facts, &self.progress.finished).grid(self.scope, e, MOST_DEPTH)
    }

    /// A choice.
    pub(crate) fn choice(&mut self, ast: &Expr) -> Option<(Expression, Vec<String>)> {
        let typed = self.infer(ast, None)?;
        match &typed.ty {
            Type::Choice(words) => {
                let words = words.clone();
                Some((typed, words))
            }
            other => {
                let message = wanted(other, ("a choice", "选项"));
                self.sink.report(typed.span, message);
                None
            }
        }
    }

    /// The degree of an expression, unless its numbers could grow without measure.
    fn bounded(&mut self, typed: &Expression) -> Option<Degree> {
        let degree = degree_of(typed, &self.progress.degrees);
        if degree.total() <= Degree::MOST {
            return Some(degree);
        }
        let most = Degree::MOST.to_string();
        self.sink.report(typed.span, Message::TooManyFactors { most });
        None
    }

    fn demand(&mut self, typed: Expression, want: &Type) -> Option<Expression> {
        if typed.ty == *want {
            return Some(typed);
        }
        let message = wanted(&typed.ty, name_of(want));
        self.sink.report(typed.span, message);
        None
    }

    fn demand_number(&mut self, typed: Expression) -> Option<Expression> {
        match typed.ty {
            Type::Number(_) | Type::Literal => Some(typed),
            ref other => {
                let message = wanted(other, ("a number", "数"));
                self.sink.report(typed.span, message);
                None
            }
        }
    }

    /// What an expression means; `want` helps to read bare words of a choice.
    pub(crate) fn infer(&mut self, ast: &Expr, want: Option<&Type>) -> Option<Expression> {
        if self.depth >= MOST_DEPTH {
            self.sink.report(ast.span, Message::TooDeep { most: MOST_DEPTH.to_string() });
            return None;
        }
        self.depth += 1;
        let typed = self.inferred(ast, want);
        self.depth -= 1;
        typed
    }

    fn inferred(&mut self, ast: &Expr, want: Option<&Type>) -> Option<Expression> {
        let made = |ty: Type, kind: Kind| Some(Expression { span: ast.span, ty, kind });
        match &ast.kind {
            Ast::Number { digits, percent } => {
                let Some(number) = parse_number(digits) else {
                    self.sink.report(ast.span, not_a_number(digits));
                    return None;
                };
                let number = if *percent { number.div(&Number::from(100))? } else { number };
                made(Type::Literal, Kind::Number(number))
            }
            Ast::Truth(truth) => made(Type::Truth, Kind::Truth(*truth)),
            Ast::Date(text) => match Date::parse(text) {
                Some(date) => made(Type::Date, Kind::Date(date)),
                None => {
                    self.sink.report(ast.span, Message::NotADate { written: text.clone() });
                    None
                }
            },
            Ast::Name(words) => self.name(ast.span, words, want),
            Ast::Unary(UnaryOp::Not, inner) => {
                let inner = self.condition(inner)?;
                made(Type::Truth, Kind::Not(Box::new(inner)))
            }
            Ast::Unary(UnaryOp::Neg, inner) => {
                let inner = self.number(inner)?;
                made(inner.ty.clone(), Kind::Negate(Box::new(inner)))
            }
            Ast::Binary(op, at, left, right) => self.binary(ast.span, *op, *at, left, right),
            Ast::Divide { over, by, empty, op } => {
                let (over, by) = (self.number(over), self.number(by));
                let (over, by) = (over?, by?);
                let ty = Type::Number(unit(&over.ty).over(&unit(&by.ty)));
                let ty = if over.ty == Type::Literal && by.ty == Type::Literal {
                    Type::Literal
                } else {
                    ty
                };
                let empty = match empty {
                    _ if !self.range(&by).holds(&Number::ZERO) => Empty::Never,
                    Some(AstEmpty::NotApplicable) => Empty::NotApplicable,
                    Some(AstEmpty::Value(value)) => Empty::Value(Box::new(self.number(value)?)),
                    None => {
                        self.sink.report(*op, Message::DivisorMayBeZero);
                        return None;
                    }
                };
                made(ty, Kind::Divide(Box::new(over), Box::new(by), empty))
            }
            Ast::In(value, list) => self.membership(ast.span, value, list),
            Ast::If(condition, then, otherwise) => {
                let condition = self.condition(condition);
                let then = self.infer(then, want);
                let otherwise = self.infer(otherwise, then.as_ref().map(|t| &t.ty).or(want));
                let (condition, then, otherwise) = (condition?, then?, otherwise?);
                let ty = self.same(ast.span, &then.ty, &otherwise.ty)?;
                made(ty, Kind::If(Box::new(condition), Box::new(then), Box::new(otherwise)))
            }
            Ast::Call { name, args } => self.call(ast.span, name, args),
            Ast::Over { name, args, over, by, filter } => {
                self.over(ast.span, name, args, over, by, filter.as_deref())
            }
        }
    }

    fn pair(&mut self, left: &Expr, right: &Expr) -> Option<(Expression, Expression)> {
        if self.is_bare(left) && !self.is_bare(right) {
            let right = self.infer(right, None)?;
            let left = self.infer(left, Some(&right.ty))?;
            return Some((left, right));
        }
        let (bare, typed) = (self.is_bare(left), self.infer(left, None));
        // What a word means beside something broken nobody can tell.
        if typed.is_none() && !bare && self.is_bare(right) {
            return None;
        }
        let right = self.infer(right, typed.as_ref().map(|left| &left.ty));
        typed.zip(right)
    }

    fn binary(
        &mut self,
        span: Span,
        op: BinaryOp,
        at: Span,
        left: &Expr,
        right: &Expr,
    ) -> Option<Expression> {
        let made = |ty: Type, kind: Kind| Some(Expression { span, ty, kind });
        let comparison = match op {
            BinaryOp::And | BinaryOp::Or => {
                let (left, right) = (self.condition(left), self.condition(right));
                let (left, right) = (Box::new(left?), Box::new(right?));
                let kind = if op == BinaryOp::And {
                    Kind::And(left, right)
                } else {
                    Kind::Or(left, right)
                };
                return made(Type::Truth, kind);
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => {
                let (left, right) = (self.number(left), self.number(right));
                let (left, right) = (left?, right?);
                let (operator, ty) = match op {
                    BinaryOp::Mul => {
                        let both_literal = left.ty == Type::Literal && right.ty == Type::Literal;
                        let ty = Type::Number(unit(&left.ty).times(&unit(&right.ty)));
                        (Arithmetic::Multiply, if both_literal { Type::Literal } else { ty })
                    }
                    BinaryOp::Add => (Arithmetic::Add, self.same(at, &left.ty, &right.ty)?),
                    _ => (Arithmetic::Subtract, self.same(at, &left.ty, &right.ty)?),
                };
                return made(ty, Kind::Arithmetic(operator, Box::new(left), Box::new(right)));
            }
            BinaryOp::Eq => Comparison::Equal,
            BinaryOp::Ne => Comparison::NotEqual,
            BinaryOp::Lt => Comparison::Less,
            BinaryOp::Le => Comparison::LessOrEqual,
            BinaryOp::Gt => Comparison::Greater,
            BinaryOp::Ge => Comparison::GreaterOrEqual,
        };
        if let Some(state) = self.state(span, comparison, left, right) {
            return state;
        }
        let written = (left, right);
        let (left, right) = self.pair(left, right)?;
        self.same(at, &left.ty, &right.ty)?;
        if !self.no_percent_is_missing(&left, written.1)
            || !self.no_percent_is_missing(&right, written.0)
        {
            return None;
        }
        if left.ty == Type::Truth && !matches!(comparison, Comparison::Equal | Comparison::NotEqual)
        {
            self.sink.report(at, Message::TruthsHaveNoOrder);
            return None;
        }
        made(Type::Truth, Kind::Compare(comparison, Box::new(left), Box::new(right)))
    }

    /// `ITEM.state = fail` and `!=`; `None` where it is something else.
    #[expect(
        clippy::option_option,
        reason = "none of these forms, or one of them that may have failed"
    )]
    fn state(
        &mut self,
        span: Span,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
    ) -> Option<Option<Expression>> {
        let Ast::Name(words) = &left.kind else { return None };
        let [item, measure] = words.as_slice() else { return None };
        if !matches!(measure.text.as_str(), "state" | "状态") || !self.results {
            return None;
        }
        let part = *self.names.parts.get(&item.text)?;
        if let Some(Part::Section(_)) = part {
            self.sink.report(item.span, Message::SectionHasNoState { name: item.text.clone() });
            return Some(None);
        }
        let state = match &right.kind {
            Ast::Name(words) => words.first().map(|word| word.text.as_str()).unwrap_or_default(),
            _ => "",
        };
        let known = vocabulary::STATES.iter().find(|w| w.word == state || w.chinese == state);
        let Some(known) = known else {
            let near = nearest(state, vocabulary::STATES.iter().flat_map(|w| [w.word, w.chinese]));
            let words = crate::diagnostic::list(vocabulary::STATES.iter().map(|w| w.word));
            let message = Message::UnknownChoice { written: state.into(), words, near };
            self.sink.report(right.span, message);
            return Some(None);
        };
        let at = match part {
            Some(Part::Item(at)) => at,
            // The item failed, and that was reported.
            _ => return Some(None),
        };
        let is = Expression {
            span,
            ty: Type::Truth,
            kind: Kind::Result(Measure::StateIs(at, known.word)),
        };
        Some(Some(match comparison {
            Comparison::Equal => is,
            Comparison::NotEqual => {
                Expression { span, ty: Type::Truth, kind: Kind::Not(Box::new(is)) }
            }
            _ => {
                self.sink.report(span, Message::TruthsHaveNoOrder);
                return Some(None);
            }
        }))
    }

    fn membership(&mut self, span: Span, value: &Expr, list: &[Expr]) -> Option<Expression> {
        let value = self.infer(value, None)?;
        let mut members = Vec::with_capacity(list.len());
        for member in list {
            let typed = self.infer(member, Some(&value.ty))?;
            self.same(member.span, &value.ty, &typed.ty)?;
            if !self.no_percent_is_missing(&value, member) {
                return None;
            }
            members.push(typed);
        }
        Some(Expression { span, ty: Type::Truth, kind: Kind::In(Box::new(value), members) })
    }

    /// The type two operands share.
    fn same(&mut self, at: Span, left: &Type, right: &Type) -> Option<Type> {
        match (left, right) {
            (Type::Literal, Type::Number(unit)) | (Type::Number(unit), Type::Literal) => {
                Some(Type::Number(unit.clone()))
            }
            (Type::Number(a), Type::Number(b)) if a != b => {
                self.sink.report(at, units_differ(a, b));
                None
            }
            (a, b) if a == b => Some(a.clone()),
            (a, b) => {
                let ((en_a, zh_a), (en_b, zh_b)) = (name_of(a), name_of(b));
                let message = Message::TypesDiffer {
                    left: en_a.into(),
                    right: en_b.into(),
                    zh_left: zh_a.into(),
                    zh_right: zh_b.into(),
                };
                self.sink.report(at, message);
                None
            }
        }
    }
}

/// The type of a fact that can stand in an expression.
fn type_of(fact: &Fact) -> Option<Type> {
    match &fact.kind {
        FactKind::YesNo => Some(Type::Truth),
        FactKind::Number(number) => Some(Type::Number(number.unit.clone())),
        FactKind::Choice(choice) => {
            Some(Type::Choice(choice.words.iter().map(|word| word.id.clone()).collect()))
        }
        FactKind::Date => Some(Type::Date),
        FactKind::Text | FactKind::Checklist(_) | FactKind::Findings(_) => None,
    }
}

pub(super) fn unit(ty: &Type) -> Unit {
    match ty {
        Type::Number(unit) => unit.clone(),
        _ => Unit::default(),
    }
}

fn name_of(ty: &Type) -> (&'static str, &'static str) {
    match ty {
        Type::Truth => ("a condition", "条件"),
        Type::Number(_) | Type::Literal => ("a number", "数"),
        Type::Choice(_) => ("a choice", "选项"),
        Type::Date => ("a date", "日期"),
    }
}

fn wanted(found: &Type, want: (&str, &str)) -> Message {
    let (en, zh) = name_of(found);
    Message::WrongType {
        found: en.into(),
        wanted: want.0.into(),
        zh_found: zh.into(),
        zh_wanted: want.1.into(),
    }
}

/// What is wrong with two units that are not the same.
pub(crate) fn units_differ(left: &Unit, right: &Unit) -> Message {
    match (left.is_plain(), right.is_plain()) {
        (true, false) => Message::UnitMissing { unit: right.to_string() },
        (false, true) => Message::UnitMissing { unit: left.to_string() },
        _ => Message::UnitMismatch { left: left.to_string(), right: right.to_string() },
    }
}
