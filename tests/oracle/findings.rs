//! Folds over findings, and what is worked out for each of them.

use super::eval::{Got, Scope, Stop, answer, boolean, num, seen};
use super::expr::Expr;
use super::facts::{Answer, V, World};
use super::number::{R, int};
use super::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

impl Scope<'_> {
    /// The values that the findings of a fact have by name, worked out one after the other.
    fn with_named(&self, fact: &str, row: &mut super::facts::World) {
        let mut left: Vec<&(String, Tree)> =
            self.rules.fact(fact).tree.at("let").entries().iter().collect();
        while !left.is_empty() {
            let waits = |(_, form): &&(String, Tree)| {
                let mut texts = Vec::new();
                form.texts(&mut texts);
                let mut words = texts
                    .iter()
                    .flat_map(|t| t.split(|c: char| !(c.is_alphanumeric() || c == '_')));
                words.any(|word| left.iter().any(|(name, _)| name == word))
            };
            let (waiting, ready): (Vec<_>, Vec<_>) = left.iter().copied().partition(waits);
            assert!(!ready.is_empty(), "named values of {fact} in a circle");
            for (name, form) in ready {
                let got = Scope { row: Some(&*row), ..*self }.named(form);
                row.insert(name.clone(), answer(got));
            }
            left = waiting;
        }
    }

    pub(super) fn findings_of<'p>(&self, path: &'p str) -> Option<(Got<Vec<World>>, &'p str)> {
        let (fact, field) = path.split_once('.').unwrap_or((path, ""));
        match seen(self.world.get(fact)?) {
            Ok(V::Findings(rows)) => Some((Ok(rows), field)),
            Err(stop) if self.rules.fact(fact).kind == "findings" => Some((Err(stop), field)),
            _ => None,
        }
    }

    /// The findings a condition picks.
    pub(crate) fn picked(&self, fact: &str, filter: Option<&Expr>) -> Got<Vec<World>> {
        self.picked_as(fact, filter, true)
    }

    fn picked_as(&self, fact: &str, filter: Option<&Expr>, wanted: bool) -> Got<Vec<World>> {
        let (rows, _) = self.findings_of(fact).unwrap_or_else(|| panic!("`{fact}` is no findings"));
        let mut picked = Vec::new();
        let given = match self.given.get(fact) {
            Some(Answer::Seen(V::Findings(rows))) => rows.as_slice(),
            _ => &[],
        };
        for (at, mut row) in rows?.into_iter().enumerate() {
            // What `known(…)` asks of this finding, beside its fields.
            let asked: Vec<(String, bool)> = given
                .get(at)
                .unwrap_or(&row)
                .iter()
                .map(|(field, answer)| {
                    (format!("known {field}"), matches!(answer, Answer::Seen(_)))
                })
                .collect();
            row.extend(asked.into_iter().map(|(key, yes)| (key, Answer::Seen(V::Bool(yes)))));
            self.with_named(fact, &mut row);
            let scope = Scope { row: Some(&row), ..*self };
            // A finding that the condition does not apply to is left out.
            match filter.map_or(Ok(true), |f| scope.eval(f).and_then(boolean)) {
                Err(Stop::NotApplicable) => {}
                holds if holds.clone()? == wanted => picked.push(row),
                _ => {}
            }
        }
        Ok(picked)
    }

    /// The mean of the least values of a field.
    pub(super) fn worst(&self, many: &Expr, path: &str, filter: Option<&Expr>) -> Got<V> {
        let (fact, field) = path.split_once('.').expect("a field");
        let many = num(self.eval(many)?)?;
        let mut values = Vec::new();
        for row in self.picked(fact, filter)? {
            values.push(num(seen(&row[field])?)?);
        }
        values.sort();
        let mut taken: Vec<R> = Vec::new();
        for value in values {
            if int(i64::try_from(taken.len()).expect("few")) < many {
                taken.push(value);
            }
        }
        let count = int(i64::try_from(taken.len()).expect("few"));
        if taken.is_empty() {
            return Err(Stop::NotApplicable);
        }
        Ok(V::Num(taken.into_iter().fold(int(0), |a, b| a + b) / count))
    }

    pub(super) fn fold(
        &self,
        name: &str,
        path: &str,
        by: &[String],
        filter: Option<&Expr>,
    ) -> Got<V> {
        let fact = path.split_once('.').map_or(path, |(fact, _)| fact);
        let field = path.split_once('.').map_or("", |(_, field)| field);
        let rows = self.picked(fact, filter)?;
        let others = filter.map_or(Ok(0), |_| Ok(self.picked_as(fact, filter, false)?.len()))?;
        let all = rows.len() + others;
        let count = int(i64::try_from(rows.len()).expect("few"));
        if name == "sum" && !by.is_empty() {
            // Of findings that are the same, the greatest.
            let mut greatest: BTreeMap<String, R> = BTreeMap::new();
            for row in &rows {
                let value = num(seen(&row[field])?)?;
                let slot = greatest.entry(key_of(row, by)).or_insert_with(|| value.clone());
                *slot = value.max(slot.clone());
            }
            return Ok(V::Num(greatest.into_values().fold(int(0), |a, b| a + b)));
        }
        if let "mean" | "min" | "max" | "sum" = name {
            let mut values = Vec::new();
            for row in &rows {
                values.push(num(seen(&row[field])?)?);
            }
            let total = values.iter().fold(int(0), |a, b| a + b);
            return match name {
                "sum" => Ok(V::Num(total)),
                _ if values.is_empty() => Err(Stop::NotApplicable),
                "mean" => Ok(V::Num(total / count)),
                "min" => Ok(V::Num(values.into_iter().min().expect("one"))),
                _ => Ok(V::Num(values.into_iter().max().expect("one"))),
            };
        }
        Ok(match name {
            "count" => V::Num(count),
            "any" => V::Bool(!rows.is_empty()),
            "all" if all == 0 => return Err(Stop::NotApplicable),
            "all" => V::Bool(rows.len() == all),
            "share" if all == 0 => return Err(Stop::NotApplicable),
            "share" => V::Num(count / int(i64::try_from(all).expect("few"))),
            "distinct" => {
                let keys: BTreeSet<String> = rows.iter().map(|row| key_of(row, by)).collect();
                V::Num(int(i64::try_from(keys.len()).expect("few")))
            }
            _ => panic!("no {name} over findings"),
        })
    }
}

/// What makes two findings the same for `by` and `once_per`.
pub(crate) fn key_of(row: &World, by: &[String]) -> String {
    by.iter().map(|field| format!("{:?};", row[field])).collect()
}
