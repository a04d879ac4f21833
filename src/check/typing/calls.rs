//! Functions, and what is taken over a list of findings.

use super::*;

impl Typer<'_, '_, '_> {
    pub(super) fn call(&mut self, span: Span, name: &Word, args: &[Expr]) -> Option<Expression> {
        // One name of a list of findings: the same as taking it over the whole list.
        if let [Expr { kind: Ast::Name(words), .. }] = args
            && over_what(&name.text).is_some()
            && words.first().is_some_and(|word| self.is_findings(&word.text))
        {
            return self.over(span, name, &[], words, &[], None);
        }
        if let [Expr { kind: Ast::Name(words), .. }] = args
            && words.first().is_some_and(|word| self.is_broken(&word.text))
        {
            return None;
        }
        let made = |ty: Type, kind: Kind| Some(Expression { span, ty, kind });
        let function = name.text.as_str();
        match (function, args) {
            ("min" | "max" | "最小" | "最大", [_, ..]) => {
                let extreme =
                    if matches!(function, "min" | "最小") { Extreme::Min } else { Extreme::Max };
                let mut ty: Option<Type> = None;
                let mut list = Vec::with_capacity(args.len());
                for arg in args {
                    let typed = self.number(arg)?;
                    ty = Some(match ty {
                        Some(ty) => self.same(arg.span, &ty, &typed.ty)?,
                        None => typed.ty.clone(),
                    });
                    list.push(typed);
                }
                made(ty?, Kind::Extreme(extreme, list))
            }
            ("ceil" | "floor" | "abs" | "进位" | "取整" | "绝对值", [arg]) => {
                let typed = self.number(arg)?;
                let ty = typed.ty.clone();
                let typed = Box::new(typed);
                let kind = match function {
                    "ceil" | "进位" => Kind::Ceil(typed),
                    "floor" | "取整" => Kind::Floor(typed),
                    _ => Kind::Abs(typed),
                };
                made(ty, kind)
            }
            ("round" | "修约", [value, step]) => {
                let value = self.number(value)?;
                let step = self.number(step)?;
                match step.kind {
                    Kind::Number(number) if number.is_positive() => {
                        made(value.ty.clone(), Kind::Round(Box::new(value), number))
                    }
                    _ => {
                        self.sink.report(step.span, Message::StepNotLiteral);
                        None
                    }
                }
            }
            ("count_true" | "成立个数", [_, ..]) => {
                let list: Vec<_> = args.iter().map(|arg| self.condition(arg)).collect();
                let list = list.into_iter().collect::<Option<Vec<_>>>()?;
                made(Type::Number(Unit::default()), Kind::CountTrue(list))
            }
            ("number" | "数值", [arg]) => {
                let typed = self.number(arg)?;
                made(Type::Number(Unit::default()), typed.kind)
            }
            ("days_between" | "相隔天数", [from, to]) => {
                let from = self.infer(from, Some(&Type::Date))?;
                let from = self.demand(from, &Type::Date)?;
                let to = self.infer(to, Some(&Type::Date))?;
                let to = self.demand(to, &Type::Date)?;
                let ty = Type::Number(Unit::named("天"));
                made(ty, Kind::DaysBetween(Box::new(from), Box::new(to)))
            }
            ("known" | "已知", [Expr { kind: Ast::Name(words), span: at, .. }]) => {
                let fact = self.fact_named(words, *at)?;
                made(Type::Truth, Kind::Known(fact))
            }
            (
                "unmet" | "met" | "未达" | "已达",
                [Expr { kind: Ast::Name(words), span: at, .. }],
            ) => {
                let fact = self.fact_named(words, *at)?;
                if !matches!(
                    self.names.facts.get(fact).map(|f| &f.kind),
                    Some(FactKind::Checklist(_))
                ) {
                    self.sink.report(*at, Message::NotAChecklist);
                    return None;
                }
                let met = matches!(function, "met" | "已达");
                made(Type::Number(Unit::default()), Kind::Tally(fact, met))
            }
            _ => {
                let known = FUNCTIONS.iter().find(|(en, zh, _)| *en == function || *zh == function);
                let message = match known {
                    Some((name, _, usage)) => {
                        Message::WrongArguments { function: (*name).into(), usage: (*usage).into() }
                    }
                    None => Message::UnknownFunction {
                        name: function.into(),
                        near: nearest(function, FUNCTIONS.iter().flat_map(|f| [f.0, f.1])),
                    },
                };
                self.sink.report(name.span, message);
                None
            }
        }
    }

    /// Whether a name is declared and its declaration failed.
    fn is_broken(&self, name: &str) -> bool {
        self.names.values.get(name) == Some(&Meaning::Broken)
    }

    pub(super) fn is_findings(&self, name: &str) -> bool {
        self.names.fact(name).is_some_and(|(_, f)| matches!(f.kind, FactKind::Findings(_)))
    }

    pub(super) fn fact_named(&mut self, words: &[Word], span: Span) -> Option<usize> {
        let name = words.first().map(|word| word.text.as_str()).unwrap_or_default();
        match self.names.values.get(name) {
            Some(Meaning::Fact(at)) => Some(*at),
            Some(Meaning::Broken) => None,
            _ => {
                let near = nearest(name, self.names.facts.iter().map(|f| f.id.as_str()));
                self.sink.report(span, Message::UnknownFact { name: name.into(), near });
                None
            }
        }
    }

    pub(super) fn over(
        &mut self,
        span: Span,
        name: &Word,
        args: &[Expr],
        over: &[Word],
        by: &[Word],
        filter: Option<&Expr>,
    ) -> Option<Expression> {
        let Some(what) = over_what(&name.text) else {
            let near = nearest(&name.text, OVER.iter().map(|(word, _, _)| *word));
            self.sink.report(name.span, Message::UnknownFunction { name: name.text.clone(), near });
            return None;
        };
        let list = self.fact_named(over, span)?;
        if !matches!(self.names.facts.get(list).map(|f| &f.kind), Some(FactKind::Findings(_))) {
            self.sink.report(span, Message::NotFindings);
            return None;
        }
        let fields = self.names.fields(list);
        let field = match over {
            [_, field] => Some(self.field(fields, field)?),
            _ => None,
        };
        let needs_field = matches!(
            what,
            OverWhat::Sum | OverWhat::Mean | OverWhat::Min | OverWhat::Max | OverWhat::Worst
        );
        let usage = |what: &str| Message::WrongArguments {
            function: name.text.clone(),
            usage: what.into(),
        };
        if needs_field != field.is_some() {
            let hint = if needs_field { "sum(F.field where …)" } else { "count(F where …)" };
            self.sink.report(span, usage(hint));
            return None;
        }
        let mut ty = Type::Number(Unit::default());
        let each = match field {
            Some(at) => {
                let found = fields.get(at)?;
                match type_of(found) {
                    Some(number @ Type::Number(_)) => {
                        ty = number.clone();
                        Some(Expression { span, ty: number, kind: Kind::Field(at) })
                    }
                    _ => {
                        self.sink.report(span, usage("sum(F.number …)"));
                        return None;
                    }
                }
            }
            None => None,
        };
        let by = by.iter().map(|word| self.field(fields, word)).collect::<Option<Vec<usize>>>()?;
        if (what == OverWhat::Distinct) == by.is_empty() {
            self.sink.report(span, usage("distinct(F by field, field where …)"));
            return None;
        }
        let k = match (what, args) {
            (OverWhat::Worst, [Expr { kind: Ast::Number { digits, percent: false }, .. }]) => {
                digits.parse::<usize>().ok().filter(|k| *k > 0)
            }
            (OverWhat::Worst, _) => None,
            (_, []) => Some(0),
            _ => None,
        };
        let Some(k) = k else {
            self.sink.report(span, usage("worst(3, F.field where …)"));
            return None;
        };
        let filter = match filter {
            Some(filter) => Some(self.within(list, |typer| typer.condition(filter))?),
            None => None,
        };
        if matches!(what, OverWhat::Any | OverWhat::All) {
            ty = Type::Truth;
        }
        let over = Over { what, fact: list, each, filter, by, at_most_per: None, k };
        Some(Expression { span, ty, kind: Kind::Over(Box::new(over)) })
    }

    /// The position of a field.
    pub(crate) fn field(&mut self, fields: &[Fact], word: &Word) -> Option<usize> {
        let found = fields.iter().position(|field| field.id == word.text);
        if found.is_none() {
            let near = nearest(&word.text, fields.iter().map(|f| f.id.as_str()));
            self.sink.report(word.span, Message::UnknownField { name: word.text.clone(), near });
        }
        found
    }
}

/// Functions with their Chinese names and how they are used.
pub(crate) const FUNCTIONS: &[(&str, &str, &str)] = &[
    ("min", "最小", "min(a, b)"),
    ("max", "最大", "max(a, b)"),
    ("ceil", "进位", "ceil(x)"),
    ("floor", "取整", "floor(x)"),
    ("abs", "绝对值", "abs(x)"),
    ("round", "修约", "round(x, 0.01)"),
    ("count_true", "成立个数", "count_true(a, b, c)"),
    ("number", "数值", "number(x)"),
    ("days_between", "相隔天数", "days_between(from, to)"),
    ("known", "已知", "known(fact)"),
    ("unmet", "未达", "unmet(checklist)"),
    ("met", "已达", "met(checklist)"),
    ("count", "个数", "count(F where …)"),
    ("sum", "合计", "sum(F.field where …)"),
    ("mean", "平均", "mean(F.field where …)"),
    ("any", "任一", "any(F where …)"),
    ("all", "全部", "all(F where …)"),
    ("share", "占比", "share(F where …)"),
    ("distinct", "不同", "distinct(F by field where …)"),
    ("worst", "最差", "worst(3, F.field where …)"),
];

const OVER: &[(&str, &str, OverWhat)] = &[
    ("count", "个数", OverWhat::Count),
    ("sum", "合计", OverWhat::Sum),
    ("mean", "平均", OverWhat::Mean),
    ("min", "最小", OverWhat::Min),
    ("max", "最大", OverWhat::Max),
    ("any", "任一", OverWhat::Any),
    ("all", "全部", OverWhat::All),
    ("share", "占比", OverWhat::Share),
    ("distinct", "不同", OverWhat::Distinct),
    ("worst", "最差", OverWhat::Worst),
];

pub(super) fn over_what(name: &str) -> Option<OverWhat> {
    OVER.iter().find(|(en, zh, _)| *en == name || *zh == name).map(|(_, _, what)| *what)
}
