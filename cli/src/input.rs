//! Reading rule files and inspections.

use crate::shipped::{SAMPLE, SETS};
use crate::{Failure, workbook};
use cunchi::{Cell, Diagnostics, Form, Language, Shelf, Source, Span, Suite};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// So many folders within folders are looked into.
const MOST_DEPTH: usize = 16;

/// Rule sets and files of cases, as named on the command line.
pub(crate) struct Rules {
    pub(crate) sets: Vec<Source>,
    pub(crate) cases: Vec<Source>,
    /// What could not be read as text.
    pub(crate) unread: Diagnostics,
}

impl Rules {
    /// The rule sets, ready to assess with. An overlay may extend a shipped set that was not named.
    pub(crate) fn shelf(&self) -> Result<Shelf, Diagnostics> {
        let shipped: Vec<Source> = SETS.iter().map(|set| Source::new(set.file, set.text)).collect();
        Shelf::load_with(&self.sets, &shipped)
    }
}

/// The id a rule file gives itself, read from its own line.
pub(crate) fn id_of(source: &Source) -> Option<String> {
    let line = source
        .text()
        .lines()
        .find(|line| line.starts_with("ruleset:") || line.starts_with("规则集:"))?;
    let (_, id) = line.split_once(':')?;
    Some(id.split('#').next()?.trim().trim_matches(['"', '\'']).to_owned())
}

/// The named sets, and every shipped set whose id is not among them.
pub(crate) fn with_shipped(named: &[Source]) -> Vec<Source> {
    let ids: Vec<String> = named.iter().filter_map(id_of).collect();
    let missing = SETS.iter().filter(|set| !ids.iter().any(|id| id == set.name));
    named.iter().cloned().chain(missing.map(|set| Source::new(set.file, set.text))).collect()
}

/// Files, folders and shipped sets, all of them text; all shipped sets where none is named.
pub(crate) fn rules(names: &[String], language: Language) -> Result<Rules, Failure> {
    let found = readable(names, language)?;
    if found.unread.is_empty() { Ok(found) } else { Err(found.unread.into()) }
}

/// The same, with what is no text told apart.
pub(crate) fn readable(names: &[String], language: Language) -> Result<Rules, Failure> {
    let mut out = Rules { sets: Vec::new(), cases: Vec::new(), unread: Diagnostics::default() };
    if names.is_empty() {
        out.sets.extend(SETS.iter().map(|set| Source::new(set.file, set.text)));
        return Ok(out);
    }
    for name in names {
        if let Some(set) = SETS.iter().find(|set| set.name == name) {
            out.sets.push(Source::new(set.file, set.text));
            out.cases.push(Source::new(set.cases_file, set.cases));
            continue;
        }
        let path = Path::new(name);
        if !path.exists() {
            let known: Vec<&str> = SETS.iter().map(|set| set.name).collect();
            return Err(Failure::data(match language {
                Language::Chinese => {
                    format!("没有文件、文件夹或随附规则集 `{name}`；随附的有：{}", known.join("、"))
                }
                Language::English => format!(
                    "there is no file, folder or shipped set `{name}`; shipped are: {}",
                    known.join(", ")
                ),
            }));
        }
        let mut files = Vec::new();
        if path.is_dir() {
            yaml_below(path, &mut files, 0)?;
            if files.is_empty() {
                return Err(Failure::data(match language {
                    Language::Chinese => format!("文件夹 `{name}` 中没有 YAML 文件"),
                    Language::English => format!("there is no YAML file in the folder `{name}`"),
                }));
            }
        } else {
            files.push(path.to_owned());
        }
        for file in files {
            match Source::from_bytes(file.display().to_string(), bytes_of(&file, language)?) {
                Ok(source) if Suite::is_suite(&source) => out.cases.push(source),
                Ok(source) => out.sets.push(source),
                Err(problems) => out.unread = out.unread.and(problems),
            }
        }
    }
    Ok(out)
}

/// The files of cases that lie in a folder, none where there is no such folder.
pub(crate) fn cases_in(folder: &Path, language: Language) -> Result<Vec<Source>, Failure> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if !here.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    // Not what lies in folders below.
    yaml_below(here, &mut files, MOST_DEPTH)?;
    let mut out = Vec::new();
    for file in files.iter().filter(|file| file.is_file()) {
        // What cannot be read may be cases: it must not be passed over.
        let source = Source::from_bytes(file.display().to_string(), bytes_of(file, language)?)?;
        if Suite::is_suite(&source) {
            out.push(source);
        }
    }
    Ok(out)
}

/// The YAML texts of a file, of a folder, or of standard input.
pub(crate) fn texts(name: &str, language: Language) -> Result<Vec<Source>, Failure> {
    if name == "-" {
        return Ok(vec![Source::new(name, standard_input()?)]);
    }
    let path = Path::new(name);
    let mut files = Vec::new();
    if path.is_dir() {
        yaml_below(path, &mut files, 0)?;
    } else {
        files.push(path.to_owned());
    }
    files.into_iter().map(|file| text_of(&file, language)).collect()
}

fn standard_input() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::data(format!("-: {error}")))?;
    Ok(Source::from_bytes("-", bytes)?.text().to_owned())
}

fn yaml_below(folder: &Path, out: &mut Vec<PathBuf>, depth: usize) -> Result<(), Failure> {
    let unreadable =
        |error: std::io::Error| Failure::data(format!("{}: {error}", folder.display()));
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.sort();
    for path in entries {
        // A folder that leads to itself must not lead anywhere for ever.
        if path.is_dir() && depth < MOST_DEPTH {
            yaml_below(&path, out, depth + 1)?;
        } else if matches!(ending(&path).as_str(), "yaml" | "yml") {
            out.push(path);
        }
    }
    Ok(())
}

fn ending(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

fn bytes_of(path: &Path, language: Language) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        let name = path.display();
        Failure::data(match (error.kind(), language) {
            (ErrorKind::NotFound, Language::Chinese) => format!("{name}: 没有这个文件"),
            (ErrorKind::NotFound, Language::English) => format!("{name}: there is no such file"),
            (ErrorKind::PermissionDenied, Language::Chinese) => format!("{name}: 没有读取权限"),
            (_, Language::Chinese) => format!("{name}: 无法读取：{error}"),
            (_, Language::English) => format!("{name}: cannot be read: {error}"),
        })
    })
}

/// UTF-8, or an error that says where it is not.
fn text_of(path: &Path, language: Language) -> Result<Source, Failure> {
    Ok(Source::from_bytes(path.display().to_string(), bytes_of(path, language)?)?)
}

/// Inspections from files; the shipped sample where none is named.
///
/// What can be read is handed on beside what is wrong, so that everything wrong is said in one run.
pub(crate) fn inspections(names: &[String], language: Language) -> Readable {
    if names.is_empty() {
        let (name, text) = SAMPLE;
        return read(&Source::new(name, text));
    }
    let mut out = Readable::default();
    for name in names {
        match one_file(name, language) {
            Ok(more) => {
                out.forms.extend(more.forms);
                out.failed = out.failed.and(more.failed);
            }
            Err(failure) => out.failed = out.failed.and(failure),
        }
    }
    out
}

/// The inspections that could be read, and what is wrong with the others.
#[derive(Default)]
pub(crate) struct Readable {
    pub(crate) forms: Vec<Form>,
    pub(crate) failed: Failure,
}

fn read(source: &Source) -> Readable {
    match Form::read(source) {
        Ok(forms) => Readable { forms, failed: Failure::none() },
        Err(problems) => Readable { forms: Vec::new(), failed: problems.into() },
    }
}

fn one_file(name: &str, language: Language) -> Result<Readable, Failure> {
    if name == "-" {
        let text = standard_input()?;
        let json = text.trim_start().starts_with(['{', '[']);
        let lines = json && text.lines().filter(|line| line.starts_with('{')).count() > 1;
        let name = if lines {
            "-.jsonl"
        } else if json {
            "-.json"
        } else {
            "-"
        };
        return Ok(read(&Source::new(name, text)));
    }
    let path = Path::new(name);
    match ending(path).as_str() {
        "csv" => csv_file(name, &bytes_of(path, language)?, language),
        "xlsx" => match workbook::first_sheet(&bytes_of(path, language)?) {
            Ok(text) => rows(name, text, language),
            Err(error) => Err(Failure::data(match language {
                Language::Chinese => format!("{name}: 无法按工作簿读取：{error}"),
                Language::English => format!("{name}: cannot be read as a workbook: {error}"),
            })),
        },
        "yaml" | "yml" | "json" | "jsonl" | "ndjson" => Ok(read(&text_of(path, language)?)),
        _ => Err(Failure::data(match language {
            Language::Chinese => {
                format!("{name}: 不认识此扩展名；可读 .yaml .json .jsonl .csv .xlsx")
            }
            Language::English => {
                format!("{name}: unknown kind of file; .yaml .json .jsonl .csv .xlsx can be read")
            }
        })),
    }
}

/// UTF-8 with or without a byte-order mark, or GB18030.
fn decode(bytes: &[u8]) -> Option<String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let (text, _, wrong) = encoding_rs::GB18030.decode(bytes);
    (!wrong).then(|| text.into_owned())
}

fn csv_file(name: &str, bytes: &[u8], language: Language) -> Result<Readable, Failure> {
    let Some(text) = decode(bytes) else {
        return Err(Failure::data(match language {
            Language::Chinese => format!("{name}: 既不是 UTF-8，也不是 GB18030"),
            Language::English => format!("{name}: neither UTF-8 nor GB18030"),
        }));
    };
    rows(name, text, language)
}

/// Rows under a row of titles.
fn rows(name: &str, text: String, language: Language) -> Result<Readable, Failure> {
    let source = Source::new(name, text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(source.text().as_bytes());
    let mut titles: Vec<String> = Vec::new();
    let mut title_spans: Vec<(usize, usize)> = Vec::new();
    let mut out = Vec::new();
    let mut failed = Failure::none();
    for record in reader.records() {
        let record = record.map_err(|error| Failure::data(format!("{name}: {error}")))?;
        let start = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
        let spans = field_spans(source.text(), start, record.len());
        let line = source.line_column(clip(start)).line;
        if titles.is_empty() {
            title_spans = spans;
            titles = record.iter().map(|title| title.trim().to_owned()).collect();
            for (at, title) in titles.iter().enumerate() {
                if !title.is_empty() && titles.iter().take(at).any(|earlier| earlier == title) {
                    failed = failed.and(Failure::data(match language {
                        Language::Chinese => format!("{name}:{line}: 列标题 `{title}` 出现两次"),
                        Language::English => {
                            format!("{name}:{line}: the column title `{title}` stands twice")
                        }
                    }));
                }
            }
            continue;
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() != titles.len() {
            let (found, wanted) = (record.len(), titles.len());
            failed = failed.and(Failure::data(match language {
                Language::Chinese => {
                    format!("{name}:{line}: 此行有 {found} 格，标题有 {wanted} 格")
                }
                Language::English => {
                    format!("{name}:{line}: {found} cells in this row, {wanted} in the titles")
                }
            }));
            continue;
        }
        let cells: Vec<Cell> = titles
            .iter()
            .zip(record.iter())
            .zip(spans.iter().zip(&title_spans))
            .filter(|((title, _), _)| !title.is_empty())
            .map(|((title, text), (span, title_span))| Cell {
                column: title.clone(),
                text: text.to_owned(),
                title: Span::new(0, clip(title_span.0), clip(title_span.1)),
                span: Span::new(0, clip(span.0), clip(span.1)),
            })
            .collect();
        let end = spans.last().map_or(start, |(_, to)| *to);
        match Form::from_cells(&source, Span::new(0, clip(start), clip(end)), &cells) {
            Ok(form) => out.push(form),
            Err(problems) => failed = failed.and(problems.into()),
        }
    }
    Ok(Readable { forms: out, failed })
}

fn clip(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The bytes of each field of the record that starts at `start`, quotation marks included.
fn field_spans(text: &str, start: usize, count: usize) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(count);
    let mut at = start;
    // The position of a record may lie on the line ends before it.
    while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
        at += 1;
    }
    let (mut from, mut quoted) = (at, false);
    while out.len() < count {
        match bytes.get(at) {
            Some(b'"') => quoted = !quoted,
            Some(b',') if !quoted => {
                out.push((from, at));
                from = at + 1;
            }
            Some(b'\r' | b'\n') if !quoted => {
                out.push((from, at));
                break;
            }
            None => {
                out.push((from, at));
                break;
            }
            Some(_) => {}
        }
        at += 1;
    }
    out.resize(count, (from, at));
    out
}
