//! `cunchi fmt`: files laid out anew, and keys in one language. Comments stay.

use crate::arguments::{Fmt, Lang};
use crate::shipped::SETS;
use crate::{Failure, input, print, say};
use cunchi::{Form, Language, RuleSet, Source, Suite, formatted, reworded_data, reworded_with};
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
    let known = if fmt.keys.is_some() { known(&sources) } else { Vec::new() };
    for source in &sources {
        match laid_out(source, &known, fmt.keys) {
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
        } else if !std::fs::read(source.name()).is_ok_and(|bytes| bytes == text.as_bytes()) {
            differs = true;
            if fmt.check {
                out.push_str(&first_difference(source, text));
            } else {
                let _ = writeln!(out, "{}", source.name());
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

/// What an overlay may extend: one of the files, or a shipped set where no file has its id.
fn known(sources: &[Source]) -> Vec<Source> {
    let loaded: Vec<RuleSet> =
        sources.iter().filter_map(|source| RuleSet::load(source).ok()).collect();
    let shipped = SETS.iter().filter(|set| loaded.iter().all(|rules| rules.id() != set.name));
    let shipped = shipped.map(|set| Source::new(set.file, set.text));
    sources.iter().cloned().chain(shipped).collect()
}

/// The first line that would change: where it is, as it is and as it would be.
fn first_difference(source: &Source, text: &str) -> String {
    let (mut old, mut new) = (source.text().split('\n'), text.split('\n'));
    let mut number = 0usize;
    loop {
        number += 1;
        match (old.next(), new.next()) {
            (None, None) => return format!("{}:1\n", source.name()),
            (a, b) if a == b => {}
            (a, b) => {
                let mut out = format!("{}:{number}\n", source.name());
                for (sign, line) in [('-', a), ('+', b)] {
                    if let Some(line) = line {
                        let _ = writeln!(out, "{sign} {}", line.trim_end_matches('\r'));
                    }
                }
                return out;
            }
        }
    }
}

fn laid_out(source: &Source, known: &[Source], keys: Option<Lang>) -> Result<String, Failure> {
    let language = match keys {
        Some(Lang::Zh) => Some(Language::Chinese),
        Some(Lang::En) => Some(Language::English),
        None => None,
    };
    let Some(language) = language else { return Ok(formatted(source)?) };
    if Suite::is_suite(source) || Form::read(source).is_ok() {
        let text = reworded_data(source, language)?;
        return Ok(formatted(&Source::new(source.name(), text))?);
    }
    let others: Vec<Source> =
        known.iter().filter(|other| other.name() != source.name()).cloned().collect();
    match reworded_with(source, &others, language) {
        Ok(text) => Ok(formatted(&Source::new(source.name(), text))?),
        Err(found) => Err(found.into()),
    }
}
