//! What is printed, before it is text, HTML or a workbook: headings, lines and tables in order.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use std::fmt::Write as _;

/// Cells across: a landscape page.
const WIDTH: u16 = 160;

/// A page to print.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) blocks: Vec<Block>,
}

/// A part of a page.
pub(crate) enum Block {
    /// The start of a rule set's results.
    Heading(String),
    Line(String),
    Grid(Grid),
    /// White space between parts.
    Gap,
}

/// A table.
pub(crate) struct Grid {
    pub(crate) titles: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
    /// Columns of numbers.
    pub(crate) right: &'static [usize],
}

impl Grid {
    pub(crate) fn new(titles: &[&'static str], right: &'static [usize]) -> Self {
        Self { titles: titles.to_vec(), rows: Vec::new(), right }
    }

    /// Takes a column away; `right` are those to the right among the others.
    pub(crate) fn without(mut self, column: usize, right: &'static [usize]) -> Self {
        self.titles.remove(column);
        for row in &mut self.rows {
            row.remove(column);
        }
        self.right = right;
        self
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }
}

impl Page {
    pub(crate) fn heading(&mut self, text: String) {
        self.blocks.push(Block::Heading(text));
    }

    pub(crate) fn line(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Line(text.into()));
    }

    pub(crate) fn grid(&mut self, grid: Grid) {
        self.blocks.push(Block::Grid(grid));
    }

    pub(crate) fn gap(&mut self) {
        self.blocks.push(Block::Gap);
    }

    /// For a terminal or a text file.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            let _ = match block {
                Block::Heading(text) => writeln!(out, "══ {text} ══"),
                Block::Line(text) => writeln!(out, "{text}"),
                Block::Gap => writeln!(out),
                Block::Grid(grid) => writeln!(out, "{}", table(grid)),
            };
        }
        out
    }
}

fn table(grid: &Grid) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(grid.titles.iter().copied());
    for row in &grid.rows {
        table.add_row(row);
    }
    for column in grid.right {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}
