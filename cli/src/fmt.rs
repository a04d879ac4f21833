//! `cunchi fmt`: white space in order, and keys in one language. Comments stay.

use crate::arguments::{Fmt, Lang};
use crate::shipped::SETS;
use crate::{Failure, input, print, say};
use cunchi::{Language, Source, Suite, reworded_with, tidied};
use std::fmt::Write as _;
use std::process::ExitCode;

/// Runs the command.
pub(crate) fn run(fmt: &Fmt, language: Language) -> Result<ExitCode, Failure> {
    let mut failed = Failure::none();
    let mut changed: Vec<(Source, String)> = Vec::new();
    let mut sources = Vec::new();
    for name in &fmt.files {
        match input::texts(name, language) {
            Ok(more) => sources.extend(more),
            Err(failure) => failed = failed.and(failure),
        }
    }
    // An overlay may extend one of the files, or a shipped set.
    let shipped = SETS.iter().map(|set| Source::new(set.file, set.text));
    let known: Vec<Source> = sources.iter().cloned().chain(shipped).collect();
    for source in &sources {
        match formatted(source, &known, fmt.keys) {
            Ok(text) => changed.push((source.clone(), text)),
            Err(failure) => failed = failed.and(failure),
        }
    }
    // Either all files are written or none is.
    if !failed.is_none() {
        return Err(failed);
    }
    let mut out = String::new();
    let mut differs = false;
    for (source, text) in &changed {
        if source.name() == "-" {
            out.push_str(text);
        } else if text != source.text() {
            differs = true;
            let _ = writeln!(out, "{}", source.name());
            if !fmt.check {
                std::fs::write(source.name(), text)
                    .map_err(|error| Failure::data(format!("{}: {error}", source.name())))?;
            }
        }
    }
    print(&out)?;
    if fmt.check && differs {
        let message = say(language, "以上文件的格式不同", "these files are formatted otherwise");
        return Err(Failure::data(message.to_owned()));
    }
    Ok(ExitCode::SUCCESS)
}

fn formatted(source: &Source, known: &[Source], keys: Option<Lang>) -> Result<String, Failure> {
    let tidy = tidied(source)?;
    let language = match keys {
        // Cases name facts and items, which are the author's.
        Some(_) if Suite::is_suite(source) => return Ok(tidy),
        Some(Lang::Zh) => Language::Chinese,
        Some(Lang::En) => Language::English,
        None => return Ok(tidy),
    };
    let others: Vec<Source> =
        known.iter().filter(|other| other.name() != source.name()).cloned().collect();
    Ok(reworded_with(&Source::new(source.name(), tidy), &others, language)?)
}
