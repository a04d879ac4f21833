//! Rule sets in which every fact has a better and a worse direction, for the law that repairing helps.

use super::choices::Choices;
use super::text::{Text, map, plain, quoted};

/// A rule set, and what an inspection of it says.
pub(crate) struct Repair {
    pub(crate) rules: Text,
    /// How good each fact is, 0 to 5, and how it is written; none where it was not seen.
    facts: Vec<(Said, Option<usize>)>,
    /// The fact to be repaired, and how good it becomes.
    repaired: Option<(usize, usize)>,
}

/// How goodness is written.
#[derive(Clone, Copy)]
enum Said {
    /// yes where it is 3 or better.
    YesNo,
    /// The more the better.
    More,
    /// The fewer the better.
    Fewer,
}

impl Said {
    fn write(self, good: usize) -> Text {
        match self {
            Self::YesNo => plain(if good >= 3 { "yes" } else { "no" }),
            Self::More => plain(good),
            Self::Fewer => plain(5 - good),
        }
    }
}

struct Writer<'c> {
    c: &'c mut Choices,
    said: Vec<Said>,
    items: usize,
    sections: usize,
    lower: bool,
    /// Items so far that count only when met.
    optional: usize,
}

impl Writer<'_> {
    fn fact(&mut self, said: Said) -> String {
        self.said.push(said);
        format!("f{}", self.said.len() - 1)
    }

    /// A criterion that gives no less for a better fact.
    fn criterion(&mut self, full: usize) -> (&'static str, Text) {
        // Where points are harm only what measures achievement turns round by itself.
        match self.c.below(if self.lower { 5 } else { 12 }) {
            0 => ("pass", quoted(self.fact(Said::YesNo))),
            1 => {
                let points = self.c.pick(&["1", "0.5", "2"]);
                let each = self.fact(Said::Fewer);
                ("deduct", map([("each", quoted(each)), ("points", plain(points))]))
            }
            2 => {
                let of = self.fact(Said::More);
                let target = self.c.pick(&["100%", "85%", "60%"]);
                let ratio =
                    map([("of", quoted(of)), ("to", quoted("5")), ("target", plain(target))]);
                ("ratio", ratio)
            }
            3 => {
                let have = self.fact(Said::More);
                ("supply", map([("need", quoted("3")), ("have", quoted(have))]))
            }
            4 => {
                let when = self.fact(Said::YesNo);
                ("deduct", map([("when", quoted(format!("not {when}"))), ("points", plain(1))]))
            }
            5 => {
                let when = self.fact(Said::More);
                let some = self.c.below(full + 1);
                let tiers = vec![
                    map([("when", quoted(format!("{when} >= 4"))), ("points", plain(full))]),
                    map([("when", quoted(format!("{when} >= 2"))), ("points", plain(some))]),
                    map([("else", plain("yes")), ("points", plain(0))]),
                ];
                ("tiers", Text::List(tiers))
            }
            6 => {
                let of = self.fact(Said::More);
                let some = self.c.below(full + 1);
                let steps = vec![
                    map([("below", plain(2)), ("points", plain(0))]),
                    map([("below", plain(4)), ("points", plain(some))]),
                    map([("from", plain(4)), ("points", plain(full))]),
                ];
                ("bands", map([("of", quoted(of)), ("steps", Text::List(steps))]))
            }
            7 => {
                let of = self.fact(Said::More);
                let posts = vec![
                    map([("at", plain(1)), ("points", plain(0))]),
                    map([("at", plain(4)), ("share", plain("90%"))]),
                    map([("at", plain(5)), ("points", plain(full))]),
                ];
                ("interpolate", map([("of", quoted(of)), ("posts", Text::List(posts))]))
            }
            8 => ("earn", quoted(self.fact(Said::More))),
            9 => {
                let (low, high) = (self.fact(Said::YesNo), self.fact(Said::YesNo));
                let levels = vec![
                    map([("when", quoted(low)), ("share", plain("40%"))]),
                    map([("when", quoted(high)), ("share", plain("100%"))]),
                ];
                ("ladder", Text::List(levels))
            }
            _ => {
                let (first, second) = (self.criterion(full), self.criterion(full));
                let list = vec![map([(first.0, first.1)]), map([(second.0, second.1)])];
                (self.c.pick(&["best_of", "worst_of"]), Text::List(list))
            }
        }
    }

    fn item(&mut self) -> (Text, usize) {
        self.items += 1;
        let id = format!("I{}", self.items);
        let points = 1 + self.c.below(8);
        let (key, value) = self.criterion(points);
        let mut out = map([
            ("id", plain(&id)),
            ("title", quoted(&id)),
            ("points", plain(points)),
            (key, value),
        ]);
        if self.c.once_in(6) {
            let role = self.c.pick(&["optional", "advisory"]);
            self.optional += usize::from(role == "optional");
            out.set("role", plain(role));
            // Shared by the whole, one more item that counts would weigh a section that is capped.
            out.set("not_applicable", plain("section"));
        }
        if self.c.once_in(5) {
            let bad = self.fact(Said::Fewer);
            if !self.lower {
                out.set("zero_if", quoted(format!("{bad} >= 4")));
            }
        }
        (out, points)
    }

    fn section(&mut self, depth: usize) -> (Text, usize) {
        self.sections += 1;
        let id = format!("S{}", self.sections);
        let mut out = map([("id", plain(&id)), ("title", quoted(&id))]);
        let count = 1 + self.c.below(3);
        let nested = depth > 0 && self.c.once_in(4);
        let optional = self.optional;
        let parts: Vec<(Text, usize)> = (0..count)
            .map(|_| if nested { self.section(depth - 1) } else { self.item() })
            .collect();
        let mut points: usize = parts.iter().map(|(_, points)| points).sum();
        let parts = Text::List(parts.into_iter().map(|(part, _)| part).collect());
        out.set(if nested { "sections" } else { "items" }, parts);
        let combine = super::rules::COMBINES[self.c.below(16) % 9 % 8];
        if combine != "sum" {
            out.set("combine", plain(combine));
            points = 1 + self.c.below(9);
        }
        out.set("points", plain(points));
        // A cap below full marks on what counts only when met would make it hurt.
        if self.c.once_in(4) && self.optional == optional {
            out.set("at_most", plain(1 + self.c.below(points)));
        } else if self.c.once_in(6) && self.optional == optional {
            out.set("at_least", plain(self.c.below(points)));
        }
        (out, points)
    }

    fn adjustments(&mut self, prefix: &str, said: Said) -> Text {
        let id = format!("{prefix}0");
        let each = self.fact(said);
        let mut one = map([
            ("id", plain(&id)),
            ("title", quoted(&id)),
            ("each", quoted(each)),
            ("points", plain(self.c.pick(&["1", "0.5"]))),
        ]);
        if self.c.once_in(2) {
            one.set("at_most", plain(2));
        }
        map([("items", Text::List(vec![one]))])
    }
}

impl Repair {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let c = &mut Choices::new(bytes);
        let lower = c.once_in(4);
        let mut writer = Writer { c, said: Vec::new(), items: 0, sections: 0, lower, optional: 0 };
        let count = 1 + writer.c.below(3);
        let parts: Vec<(Text, usize)> = (0..count).map(|_| writer.section(1)).collect();
        let sum: usize = parts.iter().map(|(_, points)| points).sum();
        let combine = super::rules::COMBINES[writer.c.below(16) % 9 % 8];
        let max = if combine == "sum" { sum } else { 2 + writer.c.below(9) };
        let mut rules = map([
            ("ruleset", plain("test/repair")),
            ("version", plain("1.0.0")),
            ("title", quoted("repair")),
            ("subject", plain("village")),
            ("effective", map([("from", plain("2022-01-01"))])),
            ("sections", Text::List(parts.into_iter().map(|(part, _)| part).collect())),
        ]);
        if writer.c.once_in(3) {
            let bonuses = writer.adjustments("B", Said::More);
            rules.set("bonuses", bonuses);
        }
        if writer.c.once_in(3) {
            let penalties = writer.adjustments("P", Said::Fewer);
            rules.set("penalties", penalties);
        }
        let Writer { c, said, items, lower, optional, .. } = writer;
        // Nor may a section of it be rounded down.
        let places = if optional > 0 { "print" } else { "section" };
        let round = map([
            ("at", plain(c.pick(&["print", "item", "total", places]))),
            ("step", plain(c.pick(&["0.01", "0.5", "1", "3"]))),
            ("mode", plain(c.pick(&["gbt8170", "half_up", "half_down", "up", "down"]))),
        ]);
        let mut scale = map([("max", plain(max)), ("round", round), ("combine", plain(combine))]);
        scale.set("not_applicable", plain(c.pick(&["section", "whole"])));
        if lower {
            scale.set("direction", plain("lower_is_better"));
        }
        rules.set("scale", scale);
        let item = 1 + c.below(items);
        let ends = if lower { ["0", "0.5"] } else { [if max > 1 { "2" } else { "1" }, "0.5"] };
        let last = if lower { max.to_string() } else { "0".to_owned() };
        let limits = [ends[0], ends[1], &last];
        let key = if lower { "up_to" } else { "from" };
        let grades = limits.iter().enumerate().map(|(at, limit)| {
            let id = format!("g{at}");
            let mut out = map([("id", plain(&id)), ("title", quoted(&id)), (key, plain(limit))]);
            if at < 2 && c.once_in(3) {
                out.set("requires", quoted(format!("not (I{item}.state = fail)")));
            }
            out
        });
        let grades = Text::List(grades.collect());
        rules.set("grades", grades);
        if c.once_in(2) {
            let effect = match c.below(3) {
                0 => map([("grade_at_most", plain("g1"))]),
                1 => map([("score_at_most", plain(c.below(max + 1)))]),
                _ => plain("withhold"),
            };
            let when = match c.below(3) {
                0 => format!("I{item}.state = fail"),
                1 if lower => format!("total.points > {}", c.below(max)),
                1 => format!("total.points < {}", c.below(max)),
                _ if lower => format!("I{item}.share > 50%"),
                _ => format!("I{item}.share < 50%"),
            };
            let gate = map([
                ("id", plain("V")),
                ("title", quoted("gate")),
                ("when", quoted(when)),
                ("effect", effect),
                ("basis", quoted("law")),
            ]);
            rules.set("gates", Text::List(vec![gate]));
        }
        let declared = said.iter().enumerate().map(|(at, said)| {
            let kind = if matches!(said, Said::YesNo) { "yes_no" } else { "count" };
            let mut out = map([("kind", plain(kind)), ("title", quoted(format!("fact {at}")))]);
            if kind == "count" {
                out.set("at_most", plain(5));
            }
            (format!("f{at}"), out)
        });
        rules.set("facts", Text::Map(declared.collect()));
        let open = c.pick(&[7, 3, 100]);
        let facts: Vec<_> =
            said.into_iter().map(|said| (said, (!c.once_in(open)).then(|| c.below(6)))).collect();
        let at = c.below(facts.len());
        let repaired = match facts[at].1 {
            Some(good) if good < 5 => Some((at, good + 1 + c.below(5 - good))),
            _ => None,
        };
        Self { rules, facts, repaired }
    }

    /// The inspection, before or after the repair.
    pub(crate) fn inspection(&self, after: bool) -> Text {
        let facts = self.facts.iter().enumerate().filter_map(|(at, (said, good))| {
            let good = match self.repaired {
                Some((repaired, better)) if after && repaired == at => better,
                _ => (*good)?,
            };
            Some((format!("f{at}"), said.write(good)))
        });
        map([
            ("ruleset", plain("test/repair")),
            ("subject", map([("code", quoted("1"))])),
            ("date", plain("2022-09-15")),
            ("facts", Text::Map(facts.collect())),
        ])
    }

    pub(crate) fn lower(&self) -> bool {
        self.rules.write().contains("lower_is_better")
    }
}
