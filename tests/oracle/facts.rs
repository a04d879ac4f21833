//! Declared facts, the answers of an inspection, and what a missing answer could have been.

use super::number::{self, R, int};
use super::rules::Rules;
use super::tree::{Tree, yes_no};
use num_traits::ToPrimitive;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum V {
    Bool(bool),
    Num(R),
    /// Days since 1970-01-01.
    Date(i64),
    /// Place among the options, and the options.
    Choice(usize, Vec<String>),
    /// A bare word: an option or a state, compared with what stands opposite.
    Word(String),
    Text(String),
    Checklist(World),
    Findings(Vec<World>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Seen(V),
    NotApplicable,
    NotChecked,
    Unknown,
    /// A named value of a finding that cannot be worked out.
    Error(String),
}

pub(crate) type World = BTreeMap<String, Answer>;

impl V {
    pub(crate) fn date(text: &str) -> Option<V> {
        let mut parts = text.splitn(3, '-').map(|p| p.parse::<i64>().ok());
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        // Days from civil, with March as the first month.
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        let of_era = (y - era * 400) * 365 + (y - era * 400) / 4 - (y - era * 400) / 100 + of_year;
        Some(V::Date(era * 146_097 + of_era - 719_468))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) tree: Tree,
    pub(crate) fields: Vec<Fact>,
    /// Options of a choice, words of a checklist: word and title.
    words: Vec<(String, String)>,
    may_not_apply: bool,
}

impl Fact {
    pub(crate) fn read(id: &str, tree: &Tree) -> Fact {
        let kind = tree.word("kind").expect("a fact has a kind").to_owned();
        let named = if kind == "checklist" { tree.at("of") } else { tree.at("options") };
        let word = |t: &Tree| t.text().expect("a word").to_owned();
        let words = match named {
            Tree::List(list) => list.iter().map(|t| (word(t), word(t))).collect(),
            other => other.entries().iter().map(|(k, t)| (k.clone(), word(t))).collect(),
        };
        let fields = tree.at("fields").entries().iter().map(|(k, t)| Fact::read(k, t)).collect();
        let may_not_apply = tree.says_yes("may_not_apply");
        Fact { id: id.to_owned(), kind, tree: tree.clone(), fields, words, may_not_apply }
    }

    fn limit(&self, key: &str) -> Option<R> {
        let written = self.tree.word(key).map(|t| self.number(t));
        match (&*self.kind, key) {
            ("count" | "percent", "at_least") => written.or(Some(int(0))),
            ("percent", "at_most") => written.or(Some(int(1))),
            _ => written,
        }
    }

    fn number(&self, text: &str) -> R {
        let n = number::parse(text).unwrap_or_else(|| panic!("{}: `{text}` is no number", self.id));
        if self.kind == "percent" && !text.ends_with('%') { n / int(100) } else { n }
    }

    /// Where the claim of a fact stands in a world.
    pub(crate) fn claim(&self) -> Option<String> {
        self.tree.has("claim").then(|| format!("claimed({})", self.id))
    }

    /// What was claimed and what was verified. Where nothing was claimed, what was verified was.
    pub(crate) fn claimed_and_verified(&self, tree: &Tree) -> (Answer, Answer) {
        let apart = tree.entries().iter().any(|(key, _)| key == "claimed" || key == "verified");
        let verified = self.answer(if apart { tree.at("verified") } else { tree });
        match self.answer(if apart { tree.at("claimed") } else { &Tree::Null }) {
            Answer::NotChecked => (verified.clone(), verified),
            claimed => (claimed, verified),
        }
    }

    /// A claim that counts until somebody verifies it: anything may have been verified.
    pub(crate) fn trusted(&self, rules: &Rules, world: &World) -> Option<(Answer, Slot)> {
        let claimed = world.get(&self.claim()?)?;
        let open = world[&self.id] == Answer::NotChecked && matches!(claimed, Answer::Seen(_));
        (open && self.tree.word("claim") == Some("counts")).then(|| {
            let mut slot = Slot::new(&self.id, None, false, self.domain(&Hints::of(rules, world)));
            slot.soft = true;
            (claimed.clone(), slot)
        })
    }

    /// A value that stands for what nobody looked at: it may be anything.
    pub(crate) fn assumed(&self, rules: &Rules, world: &World) -> Option<(Answer, Slot)> {
        let assumed = self.tree.at("assume");
        (*assumed != Tree::Null && world[&self.id] == Answer::NotChecked).then(|| {
            let mut slot = Slot::new(&self.id, None, false, self.domain(&Hints::of(rules, world)));
            slot.soft = true;
            (self.answer(assumed), slot)
        })
    }

    pub(crate) fn answer(&self, tree: &Tree) -> Answer {
        let value = match (tree, &*self.kind) {
            (Tree::Null, _) => return Answer::NotChecked,
            (Tree::Map(_), _) if tree.has("not_checked") => return Answer::NotChecked,
            (Tree::Map(_), _) if tree.has("unknown") => return Answer::Unknown,
            (Tree::Map(_), _) if tree.has("not_applicable") => {
                assert!(self.may_not_apply, "{} always applies", self.id);
                return Answer::NotApplicable;
            }
            (Tree::Map(entries), "checklist") => V::Checklist(self.checklist(tree, entries)),
            (Tree::List(rows), "findings") => {
                let row = |r: &Tree| {
                    self.fields.iter().map(|f| (f.id.clone(), f.answer(r.at(&f.id)))).collect()
                };
                V::Findings(rows.iter().map(row).collect())
            }
            (Tree::Text(text), "yes_no") => V::Bool(yes_no(text).expect("yes or no")),
            (Tree::Text(text), "count" | "number" | "percent") => V::Num(self.number(text)),
            (Tree::Text(text), "date") => V::date(text).expect("a date"),
            (Tree::Text(text), "text") => V::Text(text.clone()),
            (Tree::Text(text), "choice") => self.option(text),
            other => panic!("{}: {other:?}", self.id),
        };
        Answer::Seen(value)
    }

    fn option(&self, text: &str) -> V {
        let at = self.words.iter().position(|(word, title)| word == text || title == text);
        let at = at.unwrap_or_else(|| panic!("{}: `{text}` is no option", self.id));
        V::Choice(at, self.words.iter().map(|(word, _)| word.clone()).collect())
    }

    fn checklist(&self, tree: &Tree, entries: &[(String, Tree)]) -> World {
        let listed =
            |key: &str, word: &str| tree.at(key).list().iter().any(|t| t.text() == Some(word));
        let one = |word: &String| match entries {
            [(key, _)] if key == "unmet" => Answer::Seen(V::Bool(!listed("unmet", word))),
            [(key, _)] if key == "met" => Answer::Seen(V::Bool(listed("met", word))),
            _ => match tree.at(word) {
                Tree::Text(text) => Answer::Seen(V::Bool(yes_no(text).expect("yes or no"))),
                why if why.has("not_applicable") => Answer::NotApplicable,
                why if why.has("unknown") => Answer::Unknown,
                _ => Answer::NotChecked,
            },
        };
        self.words.iter().map(|(word, _)| (word.clone(), one(word))).collect()
    }

    /// What could have been answered: everything where that is little, else the ends, the numbers
    /// the rules mention and their neighbours. Ascending, so the ends are the extremes.
    fn domain(&self, hints: &Hints) -> Vec<Answer> {
        let mut values: Vec<V> = match &*self.kind {
            "yes_no" => vec![V::Bool(false), V::Bool(true)],
            "choice" => self.words.iter().map(|(word, _)| self.option(word)).collect(),
            "date" => hints.dates.iter().copied().map(V::Date).collect(),
            // What others say, and what nobody else says.
            "text" if hints.keyed.contains(&self.id) => {
                hints.texts.iter().cloned().map(V::Text).collect()
            }
            "text" => vec![V::Text("said".to_owned())],
            "checklist" => {
                let blank =
                    self.words.iter().map(|(word, _)| (word.clone(), Answer::NotChecked)).collect();
                let mut slots = Vec::new();
                checklist_slots(&self.id, &blank, true, &mut slots);
                let mut all = Vec::new();
                let world = World::from([(self.id.clone(), Answer::Seen(V::Checklist(blank)))]);
                for_each_completion(&world, &slots, 64, |w| {
                    all.extend(w.values().filter_map(|a| match a {
                        Answer::Seen(v) => Some(v.clone()),
                        _ => None,
                    }));
                });
                all
            }
            "findings" => self.some_findings(hints),
            _ => self.some_numbers(hints).into_iter().map(V::Num).collect(),
        };
        if values.is_empty() {
            values.push(V::Text(String::new()));
        }
        let mut domain: Vec<Answer> = values.into_iter().map(Answer::Seen).collect();
        domain.extend(self.may_not_apply.then_some(Answer::NotApplicable));
        domain
    }

    fn some_numbers(&self, hints: &Hints) -> Vec<R> {
        let (low, high) = (self.limit("at_least"), self.limit("at_most"));
        let whole = self.kind == "count";
        if let (true, Some(low), Some(high)) = (whole, &low, &high)
            && high - low <= int(12)
        {
            return std::iter::successors(Some(low.clone()), |n| {
                Some(n + int(1)).filter(|n| n <= high)
            })
            .collect();
        }
        let nudge = if whole { int(1) } else { int(1) / int(100) };
        let mut all = vec![int(0), int(1), int(1000)];
        all.extend(hints.numbers.iter().flat_map(|n| [n - &nudge, n.clone(), n + &nudge]));
        all.extend(low.clone());
        all.extend(high.clone());
        all.retain(|n| low.as_ref().is_none_or(|l| n >= l) && high.as_ref().is_none_or(|h| n <= h));
        all.retain(|n| !whole || n.is_integer());
        all.sort();
        all.dedup();
        all
    }

    /// Nothing, or the same finding one, two, ten and a hundred times.
    fn some_findings(&self, hints: &Hints) -> Vec<V> {
        let blank: World = self.fields.iter().map(|f| (f.id.clone(), Answer::NotChecked)).collect();
        let slots: Vec<Slot> =
            self.fields.iter().map(|f| Slot::new(&f.id, None, true, f.domain(hints))).collect();
        let mut all = vec![V::Findings(Vec::new())];
        for_each_completion(&blank, &slots, 50, |row| {
            all.extend([1, 2, 10, 100].map(|n| V::Findings(vec![row.clone(); n])));
        });
        all
    }
}

/// Where results may turn: numbers the rules mention and the inspection gives, and dates likewise,
/// with those a mentioned number of days away.
struct Hints {
    numbers: BTreeSet<R>,
    dates: BTreeSet<i64>,
    texts: BTreeSet<String>,
    /// The fields that findings are told apart by.
    keyed: BTreeSet<String>,
}

impl Hints {
    fn of(rules: &Rules, world: &World) -> Hints {
        let mut numbers = rules.mentioned_numbers.clone();
        let mut given = rules.mentioned_dates.clone();
        let mut texts = BTreeSet::new();
        for answer in world.values() {
            match answer {
                Answer::Seen(V::Findings(rows)) => {
                    texts.extend(rows.iter().flat_map(World::values).filter_map(
                        |field| match field {
                            Answer::Seen(V::Text(text)) => Some(text.clone()),
                            _ => None,
                        },
                    ));
                }
                Answer::Seen(V::Num(n)) => drop(numbers.insert(n.clone())),
                Answer::Seen(V::Date(d)) => drop(given.insert(*d)),
                _ => {}
            }
        }
        let away =
            numbers.iter().filter(|n| n.is_integer()).filter_map(|n| n.to_integer().to_i64());
        let away: BTreeSet<i64> = away.filter(|n| (0..4000).contains(n)).chain([0]).collect();
        let around = |d: &i64| -> Vec<i64> {
            away.iter()
                .flat_map(|n| [d - n - 1, d - n, d - n + 1, d + n - 1, d + n, d + n + 1])
                .collect()
        };
        let dates = given.iter().flat_map(around).collect();
        texts.extend((1..=3).map(|n| format!("its own {n}")));
        Hints { numbers, dates, texts, keyed: rules.keyed.clone() }
    }
}

/// One missing answer and what it could be.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) fact: String,
    /// Word of a checklist, or place and field of a finding.
    part: Option<(Option<usize>, String)>,
    /// Looked at without a usable answer, rather than not looked at.
    pub(crate) unknown: bool,
    /// Known here, but its low and high are not the same (a result from below).
    pub(crate) soft: bool,
    domain: Vec<Answer>,
}

impl Slot {
    pub(crate) fn new(
        fact: &str,
        part: Option<(Option<usize>, String)>,
        unknown: bool,
        domain: Vec<Answer>,
    ) -> Slot {
        Slot { fact: fact.to_owned(), part, unknown, soft: false, domain }
    }

    fn put(&self, world: &mut World, answer: Answer) {
        let place = world.get_mut(&self.fact).expect("every fact has a place");
        match (&self.part, place) {
            (None, place) => *place = answer,
            (Some((None, word)), Answer::Seen(V::Checklist(words))) => {
                words.insert(word.clone(), answer);
            }
            (Some((Some(row), field)), Answer::Seen(V::Findings(rows))) => {
                rows[*row].insert(field.clone(), answer);
            }
            (part, place) => panic!("{part:?} of {place:?}"),
        }
    }
}

fn missing(answer: &Answer) -> Option<bool> {
    match answer {
        Answer::NotChecked => Some(false),
        Answer::Unknown => Some(true),
        _ => None,
    }
}

fn checklist_slots(fact: &str, words: &World, all: bool, slots: &mut Vec<Slot>) {
    let both = || [false, true].map(|b| Answer::Seen(V::Bool(b))).to_vec();
    for (word, answer) in words {
        if let Some(unknown) = missing(answer).or(all.then_some(false)) {
            slots.push(Slot::new(fact, Some((None, word.clone())), unknown, both()));
        }
    }
}

/// The missing answers among some facts.
pub(crate) fn slots<'a>(
    rules: &Rules,
    world: &World,
    facts: impl Iterator<Item = &'a str>,
) -> Vec<Slot> {
    let mut slots = Vec::new();
    let hints = Hints::of(rules, world);
    for id in facts {
        let (fact, answer) = (rules.fact(id), &world[id]);
        match answer {
            Answer::Seen(V::Checklist(words)) => checklist_slots(id, words, false, &mut slots),
            Answer::Seen(V::Findings(rows)) => {
                for (at, row) in rows.iter().enumerate() {
                    for field in &fact.fields {
                        if let Some(unknown) = missing(&row[&field.id]) {
                            let part = Some((Some(at), field.id.clone()));
                            slots.push(Slot::new(id, part, unknown, field.domain(&hints)));
                        }
                    }
                }
            }
            other => {
                if let Some(unknown) = missing(other) {
                    slots.push(Slot::new(id, None, unknown, fact.domain(&hints)));
                }
                if let Some(claim) = fact.claim()
                    && let Some(unknown) = missing(&world[&claim])
                {
                    slots.push(Slot::new(&claim, None, unknown, fact.domain(&hints)));
                }
            }
        }
    }
    slots
}

/// Visits every completion of a world; where those are more than `limit`, only some, and says no.
pub(crate) fn for_each_completion(
    world: &World,
    slots: &[Slot],
    limit: usize,
    mut visit: impl FnMut(&World),
) -> bool {
    let mut domains: Vec<Vec<Answer>> = slots.iter().map(|s| s.domain.clone()).collect();
    let size =
        |domains: &[Vec<Answer>]| domains.iter().try_fold(1_usize, |n, d| n.checked_mul(d.len()));
    let mut complete = true;
    while size(&domains).is_none_or(|n| n > limit) {
        complete = false;
        let widest = domains.iter_mut().max_by_key(|d| d.len()).expect("a slot");
        let keep = match widest.len() {
            ..=2 => 1,
            n => n.div_ceil(2).max(2),
        };
        let last = widest.last().cloned();
        widest.truncate(keep.max(2) - 1);
        widest.extend(last.filter(|_| keep > 1));
    }
    let mut at = vec![0; slots.len()];
    let mut current = world.clone();
    loop {
        for (slot, (&i, domain)) in slots.iter().zip(at.iter().zip(&domains)) {
            slot.put(&mut current, domain[i].clone());
        }
        visit(&current);
        let Some(turn) = (0..at.len()).find(|&i| at[i] + 1 < domains[i].len()) else {
            return complete;
        };
        at[turn] += 1;
        at[..turn].fill(0);
    }
}
