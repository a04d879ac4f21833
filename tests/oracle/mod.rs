//! A second, slow, obvious evaluator of the rule format.
//!
//! It shares nothing with the library: its own reader, its own expressions, fractions of big
//! integers, trees walked anew each time. Missing answers are handled by trying out what they could
//! have been. It takes rule sets and inspections on trust: what the checker refuses may panic here.

// Each test program uses its own part of this.
#![expect(dead_code, reason = "fields that only some of the test programs read")]

mod below;
mod criteria;
pub(crate) mod edition;
mod eval;
mod expr;
mod facts;
mod findings;
pub(crate) mod number;
mod rules;
mod score;
pub(crate) mod tree;

use below::from_below;
use criteria::{Outcome, outcome};
use eval::Scope;
use facts::{Answer, Slot, World, for_each_completion, slots};
use num_traits::Zero;
use number::{R, int};
pub(crate) use rules::Rules;
use rules::{Child, Item, Node};
use score::{Leaf, Total, known_penalties, leaf, preview, sheet_points, total};
use std::collections::{BTreeMap, BTreeSet};
use tree::Tree;

/// Completions tried for the bounds of the whole; beyond it they are only inner bounds.
const TRIED: usize = 5000;

#[derive(Clone, Debug)]
pub(crate) struct ItemResult {
    pub(crate) id: String,
    pub(crate) state: String,
    /// On the sheet; nothing where it has none (not checked, not applicable without a share).
    pub(crate) points: Option<R>,
    pub(crate) low: Option<R>,
    pub(crate) high: Option<R>,
    /// In the denominator.
    pub(crate) counted: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Assessment {
    pub(crate) items: Vec<ItemResult>,
    pub(crate) sections: Vec<(String, Option<R>)>,
    pub(crate) score: Option<R>,
    /// Before it is brought within low and high.
    pub(crate) free: Option<R>,
    pub(crate) low: Option<R>,
    pub(crate) high: Option<R>,
    /// Every completion was tried, so low and high are the true bounds, not only inside them.
    pub(crate) bounds_complete: bool,
    pub(crate) coverage: Option<R>,
    pub(crate) grade: Option<String>,
    pub(crate) grade_low: Option<String>,
    pub(crate) grade_high: Option<String>,
    pub(crate) status: &'static str,
    pub(crate) gates: Vec<(String, bool)>,
    /// In order; nothing where losses do not divide among items (a combination that is not linear).
    pub(crate) gaps: Option<Vec<(String, R)>>,
    pub(crate) before_gates: Option<R>,
    /// Score and grade without what was decided after an appeal.
    pub(crate) before: Option<(Option<R>, Option<String>)>,
}

/// Assesses an inspection: a map with `facts`, `date` or `as_of`, `below`.
pub(crate) fn assess(rules: &Rules, inspection: &Tree) -> Assessment {
    let (world, soft) = admit(rules, inspection);
    let as_of = Some(edition::as_of(inspection));

    let mut items = Vec::new();
    let (mut leaves, mut states) = (BTreeMap::new(), BTreeMap::new());
    for item in rules.items() {
        let (result, leaf) = value_of(rules, &world, &soft, item, as_of);
        if !["not_checked", "unknown"].contains(&&*result.state)
            && stays(rules, &world, &soft, item)
        {
            states.insert(item.id.clone(), result.state.clone());
        }
        leaves.insert(item.id.clone(), leaf);
        items.push(result);
    }
    let free = total(rules, &world, &soft, &leaves, &states, None);
    let mut bounds = Bounds::of(rules, &world, &soft, as_of);
    if items.iter().any(|item| item.state == "unknown")
        && let Some(score) = &free.score
    {
        bounds.hold(score);
    }
    // Only where an item is left out, and never by some of the completions: they say nothing of the others.
    let open = soft.is_empty() && items.iter().any(|item| item.state == "not_checked");
    let within = bounds.low.as_ref().zip(bounds.high.as_ref()).filter(|_| bounds.complete && open);
    let value = total(rules, &world, &soft, &leaves, &states, within);

    let in_score = |i: &Item| i.role == "scored" && !preview(i, as_of) && !i.points.is_zero();
    let (mut checked, mut applicable) = (int(0), int(0));
    let (mut seen, mut trusted) = (world.clone(), soft.clone());
    for fact in rules.facts.iter().filter(|fact| fact.tree.has("assume")) {
        // What is only assumed was not checked.
        if fact.answer(inspection.at("facts").at(&fact.id)) == Answer::NotChecked {
            seen.insert(fact.id.clone(), Answer::NotChecked);
            trusted.retain(|slot| slot.fact != fact.id);
        }
    }
    for (item, weight) in weighted(&rules.root, &rules.scale, int(1)) {
        if !in_score(item) {
            continue;
        }
        let (result, _) = value_of(rules, &seen, &trusted, item, as_of);
        let (with, _) = value_of(rules, &world, &soft, item, as_of);
        // What comes out otherwise by what is assumed was not checked.
        let assumed = (&result.state, &result.points) != (&with.state, &with.points);
        if result.state != "not_applicable" || assumed {
            applicable += &weight;
            checked += if result.state == "not_checked" || assumed { int(0) } else { weight };
        }
    }
    if rules.root.children.is_empty() {
        (checked, applicable) = known_penalties(rules, &world);
    }
    let coverage = (!applicable.is_zero()).then(|| checked / applicable);
    let name = |at: Option<usize>| at.map(|at| rules.grades[at].id.clone());
    let one_score = bounds.low == bounds.high;
    let one_grade = bounds.grades.len() == 1;
    let status = match (&value.score, &coverage) {
        _ if value.withheld => "withheld",
        (None, _) => "undefined",
        _ if one_score && one_grade => "final",
        _ if one_grade && !rules.grades.is_empty() && !bounds.grades.contains(&None) => "settled",
        (_, Some(share)) if *share >= rules.coverage => "covered",
        _ => "provisional",
    };
    Assessment {
        gaps: gaps(rules, &items, &leaves, &value, as_of),
        items,
        // Where everything that is left reaches one grade, it is that one.
        grade: name(match bounds.grades.first() {
            Some(Some(only)) if one_grade && !value.withheld && value.score.is_some() => {
                Some(*only)
            }
            _ => value.grade,
        }),
        // A grade withheld is below every grade.
        grade_low: name(
            bounds.grades.iter().max_by_key(|g| g.unwrap_or(usize::MAX)).copied().flatten(),
        ),
        grade_high: name(
            bounds.grades.iter().min_by_key(|g| g.unwrap_or(usize::MAX)).copied().flatten(),
        ),
        status,
        coverage,
        low: bounds.low,
        high: bounds.high,
        bounds_complete: bounds.complete,
        score: value.score,
        free: free.score,
        sections: value.sections,
        gates: value.gates,
        before_gates: value.before_gates,
        before: rules.before.as_ref().map(|before| {
            let before = assess(before, inspection);
            (before.score, before.grade)
        }),
    }
}

/// Whether the answers contradict what they must agree with, whatever those that are open come to.
pub(crate) fn contradicts(rules: &Rules, inspection: &Tree) -> bool {
    let (world, soft) = admit(rules, inspection);
    let never = |text: &String| {
        let needs = rules.facts_in(vec![text]);
        let mut every = slots(rules, &world, needs.iter().map(String::as_str));
        every.extend(soft.iter().cloned());
        let mut never = true;
        for_each_completion(&world, &every, TRIED, |w| {
            let scope = Scope { rules, world: w, given: &world, row: None, sheet: None };
            never &= scope.holds(text) == Ok(false);
        });
        never
    };
    rules.consistency.iter().any(never)
}

fn admit(rules: &Rules, inspection: &Tree) -> (World, Vec<Slot>) {
    let (mut world, mut soft) = (World::new(), Vec::new());
    for (id, _) in inspection.at("facts").entries() {
        assert!(!rules.fact(id).tree.has("from"), "{id} comes from below");
    }
    for fact in &rules.facts {
        let given = inspection.at("facts").at(&fact.id);
        let answer = if fact.tree.has("from") {
            let (answer, slot) = from_below(rules, fact, inspection.at("below"));
            soft.extend(slot);
            answer
        } else if let Some(claim) = fact.claim() {
            let (claimed, verified) = fact.claimed_and_verified(given);
            world.insert(claim, claimed);
            verified
        } else {
            fact.answer(given)
        };
        world.insert(fact.id.clone(), answer);
    }
    for fact in &rules.facts {
        if let Some((answer, slot)) = fact.trusted(rules, &world) {
            world.insert(fact.id.clone(), answer);
            soft.push(slot);
        }
    }
    for fact in &rules.facts {
        if let Some((answer, slot)) = fact.assumed(rules, &world) {
            world.insert(fact.id.clone(), answer);
            soft.push(slot);
        }
    }
    (world, soft)
}

/// Whether an item has one state, whatever becomes of what is only estimated.
fn stays(rules: &Rules, world: &World, soft: &[Slot], item: &Item) -> bool {
    let mut states: Vec<&str> = Vec::new();
    let mut every = slots(rules, world, item.needs.iter().map(String::as_str));
    every.extend(soft.iter().cloned());
    for_each_completion(world, &every, TRIED, |w| {
        let scope = Scope { rules, world: w, given: w, row: None, sheet: None };
        states.push(state_of(rules, item, &outcome(&scope, item)));
    });
    soft.is_empty() || states.windows(2).all(|two| two[0] == two[1])
}

fn state_of(rules: &Rules, item: &Item, outcome: &Outcome) -> &'static str {
    let points = match outcome {
        Outcome::NotApplicable => return "not_applicable",
        Outcome::Error(_) => return "error",
        Outcome::Informational => return "informational",
        Outcome::Points(points) => points.clone(),
    };
    let (full, none) = (points == item.demand(), points.is_zero());
    let (best, worst) = if rules.lower_is_better { (none, full) } else { (full, none) };
    match (best, worst) {
        (true, _) => "pass",
        (_, true) => "fail",
        _ => "partial",
    }
}

/// State and points of an item over everything the missing answers could be.
fn value_of(
    rules: &Rules,
    world: &World,
    soft: &[Slot],
    item: &Item,
    as_of: Option<i64>,
) -> (ItemResult, Leaf) {
    let missing = slots(rules, world, item.needs.iter().map(String::as_str));
    let (unknown, unchecked): (Vec<Slot>, Vec<Slot>) = missing.into_iter().partition(|s| s.unknown);
    let give = |w: &World| {
        let scope = Scope { rules, world: w, given: world, row: None, sheet: None };
        outcome(&scope, item)
    };
    let mut all: Vec<Outcome> = Vec::new();
    let mut unseen_matters = false;
    for_each_completion(world, &unknown, 200, |w| {
        let mut here: Vec<Outcome> = Vec::new();
        for_each_completion(w, &unchecked, 2000, |w| {
            let got = give(w);
            if !here.contains(&got) {
                here.push(got);
            }
        });
        unseen_matters |= here.len() > 1;
        here.retain(|got| !all.contains(got));
        all.extend(here);
    });

    // Rounded, they may all be the same after all: then the points are known, and the state is not.
    let rounded: BTreeSet<Option<R>> = all
        .iter()
        .map(|outcome| match outcome {
            Outcome::Points(points) => Some(sheet_points(rules, item, points)),
            _ => None,
        })
        .collect();
    let known = match &rounded.into_iter().collect::<Vec<_>>()[..] {
        [Some(points)] => Some(points.clone()),
        _ => None,
    };

    let left = Leaf::Left { whole: item.not_applicable == "whole", shown: None };
    let scored = item.role != "advisory" && !preview(item, as_of) && !item.points.is_zero();
    let (state, points, leaf) = match &all[..] {
        [one] => {
            let leaf = leaf(rules, item, one, as_of);
            let points = match (one, &leaf) {
                (Outcome::Points(points), _) => Some(sheet_points(rules, item, points)),
                (_, Leaf::Counted(points)) => Some(points.clone()),
                _ => None,
            };
            (state_of(rules, item, one), points, leaf)
        }
        _ if unseen_matters => match known.filter(|_| item.role != "optional") {
            Some(points) => {
                let outcome = Outcome::Points(points.clone());
                ("not_checked", Some(points), leaf(rules, item, &outcome, as_of))
            }
            None => ("not_checked", None, left),
        },
        // Looked at without an answer: the worst of it counts.
        _ => {
            let worst = if rules.lower_is_better { item.points.clone() } else { int(0) };
            let leaf =
                if scored && item.role == "scored" { Leaf::Counted(worst.clone()) } else { left };
            ("unknown", Some(worst), leaf)
        }
    };

    // What could not be told earns nothing, and the bounds hold that.
    let mut sheet: Vec<R> = Vec::new();
    sheet.extend(points.clone().filter(|_| state == "unknown"));
    let mut every = [unknown, unchecked].concat();
    every.extend(soft.iter().cloned());
    for_each_completion(world, &every, TRIED, |w| {
        let scope = Scope { rules, world: w, given: w, row: None, sheet: None };
        if let Outcome::Points(points) = outcome(&scope, item) {
            sheet.push(sheet_points(rules, item, &points));
        }
    });
    let result = ItemResult {
        id: item.id.clone(),
        state: state.to_owned(),
        low: sheet.iter().min().cloned().or(points.clone()),
        high: sheet.iter().max().cloned().or(points.clone()),
        counted: matches!(leaf, Leaf::Counted(_)),
        points,
    };
    (result, leaf)
}

struct Bounds {
    low: Option<R>,
    high: Option<R>,
    grades: BTreeSet<Option<usize>>,
    complete: bool,
}

impl Bounds {
    fn hold(&mut self, score: &R) {
        self.low = Some(self.low.take().map_or(score.clone(), |low| low.min(score.clone())));
        self.high = Some(self.high.take().map_or(score.clone(), |high| high.max(score.clone())));
    }

    fn of(rules: &Rules, world: &World, soft: &[Slot], as_of: Option<i64>) -> Bounds {
        let items = rules.items();
        let mut texts = Vec::new();
        [&rules.bonuses, &rules.penalties]
            .into_iter()
            .chain(&rules.gates)
            .chain([&rules.grade_matrix])
            .for_each(|t| t.texts(&mut texts));
        texts.extend(rules.grades.iter().filter_map(|g| g.requires.as_deref()));
        let mut needs = rules.facts_in(texts);
        needs.extend(items.iter().flat_map(|i| i.needs.iter().cloned()));
        let mut every = slots(rules, world, needs.iter().map(String::as_str));
        every.extend(soft.iter().cloned());

        let mut bounds = Bounds { low: None, high: None, grades: BTreeSet::new(), complete: true };
        bounds.complete = for_each_completion(world, &every, TRIED, |w| {
            let (mut leaves, mut states) = (BTreeMap::new(), BTreeMap::new());
            for item in &items {
                let got =
                    outcome(&Scope { rules, world: w, given: w, row: None, sheet: None }, item);
                leaves.insert(item.id.clone(), leaf(rules, item, &got, as_of));
                states.insert(item.id.clone(), state_of(rules, item, &got).to_owned());
            }
            let full = total(rules, w, &[], &leaves, &states, None);
            full.score.iter().for_each(|score| bounds.hold(score));
            bounds.grades.insert(full.grade);
        });
        bounds
    }
}

fn gaps(
    rules: &Rules,
    items: &[ItemResult],
    leaves: &BTreeMap<String, Leaf>,
    value: &Total,
    as_of: Option<i64>,
) -> Option<Vec<(String, R)>> {
    value.score.as_ref()?;
    let parts = value.parts.as_ref()?;
    let mut found: Vec<(&Item, R)> = Vec::new();
    for (item, result) in rules.items().into_iter().zip(items) {
        let lost = match (&leaves[&item.id], parts.iter().find(|(id, _)| *id == item.id)) {
            (Leaf::Counted(points), Some((_, part))) => {
                let share = points / &item.points;
                part * if rules.lower_is_better { share } else { int(1) - share }
            }
            _ => int(0),
        };
        let cited = preview(item, as_of) && ["fail", "partial"].contains(&&*result.state);
        if cited || !lost.is_zero() {
            found.push((item, lost));
        }
    }
    // Stable, so what no key tells apart stays in the order of the rules.
    found.sort_by_cached_key(|(item, lost)| {
        let key = |by: &String| match by.as_str() {
            "points" => (-lost.clone(), String::new()),
            "id" => (int(0), item.id.clone()),
            "proximity" => (int(0), String::new()),
            "deadline" => {
                (item.tree.at("remedy").word("within").map_or(int(i64::MAX), days), String::new())
            }
            tag => {
                let words = &rules.tags[tag];
                let word = item.tree.at("tags").word(tag);
                let place =
                    words.iter().position(|w| Some(w.as_str()) == word).unwrap_or(words.len());
                (int(i64::try_from(place).expect("few")), String::new())
            }
        };
        rules.order.iter().map(key).collect::<Vec<_>>()
    });
    Some(found.into_iter().map(|(item, lost)| (item.id.clone(), lost)).collect())
}

/// `3 days` as a number of days.
fn days(text: &str) -> R {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let unit = match text[digits.len()..].trim() {
        "day" | "days" | "天" | "日" | "" => 1,
        "week" | "weeks" | "周" => 7,
        "month" | "months" | "月" | "个月" => 30,
        "year" | "years" | "年" => 365,
        other => panic!("`{other}` is no time"),
    };
    number::parse(&digits).expect("a number of days") * int(unit)
}

/// The items below a node, each with its part of the whole as written.
fn weighted<'r>(node: &'r Node, how: &Tree, whole: R) -> Vec<(&'r Item, R)> {
    let plain = ["median", "min", "max", "product"];
    let unweighted = match how.at("combine") {
        Tree::Text(word) => plain.contains(&&**word),
        way => way.has("lowest") || way.has("highest"),
    };
    let points = |child: &Child| match child {
        _ if unweighted => int(1),
        Child::Section(section) => section.points.clone(),
        Child::Item(item) => item.points.clone(),
    };
    let all = node.children.iter().map(points).fold(int(0), |sum, n| sum + n);
    let mut out = Vec::new();
    for child in &node.children {
        let part = if all.is_zero() { int(0) } else { &whole * points(child) / &all };
        match child {
            Child::Section(section) => out.extend(weighted(section, &section.tree, part)),
            Child::Item(item) => out.push((&**item, part)),
        }
    }
    out
}
