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
            ("power" | "乘方", [value, exponent]) => {
                let value = self.number(value)?;
                let exponent = self.whole(exponent, 1..=20, "power(x, 2)", name)?;
                let ty = Type::Number(Unit::default());
                made(ty, Kind::Power(Box::new(value), exponent))
            }
            ("root" | "方根", [value, degree]) => {
                let value = self.number(value)?;
                let degree = self.whole(degree, 2..=9, "root(x, 2)", name)?;
                self.smooth(span, Smooth::Root(degree), value)
            }
            ("ln" | "log10" | "exp" | "自然对数" | "常用对数" | "指数", [value]) => {
                let value = self.number(value)?;
                let which = match function {
                    "ln" | "自然对数" => Smooth::Ln,
                    "log10" | "常用对数" => Smooth::Log10,
                    _ => Smooth::Exp,
                };
                self.smooth(span, which, value)
            }
            ("claimed" | "自报值", [Expr { kind: Ast::Name(words), span: at, .. }]) => {
                let fact = self.fact_named(words, *at)?;
                let found = self.names.facts.get(fact)?;
                let Some(claim) = found.claim else {
                    self.sink.report(*at, Message::NothingClaimed { name: found.id.clone() });
                    return None;
                };
                made(type_of(found)?, Kind::Fact(claim.fact))
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
                if let Some(field) = self.field_named(words) {
                    return made(Type::Truth, Kind::KnownField(field));
                }
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
                        near: foreign(function).map_or_else(
                            || nearest(function, FUNCTIONS.iter().flat_map(|f| [f.0, f.1])),
                            str::to_owned,
                        ),
                    },
                };
                self.sink.report(name.span, message);
                None
            }
        }
    }

    /// A whole number written out, within limits.
    fn whole(
        &mut self,
        ast: &Expr,
        within: std::ops::RangeInclusive<u32>,
        usage: &str,
        name: &Word,
    ) -> Option<u32> {
        let found = match &ast.kind {
            Ast::Number { digits, percent: false } => digits.parse::<u32>().ok(),
            _ => None,
        };
        let found = found.filter(|n| within.contains(n));
        if found.is_none() {
            let usage = format!("{usage}, {}…{}", within.start(), within.end());
            let message = Message::WrongArguments { function: name.text.clone(), usage };
            self.sink.report(ast.span, message);
        }
        found
    }

    /// A function of a number that is proven to lie where the function has a value.
    fn smooth(&mut self, span: Span, function: Smooth, value: Expression) -> Option<Expression> {
        let range = self.range(&value);
        let hundred = Number::from(100);
        let (proven, wanted) = match function {
            Smooth::Root(_) => (range.low.is_some_and(|low| !low.is_negative()), "≥ 0"),
            Smooth::Ln | Smooth::Log10 => (range.low.is_some_and(|low| low.is_positive()), "> 0"),
            Smooth::Exp => {
                let low = range.low.is_some_and(|low| low >= -&hundred);
                (low && range.high.is_some_and(|high| high <= hundred), "−100 … 100")
            }
        };
        if !proven {
            self.sink.report(value.span, Message::DomainNotProven { wanted: wanted.into() });
            return None;
        }
        let ty = Type::Number(Unit::default());
        Some(Expression { span, ty, kind: Kind::Smooth(function, Box::new(value)) })
    }

    /// Whether a name is declared and its declaration failed.
    fn is_broken(&self, name: &str) -> bool {
        self.names.values.get(name) == Some(&Meaning::Broken)
    }

    pub(super) fn is_findings(&self, name: &str) -> bool {
        self.names.fact(name).is_some_and(|(_, f)| matches!(f.kind, FactKind::Findings(_)))
    }

    /// The position of a field of the list at hand, whatever its kind.
    fn field_named(&self, words: &[Word]) -> Option<usize> {
        let [word] = words else { return None };
        self.names.fields(self.scope?).iter().position(|field| field.id == word.text)
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
            let near = foreign(&name.text).map_or_else(
                || nearest(&name.text, OVER.iter().map(|(word, _, _)| *word)),
                str::to_owned,
            );
            self.sink.report(name.span, Message::UnknownFunction { name: name.text.clone(), near });
            return None;
        };
        let list = self.fact_named(over, span)?;
        if !matches!(self.names.facts.get(list).map(|f| &f.kind), Some(FactKind::Findings(_))) {
            self.sink.report(span, Message::NotFindings);
            return None;
        }
        let field = match over {
            [_, field] => Some((self.group(list, field)?, field.text.as_str())),
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
            Some((at, name)) => match self.of_finding(list, at, name) {
                Some((number @ (Type::Number(_) | Type::Literal), kind)) => {
                    ty = number.clone();
                    Some(Expression { span, ty: number, kind })
                }
                _ => {
                    self.sink.report(span, usage("sum(F.number …)"));
                    return None;
                }
            },
            None => None,
        };
        let by = by.iter().map(|word| self.group(list, word)).collect::<Option<Vec<usize>>>()?;
        let fits = match what {
            OverWhat::Distinct => !by.is_empty(),
            OverWhat::Sum => true,
            _ => by.is_empty(),
        };
        if !fits {
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
        let over = Over { what, fact: list, each, filter, by, at_most_per: Vec::new(), k };
        Some(Expression { span, ty, kind: Kind::Over(Box::new(over)) })
    }

    /// The position of a field, or after all fields that of what is computed of each finding.
    pub(crate) fn group(&mut self, list: usize, word: &Word) -> Option<usize> {
        let fields = self.names.fields(list);
        if let Some(found) = fields.iter().position(|field| field.id == word.text) {
            return Some(found);
        }
        if let Some(at) = self.derived_named(list, &word.text) {
            let (position, _) = self.use_derived(list, at, word.span)?;
            return Some(fields.len().saturating_add(position));
        }
        let derived = self.progress.derived.get(&list).into_iter().flatten();
        let known =
            fields.iter().map(|f| f.id.as_str()).chain(derived.map(|(name, _)| name.as_str()));
        let near = nearest(&word.text, known);
        self.sink.report(word.span, Message::UnknownField { name: word.text.clone(), near });
        None
    }

    /// What stands at such a position.
    fn of_finding(&self, list: usize, at: usize, name: &str) -> Option<(Type, Kind)> {
        let fields = self.names.fields(list);
        if let Some(field) = fields.get(at) {
            return Some((type_of(field)?, Kind::Field(at)));
        }
        let derived = &self.progress.facts.get(list)?.derived;
        let position = derived.iter().position(|one| one.id == name)?;
        let ty = derived.get(position)?.value.ty.clone();
        Some((ty, Kind::Derived(list, position)))
    }
}

/// What functions of other languages are called here, and how they are used.
const FOREIGN: &[(&str, &str)] = &[
    ("sqrt", "root(x, 2)"),
    ("平方根", "root(x, 2)"),
    ("cbrt", "root(x, 3)"),
    ("pow", "power(x, n)"),
    ("log", "ln(x)` or `log10(x)"),
    ("avg", "mean(list.field)"),
    ("average", "mean(list.field)"),
    ("平均值", "平均(list.field)"),
    ("求和", "合计(list.field)"),
    ("len", "count(list)"),
    ("size", "count(list)"),
    ("countif", "count(list where …)"),
    ("sumif", "sum(list.field where …)"),
    ("exists", "any(list where …)"),
    ("every", "all(list where …)"),
    ("mod", "a - b * floor(a / b)"),
    ("int", "floor(x)"),
    ("trunc", "floor(x)"),
    ("ceiling", "ceil(x)"),
    ("roundup", "ceil(x)"),
    ("rounddown", "floor(x)"),
    ("iif", "if a then b else c"),
    ("clamp", "min(max(x, low), high)"),
    ("isnull", "not known(fact)"),
    ("isblank", "not known(fact)"),
];

fn foreign(function: &str) -> Option<&'static str> {
    let known = |word: &&(&str, &str)| word.0.eq_ignore_ascii_case(function);
    FOREIGN.iter().find(known).map(|(_, here)| *here)
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
    ("power", "乘方", "power(x, 2)"),
    ("root", "方根", "root(x, 2)"),
    ("ln", "自然对数", "ln(x)"),
    ("log10", "常用对数", "log10(x)"),
    ("exp", "指数", "exp(x)"),
    ("claimed", "自报值", "claimed(fact)"),
    ("days_between", "相隔天数", "days_between(from, to)"),
    ("known", "已知", "known(fact)"),
    ("unmet", "未达", "unmet(checklist)"),
    ("met", "已达", "met(checklist)"),
    ("count", "个数", "count(F where …)"),
    ("sum", "合计", "sum(F.field by field where …)"),
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
