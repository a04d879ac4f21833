//! Criteria: from the one key an item has to the way its points follow from facts.

mod bands;
mod deduct;
mod forms;

use super::typing::{Typer, percent_missing, unit, units_differ};
use crate::diagnostic::Message;
use crate::expr;
use crate::model::criterion::{
    Band, Criterion, Deduction, Judged, Limit, Post, Ratio, Supply, Table, Tier, Times, WhenEmpty,
};
use crate::model::expression::{Expression, Kind, Over, OverWhat, Type};
use crate::model::fact::FactKind;
use crate::model::range::Range;
use crate::source::Span;
use crate::syntax::fields::{self, Fields};
use crate::syntax::node::{Node, Tree};
use crate::syntax::shape::Shape;
use crate::syntax::vocabulary::{self, CRITERIA};
use crate::value::Number;

/// Reads an expression written in a scalar.
pub(super) fn ast(node: &Node, typer: &mut Typer<'_, '_, '_>) -> Option<expr::ast::Expr> {
    let text = fields::text(node, typer.sink)?;
    expr::parse(text, &|from, to| node.part(from, to), typer.sink)
}

/// A condition.
pub(super) fn condition(node: &Node, typer: &mut Typer<'_, '_, '_>) -> Option<Expression> {
    let ast = ast(node, typer)?;
    typer.condition(&ast)
}

/// A number.
pub(super) fn numeric(node: &Node, typer: &mut Typer<'_, '_, '_>) -> Option<Expression> {
    let ast = ast(node, typer)?;
    typer.number(&ast)
}

/// Where an item's points come from, and what they may not exceed.
pub(super) struct Author<'t, 'n, 's, 'k> {
    pub(super) typer: &'t mut Typer<'n, 's, 'k>,
    /// Full marks; none for a let, where points are just numbers.
    pub(super) full: Option<Number>,
    /// The words a let with levels gives: then the position of a word stands where points stand elsewhere.
    pub(super) levels: Option<Vec<String>>,
}

impl Author<'_, '_, '_, '_> {
    /// The criterion behind a key.
    pub(super) fn criterion(&mut self, key: &str, node: &Node) -> Option<Criterion> {
        match key {
            "pass" => condition(node, self.typer).map(Criterion::Pass),
            "earn" => numeric(node, self.typer).map(Criterion::Earn),
            "deduct" => self.deduct(node),
            "tiers" => self.tiers(node, true).map(Criterion::Tiers),
            "ladder" => self.tiers(node, false).map(Criterion::Ladder),
            "bands" => self.bands(node).map(|(of, steps)| Criterion::Bands(of, steps)),
            "ratio" => self.ratio(node),
            "interpolate" => {
                self.interpolate(node).map(|(of, posts)| Criterion::Interpolate(of, posts))
            }
            "judged" => self.judged(node),
            "supply" => self.supply(node),
            "table" => self.table(node).map(|table| Criterion::Table(Box::new(table))),
            "best_of" => self.several(node).map(Criterion::BestOf),
            "worst_of" => self.several(node).map(Criterion::WorstOf),
            _ => self.record(node),
        }
    }

    fn several(&mut self, node: &Node) -> Option<Vec<Criterion>> {
        let list = fields::elements(node, self.typer.sink)?;
        let mut out = Vec::with_capacity(list.len());
        for node in list {
            let read = Fields::open_part(node, &vocabulary::ITEM, self.typer.sink)?;
            let mut given = read.given();
            match (given.next(), given.next()) {
                (Some((key, _, value)), None)
                    if CRITERIA.contains(&key.word) && key.word != "record" =>
                {
                    out.push(self.criterion(key.word, value)?);
                }
                _ => {
                    self.typer.sink.report(node.span, Message::WantedOneCriterion);
                    return None;
                }
            }
        }
        if out.is_empty() {
            self.typer.sink.report(node.span, Message::EmptyList);
            return None;
        }
        Some(out)
    }

    /// The position of the level a text names.
    fn level(&mut self, node: &Node) -> Option<Number> {
        let words = self.levels.as_deref().unwrap_or_default();
        let written = fields::text(node, self.typer.sink)?;
        let found = words.iter().position(|word| word == written);
        if found.is_none() {
            let words = || words.iter().map(String::as_str);
            let message = Message::UnknownChoice {
                written: fields::shorten(written),
                near: crate::diagnostic::nearest(written, words()),
                words: crate::diagnostic::list(words()),
            };
            self.typer.sink.report(node.span, message);
        }
        i64::try_from(found?).ok().map(Number::from)
    }

    /// `points` or `share`, within full marks; where there are levels, the level.
    fn award(&mut self, read: &Fields<'_>) -> Option<Number> {
        if self.levels.is_some() {
            for key in ["points", "share"] {
                if read.get(key).is_some() {
                    let message = Message::KeyDoesNotFit { key: key.into(), kind: "levels".into() };
                    self.typer.sink.report(read.at(key), message);
                    return None;
                }
            }
            let Some(node) = read.get("is") else {
                let message = Message::NeedsKey { kind: "levels".into(), key: "is".into() };
                self.typer.sink.report(read.span, message);
                return None;
            };
            return self.level(node);
        }
        if read.has("is") {
            let message = Message::NeedsKey { kind: "is".into(), key: "levels".into() };
            self.typer.sink.report(read.at("is"), message);
            return None;
        }
        let sink = &mut *self.typer.sink;
        let (points, share) = (read.get("points"), read.get("share"));
        let (number, node) = match (points, share, &self.full) {
            (Some(node), None, _) => (fields::number(node, sink)?, node),
            (None, Some(node), Some(full)) => (&fields::number(node, sink)? * full, node),
            _ => {
                sink.report(read.span, Message::PointsOrShare);
                return None;
            }
        };
        if let Some(full) = &self.full
            && (number.is_negative() || number > *full)
        {
            let message =
                Message::PointsOutOfRange { points: number.to_string(), full: full.to_string() };
            sink.report(node.span, message);
            return None;
        }
        Some(number)
    }

    /// The fact a key names.
    fn fact(&mut self, node: &Node) -> Option<(usize, FactKind)> {
        let name = fields::text(node, self.typer.sink)?;
        match self.typer.names.values.get(name) {
            Some(super::names::Meaning::Fact(at)) => {
                self.typer.names.facts.get(*at).map(|fact| (*at, fact.kind.clone()))
            }
            Some(super::names::Meaning::Broken) => None,
            _ => {
                let ids = self.typer.names.facts.iter().map(|f| f.id.as_str());
                let near = crate::diagnostic::nearest(name, ids);
                let message = Message::UnknownFact { name: fields::shorten(name), near };
                self.typer.sink.report(node.span, message);
                None
            }
        }
    }

    /// Tiers (with a rest) or the levels of a ladder (without).
    fn tiers(&mut self, node: &Node, with_rest: bool) -> Option<Vec<Tier>> {
        let list = fields::elements(node, self.typer.sink)?;
        let mut out = Vec::with_capacity(list.len());
        let (mut failed, mut endless) = (false, false);
        for (at, node) in list.iter().enumerate() {
            let Some(read) = Fields::open(node, &vocabulary::TIER, self.typer.sink) else {
                failed = true;
                continue;
            };
            let last = at + 1 == list.len();
            let when = match (read.get("when"), read.get("else")) {
                (Some(node), None) => condition(node, self.typer).map(Some),
                (None, Some(node)) if with_rest && last => {
                    match fields::truth(node, self.typer.sink) {
                        Some(true) => Some(None),
                        Some(false) => {
                            self.typer.sink.report(node.span, Message::TierCondition);
                            None
                        }
                        None => None,
                    }
                }
                _ => {
                    self.typer.sink.report(read.span, Message::TierCondition);
                    None
                }
            };
            endless |= last && read.get("when").is_some() && read.get("else").is_none();
            let title = read.get("title").and_then(|n| fields::text(n, self.typer.sink));
            let title = title.map(str::to_owned);
            match (when, self.award(&read)) {
                (Some(when), Some(points)) => out.push(Tier { when, points, title }),
                _ => failed = true,
            }
        }
        if list.is_empty() {
            self.typer.sink.report(node.span, Message::EmptyList);
            return None;
        }
        if with_rest && endless {
            self.typer.sink.report(node.span, Message::TiersWithoutRest);
            return None;
        }
        (!failed).then_some(out)
    }

    fn ratio(&mut self, node: &Node) -> Option<Criterion> {
        let read = Fields::open(node, &vocabulary::RATIO, self.typer.sink)?;
        let of = read.get("of").and_then(|node| numeric(node, self.typer));
        let to = read.get("to").and_then(|node| numeric(node, self.typer));
        let share = |word: &str, default: Number, sink: &mut crate::diagnostic::Sink<'_>| match read
            .get(word)
        {
            Some(node) => {
                let share = fields::number(node, sink)?;
                if share > Number::ONE && !node.written().is_some_and(|text| text.contains('%')) {
                    sink.report(node.span, percent_missing(&share));
                    return None;
                }
                Some(share)
            }
            None => Some(default),
        };
        let target = share("target", Number::ONE, self.typer.sink)?;
        let floor = share("floor", Number::ZERO, self.typer.sink)?;
        let written = match read.get("when_empty") {
            Some(node) => Some(fields::word(node, vocabulary::WHEN_EMPTY, self.typer.sink)?),
            None => None,
        };
        let (of, to) = (of?, to?);
        if target <= floor {
            let at = if read.get("target").is_some() { "target" } else { "floor" };
            self.typer.sink.report(read.at(at), Message::TargetBelowFloor);
            return None;
        }
        if of.ty != Type::Literal && to.ty != Type::Literal && unit(&of.ty) != unit(&to.ty) {
            let message = units_differ(&unit(&of.ty), &unit(&to.ty));
            self.typer.sink.report(read.at("to"), message);
            return None;
        }
        let never = !self.typer.range(&to).holds(&Number::ZERO);
        let when_empty = match written {
            _ if never => None,
            Some("not_applicable") => Some(WhenEmpty::NotApplicable),
            Some("full") => Some(WhenEmpty::Full),
            Some("zero") => Some(WhenEmpty::Zero),
            Some(_) => Some(WhenEmpty::Undefined),
            None => {
                self.typer.sink.report(read.at("to"), Message::WhenEmptyMissing);
                return None;
            }
        };
        Some(Criterion::Ratio(Box::new(Ratio { of, to, target, floor, when_empty })))
    }

    fn interpolate(&mut self, node: &Node) -> Option<(Expression, Vec<Post>)> {
        let read = Fields::open(node, &vocabulary::INTERPOLATE, self.typer.sink)?;
        let of = read.get("of").and_then(|node| numeric(node, self.typer));
        let posts_node = read.get("posts")?;
        let mut posts: Vec<Post> = Vec::new();
        for node in fields::elements(posts_node, self.typer.sink)? {
            let read = Fields::open(node, &vocabulary::POST, self.typer.sink)?;
            let at = fields::number(read.get("at")?, self.typer.sink)?;
            let points = self.award(&read)?;
            if posts.last().is_some_and(|last| last.at >= at) {
                self.typer.sink.report(node.span, Message::PostsNotAscending);
                return None;
            }
            posts.push(Post { at, points });
        }
        if posts.len() < 2 {
            self.typer.sink.report(posts_node.span, Message::TooFewPosts);
            return None;
        }
        let of = of?;
        let places = fields::elements(posts_node, self.typer.sink)?.iter();
        let places = places.filter_map(|node| node.behind(&vocabulary::POST, "at"));
        self.typer.no_percent_is_missing_in(&of, places).then_some((of, posts))
    }

    fn judged(&mut self, node: &Node) -> Option<Criterion> {
        let read = Fields::open(node, &vocabulary::JUDGED, self.typer.sink)?;
        let value = read.get("value")?;
        let (fact, kind) = self.fact(value)?;
        if !matches!(kind, FactKind::Number(_)) {
            self.typer.sink.report(value.span, Message::JudgedValue);
            return None;
        }
        let step_node = read.get("step")?;
        let step = fields::number(step_node, self.typer.sink)?;
        if !step.is_positive() {
            self.typer.sink.report(step_node.span, Message::StepNotPositive);
            return None;
        }
        let reason = match read.get("reason") {
            Some(node) => {
                let (at, kind) = self.fact(node)?;
                if !matches!(kind, FactKind::Text) {
                    self.typer.sink.report(node.span, Message::ReasonNotText);
                    return None;
                }
                Some(at)
            }
            None => None,
        };
        Some(Criterion::Judged(Judged { fact, step, reason }))
    }

    fn supply(&mut self, node: &Node) -> Option<Criterion> {
        let read = Fields::open(node, &vocabulary::SUPPLY, self.typer.sink)?;
        let need = read.get("need").and_then(|node| numeric(node, self.typer));
        let have = read.get("have").and_then(|node| numeric(node, self.typer));
        Some(Criterion::Supply(Box::new(Supply { need: need?, have: have? })))
    }
}

/// A whole number of days from `3 days`, `3天` or `3`.
pub(super) fn days(node: &Node, typer: &mut Typer<'_, '_, '_>) -> Option<i64> {
    let written = fields::text(node, typer.sink)?;
    let digits: String = written.chars().take_while(char::is_ascii_digit).collect();
    let unit = written.get(digits.len()..).unwrap_or("").trim();
    if matches!(unit, "" | "day" | "days" | "天" | "日")
        && let Ok(days) = digits.parse::<i64>()
        && days <= 36_500
    {
        return Some(days);
    }
    typer.sink.report(node.span, Message::NotDays { written: fields::shorten(written) });
    None
}
