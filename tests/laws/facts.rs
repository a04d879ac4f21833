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
    Findings(Vec<Fact>),
    Text,
}

#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) id: &'static str,
    pub(crate) kind: Kind,
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
}

impl Answer {
    /// Whether there is none yet.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self, Self::Absent | Self::Null | Self::NotChecked | Self::Unknown)
    }

    /// Whether somebody looked and could not tell, anywhere in it.
    fn is_blind(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::Points(points) => points.iter().any(Self::is_blind),
            Self::Findings(list) => list.iter().flatten().any(Self::is_blind),
            _ => false,
        }
    }
}

impl Fact {
    fn new(id: &'static str, kind: Kind, c: &mut Choices) -> Self {
        Self { id, kind, may_not_apply: c.once_in(4) }
    }

    /// Its declaration.
    pub(crate) fn declared(&self) -> Text {
        let kind = match self.kind {
            Kind::YesNo => "yes_no",
            Kind::Count(_) | Kind::AnyCount => "count",
            Kind::Number => "number",
            Kind::Percent => "percent",
            Kind::Choice => "choice",
            Kind::Date => "date",
            Kind::Checklist => "checklist",
            Kind::Findings(_) => "findings",
            Kind::Text => "text",
        };
        let mut out = map([("kind", plain(kind)), ("title", quoted(format!("fact {}", self.id)))]);
        match &self.kind {
            Kind::Count(most) => out.set("at_most", plain(most)),
            Kind::Number => {
                out.set("at_least", plain(-3));
                out.set("at_most", plain(3));
                out.set("places", plain(1));
            }
            Kind::Choice => out.set("options", Text::List(WORDS.map(plain).to_vec())),
            Kind::Checklist => {
                let points =
                    POINTS.map(|point| (point.to_owned(), quoted(format!("point {point}"))));
                out.set("of", Text::Map(points.to_vec()));
            }
            Kind::Findings(fields) => {
                let fields = fields.iter().map(|field| (field.id.to_owned(), field.declared()));
                out.set("fields", Text::Map(fields.collect()));
            }
            _ => {}
        }
        if self.may_not_apply {
            out.set("may_not_apply", plain("yes"));
        }
        out
    }

    /// An answer; one in `open` has none.
    pub(crate) fn answer(&self, c: &mut Choices, open: usize) -> Answer {
        if open > 0 && c.once_in(open) {
            let kinds = [Answer::Absent, Answer::Null, Answer::NotChecked, Answer::Unknown];
            return kinds[c.below(4)].clone();
        }
        if self.may_not_apply && c.once_in(4) {
            return Answer::NotApplicable;
        }
        let value = match &self.kind {
            Kind::YesNo => c.pick(&["no", "yes"]).to_owned(),
            Kind::Count(most) => c.below(most + 1).to_string(),
            Kind::AnyCount => c.pick(&[0, 1, 2, 3, 7, 40, 1000]).to_string(),
            Kind::Number => {
                let tenths = i32::try_from(c.below(61)).unwrap() - 30;
                let sign = if tenths < 0 { "-" } else { "" };
                format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
            }
            Kind::Percent => c.pick(&["0%", "12.5%", "60%", "85%", "100%"]).to_owned(),
            Kind::Choice => c.pick(&WORDS).to_owned(),
            Kind::Date => c.pick(&["2022-01-31", "2022-08-01", "2022-09-14"]).to_owned(),
            Kind::Text => "\"said\"".to_owned(),
            Kind::Checklist => {
                let point = Fact { id: "", kind: Kind::YesNo, may_not_apply: self.may_not_apply };
                return Answer::Points(POINTS.iter().map(|_| point.answer(c, open * 2)).collect());
            }
            Kind::Findings(fields) => {
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
            Answer::Points(points) => {
                let point = Fact { id: "", kind: Kind::YesNo, may_not_apply: self.may_not_apply };
                Answer::Points(points.iter().map(|one| point.filled(one, c, most)).collect())
            }
            Answer::Findings(list) => {
                let Kind::Findings(fields) = &self.kind else { return answer.clone() };
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
            Answer::Absent => return None,
            Answer::Null => plain("null"),
            Answer::NotChecked => map([("not_checked", quoted("rain"))]),
            Answer::Unknown => map([("unknown", quoted("no record"))]),
            Answer::NotApplicable => map([("not_applicable", quoted("none here"))]),
            Answer::Value(value) => plain(value),
            Answer::Points(points) => {
                let point = Fact { id: "", kind: Kind::YesNo, may_not_apply: false };
                let pairs = POINTS.iter().zip(points);
                Text::Map(
                    pairs
                        .filter_map(|(id, one)| Some(((*id).to_owned(), point.written(one)?)))
                        .collect(),
                )
            }
            Answer::Findings(list) => {
                let Kind::Findings(fields) = &self.kind else { return None };
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

/// One fact of every kind, and a few more of the common ones.
pub(crate) fn facts(c: &mut Choices) -> Vec<Fact> {
    let fields = vec![
        Fact::new("deep", Kind::YesNo, c),
        Fact::new("size", Kind::Count(4), c),
        Fact::new("sort", Kind::Choice, c),
    ];
    vec![
        Fact::new("a", Kind::YesNo, c),
        Fact::new("b", Kind::YesNo, c),
        Fact::new("n", Kind::Count(5), c),
        Fact::new("z", Kind::Count(3), c),
        Fact::new("m", Kind::AnyCount, c),
        Fact::new("x", Kind::Number, c),
        Fact::new("p", Kind::Percent, c),
        Fact::new("ch", Kind::Choice, c),
        Fact::new("cw", Kind::Choice, c),
        Fact::new("d", Kind::Date, c),
        Fact::new("cl", Kind::Checklist, c),
        Fact::new("fs", Kind::Findings(fields), c),
        Fact { id: "tx", kind: Kind::Text, may_not_apply: false },
        Fact { id: "j", kind: Kind::Count(1), may_not_apply: false },
    ]
}

/// An inspection with these answers.
pub(crate) fn inspection(facts: &[Fact], answers: &[Answer]) -> Text {
    let answers = facts
        .iter()
        .zip(answers)
        .filter_map(|(fact, answer)| Some((fact.id.to_owned(), fact.written(answer)?)))
        .collect();
    map([
        ("subject", map([("code", quoted("513431100204"))])),
        ("date", plain("2022-09-15")),
        ("facts", Text::Map(answers)),
    ])
}
