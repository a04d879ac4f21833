//! Points that must add up, as they are written: a slip elsewhere in an item hides no wrong sum.

use crate::diagnostic::{Message, Sink};
use crate::syntax::fields::parse_constant;
use crate::syntax::node::Node;
use crate::syntax::shape::Shape;
use crate::syntax::vocabulary::{ITEM, RULESET, SCALE, SECTION};
use crate::value::Number;

/// Points of the parts against full marks, of the whole and of every section that adds up its parts.
pub(super) fn check_sums(ruleset: &Node, sink: &mut Sink<'_>) {
    let id = ruleset.behind(&RULESET, "ruleset").and_then(Node::written).unwrap_or_default();
    if let Some(scale) = ruleset.behind(&RULESET, "scale")
        && let Some(max) = scale.behind(&SCALE, "max")
        && let Some(full) = amount(max)
    {
        compare(id, &full, (ruleset, &RULESET), (scale, &SCALE), max, sink);
    }
    sections(ruleset, &RULESET, sink);
}

/// The sections within a block. Depth is bounded by the reader.
fn sections(node: &Node, shape: &'static Shape, sink: &mut Sink<'_>) {
    let Some(list) = node.behind(shape, "sections").and_then(Node::elements) else { return };
    for section in list {
        if let Some(points) = section.behind(&SECTION, "points")
            && let Some(full) = amount(points)
        {
            let id = section.behind(&SECTION, "id").and_then(Node::written).unwrap_or_default();
            compare(id, &full, (section, &SECTION), (section, &SECTION), points, sink);
        }
        sections(section, &SECTION, sink);
    }
}

/// The parts of `whole` against `declared`, where they are added up and all of them can be read.
fn compare(
    id: &str,
    declared: &Number,
    whole: (&Node, &'static Shape),
    combined: (&Node, &'static Shape),
    at: &Node,
    sink: &mut Sink<'_>,
) {
    let way = combined.0.behind(combined.1, "combine");
    if way.is_some_and(|way| !matches!(way.written(), Some("sum" | "求和"))) {
        return;
    }
    let Some(sum) = sum_of(whole.0, whole.1) else { return };
    if sum != *declared {
        let message = Message::PointsDoNotAddUp {
            id: id.to_owned(),
            declared: declared.to_string(),
            sum: sum.to_string(),
            difference: (declared - &sum).to_string(),
        };
        sink.report(at.span, message);
    }
}

fn sum_of(node: &Node, shape: &'static Shape) -> Option<Number> {
    let (items, sections) = (node.behind(shape, "items"), node.behind(shape, "sections"));
    let (list, shape) = match (items, sections) {
        (Some(items), None) => (items.elements()?, &ITEM),
        (None, Some(sections)) => (sections.elements()?, &SECTION),
        _ => return None,
    };
    let points: Option<Vec<Number>> = list.iter().map(|part| points_of(part, shape)).collect();
    points.filter(|points| !points.is_empty()).map(|points| points.iter().sum())
}

/// The points of a part; what is only recorded has none.
fn points_of(part: &Node, shape: &'static Shape) -> Option<Number> {
    if std::ptr::eq(shape, &ITEM) && part.behind(shape, "record").is_some() {
        return Some(Number::ZERO);
    }
    part.behind(shape, "points").and_then(amount)
}

/// A number that points can be.
fn amount(node: &Node) -> Option<Number> {
    node.written().and_then(parse_constant).filter(|number| !number.is_negative())
}
