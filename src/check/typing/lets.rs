//! Lets: typed once each, whatever their order.

use super::*;

/// A let that is being typed, was typed, or not yet.
pub(crate) enum LetState {
    Waiting(Option<Box<dyn LetSource>>),
    Busy,
    /// Position among the finished lets; none where it failed.
    Done(Option<(usize, Type)>),
}

/// How a waiting let becomes an expression.
pub(crate) trait LetSource {
    /// Types it.
    fn typed(&self, typer: &mut Typer<'_, '_, '_>) -> Option<Expression>;
    /// Where its name stands.
    fn span(&self) -> Span;
}

impl Typer<'_, '_, '_> {
    /// The type of a let, typing it first if need be.
    pub(super) fn use_let(&mut self, at: usize, span: Span) -> Option<(usize, Type)> {
        let (name, state) = self.lets.get_mut(at)?;
        let name = name.clone();
        match std::mem::replace(state, LetState::Busy) {
            LetState::Done(done) => {
                self.finish_let(at, LetState::Done(done.clone()));
                done
            }
            LetState::Busy => {
                self.sink.report(span, Message::LetCycle { name });
                None
            }
            LetState::Waiting(source) => {
                let (scope, results) = (self.scope.take(), self.results);
                self.results = false;
                let typed = source.and_then(|source| source.typed(self));
                (self.scope, self.results) = (scope, results);
                let done = typed.and_then(|typed| {
                    let (ty, degree) = (typed.ty.clone(), self.bounded(&typed)?);
                    self.finished.push((name, typed));
                    self.degrees.push(degree);
                    Some((self.finished.len() - 1, ty))
                });
                self.finish_let(at, LetState::Done(done.clone()));
                done
            }
        }
    }

    fn finish_let(&mut self, at: usize, state: LetState) {
        if let Some((_, slot)) = self.lets.get_mut(at) {
            *slot = state;
        }
    }

    /// Types every let, used or not.
    pub(crate) fn type_all_lets(&mut self) {
        for at in 0..self.lets.len() {
            let span = match self.lets.get(at) {
                Some((_, LetState::Waiting(Some(source)))) => source.span(),
                _ => Span::default(),
            };
            let _ = self.use_let(at, span);
        }
    }
}
