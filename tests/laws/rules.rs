//! Random small rule sets over the whole language.

use super::choices::Choices;
use super::criteria::criterion;
use super::dated::{asked, dated};
use super::expressions::condition;
use super::facts::{Fact, WORDS, facts};
use super::text::{Text, map, plain, quoted};

/// A rule set with its facts.
pub(crate) struct Rules {
    pub(crate) text: Text,
    pub(crate) facts: Vec<Fact>,
    /// The items that have points, with their full marks.
    pub(crate) items: Vec<(String, usize)>,
}

/// What the subjects below are assessed by.
pub(crate) const HOME: &str = r#"{ruleset: laws/home, version: "1", title: home, subject: household,
effective: {from: 2022-01-01}, scale: {max: 10, round: {at: print, step: 1, mode: half_up}},
facts: {mark: {kind: count, title: mark, at_most: 10}}, items: [{id: M, title: mark, points: 10, earn: mark}],
grades: [{id: h0, title: good, from: 8}, {id: h1, title: fair, from: 4}, {id: h2, title: poor, from: 0}]}"#;

pub(crate) const COMBINES: [&str; 8] =
    ["sum", "weighted_mean", "geometric", "harmonic", "median", "min", "max", "product"];

/// A way to combine, as often a sum as not.
fn combine(c: &mut Choices) -> Text {
    match c.below(18) {
        at @ 0..8 => plain(COMBINES[at]),
        10 => map([(c.pick(&["lowest", "highest"]), plain(1 + c.below(3)))]),
        8 | 9 => map([("power", plain(c.pick(&["2", "3", "-1", "-2", "1"])))]),
        _ => plain("sum"),
    }
}

fn is_sum(combine: &Text) -> bool {
    matches!(combine, Text::Plain(word) if word == "sum")
}

/// The sheet while it is written.
struct Sheet<'c> {
    c: &'c mut Choices,
    items: Vec<String>,
    sections: Vec<String>,
    /// Full marks of the items that have some.
    full: Vec<(String, usize)>,
}

impl Sheet<'_> {
    /// An item and the points it brings to the sum of its section.
    fn item(&mut self) -> (Text, usize) {
        let c = &mut *self.c;
        let id = format!("I{}", self.items.len() + 1);
        let points = 1 + c.below(8);
        let (key, value) = criterion(c, points, false);
        let mut out = map([("id", plain(&id)), ("title", quoted(&id)), (key, value)]);
        self.items.push(id.clone());
        if key == "record" {
            return (out, 0);
        }
        self.full.push((id, points));
        out.set("points", plain(points));
        if c.once_in(5) {
            out.set("zero_if", asked(c, 1));
        }
        if c.once_in(6) {
            let mut back = map([("returns", plain(c.pick(&["50%", "100%", "30%"])))]);
            if c.once_in(2) {
                back.set("within", plain(c.pick(&["3 days", "2 天", "0 days"])));
            }
            out.set("when_rectified", back);
        }
        if c.once_in(4) {
            out.set("applies_when", asked(c, 1));
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
        } else if c.once_in(9) {
            out.set("role", plain("scored"));
        }
        decorate(c, &mut out);
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
        let combine = if sum == 0 { plain("median") } else { combine(c) };
        if !is_sum(&combine) {
            out.set("combine", combine);
            points = 1 + c.below(9);
        }
        out.set("points", plain(points));
        if c.once_in(5) {
            let most = plain(1 + c.below(points));
            out.set("at_most", dated(c, most, |c| plain(1 + c.below(points))));
        } else if c.once_in(6) {
            out.set("at_least", plain(c.below(points)));
        }
        if c.once_in(5) {
            out.set("applies_when", asked(c, 1));
        }
        (out, points)
    }
}

/// What moves no number but the order of gaps.
fn decorate(c: &mut Choices, item: &mut Text) {
    if c.once_in(3) {
        item.set(
            "tags",
            map([
                ("ease", plain(c.pick(&["easy", "hard"]))),
                ("side", plain(c.pick(&["north", "south"]))),
            ]),
        );
    }
    if c.once_in(4) {
        let within = c.pick(&["3 days", "14天", "10"]);
        item.set("remedy", map([("text", quoted("clear it")), ("within", plain(within))]));
    }
    if c.once_in(6) {
        item.set("owner", plain("office"));
        item.set("two_sided", plain("yes"));
        item.set("text", quoted("the demand in full"));
        item.set("evidence", quoted("a photo"));
        item.set("provenance", map([("criterion", map([("general_knowledge", quoted("known"))]))]));
    }
}

pub(crate) fn adjustments(c: &mut Choices, prefix: &str) -> Text {
    let count = 1 + c.below(2);
    let list = (0..count).map(|at| {
        let id = format!("{prefix}{at}");
        let mut out = map([("id", plain(&id)), ("title", quoted(&id))]);
        if c.once_in(2) {
            out.set("when", asked(c, 1));
        } else {
            let each = c.pick(&["n", "z", "count(fs)", "unmet(cl)", "m", "n / 3", "h"]);
            out.set("each", quoted(each));
        }
        let points = plain(c.pick(&["1", "0.5", "4"]));
        out.set("points", dated(c, points, |_| plain("2")));
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
pub(crate) fn late_condition(c: &mut Choices, sheet: &(Vec<String>, Vec<String>)) -> String {
    let (items, sections) = sheet;
    if items.is_empty() {
        return format!("total.points {} 5", c.pick(&["<", ">="]));
    }
    let item = items[c.below(items.len())].clone();
    let part = match sections.len() {
        0 => item.clone(),
        n => sections[c.below(n)].clone(),
    };
    match c.below(8) {
        0 => condition(c, 1),
        6 => format!("late {} 2", c.pick(&[">=", "<"])),
        7 => (*c.pick(&["late_level >= mid", "late_level = low", "late_level < cw"])).into(),
        1 => format!("{item}.points >= 1"),
        2 => format!("{part}.share < 50%"),
        3 => format!("total.points {} 5", c.pick(&["<", ">="])),
        4 if c.once_in(3) => format!("not {item}.state != fail"),
        4 => {
            format!(
                "{item}.state = {}",
                c.pick(&["fail", "pass", "partial", "not_applicable", "informational"])
            )
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
    ]);
    text.set(
        "facts",
        Text::Map(facts.iter().map(|fact| (fact.id.to_owned(), fact.declared())).collect()),
    );
    let mut named_values = lets(c);
    let plain_list = c.once_in(4);
    // Penalties alone, now and then.
    let alone = c.once_in(16);
    let count = if alone { 0 } else { 1 + c.below(3) };
    let mut sheet = Sheet { c, items: Vec::new(), sections: Vec::new(), full: Vec::new() };
    let parts: Vec<(Text, usize)> =
        (0..count).map(|_| if plain_list { sheet.item() } else { sheet.section(1) }).collect();
    let (named, full) = ((sheet.items, sheet.sections), sheet.full);
    late_lets(c, &named, &mut named_values);
    text.set("let", named_values);
    if c.agree && c.once_in(3) {
        let count = 1 + c.below(2);
        let that = (0..count)
            .map(|_| map([("that", quoted(condition(c, 1))), ("say", quoted("cannot be"))]));
        text.set("consistency", Text::List(that.collect()));
    }
    let sum: usize = parts.iter().map(|(_, points)| points).sum();
    let parts = Text::List(parts.into_iter().map(|(part, _)| part).collect());
    if !alone {
        text.set(if plain_list { "items" } else { "sections" }, parts);
    }

    let lower = c.once_in(5);
    let combine = if sum == 0 { plain("max") } else { combine(c) };
    let max = if is_sum(&combine) { sum } else { 5 + c.below(6) };
    let place = c.pick(&["print", "item", "section", "total"]);
    let step = c.pick(&["0.01", "0.5", "1", "3"]);
    let mode = c.pick(&["gbt8170", "half_up", "half_down", "up", "down"]);
    let round = map([("at", plain(place)), ("step", quoted(step)), ("mode", plain(mode))]);
    let mut scale = map([("max", plain(max)), ("round", round), ("combine", combine)]);
    let least = c.pick(&[0, 0, 0, -3, -1, 0]);
    if least < 0 {
        scale.set("lowest", plain(least));
    }
    let highest = max + c.pick(&[0, 0, 0, 2, 0]);
    if highest > max {
        scale.set("highest", plain(highest));
    }
    if lower {
        scale.set("direction", plain("lower_is_better"));
    } else if c.once_in(8) {
        scale.set("direction", plain("higher_is_better"));
    }
    match c.below(6) {
        4 => scale.set("compare", plain(c.pick(&["rounded", "rounded", "full"]))),
        5 => {
            let mode = c.pick(&["gbt8170", "half_up", "up"]);
            scale.set(
                "compare",
                map([("step", plain(c.pick(&["1", "0.1"]))), ("mode", plain(mode))]),
            );
        }
        _ => {}
    }
    scale.set("not_applicable", plain(c.pick(&["section", "whole", "full", "zero"])));
    text.set("scale", scale);
    if c.once_in(3) {
        text.set("coverage", dated(c, plain("50%"), |_| plain("80%")));
    }
    if c.once_in(4) {
        let order =
            c.pick(&[&["points", "id"][..], &["side", "deadline", "points"], &["kind", "ease"]]);
        text.set("order", Text::List(order.iter().map(plain).collect()));
    }
    text.set("tags", map([("side", Text::List(vec![plain("south"), plain("north")]))]));
    text.set("owners", map([("office", quoted("Office"))]));
    if c.once_in(9) {
        text.set("advisory", plain("yes"));
        text.set("notes", Text::List(vec![quoted("for advice")]));
    }
    if c.once_in(3) {
        text.set("bonuses", adjustments(c, "B"));
    }
    if alone || c.once_in(3) {
        text.set("penalties", adjustments(c, "P"));
    }
    if !c.once_in(4) {
        let shared = max > 1 && c.once_in(5);
        let first = match (shared, lower) {
            (true, _) => max / 2,
            (false, true) => 0,
            (false, false) => max,
        };
        let limits =
            [first, max / 2, if lower { highest } else { 0 }].map(|limit| limit.to_string());
        let end = |at: usize, limit: &String| {
            if at == 2 && !lower { least.to_string() } else { limit.clone() }
        };
        let [included, excluded] = if lower { ["up_to", "below"] } else { ["from", "above"] };
        let grades = limits.iter().enumerate().map(|(at, limit)| {
            let id = format!("g{at}");
            // Where the limit stays between those around it.
            let open = (at == 0 && shared || at == 1 && !shared) && c.once_in(3);
            let key = if open { excluded } else { included };
            let mut out =
                map([("id", plain(&id)), ("title", quoted(&id)), (key, plain(end(at, limit)))]);
            if at < 2 && (c.once_in(4) || (shared && at == 0)) {
                let requires = |c: &mut Choices| quoted(late_condition(c, &named));
                let first = requires(c);
                out.set("requires", dated(c, first, requires));
            }
            out
        });
        // Two limits can meet where full marks are few.
        let grades: Vec<Text> = grades.collect();
        let grades = if max < 2 { vec![grades[0].clone(), grades[2].clone()] } else { grades };
        if grades.len() == 3 && c.once_in(4) {
            text.set("grade_matrix", grade_matrix(c));
        }
        text.set("grades", Text::List(grades));
    }
    if c.once_in(3) {
        let count = 1 + c.below(2);
        let graded = matches!(&text, Text::Map(map) if map.iter().any(|(key, _)| key == "grades"));
        let gates = (0..count).map(|at| {
            let effect = match c.below(5) {
                0 if graded => map([("grade_at_most", plain("g2"))]),
                0 | 1 => {
                    let most = plain(c.below(max + 1));
                    map([("score_at_most", dated(c, most, |c| plain(c.below(max + 1))))])
                }
                2 => map([("score", plain(c.below(max + 1)))]),
                3 if graded => map([(c.pick(&["grade_down", "grade_up"]), plain(1 + c.below(2)))]),
                _ => plain("withhold"),
            };
            let when = |c: &mut Choices| quoted(late_condition(c, &named));
            let first = when(c);
            let when = dated(c, first, when);
            map([
                ("id", plain(format!("V{at}"))),
                ("title", quoted("gate")),
                ("when", when),
                ("effect", effect),
                ("basis", quoted("law")),
            ])
        });
        let gates = Text::List(gates.collect());
        text.set("gates", gates);
    }
    Rules { text, facts, items: full }
}

/// Which grade two levels give.
fn grade_matrix(c: &mut Choices) -> Text {
    let row = |c: &mut Choices| {
        let cell = |word: &str| (word.to_owned(), plain(c.pick(&["g0", "g1", "g2"])));
        Text::Map(WORDS.map(cell).to_vec())
    };
    let cells = WORDS.map(|word| (word.to_owned(), row(c)));
    map([
        ("rows", quoted(c.pick(&["ch", "lv", "late_level"]))),
        ("columns", quoted(c.pick(&["cw", "late_level", "same"]))),
        ("cells", Text::Map(cells.to_vec())),
    ])
}

/// Named values that read results.
fn late_lets(c: &mut Choices, sheet: &(Vec<String>, Vec<String>), lets: &mut Text) {
    let (items, sections) = sheet;
    let mut shares = vec!["total.share".to_owned()];
    shares.extend(items.iter().chain(sections).map(|id| format!("{id}.share")));
    let share = shares[c.below(shares.len())].clone();
    let steps = vec![
        map([("below", plain("30%")), ("is", plain("low"))]),
        map([("from", plain("30%")), ("below", plain("60%")), ("is", plain("mid"))]),
        map([("from", plain("60%")), ("is", plain("top"))]),
    ];
    let bands = map([("of", quoted(share)), ("steps", Text::List(steps))]);
    let levels = Text::List(WORDS.map(plain).to_vec());
    lets.set("late_level", map([("levels", levels), ("bands", bands)]));
    lets.set("late", quoted(c.pick(&["total.points / 2", "4 * total.share", "n + total.points"])));
}

/// Named values of every kind.
fn lets(c: &mut Choices) -> Text {
    let fine = |c: &mut Choices| quoted(c.pick(&["a", "n >= 2", "ch >= mid", "cl.u and b"]));
    let first = fine(c);
    map([
        ("fine", dated(c, first, fine)),
        ("amount", quoted(c.pick(&["n + z", "m", "x * 2", "sum(fs.size where deep)"]))),
        ("same", quoted("ch")),
        ("later", quoted("d")),
        ("by_band", by_form(c)),
        ("lv", level(c)),
    ])
}

/// A level from a form.
fn level(c: &mut Choices) -> Text {
    let is = |word: &str| ("is", plain(word));
    let form = match c.below(3) {
        0 => {
            let steps = vec![
                map([("below", plain(1)), is("low")]),
                map([("from", plain(1)), ("to", plain(3)), is(c.pick(&WORDS))]),
                map([("above", plain(3)), is("top")]),
            ];
            let of = quoted(c.pick(&["n", "x", "cv"]));
            ("bands", map([("of", of), ("steps", Text::List(steps))]))
        }
        1 => {
            let tiers = vec![
                map([
                    ("when", quoted(c.pick(&["a and n >= 2", "fine", "any(fs where heavy)"]))),
                    is("top"),
                ]),
                map([("when", quoted("b")), is("mid")]),
                map([("else", plain("yes")), is("low")]),
            ];
            ("tiers", Text::List(tiers))
        }
        _ => {
            let row = |c: &mut Choices| {
                Text::Map(WORDS.map(|word| (word.to_owned(), plain(c.pick(&WORDS)))).to_vec())
            };
            let cells = Text::Map(WORDS.map(|word| (word.to_owned(), row(c))).to_vec());
            let ways = [("rows", quoted("ch")), ("columns", quoted("cw")), ("cells", cells)];
            ("table", map(ways))
        }
    };
    let levels = if c.once_in(2) {
        Text::List(WORDS.map(plain).to_vec())
    } else {
        Text::Map(WORDS.map(|word| (word.to_owned(), quoted(format!("level {word}")))).to_vec())
    };
    map([("levels", levels), form])
}

/// A number from a form.
fn by_form(c: &mut Choices) -> Text {
    let points = |c: &mut Choices| ("points", plain(c.pick(&["0", "1", "2.5", "-1"])));
    let of = quoted(c.pick(&["n", "m", "x"]));
    match c.below(5) {
        0 => {
            let tier = map([("when", quoted(condition(c, 0))), points(c)]);
            map([("tiers", Text::List(vec![tier, map([("else", plain("yes")), points(c)])]))])
        }
        1 => {
            let posts = [0, 2].map(|at| map([("at", plain(at)), points(c)]));
            map([("interpolate", map([("of", of), ("posts", Text::List(posts.to_vec()))]))])
        }
        2 => {
            let row = |c: &mut Choices| {
                Text::Map(WORDS.map(|word| (word.to_owned(), points(c).1)).to_vec())
            };
            let cells = Text::Map(WORDS.map(|word| (word.to_owned(), row(c))).to_vec());
            map([(
                "table",
                map([("rows", quoted("cw")), ("columns", quoted("ch")), ("cells", cells)]),
            )])
        }
        _ => {
            let steps =
                vec![map([("below", plain(2)), points(c)]), map([("from", plain(2)), points(c)])];
            map([("bands", map([("of", of), ("steps", Text::List(steps))]))])
        }
    }
}
