//! How a single value is written: without quotation marks where they are not needed, and its text unchanged.

use super::written::Scalar;
use crate::syntax::Style;
use std::fmt::Write as _;

/// The longest text that may stand as a key before a colon on its line.
const LONGEST_KEY: usize = 1000;

/// What readers take for something else than text.
const NOT_TEXT: &[&str] =
    &["null", "true", "false", "yes", "no", "on", "off", "y", "n", "是", "否", "=", "<<"];

/// A value on one line, in brackets or not. `None` where it needs several lines.
pub(super) fn on_one_line(scalar: &Scalar, flow: bool) -> Option<String> {
    let Scalar { text, source, style, .. } = scalar;
    let several = source.contains('\n');
    match style {
        Style::Block => (!is_visible(text)).then(|| in_quotes(text)),
        _ if several && text.contains('\n') => None,
        // What needs no marks in brackets needs none outside.
        Style::Plain => Some(if flow == scalar.flow || !flow || stands_plain(text, flow) {
            text.clone()
        } else {
            in_quotes(text)
        }),
        _ if is_text(text) && stands_plain(text, flow) => Some(text.clone()),
        _ if several => Some(in_quotes(text)),
        // What the author escaped stays escaped; one kind of marks where none needs an escape.
        Style::Single if !text.contains(['"', '\\']) => Some(format!("\"{text}\"")),
        _ => Some(source.clone()),
    }
}

/// A key before its colon; `None` where it is too long for that.
pub(super) fn key(scalar: &Scalar, flow: bool) -> Option<String> {
    let key = key_alone(scalar, flow);
    (key.len() <= LONGEST_KEY).then_some(key)
}

/// A key on a line of its own.
pub(super) fn key_alone(scalar: &Scalar, flow: bool) -> String {
    if is_marker(scalar) {
        return in_quotes(&scalar.text);
    }
    on_one_line(scalar, flow).unwrap_or_else(|| in_quotes(&scalar.text))
}

/// The lines of a value that its author wrote over several lines, without what indents them.
pub(super) fn over_lines(scalar: &Scalar) -> Option<Vec<String>> {
    if scalar.style == Style::Block || !scalar.source.contains('\n') {
        return None;
    }
    let lines = scalar.source.split('\n').map(|line| {
        let line = line.trim_start_matches([' ', '\t']);
        let trimmed = line.trim_end_matches([' ', '\t']);
        // An escaped blank at the end of a line is part of the text.
        let marks = trimmed.len() - trimmed.trim_end_matches('\\').len();
        let escaped = scalar.style == Style::Double && marks % 2 == 1;
        let kept = trimmed.len() + usize::from(escaped && trimmed.len() < line.len());
        line.get(..kept).unwrap_or(trimmed).to_owned()
    });
    Some(lines.collect())
}

/// The head and the lines of a text in a block, the lines without what indents them by two.
pub(super) fn in_block(scalar: &Scalar) -> Option<(String, Vec<String>)> {
    if scalar.style != Style::Block || !is_visible(&scalar.text) {
        return None;
    }
    // The first visible line has the same blanks in the text, and before them what indents the whole.
    let blanks = |text: &str| {
        let line = text.split('\n').find(|line| is_visible(line)).unwrap_or_default();
        line.len() - line.trim_start_matches(' ').len()
    };
    let indent = blanks(&scalar.source).saturating_sub(blanks(&scalar.text));
    let mut lines: Vec<String> = scalar
        .source
        .split('\n')
        .map(|line| line.get(indent..).unwrap_or_default().to_owned())
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let kept = scalar.head.contains('+');
    if kept {
        let ends = scalar.text.len() - scalar.text.trim_end_matches('\n').len();
        lines.extend((1..ends).map(|_| String::new()));
    }
    let mut head: String = scalar.head.chars().filter(|c| matches!(c, '|' | '>')).collect();
    if lines.iter().find(|line| !line.is_empty()).is_some_and(|line| line.starts_with(' ')) {
        head.push('2');
    }
    if kept {
        head.push('+');
    } else if !scalar.text.ends_with('\n') {
        head.push('-');
    }
    Some((head, lines))
}

/// Whether a text without quotation marks would begin or end a document if it stood at the start of a line.
pub(super) fn is_marker(scalar: &Scalar) -> bool {
    let rest = scalar.text.strip_prefix("---").or_else(|| scalar.text.strip_prefix("..."));
    scalar.style == Style::Plain && rest.is_some_and(|rest| !rest.starts_with(|c| c != ' '))
}

/// Whether every reader takes a word for text, with quotation marks or without.
pub(super) fn is_text(text: &str) -> bool {
    let first = text.chars().next();
    let number = |c: char| c.is_numeric() || matches!(c, '+' | '-' | '.' | '~' | '?' | ':');
    first.is_some_and(|first| !number(first)) && !NOT_TEXT.contains(&&*text.to_lowercase())
}

/// Whether a text may stand without quotation marks.
fn stands_plain(text: &str, flow: bool) -> bool {
    let mut chars = text.chars();
    let (first, second) = (chars.next(), chars.next());
    let begins = match first {
        Some('-' | '?' | ':') => second.is_some_and(|second| !second.is_whitespace()),
        Some(first) => !",[]{}#&*!|>'\"%@`".contains(first),
        None => false,
    };
    let plain = |c: char| {
        let blank = c.is_whitespace() && !matches!(c, ' ' | '\u{3000}');
        !(blank || c.is_control() || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}'))
    };
    let ends = |text: &str| text.trim() == text && !text.ends_with(':');
    let brackets = |c: char| ",[]{}".contains(c);
    begins
        && ends(text)
        && text.chars().all(plain)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("---")
        && !text.starts_with("...")
        && !(flow && text.contains(brackets))
}

fn is_visible(text: &str) -> bool {
    text.contains(|c| !matches!(c, ' ' | '\n'))
}

/// A text in quotation marks on one line: single ones where they save escapes.
fn in_quotes(text: &str) -> String {
    let strange = |c: char| {
        c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}'..)
    };
    if text.contains(['"', '\\']) && !text.contains(strange) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if strange(c) => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
