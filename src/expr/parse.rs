//! Tokens to a tree, by recursive descent with a bounded depth.

use super::ast::{BinaryOp, Empty, Expr, Kind, UnaryOp, Word};
use super::lex::{Keyword, Token, TokenKind, tokens};
use crate::diagnostic::{Message, Sink};
use crate::source::Span;

/// The longest expression, in bytes.
const MOST_BYTES: usize = 20_000;
/// The deepest nesting.
const MOST_DEPTH: usize = 64;
/// The tallest expression: whatever walks one later needs that much stack.
const MOST_HEIGHT: usize = 100;

/// Reads an expression. `at` gives the place of a range of bytes of `text`. The first error ends it.
pub(crate) fn parse(
    text: &str,
    at: &dyn Fn(usize, usize) -> Span,
    sink: &mut Sink<'_>,
) -> Option<Expr> {
    if text.len() > MOST_BYTES {
        sink.report(at(0, text.len()), Message::ExpressionTooLong { most: MOST_BYTES.to_string() });
        return None;
    }
    let tokens = tokens(text, at, sink)?;
    let mut parser = Parser { tokens, next: 0, at, depth: 0 };
    let parsed = parser.expression().and_then(|expr| match parser.peek() {
        TokenKind::End => Ok(expr),
        _ => parser.unexpected(),
    });
    match parsed {
        Ok(expr) => Some(expr),
        Err(fault) => {
            let (span, message) = *fault;
            sink.report(span, message);
            None
        }
    }
}

struct Parser<'a> {
    tokens: Vec<Token>,
    next: usize,
    at: &'a dyn Fn(usize, usize) -> Span,
    depth: usize,
}

/// Boxed, since a message is much larger than what is parsed.
type Parsed<T> = Result<T, Box<(Span, Message)>>;

impl Parser<'_> {
    fn peek(&self) -> &TokenKind {
        self.tokens.get(self.next).map_or(&TokenKind::End, |token| &token.kind)
    }

    fn from(&self) -> usize {
        self.tokens.get(self.next).map_or(0, |token| token.from)
    }

    /// Where the token before this one ends.
    fn to(&self) -> usize {
        self.next.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.to)
    }

    fn here(&self) -> Span {
        let (from, to) = self.tokens.get(self.next).map_or((0, 0), |t| (t.from, t.to));
        (self.at)(from, to)
    }

    fn since(&self, from: usize) -> Span {
        (self.at)(from, self.to())
    }

    fn advance(&mut self) {
        self.next += 1;
    }

    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), TokenKind::Sign(s) if *s == sign);
        self.next += usize::from(found);
        found
    }

    fn keyword(&mut self, keyword: Keyword) -> bool {
        let found = *self.peek() == TokenKind::Keyword(keyword);
        self.next += usize::from(found);
        found
    }

    fn unexpected<T>(&self) -> Parsed<T> {
        let message = match self.peek() {
            TokenKind::End => Message::ExpressionEnds,
            TokenKind::Sign("%") => Message::PercentSign,
            TokenKind::Keyword(Keyword::WhenEmpty) => Message::WhenEmptyOutOfPlace,
            _ => {
                let (from, to) = self.tokens.get(self.next).map_or((0, 0), |t| (t.from, t.to));
                let written = match self.peek() {
                    TokenKind::Number(text) | TokenKind::Name(text) => text.clone(),
                    TokenKind::Sign(sign) => (*sign).to_owned(),
                    _ => format!("{}", to - from),
                };
                match self.peek() {
                    TokenKind::Keyword(keyword) => {
                        let word = super::lex::KEYWORDS.iter().find(|(_, _, k)| k == keyword);
                        let written = word.map_or("", |(en, _, _)| en).to_owned();
                        Message::UnexpectedToken { written }
                    }
                    _ => Message::UnexpectedToken { written },
                }
            }
        };
        Err(Box::new((self.here(), message)))
    }

    fn require(&mut self, sign: &'static str) -> Parsed<()> {
        if self.sign(sign) {
            return Ok(());
        }
        Err(Box::new((self.here(), Message::SignExpected { sign: sign.into() })))
    }

    fn expect_keyword(&mut self, keyword: Keyword, word: &str) -> Parsed<()> {
        if self.keyword(keyword) {
            return Ok(());
        }
        Err(Box::new((self.here(), Message::SignExpected { sign: word.into() })))
    }

    /// An expression of what was read since `from`. A chain leans to the left, so its length is its height.
    fn made(&self, from: usize, kind: Kind) -> Parsed<Expr> {
        let height = kind.tallest().saturating_add(1);
        if height > MOST_HEIGHT {
            let message = Message::TooDeep { most: MOST_HEIGHT.to_string() };
            return Err(Box::new((self.since(from), message)));
        }
        Ok(Expr { span: self.since(from), kind, height })
    }

    fn deeper<T>(&mut self, f: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(Box::new((self.here(), Message::TooDeep { most: MOST_DEPTH.to_string() })));
        }
        let out = f(self);
        self.depth -= 1;
        out
    }

    fn expression(&mut self) -> Parsed<Expr> {
        self.deeper(|p| {
            let from = p.from();
            if !p.keyword(Keyword::If) {
                return p.or();
            }
            let condition = p.expression()?;
            p.expect_keyword(Keyword::Then, "then")?;
            let then = p.expression()?;
            p.expect_keyword(Keyword::Else, "else")?;
            let otherwise = p.expression()?;
            let kind = Kind::If(Box::new(condition), Box::new(then), Box::new(otherwise));
            p.made(from, kind)
        })
    }

    fn or(&mut self) -> Parsed<Expr> {
        self.chain(Self::and, |p| p.keyword(Keyword::Or).then_some(BinaryOp::Or))
    }

    fn and(&mut self) -> Parsed<Expr> {
        self.chain(Self::not, |p| p.keyword(Keyword::And).then_some(BinaryOp::And))
    }

    fn sum(&mut self) -> Parsed<Expr> {
        self.chain(Self::product, |p| {
            if p.sign("+") { Some(BinaryOp::Add) } else { p.sign("-").then_some(BinaryOp::Sub) }
        })
    }

    fn chain(
        &mut self,
        operand: impl Fn(&mut Self) -> Parsed<Expr>,
        operator: impl Fn(&mut Self) -> Option<BinaryOp>,
    ) -> Parsed<Expr> {
        let from = self.from();
        let mut left = operand(self)?;
        loop {
            let at = self.here();
            let Some(op) = operator(self) else { return Ok(left) };
            let right = operand(self)?;
            let kind = Kind::Binary(op, at, Box::new(left), Box::new(right));
            left = self.made(from, kind)?;
        }
    }

    fn not(&mut self) -> Parsed<Expr> {
        let from = self.from();
        if !self.keyword(Keyword::Not) {
            return self.comparison();
        }
        let inner = self.deeper(Self::not)?;
        self.made(from, Kind::Unary(UnaryOp::Not, Box::new(inner)))
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let from = self.from();
        let left = self.sum()?;
        if self.keyword(Keyword::In) {
            self.require("[")?;
            let mut list = vec![self.expression()?];
            while self.sign(",") {
                list.push(self.expression()?);
            }
            self.require("]")?;
            return self.made(from, Kind::In(Box::new(left), list));
        }
        let at = self.here();
        let Some(op) = self.comparison_sign() else { return Ok(left) };
        let right = self.compared()?;
        let again = self.here();
        if self.comparison_sign().is_some() {
            return Err(Box::new((again, Message::ChainedComparison)));
        }
        let kind = Kind::Binary(op, at, Box::new(left), Box::new(right));
        self.made(from, kind)
    }

    /// The right side of a comparison: a sum, or the state `not_applicable`, which is a keyword elsewhere.
    fn compared(&mut self) -> Parsed<Expr> {
        let span = self.here();
        if self.keyword(Keyword::NotApplicable) {
            let word = Word { text: "not_applicable".into(), span };
            return Ok(Expr { span, kind: Kind::Name(vec![word]), height: 1 });
        }
        self.sum()
    }

    fn comparison_sign(&mut self) -> Option<BinaryOp> {
        let op = match self.peek() {
            TokenKind::Sign("=") => BinaryOp::Eq,
            TokenKind::Sign("!=") => BinaryOp::Ne,
            TokenKind::Sign("<") => BinaryOp::Lt,
            TokenKind::Sign("<=") => BinaryOp::Le,
            TokenKind::Sign(">") => BinaryOp::Gt,
            TokenKind::Sign(">=") => BinaryOp::Ge,
            _ => return None,
        };
        self.advance();
        Some(op)
    }

    fn product(&mut self) -> Parsed<Expr> {
        let from = self.from();
        let mut left = self.minus()?;
        loop {
            let at = self.here();
            let kind = if self.sign("*") {
                let right = self.minus()?;
                Kind::Binary(BinaryOp::Mul, at, Box::new(left), Box::new(right))
            } else if self.sign("/") {
                let by = self.minus()?;
                let empty = if !self.keyword(Keyword::WhenEmpty) {
                    None
                } else if self.keyword(Keyword::NotApplicable) {
                    Some(Empty::NotApplicable)
                } else {
                    Some(Empty::Value(Box::new(self.minus()?)))
                };
                Kind::Divide { over: Box::new(left), by: Box::new(by), empty, op: at }
            } else {
                return Ok(left);
            };
            left = self.made(from, kind)?;
        }
    }

    fn minus(&mut self) -> Parsed<Expr> {
        let from = self.from();
        if !self.sign("-") {
            return self.primary();
        }
        let inner = self.deeper(Self::minus)?;
        self.made(from, Kind::Unary(UnaryOp::Neg, Box::new(inner)))
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let from = self.from();
        let kind = match self.peek().clone() {
            TokenKind::Number(digits) => {
                self.advance();
                Kind::Number { digits, percent: self.sign("%") }
            }
            TokenKind::Keyword(Keyword::Yes) => {
                self.advance();
                Kind::Truth(true)
            }
            TokenKind::Keyword(Keyword::No) => {
                self.advance();
                Kind::Truth(false)
            }
            TokenKind::Keyword(Keyword::Date) => {
                self.advance();
                Kind::Date(self.date()?)
            }
            TokenKind::Sign("(") => {
                self.advance();
                let inner = self.expression()?;
                self.require(")")?;
                return Ok(Expr { span: self.since(from), ..inner });
            }
            TokenKind::Name(_) => {
                let words = self.words()?;
                match words.as_slice() {
                    [name] if matches!(self.peek(), TokenKind::Sign("(")) => {
                        let name = name.clone();
                        self.advance();
                        self.arguments(name)?
                    }
                    _ => Kind::Name(words),
                }
            }
            _ => return self.unexpected(),
        };
        self.made(from, kind)
    }

    fn word(&mut self) -> Parsed<Word> {
        match self.peek() {
            TokenKind::Name(text) => {
                let word = Word { text: text.clone(), span: self.here() };
                self.advance();
                Ok(word)
            }
            _ => self.unexpected(),
        }
    }

    /// `a`, `a.b`, …
    fn words(&mut self) -> Parsed<Vec<Word>> {
        let mut words = vec![self.word()?];
        while self.sign(".") {
            words.push(self.word()?);
        }
        Ok(words)
    }

    /// `(2022-08-01)`: digits and minus signs, taken as written.
    fn date(&mut self) -> Parsed<String> {
        self.require("(")?;
        let mut text = String::new();
        loop {
            match self.peek() {
                TokenKind::Number(digits) => text.push_str(digits),
                TokenKind::Sign("-") => text.push('-'),
                _ => break,
            }
            self.advance();
        }
        self.require(")")?;
        Ok(text)
    }

    fn arguments(&mut self, name: Word) -> Parsed<Kind> {
        let mut args: Vec<Expr> = Vec::new();
        if self.sign(")") {
            return Ok(Kind::Call { name, args });
        }
        loop {
            let arg = self.expression()?;
            let over = matches!(self.peek(), TokenKind::Keyword(Keyword::Where | Keyword::By));
            match arg.kind {
                Kind::Name(words) if over || is_worst(&name) && !args.is_empty() => {
                    return self.collection(name, args, words);
                }
                kind => args.push(Expr { kind, ..arg }),
            }
            if self.sign(")") {
                return Ok(Kind::Call { name, args });
            }
            self.require(",")?;
        }
    }

    fn collection(&mut self, name: Word, args: Vec<Expr>, over: Vec<Word>) -> Parsed<Kind> {
        let mut by = Vec::new();
        if self.keyword(Keyword::By) {
            by.push(self.word()?);
            while self.sign(",") {
                by.push(self.word()?);
            }
        }
        let filter =
            if self.keyword(Keyword::Where) { Some(Box::new(self.expression()?)) } else { None };
        self.require(")")?;
        Ok(Kind::Over { name, args, over, by, filter })
    }
}

/// `worst(3, F.field)` takes a number before its list even without a filter.
fn is_worst(name: &Word) -> bool {
    matches!(name.text.as_str(), "worst" | "最差")
}
