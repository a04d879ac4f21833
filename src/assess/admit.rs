//! Data against declared facts: the second door.
//!
//! Everything wrong is reported with its place. What is admitted fits its program, so that assessing cannot fail:
//! every fact has an answer of its kind, or a reason why it has none.

use super::below::{Outcome, take};
use super::claim;
use super::eval::{Answer, Reading, run};
use super::read::{Admission, unanswered, unanswered_value};
use crate::compile::Program;
use crate::compile::seen::Seen;
use crate::diagnostic::{Diagnostics, Message, Sink, nearest};
use crate::model::Standard;
use crate::model::criterion::{Criterion, Judged};
use crate::source::Span;
use crate::syntax::fields;
use crate::syntax::form::{Form, Override};
use crate::value::{Date, Number};
use std::collections::{BTreeMap, BTreeSet};
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
    /// The best estimate of a fact from below that is known only within bounds, and of a claim that counts.
    pub(crate) estimates: BTreeMap<usize, Seen>,
    /// Put right on the spot: item and day.
    pub(crate) rectified: BTreeMap<usize, Date>,
    /// Changed after an appeal.
    pub(crate) overrides: BTreeMap<usize, Override>,
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
        self.admit_besides(form, below, &Diagnostics::default())
    }

    /// The same where something was found wrong with the results from below already.
    pub(crate) fn admit_besides(
        &self,
        form: &Form,
        below: &[Outcome],
        found: &Diagnostics,
    ) -> Result<Inspection, Diagnostics> {
        let sources = [form.source.clone()];
        let mut sink = Sink::new(&sources);
        sink.extend(found);
        let inspection = admit(&self.on(form.date, None), form, below, &mut sink);
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
            overrides: BTreeMap::new(),
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
    results(standard, form, below, sink);
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
                estimates.insert(at, Seen::Number(estimate));
            }
            if let Some(answer) = answers.get_mut(at) {
                *answer = Answer::Value(taken.seen);
            }
        }
    }
    claim::settle(standard, &mut answers, &mut estimates);
    for (_, at, day) in &form.rectified {
        if *day < form.date {
            let (day, date) = (day.to_string(), form.date.to_string());
            sink.report(*at, Message::RectifiedTooEarly { day, date });
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
    let rectified: BTreeMap<usize, Date> = rectified.collect();
    for (at, returns) in standard
        .items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| item.when_rectified.as_ref().map(|returns| (at, returns)))
    {
        let in_time = rectified
            .get(&at)
            .is_some_and(|day| returns.days.is_none_or(|days| day.days_since(form.date) <= days));
        if let Some(answer) = answers.get_mut(returns.fact) {
            *answer = Answer::Value(Seen::Truth(in_time));
        }
    }
    let notes = form.notes.iter().filter_map(|(n, at, t)| Some((item(n, *at)?, t.clone())));
    let notes = notes.collect();
    let photos = form.photos.iter().filter_map(|(n, at, t)| Some((item(n, *at)?, t.clone())));
    let photos = photos.collect();
    let (mut overrides, mut wrong) = (BTreeMap::new(), Vec::new());
    for (name, span, decision) in &form.overrides {
        let Some(at) = item(name, *span) else { continue };
        let full = standard.items.get(at).map_or(Number::ZERO, |item| item.points.clone());
        let fits = |points: &Number| !points.is_negative() && *points <= full;
        if decision.points.as_ref().is_some_and(|points| !fits(points)) {
            wrong.push((name.clone(), *span, decision.points.clone(), full));
        } else {
            overrides.insert(at, decision.clone());
        }
    }
    for (id, span, points, full) in wrong {
        let points = points.unwrap_or_default().to_string();
        let full = full.to_string();
        sink.report(span, Message::OverrideOutOfRange { id, points, full });
    }
    agreed(program, &answers, form, sink);
    Inspection {
        program: program.clone(),
        form: Arc::new(form.clone()),
        answers: Arc::new(answers),
        reasons,
        samples,
        estimates,
        rectified,
        overrides,
        notes,
        photos,
    }
}

/// Results handed in must be of a rule set that a fact takes from, one for each subject, and agree with themselves.
fn results<'a>(standard: &Standard, form: &'a Form, below: &'a [Outcome], sink: &mut Sink<'_>) {
    let taken =
        || standard.facts.iter().filter_map(|f| f.from.as_ref()).map(|b| b.ruleset.as_str());
    let count = |all: &mut dyn Iterator<Item = (&'a str, &'a str)>| {
        let mut many: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for one in all {
            let so_far = many.entry(one).or_default();
            *so_far = so_far.saturating_add(1);
        }
        many
    };
    let many = count(&mut below.iter().map(|one| (one.code.as_str(), one.ruleset.as_str())));
    let listed = form.below.iter().map(|one| (one.code.0.as_str(), one.ruleset.0.as_str()));
    let listed = count(&mut listed.into_iter());
    let mut seen = BTreeSet::new();
    for result in &form.below {
        let ((code, at), (ruleset, ruleset_at)) = (&result.code, &result.ruleset);
        if !taken().any(|id| id == ruleset) {
            let mut ids: Vec<&str> = taken().collect();
            ids.sort_unstable();
            ids.dedup();
            let (id, near) = (fields::shorten(ruleset), nearest(ruleset, ids.iter().copied()));
            sink.report(*ruleset_at, Message::ResultNotTaken { id, near, ids: ids.join(", ") });
        }
        let same = (code.as_str(), ruleset.as_str());
        if !seen.insert(same) || many.get(&same) > listed.get(&same) {
            let (code, ruleset) = (code.clone(), ruleset.clone());
            sink.report(*at, Message::ResultGivenTwice { code, ruleset });
        }
        if let Some((weight, at)) = result.weight.as_ref().filter(|(w, _)| w.is_negative()) {
            let (name, written) = ("weight".to_owned(), weight.to_string());
            sink.report(*at, Message::OutOfRange { name, written, range: "0…".to_owned() });
        }
        let order = [&result.low, &result.score, &result.high].into_iter().flatten();
        let order: Vec<&(Number, Span)> = order.collect();
        let wrong = order.windows(2).find(|pair| matches!(pair, [a, b] if a.0 > b.0));
        let half = result.score.is_none() && result.low.is_some() != result.high.is_some();
        if wrong.is_some() || half {
            let at = order.first().map_or(*at, |(_, at)| *at);
            sink.report(at, Message::ResultBounds { code: code.clone() });
        }
    }
}

/// Answers must agree with one another where the rule set says so.
fn agreed(program: &Program, answers: &[Answer], form: &Form, sink: &mut Sink<'_>) {
    let code = &program.inner;
    if code.consistency.is_empty() || sink.has_errors() {
        return;
    }
    let mut values = Vec::new();
    let reading = Reading { answers, fields: &[], outer: &[], results: None };
    run(&code.nodes, reading, &mut values);
    for (at, (_, say)) in code.consistency.iter().zip(&code.standard().consistency) {
        if values.get(*at).and_then(Seen::truth) == Some(false) {
            sink.report(form.span, Message::FactsDisagree { say: say.clone() });
        }
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
            let loses = |number: &Number| match standard.scale.lower_is_better {
                true => number.is_positive(),
                false => *number < item.points,
            };
            if number.is_negative() || *number > item.points {
                let points = item.points.to_string();
                sink.report(at, Message::JudgedOutOfRange { name, written, points });
            } else if !number.div(&judged.step).is_some_and(|steps| steps.is_integer()) {
                let step = judged.step.to_string();
                sink.report(at, Message::JudgedOffStep { name, written, step });
            } else if let Some(reason) = judged.reason
                && loses(number)
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
