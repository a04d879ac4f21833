//! Expressions as written.

use crate::source::Span;

/// An expression with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expr {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
    /// How many levels it has; 1 for a leaf.
    pub(crate) height: usize,
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

impl Kind {
    /// The levels of its tallest part.
    pub(crate) fn tallest(&self) -> usize {
        let of = |list: &[Expr]| list.iter().map(|e| e.height).max().unwrap_or(0);
        match self {
            Self::Number { .. } | Self::Truth(_) | Self::Date(_) | Self::Name(_) => 0,
            Self::Unary(_, a) => a.height,
            Self::Binary(_, _, a, b) => a.height.max(b.height),
            Self::Divide { over, by, empty, .. } => {
                let empty = match empty {
                    Some(Empty::Value(value)) => value.height,
                    _ => 0,
                };
                over.height.max(by.height).max(empty)
            }
            Self::In(a, list) => a.height.max(of(list)),
            Self::If(a, b, c) => a.height.max(b.height).max(c.height),
            Self::Call { args, .. } => of(args),
            Self::Over { args, filter, .. } => {
                of(args).max(filter.as_ref().map_or(0, |f| f.height))
            }
        }
    }
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
