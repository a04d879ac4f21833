//! What follows the sheet: the ledger, what was not seen, what is missing.

use crate::page::{Grid, Page};
use crate::say;
use crate::sheet::{harm, percent, shown};
use cunchi::report::GapReport;
use cunchi::{Language, Number, Report};
use std::collections::BTreeMap;

/// How many findings a line of the ledger names.
const MOST_FINDINGS: usize = 5;

/// The gaps as staff keep them: 整改台账.
pub(crate) fn ledger(out: &mut Page, report: &Report, language: Language) {
    if report.gaps.is_empty() {
        return;
    }
    let mut titles = say(
        language,
        [
            "序号",
            "条款",
            "问题",
            "扣分",
            "现状",
            "要求",
            "软硬件",
            "难易",
            "整改措施",
            "责任单位",
            "责任人",
            "时限",
            "销号",
        ],
        [
            "no.", "item", "gap", "lost", "seen", "required", "kind", "ease", "remedy", "owner",
            "person", "deadline", "closed",
        ],
    );
    if harm(report) {
        titles[3] = say(language, "计分", "points");
    }
    let mut table = Grid::new(&titles, &[3]);
    for (number, gap) in report.gaps.iter().enumerate() {
        table.row([
            (number + 1).to_string(),
            gap.item.clone(),
            gap.title.clone(),
            if gap.kind == "advice" {
                say(language, "建议", "advice").to_owned()
            } else {
                shown(&gap.lost)
            },
            seen(gap, language),
            gap.required.clone(),
            tag(gap, "kind", language),
            tag(gap, "ease", language),
            gap.remedy.clone().unwrap_or_default(),
            gap.owner_title.clone().unwrap_or_default(),
            String::new(),
            gap.deadline.map(|deadline| deadline.to_string()).unwrap_or_default(),
            gap.rectified.map(|date| date.to_string()).unwrap_or_default(),
        ]);
    }
    out.line(say(language, "整改台账", "ledger"));
    out.grid(table);
}

fn tag(gap: &GapReport, tag: &str, language: Language) -> String {
    let word = gap.tags.get(tag).map_or("", String::as_str);
    if language == Language::English {
        return word.to_owned();
    }
    match word {
        "easy" => "易",
        "medium" => "中",
        "hard" => "难",
        "software" => "软件",
        "hardware" => "硬件",
        other => other,
    }
    .to_owned()
}

/// What was seen, with the first of the findings that cost points.
fn seen(gap: &GapReport, language: Language) -> String {
    let mut parts = vec![gap.seen.clone()];
    parts.extend(gap.findings.iter().take(MOST_FINDINGS).map(ToString::to_string));
    let more = gap.findings.len().saturating_sub(MOST_FINDINGS);
    match language {
        _ if more == 0 => {}
        Language::Chinese => parts.push(format!("另有 {more} 条")),
        Language::English => parts.push(format!("{more} more")),
    }
    parts.join(say(language, "；", "; "))
}

/// What was not seen, and what it may be worth.
pub(crate) fn unseen(out: &mut Page, report: &Report, language: Language) {
    if report.unseen.is_empty() {
        return;
    }
    out.line(say(language, "未检查或不明", "not checked or unknown"));
    for one in &report.unseen {
        let facts: Vec<String> =
            one.facts.iter().map(|(fact, why)| format!("{fact}（{why}）")).collect();
        let stake = match one.at_stake.is_zero() {
            true => String::new(),
            false => format!("  ±{}", shown(&one.at_stake)),
        };
        out.line(format!("  {} {}{stake}  {}", one.item, one.title, facts.join(" ")));
    }
}

/// What is missing over all subjects: the list to buy by.
pub(crate) fn to_buy(out: &mut Page, reports: &[&Report], language: Language) {
    let mut sums: BTreeMap<&str, (&str, &str, Number, usize, bool)> = BTreeMap::new();
    for missing in reports.iter().filter_map(|r| r.supply.as_ref()).flat_map(|s| &s.missing) {
        let entry = sums.entry(&missing.item).or_insert((
            &missing.title,
            &missing.unit,
            Number::ZERO,
            0,
            missing.advisory,
        ));
        entry.2 = &entry.2 + &missing.missing;
        entry.3 += 1;
    }
    for report in reports {
        if let Some(supply) = &report.supply {
            out.line(format!(
                "{}  {} {}/{} = {}   {} {}",
                report.subject.subject.code,
                say(language, "齐备项", "items met"),
                supply.complete,
                supply.items,
                percent(supply.completion_by_item.as_ref()),
                say(language, "按件数", "by quantity"),
                percent(supply.completion_by_quantity.as_ref())
            ));
        }
    }
    if sums.is_empty() {
        return;
    }
    let titles = say(
        language,
        ["编号", "缺少物品", "数量", "单位", "户数", "类型"],
        ["item", "missing", "how many", "unit", "households", "tier"],
    );
    let mut table = Grid::new(&titles, &[2, 4]);
    for (item, (title, unit, sum, count, advisory)) in &sums {
        let kind = if *advisory {
            say(language, "建议", "suggested")
        } else {
            say(language, "必备", "essential")
        };
        table.row([
            (*item).to_owned(),
            (*title).to_owned(),
            shown(sum),
            (*unit).to_owned(),
            count.to_string(),
            kind.to_owned(),
        ]);
    }
    out.line(say(language, "缺什么补什么（合计）", "what is missing, in all"));
    out.grid(table);
}
