//! A page as HTML to print: one file, no scripts, nothing loaded from anywhere.

use crate::markup::escaped;
use crate::page::{Block, Grid, Page};
use crate::say;
use cunchi::Language;
use std::fmt::Write as _;

const STYLE: &str = "body{font:10.5pt/1.5 'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif;margin:1.5em}\
table{border-collapse:collapse;width:100%;margin:.5em 0}th,td{border:1px solid #888;padding:.2em .4em;vertical-align:top;text-align:left}\
th{background:#eee}td.n{text-align:right;white-space:nowrap}p{margin:.3em 0;white-space:pre-wrap}\
thead{display:table-header-group}tr{break-inside:avoid}@page{size:A4 landscape;margin:12mm}";

/// The whole document.
pub(crate) fn html(page: &Page, language: Language) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        say(language, "zh", "en"),
        say(language, "考评结果", "results"),
    );
    for block in &page.blocks {
        let _ = match block {
            Block::Heading(text) => writeln!(out, "<h2>{}</h2>", escaped(text)),
            Block::Line(text) => writeln!(out, "<p>{}</p>", escaped(text)),
            Block::Gap => Ok(()),
            Block::Grid(grid) => writeln!(out, "{}", table(grid)),
        };
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn table(grid: &Grid) -> String {
    let mut out = String::from("<table>\n<thead><tr>");
    for title in &grid.titles {
        let _ = write!(out, "<th>{}</th>", escaped(title));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &grid.rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let class = if grid.right.contains(&at) { " class=\"n\"" } else { "" };
            let _ = write!(out, "<td{class}>{}</td>", escaped(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>");
    out
}
