//! Overlays with changes of every kind to a random rule set that lets everything be changed.

use super::choices::Choices;
use super::criteria::criterion;
use super::dated::{asked, dated};
use super::rules::{Rules, adjustments};
use super::text::{Text, map, plain, quoted};

/// The parent and the overlay. What the changes leave may not hold together: then it is refused.
pub(crate) fn changes(rules: &Rules, c: &mut Choices) -> (Text, Text) {
    let mut parent = rules.text.clone();
    parent.set("adjustable", plain("any"));
    let count = 1 + c.below(3);
    let list = (0..count).map(|at| change(rules, at, c)).collect();
    let mut overlay = map([
        ("overlay", plain("laws/overlay")),
        ("extends", plain("test/laws")),
        ("version", plain("2")),
        ("changes", Text::List(list)),
    ]);
    if c.once_in(3) {
        overlay.set("extends_version", plain("1.0.0"));
        overlay.set("title", quoted("of the county"));
        overlay.set("effective", map([("from", plain("2022-02-01"))]));
        overlay.set("notes", Text::List(vec![quoted("from the county")]));
    }
    (parent, overlay)
}

fn change(rules: &Rules, at: usize, c: &mut Choices) -> Text {
    let mut out = match c.below(9) {
        0..=3 => changed_item(rules, c),
        4 => changed_section(rules, c),
        5 => {
            let fine = asked(c, 1);
            let coverage = dated(c, plain("70%"), |_| plain("90%"));
            let sets = match c.below(3) {
                0 => map([("let.fine", fine)]),
                1 => map([("coverage", coverage), ("let.by_band", quoted("2 * n"))]),
                _ => map([("let.fine", fine), ("let.amount", quoted("z"))]),
            };
            map([("change", plain("ruleset")), ("set", sets)])
        }
        6 => {
            let (list, id) = c.pick(&[("gates", "V0"), ("bonuses", "B0"), ("penalties", "P0")]);
            match has(&rules.text, list) {
                true => map([("drop", plain(id))]),
                false => added(rules, at, c),
            }
        }
        _ => added(rules, at, c),
    };
    out.set("why", quoted("law"));
    out
}

fn changed_item(rules: &Rules, c: &mut Choices) -> Text {
    if rules.items.is_empty() {
        return map([("drop", plain("P0"))]);
    }
    let (id, full) = rules.items[c.below(rules.items.len())].clone();
    let item = find(&rules.text, &id).expect("an item of the rules");
    let Text::Map(entries) = item else { panic!("{id} is no map") };
    let sets = match c.below(5) {
        // Another criterion in place of its own.
        0 => {
            let own = entries.iter().find(|(key, _)| super::overlays::CRITERIA.contains(&&**key));
            let (key, value) = criterion(c, full, true);
            match own {
                Some((own, _)) if own != key => map([(own, plain("")), (key, value)]),
                _ => map([(key, value)]),
            }
        }
        1 => map([("zero_if", asked(c, 1)), ("title", quoted("as in the county"))]),
        2 => {
            let fates = ["section", "whole", "full", "zero"];
            map([("not_applicable", plain(c.pick(&fates))), ("applies_when", asked(c, 1))])
        }
        3 => map([
            ("role", plain(c.pick(&["scored", "advisory", "optional"]))),
            ("zero_if", plain("")),
        ]),
        // A number somewhere in its criterion.
        _ => {
            let mut paths = Vec::new();
            for (key, value) in entries {
                if super::overlays::CRITERIA.contains(&&**key) {
                    numbers(value, key, &mut paths);
                }
            }
            match paths.len() {
                0 => map([("title", quoted("nothing to count"))]),
                n => {
                    let path = paths[c.below(n)].clone();
                    // Judged points are whole: every step here allows them.
                    let steps = path.ends_with(".step");
                    let values: &[&str] =
                        if steps { &["1", "0.5"] } else { &["0", "1", "0.5", "2"] };
                    map([(&*path, plain(c.pick(values)))])
                }
            }
        }
    };
    map([("change", plain(id)), ("set", sets)])
}

fn changed_section(rules: &Rules, c: &mut Choices) -> Text {
    let (id, sets) = match (has(&rules.text, "sections"), has(&rules.text, "grades")) {
        (true, _) => (
            "S1",
            c.pick(&[("at_most", "1"), ("at_least", "1"), ("combine", "sum"), ("title", "other")]),
        ),
        (_, true) => ("g0", ("title", "other")),
        _ => ("ruleset", ("coverage", "60%")),
    };
    map([("change", plain(id)), ("set", map([(sets.0, plain(sets.1))]))])
}

fn added(rules: &Rules, at: usize, c: &mut Choices) -> Text {
    let id = format!("X{at}");
    let mut block = map([("id", plain(&id)), ("title", quoted("added"))]);
    let (place, after) = match c.below(3) {
        0 => {
            block.set("when", asked(c, 1));
            let cap = map([("score_at_most", plain(1))]);
            block.set("effect", if c.once_in(2) { plain("withhold") } else { cap });
            block.set("basis", quoted("county rule"));
            ("gates", "V0")
        }
        1 => {
            let place = c.pick(&["bonuses", "penalties"]);
            let Text::Map(entries) = adjustments(c, &id) else { panic!("a map") };
            let items = entries.into_iter().find(|(key, _)| key == "items").expect("items").1;
            let Text::List(mut list) = items else { panic!("a list") };
            block = list.remove(0);
            (place, if place == "bonuses" { "B0" } else { "P0" })
        }
        // An item without points, so that they still add up.
        _ => {
            block.set("record", Text::List(vec![plain("n")]));
            match (has(&rules.text, "sections"), has(&rules.text, "items")) {
                (true, _) => ("S1", "I1"),
                _ => ("items", "I1"),
            }
        }
    };
    let mut out = map([("add", block), ("to", plain(place))]);
    if has(&rules.text, if place == "S1" { "sections" } else { place }) && c.once_in(2) {
        out.set("after", plain(after));
    }
    out
}

fn has(text: &Text, key: &str) -> bool {
    matches!(text, Text::Map(map) if map.iter().any(|(known, _)| known == key))
}

/// The block with an id.
fn find<'t>(text: &'t Text, id: &str) -> Option<&'t Text> {
    match text {
        Text::Map(map) if map.iter().any(|(key, value)| key == "id" && value.write() == id) => {
            Some(text)
        }
        Text::Map(map) => map.iter().find_map(|(_, value)| find(value, id)),
        Text::List(list) => list.iter().find_map(|value| find(value, id)),
        _ => None,
    }
}

/// The paths of the plain numbers below a value.
fn numbers(text: &Text, path: &str, paths: &mut Vec<String>) {
    match text {
        Text::Plain(text) if text.starts_with(|c: char| c.is_ascii_digit()) => {
            paths.push(path.to_owned());
        }
        Text::List(list) => {
            for (at, value) in list.iter().enumerate() {
                numbers(value, &format!("{path}.{}", at + 1), paths);
            }
        }
        Text::Map(map) if !has(text, "dated") => {
            map.iter().for_each(|(key, value)| numbers(value, &format!("{path}.{key}"), paths));
        }
        _ => {}
    }
}
