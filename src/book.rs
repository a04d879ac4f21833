//! A rule set printed as it stands: the parent with every change of its overlays made, and where each value comes from.

use crate::check::RuleSet;
use crate::diagnostic::Sink;
use crate::source::{Source, Span};
use crate::syntax::fields::parse_number;
use crate::syntax::node::{Entry, Node, Tree};
use crate::syntax::vocabulary::{CHANGE, OVERLAY};
use std::fmt::Write as _;

impl RuleSet {
    /// The effective standard as one rule file (生效标准): what it was read from with all changes made, in block style,
    /// without the comments of the files. It loads to a rule set that scores the same.
    ///
    /// Every value that an overlay put in carries the file and line that did so; what carries none is as in the first
    /// parent. Each change and its reason stand at the top.
    ///
    /// ```
    /// use cunchi::{RuleSet, Source};
    /// let text = include_str!("../rules/liangshan/village.yaml");
    /// let parent = RuleSet::load(&Source::new("village.yaml", text))?;
    /// let text = include_str!("../rules/liangshan/county-examples/near-town.yaml");
    /// let county = parent.extended_by(&Source::new("near-town.yaml", text))?;
    /// let printed = county.effective();
    /// assert!(printed.contains("target: 95%  # near-town.yaml:30"));
    /// let again = RuleSet::load(&Source::new("printed.yaml", &*printed))?;
    /// assert_eq!(again.id(), county.id());
    /// # Ok::<(), cunchi::Diagnostics>(())
    /// ```
    pub fn effective(&self) -> String {
        let sources = &self.standard.sources;
        let mut sink = Sink::new(sources);
        let mut out = String::new();
        for (at, source) in sources.iter().enumerate() {
            let role = if at + 1 == sources.len() { "" } else { "  overlay 细则" };
            let _ = writeln!(out, "# {}{role}", comment(source.name()));
            reasons(source, &mut out);
        }
        let origin = Origin { sources };
        if let Some(tree) = crate::check::effective_tree(sources, &mut sink) {
            origin.block(&tree, 0, &mut out);
        }
        out
    }
}

/// The changes of an overlay with their reasons, as comments.
fn reasons(source: &Source, out: &mut String) {
    let sources = std::slice::from_ref(source);
    let nodes = crate::syntax::read(source, 0, &mut Sink::new(sources));
    let changes = nodes.first().and_then(|node| node.behind(&OVERLAY, "changes"));
    for change in changes.and_then(Node::elements).unwrap_or_default() {
        let of = |word: &str| change.behind(&CHANGE, word).and_then(Node::written);
        let what = of("change").or_else(|| of("drop")).or_else(|| of("to")).unwrap_or_default();
        let line = source.line_column(change.span.start).line;
        let why = of("why").unwrap_or_default();
        let _ = writeln!(out, "#   {line}: {}: {}", comment(what), comment(why));
    }
}

/// A text that stays on its line.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

struct Origin<'s> {
    sources: &'s [Source],
}

impl Origin<'_> {
    /// Where a value was put in, where that was an overlay.
    fn of(&self, span: Span) -> Option<String> {
        let at = usize::try_from(span.source).ok()?;
        let source = self.sources.get(at).filter(|_| at + 1 < self.sources.len())?;
        Some(format!("  # {}:{}", comment(source.name()), source.line_column(span.start).line))
    }

    /// The entries of a map or the elements of a list, each on lines of its own. Depth is bounded by the reader.
    fn block(&self, node: &Node, indent: usize, out: &mut String) {
        match &node.value {
            Tree::Map(map) => {
                for entry in map {
                    out.push_str(&" ".repeat(indent));
                    self.entry(entry, indent, out);
                }
            }
            Tree::List(list) => {
                for element in list {
                    let _ = write!(out, "{}- ", " ".repeat(indent));
                    self.element(element, indent, out);
                }
            }
            _ => {}
        }
    }

    fn entry(&self, entry: &Entry, indent: usize, out: &mut String) {
        let _ = write!(out, "{}:", key(&entry.key.text));
        match &entry.value.value {
            Tree::Map(map) if !map.is_empty() => {
                self.end(&entry.value, out);
                self.block(&entry.value, indent + 2, out);
            }
            Tree::List(list) if !list.is_empty() => {
                self.end(&entry.value, out);
                self.block(&entry.value, indent + 2, out);
            }
            _ => {
                out.push(' ');
                self.plain(&entry.value, out);
            }
        }
    }

    fn element(&self, element: &Node, indent: usize, out: &mut String) {
        match &element.value {
            Tree::Map(map) if !map.is_empty() => {
                for (at, entry) in map.iter().enumerate() {
                    if at > 0 {
                        out.push_str(&" ".repeat(indent + 2));
                    }
                    self.entry(entry, indent + 2, out);
                }
            }
            // A list in a list starts on a line of its own.
            Tree::List(list) if !list.is_empty() => {
                out.truncate(out.trim_end_matches(' ').len());
                self.end(element, out);
                self.block(element, indent + 2, out);
            }
            _ => self.plain(element, out),
        }
    }

    /// A value on the line of its key.
    fn plain(&self, node: &Node, out: &mut String) {
        match &node.value {
            Tree::Scalar(scalar) if scalar.quoted => out.push_str(&in_quotes(&scalar.text)),
            Tree::Scalar(scalar) => out.push_str(&scalar.text),
            Tree::List(_) => out.push_str("[]"),
            Tree::Map(_) => out.push_str("{}"),
            Tree::Null => out.truncate(out.trim_end_matches(' ').len()),
        }
        self.end(node, out);
    }

    fn end(&self, node: &Node, out: &mut String) {
        out.push_str(&self.of(node.span).unwrap_or_default());
        out.push('\n');
    }
}

/// A key as it may stand before a colon.
fn key(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.');
    let word = text.chars().all(plain) && !text.starts_with(['-', '.']) && !text.is_empty();
    // What a reader could take for a number or a truth keeps its quotation marks.
    if word && parse_number(text).is_none() { text.to_owned() } else { in_quotes(text) }
}

fn in_quotes(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
