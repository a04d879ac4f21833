//! Expressions as written.

use crate::source::Span;

/// An expression with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expr {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Digits as written; `85%` is per cent.
    Number {
        digits: String,
        percent: bool,
    },
    Truth(bool),
    /// `date(2022-08-01)`.
    Date(String),
    /// `a` or `a.b`.
    Name(Vec<Word>),
    Unary(UnaryOp, Box<Expr>),
    Binary(BinaryOp, Span, Box<Expr>, Box<Expr>),
    Divide {
        over: Box<Expr>,
        by: Box<Expr>,
        empty: Option<Empty>,
        op: Span,
    },
    In(Box<Expr>, Vec<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    Call {
        name: Word,
        args: Vec<Expr>,
    },
    /// `count(F where C)`, `sum(F.field where C)`, `distinct(F by a, b where C)`, `worst(3, F.field where C)`.
    Over {
        name: Word,
        args: Vec<Expr>,
        over: Vec<Word>,
        by: Vec<Word>,
        filter: Option<Box<Expr>>,
    },
}

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// What an empty divisor means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Empty {
    NotApplicable,
    Value(Box<Expr>),
}

/// One operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnaryOp {
    Neg,
    Not,
}

/// Two operands; division stands apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinaryOp {
    Add,
    Sub,
    Mul,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
}
