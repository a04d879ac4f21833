//! Expressions: from what is written to what is meant.
//!
//! Every name becomes a position, every operator gets its type, units are followed through. One slip is one error: an
//! expression with a part that failed fails silently.

use super::names::{Meaning, Names};
use crate::diagnostic::{Message, Sink, nearest};
use crate::expr::ast::{BinaryOp, Empty as AstEmpty, Expr, Kind as Ast, UnaryOp, Word};
use crate::model::Part;
use crate::model::expression::{
    Arithmetic, Comparison, Empty, Expression, Extreme, Kind, Measure, Over, OverWhat, Type,
};
use crate::model::fact::{Fact, FactKind};
use crate::model::range::Range;
use crate::model::unit::Unit;
use crate::source::Span;
use crate::syntax::fields::parse_number;
use crate::syntax::vocabulary;
use crate::value::{Date, Number};

/// A let that is being typed, was typed, or not yet.
pub(crate) enum LetState {
    Waiting(Option<Box<dyn LetSource>>),
    Busy,
    /// Position among the finished lets; none where it failed.
    Done(Option<(usize, Type)>),
}

/// How a waiting let becomes an expression.
pub(crate) trait LetSource {
    /// Types it.
    fn typed(&self, typer: &mut Typer<'_, '_, '_>) -> Option<Expression>;
    /// Where its name stands.
    fn span(&self) -> Span;
}

/// Types expressions.
pub(crate) struct Typer<'n, 's, 'k> {
    pub(crate) names: &'n Names,
    pub(crate) sink: &'s mut Sink<'k>,
    pub(crate) lets: Vec<(String, LetState)>,
    /// Finished lets, each after those it uses.
    pub(crate) finished: Vec<(String, Expression)>,
    /// The list of findings whose fields can be named.
    scope: Option<usize>,
    /// Whether results can be read: in gates and grades.
    results: bool,
}

impl<'n, 's, 'k> Typer<'n, 's, 'k> {
    pub(crate) fn new(
        names: &'n Names,
        sink: &'s mut Sink<'k>,
        lets: Vec<(String, LetState)>,
    ) -> Self {
        Self { names, sink, lets, finished: Vec::new(), scope: None, results: false }
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
        self.demand(typed, &Type::Truth)
    }

    /// A number of any unit.
    pub(crate) fn number(&mut self, ast: &Expr) -> Option<Expression> {
        let typed = self.infer(ast, None)?;
        self.demand_number(typed)
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

    /// The type of a let, typing it first if need be.
    fn use_let(&mut self, at: usize, span: Span) -> Option<(usize, Type)> {
        let (name, state) = self.lets.get_mut(at)?;
        let name = name.clone();
        match std::mem::replace(state, LetState::Busy) {
            LetState::Done(done) => {
                self.finish_let(at, LetState::Done(done.clone()));
                done
            }
            LetState::Busy => {
                self.sink.report(span, Message::LetCycle { name });
                None
            }
            LetState::Waiting(source) => {
                let (scope, results) = (self.scope.take(), self.results);
                self.results = false;
                let typed = source.and_then(|source| source.typed(self));
                (self.scope, self.results) = (scope, results);
                let done = typed.map(|typed| {
                    let ty = typed.ty.clone();
                    self.finished.push((name, typed));
                    (self.finished.len() - 1, ty)
                });
                self.finish_let(at, LetState::Done(done.clone()));
                done
            }
        }
    }

    fn finish_let(&mut self, at: usize, state: LetState) {
        if let Some((_, slot)) = self.lets.get_mut(at) {
            *slot = state;
        }
    }

    /// Types every let, used or not.
    pub(crate) fn type_all_lets(&mut self) {
        for at in 0..self.lets.len() {
            let span = match self.lets.get(at) {
                Some((_, LetState::Waiting(Some(source)))) => source.span(),
                _ => Span::default(),
            };
            let _ = self.use_let(at, span);
        }
    }

    /// What an expression means; `want` helps to read bare words of a choice.
    pub(crate) fn infer(&mut self, ast: &Expr, want: Option<&Type>) -> Option<Expression> {
        let made = |ty: Type, kind: Kind| Some(Expression { span: ast.span, ty, kind });
        match &ast.kind {
            Ast::Number { digits, percent } => {
                let number = parse_number(digits)?;
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
                    _ if never_zero(&by, &self.names.facts, &self.finished) => Empty::Never,
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

    fn name(&mut self, span: Span, words: &[Word], want: Option<&Type>) -> Option<Expression> {
        let made = |ty: Type, kind: Kind| Some(Expression { span, ty, kind });
        let first = words.first()?;
        if let [only] = words {
            if let Some(Type::Choice(choices)) = want
                && let Some(at) = choices.iter().position(|word| *word == only.text)
            {
                return made(Type::Choice(choices.clone()), Kind::Word(at));
            }
            if let Some(list) = self.scope
                && let Some((at, field)) =
                    self.names.fields(list).iter().enumerate().find(|(_, f)| f.id == only.text)
            {
                return match type_of(field) {
                    Some(ty) => made(ty, Kind::Field(at)),
                    None => self.not_a_value(span, field),
                };
            }
            return match self.names.values.get(&only.text) {
                Some(Meaning::Fact(at)) => {
                    let fact = self.names.facts.get(*at)?;
                    match type_of(fact) {
                        Some(ty) => made(ty, Kind::Fact(*at)),
                        None => self.not_a_value(span, fact),
                    }
                }
                Some(Meaning::Let(at)) => {
                    let (position, ty) = self.use_let(*at, span)?;
                    made(ty, Kind::Let(position))
                }
                Some(Meaning::Broken) => None,
                None => self.unknown_name(span, &only.text, want),
            };
        }
        let [_, second] = words else {
            self.sink.report(span, Message::NameTooLong);
            return None;
        };
        match self.names.values.get(&first.text) {
            Some(Meaning::Broken) => return None,
            Some(Meaning::Fact(at)) => {
                let fact = self.names.facts.get(*at)?;
                return match &fact.kind {
                    FactKind::Checklist(points) => {
                        match points.iter().position(|point| point.id == second.text) {
                            Some(point) => made(Type::Truth, Kind::Member(*at, point)),
                            None => {
                                let near =
                                    nearest(&second.text, points.iter().map(|p| p.id.as_str()));
                                let message = Message::UnknownPoint {
                                    list: fact.id.clone(),
                                    point: second.text.clone(),
                                    near,
                                };
                                self.sink.report(second.span, message);
                                None
                            }
                        }
                    }
                    _ => {
                        self.sink
                            .report(second.span, Message::NoParts { name: first.text.clone() });
                        None
                    }
                };
            }
            _ => {}
        }
        let Some(part) = self.names.parts.get(&first.text).copied() else {
            if first.text == "total" && self.results {
                return self.total(span, second);
            }
            return self.unknown_name(first.span, &first.text, None);
        };
        if !self.results {
            let message = Message::ResultOutOfPlace { name: first.text.clone() };
            self.sink.report(span, message);
            return None;
        }
        let part = part?;
        let plain = Type::Number(Unit::default());
        match second.text.as_str() {
            "points" | "分值" | "得分" => made(plain, Kind::Result(Measure::Points(part))),
            "share" | "占比" | "得分率" => made(plain, Kind::Result(Measure::Share(part))),
            _ => self.unknown_measure(second),
        }
    }

    fn total(&mut self, span: Span, measure: &Word) -> Option<Expression> {
        let kind = match measure.text.as_str() {
            "points" | "分值" | "得分" => Kind::Result(Measure::TotalPoints),
            "share" | "占比" | "得分率" => Kind::Result(Measure::TotalShare),
            _ => return self.unknown_measure(measure),
        };
        Some(Expression { span, ty: Type::Number(Unit::default()), kind })
    }

    fn unknown_measure(&mut self, measure: &Word) -> Option<Expression> {
        let near = nearest(&measure.text, ["points", "share", "state"]);
        let message = Message::UnknownMeasure { measure: measure.text.clone(), near };
        self.sink.report(measure.span, message);
        None
    }

    fn not_a_value(&mut self, span: Span, fact: &Fact) -> Option<Expression> {
        let message = match &fact.kind {
            FactKind::Text => Message::TextInExpression { name: fact.id.clone() },
            FactKind::Checklist(_) => Message::ChecklistInExpression { name: fact.id.clone() },
            _ => Message::FindingsInExpression { name: fact.id.clone() },
        };
        self.sink.report(span, message);
        None
    }

    fn unknown_name(&mut self, span: Span, name: &str, want: Option<&Type>) -> Option<Expression> {
        let fields = self.scope.map(|list| self.names.fields(list)).unwrap_or_default();
        let choices = match want {
            Some(Type::Choice(words)) => words.as_slice(),
            _ => &[],
        };
        let parts = self.results.then_some(&self.names.parts);
        let near = nearest(
            name,
            self.names
                .values
                .keys()
                .chain(fields.iter().map(|f| &f.id))
                .chain(choices)
                .chain(parts.into_iter().flat_map(|p| p.keys()))
                .map(String::as_str),
        );
        let message = match want {
            Some(Type::Choice(words)) => Message::UnknownChoice {
                written: name.into(),
                words: crate::diagnostic::list(words.iter().map(String::as_str)),
                near,
            },
            _ => Message::UnknownName { name: name.into(), near },
        };
        self.sink.report(span, message);
        None
    }

    /// Whether a bare word stands for nothing here, so that the other operand must say what it is.
    fn is_bare(&self, ast: &Expr) -> bool {
        let Ast::Name(words) = &ast.kind else { return false };
        let [only] = words.as_slice() else { return false };
        let field = self
            .scope
            .is_some_and(|list| self.names.fields(list).iter().any(|f| f.id == only.text));
        !field && !self.names.values.contains_key(&only.text)
    }

    fn pair(&mut self, left: &Expr, right: &Expr) -> Option<(Expression, Expression)> {
        if self.is_bare(left) && !self.is_bare(right) {
            let right = self.infer(right, None)?;
            let left = self.infer(left, Some(&right.ty))?;
            return Some((left, right));
        }
        let left = self.infer(left, None);
        let right = self.infer(right, left.as_ref().map(|l| &l.ty));
        left.zip(right)
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
        let (left, right) = self.pair(left, right)?;
        self.same(at, &left.ty, &right.ty)?;
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
        let at = match part {
            Some(Part::Item(at)) => at,
            Some(Part::Section(_)) => {
                self.sink.report(item.span, Message::SectionHasNoState { name: item.text.clone() });
                return Some(None);
            }
            None => return Some(None),
        };
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
                let message = Message::UnitMismatch { left: a.to_string(), right: b.to_string() };
                self.sink.report(at, message);
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

    fn call(&mut self, span: Span, name: &Word, args: &[Expr]) -> Option<Expression> {
        // One name of a list of findings: the same as taking it over the whole list.
        if let [Expr { kind: Ast::Name(words), .. }] = args
            && over_what(&name.text).is_some()
            && words.first().is_some_and(|word| self.is_findings(&word.text))
        {
            return self.over(span, name, &[], words, &[], None);
        }
        let made = |ty: Type, kind: Kind| Some(Expression { span, ty, kind });
        let function = name.text.as_str();
        match (function, args) {
            ("min" | "max" | "最小" | "最大", [_, ..]) => {
                let extreme =
                    if matches!(function, "min" | "最小") { Extreme::Min } else { Extreme::Max };
                let mut ty: Option<Type> = None;
                let mut list = Vec::with_capacity(args.len());
                for arg in args {
                    let typed = self.number(arg)?;
                    ty = Some(match ty {
                        Some(ty) => self.same(arg.span, &ty, &typed.ty)?,
                        None => typed.ty.clone(),
                    });
                    list.push(typed);
                }
                made(ty?, Kind::Extreme(extreme, list))
            }
            ("ceil" | "floor" | "abs" | "进位" | "取整" | "绝对值", [arg]) => {
                let typed = self.number(arg)?;
                let ty = typed.ty.clone();
                let typed = Box::new(typed);
                let kind = match function {
                    "ceil" | "进位" => Kind::Ceil(typed),
                    "floor" | "取整" => Kind::Floor(typed),
                    _ => Kind::Abs(typed),
                };
                made(ty, kind)
            }
            ("round" | "修约", [value, step]) => {
                let value = self.number(value)?;
                let step = self.number(step)?;
                match step.kind {
                    Kind::Number(number) if number.is_positive() => {
                        made(value.ty.clone(), Kind::Round(Box::new(value), number))
                    }
                    _ => {
                        self.sink.report(step.span, Message::StepNotLiteral);
                        None
                    }
                }
            }
            ("count_true" | "成立个数", [_, ..]) => {
                let list: Vec<_> = args.iter().map(|arg| self.condition(arg)).collect();
                let list = list.into_iter().collect::<Option<Vec<_>>>()?;
                made(Type::Number(Unit::default()), Kind::CountTrue(list))
            }
            ("number" | "数值", [arg]) => {
                let typed = self.number(arg)?;
                made(Type::Number(Unit::default()), typed.kind)
            }
            ("days_between" | "相隔天数", [from, to]) => {
                let from = self.infer(from, Some(&Type::Date))?;
                let from = self.demand(from, &Type::Date)?;
                let to = self.infer(to, Some(&Type::Date))?;
                let to = self.demand(to, &Type::Date)?;
                let ty = Type::Number(Unit::named("天"));
                made(ty, Kind::DaysBetween(Box::new(from), Box::new(to)))
            }
            ("known" | "已知", [Expr { kind: Ast::Name(words), span: at, .. }]) => {
                let fact = self.fact_named(words, *at)?;
                made(Type::Truth, Kind::Known(fact))
            }
            (
                "unmet" | "met" | "未达" | "已达",
                [Expr { kind: Ast::Name(words), span: at, .. }],
            ) => {
                let fact = self.fact_named(words, *at)?;
                if !matches!(
                    self.names.facts.get(fact).map(|f| &f.kind),
                    Some(FactKind::Checklist(_))
                ) {
                    self.sink.report(*at, Message::NotAChecklist);
                    return None;
                }
                let met = matches!(function, "met" | "已达");
                made(Type::Number(Unit::default()), Kind::Tally(fact, met))
            }
            _ => {
                let known = FUNCTIONS.iter().find(|(en, zh, _)| *en == function || *zh == function);
                let message = match known {
                    Some((name, _, usage)) => {
                        Message::WrongArguments { function: (*name).into(), usage: (*usage).into() }
                    }
                    None => Message::UnknownFunction {
                        name: function.into(),
                        near: nearest(function, FUNCTIONS.iter().flat_map(|f| [f.0, f.1])),
                    },
                };
                self.sink.report(name.span, message);
                None
            }
        }
    }

    fn is_findings(&self, name: &str) -> bool {
        self.names.fact(name).is_some_and(|(_, f)| matches!(f.kind, FactKind::Findings(_)))
    }

    fn fact_named(&mut self, words: &[Word], span: Span) -> Option<usize> {
        let name = words.first().map(|word| word.text.as_str()).unwrap_or_default();
        match self.names.values.get(name) {
            Some(Meaning::Fact(at)) => Some(*at),
            Some(Meaning::Broken) => None,
            _ => {
                let near = nearest(name, self.names.facts.iter().map(|f| f.id.as_str()));
                self.sink.report(span, Message::UnknownFact { name: name.into(), near });
                None
            }
        }
    }

    fn over(
        &mut self,
        span: Span,
        name: &Word,
        args: &[Expr],
        over: &[Word],
        by: &[Word],
        filter: Option<&Expr>,
    ) -> Option<Expression> {
        let Some(what) = over_what(&name.text) else {
            let near = nearest(&name.text, OVER.iter().map(|(word, _, _)| *word));
            self.sink.report(name.span, Message::UnknownFunction { name: name.text.clone(), near });
            return None;
        };
        let list = self.fact_named(over, span)?;
        if !matches!(self.names.facts.get(list).map(|f| &f.kind), Some(FactKind::Findings(_))) {
            self.sink.report(span, Message::NotFindings);
            return None;
        }
        let fields = self.names.fields(list);
        let field = match over {
            [_, field] => Some(self.field(fields, field)?),
            _ => None,
        };
        let needs_field = matches!(
            what,
            OverWhat::Sum | OverWhat::Mean | OverWhat::Min | OverWhat::Max | OverWhat::Worst
        );
        let usage = |what: &str| Message::WrongArguments {
            function: name.text.clone(),
            usage: what.into(),
        };
        if needs_field != field.is_some() {
            let hint = if needs_field { "sum(F.field where …)" } else { "count(F where …)" };
            self.sink.report(span, usage(hint));
            return None;
        }
        let mut ty = Type::Number(Unit::default());
        let each = match field {
            Some(at) => {
                let found = fields.get(at)?;
                match type_of(found) {
                    Some(number @ Type::Number(_)) => {
                        ty = number.clone();
                        Some(Expression { span, ty: number, kind: Kind::Field(at) })
                    }
                    _ => {
                        self.sink.report(span, usage("sum(F.number …)"));
                        return None;
                    }
                }
            }
            None => None,
        };
        let by = by.iter().map(|word| self.field(fields, word)).collect::<Option<Vec<usize>>>()?;
        if (what == OverWhat::Distinct) == by.is_empty() {
            self.sink.report(span, usage("distinct(F by field, field where …)"));
            return None;
        }
        let k = match (what, args) {
            (OverWhat::Worst, [Expr { kind: Ast::Number { digits, percent: false }, .. }]) => {
                digits.parse::<usize>().ok().filter(|k| *k > 0)
            }
            (OverWhat::Worst, _) => None,
            (_, []) => Some(0),
            _ => None,
        };
        let Some(k) = k else {
            self.sink.report(span, usage("worst(3, F.field where …)"));
            return None;
        };
        let filter = match filter {
            Some(filter) => Some(self.within(list, |typer| typer.condition(filter))?),
            None => None,
        };
        if matches!(what, OverWhat::Any | OverWhat::All) {
            ty = Type::Truth;
        }
        let over = Over { what, fact: list, each, filter, by, at_most_per: None, k };
        Some(Expression { span, ty, kind: Kind::Over(Box::new(over)) })
    }

    /// The position of a field.
    pub(crate) fn field(&mut self, fields: &[Fact], word: &Word) -> Option<usize> {
        let found = fields.iter().position(|field| field.id == word.text);
        if found.is_none() {
            let near = nearest(&word.text, fields.iter().map(|f| f.id.as_str()));
            self.sink.report(word.span, Message::UnknownField { name: word.text.clone(), near });
        }
        found
    }
}

/// Functions with their Chinese names and how they are used.
const FUNCTIONS: &[(&str, &str, &str)] = &[
    ("min", "最小", "min(a, b)"),
    ("max", "最大", "max(a, b)"),
    ("ceil", "进位", "ceil(x)"),
    ("floor", "取整", "floor(x)"),
    ("abs", "绝对值", "abs(x)"),
    ("round", "修约", "round(x, 0.01)"),
    ("count_true", "成立个数", "count_true(a, b, c)"),
    ("number", "数值", "number(x)"),
    ("days_between", "相隔天数", "days_between(from, to)"),
    ("known", "已知", "known(fact)"),
    ("unmet", "未达", "unmet(checklist)"),
    ("met", "已达", "met(checklist)"),
    ("count", "个数", "count(F where …)"),
    ("sum", "合计", "sum(F.field where …)"),
    ("mean", "平均", "mean(F.field where …)"),
    ("any", "任一", "any(F where …)"),
    ("all", "全部", "all(F where …)"),
    ("share", "占比", "share(F where …)"),
    ("distinct", "不同", "distinct(F by field where …)"),
    ("worst", "最差", "worst(3, F.field where …)"),
];

const OVER: &[(&str, &str, OverWhat)] = &[
    ("count", "个数", OverWhat::Count),
    ("sum", "合计", OverWhat::Sum),
    ("mean", "平均", OverWhat::Mean),
    ("min", "最小", OverWhat::Min),
    ("max", "最大", OverWhat::Max),
    ("any", "任一", OverWhat::Any),
    ("all", "全部", OverWhat::All),
    ("share", "占比", OverWhat::Share),
    ("distinct", "不同", OverWhat::Distinct),
    ("worst", "最差", OverWhat::Worst),
];

fn over_what(name: &str) -> Option<OverWhat> {
    OVER.iter().find(|(en, zh, _)| *en == name || *zh == name).map(|(_, _, what)| *what)
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

/// Whether an expression is proven never to be zero.
fn never_zero(e: &Expression, facts: &[Fact], lets: &[(String, Expression)]) -> bool {
    !range_of(e, facts, lets).holds(&Number::ZERO)
}

/// The numbers an expression can take, from the declared ranges of its facts alone.
pub(crate) fn range_of(e: &Expression, facts: &[Fact], lets: &[(String, Expression)]) -> Range {
    let of = |e: &Expression| range_of(e, facts, lets);
    let at_least_zero = || Range { low: Some(Number::ZERO), high: None };
    match &e.kind {
        Kind::Number(number) => Range::point(number),
        Kind::Fact(at) => match facts.get(*at).map(|fact| &fact.kind) {
            Some(FactKind::Number(n)) => Range { low: n.least.clone(), high: n.most.clone() },
            _ => Range::default(),
        },
        Kind::Let(at) => lets.get(*at).map(|(_, e)| of(e)).unwrap_or_default(),
        Kind::Negate(a) => of(a).negate(),
        Kind::Arithmetic(Arithmetic::Add, a, b) => of(a).add(&of(b)),
        Kind::Arithmetic(Arithmetic::Subtract, a, b) => of(a).subtract(&of(b)),
        Kind::Arithmetic(Arithmetic::Multiply, a, b) => of(a).multiply(&of(b)),
        Kind::Divide(a, b, empty) => {
            let quotient = of(a).divide(&of(b));
            match (quotient, empty) {
                (Some(range), Empty::Value(value)) => range.hull(&of(value)),
                (None, Empty::Value(value)) => of(value),
                (range, _) => range.unwrap_or_default(),
            }
        }
        Kind::If(_, a, b) => of(a).hull(&of(b)),
        Kind::Extreme(extreme, list) => list
            .iter()
            .map(of)
            .reduce(|a, b| if *extreme == Extreme::Min { a.min(&b) } else { a.max(&b) })
            .unwrap_or_default(),
        Kind::Ceil(a) => of(a).rising(Number::ceil),
        Kind::Floor(a) => of(a).rising(Number::floor),
        Kind::Abs(a) => of(a).abs(),
        Kind::Round(a, step) => of(a).rising(|n| n.round_to(step, crate::value::Rounding::Gbt8170)),
        Kind::CountTrue(list) => Range::between(
            Number::ZERO,
            Number::from(i64::try_from(list.len()).unwrap_or(i64::MAX)),
        ),
        Kind::Tally(fact, _) => match facts.get(*fact).map(|fact| &fact.kind) {
            Some(FactKind::Checklist(points)) => Range::between(
                Number::ZERO,
                Number::from(i64::try_from(points.len()).unwrap_or(i64::MAX)),
            ),
            _ => at_least_zero(),
        },
        Kind::Over(over) => match over.what {
            OverWhat::Count | OverWhat::Distinct => at_least_zero(),
            OverWhat::Share => Range::between(Number::ZERO, Number::ONE),
            _ => Range::default(),
        },
        _ => Range::default(),
    }
}
