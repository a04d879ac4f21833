//! Why an item has its points: the facts, the rule, the arithmetic, the rounding, the source.
//!
//! An explanation reads the values the assessment was made of; it cannot disagree with the score.

pub(crate) mod criterion;
mod facts;
mod findings;
mod folds;
mod named;
pub(crate) mod phrase;

use crate::assess::eval::Answer;
use crate::assess::outcome::ItemOutcome;
use crate::assess::{Assessment, State};
use crate::compile::seen::Seen;
use crate::diagnostic::Language;
use crate::model::{Item, Label, Place, Provenance, Role, Standard};
use crate::value::Number;
pub use facts::FactUsed;
pub(crate) use facts::{adjustment_facts, facts_of};
use facts::{item_facts, item_lets};
pub use findings::FindingReport;
pub use named::NamedValue;
use phrase::{Phrase, colon, number, say};
use serde::Serialize;

/// Why an item has its points.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The item's id.
    pub item: String,
    /// What is demanded, in a line.
    pub title: String,
    /// The outcome, as a word that stays.
    pub state: &'static str,
    /// The outcome, as people read it.
    pub state_title: &'static str,
    /// Points on the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Number>,
    /// Full points.
    pub max: Number,
    /// The least and the most points that full knowledge could give.
    pub low: Number,
    /// See `low`.
    pub high: Number,
    /// The facts it rests on.
    pub facts: Vec<FactUsed>,
    /// The rule, in words.
    pub rule: String,
    /// The named values it rests on, opened: each before those it names itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<NamedValue>,
    /// The arithmetic, with the numbers in it.
    pub arithmetic: Vec<String>,
    /// The findings it deducted for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FindingReport>,
    /// What was rounded, from what to what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounding: Option<String>,
    /// What it weighs in the whole and what it brings, after redistribution.
    pub weight: Number,
    /// See `weight`.
    pub earned: Number,
    /// Remarks: not scored yet, an estimate, put right on the spot, why something was not checked.
    pub remarks: Vec<String>,
    /// Where the criterion comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criterion_source: Option<String>,
    /// Where its numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers_source: Option<String>,
    /// File and line of the rule.
    pub place: String,
}

impl Assessment {
    /// Explains one item; none where the rule set has no such item.
    pub fn explain(&self, item: &str, language: Language) -> Option<Explanation> {
        let at = self.standard().items.iter().position(|known| known.id == item)?;
        self.explain_at(at, language)
    }

    /// Explains every item, in the order of the sheet.
    pub fn explain_all(&self, language: Language) -> Vec<Explanation> {
        (0..self.standard().items.len()).filter_map(|at| self.explain_at(at, language)).collect()
    }

    fn explain_at(&self, at: usize, language: Language) -> Option<Explanation> {
        let standard = self.standard();
        let (item, outcome) = (standard.items.get(at)?, self.items.get(at)?);
        let code = self.inspection.program.inner.items.get(at)?;
        let lets = self.let_values();
        let shown = self.phrase(language, Some(&lets));
        let colon = colon(language);
        let zero_if = match shown.harm() {
            true => say(language, "计 0 分条件", "zero if"),
            false => say(language, "不得分条件", "zero if"),
        };
        let mut arithmetic =
            criterion::arithmetic(&item.criterion, &code.parts, &item.full, &shown, &self.values);
        if let Some(share) = self.returned(item).map(phrase::percent) {
            let sign = if shown.harm() { '−' } else { '+' };
            arithmetic.push(match language {
                Language::Chinese => format!("{sign} {share} × 所失的分（按时整改返还）"),
                Language::English => format!("{sign} {share} × what was lost (put right in time)"),
            });
        }
        for (what, condition, at) in [
            (say(language, "适用条件", "applies when"), item.applies_when.last(), code.applies),
            (zero_if, item.zero_if.as_ref(), code.zero_if),
        ] {
            if let (Some(condition), Some(at)) = (condition, at) {
                let holds = match self.values.get(at) {
                    Some(Seen::Truth(true)) => say(language, "成立", "holds"),
                    Some(Seen::Truth(false)) => say(language, "不成立", "does not hold"),
                    _ => say(language, "不明", "open"),
                };
                arithmetic.push(format!("{what}{colon}{} → {holds}", shown.of(condition)));
            }
        }
        let unit = say(language, "分", "points");
        let before = self.before.as_ref().and_then(|before| before.items.get(at));
        // The rule gave what it gave; what was decided about it comes after.
        let by_rule = before.filter(|_| self.inspection.overrides.contains_key(&at));
        let by_rule = by_rule.unwrap_or(outcome);
        if let Some(points) = &by_rule.points {
            arithmetic.push(format!("= {} {unit}", number(points)));
        }
        if let Some(decision) = self.inspection.overrides.get(&at) {
            let points = match &decision.points {
                Some(points) => format!("{} {unit}", number(points)),
                None => State::NotApplicable.title(language).to_owned(),
            };
            let what = say(language, "复核改判", "overridden after an appeal");
            let (on, by, why) = (decision.on, &decision.by, &decision.why);
            arithmetic.push(match language {
                Language::Chinese => format!("{what}：→ {points}（{on}，{by}：{why}）"),
                Language::English => format!("{what}: → {points} ({on}, {by}: {why})"),
            });
        }
        let exact = self.values.get(code.exact).and_then(Seen::number);
        let rounding = match (standard.scale.round_at, exact, &by_rule.points) {
            (Place::Item, Some(exact), Some(points)) if exact != points => {
                let step = &standard.scale.round.step;
                Some(format!("{} → {points} ({step})", number(exact)))
            }
            _ => None,
        };
        let place = standard.sources.get(item.span.source as usize).map(|source| {
            let at = source.line_column(item.span.start);
            format!("{}:{}", source.name(), at.line)
        });
        Some(Explanation {
            item: item.id.clone(),
            title: item.title.clone(),
            state: outcome.state.word(),
            state_title: outcome.state.title(language),
            points: outcome.points.clone(),
            max: item.points.clone(),
            low: outcome.low.clone(),
            high: outcome.high.clone(),
            facts: self.facts_used(item, language),
            rule: self.rule_text(item, language),
            named: self.opened(item_lets(item, standard), language),
            arithmetic,
            findings: self.findings_of(at, language),
            rounding,
            weight: outcome.weight.clone(),
            earned: outcome.earned.clone(),
            remarks: self.remarks(at, item, outcome, language),
            criterion_source: label_text(&item.provenance, true, standard, language),
            numbers_source: label_text(&item.provenance, false, standard, language),
            place: place.unwrap_or_default(),
        })
    }

    /// The share of its loss that an item gets back, because it was put right in time.
    fn returned<'a>(&self, item: &'a Item) -> Option<&'a Number> {
        let returns = item.when_rectified.as_ref()?;
        let in_time = Answer::Value(Seen::Truth(true));
        (self.answers.get(returns.fact) == Some(&in_time)).then_some(&returns.share)
    }

    /// Lets with their values; those that ask for results come after the others.
    pub(crate) fn let_values(&self) -> Vec<Option<&Seen>> {
        let early = self.inspection.program.inner.lets.iter().map(|at| self.values.get(*at));
        early.chain(self.late_lets.iter().map(Some)).collect()
    }

    pub(crate) fn phrase<'a>(
        &'a self,
        language: Language,
        lets: Option<&'a [Option<&'a Seen>]>,
    ) -> Phrase<'a> {
        Phrase {
            standard: self.standard(),
            language,
            values: lets.map(|lets| (self.answers.as_slice(), lets)),
            findings: None,
        }
    }

    /// The rule of an item in words, with its conditions.
    pub(crate) fn rule_text(&self, item: &Item, language: Language) -> String {
        let phrase = self.phrase(language, None);
        let mut text = criterion::demand(&item.criterion, &phrase);
        if let Some(returns) = &item.when_rectified {
            let share = phrase::percent(&returns.share);
            text.push_str(&match (returns.days, language) {
                (Some(days), Language::Chinese) => format!("；{days} 天内整改返还所失的 {share}"),
                (None, Language::Chinese) => format!("；整改后返还所失的 {share}"),
                (Some(days), Language::English) => {
                    format!(
                        "; {share} of what is lost comes back when put right within {days} days"
                    )
                }
                (None, Language::English) => {
                    format!("; {share} of what is lost comes back when put right")
                }
            });
        }
        if let Some(zero_if) = &item.zero_if {
            let condition = phrase.of(zero_if);
            text.push_str(&match language {
                Language::Chinese if phrase.harm() => format!("；{condition} 则此项计 0 分"),
                Language::Chinese => format!("；{condition} 则此项不得分"),
                Language::English if phrase.harm() => format!("; 0 points if {condition}"),
                Language::English => format!("; nothing if {condition}"),
            });
        }
        if let Some(condition) = item.applies_when.last() {
            let condition = phrase.of(condition);
            text.push_str(&match language {
                Language::Chinese => format!("；适用于 {condition}"),
                Language::English => format!("; applies when {condition}"),
            });
        }
        text
    }

    fn remarks(
        &self,
        at: usize,
        item: &Item,
        outcome: &ItemOutcome,
        language: Language,
    ) -> Vec<String> {
        let standard = self.standard();
        let mut out = Vec::new();
        if outcome.cited
            && let Some(from) = item.scored_from
        {
            out.push(match language {
                Language::Chinese => format!("预告：{from} 起计分"),
                Language::English => format!("cited only; scored from {from}"),
            });
        }
        match item.role {
            Role::Advisory => {
                out.push(say(language, "参考项，不计分", "advisory: not scored").to_owned());
            }
            Role::Optional => {
                out.push(say(language, "可选项，达标才计", "optional: counts when met").to_owned());
            }
            Role::Scored => {}
        }
        if outcome.estimated {
            out.push(
                say(language, "估计值，上下界不采信", "an estimate; the bounds do not trust it")
                    .to_owned(),
            );
        }
        if let Some(date) = self.inspection.rectified.get(&at) {
            let returned = self.returned(item);
            out.push(match (returned.map(phrase::percent), language) {
                (Some(share), Language::Chinese) => {
                    format!("{date} 按时整改，返还所失的 {share}")
                }
                (Some(share), Language::English) => {
                    format!("put right in time, on {date}: {share} of what was lost comes back")
                }
                (None, Language::Chinese) => format!("{date} 已整改，得分不变"),
                (None, Language::English) => format!("put right on {date}; points stay"),
            });
        }
        let mut used = std::collections::BTreeSet::new();
        item_facts(item, standard, &mut used, &mut std::collections::BTreeSet::new());
        for fact in used {
            let title = standard.facts.get(fact).map_or("", |fact| fact.title.as_str());
            if let Some(reason) = self.inspection.reasons.get(&fact) {
                out.push(format!("{title}{}{reason}", colon(language)));
            }
            if let Some((size, Some(least))) = self.inspection.samples.get(&fact)
                && size < least
            {
                out.push(match language {
                    Language::Chinese => format!("{title}：样本 {size}，至少须 {least}"),
                    Language::English => format!("{title}: a sample of {size}; {least} are needed"),
                });
            }
        }
        if let Some(note) = self.inspection.notes.get(&at) {
            out.push(note.clone());
        }
        if outcome.state == State::NotApplicable && item.applies_when.is_empty() && out.is_empty() {
            out.push(say(language, "没有可评的对象", "there is nothing to assess").to_owned());
        }
        out
    }
}

/// A provenance label in words.
pub(crate) fn label_text(
    provenance: &Provenance,
    of_criterion: bool,
    standard: &Standard,
    language: Language,
) -> Option<String> {
    let label = if of_criterion { &provenance.criterion } else { &provenance.numbers };
    Some(match label.as_ref()? {
        Label::Source { document, clause, quote, note } => {
            let document = standard.documents.get(*document)?;
            let mut text = format!("[{}] {}", document.id, document.title);
            let about = [&document.issuer, &document.number, &document.date, clause];
            for part in about.into_iter().flatten() {
                text.push(' ');
                text.push_str(part);
            }
            if let Some(quote) = quote {
                text.push_str(&match language {
                    Language::Chinese => format!("：“{quote}”"),
                    Language::English => format!(": \"{quote}\""),
                });
            }
            for remark in [note, &document.note, &document.url].into_iter().flatten() {
                text.push_str(&format!(" ({remark})"));
            }
            text
        }
        Label::Seed(text) => {
            format!("{}{}{text}", say(language, "原文", "founding article"), colon(language))
        }
        Label::GeneralKnowledge(text) => {
            format!(
                "{}{}{text}",
                say(language, "常识，未核原文", "general knowledge, unverified"),
                colon(language)
            )
        }
        Label::Illustrative(text) => {
            format!("{}{}{text}", say(language, "示例", "illustrative"), colon(language))
        }
    })
}

impl std::fmt::Display for Explanation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let points = self
            .points
            .as_ref()
            .map_or_else(|| format!("{}…{}", number(&self.low), number(&self.high)), number);
        writeln!(
            f,
            "{} {}  {points} / {}  [{}]",
            self.item, self.title, self.max, self.state_title
        )?;
        writeln!(f, "  {}", self.rule)?;
        for fact in &self.facts {
            writeln!(f, "  · {} ({}) = {}", fact.title, fact.id, fact.value)?;
        }
        for finding in &self.findings {
            writeln!(f, "  · {finding}")?;
        }
        for named in &self.named {
            writeln!(f, "  · {named}")?;
        }
        for line in &self.arithmetic {
            writeln!(f, "  {line}")?;
        }
        if let Some(rounding) = &self.rounding {
            writeln!(f, "  ≈ {rounding}")?;
        }
        for remark in &self.remarks {
            writeln!(f, "  ※ {remark}")?;
        }
        for source in self.criterion_source.iter().chain(&self.numbers_source) {
            writeln!(f, "  § {source}")?;
        }
        write!(f, "  @ {}", self.place)
    }
}
