//! Named values: typed once each, whatever their order.
//!
//! Three families: those at the top that facts alone decide, those that ask for results and wait until items are known,
//! and those computed of each finding of a list.

use super::*;
use crate::model::Let;
use crate::model::fact::Word as Level;

/// A let that is being typed, was typed, or not yet.
#[derive(Debug)]
pub(crate) enum LetState {
    Waiting(Option<Box<dyn LetSource>>),
    /// It asks for results: its turn comes when items are known.
    Late(Box<dyn LetSource>),
    Busy,
    /// Position among the finished lets; none where it failed.
    Done(Option<(usize, Type)>),
}

/// A value with the titles of its levels, where it has some.
pub(crate) struct Valued {
    pub(crate) value: Expression,
    pub(crate) levels: Option<Vec<Level>>,
}

/// How a waiting let becomes an expression.
pub(crate) trait LetSource: std::fmt::Debug + Send + Sync {
    /// Types it.
    fn typed(&self, typer: &mut Typer<'_, '_, '_>) -> Option<Valued>;
    /// Where its name stands.
    fn span(&self) -> Span;
}

/// What has been typed so far, handed on while the names in scope change.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pub(crate) lets: Vec<(String, LetState)>,
    /// Finished lets, each after those it uses.
    pub(crate) finished: Vec<(String, Expression)>,
    /// The levels of finished lets that have some.
    pub(crate) levels: Vec<Option<Vec<Level>>>,
    /// What is computed of each finding of a list.
    pub(crate) derived: BTreeMap<usize, Vec<(String, LetState)>>,
    /// The facts, with what is computed of their findings.
    pub(crate) facts: Vec<Fact>,
    pub(crate) degrees: Degrees,
    /// How many finished lets ask for no results.
    pub(crate) early: Option<usize>,
}

impl Progress {
    /// The same, where whatever has not been typed has failed.
    pub(crate) fn settled(&self) -> Progress {
        let done = |list: &[(String, LetState)]| {
            let state = |state: &LetState| match state {
                LetState::Done(done) => LetState::Done(done.clone()),
                _ => LetState::Done(None),
            };
            list.iter().map(|(name, one)| (name.clone(), state(one))).collect()
        };
        Progress {
            lets: done(&self.lets),
            finished: self.finished.clone(),
            levels: self.levels.clone(),
            derived: self.derived.iter().map(|(list, all)| (*list, done(all))).collect(),
            facts: self.facts.clone(),
            degrees: self.degrees.clone(),
            early: self.early,
        }
    }
}

impl Typer<'_, '_, '_> {
    /// The type of a let, typing it first if need be.
    pub(super) fn use_let(&mut self, at: usize, span: Span) -> Option<(usize, Type)> {
        let (name, state) = self.progress.lets.get_mut(at)?;
        let name = name.clone();
        let late = self.progress.early.is_some();
        match std::mem::replace(state, LetState::Busy) {
            LetState::Done(done) => {
                self.finish_let(at, LetState::Done(done.clone()));
                let (position, _) = done.as_ref()?;
                if self.progress.early.is_some_and(|early| *position >= early) && !self.results {
                    self.sink.report(span, Message::ResultOutOfPlace { name });
                    return None;
                }
                done
            }
            LetState::Busy => {
                self.sink.report(span, Message::LetCycle { name });
                None
            }
            LetState::Late(source) if !late => {
                self.finish_let(at, LetState::Late(source));
                self.sink.report(span, Message::ResultOutOfPlace { name });
                None
            }
            LetState::Late(source) => self.type_let(at, &name, &*source),
            LetState::Waiting(Some(source)) => self.type_let(at, &name, &*source),
            LetState::Waiting(None) => {
                self.finish_let(at, LetState::Done(None));
                None
            }
        }
    }

    fn type_let(&mut self, at: usize, name: &str, source: &dyn LetSource) -> Option<(usize, Type)> {
        let (scope, results) = (self.scope.take(), self.results);
        self.results = self.progress.early.is_some();
        let typed = source.typed(self);
        (self.scope, self.results) = (scope, results);
        let done = typed.and_then(|Valued { value, levels }| {
            let (ty, degree) = (value.ty.clone(), self.bounded(&value)?);
            self.progress.finished.push((name.to_owned(), value));
            self.progress.levels.push(levels);
            self.progress.degrees.lets.push(degree);
            Some((self.progress.finished.len() - 1, ty))
        });
        self.finish_let(at, LetState::Done(done.clone()));
        done
    }

    fn finish_let(&mut self, at: usize, state: LetState) {
        if let Some((_, slot)) = self.progress.lets.get_mut(at) {
            *slot = state;
        }
    }

    /// Types every let whose turn it is, used or not.
    pub(crate) fn type_all_lets(&mut self) {
        for at in 0..self.progress.lets.len() {
            let span = match self.progress.lets.get(at) {
                Some((_, LetState::Waiting(Some(source)))) => source.span(),
                Some((_, LetState::Late(source))) if self.progress.early.is_some() => source.span(),
                _ => continue,
            };
            let _ = self.use_let(at, span);
        }
    }

    /// The lets that ask for results: after all others, once items are known.
    pub(crate) fn type_late_lets(&mut self) {
        self.progress.early = Some(self.progress.finished.len());
        self.type_all_lets();
    }

    /// Types everything computed of findings, used or not.
    pub(crate) fn type_all_derived(&mut self) {
        let all: Vec<(usize, usize)> = self
            .progress
            .derived
            .iter()
            .flat_map(|(list, all)| (0..all.len()).map(|at| (*list, at)))
            .collect();
        for (list, at) in all {
            let span = match self.progress.derived.get(&list).and_then(|all| all.get(at)) {
                Some((_, LetState::Waiting(Some(source)))) => source.span(),
                _ => continue,
            };
            let _ = self.use_derived(list, at, span);
        }
    }

    /// What a name stands for that is computed of each finding of a list.
    pub(super) fn derived_named(&mut self, list: usize, name: &str) -> Option<usize> {
        self.progress.derived.get(&list)?.iter().position(|(known, _)| known == name)
    }

    /// The type of what is computed of a finding, typing it first if need be: its position and its type.
    pub(super) fn use_derived(
        &mut self,
        list: usize,
        at: usize,
        span: Span,
    ) -> Option<(usize, Type)> {
        let (name, state) = self.progress.derived.get_mut(&list)?.get_mut(at)?;
        let name = name.clone();
        let done = match std::mem::replace(state, LetState::Busy) {
            LetState::Done(done) => done,
            LetState::Busy => {
                self.sink.report(span, Message::LetCycle { name });
                return None;
            }
            LetState::Waiting(Some(source)) | LetState::Late(source) => {
                let before = (self.scope.replace(list), self.results);
                self.results = false;
                let typed = source.typed(self);
                (self.scope, self.results) = before;
                typed.and_then(|Valued { value, levels }| {
                    let (ty, degree) = (value.ty.clone(), self.bounded(&value)?);
                    let derived = &mut self.progress.facts.get_mut(list)?.derived;
                    derived.push(Let { id: name, value, levels, late: false });
                    let position = derived.len() - 1;
                    self.progress.degrees.derived.insert((list, position), degree);
                    Some((position, ty))
                })
            }
            LetState::Waiting(None) => None,
        };
        if let Some((_, slot)) = self.progress.derived.get_mut(&list).and_then(|l| l.get_mut(at)) {
            *slot = LetState::Done(done.clone());
        }
        done
    }
}
