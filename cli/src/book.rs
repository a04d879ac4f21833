//! `cunchi book`: the standard as it stands, overlays applied.

use crate::arguments::{Book, BookFormat};
use crate::{Failure, input, print};
use cunchi::Language;
use std::process::ExitCode;

/// Runs the command.
pub(crate) fn run(book: &Book, language: Language) -> Result<ExitCode, Failure> {
    let shelf = input::rules(&book.rules, language)?.shelf()?;
    let BookFormat::Yaml = book.format;
    let standards: Vec<String> =
        shelf.programs().map(|program| program.rules().effective()).collect();
    print(&standards.join("---\n"))?;
    Ok(ExitCode::SUCCESS)
}
