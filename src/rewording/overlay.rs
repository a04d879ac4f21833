//! The words of overlays, of what may be adjusted, and of values with dates.

use super::Rewording;
use crate::source::Span;
use crate::syntax::node::{Key, Node, Tree};
use crate::syntax::shape::{Shape, Takes, Word};
use crate::syntax::vocabulary::{
    ADJUSTABLE, ADJUSTMENT, CHANGE, DATED, DATED_STEP, GATE, GRADE, ITEM, OVERLAY, RULESET,
    SECTION, in_path,
};

impl Rewording<'_> {
    pub(super) fn overlay(&mut self, node: &Node) {
        self.block(node, &OVERLAY);
        let changes = node.behind(&OVERLAY, "changes").and_then(Node::elements);
        for change in changes.unwrap_or_default() {
            self.change_of_parent(change);
        }
    }

    fn change_of_parent(&mut self, change: &Node) {
        let behind = |word: &str| change.behind(&CHANGE, word);
        if let Some(name) = behind("change") {
            self.key_of_rule_set(name);
            let shape = name.written().and_then(|id| self.shape_of(id));
            if let (Some(shape), Some(Node { value: Tree::Map(map), .. })) = (shape, behind("set"))
            {
                for entry in map {
                    let takes = self.path(&entry.key, shape);
                    match (takes, entry.key.text.as_str()) {
                        (_, "adjustable" | "可调") => self.by_key(&entry.value, shape),
                        (Some(takes), _) => self.named_value(&entry.value, takes),
                        (None, _) => {}
                    }
                }
            }
        }
        if let (Some(added), Some(to)) = (behind("add"), behind("to")) {
            self.key_of_rule_set(to);
            let list = to.written().and_then(|name| RULESET.key(name)).map(|key| key.word);
            self.block(
                added,
                match list {
                    Some("gates") => &GATE,
                    Some("bonuses" | "penalties") => &ADJUSTMENT,
                    _ => &ITEM,
                },
            );
        }
    }

    /// A key of a rule set that stands as a name.
    fn key_of_rule_set(&mut self, node: &Node) {
        let Some(name) = node.written() else { return };
        let words = ["ruleset", "items", "bonuses", "penalties", "gates"];
        if let Some(key) = RULESET.key(name).filter(|key| words.contains(&key.word)) {
            let word = self.say(&Word { word: key.word, chinese: key.chinese });
            if word != name {
                self.change(node.span, word);
            }
        }
    }

    /// What the block with an id is.
    fn shape_of(&self, id: &str) -> Option<&'static Shape> {
        let standard = &self.rules?.standard;
        let adjustments = || standard.bonuses.list.iter().chain(&standard.penalties.list);
        if RULESET.key(id).is_some_and(|key| key.word == "ruleset") {
            Some(&RULESET)
        } else if standard.sections.iter().any(|one| one.id == id) {
            Some(&SECTION)
        } else if standard.items.iter().any(|one| one.id == id) {
            Some(&ITEM)
        } else if standard.gates.iter().any(|one| one.id == id) {
            Some(&GATE)
        } else if standard.grades.iter().any(|one| one.id == id) {
            Some(&GRADE)
        } else if adjustments().any(|one| one.id == id) {
            Some(&ADJUSTMENT)
        } else {
            None
        }
    }

    /// The keys of a path; gives what the last of them takes.
    fn path(&mut self, key: &Key, shape: &'static Shape) -> Option<Takes> {
        let mut takes = Takes::Block(shape);
        let mut from = 0;
        for segment in key.text.split('.') {
            let number = segment.parse::<usize>().is_ok();
            takes = match takes {
                Takes::Blocks(shape) if number => Takes::Block(shape),
                Takes::Block(shape) | Takes::Blocks(shape) => {
                    let key_found = shape.key(segment)?;
                    let word = Word { word: key_found.word, chinese: key_found.chinese };
                    if self.say(&word) != segment {
                        let span = part_of_key(key, from, from + segment.len());
                        self.change(span, self.say(&word));
                    }
                    match in_path(key_found) {
                        Takes::Forms(forms) => {
                            *forms.iter().find(|form| !matches!(form, Takes::Word(_)))?
                        }
                        takes => takes,
                    }
                }
                Takes::Named(shape) => Takes::Block(shape),
                Takes::Values(shape) => Takes::Block(shape),
                other => other,
            };
            from += segment.len() + 1;
        }
        Some(takes)
    }

    fn named_value(&mut self, node: &Node, takes: Takes) {
        self.value(node, takes);
        // A named value may be a criterion.
        if matches!(takes, Takes::Expression) && matches!(node.value, Tree::Map(_)) {
            self.block(node, &ITEM);
        }
    }

    /// Words of `adjustable` by key.
    pub(super) fn by_key(&mut self, node: &Node, shape: &'static Shape) {
        let Tree::Map(map) = &node.value else {
            self.word(node, ADJUSTABLE);
            return;
        };
        for entry in map {
            let _ = self.path(&entry.key, shape);
            self.word(&entry.value, ADJUSTABLE);
        }
    }

    /// The steps of a value with dates.
    pub(super) fn dated(&mut self, node: &Node, steps: &[Node], takes: Takes) {
        self.block(node, &DATED);
        for is in steps.iter().filter_map(|step| step.behind(&DATED_STEP, "is")) {
            self.value(is, takes);
        }
    }
}

/// The place of a part of a key, which may stand in quotation marks.
fn part_of_key(key: &Key, from: usize, to: usize) -> Span {
    let written = usize::try_from(key.span.end.saturating_sub(key.span.start)).unwrap_or(0);
    let quoted = usize::from(written == key.text.len() + 2);
    key.span.part(from + quoted, to + quoted)
}
