//! Expressions evaluated directly over complete worlds.

use super::expr::Expr;
use super::facts::{Answer, V};
use super::number::{self, R, int};
use super::rules::Rules;
use super::tree::Tree;
use num_traits::{Signed, ToPrimitive};

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stop {
    NotApplicable,
    Missing,
    Error(String),
}

pub(crate) type Got<T> = Result<T, Stop>;

/// Where names are looked up: field of the finding, fact, let, result of an item, choice word.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) world: &'a super::facts::World,
    /// What `known(…)` asks: the answers as given, or as completed.
    pub(crate) given: &'a super::facts::World,
    pub(crate) row: Option<&'a super::facts::World>,
    /// Results by `ITEM.points` and the like; only gates and grades have it.
    pub(crate) sheet: Option<&'a std::collections::BTreeMap<String, Got<V>>>,
}

pub(super) fn seen(answer: &Answer) -> Got<V> {
    match answer {
        Answer::Seen(value) => Ok(value.clone()),
        Answer::NotApplicable => Err(Stop::NotApplicable),
        Answer::NotChecked | Answer::Unknown => Err(Stop::Missing),
        Answer::Error(why) => Err(Stop::Error(why.clone())),
    }
}

/// A value as the answer that has it.
pub(super) fn answer(got: Got<V>) -> Answer {
    match got {
        Ok(value) => Answer::Seen(value),
        Err(Stop::NotApplicable) => Answer::NotApplicable,
        Err(Stop::Missing) => Answer::NotChecked,
        Err(Stop::Error(why)) => Answer::Error(why),
    }
}

/// A form whose words are levels, with the place of each word for it.
fn with_places(form: &Tree, levels: &[String]) -> Tree {
    let place = |word: &Tree| match word.text() {
        Some(word) => Tree::Text(place(levels, word).to_string()),
        None => with_places(word, levels),
    };
    match form {
        Tree::Map(entries) => Tree::Map(
            (entries.iter())
                .map(|(key, value)| match &**key {
                    "is" => ("points".to_owned(), place(value)),
                    "cells" => {
                        let cells = value.entries().iter().map(|(k, cell)| match cell {
                            Tree::Map(row) => {
                                let row = row.iter().map(|(k, cell)| (k.clone(), place(cell)));
                                (k.clone(), Tree::Map(row.collect()))
                            }
                            cell => (k.clone(), place(cell)),
                        });
                        (key.clone(), Tree::Map(cells.collect()))
                    }
                    _ => (key.clone(), with_places(value, levels)),
                })
                .collect(),
        ),
        Tree::List(list) => Tree::List(list.iter().map(|one| with_places(one, levels)).collect()),
        other => other.clone(),
    }
}

impl Scope<'_> {
    pub(crate) fn value(&self, text: &str) -> Got<V> {
        self.eval(&self.rules.expr(text))
    }

    pub(crate) fn number(&self, text: &str) -> Got<R> {
        num(self.value(text)?)
    }

    pub(crate) fn holds(&self, text: &str) -> Got<bool> {
        boolean(self.value(text)?)
    }

    fn path(&self, name: &str) -> Got<V> {
        if let Some(answer) = self.row.and_then(|row| row.get(name)) {
            return seen(answer);
        }
        if let Some(answer) = self.world.get(name) {
            return seen(answer);
        }
        if let Some(form) = self.rules.lets.get(name) {
            return Scope { row: None, ..*self }.named(form);
        }
        if let Some(result) = self.sheet.and_then(|sheet| sheet.get(name)) {
            return result.clone();
        }
        if let Some((list, word)) = name.split_once('.')
            && let Some(answer) = self.world.get(list)
        {
            return match seen(answer)? {
                V::Checklist(words) => seen(words.get(word).expect("a word of the checklist")),
                other => panic!("`{name}`: {other:?} is no checklist"),
            };
        }
        Ok(V::Word(name.to_owned()))
    }

    /// A named value: an expression, or a form that gives a number or one of its levels.
    pub(super) fn named(&self, form: &Tree) -> Got<V> {
        if let Some(text) = form.text() {
            return self.value(text);
        }
        let levels: Vec<String> = match form.at("levels") {
            Tree::List(list) => list.iter().filter_map(Tree::text).map(str::to_owned).collect(),
            titled => titled.entries().iter().map(|(word, _)| word.clone()).collect(),
        };
        let (kind, body) = form.entries().iter().find(|(k, _)| k != "levels").expect("a form");
        if levels.is_empty() {
            return super::criteria::earned(self, kind, body, &int(1)).map(V::Num);
        }
        let at = super::criteria::earned(self, kind, &with_places(body, &levels), &int(1))?;
        Ok(V::Choice(at.to_integer().to_usize().expect("a place"), levels))
    }

    /// The word a choice is at.
    pub(crate) fn choice(&self, text: &str) -> Got<String> {
        match self.value(text)? {
            V::Choice(at, options) => Ok(options[at].clone()),
            other => panic!("`{text}`: {other:?} is no choice"),
        }
    }

    pub(crate) fn eval(&self, expr: &Expr) -> Got<V> {
        Ok(match expr {
            Expr::Literal(value) => value.clone(),
            Expr::Path(name) => self.path(name)?,
            Expr::Not(inner) => V::Bool(!boolean(self.eval(inner)?)?),
            Expr::Minus(inner) => V::Num(-num(self.eval(inner)?)?),
            Expr::Binary(op, left, right) if op == "and" || op == "or" => {
                // One operand may settle it whatever the other is.
                let settles = op == "or";
                let (left, right) =
                    (self.eval(left).and_then(boolean), self.eval(right).and_then(boolean));
                if left == Ok(settles) || right == Ok(settles) {
                    return Ok(V::Bool(settles));
                }
                for stop in [Stop::Missing, Stop::NotApplicable] {
                    if left.as_ref().err() == Some(&stop) || right.as_ref().err() == Some(&stop) {
                        return Err(stop);
                    }
                }
                left?;
                V::Bool(right?)
            }
            Expr::Binary(op, left, right) => {
                self.binary(op, self.eval(left)?, self.eval(right)?)?
            }
            Expr::Divide(left, right, empty) => {
                // An empty divisor decides, whatever is divided.
                let bottom = self.eval(right).and_then(num);
                match empty {
                    _ if bottom != Ok(int(0)) => V::Num(num(self.eval(left)?)? / bottom?),
                    Some(e) if matches!(&**e, Expr::Path(p) if p == "not_applicable") => {
                        return Err(Stop::NotApplicable);
                    }
                    Some(e) => self.eval(e)?,
                    None => return Err(Stop::Error("division by 0".into())),
                }
            }
            Expr::In(value, choices) => {
                // One that it equals settles it, whatever the others are.
                let value = self.eval(value)?;
                let found: Vec<Got<bool>> = choices
                    .iter()
                    .map(|choice| Ok(compare("=", &value, &self.eval(choice)?)))
                    .collect();
                if found.contains(&Ok(true)) {
                    return Ok(V::Bool(true));
                }
                for stop in [Stop::Missing, Stop::NotApplicable] {
                    if found.contains(&Err(stop.clone())) {
                        return Err(stop);
                    }
                }
                let found: Vec<bool> = found.into_iter().collect::<Got<_>>()?;
                V::Bool(found.contains(&true))
            }
            Expr::If(condition, yes, no) => {
                if boolean(self.eval(condition)?)? {
                    self.eval(yes)?
                } else {
                    self.eval(no)?
                }
            }
            Expr::Call(name, args) => self.call(name, args)?,
            Expr::Worst { many, over, filter } => self.worst(many, over, filter.as_deref())?,
            Expr::Fold { name, over, by, filter } => {
                self.fold(name, over, by, filter.as_deref())?
            }
        })
    }

    fn binary(&self, op: &str, left: V, right: V) -> Got<V> {
        Ok(match op {
            "+" => V::Num(num(left)? + num(right)?),
            "-" => V::Num(num(left)? - num(right)?),
            "*" => V::Num(num(left)? * num(right)?),
            _ => V::Bool(compare(op, &left, &right)),
        })
    }

    fn call(&self, name: &str, args: &[Expr]) -> Got<V> {
        if let ("min" | "max", [Expr::Path(path)]) = (name, args)
            && self.findings_of(path).is_some()
        {
            return self.fold(name, path, &[], None);
        }
        if name == "known" {
            let [Expr::Path(fact)] = args else { panic!("known takes a fact") };
            if let Some(of_field) = self.row.and_then(|row| row.get(&format!("known {fact}"))) {
                return seen(of_field);
            }
            return Ok(V::Bool(match self.given.get(fact) {
                Some(Answer::Seen(V::Checklist(points))) => {
                    points.values().all(|point| matches!(point, Answer::Seen(_)))
                }
                other => matches!(other, Some(Answer::Seen(_))),
            }));
        }
        if let ("claimed", [Expr::Path(fact)]) = (name, args) {
            return seen(&self.world[&format!("claimed({fact})")]);
        }
        if name == "count_true" {
            return how_many(args.iter().map(|a| self.eval(a)), true);
        }
        let mut values = args.iter().map(|a| self.eval(a)).collect::<Got<Vec<V>>>()?;
        if let ("met" | "unmet", [V::Checklist(words)]) = (name, &values[..]) {
            return how_many(words.values().map(seen), name == "met");
        }
        if let ("days_between", [V::Date(from), V::Date(to)]) = (name, &values[..]) {
            return Ok(V::Num(int(to - from)));
        }
        let first = num(values.remove(0))?;
        let rest = values.into_iter().map(num).collect::<Got<Vec<R>>>()?;
        Ok(V::Num(match (name, &rest[..]) {
            ("min", _) => rest.into_iter().fold(first, R::min),
            ("max", _) => rest.into_iter().fold(first, R::max),
            ("ceil", []) => first.ceil(),
            ("floor", []) => first.floor(),
            ("abs", []) => first.abs(),
            ("number", []) => first,
            ("round", [step]) => number::round(&first, step, "gbt8170"),
            ("power", [n]) => first.pow(n.to_integer().to_i32().expect("a small power")),
            ("root", [n]) => number::settled_root(&first, n.to_integer().to_u32().expect("small")),
            ("ln", []) => number::ln(&first),
            ("log10", []) => number::log10(&first),
            ("exp", []) => number::exp(&first),
            _ => panic!("no function {name} of {} values", rest.len() + 1),
        }))
    }
}

/// How many are as wanted; those that do not apply are left out.
fn how_many(values: impl Iterator<Item = Got<V>>, wanted: bool) -> Got<V> {
    let (mut count, mut applied, mut any) = (0, false, false);
    for value in values {
        any = true;
        match value {
            Err(Stop::NotApplicable) => {}
            other => {
                applied = true;
                count += i64::from(boolean(other?)? == wanted);
            }
        }
    }
    if any && !applied { Err(Stop::NotApplicable) } else { Ok(V::Num(int(count))) }
}

pub(crate) fn num(value: V) -> Got<R> {
    match value {
        V::Num(n) => Ok(n),
        other => panic!("{other:?} is no number"),
    }
}

pub(crate) fn boolean(value: V) -> Got<bool> {
    match value {
        V::Bool(b) => Ok(b),
        other => panic!("{other:?} is no condition"),
    }
}

fn compare(op: &str, left: &V, right: &V) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let order = match (left, right) {
        (V::Num(a), V::Num(b)) => a.cmp(b),
        (V::Date(a), V::Date(b)) => a.cmp(b),
        (V::Bool(a), V::Bool(b)) => a.cmp(b),
        (V::Choice(at, _), V::Choice(other, _)) => at.cmp(other),
        (V::Choice(at, options), V::Word(word)) => at.cmp(&place(options, word)),
        (V::Word(word), V::Choice(at, options)) => place(options, word).cmp(at),
        (V::Word(a), V::Word(b)) => {
            if a == b {
                Equal
            } else {
                Less
            }
        }
        _ => panic!("{left:?} cannot meet {right:?}"),
    };
    match op {
        "=" => order == Equal,
        "!=" => order != Equal,
        "<" => order == Less,
        "<=" => order != Greater,
        ">" => order == Greater,
        ">=" => order != Less,
        _ => panic!("no operator {op}"),
    }
}

fn place(options: &[String], word: &str) -> usize {
    options
        .iter()
        .position(|o| o == word)
        .unwrap_or_else(|| panic!("`{word}` is not in {options:?}"))
}
