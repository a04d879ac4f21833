//! `cunchi help CODE` and `cunchi schema`.

use crate::arguments::{Arguments, Help, Schema, Which};
use crate::{Failure, print};
use clap::CommandFactory as _;
use cunchi::Language;
use cunchi::diagnostic::Code;
use std::process::ExitCode;

/// The pages about diagnostics: code and text, listed when this was built.
mod pages {
    include!(concat!(env!("OUT_DIR"), "/pages.rs"));
}

/// Runs the command.
pub(crate) fn run(help: &Help, language: Language) -> Result<ExitCode, Failure> {
    let Some(code) = &help.code else {
        print(&format!("{}\n", Arguments::command().render_help()))?;
        return Ok(ExitCode::SUCCESS);
    };
    if let Some(page) = page(code) {
        print(page)?;
        return Ok(ExitCode::SUCCESS);
    }
    let near = Code::nearest(code);
    Err(Failure::data(match (near, language) {
        (Some(near), Language::Chinese) => format!("没有错误代码 `{code}`；是否想问 `{near}`？"),
        (Some(near), Language::English) => {
            format!("there is no code `{code}`; did you mean `{near}`?")
        }
        (None, Language::Chinese) => format!("没有错误代码 `{code}`"),
        (None, Language::English) => format!("there is no code `{code}`"),
    }))
}

/// The page about a code.
pub(crate) fn page(code: &str) -> Option<&'static str> {
    pages::PAGES.iter().find(|(name, _)| *name == code).map(|(_, page)| *page)
}

/// Prints a JSON Schema.
pub(crate) fn schema(schema: &Schema) -> Result<ExitCode, Failure> {
    let text = match schema.which {
        Which::Rules => cunchi::schema::rules(),
        Which::Cases => cunchi::schema::cases(),
        Which::Inspection => cunchi::schema::inspection(),
        Which::Assessment => cunchi::schema::assessment(),
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}
