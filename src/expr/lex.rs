//! Text to tokens.

use crate::diagnostic::{Message, Sink};
use crate::source::Span;

/// A token and its bytes in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Number(String),
    Name(String),
    Keyword(Keyword),
    /// An operator or bracket, in its plain form.
    Sign(&'static str),
    End,
}

/// The words of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    And,
    Or,
    Not,
    If,
    Then,
    Else,
    In,
    Where,
    By,
    WhenEmpty,
    Yes,
    No,
    NotApplicable,
    Date,
}

/// Every keyword in English and Chinese.
pub(crate) const KEYWORDS: &[(&str, &str, Keyword)] = &[
    ("and", "且", Keyword::And),
    ("and", "并且", Keyword::And),
    ("or", "或", Keyword::Or),
    ("or", "或者", Keyword::Or),
    ("not", "非", Keyword::Not),
    ("not", "不", Keyword::Not),
    ("if", "若", Keyword::If),
    ("if", "如果", Keyword::If),
    ("then", "则", Keyword::Then),
    ("else", "否则", Keyword::Else),
    ("in", "属于", Keyword::In),
    ("where", "其中", Keyword::Where),
    ("by", "按", Keyword::By),
    ("when_empty", "为空则", Keyword::WhenEmpty),
    ("yes", "是", Keyword::Yes),
    ("true", "是", Keyword::Yes),
    ("no", "否", Keyword::No),
    ("false", "否", Keyword::No),
    ("not_applicable", "不适用", Keyword::NotApplicable),
    ("date", "日期", Keyword::Date),
];

/// Signs, longest first, with the plain form of those that are not ASCII.
const SIGNS: &[(&str, &str)] = &[
    ("!=", "!="),
    ("<=", "<="),
    (">=", ">="),
    ("<>", "!="),
    ("≥", ">="),
    ("≤", "<="),
    ("≠", "!="),
    ("×", "*"),
    ("÷", "/"),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("(", "("),
    (")", ")"),
    ("[", "["),
    ("]", "]"),
    (",", ","),
    (".", "."),
    ("%", "%"),
];

/// What people write who know other languages, and what is written here.
const FOREIGN: &[(&str, &str)] = &[
    ("==", "="),
    ("=>", ">="),
    ("=<", "<="),
    ("≧", ">="),
    ("≦", "<="),
    ("&&", "and"),
    ("&", "and"),
    ("||", "or"),
    ("|", "or"),
    ("!", "not"),
    ("**", "power(x, n)"),
    ("^", "power(x, n)"),
    ("²", "power(x, 2)"),
    ("³", "power(x, 3)"),
    ("√", "root(x, 2)"),
    ("−", "-"),
    ("–", "-"),
    ("—", "-"),
];

/// Marks that enclose words elsewhere.
const QUOTES: &[char] = &['"', '\'', '`', '“', '”', '‘', '’', '「', '」', '《', '》', '＂', '＇'];

/// Tokens of a text; `None` after an error was reported.
pub(super) fn tokens(
    text: &str,
    at: &dyn Fn(usize, usize) -> Span,
    sink: &mut Sink<'_>,
) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut from = 0usize;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next()?;
        if first.is_whitespace() {
            from += first.len_utf8();
            continue;
        }
        let (kind, length) = if first.is_ascii_digit() {
            number(rest, from, at, sink)?
        } else if first == '_' || unicode_ident::is_xid_start(first) && !is_full_width(first) {
            let length: usize = rest
                .chars()
                .take_while(|c| {
                    *c == '_' || unicode_ident::is_xid_continue(*c) && !is_full_width(*c)
                })
                .map(char::len_utf8)
                .sum();
            let word = rest.get(..length).unwrap_or("");
            let keyword = KEYWORDS.iter().find(|(en, zh, _)| *en == word || *zh == word);
            match keyword {
                Some((_, _, keyword)) => (TokenKind::Keyword(*keyword), length),
                None => (TokenKind::Name(word.to_owned()), length),
            }
        } else {
            sign(rest, first, from, at, sink)?
        };
        out.push(Token { kind, from, to: from + length });
        from += length;
    }
    out.push(Token { kind: TokenKind::End, from, to: from });
    Some(out)
}

/// A word, number or sign of an expression, by its place in the text.
pub(crate) struct Piece {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// A name or a keyword.
    pub(crate) is_word: bool,
}

impl Piece {
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.from..self.to).unwrap_or_default()
    }
}

/// The pieces of an expression that is known to be sound.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let nowhere = |_: usize, _: usize| Span::new(0, 0, 0);
    let tokens = tokens(text, &nowhere, &mut Sink::new(&[])).unwrap_or_default();
    let piece = |token: &Token| Piece {
        from: token.from,
        to: token.to,
        is_word: matches!(token.kind, TokenKind::Name(_) | TokenKind::Keyword(_)),
    };
    tokens.iter().filter(|token| token.kind != TokenKind::End).map(piece).collect()
}

fn is_full_width(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}')
}

fn number(
    rest: &str,
    from: usize,
    at: &dyn Fn(usize, usize) -> Span,
    sink: &mut Sink<'_>,
) -> Option<(TokenKind, usize)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(rest);
    let after = rest.get(length..).unwrap_or("");
    if let Some(decimals) = after.strip_prefix('.') {
        let count = digits(decimals);
        length += 1 + count;
        if count == 0 {
            let written = rest.get(..length).unwrap_or("").to_owned();
            sink.report(at(from, from + length), Message::NotANumber { written });
            return None;
        }
    }
    let tail: usize = rest
        .get(length..)
        .unwrap_or("")
        .chars()
        .take_while(|c| *c == '_' || c.is_ascii_alphanumeric())
        .map(char::len_utf8)
        .sum();
    if tail > 0 || length > 60 {
        let written = crate::syntax::fields::shorten(rest.get(..length + tail).unwrap_or(""));
        sink.report(at(from, from + length + tail), Message::NotANumber { written });
        return None;
    }
    Some((TokenKind::Number(rest.get(..length).unwrap_or("").to_owned()), length))
}

fn sign(
    rest: &str,
    first: char,
    from: usize,
    at: &dyn Fn(usize, usize) -> Span,
    sink: &mut Sink<'_>,
) -> Option<(TokenKind, usize)> {
    let here = |length: usize| at(from, from + length);
    let foreign = FOREIGN.iter().find(|(written, _)| rest.starts_with(written));
    if let Some((written, plain)) = foreign.filter(|_| !rest.starts_with("!=")) {
        let message = Message::ForeignSign { written: (*written).into(), plain: (*plain).into() };
        sink.report(here(written.len()), message);
        return None;
    }
    if let Some((written, plain)) = SIGNS.iter().find(|(written, _)| rest.starts_with(written)) {
        return Some((TokenKind::Sign(plain), written.len()));
    }
    if QUOTES.contains(&first) {
        sink.report(here(first.len_utf8()), Message::QuotedWord);
        return None;
    }
    let plain = match first {
        '。' => Some('.'),
        '、' => Some(','),
        '【' => Some('['),
        '】' => Some(']'),
        _ if is_full_width(first) => char::from_u32((first as u32).wrapping_sub(0xfee0)),
        _ => None,
    };
    // What means nothing in its plain form either is no slip of the keyboard.
    let plain = plain.filter(|plain| !matches!(plain, ';' | ':'));
    let message = match plain {
        Some(plain) => {
            Message::FullWidthSign { written: first.to_string(), plain: plain.to_string() }
        }
        None => Message::StrangeCharacter { written: first.escape_debug().to_string() },
    };
    sink.report(here(first.len_utf8()), message);
    None
}
