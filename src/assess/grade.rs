//! Gates and grades: effects on the whole, and the band a score falls into.

use super::outcome::{Assessment, GateOutcome, GradeOutcome, Status};
use crate::compile::seen::{Seen, Why};
use crate::model::{Compare, Effect, Standard};
use crate::value::Number;

/// Which of the three a question is asked of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// The worst that can be.
    Low,
    /// What is known.
    Value,
    /// The best that can be.
    High,
}

/// A score and the best grade it may have, after gates.
pub(super) struct Gated {
    pub(super) score: Number,
    /// What gates do to the grade, in their order.
    pub(super) moves: Vec<Move>,
    /// Whether no grade is given.
    pub(super) withheld: bool,
}

/// What a gate does to a grade: each of them never gives a worse grade a better place.
#[derive(Clone, Copy)]
pub(super) enum Move {
    AtMost(usize),
    Down(usize),
    Up(usize),
}

impl Move {
    fn of(self, grade: usize, last: usize) -> usize {
        match self {
            Move::AtMost(best) => grade.max(best),
            Move::Down(steps) => grade.saturating_add(steps).min(last),
            Move::Up(steps) => grade.saturating_sub(steps),
        }
    }
}

/// Applies the gates that have closed; of those that are open, only what the question asks for.
pub(super) fn gated(
    standard: &Standard,
    gates: &[GateOutcome],
    score: &Number,
    which: Which,
) -> Gated {
    let mut out = Gated { score: score.clone(), moves: Vec::new(), withheld: false };
    let lower = standard.scale.lower_is_better;
    let worse = |a: Number, b: Number| if lower { a.max(b) } else { a.min(b) };
    for (gate, outcome) in standard.gates.iter().zip(gates) {
        let open = outcome.fired.is_none();
        let closed = outcome.fired == Some(true);
        let asked = open && which != Which::Value;
        if !closed && !asked {
            continue;
        }
        match &gate.effect {
            // An open gate can only make things worse, so at best it stays open …
            Effect::GradeAtMost(grade) if closed || which == Which::Low => {
                out.moves.push(Move::AtMost(*grade));
            }
            Effect::GradeDown(steps) if closed || which == Which::Low => {
                out.moves.push(Move::Down(*steps));
            }
            // … except one that lifts the grade …
            Effect::GradeUp(steps) if closed || which == Which::High => {
                out.moves.push(Move::Up(*steps));
            }
            Effect::ScoreAtMost(most) if closed || which == Which::Low => {
                out.score = worse(out.score, most.clone());
            }
            Effect::Withhold if closed || which == Which::Low => out.withheld = true,
            // … and one that sets the score, which may help as well.
            Effect::Score(score) if closed => out.score = score.clone(),
            Effect::Score(score) => {
                let wants_low = (which == Which::Low) != lower;
                out.score = if wants_low {
                    out.score.min(score.clone())
                } else {
                    out.score.max(score.clone())
                };
            }
            _ => {}
        }
    }
    out
}

/// The best grade a score reaches, with what grades require.
pub(super) fn grade_of(
    standard: &Standard,
    requires: &[Option<Seen>],
    gated: &Gated,
    which: Which,
) -> Option<usize> {
    if gated.withheld {
        return None;
    }
    let score = match &standard.scale.compare {
        Compare::Full => gated.score.clone(),
        Compare::Rounded(round) => round.apply(&gated.score),
    };
    let last = standard.grades.len().checked_sub(1)?;
    let reached = standard.grades.iter().zip(requires).position(|(grade, requires)| {
        let meets = grade.is_reached_by(&score, standard.scale.lower_is_better);
        let fulfilled = match requires {
            None => true,
            Some(Seen::Truth(truth)) => *truth,
            // What does not apply asks for nothing.
            Some(open) if open.is_nothing() && !open.why().has(Why::UNDEFINED) => true,
            Some(_) => which == Which::High,
        };
        meets && fulfilled
    });
    let reached = reached.unwrap_or(last);
    Some(gated.moves.iter().fold(reached, |grade, gate| gate.of(grade, last)).min(last))
}

/// How firm a grade is.
pub(super) fn firm(
    standard: &Standard,
    value: Option<(&Gated, Option<usize>)>,
    low: Option<usize>,
    high: Option<usize>,
    (scores_meet, may_break): (bool, bool),
    coverage: Option<&Number>,
) -> GradeOutcome {
    let Some((gated, grade)) = value else {
        return GradeOutcome { grade: None, low: None, high: None, status: Status::Undefined };
    };
    // Where every score left reaches one grade it is that one, even if what is known alone would give another.
    let grade = if gated.withheld || low != high { grade } else { low };
    let enough = coverage.is_none_or(|coverage| *coverage >= standard.coverage);
    let status = if gated.withheld {
        Status::Withheld
    } else if low == high && scores_meet && !may_break {
        Status::Final
    } else if low == high && !standard.grades.is_empty() && !may_break {
        Status::Settled
    } else if enough {
        Status::Covered
    } else {
        Status::Provisional
    };
    GradeOutcome { grade, low, high, status }
}

impl Assessment {
    /// Every grade a score with these bounds reaches: surely, by its value, at best. Used by the level above.
    pub(crate) fn reached(&self) -> [Vec<String>; 3] {
        let from = |grade: Option<usize>| {
            let grades = &self.standard().grades;
            grade
                .map(|at| grades.iter().skip(at).map(|grade| grade.id.clone()).collect())
                .unwrap_or_default()
        };
        [from(self.grade.low), from(self.grade.grade), from(self.grade.high)]
    }
}
