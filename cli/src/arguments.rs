//! What can be asked for on the command line.

use clap::{Parser, Subcommand, ValueEnum};
use cunchi::Date;
use std::path::PathBuf;

/// 村尺：考评打分、检查规则、解释得分 / score, check and explain inspections
#[derive(Parser)]
#[command(name = "cunchi", version, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    /// 语言 / language: zh, en
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Lang>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// A language.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

/// One command.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// 打分：考评表、差距、等次 / score inspections
    Score(Score),
    /// 检查规则文件 / check rule files
    Check(Check),
    /// 解释得分 / explain a score
    Explain(Explain),
    /// 运行规则集的案例 / run the cases of rule sets
    Test(Test),
    /// 整理规则、案例与检查文件的排版，保留注释 / lay out rule files, cases and inspections; comments stay
    Fmt(Fmt),
    /// 打印生效标准及各值的来处 / print the effective standard, with where each value comes from
    Book(Book),
    /// 编辑器的语言服务，用标准输入输出 / a language server for editors, on standard input and output
    Lsp(Lsp),
    /// JSON Schema：规则、检查、结果 / JSON Schemas
    Schema(Schema),
    /// 解释一个错误代码 / explain a code
    Help(Help),
}

/// `cunchi fmt`.
#[derive(clap::Args)]
pub(crate) struct Fmt {
    /// YAML 文件或文件夹，原地改写；`-` 从标准输入到标准输出；JSON 不改 / YAML files or folders, rewritten in place; `-` to standard output; JSON stays as it is
    #[arg(required = true)]
    pub(crate) files: Vec<String>,
    /// 关键词的语言 / language of the keys and words of rules, cases and inspections
    #[arg(long, value_enum)]
    pub(crate) keys: Option<Lang>,
    /// 只检查，不改写；指出每个文件第一处不同，并以 1 退出 / write nothing; say where each file first differs and end with 1
    #[arg(long)]
    pub(crate) check: bool,
}

/// `cunchi score`.
#[derive(clap::Args, Default)]
pub(crate) struct Score {
    /// 检查数据；不写则用随附样例，`-` 为标准输入 / inspections; the shipped sample where none is named
    pub(crate) inspections: Vec<String>,
    /// 规则：文件、文件夹或随附规则集 / rules: file, folder or shipped set
    #[arg(long)]
    pub(crate) rules: Vec<String>,
    /// 评定日期 / assess as of this date
    #[arg(long, value_parser = date)]
    pub(crate) as_of: Option<Date>,
    /// 分期的值按此日所知 / values with dates as they were known on this date
    #[arg(long, value_parser = date)]
    pub(crate) known_on: Option<Date>,
    /// 输出格式 / output format
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: ScoreFormat,
    /// 写入文件 / write to a file
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// 每个农户也打印完整考评表 / a full sheet for households too
    #[arg(long)]
    pub(crate) full: bool,
}

/// Formats of results.
#[derive(Clone, Copy, ValueEnum, Default, PartialEq, Eq)]
pub(crate) enum ScoreFormat {
    /// 考评表 / sheets to print
    #[default]
    Text,
    /// JSON 数组 / an array of results
    Json,
    /// 每行一个 JSON / one result a line
    Jsonl,
    /// 每行一个考评项目 / one item a row
    Csv,
    /// 考评表工作簿，需 --out / sheets as a workbook, with --out
    Xlsx,
    /// 考评表网页 / sheets as a web page to print
    Html,
}

/// Text or JSON.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub(crate) enum PlainFormat {
    /// 文字 / text
    Text,
    /// JSON
    Json,
}

/// `cunchi check`.
#[derive(clap::Args)]
pub(crate) struct Check {
    /// 文件、文件夹或随附规则集 / files, folders or shipped sets
    #[arg(required = true)]
    pub(crate) rules: Vec<String>,
    /// 输出格式 / output format
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: CheckFormat,
}

/// Formats of findings.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub(crate) enum CheckFormat {
    /// 文字 / text
    Text,
    /// JSON
    Json,
    /// SARIF 2.1.0
    Sarif,
}

/// `cunchi explain`.
#[derive(clap::Args)]
pub(crate) struct Explain {
    /// 检查数据 / inspection
    pub(crate) inspection: String,
    /// 规则 / rules
    #[arg(long)]
    pub(crate) rules: Vec<String>,
    /// 只解释一个项目 / one item only
    #[arg(long)]
    pub(crate) item: Option<String>,
    /// 只解释一个对象（编码）/ one subject only, by its code
    #[arg(long)]
    pub(crate) code: Option<String>,
    /// 评定日期 / assess as of this date
    #[arg(long, value_parser = date)]
    pub(crate) as_of: Option<Date>,
    /// 分期的值按此日所知 / values with dates as they were known on this date
    #[arg(long, value_parser = date)]
    pub(crate) known_on: Option<Date>,
    /// 输出格式 / output format
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: PlainFormat,
}

/// `cunchi test`.
#[derive(clap::Args)]
pub(crate) struct Test {
    /// 文件、文件夹或随附规则集 / files, folders or shipped sets
    #[arg(required = true)]
    pub(crate) rules: Vec<String>,
    /// 写 JUnit 文件 / write a JUnit file
    #[arg(long)]
    pub(crate) junit: Option<PathBuf>,
    /// 输出格式 / output format
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: PlainFormat,
}

/// `cunchi book`.
#[derive(clap::Args)]
pub(crate) struct Book {
    /// 文件、文件夹或随附规则集 / files, folders or shipped sets
    #[arg(required = true)]
    pub(crate) rules: Vec<String>,
    /// 输出格式 / output format
    #[arg(long, value_enum, default_value = "yaml")]
    pub(crate) format: BookFormat,
}

/// Formats of the effective standard.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub(crate) enum BookFormat {
    /// 可直接载入的规则文件 / a rule file that loads
    Yaml,
}

/// `cunchi lsp`.
#[derive(clap::Args)]
pub(crate) struct Lsp {
    /// 不起作用：许多编辑器会加上 / without effect: many editors add it
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
}

/// `cunchi schema`.
#[derive(clap::Args)]
pub(crate) struct Schema {
    /// 哪一种 / which one
    #[arg(value_enum, default_value = "rules")]
    pub(crate) which: Which,
}

/// Which schema.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Which {
    /// 规则文件 / rule files
    Rules,
    /// 案例文件 / files of cases
    Cases,
    /// 检查数据 / inspections
    Inspection,
    /// 评定结果 / assessments
    Assessment,
}

/// `cunchi help`.
#[derive(clap::Args)]
pub(crate) struct Help {
    /// 错误代码 / the code
    pub(crate) code: Option<String>,
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "写作 2022-08-01 / write 2022-08-01".to_owned())
}
