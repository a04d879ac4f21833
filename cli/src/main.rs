//! The `cunchi` command: reads files, calls the library, prints.
//!
//! Results go to standard output, messages to standard error. Exit codes: 0 fine, 1 the rules, data or cases are wrong,
//! 2 the command line is.

mod arguments;
mod book;
mod check;
mod explain;
mod fmt;
mod help;
mod html;
mod input;
mod ledger;
mod lsp;
mod markup;
mod page;
mod sarif;
mod score;
mod sheet;
mod shipped;
mod test;
mod uri;
mod workbook;

use arguments::{Arguments, Command, Lang, Score};
use clap::Parser as _;
use cunchi::{Diagnostics, Language};
use std::io::Write as _;
use std::process::ExitCode;

/// Why a command ends with exit code 1.
#[derive(Debug, Default)]
pub(crate) struct Failure {
    problems: Diagnostics,
    messages: Vec<String>,
}

impl Failure {
    fn none() -> Self {
        Self::default()
    }

    fn data(message: String) -> Self {
        Self { problems: Diagnostics::default(), messages: vec![message] }
    }

    fn is_none(&self) -> bool {
        self.problems.is_empty() && self.messages.is_empty()
    }

    fn and(mut self, other: Failure) -> Self {
        self.problems = self.problems.and(other.problems);
        self.messages.extend(other.messages);
        self
    }
}

impl From<Diagnostics> for Failure {
    fn from(problems: Diagnostics) -> Self {
        Self { problems, messages: Vec::new() }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let asked = arguments.lang.map(|lang| match lang {
        Lang::Zh => Language::Chinese,
        Lang::En => Language::English,
    });
    let language = asked.unwrap_or_else(from_locale);
    let command = arguments.command.unwrap_or(Command::Score(Score::default()));
    let done = match &command {
        Command::Score(score) => score::run(score, language),
        Command::Check(check) => check::run(check, language),
        Command::Explain(explain) => explain::run(explain, language),
        Command::Test(test) => test::run(test, language),
        Command::Fmt(files) => fmt::run(files, language),
        Command::Book(book) => book::run(book, language),
        Command::Lsp(_) => lsp::run(asked, language),
        Command::Schema(schema) => help::schema(schema),
        Command::Help(help) => help::run(help, language),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            let mut out = String::new();
            for message in &failure.messages {
                out.push_str(message);
                out.push('\n');
            }
            if !failure.problems.is_empty() {
                out.push_str(&failure.problems.with_marks(language));
                out.push('\n');
            }
            let _ = std::io::stderr().write_all(out.as_bytes());
            ExitCode::from(1)
        }
    }
}

/// English where the locale says so, Chinese otherwise.
fn from_locale() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match set {
        Some(locale) if locale.starts_with("en") => Language::English,
        _ => Language::Chinese,
    }
}

/// Writes results to standard output; a reader that goes away is no error.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::data(error.to_string()))
        }
        _ => Ok(()),
    }
}

/// One of two texts.
pub(crate) fn say<T>(language: Language, chinese: T, english: T) -> T {
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}
