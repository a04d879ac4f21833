//! From what items give to one score: rolling up, adjustments, gates, grade.

use super::criteria::{Outcome, adjustment, certainly};
use super::eval::{Got, Scope, Stop};
use super::facts::{Slot, V, World, for_each_completion, slots};
use super::number::{self, R, int};
use super::rules::{Child, Item, Node, Rules};
use super::tree::Tree;
use num_traits::{ToPrimitive, Zero};
use std::collections::BTreeMap;

/// What an item brings to the score.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Leaf {
    Counted(R),
    /// Out of the score; its points go to the section or to the whole. Advice and what is only cited have points on
    /// the sheet all the same.
    Left {
        whole: bool,
        shown: Option<R>,
    },
    Error,
}

/// Points as they stand on the sheet.
pub(crate) fn sheet_points(rules: &Rules, item: &Item, points: &R) -> R {
    // What counts only when met in full is not rounded: a coarse step must not make it hurt.
    // Nor is what was decided: that it is what the item has.
    if item.points.is_zero() {
        return int(0);
    }
    if rules.at != "item" || item.role == "optional" || item.decided.is_some() {
        return points.clone();
    }
    number::round(points, &rules.step, &rules.mode).min(item.points.clone())
}

/// Cited but not yet scored on this date.
pub(crate) fn preview(item: &Item, as_of: Option<i64>) -> bool {
    match (item.tree.word("scored_from").and_then(V::date), as_of) {
        (Some(V::Date(from)), Some(day)) => day < from,
        _ => false,
    }
}

pub(crate) fn leaf(rules: &Rules, item: &Item, outcome: &Outcome, as_of: Option<i64>) -> Leaf {
    let whole = item.not_applicable == "whole";
    let left = Leaf::Left { whole, shown: None };
    if item.points.is_zero() || item.role == "advisory" || preview(item, as_of) {
        let shown = match outcome {
            Outcome::Points(points) => Some(sheet_points(rules, item, points)),
            _ => None,
        };
        return Leaf::Left { whole, shown };
    }
    match outcome {
        Outcome::Points(points) => Leaf::Counted(sheet_points(rules, item, points)),
        Outcome::NotApplicable if item.role == "optional" => left,
        Outcome::NotApplicable => match &*item.not_applicable {
            "full" if !rules.lower_is_better => Leaf::Counted(item.points.clone()),
            "zero" if rules.lower_is_better => Leaf::Counted(item.points.clone()),
            "full" | "zero" => Leaf::Counted(int(0)),
            _ => left,
        },
        Outcome::Informational => left,
        // What can only help cannot spoil the rest.
        Outcome::Error(_) if item.role == "optional" => left,
        Outcome::Error(_) => Leaf::Error,
    }
}

pub(crate) struct Rolled {
    /// Points it stands for after whole-scope items left.
    weight: R,
    share: Option<R>,
    /// How much of its share one whole share of each item is; nothing where that is not linear.
    parts: Option<Vec<(String, R)>>,
    error: bool,
}

fn roll(
    rules: &Rules,
    node: &Node,
    leaves: &BTreeMap<String, Leaf>,
    sections: &mut Vec<(String, R, Option<R>)>,
) -> Rolled {
    let mut weight = node.points.clone();
    let mut counted: Vec<Rolled> = Vec::new();
    let mut error = false;
    for child in &node.children {
        let rolled = match child {
            Child::Section(section) => {
                let rolled = roll(rules, section, leaves, sections);
                weight -= &section.points - &rolled.weight;
                rolled
            }
            Child::Item(item) => {
                let share = match &leaves[&item.id] {
                    Leaf::Counted(points) => Some(points / &item.points),
                    Leaf::Left { whole, .. } => {
                        weight -= if *whole { item.points.clone() } else { int(0) };
                        None
                    }
                    Leaf::Error => {
                        error = true;
                        None
                    }
                };
                let parts = Some(vec![(item.id.clone(), int(1))]);
                Rolled { weight: item.points.clone(), share, parts, error: false }
            }
        };
        error |= rolled.error;
        if rolled.share.is_some() {
            counted.push(rolled);
        }
    }
    let written = |way: &&str| node.tree.at("combine").word(way).is_some();
    let power = ["power", "lowest", "highest"]
        .iter()
        .find(|way| written(way))
        .map(|way| format!("{way} {}", node.tree.at("combine").word(way).expect("it is written")));
    let way = power.as_deref().or(node.tree.word("combine")).unwrap_or("sum");
    if way != "sum" {
        // Points leave one by one where they are added up; anything else stays or leaves as one.
        let gone = counted.is_empty() && rules.scale.word("not_applicable") == Some("whole");
        weight = if gone { int(0) } else { node.points.clone() };
    }
    let mut share = combine(way, &counted);
    let total: R = counted.iter().fold(int(0), |sum, c| sum + &c.weight);
    let linear = matches!(way, "sum" | "weighted_mean") && !total.is_zero();
    let mut parts = linear.then(Vec::new);
    for child in &counted {
        match (&mut parts, &child.parts) {
            (Some(parts), Some(own)) => {
                parts.extend(
                    own.iter().map(|(id, part)| (id.clone(), part * &child.weight / &total)),
                );
            }
            _ => parts = None,
        }
    }
    if let (Some(s), Some(id)) = (&mut share, node.tree.word("id")) {
        let mut points = &*s * &node.points;
        let limit = |key| node.tree.word(key).and_then(number::parse);
        points = points.clone().min(limit("at_most").unwrap_or(points.clone()));
        points = points.clone().max(limit("at_least").unwrap_or(points));
        if rules.at == "section" {
            points = number::round(&points, &rules.step, &rules.mode);
        }
        *s = &points / &node.points;
        sections.push((id.to_owned(), node.points.clone(), (!error).then_some(points)));
    } else if let Some(id) = node.tree.word("id") {
        sections.push((id.to_owned(), node.points.clone(), None));
    }
    Rolled { weight, share, parts, error }
}

fn combine(way: &str, counted: &[Rolled]) -> Option<R> {
    let mut shares: Vec<(R, R)> =
        counted.iter().map(|c| (c.share.clone().expect("counted"), c.weight.clone())).collect();
    shares.sort();
    let total: R = shares.iter().fold(int(0), |sum, (_, w)| sum + w);
    if shares.is_empty() || total.is_zero() {
        return None;
    }
    let middle = shares.len() / 2;
    Some(match way {
        "sum" | "weighted_mean" => shares.iter().fold(int(0), |sum, (s, w)| sum + s * w) / total,
        "harmonic" if shares[0].0.is_zero() => int(0),
        "harmonic" => total / shares.iter().fold(int(0), |sum, (s, w)| sum + w / s),
        "product" => shares.iter().fold(int(1), |product, (s, _)| product * s),
        "min" => shares[0].0.clone(),
        "max" => shares[shares.len() - 1].0.clone(),
        "median" if shares.len() % 2 == 1 => shares[middle].0.clone(),
        "median" => (&shares[middle - 1].0 + &shares[middle].0) / int(2),
        "geometric" => {
            // Weights as whole numbers without a common divisor: the power is the weight, the root
            // their sum.
            let whole = shares.iter().fold(num_bigint::BigInt::from(1), |l, (_, w)| {
                num_integer::lcm(l, w.denom().clone())
            });
            let weights: Vec<_> = shares
                .iter()
                .map(|(_, w)| (w * R::from_integer(whole.clone())).to_integer())
                .collect();
            let common = weights
                .iter()
                .fold(num_bigint::BigInt::from(0), |g, w| num_integer::gcd(g, w.clone()));
            let small = |w: &num_bigint::BigInt| (w / &common).to_i32().expect("a small weight");
            let grown = shares
                .iter()
                .zip(&weights)
                .fold(int(1), |product, ((s, _), w)| product * s.pow(small(w)));
            let n: i32 = weights.iter().map(small).sum();
            number::settled_root(&grown, u32::try_from(n).expect("positive"))
        }
        other if other.starts_with("lowest ") || other.starts_with("highest ") => {
            let (end, many) = other.split_once(' ').expect("a way and how many");
            let many: usize = many.parse().expect("a count");
            let mut ends: Vec<R> = shares.iter().map(|(s, _)| s.clone()).collect();
            if end == "highest" {
                ends.reverse();
            }
            ends.truncate(many);
            let count = int(i64::try_from(ends.len()).expect("few"));
            ends.into_iter().fold(int(0), |sum, s| sum + s) / count
        }
        other => {
            let power: i32 = other.strip_prefix("power ").expect("a way").parse().expect("a power");
            if power < 0 && shares[0].0.is_zero() {
                return Some(int(0));
            }
            let mean = shares.iter().fold(int(0), |sum, (s, w)| sum + s.pow(power) * w) / total;
            let n = power.unsigned_abs();
            let mean = if power < 0 { mean.recip() } else { mean };
            number::settled_root(&mean, n)
        }
    })
}

/// What a question comes to over everything its missing facts could be.
fn settled_of(
    rules: &Rules,
    (world, soft): (&World, &[Slot]),
    sheet: &BTreeMap<String, Got<V>>,
    texts: Vec<&str>,
    ask: impl Fn(&Scope<'_>) -> Got<bool>,
) -> Vec<Got<bool>> {
    let needs = rules.facts_in(texts);
    let mut all: Vec<Got<bool>> = Vec::new();
    // What is only estimated is not certain.
    let mut every = slots(rules, world, needs.iter().map(String::as_str));
    every.extend(soft.iter().cloned());
    for_each_completion(world, &every, 5000, |w| {
        let scope = Scope { rules, world: w, given: world, row: None, sheet: Some(sheet) };
        let got = ask(&scope);
        if !all.contains(&got) {
            all.push(got);
        }
    });
    all
}

fn settled(
    rules: &Rules,
    world: (&World, &[Slot]),
    sheet: &BTreeMap<String, Got<V>>,
    text: &str,
) -> Vec<Got<bool>> {
    settled_of(rules, world, sheet, vec![text], |scope| scope.holds(text))
}

/// Whether the matrix of grades gives a grade or a better one.
fn matrix_allows(
    rules: &Rules,
    world: (&World, &[Slot]),
    sheet: &BTreeMap<String, Got<V>>,
    at: usize,
) -> bool {
    let matrix = &rules.grade_matrix;
    let [rows, columns] = ["rows", "columns"].map(|key| matrix.word(key).expect("a level"));
    let ask = |scope: &Scope<'_>| {
        let cells = matrix.at("cells").at(&scope.choice(rows)?);
        let given = cells.word(&scope.choice(columns)?).expect("every cell has a grade").to_owned();
        Ok(rules.grades.iter().position(|g| g.id == given).expect("a grade of the set") <= at)
    };
    settled_of(rules, world, sheet, vec![rows, columns], ask).iter().all(asks_nothing_or_holds)
}

fn asks_nothing_or_holds(got: &Got<bool>) -> bool {
    *got == Ok(true) || *got == Err(Stop::NotApplicable)
}

/// What a bonus or penalty comes to over everything its missing facts could be.
fn possible(rules: &Rules, world: &World, part: &Tree) -> Vec<R> {
    let mut texts = Vec::new();
    part.texts(&mut texts);
    let needs = rules.facts_in(texts);
    let mut all: Vec<R> = Vec::new();
    for_each_completion(world, &slots(rules, world, needs.iter().map(String::as_str)), 5000, |w| {
        let scope = Scope { rules, world: w, given: world, row: None, sheet: None };
        let given = adjustment(&scope, part);
        if !all.contains(&given) {
            all.push(given);
        }
    });
    all
}

/// How many penalties are known, and how many there are.
pub(crate) fn known_penalties(rules: &Rules, world: &World) -> (R, R) {
    let all = rules.penalties.at("items").list();
    let known = all.iter().filter(|part| possible(rules, world, part).len() == 1).count();
    let whole = |n: usize| int(i64::try_from(n).expect("few"));
    (whole(known), whole(all.len()))
}

/// Bonuses or penalties; what is not certain gives nothing.
fn adjustments(
    rules: &Rules,
    (world, soft): (&World, &[Slot]),
    sheet: &BTreeMap<String, Got<V>>,
    tree: &Tree,
) -> R {
    let mut sum = int(0);
    for part in tree.at("items").list() {
        if let Some(condition) = part.word("requires") {
            let all = settled(rules, (world, soft), sheet, condition);
            if !all.into_iter().all(certainly) {
                continue;
            }
        }
        if let [given] = &possible(rules, world, part)[..] {
            sum += given;
        }
    }
    tree.word("at_most").and_then(number::parse).map_or(sum.clone(), |cap| cap.min(sum))
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Total {
    pub(crate) score: Option<R>,
    /// As it was before any gate.
    pub(crate) before_gates: Option<R>,
    /// Place among the grades, best first.
    pub(crate) grade: Option<usize>,
    pub(crate) withheld: bool,
    pub(crate) gates: Vec<(String, bool)>,
    pub(crate) sections: Vec<(String, Option<R>)>,
    /// What the score gains when an item goes from nothing to full.
    pub(crate) parts: Option<Vec<(String, R)>>,
}

/// The whole above the items. `states` has a word for each settled item; the others are missing.
///
/// `soft` are facts that are only estimated: the score takes the estimate, gates and requirements do not trust it.
pub(crate) fn total(
    rules: &Rules,
    world: &World,
    soft: &[Slot],
    leaves: &BTreeMap<String, Leaf>,
    states: &BTreeMap<String, String>,
    within: Option<(&R, &R)>,
) -> Total {
    let mut sections = Vec::new();
    let rolled = roll(rules, &rules.root, leaves, &mut sections);
    let mut plain = rolled.share.filter(|_| !rolled.error).map(|share| share * &rules.max);
    if rules.root.children.is_empty() {
        // Penalties alone start from full marks.
        plain = Some(if rules.lower_is_better { int(0) } else { rules.max.clone() });
    }
    let mut sheet: BTreeMap<String, Got<V>> = BTreeMap::new();
    for item in rules.items() {
        let points = match (states.get(&item.id), &leaves[&item.id]) {
            (None, _) => Err(Stop::Missing),
            (Some(_), Leaf::Counted(points) | Leaf::Left { shown: Some(points), .. }) => {
                Ok(points.clone())
            }
            _ => Err(Stop::NotApplicable),
        };
        // Of no points there is no share.
        let share = |p: R| match item.points.is_zero() {
            true => Err(Stop::NotApplicable),
            false => Ok(V::Num(p / &item.points)),
        };
        sheet.insert(format!("{}.share", item.id), points.clone().and_then(share));
        sheet.insert(format!("{}.points", item.id), points.map(V::Num));
        let state = states.get(&item.id).map(|s| V::Word(s.clone()));
        sheet.insert(format!("{}.state", item.id), state.ok_or(Stop::Missing));
    }
    let put = |sheet: &mut BTreeMap<String, Got<V>>, id: &str, max: &R, points: &Option<R>| {
        let points = points.clone().ok_or(Stop::NotApplicable);
        sheet.insert(format!("{id}.share"), points.clone().map(|p| V::Num(p / max)));
        sheet.insert(format!("{id}.points"), points.map(V::Num));
    };
    for (id, max, points) in &sections {
        put(&mut sheet, id, max, points);
    }
    // Bonuses and penalties see the score without any of them.
    put(&mut sheet, "total", &rules.max, &plain);
    let mut before = plain;
    if let Some(score) = &mut before {
        let better = adjustments(rules, (world, soft), &sheet, &rules.bonuses)
            - adjustments(rules, (world, soft), &sheet, &rules.penalties);
        *score += if rules.lower_is_better { -better } else { better };
        *score = score.clone().max(rules.min.clone()).min(rules.highest.clone());
        if rules.at == "total" {
            let rounded = number::round(score, &rules.step, &rules.mode);
            *score = rounded.max(rules.min.clone()).min(rules.highest.clone());
        }
    }
    put(&mut sheet, "total", &rules.max, &before);

    let mut score = before.clone();
    let (mut withheld, mut on_grade, mut gates) = (false, Vec::new(), Vec::new());
    let place =
        |id: &str| rules.grades.iter().position(|g| g.id == id).expect("a grade of the set");
    for gate in &rules.gates {
        let all = settled(rules, (world, soft), &sheet, gate.word("when").expect("when"));
        let fired = all.into_iter().all(certainly);
        gates.push((gate.word("id").expect("an id").to_owned(), fired));
        if !fired {
            continue;
        }
        let effect = gate.at("effect");
        let limit = |key| effect.word(key).and_then(number::parse);
        withheld |= effect.text() == Some("withhold");
        on_grade.push(effect);
        score = score.map(|s| limit("score").unwrap_or(s));
        score = score.map(|s| match limit("score_at_most") {
            Some(most) if rules.lower_is_better => s.max(most),
            Some(most) => s.min(most),
            None => s,
        });
    }

    if let Some((low, high)) = within {
        score = score.map(|s| s.max(low.clone()).min(high.clone()));
    }

    let mut grade = None;
    if let (Some(score), false) = (&score, withheld || rules.grades.is_empty()) {
        let last = rules.grades.len() - 1;
        let mut at = reached_by(rules, score).min(last);
        let may_have = |at: usize| {
            let asked = rules.grades[at].requires.as_deref();
            let asked = asked.map(|text| settled(rules, (world, soft), &sheet, text));
            asked.is_none_or(|got| got.iter().all(asks_nothing_or_holds))
                && (rules.grade_matrix == Tree::Null
                    || matrix_allows(rules, (world, soft), &sheet, at))
        };
        while at < last && !may_have(at) {
            at += 1;
        }
        // In the order of the file, each on what those before it left.
        for effect in on_grade {
            let steps = |key| effect.word(key).map_or(0, |n| n.parse().expect("a count of steps"));
            at = at.max(effect.word("grade_at_most").map_or(0, place));
            at = (at + steps("grade_down")).min(last).saturating_sub(steps("grade_up"));
        }
        grade = Some(at);
    }
    let sections = sections.into_iter().map(|(id, _, points)| (id, points)).collect();
    let parts =
        rolled.parts.map(|parts| parts.into_iter().map(|(id, p)| (id, p * &rules.max)).collect());
    Total { score, before_gates: before, grade, withheld, gates, sections, parts }
}

/// The place of the best grade whose limit a score meets, as the scale compares.
pub(crate) fn reached_by(rules: &Rules, score: &R) -> usize {
    let compare = rules.scale.at("compare");
    let score = match (compare.text(), compare.word("step"), compare.word("mode")) {
        (Some("rounded"), _, _) => number::round(score, &rules.step, &rules.mode),
        (_, Some(step), Some(mode)) => {
            number::round(score, &number::parse(step).expect("a step"), mode)
        }
        _ => score.clone(),
    };
    rules
        .grades
        .iter()
        .position(|g| match &g.limit {
            Some(("from", limit)) => score >= *limit,
            Some(("above", limit)) => score > *limit,
            Some(("up_to", limit)) => score <= *limit,
            Some((_, limit)) => score < *limit,
            None => true,
        })
        .unwrap_or(usize::MAX)
}
