//! Workbooks: inspections read from XLSX, results written to it.

use crate::page::{Block, Page};
use calamine::{DataRef, Reader as _, Xlsx};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// The most bytes a workbook may hold once unpacked, and the most columns and rows that are read.
const MOST_BYTES: u64 = 256 << 20;
const MOST_COLUMNS: usize = 2_000;
const MOST_ROWS: usize = 200_000;

/// The first sheet as CSV text, so that rows and columns keep their numbers; or why it cannot be read.
pub(crate) fn first_sheet(bytes: &[u8]) -> Result<String, String> {
    unpacks_within_bounds(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let name = book.sheet_names().first().cloned().ok_or("no sheet")?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|error| error.to_string())?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(found) = cells.next_cell().map_err(|error| error.to_string())? {
        let (row, column) = found.get_position();
        let (row, column) = (row as usize, column as usize);
        if *found.get_value() == DataRef::Empty {
            continue;
        }
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(format!("a cell lies beyond row {MOST_ROWS} or column {MOST_COLUMNS}"));
        }
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        if let Some(cells) = rows.get_mut(row) {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            if let Some(slot) = cells.get_mut(column) {
                *slot = cell(found.get_value());
            }
        }
    }
    let columns = rows.iter().find(|row| !row.is_empty()).map_or(0, Vec::len);
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for mut row in rows {
        // Empty cells at the end of a row are not stored.
        row.resize(row.len().max(columns), String::new());
        writer.write_record(&row).map_err(|error| error.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// A small file can unpack to a huge one: it is unpacked once without being kept.
fn unpacks_within_bounds(bytes: &[u8]) -> Result<(), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut left = MOST_BYTES;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|error| error.to_string())?;
        let size = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink());
        let size = size.map_err(|error| error.to_string())?;
        left = left.checked_sub(size).ok_or("it unpacks to more than 256 MiB")?;
    }
    Ok(())
}

/// A cell as it would be typed: the shortest digits of a number, the day of a date.
fn cell(data: &DataRef<'_>) -> String {
    match data {
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        DataRef::Bool(true) => "是".to_owned(),
        DataRef::Bool(false) => "否".to_owned(),
        DataRef::Empty => String::new(),
        DataRef::String(text) => one_line(text),
        DataRef::SharedString(text) => one_line(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(at) => at.to_string(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A line break within a cell would move all rows after it.
fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

/// A page as a workbook, one sheet for each rule set. Cells are text: a code stays a code, and nothing is a formula;
/// numbers are numbers where that changes no digit.
pub(crate) fn written(page: &Page) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let edge = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    let edge = edge.set_align(FormatAlign::Top);
    let number = edge.clone().set_align(FormatAlign::Right);
    let title = edge.clone().set_bold().set_align(FormatAlign::Center);
    let head = Format::new().set_bold().set_font_size(14);
    let (mut sheets, mut row) = (0usize, 0u32);
    for block in &page.blocks {
        if sheets == 0 || matches!(block, Block::Heading(_)) {
            (sheets, row) = (sheets + 1, 0);
            let sheet = book.add_worksheet();
            sheet.set_name(sheets.to_string())?.set_landscape().set_paper_size(9);
            sheet.set_print_fit_to_pages(1, 0);
        }
        let sheet = book.worksheet_from_index(sheets - 1)?;
        match block {
            Block::Heading(text) => {
                sheet.write_string_with_format(row, 0, text, &head)?;
            }
            Block::Line(text) => {
                sheet.write_string(row, 0, text)?;
            }
            Block::Gap => {}
            Block::Grid(grid) => {
                for (column, text) in (0u16..).zip(&grid.titles) {
                    sheet.write_string_with_format(row, column, *text, &title)?;
                }
                for cells in &grid.rows {
                    row += 1;
                    for (column, text) in (0u16..).zip(cells) {
                        let right = grid.right.contains(&usize::from(column));
                        let format = if right { &number } else { &edge };
                        write(sheet, (row, column), text, right, format)?;
                    }
                }
            }
        }
        row += 1;
    }
    for sheet in book.worksheets_mut() {
        sheet.set_autofit_max_width(360);
        sheet.autofit();
    }
    book.save_to_buffer()
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    number: bool,
    format: &Format,
) -> Result<(), XlsxError> {
    // Up to nine digits a spreadsheet keeps every one of them.
    let short =
        text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    match text.parse::<rust_decimal::Decimal>() {
        Ok(value) if number && short => {
            sheet.write_with_format(row, column, value, format)?;
        }
        _ => {
            sheet.write_string_with_format(row, column, text, format)?;
        }
    }
    Ok(())
}
