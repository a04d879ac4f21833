//! What grades and gates ask of results, held against the direction of the scale.
//!
//! Of a condition that reads nothing but results it can be told which way it goes while all of them get better: by its
//! shape, and by what it comes to where all are at their worst and where all are at their best. A grade that better
//! results lose and a gate that better results close have their comparison the wrong way round. Conditions that read
//! facts as well are left alone: to ask more of whoever scores very high is a way to write "must be verified".

use super::Audit;
use super::cases::unknowing;
use super::cone::{AnyResult, Cone, Targets};
use super::direction::{Grows, Shape, Way};
use super::lattice::Fixed;
use crate::assess::eval::{Answer, Reading, Results, run};
use crate::compile::Op;
use crate::compile::seen::{Seen, Why};
use crate::diagnostic::{Message, Sink};
use crate::model::{Effect, Part, Standard};
use crate::value::Number;

impl Audit<'_> {
    /// Grades that are lost, and gates that close, while results get better.
    pub(super) fn toward(&self, sink: &mut Sink<'_>) {
        let code = &self.program.inner;
        if !code.late.iter().any(|op| matches!(op, Op::Result(_))) {
            return;
        }
        let fixed = self.fixed_late.borrow();
        let late = Late::of(self, &fixed);
        for (grade, at) in self.standard.grades.iter().zip(&code.requires) {
            let Some(requires) = &grade.requires else { continue };
            let Some(own) = at.and_then(|at| self.own(grade, at)) else { continue };
            if late.parts(own, true).into_iter().any(|part| late.goes(part, Way::Falls)) {
                let message = Message::BetterLosesGrade { id: grade.id.clone() };
                sink.report(requires.span, message);
            }
        }
        for (gate, at) in self.standard.gates.iter().zip(&code.gates) {
            // One that lifts the weak is meant.
            let worsens = betters(&gate.effect) == Some(false);
            if worsens && late.parts(*at, false).into_iter().any(|part| late.goes(part, Way::Rises))
            {
                let message = Message::BetterClosesGate { id: gate.id.clone() };
                sink.report(gate.when.span, message);
            }
        }
    }
}

/// Whether a gate that closes makes things better, or worse; one that sets the score may do either.
pub(super) fn betters(effect: &Effect) -> Option<bool> {
    match effect {
        Effect::GradeAtMost(_)
        | Effect::ScoreAtMost(_)
        | Effect::GradeDown(_)
        | Effect::Withhold => Some(false),
        Effect::GradeUp(_) => Some(true),
        Effect::Score(_) => None,
    }
}

/// The operations that may read results, and what they come to.
struct Late<'a> {
    audit: &'a Audit<'a>,
    fixed: &'a Fixed,
    open: Vec<Seen>,
    worst: Vec<Seen>,
    best: Vec<Seen>,
}

impl<'a> Late<'a> {
    fn of(audit: &'a Audit<'a>, fixed: &'a Fixed) -> Late<'a> {
        let (standard, code) = (audit.standard, &audit.program.inner);
        let answers: Vec<Answer> = standard.facts.iter().map(crate::assess::unanswered).collect();
        let reading = Reading { answers: &answers, fields: &[], outer: &[], results: None };
        let mut early = Vec::new();
        run(&unknowing(&code.nodes), reading, &mut early);
        let ops = unknowing(&code.late);
        let read = |results: &dyn Results| {
            let mut values = Vec::new();
            let reading = Reading { outer: &early, results: Some(results), ..reading };
            run(&ops, reading, &mut values);
            values
        };
        let open = read(&AnyResult { standard, lacks: &[] });
        let [worst, best] = [false, true].map(|best| read(&Ends { standard, best }));
        Late { audit, fixed, open, worst, best }
    }

    /// The conditions that all must hold (or of which one is enough).
    fn parts(&self, at: usize, all: bool) -> Vec<usize> {
        let (mut waiting, mut out) = (vec![at], Vec::new());
        while let Some(at) = waiting.pop() {
            match self.audit.program.inner.late.get(at) {
                Some(Op::And(list)) if all => waiting.extend(list),
                Some(Op::Or(list)) if !all => waiting.extend(list),
                _ => out.push(at),
            }
        }
        out
    }

    /// Whether a condition reads nothing but results, and goes this way while they get better.
    fn goes(&self, at: usize, wanted: Way) -> bool {
        let program = self.audit.program;
        let cone = Cone::of(program, &Targets { early: Vec::new(), late: vec![at] });
        if !cone.results || !cone.facts.is_empty() || cone.strange {
            return false;
        }
        let truth = |values: &[Seen]| values.get(at).and_then(Seen::truth);
        let rises = match (truth(&self.worst), truth(&self.best)) {
            (Some(false), Some(true)) => true,
            (Some(true), Some(false)) => false,
            _ => return false,
        };
        let shape = Shape { ops: &program.inner.late, open: &self.open, fixed: self.fixed };
        let more = shape.way(Grows::Results, at);
        let better = if self.audit.standard.scale.lower_is_better { more.turned() } else { more };
        better == wanted && rises == (wanted == Way::Rises)
    }
}

/// Results that all are at one end.
struct Ends<'a> {
    standard: &'a Standard,
    best: bool,
}

impl Ends<'_> {
    fn is_high(&self) -> bool {
        self.best != self.standard.scale.lower_is_better
    }
}

impl Results for Ends<'_> {
    fn points(&self, part: Part) -> Seen {
        let full = match part {
            Part::Item(at) => self.standard.items.get(at).map(|item| item.full.clone()),
            Part::Section(at) => self.standard.sections.get(at).map(|part| part.points.clone()),
        };
        Seen::Number(full.filter(|_| self.is_high()).unwrap_or_default())
    }

    fn share(&self, _: Part) -> Seen {
        Seen::Number(if self.is_high() { Number::ONE } else { Number::ZERO })
    }

    fn state_is(&self, _: usize, _: &str) -> Seen {
        Seen::either(Why::NOT_CHECKED)
    }

    fn total(&self) -> Seen {
        let scale = &self.standard.scale;
        Seen::Number(if self.is_high() { &scale.highest } else { &scale.lowest }.clone())
    }

    fn total_share(&self) -> Seen {
        let total = self.total();
        let share = total.number().and_then(|total| total.div(&self.standard.scale.max));
        Seen::Number(share.unwrap_or_default())
    }
}
