//! What a rule set declares: every name with the place of its declaration, in the order of the file.

use crate::source::Span;
use crate::syntax::node::{Entry, Node, Tree};
use crate::syntax::shape::Shape;
use crate::syntax::vocabulary::{
    ADJUSTMENT, ADJUSTMENTS, FACT, GATE, GRADE, ITEM, RULESET, SECTION,
};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    Fact,
    Let,
    Section,
    Item,
    Adjustment,
    Gate,
    Grade,
    Owner,
    Tag,
    Document,
}

impl NameKind {
    /// In English and Chinese.
    pub(super) fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Fact => ("fact", "检查数据"),
            Self::Let => ("named value", "中间量"),
            Self::Section => ("section", "类别"),
            Self::Item => ("item", "考评项目"),
            Self::Adjustment => ("bonus or penalty", "加减分项"),
            Self::Gate => ("gate", "门槛"),
            Self::Grade => ("grade", "等次"),
            Self::Owner => ("responsible", "责任单位"),
            Self::Tag => ("tag", "标签"),
            Self::Document => ("source", "出处"),
        }
    }

    /// The block it declares, where that is one.
    pub(super) fn shape(self) -> Option<&'static Shape> {
        match self {
            Self::Fact => Some(&FACT),
            Self::Section => Some(&SECTION),
            Self::Item => Some(&ITEM),
            Self::Adjustment => Some(&ADJUSTMENT),
            Self::Gate => Some(&GATE),
            Self::Grade => Some(&GRADE),
            Self::Let | Self::Owner | Self::Tag | Self::Document => None,
        }
    }
}

/// A declared name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'n> {
    pub(super) kind: NameKind,
    pub(super) id: &'n str,
    /// Where the id stands.
    pub(super) span: Span,
    /// What it declares.
    pub(super) node: &'n Node,
}

/// Every name a tree declares.
pub(super) fn declared(tree: &Node) -> Vec<Name<'_>> {
    let mut out = Vec::new();
    let Tree::Map(map) = &tree.value else { return out };
    for entry in map {
        let Some(key) = RULESET.key(&entry.key.text) else { continue };
        let keyed = match key.word {
            "facts" => NameKind::Fact,
            "let" => NameKind::Let,
            "owners" => NameKind::Owner,
            "tags" => NameKind::Tag,
            "sources" => NameKind::Document,
            _ => {
                blocks(key.word, &entry.value, &mut out);
                continue;
            }
        };
        for entry in entries(&entry.value) {
            let (id, span) = (entry.key.text.as_str(), entry.key.span);
            out.push(Name { kind: keyed, id, span, node: &entry.value });
        }
    }
    out
}

fn blocks<'n>(word: &str, node: &'n Node, out: &mut Vec<Name<'n>>) {
    let kind = match word {
        "sections" => NameKind::Section,
        "items" => NameKind::Item,
        "gates" => NameKind::Gate,
        "grades" => NameKind::Grade,
        "bonuses" | "penalties" => NameKind::Adjustment,
        _ => return,
    };
    let list = match kind {
        NameKind::Adjustment => node.behind(&ADJUSTMENTS, "items").and_then(Node::elements),
        _ => node.elements(),
    };
    for block in list.unwrap_or_default() {
        if let Some(id) = block.behind(&ITEM, "id")
            && let Some(written) = id.written()
        {
            out.push(Name { kind, id: written, span: id.span, node: block });
        }
        if kind == NameKind::Section {
            for entry in entries(block) {
                if let Some(key) = SECTION.key(&entry.key.text)
                    && matches!(key.word, "items" | "sections")
                {
                    blocks(key.word, &entry.value, out);
                }
            }
        }
    }
}

/// The entries of a map; none of anything else.
pub(super) fn entries(node: &Node) -> &[Entry] {
    match &node.value {
        Tree::Map(map) => map,
        _ => &[],
    }
}

/// The words of a list or the keys of a map, each with its place and its title: options, points, fields, tag words.
pub(super) fn words(node: &Node) -> Vec<(&str, Span, Option<&str>)> {
    match &node.value {
        Tree::Map(map) => map
            .iter()
            .map(|entry| (entry.key.text.as_str(), entry.key.span, entry.value.written()))
            .collect(),
        Tree::List(list) => {
            list.iter().filter_map(|n| n.written().map(|text| (text, n.span, None))).collect()
        }
        Tree::Scalar(scalar) => vec![(scalar.text.as_str(), node.span, None)],
        Tree::Null => Vec::new(),
    }
}
