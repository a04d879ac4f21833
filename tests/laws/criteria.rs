//! Random criteria.

use super::choices::Choices;
use super::dated::{asked, dated};
use super::expressions::{condition, number};
use super::facts::WORDS;
use super::text::{Text, map, plain, quoted};

/// Steps, some of which give points and some a share.
fn award(c: &mut Choices, full: usize, entry: &mut Text) {
    if c.once_in(3) {
        let share = plain(c.pick(&["0%", "50%", "100%", "33%"]));
        entry.set("share", dated(c, share, |c| plain(c.pick(&["10%", "90%"]))));
    } else {
        let points = plain(c.below(full + 1));
        entry.set("points", dated(c, points, |c| plain(c.below(full + 1))));
    }
}

/// The key and value of a criterion.
pub(crate) fn criterion(c: &mut Choices, full: usize, nested: bool) -> (&'static str, Text) {
    match c.below(if nested { 12 } else { 15 }) {
        0 => ("pass", asked(c, 2)),
        1 => {
            let count = 1 + c.below(3);
            ("deduct", Text::List((0..count).map(|_| deduction(c)).collect()))
        }
        2 | 3 => {
            let ladder = c.once_in(2);
            let count = 1 + c.below(2);
            let mut list: Vec<Text> = (0..count)
                .map(|_| {
                    let mut tier = map([("when", asked(c, 2))]);
                    if c.once_in(5) {
                        tier.set("title", quoted("so far"));
                    }
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
                ratio.set("to", quoted(c.pick(&["n + 1", "max(z, 1)", "number(k)"])));
            } else {
                ratio.set("to", quoted(c.pick(&["z", "n", "m", "x", "count(fs)"])));
                let empty = ["not_applicable", "full", "zero", "undefined"];
                ratio.set("when_empty", plain(c.pick(&empty)));
            }
            if c.once_in(2) {
                let target = plain(c.pick(&["85%", "50%"]));
                ratio.set("target", dated(c, target, |_| plain("60%")));
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
            if c.once_in(3) {
                return (
                    "table",
                    map([("rows", quoted(c.pick(&["cw", "lv"]))), ("cells", row(c))]),
                );
            }
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
        0 => {
            let points = plain(c.pick(&["1", "0.5", "2"]));
            let points = dated(c, points, |_| plain("1.5"));
            map([("each", quoted(number(c, 1))), ("points", points)])
        }
        1 => map([("unmet", plain("cl")), ("points", plain(c.pick(&["1", "0.3"])))]),
        2 => map([("when", asked(c, 1)), ("points", plain(1 + c.below(4)))]),
        _ => {
            let points = c.pick(&[
                "1",
                "size",
                "if deep then 2 else 0.5",
                "n",
                "if sort = top then size else 1",
                "max(area, 0)",
                "cost",
                "if heavy then cost else 1",
            ]);
            let mut out = map([("findings", plain("fs")), ("points", quoted(points))]);
            if c.once_in(3) {
                out.set(
                    "where",
                    quoted(c.pick(&[
                        "deep",
                        "size >= 2",
                        "not deep",
                        "a",
                        "on > d",
                        "sort in [mid, top]",
                        "heavy",
                        "rank = light",
                    ])),
                );
            }
            if c.once_in(3) {
                out.set(
                    "once_per",
                    Text::List(
                        c.pick(&[&["sort"][..], &["sort", "deep"], &["on"], &["rank"], &["note"]])
                            .iter()
                            .map(plain)
                            .collect(),
                    ),
                );
            }
            if c.once_in(3) {
                let by = Text::List(vec![plain(c.pick(&["sort", "deep", "rank", "note"]))]);
                let one = map([("by", by), ("points", plain(2))]);
                let other = Text::List(vec![plain("on")]);
                let other = map([("by", other), ("points", plain(c.pick(&["1", "3"])))]);
                let both = c.once_in(2);
                let caps = if both { Text::List(vec![one, other]) } else { one };
                out.set("at_most_per", caps);
            }
            out
        }
    };
    if c.once_in(3) {
        let most = plain(c.pick(&["3", "1.5"]));
        out.set("at_most", dated(c, most, |_| plain("2")));
    }
    out
}
