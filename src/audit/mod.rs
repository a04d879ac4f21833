//! What can be proven about a rule set, or at least shown by trying.
//!
//! [`Program::audit`] evaluates the program on inspections of its own making: every fact at every value that a limit in
//! the rules makes interesting, around a good, a bad and many mixed inspections. Each finding names the inspection that
//! shows it. Where nothing was found, open values decide what they can: a condition that comes out the same while
//! everything is open is the same for every inspection. Where neither decides, the finding says that it is only what
//! was tried.

mod cases;
mod curves;
mod overlay;
mod relation;
mod sample;
mod strictness;
mod try_out;

pub(crate) use overlay::overlay;

use crate::assess::eval::{Answer, Reading, run};
use crate::compile::seen::Seen;
use crate::compile::{CriterionCode, Program};
use crate::diagnostic::{Diagnostics, Message, Sink};
use crate::explain::facts_of;
use crate::model::criterion::Criterion;
use crate::model::{Item, Role, Standard};
use crate::source::Span;
use crate::value::Number;
use sample::Samples;
use std::collections::BTreeSet;
use try_out::Tried;

impl Program {
    /// Looks for parts that cannot matter and for scores that fall when they should not.
    ///
    /// Findings are warnings; a rule set with findings can be assessed by. The same program always gives the same
    /// findings.
    ///
    /// ```
    /// use cunchi::{Language, RuleSet, Source};
    /// let rules = RuleSet::load(&Source::new("a.yaml", "
    /// ruleset: demo/a
    /// version: 1.0.0
    /// title: demo
    /// subject: village
    /// effective: { from: 2022-01-01 }
    /// scale: { max: 10, round: { at: total, step: 1, mode: half_up } }
    /// facts: { spots: { kind: count, title: spots } }
    /// items:
    ///   - id: A
    ///     title: tidy
    ///     points: 10
    ///     bands: { of: spots, steps: [ { to: 3, points: 10 }, { to: 6, points: 2 }, { points: 5 } ] }
    ///     provenance: { criterion: { illustrative: demo }, numbers: { illustrative: demo } }
    /// "))?;
    /// let findings = rules.compile().audit();
    /// assert!(findings.lines(Language::English).contains("not-monotone"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn audit(&self) -> Diagnostics {
        let periods = self.each_period();
        periods.iter().map(Program::audit_period).fold(Diagnostics::default(), Diagnostics::and)
    }

    fn audit_period(&self) -> Diagnostics {
        let standard = self.inner.standard();
        let mut sink = Sink::new(&standard.sources);
        let samples = Samples::of(standard);
        let tried = try_out::run(self, &samples);
        let mut open = Vec::new();
        let nothing: Vec<_> = standard.facts.iter().map(crate::assess::unanswered).collect();
        let reading = Reading { answers: &nothing, fields: &[], outer: &[], results: None };
        run(&cases::unknowing(&self.inner.nodes), reading, &mut open);
        let marks = sample::limits(standard).0;
        let audit = Audit { program: self, standard, tried: &tried, open: &open, marks };
        audit.conditions(&mut sink);
        audit.items(&mut sink);
        audit.monotony(&samples, &mut sink);
        audit.grades_and_gates(&mut sink);
        sink.finish()
    }
}

struct Audit<'a> {
    program: &'a Program,
    standard: &'a Standard,
    tried: &'a Tried,
    /// Values while every fact is open.
    open: &'a [Seen],
    /// Every number written in a rule.
    marks: BTreeSet<Number>,
}

impl Audit<'_> {
    fn count(&self) -> String {
        self.tried.count.to_string()
    }

    /// Conditions that are always, or never, what they ask for.
    fn conditions(&self, sink: &mut Sink<'_>) {
        for (item, code) in self.standard.items.iter().zip(&self.program.inner.items) {
            let facts = facts_of(item, self.standard);
            if let (Some(condition), Some(at)) = (item.applies_when.last(), code.applies) {
                self.condition(at, condition.span, &facts, sink);
            }
            if let (Some(condition), Some(at)) = (&item.zero_if, code.zero_if) {
                self.condition(at, condition.span, &facts, sink);
            }
            self.criterion(&item.criterion, &code.parts, &facts, sink);
        }
    }

    fn criterion(
        &self,
        criterion: &Criterion,
        code: &CriterionCode,
        facts: &[usize],
        sink: &mut Sink<'_>,
    ) {
        match (criterion, code) {
            (Criterion::Pass(e), CriterionCode::Pass(at)) => {
                self.condition(*at, e.span, facts, sink)
            }
            (Criterion::Tiers(tiers), CriterionCode::Tiers(conditions)) => {
                let mut earlier: Vec<usize> = Vec::new();
                for (tier, at) in tiers.iter().zip(conditions) {
                    if let (Some(e), Some(at)) = (&tier.when, at) {
                        self.condition(*at, e.span, facts, sink);
                        if self.tried.truths(*at).0 && !self.tried.reached(&earlier, Some(*at)) {
                            let message = Message::TierNotReached { count: self.count() };
                            sink.report(e.span, message);
                        }
                        earlier.push(*at);
                    }
                }
            }
            (Criterion::Ladder(levels), CriterionCode::Ladder(conditions)) => {
                for (level, at) in levels.iter().zip(conditions) {
                    if let Some(e) = &level.when {
                        self.condition(*at, e.span, facts, sink);
                    }
                }
            }
            (Criterion::Bands(e, bands), CriterionCode::Bands(at)) => {
                for band in bands {
                    if !self.tried.values(*at).any(|number| band.holds(number)) {
                        let band = match (&band.low, &band.high) {
                            (Some(low), Some(high)) => format!("{} … {}", low.at, high.at),
                            (Some(low), None) => format!("{} …", low.at),
                            (None, Some(high)) => format!("… {}", high.at),
                            (None, None) => "…".to_owned(),
                        };
                        let message = Message::BandNotReached { band, count: self.count() };
                        sink.report(e.span, message);
                    }
                }
            }
            (
                Criterion::BestOf(list) | Criterion::WorstOf(list),
                CriterionCode::Several { parts, .. },
            ) => {
                for (criterion, (code, _)) in list.iter().zip(parts) {
                    self.criterion(criterion, code, facts, sink);
                }
            }
            _ => {}
        }
    }

    fn condition(&self, at: usize, span: Span, facts: &[usize], sink: &mut Sink<'_>) {
        let (seen_true, seen_false) = self.tried.truths(at);
        let message = match self.open.get(at) {
            Some(Seen::Truth(true)) => Message::AlwaysTrue,
            Some(Seen::Truth(false)) => Message::NeverTrue,
            _ if seen_true == seen_false => return,
            _ if self.always(at, seen_true, facts) => {
                if seen_true {
                    Message::AlwaysTrue
                } else {
                    Message::NeverTrue
                }
            }
            _ if seen_true => Message::NotSeenFalse { count: self.count() },
            _ => Message::NotSeenTrue { count: self.count() },
        };
        sink.report(span, message);
    }

    /// Whether a condition always comes out like this where it applies, proven by cases.
    fn always(&self, at: usize, truth: bool, facts: &[usize]) -> bool {
        let ops = cases::unknowing(&self.program.inner.nodes);
        let mut claim = |answers: &[Answer]| {
            let reading = Reading { answers, fields: &[], outer: &[], results: None };
            let mut values = Vec::new();
            run(&ops, reading, &mut values);
            match values.get(at)? {
                Seen::Truth(found) => Some(*found == truth),
                open if open.is_nothing() => Some(true),
                _ => None,
            }
        };
        cases::always(self.standard, facts, &self.marks, &mut claim) == Some(true)
    }

    /// Items whose points no inspection moves.
    fn items(&self, sink: &mut Sink<'_>) {
        for (at, item) in self.standard.items.iter().enumerate() {
            if matches!(item.criterion, Criterion::Record(_)) {
                continue;
            }
            let points = self.tried.item_points(at);
            if let [only] = points {
                let message = Message::ItemNeverMoves {
                    id: item.id.clone(),
                    points: only.to_string(),
                    count: self.count(),
                };
                sink.report(item.span, message);
            } else if points.iter().all(|points| *points < item.full)
                && !points.is_empty()
                && !self.standard.scale.lower_is_better
            {
                let most = points.iter().max().map(Number::to_string).unwrap_or_default();
                let message = Message::FullPointsNotReached {
                    id: item.id.clone(),
                    most,
                    points: item.full.to_string(),
                    count: self.count(),
                };
                sink.report(item.span, message);
            }
        }
    }

    /// Points that rise and fall again while one number grows.
    fn monotony(&self, samples: &Samples, sink: &mut Sink<'_>) {
        for turn in try_out::turns(self.program, samples, self.tried) {
            let Some(item) = self.standard.items.get(turn.item) else { continue };
            if item.two_sided || skipped(item) {
                continue;
            }
            let message = Message::NotMonotone {
                id: item.id.clone(),
                fact: turn.fact,
                first: turn.steps.0,
                second: turn.steps.1,
                third: turn.steps.2,
                witness: turn.witness,
            };
            sink.report(item.span, message);
        }
    }

    fn grades_and_gates(&self, sink: &mut Sink<'_>) {
        let place = self.standard.items.first().map_or_else(Span::default, |item| item.span);
        for (at, grade) in self.standard.grades.iter().enumerate() {
            if !self.tried.grades.contains_key(&at) {
                let message =
                    Message::GradeNotReached { id: grade.id.clone(), count: self.count() };
                let span = grade.requires.as_ref().map_or(place, |e| e.span);
                sink.report(span, message);
            }
        }
        for (at, gate) in self.standard.gates.iter().enumerate() {
            if !self.tried.fired.contains(&at) {
                let message = Message::GateNeverFires { id: gate.id.clone(), count: self.count() };
                sink.report(gate.when.span, message);
            }
        }
    }
}

/// Advice moves no score, so its shape does not matter.
fn skipped(item: &Item) -> bool {
    item.role == Role::Advisory
}
