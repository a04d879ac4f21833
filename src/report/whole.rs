//! How the whole came about: sections, total, adjustments, gates and grade, each with its numbers.

use super::Report;
use crate::assess::{Assessment, Status};
use crate::check::expression_lets;
use crate::diagnostic::Language;
use crate::explain::phrase::{colon, number, say};
use crate::explain::{NamedValue, label_text};
use crate::model::expression::Expression;
use crate::model::{Combine, Compare, Part, Standard};
use crate::syntax::vocabulary::COMBINES;
use crate::value::Number;
use serde::Serialize;
use std::fmt;

/// How the whole came about, line by line.
#[derive(Clone, Debug, Serialize)]
pub struct WholeExplanation {
    /// What the parts of each section come to.
    pub sections: Vec<String>,
    /// From the sections to the score, bonuses, penalties, caps and rounding on the way.
    pub score: Vec<String>,
    /// The named values that bonuses, penalties, gates and grades rest on, opened.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<NamedValue>,
    /// Each gate: whether it holds and what it does.
    pub gates: Vec<String>,
    /// Each grade from the best down, until the one that is reached; how firm that is.
    pub grade: Vec<String>,
}

impl fmt::Display for WholeExplanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = |list: &[String]| list.to_vec();
        let named = self.named.iter().map(|named| format!("  · {named}")).collect();
        let parts = [
            lines(&self.sections),
            lines(&self.score),
            named,
            lines(&self.gates),
            lines(&self.grade),
        ];
        f.write_str(&parts.concat().join("\n"))
    }
}

/// A part that counts: its id, points, and weight in what is around it.
struct Counted {
    id: String,
    points: Number,
    weight: Number,
}

impl Assessment {
    /// How the whole came about.
    pub fn explain_whole(&self, language: Language) -> WholeExplanation {
        let report = self.report(language);
        WholeExplanation {
            sections: self.section_lines(language),
            score: self.score_lines(&report, language),
            named: self.opened(whole_lets(self.standard()), language),
            gates: gate_lines(&report, language),
            grade: self.grade_lines(&report, language),
        }
    }

    fn section_lines(&self, language: Language) -> Vec<String> {
        let standard = self.standard();
        let line = |(section, outcome): (
            &crate::model::Section,
            &crate::assess::outcome::SectionOutcome,
        )| {
            let head = format!("{} {}{}", section.id, section.title, colon(language));
            let Some(points) = &outcome.points else {
                return head + say(language, "没有可计分的内容", "nothing in it counts");
            };
            let parts = self.counted(&section.parts);
            let sum = worked(section.combine, &parts, &section.points, language);
            let (reached, text) = sum;
            let cut = if reached.as_ref() == Some(points) {
                String::new()
            } else {
                let word = say(language, "封顶、保底、修约", "cap, floor, rounding");
                format!(" → {} ({word})", number(points))
            };
            format!("{head}{text}{cut} / {}", section.points)
        };
        let mut out = Vec::new();
        for pair in standard.sections.iter().zip(&self.sections) {
            out.push(line(pair));
            for of_criterion in [true, false] {
                let source = label_text(&pair.0.provenance, of_criterion, standard, language);
                out.extend(source.map(|source| format!("  § {source}")));
            }
        }
        out
    }

    /// The parts that count, with what they weigh there.
    fn counted(&self, parts: &[Part]) -> Vec<Counted> {
        let standard = self.standard();
        let one = |part: &Part| match part {
            Part::Item(at) => {
                let (item, outcome) = (standard.items.get(*at)?, self.items.get(*at)?);
                (outcome.counted && item.points.is_positive()).then_some(())?;
                let (id, weight) = (item.id.clone(), item.points.clone());
                Some(Counted { id, points: outcome.points.clone()?, weight })
            }
            Part::Section(at) => {
                let (section, outcome) = (standard.sections.get(*at)?, self.sections.get(*at)?);
                let points = outcome.points.clone()?;
                let part = outcome.weight.div(&section.points)?;
                let weight = outcome.weight.clone();
                Some(Counted { id: section.id.clone(), points: &points * &part, weight })
            }
        };
        parts.iter().filter_map(one).collect()
    }

    fn score_lines(&self, report: &Report, language: Language) -> Vec<String> {
        let standard = self.standard();
        let scale = &standard.scale;
        let mut out = Vec::new();
        let total = say(language, "总分", "score");
        if !standard.parts.is_empty() {
            let parts = self.counted(&standard.parts);
            let (_, text) = worked(scale.combine, &parts, &scale.max, language);
            out.push(format!("{total}{}{text}", colon(language)));
        }
        for one in &report.adjustments {
            let sign = if (one.kind == "bonus") == scale.lower_is_better { "−" } else { "+" };
            let points = one.points.as_ref().map_or_else(
                || say(language, "未查", "not seen").to_owned(),
                |points| format!("{sign} {}", number(points)),
            );
            out.push(format!("  {} {}{}{points}", one.id, one.title, colon(language)));
        }
        let account = &report.account;
        for (kind, counted, cap) in [
            ("bonus", &account.bonuses, &standard.bonuses.at_most),
            ("penalty", &account.penalties, &standard.penalties.at_most),
        ] {
            let given = report.adjustments.iter().filter(|one| one.kind == kind);
            let sum: Number = given.filter_map(|one| one.points.as_ref()).sum();
            if let Some(cap) = cap.as_ref().filter(|_| sum != *counted) {
                let all = match (kind, language) {
                    ("bonus", Language::Chinese) => "加分合计",
                    (_, Language::Chinese) => "减分合计",
                    ("bonus", Language::English) => "bonuses together",
                    (_, Language::English) => "penalties together",
                };
                let most = say(language, "最多", "at most");
                let (sum, cap, counted) = (number(&sum), number(cap), number(counted));
                out.push(format!("  {all}{}{sum}, {most} {cap} → {counted}", colon(language)));
            }
        }
        for (moved, word) in [
            (&account.caps, say(language, "封顶保底合计", "caps and floors together")),
            (&account.rounding, say(language, "修约合计", "rounding together")),
            (&account.gates, say(language, "门槛合计", "gates together")),
            (&account.open, say(language, "按已查部分的界限", "to what is still possible")),
        ] {
            if !moved.is_zero() {
                let sign = if moved.is_negative() == scale.lower_is_better { "−" } else { "+" };
                out.push(format!("  {word}{}{sign} {}", colon(language), number(&moved.abs())));
            }
        }
        let value = report
            .score
            .value
            .as_ref()
            .map_or_else(|| report.score.undefined.clone().unwrap_or_default(), number);
        let bounds = report.score.low.as_ref().zip(report.score.high.as_ref());
        let bounds = bounds.map_or_else(String::new, |(low, high)| {
            format!("  [{} … {}]", number(low), number(high))
        });
        out.push(format!("= {value} / {}{bounds}", scale.max));
        out
    }

    fn grade_lines(&self, report: &Report, language: Language) -> Vec<String> {
        let standard = self.standard();
        let mut out = Vec::new();
        let score = match (&self.score.value, &standard.scale.compare) {
            (Some(score), Compare::Rounded(round)) => Some(round.apply(score)),
            (score, _) => score.clone(),
        };
        let lower = standard.scale.lower_is_better;
        let reached = self.grade.grade.unwrap_or(usize::MAX);
        for (at, grade) in standard.grades.iter().enumerate() {
            let Some(score) = score.as_ref().filter(|_| at <= reached) else { break };
            let meets = grade.is_reached_by(score, lower);
            let why = match (&grade.requires, at == reached) {
                (_, true) => say(language, "→ 评为此等次", "→ this grade"),
                _ if !meets => say(language, "未达到", "not reached"),
                (Some(_), _) => say(
                    language,
                    "另须条件不成立或未定",
                    "its requirement does not hold, or is open",
                ),
                (None, _) => say(language, "门槛不许", "a gate does not allow it"),
            };
            let requires = grade.requires.as_ref().map_or_else(String::new, |requires| {
                let word = say(language, "另须", "requires");
                format!(
                    "{}{word} {}",
                    say(language, "，", ", "),
                    self.phrase(language, None).of(requires)
                )
            });
            out.push(format!(
                "{} {}{requires}{}{why}",
                grade.title,
                grade.bound(lower),
                colon(language)
            ));
        }
        let status = match self.grade.status {
            Status::Final => return out,
            status => status.title(language),
        };
        let between = report.grade.low.as_ref().zip(report.grade.high.as_ref());
        let between = between.map_or_else(String::new, |(low, high)| format!("  [{low} … {high}]"));
        out.push(format!(
            "{}{}{status}{between}",
            say(language, "等次状态", "status"),
            colon(language)
        ));
        out
    }
}

/// Every let that stands outside of the items: in bonuses, penalties, gates, grades and their matrix.
fn whole_lets(standard: &Standard) -> Vec<usize> {
    let mut lets = Vec::new();
    let mut mark = |e: &Expression| expression_lets(e, &mut |at| lets.push(at));
    for one in standard.bonuses.list.iter().chain(&standard.penalties.list) {
        mark(&one.times);
        one.requires.iter().for_each(&mut mark);
    }
    standard.gates.iter().for_each(|gate| mark(&gate.when));
    standard.grades.iter().filter_map(|grade| grade.requires.as_ref()).for_each(&mut mark);
    if let Some(matrix) = &standard.grade_matrix {
        mark(&matrix.rows);
        mark(&matrix.columns);
    }
    lets
}

/// What parts come to, and the sum that shows it.
fn worked(
    combine: Combine,
    parts: &[Counted],
    full: &Number,
    language: Language,
) -> (Option<Number>, String) {
    let pairs: Vec<(Number, Number)> =
        parts.iter().map(|part| (part.points.clone(), part.weight.clone())).collect();
    let Some(share) = crate::assess::combine::share(combine, &pairs) else {
        return (None, say(language, "没有可计分的内容", "nothing counts").to_owned());
    };
    let result = &share * full;
    let joined =
        |f: &dyn Fn(&Counted) -> String, by: &str| parts.iter().map(f).collect::<Vec<_>>().join(by);
    let weight: Number = parts.iter().map(|part| &part.weight).sum();
    let text = match combine {
        Combine::Sum | Combine::WeightedMean => {
            let points = joined(&|part| format!("{} {}", part.id, number(&part.points)), " + ");
            if weight == *full {
                points
            } else {
                format!("({points}) ÷ {} × {full}", number(&weight))
            }
        }
        other => {
            let shares = joined(
                &|part| format!("{} {}/{}", part.id, number(&part.points), part.weight),
                ", ",
            );
            format!("{} ({shares}) × {full}", word(other, language))
        }
    };
    let text = format!("{text} = {}", number(&result));
    (Some(result), text)
}

fn word(combine: Combine, language: Language) -> String {
    let at = match combine {
        Combine::Sum => 0,
        Combine::WeightedMean => 1,
        Combine::Geometric => 2,
        Combine::Harmonic => 3,
        Combine::Median => 4,
        Combine::Min => 5,
        Combine::Max => 6,
        Combine::Product => 7,
        Combine::Lowest(many) => {
            return match language {
                Language::Chinese => format!("最低 {many} 个的平均"),
                Language::English => format!("mean of the {many} lowest"),
            };
        }
        Combine::Highest(many) => {
            return match language {
                Language::Chinese => format!("最高 {many} 个的平均"),
                Language::English => format!("mean of the {many} highest"),
            };
        }
        Combine::Power(power) => {
            return match language {
                Language::Chinese => format!("{power} 次幂平均"),
                Language::English => format!("power mean ({power})"),
            };
        }
    };
    COMBINES.get(at).map_or("", |word| say(language, word.chinese, word.word)).to_owned()
}

fn gate_lines(report: &Report, language: Language) -> Vec<String> {
    let line = |gate: &super::GateReport| {
        let holds = match gate.fired {
            Some(true) => format!("{} → {}", say(language, "成立", "holds"), gate.effect),
            Some(false) => say(language, "不成立", "does not hold").to_owned(),
            None => format!("{} ({})", say(language, "未定", "open"), gate.effect),
        };
        format!("{} {}{}{holds}", gate.id, gate.title, colon(language))
    };
    report.gates.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Form, Language, RuleSet, Source};

    const RULES: &str = "ruleset: a/b\nversion: 1\ntitle: t\nsubject: village\neffective: { from: 2022-01-01 }\n\
        scale: { max: 4, round: { at: print, step: 1, mode: half_up } }\nsources: { plan: { title: Village plan } }\n\
        facts: { bin: { kind: yes_no, title: Bin } }\n\
        sections:\n  - id: S\n    title: Waste\n    points: 4\n\
        \x20   provenance: { criterion: { source: plan, clause: \"3.2\" }, numbers: { illustrative: ours } }\n\
        \x20   items: [ { id: A, title: a, points: 4, pass: bin } ]\n";

    #[test]
    fn a_section_says_where_it_and_its_numbers_come_from() {
        let program = RuleSet::load(&Source::new("r.yaml", RULES)).expect("it loads").compile();
        let form =
            "ruleset: a/b\nsubject: { code: \"1\" }\ndate: 2022-09-01\nfacts: { bin: yes }\n";
        let forms = Form::read(&Source::new("i.yaml", form)).expect("it reads");
        let assessment = program.admit(&forms[0]).expect("it is admitted").assess();
        let lines = assessment.explain_whole(Language::English).sections;
        let expected =
            ["S Waste: A 4 = 4 / 4", "  § [plan] Village plan 3.2", "  § illustrative: ours"];
        assert_eq!(lines, expected);
        let report = assessment.report(Language::Chinese);
        let section = report.sections.first().expect("there is one");
        assert_eq!(section.numbers_source.as_deref(), Some("示例：ours"));
    }
}
