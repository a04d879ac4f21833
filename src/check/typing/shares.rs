//! The percent trap: a share is 0.9 or 90 %, and `90` beside it is 9,000 %.

use super::*;
use crate::syntax::node::Node;

/// How far named values are followed.
const FOLLOWED: usize = 8;

impl Typer<'_, '_, '_> {
    /// Whether a plain number beside a value is one it can reach; says that a per cent sign is missing where it is not.
    pub(super) fn no_percent_is_missing(&mut self, of: &Expression, beside: &Expr) -> bool {
        if let (Ast::Number { digits, percent: true }, Some(name)) = (&beside.kind, self.whose(of))
        {
            let message = Message::PointsAgainstPercent { name, percent: format!("{digits}%") };
            self.sink.report(of.span, message);
            return false;
        }
        let Ast::Number { digits, percent: false } = &beside.kind else { return true };
        let Some(number) = Number::parse(digits) else { return true };
        self.fits(of, &number, beside.span)
    }

    /// What the points are of, where a value is points.
    fn whose(&self, e: &Expression) -> Option<String> {
        let Kind::Result(measure) = &e.kind else { return None };
        let part = match measure {
            Measure::Points(part) => *part,
            Measure::TotalPoints => return Some("total".to_owned()),
            _ => return None,
        };
        self.names.parts.iter().find(|(_, at)| **at == Some(part)).map(|(name, _)| name.clone())
    }

    /// The same for numbers written as values of keys.
    pub(crate) fn no_percent_is_missing_in<'x>(
        &mut self,
        of: &Expression,
        nodes: impl Iterator<Item = &'x Node>,
    ) -> bool {
        let mut fine = true;
        for node in nodes {
            let number = node.written().and_then(|written| Number::parse(written.trim()));
            if let Some(number) = number {
                fine &= self.fits(of, &number, node.span);
            }
        }
        fine
    }

    fn fits(&mut self, of: &Expression, number: &Number, at: Span) -> bool {
        let Some(most) = self.most_of_share(of, FOLLOWED) else { return true };
        if *number <= most {
            return true;
        }
        self.sink.report(at, percent_missing(number));
        false
    }

    /// The most that a share can be; none for what is no share.
    fn most_of_share(&self, e: &Expression, depth: usize) -> Option<Number> {
        let depth = depth.checked_sub(1)?;
        match &e.kind {
            Kind::Fact(at) => most_of_percent(self.names.facts.get(*at)?),
            Kind::Field(at) => most_of_percent(self.names.fields(self.scope?).get(*at)?),
            Kind::Result(Measure::Share(_) | Measure::TotalShare) => Some(Number::ONE),
            Kind::Over(over) if over.what == OverWhat::Share => Some(Number::ONE),
            Kind::Let(at) => self.most_of_share(&self.progress.finished.get(*at)?.1, depth),
            Kind::If(_, a, b) => {
                Some(self.most_of_share(a, depth)?.max(self.most_of_share(b, depth)?))
            }
            Kind::Extreme(_, list) => list
                .iter()
                .map(|e| self.most_of_share(e, depth))
                .reduce(|a, b| Some(a?.max(b?)))
                .flatten(),
            _ => None,
        }
    }
}

fn most_of_percent(fact: &Fact) -> Option<Number> {
    match &fact.kind {
        FactKind::Number(number) if number.percent => Some(number.most.clone()?.max(Number::ONE)),
        _ => None,
    }
}

/// What is said of a number that should have been written with a per cent sign.
pub(crate) fn percent_missing(number: &Number) -> Message {
    let percent = number * &Number::from(100);
    Message::PercentMissing { number: number.to_string(), percent: percent.to_string() }
}
