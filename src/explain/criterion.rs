//! Criteria in words: what is demanded, and how the points came about.

use super::phrase::{Phrase, number, say, seen};
use crate::compile::CriterionCode;
use crate::compile::seen::Seen;
use crate::diagnostic::Language;
use crate::model::criterion::{Band, Criterion, Tier, Times, WhenEmpty};
use crate::model::expression::{Expression, Kind};
use crate::value::Number;

/// A share as people write it.
pub(crate) fn percent(share: &Number) -> String {
    format!("{}%", number(&(share * &Number::from(100))))
}

/// The criterion as a sheet states it: 评分标准.
pub(crate) fn demand(criterion: &Criterion, phrase: &Phrase<'_>) -> String {
    let zh = phrase.language == Language::Chinese;
    let join = |list: Vec<String>| list.join(if zh { "；" } else { "; " });
    match criterion {
        Criterion::Pass(condition) => {
            let condition = phrase.of(condition);
            if zh {
                format!("{condition}，否则不得分")
            } else {
                format!("{condition}, else nothing")
            }
        }
        Criterion::Deduct(list) => {
            let list = list.iter().map(|deduction| {
                let points = phrase.of(&deduction.points);
                let cap = match &deduction.at_most {
                    Some(cap) if zh => format!("，最多扣 {cap} 分"),
                    Some(cap) => format!(", at most {cap}"),
                    None => String::new(),
                };
                let what = match &deduction.times {
                    Times::Each(each) => {
                        let each = phrase.of(each);
                        if zh {
                            format!("{each}：每{}扣 {points} 分", unit(deduction, phrase))
                        } else {
                            format!("{each}: {points} off each")
                        }
                    }
                    Times::Unmet(fact) => {
                        let title =
                            phrase.standard.facts.get(*fact).map_or("", |f| f.title.as_str());
                        if zh {
                            format!("{title}：每一项不达标扣 {points} 分")
                        } else {
                            format!("{title}: {points} off for each point not met")
                        }
                    }
                    Times::When(condition) => {
                        let condition = phrase.of(condition);
                        if zh {
                            format!("{condition}：扣 {points} 分")
                        } else {
                            format!("{condition}: {points} off")
                        }
                    }
                    Times::Findings(e) => findings_text(e, phrase),
                };
                format!("{what}{cap}")
            });
            let mut text = join(list.collect());
            text.push_str(if zh { "，扣完为止" } else { ", down to nothing" });
            text
        }
        Criterion::Tiers(tiers) => join(tiers.iter().map(|tier| tier_text(tier, phrase)).collect()),
        Criterion::Ladder(levels) => {
            let list = join(levels.iter().map(|tier| tier_text(tier, phrase)).collect());
            if zh { format!("逐级满足：{list}") } else { format!("level by level: {list}") }
        }
        Criterion::Bands(of, bands) => {
            let list = bands.iter().map(|band| band_text(band, phrase.language)).collect();
            format!("{}：{}", phrase.of(of), join(list))
        }
        Criterion::Ratio(ratio) => {
            let share = format!("{} ÷ {}", phrase.of(&ratio.of), phrase.of(&ratio.to));
            let target = percent(&ratio.target);
            let floor = if ratio.floor.is_zero() {
                String::new()
            } else if zh {
                format!("，{} 起计", percent(&ratio.floor))
            } else {
                format!(", from {}", percent(&ratio.floor))
            };
            let empty = match ratio.when_empty {
                Some(WhenEmpty::NotApplicable) => {
                    say(phrase.language, "，分母为 0 不适用", ", not applicable when empty")
                }
                Some(WhenEmpty::Full) => {
                    say(phrase.language, "，分母为 0 得满分", ", full when empty")
                }
                Some(WhenEmpty::Zero) => {
                    say(phrase.language, "，分母为 0 不得分", ", nothing when empty")
                }
                _ => "",
            };
            if zh {
                format!("{share} 达 {target} 得满分，按比例得分{floor}{empty}")
            } else {
                format!("{share} at {target} earns full points, in proportion{floor}{empty}")
            }
        }
        Criterion::Interpolate(of, posts) => {
            let posts: Vec<String> =
                posts.iter().map(|post| format!("{}→{}", post.at, post.points)).collect();
            format!("{}：{}", phrase.of(of), posts.join(if zh { "，" } else { ", " }))
        }
        Criterion::Judged(judged) => {
            let step = &judged.step;
            if zh {
                format!("酌情给分，步长 {step}")
            } else {
                format!("judged in steps of {step}")
            }
        }
        Criterion::Supply(supply) => {
            let need = phrase.of(&supply.need);
            if zh { format!("需 {need}") } else { format!("needs {need}") }
        }
        Criterion::Earn(e) => {
            let text = phrase.of(e);
            if zh { format!("得 {text} 分") } else { format!("{text} points") }
        }
        Criterion::Table(table) => {
            if table.has_only_rows() {
                let rows = phrase.of(&table.rows);
                return if zh { format!("按 {rows} 查表") } else { format!("by {rows}") };
            }
            let (rows, columns) = (phrase.of(&table.rows), phrase.of(&table.columns));
            if zh {
                format!("按 {rows} 与 {columns} 查表")
            } else {
                format!("by {rows} and {columns}")
            }
        }
        Criterion::BestOf(list) => {
            let list = join(list.iter().map(|c| demand(c, phrase)).collect());
            if zh { format!("取最好：{list}") } else { format!("the best of: {list}") }
        }
        Criterion::WorstOf(list) => {
            let list = join(list.iter().map(|c| demand(c, phrase)).collect());
            if zh { format!("取最差：{list}") } else { format!("the worst of: {list}") }
        }
        Criterion::Record(_) => say(phrase.language, "仅记录", "recorded only").to_owned(),
    }
}

/// What each finding costs, what counts once, and the caps of groups.
fn findings_text(e: &Expression, phrase: &Phrase<'_>) -> String {
    let Kind::Over(over) = &e.kind else { return phrase.of(e) };
    let zh = phrase.language == Language::Chinese;
    let inside = Phrase { findings: Some(over.fact), values: None, ..*phrase };
    let groups = |by: &[usize]| -> String {
        let names: Vec<String> = by.iter().map(|at| inside.group(over.fact, *at)).collect();
        names.join(if zh { "、" } else { ", " })
    };
    let fact = phrase.standard.facts.get(over.fact);
    let mut text = fact.map_or_else(String::new, |fact| fact.title.clone());
    if let Some(filter) = &over.filter {
        let word = if zh { "其中" } else { "where" };
        text.push_str(&format!(" {word} {}", inside.of(filter)));
    }
    let each = over.each.as_ref().map_or_else(String::new, |each| inside.of(each));
    text.push_str(&if zh {
        format!("：逐条扣 {each} 分")
    } else {
        format!(": {each} off each")
    });
    if !over.by.is_empty() {
        let same = groups(&over.by);
        text.push_str(&if zh {
            format!("，{same}相同的只计一次")
        } else {
            format!(", once for the same {same}")
        });
    }
    for (by, most) in &over.at_most_per {
        let group = groups(by);
        text.push_str(&if zh {
            format!("，同一{group}最多扣 {most} 分")
        } else {
            format!(", at most {most} for the same {group}")
        });
    }
    text
}

/// What is counted: the unit of the fact, or 处.
fn unit(deduction: &crate::model::criterion::Deduction, phrase: &Phrase<'_>) -> String {
    if let Times::Each(Expression { kind: Kind::Fact(fact), .. }) = &deduction.times
        && let Some(fact) = phrase.standard.facts.get(*fact)
        && !fact.unit_title().is_empty()
    {
        return fact.unit_title().to_owned();
    }
    "处".to_owned()
}

fn tier_text(tier: &Tier, phrase: &Phrase<'_>) -> String {
    let when = match (&tier.title, &tier.when) {
        (Some(title), _) => title.clone(),
        (None, Some(when)) => phrase.of(when),
        (None, None) => say(phrase.language, "其余", "otherwise").to_owned(),
    };
    match phrase.language {
        Language::Chinese => format!("{when} 得 {} 分", tier.points),
        Language::English => format!("{when}: {} points", tier.points),
    }
}

fn band_text(band: &Band, language: Language) -> String {
    let range = range_text(band);
    match language {
        Language::Chinese => format!("{range} 得 {} 分", band.points),
        Language::English => format!("{range}: {} points", band.points),
    }
}

/// The title and the limits of a band.
pub(super) fn range_text(band: &Band) -> String {
    let low = band.low.as_ref().map(|l| format!("{}{}", if l.included { "[" } else { "(" }, l.at));
    let high =
        band.high.as_ref().map(|l| format!("{}{}", l.at, if l.included { "]" } else { ")" }));
    let range = format!(
        "{}, {}",
        low.unwrap_or_else(|| "(−∞".to_owned()),
        high.unwrap_or_else(|| "∞)".to_owned())
    );
    match &band.title {
        Some(title) => format!("{title} {range}"),
        None => range,
    }
}

/// How the points came about, with the numbers in it.
pub(crate) fn arithmetic(
    criterion: &Criterion,
    code: &CriterionCode,
    full: &Number,
    phrase: &Phrase<'_>,
    values: &[Seen],
) -> Vec<String> {
    let language = phrase.language;
    let zh = language == Language::Chinese;
    let value = |at: usize| values.get(at).map(|v| seen(v, None, language)).unwrap_or_default();
    let holds = |at: usize| match values.get(at) {
        Some(Seen::Truth(true)) => say(language, "成立", "holds").to_owned(),
        Some(Seen::Truth(false)) => say(language, "不成立", "does not hold").to_owned(),
        Some(open) => seen(open, None, language),
        None => String::new(),
    };
    match (criterion, code) {
        (Criterion::Pass(e), CriterionCode::Pass(at)) => {
            vec![format!("{} → {}", phrase.of(e), holds(*at))]
        }
        (Criterion::Deduct(list), CriterionCode::Deduct(parts)) => {
            let mut out: Vec<String> = Vec::new();
            for (deduction, (times, points, taken)) in list.iter().zip(parts) {
                let cap = match &deduction.at_most {
                    Some(cap) if zh => format!("（最多 {cap}）"),
                    Some(cap) => format!(" (at most {cap})"),
                    None => String::new(),
                };
                out.push(format!(
                    "{} × {}{cap} = {}",
                    value(*times),
                    value(*points),
                    value(*taken)
                ));
            }
            let taken: Vec<String> = parts.iter().map(|(_, _, taken)| value(*taken)).collect();
            out.push(format!("{full} − {}", taken.join(" − ")));
            out
        }
        (Criterion::Tiers(tiers), CriterionCode::Tiers(conditions)) => {
            let mut out = Vec::new();
            for (tier, condition) in tiers.iter().zip(conditions) {
                let when = tier.when.as_ref().map(|e| phrase.of(e)).unwrap_or_default();
                match condition {
                    Some(at) => out.push(format!("{when} → {}", holds(*at))),
                    None => out.push(say(language, "其余", "otherwise").to_owned()),
                }
                if condition.is_none_or(|at| matches!(values.get(at), Some(Seen::Truth(true)))) {
                    break;
                }
            }
            out
        }
        (Criterion::Ladder(levels), CriterionCode::Ladder(conditions)) => levels
            .iter()
            .zip(conditions)
            .filter_map(|(level, at)| {
                level.when.as_ref().map(|e| format!("{} → {}", phrase.of(e), holds(*at)))
            })
            .collect(),
        (Criterion::Ratio(ratio), CriterionCode::Ratio { of, to, share }) => {
            let mut out = vec![format!("{} ÷ {}", value(*of), value(*to))];
            if let (Some(Seen::Number(of)), Some(Seen::Number(to))) =
                (values.get(*of), values.get(*to))
                && let Some(quotient) = of.div(to)
            {
                out = vec![format!("{of} ÷ {to} = {}", number(&quotient))];
                let (target, floor) = (&ratio.target, &ratio.floor);
                if floor.is_zero() {
                    out.push(format!("{} ÷ {target} → {}", number(&quotient), value(*share)));
                } else {
                    out.push(format!(
                        "({} − {floor}) ÷ ({target} − {floor}) → {}",
                        number(&quotient),
                        value(*share)
                    ));
                }
            }
            out.push(format!("{full} × {}", value(*share)));
            out
        }
        (Criterion::Bands(e, _), CriterionCode::Bands(at))
        | (Criterion::Interpolate(e, _), CriterionCode::Interpolate(at))
        | (Criterion::Earn(e), CriterionCode::Earn(at)) => {
            let (text, result) = (phrase.of(e), value(*at));
            vec![if text == result { text } else { format!("{text} = {result}") }]
        }
        (Criterion::Judged(_), CriterionCode::Judged(at)) => vec![value(*at)],
        (Criterion::Supply(supply), CriterionCode::Supply { need, have }) => {
            let need = format!("{} = {}", phrase.of(&supply.need), value(*need));
            let have = value(*have);
            vec![if zh {
                format!("需 {need}，有 {have}")
            } else {
                format!("needs {need}, has {have}")
            }]
        }
        (Criterion::Table(table), CriterionCode::Table) if table.has_only_rows() => {
            vec![phrase.of(&table.rows)]
        }
        (Criterion::Table(table), CriterionCode::Table) => {
            vec![format!("{} × {}", phrase.of(&table.rows), phrase.of(&table.columns))]
        }
        (
            Criterion::BestOf(list) | Criterion::WorstOf(list),
            CriterionCode::Several { best, parts },
        ) => {
            let mut out = Vec::new();
            for (criterion, (code, points)) in list.iter().zip(parts) {
                out.extend(arithmetic(criterion, code, full, phrase, values));
                out.push(format!("→ {}", value(*points)));
            }
            out.push(if *best {
                say(language, "取最好", "the best counts").to_owned()
            } else {
                say(language, "取最差", "the worst counts").to_owned()
            });
            out
        }
        _ => Vec::new(),
    }
}
