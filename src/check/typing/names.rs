//! Names: what a word stands for where it is written.

use super::*;

impl Typer<'_, '_, '_> {
    pub(super) fn name(
        &mut self,
        span: Span,
        words: &[Word],
        want: Option<&Type>,
    ) -> Option<Expression> {
        let made = |ty: Type, kind: Kind| Some(Expression { span, ty, kind });
        let first = words.first()?;
        if let [only] = words {
            if let Some(Type::Choice(choices)) = want
                && let Some(at) = choices.iter().position(|word| *word == only.text)
            {
                return made(Type::Choice(choices.clone()), Kind::Word(at));
            }
            if let Some(list) = self.scope
                && let Some((at, field)) =
                    self.names.fields(list).iter().enumerate().find(|(_, f)| f.id == only.text)
            {
                return match type_of(field) {
                    Some(ty) => made(ty, Kind::Field(at)),
                    None => self.not_a_value(span, field),
                };
            }
            if let Some(list) = self.scope
                && let Some(at) = self.derived_named(list, &only.text)
            {
                let (position, ty) = self.use_derived(list, at, span)?;
                return made(ty, Kind::Derived(list, position));
            }
            return match self.names.values.get(&only.text) {
                Some(Meaning::Fact(at)) => {
                    let fact = self.names.facts.get(*at)?;
                    match type_of(fact) {
                        Some(ty) => made(ty, Kind::Fact(*at)),
                        None => self.not_a_value(span, fact),
                    }
                }
                Some(Meaning::Let(at)) => {
                    let (position, ty) = self.use_let(*at, span)?;
                    made(ty, Kind::Let(position))
                }
                Some(Meaning::Broken) => None,
                None => self.unknown_name(span, &only.text, want),
            };
        }
        let [_, second] = words else {
            self.sink.report(span, Message::NameTooLong);
            return None;
        };
        match self.names.values.get(&first.text) {
            Some(Meaning::Broken) => return None,
            Some(Meaning::Fact(at)) => {
                let fact = self.names.facts.get(*at)?;
                return match &fact.kind {
                    FactKind::Checklist(points) => {
                        match points.iter().position(|point| point.id == second.text) {
                            Some(point) => made(Type::Truth, Kind::Member(*at, point)),
                            None => {
                                let near =
                                    nearest(&second.text, points.iter().map(|p| p.id.as_str()));
                                let message = Message::UnknownPoint {
                                    list: fact.id.clone(),
                                    point: second.text.clone(),
                                    near,
                                };
                                self.sink.report(second.span, message);
                                None
                            }
                        }
                    }
                    _ => {
                        self.no_parts(first, second);
                        None
                    }
                };
            }
            _ => {}
        }
        let Some(part) = self.names.parts.get(&first.text).copied() else {
            if self.results && WHOLES.iter().any(|word| word.is(&first.text)) {
                return self.total(span, second);
            }
            return self.unknown_name(first.span, &first.text, None);
        };
        if !self.results {
            let message = Message::ResultOutOfPlace { name: first.text.clone() };
            self.sink.report(span, message);
            return None;
        }
        let part = part?;
        let plain = Type::Number(Unit::default());
        match measure_of(second) {
            Some("points") => made(plain, Kind::Result(Measure::Points(part))),
            Some("share") => made(plain, Kind::Result(Measure::Share(part))),
            _ => self.unknown_measure(second),
        }
    }

    pub(super) fn total(&mut self, span: Span, measure: &Word) -> Option<Expression> {
        let kind = match measure_of(measure) {
            Some("points") => Kind::Result(Measure::TotalPoints),
            Some("share") => Kind::Result(Measure::TotalShare),
            _ => return self.unknown_measure(measure),
        };
        Some(Expression { span, ty: Type::Number(Unit::default()), kind })
    }

    pub(super) fn unknown_measure(&mut self, measure: &Word) -> Option<Expression> {
        let near = nearest(&measure.text, ["points", "share", "state"]);
        let message = Message::UnknownMeasure { measure: measure.text.clone(), near };
        self.sink.report(measure.span, message);
        None
    }

    pub(super) fn not_a_value(&mut self, span: Span, fact: &Fact) -> Option<Expression> {
        let message = match &fact.kind {
            FactKind::Text => Message::TextInExpression { name: fact.id.clone() },
            FactKind::Checklist(_) => Message::ChecklistInExpression { name: fact.id.clone() },
            _ => Message::FindingsInExpression { name: fact.id.clone() },
        };
        self.sink.report(span, message);
        None
    }

    pub(super) fn unknown_name(
        &mut self,
        span: Span,
        name: &str,
        want: Option<&Type>,
    ) -> Option<Expression> {
        let fields = self.scope.map(|list| self.names.fields(list)).unwrap_or_default();
        let derived = self.scope.and_then(|list| self.progress.derived.get(&list));
        let choices = match want {
            Some(Type::Choice(words)) => words.as_slice(),
            _ => &[],
        };
        let parts = self.results.then_some(&self.names.parts);
        let near = nearest(
            name,
            self.names
                .values
                .keys()
                .chain(fields.iter().map(|f| &f.id))
                .chain(derived.into_iter().flatten().map(|(name, _)| name))
                .chain(choices)
                .chain(parts.into_iter().flat_map(|p| p.keys()))
                .map(String::as_str)
                // A name that stands for nothing here is no better written again.
                .filter(|known| *known != name),
        );
        // A section, an item and the whole are no numbers; their results are.
        let whole = WHOLES.iter().any(|word| word.is(name));
        let near = match whole || self.names.parts.contains_key(name) {
            true if self.results && name.is_ascii() => format!("{name}.points"),
            true if self.results => format!("{name}.得分"),
            _ => near,
        };
        let message = match want {
            Some(Type::Choice(words)) => Message::UnknownChoice {
                written: name.into(),
                words: crate::diagnostic::list(words.iter().map(String::as_str)),
                near,
            },
            _ => Message::UnknownName { name: name.into(), near },
        };
        self.sink.report(span, message);
        None
    }

    /// A point behind a fact that has no points; perhaps an item of that name is meant.
    fn no_parts(&mut self, first: &Word, second: &Word) {
        let hidden = self.names.parts.contains_key(&first.text)
            || WHOLES.iter().any(|word| word.is(&first.text));
        let item = if hidden && self.results { first.text.clone() } else { String::new() };
        self.sink.report(second.span, Message::NoParts { name: first.text.clone(), item });
    }

    /// Whether a bare word stands for nothing here, so that the other operand must say what it is.
    pub(super) fn is_bare(&self, ast: &Expr) -> bool {
        let Ast::Name(words) = &ast.kind else { return false };
        let [only] = words.as_slice() else { return false };
        let field = self
            .scope
            .is_some_and(|list| self.names.fields(list).iter().any(|f| f.id == only.text));
        let derived = self.scope.and_then(|list| self.progress.derived.get(&list));
        let derived = derived.is_some_and(|all| all.iter().any(|(name, _)| *name == only.text));
        !field && !derived && !self.names.values.contains_key(&only.text)
    }
}

fn measure_of(word: &Word) -> Option<&'static str> {
    MEASURES.iter().find(|known| known.is(&word.text)).map(|known| known.word)
}
