//! What each criterion gives, in a complete world.

use super::eval::{Got, Scope, Stop};
use super::facts::World;
use super::findings::key_of;
use super::number::{R, int};
use super::rules::Item;
use super::tree::Tree;
use num_traits::Zero;
use std::collections::BTreeMap;

/// What an item gives before rounding.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    Points(R),
    NotApplicable,
    Informational,
    Error(String),
}

pub(crate) fn outcome(scope: &Scope<'_>, item: &Item) -> Outcome {
    if let Some(decided) = &item.decided {
        return match decided {
            Outcome::Points(points)
                if item.role == "optional" && *points != best(scope, &item.points) =>
            {
                Outcome::NotApplicable
            }
            decided => decided.clone(),
        };
    }
    for condition in &item.applies_when {
        match scope.holds(condition) {
            Ok(true) => {}
            Ok(false) | Err(Stop::NotApplicable) => return Outcome::NotApplicable,
            Err(stop) => return Outcome::Error(format!("{stop:?}")),
        }
    }
    if item.criterion.0 == "record" {
        return Outcome::Informational;
    }
    let zero = item.tree.word("zero_if").map_or(Ok(false), |condition| scope.holds(condition));
    let points = match zero {
        Ok(true) => Ok(int(0)),
        Ok(false) | Err(Stop::NotApplicable) => {
            let full = best(scope, &item.demand());
            earned(scope, &item.criterion.0, &item.criterion.1, &item.demand())
                .map(|points| &points + &item.returned * (full - &points))
        }
        Err(stop) => Err(stop),
    };
    match points {
        Ok(points) if item.role == "optional" && points != best(scope, &item.points) => {
            Outcome::NotApplicable
        }
        Ok(points) => Outcome::Points(points),
        Err(Stop::NotApplicable) => Outcome::NotApplicable,
        Err(stop) => Outcome::Error(format!("{stop:?}")),
    }
}

fn number(scope: &Scope<'_>, tree: &Tree, key: &str) -> Got<R> {
    scope.number(tree.word(key).unwrap_or_else(|| panic!("{key} is missing in {tree:?}")))
}

fn number_or(scope: &Scope<'_>, tree: &Tree, key: &str, default: R) -> Got<R> {
    if tree.has(key) { number(scope, tree, key) } else { Ok(default) }
}

/// `points`, or `share` of the full points; a `let` may say `value`.
fn step(scope: &Scope<'_>, tree: &Tree, full: &R) -> Got<R> {
    if tree.has("share") {
        return Ok(number(scope, tree, "share")? * full);
    }
    number(scope, tree, if tree.has("points") { "points" } else { "value" })
}

fn cut(value: R, low: &R, high: &R) -> R {
    value.max(low.clone()).min(high.clone())
}

fn best(scope: &Scope<'_>, full: &R) -> R {
    if scope.rules.lower_is_better { int(0) } else { full.clone() }
}

/// The points of one criterion; of achievement, the harm that is left where points are harm.
pub(crate) fn earned(scope: &Scope<'_>, kind: &str, body: &Tree, full: &R) -> Got<R> {
    let points = achieved(scope, kind, body, full)?;
    let achievement = matches!(kind, "pass" | "deduct" | "ratio" | "supply");
    Ok(if scope.rules.lower_is_better && achievement { full - points } else { points })
}

/// A fact that is not applicable and matters makes it not applicable.
fn achieved(scope: &Scope<'_>, kind: &str, body: &Tree, full: &R) -> Got<R> {
    let text = || body.text().unwrap_or_else(|| panic!("{kind}: {body:?}"));
    let zero = int(0);
    match kind {
        "pass" => Ok(if scope.holds(text())? { full.clone() } else { zero }),
        "earn" => Ok(cut(scope.number(text())?, &zero, full)),
        "deduct" => {
            let one = [body.clone()];
            let mut lost = int(0);
            for part in if let Tree::List(parts) = body { parts } else { &one[..] } {
                lost += deduction(scope, part)?;
            }
            Ok(cut(full - lost, &zero, full))
        }
        "tiers" => {
            for tier in body.list() {
                if tier.has("else") || scope.holds(tier.word("when").expect("when"))? {
                    return step(scope, tier, full);
                }
            }
            Err(Stop::Error("no tier holds".into()))
        }
        "ladder" => {
            let mut reached = zero;
            for rung in body.list() {
                if !scope.holds(rung.word("when").expect("when"))? {
                    break;
                }
                reached = step(scope, rung, full)?;
            }
            Ok(reached)
        }
        "bands" => bands(scope, body, full),
        "ratio" => ratio(scope, body, full),
        "interpolate" => interpolate(scope, body, full),
        // Admission holds it within; the completions do not know that.
        "judged" => Ok(cut(number(scope, body, "value")?, &zero, full)),
        "supply" => {
            let (need, have) = (number(scope, body, "need")?, number(scope, body, "have")?);
            if need <= zero {
                return Err(Stop::NotApplicable);
            }
            Ok(if have >= need { full.clone() } else { zero })
        }
        "table" => {
            let word = |key| scope.choice(body.word(key).expect("rows and columns"));
            match body.has("columns") {
                true => number(scope, body.at("cells").at(&word("rows")?), &word("columns")?),
                false => number(scope, body.at("cells"), &word("rows")?),
            }
        }
        "best_of" | "worst_of" => {
            let mut results = Vec::new();
            for part in body.list() {
                let (kind, body) = &part.entries()[0];
                match earned(scope, kind, body, full) {
                    Err(Stop::NotApplicable) => {}
                    other => results.push(other?),
                }
            }
            let best = if (kind == "best_of") != scope.rules.lower_is_better {
                results.into_iter().max()
            } else {
                results.into_iter().min()
            };
            best.ok_or(Stop::NotApplicable)
        }
        _ => panic!("no criterion {kind}"),
    }
}

fn deduction(scope: &Scope<'_>, part: &Tree) -> Got<R> {
    // What would give something back takes nothing.
    let capped =
        |lost: R| Ok(number_or(scope, part, "at_most", lost.clone())?.min(lost).max(int(0)));
    if let Some(condition) = part.word("when") {
        let holds = scope.holds(condition)?;
        return capped(if holds { number(scope, part, "points")? } else { int(0) });
    }
    if part.has("each") {
        return capped(number(scope, part, "each")? * number(scope, part, "points")?);
    }
    if let Some(list) = part.word("unmet") {
        return capped(scope.number(&format!("unmet({list})"))? * number(scope, part, "points")?);
    }
    let fact = part.word("findings").expect("a deduction is each, unmet, when or findings");
    let filter = part.word("where").map(|text| scope.rules.expr(text));
    let fields = |tree: &Tree| -> Vec<String> {
        tree.list().iter().filter_map(|t| t.text().map(str::to_owned)).collect()
    };
    let once = fields(part.at("once_per"));
    let caps: Vec<&Tree> = match part.at("at_most_per") {
        Tree::Null => Vec::new(),
        Tree::List(list) => list.iter().collect(),
        one => vec![one],
    };
    let groups_of = |row: &World| -> Vec<String> {
        caps.iter().map(|cap| key_of(row, &fields(cap.at("by")))).collect()
    };
    // Of findings that are the same, the dearest counts; then groups.
    let mut single: Vec<(String, Vec<String>, R)> = Vec::new();
    for (at, row) in scope.picked(fact, filter.as_deref())?.into_iter().enumerate() {
        let points = number(&Scope { row: Some(&row), ..*scope }, part, "points")?;
        let same = if once.is_empty() { at.to_string() } else { key_of(&row, &once) };
        match single.iter_mut().find(|(key, _, _)| *key == same) {
            // Of those as dear the one whose groups come first.
            Some((_, group, dearest))
                if points > *dearest || points == *dearest && groups_of(&row) < *group =>
            {
                (*group, *dearest) = (groups_of(&row), points);
            }
            Some(_) => {}
            None => single.push((same, groups_of(&row), points)),
        }
    }
    let most: Vec<R> = caps.iter().map(|cap| number(scope, cap, "points")).collect::<Got<_>>()?;
    let found: Vec<(Vec<String>, R)> = single.into_iter().map(|(_, at, n)| (at, n)).collect();
    capped(match most.as_slice() {
        [] => found.into_iter().fold(int(0), |sum, (_, n)| sum + n),
        [most] => sums(found.iter().map(|(at, n)| (&at[0], n.clone())))
            .into_values()
            .fold(int(0), |total, sum| total + sum.min(most.clone())),
        [first, second] => within_both(&found, [first, second]),
        _ => panic!("more than two caps"),
    })
}

fn sums<'a>(found: impl Iterator<Item = (&'a String, R)>) -> BTreeMap<&'a String, R> {
    let mut groups: BTreeMap<&String, R> = BTreeMap::new();
    for (group, points) in found {
        *groups.entry(group).or_insert_with(|| int(0)) += points;
    }
    groups
}

/// The most within both caps: the least there is over every choice of first groups that are at their cap, when what
/// stands in no chosen one is capped by the second groups alone.
fn within_both(found: &[(Vec<String>, R)], [first, second]: [&R; 2]) -> R {
    let no_less = |n: &R| n.clone().max(int(0));
    let of_first = |(at, n): &(Vec<String>, R)| (at[0].clone(), no_less(n));
    let named: Vec<(String, R)> = found.iter().map(of_first).collect();
    let groups: Vec<&String> =
        sums(named.iter().map(|(at, n)| (at, n.clone()))).into_keys().collect();
    let chosen = |set: u32| {
        let full: Vec<&String> = groups
            .iter()
            .enumerate()
            .filter(|(at, _)| set >> at & 1 == 1)
            .map(|(_, g)| *g)
            .collect();
        let rest = found.iter().filter(|(at, _)| !full.contains(&&at[0]));
        let by_second = sums(rest.map(|(at, n)| (&at[1], no_less(n))));
        let start = no_less(first) * int(i64::try_from(full.len()).expect("few"));
        by_second.into_values().fold(start, |total, sum| total + sum.min(no_less(second)))
    };
    (0..1u32 << groups.len()).map(chosen).min().expect("the choice of none")
}

/// A limit and whether the value itself belongs to the band.
type Limit = Option<(R, bool)>;

fn bands(scope: &Scope<'_>, body: &Tree, full: &R) -> Got<R> {
    let value = number(scope, body, "of")?;
    let mut steps: Vec<(Limit, Limit, &Tree)> = Vec::new();
    for s in body.at("steps").list() {
        let limit = |closed: &str, open: &str| -> Got<Limit> {
            Ok(match (s.has(closed), s.has(open)) {
                (true, _) => Some((number(scope, s, closed)?, true)),
                (_, true) => Some((number(scope, s, open)?, false)),
                _ => None,
            })
        };
        steps.push((limit("from", "above")?, limit("to", "below")?, s));
    }
    // Ascending by whatever limit is written; at the same value the band that ends there is first.
    steps.sort_by_key(|(low, high, _)| match (low, high) {
        (Some((n, _)), _) => (n.clone(), true),
        (None, Some((n, _))) => (n.clone(), false),
        (None, None) => panic!("a band without limits"),
    });
    let turned = |limit: &Limit| limit.clone().map(|(n, closed)| (n, !closed));
    for i in 0..steps.len() {
        let low =
            steps[i].0.clone().or_else(|| turned(i.checked_sub(1).map_or(&None, |j| &steps[j].1)));
        let high = steps[i].1.clone().or_else(|| turned(steps.get(i + 1).map_or(&None, |s| &s.0)));
        let above = low.is_none_or(|(n, closed)| value > n || (closed && value == n));
        let below = high.is_none_or(|(n, closed)| value < n || (closed && value == n));
        if above && below {
            return step(scope, steps[i].2, full);
        }
    }
    Err(Stop::Error("no band holds the value".into()))
}

fn ratio(scope: &Scope<'_>, body: &Tree, full: &R) -> Got<R> {
    // An empty denominator decides, whatever is divided.
    let to = number(scope, body, "to")?;
    let target = number_or(scope, body, "target", int(1))?;
    let floor = number_or(scope, body, "floor", int(0))?;
    if to.is_zero() {
        return match body.word("when_empty") {
            Some("not_applicable") => Err(Stop::NotApplicable),
            Some("full") => Ok(full.clone()),
            Some("zero") => Ok(int(0)),
            _ => Err(Stop::Error("nothing to take a share of".into())),
        };
    }
    let of = number(scope, body, "of")?;
    let reached = (of / to - &floor) / (target - floor);
    Ok(full * cut(reached, &int(0), &int(1)))
}

fn interpolate(scope: &Scope<'_>, body: &Tree, full: &R) -> Got<R> {
    let value = number(scope, body, "of")?;
    let mut posts = Vec::new();
    for post in body.at("posts").list() {
        posts.push((number(scope, post, "at")?, step(scope, post, full)?));
    }
    let (first, last) = (&posts[0], &posts[posts.len() - 1]);
    if value <= first.0 {
        return Ok(first.1.clone());
    }
    for pair in posts.windows(2) {
        let [(x0, y0), (x1, y1)] = pair else { continue };
        if value <= *x1 {
            return Ok(y0 + (y1 - y0) * (&value - x0) / (x1 - x0));
        }
    }
    Ok(last.1.clone())
}

/// A condition that only counts when it certainly holds.
pub(crate) fn certainly(holds: Got<bool>) -> bool {
    holds == Ok(true)
}

pub(crate) fn adjustment(scope: &Scope<'_>, part: &Tree) -> R {
    let points = number(scope, part, "points").expect("points");
    let given = match part.word("when") {
        Some(condition) => certainly(scope.holds(condition)).then_some(points),
        None => number(scope, part, "each").ok().map(|n| n * points),
    };
    let given = given.unwrap_or_else(|| int(0));
    if part.has("at_most") {
        number(scope, part, "at_most").expect("a cap").min(given)
    } else {
        given
    }
}
