//! A rule set as the oracle reads it: trees kept whole, expressions parsed when asked for.

use super::criteria::Outcome;
use super::edition;
use super::expr::{self, Expr};
use super::facts::{Fact, V};
use super::number::{self, R};
use super::tree::Tree;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub(crate) struct Rules {
    tree: Tree,
    pub(crate) id: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) lets: BTreeMap<String, Tree>,
    pub(crate) root: Node,
    pub(crate) scale: Tree,
    pub(crate) min: R,
    pub(crate) highest: R,
    pub(crate) max: R,
    pub(crate) lower_is_better: bool,
    pub(crate) step: R,
    pub(crate) mode: String,
    pub(crate) at: String,
    pub(crate) coverage: R,
    pub(crate) advisory: bool,
    pub(crate) bonuses: Tree,
    pub(crate) penalties: Tree,
    pub(crate) gates: Vec<Tree>,
    pub(crate) grades: Vec<Grade>,
    pub(crate) grade_matrix: Tree,
    /// What the answers must agree with.
    pub(crate) consistency: Vec<String>,
    pub(crate) order: Vec<String>,
    pub(crate) tags: BTreeMap<String, Vec<String>>,
    /// Every number the rules mention: where results turn.
    pub(crate) mentioned_numbers: BTreeSet<R>,
    /// The fields that findings are told apart by.
    pub(crate) keyed: BTreeSet<String>,
    pub(crate) mentioned_dates: BTreeSet<i64>,
    below: Rc<[Rules]>,
    /// The same without what was decided after an appeal.
    pub(crate) before: Option<Box<Rules>>,
    parsed: RefCell<BTreeMap<String, Rc<Expr>>>,
}

pub(crate) struct Node {
    pub(crate) tree: Tree,
    pub(crate) points: R,
    pub(crate) children: Vec<Child>,
}

pub(crate) enum Child {
    Section(Node),
    Item(Box<Item>),
}

pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) tree: Tree,
    pub(crate) points: R,
    pub(crate) criterion: (String, Tree),
    /// Conditions of the sections around it and its own.
    pub(crate) applies_when: Vec<String>,
    /// Who gets its points when it is not applicable.
    pub(crate) not_applicable: String,
    pub(crate) role: String,
    /// What was decided after an appeal, instead of what it comes to.
    pub(crate) decided: Option<Outcome>,
    /// The share of its loss that is given back.
    pub(crate) returned: R,
    /// The missing answers that can matter to it are among these facts.
    pub(crate) needs: BTreeSet<String>,
}

impl Item {
    /// What its criterion is held against: advice without points is met or not all the same.
    pub(crate) fn demand(&self) -> R {
        if self.points == number::int(0) { number::int(1) } else { self.points.clone() }
    }
}

pub(crate) struct Grade {
    pub(crate) id: String,
    /// The key of its limit, and the number.
    pub(crate) limit: Option<(&'static str, R)>,
    pub(crate) requires: Option<String>,
}

const CRITERIA: [&str; 14] = [
    "pass",
    "deduct",
    "tiers",
    "bands",
    "ratio",
    "interpolate",
    "judged",
    "supply",
    "earn",
    "ladder",
    "table",
    "best_of",
    "worst_of",
    "record",
];

fn number_at(tree: &Tree, key: &str) -> Option<R> {
    tree.word(key).map(|t| number::parse(t).unwrap_or_else(|| panic!("{key}: `{t}` is no number")))
}

impl Rules {
    /// Reads a rule set; `below` are the sets its facts may come from.
    pub(crate) fn of(tree: Tree, below: impl Into<Rc<[Rules]>>) -> Rules {
        let facts: Vec<Fact> =
            tree.at("facts").entries().iter().map(|(k, t)| Fact::read(k, t)).collect();
        let lets: BTreeMap<String, Tree> = tree.at("let").entries().iter().cloned().collect();
        let scale = tree.at("scale").clone();
        let max = number_at(&scale, "max").expect("scale.max");
        let min = number_at(&scale, "lowest").unwrap_or(number::int(0));
        let highest = number_at(&scale, "highest").unwrap_or(max.clone());
        let round = scale.at("round");
        let mut texts = Vec::new();
        tree.texts(&mut texts);
        let words = || {
            texts
                .iter()
                .flat_map(|t| t.split(|c: char| !(c.is_alphanumeric() || "._%-".contains(c))))
        };
        let dates = words().filter(|w| w.len() == 10).filter_map(V::date);
        let tags = [
            ("content", &["waste", "sewage", "toilet", "infrastructure"][..]),
            ("focus", &["appearance", "household", "resettlement"]),
            ("ease", &["easy", "medium", "hard"]),
            ("kind", &["software", "hardware"]),
        ];
        let mut tags: BTreeMap<String, Vec<String>> = tags
            .iter()
            .map(|(k, w)| ((*k).to_owned(), w.iter().map(|w| (*w).to_owned()).collect()))
            .collect();
        for (tag, words) in tree.at("tags").entries() {
            tags.insert(
                tag.clone(),
                words.list().iter().filter_map(|w| w.text().map(str::to_owned)).collect(),
            );
        }
        let order: Vec<String> = match tree.at("order") {
            Tree::List(list) => list.iter().filter_map(|t| t.text().map(str::to_owned)).collect(),
            _ => ["ease", "proximity", "kind", "points", "deadline", "id"]
                .map(str::to_owned)
                .to_vec(),
        };
        let grades = tree.at("grades").list().iter().map(|g| Grade {
            id: g.word("id").expect("a grade has an id").to_owned(),
            limit: ["from", "above", "up_to", "below"]
                .into_iter()
                .find_map(|key| number_at(g, key).map(|limit| (key, limit))),
            requires: g.word("requires").map(str::to_owned),
        });
        let mut rules = Rules {
            tree: tree.clone(),
            id: tree.word("ruleset").expect("ruleset").to_owned(),
            root: Node { tree: Tree::Null, points: max.clone(), children: Vec::new() },
            lower_is_better: scale.word("direction") == Some("lower_is_better"),
            step: number_at(round, "step").expect("scale.round.step"),
            mode: round.word("mode").expect("scale.round.mode").to_owned(),
            at: round.word("at").expect("scale.round.at").to_owned(),
            coverage: number_at(&tree, "coverage").unwrap_or_else(|| number::int(1)),
            advisory: tree.says_yes("advisory"),
            bonuses: tree.at("bonuses").clone(),
            penalties: tree.at("penalties").clone(),
            gates: tree.at("gates").list().to_vec(),
            grades: grades.collect(),
            grade_matrix: tree.at("grade_matrix").clone(),
            consistency: (tree.at("consistency").list().iter())
                .map(|one| one.word("that").expect("a condition").to_owned())
                .collect(),
            keyed: keyed(&tree),
            mentioned_numbers: words().filter_map(number::parse).collect(),
            mentioned_dates: dates
                .filter_map(|d| if let V::Date(d) = d { Some(d) } else { None })
                .collect(),
            parsed: RefCell::default(),
            facts,
            lets,
            scale,
            min,
            highest,
            max,
            order,
            tags,
            below: below.into(),
            before: None,
        };
        let mut top = tree.clone();
        if let Tree::Map(entries) = &mut top {
            entries.retain(|(key, _)| key == "sections" || key == "items");
            // The scale stands for the outermost section.
            entries.extend(rules.scale.entries().iter().filter(|(k, _)| k == "combine").cloned());
        }
        let scope = rules.scale.word("not_applicable").unwrap_or("section").to_owned();
        rules.root = rules.node(&top, rules.max.clone(), &scope, &[]);
        rules
    }

    fn node(&self, tree: &Tree, points: R, scope: &str, conditions: &[String]) -> Node {
        let mut conditions = conditions.to_vec();
        conditions.extend(tree.word("applies_when").map(str::to_owned));
        let mut children = Vec::new();
        for section in tree.at("sections").list() {
            let points = number_at(section, "points").expect("section points");
            children.push(Child::Section(self.node(section, points, scope, &conditions)));
        }
        for item in tree.at("items").list() {
            children.push(Child::Item(Box::new(self.item(item, scope, &conditions))));
        }
        Node { tree: tree.clone(), points, children }
    }

    fn item(&self, tree: &Tree, scope: &str, conditions: &[String]) -> Item {
        let id = tree.word("id").expect("an item has an id").to_owned();
        let criterion = tree.entries().iter().find(|(k, _)| CRITERIA.contains(&&**k)).cloned();
        let criterion = criterion.unwrap_or_else(|| panic!("{id} has no criterion"));
        let mut applies_when = conditions.to_vec();
        applies_when.extend(tree.word("applies_when").map(str::to_owned));
        let mut texts: Vec<&str> = applies_when.iter().map(String::as_str).collect();
        criterion.1.texts(&mut texts);
        tree.at("zero_if").texts(&mut texts);
        Item {
            needs: self.facts_in(texts),
            points: number_at(tree, "points").unwrap_or_else(|| number::int(0)),
            not_applicable: tree.word("not_applicable").unwrap_or(scope).to_owned(),
            role: tree.word("role").unwrap_or("scored").to_owned(),
            tree: tree.clone(),
            id,
            criterion,
            applies_when,
            decided: None,
            returned: number::int(0),
        }
    }

    /// The same where items get back a share of what they lost, since they were put right in time.
    pub(crate) fn rectified(mut self, case: &Tree) -> Rules {
        fn give(node: &mut Node, case: &Tree) {
            for child in &mut node.children {
                match child {
                    Child::Section(section) => give(section, case),
                    Child::Item(item) => {
                        let rule = item.tree.at("when_rectified");
                        let day = case.at("rectified").word(&item.id).map(edition::day);
                        let days = rule.word("within").map(|within| {
                            within.split(' ').next().and_then(|n| n.parse().ok()).expect("days")
                        });
                        let in_time = |day: i64| {
                            days.is_none_or(|days: i64| day - edition::inspected(case) <= days)
                        };
                        if let (Some(share), Some(true)) = (rule.word("returns"), day.map(in_time))
                        {
                            item.returned = number::parse(share).expect("a share");
                        }
                    }
                }
            }
        }
        give(&mut self.root, case);
        self
    }

    /// The same where items have what was decided: no fact matters to them any more.
    pub(crate) fn overridden(self, overrides: &Tree) -> Rules {
        fn decide(node: &mut Node, overrides: &Tree) {
            for child in &mut node.children {
                match child {
                    Child::Section(section) => decide(section, overrides),
                    Child::Item(item) => {
                        let points = overrides.at(&item.id).word("points");
                        item.decided = points.map(|points| match number::parse(points) {
                            Some(points) => Outcome::Points(points),
                            None => Outcome::NotApplicable,
                        });
                        if item.decided.is_some() {
                            item.needs.clear();
                        }
                    }
                }
            }
        }
        if overrides.entries().is_empty() {
            return self;
        }
        let tree = self.tree.clone();
        let mut rules = Rules::of(tree, Rc::clone(&self.below));
        decide(&mut rules.root, overrides);
        rules.before = Some(Box::new(self));
        rules
    }

    /// The facts some expressions speak of, through lets too. Words that only look like facts do no
    /// harm: what does not change the result does not matter.
    pub(crate) fn facts_in(&self, texts: Vec<&str>) -> BTreeSet<String> {
        let mut queue: Vec<&str> = texts;
        let (mut found, mut done) = (BTreeSet::new(), BTreeSet::new());
        while let Some(text) = queue.pop() {
            for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
                if let Some(fact) = self.facts.iter().find(|f| f.id == word) {
                    if found.insert(word.to_owned()) {
                        fact.tree.at("let").texts(&mut queue);
                    }
                } else if let Some(tree) = self.lets.get(word)
                    && done.insert(word)
                {
                    tree.texts(&mut queue);
                }
            }
        }
        found
    }

    pub(crate) fn fact(&self, id: &str) -> &Fact {
        self.facts.iter().find(|f| f.id == id).unwrap_or_else(|| panic!("no fact {id}"))
    }

    pub(crate) fn below(&self, id: &str) -> Option<&Rules> {
        self.below.iter().find(|r| r.id == id)
    }

    pub(crate) fn expr(&self, text: &str) -> Rc<Expr> {
        if let Some(expr) = self.parsed.borrow().get(text) {
            return Rc::clone(expr);
        }
        let expr = Rc::new(expr::parse(text).unwrap_or_else(|e| panic!("{e}")));
        self.parsed.borrow_mut().insert(text.to_owned(), Rc::clone(&expr));
        expr
    }

    pub(crate) fn items(&self) -> Vec<&Item> {
        fn walk<'a>(node: &'a Node, into: &mut Vec<&'a Item>) {
            for child in &node.children {
                match child {
                    Child::Section(section) => walk(section, into),
                    Child::Item(item) => into.push(item),
                }
            }
        }
        let mut items = Vec::new();
        walk(&self.root, &mut items);
        items
    }
}

/// What stands in `once_per`, in `by`, and in expressions that count different findings.
fn keyed(tree: &Tree) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    match tree {
        Tree::Null => {}
        Tree::Text(text) if text.contains("distinct(") => {
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
            out.extend(words.map(str::to_owned));
        }
        Tree::Text(_) => {}
        Tree::List(list) => out.extend(list.iter().flat_map(keyed)),
        Tree::Map(entries) => {
            for (key, value) in entries {
                if key == "once_per" || key == "by" {
                    let names = value.list().iter().filter_map(Tree::text);
                    out.extend(names.map(str::to_owned));
                }
                out.extend(keyed(value));
            }
        }
    }
    out
}
