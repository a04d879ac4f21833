//! Which rules hold: rule sets and overlays on one shelf, and what of them counts on a day.
//!
//! Overlays are changes made one after the other to the parent's tree; a value with dates is exchanged for the one of
//! the day. Whether an overlay may say what it says is not asked here.

use super::facts::V;
use super::rules::Rules;
use super::tree::Tree;

/// The day of an inspection that does not say one.
const TODAY: &str = "2022-09-15";

pub(crate) fn day(text: &str) -> i64 {
    match V::date(text) {
        Some(V::Date(day)) => day,
        _ => panic!("`{text}` is no date"),
    }
}

/// The day a case is assessed as of.
pub(crate) fn as_of(case: &Tree) -> i64 {
    day(case.word("as_of").or(case.word("date")).unwrap_or(TODAY))
}

/// The day of an inspection.
pub(crate) fn inspected(case: &Tree) -> i64 {
    day(case.word("date").unwrap_or(TODAY))
}

/// The texts of rule sets and overlays, read.
pub(crate) struct Shelf(Vec<Tree>);

impl Shelf {
    pub(crate) fn read<'t>(texts: impl Iterator<Item = &'t str>) -> Shelf {
        Shelf(
            texts.map(|text| Tree::read(text).unwrap_or_else(|e| panic!("{e}\n{text}"))).collect(),
        )
    }

    /// The rules a case is assessed by: those of the first text, in the version that is in force.
    pub(crate) fn rules(&self, case: &Tree) -> Rules {
        self.with_below(case, as_of(case), case.word("known_on").map(day))
            .rectified(case)
            .overridden(case.at("overrides"))
            .rectified(case)
    }

    /// What answers are held against before they are taken: the same version, with the values of the day of the
    /// inspection.
    pub(crate) fn door(&self, case: &Tree) -> Rules {
        self.with_below(case, inspected(case), None)
    }

    /// The first text beside the sets of the subjects below, with the values of a day.
    fn with_below(&self, case: &Tree, today: i64, known_on: Option<i64>) -> Rules {
        let of = |id: &str| on(&self.version(id, case), today, known_on);
        let own = id(&self.0[0]);
        let mut below: Vec<&str> = self.0.iter().map(id).filter(|id| *id != own).collect();
        below.sort_unstable();
        below.dedup();
        let below: Vec<Rules> = below.into_iter().map(|id| Rules::of(of(id), Vec::new())).collect();
        Rules::of(of(own), below)
    }

    /// The version that is in force on the day a case is assessed as of.
    fn version(&self, wanted: &str, case: &Tree) -> Tree {
        let today = as_of(case);
        let versions: Vec<Tree> =
            self.0.iter().filter(|tree| id(tree) == wanted).map(|tree| self.whole(tree)).collect();
        let in_force = |tree: &&Tree| {
            let dates = tree.at("effective");
            day(dates.word("from").expect("a first day")) <= today
                && dates.word("until").is_none_or(|until| today <= day(until))
        };
        versions.iter().find(in_force).or(versions.last()).expect("one that is loaded").clone()
    }

    /// An overlay with its changes made; anything else as it is.
    fn whole(&self, tree: &Tree) -> Tree {
        let Some(parent) = tree.word("extends") else { return tree.clone() };
        let version = tree.word("extends_version");
        let fits = |one: &&Tree| {
            id(one) == parent && version.is_none_or(|version| one.word("version") == Some(version))
        };
        let parent = self.0.iter().find(fits).expect("the parent");
        changed(&self.whole(parent), tree)
    }
}

fn id(tree: &Tree) -> &str {
    tree.word("ruleset").or(tree.word("overlay")).expect("an id")
}

/// The tree with the value of the day in place of every value with dates.
fn on(tree: &Tree, today: i64, known_on: Option<i64>) -> Tree {
    match tree {
        Tree::Map(entries) => {
            if let [(key, Tree::List(steps))] = &entries[..]
                && key == "dated"
            {
                let mut holds = &Tree::Null;
                for step in steps {
                    let begun = step.word("from").is_none_or(|from| day(from) <= today);
                    let known = match (step.word("known"), known_on) {
                        (Some(known), Some(asked)) => day(known) <= asked,
                        _ => true,
                    };
                    if begun && known {
                        holds = step.at("is");
                    }
                }
                return on(holds, today, known_on);
            }
            let entry = |(key, value): &(String, Tree)| (key.clone(), on(value, today, known_on));
            Tree::Map(entries.iter().map(entry).collect())
        }
        Tree::List(list) => Tree::List(list.iter().map(|one| on(one, today, known_on)).collect()),
        other => other.clone(),
    }
}

/// The parent with the changes of an overlay made in order.
fn changed(parent: &Tree, overlay: &Tree) -> Tree {
    let mut tree = parent.clone();
    put(&mut tree, &["ruleset"], overlay.at("overlay"));
    for key in ["version", "title", "effective"] {
        if overlay.has(key) {
            put(&mut tree, &[key], overlay.at(key));
        }
    }
    for change in overlay.at("changes").list() {
        if let Some(id) = change.word("change") {
            let block = if id == "ruleset" { Some(&mut tree) } else { block(&mut tree, id) };
            let block = block.unwrap_or_else(|| panic!("nothing is called {id}"));
            for (path, value) in change.at("set").entries() {
                put(block, &path.split('.').collect::<Vec<_>>(), value);
            }
        } else if let Some(id) = change.word("drop") {
            drop_block(&mut tree, id);
        } else {
            let to = change.word("to").expect("a place to put it");
            let list = match to {
                "bonuses" | "penalties" => entry(entry(&mut tree, to), "items"),
                "items" | "gates" => entry(&mut tree, to),
                section => {
                    let section = block(&mut tree, section).expect("a section");
                    let inside = if section.has("sections") { "sections" } else { "items" };
                    entry(section, inside)
                }
            };
            if *list == Tree::Null {
                *list = Tree::List(Vec::new());
            }
            let Tree::List(list) = list else { panic!("{to} is no list") };
            let after = change.word("after").map(|id| {
                1 + list
                    .iter()
                    .position(|one| one.word("id") == Some(id))
                    .expect("what it comes after")
            });
            list.insert(after.unwrap_or(list.len()), change.at("add").clone());
        }
    }
    tree
}

/// Where the value of a key stands; made where it does not.
fn entry<'t>(tree: &'t mut Tree, key: &str) -> &'t mut Tree {
    if *tree == Tree::Null {
        *tree = Tree::Map(Vec::new());
    }
    let Tree::Map(entries) = tree else { panic!("{key} of no map") };
    if !entries.iter().any(|(known, _)| known == key) {
        entries.push((key.to_owned(), Tree::Null));
    }
    &mut entries.iter_mut().find(|(known, _)| known == key).expect("it is there").1
}

/// Puts a value at the end of a path; takes away what is there where the value is blank.
fn put(tree: &mut Tree, path: &[&str], value: &Tree) {
    let (key, rest) = path.split_first().expect("a path");
    if let Tree::List(list) = tree {
        let place = key.parse::<usize>().expect("a place in a list") - 1;
        match rest {
            [] if *value == Tree::Null => drop(list.remove(place)),
            [] => list[place] = value.clone(),
            rest => put(&mut list[place], rest, value),
        }
        return;
    }
    match rest {
        [] if *value == Tree::Null => {
            let Tree::Map(entries) = tree else { panic!("{key} of no map") };
            entries.retain(|(known, _)| known != key);
        }
        [] => *entry(tree, key) = value.clone(),
        rest => put(entry(tree, key), rest, value),
    }
}

/// The lists of blocks with ids inside a block.
const LISTS: [&str; 6] = ["sections", "items", "bonuses", "penalties", "gates", "grades"];

/// The block with an id.
fn block<'t>(tree: &'t mut Tree, id: &str) -> Option<&'t mut Tree> {
    if tree.word("id") == Some(id) {
        return Some(tree);
    }
    match tree {
        Tree::List(list) => list.iter_mut().find_map(|one| block(one, id)),
        Tree::Map(entries) => entries
            .iter_mut()
            .filter(|(key, _)| LISTS.contains(&&**key))
            .find_map(|(_, value)| block(value, id)),
        _ => None,
    }
}

fn drop_block(tree: &mut Tree, id: &str) {
    match tree {
        Tree::List(list) => {
            list.retain(|one| one.word("id") != Some(id));
            list.iter_mut().for_each(|one| drop_block(one, id));
        }
        Tree::Map(entries) => entries
            .iter_mut()
            .filter(|(key, _)| LISTS.contains(&&**key))
            .for_each(|(_, value)| drop_block(value, id)),
        _ => {}
    }
}
