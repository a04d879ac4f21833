//! Criteria: from the one key an item has to the way its points follow from facts.

use super::typing::{Typer, range_of, unit};
use crate::diagnostic::Message;
use crate::expr;
use crate::model::criterion::{
    Band, Criterion, Deduction, Judged, Limit, Post, Ratio, Supply, Table, Tier, Times, WhenEmpty,
};
use crate::model::expression::{Expression, Kind, Over, OverWhat, Type};
use crate::model::fact::FactKind;
use crate::model::range::Range;
use crate::source::Span;
use crate::syntax::fields::{self, Fields};
use crate::syntax::node::{Node, Tree};
use crate::syntax::shape::Shape;
use crate::syntax::vocabulary;
use crate::value::Number;

/// The keys of an item that are criteria.
pub(super) const CRITERIA: &[&str] = &[
    "pass",
    "deduct",
    "tiers",
    "bands",
    "ratio",
    "interpolate",
    "judged",
    "supply",
    "earn",
    "ladder",
    "table",
    "best_of",
    "worst_of",
    "record",
];

/// Reads an expression written in a scalar.
pub(super) fn ast(node: &Node, typer: &mut Typer<'_, '_, '_>) -> Option<expr::ast::Expr> {
    let text = fields::text(node, typer.sink)?;
    expr::parse(text, &|from, to| node.part(from, to), typer.sink)
}

/// A condition.
pub(super) fn condition(node: &Node, typer: &mut Typer<'_, '_, '_>) -> Option<Expression> {
    let ast = ast(node, typer)?;
    typer.condition(&ast)
}

/// A number.
pub(super) fn numeric(node: &Node, typer: &mut Typer<'_, '_, '_>) -> Option<Expression> {
    let ast = ast(node, typer)?;
    typer.number(&ast)
}

/// Where an item's points come from, and what they may not exceed.
pub(super) struct Author<'t, 'n, 's, 'k> {
    pub(super) typer: &'t mut Typer<'n, 's, 'k>,
    /// Full marks; none for a let, where points are just numbers.
    pub(super) full: Option<Number>,
}

impl Author<'_, '_, '_, '_> {
    /// The criterion behind a key.
    pub(super) fn criterion(&mut self, key: &str, node: &Node) -> Option<Criterion> {
        match key {
            "pass" => condition(node, self.typer).map(Criterion::Pass),
            "earn" => numeric(node, self.typer).map(Criterion::Earn),
            "deduct" => self.deduct(node),
            "tiers" => self.tiers(node, true).map(Criterion::Tiers),
            "ladder" => self.tiers(node, false).map(Criterion::Ladder),
            "bands" => self.bands(node).map(|(of, steps)| Criterion::Bands(of, steps)),
            "ratio" => self.ratio(node),
            "interpolate" => {
                self.interpolate(node).map(|(of, posts)| Criterion::Interpolate(of, posts))
            }
            "judged" => self.judged(node),
            "supply" => self.supply(node),
            "table" => self.table(node).map(|table| Criterion::Table(Box::new(table))),
            "best_of" => self.several(node).map(Criterion::BestOf),
            "worst_of" => self.several(node).map(Criterion::WorstOf),
            _ => self.record(node),
        }
    }

    fn several(&mut self, node: &Node) -> Option<Vec<Criterion>> {
        let list = fields::elements(node, self.typer.sink)?;
        let mut out = Vec::with_capacity(list.len());
        for node in list {
            let read = Fields::open_part(node, &vocabulary::ITEM, self.typer.sink)?;
            let mut given = read.given();
            match (given.next(), given.next()) {
                (Some((key, _, value)), None)
                    if CRITERIA.contains(&key.word) && key.word != "record" =>
                {
                    out.push(self.criterion(key.word, value)?);
                }
                _ => {
                    self.typer.sink.report(node.span, Message::WantedOneCriterion);
                    return None;
                }
            }
        }
        if out.is_empty() {
            self.typer.sink.report(node.span, Message::EmptyList);
            return None;
        }
        Some(out)
    }

    /// `points` or `share`, within full marks.
    fn award(&mut self, read: &Fields<'_>) -> Option<Number> {
        let sink = &mut *self.typer.sink;
        let (points, share) = (read.get("points"), read.get("share"));
        let (number, node) = match (points, share, &self.full) {
            (Some(node), None, _) => (fields::number(node, sink)?, node),
            (None, Some(node), Some(full)) => (&fields::number(node, sink)? * full, node),
            _ => {
                sink.report(read.span, Message::PointsOrShare);
                return None;
            }
        };
        if let Some(full) = &self.full
            && (number.is_negative() || number > *full)
        {
            let message =
                Message::PointsOutOfRange { points: number.to_string(), full: full.to_string() };
            sink.report(node.span, message);
            return None;
        }
        Some(number)
    }

    fn deduct(&mut self, node: &Node) -> Option<Criterion> {
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
            Some(node) => Some(fields::number(node, self.typer.sink)?),
            None => None,
        };
        let subject = read.get(kind)?;
        let points_node = read.get("points");
        if **kind == "findings" {
            let sum = self.findings(&read, subject, points_node?)?;
            let span = sum.span;
            let points = Expression::number(Number::ONE, span);
            return Some(Deduction { times: Times::Findings(sum), points, at_most });
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
        if range_of(&points, &self.typer.names.facts, &self.typer.finished)
            .high
            .is_some_and(|high| !high.is_positive())
        {
            self.typer.sink.report(points_node.span, Message::PointsNotPositive);
            return None;
        }
        Some(Deduction { times, points, at_most })
    }

    /// The points of all findings together: a sum over them, with repeats and caps taken care of.
    fn findings(&mut self, read: &Fields<'_>, subject: &Node, points: &Node) -> Option<Expression> {
        let (list, kind) = self.fact(subject)?;
        let FactKind::Findings(field_facts) = kind else {
            self.typer.sink.report(subject.span, Message::NotFindings);
            return None;
        };
        let each = self.typer.within(list, |typer| numeric(points, typer))?;
        let filter = match read.get("where") {
            Some(node) => Some(self.typer.within(list, |typer| condition(node, typer))?),
            None => None,
        };
        let by = match read.get("once_per") {
            Some(node) => self.fields_named(node, &field_facts)?,
            None => Vec::new(),
        };
        let at_most_per = match read.get("at_most_per") {
            Some(node) => {
                let read = Fields::open(node, &vocabulary::AT_MOST_PER, self.typer.sink)?;
                let by = self.fields_named(read.get("by")?, &field_facts)?;
                Some((by, fields::number(read.get("points")?, self.typer.sink)?))
            }
            None => None,
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

    fn fields_named(
        &mut self,
        node: &Node,
        fields_of: &[crate::model::fact::Fact],
    ) -> Option<Vec<usize>> {
        let texts = fields::texts(node, self.typer.sink);
        texts
            .into_iter()
            .map(|(text, span)| {
                let word = expr::ast::Word { text: text.to_owned(), span };
                self.typer.field(fields_of, &word)
            })
            .collect()
    }

    /// The fact a key names.
    fn fact(&mut self, node: &Node) -> Option<(usize, FactKind)> {
        let name = fields::text(node, self.typer.sink)?;
        match self.typer.names.values.get(name) {
            Some(super::names::Meaning::Fact(at)) => {
                self.typer.names.facts.get(*at).map(|fact| (*at, fact.kind.clone()))
            }
            Some(super::names::Meaning::Broken) => None,
            _ => {
                let ids = self.typer.names.facts.iter().map(|f| f.id.as_str());
                let near = crate::diagnostic::nearest(name, ids);
                let message = Message::UnknownFact { name: fields::shorten(name), near };
                self.typer.sink.report(node.span, message);
                None
            }
        }
    }

    /// Tiers (with a rest) or the levels of a ladder (without).
    fn tiers(&mut self, node: &Node, with_rest: bool) -> Option<Vec<Tier>> {
        let list = fields::elements(node, self.typer.sink)?;
        let mut out = Vec::with_capacity(list.len());
        let mut failed = false;
        for (at, node) in list.iter().enumerate() {
            let Some(read) = Fields::open(node, &vocabulary::TIER, self.typer.sink) else {
                failed = true;
                continue;
            };
            let last = at + 1 == list.len();
            let when = match (read.get("when"), read.get("else")) {
                (Some(node), None) => match condition(node, self.typer) {
                    Some(when) => Some(when),
                    None => {
                        failed = true;
                        continue;
                    }
                },
                (None, Some(node)) if with_rest && last => {
                    if fields::truth(node, self.typer.sink) != Some(true) {
                        failed = true;
                    }
                    None
                }
                _ => {
                    self.typer.sink.report(read.span, Message::TierCondition);
                    failed = true;
                    continue;
                }
            };
            let title = read.get("title").and_then(|n| fields::text(n, self.typer.sink));
            match self.award(&read) {
                Some(points) => out.push(Tier { when, points, title: title.map(str::to_owned) }),
                None => failed = true,
            }
        }
        if list.is_empty() {
            self.typer.sink.report(node.span, Message::EmptyList);
            return None;
        }
        if with_rest && !failed && out.last().is_some_and(|tier| tier.when.is_some()) {
            self.typer.sink.report(node.span, Message::TiersWithoutRest);
            return None;
        }
        (!failed).then_some(out)
    }

    /// Bands that meet without hole or overlap over everything the number can be.
    fn bands(&mut self, node: &Node) -> Option<(Expression, Vec<Band>)> {
        let read = Fields::open(node, &vocabulary::BANDS, self.typer.sink)?;
        let of = read.get("of").and_then(|node| numeric(node, self.typer));
        let steps = read.get("steps")?;
        let list = fields::elements(steps, self.typer.sink)?;
        let mut bands: Vec<(Band, Span)> = Vec::with_capacity(list.len());
        let mut failed = false;
        for node in list {
            match self.band(node) {
                Some(band) => bands.push((band, node.span)),
                None => failed = true,
            }
        }
        if list.is_empty() {
            self.typer.sink.report(steps.span, Message::EmptyList);
            return None;
        }
        let of = of?;
        if failed {
            return None;
        }
        in_order(&mut bands);
        fill(&mut bands);
        let range = range_of(&of, &self.typer.names.facts, &self.typer.finished);
        let grid = grid_of(&of, &self.typer.names.facts, &self.typer.finished);
        self.check_bands(&bands, &range, grid.as_ref(), steps.span)?;
        Some((of, bands.into_iter().map(|(band, _)| band).collect()))
    }

    fn band(&mut self, node: &Node) -> Option<Band> {
        let read = Fields::open(node, &vocabulary::BAND, self.typer.sink)?;
        let mut limit = |included: &str, excluded: &str| -> Option<Option<Limit>> {
            match (read.get(included), read.get(excluded)) {
                (Some(_), Some(_)) => {
                    let keys = crate::diagnostic::list([included, excluded]);
                    self.typer.sink.report(read.span, Message::OneOf { keys });
                    None
                }
                (Some(node), None) => {
                    let at = fields::number(node, self.typer.sink)?;
                    Some(Some(Limit { at, included: true }))
                }
                (None, Some(node)) => {
                    let at = fields::number(node, self.typer.sink)?;
                    Some(Some(Limit { at, included: false }))
                }
                (None, None) => Some(None),
            }
        };
        let low = limit("from", "above")?;
        let high = limit("to", "below")?;
        let title = read.get("title").and_then(|n| fields::text(n, self.typer.sink));
        let points = self.award(&read)?;
        Some(Band { low, high, points, title: title.map(str::to_owned) })
    }

    fn check_bands(
        &mut self,
        bands: &[(Band, Span)],
        range: &Range,
        grid: Option<&Number>,
        at: Span,
    ) -> Option<()> {
        let mut fine = true;
        for pair in bands.windows(2) {
            let [(a, _), (b, span)] = pair else { continue };
            let (Some(high), Some(low)) = (&a.high, &b.low) else {
                self.typer
                    .sink
                    .report(*span, Message::BandsOverlap { witness: anchor(b).1.to_string() });
                fine = false;
                continue;
            };
            if let Some(witness) = between(high, low, grid) {
                self.typer.sink.report(*span, Message::BandHole { witness: witness.to_string() });
                fine = false;
            } else if let Some(witness) = shared(high, low, grid) {
                self.typer
                    .sink
                    .report(*span, Message::BandsOverlap { witness: witness.to_string() });
                fine = false;
            }
        }
        let ends = [
            bands.first().and_then(|(band, _)| band.low.as_ref()).map(|l| (l, true)),
            bands.last().and_then(|(band, _)| band.high.as_ref()).map(|l| (l, false)),
        ];
        for (limit, lower) in ends.into_iter().flatten() {
            let edge = if lower { &range.low } else { &range.high };
            let outside = match edge {
                Some(edge) if *edge == limit.at => !limit.included,
                Some(edge) => (*edge < limit.at) == lower,
                None => true,
            };
            if outside {
                let one = Number::ONE;
                let witness = match edge {
                    Some(edge) => edge.clone(),
                    None if lower => &limit.at - &one,
                    None => &limit.at + &one,
                };
                self.typer.sink.report(at, Message::BandHole { witness: witness.to_string() });
                fine = false;
            }
        }
        fine.then_some(())
    }

    fn ratio(&mut self, node: &Node) -> Option<Criterion> {
        let read = Fields::open(node, &vocabulary::RATIO, self.typer.sink)?;
        let of = read.get("of").and_then(|node| numeric(node, self.typer));
        let to = read.get("to").and_then(|node| numeric(node, self.typer));
        let share = |word: &str, default: Number, sink: &mut crate::diagnostic::Sink<'_>| match read
            .get(word)
        {
            Some(node) => fields::number(node, sink),
            None => Some(default),
        };
        let target = share("target", Number::ONE, self.typer.sink)?;
        let floor = share("floor", Number::ZERO, self.typer.sink)?;
        let written = match read.get("when_empty") {
            Some(node) => Some(fields::word(node, vocabulary::WHEN_EMPTY, self.typer.sink)?),
            None => None,
        };
        let (of, to) = (of?, to?);
        if target <= floor {
            let at = if read.get("target").is_some() { "target" } else { "floor" };
            self.typer.sink.report(read.at(at), Message::TargetBelowFloor);
            return None;
        }
        if of.ty != Type::Literal && to.ty != Type::Literal && unit(&of.ty) != unit(&to.ty) {
            let message = Message::UnitMismatch {
                left: unit(&of.ty).to_string(),
                right: unit(&to.ty).to_string(),
            };
            self.typer.sink.report(read.at("to"), message);
            return None;
        }
        let never =
            !range_of(&to, &self.typer.names.facts, &self.typer.finished).holds(&Number::ZERO);
        let when_empty = match written {
            _ if never => None,
            Some("not_applicable") => Some(WhenEmpty::NotApplicable),
            Some("full") => Some(WhenEmpty::Full),
            Some("zero") => Some(WhenEmpty::Zero),
            Some(_) => Some(WhenEmpty::Undefined),
            None => {
                self.typer.sink.report(read.at("to"), Message::WhenEmptyMissing);
                return None;
            }
        };
        Some(Criterion::Ratio(Box::new(Ratio { of, to, target, floor, when_empty })))
    }

    fn interpolate(&mut self, node: &Node) -> Option<(Expression, Vec<Post>)> {
        let read = Fields::open(node, &vocabulary::INTERPOLATE, self.typer.sink)?;
        let of = read.get("of").and_then(|node| numeric(node, self.typer));
        let posts_node = read.get("posts")?;
        let mut posts: Vec<Post> = Vec::new();
        for node in fields::elements(posts_node, self.typer.sink)? {
            let read = Fields::open(node, &vocabulary::POST, self.typer.sink)?;
            let at = fields::number(read.get("at")?, self.typer.sink)?;
            let points = self.award(&read)?;
            if posts.last().is_some_and(|last| last.at >= at) {
                self.typer.sink.report(node.span, Message::PostsNotAscending);
                return None;
            }
            posts.push(Post { at, points });
        }
        if posts.len() < 2 {
            self.typer.sink.report(posts_node.span, Message::TooFewPosts);
            return None;
        }
        Some((of?, posts))
    }

    fn judged(&mut self, node: &Node) -> Option<Criterion> {
        let read = Fields::open(node, &vocabulary::JUDGED, self.typer.sink)?;
        let value = read.get("value")?;
        let (fact, kind) = self.fact(value)?;
        if !matches!(kind, FactKind::Number(_)) {
            self.typer.sink.report(value.span, Message::JudgedValue);
            return None;
        }
        let step_node = read.get("step")?;
        let step = fields::number(step_node, self.typer.sink)?;
        if !step.is_positive() {
            self.typer.sink.report(step_node.span, Message::StepNotPositive);
            return None;
        }
        let reason = match read.get("reason") {
            Some(node) => {
                let (at, kind) = self.fact(node)?;
                if !matches!(kind, FactKind::Text) {
                    self.typer.sink.report(node.span, Message::ReasonNotText);
                    return None;
                }
                Some(at)
            }
            None => None,
        };
        Some(Criterion::Judged(Judged { fact, step, reason }))
    }

    fn supply(&mut self, node: &Node) -> Option<Criterion> {
        let read = Fields::open(node, &vocabulary::SUPPLY, self.typer.sink)?;
        let need = read.get("need").and_then(|node| numeric(node, self.typer));
        let have = read.get("have").and_then(|node| numeric(node, self.typer));
        Some(Criterion::Supply(Box::new(Supply { need: need?, have: have? })))
    }

    fn table(&mut self, node: &Node) -> Option<Table> {
        let read = Fields::open(node, &vocabulary::TABLE, self.typer.sink)?;
        let mut axis = |word: &str| {
            let node = read.get(word)?;
            let ast = ast(node, self.typer)?;
            self.typer.choice(&ast)
        };
        let (rows, columns) = (axis("rows"), axis("columns"));
        let ((rows, row_words), (columns, column_words)) = (rows?, columns?);
        let cells_node = read.get("cells")?;
        let row_nodes = self.exactly(cells_node, &row_words)?;
        let mut cells = Vec::with_capacity(row_words.len());
        for row in row_nodes {
            let column_nodes = self.exactly(row, &column_words)?;
            let mut line = Vec::with_capacity(column_words.len());
            for node in column_nodes {
                let points = fields::number(node, self.typer.sink)?;
                if let Some(full) = &self.full
                    && (points.is_negative() || points > *full)
                {
                    let message = Message::PointsOutOfRange {
                        points: points.to_string(),
                        full: full.to_string(),
                    };
                    self.typer.sink.report(node.span, message);
                    return None;
                }
                line.push(points);
            }
            cells.push(line);
        }
        Some(Table { rows, columns, cells })
    }

    /// A value for every word, in the order of the words.
    fn exactly<'x>(&mut self, node: &'x Node, words: &[String]) -> Option<Vec<&'x Node>> {
        let Tree::Map(map) = &node.value else {
            self.typer.sink.report(node.span, Message::WantedMap);
            return None;
        };
        let mut fine = true;
        for entry in map {
            if !words.contains(&entry.key.text) {
                let near =
                    crate::diagnostic::nearest(&entry.key.text, words.iter().map(String::as_str));
                let message = Message::UnknownChoice {
                    written: entry.key.text.clone(),
                    words: crate::diagnostic::list(words.iter().map(String::as_str)),
                    near,
                };
                self.typer.sink.report(entry.key.span, message);
                fine = false;
            }
        }
        let mut out = Vec::with_capacity(words.len());
        for word in words {
            match map.iter().find(|entry| entry.key.text == *word) {
                Some(entry) => out.push(&entry.value),
                None if fine => {
                    self.typer.sink.report(node.span, Message::CellMissing { word: word.clone() });
                    fine = false;
                }
                None => {}
            }
        }
        fine.then_some(out)
    }

    fn record(&mut self, node: &Node) -> Option<Criterion> {
        let sink = &mut *self.typer.sink;
        let mut list = Vec::new();
        for (text, span) in fields::texts(node, sink) {
            match self.typer.names.values.get(text) {
                Some(super::names::Meaning::Fact(at)) => list.push(*at),
                Some(super::names::Meaning::Broken) => return None,
                _ => {
                    let ids = self.typer.names.facts.iter().map(|f| f.id.as_str());
                    let near = crate::diagnostic::nearest(text, ids);
                    sink.report(span, Message::UnknownFact { name: fields::shorten(text), near });
                    return None;
                }
            }
        }
        Some(Criterion::Record(list))
    }

    /// A let written as a form rather than as an expression.
    pub(super) fn form(&mut self, node: &Node) -> Option<Expression> {
        let read = Fields::open_part(node, &LET_FORM, self.typer.sink)?;
        let mut given = read.given();
        let (Some((key, _, value)), None) = (given.next(), given.next()) else {
            self.typer.sink.report(node.span, Message::WantedOneCriterion);
            return None;
        };
        let kind = match key.word {
            "bands" => {
                let (of, steps) = self.bands(value)?;
                Kind::Bands(Box::new(of), steps)
            }
            "interpolate" => {
                let (of, posts) = self.interpolate(value)?;
                Kind::Interpolate(Box::new(of), posts)
            }
            "table" => {
                let table = self.table(value)?;
                Kind::Table(Box::new(table.rows), Box::new(table.columns), table.cells)
            }
            _ => {
                let mut tiers = self.tiers(value, true)?;
                let rest = tiers.pop()?;
                let pairs = tiers
                    .into_iter()
                    .filter_map(|tier| {
                        let when = tier.when?;
                        let span = when.span;
                        Some((when, Expression::number(tier.points, span)))
                    })
                    .collect();
                Kind::FirstOf(pairs, Box::new(Expression::number(rest.points, node.span)))
            }
        };
        Some(Expression { span: node.span, ty: Type::Literal, kind })
    }
}

/// The forms a let may take.
static LET_FORM: Shape = Shape { name: ("value", "中间量"), keys: vocabulary::ITEM.keys };

/// Lowest first. A band without any limit is the rest, at the end where it was written.
fn in_order(bands: &mut Vec<(Band, Span)>) {
    let limited = |band: &Band| band.low.is_some() || band.high.is_some();
    let mut anchors = bands.iter().filter(|(band, _)| limited(band)).map(|(band, _)| anchor(band));
    let descending = matches!((anchors.next(), anchors.next()), (Some(a), Some(b)) if a.1 > b.1);
    if descending {
        bands.reverse();
    }
    let rest_first = bands.first().is_some_and(|(band, _)| !limited(band));
    bands.sort_by_key(|(band, _)| (limited(band) == rest_first, anchor(band)));
}

/// Where a band stands among the others.
fn anchor(band: &Band) -> (bool, Number) {
    match (&band.low, &band.high) {
        (Some(limit), _) => (true, limit.at.clone()),
        (None, Some(limit)) => (false, limit.at.clone()),
        (None, None) => (false, Number::ZERO),
    }
}

/// A missing limit is that of the neighbour, on its other side.
fn fill(bands: &mut [(Band, Span)]) {
    let other = |limit: &Limit| Limit { at: limit.at.clone(), included: !limit.included };
    for at in 1..bands.len() {
        let (before, after) = bands.split_at_mut(at);
        let (Some((a, _)), Some((b, _))) = (before.last_mut(), after.first_mut()) else { continue };
        match (&a.high, &b.low) {
            (None, Some(low)) => a.high = Some(other(low)),
            (Some(high), None) => b.low = Some(other(high)),
            _ => {}
        }
    }
}

/// A number above `high` and below `low` that the grid allows, if there is one.
fn between(high: &Limit, low: &Limit, grid: Option<&Number>) -> Option<Number> {
    if high.at > low.at {
        return None;
    }
    let candidate = match grid {
        Some(step) => {
            let first = high.at.round_to(step, crate::value::Rounding::Up);
            if first == high.at && high.included { &first + step } else { first }
        }
        None if high.at == low.at => high.at.clone(),
        None => (&high.at + &low.at).div(&Number::from(2))?,
    };
    let in_high = candidate < high.at || (candidate == high.at && high.included);
    let in_low = candidate > low.at || (candidate == low.at && low.included);
    (!in_high && !in_low).then_some(candidate)
}

/// A number that lies in both.
fn shared(high: &Limit, low: &Limit, grid: Option<&Number>) -> Option<Number> {
    if high.at < low.at || (high.at == low.at && !(high.included && low.included)) {
        return None;
    }
    let candidate = match grid {
        Some(step) => {
            let first = low.at.round_to(step, crate::value::Rounding::Up);
            if first == low.at && !low.included { &first + step } else { first }
        }
        None if low.included => low.at.clone(),
        None => (&high.at + &low.at).div(&Number::from(2))?,
    };
    let fits = candidate < high.at || (candidate == high.at && high.included);
    fits.then_some(candidate)
}

/// The step all values of an expression are multiples of, where that is known.
pub(super) fn grid_of(
    e: &Expression,
    facts: &[crate::model::fact::Fact],
    lets: &[(String, Expression)],
) -> Option<Number> {
    use crate::model::expression::Arithmetic;
    let of = |e: &Expression| grid_of(e, facts, lets);
    let finer = |a: Number, b: Number| {
        // The finer of two steps where one divides the other.
        let (small, large) = if a < b { (a, b) } else { (b, a) };
        large.div(&small).filter(Number::is_integer).map(|_| small)
    };
    match &e.kind {
        Kind::Number(number) if number.is_zero() => Some(Number::ONE),
        Kind::Number(number) => Some(number.abs()),
        Kind::Fact(at) => match &facts.get(*at)?.kind {
            FactKind::Number(number) => {
                let places = number.places?.saturating_add(if number.percent { 2 } else { 0 });
                Some(
                    (0..places)
                        .fold(Number::ONE, |step, _| step.div(&Number::from(10)).unwrap_or(step)),
                )
            }
            _ => None,
        },
        Kind::Let(at) => lets.get(*at).and_then(|(_, e)| of(e)),
        Kind::Negate(a) | Kind::Abs(a) => of(a),
        Kind::Ceil(_)
        | Kind::Floor(_)
        | Kind::CountTrue(_)
        | Kind::Tally(..)
        | Kind::DaysBetween(..) => Some(Number::ONE),
        Kind::Round(_, step) => Some(step.clone()),
        Kind::Over(over) if matches!(over.what, OverWhat::Count | OverWhat::Distinct) => {
            Some(Number::ONE)
        }
        Kind::Arithmetic(Arithmetic::Multiply, a, b) => Some(&of(a)? * &of(b)?),
        Kind::Arithmetic(_, a, b) => finer(of(a)?, of(b)?),
        Kind::If(_, a, b) => finer(of(a)?, of(b)?),
        Kind::Extreme(_, list) => {
            let mut steps = list.iter().map(of);
            let first = steps.next()??;
            steps.try_fold(first, |a, b| finer(a, b?))
        }
        _ => None,
    }
}

/// A whole number of days from `3 days`, `3天` or `3`.
pub(super) fn days(node: &Node, typer: &mut Typer<'_, '_, '_>) -> Option<i64> {
    let written = fields::text(node, typer.sink)?;
    let digits: String = written.chars().take_while(char::is_ascii_digit).collect();
    let unit = written.get(digits.len()..).unwrap_or("").trim();
    if matches!(unit, "" | "day" | "days" | "天" | "日")
        && let Ok(days) = digits.parse::<i64>()
        && days <= 36_500
    {
        return Some(days);
    }
    typer.sink.report(node.span, Message::NotDays { written: fields::shorten(written) });
    None
}
