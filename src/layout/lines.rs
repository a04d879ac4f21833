//! Lines with their comments, to text: comments behind adjacent lines stand in one column.

use unicode_width::UnicodeWidthStr as _;

/// How many columns a line may take, without the comment behind it. A wide character takes two.
pub(super) const WIDTH: usize = 120;
/// How far the comments of adjacent lines may be moved to stand in one column.
const FARTHEST: usize = 40;

#[derive(Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) comment: Option<String>,
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The whole text; a line feed ends each line.
pub(super) fn text(lines: &[Line]) -> String {
    let mut out = String::new();
    for run in lines.chunk_by(|a, b| a.comment.is_some() == b.comment.is_some()) {
        let widths: Vec<usize> = run.iter().map(|line| width(&line.text)).collect();
        let most = widths.iter().max().copied().unwrap_or(0);
        let aligned = most - widths.iter().min().copied().unwrap_or(0) <= FARTHEST;
        for (line, width) in run.iter().zip(widths) {
            out.push_str(&line.text);
            if let Some(comment) = &line.comment {
                let gap = if aligned { most - width } else { 0 };
                out.extend(std::iter::repeat_n(' ', gap + 2));
                out.push_str(comment);
            }
            out.push('\n');
        }
    }
    out
}
