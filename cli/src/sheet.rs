//! Results as a township officer prints them: the score sheet, the ledger, what was not seen, what is missing.

use crate::page::{Grid, Page};
use crate::{ledger, say};
use cunchi::report::ItemReport;
use cunchi::{Language, Number, Report};
use std::fmt::Write as _;

/// All results: per rule set a table of subjects, then the sheets, then what to buy.
pub(crate) fn all(reports: &[Report], full: bool, language: Language) -> Page {
    let mut out = Page::default();
    let mut sets: Vec<&str> = Vec::new();
    for report in reports {
        if !sets.contains(&report.ruleset.id.as_str()) {
            sets.push(&report.ruleset.id);
        }
    }
    for set in sets {
        let of_set: Vec<&Report> = reports.iter().filter(|r| r.ruleset.id == set).collect();
        let Some(first) = of_set.first() else { continue };
        out.heading(format!(
            "{}  {} {}",
            first.ruleset.title, first.ruleset.id, first.ruleset.version
        ));
        if of_set.len() > 1 {
            overview(&mut out, &of_set, language);
        }
        let households = first.subject.kind == "household";
        for report in &of_set {
            if !households || full || reports.len() == 1 {
                sheet(&mut out, report, language);
            }
        }
        if households && !full && of_set.len() > 1 {
            household_gaps(&mut out, &of_set, language);
        }
        ledger::to_buy(&mut out, &of_set, language);
        for note in notes(&of_set) {
            out.line(format!("※ {note}"));
        }
        out.gap();
    }
    out
}

/// A number for print: exact where it is short, two decimals otherwise.
pub(crate) fn shown(number: &Number) -> String {
    match number.decimals() {
        Some(places) if places <= 2 => number.to_string(),
        _ => number.display_to(2),
    }
}

fn maybe(number: Option<&Number>) -> String {
    number.map_or_else(|| "—".to_owned(), shown)
}

pub(crate) fn percent(share: Option<&Number>) -> String {
    share.map_or_else(
        || "—".to_owned(),
        |share| format!("{}%", shown(&(share * &Number::from(100)))),
    )
}

/// `low–high`, or nothing where they meet.
fn range(report: &Report) -> String {
    match (&report.score.low, &report.score.high) {
        (Some(low), Some(high)) if low != high => format!("{}–{}", shown(low), shown(high)),
        _ => String::new(),
    }
}

pub(crate) fn status(report: &Report, language: Language) -> String {
    let word = report.grade.status;
    let chinese = match word {
        "final" => "确定",
        "settled" => "已定",
        "covered" => "覆盖率达标",
        "provisional" => "暂定",
        "withheld" => "不予评定",
        _ => "无可评定",
    };
    say(language, chinese, word).to_owned()
}

fn grade(report: &Report, language: Language) -> String {
    match &report.grade.title {
        Some(title) => format!("{title}（{}）", status(report, language)),
        None => status(report, language),
    }
}

/// Households go by code alone.
fn name(report: &Report) -> String {
    match &report.subject.subject.name {
        Some(name) if report.subject.kind != "household" => name.clone(),
        _ => report.subject.subject.code.clone(),
    }
}

fn overview(out: &mut Page, reports: &[&Report], language: Language) {
    let titles = say(
        language,
        ["考评对象", "编码", "日期", "得分", "可能范围", "覆盖率", "等次", "差距"],
        ["subject", "code", "date", "score", "range", "coverage", "grade", "gaps"],
    );
    let mut table = Grid::new(&titles, &[3, 4, 5, 7]);
    for report in reports {
        table.row([
            name(report),
            report.subject.subject.code.clone(),
            report.inspection.date.to_string(),
            report.score.shown.clone().unwrap_or_else(|| "—".to_owned()),
            range(report),
            percent(report.coverage.as_ref()),
            grade(report, language),
            report.gaps.iter().filter(|gap| gap.kind != "advice").count().to_string(),
        ]);
    }
    out.grid(table);
    out.gap();
}

fn sheet(out: &mut Page, report: &Report, language: Language) {
    let digest = report.ruleset.digest.get(..12).unwrap_or_default();
    let method = report.inspection.method.map_or("—", |method| match (method, language) {
        ("announced", Language::Chinese) => "明察",
        ("unannounced", Language::Chinese) => "暗访",
        ("self_report", Language::Chinese) => "自查",
        (word, _) => word,
    });
    let inspectors = report.inspection.inspectors.join("、");
    let line = match language {
        Language::Chinese => format!(
            "── 考评表  {}  编码 {}  日期 {}  方式 {method}  考评人 {}  标准版本 {} [{digest}]  评定日期 {}",
            name(report),
            report.subject.subject.code,
            report.inspection.date,
            if inspectors.is_empty() { "____ ____" } else { &inspectors },
            report.ruleset.version,
            report.as_of,
        ),
        Language::English => format!(
            "── score sheet  {}  code {}  date {}  method {method}  inspectors {}  version {} [{digest}]  as of {}",
            name(report),
            report.subject.subject.code,
            report.inspection.date,
            if inspectors.is_empty() { "____ ____" } else { &inspectors },
            report.ruleset.version,
            report.as_of,
        ),
    };
    out.line(line);
    out.grid(items(report, language));
    totals(out, report, language);
    ledger::ledger(out, report, language);
    ledger::unseen(out, report, language);
    out.gap();
}

fn items(report: &Report, language: Language) -> Grid {
    let titles = say(
        language,
        [
            "序号",
            "类别",
            "考评内容",
            "评分标准",
            "分值",
            "检查记录",
            "扣分",
            "得分",
            "扣分原因",
            "备注",
        ],
        [
            "no.",
            "section",
            "demand",
            "criterion",
            "max",
            "seen",
            "off",
            "points",
            "reason",
            "remarks",
        ],
    );
    let mut table = Grid::new(&titles, &[4, 6, 7]);
    let mut section = "";
    for item in &report.items {
        if item.section != section {
            section = &item.section;
            if let Some(found) = report.sections.iter().find(|s| s.id == item.section) {
                table.row([
                    String::new(),
                    found.title.clone(),
                    String::new(),
                    String::new(),
                    shown(&found.max),
                    String::new(),
                    String::new(),
                    maybe(found.points.as_ref()),
                    String::new(),
                    String::new(),
                ]);
            }
        }
        let off = item.points.as_ref().map(|points| &item.max - points).filter(Number::is_positive);
        table.row([
            item.id.clone(),
            String::new(),
            item.title.clone(),
            item.criterion.clone(),
            shown(&item.max),
            item.seen.clone(),
            off.as_ref().map(shown).unwrap_or_default(),
            points(item),
            item.note.clone().unwrap_or_default(),
            remarks(item, language),
        ]);
    }
    for one in &report.adjustments {
        let bonus = one.kind == "bonus";
        let kind = if bonus {
            say(language, "加分", "bonus")
        } else {
            say(language, "减分", "penalty")
        };
        let sign = if bonus != harm(report) { "+" } else { "−" };
        let points = one.points.as_ref().map_or_else(
            || state_title("not_checked", language).to_owned(),
            |points| {
                if points.is_zero() { "0".to_owned() } else { format!("{sign}{}", shown(points)) }
            },
        );
        let nothing = String::new;
        table.row([
            one.id.clone(),
            kind.to_owned(),
            one.title.clone(),
            nothing(),
            nothing(),
            nothing(),
            nothing(),
            points,
            nothing(),
            nothing(),
        ]);
    }
    // Where points are harm, they are what is taken off.
    if harm(report) { table.without(OFF, &[4, 6]) } else { table }
}

/// The column of what is taken off.
const OFF: usize = 6;

/// Whether points are harm: then the account starts from none.
pub(crate) fn harm(report: &Report) -> bool {
    report.account.start.is_zero()
}

fn points(item: &ItemReport) -> String {
    match &item.points {
        Some(points) => shown(points),
        None if item.state == "not_applicable" || item.state == "informational" => "—".to_owned(),
        None => format!("{}–{}", shown(&item.low), shown(&item.high)),
    }
}

/// A state as people read it.
pub(crate) fn state_title(state: &str, language: Language) -> &'static str {
    match state {
        "pass" => say(language, "达标", "pass"),
        "partial" => say(language, "部分达标", "partial"),
        "fail" => say(language, "不达标", "fail"),
        "not_applicable" => say(language, "不适用", "not applicable"),
        "not_checked" => say(language, "未检查", "not checked"),
        "unknown" => say(language, "不明", "unknown"),
        "error" => say(language, "无定义", "undefined"),
        _ => say(language, "仅记录", "recorded"),
    }
}

fn remarks(item: &ItemReport, language: Language) -> String {
    let mut out: Vec<String> = Vec::new();
    // Points, none or full, speak for themselves.
    let state = match item.state {
        "pass" | "partial" | "fail" => "",
        state => state_title(state, language),
    };
    out.extend((!state.is_empty()).then(|| state.to_owned()));
    for mark in &item.marks {
        out.push(
            match *mark {
                "rectified" => say(language, "已整改", "rectified"),
                "cited" => say(language, "预告", "cited only"),
                // Said below, with what it was before.
                "overridden" => continue,
                "assumed" => say(language, "未查，按规则所定值", "assumed"),
                _ => say(language, "估计", "estimated"),
            }
            .to_owned(),
        );
    }
    if let Some(before) = &item.overridden {
        let was = before.points.as_ref().map_or("—".to_owned(), shown);
        let (why, by) = (&before.why, &before.by);
        out.push(match language {
            Language::Chinese => format!("改判（原 {was} 分；{by}：{why}）"),
            Language::English => format!("overridden (was {was}; {by}: {why})"),
        });
    }
    if item.role == "advisory" {
        out.push(say(language, "参考", "advisory").to_owned());
    }
    if item.numbers == "illustrative" {
        out.push(say(language, "示例", "illustrative").to_owned());
    }
    if !item.photos.is_empty() {
        out.push(format!("{} {}", say(language, "照片", "photos"), item.photos.join(" ")));
    }
    out.join(say(language, "；", "; "))
}

/// The account: full marks less what was lost is the score.
fn totals(out: &mut Page, report: &Report, language: Language) {
    let account = &report.account;
    let harm = harm(report);
    let start = if harm { say(language, "起", "from") } else { say(language, "满分", "full") };
    let mut line = format!("{start} {}", account.start);
    let (less, more) = if harm { ('+', '−') } else { ('−', '+') };
    let losses = [
        (&account.items, say(language, if harm { "项目计分" } else { "项目扣分" }, "items")),
        (&account.combining, say(language, "合成", "combining")),
        (&account.penalties, say(language, "减分", "penalties")),
        (&account.caps, say(language, "封顶保底", "caps")),
        (&account.rounding, say(language, "修约", "rounding")),
        (&account.gates, say(language, "门槛", "gates")),
        (&account.open, say(language, "界限", "open")),
    ];
    for (number, word) in losses {
        if number.is_positive() {
            let _ = write!(line, " {less} {word} {number}");
        } else if number.is_negative() {
            let _ = write!(line, " {more} {word} {}", number.abs());
        }
    }
    if account.bonuses.is_positive() {
        let _ = write!(line, " {more} {} {}", say(language, "加分", "bonuses"), account.bonuses);
    }
    let score = account
        .score
        .as_ref()
        .map_or_else(|| report.score.undefined.clone().unwrap_or_default(), ToString::to_string);
    let range = range(report);
    let shown_score = report.score.shown.clone().unwrap_or_else(|| "—".to_owned());
    out.line(format!(
        "{} {shown_score} / {}{}   {} {}   {} {}",
        say(language, "总分", "score"),
        report.score.max,
        if range.is_empty() { String::new() } else { format!("（{range}）") },
        say(language, "覆盖率", "coverage"),
        percent(report.coverage.as_ref()),
        say(language, "等次", "grade"),
        grade(report, language)
    ));
    if report.score.value.is_some() {
        out.line(format!("{}：{line} = {score}", say(language, "核算", "account")));
    }
    for gate in report.gates.iter().filter(|gate| gate.fired == Some(true)) {
        let before = report.score.before_gates.as_ref().map(|b| format!("（{}）", shown(b)));
        out.line(format!(
            "{}：{} {} → {}{}  {}：{}",
            say(language, "门槛", "gate"),
            gate.id,
            gate.title,
            gate.effect,
            before.unwrap_or_default(),
            say(language, "依据", "basis"),
            gate.basis
        ));
    }
}

/// Households by code, with what each lacks; never ranked.
fn household_gaps(out: &mut Page, reports: &[&Report], language: Language) {
    if reports.iter().any(|report| report.ruleset.advisory) {
        return;
    }
    out.line(say(language, "各户差距", "gaps by household"));
    for report in reports {
        let gaps: Vec<String> = report
            .gaps
            .iter()
            .map(|gap| {
                if gap.kind == "advice" {
                    format!("{}（{}）", gap.title, say(language, "建议", "advice"))
                } else {
                    let sign = if harm(report) { '+' } else { '−' };
                    format!("{} {sign}{}", gap.title, shown(&gap.lost))
                }
            })
            .collect();
        if !gaps.is_empty() {
            out.line(format!("  {}  {}", report.subject.subject.code, gaps.join("；")));
        }
    }
    out.gap();
}

/// Every note once.
fn notes<'a>(reports: &[&'a Report]) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for note in reports.iter().flat_map(|report| &report.notes) {
        if !out.contains(&note.as_str()) {
            out.push(note);
        }
    }
    out
}
