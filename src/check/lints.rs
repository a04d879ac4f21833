//! What only shows on the whole set: worth a warning, or impossible to meet.

use super::typing::range_of;
use crate::diagnostic::{Message, Sink};
use crate::model::criterion::{Criterion, Times};
use crate::model::expression::{Expression, Kind, Measure};
use crate::model::{Item, Label, Role, Standard};
use crate::source::Span;
use crate::value::Number;

/// Runs every lint over a set without errors.
pub(super) fn run(standard: &Standard, sink: &mut Sink<'_>) {
    let lets: Vec<(String, Expression)> =
        standard.lets.iter().map(|l| (l.id.clone(), l.value.clone())).collect();
    for item in &standard.items {
        steps_use_up_points(item, standard, &lets, sink);
    }
    for item in &standard.items {
        slips(item, &item.criterion, standard, &lets, sink);
    }
    for one in standard.bonuses.list.iter().chain(&standard.penalties.list) {
        cap_below_one(one.at_most.as_ref(), &one.points, one.times.span, sink);
    }
    unused_lets(standard, sink);
    unused_facts(standard, sink);
    illustrative_numbers(standard, sink);
}

/// A deduction whose greatest total stays below full marks leaves points nobody can lose.
fn steps_use_up_points(
    item: &Item,
    standard: &Standard,
    lets: &[(String, Expression)],
    sink: &mut Sink<'_>,
) {
    let Criterion::Deduct(deductions) = &item.criterion else { return };
    if item.zero_if.is_some() {
        return;
    }
    let mut most = Some(Number::ZERO);
    for deduction in deductions {
        let times = match &deduction.times {
            Times::Each(each) => range_of(each, &standard.facts, lets).high,
            Times::Unmet(fact) => standard.facts.get(*fact).and_then(|fact| match &fact.kind {
                crate::model::fact::FactKind::Checklist(points) => {
                    i64::try_from(points.len()).ok().map(Number::from)
                }
                _ => None,
            }),
            Times::When(_) => Some(Number::ONE),
            Times::Findings(_) => None,
        };
        let points = range_of(&deduction.points, &standard.facts, lets).high;
        let taken = match (times.zip(points), &deduction.at_most) {
            (Some((times, points)), Some(cap)) => Some((&times * &points).min(cap.clone())),
            (Some((times, points)), None) => Some(&times * &points),
            (None, cap) => cap.clone(),
        };
        most = most.zip(taken).map(|(a, b)| &a + &b);
    }
    if let Some(most) = most
        && most < item.points
    {
        let message = Message::DeductionsFallShort {
            id: item.id.clone(),
            most: most.to_string(),
            points: item.points.to_string(),
        };
        sink.report(item.span, message);
    }
}

/// A cap that not even one occurrence keeps, and a part of less than nothing.
fn slips(
    item: &Item,
    criterion: &Criterion,
    standard: &Standard,
    lets: &[(String, Expression)],
    sink: &mut Sink<'_>,
) {
    let range = |e: &Expression| range_of(e, &standard.facts, lets);
    match criterion {
        Criterion::Deduct(deductions) => {
            for deduction in deductions {
                if matches!(deduction.times, Times::When(_) | Times::Findings(_)) {
                    continue;
                }
                if let Some(points) = range(&deduction.points).single() {
                    let at = deduction.points.span;
                    cap_below_one(deduction.at_most.as_ref(), points, at, sink);
                }
            }
        }
        Criterion::Ratio(ratio) if range(&ratio.to).high.is_some_and(|high| high.is_negative()) => {
            sink.report(ratio.to.span, Message::WholeBelowZero { id: item.id.clone() });
        }
        Criterion::BestOf(list) | Criterion::WorstOf(list) => {
            list.iter().for_each(|one| slips(item, one, standard, lets, sink));
        }
        _ => {}
    }
}

fn cap_below_one(cap: Option<&Number>, points: &Number, at: Span, sink: &mut Sink<'_>) {
    if let Some(cap) = cap.filter(|cap| *cap < points) {
        let (cap, points) = (cap.to_string(), points.to_string());
        sink.report(at, Message::CapBelowOne { cap, points });
    }
}

/// Named values that nothing uses. Those of results are there to be read beside the score.
fn unused_lets(standard: &Standard, sink: &mut Sink<'_>) {
    let mut used = vec![false; standard.lets.len()];
    let mut mark = |at: usize| {
        if let Some(used) = used.get_mut(at) {
            *used = true;
        }
    };
    each_expression(standard, &mut |e| expression_lets(e, &mut mark));
    for (l, used) in standard.lets.iter().zip(used) {
        if !used && !l.late {
            sink.report(l.value.span, Message::UnusedLet { name: l.id.clone() });
        }
    }
}

/// Every expression of a rule set, each of them whole.
pub(crate) fn each_expression(standard: &Standard, f: &mut dyn FnMut(&Expression)) {
    for item in &standard.items {
        criterion_expressions(&item.criterion, &mut |e| f(e));
        item.zero_if.iter().chain(&item.applies_when).for_each(&mut *f);
    }
    let derived = standard.facts.iter().flat_map(|fact| &fact.derived);
    standard.lets.iter().chain(derived).for_each(|l| f(&l.value));
    for one in standard.bonuses.list.iter().chain(&standard.penalties.list) {
        one.requires.iter().chain([&one.times]).for_each(&mut *f);
    }
    standard.gates.iter().for_each(|gate| f(&gate.when));
    standard.grades.iter().filter_map(|grade| grade.requires.as_ref()).for_each(&mut *f);
    standard.consistency.iter().for_each(|(e, _)| f(e));
    if let Some(matrix) = &standard.grade_matrix {
        [&matrix.rows, &matrix.columns].into_iter().for_each(f);
    }
}

/// Facts that nothing uses.
fn unused_facts(standard: &Standard, sink: &mut Sink<'_>) {
    let mut used = vec![false; standard.facts.len()];
    let mut mark = |fact: usize| {
        if let Some(used) = used.get_mut(fact) {
            *used = true;
        }
    };
    each_expression(standard, &mut |e| expression_facts(e, &mut mark));
    standard.items.iter().for_each(|item| named_facts(&item.criterion, &mut mark));
    let used_facts = used.clone();
    let used_at = |list: &[bool], at: usize| list.get(at).copied().unwrap_or(false);
    for (fact, used) in standard.facts.iter().zip(used) {
        let asked = !fact.hidden && !matches!(fact.kind, crate::model::fact::FactKind::Text);
        // A claim that is read makes its fact worth asking for.
        let claimed = fact.claim.is_some_and(|claim| used_at(&used_facts, claim.fact));
        if !used && asked && !claimed {
            sink.report(fact.span, Message::UnusedFact { name: fact.id.clone() });
        }
    }
}

/// Every fact a criterion reads.
pub(crate) fn criterion_facts(criterion: &Criterion, mark: &mut impl FnMut(usize)) {
    criterion_expressions(criterion, &mut |e| expression_facts(e, mark));
    named_facts(criterion, mark);
}

/// The facts a criterion names outside expressions.
fn named_facts(criterion: &Criterion, mark: &mut dyn FnMut(usize)) {
    match criterion {
        Criterion::Deduct(list) => {
            for deduction in list {
                if let Times::Unmet(fact) = &deduction.times {
                    mark(*fact);
                }
            }
        }
        Criterion::Judged(judged) => {
            mark(judged.fact);
            if let Some(reason) = judged.reason {
                mark(reason);
            }
        }
        Criterion::Record(facts) => {
            for fact in facts {
                mark(*fact);
            }
        }
        Criterion::BestOf(list) | Criterion::WorstOf(list) => {
            for criterion in list {
                named_facts(criterion, mark);
            }
        }
        _ => {}
    }
}

/// Every fact an expression reads.
pub(crate) fn expression_facts(e: &Expression, mark: &mut impl FnMut(usize)) {
    match &e.kind {
        Kind::Fact(fact) | Kind::Member(fact, _) | Kind::Known(fact) | Kind::Tally(fact, _) => {
            mark(*fact);
        }
        Kind::Over(over) => {
            mark(over.fact);
            for e in over.each.iter().chain(&over.filter) {
                expression_facts(e, mark);
            }
        }
        _ => children(e, &mut |e| expression_facts(e, mark)),
    }
}

/// Every let an expression reads directly.
pub(crate) fn expression_lets(e: &Expression, mark: &mut impl FnMut(usize)) {
    if let Kind::Let(at) = &e.kind {
        mark(*at);
    }
    children(e, &mut |e| expression_lets(e, mark));
}

/// Every let an item reads directly.
pub(crate) fn item_lets(item: &Item, mark: &mut impl FnMut(usize)) {
    criterion_expressions(&item.criterion, &mut |e| expression_lets(e, mark));
    for e in item.zero_if.iter().chain(&item.applies_when) {
        expression_lets(e, mark);
    }
}

/// Every expression of a criterion.
pub(crate) fn criterion_expressions(criterion: &Criterion, f: &mut dyn FnMut(&Expression)) {
    match criterion {
        Criterion::Pass(e)
        | Criterion::Earn(e)
        | Criterion::Bands(e, _)
        | Criterion::Interpolate(e, _) => f(e),
        Criterion::Deduct(list) => {
            for deduction in list {
                if let Times::Each(e) | Times::When(e) | Times::Findings(e) = &deduction.times {
                    f(e);
                }
                f(&deduction.points);
            }
        }
        Criterion::Tiers(tiers) | Criterion::Ladder(tiers) => {
            tiers.iter().filter_map(|tier| tier.when.as_ref()).for_each(f);
        }
        Criterion::Ratio(ratio) => {
            f(&ratio.of);
            f(&ratio.to);
        }
        Criterion::Supply(supply) => {
            f(&supply.need);
            f(&supply.have);
        }
        Criterion::Table(table) => {
            f(&table.rows);
            f(&table.columns);
        }
        Criterion::BestOf(list) | Criterion::WorstOf(list) => {
            for criterion in list {
                criterion_expressions(criterion, f);
            }
        }
        Criterion::Judged(_) | Criterion::Record(_) => {}
    }
}

/// The direct parts of an expression.
pub(crate) fn children(e: &Expression, f: &mut impl FnMut(&Expression)) {
    match &e.kind {
        Kind::Not(a)
        | Kind::Negate(a)
        | Kind::Ceil(a)
        | Kind::Floor(a)
        | Kind::Abs(a)
        | Kind::Round(a, _)
        | Kind::Power(a, _)
        | Kind::Smooth(_, a)
        | Kind::Bands(a, _)
        | Kind::Interpolate(a, _) => f(a),
        Kind::And(a, b)
        | Kind::Or(a, b)
        | Kind::Arithmetic(_, a, b)
        | Kind::Compare(_, a, b)
        | Kind::DaysBetween(a, b)
        | Kind::Table(a, b, _) => {
            f(a);
            f(b);
        }
        Kind::Divide(a, b, empty) => {
            f(a);
            f(b);
            if let crate::model::expression::Empty::Value(value) = empty {
                f(value);
            }
        }
        Kind::If(a, b, c) => {
            f(a);
            f(b);
            f(c);
        }
        Kind::In(a, list) => {
            f(a);
            list.iter().for_each(f);
        }
        Kind::Extreme(_, list) | Kind::CountTrue(list) => list.iter().for_each(f),
        Kind::FirstOf(pairs, rest) => {
            for (when, value) in pairs {
                f(when);
                f(value);
            }
            f(rest);
        }
        Kind::Over(over) => over.each.iter().chain(&over.filter).for_each(f),
        Kind::Result(Measure::Points(_) | Measure::Share(_) | Measure::StateIs(..))
        | Kind::Result(Measure::TotalPoints | Measure::TotalShare)
        | Kind::Number(_)
        | Kind::Truth(_)
        | Kind::Date(_)
        | Kind::Word(_)
        | Kind::Fact(_)
        | Kind::Member(..)
        | Kind::Field(_)
        | Kind::Derived(..)
        | Kind::Let(_)
        | Kind::Known(_)
        | Kind::KnownField(_)
        | Kind::Tally(..) => {}
    }
}

/// One warning for all numbers that are only illustrative.
fn illustrative_numbers(standard: &Standard, sink: &mut Sink<'_>) {
    let illustrative: Vec<&Item> = standard
        .items
        .iter()
        .filter(|item| matches!(item.provenance.numbers, Some(Label::Illustrative(_))))
        .filter(|item| item.role != Role::Advisory)
        .collect();
    if let Some(first) = illustrative.first() {
        let ids = crate::diagnostic::list(illustrative.iter().map(|item| item.id.as_str()));
        let count = illustrative.len().to_string();
        sink.report(first.span, Message::IllustrativeNumbers { count, ids });
    }
}
