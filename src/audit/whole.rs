//! Items, grades and the whole: what no inspection moves, and scores that fall when they should rise.

use super::direction::Shape;
use super::effects::does_nothing;
use super::question::Question;
use super::sample::Samples;
use super::turns::{Course, course, numbers};
use super::witness::written;
use super::{Answered, Audit, How, cases, lattice};
use crate::assess::eval::Answer;
use crate::compile::CriterionCode;
use crate::diagnostic::{Message, Sink};
use crate::explain::{facts_of, phrase};
use crate::model::criterion::{Band, Criterion, Limit};
use crate::model::{Item, NotApplicable, Role};
use crate::source::Span;
use crate::value::Number;

impl Audit<'_> {
    /// Items whose points no inspection moves, or that never have all of them.
    pub(super) fn items(&self, sink: &mut Sink<'_>) {
        let Some(tried) = self.tried else { return };
        for (at, (item, code)) in
            self.standard.items.iter().zip(&self.program.inner.items).enumerate()
        {
            if matches!(item.criterion, Criterion::Record(_)) {
                continue;
            }
            let points = tried.item_points(at);
            let facts = facts_of(item, self.standard);
            self.counted();
            if let [only] = points {
                let question = Question::Other(code.points, only.clone());
                let Some(how) = self.never(item, &question) else { continue };
                let known = how;
                let (how, zh_how) = known.words();
                let (id, points) = (item.id.clone(), only.to_string());
                let message = Message::ItemNeverMoves { id, points, how, zh_how };
                let [good, bad] = [&tried.good, &tried.bad]
                    .map(|answers| written(&self.standard.facts, answers, &facts));
                let witness = if good == bad { good } else { format!("{good} | {bad}") };
                sink.report_shown(item.span, known.said(message), witness);
            } else if points.iter().all(|points| *points < item.full)
                && !points.is_empty()
                && !self.standard.scale.lower_is_better
            {
                let question = Question::Equals(code.points, item.full.clone());
                let Some(how) = self.never(item, &question) else { continue };
                let known = how;
                let (how, zh_how) = known.words();
                let best = tried.most.get(at).cloned().flatten();
                let most = best.as_ref().map(|(most, _)| most.to_string()).unwrap_or_default();
                let (id, points) = (item.id.clone(), item.full.to_string());
                let message = Message::FullPointsNotReached { id, most, points, how, zh_how };
                let witness =
                    best.map(|(_, answers)| written(&self.standard.facts, &answers, &facts));
                sink.report_shown(item.span, known.said(message), witness.unwrap_or_default());
            }
        }
    }

    /// Formulas that come to more than full marks although what they read is bounded.
    pub(super) fn earned(&self, sink: &mut Sink<'_>) {
        let open = cases::all_open(&self.program.inner);
        for (item, code) in self.standard.items.iter().zip(&self.program.inner.items) {
            let (Criterion::Earn(e), CriterionCode::Earn(at)) = (&item.criterion, &code.parts)
            else {
                continue;
            };
            let most = open.get(*at).and_then(|seen| seen.range().high);
            let Some(most) = most.filter(|most| *most > item.full) else { continue };
            let low = Some(Limit { at: item.full.clone(), included: false });
            let beyond = Band { low, high: None, points: Number::ZERO, title: None };
            let witness = self.shows(&Question::Band(*at, beyond));
            if !witness.is_empty() {
                let (id, points) = (item.id.clone(), item.full.to_string());
                let message = Message::EarnsBeyondFull { id, most: most.to_string(), points };
                sink.report_shown(e.span, message, witness);
            }
        }
    }

    /// How it is known that points of an item never come out like that; none where they do.
    fn never(&self, item: &Item, question: &Question) -> Option<How> {
        let Answered::Never(how) = self.ask(question) else { return None };
        // What stands in for points that do not apply is not followed.
        let leaves = matches!(item.not_applicable, NotApplicable::Section | NotApplicable::Whole);
        Some(if leaves { how } else { self.how() })
    }

    /// Points that rise and fall again while one number grows.
    pub(super) fn monotony(&self, samples: &Samples, sink: &mut Sink<'_>) {
        let Some(tried) = self.tried else { return };
        let open = cases::all_open(&self.program.inner);
        self.pulls(samples, &open, sink);
        let fixed = self.fixed.borrow();
        let shape = Shape { ops: &self.program.inner.nodes, open: &open, fixed: &fixed };
        for (item, code) in self.standard.items.iter().zip(&self.program.inner.items) {
            if item.two_sided || skipped(item) {
                continue;
            }
            for fact in numbers(self.program, item) {
                self.counted();
                let item = (item, code.exact);
                match course(self.program, samples, tried, &shape, item, fact) {
                    Course::OneWay => {}
                    Course::Open => {
                        let id = self.standard.facts.get(fact).map(|f| f.id.as_str());
                        let question = format!("{} ↔ {}", item.0.id, id.unwrap_or_default());
                        self.open.borrow_mut().push(question);
                    }
                    Course::Turns(turn) => {
                        let message = Message::NotMonotone {
                            id: item.0.id.clone(),
                            fact: turn.fact,
                            first: turn.steps.0,
                            second: turn.steps.1,
                            third: turn.steps.2,
                            witness: turn.witness,
                        };
                        sink.report(item.0.span, message);
                    }
                }
            }
        }
    }

    /// Grades nobody gets, gates that help, and scores that are printed beside their grade.
    pub(super) fn grades(&self, sink: &mut Sink<'_>) {
        let Some(tried) = self.tried else { return };
        let facts: Vec<usize> = (0..self.standard.facts.len()).collect();
        let reach =
            lattice::reach(&self.program.inner, &self.fixed.borrow(), &self.fixed_late.borrow());
        for (at, grade) in self.standard.grades.iter().enumerate() {
            self.counted();
            let mut near: Vec<&(Number, Vec<Answer>)> =
                tried.near.get(at).into_iter().flatten().flatten().collect();
            let mut scores: Vec<String> =
                near.iter().map(|(score, _)| phrase::number(score)).collect();
            let how = match &reach {
                Some(reach) if !reach.grades.contains(&at) => {
                    let nearest = reach.nearest(self.standard, at);
                    near.retain(|(score, _)| nearest.contains(score));
                    scores = nearest.iter().map(phrase::number).collect();
                    How::ProvenOfAnswered
                }
                _ if tried.grades.contains_key(&at) => continue,
                _ => self.how(),
            };
            let known = how;
            let (how, zh_how) = known.words();
            let shown = near.iter().map(|(score, answers)| {
                format!(
                    "{} ({})",
                    phrase::number(score),
                    written(&self.standard.facts, answers, &facts)
                )
            });
            let witness = shown.collect::<Vec<_>>().join(" | ");
            let near = if scores.is_empty() { "–".to_owned() } else { scores.join(", ") };
            let message = Message::GradeNotReached { id: grade.id.clone(), how, zh_how, near };
            let span = grade.requires.as_ref().map_or(grade.span, |e| e.span);
            sink.report_shown(span, known.said(message), witness);
        }
        for (at, (before, after, answers)) in &tried.raised {
            let Some(gate) = self.standard.gates.get(*at) else { continue };
            let (before, after) = (phrase::number(before), phrase::number(after));
            let message = Message::GateRaisesScore { id: gate.id.clone(), before, after };
            sink.report_shown(
                gate.when.span,
                message,
                written(&self.standard.facts, answers, &facts),
            );
        }
        if let Some((score, grade, reached, answers)) = &tried.printed {
            let id =
                |at: usize| self.standard.grades.get(at).map(|g| g.id.clone()).unwrap_or_default();
            let message = Message::PrintedBesideGrade {
                printed: phrase::number(&self.standard.scale.round.apply(score)),
                exact: phrase::number(score),
                grade: id(*grade),
                reached: id(*reached),
            };
            let place = self.standard.grades.get(*reached).map_or_else(Span::default, |g| g.span);
            sink.report_shown(place, message, written(&self.standard.facts, answers, &facts));
        }
        for ((better, worse), answers) in &tried.asks_more {
            let grades = &self.standard.grades;
            let (Some(better), Some(worse)) = (grades.get(*better), grades.get(*worse)) else {
                continue;
            };
            let Some(requires) = &worse.requires else { continue };
            let message =
                Message::WorseAsksMore { worse: worse.id.clone(), better: better.id.clone() };
            sink.report_shown(
                requires.span,
                message,
                written(&self.standard.facts, answers, &facts),
            );
        }
        for gate in &self.standard.gates {
            if does_nothing(&gate.effect, self.standard) {
                sink.report(gate.when.span, Message::GateDoesNothing { id: gate.id.clone() });
            }
        }
    }
}

/// Advice moves no score, so its shape does not matter.
fn skipped(item: &Item) -> bool {
    item.role == Role::Advisory
}
