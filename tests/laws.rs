//! Laws that hold for every rule set and every inspection: random ones of both, over the whole language.

#[path = "laws/changes.rs"]
mod changes;
#[path = "laws/choices.rs"]
mod choices;
#[path = "laws/coverage.rs"]
mod coverage;
#[path = "laws/criteria.rs"]
mod criteria;
#[path = "laws/dated.rs"]
mod dated;
#[path = "laws/differential.rs"]
mod differential;
#[path = "laws/expressions.rs"]
mod expressions;
#[path = "laws/facts.rs"]
mod facts;
#[path = "laws/formatting.rs"]
mod formatting;
#[path = "laws/layouts.rs"]
mod layouts;
mod oracle;
#[path = "laws/overlays.rs"]
mod overlays;
#[path = "laws/proofs.rs"]
mod proofs;
#[path = "laws/repair.rs"]
mod repair;
#[path = "laws/rules.rs"]
mod rules;
mod said;
#[path = "laws/text.rs"]
mod text;
mod texts;

use choices::Choices;
use cunchi::diagnostic::Severity;
use cunchi::{Assessment, Date, Form, Language, Number, Shelf, Source};
use dated::Days;
use facts::{Answer, inspection};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use repair::Repair;
use rules::{HOME, Rules};
use std::cmp::Ordering;
use text::{Text, plain, quoted};

/// A rule set beside the one of the subjects below.
fn load(text: &str) -> Shelf {
    load_all(&[text]).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}

fn load_all(texts: &[&str]) -> Result<Shelf, Vec<String>> {
    let texts = texts.iter().copied().chain([HOME]);
    let sources: Vec<Source> =
        texts.enumerate().map(|(at, text)| Source::new(format!("{at}.yaml"), text)).collect();
    Shelf::load(&sources).map_err(|found| {
        let errors = found.iter().filter(|one| one.severity() == Severity::Error);
        errors.map(|one| one.message(Language::English).to_owned()).collect()
    })
}

fn assess(shelf: &Shelf, inspection: &Text, days: Days) -> Assessment {
    let written = inspection.write();
    let forms = match Form::read(&Source::new("inspection.yaml", &*written)) {
        Ok(forms) => forms,
        Err(found) => panic!("{found}\n{written}"),
    };
    let day = |text: Option<&str>| text.map(|text| Date::parse(text).unwrap());
    match shelf.assess_as_known(&forms, day(days.as_of), day(days.known_on)).remove(0) {
        Ok(assessment) => assessment,
        Err(found) => panic!("{found}\n{written}"),
    }
}

fn data(assessment: &Assessment) -> serde_json::Value {
    serde_json::to_value(assessment.report(Language::English)).unwrap()
}

/// Everything random about one example.
struct Example {
    rules: Rules,
    shelf: Shelf,
    answers: Vec<Answer>,
    /// What was decided after an appeal.
    overrides: Vec<(String, Text)>,
    /// What was put right, and on which day.
    rectified: Vec<(String, Text)>,
    days: Days,
    c: Choices,
}

impl Example {
    fn new(bytes: &[u8], known: bool) -> Self {
        let mut c = Choices::new(bytes);
        c.known = known;
        Self::of(c)
    }

    /// One whose answers may contradict each other.
    fn agreeing(bytes: &[u8]) -> Self {
        let mut c = Choices::new(bytes);
        (c.known, c.agree) = (true, true);
        Self::of(c)
    }

    fn of(mut c: Choices) -> Self {
        let open = c.pick(&[3, 2, 6, 0]);
        let rules = rules::rules(&mut c);
        let answers = rules
            .facts
            .iter()
            .map(|fact| match fact.id {
                // Whoever judges points says why.
                "tx" => Answer::Value("\"said\"".to_owned()),
                _ => fact.answer(&mut c, open),
            })
            .collect();
        let overrides = decisions(&rules, &mut c);
        let put_right = rules.items.iter().filter_map(|(id, _)| {
            let day = c.pick(&["2022-09-15", "2022-09-17", "2022-09-18", "2022-10-01"]);
            c.once_in(3).then(|| (id.clone(), plain(day)))
        });
        let rectified = put_right.collect();
        let days = Days::random(&mut c);
        let shelf = load(&rules.text.write());
        Self { rules, shelf, answers, overrides, rectified, days, c }
    }

    fn written(&self) -> Text {
        self.inspection(&self.answers, "test/laws")
    }

    /// An inspection by a rule set.
    fn inspection(&self, answers: &[Answer], ruleset: &str) -> Text {
        let mut out = inspection(&self.rules.facts, answers);
        out.set("ruleset", plain(ruleset));
        if !self.rectified.is_empty() {
            out.set("rectified", Text::Map(self.rectified.clone()));
        }
        if !self.overrides.is_empty() {
            out.set("overrides", Text::Map(self.overrides.clone()));
        }
        out
    }

    /// The inspection with more seen; with everything where `most` is 0.
    fn fuller(&mut self, answers: &[Answer], most: usize) -> Vec<Answer> {
        let pairs = self.rules.facts.iter().zip(answers);
        pairs.map(|(fact, answer)| fact.filled(answer, &mut self.c, most)).collect()
    }

    fn assess(&self, answers: &[Answer]) -> Assessment {
        assess(&self.shelf, &self.inspection(answers, "test/laws"), self.days)
    }

    fn shown(&self, more: &[&[Answer]]) -> String {
        let mut out =
            format!("{}\n{}\n{:?}", self.rules.text.write(), self.written().write(), self.days);
        for answers in more {
            out.push('\n');
            out.push_str(&self.inspection(answers, "test/laws").write());
        }
        out
    }
}

/// Decisions about some of the items; mostly none.
fn decisions(rules: &Rules, c: &mut Choices) -> Vec<(String, Text)> {
    if !c.once_in(4) {
        return Vec::new();
    }
    let decided = rules.items.iter().filter_map(|(id, full)| {
        if !c.once_in(3) {
            return None;
        }
        let points = match c.below(4) {
            0 => "not_applicable".to_owned(),
            1 => full.to_string(),
            2 => "0.5".to_owned(),
            _ => c.below(full + 1).to_string(),
        };
        let decision = text::map([
            ("points", plain(points)),
            ("why", quoted("appeal")),
            ("by", quoted("office")),
            ("on", plain("2022-10-08")),
        ]);
        Some((id.clone(), decision))
    });
    decided.collect()
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..1400)
}

/// The same examples every time; `LAWS=10000` tries that many new ones.
fn settings() -> ProptestConfig {
    let more = std::env::var("LAWS").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: more.unwrap_or(300),
        rng_seed: if more.is_some() { RngSeed::Random } else { RngSeed::Fixed(2022) },
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Default::default()
    }
}

/// What each item loses of its points, as far as it counts.
fn lost(assessment: &Assessment, harm: bool) -> Vec<Number> {
    let report = assessment.report(Language::English);
    let lost = |item: &cunchi::report::ItemReport| match &item.points {
        Some(points)
            if ["pass", "partial", "fail", "not_applicable"].contains(&item.state)
                && item.role == "scored" =>
        {
            if harm {
                points.clone()
            } else {
                &item.max - points
            }
        }
        _ => Number::ZERO,
    };
    report.items.iter().map(lost).collect()
}

/// An overlay beside its parent: only where every change is proven to tighten.
fn proven(parent: &str, overlay: &str) -> Option<Shelf> {
    let shelf = load_all(&[parent, overlay]).ok()?;
    let open = shelf.warnings().iter().any(|warning| warning.code().as_str() == "not-proven");
    (!open).then_some(shelf)
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn what_is_proven_to_tighten_never_loses_fewer_points(bytes in bytes()) {
        let mut example = Example::new(&bytes, true);
        // What is decided under one set may be more than full marks under the other.
        example.overrides.clear();
        let written = overlays::overlay(&example.rules.text, &mut example.c);
        if let Some((parent, overlay)) = written
            && let Some(shelf) = proven(&parent, &overlay)
        {
            let harm = parent.contains("lower_is_better");
            let answers = example.answers.clone();
            for _ in 0..6 {
                let full = example.fuller(&answers, 0);
                let [own, before] = ["laws/overlay", "test/laws"].map(|ruleset| {
                    lost(&assess(&shelf, &example.inspection(&full, ruleset), example.days), harm)
                });
                for (own, before) in own.iter().zip(&before) {
                    prop_assert!(own >= before, "{before} became {own}\n{}\n{parent}\n{overlay}",
                        example.shown(&[&full]));
                }
            }
        }
    }

    #[test]
    fn a_whole_that_is_proven_to_tighten_never_scores_or_grades_better(bytes in bytes()) {
        let mut example = Example::new(&bytes, true);
        example.overrides.clear();
        let written = overlays::overlay(&example.rules.text, &mut example.c);
        let claimed =
            written.map(|(parent, overlay)| (parent, overlay.replacen('{', "{tightens: yes, ", 1)));
        if let Some((parent, overlay)) = claimed
            && let Some(shelf) = proven(&parent, &overlay)
        {
            let better = if parent.contains("lower_is_better") { Ordering::Less } else { Ordering::Greater };
            let place = |id: &str| parent.find(&format!("{{id: {id}, ")).expect("it is a grade");
            for round in 0..6 {
                let answers = example.answers.clone();
                let full = example.fuller(&answers, round % 3);
                let [own, before] = ["laws/overlay", "test/laws"]
                    .map(|ruleset| assess(&shelf, &example.inspection(&full, ruleset), example.days));
                if let (Some(own), Some(was)) = (own.score(), before.score()) {
                    prop_assert!(own.cmp(was) != better, "{was} became {own}\n{}\n{parent}\n{overlay}",
                        example.shown(&[&full]));
                }
                if let (Some((own, _)), Some((was, _))) = (own.grade(), before.grade()) {
                    prop_assert!(place(own) >= place(was), "{was} became {own}\n{}\n{parent}\n{overlay}",
                        example.shown(&[&full]));
                }
            }
        }
    }

    #[test]
    fn an_overlay_comes_out_the_same_in_every_evaluator_and_language(bytes in bytes()) {
        let mut example = Example::new(&bytes, true);
        let (parent, overlay) = changes::changes(&example.rules, &mut example.c);
        let (parent, overlay) = (parent.write(), overlay.write());
        if let Ok(shelf) = load_all(&[&overlay, &parent]) {
            let answers = example.answers.clone();
            let full = example.fuller(&answers, 0);
            // An item that was dropped or lost its points cannot be decided about.
            let written = example.inspection(&full, "laws/overlay");
            let texts = [&*overlay, &parent, HOME];
            let wrong = differential::differences(&texts, &written, example.days, true);
            prop_assert!(wrong.is_empty(), "{}\n{overlay}\n{}", wrong.join("\n"), example.shown(&[&full]));
            let sources = [&*parent, HOME].map(|text| Source::new("parent.yaml", text));
            let chinese = cunchi::reworded_with(
                &Source::new("overlay.yaml", &*overlay), &sources, Language::Chinese).unwrap();
            let parent = cunchi::reworded(&sources[0], Language::Chinese).unwrap();
            let shelves = [&shelf, &load_all(&[&chinese, &parent]).unwrap()];
            let said = shelves.map(|shelf| {
                let mut data = data(&assess(shelf, &written, example.days));
                data["ruleset"]["digest"] = serde_json::Value::Null;
                data["ruleset"]["extends"] = serde_json::Value::Null;
                data
            });
            prop_assert_eq!(&said[0], &said[1], "{}\n{}", chinese, example.shown(&[&full]));
        }
    }

    #[test]
    fn every_point_is_accounted_for(bytes in bytes()) {
        let example = Example::new(&bytes, true);
        let assessment = example.assess(&example.answers);
        let report = assessment.report(Language::English);
        let account = &report.account;
        let losses = [
            &account.items, &account.combining, &account.penalties, &account.caps,
            &account.rounding, &account.gates, &account.open,
        ];
        let lost = losses.iter().fold(-&account.bonuses, |sum, loss| &sum + *loss);
        if let Some(score) = &account.score {
            let lower = example.rules.text.write().contains("lower_is_better");
            let left = if lower { &account.start + &lost } else { &account.start - &lost };
            prop_assert_eq!(&left, score, "{}\n{:?}", example.shown(&[]), account);
            prop_assert_eq!(Some(score), assessment.score());
            let (low, high) = assessment.bounds().unwrap();
            prop_assert!(low <= score && score <= high, "{}\n{} {} {}", example.shown(&[]), low, score, high);
            let gaps = assessment.gaps().fold(Number::ZERO, |sum, (_, lost)| &sum + lost);
            prop_assert_eq!(gaps, &account.items + &account.penalties, "{}", example.shown(&[]));
        }
    }

    #[test]
    fn what_is_seen_later_lies_within_the_bounds(bytes in bytes()) {
        let mut example = Example::new(&bytes, false);
        let answers = example.answers.clone();
        let some = example.fuller(&answers, 2);
        let all = example.fuller(&some, 0);
        let shown = example.shown(&[&some, &all]);
        let before = example.assess(&answers);
        let between = example.assess(&some);
        let after = example.assess(&all);
        // Seeing more never widens.
        if let (Some((low, high)), Some((low_between, high_between))) =
            (before.bounds(), between.bounds())
        {
            prop_assert!(low <= low_between && high_between <= high,
                "[{low}, {high}] then [{low_between}, {high_between}]\n{shown}");
        }
        prop_assert!(before.bounds().is_some() || between.bounds().is_none(), "{}", shown);
        if let Some(score) = after.score() {
            let bounds = between.bounds();
            prop_assert!(bounds.is_some_and(|(low, high)| low <= score && score <= high),
                "{score} not in {bounds:?}\n{shown}");
            // With everything seen there is nothing left to bound.
            let (low, high) = after.bounds().unwrap();
            prop_assert!(low == score && high == score, "{score} in [{low}, {high}]\n{shown}");
        }
        let (before, after) = (between.report(Language::English), after.report(Language::English));
        for (before, after) in before.items.iter().zip(&after.items) {
            if let (Some(points), "scored") = (&after.points, after.role)
                && after.state != "not_applicable"
            {
                prop_assert!(before.low <= *points && *points <= before.high,
                    "{}: {points} not in [{}, {}]\n{shown}", before.id, before.low, before.high);
            }
        }
        let scored = after.score.value.is_some();
        for (before, after) in before.gates.iter().zip(&after.gates) {
            // Without a score a gate that reads it stays open.
            if before.fired.is_some() && scored {
                prop_assert_eq!(before.fired, after.fired, "{}\n{}", before.id, shown);
            }
        }
        if matches!(before.grade.status, "final" | "settled") && after.score.value.is_some() {
            prop_assert_eq!(&before.grade.id, &after.grade.id, "{}", shown);
        }
        if let Some(grade) = &after.grade.id {
            // Ids are `g0`, `g1`, …, best first.
            let best = before.grade.high.clone().unwrap_or_default();
            prop_assert!(before.grade.status == "undefined" || best <= *grade, "{shown}");
            if let Some(worst) = &before.grade.low {
                prop_assert!(worst >= grade, "{shown}");
            }
        }
    }

    #[test]
    fn the_obvious_evaluator_says_the_same(bytes in bytes()) {
        let mut example = Example::agreeing(&bytes);
        let mut answers = example.answers.clone();
        let all = example.fuller(&answers, 0);
        // The oracle tries every answer out: a few that are open are enough.
        let mut left = 2;
        for (answer, full) in answers.iter_mut().zip(&all) {
            if answer.is_open() && left > 0 {
                left -= 1;
            } else {
                *answer = full.clone();
            }
        }
        let rules = example.rules.text.write();
        let texts = [&*rules, HOME];
        // What is known now is another thing than what will be known.
        let open = !rules.contains("known(");
        for (answers, complete) in [(&answers, false), (&all, true)] {
            if !complete && !open {
                continue;
            }
            let written = example.inspection(answers, "test/laws");
            let wrong = differential::differences(&texts, &written, example.days, complete);
            prop_assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), example.shown(&[answers]));
        }
    }

    #[test]
    fn the_order_of_keys_and_facts_does_not_matter(bytes in bytes()) {
        let mut example = Example::new(&bytes, true);
        let mut first = data(&example.assess(&example.answers));
        let written = example.written().shuffled(&mut example.c);
        let rules = example.rules.text.shuffled(&mut example.c);
        let shelf = load(&rules.write());
        let mut second = data(&assess(&shelf, &written, example.days));
        // The digest is of the text, and what was seen is listed as the facts are declared.
        for data in [&mut first, &mut second] {
            data["ruleset"]["digest"] = serde_json::Value::Null;
            for (list, key) in [("items", "seen"), ("gaps", "seen"), ("unseen", "facts")] {
                for one in data[list].as_array_mut().unwrap() {
                    one[key] = serde_json::Value::Null;
                    let findings = one.get_mut("findings").and_then(|list| list.as_array_mut());
                    for finding in findings.into_iter().flatten() {
                        finding["words"] = serde_json::Value::Null;
                    }
                }
            }
        }
        prop_assert_eq!(first, second, "{}", example.shown(&[]));
    }

    #[test]
    fn in_chinese_words_it_is_the_same(bytes in bytes()) {
        let example = Example::new(&bytes, true);
        let text = example.rules.text.write();
        let reworded = |text: &str, language| {
            cunchi::reworded(&Source::new("laws.yaml", text), language).unwrap()
        };
        let chinese = reworded(&text, Language::Chinese);
        let [mut first, mut second] = [&text, &chinese]
            .map(|text| data(&assess(&load(text), &example.written(), example.days)));
        for data in [&mut first, &mut second] {
            data["ruleset"]["digest"] = serde_json::Value::Null;
        }
        prop_assert_eq!(first, second, "{}", example.shown(&[]));
        prop_assert_eq!(reworded(&chinese, Language::English), text);
    }

    #[test]
    fn the_same_twice_is_the_same(bytes in bytes()) {
        let example = Example::new(&bytes, true);
        let again = Example::new(&bytes, true);
        let first = data(&example.assess(&example.answers));
        let second = data(&again.assess(&again.answers));
        prop_assert_eq!(first.to_string(), second.to_string());
    }

    #[test]
    fn every_item_has_one_state(bytes in bytes()) {
        let example = Example::new(&bytes, true);
        let report = example.assess(&example.answers).report(Language::English);
        let states = [
            "pass", "partial", "fail", "not_applicable", "not_checked", "unknown", "error",
            "informational",
        ];
        let counted: usize = states
            .iter()
            .map(|state| report.items.iter().filter(|item| item.state == *state).count())
            .sum();
        let written = example.rules.text.write();
        prop_assert_eq!(counted, report.items.len());
        prop_assert_eq!(counted, written.matches("{id: I").count());
        let all_seen = report.items.iter().all(|item| {
            let open = matches!(item.state, "not_checked" | "unknown") || item.marks.contains(&"assumed");
            !open || item.role != "scored"
        });
        let applies = report.coverage.is_some();
        // Penalties alone have another coverage.
        if all_seen && applies && !report.items.is_empty() {
            prop_assert_eq!(report.coverage, Some(Number::ONE), "{}", example.shown(&[]));
        }
    }

    #[test]
    fn and_and_or_do_not_care_for_order_grouping_or_repetition(bytes in bytes()) {
        let mut c = Choices::new(&bytes);
        let facts = facts::facts(&mut c);
        let [x, y, z] = [(); 3].map(|()| expressions::condition(&mut c, 2));
        let pairs = [
            (format!("({x}) and ({y})"), format!("({y}) and ({x})")),
            (format!("({x}) or ({y})"), format!("({y}) or ({x})")),
            (format!("(({x}) and ({y})) and ({z})"), format!("({x}) and (({y}) and ({z}))")),
            (format!("(({x}) or ({y})) or ({z})"), format!("({x}) or (({y}) or ({z}))")),
            (format!("({x}) and ({x})"), x.clone()),
            (format!("({x}) or ({x})"), x.clone()),
            (format!("not (({x}) and ({y}))"), format!("not ({x}) or not ({y})")),
            (format!("not (not ({x}))"), x.clone()),
        ];
        let mut rules = rules::rules(&mut Choices::new(&[])).text;
        let items = pairs.iter().enumerate().flat_map(|(at, (left, right))| {
            [("L", left), ("R", right)].map(|(side, condition)| text::map([
                ("id", text::plain(format!("{side}{at}"))),
                ("title", text::quoted("law")),
                ("points", text::plain(1)),
                ("pass", text::quoted(condition)),
            ]))
        });
        let items = Text::List(items.collect());
        if let Text::Map(map) = &mut rules {
            map.retain(|(key, _)| !["sections", "items", "grades", "grade_matrix"].contains(&&**key));
            for (key, value) in map.iter_mut() {
                if key == "scale" && let Text::Map(scale) = value {
                    scale.retain(|(key, _)| key != "max");
                    scale.push(("max".to_owned(), text::plain(pairs.len() * 2)));
                }
                if key == "facts" {
                    *value = Text::Map(
                        facts.iter().map(|f| (f.id.to_owned(), f.declared())).collect(),
                    );
                }
            }
        }
        rules.set("items", items);
        let answers: Vec<Answer> = facts.iter().map(|fact| fact.answer(&mut c, 2)).collect();
        let mut written = inspection(&facts, &answers);
        written.set("ruleset", plain("test/laws"));
        let report = assess(&load(&rules.write()), &written, Days::default())
            .report(Language::English);
        for pair in report.items.chunks(2) {
            let said = |item: &cunchi::report::ItemReport| {
                (item.state, item.low.clone(), item.high.clone(), item.points.clone())
            };
            prop_assert_eq!(said(&pair[0]), said(&pair[1]), "{}\n{}\n{}",
                pair[0].id, rules.write(), written.write());
        }
    }

    #[test]
    fn repairing_one_thing_never_lowers_the_score(bytes in bytes()) {
        let repair = Repair::new(&bytes);
        let shelf = load(&repair.rules.write());
        let [before, after] = [false, true]
            .map(|after| assess(&shelf, &repair.inspection(after), Days::default()));
        let shown = format!("{}\n{}\n{}", repair.rules.write(),
            repair.inspection(false).write(), repair.inspection(true).write());
        let no_worse = |before: &Number, after: &Number| {
            if repair.lower() { after <= before } else { before <= after }
        };
        // A better answer may open a question: then the item leaves the score until that is answered.
        let open = |assessment: &Assessment| {
            let report = assessment.report(Language::English);
            let open = report.items.into_iter().filter(|item| item.weight.is_zero());
            open.map(|item| item.id).collect::<Vec<_>>()
        };
        let as_open = open(&before) == open(&after);
        if let (Some(was), Some(is), true) = (before.score(), after.score(), as_open) {
            prop_assert!(no_worse(was, is), "{was} then {is}\n{shown}");
        }
        let gated = shown.contains("gates");
        if let (Some(was), Some(is), true) = (before.bounds(), after.bounds(), as_open || !gated) {
            prop_assert!(no_worse(was.0, is.0) && no_worse(was.1, is.1),
                "{was:?} then {is:?}\n{shown}");
        }
        // A settled grade may be better than what is known alone gives, and may cease to be settled.
        let firm = |assessment: &Assessment| {
            matches!(assessment.status(), cunchi::Status::Settled | cunchi::Status::Final)
        };
        let as_open = as_open && firm(&before) == firm(&after);
        // Ids are `g0`, `g1`, …, best first.
        if let (Some((was, _)), Some((is, _)), true) = (before.grade(), after.grade(), as_open) {
            prop_assert!(is <= was, "{was} then {is}\n{shown}");
        }
    }
}
