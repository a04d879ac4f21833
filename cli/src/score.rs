//! `cunchi score`: inspections in, results out.

use crate::arguments::{Score, ScoreFormat};
use crate::html::html;
use crate::{Failure, input, print, say, sheet, workbook};
use cunchi::report::ItemReport;
use cunchi::{Assessment, Language, Number, Report};
use std::path::Path;
use std::process::ExitCode;

/// Runs the command.
pub(crate) fn run(score: &Score, language: Language) -> Result<ExitCode, Failure> {
    let rules = input::rules(&score.rules, language)?;
    let shelf = rules.shelf()?;
    let input::Readable { forms, mut failed } = input::inspections(&score.inspections, language);
    let results = shelf.assess_as_known(&forms, score.as_of, score.known_on);
    let mut assessments: Vec<Assessment> = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(assessment) => assessments.push(assessment),
            Err(problems) => failed = failed.and(problems.into()),
        }
    }
    // Half a result could be taken for the whole: where one inspection is wrong, none is printed.
    if !failed.is_none() {
        return Err(failed);
    }
    if assessments.is_empty() {
        let message = say(language, "没有检查数据", "there is no inspection");
        return Err(Failure::data(message.to_owned()));
    }
    let reports: Vec<Report> = assessments.iter().map(|a| a.report(language)).collect();
    let text = match score.format {
        ScoreFormat::Text => sheet::all(&reports, score.full, language).text(),
        ScoreFormat::Json => json(&reports)?,
        ScoreFormat::Jsonl => {
            let mut out = String::new();
            for report in &reports {
                let line = serde_json::to_string(report);
                out.push_str(&line.map_err(|error| Failure::data(error.to_string()))?);
                out.push('\n');
            }
            out
        }
        ScoreFormat::Csv => csv(&reports, language)?,
        ScoreFormat::Html => html(&sheet::all(&reports, score.full, language), language),
        ScoreFormat::Xlsx => {
            let Some(path) = &score.out else {
                let message = say(
                    language,
                    "工作簿须写入文件：请加 --out 文件名.xlsx",
                    "a workbook goes into a file: add --out FILE.xlsx",
                );
                eprintln!("{message}");
                return Ok(ExitCode::from(2));
            };
            let page = sheet::all(&reports, score.full, language);
            let bytes = workbook::written(&page).map_err(|e| Failure::data(e.to_string()))?;
            return save(path, &bytes);
        }
    };
    match &score.out {
        Some(path) => return save(path, text.as_bytes()),
        None => print(&text)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn save(path: &Path, bytes: &[u8]) -> Result<ExitCode, Failure> {
    std::fs::write(path, bytes)
        .map_err(|error| Failure::data(format!("{}: {error}", path.display())))?;
    Ok(ExitCode::SUCCESS)
}

/// Pretty JSON with a line end.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    let mut text =
        serde_json::to_string_pretty(value).map_err(|error| Failure::data(error.to_string()))?;
    text.push('\n');
    Ok(text)
}

/// One row an item, for spreadsheets: with a byte-order mark, and no cell that a spreadsheet would run. What concerns the
/// whole stands at the end of each of its rows; a subject without items has one row.
fn csv(reports: &[Report], language: Language) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
    let wrong = |error: csv::Error| Failure::data(error.to_string());
    let titles = say(
        language,
        [
            "编码",
            "名称",
            "规则集",
            "版本",
            "评定日期",
            "类别",
            "项目",
            "考评内容",
            "状态",
            "得分",
            "分值",
            "扣分",
            "检查记录",
            "最低得分",
            "最高得分",
            "总分",
            "最低总分",
            "最高总分",
            "满分",
            "覆盖率",
            "等次",
            "等次状态",
        ],
        [
            "code",
            "name",
            "ruleset",
            "version",
            "as_of",
            "section",
            "item",
            "title",
            "state",
            "points",
            "max",
            "lost",
            "seen",
            "low",
            "high",
            "score",
            "score_low",
            "score_high",
            "score_max",
            "coverage",
            "grade",
            "grade_status",
        ],
    );
    writer.write_record(titles).map_err(wrong)?;
    let number = |n: Option<&Number>| n.map(ToString::to_string).unwrap_or_default();
    for report in reports {
        let subject = [
            report.subject.subject.code.clone(),
            report.subject.subject.name.clone().unwrap_or_default(),
            report.ruleset.id.clone(),
            report.ruleset.version.clone(),
            report.as_of.to_string(),
        ];
        let score = &report.score;
        let whole = [
            number(score.value.as_ref()),
            number(score.low.as_ref()),
            number(score.high.as_ref()),
            number(Some(&score.max)),
            number(report.coverage.as_ref()),
            report.grade.title.clone().unwrap_or_default(),
            sheet::status(report, language),
        ];
        let item = |item: &ItemReport| {
            let lost = report.gaps.iter().find(|gap| gap.item == item.id);
            [
                item.section.clone(),
                item.id.clone(),
                item.title.clone(),
                sheet::state_title(item.state, language).to_owned(),
                number(item.points.as_ref()),
                number(Some(&item.max)),
                number(lost.map(|gap| &gap.lost)),
                item.seen.clone(),
                number(Some(&item.low)),
                number(Some(&item.high)),
            ]
        };
        let mut items: Vec<[String; 10]> = report.items.iter().map(item).collect();
        if items.is_empty() {
            items.push(Default::default());
        }
        for item in items {
            let row = subject.iter().chain(&item).chain(&whole).cloned().map(harmless);
            writer.write_record(row.collect::<Vec<String>>()).map_err(wrong)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| Failure::data(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::data(error.to_string()))
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe; numbers do not.
fn harmless(cell: String) -> String {
    let number = cell
        .strip_prefix('-')
        .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'/'));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number {
        format!("'{cell}")
    } else {
        cell
    }
}
