//! Diagnostics as text: one line each, or with the line and a mark.

use super::{Diagnostic, Language};
use std::fmt::Write as _;

/// `file:line:column: error[code]: message`, one line each.
pub(super) fn lines(list: &[Diagnostic], language: Language) -> String {
    let mut out = String::new();
    for diagnostic in list {
        head(&mut out, diagnostic, language);
        out.push('\n');
    }
    out.pop();
    out
}

/// The same with the line of text, a mark under the place, related places and the way out.
pub(super) fn with_marks(list: &[Diagnostic], language: Language) -> String {
    let mut out = String::new();
    for diagnostic in list {
        head(&mut out, diagnostic, language);
        out.push('\n');
        let place = diagnostic.place();
        let (start, end) = (place.start(), place.end());
        let (first, text) = window(place.source.line(start.line), start.column);
        let number = start.line.to_string();
        let _ = writeln!(out, " {number} | {text}");
        let _ = write!(out, " {} | ", " ".repeat(number.len()));
        let same_line = if end.line == start.line { end.column } else { usize::MAX };
        for (n, c) in text.chars().enumerate() {
            let column = n + first;
            let mark = if column < start.column { ' ' } else { '^' };
            if column >= start.column && column >= same_line.max(start.column + 1) {
                break;
            }
            // A wide character takes two cells, so its mark or blank does too.
            for _ in 0..cells(c) {
                out.push(if c == '\t' && mark == ' ' { '\t' } else { mark });
            }
        }
        if start.column >= first + text.chars().count() {
            out.push('^');
        }
        out.push('\n');
        for label in diagnostic.related() {
            let at = label.start();
            let see = match language {
                Language::Chinese => "另见",
                Language::English => "see",
            };
            let _ = writeln!(out, "   = {see} {}:{}:{}", label.source.name(), at.line, at.column);
        }
        if let Some(witness) = diagnostic.witness() {
            let word = match language {
                Language::Chinese => "例",
                Language::English => "example",
            };
            let _ = writeln!(out, "   = {word}: {witness}");
        }
        if let Some(help) = diagnostic.help(language) {
            let word = match language {
                Language::Chinese => "办法",
                Language::English => "help",
            };
            let _ = writeln!(out, "   = {word}: {help}");
        }
    }
    out.pop();
    out
}

/// The part of a line that is shown, and the column it starts at: a line of thousands of characters helps nobody.
fn window(line: &str, column: usize) -> (usize, String) {
    const BEFORE: usize = 60;
    const MOST: usize = 120;
    let first = column.saturating_sub(BEFORE).max(1);
    let rest: Vec<char> = line.chars().skip(first - 1).take(MOST + 1).collect();
    let mut text: String = rest.iter().take(MOST).map(|c| harmless(*c)).collect();
    if rest.len() > MOST {
        text.push('…');
    }
    if first > 1 {
        text.insert(0, '…');
    }
    (if first > 1 { first - 1 } else { first }, text)
}

/// Control characters, and those that turn the direction of writing, must not reach a terminal.
fn harmless(c: char) -> char {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if (c.is_control() && c != '\t') || turns { '\u{fffd}' } else { c }
}

/// A fact of a message as it is shown: on one line, and no longer than a reader bears.
pub(super) fn shown(fact: &str) -> String {
    const MOST: usize = 400;
    let mut out: String = fact.chars().take(MOST).map(harmless).collect();
    if fact.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}

fn head(out: &mut String, diagnostic: &Diagnostic, language: Language) {
    let place = diagnostic.place();
    let at = place.start();
    let _ = write!(
        out,
        "{}:{}:{}: {}[{}]: {}",
        place.source.name(),
        at.line,
        at.column,
        diagnostic.severity().word(),
        diagnostic.code(),
        diagnostic.message(language)
    );
}

/// Cells a character takes on a terminal: the ranges that are wide in every East Asian font.
fn cells(c: char) -> usize {
    match c as u32 {
        0x0300..=0x036f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}
