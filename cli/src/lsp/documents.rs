//! Open texts, and the texts beside them.

use super::places::{Columns, path_of};
use crate::shipped::SETS;
use cunchi::{Source, Span};
use gen_lsp_types::TextDocumentContentChangeEvent as Change;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// An open text.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) source: Source,
    pub(super) version: i32,
}

/// What a text is called: its path, or its URI where it has none.
pub(super) fn name_of(uri: &str) -> String {
    path_of(uri).map_or_else(|| uri.to_owned(), |path| path.display().to_string())
}

impl Open {
    /// Makes changes in order, each in the text as the one before left it.
    pub(super) fn change(&mut self, changes: Vec<Change>, columns: Columns) {
        for change in changes {
            let text = match change {
                Change::TextDocumentContentChangeWholeDocument(whole) => whole.text,
                Change::TextDocumentContentChangePartial(part) => {
                    let start = columns.byte(&self.source, part.range.start);
                    let end = columns.byte(&self.source, part.range.end).max(start);
                    let all = self.source.text();
                    let before = self.source.slice(Span::new(0, 0, start));
                    let after = all.get(end as usize..).unwrap_or("");
                    format!("{before}{}{after}", part.text)
                }
            };
            self.source = Source::new(self.source.name(), text);
        }
    }
}

/// Texts on disk beside an open one, read again only when they changed.
#[derive(Default)]
pub(super) struct Beside {
    read: BTreeMap<PathBuf, (Option<SystemTime>, u64, Source)>,
}

/// At most so many files are looked at, none larger than this: what lies beside a rule file is rules and cases.
const MOST_FILES: usize = 400;
const MOST_BYTES: u64 = 4 << 20;

impl Beside {
    /// The other open texts, then files beside this one, then the shipped sets: the nearest first.
    pub(super) fn of(&mut self, source: &Source, open: Vec<Source>) -> Vec<Source> {
        let mut out = open;
        let folder = Path::new(source.name()).parent().filter(|folder| folder.is_absolute());
        if let Some(folder) = folder {
            let mut folders = vec![folder.to_owned(), folder.join("cases")];
            if let Some(above) = folder.parent() {
                folders.extend([above.to_owned(), above.join("cases")]);
            }
            let mut files: Vec<PathBuf> =
                folders.iter().flat_map(|folder| yaml_in(folder)).collect();
            files.truncate(MOST_FILES);
            for file in files {
                let name = file.display().to_string();
                let known = name == source.name() || out.iter().any(|one| one.name() == name);
                if !known && let Some(text) = self.text(&file, name) {
                    out.push(text);
                }
            }
        }
        for set in SETS {
            out.push(Source::new(set.file, set.text));
            out.push(Source::new(set.cases_file, set.cases));
        }
        out
    }

    fn text(&mut self, file: &Path, name: String) -> Option<Source> {
        let about = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file)?;
        let (changed, size) = (about.modified().ok(), about.len());
        if size > MOST_BYTES {
            return None;
        }
        if let Some((at, length, source)) = self.read.get(file)
            && *at == changed
            && *length == size
            && changed.is_some()
        {
            return Some(source.clone());
        }
        let source = Source::new(name, std::fs::read_to_string(file).ok()?);
        if self.read.len() > MOST_FILES * 4 {
            self.read.clear();
        }
        self.read.insert(file.to_owned(), (changed, size, source.clone()));
        Some(source)
    }
}

fn yaml_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut out: Vec<PathBuf> = entries
        .take(MOST_FILES * 4)
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "yaml" || end == "yml"))
        .collect();
    out.sort();
    out
}
