//! Facts of which more is better in one place of the rules and worse in another.
//!
//! Only numbers that are held against fixed limits, or deducted for, say which way is better: a number that others are
//! divided by or held against may well do both. That points go one way is known by the shape of the computation, and that
//! they move at all by the inspections tried.

use super::Audit;
use super::cone::{Cone, Targets};
use super::direction::{Grows, Shape, Way};
use super::lattice::Fixed;
use super::sample::Samples;
use super::toward::betters;
use super::turns::{line, settled};
use super::uses::{Uses, Variable};
use crate::compile::seen::Seen;
use crate::diagnostic::{Message, Sink};
use crate::model::Role;
use crate::model::criterion::{Criterion, Times};
use crate::model::expression::Kind;
use crate::model::fact::FactKind;
use crate::source::Span;
use std::collections::BTreeMap;

/// A place in the rules that says whether more of a fact is better.
struct Pull<'a> {
    id: &'a str,
    span: Span,
    up: bool,
}

/// Something with points over facts.
struct Points<'a> {
    id: &'a str,
    span: Span,
    at: usize,
    /// Whether more points are better.
    good: bool,
    /// The facts that are deducted for, each by itself.
    deducted: Vec<usize>,
}

impl Audit<'_> {
    /// Facts that pull both ways.
    pub(super) fn pulls(&self, samples: &Samples, open: &[Seen], sink: &mut Sink<'_>) {
        let fixed = self.fixed.borrow();
        let shape = Shape { ops: &self.program.inner.nodes, open, fixed: &fixed };
        let mut pulls: BTreeMap<usize, Vec<Pull<'_>>> = BTreeMap::new();
        for points in self.with_points() {
            for (fact, more) in self.moves(&points, &shape, samples) {
                let pull = Pull { id: points.id, span: points.span, up: more == points.good };
                pulls.entry(fact).or_default().push(pull);
            }
        }
        let fixed_late = self.fixed_late.borrow();
        for (at, gate) in self.standard.gates.iter().enumerate() {
            let Some(good) = betters(&gate.effect) else { continue };
            for (fact, more) in self.closes(at, &fixed_late) {
                let (id, span) = (gate.id.as_str(), gate.when.span);
                pulls.entry(fact).or_default().push(Pull { id, span, up: more == good });
            }
        }
        for (fact, pulls) in &pulls {
            let Some(first) = pulls.first() else { continue };
            let Some(other) = pulls.iter().find(|pull| pull.up != first.up) else { continue };
            let (better, worse) = if first.up { (first, other) } else { (other, first) };
            let name = self.standard.facts.get(*fact).map(|fact| fact.id.clone());
            let message = Message::PullsBothWays {
                fact: name.unwrap_or_default(),
                better: better.id.to_owned(),
                worse: worse.id.to_owned(),
            };
            sink.report(other.span, message);
        }
    }

    /// The numbers that a gate holds against fixed limits, and whether more of them close it. What it reads through named
    /// values is not followed.
    fn closes(&self, gate: usize, fixed: &Fixed) -> Vec<(usize, bool)> {
        let code = &self.program.inner;
        let fired = self.tried.is_some_and(|tried| tried.fired.contains(&gate));
        let Some(at) = code.gates.get(gate).copied().filter(|_| fired) else { return Vec::new() };
        let cone = Cone::of(self.program, &Targets { early: Vec::new(), late: vec![at] });
        if !cone.early_needed.is_empty() || cone.strange {
            return Vec::new();
        }
        let mut uses = Uses::default();
        uses.look(cone.late, &cone.late_needed, &BTreeMap::new(), &self.standard.facts);
        // Without what its operations can be, less is known of the way they go.
        let shape = Shape { ops: cone.late, open: &[], fixed };
        let of = |fact: &usize| match shape.way(Grows::Fact(*fact), at) {
            Way::Rises => Some((*fact, true)),
            Way::Falls => Some((*fact, false)),
            _ => None,
        };
        let held = |fact: &&usize| self.is_number(**fact) && uses.only_held(Variable::Fact(**fact));
        cone.facts.iter().filter(held).filter_map(of).collect()
    }

    /// Whether a fact is a number that somebody counts or measures.
    fn is_number(&self, fact: usize) -> bool {
        let fact = self.standard.facts.get(fact);
        fact.is_some_and(|fact| matches!(fact.kind, FactKind::Number(_)) && fact.from.is_none())
    }

    fn with_points(&self) -> Vec<Points<'_>> {
        let (standard, code) = (self.standard, &self.program.inner);
        let mut out = Vec::new();
        for (item, code) in standard.items.iter().zip(&code.items) {
            // Advice moves no score.
            if item.two_sided || item.role == Role::Advisory {
                continue;
            }
            let deducted = match &item.criterion {
                Criterion::Deduct(list) => {
                    let each = list.iter().filter_map(|one| match &one.times {
                        Times::Each(e) => match e.kind {
                            Kind::Fact(fact) => Some(fact),
                            _ => None,
                        },
                        _ => None,
                    });
                    each.collect()
                }
                _ => Vec::new(),
            };
            let (id, span, at) = (item.id.as_str(), item.span, code.exact);
            let good = !standard.scale.lower_is_better;
            out.push(Points { id, span, at, good, deducted });
        }
        let lists = [
            (&standard.bonuses, &code.bonuses, true),
            (&standard.penalties, &code.penalties, false),
        ];
        for (rules, codes, good) in lists {
            for (one, code) in rules.list.iter().zip(codes) {
                let deducted = match one.times.kind {
                    Kind::Fact(fact) => vec![fact],
                    _ => Vec::new(),
                };
                let (id, span, at) = (one.id.as_str(), one.times.span, code.points);
                out.push(Points { id, span, at, good, deducted });
            }
        }
        out
    }

    /// The numbers that say by these points which way is better, and whether the points rise with them.
    fn moves(
        &self,
        points: &Points<'_>,
        shape: &Shape<'_>,
        samples: &Samples,
    ) -> Vec<(usize, bool)> {
        let Some(tried) = self.tried else { return Vec::new() };
        let targets = Targets { early: vec![points.at], late: Vec::new() };
        let cone = Cone::of(self.program, &targets);
        let mut uses = Uses::default();
        uses.look(cone.early, &cone.early_needed, &BTreeMap::new(), &self.standard.facts);
        let settled = settled(self.standard);
        let mut out = Vec::new();
        for fact in &cone.facts {
            let held = uses.only_held(Variable::Fact(*fact)) || points.deducted.contains(fact);
            if !self.is_number(*fact) || !held {
                continue;
            }
            let rises = match shape.way(Grows::Fact(*fact), points.at) {
                Way::Rises => true,
                Way::Falls => false,
                _ => continue,
            };
            let moved = [&tried.good, &tried.bad].into_iter().any(|base| {
                let list = samples.answers.get(*fact).map_or(&[][..], Vec::as_slice);
                let line = line(&cone, &settled, points.at, base, *fact, list);
                line.first().zip(line.last()).is_some_and(|((_, first), (_, last))| first != last)
            });
            if moved {
                out.push((*fact, rises));
            }
        }
        out
    }
}
