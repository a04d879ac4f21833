//! One answer against one declared fact.

use super::claim;
use super::eval::Answer;
use crate::check::answered;
use crate::compile::seen::{May, Open, Seen, Why};
use crate::diagnostic::{Message, Sink, nearest};
use crate::model::Standard;
use crate::model::fact::{Fact, FactKind};
use crate::model::range::Range;
use crate::source::Span;
use crate::syntax::fields;
use crate::syntax::form::Given;
use crate::syntax::node::{Node, Tree};
use std::collections::BTreeMap;

/// An inspection while its answers are read.
pub(super) struct Admission<'a, 's, 'k> {
    pub(super) standard: &'a Standard,
    pub(super) answers: Vec<Answer>,
    pub(super) given: Vec<Option<Span>>,
    pub(super) reasons: BTreeMap<usize, String>,
    pub(super) sink: &'s mut Sink<'k>,
}

impl Admission<'_, '_, '_> {
    pub(super) fn answer(&mut self, given: &Given) {
        // `checklist.point`, one column each.
        if let Some((list, point)) = given.name.split_once('.')
            && let Some(at) = self.find(list)
            && let Some(fact) = self.standard.facts.get(at)
            && let FactKind::Checklist(points) = &fact.kind
            && let Some(position) = points.iter().position(|p| p.id == point || p.title == point)
        {
            let seen = self.truth(fact, &given.value);
            if let (Some(seen), Some(Answer::Checklist(list))) = (seen, self.answers.get_mut(at))
                && let Some(slot) = list.get_mut(position)
            {
                *slot = seen;
            }
            return;
        }
        if let Some((name, part)) = given.name.rsplit_once('.')
            && let (Some(claimed), Some(at)) = (claim::is_claim(part), self.find(name))
            && let Some(fact) = self.standard.facts.get(at)
            && matches!(fact.kind, FactKind::Number(_))
            && self.find(&given.name).is_none()
        {
            match fact.claim {
                Some(claim) if claimed => self.keep(claim.fact, given.at, &given.value),
                Some(_) => self.keep(at, given.at, &given.value),
                None => self.nothing_claimed(fact, given.at),
            }
            return;
        }
        let Some(at) = self.find(&given.name) else {
            let names = columns(self.standard);
            let near = nearest(&given.name, names.iter().map(String::as_str));
            let message = Message::NoSuchFact { name: fields::shorten(&given.name), near };
            self.sink.report(given.at, message);
            return;
        };
        let Some(fact) = self.standard.facts.get(at) else { return };
        let claim = matches!(fact.kind, FactKind::Number(_)).then_some(fact.claim);
        if let (Some(claim), Some((claimed, verified))) = (claim, claim::parts(&given.value)) {
            let Some(claim) = claim else {
                self.nothing_claimed(fact, given.value.span);
                return;
            };
            if let Some(value) = claimed {
                self.keep(claim.fact, given.at, value);
            }
            match verified {
                Some(value) => self.keep(at, given.at, value),
                None => {
                    if let Some(slot) = self.given.get_mut(at) {
                        *slot = Some(given.at);
                    }
                }
            }
            return;
        }
        self.keep(at, given.at, &given.value);
    }

    /// Keeps the answer to a fact, once.
    fn keep(&mut self, at: usize, span: Span, value: &Node) {
        let Some(fact) = self.standard.facts.get(at) else { return };
        if let Some(Some(first)) = self.given.get(at) {
            let message = Message::FactGivenTwice { name: fact.id.clone() };
            self.sink.report_with(span, message, &[*first]);
            return;
        }
        if let Some(slot) = self.given.get_mut(at) {
            *slot = Some(span);
        }
        if let Some(below) = &fact.from {
            let message =
                Message::TakenFromBelow { name: fact.id.clone(), ruleset: below.ruleset.clone() };
            self.sink.report(span, message);
            return;
        }
        if let Some((answer, reason)) = self.read(fact, value) {
            if let Some(reason) = reason {
                self.reasons.insert(at, reason);
            }
            if let Some(slot) = self.answers.get_mut(at) {
                *slot = answer;
            }
        }
    }

    fn nothing_claimed(&mut self, fact: &Fact, at: Span) {
        self.sink.report(at, Message::NothingClaimed { name: fact.id.clone() });
    }

    fn find(&self, name: &str) -> Option<usize> {
        let facts = &self.standard.facts;
        facts
            .iter()
            .position(|fact| fact.id == name && !fact.hidden)
            .or_else(|| facts.iter().position(|fact| fact.title == name && !fact.hidden))
    }

    /// The answer, with the reason where there is no value.
    fn read(&mut self, fact: &Fact, node: &Node) -> Option<(Answer, Option<String>)> {
        if matches!(node.value, Tree::Null) {
            return Some((unanswered(fact), None));
        }
        if let Some((why, reason)) = self.state(fact, node)? {
            return Some((without_value(fact, why), Some(reason)));
        }
        let answer = match &fact.kind {
            FactKind::Checklist(points) => {
                let words: Vec<(&str, &str)> =
                    points.iter().map(|p| (p.id.as_str(), p.title.as_str())).collect();
                Answer::Checklist(self.checklist(fact, &words, node)?)
            }
            FactKind::Findings(row) => Answer::Findings(Ok(self.findings(fact, row, node)?)),
            FactKind::Text => Answer::Text(Some(fields::text(node, self.sink)?.to_owned())),
            _ => Answer::Value(self.value(fact, node)?),
        };
        Some((answer, None))
    }

    /// `{ not_checked: … }` and the like; the inner none means "no such thing, go on".
    #[expect(clippy::option_option, reason = "an error, no state, or a state")]
    fn state(&mut self, fact: &Fact, node: &Node) -> Option<Option<(Why, String)>> {
        let Tree::Map(map) = &node.value else { return Some(None) };
        let [entry] = map.as_slice() else { return Some(None) };
        let why = match entry.key.text.as_str() {
            "not_checked" | "未检查" => open_why(fact),
            // Nobody knows whether it applies either.
            "unknown" | "不明" if fact.may_not_apply => Why::UNKNOWN.and(Why::MAY_NOT_APPLY),
            "unknown" | "不明" => Why::UNKNOWN,
            "not_applicable" | "不适用" => Why::NOT_APPLICABLE,
            _ => return Some(None),
        };
        if why == Why::NOT_APPLICABLE && !fact.may_not_apply {
            self.sink.report(entry.key.span, Message::MayNotApply { name: fact.id.clone() });
            return None;
        }
        let reason = fields::text(&entry.value, self.sink)?;
        Some(Some((why, reason.to_owned())))
    }

    fn value(&mut self, fact: &Fact, node: &Node) -> Option<Seen> {
        let Tree::Scalar(scalar) = &node.value else {
            self.sink.report(node.span, Message::WantedOneValue { name: fact.id.clone() });
            return None;
        };
        match &fact.kind {
            FactKind::YesNo => self.truth(fact, node),
            FactKind::Date => fields::date(node, self.sink).map(Seen::Date),
            FactKind::Choice(choice) => {
                let written = scalar.text.as_str();
                let found = choice.words.iter().position(|w| w.id == written || w.title == written);
                if found.is_none() {
                    let words = choice.words.iter();
                    let near =
                        nearest(written, words.flat_map(|w| [w.id.as_str(), w.title.as_str()]));
                    let words = crate::diagnostic::list(choice.words.iter().map(|w| w.id.as_str()));
                    let message =
                        Message::UnknownChoice { written: fields::shorten(written), words, near };
                    self.sink.report(node.span, message);
                }
                found.map(Seen::Word)
            }
            FactKind::Number(number) => {
                let number = answered(&fact.id, number, &scalar.text, node.span, self.sink)?;
                Some(Seen::Number(number))
            }
            _ => None,
        }
    }

    fn truth(&mut self, fact: &Fact, node: &Node) -> Option<Seen> {
        if matches!(node.value, Tree::Null) {
            return Some(Seen::either(open_why(fact)));
        }
        if let Some((why, _)) = self.state(fact, node)? {
            return Some(open_truth(why));
        }
        fields::truth(node, self.sink).map(Seen::Truth)
    }

    fn checklist(
        &mut self,
        fact: &Fact,
        points: &[(&str, &str)],
        node: &Node,
    ) -> Option<Vec<Seen>> {
        let position =
            |word: &str| points.iter().position(|(id, title)| *id == word || *title == word);
        // One cell of a table: the unmet points.
        if let Tree::Scalar(scalar) = &node.value {
            let text = scalar.text.trim();
            let mut out = vec![Seen::Truth(true); points.len()];
            if matches!(text, "无" | "none") {
                return Some(out);
            }
            for word in text.split([';', '；']).map(str::trim).filter(|w| !w.is_empty()) {
                match position(word) {
                    Some(at) => set(&mut out, at, Seen::Truth(false)),
                    None => {
                        self.unknown_point(fact, points, word, node.span);
                        return None;
                    }
                }
            }
            return Some(out);
        }
        let Tree::Map(map) = &node.value else {
            self.sink.report(node.span, Message::WantedChecklist { name: fact.id.clone() });
            return None;
        };
        if let [entry] = map.as_slice()
            && let Some(listed) = match entry.key.text.as_str() {
                "unmet" | "未达" => Some(false),
                "met" | "已达" => Some(true),
                _ => None,
            }
            && position(&entry.key.text).is_none()
        {
            let mut out = vec![Seen::Truth(!listed); points.len()];
            let mut fine = true;
            for (word, at) in fields::texts(&entry.value, self.sink) {
                match position(word) {
                    Some(at) => set(&mut out, at, Seen::Truth(listed)),
                    None => {
                        self.unknown_point(fact, points, word, at);
                        fine = false;
                    }
                }
            }
            return fine.then_some(out);
        }
        let mut out = vec![Seen::either(open_why(fact)); points.len()];
        let mut fine = true;
        for entry in map {
            let Some(at) = position(&entry.key.text) else {
                self.unknown_point(fact, points, &entry.key.text, entry.key.span);
                fine = false;
                continue;
            };
            match self.truth(fact, &entry.value) {
                Some(seen) => set(&mut out, at, seen),
                None => fine = false,
            }
        }
        fine.then_some(out)
    }

    fn unknown_point(&mut self, fact: &Fact, points: &[(&str, &str)], word: &str, at: Span) {
        let near = nearest(word, points.iter().flat_map(|(id, title)| [*id, *title]));
        let message =
            Message::UnknownPoint { list: fact.id.clone(), point: fields::shorten(word), near };
        self.sink.report(at, message);
    }

    fn findings(&mut self, fact: &Fact, row: &[Fact], node: &Node) -> Option<Vec<Vec<Seen>>> {
        let Tree::List(list) = &node.value else {
            self.sink.report(node.span, Message::WantedFindings { name: fact.id.clone() });
            return None;
        };
        let mut out = Vec::with_capacity(list.len());
        let mut fine = true;
        for node in list {
            let Tree::Map(map) = &node.value else {
                self.sink.report(node.span, Message::WantedMap);
                fine = false;
                continue;
            };
            let mut fields_seen: Vec<Seen> =
                row.iter().map(|field| field_without(field, open_why(field))).collect();
            for entry in map {
                let name = entry.key.text.as_str();
                let found = row.iter().enumerate().find(|(_, f)| f.id == name || f.title == name);
                let Some((at, field)) = found else {
                    let names = row.iter().flat_map(|f| [f.id.as_str(), f.title.as_str()]);
                    let near = nearest(name, names);
                    let message = Message::UnknownField { name: fields::shorten(name), near };
                    self.sink.report(entry.key.span, message);
                    fine = false;
                    continue;
                };
                match self.read(field, &entry.value) {
                    Some((Answer::Value(seen), _)) => set(&mut fields_seen, at, seen),
                    Some((Answer::Text(Some(text)), _)) => {
                        set(&mut fields_seen, at, Seen::Text(text.into()));
                    }
                    // No text, for a reason that was given.
                    Some((_, Some(_))) => {
                        let why = self.state(field, &entry.value).flatten();
                        let why = why.map_or(open_why(field), |(why, _)| why);
                        set(&mut fields_seen, at, field_without(field, why));
                    }
                    Some(_) => {}
                    None => fine = false,
                }
            }
            out.push(fields_seen);
        }
        fine.then_some(out)
    }
}

/// What an answer may be called: ids and titles, points of checklists, claims.
fn columns(standard: &Standard) -> Vec<String> {
    let mut out = Vec::new();
    for fact in standard.facts.iter().filter(|fact| !fact.hidden) {
        out.extend([fact.id.clone(), fact.title.clone()]);
        if fact.claim.is_some() {
            out.extend([format!("{}.claimed", fact.id), format!("{}.自报", fact.title)]);
        }
        if let FactKind::Checklist(points) = &fact.kind {
            let points = points.iter();
            out.extend(points.map(|point| format!("{}.{}", fact.id, point.id)));
        }
    }
    out
}

pub(super) fn set(list: &mut [Seen], at: usize, seen: Seen) {
    if let Some(slot) = list.get_mut(at) {
        *slot = seen;
    }
}

/// Why a fact nobody answered is open.
pub(super) fn open_why(fact: &Fact) -> Why {
    if fact.may_not_apply { Why::NOT_CHECKED.and(Why::MAY_NOT_APPLY) } else { Why::NOT_CHECKED }
}

pub(super) fn open_truth(why: Why) -> Seen {
    if why.has(Why::NOT_APPLICABLE) { Seen::nothing(why) } else { Seen::either(why) }
}

/// What a fact can be while nobody has answered it.
pub(crate) fn unanswered(fact: &Fact) -> Answer {
    without_value(fact, open_why(fact))
}

/// A fact that somebody looked at and could not tell.
pub(crate) fn untold(fact: &Fact) -> Answer {
    let why = if fact.may_not_apply { Why::UNKNOWN.and(Why::MAY_NOT_APPLY) } else { Why::UNKNOWN };
    without_value(fact, why)
}

pub(super) fn unanswered_value(fact: &Fact) -> Seen {
    match unanswered(fact) {
        Answer::Value(seen) => seen,
        _ => Seen::nothing(Why::NOT_CHECKED),
    }
}

/// A field of a finding without a value: a text is one that others may turn out to have too.
pub(crate) fn field_without(field: &Fact, why: Why) -> Seen {
    let text = || match why.has(Why::NOT_APPLICABLE) {
        true => Seen::nothing(why),
        false => Seen::Open(Box::new(Open { may: May::Text, why })),
    };
    match without_value(field, why) {
        Answer::Value(seen) => seen,
        _ => text(),
    }
}

/// A fact without a value, for a reason.
pub(super) fn without_value(fact: &Fact, why: Why) -> Answer {
    let value = |may: May| {
        let may = if why.has(Why::NOT_APPLICABLE) { May::Nothing } else { may };
        Answer::Value(Seen::Open(Box::new(Open { may, why })))
    };
    match &fact.kind {
        FactKind::YesNo => value(May::Truth),
        FactKind::Number(number) => {
            value(May::Number(Range { low: number.least.clone(), high: number.most.clone() }))
        }
        FactKind::Choice(choice) => {
            let count = u32::try_from(choice.words.len()).unwrap_or(64).min(64);
            let bits = if count == 64 { u64::MAX } else { (1u64 << count) - 1 };
            value(May::Words(bits))
        }
        FactKind::Date => value(May::Date),
        FactKind::Text => Answer::Text(None),
        FactKind::Checklist(points) => {
            let seen =
                if why.has(Why::NOT_APPLICABLE) { Seen::nothing(why) } else { Seen::either(why) };
            Answer::Checklist(vec![seen; points.len()])
        }
        FactKind::Findings(_) => Answer::Findings(Err(why)),
    }
}
