//! Whether an overlay changes only in the direction its parent allows.
//!
//! Every change that may go one way only is held against the parent with the free changes made: points lost must never
//! be fewer (or, loosening, never more). What the shape of the rules proves is proven; otherwise inspections are tried,
//! and one that speaks against it is shown. Where neither decides, that is said.

use super::matched::Matched;
use super::sample::Samples;
use super::strictness::Compared;
use super::try_out::{next, put};
use super::witness::written;
use crate::assess::eval::Answer;
use crate::assess::{Assessment, Inspection};
use crate::check::{Overlaid, RuleSet};
use crate::compile::Program;
use crate::compile::seen::Why;
use crate::diagnostic::{Diagnostics, Message, Sink};
use crate::edition::overlay::Directed;
use crate::edition::permission::Direction;
use crate::explain::{facts_of, phrase};
use crate::model::fact::Fact;
use crate::model::{Effect, Part, Role, Standard};
use crate::source::Span;
use crate::value::{Date, Number};
use std::collections::{BTreeMap, BTreeSet};

/// How many inspections are tried against each claim.
const TRIES: usize = 3_000;

/// What is wrong with the direction of an overlay's changes; nothing for a rule set that is none.
pub(crate) fn overlay(rules: &RuleSet) -> Diagnostics {
    let Some(made) = &rules.overlaid else { return Diagnostics::default() };
    let mut sink = Sink::new(&rules.standard.sources);
    let mut found = Diagnostics::default();
    if made.directed.is_empty() && made.tightens.is_none() {
        return found;
    }
    let parent = made.parent.compile();
    let base = made.free.as_ref().map_or_else(|| parent.clone(), RuleSet::compile);
    let own = rules.compile();
    // A value with dates on either side may turn the comparison, so every day on which one changes is looked at.
    let programs = [&own, &base, &parent].map(Program::each_period);
    let mut days: BTreeSet<(Date, Option<Date>)> = BTreeSet::new();
    for (from, known) in programs.iter().flatten().map(|program| program.since) {
        let first = rules.effective_from();
        days.insert((from.map_or(first, |from| from.max(first)), known));
    }
    for (day, known) in days {
        // What was always known is asked for as of the first day there is.
        let known = known.or(Date::parse("0001-01-01"));
        let own = own.on(day, known);
        let judge = Judge::new(&own, &base.on(day, known));
        judge.directed(made, &mut sink);
        if let Some(span) = made.tightens {
            Judge::new(&own, &parent.on(day, known)).whole(span, &mut sink);
        }
    }
    found = found.and(sink.finish());
    found
}

/// An overlay and what it is held against.
struct Judge<'a> {
    own: &'a Program,
    base: Program,
}

/// What came of a claim.
enum Verdict {
    Proven,
    Refuted(Refutation),
    Open,
}

/// An inspection that speaks against a claim, with what it comes to on both sides.
struct Refutation {
    witness: String,
    before: String,
    after: String,
}

impl<'a> Judge<'a> {
    fn new(own: &'a Program, base: &Program) -> Self {
        Judge { own, base: base.clone() }
    }

    /// Every block that was changed and may go one way only.
    fn directed(&self, made: &Overlaid, sink: &mut Sink<'_>) {
        let mut claims: BTreeMap<(String, bool), &Directed> = BTreeMap::new();
        for change in &made.directed {
            let tighten = change.direction == Direction::Tighten;
            for block in self.touched(&change.block) {
                claims.entry((block, tighten)).or_insert(change);
            }
        }
        for ((block, tighten), change) in &claims {
            // What is changed both ways, each as allowed, has no direction as a whole.
            if claims.contains_key(&(block.clone(), !tighten)) {
                continue;
            }
            let verdict = self.block(block, *tighten);
            let id = block.clone();
            match (verdict, tighten) {
                (Verdict::Proven, _) => {}
                (Verdict::Refuted(Refutation { witness, before, after }), true) => {
                    sink.report(
                        change.span,
                        Message::OverlayLoosens { id, witness, before, after },
                    );
                }
                (Verdict::Refuted(Refutation { witness, before, after }), false) => {
                    let message = Message::OverlayTightens { id, witness, before, after };
                    sink.report(change.span, message);
                }
                (Verdict::Open, tighten) => sink.report(change.span, not_proven(id, *tighten)),
            }
        }
    }

    fn standards(&self) -> (&Standard, &Standard) {
        (self.own.inner.standard(), self.base.inner.standard())
    }

    /// The blocks whose meaning a change may move: itself, what is in a section, and everything where a named value
    /// was changed.
    fn touched(&self, block: &str) -> Vec<String> {
        let (own, _) = self.standards();
        if block == "ruleset" {
            let items = own.items.iter().map(|item| item.id.clone());
            let gates = own.gates.iter().map(|gate| gate.id.clone());
            let grades = own.grades.iter().map(|grade| grade.id.clone());
            return items.chain(gates).chain(grades).collect();
        }
        let mut out = vec![block.to_owned()];
        if let Some(section) = own.sections.iter().find(|section| section.id == block) {
            let mut waiting = section.parts.clone();
            while let Some(part) = waiting.pop() {
                match part {
                    Part::Item(at) => {
                        out.extend(own.items.get(at).map(|item| item.id.clone()));
                    }
                    Part::Section(at) => {
                        waiting.extend(own.sections.get(at).iter().flat_map(|s| s.parts.clone()));
                    }
                }
            }
        }
        out
    }

    fn block(&self, id: &str, tighten: bool) -> Verdict {
        let (strict, lax) = if tighten { (self.own, &self.base) } else { (&self.base, self.own) };
        let (own, base) = self.standards();
        let at = |standard: &Standard| standard.items.iter().position(|item| item.id == id);
        if let (Some(mine), Some(theirs)) = (at(own), at(base)) {
            let (first, second) = if tighten { (mine, theirs) } else { (theirs, mine) };
            if Compared::new(strict, lax).item(first, second) {
                return Verdict::Proven;
            }
            return self.try_item(mine, theirs, tighten);
        }
        let proven = Compared::new(strict, lax).rest(id);
        match proven {
            Some(true) => Verdict::Proven,
            Some(false) => {
                let shown = self.try_gate(id, tighten).or_else(|| self.try_adjustment(id, tighten));
                match shown.or_else(|| self.by_limits(id, strict, lax)) {
                    Some(refutation) => Verdict::Refuted(refutation),
                    None => Verdict::Open,
                }
            }
            None => Verdict::Proven,
        }
    }

    /// A limit, or what a gate does, that goes the wrong way needs no inspection to show it.
    fn by_limits(&self, id: &str, strict: &Program, lax: &Program) -> Option<Refutation> {
        let (own, base) = self.standards();
        let (before, after) = (limits(base, id)?, limits(own, id)?);
        let gate = |program: &Program| {
            program.inner.standard().gates.iter().position(|gate| gate.id == id)
        };
        let shown = match (gate(strict), gate(lax)) {
            (Some(first), Some(second)) => Compared::new(strict, lax).weaker(first, second),
            _ => is_easier(strict.inner.standard(), lax.inner.standard(), id),
        };
        shown.then(|| Refutation { witness: id.to_owned(), before, after })
    }

    /// An inspection in which a bonus gives more, or a penalty takes less, on the side that should be stricter.
    fn try_adjustment(&self, id: &str, tighten: bool) -> Option<Refutation> {
        let (own, base) = self.standards();
        let bonus = own.bonuses.list.iter().any(|one| one.id == id);
        let at = |standard: &Standard| {
            let list = if bonus { &standard.bonuses.list } else { &standard.penalties.list };
            list.iter().position(|one| one.id == id)
        };
        let (mine, theirs) = (at(own)?, at(base)?);
        let wrong = |now: &Assessment, before: &Assessment| {
            // Penalties stand after the bonuses.
            let given = |assessment: &Assessment, at: usize| {
                let before = if bonus { 0 } else { assessment.standard().bonuses.list.len() };
                let one = assessment.adjustments.get(at.saturating_add(before))?;
                // What does not apply is nothing.
                let none = one.why.has(Why::NOT_APPLICABLE).then_some(Number::ZERO);
                one.points.clone().or(none)
            };
            let (now, was) = (given(now, mine)?, given(before, theirs)?);
            let wrong = if tighten == bonus { now > was } else { now < was };
            let sign = if bonus { "+" } else { "−" };
            let word = |n: &Number| format!("{sign}{}", phrase::number(n));
            wrong.then(|| (word(&was), word(&now)))
        };
        self.refute(&self.every_fact(), &wrong)
    }

    /// An inspection on which both sides come to what `wrong` says, made as plain as it can be.
    fn refute(&self, facts: &[usize], wrong: Wrong<'_>) -> Option<Refutation> {
        let (own, base) = self.standards();
        let matched = Matched::of(own, base);
        let samples = Samples::of(own).and(Samples::of(base), &matched);
        let plain: Vec<Answer> =
            samples.answers.iter().filter_map(|list| list.first().cloned()).collect();
        let counts: Vec<usize> = facts
            .iter()
            .map(|fact| samples.answers.get(*fact).map_or(1, |list| list.len().max(1)))
            .collect();
        let all = counts.iter().try_fold(1usize, |all, n| all.checked_mul(*n));
        let every = all.filter(|all| *all <= TRIES);
        let judged = |answers: &[Answer]| {
            if !matched.agree(answers) {
                return None;
            }
            let mut mine = answers.to_vec();
            mine.truncate(own.facts.len());
            let mine = Inspection::of_answers(self.own, mine).assess_here();
            let theirs = Inspection::of_answers(&self.base, matched.told(answers, base));
            wrong(&mine, &theirs.assess_here())
        };
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        for n in 0..every.unwrap_or(TRIES) {
            let mut answers = plain.clone();
            let mut rest = n;
            for (fact, count) in facts.iter().zip(&counts) {
                let at = if every.is_some() {
                    let at = rest % count;
                    rest /= count;
                    at
                } else {
                    seed = next(seed);
                    usize::try_from(seed >> 17).unwrap_or(0) % count
                };
                if let Some(answer) = samples.answers.get(*fact).and_then(|list| list.get(at)) {
                    put(&mut answers, *fact, answer);
                }
            }
            let Some(mut found) = judged(&answers) else { continue };
            // What need not be unusual is plain: the reader should see what matters.
            let mut telling = Vec::new();
            for fact in facts {
                let mut plainer = answers.clone();
                if let Some(answer) = plain.get(*fact) {
                    put(&mut plainer, *fact, answer);
                }
                match judged(&plainer) {
                    Some(still) => (answers, found) = (plainer, still),
                    None => telling.push(*fact),
                }
            }
            let rest = facts.iter().filter(|fact| !telling.contains(fact));
            let shown: Vec<usize> = telling.iter().chain(rest).copied().collect();
            let (before, after) = found;
            let mut named: Vec<&Fact> = own.facts.iter().collect();
            let theirs = matched.places().filter(|(_, place)| *place >= own.facts.len());
            named.extend(theirs.filter_map(|(at, _)| base.facts.get(at)));
            return Some(Refutation { witness: written(named, &answers, &shown), before, after });
        }
        None
    }

    fn try_item(&self, mine: usize, theirs: usize, tighten: bool) -> Verdict {
        let (own, base) = self.standards();
        let (Some(item), Some(other)) = (own.items.get(mine), base.items.get(theirs)) else {
            return Verdict::Open;
        };
        let mut facts = facts_of(item, own);
        let matched = Matched::of(own, base);
        facts.extend(facts_of(other, base).into_iter().map(|fact| matched.place(fact)));
        facts.sort_unstable();
        facts.dedup();
        let wrong = |now: &Assessment, before: &Assessment| {
            let (lost, was) = (lost(now, mine)?, lost(before, theirs)?);
            let wrong = if tighten { lost < was } else { lost > was };
            let loss = |n: Number| {
                if n.is_zero() { "0".to_owned() } else { format!("−{}", phrase::number(&n)) }
            };
            wrong.then(|| (loss(was), loss(lost)))
        };
        self.refute(&facts, &wrong).map_or(Verdict::Open, Verdict::Refuted)
    }

    /// An inspection on which a gate closes on the side that should be laxer only.
    fn try_gate(&self, id: &str, tighten: bool) -> Option<Refutation> {
        let (own, base) = self.standards();
        let at = |standard: &Standard| standard.gates.iter().position(|gate| gate.id == id);
        let (mine, theirs) = (at(own)?, at(base)?);
        let fired = |assessment: &Assessment, at: usize| {
            assessment.gates.get(at).is_some_and(|gate| gate.fired == Some(true))
        };
        let sets = |standard: &Standard, at: usize| {
            standard.gates.get(at).is_some_and(|g| matches!(g.effect, Effect::Score(_)))
        };
        if sets(own, mine) || sets(base, theirs) {
            // One that sets the score is judged by what comes of it.
            let worse = |now: &Assessment, before: &Assessment| better(before, now);
            let wrong: Wrong<'_> = if tighten { &better } else { &worse };
            return self.refute(&self.every_fact(), wrong);
        }
        let lifts = own.gates.get(mine).is_some_and(|g| matches!(g.effect, Effect::GradeUp(_)));
        let wrong = |now: &Assessment, before: &Assessment| {
            let (now, before) = (fired(now, mine), fired(before, theirs));
            let wrong = if tighten != lifts { before && !now } else { now && !before };
            let word = |fired: bool| if fired { "✓" } else { "✗" }.to_owned();
            wrong.then(|| (word(before), word(now)))
        };
        self.refute(&self.every_fact(), &wrong)
    }

    fn every_fact(&self) -> Vec<usize> {
        let (own, base) = self.standards();
        (0..Matched::of(own, base).count).collect()
    }

    /// Whether no inspection scores or grades better than under the parent.
    fn whole(&self, span: Span, sink: &mut Sink<'_>) {
        if Compared::new(self.own, &self.base).whole() {
            return;
        }
        let id = self.own.inner.standard().id.clone();
        sink.report(
            span,
            match self.refute(&self.every_fact(), &better) {
                Some(Refutation { witness, before, after }) => {
                    Message::WholeLoosens { witness, before, after }
                }
                None => not_proven(id, true),
            },
        );
    }
}

/// What speaks against a claim in the results of the overlay and of what it is held against: before and after.
type Wrong<'f> = &'f dyn Fn(&Assessment, &Assessment) -> Option<(String, String)>;

/// A better score or grade than under the parent.
fn better(now: &Assessment, before: &Assessment) -> Option<(String, String)> {
    let (own, base) = (now.standard(), before.standard());
    if let (Some(score), Some(was)) = (now.score(), before.score()) {
        // Full marks may differ: shares are compared.
        let share = |n: &Number, max: &Number| n.div(max).unwrap_or(Number::ZERO);
        let (mine, theirs) = (share(score, &own.scale.max), share(was, &base.scale.max));
        if if own.scale.lower_is_better { mine < theirs } else { mine > theirs } {
            return Some((phrase::number(was), phrase::number(score)));
        }
    }
    let (after, was) = (now.grade()?.0, before.grade()?.0);
    let place = |id: &str| base.grades.iter().position(|grade| grade.id == id);
    (place(after)? < place(was)?).then(|| (was.to_owned(), after.to_owned()))
}

fn not_proven(id: String, tighten: bool) -> Message {
    let (word, zh_word) = if tighten { ("tightens", "加严") } else { ("loosens", "放宽") };
    Message::NotProven {
        id,
        word: word.to_owned(),
        zh_word: zh_word.to_owned(),
        count: TRIES.to_string(),
    }
}

/// Points an item loses, as far as it counts.
fn lost(assessment: &Assessment, at: usize) -> Option<Number> {
    let standard = assessment.standard();
    let (item, outcome) = (standard.items.get(at)?, assessment.items.get(at)?);
    if item.role != Role::Scored || outcome.cited {
        return Some(Number::ZERO);
    }
    let points = match &outcome.points {
        Some(points) if outcome.counted => points,
        _ => return Some(Number::ZERO),
    };
    Some(if standard.scale.lower_is_better { points.clone() } else { &item.points - points })
}

/// Whether a limit on the side that should be stricter is the easier one.
fn is_easier(strict: &Standard, lax: &Standard, id: &str) -> bool {
    let above = |a: &Option<Number>, b: &Option<Number>| match (a, b) {
        (Some(a), Some(b)) => a > b,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    fn both<'s, T>(
        strict: &'s [T],
        lax: &'s [T],
        is: impl Fn(&T) -> bool,
    ) -> Option<(&'s T, &'s T)> {
        Some((strict.iter().find(|one| is(one))?, lax.iter().find(|one| is(one))?))
    }
    if let Some((a, b)) = both(&strict.sections, &lax.sections, |one| one.id == id) {
        // No floor is the lowest.
        return above(&a.at_most, &b.at_most) || a.at_least > b.at_least;
    }
    if let Some((a, b)) = both(&strict.grades, &lax.grades, |one| one.id == id) {
        return !a.is_no_easier_than(b, strict.scale.lower_is_better);
    }
    if let Some((a, b)) = both(&strict.bonuses.list, &lax.bonuses.list, |one| one.id == id) {
        return a.points > b.points || above(&a.at_most, &b.at_most);
    }
    both(&strict.penalties.list, &lax.penalties.list, |one| one.id == id)
        .is_some_and(|(a, b)| a.points < b.points || above(&b.at_most, &a.at_most))
}

/// The numbers by which a section, grade, bonus or penalty is stricter or laxer.
fn limits(standard: &Standard, id: &str) -> Option<String> {
    let number = |n: &Option<Number>| n.as_ref().map_or("–".to_owned(), phrase::number);
    if let Some(section) = standard.sections.iter().find(|section| section.id == id) {
        return Some(format!("{} … {}", number(&section.at_least), number(&section.at_most)));
    }
    if let Some(grade) = standard.grades.iter().find(|grade| grade.id == id) {
        return Some(grade.bound(standard.scale.lower_is_better));
    }
    if let Some(gate) = standard.gates.iter().find(|gate| gate.id == id) {
        let grade = |at: usize| standard.grades.get(at).map_or("", |grade| grade.id.as_str());
        return Some(match &gate.effect {
            Effect::GradeAtMost(at) => format!("`grade_at_most`: {}", grade(*at)),
            Effect::ScoreAtMost(n) => format!("`score_at_most`: {}", phrase::number(n)),
            Effect::Score(n) => format!("`score`: {}", phrase::number(n)),
            Effect::GradeDown(n) => format!("`grade_down`: {n}"),
            Effect::GradeUp(n) => format!("`grade_up`: {n}"),
            Effect::Withhold => "`withhold`".to_owned(),
        });
    }
    let adjustments = standard.bonuses.list.iter().chain(&standard.penalties.list);
    let found = adjustments.into_iter().find(|one| one.id == id);
    found.map(|one| format!("{} (≤ {})", phrase::number(&one.points), number(&one.at_most)))
}
