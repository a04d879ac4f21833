//! The text of a YAML file laid out anew, with every comment, without changing what it says.
//!
//! [`read`] takes the text to a tree in which comments have their places ([`written`]), [`write`] takes that to
//! lines. What comes out is read again and compared before anybody gets it.

mod lines;
mod read;
mod scalar;
mod write;
mod written;

use crate::diagnostic::{Diagnostics, Message, Sink};
use crate::source::{Source, Span};
use crate::syntax::node::{Entry, Node, Tree};
use crate::syntax::{self, Piece, What};

/// The same YAML file in the one layout of the format. It says the same, key by key, and has the same comments in the
/// same order; laid out again it does not change. Any YAML of the format will do: rule sets, overlays, cases,
/// inspections. JSON is left as it is.
///
/// * Two blanks for each level, lists under keys too; one after `:` and `,` and inside `{ }`; none inside `[ ]`, but for
///   lists of maps.
/// * What stands in brackets and takes more than 120 columns (a wide character takes two) or holds a comment is written
///   out in lines. What stands in lines stays so.
/// * Quotation marks only where a reader needs them, double ones unless single ones save escapes. Texts over several
///   lines keep their lines.
/// * At most one empty line, none at the start of the file or of a block.
/// * A comment on a line of its own is indented like what it stands before. A comment behind something stays behind it,
///   two blanks apart, in one column with those of the lines before and after.
///
/// ```
/// use cunchi::{Source, formatted};
/// let text = "facts: {a:  {kind: yes_no, title: 'A sign'}}  # why\r\n\r\n\r\n# the whole\r\nitems:\r\n- id: A";
/// let laid_out = "facts: { a: { kind: yes_no, title: A sign } }  # why\n\n# the whole\nitems:\n  - id: A\n";
/// assert_eq!(formatted(&Source::new("a.yaml", text))?, laid_out);
/// # Ok::<(), cunchi::Diagnostics>(())
/// ```
///
/// # Errors
/// What keeps the file from being read; `layout-not-kept` where something in it would not survive.
pub fn formatted(source: &Source) -> Result<String, Diagnostics> {
    let before = tree(source)?;
    if syntax::is_json(source.name()) {
        return Ok(source.text().to_owned());
    }
    let text = source.text().replace("\r\n", "\n").replace('\r', "\n");
    let pieces = syntax::pieces(&text);
    let comments: Vec<String> = comments(&text, &pieces);
    let lost = directive(&text, &pieces);
    let out = lines::text(&write::lines(&read::documents(&text, pieces)));
    let again = Source::new(source.name(), &*out);
    let after = tree(&again).unwrap_or_default();
    let start = Span::default();
    let lost = lost
        .or_else(|| all(&before, &after, different, start))
        .or_else(|| (self::comments(&out, &syntax::pieces(&out)) != comments).then_some(start));
    match lost {
        None => Ok(out),
        Some(span) => {
            let sources = std::slice::from_ref(source);
            let mut sink = Sink::new(sources);
            sink.report(span, Message::LayoutNotKept);
            Err(sink.finish())
        }
    }
}

fn tree(source: &Source) -> Result<Vec<Node>, Diagnostics> {
    let sources = std::slice::from_ref(source);
    let mut sink = Sink::new(sources);
    let nodes = syntax::read(source, 0, &mut sink);
    if sink.has_errors() { Err(sink.finish()) } else { Ok(nodes) }
}

/// Every comment, in order of place.
fn comments(text: &str, pieces: &[Piece]) -> Vec<String> {
    let mut places: Vec<(usize, usize)> = pieces
        .iter()
        .filter(|piece| piece.what == What::Comment)
        .map(|piece| (piece.start, piece.end))
        .collect();
    places.sort_unstable();
    let written = |(from, to)| text.get(from..to).unwrap_or_default().trim_end().to_owned();
    places.into_iter().map(written).collect()
}

/// The first line before a `---` that speaks to the YAML reader. The format has no use for one, and no place.
fn directive(text: &str, pieces: &[Piece]) -> Option<Span> {
    let mut done = 0;
    for piece in pieces {
        if piece.what == (What::Document { marked: true }) {
            let gap = text.get(done..piece.start).unwrap_or_default();
            let at = if gap.starts_with('%') { Some(0) } else { gap.find("\n%").map(|at| at + 1) };
            if let Some(at) = at {
                let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                return Some(Span::new(0, place(done + at), place(done + at + 1)));
            }
        }
        done = done.max(piece.end);
    }
    None
}

/// The first place where two lists differ.
fn all<T>(a: &[T], b: &[T], one: fn(&T, &T) -> Option<Span>, whole: Span) -> Option<Span> {
    let length = (a.len() != b.len()).then_some(whole);
    a.iter().zip(b).find_map(|(a, b)| one(a, b)).or(length)
}

/// The first place where two values say different things. Depth is bounded by the reader.
fn different(a: &Node, b: &Node) -> Option<Span> {
    let same = match (&a.value, &b.value) {
        (Tree::List(list), Tree::List(other)) => return all(list, other, different, a.span),
        (Tree::Map(map), Tree::Map(other)) => return all(map, other, different_entry, a.span),
        (Tree::Scalar(a), Tree::Scalar(b)) => {
            a.text == b.text && (a.quoted == b.quoted || scalar::is_text(&a.text))
        }
        (a, b) => a == b,
    };
    (!same).then_some(a.span)
}

fn different_entry(a: &Entry, b: &Entry) -> Option<Span> {
    if a.key.text == b.key.text { different(&a.value, &b.value) } else { Some(a.key.span) }
}
