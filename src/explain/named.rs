//! Named values opened: the formula of each in words, with the numbers in it, and what it came to.

use super::criterion::range_text;
use super::phrase::{Phrase, number, say, seen};
use crate::assess::Assessment;
use crate::check::expression_lets;
use crate::compile::seen::Seen;
use crate::diagnostic::Language;
use crate::model::Let;
use crate::model::expression::{Expression, Kind, Type};
use crate::model::fact::Word;
use crate::value::Number;
use serde::Serialize;

/// A named value (中间量) that something rests on.
#[derive(Clone, Debug, Serialize)]
pub struct NamedValue {
    /// Its name.
    pub name: String,
    /// Its formula, with titles of facts and names of other values in it.
    pub formula: String,
    /// The formula with the numbers in it; left out where that says nothing more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arithmetic: Option<String>,
    /// What it came to, or why it has no value.
    pub value: String,
}

impl std::fmt::Display for NamedValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} = {}", self.name, self.formula)?;
        if let Some(arithmetic) = &self.arithmetic {
            // Behind the cases of a form, the numbers would read like one more case.
            let form = self.formula.contains('→');
            write!(f, "{}= {arithmetic}", if form { "\n      " } else { " " })?;
        }
        if self.formula == self.value { Ok(()) } else { write!(f, " → {}", self.value) }
    }
}

impl Assessment {
    /// The named values at these positions, each followed by those it names itself. A value named twice is opened once.
    pub(crate) fn opened(&self, mut waiting: Vec<usize>, language: Language) -> Vec<NamedValue> {
        let standard = self.standard();
        let mut order: Vec<usize> = Vec::new();
        waiting.reverse();
        while let Some(at) = waiting.pop() {
            if order.contains(&at) {
                continue;
            }
            order.push(at);
            let mut inside = Vec::new();
            if let Some(one) = standard.lets.get(at) {
                expression_lets(&one.value, &mut |at| inside.push(at));
            }
            waiting.extend(inside.into_iter().rev());
        }
        let lets = self.let_values();
        let (words, numbers) = (self.phrase(language, None), self.phrase(language, Some(&lets)));
        let open = |at: usize| {
            let one = standard.lets.get(at)?;
            let value = lets.get(at).copied().flatten();
            let value = value.map(|value| let_value(value, one, &numbers)).unwrap_or_default();
            let formula = formula(one, &words);
            let arithmetic = formula_with_numbers(one, &numbers);
            let arithmetic = Some(arithmetic).filter(|text| *text != formula && *text != value);
            Some(NamedValue { name: one.id.clone(), formula, arithmetic, value })
        };
        order.into_iter().filter_map(open).collect()
    }
}

/// A named value as people read it: a word by its title.
pub(super) fn let_value(value: &Seen, one: &Let, phrase: &Phrase<'_>) -> String {
    match (value, &one.levels, &one.value.ty) {
        (Seen::Word(at), Some(levels), _) => level(levels, *at),
        (Seen::Word(at), None, Type::Choice(ids)) => {
            let title = phrase.title_of_word(ids, *at);
            title.or(ids.get(*at).map(String::as_str)).unwrap_or_default().to_owned()
        }
        _ => seen(value, None, phrase.language),
    }
}

fn level(levels: &[Word], at: usize) -> String {
    levels.get(at).map_or_else(String::new, |word| word.title.clone())
}

/// What a form gives: a number, or the word whose position it is.
fn given(n: &Number, one: &Let) -> String {
    match &one.levels {
        Some(levels) => {
            let at = n.to_i64().and_then(|at| usize::try_from(at).ok());
            at.map_or_else(String::new, |at| level(levels, at))
        }
        None => number(n),
    }
}

fn result(e: &Expression, one: &Let, phrase: &Phrase<'_>) -> String {
    match (&e.kind, &one.levels) {
        (Kind::Word(at), Some(levels)) => level(levels, *at),
        _ => phrase.of(e),
    }
}

/// The formula, with every case of it.
fn formula(one: &Let, phrase: &Phrase<'_>) -> String {
    let otherwise = say(phrase.language, "其余", "otherwise");
    let cases: Vec<String> = match &one.value.kind {
        Kind::Bands(_, bands) => {
            bands.iter().map(|b| format!("{} → {}", range_text(b), given(&b.points, one))).collect()
        }
        Kind::Interpolate(_, posts) => {
            posts.iter().map(|post| format!("{} → {}", post.at, post.points)).collect()
        }
        Kind::FirstOf(cases, rest) => {
            let case = |(when, then): &(Expression, Expression)| {
                format!("{} → {}", phrase.of(when), result(then, one, phrase))
            };
            let rest = format!("{otherwise} → {}", result(rest, one, phrase));
            cases.iter().map(case).chain([rest]).collect()
        }
        _ => return formula_with_numbers(one, phrase),
    };
    let cases = cases.join(say(phrase.language, "；", "; "));
    match &one.value.kind {
        Kind::Bands(of, _) | Kind::Interpolate(of, _) => {
            format!("{}{}{cases}", phrase.of(of), say(phrase.language, "：", ": "))
        }
        _ => cases,
    }
}

/// What goes into the formula. The cases of a form are not said again.
fn formula_with_numbers(one: &Let, phrase: &Phrase<'_>) -> String {
    let and = say(phrase.language, "；", "; ");
    match &one.value.kind {
        Kind::Bands(of, _) | Kind::Interpolate(of, _) => phrase.of(of),
        Kind::FirstOf(cases, _) => {
            cases.iter().map(|(when, _)| phrase.of(when)).collect::<Vec<_>>().join(and)
        }
        Kind::Table(rows, columns, _) => {
            let ways: &[&Expression] =
                if matches!(columns.kind, Kind::Word(_)) { &[rows] } else { &[rows, columns] };
            let ways: Vec<String> = ways.iter().map(|e| phrase.of(e)).collect();
            format!("{}({})", say(phrase.language, "查表", "table"), ways.join(" × "))
        }
        _ => phrase.of(&one.value),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Form, Language, RuleSet, Source};

    const RULES: &str = "ruleset: a/b\nversion: 1\ntitle: t\nsubject: village\neffective: { from: 2022-01-01 }\n\
        scale: { max: 20, round: { at: print, step: 1, mode: half_up } }\n\
        facts:\n  homes: { kind: count, unit: 户, title: Homes, at_least: 1 }\n  bins: { kind: count, title: Bins }\n\
        \x20 road: { kind: choice, title: Road, options: { mud: Mud, paved: Paved } }\n\
        let:\n  per: 10\n  need: ceil(number(homes) / per)\n  filled: bins / max(need, 1)\n  surface: road\n\
        \x20 level: { levels: { few: Few, enough: Enough }, bands: { of: filled, steps: [ { below: 1, is: few }, \
        { from: 1, is: enough } ] } }\n  weak: total.share < 50%\n\
        items:\n  - { id: A, title: a, points: 10, earn: 10 * filled + need - need }\n\
        \x20 - { id: B, title: b, points: 10, pass: level = enough and surface = paved }\n\
        gates: [ { id: V, title: v, when: weak, effect: { score: 0 }, basis: b } ]\n";

    fn assessment() -> crate::Assessment {
        let program = RuleSet::load(&Source::new("r.yaml", RULES)).expect("it loads").compile();
        let form = "ruleset: a/b\nsubject: { code: \"1\" }\ndate: 2022-09-01\nfacts: { homes: 35, bins: 3, road: mud }\n";
        let forms = Form::read(&Source::new("i.yaml", form)).expect("it reads");
        program.admit(&forms[0]).expect("it is admitted").assess()
    }

    fn lines(item: &str, language: Language) -> Vec<String> {
        let explanation = assessment().explain(item, language).expect("it is there");
        explanation.named.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_named_value_is_opened_once_with_those_it_names() {
        let expected = [
            "filled = Bins ÷ max(need, 1) = 3 ÷ max(4, 1) → 0.75",
            "need = ceil(Homes ÷ per) = ceil(35 户 ÷ 10) → 4",
            "per = 10",
        ];
        assert_eq!(lines("A", Language::English), expected);
        assert_eq!(
            lines("A", Language::Chinese)[1],
            "need = 进位(Homes ÷ per) = 进位(35 户 ÷ 10) → 4"
        );
    }

    #[test]
    fn levels_and_words_are_shown_by_their_titles() {
        let lines = lines("B", Language::English);
        assert_eq!(lines[0], "level = filled: (−∞, 1) → Few; [1, ∞) → Enough\n      = 0.75 → Few");
        assert_eq!(lines.last().map(String::as_str), Some("surface = Road → Mud"));
    }

    #[test]
    fn the_whole_opens_what_asks_for_results() {
        let whole = assessment().explain_whole(Language::English);
        let lines: Vec<String> = whole.named.iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["weak = total share < 50% → yes"]);
    }
}
