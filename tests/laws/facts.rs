//! Random facts and answers, and the ways in which missing answers can turn out.

use super::choices::Choices;
use super::text::{Text, map, plain, quoted};

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    YesNo,
    /// Whole numbers up to a limit.
    Count(usize),
    /// A count without limit.
    AnyCount,
    /// -3.0 to 3.0 by tenths.
    Number,
    Percent,
    Choice,
    Date,
    Checklist,
    /// Fields, and what is worked out for each finding.
    Findings(Vec<Fact>, Text),
    Text,
    /// A count that those inspected claim, and what the claim counts for.
    Claimed(&'static str),
    /// Homes, from so many to 4.
    Homes(usize),
    /// Taken from the results below: which, and how.
    Below(Vec<(&'static str, &'static str)>),
}

/// A result of a subject below, with the grade that all of its scores have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Below {
    low: usize,
    score: usize,
    high: usize,
    grade: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) id: &'static str,
    pub(crate) kind: Kind,
    /// What it is taken to be while nobody has looked.
    assumed: Option<&'static str>,
    pub(crate) may_not_apply: bool,
}

/// The words of every choice, worst first.
pub(crate) const WORDS: [&str; 3] = ["low", "mid", "top"];
/// The points of every checklist.
pub(crate) const POINTS: [&str; 3] = ["u", "v", "w"];

#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Absent,
    Null,
    NotChecked,
    Unknown,
    NotApplicable,
    Value(String),
    /// One answer for each point.
    Points(Vec<Answer>),
    /// Findings, each with an answer for each field.
    Findings(Vec<Vec<Answer>>),
    /// What was claimed, and what was verified.
    Claim(Box<Answer>, Box<Answer>),
    /// The results below; empty where another fact brings them.
    Below(Vec<Below>),
}

impl Answer {
    /// Whether there is none yet.
    pub(crate) fn is_open(&self) -> bool {
        if let Self::Below(rows) = self {
            return rows.iter().any(|row| row.low != row.high);
        }
        if let Self::Claim(_, verified) = self {
            return verified.is_open();
        }
        matches!(self, Self::Absent | Self::Null | Self::NotChecked | Self::Unknown)
    }

    /// Whether somebody looked and could not tell, anywhere in it.
    fn is_blind(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::Points(points) => points.iter().any(Self::is_blind),
            Self::Findings(list) => list.iter().flatten().any(Self::is_blind),
            Self::Claim(_, verified) => verified.is_blind(),
            _ => false,
        }
    }
}

impl Fact {
    fn new(id: &'static str, kind: Kind, c: &mut Choices) -> Self {
        Self { id, kind, may_not_apply: c.once_in(4), assumed: None }
    }

    /// Once in a while with a value that stands for what nobody looked at.
    fn maybe_assumed(self, values: &[&'static str], c: &mut Choices) -> Self {
        let assumed = if c.once_in(4) { Some(c.pick(values)) } else { None };
        Self { assumed, ..self }
    }

    /// Its declaration.
    pub(crate) fn declared(&self) -> Text {
        let kind = match self.kind {
            Kind::YesNo => "yes_no",
            Kind::Count(_) | Kind::AnyCount | Kind::Homes(_) | Kind::Claimed(_) => "count",
            Kind::Below(ref from) => match from[1].1 {
                "share" => "percent",
                "count" => "count",
                _ => "number",
            },
            Kind::Number => "number",
            Kind::Percent => "percent",
            Kind::Choice => "choice",
            Kind::Date => "date",
            Kind::Checklist => "checklist",
            Kind::Findings(..) => "findings",
            Kind::Text => "text",
        };
        let mut out = map([("kind", plain(kind)), ("title", quoted(format!("fact {}", self.id)))]);
        match &self.kind {
            Kind::Count(most) => out.set("at_most", plain(most)),
            Kind::Claimed(counts) => {
                out.set("at_most", plain(4));
                out.set("claim", plain(counts));
            }
            Kind::Number => {
                out.set("at_least", plain(-3));
                out.set("at_most", plain(3));
                out.set("places", plain(1));
            }
            Kind::Homes(least) => {
                out.set("unit", quoted("户"));
                out.set("at_least", plain(least));
                out.set("at_most", plain(4));
            }
            Kind::Below(from) => {
                if from[1].1 != "share" {
                    out.set("at_least", plain(0));
                    out.set("at_most", plain(10));
                }
                let from = from.iter().map(|(key, value)| ((*key).to_owned(), plain(value)));
                out.set("from", Text::Map(from.collect()));
            }
            Kind::Choice if self.id == "cw" => {
                let options = WORDS.map(|word| (word.to_owned(), quoted(format!("word {word}"))));
                out.set("options", Text::Map(options.to_vec()));
            }
            Kind::Choice => out.set("options", Text::List(WORDS.map(plain).to_vec())),
            Kind::Checklist => {
                let points =
                    POINTS.map(|point| (point.to_owned(), quoted(format!("point {point}"))));
                out.set("of", Text::Map(points.to_vec()));
            }
            Kind::Findings(fields, lets) => {
                let fields = fields.iter().map(|field| (field.id.to_owned(), field.declared()));
                out.set("fields", Text::Map(fields.collect()));
                out.set("let", lets.clone());
            }
            _ => {}
        }
        if let Some(assumed) = self.assumed {
            out.set("assume", plain(assumed));
        }
        if self.may_not_apply {
            out.set("may_not_apply", plain("yes"));
        }
        out
    }

    /// An answer; one in `open` has none.
    pub(crate) fn answer(&self, c: &mut Choices, open: usize) -> Answer {
        if let Kind::Below(from) = &self.kind {
            let brings = from[1].1 != "share" && from[1].1 != "count";
            let count = if brings { 2 + c.below(3) } else { 0 };
            return Answer::Below((0..count).map(|_| result_below(c, open > 0)).collect());
        }
        if let Kind::Claimed(_) = self.kind
            && c.once_in(2)
        {
            let count = Fact {
                id: "",
                kind: Kind::Count(4),
                may_not_apply: self.may_not_apply,
                assumed: None,
            };
            let claimed = if c.once_in(4) { Answer::Absent } else { count.answer(c, 0) };
            return Answer::Claim(Box::new(claimed), Box::new(count.answer(c, open)));
        }
        if open > 0 && c.once_in(open) {
            let kinds = [Answer::Absent, Answer::Null, Answer::NotChecked, Answer::Unknown];
            return kinds[c.below(4)].clone();
        }
        if self.may_not_apply && c.once_in(4) {
            return Answer::NotApplicable;
        }
        let value = match &self.kind {
            Kind::YesNo => c.pick(&["no", "yes"]).to_owned(),
            Kind::Homes(least) => (least + c.below(5 - least)).to_string(),
            Kind::Below(_) => return Answer::Below(Vec::new()),
            Kind::Count(most) => c.below(most + 1).to_string(),
            Kind::Claimed(_) => c.below(5).to_string(),
            Kind::AnyCount => c.pick(&[0, 1, 2, 3, 7, 40, 1000]).to_string(),
            Kind::Number => {
                let tenths = i32::try_from(c.below(61)).unwrap() - 30;
                let sign = if tenths < 0 { "-" } else { "" };
                format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
            }
            Kind::Percent => c.pick(&["0%", "12.5%", "60%", "85%", "100%"]).to_owned(),
            Kind::Choice if self.id == "cw" && c.once_in(3) => {
                format!("\"word {}\"", c.pick(&WORDS))
            }
            Kind::Choice => c.pick(&WORDS).to_owned(),
            Kind::Date => c.pick(&["2022-01-31", "2022-08-01", "2022-09-14"]).to_owned(),
            Kind::Text => c.pick(&["\"said\"", "\"also said\""]).to_owned(),
            Kind::Checklist => {
                let point = Fact {
                    id: "",
                    kind: Kind::YesNo,
                    may_not_apply: self.may_not_apply,
                    assumed: None,
                };
                return Answer::Points(POINTS.iter().map(|_| point.answer(c, open * 2)).collect());
            }
            Kind::Findings(fields, _) => {
                let count = c.below(4);
                let one = |c: &mut Choices| {
                    fields.iter().map(|field| field.answer(c, open * 2)).collect()
                };
                return Answer::Findings((0..count).map(|_| one(c)).collect());
            }
        };
        Answer::Value(value)
    }

    /// The answer with some of what is open filled in; all of it where `most` is 0.
    pub(crate) fn filled(&self, answer: &Answer, c: &mut Choices, most: usize) -> Answer {
        match answer {
            Answer::Absent | Answer::Null | Answer::NotChecked | Answer::Unknown => {
                if most == 0 {
                    return self.answer(c, 0);
                }
                if !c.once_in(most) {
                    return answer.clone();
                }
                match self.answer(c, most) {
                    // Not being able to tell is not seeing.
                    blind if blind.is_blind() => answer.clone(),
                    seen => seen,
                }
            }
            Answer::Below(rows) => {
                let closed = |row: &Below| {
                    if most > 0 && !c.once_in(most) {
                        return *row;
                    }
                    let score = c.pick(&[row.score, row.low, row.high]);
                    Below { low: score, score, high: score, ..*row }
                };
                Answer::Below(rows.iter().map(closed).collect())
            }
            // Nobody claims anything later.
            Answer::Claim(claimed, verified) => {
                let count = Fact {
                    id: "",
                    kind: Kind::Count(4),
                    may_not_apply: self.may_not_apply,
                    assumed: None,
                };
                let verified = count.filled(verified, c, most);
                Answer::Claim(claimed.clone(), Box::new(verified))
            }
            Answer::Points(points) => {
                let point = Fact {
                    id: "",
                    kind: Kind::YesNo,
                    may_not_apply: self.may_not_apply,
                    assumed: None,
                };
                Answer::Points(points.iter().map(|one| point.filled(one, c, most)).collect())
            }
            Answer::Findings(list) => {
                let Kind::Findings(fields, _) = &self.kind else { return answer.clone() };
                let one = |row: &Vec<Answer>, c: &mut Choices| {
                    let pairs = fields.iter().zip(row);
                    pairs.map(|(field, one)| field.filled(one, c, most)).collect()
                };
                Answer::Findings(list.iter().map(|row| one(row, c)).collect())
            }
            other => other.clone(),
        }
    }

    /// As written in an inspection; nothing where it is absent.
    pub(crate) fn written(&self, answer: &Answer) -> Option<Text> {
        Some(match answer {
            Answer::Absent | Answer::Below(_) => return None,
            Answer::Null => plain("null"),
            Answer::NotChecked => map([("not_checked", quoted("rain"))]),
            Answer::Unknown => map([("unknown", quoted("no record"))]),
            Answer::NotApplicable => map([("not_applicable", quoted("none here"))]),
            Answer::Value(value) => plain(value),
            Answer::Claim(claimed, verified) => {
                let mut out = Text::Map(Vec::new());
                let verified = self.written(verified).unwrap_or_else(|| plain("null"));
                out.set("verified", verified);
                if let Some(claimed) = self.written(claimed) {
                    out.set("claimed", claimed);
                }
                out
            }
            Answer::Points(points) => {
                let point = Fact { id: "", kind: Kind::YesNo, may_not_apply: false, assumed: None };
                let pairs = POINTS.iter().zip(points);
                Text::Map(
                    pairs
                        .filter_map(|(id, one)| Some(((*id).to_owned(), point.written(one)?)))
                        .collect(),
                )
            }
            Answer::Findings(list) => {
                let Kind::Findings(fields, _) = &self.kind else { return None };
                let one = |row: &Vec<Answer>| {
                    let pairs = fields.iter().zip(row);
                    Text::Map(
                        pairs
                            .filter_map(|(f, one)| Some((f.id.to_owned(), f.written(one)?)))
                            .collect(),
                    )
                };
                Text::List(list.iter().map(one).collect())
            }
        })
    }
}

/// A result below, which may still turn out otherwise within its grade.
fn result_below(c: &mut Choices, open: bool) -> Below {
    let (grade, least) = c.pick(&[("h2", 0), ("h1", 4), ("h0", 8)]);
    let score = least + c.below(3);
    let is_open = open && c.once_in(3);
    let (low, high) = if is_open { (least, least + 2) } else { (score, score) };
    Below { low, score, high, grade }
}

/// One fact of every kind, and a few more of the common ones.
pub(crate) fn facts(c: &mut Choices) -> Vec<Fact> {
    let fields = vec![
        Fact::new("deep", Kind::YesNo, c),
        Fact::new("size", Kind::Count(4), c),
        Fact::new("sort", Kind::Choice, c),
        Fact::new("area", Kind::Number, c),
        Fact::new("on", Kind::Date, c),
        Fact::new("note", Kind::Text, c),
    ];
    let mut mean = vec![
        ("below", "laws/home"),
        ("take", c.pick(&["mean", "median", "min", "max", "worst", "best"])),
    ];
    if matches!(mean[1].1, "worst" | "best") {
        mean.push(("k", c.pick(&["1", "2", "9"])));
    }
    if c.once_in(3) {
        mean.push(("at_least", "2"));
    }
    let share = vec![("below", "laws/home"), ("take", "share"), ("grade", c.pick(&["h0", "h1"]))];
    let mut count = vec![("below", "laws/home"), ("take", "count")];
    if c.once_in(2) {
        count.push(("grade", c.pick(&["h0", "h1"])));
    }
    let below =
        |id, from| Fact { id, kind: Kind::Below(from), may_not_apply: false, assumed: None };
    vec![
        Fact::new("a", Kind::YesNo, c),
        Fact::new("b", Kind::YesNo, c).maybe_assumed(&["yes", "no"], c),
        Fact::new("n", Kind::Count(5), c),
        Fact::new("z", Kind::Count(3), c).maybe_assumed(&["0", "3"], c),
        Fact::new("m", Kind::AnyCount, c),
        Fact::new("x", Kind::Number, c).maybe_assumed(&["-1.5", "2"], c),
        Fact::new("p", Kind::Percent, c).maybe_assumed(&["50", "100%"], c),
        Fact::new("ch", Kind::Choice, c),
        Fact::new("cw", Kind::Choice, c).maybe_assumed(&WORDS, c),
        Fact::new("d", Kind::Date, c),
        Fact::new("cl", Kind::Checklist, c),
        Fact::new("fs", Kind::Findings(fields, of_each(c)), c),
        Fact::new("e", Kind::Date, c),
        Fact::new("h", Kind::Homes(0), c),
        Fact::new("k", Kind::Homes(1), c),
        Fact::new("cv", Kind::Claimed(c.pick(&["not_checked", "counts"])), c),
        Fact::new("ce", Kind::Claimed("counts"), c),
        below("bm", mean),
        below("bs", share),
        below("bc", count),
        Fact { id: "tx", kind: Kind::Text, may_not_apply: false, assumed: None },
        Fact { id: "j", kind: Kind::Count(1), may_not_apply: false, assumed: None },
    ]
}

/// What is worked out for each finding.
fn of_each(c: &mut Choices) -> Text {
    let points = |c: &mut Choices| plain(c.pick(&["0.5", "1", "3"]));
    let cost = match c.below(4) {
        0 => {
            let row = |c: &mut Choices| {
                Text::Map(WORDS.map(|word| (word.to_owned(), points(c))).to_vec())
            };
            map([("table", map([("rows", quoted("sort")), ("cells", row(c))]))])
        }
        1 => {
            let posts = [0, 3].map(|at| map([("at", plain(at)), ("points", points(c))]));
            map([(
                "interpolate",
                map([("of", quoted("size")), ("posts", Text::List(posts.to_vec()))]),
            )])
        }
        _ => quoted(c.pick(&[
            "size + 1",
            "if heavy then 2 else size / (size + 1)",
            "root(size, 2)",
            "exp(area)",
            "n - size",
        ])),
    };
    let step = |key: &str, at: usize, word| map([(key, plain(at)), ("is", plain(word))]);
    let mut rank = if c.once_in(2) {
        let steps = vec![step("below", 1, "light"), step("from", 1, "grave")];
        map([("bands", map([("of", quoted("cost")), ("steps", Text::List(steps))]))])
    } else {
        let tier = map([("when", quoted("heavy")), ("is", plain("grave"))]);
        map([(
            "tiers",
            Text::List(vec![tier, map([("else", plain("yes")), ("is", plain("light"))])]),
        )])
    };
    rank.set("levels", Text::List(["light", "grave"].map(plain).to_vec()));
    map([
        ("rank", rank),
        ("heavy", quoted(c.pick(&["deep", "size >= 2", "sort = top or a", "on > d"]))),
        ("cost", cost),
    ])
}

/// An inspection with these answers.
pub(crate) fn inspection(facts: &[Fact], answers: &[Answer]) -> Text {
    let written = facts
        .iter()
        .zip(answers)
        .filter_map(|(fact, answer)| Some((fact.id.to_owned(), fact.written(answer)?)))
        .collect();
    let rows = answers.iter().flat_map(|answer| match answer {
        Answer::Below(rows) => &rows[..],
        _ => &[],
    });
    let below = rows.enumerate().map(|(at, row)| {
        let mut out = map([
            ("code", quoted(at)),
            ("ruleset", plain("laws/home")),
            ("score", plain(row.score)),
            ("grade", plain(row.grade)),
        ]);
        if row.low != row.high {
            out.set("low", plain(row.low));
            out.set("high", plain(row.high));
        }
        out
    });
    map([
        ("subject", map([("code", quoted("513431100204"))])),
        ("date", plain("2022-09-15")),
        ("below", Text::List(below.collect())),
        ("facts", Text::Map(written)),
    ])
}
