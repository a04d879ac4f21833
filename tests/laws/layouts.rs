//! One value written as YAML in many layouts, with comments that know where they belong.
//!
//! What is written (in lines or in brackets, with which comments and empty lines) is one list of choices; how it is
//! spaced is another, so that two texts may differ in white space alone.

use super::choices::Choices;
use super::text::Text;

pub(crate) struct Layout {
    /// What is written.
    shape: Choices,
    /// How it is spaced.
    space: Choices,
    comments: usize,
    out: String,
}

/// A text in one of its layouts, and how many comments it has.
pub(crate) fn laid_out(text: &Text, shape: &[u8], space: &[u8]) -> (String, usize) {
    let mut layout = Layout {
        shape: Choices::new(shape),
        space: Choices::new(space),
        comments: 0,
        out: String::new(),
    };
    layout.whole_lines(0, "start");
    match text {
        Text::Map(map) if !map.is_empty() => layout.map(map, 0, false),
        Text::List(list) if !list.is_empty() => layout.list(list, 0),
        other => layout.in_brackets(other, 1),
    }
    layout.whole_lines(0, "end");
    (layout.out, layout.comments)
}

impl Layout {
    fn blanks(&mut self, least: usize) {
        let count = least + self.space.below(3);
        self.out.push_str(&" ".repeat(count));
    }

    fn indent(&mut self, column: usize) {
        self.out.push_str(&" ".repeat(column));
    }

    fn line_end(&mut self) {
        self.blanks(0);
        self.out.push_str(if self.space.once_in(9) { "\r\n" } else { "\n" });
    }

    fn comment(&mut self, what: &str) {
        self.comments += 1;
        self.out.push_str(&format!("# c{} {what}: 'x' {{", self.comments));
    }

    /// Comments on lines of their own, each with its end.
    fn whole_lines(&mut self, column: usize, what: &str) {
        while self.shape.once_in(8) {
            self.indent(column);
            self.comment(what);
            self.line_end();
        }
    }

    fn empty_lines(&mut self) {
        if self.shape.once_in(9) {
            for _ in 0..=self.space.below(3) {
                self.line_end();
            }
        }
    }

    /// What stands behind a value on its line, and the end of the line.
    fn behind(&mut self, what: &str) {
        if self.shape.once_in(6) {
            self.blanks(1);
            self.comment(what);
        }
        self.line_end();
    }

    fn map(&mut self, map: &[(String, Text)], column: usize, begun: bool) {
        for (at, (key, value)) in map.iter().enumerate() {
            if at > 0 || !begun {
                self.empty_lines();
                self.whole_lines(column, &format!("before {key}"));
                self.indent(column);
            }
            let explicit = self.shape.once_in(20);
            if explicit {
                self.out.push_str("? ");
            }
            self.key(key);
            if explicit {
                self.behind("between");
                self.indent(column);
            }
            self.out.push(':');
            self.value(value, column, Some(key));
        }
        // Further in than what follows, it closes this block.
        self.whole_lines(column, "close");
    }

    fn list(&mut self, list: &[Text], column: usize) {
        for value in list {
            self.empty_lines();
            self.whole_lines(column, "element");
            self.indent(column);
            self.out.push('-');
            self.value(value, column, None);
        }
        self.whole_lines(column, "close");
    }

    /// What stands behind a colon or a dash, with the end of its line.
    fn value(&mut self, value: &Text, column: usize, key: Option<&str>) {
        let inner = column + 2 + self.space.below(3);
        let in_lines = self.shape.once_in(2);
        match value {
            Text::Map(map) if in_lines && !map.is_empty() => {
                if key.is_none() && self.shape.once_in(2) {
                    self.out.push(' ');
                    self.map(map, column + 2, true);
                } else {
                    self.behind("heading");
                    self.map(map, inner, false);
                }
            }
            Text::List(list) if in_lines && !list.is_empty() => {
                self.behind("heading");
                self.list(list, inner);
            }
            Text::List(_) | Text::Map(_) => {
                self.below(inner);
                self.in_brackets(value, inner);
                self.behind("brackets");
            }
            Text::Plain(text) => {
                self.below(inner);
                self.out.push_str(text);
                self.behind(&key.map_or("element".to_owned(), |key| format!("behind {key}")));
            }
            Text::Quoted(text) => self.text(text, inner, key),
        }
    }

    /// Room before a value: on the same line, or comments and a line of its own.
    fn below(&mut self, inner: usize) {
        if self.shape.once_in(9) {
            self.behind("heading");
            self.whole_lines(inner, "between");
            self.indent(inner);
        } else {
            self.blanks(1);
        }
    }

    fn text(&mut self, text: &str, inner: usize, key: Option<&str>) {
        let what = key.map_or("element".to_owned(), |key| format!("behind {key}"));
        match self.shape.below(6) {
            // In a block, as it is or folded.
            choice @ (0 | 1) if !text.is_empty() && text.trim() == text => {
                self.out.push_str(if choice == 0 { " |-" } else { " >-" });
                self.behind("head");
                self.indent(inner);
                self.out.push_str(text);
                self.out.push('\n');
                if self.shape.once_in(5) {
                    self.out.push('\n');
                }
            }
            // Over two lines, in quotation marks.
            2 if text.matches(' ').count() == text.split_whitespace().count().saturating_sub(1)
                && text.contains(' ') =>
            {
                self.below(inner);
                let written = format!("{text:?}");
                let (one, two) = written.split_once(' ').expect("there is a blank");
                self.out.push_str(one);
                self.line_end();
                self.indent(inner);
                self.blanks(0);
                self.out.push_str(two);
                self.behind(&what);
            }
            choice => {
                self.below(inner);
                self.quoted(text, choice == 3);
                self.behind(&what);
            }
        }
    }

    fn quoted(&mut self, text: &str, single: bool) {
        if single {
            self.out.push_str(&format!("'{}'", text.replace('\'', "''")));
        } else {
            self.out.push_str(&format!("{text:?}"));
        }
    }

    fn key(&mut self, key: &str) {
        match self.shape.below(8) {
            0 => self.out.push_str(&format!("{key:?}")),
            1 => self.out.push_str(&format!("'{key}'")),
            _ => self.out.push_str(key),
        }
        if self.space.once_in(5) {
            self.out.push(' ');
        }
    }

    /// A place in brackets where a line may end, with comments before the next.
    ///
    /// Before what closes an element it does so by shape alone: another gap may follow, and two line ends are an empty
    /// line, which is no matter of space.
    fn gap(&mut self, column: usize, closes: bool) {
        if self.shape.once_in(20) {
            self.behind("inside");
            self.whole_lines(column, "inside");
            self.indent(column);
        } else if !closes && self.space.once_in(8) {
            self.line_end();
            self.indent(column);
        } else {
            self.blanks(0);
        }
    }

    fn in_brackets(&mut self, value: &Text, column: usize) {
        match value {
            Text::Plain(text) => self.out.push_str(text),
            Text::Quoted(text) => {
                let single = self.shape.once_in(3);
                self.quoted(text, single);
            }
            Text::List(list) => {
                self.out.push('[');
                for (at, value) in list.iter().enumerate() {
                    self.gap(column, false);
                    self.in_brackets(value, column);
                    self.gap(column, true);
                    if at + 1 < list.len() || self.shape.once_in(6) {
                        self.out.push(',');
                    }
                }
                self.gap(column, false);
                self.out.push(']');
            }
            Text::Map(map) => {
                self.out.push('{');
                for (at, (key, value)) in map.iter().enumerate() {
                    self.gap(column, false);
                    self.key(key);
                    self.out.push(':');
                    self.blanks(1);
                    self.gap(column, false);
                    self.in_brackets(value, column);
                    self.gap(column, true);
                    if at + 1 < map.len() || self.shape.once_in(6) {
                        self.out.push(',');
                    }
                }
                self.gap(column, false);
                self.out.push('}');
            }
        }
    }
}
