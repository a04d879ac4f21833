//! White space in order, and nothing else: what the file says, its comments and its lines' order stay.

use crate::diagnostic::{Diagnostics, Sink};
use crate::source::Source;
use crate::syntax;
use crate::syntax::node::{Node, Tree};

/// The same YAML file with plain line ends, no blanks at the ends of lines, never two empty lines together, and one line
/// end at the end. Where white space is part of a text (in `|` blocks and quotation marks) all of it stays.
///
/// ```
/// use cunchi::{Source, tidied};
/// let text = "a: 1  # why\r\n\r\n\r\nb: 2   ";
/// assert_eq!(tidied(&Source::new("a.yaml", text))?, "a: 1  # why\n\nb: 2\n");
/// # Ok::<(), cunchi::Diagnostics>(())
/// ```
///
/// # Errors
/// What keeps the file from being read as YAML.
pub fn tidied(source: &Source) -> Result<String, Diagnostics> {
    let before = read(source)?;
    let mut out = String::with_capacity(source.text().len());
    let mut empty = 0usize;
    for line in source.text().lines() {
        let line = line.trim_end_matches([' ', '\t', '\r']);
        empty = if line.is_empty() { empty.saturating_add(1) } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    let text = format!("{}\n", out.trim_end_matches('\n'));
    // White space that means something: then the whole file stays as it is.
    let same = read(&Source::new(source.name(), &*text)).is_ok_and(|after| {
        before.len() == after.len() && before.iter().zip(&after).all(|(a, b)| alike(a, b))
    });
    Ok(if same { text } else { source.text().to_owned() })
}

fn read(source: &Source) -> Result<Vec<Node>, Diagnostics> {
    let sources = std::slice::from_ref(source);
    let mut sink = Sink::new(sources);
    let nodes = syntax::read(source, 0, &mut sink);
    if sink.has_errors() { Err(sink.finish()) } else { Ok(nodes) }
}

/// The same but for places. Depth is bounded by the reader.
fn alike(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Tree::List(a), Tree::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b))
        }
        (Tree::Map(a), Tree::Map(b)) => {
            let one = |(a, b): (&crate::syntax::node::Entry, &crate::syntax::node::Entry)| {
                a.key.text == b.key.text && alike(&a.value, &b.value)
            };
            a.len() == b.len() && a.iter().zip(b).all(one)
        }
        (a, b) => a == b,
    }
}
