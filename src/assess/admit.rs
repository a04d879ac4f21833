//! Data against declared facts: the second door.
//!
//! Everything wrong is reported with its place. What is admitted fits its program, so that assessing cannot fail:
//! every fact has an answer of its kind, or a reason why it has none.

use super::below::{Outcome, take};
use super::eval::Answer;
use crate::compile::Program;
use crate::compile::seen::{May, Open, Seen, Why};
use crate::diagnostic::{Diagnostics, Message, Sink, nearest};
use crate::model::Standard;
use crate::model::criterion::{Criterion, Judged};
use crate::model::fact::{Fact, FactKind, NumberKind};
use crate::model::range::Range;
use crate::source::Span;
use crate::syntax::fields;
use crate::syntax::form::{Form, Given};
use crate::syntax::node::{Node, Tree};
use crate::value::{Date, Number};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An inspection that fits its program.
#[derive(Clone, Debug)]
pub struct Inspection {
    pub(crate) program: Program,
    pub(crate) form: Arc<Form>,
    pub(crate) answers: Arc<Vec<Answer>>,
    /// Why a fact has no answer, in the inspector's words.
    pub(crate) reasons: BTreeMap<usize, String>,
    /// How large the sample behind a fact from below is, and how large it must be.
    pub(crate) samples: BTreeMap<usize, (usize, Option<usize>)>,
    /// The best estimate of a fact from below that is known only within bounds.
    pub(crate) estimates: BTreeMap<usize, Number>,
    /// Put right on the spot: item and day.
    pub(crate) rectified: BTreeMap<usize, Date>,
    pub(crate) notes: BTreeMap<usize, String>,
    pub(crate) photos: BTreeMap<usize, Vec<String>>,
}

impl Program {
    /// Holds an inspection against the declared facts.
    ///
    /// A fact that is not mentioned was not checked. Facts taken from below use the results the form itself brings.
    ///
    /// # Errors
    ///
    /// Every answer that does not fit, with its place: unknown names (with a suggestion), wrong kinds, numbers out of
    /// range, "not applicable" where the rule set does not allow it, missing reasons.
    pub fn admit(&self, form: &Form) -> Result<Inspection, Diagnostics> {
        let own: Vec<Outcome> = form.below.iter().map(Outcome::from_form).collect();
        self.admit_with(form, &own)
    }

    /// The same with the results of subjects below; those the form itself brings are not added.
    ///
    /// # Errors
    ///
    /// As [`Program::admit`].
    pub fn admit_with(&self, form: &Form, below: &[Outcome]) -> Result<Inspection, Diagnostics> {
        let sources = [form.source.clone()];
        let mut sink = Sink::new(&sources);
        let inspection = admit(self, form, below, &mut sink);
        if sink.has_errors() { Err(sink.finish()) } else { Ok(inspection) }
    }
}

impl Inspection {
    /// An inspection that nobody made: these answers, each of the kind of its fact.
    pub(crate) fn of_answers(program: &Program, answers: Vec<Answer>) -> Inspection {
        let standard = program.inner.standard();
        Inspection {
            program: program.clone(),
            form: Arc::new(Form::blank(standard.from)),
            answers: Arc::new(answers),
            reasons: BTreeMap::new(),
            samples: BTreeMap::new(),
            estimates: BTreeMap::new(),
            rectified: BTreeMap::new(),
            notes: BTreeMap::new(),
            photos: BTreeMap::new(),
        }
    }

    /// The program it was admitted to.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The inspection as handed in.
    pub fn form(&self) -> &Form {
        &self.form
    }
}

fn admit(program: &Program, form: &Form, below: &[Outcome], sink: &mut Sink<'_>) -> Inspection {
    let standard = program.inner.standard();
    if let Some((id, at)) = &form.ruleset
        && *id != standard.id
    {
        let message = Message::WrongRuleset { found: id.clone(), wanted: standard.id.clone() };
        sink.report(*at, message);
    }
    if let Some((kind, at)) = &form.kind
        && *kind != standard.subject
    {
        let message =
            Message::WrongSubject { found: kind.clone(), wanted: standard.subject.clone() };
        sink.report(*at, message);
    }
    let mut admission = Admission {
        standard,
        answers: standard.facts.iter().map(unanswered).collect(),
        given: vec![None; standard.facts.len()],
        reasons: BTreeMap::new(),
        sink,
    };
    for given in &form.answers {
        admission.answer(given);
    }
    let spans = admission.given.clone();
    judged_points(standard, &admission.answers, &spans, admission.sink);
    let (mut answers, reasons) = (admission.answers, admission.reasons);
    let (mut samples, mut estimates) = (BTreeMap::new(), BTreeMap::new());
    for (at, fact) in standard.facts.iter().enumerate() {
        if let Some(below_fact) = &fact.from {
            let taken = take(below_fact, below.iter(), &unanswered_value(fact));
            samples.insert(at, (taken.size, below_fact.at_least));
            if let Some(estimate) = taken.estimate {
                estimates.insert(at, estimate);
            }
            if let Some(answer) = answers.get_mut(at) {
                *answer = Answer::Value(taken.seen);
            }
        }
    }
    let mut item = |name: &str, at: Span| {
        let found = standard.items.iter().position(|item| item.id == name);
        if found.is_none() {
            let near = nearest(name, standard.items.iter().map(|item| item.id.as_str()));
            sink.report(at, Message::NoSuchItem { name: fields::shorten(name), near });
        }
        found
    };
    let rectified = form.rectified.iter().filter_map(|(n, at, d)| Some((item(n, *at)?, *d)));
    let rectified = rectified.collect();
    let notes = form.notes.iter().filter_map(|(n, at, t)| Some((item(n, *at)?, t.clone())));
    let notes = notes.collect();
    let photos = form.photos.iter().filter_map(|(n, at, t)| Some((item(n, *at)?, t.clone())));
    let photos = photos.collect();
    Inspection {
        program: program.clone(),
        form: Arc::new(form.clone()),
        answers: Arc::new(answers),
        reasons,
        samples,
        estimates,
        rectified,
        notes,
        photos,
    }
}

struct Admission<'a, 's, 'k> {
    standard: &'a Standard,
    answers: Vec<Answer>,
    given: Vec<Option<Span>>,
    reasons: BTreeMap<usize, String>,
    sink: &'s mut Sink<'k>,
}

impl Admission<'_, '_, '_> {
    fn answer(&mut self, given: &Given) {
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
        let Some(at) = self.find(&given.name) else {
            let ids = self.standard.facts.iter();
            let names = ids.flat_map(|fact| [fact.id.as_str(), fact.title.as_str()]);
            let near = nearest(&given.name, names);
            let message = Message::NoSuchFact { name: fields::shorten(&given.name), near };
            self.sink.report(given.at, message);
            return;
        };
        let Some(fact) = self.standard.facts.get(at) else { return };
        if let Some(Some(first)) = self.given.get(at) {
            let message = Message::FactGivenTwice { name: fact.id.clone() };
            self.sink.report_with(given.at, message, &[*first]);
            return;
        }
        if let Some(slot) = self.given.get_mut(at) {
            *slot = Some(given.at);
        }
        if let Some(below) = &fact.from {
            let message =
                Message::TakenFromBelow { name: fact.id.clone(), ruleset: below.ruleset.clone() };
            self.sink.report(given.at, message);
            return;
        }
        if let Some((answer, reason)) = self.read(fact, &given.value) {
            if let Some(reason) = reason {
                self.reasons.insert(at, reason);
            }
            if let Some(slot) = self.answers.get_mut(at) {
                *slot = answer;
            }
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        let facts = &self.standard.facts;
        facts
            .iter()
            .position(|fact| fact.id == name)
            .or_else(|| facts.iter().position(|fact| fact.title == name))
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
            "not_checked" | "未检查" => Why::NOT_CHECKED,
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
                let number = self.number(fact, number, &scalar.text, node.span)?;
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

    fn number(
        &mut self,
        fact: &Fact,
        kind: &NumberKind,
        written: &str,
        at: Span,
    ) -> Option<Number> {
        let marked = written.ends_with('%');
        let Some(mut number) = fields::parse_number(written).filter(|_| kind.percent || !marked)
        else {
            self.sink.report(at, fields::not_a_number(written));
            return None;
        };
        if kind.percent && !marked {
            number = number.div(&Number::from(100)).unwrap_or(number);
        }
        let name = fact.id.clone();
        let shown = fields::shorten(written);
        if let Some(places) = kind.places {
            let allowed = places.saturating_add(if kind.percent { 2 } else { 0 });
            if number.decimals().is_none_or(|d| d > allowed) {
                let message = if places == 0 && !kind.percent {
                    Message::NotWhole { name, written: shown }
                } else {
                    Message::TooManyPlaces { name, written: shown, places: places.to_string() }
                };
                self.sink.report(at, message);
                return None;
            }
        }
        let range = Range { low: kind.least.clone(), high: kind.most.clone() };
        if !range.holds(&number) {
            let side = |n: &Option<Number>, none: &str| match n {
                Some(n) if kind.percent => format!("{}%", n * &Number::from(100)),
                Some(n) => n.to_string(),
                None => none.to_owned(),
            };
            let range = format!("{} … {}", side(&range.low, "−∞"), side(&range.high, "∞"));
            self.sink.report(at, Message::OutOfRange { name, written: shown, range });
            return None;
        }
        Some(number)
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
            let mut fields_seen: Vec<Seen> = row
                .iter()
                .map(|field| match unanswered(field) {
                    Answer::Value(seen) => seen,
                    _ => Seen::nothing(Why::NOT_CHECKED),
                })
                .collect();
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
                    Some(_) => {}
                    None => fine = false,
                }
            }
            out.push(fields_seen);
        }
        fine.then_some(out)
    }
}

fn set(list: &mut [Seen], at: usize, seen: Seen) {
    if let Some(slot) = list.get_mut(at) {
        *slot = seen;
    }
}

/// Why a fact nobody answered is open.
fn open_why(fact: &Fact) -> Why {
    if fact.may_not_apply { Why::NOT_CHECKED.and(Why::MAY_NOT_APPLY) } else { Why::NOT_CHECKED }
}

fn open_truth(why: Why) -> Seen {
    if why.has(Why::NOT_APPLICABLE) { Seen::nothing(why) } else { Seen::either(why) }
}

/// What a fact can be while nobody has answered it.
pub(crate) fn unanswered(fact: &Fact) -> Answer {
    without_value(fact, open_why(fact))
}

fn unanswered_value(fact: &Fact) -> Seen {
    match unanswered(fact) {
        Answer::Value(seen) => seen,
        _ => Seen::nothing(Why::NOT_CHECKED),
    }
}

/// A fact without a value, for a reason.
fn without_value(fact: &Fact, why: Why) -> Answer {
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

/// An inspector's points must lie within the item, on its step, and with a reason where points are lost.
fn judged_points(
    standard: &Standard,
    answers: &[Answer],
    given: &[Option<Span>],
    sink: &mut Sink<'_>,
) {
    for item in &standard.items {
        let mut judged: Vec<&Judged> = Vec::new();
        collect_judged(&item.criterion, &mut judged);
        for judged in judged {
            let (Some(fact), Some(Answer::Value(Seen::Number(number)))) =
                (standard.facts.get(judged.fact), answers.get(judged.fact))
            else {
                continue;
            };
            let at = given.get(judged.fact).copied().flatten().unwrap_or_default();
            let (name, written) = (fact.id.clone(), number.to_string());
            if number.is_negative() || *number > item.points {
                let points = item.points.to_string();
                sink.report(at, Message::JudgedOutOfRange { name, written, points });
            } else if !number.div(&judged.step).is_some_and(|steps| steps.is_integer()) {
                let step = judged.step.to_string();
                sink.report(at, Message::JudgedOffStep { name, written, step });
            } else if let Some(reason) = judged.reason
                && *number < item.points
                && !matches!(answers.get(reason), Some(Answer::Text(Some(text))) if !text.trim().is_empty())
            {
                let reason = standard.facts.get(reason).map(|f| f.id.clone()).unwrap_or_default();
                sink.report(at, Message::ReasonMissing { name, reason });
            }
        }
    }
}

fn collect_judged<'a>(criterion: &'a Criterion, out: &mut Vec<&'a Judged>) {
    match criterion {
        Criterion::Judged(judged) => out.push(judged),
        Criterion::BestOf(list) | Criterion::WorstOf(list) => {
            list.iter().for_each(|criterion| collect_judged(criterion, out));
        }
        _ => {}
    }
}
