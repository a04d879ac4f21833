//! Keys, facts and blocks in words: Chinese first, English beside it.

use super::Document;
use super::names::{Name, NameKind, entries, words};
use crate::diagnostic::Language;
use crate::explain::criterion::demand;
use crate::explain::phrase::{Phrase, number};
use crate::model::fact::{Fact, FactKind, Take};
use crate::model::{Effect, Standard};
use crate::syntax::meanings::meaning_of_word;
use crate::syntax::node::Node;
use crate::syntax::shape::{Key, Shape, Takes, Word};
use crate::syntax::vocabulary::{ADJUSTMENT, CRITERIA, FACT_KINDS, GATE, ITEM, SECTION, SOURCE};

/// A key: its names, whether it must stand there, its meaning, and what it takes.
pub(super) fn key(shape: &Shape, key: &Key) -> String {
    let (english, chinese) = key.meaning;
    let need = if key.required { " · 必填 required" } else { "" };
    let (block_en, block_zh) = shape.name;
    let mut out = format!(
        "**{}** · **{}** （{block_zh} {block_en}{need}）\n\n{chinese}\n\n{english}",
        key.chinese, key.word
    );
    if let Some(list) = key.takes.words() {
        out.push_str("\n\n");
        for word in list {
            out.push_str(&format!("- {}\n", self::word(list, word)));
        }
    } else {
        let (english, chinese) = takes(&key.takes);
        out.push_str(&format!("\n\n写 takes: {chinese} {english}"));
    }
    out
}

/// A word of a list with its meaning.
pub(super) fn word(list: &[Word], word: &Word) -> String {
    let names = format!("`{}` `{}`", word.chinese, word.word);
    match meaning_of_word(list, word.word) {
        Some((english, chinese)) => format!("{names}: {chinese}；{english}"),
        None => names,
    }
}

/// What a key takes, in English and Chinese.
fn takes(takes: &Takes) -> (String, String) {
    let plain = |en: &str, zh: &str| (en.to_owned(), zh.to_owned());
    match takes {
        Takes::Text => plain("text", "文字"),
        Takes::Texts => plain("texts", "文字列表"),
        Takes::Number => plain("number", "数"),
        Takes::Truth => plain("yes or no", "是或否"),
        Takes::Date => plain("date", "日期"),
        Takes::Expression => plain("expression", "算式"),
        Takes::Name => plain("name", "名称"),
        Takes::Names => plain("names", "名称列表"),
        Takes::Word(_) => plain("word", "词"),
        Takes::Block(shape) => {
            (format!("block: {}", shape.name.0), format!("块：{}", shape.name.1))
        }
        Takes::Blocks(shape) => {
            (format!("list of blocks: {}", shape.name.0), format!("块列表：{}", shape.name.1))
        }
        Takes::Named(shape) => {
            (format!("map of blocks: {}", shape.name.0), format!("按名称的块：{}", shape.name.1))
        }
        Takes::Values(shape) => (
            format!("map of expressions or blocks: {}", shape.name.0),
            format!("按名称的算式或块：{}", shape.name.1),
        ),
        Takes::NamedTexts => plain("map of texts", "按名称的文字"),
        Takes::Forms(forms) => {
            let both: Vec<_> = forms.iter().map(self::takes).collect();
            let join = |list: Vec<&str>, or: &str| list.join(or);
            (
                join(both.iter().map(|(en, _)| en.as_str()).collect(), " or "),
                join(both.iter().map(|(_, zh)| zh.as_str()).collect(), "或"),
            )
        }
        Takes::Any => plain("see docs/format.md", "见 docs/format.md"),
    }
}

/// A fact: title, kind, unit, range, options.
pub(super) fn fact(fact: &Fact, written: Option<&Node>) -> String {
    let mut out = format!("**{}** `{}`\n\n", fact.title, fact.id);
    let kind = match &fact.kind {
        FactKind::YesNo => "yes_no",
        FactKind::Number(n) if n.percent => "percent",
        // A count and a whole number are one kind when checked; the file says which word was chosen.
        FactKind::Number(_) => {
            let word = written.and_then(kind_written).map(|word| word.word);
            word.unwrap_or("number")
        }
        FactKind::Choice(_) => "choice",
        FactKind::Date => "date",
        FactKind::Text => "text",
        FactKind::Checklist(_) => "checklist",
        FactKind::Findings(_) => "findings",
    };
    out.push_str(&kind_line(kind));
    match &fact.kind {
        FactKind::Number(n) => {
            if !n.unit_title.is_empty() {
                out.push_str(&format!(" · 单位 unit: {}", n.unit_title));
            }
            let shown = |limit: &crate::value::Number| {
                let hundred = crate::value::Number::from(100);
                if n.percent { format!("{}%", number(&(limit * &hundred))) } else { number(limit) }
            };
            let end = |limit: &Option<crate::value::Number>, without: &str| {
                limit.as_ref().map_or(without.to_owned(), shown)
            };
            let (low, high) = (end(&n.least, "−∞"), end(&n.most, "∞"));
            out.push_str(&format!(" · 范围 range: {low} … {high}"));
        }
        FactKind::Choice(choice) => {
            out.push_str("\n\n");
            for word in &choice.words {
                out.push_str(&format!("- `{}` {}\n", word.id, word.title));
            }
        }
        FactKind::Checklist(points) => {
            out.push_str("\n\n");
            for point in points {
                out.push_str(&format!("- `{}` {}\n", point.id, point.title));
            }
        }
        FactKind::Findings(fields) => {
            out.push_str("\n\n");
            for field in fields {
                out.push_str(&format!("- `{}` {}\n", field.id, field.title));
            }
        }
        _ => {}
    }
    if fact.may_not_apply {
        out.push_str("\n\n可填不适用 may not apply");
    }
    if let Some(below) = &fact.from {
        let take = match &below.take {
            Take::Share(grade) => format!("share ({grade})"),
            Take::Reached(grade) => format!("count ({grade})"),
            Take::Worst(k) => format!("worst {k}"),
            Take::Best(k) => format!("best {k}"),
            other => format!("{other:?}").to_lowercase(),
        };
        out.push_str(&format!("\n\n取自下级 from below: {} · {take}", below.ruleset));
    }
    if let Some(note) = &fact.note {
        out.push_str(&format!("\n\n{note}"));
    }
    out
}

fn kind_line(kind: &str) -> String {
    let chinese = FACT_KINDS.iter().find(|word| word.word == kind).map_or("", |w| w.chinese);
    format!("{chinese} {kind}")
}

/// The kind of a fact as the file says it.
pub(super) fn kind_written(node: &Node) -> Option<&'static Word> {
    let written = node.behind(&crate::syntax::vocabulary::FACT, "kind")?.written()?;
    FACT_KINDS.iter().find(|word| word.word == written || word.chinese == written)
}

/// Whatever a name declares, from the checked rule set where there is one, else from what is written.
pub(super) fn declared(document: &Document, name: &Name<'_>) -> String {
    let (kind_en, kind_zh) = name.kind.title();
    let head = |title: &str| format!("**{title}** `{}` （{kind_zh} {kind_en}）", name.id);
    let text = |shape: &Shape, word: &str| {
        name.node.behind(shape, word).and_then(Node::written).unwrap_or("")
    };
    let standard = document.rules().map(|rules| rules.standard.as_ref());
    match name.kind {
        NameKind::Fact => match document.sketch.fact(name.id) {
            Some(found) => fact(found, Some(name.node)),
            None => head(text(&crate::syntax::vocabulary::FACT, "title")),
        },
        NameKind::Item => {
            let mut out = head(text(&ITEM, "title"));
            out.push_str(&points(text(&ITEM, "points")));
            out.push_str(&item_in_words(standard, name));
            out
        }
        NameKind::Section => head(text(&SECTION, "title")) + &points(text(&SECTION, "points")),
        NameKind::Adjustment => {
            head(text(&ADJUSTMENT, "title")) + &points(text(&ADJUSTMENT, "points"))
        }
        NameKind::Gate => {
            let mut out = head(text(&GATE, "title"));
            let gate = standard.and_then(|s| s.gates.iter().find(|gate| gate.id == name.id));
            if let (Some(gate), Some(standard)) = (gate, standard) {
                for language in [Language::Chinese, Language::English] {
                    let phrase = Phrase { standard, language, values: None, findings: None };
                    let effect = effect(&gate.effect, standard, language);
                    out.push_str(&format!("\n\n{} → {effect}", phrase.of(&gate.when)));
                }
            }
            out
        }
        NameKind::Grade => {
            let limit = |word: &str| {
                let node = name.node.behind(&crate::syntax::vocabulary::GRADE, word);
                node.and_then(Node::written).map(str::to_owned)
            };
            let mut out = head(text(&crate::syntax::vocabulary::GRADE, "title"));
            for (word, sign) in [("from", "≥"), ("above", ">"), ("up_to", "≤"), ("below", "<")]
            {
                if let Some(number) = limit(word) {
                    out.push_str(&format!("\n\n{sign} {number}"));
                }
            }
            out
        }
        NameKind::Owner => head(name.node.written().unwrap_or("")),
        NameKind::Tag => {
            let list: Vec<&str> = words(name.node).into_iter().map(|(word, _, _)| word).collect();
            head("") + &format!("\n\n{}", list.join(" < "))
        }
        NameKind::Document => {
            let about: Vec<&str> = ["issuer", "number", "date", "url"]
                .into_iter()
                .map(|word| text(&SOURCE, word))
                .filter(|text| !text.is_empty())
                .collect();
            head(text(&SOURCE, "title")) + &format!("\n\n{}", about.join(" · "))
        }
        NameKind::Let => {
            let written = name.node.written();
            let mut out = head(written.map(|text| format!("= {text}")).as_deref().unwrap_or(""));
            if let Some(value) = document.sketch.value(name.id) {
                for line in super::expression::lines(document, value) {
                    out.push_str(&format!("\n\n{line}"));
                }
            }
            out
        }
    }
}

fn points(written: &str) -> String {
    if written.is_empty() { String::new() } else { format!(" · {written} 分 points") }
}

/// The criterion of an item in words; of one that does not load, which criterion it has.
fn item_in_words(standard: Option<&Standard>, name: &Name<'_>) -> String {
    let item = standard.and_then(|s| s.items.iter().find(|item| item.id == name.id));
    if let (Some(item), Some(standard)) = (item, standard) {
        let of = |language| {
            let phrase = Phrase { standard, language, values: None, findings: None };
            demand(&item.criterion, &phrase)
        };
        return format!("\n\n{}\n\n{}", of(Language::Chinese), of(Language::English));
    }
    let keys = entries(name.node).iter().filter_map(|entry| ITEM.key(&entry.key.text));
    let criteria = keys.filter(|key| CRITERIA.contains(&key.word));
    criteria
        .map(|key| format!("\n\n{}：{}；{}", key.chinese, key.meaning.1, key.meaning.0))
        .collect()
}

fn effect(effect: &Effect, standard: &Standard, language: Language) -> String {
    let zh = language == Language::Chinese;
    match effect {
        Effect::GradeAtMost(at) => {
            let grade = standard.grades.get(*at).map_or("", |grade| grade.title.as_str());
            if zh {
                format!("等次不高于 {grade}")
            } else {
                format!("no grade better than {grade}")
            }
        }
        Effect::ScoreAtMost(most) if zh => format!("总分不高于 {most}"),
        Effect::ScoreAtMost(most) => format!("no score better than {most}"),
        Effect::Score(score) if zh => format!("总分记为 {score}"),
        Effect::Score(score) => format!("the score becomes {score}"),
        Effect::GradeDown(steps) if zh => format!("降 {steps} 等"),
        Effect::GradeDown(steps) => format!("the grade is {steps} worse"),
        Effect::GradeUp(steps) if zh => format!("升 {steps} 等"),
        Effect::GradeUp(steps) => format!("the grade is {steps} better"),
        Effect::Withhold => if zh { "不予评定" } else { "no grade is given" }.to_owned(),
    }
}
