//! Tables, records, and the forms a let may take.

use super::*;
use crate::check::names::Meaning;
use crate::check::typing::Valued;

impl Author<'_, '_, '_, '_> {
    pub(super) fn table(&mut self, node: &Node) -> Option<Table> {
        self.table_of(node, &vocabulary::TABLE)
    }

    fn table_of(&mut self, node: &Node, shape: &'static Shape) -> Option<Table> {
        let read = Fields::open(node, shape, self.typer.sink)?;
        let mut axis = |node: &Node| {
            let ast = ast(node, self.typer)?;
            self.typer.choice(&ast)
        };
        let rows = read.get("rows").and_then(&mut axis);
        let columns =
            match (read.get("columns"), shape.key("columns").is_some_and(|key| key.required)) {
                (Some(node), _) => axis(node).map(|(columns, words)| (columns, Some(words))),
                (None, true) => None,
                (None, false) => Some((Table::only_column(node.span), None)),
            };
        let ((rows, row_words), (columns, column_words)) = (rows?, columns?);
        let cells_node = read.get("cells")?;
        let row_nodes = self.exactly(cells_node, &row_words)?;
        let mut cells = Vec::with_capacity(row_words.len());
        for row in row_nodes {
            let nodes = match &column_words {
                Some(words) => self.exactly(row, words)?,
                None => vec![row],
            };
            cells.push(nodes.into_iter().map(|node| self.in_cell(node)).collect::<Option<_>>()?);
        }
        Some(Table { rows, columns, cells })
    }

    /// The points of a cell, or its level.
    fn in_cell(&mut self, node: &Node) -> Option<Number> {
        let points = match self.levels {
            Some(_) => self.level(node)?,
            None => fields::number(node, self.typer.sink)?,
        };
        if let Some(full) = &self.full
            && (points.is_negative() || points > *full)
        {
            let message =
                Message::PointsOutOfRange { points: points.to_string(), full: full.to_string() };
            self.typer.sink.report(node.span, message);
            return None;
        }
        Some(points)
    }

    /// A value for every word, in the order of the words.
    pub(super) fn exactly<'x>(
        &mut self,
        node: &'x Node,
        words: &[String],
    ) -> Option<Vec<&'x Node>> {
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

    pub(super) fn record(&mut self, node: &Node) -> Option<Criterion> {
        let sink = &mut *self.typer.sink;
        let mut list = Vec::new();
        for (text, span) in fields::texts(node, sink) {
            match self.typer.names.values.get(text) {
                Some(Meaning::Fact(at)) => list.push(*at),
                Some(Meaning::Broken) => return None,
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

    /// A let written as a form rather than as an expression, with the titles of its levels.
    pub(in crate::check) fn form(&mut self, node: &Node) -> Option<Valued> {
        let read = Fields::open(node, &vocabulary::VALUE, self.typer.sink)?;
        let levels = match read.get("levels") {
            Some(node) => Some(crate::check::facts::words(node, self.typer.sink)?),
            None => None,
        };
        self.levels =
            levels.as_ref().map(|words| words.iter().map(|word| word.id.clone()).collect());
        let mut given = read.given().filter(|(key, _, _)| key.word != "levels");
        let (Some((key, _, value)), None) = (given.next(), given.next()) else {
            self.typer.sink.report(node.span, Message::WantedOneCriterion);
            return None;
        };
        let kind = match key.word {
            "bands" => {
                let (of, steps) = self.bands(value)?;
                Kind::Bands(Box::new(of), steps)
            }
            "interpolate" if levels.is_some() => {
                let message =
                    Message::KeyDoesNotFit { key: "interpolate".into(), kind: "levels".into() };
                self.typer.sink.report(read.at("interpolate"), message);
                return None;
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
                let word = self.levels.clone().map(Type::Choice);
                let given = |points: Number, span: Span| match &word {
                    Some(ty) => {
                        let at = points.to_i64().and_then(|at| usize::try_from(at).ok());
                        Expression { span, ty: ty.clone(), kind: Kind::Word(at.unwrap_or(0)) }
                    }
                    None => Expression::number(points, span),
                };
                let pairs = tiers
                    .into_iter()
                    .filter_map(|tier| {
                        let when = tier.when?;
                        let span = when.span;
                        Some((when, given(tier.points, span)))
                    })
                    .collect();
                Kind::FirstOf(pairs, Box::new(given(rest.points, node.span)))
            }
        };
        let ty = self.levels.clone().map_or(Type::Literal, Type::Choice);
        Some(Valued { value: Expression { span: node.span, ty, kind }, levels })
    }

    /// The best grade for each pair of two levels: rows, columns, and positions of grades.
    pub(in crate::check) fn grade_matrix(
        &mut self,
        node: &Node,
        grades: &[String],
    ) -> Option<Table> {
        self.levels = Some(grades.to_vec());
        self.table_of(node, &vocabulary::GRADE_MATRIX)
    }
}
