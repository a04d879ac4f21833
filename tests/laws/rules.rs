//! Random small rule sets over the whole language.

use super::choices::Choices;
use super::facts::{Fact, POINTS, WORDS, facts};
use super::text::{Text, map, plain, quoted};

/// A rule set with its facts.
pub(crate) struct Rules {
    pub(crate) text: Text,
    pub(crate) facts: Vec<Fact>,
}

pub(crate) const COMBINES: [&str; 8] =
    ["sum", "weighted_mean", "geometric", "harmonic", "median", "min", "max", "product"];

pub(crate) fn condition(c: &mut Choices, depth: usize) -> String {
    let simple = if depth == 0 { 14 } else { 20 };
    let number = |c: &mut Choices| number(c, depth.saturating_sub(1));
    match c.below(simple) {
        0 => "a".into(),
        1 => "b".into(),
        2 => format!("n {} {}", c.pick(&[">=", "<", "=", "!=", ">", "<="]), c.below(6)),
        3 => format!("x {} {}", c.pick(&[">=", "<", "="]), c.pick(&["0", "1.5", "-0.5"])),
        4 => format!("p >= {}", c.pick(&["85%", "60%", "0.125"])),
        5 => format!("ch {} {}", c.pick(&["=", "!=", ">=", "<"]), c.pick(&WORDS)),
        6 => format!("cw in [{}, {}]", WORDS[c.below(2)], WORDS[2]),
        7 => format!("cl.{}", c.pick(&POINTS)),
        8 => "any(fs where deep)".into(),
        9 => format!("all(fs where size >= {})", c.below(4)),
        10 if c.known => format!("known({})", c.pick(&["a", "n", "cl", "fs"])),
        10 => "all(fs where not deep)".into(),
        11 => "days_between(d, date(2022-09-15)) > 30".into(),
        12 => "fine".into(),
        13 => "m <= 7".into(),
        14 => format!("not ({})", condition(c, depth - 1)),
        15 => format!("({}) and ({})", condition(c, depth - 1), condition(c, depth - 1)),
        16 => format!("({}) or ({})", condition(c, depth - 1), condition(c, depth - 1)),
        17 => format!(
            "if {} then {} else ({})",
            condition(c, depth - 1),
            condition(c, depth - 1),
            condition(c, depth - 1)
        ),
        18 => format!("({}) {} ({})", number(c), c.pick(&[">=", "<", "="]), number(c)),
        _ => format!("({}) in [1, {}]", number(c), 2 + c.below(3)),
    }
}

pub(crate) fn number(c: &mut Choices, depth: usize) -> String {
    let simple = if depth == 0 { 17 } else { 27 };
    let one = |c: &mut Choices| number(c, depth.saturating_sub(1));
    match c.below(simple) {
        0 => "n".into(),
        1 => "z".into(),
        2 => "m".into(),
        3 => "x".into(),
        4 => "4 * p".into(),
        5 => c.pick(&["2", "0.5", "3"]).into(),
        6 => "unmet(cl)".into(),
        7 => "met(cl)".into(),
        8 => "count(fs where deep)".into(),
        9 => "sum(fs.size)".into(),
        10 => format!("{}(fs.size where deep)", c.pick(&["mean", "min", "max", "sum"])),
        11 => "3 * share(fs where size >= 2)".into(),
        12 => "distinct(fs by sort where not deep)".into(),
        13 => "number(days_between(date(2022-08-01), d)) / 9".into(),
        14 => "amount".into(),
        15 => "by_band".into(),
        16 => format!("worst({}, fs.size)", 1 + c.below(2)),
        17 => format!("({}) + ({})", one(c), one(c)),
        18 => format!("({}) - ({})", one(c), one(c)),
        19 => format!("({}) * ({})", one(c), one(c)),
        20 => format!("({}) / z when_empty {}", one(c), c.pick(&["2", "not_applicable", "0"])),
        21 => format!("({}) / (n + 1)", one(c)),
        22 => format!("{}({}, {})", c.pick(&["min", "max"]), one(c), one(c)),
        23 => format!("{}({})", c.pick(&["ceil", "floor", "abs"]), one(c)),
        24 => format!("round({}, {})", one(c), c.pick(&["0.5", "1", "0.3"])),
        25 => format!("count_true({}, {})", condition(c, depth - 1), condition(c, depth - 1)),
        _ => format!("if {} then {} else ({})", condition(c, depth - 1), one(c), one(c)),
    }
}

/// Steps, some of which give points and some a share.
fn award(c: &mut Choices, full: usize, entry: &mut Text) {
    if c.once_in(3) {
        entry.set("share", plain(c.pick(&["0%", "50%", "100%", "33%"])));
    } else {
        entry.set("points", plain(c.below(full + 1)));
    }
}

/// The key and value of a criterion.
fn criterion(c: &mut Choices, full: usize, nested: bool) -> (&'static str, Text) {
    match c.below(if nested { 12 } else { 15 }) {
        0 => ("pass", quoted(condition(c, 2))),
        1 => {
            let count = 1 + c.below(3);
            ("deduct", Text::List((0..count).map(|_| deduction(c)).collect()))
        }
        2 | 3 => {
            let ladder = c.once_in(2);
            let count = 1 + c.below(2);
            let mut list: Vec<Text> = (0..count)
                .map(|_| {
                    let mut tier = map([("when", quoted(condition(c, 2)))]);
                    award(c, full, &mut tier);
                    tier
                })
                .collect();
            if !ladder {
                let mut rest = map([("else", plain("yes"))]);
                award(c, full, &mut rest);
                list.push(rest);
            }
            (if ladder { "ladder" } else { "tiers" }, Text::List(list))
        }
        4 => {
            let (low, high) = (c.below(2), 2 + c.below(3));
            // The upper limits are given, or the lower ones; the others follow.
            let middle = c.once_in(2);
            let (closed, open) = if middle { ("to", "above") } else { ("below", "from") };
            let mut steps = [
                map([(c.pick(&["to", "below"]), plain(low))]),
                map([(closed, plain(high))]),
                map([(open, plain(high))]),
            ];
            for step in &mut steps {
                award(c, full, step);
            }
            ("bands", map([("of", quoted(number(c, 2))), ("steps", Text::List(steps.to_vec()))]))
        }
        5 => {
            let mut ratio = map([("of", quoted(number(c, 1)))]);
            if c.once_in(3) {
                ratio.set("to", quoted("n + 1"));
            } else {
                ratio.set("to", quoted(c.pick(&["z", "n", "m", "x", "count(fs)"])));
                let empty = ["not_applicable", "full", "zero", "undefined"];
                ratio.set("when_empty", plain(c.pick(&empty)));
            }
            if c.once_in(2) {
                ratio.set("target", plain(c.pick(&["85%", "50%"])));
            }
            if c.once_in(3) {
                ratio.set("floor", plain("20%"));
            }
            ("ratio", ratio)
        }
        6 => {
            let mut posts = vec![map([("at", plain(-1))]), map([("at", plain(1))])];
            if c.once_in(2) {
                posts.push(map([("at", plain("2.5"))]));
            }
            for post in &mut posts {
                award(c, full, post);
            }
            ("interpolate", map([("of", quoted(number(c, 2))), ("posts", Text::List(posts))]))
        }
        7 => ("supply", map([("need", quoted(number(c, 1))), ("have", quoted(number(c, 1)))])),
        8 => ("earn", quoted(number(c, 2))),
        9 => {
            let row = |c: &mut Choices| {
                Text::Map(WORDS.map(|w| (w.to_owned(), plain(c.below(full + 1)))).to_vec())
            };
            let cells = Text::Map(WORDS.map(|word| (word.to_owned(), row(c))).to_vec());
            ("table", map([("rows", quoted("ch")), ("columns", quoted("cw")), ("cells", cells)]))
        }
        10 => {
            let step = c.pick(&["1", "0.5"]);
            ("judged", map([("value", plain("j")), ("step", plain(step)), ("reason", plain("tx"))]))
        }
        11 => ("pass", quoted(condition(c, 0))),
        12 => ("record", Text::List(vec![plain("n"), plain("tx")])),
        _ => {
            let count = 1 + c.below(2);
            let list = (0..count)
                .map(|_| {
                    let (key, value) = criterion(c, full, true);
                    map([(key, value)])
                })
                .collect();
            (c.pick(&["best_of", "worst_of"]), Text::List(list))
        }
    }
}

fn deduction(c: &mut Choices) -> Text {
    let mut out = match c.below(4) {
        0 => map([("each", quoted(number(c, 1))), ("points", plain(c.pick(&["1", "0.5", "2"])))]),
        1 => map([("unmet", plain("cl")), ("points", plain(c.pick(&["1", "0.3"])))]),
        2 => map([("when", quoted(condition(c, 1))), ("points", plain(1 + c.below(4)))]),
        _ => {
            let points = c.pick(&["1", "size", "if deep then 2 else 0.5", "n"]);
            let mut out = map([("findings", plain("fs")), ("points", quoted(points))]);
            if c.once_in(3) {
                out.set("where", quoted(c.pick(&["deep", "size >= 2", "not deep", "a"])));
            }
            if c.once_in(3) {
                out.set("once_per", Text::List(vec![plain("sort")]));
            }
            if c.once_in(3) {
                let by = Text::List(vec![plain(c.pick(&["sort", "deep"]))]);
                out.set("at_most_per", map([("by", by), ("points", plain(2))]));
            }
            out
        }
    };
    if c.once_in(3) {
        out.set("at_most", plain(c.pick(&["3", "1.5"])));
    }
    out
}

/// The sheet while it is written.
struct Sheet<'c> {
    c: &'c mut Choices,
    items: Vec<String>,
    sections: Vec<String>,
}

impl Sheet<'_> {
    /// An item and the points it brings to the sum of its section.
    fn item(&mut self) -> (Text, usize) {
        let c = &mut *self.c;
        let id = format!("I{}", self.items.len() + 1);
        let points = 1 + c.below(8);
        let (key, value) = criterion(c, points, false);
        let mut out = map([("id", plain(&id)), ("title", quoted(&id)), (key, value)]);
        self.items.push(id);
        if key == "record" {
            return (out, 0);
        }
        out.set("points", plain(points));
        if c.once_in(5) {
            out.set("zero_if", quoted(condition(c, 1)));
        }
        if c.once_in(4) {
            out.set("applies_when", quoted(condition(c, 1)));
        }
        if c.once_in(4) {
            let scopes = ["section", "whole", "full", "zero"];
            out.set("not_applicable", plain(c.pick(&scopes)));
        }
        if c.once_in(7) {
            out.set("scored_from", plain(c.pick(&["2022-09-16", "2022-09-15"])));
        }
        let role = c.below(8);
        if role > 5 {
            out.set("role", plain(if role == 6 { "advisory" } else { "optional" }));
        }
        (out, points)
    }

    fn section(&mut self, depth: usize) -> (Text, usize) {
        let id = format!("S{}", self.sections.len() + 1);
        self.sections.push(id.clone());
        let mut out = map([("id", plain(&id)), ("title", quoted(&id))]);
        let count = 1 + self.c.below(3);
        let nested = depth > 0 && self.c.once_in(4);
        let parts: Vec<(Text, usize)> = (0..count)
            .map(|_| if nested { self.section(depth - 1) } else { self.item() })
            .collect();
        let sum: usize = parts.iter().map(|(_, points)| points).sum();
        let parts = Text::List(parts.into_iter().map(|(part, _)| part).collect());
        out.set(if nested { "sections" } else { "items" }, parts);
        let c = &mut *self.c;
        let mut points = sum;
        // A sum must add up; anything else weighs what it is given.
        let combine = if sum == 0 { "median" } else { COMBINES[c.below(16) % 9 % 8] };
        if combine != "sum" {
            out.set("combine", plain(combine));
            points = 1 + c.below(9);
        }
        out.set("points", plain(points));
        if c.once_in(5) {
            out.set("at_most", plain(1 + c.below(points)));
        } else if c.once_in(6) {
            out.set("at_least", plain(c.below(points)));
        }
        if c.once_in(5) {
            out.set("applies_when", quoted(condition(c, 1)));
        }
        (out, points)
    }
}

fn adjustments(c: &mut Choices, prefix: &str) -> Text {
    let count = 1 + c.below(2);
    let list = (0..count).map(|at| {
        let id = format!("{prefix}{at}");
        let mut out = map([("id", plain(&id)), ("title", quoted(&id))]);
        if c.once_in(2) {
            out.set("when", quoted(condition(c, 1)));
        } else {
            out.set("each", quoted(c.pick(&["n", "z", "count(fs)", "unmet(cl)", "m", "n / 3"])));
        }
        out.set("points", plain(c.pick(&["1", "0.5", "4"])));
        if c.once_in(3) {
            out.set("at_most", plain(2));
        }
        if c.once_in(4) {
            out.set("requires", quoted(c.pick(&["total.points >= 3", "total.share < 50%"])));
        }
        out
    });
    let mut out = map([("items", Text::List(list.collect()))]);
    if c.once_in(2) {
        out.set("at_most", plain(3));
    }
    out
}

/// A condition that may read results.
fn late_condition(c: &mut Choices, sheet: &(Vec<String>, Vec<String>)) -> String {
    let (items, sections) = sheet;
    let item = items[c.below(items.len())].clone();
    let part = match sections.len() {
        0 => item.clone(),
        n => sections[c.below(n)].clone(),
    };
    match c.below(6) {
        0 => condition(c, 1),
        1 => format!("{item}.points >= 1"),
        2 => format!("{part}.share < 50%"),
        3 => format!("total.points {} 5", c.pick(&["<", ">="])),
        4 => {
            format!("{item}.state = {}", c.pick(&["fail", "pass", "partial", "not_applicable"]))
        }
        _ => format!("total.share > 60% and ({})", condition(c, 1)),
    }
}

/// A rule set.
pub(crate) fn rules(c: &mut Choices) -> Rules {
    let facts = facts(c);
    let mut text = map([
        ("ruleset", plain("test/laws")),
        ("version", plain("1.0.0")),
        ("title", quoted("laws")),
        ("subject", plain("village")),
        ("effective", map([("from", plain("2022-01-01"))])),
        (
            "let",
            map([
                ("fine", quoted(c.pick(&["a", "n >= 2", "ch >= mid", "cl.u and b"]))),
                ("amount", quoted(c.pick(&["n + z", "m", "x * 2", "sum(fs.size where deep)"]))),
                ("by_band", by_band(c)),
            ]),
        ),
    ]);
    text.set(
        "facts",
        Text::Map(facts.iter().map(|fact| (fact.id.to_owned(), fact.declared())).collect()),
    );
    let plain_list = c.once_in(4);
    let count = 1 + c.below(3);
    let mut sheet = Sheet { c, items: Vec::new(), sections: Vec::new() };
    let parts: Vec<(Text, usize)> =
        (0..count).map(|_| if plain_list { sheet.item() } else { sheet.section(1) }).collect();
    let named = (sheet.items, sheet.sections);
    let sum: usize = parts.iter().map(|(_, points)| points).sum();
    let parts = Text::List(parts.into_iter().map(|(part, _)| part).collect());
    text.set(if plain_list { "items" } else { "sections" }, parts);

    let lower = c.once_in(5);
    let combine = if sum == 0 { "max" } else { COMBINES[c.below(16) % 9 % 8] };
    let max = if combine == "sum" { sum } else { 5 + c.below(6) };
    let place = c.pick(&["print", "item", "section", "total"]);
    let step = c.pick(&["0.01", "0.5", "1", "3"]);
    let mode = c.pick(&["gbt8170", "half_up", "half_down", "up", "down"]);
    let round = map([("at", plain(place)), ("step", quoted(step)), ("mode", plain(mode))]);
    let mut scale = map([("max", plain(max)), ("round", round), ("combine", plain(combine))]);
    if lower {
        scale.set("direction", plain("lower_is_better"));
    }
    if c.once_in(3) {
        scale.set("compare", plain("rounded"));
    }
    scale.set("not_applicable", plain(c.pick(&["section", "whole", "full", "zero"])));
    text.set("scale", scale);
    if c.once_in(3) {
        text.set("coverage", plain("50%"));
    }
    if c.once_in(3) {
        text.set("bonuses", adjustments(c, "B"));
    }
    if c.once_in(3) {
        text.set("penalties", adjustments(c, "P"));
    }
    if !c.once_in(4) {
        let limits = if lower { [0, max / 2, max] } else { [max, max / 2, 0] };
        let key = if lower { "up_to" } else { "from" };
        let grades = limits.iter().enumerate().map(|(at, limit)| {
            let id = format!("g{at}");
            let mut out = map([("id", plain(&id)), ("title", quoted(&id)), (key, plain(limit))]);
            if at < 2 && c.once_in(4) {
                out.set("requires", quoted(late_condition(c, &named)));
            }
            out
        });
        // Two limits can meet where full marks are few.
        let grades: Vec<Text> = grades.collect();
        let grades = if max < 2 { vec![grades[0].clone(), grades[2].clone()] } else { grades };
        text.set("grades", Text::List(grades));
    }
    if c.once_in(3) {
        let count = 1 + c.below(2);
        let graded = matches!(&text, Text::Map(map) if map.iter().any(|(key, _)| key == "grades"));
        let gates = (0..count).map(|at| {
            let effect = match c.below(4) {
                0 if graded => map([("grade_at_most", plain("g2"))]),
                0 | 1 => map([("score_at_most", plain(c.below(max + 1)))]),
                2 => map([("score", plain(c.below(max + 1)))]),
                _ => plain("withhold"),
            };
            map([
                ("id", plain(format!("V{at}"))),
                ("title", quoted("gate")),
                ("when", quoted(late_condition(c, &named))),
                ("effect", effect),
                ("basis", quoted("law")),
            ])
        });
        let gates = Text::List(gates.collect());
        text.set("gates", gates);
    }
    Rules { text, facts }
}

fn by_band(c: &mut Choices) -> Text {
    let steps = vec![
        map([("below", plain(2)), ("points", plain(c.below(4)))]),
        map([("from", plain(2)), ("points", plain(c.below(4)))]),
    ];
    map([("bands", map([("of", quoted(c.pick(&["n", "m", "x"]))), ("steps", Text::List(steps))]))])
}
