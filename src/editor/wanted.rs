//! What a value may name: an expression, a word, or something declared elsewhere.

use super::levels::levels_around;
use super::names::NameKind;
use super::place::{Place, Role, Spot};
use crate::check::Scope;
use crate::syntax::inspection::{BELOW_RESULT, CASE, CASES, EXPECT, INSPECTION};
use crate::syntax::node::Node;
use crate::syntax::shape::{Shape, Takes, Word};
use crate::syntax::vocabulary::{
    ADJUSTMENT, AT_MOST_PER, BAND, BELOW, CHANGE, DEDUCTION, EFFECT, FACT, GATE, GRADE,
    GRADE_MATRIX, ITEM, JUDGED, OVERLAY, PROVENANCE_LABEL, RULESET, TIER,
};

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted<'n> {
    /// Names in an expression.
    Expression(Scope<'n>),
    /// One of some words.
    Word(&'static [Word]),
    /// yes or no.
    Truth,
    /// Something declared, of one of these kinds.
    Names(&'static [NameKind]),
    /// A fact of one of these kinds.
    Facts(&'static [&'static str]),
    /// A field of a list of findings.
    Fields(&'n str),
    /// One of the levels of the named value around.
    Levels(&'n Node),
    /// A word of a tag.
    TagWord(&'n str),
    /// What gaps are put in order by.
    Order,
    /// The id of a rule set.
    RuleSet,
    /// A block of a rule set that an overlay changes, and what stands at its top.
    Block,
    /// Where an overlay adds something.
    Target,
    Nothing,
}

/// The words of yes and no.
pub(super) static TRUTHS: &[Word] =
    &[Word { word: "yes", chinese: "是" }, Word { word: "no", chinese: "否" }];

/// What a value at a place may be.
pub(super) fn wanted<'n>(place: &Place<'n>, spot: &Spot<'n>) -> Wanted<'n> {
    let takes = match spot.role {
        Role::Cell(shape) if std::ptr::eq(shape, &GRADE_MATRIX) => {
            return Wanted::Names(&[NameKind::Grade]);
        }
        Role::Cell(_) => return levels_around(place).map_or(Wanted::Nothing, Wanted::Levels),
        Role::Let => Takes::Expression,
        Role::Takes(takes) => takes,
        _ => return Wanted::Nothing,
    };
    if let Some(own) = named(place, spot) {
        return own;
    }
    match takes {
        Takes::Expression => Wanted::Expression(scope(place, spot)),
        Takes::Word(words) => Wanted::Word(words),
        Takes::Truth => Wanted::Truth,
        Takes::Forms(forms) => {
            let mut words = forms.iter().filter_map(|form| match form {
                Takes::Word(words) => Some(Wanted::Word(words)),
                _ => None,
            });
            words.next().unwrap_or(Wanted::Nothing)
        }
        _ => Wanted::Nothing,
    }
}

fn named<'n>(place: &Place<'n>, spot: &Spot<'n>) -> Option<Wanted<'n>> {
    let (shape, key) = spot.of?;
    let is = |of: &'static Shape| std::ptr::eq(shape, of);
    Some(match key.word {
        "owner" if is(&ITEM) => Wanted::Names(&[NameKind::Owner]),
        "tags" if is(&ITEM) => Wanted::TagWord(spot.name?.rsplit('.').next()?),
        "record" if is(&ITEM) => Wanted::Facts(&[]),
        "unmet" if is(&DEDUCTION) => Wanted::Facts(&["checklist"]),
        "findings" if is(&DEDUCTION) => Wanted::Facts(&["findings"]),
        "once_per" if is(&DEDUCTION) => Wanted::Fields(findings(place)?),
        "by" if is(&AT_MOST_PER) => Wanted::Fields(findings(place)?),
        "value" if is(&JUDGED) => Wanted::Facts(&["number", "count", "percent"]),
        "reason" if is(&JUDGED) => Wanted::Facts(&["text"]),
        "grade_at_most" if is(&EFFECT) => Wanted::Names(&[NameKind::Grade]),
        "grade" if is(&EXPECT) => Wanted::Names(&[NameKind::Grade]),
        "is" if is(&TIER) || is(&BAND) => Wanted::Levels(levels_around(place)?),
        "source" if is(&PROVENANCE_LABEL) => Wanted::Names(&[NameKind::Document]),
        "order" if is(&RULESET) => Wanted::Order,
        "below" if is(&BELOW) => Wanted::RuleSet,
        "extends" if is(&OVERLAY) => Wanted::RuleSet,
        "cases" if is(&CASES) => Wanted::RuleSet,
        "ruleset" if is(&INSPECTION) || is(&BELOW_RESULT) => Wanted::RuleSet,
        "change" | "drop" | "after" if is(&CHANGE) => Wanted::Block,
        "to" if is(&CHANGE) => Wanted::Target,
        "gaps" if is(&EXPECT) => Wanted::Names(&[NameKind::Item]),
        "like" if is(&CASE) => Wanted::Nothing,
        _ => return None,
    })
}

/// What the names of an expression can be.
pub(super) fn scope<'n>(place: &Place<'n>, spot: &Spot<'n>) -> Scope<'n> {
    let results =
        spot.is(&GATE, "when") || spot.is(&GRADE, "requires") || spot.is(&ADJUSTMENT, "requires");
    let of_findings = spot.is(&DEDUCTION, "where") || spot.is(&DEDUCTION, "points");
    let findings = if of_findings { findings(place) } else { computed_of(place) };
    Scope { findings, results }
}

/// The list of findings around whose named values a place stands in.
pub(super) fn computed_of<'n>(place: &Place<'n>) -> Option<&'n str> {
    let at = place.around.iter().rposition(|spot| spot.is(&FACT, "let"))?;
    let mut outwards = place.around.iter().take(at).rev();
    outwards.find(|spot| spot.shape().is_some_and(|shape| std::ptr::eq(shape, &FACT)))?.name
}

/// The list of findings that the deduction around deducts for.
fn findings<'n>(place: &Place<'n>) -> Option<&'n str> {
    place.around.iter().rev().find_map(|spot| {
        let deduction = spot.shape().is_some_and(|shape| std::ptr::eq(shape, &DEDUCTION));
        deduction.then(|| spot.node.behind(&DEDUCTION, "findings").and_then(Node::written))?
    })
}
