//! Expressions and values in words and signs that people read.

use super::named::let_value;
use crate::assess::eval::Answer;
use crate::compile::seen::{May, Seen, Why};
use crate::diagnostic::Language;
use crate::model::expression::{
    Arithmetic, Comparison, Empty, Expression, Extreme, Kind, Measure, Smooth, Type,
};
use crate::model::fact::{Fact, FactKind};
use crate::model::{Part, Standard};
use crate::value::Number;

/// How names are shown: by their titles, or by the values an inspection gave.
#[derive(Clone, Copy)]
pub(crate) struct Phrase<'a> {
    pub(crate) standard: &'a Standard,
    pub(crate) language: Language,
    /// Answers, and the values of lets; none to show titles.
    pub(crate) values: Option<(&'a [Answer], &'a [Option<&'a Seen>])>,
    /// The findings whose fields are meant, where that is some.
    pub(crate) findings: Option<usize>,
}

/// One of two texts.
pub(crate) fn say<T>(language: Language, chinese: T, english: T) -> T {
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

/// What stands between a name and what is said of it.
pub(crate) fn colon(language: Language) -> &'static str {
    say(language, "：", ": ")
}

/// A number as it is read: exact, with a decimal beside a fraction.
pub(crate) fn number(n: &Number) -> String {
    if n.decimals().is_some() {
        return n.to_string();
    }
    format!("{n}≈{}", n.display_to(4))
}

/// A share as a per cent figure.
pub(crate) fn percent(n: &Number) -> String {
    format!("{}%", number(&(n * &Number::from(100))))
}

/// A number in the form its fact is written in.
pub(crate) fn quantity(n: &Number, fact: &Fact) -> String {
    match &fact.kind {
        FactKind::Number(kind) if kind.percent => percent(n),
        FactKind::Number(kind) if !kind.unit_title.is_empty() => {
            format!("{} {}", number(n), kind.unit_title)
        }
        _ => number(n),
    }
}

/// Why there is no value, in a word.
pub(crate) fn reason(why: Why, language: Language) -> &'static str {
    if why.has(Why::UNDEFINED) {
        say(language, "无定义", "undefined")
    } else if why.has(Why::NOT_CHECKED) {
        say(language, "未检查", "not checked")
    } else if why.has(Why::UNKNOWN) {
        say(language, "不明", "unknown")
    } else {
        say(language, "不适用", "not applicable")
    }
}

/// A value as far as it is known.
pub(crate) fn seen(value: &Seen, fact: Option<&Fact>, language: Language) -> String {
    match value {
        Seen::Number(n) => fact.map_or_else(|| number(n), |fact| quantity(n, fact)),
        Seen::Truth(truth) => truth_word(*truth, language).to_owned(),
        Seen::Word(at) => match fact.map(|fact| &fact.kind) {
            Some(FactKind::Choice(choice)) => {
                choice.words.get(*at).map_or_else(String::new, |word| word.title.clone())
            }
            _ => at.to_string(),
        },
        Seen::Date(date) => date.to_string(),
        Seen::Text(text) => text.to_string(),
        Seen::Open(open) => match &open.may {
            May::Number(range) if range.low.is_some() && range.high.is_some() => {
                let shown = |n: &Number| fact.map_or_else(|| number(n), |fact| quantity(n, fact));
                let end = |n: &Option<Number>| n.as_ref().map(shown).unwrap_or_default();
                format!(
                    "{}（{}…{}）",
                    reason(open.why, language),
                    end(&range.low),
                    end(&range.high)
                )
            }
            _ => reason(open.why, language).to_owned(),
        },
    }
}

fn truth_word(truth: bool, language: Language) -> &'static str {
    match (truth, language) {
        (true, Language::Chinese) => "是",
        (false, Language::Chinese) => "否",
        (true, Language::English) => "yes",
        (false, Language::English) => "no",
    }
}

/// The answer to a fact, in words.
pub(crate) fn answer(answer: Option<&Answer>, fact: &Fact, language: Language) -> String {
    match (answer, &fact.kind) {
        (Some(Answer::Value(value)), _) => seen(value, Some(fact), language),
        (Some(Answer::Text(Some(text))), _) => text.clone(),
        (Some(Answer::Checklist(list)), FactKind::Checklist(points)) => {
            let named = |wanted: &dyn Fn(&Seen) -> bool| -> Vec<&str> {
                let pairs = list.iter().zip(points);
                pairs.filter(|(s, _)| wanted(s)).map(|(_, p)| p.title.as_str()).collect()
            };
            let unmet = named(&|s| matches!(s, Seen::Truth(false)));
            let open = named(&|s| !s.is_known());
            if open.len() == list.len() {
                let why = list.first().map(Seen::why).unwrap_or_default();
                return reason(why, language).to_owned();
            }
            let separator = say(language, "、", ", ");
            let mut parts = vec![if unmet.is_empty() {
                say(language, "无未达项", "none unmet").to_owned()
            } else {
                format!("{}{}", say(language, "未达：", "unmet: "), unmet.join(separator))
            }];
            if !open.is_empty() {
                let word = say(language, "未查：", "not seen: ");
                parts.push(format!("{word}{}", open.join(separator)));
            }
            parts.join(say(language, "；", "; "))
        }
        (Some(Answer::Findings(Ok(list))), _) => {
            format!("{} {}", list.len(), say(language, "条", "findings"))
        }
        (Some(Answer::Findings(Err(why))), _) => reason(*why, language).to_owned(),
        _ => say(language, "未填", "not given").to_owned(),
    }
}

impl Phrase<'_> {
    /// Whether points are harm.
    pub(crate) fn harm(&self) -> bool {
        self.standard.scale.lower_is_better
    }

    /// The expression in words and signs.
    pub(crate) fn of(&self, e: &Expression) -> String {
        self.at(e, 0)
    }

    /// `level` is how tightly the place binds: looser expressions are put in brackets.
    fn at(&self, e: &Expression, level: u8) -> String {
        let zh = self.language == Language::Chinese;
        let (own, text) = match &e.kind {
            Kind::Number(n) if self.is_percent(e, n) => (9, percent(n)),
            Kind::Number(n) => (9, number(n)),
            Kind::Truth(truth) => (9, truth_word(*truth, self.language).to_owned()),
            Kind::Date(date) => (9, date.to_string()),
            Kind::Word(at) => (9, self.word(e, *at)),
            Kind::Fact(fact) => (9, self.fact(*fact)),
            Kind::Member(fact, point) => (9, self.member(*fact, *point)),
            Kind::Field(at) => (9, self.field(*at)),
            Kind::Derived(list, at) => (9, self.derived(*list, *at)),
            Kind::Let(at) => (9, self.value_of_let(*at)),
            Kind::Result(measure) => (9, self.measure(measure)),
            Kind::Not(a) => (4, format!("{}{}", if zh { "非 " } else { "not " }, self.at(a, 4))),
            Kind::Negate(a) => (8, format!("−{}", self.at(a, 8))),
            Kind::And(a, b) => (3, self.two(a, if zh { "且" } else { "and" }, b, 3)),
            Kind::Or(a, b) => (2, self.two(a, if zh { "或" } else { "or" }, b, 2)),
            Kind::Arithmetic(operator, a, b) => match operator {
                Arithmetic::Add => (6, self.two(a, "+", b, 6)),
                Arithmetic::Subtract => (6, format!("{} − {}", self.at(a, 6), self.at(b, 7))),
                Arithmetic::Multiply => (7, self.two(a, "×", b, 7)),
            },
            Kind::Divide(a, b, empty) => {
                let quotient = format!("{} ÷ {}", self.at(a, 7), self.at(b, 8));
                let tail = match empty {
                    Empty::Value(value) => {
                        let word = if zh { "（分母为 0 时 " } else { " (if empty " };
                        format!("{word}{}{}", self.of(value), if zh { "）" } else { ")" })
                    }
                    Empty::NotApplicable => if zh {
                        "（分母为 0 时不适用）"
                    } else {
                        " (if empty: not applicable)"
                    }
                    .to_owned(),
                    _ => String::new(),
                };
                (7, format!("{quotient}{tail}"))
            }
            Kind::Compare(comparison, a, b) => {
                let sign = match comparison {
                    Comparison::Equal => "=",
                    Comparison::NotEqual => "≠",
                    Comparison::Less => "<",
                    Comparison::LessOrEqual => "≤",
                    Comparison::Greater => ">",
                    Comparison::GreaterOrEqual => "≥",
                };
                (5, self.two(a, sign, b, 6))
            }
            Kind::In(a, list) => {
                let list: Vec<String> = list.iter().map(|e| self.of(e)).collect();
                let word = if zh { "属于" } else { "in" };
                (5, format!("{} {word} [{}]", self.at(a, 6), list.join(", ")))
            }
            Kind::If(c, a, b) => {
                let (c, a, b) = (self.of(c), self.of(a), self.of(b));
                (
                    1,
                    if zh {
                        format!("若 {c} 则 {a} 否则 {b}")
                    } else {
                        format!("if {c} then {a} else {b}")
                    },
                )
            }
            Kind::Extreme(Extreme::Min, list) => {
                (9, self.call(if zh { "最小" } else { "min" }, list))
            }
            Kind::Extreme(Extreme::Max, list) => {
                (9, self.call(if zh { "最大" } else { "max" }, list))
            }
            Kind::CountTrue(list) => {
                (9, self.call(if zh { "成立个数" } else { "count_true" }, list))
            }
            Kind::Ceil(a) => (9, self.one(if zh { "进位" } else { "ceil" }, a)),
            Kind::Floor(a) => (9, self.one(if zh { "取整" } else { "floor" }, a)),
            Kind::Abs(a) => (9, self.one(if zh { "绝对值" } else { "abs" }, a)),
            Kind::Round(a, step) => {
                (9, format!("{}({}, {step})", if zh { "修约" } else { "round" }, self.of(a)))
            }
            Kind::Power(a, exponent) => {
                (9, format!("{}({}, {exponent})", say(self.language, "乘方", "power"), self.of(a)))
            }
            Kind::Smooth(function, a) => {
                let (name, tail) = match function {
                    Smooth::Root(degree) => {
                        (say(self.language, "方根", "root"), format!(", {degree}"))
                    }
                    Smooth::Ln => (say(self.language, "自然对数", "ln"), String::new()),
                    Smooth::Log10 => (say(self.language, "常用对数", "log10"), String::new()),
                    Smooth::Exp => (say(self.language, "指数", "exp"), String::new()),
                };
                (9, format!("{name}({}{tail})", self.of(a)))
            }
            Kind::DaysBetween(a, b) => {
                let word = if zh { "相隔天数" } else { "days_between" };
                (9, format!("{word}({}, {})", self.of(a), self.of(b)))
            }
            Kind::Known(fact) => {
                let title = self.title(*fact);
                (9, if zh { format!("已知({title})") } else { format!("known({title})") })
            }
            Kind::KnownField(field) => {
                let title = self.field(*field);
                (9, if zh { format!("已知({title})") } else { format!("known({title})") })
            }
            Kind::Tally(fact, met) => (9, self.tally(*fact, *met)),
            Kind::Over(over) => (9, self.over(over)),
            Kind::Bands(..) | Kind::Interpolate(..) | Kind::FirstOf(..) | Kind::Table(..) => {
                (9, self.written(e))
            }
        };
        if own < level { format!("({text})") } else { text }
    }

    fn two(&self, a: &Expression, sign: &str, b: &Expression, level: u8) -> String {
        format!("{} {sign} {}", self.at(a, level), self.at(b, level))
    }

    fn one(&self, name: &str, a: &Expression) -> String {
        format!("{name}({})", self.of(a))
    }

    fn call(&self, name: &str, list: &[Expression]) -> String {
        let list: Vec<String> = list.iter().map(|e| self.of(e)).collect();
        format!("{name}({})", list.join(", "))
    }

    /// Whether a number is written as a per cent figure.
    fn is_percent(&self, e: &Expression, n: &Number) -> bool {
        let written = self.written(e);
        written.ends_with('%')
            && crate::syntax::fields::parse_constant(&written).as_ref() == Some(n)
    }

    /// As it stands in the rule file.
    fn written(&self, e: &Expression) -> String {
        let source = self.standard.sources.get(e.span.source as usize);
        let text = source.map_or("", |source| source.slice(e.span));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn title(&self, fact: usize) -> &str {
        self.standard.facts.get(fact).map_or("", |fact| &fact.title)
    }

    fn fact(&self, at: usize) -> String {
        let Some(fact) = self.standard.facts.get(at) else { return String::new() };
        match self.values {
            Some((answers, _)) => answer(answers.get(at), fact, self.language),
            None => fact.title.clone(),
        }
    }

    /// The title of a field.
    fn field(&self, at: usize) -> String {
        let fact = self.findings.and_then(|fact| self.standard.facts.get(fact));
        match fact.map(|fact| &fact.kind) {
            Some(FactKind::Findings(fields)) => {
                fields.get(at).map_or_else(String::new, |field| field.title.clone())
            }
            _ => String::new(),
        }
    }

    /// The name of what findings are grouped by: a field, or after all of them what is computed of each.
    pub(crate) fn group(&self, list: usize, at: usize) -> String {
        let fields = self.standard.facts.get(list).map_or(0, |fact| fact.fields().len());
        match at.checked_sub(fields) {
            Some(derived) => self.derived(list, derived),
            None => self.field(at),
        }
    }

    fn member(&self, fact: usize, point: usize) -> String {
        if let Some((answers, _)) = self.values
            && let Some(Answer::Checklist(list)) = answers.get(fact)
            && let Some(value) = list.get(point)
        {
            return seen(value, None, self.language);
        }
        match self.standard.facts.get(fact).map(|fact| &fact.kind) {
            Some(FactKind::Checklist(points)) => {
                points.get(point).map_or_else(String::new, |point| point.title.clone())
            }
            _ => String::new(),
        }
    }

    fn tally(&self, fact: usize, met: bool) -> String {
        if let Some((answers, _)) = self.values
            && let Some(Answer::Checklist(list)) = answers.get(fact)
            && list.iter().all(Seen::is_known)
        {
            return list.iter().filter(|s| s.truth() == Some(met)).count().to_string();
        }
        let word = match (met, self.language) {
            (true, Language::Chinese) => "已达项数",
            (false, Language::Chinese) => "未达项数",
            (true, Language::English) => "met",
            (false, Language::English) => "unmet",
        };
        format!("{word}({})", self.title(fact))
    }

    /// The name of what is computed of each finding.
    fn derived(&self, list: usize, at: usize) -> String {
        let fact = self.standard.facts.get(list);
        fact.and_then(|fact| fact.derived.get(at)).map_or_else(String::new, |one| one.id.clone())
    }

    fn value_of_let(&self, at: usize) -> String {
        let Some(one) = self.standard.lets.get(at) else { return String::new() };
        match self.values.and_then(|(_, lets)| lets.get(at).copied().flatten()) {
            Some(value) => let_value(value, one, self),
            None => one.id.clone(),
        }
    }

    fn word(&self, e: &Expression, at: usize) -> String {
        let Type::Choice(ids) = &e.ty else { return self.written(e) };
        self.title_of_word(ids, at).map_or_else(|| self.written(e), str::to_owned)
    }

    /// The title of a word; none where lists with the same words have different titles.
    pub(super) fn title_of_word(&self, ids: &[String], at: usize) -> Option<&str> {
        let facts = self.standard.facts.iter().flat_map(|f| std::iter::once(f).chain(f.fields()));
        let choices = facts.filter_map(|fact| match &fact.kind {
            FactKind::Choice(choice) => Some(&choice.words),
            _ => None,
        });
        let levels = self.standard.lets.iter().filter_map(|one| one.levels.as_ref());
        let mut titles = choices
            .chain(levels)
            .filter(|words| words.iter().map(|word| &word.id).eq(ids))
            .filter_map(|words| words.get(at).map(|word| word.title.as_str()));
        let first = titles.next()?;
        titles.all(|other| other == first).then_some(first)
    }

    fn measure(&self, measure: &Measure) -> String {
        let id = |part: &Part| match part {
            Part::Section(at) => self.standard.sections.get(*at).map_or("", |s| &s.id).to_owned(),
            Part::Item(at) => self.standard.items.get(*at).map_or("", |i| &i.id).to_owned(),
        };
        let zh = self.language == Language::Chinese;
        match measure {
            Measure::Points(part) => format!("{}{}", id(part), if zh { "得分" } else { " points" }),
            Measure::Share(part) => format!("{}{}", id(part), if zh { "得分率" } else { " share" }),
            Measure::StateIs(item, state) => {
                let item = self.standard.items.get(*item).map_or("", |item| &item.id);
                format!("{item} = {state}")
            }
            Measure::TotalPoints => say(self.language, "总分", "total points").to_owned(),
            Measure::TotalShare => say(self.language, "总得分率", "total share").to_owned(),
        }
    }
}
