//! Expectations: read against the rule set, compared with what came out.

use super::{Difference, entries};
use crate::assess::Assessment;
use crate::diagnostic::{Message, Sink, nearest};
use crate::model::Standard;
use crate::source::Span;
use crate::syntax::fields::{self, Fields};
use crate::syntax::inspection::{EXPECT, EXPECTED_BEFORE, EXPECTED_ITEM};
use crate::syntax::node::{Node, Tree};
use crate::syntax::vocabulary::{STATES, STATUSES};
use crate::value::Number;

/// What a case expects.
#[derive(Default)]
pub(super) struct Expected {
    /// Name of what is compared, and the text expected.
    plain: Vec<(What, String)>,
    pub(super) error: Option<String>,
}

/// What is compared.
enum What {
    Score,
    Low,
    High,
    Coverage,
    Grade,
    Status,
    ItemPoints(usize),
    ItemState(usize),
    ItemLow(usize),
    ItemHigh(usize),
    SectionPoints(usize),
    Gaps,
    Gate(usize),
    /// The score and the grade before anything was changed after an appeal.
    BeforeScore,
    BeforeGrade,
}

/// Reads expectations; every name in them must exist.
pub(super) fn expected(node: &Node, standard: &Standard, sink: &mut Sink<'_>) -> Option<Expected> {
    let read = Fields::open(node, &EXPECT, sink)?;
    let before = sink.len();
    let mut out = Expected::default();
    for (key, _, value) in read.given() {
        match key.word {
            "score" | "low" | "high" | "coverage" => {
                let what = match key.word {
                    "score" => What::Score,
                    "low" => What::Low,
                    "high" => What::High,
                    _ => What::Coverage,
                };
                if matches!(value.value, Tree::Null) {
                    out.plain.push((what, "none".to_owned()));
                } else if let Some(number) = number_or_fraction(value, sink) {
                    out.plain.push((what, number));
                }
            }
            "grade" | "status" if matches!(value.value, Tree::Null) => {
                out.plain.push((What::Grade, "none".to_owned()));
            }
            "grade" => {
                let Some(id) = fields::text(value, sink) else { continue };
                let id = if is_none(id) { "none" } else { id };
                if id == "none" || standard.grades.iter().any(|grade| grade.id == id) {
                    out.plain.push((What::Grade, id.to_owned()));
                } else {
                    let near = nearest(id, standard.grades.iter().map(|grade| grade.id.as_str()));
                    let message = Message::UnknownGrade { name: fields::shorten(id), near };
                    sink.report(value.span, message);
                }
            }
            "status" => {
                if let Some(word) = fields::word(value, STATUSES, sink) {
                    out.plain.push((What::Status, word.to_owned()));
                }
            }
            "items" => items(value, standard, &mut out, sink),
            "sections" => {
                for (id, at, value) in entries(value, sink)? {
                    let found = standard.sections.iter().position(|section| section.id == id);
                    match found {
                        Some(section) => {
                            let points = points_of(value, sink);
                            out.plain.extend(points.map(|p| (What::SectionPoints(section), p)));
                        }
                        None => {
                            let known = standard.sections.iter().map(|s| &s.id);
                            unknown(id, at, ("section", "类别"), known, sink);
                        }
                    }
                }
            }
            "gaps" => {
                let ids: Vec<&str> =
                    fields::texts(value, sink).into_iter().map(|(text, _)| text).collect();
                for (id, at) in fields::texts(value, sink) {
                    let known = standard.items.iter().map(|item| &item.id);
                    let known = known.chain(standard.penalties.list.iter().map(|p| &p.id));
                    if !known.clone().any(|known| known == id) {
                        unknown(id, at, ("item or penalty", "考评项目或减分"), known, sink);
                    }
                }
                out.plain.push((What::Gaps, ids.join(" ")));
            }
            "gates" => {
                for (id, at, value) in entries(value, sink)? {
                    match standard.gates.iter().position(|gate| gate.id == id) {
                        Some(gate) => {
                            let text = match &value.value {
                                Tree::Null => Some("open"),
                                Tree::Scalar(s) if matches!(s.text.as_str(), "open" | "未定") => {
                                    Some("open")
                                }
                                _ => {
                                    fields::truth(value, sink).map(|t| if t { "yes" } else { "no" })
                                }
                            };
                            out.plain.extend(text.map(|t| (What::Gate(gate), t.to_owned())));
                        }
                        None => {
                            let known = standard.gates.iter().map(|gate| &gate.id);
                            unknown(id, at, ("gate", "门槛"), known, sink);
                        }
                    }
                }
            }
            "before" => {
                let read = Fields::open(value, &EXPECTED_BEFORE, sink)?;
                for (key, _, value) in read.given() {
                    out.plain.extend(match key.word {
                        "score" => number_or_fraction(value, sink).map(|n| (What::BeforeScore, n)),
                        _ => fields::text(value, sink).map(|id| (What::BeforeGrade, id.to_owned())),
                    });
                }
            }
            "error" => out.error = fields::text(value, sink).map(str::to_owned),
            _ => {}
        }
    }
    (sink.len() == before).then_some(out)
}

fn unknown<'a>(
    id: &str,
    at: Span,
    (kind, zh_kind): (&str, &str),
    known: impl Iterator<Item = &'a String>,
    sink: &mut Sink<'_>,
) {
    let near = nearest(id, known.map(String::as_str));
    let (kind, zh_kind) = (kind.to_owned(), zh_kind.to_owned());
    sink.report(at, Message::NotExpectable { name: fields::shorten(id), kind, zh_kind, near });
}

/// The number behind `about`, which stands for every number that is it at its places.
fn about(written: &str) -> Option<&str> {
    let rest = written.strip_prefix("about ").or_else(|| written.strip_prefix('约'))?;
    Some(rest.trim())
}

/// Whether a number found is the one expected, or near enough where the case says `about`.
fn agrees(wanted: &str, found: &str) -> bool {
    let Some(rough) = about(wanted) else { return wanted == found };
    let (Some(near), Some(found)) = (Number::parse(rough), fields::parse_constant(found)) else {
        return false;
    };
    let places = rough.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let Ok(places) = u32::try_from(places) else { return false };
    &(&found - &near).abs() * &Number::from(2) <= Number::of_last_place(places)
}

/// Whether something is expected to have no value.
fn is_none(written: &str) -> bool {
    matches!(written, "none" | "无")
}

/// An exact number, in the form results are compared in; fractions such as `4925/93` too.
fn number_or_fraction(node: &Node, sink: &mut Sink<'_>) -> Option<String> {
    let written = fields::text(node, sink)?;
    if is_none(written) || written == "undefined" {
        return Some("none".to_owned());
    }
    if let Some(rough) = about(written) {
        return match Number::parse(rough) {
            Some(_) => Some(format!("about {rough}")),
            None => {
                sink.report(node.span, fields::not_a_number(rough));
                None
            }
        };
    }
    fields::number(node, sink).map(|number| number.to_string())
}

fn points_of(node: &Node, sink: &mut Sink<'_>) -> Option<String> {
    match &node.value {
        Tree::Null => Some("none".to_owned()),
        Tree::Map(_) => {
            let read = Fields::open(node, &EXPECTED_ITEM, sink)?;
            read.get("points").and_then(|points| points_of(points, sink))
        }
        _ => number_or_fraction(node, sink),
    }
}

fn items(node: &Node, standard: &Standard, out: &mut Expected, sink: &mut Sink<'_>) {
    for (id, at, value) in entries(node, sink).unwrap_or_default() {
        let Some(item) = standard.items.iter().position(|item| item.id == id) else {
            let known = standard.items.iter().map(|item| &item.id);
            unknown(id, at, ("item", "考评项目"), known, sink);
            continue;
        };
        let Tree::Map(_) = &value.value else {
            out.plain.extend(points_of(value, sink).map(|points| (What::ItemPoints(item), points)));
            continue;
        };
        let Some(read) = Fields::open(value, &EXPECTED_ITEM, sink) else { continue };
        for (key, _, value) in read.given() {
            let number = |sink: &mut Sink<'_>| points_of(value, sink);
            out.plain.extend(match key.word {
                "points" => number(sink).map(|p| (What::ItemPoints(item), p)),
                "low" => number(sink).map(|p| (What::ItemLow(item), p)),
                "high" => number(sink).map(|p| (What::ItemHigh(item), p)),
                _ => fields::word(value, STATES, sink)
                    .map(|word| (What::ItemState(item), word.to_owned())),
            });
        }
    }
}

/// Everything that came out otherwise.
pub(super) fn differences(expected: &Expected, assessment: &Assessment) -> Vec<Difference> {
    let standard = assessment.standard();
    let mut out = Vec::new();
    if let Some(code) = &expected.error {
        let found = "no error".to_owned();
        out.push(Difference { what: "error".into(), expected: code.clone(), found });
    }
    let none = || "none".to_owned();
    let maybe = |number: Option<&Number>| number.map_or_else(none, Number::to_string);
    let id = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
    let items: Vec<String> = standard.items.iter().map(|item| item.id.clone()).collect();
    let sections: Vec<String> =
        standard.sections.iter().map(|section| section.id.clone()).collect();
    let gates: Vec<String> = standard.gates.iter().map(|gate| gate.id.clone()).collect();
    for (what, wanted) in &expected.plain {
        let item = |at: &usize| assessment.items.get(*at);
        let (what, found) = match what {
            What::BeforeScore => ("before.score".to_owned(), {
                let before = assessment.before_overrides();
                before.and_then(Assessment::score).map_or("none".to_owned(), Number::to_string)
            }),
            What::BeforeGrade => ("before.grade".to_owned(), {
                let before = assessment.before_overrides().and_then(Assessment::grade);
                before.map_or("none", |(id, _)| id).to_owned()
            }),
            What::Score => ("score".to_owned(), maybe(assessment.score.value.as_ref())),
            What::Low => ("low".to_owned(), maybe(assessment.score.low.as_ref())),
            What::High => ("high".to_owned(), maybe(assessment.score.high.as_ref())),
            What::Coverage => ("coverage".to_owned(), maybe(assessment.coverage.as_ref())),
            What::Grade => {
                ("grade".to_owned(), assessment.grade().map_or_else(none, |(id, _)| id.to_owned()))
            }
            What::Status => ("status".to_owned(), assessment.grade.status.word().to_owned()),
            What::ItemPoints(at) => (
                format!("{}.points", id(&items, *at)),
                maybe(item(at).and_then(|item| item.points.as_ref())),
            ),
            What::ItemState(at) => (
                format!("{}.state", id(&items, *at)),
                item(at).map_or("", |item| item.state.word()).to_owned(),
            ),
            What::ItemLow(at) => {
                (format!("{}.low", id(&items, *at)), maybe(item(at).map(|item| &item.low)))
            }
            What::ItemHigh(at) => {
                (format!("{}.high", id(&items, *at)), maybe(item(at).map(|item| &item.high)))
            }
            What::SectionPoints(at) => (
                format!("{}.points", id(&sections, *at)),
                maybe(assessment.sections.get(*at).and_then(|section| section.points.as_ref())),
            ),
            What::Gaps => {
                let ids: Vec<&str> = assessment.gaps().map(|(id, _)| id).collect();
                ("gaps".to_owned(), ids.join(" "))
            }
            What::Gate(at) => (
                id(&gates, *at),
                match assessment.gates.get(*at).and_then(|gate| gate.fired) {
                    Some(true) => "yes".to_owned(),
                    Some(false) => "no".to_owned(),
                    None => "open".to_owned(),
                },
            ),
        };
        if !agrees(wanted, &found) {
            out.push(Difference { what, expected: wanted.clone(), found });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::agrees;

    #[test]
    fn about_is_at_most_half_a_unit_of_the_last_place_off() {
        for (wanted, found, right) in [
            ("about 4.47", "4.472135954999", true),
            ("约 4.47", "4.475", true),
            ("about 4.47", "4.4751", false),
            ("about 4.47", "4.465", true),
            ("about 0", "-1/2", true),
            ("about 0.33", "1/3", true),
            ("about 0.34", "1/3", false),
            ("about 4.47", "none", false),
            ("4.47", "4.472", false),
        ] {
            assert_eq!(agrees(wanted, found), right, "{wanted} {found}");
        }
    }
}
