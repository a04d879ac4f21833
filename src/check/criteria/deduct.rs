//! Deductions, and what is taken over findings.

use super::*;
use crate::check::sheet::positive;

/// How many ways to group findings may each have a cap: what they leave together is only then found exactly.
const MOST_CAPS: usize = 2;

impl Author<'_, '_, '_, '_> {
    pub(super) fn deduct(&mut self, node: &Node) -> Option<Criterion> {
        let one = [node];
        let list: Vec<&Node> = match &node.value {
            Tree::List(list) => list.iter().collect(),
            _ => one.to_vec(),
        };
        let deductions: Vec<_> = list.into_iter().map(|node| self.deduction(node)).collect();
        let deductions = deductions.into_iter().collect::<Option<Vec<_>>>()?;
        if deductions.is_empty() {
            self.typer.sink.report(node.span, Message::EmptyList);
            return None;
        }
        Some(Criterion::Deduct(deductions))
    }

    fn deduction(&mut self, node: &Node) -> Option<Deduction> {
        let read = Fields::open(node, &vocabulary::DEDUCTION, self.typer.sink)?;
        let kinds = ["each", "unmet", "when", "findings"];
        let given: Vec<_> = kinds.iter().filter(|kind| read.get(kind).is_some()).collect();
        let [kind] = given.as_slice() else {
            self.typer
                .sink
                .report(read.span, Message::OneOf { keys: crate::diagnostic::list(kinds) });
            return None;
        };
        if **kind != "findings" {
            for key in ["where", "once_per", "at_most_per"] {
                if read.get(key).is_some() {
                    let message = Message::KeyDoesNotFit { key: key.into(), kind: (**kind).into() };
                    self.typer.sink.report(read.at(key), message);
                    return None;
                }
            }
        }
        let at_most = match read.get("at_most") {
            Some(node) => Some(positive(node, self.typer.sink)?),
            None => None,
        };
        let subject = read.get(kind)?;
        let points_node = read.get("points");
        if **kind == "findings" {
            let sum = self.findings(&read, subject, points_node?)?;
            let span = sum.span;
            let points = Expression::number(Number::ONE, span);
            let may_be_negative = self.may_be_negative(&sum);
            return Some(Deduction {
                times: Times::Findings(sum),
                points,
                at_most,
                may_be_negative,
            });
        }
        let times = match **kind {
            "each" => Times::Each(numeric(subject, self.typer)?),
            "unmet" => {
                let (at, fact) = self.fact(subject)?;
                if !matches!(fact, FactKind::Checklist(_)) {
                    self.typer.sink.report(subject.span, Message::NotAChecklist);
                    return None;
                }
                Times::Unmet(at)
            }
            _ => Times::When(condition(subject, self.typer)?),
        };
        let points_node = points_node?;
        let points = numeric(points_node, self.typer)?;
        if self.typer.range(&points).high.is_some_and(|high| !high.is_positive()) {
            self.typer.sink.report(points_node.span, Message::PointsNotPositive);
            return None;
        }
        let may_be_negative = self.may_be_negative(&points)
            || matches!(&times, Times::Each(each) if self.may_be_negative(each));
        Some(Deduction { times, points, at_most, may_be_negative })
    }

    fn may_be_negative(&self, e: &Expression) -> bool {
        self.typer.range(e).low.is_none_or(|low| low.is_negative())
    }

    /// The points of all findings together: a sum over them, with repeats and caps taken care of.
    fn findings(&mut self, read: &Fields<'_>, subject: &Node, points: &Node) -> Option<Expression> {
        let (list, kind) = self.fact(subject)?;
        if !matches!(kind, FactKind::Findings(_)) {
            self.typer.sink.report(subject.span, Message::NotFindings);
            return None;
        }
        let each = self.typer.within(list, |typer| numeric(points, typer))?;
        let filter = match read.get("where") {
            Some(node) => Some(self.typer.within(list, |typer| condition(node, typer))?),
            None => None,
        };
        let by = match read.get("once_per") {
            Some(node) => self.fields_named(node, list)?,
            None => Vec::new(),
        };
        let at_most_per = match read.get("at_most_per") {
            Some(node) => self.caps(node, list)?,
            None => Vec::new(),
        };
        let over = Over {
            what: OverWhat::Sum,
            fact: list,
            each: Some(each),
            filter,
            by,
            at_most_per,
            k: 0,
        };
        let kind = Kind::Over(Box::new(over));
        Some(Expression { span: points.span, ty: Type::Literal, kind })
    }

    /// The caps of groups: one, or a list of two at most.
    fn caps(&mut self, node: &Node, list: usize) -> Option<Vec<(Vec<usize>, Number)>> {
        let nodes = match &node.value {
            Tree::List(nodes) => nodes.as_slice(),
            _ => std::slice::from_ref(node),
        };
        if let Some(third) = nodes.get(MOST_CAPS) {
            self.typer.sink.report(third.span, Message::TooManyCaps);
            return None;
        }
        if nodes.is_empty() {
            self.typer.sink.report(node.span, Message::EmptyList);
            return None;
        }
        let caps: Vec<_> = nodes.iter().map(|node| self.cap(node, list)).collect();
        caps.into_iter().collect()
    }

    fn cap(&mut self, node: &Node, list: usize) -> Option<(Vec<usize>, Number)> {
        let read = Fields::open(node, &vocabulary::AT_MOST_PER, self.typer.sink)?;
        let by = self.fields_named(read.get("by")?, list)?;
        Some((by, positive(read.get("points")?, self.typer.sink)?))
    }

    fn fields_named(&mut self, node: &Node, list: usize) -> Option<Vec<usize>> {
        let texts = fields::texts(node, self.typer.sink);
        texts
            .into_iter()
            .map(|(text, span)| {
                let word = expr::ast::Word { text: text.to_owned(), span };
                self.typer.group(list, &word)
            })
            .collect()
    }
}
