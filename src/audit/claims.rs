//! Conditions, tiers, levels, bands, cells and gates: whether each can matter.

use super::question::Question;
use super::{Answered, Audit};
use crate::compile::{AdjustmentCode, CriterionCode, Op};
use crate::diagnostic::{Message, Sink};
use crate::model::criterion::{Band, Criterion, Table, Tier};
use crate::model::expression::{Expression, Kind, Type};
use crate::model::{Adjustment, Grade, Item};
use crate::source::Span;
use crate::value::Number;
use std::collections::BTreeSet;

impl Audit<'_> {
    pub(super) fn conditions(&self, sink: &mut Sink<'_>) {
        let mut seen = BTreeSet::new();
        let early = self.standard.lets.iter().filter(|one| !one.late);
        for (one, at) in early.zip(&self.program.inner.lets) {
            self.named(&one.value, *at, sink);
        }
        for (item, code) in self.standard.items.iter().zip(&self.program.inner.items) {
            self.applicability(item, code.applies, &mut seen, sink);
            if let (Some(condition), Some(at)) = (&item.zero_if, code.zero_if) {
                self.condition(at, condition, sink);
            }
            self.criterion(&item.criterion, &code.parts, code.exact, item.span, sink);
        }
        let code = &self.program.inner;
        self.adjustments(&self.standard.bonuses.list, &code.bonuses, sink);
        self.adjustments(&self.standard.penalties.list, &code.penalties, sink);
        for (gate, at) in self.standard.gates.iter().zip(&code.gates) {
            self.gate(&gate.id, *at, &gate.when, sink);
        }
        for (grade, at) in self.standard.grades.iter().zip(&code.requires) {
            let Some(at) = *at else { continue };
            let own = self.own(grade, at);
            if let (Some(requires), Some(own)) = (&grade.requires, own) {
                self.late(own, requires, sink);
            }
            let holds = Question::Late(at, true);
            if own != Some(at) && matches!(self.ask(&holds), Answered::Never(super::How::Proven)) {
                self.fixed_late.borrow_mut().insert(at, false);
            }
        }
    }

    /// Of what a grade takes, what it asks for itself: beside a matrix of grades it is the first of two.
    pub(super) fn own(&self, grade: &Grade, at: usize) -> Option<usize> {
        let matrix = self.standard.grade_matrix.is_some();
        match self.program.inner.late.get(at) {
            Some(Op::And(list)) if matrix && grade.requires.is_some() => list.first().copied(),
            _ => Some(at),
        }
    }

    /// A named value that is written as tiers, bands or a table.
    fn named(&self, value: &Expression, at: usize, sink: &mut Sink<'_>) {
        let nodes = &self.program.inner.nodes;
        match (&value.kind, nodes.get(at)) {
            (Kind::FirstOf(pairs, _), _) => {
                let (mut tiers, mut conditions, mut next) = (Vec::new(), Vec::new(), at);
                for (when, _) in pairs {
                    let Some(Op::If(condition, _, rest)) = nodes.get(next) else { return };
                    let (when, points) = (Some(when.clone()), Number::ZERO);
                    tiers.push(Tier { when, points, title: None });
                    conditions.push(Some(*condition));
                    next = *rest;
                }
                self.tiers(&tiers, &conditions, sink);
            }
            (Kind::Bands(of, bands), Some(Op::Bands(at, _) | Op::BandWords(at, _))) => {
                self.bands(bands, *at, of.span, sink);
            }
            (Kind::Table(rows, columns, _), _) => {
                let (rows, columns) = (rows.as_ref().clone(), columns.as_ref().clone());
                let table = Table { rows, columns, cells: Vec::new() };
                self.table(&table, at, value.span, sink);
            }
            _ => {}
        }
    }

    /// The conditions under which an item applies, its own and those of its sections, each once and by itself.
    fn applicability(
        &self,
        item: &Item,
        applies: Option<usize>,
        seen: &mut BTreeSet<(u32, u32)>,
        sink: &mut Sink<'_>,
    ) {
        let Some(at) = applies else { return };
        let parts = match (item.applies_when.as_slice(), self.program.inner.nodes.get(at)) {
            ([_], _) => vec![at],
            (_, Some(Op::And(list))) => list.clone(),
            _ => return,
        };
        for (condition, at) in item.applies_when.iter().zip(parts) {
            if seen.insert((condition.span.start, condition.span.end)) {
                self.condition(at, condition, sink);
            }
        }
    }

    /// A condition that always, or never, holds. Gives whether it can hold.
    fn condition(&self, at: usize, e: &Expression, sink: &mut Sink<'_>) -> bool {
        let span = e.span;
        let (holds, fails) = (Question::Truth(at, true), Question::Truth(at, false));
        if let Answered::Never(how) = self.ask(&holds) {
            let message = match how {
                super::How::Proven | super::How::ProvenOfAnswered => {
                    self.fixed.borrow_mut().insert(at, false);
                    Message::NeverTrue
                }
                super::How::Tried(count) => Message::NotSeenTrue { count: count.to_string() },
            };
            sink.report_shown(span, message, self.shows(&fails));
            return false;
        }
        if let Answered::Never(how) = self.ask(&fails) {
            let message = match how {
                super::How::Proven | super::How::ProvenOfAnswered => {
                    self.fixed.borrow_mut().insert(at, true);
                    Message::AlwaysTrue
                }
                super::How::Tried(count) => Message::NotSeenFalse { count: count.to_string() },
            };
            sink.report_shown(span, message, self.shows(&holds));
            return true;
        }
        for (at, part) in joined(e, at, &self.program.inner.nodes) {
            let way = |wanted| Question::Truth(at, wanted);
            self.part(part.span, [way(true), way(false)], sink);
        }
        true
    }

    /// A part of a condition that is proven to hold always, or never.
    fn part(&self, span: Span, [holds, fails]: [Question; 2], sink: &mut Sink<'_>) {
        let never =
            |question: &Question| matches!(self.ask(question), Answered::Never(super::How::Proven));
        if never(&holds) {
            sink.report_shown(span, Message::NeverTrue, self.shows(&fails));
        } else if never(&fails) {
            sink.report_shown(span, Message::AlwaysTrue, self.shows(&holds));
        }
    }

    /// The same of what a grade asks for, as far as facts decide it.
    fn late(&self, at: usize, e: &Expression, sink: &mut Sink<'_>) {
        let span = e.span;
        let (holds, fails) = (Question::Late(at, true), Question::Late(at, false));
        let proven =
            |question: &Question| matches!(self.ask(question), Answered::Never(super::How::Proven));
        if proven(&holds) {
            self.fixed_late.borrow_mut().insert(at, false);
            sink.report_shown(span, Message::NeverTrue, self.shows(&fails));
        } else if proven(&fails) {
            self.fixed_late.borrow_mut().insert(at, true);
            sink.report_shown(span, Message::AlwaysTrue, self.shows(&holds));
        } else {
            self.late_parts(at, e, sink);
        }
    }

    fn late_parts(&self, at: usize, e: &Expression, sink: &mut Sink<'_>) {
        for (at, part) in joined(e, at, &self.program.inner.late) {
            let way = |wanted| Question::Late(at, wanted);
            self.part(part.span, [way(true), way(false)], sink);
        }
    }

    fn criterion(
        &self,
        criterion: &Criterion,
        code: &CriterionCode,
        points: usize,
        span: Span,
        sink: &mut Sink<'_>,
    ) {
        match (criterion, code) {
            (Criterion::Pass(e), CriterionCode::Pass(at)) => {
                self.condition(*at, e, sink);
            }
            (Criterion::Tiers(tiers), CriterionCode::Tiers(conditions)) => {
                self.tiers(tiers, conditions, sink);
            }
            (Criterion::Ladder(levels), CriterionCode::Ladder(conditions)) => {
                self.ladder(levels, conditions, sink);
            }
            (Criterion::Bands(e, bands), CriterionCode::Bands(at)) => {
                self.bands(bands, *at, e.span, sink);
            }
            (Criterion::Table(table), CriterionCode::Table) => {
                self.table(table, points, span, sink);
            }
            (Criterion::Deduct(list), CriterionCode::Deduct(codes)) => {
                for (deduction, (times, ..)) in list.iter().zip(codes) {
                    let when = match (&deduction.times, self.program.inner.nodes.get(*times)) {
                        (crate::model::criterion::Times::When(e), Some(Op::If(at, ..))) => {
                            Some((*at, e))
                        }
                        _ => None,
                    };
                    if let Some((at, e)) = when {
                        self.condition(at, e, sink);
                    }
                }
            }
            (
                Criterion::BestOf(list) | Criterion::WorstOf(list),
                CriterionCode::Several { parts, .. },
            ) => {
                for (criterion, (code, points)) in list.iter().zip(parts) {
                    self.criterion(criterion, code, *points, span, sink);
                }
            }
            _ => {}
        }
    }

    fn tiers(&self, tiers: &[Tier], conditions: &[Option<usize>], sink: &mut Sink<'_>) {
        let mut earlier: Vec<usize> = Vec::new();
        let mut fine = true;
        for (tier, at) in tiers.iter().zip(conditions) {
            let (Some(e), Some(at)) = (&tier.when, at) else { continue };
            if !self.condition(*at, e, sink) {
                fine = false;
            } else if let Answered::Never(how) = self.first(&earlier, Some(*at)) {
                let known = how;
                let (how, zh_how) = known.words();
                let witness = self.shows(&Question::Truth(*at, true));
                sink.report_shown(
                    e.span,
                    known.said(Message::TierNotReached { how, zh_how }),
                    witness,
                );
                fine = false;
            }
            earlier.push(*at);
        }
        // One that holds always was said to.
        let alone =
            |at: &usize| matches!(self.ask(&Question::Truth(*at, false)), Answered::Happens);
        if let (true, Some(last)) = (fine, earlier.last())
            && earlier.iter().all(alone)
            && let Answered::Never(how) = self.first(&earlier, None)
            && let Some(e) = tiers.iter().filter_map(|tier| tier.when.as_ref()).next_back()
        {
            let known = how;
            let (how, zh_how) = known.words();
            let witness = self.shows(&Question::Truth(*last, true));
            sink.report_shown(e.span, known.said(Message::RestNotReached { how, zh_how }), witness);
        }
    }

    fn first(&self, earlier: &[usize], at: Option<usize>) -> Answered {
        self.ask(&Question::First(earlier.to_vec(), at))
    }

    fn ladder(&self, levels: &[Tier], conditions: &[usize], sink: &mut Sink<'_>) {
        for (at, (level, condition)) in levels.iter().zip(conditions).enumerate() {
            let Some(e) = &level.when else { continue };
            if !self.condition(*condition, e, sink) {
                // Nor is any level above it.
                return;
            }
            let below: Vec<usize> = conditions.iter().take(at.saturating_add(1)).copied().collect();
            if at > 0
                && let Answered::Never(how) = self.ask(&Question::Together(below))
            {
                let known = how;
                let (how, zh_how) = known.words();
                let witness = self.shows(&Question::Truth(*condition, true));
                sink.report_shown(
                    e.span,
                    known.said(Message::LevelNotReached { how, zh_how }),
                    witness,
                );
                return;
            }
        }
    }

    fn bands(&self, bands: &[Band], at: usize, span: Span, sink: &mut Sink<'_>) {
        for (place, band) in bands.iter().enumerate() {
            let Answered::Never(how) = self.ask(&Question::Band(at, band.clone())) else {
                continue;
            };
            let shown = match (&band.low, &band.high) {
                (Some(low), Some(high)) => format!("{} … {}", low.at, high.at),
                (Some(low), None) => format!("{} …", low.at),
                (None, Some(high)) => format!("… {}", high.at),
                (None, None) => "…".to_owned(),
            };
            // What falls beside it.
            let beside = [place.checked_sub(1), place.checked_add(1)].into_iter().flatten();
            let beside = beside.filter_map(|at| bands.get(at));
            let witness = beside.map(|band| self.shows(&Question::Band(at, band.clone())));
            let witness = witness.filter(|shown| !shown.is_empty()).collect::<Vec<_>>();
            let known = how;
            let (how, zh_how) = known.words();
            let message = Message::BandNotReached { band: shown, how, zh_how };
            sink.report_shown(span, known.said(message), witness.join(" | "));
        }
    }

    fn table(&self, table: &Table, points: usize, span: Span, sink: &mut Sink<'_>) {
        let Some((rows, columns)) = self.lookup(points) else { return };
        let words = |ty: &Type| match ty {
            Type::Choice(words) => words.clone(),
            _ => Vec::new(),
        };
        let (row_words, column_words) = (words(&table.rows.ty), words(&table.columns.ty));
        for (row, row_word) in row_words.iter().enumerate() {
            for (column, column_word) in column_words.iter().enumerate() {
                let cell = |column| Question::Cell { rows, columns, row, column };
                let Answered::Never(how) = self.ask(&cell(column)) else { continue };
                let known = how;
                let (how, zh_how) = known.words();
                let mut in_row = (0..column_words.len()).map(|column| self.shows(&cell(column)));
                let witness = in_row.find(|shown| !shown.is_empty()).unwrap_or_default();
                let cell = if table.has_only_rows() {
                    row_word.clone()
                } else {
                    format!("{row_word} × {column_word}")
                };
                let message = Message::CellNotReached { cell, how, zh_how };
                sink.report_shown(span, known.said(message), witness);
            }
        }
    }

    /// The two words that a table of points is looked up by.
    fn lookup(&self, points: usize) -> Option<(usize, usize)> {
        let mut at = points;
        loop {
            match self.program.inner.nodes.get(at)? {
                Op::Table(rows, columns, _) | Op::TableWords(rows, columns, _) => {
                    return Some((*rows, *columns));
                }
                Op::If(_, _, inner) | Op::Subtract(_, inner) => at = *inner,
                _ => return None,
            }
        }
    }

    fn adjustments(&self, list: &[Adjustment], codes: &[AdjustmentCode], sink: &mut Sink<'_>) {
        for (one, code) in list.iter().zip(codes) {
            let condition =
                self.times(code.points).and_then(|at| match self.program.inner.nodes.get(at) {
                    Some(Op::If(at, ..)) => Some(*at),
                    _ => None,
                });
            let span = one.times.span;
            match condition {
                // What only results decide is always on, as far as facts go.
                Some(_) if matches!(one.times.kind, Kind::Truth(true)) => {}
                Some(at) => {
                    self.condition(at, &one.times, sink);
                }
                None => {
                    if let Answered::Never(how) = self.ask(&Question::Counts(code.points)) {
                        let known = how;
                        let (how, zh_how) = known.words();
                        let message = Message::NeverCounts { id: one.id.clone(), how, zh_how };
                        let witness = self.shows(&Question::Equals(code.points, Number::ZERO));
                        sink.report_shown(span, known.said(message), witness);
                    }
                }
            }
            if let (Some(requires), Some(at)) = (&one.requires, code.requires) {
                self.late(at, requires, sink);
            }
        }
    }

    /// How often a bonus or penalty counts, before its points.
    fn times(&self, points: usize) -> Option<usize> {
        let mut at = points;
        loop {
            match self.program.inner.nodes.get(at)? {
                Op::Min(list) => at = *list.first()?,
                Op::Multiply(times, _) => return Some(*times),
                _ => return None,
            }
        }
    }

    fn gate(&self, id: &str, at: usize, when: &Expression, sink: &mut Sink<'_>) {
        let span = when.span;
        let position = self.standard.gates.iter().position(|gate| gate.id == id);
        let fired = self.tried.zip(position).is_some_and(|(tried, at)| tried.fired.contains(&at));
        let (fires, stays) = (Question::Late(at, true), Question::Late(at, false));
        if !fired && let Answered::Never(how) = self.ask(&fires) {
            let known = how;
            let (how, zh_how) = known.words();
            let mut witness = self.shows(&stays);
            if let (true, Some(tried)) = (witness.is_empty(), self.tried) {
                let facts: Vec<usize> = (0..self.standard.facts.len()).collect();
                witness = super::witness::written(&self.standard.facts, &tried.bad, &facts);
            }
            let message = Message::GateNeverFires { id: id.to_owned(), how, zh_how };
            sink.report_shown(span, known.said(message), witness);
        } else if let Answered::Never(super::How::Proven) = self.ask(&stays) {
            self.fixed_late.borrow_mut().insert(at, true);
            sink.report_shown(span, Message::AlwaysTrue, self.shows(&fires));
        } else {
            self.late_parts(at, when, sink);
        }
    }
}

/// The parts that `and` and `or` join to a condition, with their operations; none where it is not joined.
fn joined<'e>(e: &'e Expression, at: usize, ops: &[Op]) -> Vec<(usize, &'e Expression)> {
    let mut out = Vec::new();
    let mut waiting = vec![(e, at)];
    while let Some((e, at)) = waiting.pop() {
        match (&e.kind, ops.get(at)) {
            (Kind::And(a, b), Some(Op::And(list))) | (Kind::Or(a, b), Some(Op::Or(list))) => {
                if let [first, second] = list.as_slice() {
                    waiting.extend([(b.as_ref(), *second), (a.as_ref(), *first)]);
                }
            }
            _ => out.push((at, e)),
        }
    }
    if out.len() < 2 { Vec::new() } else { out }
}
