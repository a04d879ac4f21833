//! Several rule sets and many subjects: which version is in force, and who stands below whom.
//!
//! A [`Shelf`] holds rule sets in all their versions. It assesses a heap of inspections in the right order: households
//! before villages, so that facts from below are there when they are needed.

use crate::assess::{Assessment, Outcome};
use crate::check::{Opened, RuleSet};
use crate::compile::Program;
use crate::diagnostic::{Diagnostics, Message, Sink, list, nearest};
use crate::edition::overlay::Head;
use crate::model::fact::{FactKind, Take};
use crate::source::{Source, Span};
use crate::syntax::fields;
use crate::syntax::form::{self, Form};
use crate::value::Date;
use std::collections::BTreeMap;

/// Rule sets by id and version, ready to assess with.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// By id, each in order of its first day in force.
    sets: BTreeMap<String, Vec<Program>>,
    warnings: Diagnostics,
}

impl Shelf {
    /// Loads rule sets and checks that they fit together: no version twice, no two in force on one day, and grades that
    /// one set asks for exist in the other.
    ///
    /// # Errors
    ///
    /// Every problem of every source.
    pub fn load(sources: &[Source]) -> Result<Shelf, Diagnostics> {
        Shelf::load_with(sources, &[])
    }

    /// The same where overlays may extend rule sets that do not stand on the shelf themselves.
    ///
    /// # Errors
    ///
    /// As [`Shelf::load`].
    pub fn load_with(sources: &[Source], parents: &[Source]) -> Result<Shelf, Diagnostics> {
        let mut shelf = Shelf::default();
        let Read { mut loaded, waiting, mut found } = Read::of(sources);
        let mut sink = Sink::new(sources);
        let failed = found.has_errors();
        let behind = if waiting.is_empty() { &[] } else { parents };
        let behind: Vec<RuleSet> =
            behind.iter().filter_map(|source| RuleSet::load(source).ok()).collect();
        extend(&mut loaded, &behind, waiting, sources, failed, &mut sink);
        fit_together(&loaded, &mut sink);
        found = found.and(sink.finish());
        if found.has_errors() {
            return Err(found);
        }
        for Loaded { rules, .. } in loaded {
            let judged = crate::audit::overlay(&rules);
            found = found.and(rules.warnings().clone()).and(judged);
            shelf.sets.entry(rules.id().to_owned()).or_default().push(rules.compile());
        }
        if found.has_errors() {
            return Err(found);
        }
        shelf.warnings = found;
        for versions in shelf.sets.values_mut() {
            versions.sort_by_key(|program| program.rules().effective_from());
        }
        Ok(shelf)
    }

    /// What is worth reading but stops nothing.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// Every rule set, by id and first day in force.
    pub fn programs(&self) -> impl Iterator<Item = &Program> {
        self.sets.values().flatten()
    }

    /// The version of a rule set that is in force on a day.
    pub fn in_force(&self, id: &str, on: Date) -> Option<&Program> {
        self.sets.get(id)?.iter().find(|program| program.rules().in_force(on))
    }

    /// The program an inspection is to be assessed by: the set it names, or the only one for its kind of subject.
    ///
    /// # Errors
    ///
    /// Where there is no such set, none in force on that day, or more than one would fit.
    pub fn program_for(&self, form: &Form, as_of: Option<Date>) -> Result<&Program, Diagnostics> {
        let sources = [form.source.clone()];
        let mut sink = Sink::new(&sources);
        let on = as_of.unwrap_or(form.date);
        let (id, at) = match (&form.ruleset, &form.kind) {
            (Some((id, at)), _) => (id.clone(), *at),
            (None, kind) => {
                let at = kind.as_ref().map_or(form.span, |(_, at)| *at);
                let kind = kind.as_ref().map(|(kind, _)| kind.as_str());
                let fits =
                    |program: &&Program| kind.is_none_or(|kind| program.rules().subject() == kind);
                let mut ids: Vec<&str> =
                    self.programs().filter(fits).map(|program| program.rules().id()).collect();
                ids.dedup();
                match ids.as_slice() {
                    [only] => ((*only).to_owned(), at),
                    _ => {
                        let message = Message::NoRuleSetForSubject {
                            kind: kind.unwrap_or("?").to_owned(),
                            ids: list(ids.iter().copied()),
                        };
                        sink.report(at, message);
                        return Err(sink.finish());
                    }
                }
            }
        };
        let Some(versions) = self.sets.get(&id) else {
            let near = nearest(&id, self.sets.keys().map(String::as_str));
            sink.report(at, Message::NoRuleSet { id, near });
            return Err(sink.finish());
        };
        if let Some(program) = versions.iter().find(|program| program.rules().in_force(on)) {
            return Ok(program);
        }
        let ranges: Vec<String> = versions.iter().map(|program| range(program.rules())).collect();
        let message = Message::NotInForce { id, date: on.to_string(), ranges: ranges.join(", ") };
        sink.report(at, message);
        Err(sink.finish())
    }

    /// Assesses inspections, those below before those above; results in the order given.
    ///
    /// An inspection is below another where the code of its parent is the other's code. Each is assessed as of its own
    /// day, or as of the day given.
    pub fn assess(
        &self,
        forms: &[Form],
        as_of: Option<Date>,
    ) -> Vec<Result<Assessment, Diagnostics>> {
        self.assess_as_known(forms, as_of, None)
    }

    /// The same with values with dates as they were known on a day; as known today where that is left out.
    pub fn assess_as_known(
        &self,
        forms: &[Form],
        as_of: Option<Date>,
        known_on: Option<Date>,
    ) -> Vec<Result<Assessment, Diagnostics>> {
        let mut results: Vec<Option<Result<Assessment, Diagnostics>>> = vec![None; forms.len()];
        let programs: Vec<Result<&Program, Diagnostics>> =
            forms.iter().map(|form| self.program_for(form, as_of)).collect();
        let mut outcomes: BTreeMap<&str, Vec<Outcome>> = BTreeMap::new();
        let mut seen = std::collections::BTreeSet::new();
        for at in self.order(&programs) {
            let (Some(form), Some(program)) = (forms.get(at), programs.get(at)) else { continue };
            let result = match program {
                Err(problems) => Err(problems.clone()),
                Ok(program) => {
                    let id = program.rules().id();
                    if seen.insert((id, form.subject.code.as_str())) {
                        let below = outcomes.get(form.subject.code.as_str());
                        let sources = [form.source.clone()];
                        let mut sink = Sink::new(&sources);
                        let brought = form.below.iter().map(|one| self.placed(one, &mut sink));
                        let below: Vec<Outcome> =
                            below.into_iter().flatten().cloned().chain(brought).collect();
                        let on = as_of.unwrap_or(form.date);
                        program
                            .admit_besides(form, &below, &sink.finish())
                            .map(|inspection| inspection.assess_as_known(on, known_on))
                    } else {
                        Err(second_inspection(form, id))
                    }
                }
            };
            if let (Ok(assessment), Some(parent)) = (&result, &form.subject.parent) {
                outcomes.entry(parent.as_str()).or_default().push(assessment.outcome());
            }
            if let Some(slot) = results.get_mut(at) {
                *slot = Some(result);
            }
        }
        results.into_iter().flatten().collect()
    }

    /// A result handed in, with every grade it reaches where its rule set is on the shelf. One that its rule set could
    /// not have come to is reported.
    pub(crate) fn placed(&self, result: &form::Result, sink: &mut Sink<'_>) -> Outcome {
        let versions = self.sets.get(&result.ruleset.0).map_or(&[][..], Vec::as_slice);
        let Some(newest) = versions.last() else { return Outcome::from_form(result) };
        let standards = || versions.iter().map(|program| program.inner.standard());
        for (written, at) in [&result.score, &result.low, &result.high].into_iter().flatten() {
            let scales = || standards().map(|standard| &standard.scale);
            if !scales().any(|scale| scale.clamp(written) == *written) {
                let scale = &newest.inner.standard().scale;
                let range = format!("{}…{}", scale.lowest, scale.highest);
                let written = written.to_string();
                let ruleset = result.ruleset.0.clone();
                sink.report(*at, Message::ResultOutOfRange { written, ruleset, range });
            }
        }
        if let Some((grade, at)) = &result.grade {
            let ids = || standards().flat_map(|s| &s.grades).map(|grade| grade.id.as_str());
            if !ids().any(|id| id == grade) {
                let near = nearest(grade, ids());
                let (grade, ruleset) = (fields::shorten(grade), result.ruleset.0.clone());
                sink.report(*at, Message::ResultGradeUnknown { grade, ruleset, near });
            }
        }
        Outcome::placed(result, newest.inner.standard())
    }

    /// Positions of inspections, those whose rule set takes from nothing first.
    fn order(&self, programs: &[Result<&Program, Diagnostics>]) -> Vec<usize> {
        let depth = |program: &Result<&Program, Diagnostics>| match program {
            Ok(program) => self.depth(program.rules(), 0),
            Err(_) => 0,
        };
        let mut order: Vec<(usize, usize)> =
            programs.iter().enumerate().map(|(at, program)| (depth(program), at)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, at)| at).collect()
    }

    /// How many levels lie below a rule set. A cycle ends at eight.
    fn depth(&self, rules: &RuleSet, so_far: usize) -> usize {
        if so_far >= 8 {
            return 0;
        }
        rules
            .takes_from()
            .filter_map(|id| self.sets.get(id)?.first())
            .map(|below| self.depth(below.rules(), so_far + 1) + 1)
            .max()
            .unwrap_or(0)
    }
}

fn range(rules: &RuleSet) -> String {
    let until = rules.standard.until.map(|until| until.to_string()).unwrap_or_default();
    format!("{}: {}…{until}", rules.version(), rules.effective_from())
}

/// The problem of a second inspection of one subject under one rule set.
fn second_inspection(form: &Form, ruleset: &str) -> Diagnostics {
    let sources = [form.source.clone()];
    let mut sink = Sink::new(&sources);
    let message = Message::DuplicateInspection {
        code: form.subject.code.clone(),
        ruleset: ruleset.to_owned(),
    };
    sink.report(form.span, message);
    sink.finish()
}

/// The rule set of one text among others, where it is an overlay; none where it is none.
pub(crate) fn made_with(
    source: &Source,
    others: &[Source],
) -> Result<Option<RuleSet>, Diagnostics> {
    if !matches!(RuleSet::open(source), Opened::Overlay(Ok(_))) {
        return Ok(None);
    }
    let mut sources = vec![source.clone()];
    sources.extend(others.iter().filter(|other| *other != source).cloned());
    let mut sink = Sink::new(&sources);
    let Read { mut loaded, waiting, .. } = Read::of(&sources);
    extend(&mut loaded, &[], waiting, &sources, false, &mut sink);
    let found = loaded.into_iter().find(|one| one.source == 0).map(|one| one.rules);
    match found {
        Some(rules) => Ok(Some(rules)),
        None => Err(sink.finish().within_source(0)),
    }
}

/// Texts read as what they are.
#[derive(Default)]
struct Read {
    loaded: Vec<Loaded>,
    waiting: Vec<Waiting>,
    found: Diagnostics,
}

impl Read {
    fn of(sources: &[Source]) -> Read {
        let mut out = Read::default();
        for (at, source) in sources.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            match RuleSet::open(source) {
                Opened::RuleSet(Ok(rules)) => out.loaded.push(Loaded { source: at, rules }),
                Opened::Overlay(Ok(head)) => out.waiting.push(Waiting { source: at, head }),
                Opened::RuleSet(Err(problems)) | Opened::Overlay(Err(problems)) => {
                    out.found = std::mem::take(&mut out.found).and(problems);
                }
            }
        }
        out
    }
}

/// A rule set with the position of its text.
struct Loaded {
    source: u32,
    rules: RuleSet,
}

/// An overlay whose parent is still to be found.
struct Waiting {
    source: u32,
    head: Head,
}

/// Overlays after their parents, which may be overlays themselves.
fn extend(
    loaded: &mut Vec<Loaded>,
    behind: &[RuleSet],
    mut waiting: Vec<Waiting>,
    sources: &[Source],
    mut failed: bool,
    sink: &mut Sink<'_>,
) {
    loop {
        let before = waiting.len();
        let mut rest = Vec::new();
        for overlay in waiting {
            let head = &overlay.head;
            let fits = |rules: &&RuleSet| {
                let version = head.extends_version.as_deref();
                rules.id() == head.extends && version.is_none_or(|v| v == rules.version())
            };
            let mut parents: Vec<&RuleSet> =
                loaded.iter().map(|one| &one.rules).filter(fits).collect();
            if parents.is_empty() {
                parents = behind.iter().filter(fits).collect();
            }
            let source = sources.get(overlay.source as usize);
            match (parents.as_slice(), source) {
                ([parent], Some(source)) => match parent.extended_by(source) {
                    Ok(rules) => loaded.push(Loaded { source: overlay.source, rules }),
                    Err(problems) => {
                        failed = true;
                        sink.extend(&problems);
                    }
                },
                ([], _) => rest.push(overlay),
                (several, _) => {
                    let message = Message::SeveralParents {
                        id: head.extends.clone(),
                        versions: list(several.iter().map(|rules| rules.version())),
                    };
                    sink.report(Span { source: overlay.source, ..head.span }, message);
                    failed = true;
                }
            }
        }
        waiting = rest;
        if waiting.len() == before {
            break;
        }
    }
    for Waiting { source, head } in &waiting {
        let at = Span { source: *source, ..head.span };
        let ids = waiting.iter().map(|other| other.head.id.as_str());
        if ids.clone().any(|id| id == head.extends) {
            sink.report(at, Message::OverlayCycle { id: head.id.clone() });
        } else if !failed {
            // Where something did not load, the parent may be among it: that was reported.
            let known = loaded.iter().map(|one| &one.rules).chain(behind);
            let near = nearest(&head.extends, known.map(RuleSet::id));
            sink.report(at, Message::NoParent { id: head.extends.clone(), near });
        }
    }
}

/// What only shows when several rule sets stand together.
fn fit_together(loaded: &[Loaded], sink: &mut Sink<'_>) {
    for (n, Loaded { source, rules }) in loaded.iter().enumerate() {
        let at = Span::new(*source, 0, 0);
        let earlier = loaded.iter().take(n).map(|one| &one.rules);
        for other in earlier.filter(|other| other.id() == rules.id()) {
            let id = rules.id().to_owned();
            if other.version() == rules.version() {
                let message = Message::DuplicateVersion { id, version: rules.version().to_owned() };
                sink.report(at, message);
                continue;
            }
            let ends_before = |a: &RuleSet, b: &RuleSet| {
                a.standard.until.is_some_and(|until| until < b.effective_from())
            };
            if !ends_before(other, rules) && !ends_before(rules, other) {
                let (a, b) = (other.version().to_owned(), rules.version().to_owned());
                sink.report(at, Message::VersionsOverlap { id, a, b });
            }
        }
        for fact in &rules.standard.facts {
            let Some(below) = &fact.from else { continue };
            // A fact of an overlay's parent stands in another text.
            let own = fact.span.source == 0;
            let at = if own { Span { source: *source, ..fact.span } } else { at };
            let other = loaded.iter().find(|other| other.rules.id() == below.ruleset);
            if let (Some(weight), Some(Loaded { rules: other, .. })) = (&below.weight, other) {
                let numbers = other.standard.facts.iter();
                let mut numbers = numbers.filter(|fact| matches!(fact.kind, FactKind::Number(_)));
                if !numbers.clone().any(|fact| fact.id == *weight) {
                    let near = nearest(weight, numbers.by_ref().map(|fact| fact.id.as_str()));
                    let (fact, ruleset) = (fields::shorten(weight), below.ruleset.clone());
                    sink.report(at, Message::WeightNotBelow { fact, ruleset, near });
                }
            }
            let (Take::Share(grade) | Take::Reached(grade)) = &below.take else { continue };
            if let Some(Loaded { rules: other, .. }) = other
                && !other.standard.grades.iter().any(|known| known.id == *grade)
            {
                let message = Message::GradeNotBelow {
                    name: fact.id.clone(),
                    ruleset: below.ruleset.clone(),
                    grade: grade.clone(),
                };
                sink.report(at, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Form, Shelf, Source};

    const HOME: &str = "ruleset: t/home\nversion: 1\ntitle: t\nsubject: household\neffective: { from: 2022-01-01 }\n\
        scale: { max: 10, round: { at: print, step: 1, mode: half_up } }\n\
        facts: { p: { kind: count, title: P, at_most: 10 }, persons: { kind: count, title: N } }\n\
        items: [ { id: A, title: a, points: 10, earn: p }, { id: R, title: n, record: [persons] } ]\n";

    const VILLAGE: &str = "ruleset: t/village\nversion: 1\ntitle: t\nsubject: village\neffective: { from: 2022-01-01 }\n\
        scale: { max: 10, round: { at: print, step: 1, mode: half_up } }\n\
        facts: { m: { kind: number, title: M, at_least: 0, at_most: 10, from: { below: t/home, take: mean, weight: persons } } }\n\
        items: [ { id: A, title: a, points: 10, earn: m } ]\n";

    fn village(homes: &str) -> [Option<String>; 3] {
        let sources = [Source::new("home.yaml", HOME), Source::new("village.yaml", VILLAGE)];
        let shelf = Shelf::load(&sources).expect("they load");
        let forms = format!(
            "- {{ ruleset: t/village, subject: {{ code: V }}, date: 2022-09-01, facts: {{}} }}\n{homes}"
        );
        let forms = Form::read(&Source::new("i.yaml", forms)).expect("they read");
        let results = shelf.assess(&forms, None);
        let score = results[0].as_ref().expect("it is assessed").score.clone();
        [score.value, score.low, score.high].map(|n| n.map(|n| n.to_string()))
    }

    #[test]
    fn homes_assessed_together_with_their_village_count_by_who_lives_there() {
        let home = |code: &str, facts: &str| {
            format!(
                "- {{ ruleset: t/home, subject: {{ code: {code}, parent: V }}, date: 2022-09-01, facts: {{ {facts} }} }}\n"
            )
        };
        let two = home("A", "p: 10, persons: 2") + &home("B", "p: 2, persons: 6");
        let all = |text: [&str; 3]| text.map(|text| Some(text.to_owned()));
        assert_eq!(village(&two), all(["4", "4", "4"]));
        // Nobody has looked at the third: in at its worst, or at its best.
        let three = two.clone() + &home("C", "persons: 8");
        assert_eq!(village(&three), all(["4", "2", "7"]));
        // How many live there is open, and so is the mean.
        let unknown = two + &home("C", "p: 5");
        assert_eq!(village(&unknown), [None, Some("0".to_owned()), Some("10".to_owned())]);
    }
}
