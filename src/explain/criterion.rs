//! Criteria in words: what is demanded, and how the points came about.

use super::phrase::{Phrase, colon, number, percent, say, seen};
use crate::compile::CriterionCode;
use crate::compile::seen::Seen;
use crate::diagnostic::Language;
use crate::model::criterion::{Band, Criterion, Deduction, Tier, Times, WhenEmpty};
use crate::model::expression::{Expression, Kind};
use crate::value::Number;

/// The criterion as a sheet states it: 评分标准.
pub(crate) fn demand(criterion: &Criterion, phrase: &Phrase<'_>) -> String {
    let zh = phrase.language == Language::Chinese;
    let join = |list: Vec<String>| list.join(if zh { "；" } else { "; " });
    match criterion {
        Criterion::Pass(condition) => {
            let condition = phrase.of(condition);
            let else_ = match phrase.harm() {
                true => {
                    say(phrase.language, "计 0 分，否则计满分值", ": 0 points, else all of them")
                }
                false => say(phrase.language, "，否则不得分", ", else nothing"),
            };
            format!("{condition}{}{else_}", if zh && phrase.harm() { " " } else { "" })
        }
        Criterion::Deduct(list) => {
            let mut text = join(list.iter().map(|one| deduction_text(one, phrase)).collect());
            text.push_str(match phrase.harm() {
                true => say(phrase.language, "，计满为止", ", up to full marks"),
                false => say(phrase.language, "，扣完为止", ", down to nothing"),
            });
            text
        }
        Criterion::Tiers(tiers) => join(tiers.iter().map(|tier| tier_text(tier, phrase)).collect()),
        Criterion::Ladder(levels) => {
            let list = join(levels.iter().map(|tier| tier_text(tier, phrase)).collect());
            if zh { format!("逐级满足：{list}") } else { format!("level by level: {list}") }
        }
        Criterion::Bands(of, bands) => {
            let list = bands.iter().map(|band| band_text(band, phrase)).collect();
            format!("{}{}{}", phrase.of(of), colon(phrase.language), join(list))
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
            let harm = phrase.harm();
            let empty = match ratio.when_empty {
                Some(WhenEmpty::NotApplicable) => {
                    say(phrase.language, "，分母为 0 不适用", ", not applicable when empty")
                }
                Some(WhenEmpty::Full) if harm => {
                    say(phrase.language, "，分母为 0 计 0 分", ", 0 points when empty")
                }
                Some(WhenEmpty::Zero) if harm => {
                    say(phrase.language, "，分母为 0 计满分值", ", all points when empty")
                }
                Some(WhenEmpty::Full) => {
                    say(phrase.language, "，分母为 0 得满分", ", full when empty")
                }
                Some(WhenEmpty::Zero) => {
                    say(phrase.language, "，分母为 0 不得分", ", nothing when empty")
                }
                _ => "",
            };
            if harm && zh {
                format!("{share} 达 {target} 计 0 分，不足部分按比例计分{floor}{empty}")
            } else if harm {
                format!(
                    "{share} at {target}: 0 points, what is missing in proportion{floor}{empty}"
                )
            } else if zh {
                format!("{share} 达 {target} 得满分，按比例得分{floor}{empty}")
            } else {
                format!("{share} at {target} earns full points, in proportion{floor}{empty}")
            }
        }
        Criterion::Interpolate(of, posts) => {
            let posts: Vec<String> =
                posts.iter().map(|post| format!("{}→{}", post.at, post.points)).collect();
            let posts = posts.join(if zh { "，" } else { ", " });
            format!("{}{}{posts}", phrase.of(of), colon(phrase.language))
        }
        Criterion::Judged(judged) => {
            let step = &judged.step;
            if zh {
                format!("酌情{}分，步长 {step}", if phrase.harm() { "计" } else { "给" })
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
            if zh { format!("{} {text} 分", gets(phrase)) } else { format!("{text} points") }
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

/// What one block of a deduction takes; where points are harm, what it adds.
fn deduction_text(deduction: &Deduction, phrase: &Phrase<'_>) -> String {
    let points = phrase.of(&deduction.points);
    let off = takes(&points, phrase);
    let zh = phrase.language == Language::Chinese;
    let colon = colon(phrase.language);
    let cap = deduction.at_most.as_ref().map_or_else(String::new, |cap| {
        let most = takes(&cap.to_string(), phrase);
        if zh { format!("，最多{most}") } else { format!(", at most {cap}") }
    });
    let what = match &deduction.times {
        Times::Each(each) => {
            let unit = unit(deduction, phrase);
            let each = phrase.of(each);
            if zh { format!("{each}：每{unit}{off}") } else { format!("{each}: {off} each") }
        }
        Times::Unmet(fact) => {
            let title = phrase.standard.facts.get(*fact).map_or("", |f| f.title.as_str());
            if zh {
                format!("{title}：每一项不达标{off}")
            } else {
                format!("{title}: {off} for each point not met")
            }
        }
        Times::When(condition) => format!("{}{colon}{off}", phrase.of(condition)),
        Times::Findings(e) => findings_text(e, phrase),
    };
    format!("{what}{cap}")
}

/// So many points taken off, or added where points are harm.
fn takes(points: &str, phrase: &Phrase<'_>) -> String {
    match (phrase.language, phrase.harm()) {
        (Language::Chinese, true) => format!("计 {points} 分"),
        (Language::Chinese, false) => format!("扣 {points} 分"),
        (Language::English, true) if points == "1" => "1 point".to_owned(),
        (Language::English, true) => format!("{points} points"),
        (Language::English, false) => format!("{points} off"),
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
    let off = takes(&each, phrase);
    text.push_str(&if zh { format!("：逐条{off}") } else { format!(": {off} each") });
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
            format!("，同一{group}最多{}", takes(&most.to_string(), phrase))
        } else {
            format!(", at most {most} for the same {group}")
        });
    }
    text
}

/// What is counted: the unit of the fact, or 处.
fn unit(deduction: &Deduction, phrase: &Phrase<'_>) -> String {
    if let Times::Each(Expression { kind: Kind::Fact(fact), .. }) = &deduction.times
        && let Some(fact) = phrase.standard.facts.get(*fact)
        && !fact.unit_title().is_empty()
    {
        return fact.unit_title().to_owned();
    }
    "处".to_owned()
}

/// What is done with points in Chinese: harm is not earned.
fn gets(phrase: &Phrase<'_>) -> &'static str {
    if phrase.harm() { "计" } else { "得" }
}

fn tier_text(tier: &Tier, phrase: &Phrase<'_>) -> String {
    let when = match (&tier.title, &tier.when) {
        (Some(title), _) => title.clone(),
        (None, Some(when)) => phrase.of(when),
        (None, None) => say(phrase.language, "其余", "otherwise").to_owned(),
    };
    match phrase.language {
        Language::Chinese => format!("{when} {} {} 分", gets(phrase), tier.points),
        Language::English => format!("{when}: {} points", tier.points),
    }
}

fn band_text(band: &Band, phrase: &Phrase<'_>) -> String {
    let range = range_text(band);
    match phrase.language {
        Language::Chinese => format!("{range} {} {} 分", gets(phrase), band.points),
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
            out.push(match (phrase.harm(), taken.len()) {
                (true, 1) => return out,
                (true, _) => taken.join(" + "),
                (false, _) => format!("{full} − {}", taken.join(" − ")),
            });
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
            let share = value(*share);
            out.push(match phrase.harm() {
                true => format!("{full} × (1 − {share})"),
                false => format!("{full} × {share}"),
            });
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
            let (text, result) = (phrase.of(&supply.need), value(*need));
            let need = if text == result { text } else { format!("{text} = {result}") };
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

#[cfg(test)]
mod tests {
    use crate::{Form, Language, RuleSet, Source};

    const RULES: &str = "ruleset: a/b\nversion: 1\ntitle: t\nsubject: village\neffective: { from: 2022-01-01 }\n\
        scale: { max: 30, direction: lower_is_better, round: { at: print, step: 1, mode: half_up } }\n\
        facts:\n  litter: { kind: count, title: Litter }\n  fenced: { kind: yes_no, title: Fence }\n\
        items:\n  - { id: A, title: a, points: 10, deduct: { each: litter, points: 2, at_most: 6 } }\n\
        \x20 - { id: B, title: b, points: 10, pass: fenced, zero_if: litter > 9 }\n\
        \x20 - { id: C, title: c, points: 10, ratio: { of: litter, to: 4 } }\n";

    fn explained(item: &str, language: Language) -> (String, Vec<String>) {
        let program = RuleSet::load(&Source::new("r.yaml", RULES)).expect("it loads").compile();
        let form = "ruleset: a/b\nsubject: { code: \"1\" }\ndate: 2022-09-01\nfacts: { litter: 1, fenced: no }\n";
        let forms = Form::read(&Source::new("i.yaml", form)).expect("it reads");
        let assessment = program.admit(&forms[0]).expect("it is admitted").assess();
        let explanation = assessment.explain(item, language).expect("it is there");
        (explanation.rule, explanation.arithmetic)
    }

    #[test]
    fn where_points_are_harm_they_are_counted_and_not_taken_off() {
        let (rule, arithmetic) = explained("A", Language::English);
        assert_eq!(rule, "Litter: 2 points each, at most 6, up to full marks");
        assert_eq!(arithmetic, ["1 × 2 (at most 6) = 2", "= 2 points"]);
        let (rule, _) = explained("A", Language::Chinese);
        assert_eq!(rule, "Litter：每处计 2 分，最多计 6 分，计满为止");
        let (rule, _) = explained("B", Language::Chinese);
        assert_eq!(rule, "Fence 计 0 分，否则计满分值；Litter > 9 则此项计 0 分");
        let (rule, arithmetic) = explained("C", Language::English);
        assert_eq!(rule, "Litter ÷ 4 at 100%: 0 points, what is missing in proportion");
        assert_eq!(arithmetic.last().map(String::as_str), Some("= 7.5 points"));
        assert!(arithmetic.contains(&"10 × (1 − 0.25)".to_owned()));
    }
}
