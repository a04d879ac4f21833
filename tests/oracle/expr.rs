//! Expressions: a recursive-descent parser.

use super::facts::V;
use super::number;
use super::tree::yes_no;

#[derive(Clone, Debug)]
pub(crate) enum Expr {
    Literal(V),
    Path(String),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Binary(String, Box<Expr>, Box<Expr>),
    Divide(Box<Expr>, Box<Expr>, Option<Box<Expr>>),
    In(Box<Expr>, Vec<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    Call(String, Vec<Expr>),
    /// The mean of the least values of a field.
    Worst {
        many: Box<Expr>,
        over: String,
        filter: Option<Box<Expr>>,
    },
    Fold {
        name: String,
        over: String,
        by: Vec<String>,
        filter: Option<Box<Expr>>,
    },
}

pub(crate) fn parse(text: &str) -> Result<Expr, String> {
    let mut parser = Parser { tokens: lex(text)?, at: 0 };
    let expr = parser.conditional()?;
    match parser.peek() {
        None => Ok(expr),
        Some(token) => Err(format!("`{token}` is left over in `{text}`")),
    }
}

fn starts_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Tokens are their own text; a date is one token.
fn lex(text: &str) -> Result<Vec<String>, String> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens: Vec<String> = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        let c = chars[i];
        let next = chars.get(i + 1).copied().unwrap_or(' ');
        if c.is_whitespace() {
            i += 1;
            continue;
        } else if c.is_ascii_digit() {
            let dated = tokens.ends_with(&["date".to_owned(), "(".to_owned()]);
            while i < chars.len()
                && (chars[i].is_ascii_digit() || chars[i] == '.' || (dated && chars[i] == '-'))
            {
                i += 1;
            }
            i += usize::from(chars.get(i) == Some(&'%'));
        } else if starts_word(c) {
            while i < chars.len()
                && (starts_word(chars[i]) || chars[i].is_alphanumeric() || chars[i] == '.')
            {
                i += 1;
            }
        } else if "!<>".contains(c) && next == '=' {
            i += 2;
        } else if "+-*/()[],=<>".contains(c) {
            i += 1;
        } else {
            return Err(format!("`{c}` has no meaning in `{text}`"));
        }
        tokens.push(chars[start..i].iter().collect());
    }
    Ok(tokens)
}

struct Parser {
    tokens: Vec<String>,
    at: usize,
}

type Parsed = Result<Expr, String>;

impl Parser {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).map(String::as_str)
    }

    fn take(&mut self) -> Result<String, String> {
        let token = self.tokens.get(self.at).cloned().ok_or("it ends too early")?;
        self.at += 1;
        Ok(token)
    }

    fn eat(&mut self, token: &str) -> bool {
        let there = self.peek() == Some(token);
        self.at += usize::from(there);
        there
    }

    fn want(&mut self, token: &str) -> Result<(), String> {
        if self.eat(token) {
            Ok(())
        } else {
            Err(format!("`{token}` expected in {:?}", self.tokens))
        }
    }

    fn conditional(&mut self) -> Parsed {
        if !self.eat("if") {
            return self.any_of();
        }
        let condition = self.conditional()?;
        self.want("then")?;
        let yes = self.conditional()?;
        self.want("else")?;
        let no = self.conditional()?;
        Ok(Expr::If(condition.into(), yes.into(), no.into()))
    }

    fn any_of(&mut self) -> Parsed {
        let mut left = self.all_of()?;
        while self.eat("or") {
            left = Expr::Binary("or".into(), left.into(), self.all_of()?.into());
        }
        Ok(left)
    }

    fn all_of(&mut self) -> Parsed {
        let mut left = self.negation()?;
        while self.eat("and") {
            left = Expr::Binary("and".into(), left.into(), self.negation()?.into());
        }
        Ok(left)
    }

    fn negation(&mut self) -> Parsed {
        if self.eat("not") { Ok(Expr::Not(self.negation()?.into())) } else { self.comparison() }
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        if self.eat("in") {
            self.want("[")?;
            let mut choices = vec![self.conditional()?];
            while self.eat(",") {
                choices.push(self.conditional()?);
            }
            self.want("]")?;
            return Ok(Expr::In(left.into(), choices));
        }
        match self.peek() {
            Some("=" | "!=" | "<" | "<=" | ">" | ">=") => {
                let op = self.take()?;
                Ok(Expr::Binary(op, left.into(), self.sum()?.into()))
            }
            _ => Ok(left),
        }
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        while let Some("+" | "-") = self.peek() {
            let op = self.take()?;
            left = Expr::Binary(op, left.into(), self.product()?.into());
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.unary()?;
        loop {
            if self.eat("*") {
                left = Expr::Binary("*".into(), left.into(), self.unary()?.into());
            } else if self.eat("/") {
                let by = self.unary()?;
                let empty = if self.eat("when_empty") { Some(self.unary()?.into()) } else { None };
                left = Expr::Divide(left.into(), by.into(), empty);
            } else {
                return Ok(left);
            }
        }
    }

    fn unary(&mut self) -> Parsed {
        if self.eat("-") { Ok(Expr::Minus(self.unary()?.into())) } else { self.primary() }
    }

    fn primary(&mut self) -> Parsed {
        let token = self.take()?;
        if token == "(" {
            let inner = self.conditional()?;
            self.want(")")?;
            return Ok(inner);
        }
        if let Some(n) = number::parse(&token) {
            return Ok(Expr::Literal(V::Num(n)));
        }
        if let Some(b) = yes_no(&token) {
            return Ok(Expr::Literal(V::Bool(b)));
        }
        if !token.chars().next().is_some_and(starts_word) {
            return Err(format!("`{token}` is no value in {:?}", self.tokens));
        }
        if !self.eat("(") {
            return Ok(Expr::Path(token));
        }
        if token == "date" {
            let written = self.take()?;
            self.want(")")?;
            let date = V::date(&written).ok_or_else(|| format!("`{written}` is no date"))?;
            return Ok(Expr::Literal(date));
        }
        self.call(token)
    }

    fn call(&mut self, name: String) -> Parsed {
        let mut args = vec![self.conditional()?];
        let mut by = Vec::new();
        if self.eat("by") {
            by.push(self.take()?);
            while self.eat(",") {
                by.push(self.take()?);
            }
        }
        let filter = if self.eat("where") { Some(Box::new(self.conditional()?)) } else { None };
        while self.eat(",") {
            args.push(self.conditional()?);
        }
        if let ("worst", [many, Expr::Path(over)]) = (&*name, &args[..]) {
            let (many, over) = (Box::new(many.clone()), over.clone());
            let filter = if self.eat("where") { Some(Box::new(self.conditional()?)) } else { None };
            self.want(")")?;
            return Ok(Expr::Worst { many, over, filter });
        }
        self.want(")")?;
        let folds = ["count", "sum", "mean", "any", "all", "share", "distinct"].contains(&&*name);
        match (&args[..], folds || filter.is_some()) {
            ([Expr::Path(over)], true) => Ok(Expr::Fold { name, over: over.clone(), by, filter }),
            (_, true) => Err(format!("`{name}` goes over findings")),
            (_, false) => Ok(Expr::Call(name, args)),
        }
    }
}
