//! Which grades no inspection gets in which every fact is answered: proven from all the scores that items can add up to.

use cunchi::{Language, RuleSet, Source};

/// Grades found to be out of reach, with what is said of each.
fn unreached(text: &str) -> Vec<String> {
    let text = format!(
        "ruleset: test/reach\nversion: 1.0.0\ntitle: 测试\nsubject: village\neffective: {{ from: 2022-01-01 }}\n{text}"
    );
    let rules = RuleSet::load(&Source::new("a.yaml", text))
        .unwrap_or_else(|problems| panic!("{}", problems.with_marks(Language::English)));
    let found = rules.compile().audit();
    let of_grades = found.iter().filter(|one| one.code().as_str() == "grade-not-reached");
    of_grades.map(|one| one.message(Language::English).to_owned()).collect()
}

/// Two items that lose points by fives, and three grades; `item` and `tail` complete it.
fn fives(scale: &str, item: &str, tail: &str) -> String {
    format!(
        "scale: {{ max: 100, round: {{ at: total, step: 1, mode: half_up }}{scale} }}\n\
         facts:\n  n: {{ kind: count, title: 数 }}\n  m: {{ kind: count, title: 另一个数 }}\n  \
         a: {{ kind: yes_no, title: 是, may_not_apply: yes }}\n\
         items:\n  - {{ id: A, title: 甲, points: 60, deduct: {{ each: n, points: 5 }} }}\n  \
         - {{ id: B, title: 乙, points: 40, deduct: {{ each: m, points: 10 }}{item} }}\n{tail}"
    )
}

const GRADES: &str = "grades:\n  - { id: top, title: 优, from: 84.5 }\n  - { id: gap, title: 缝, from: 81 }\n  \
                      - { id: rest, title: 其余, from: 0 }\n";

#[track_caller]
fn proven(text: &str, id: &str, near: &str) {
    let found = unreached(text);
    let [only] = &found[..] else { panic!("{found:?}\n{text}") };
    assert!(only.contains(&format!("`{id}`")) && only.contains("(proven"), "{only}");
    assert!(only.ends_with(near), "{only}");
}

#[track_caller]
fn reached(text: &str) {
    assert_eq!(unreached(text), Vec::<String>::new(), "{text}");
}

#[test]
fn steps_of_five_never_come_between_81_and_84() {
    proven(&fives("", "", GRADES), "gap", "80, 85");
    // Nor does a score that is compared by fives.
    let fine = GRADES.replace("84.5", "86");
    reached(&fives("", "", &fine));
    proven(&fives(", compare: { step: 10, mode: half_up }", "", &fine), "gap", "80, 90");
}

#[test]
fn rounding_to_tens_leaves_out_what_is_between() {
    let text = fives("", "", GRADES).replace("step: 1,", "step: 10,");
    proven(&text, "gap", "80, 90");
}

#[test]
fn what_does_not_apply_can_come_between() {
    // 60 points that are stretched to 100: 50 of 60 are 83.33.
    reached(&fives("", ", applies_when: a", GRADES));
    reached(&fives("", ", applies_when: a, not_applicable: whole", GRADES));
    // Not where it counts as full, or as nothing.
    proven(&fives("", ", applies_when: a, not_applicable: full", GRADES), "gap", "80, 85");
    proven(&fives("", ", applies_when: a, not_applicable: zero", GRADES), "gap", "80, 85");
}

#[test]
fn an_optional_item_that_helps_can_come_between() {
    reached(&fives("", ", role: optional", GRADES));
}

#[test]
fn a_bonus_that_asks_for_more_than_it_could_lead_to_keeps_a_grade_out_of_reach() {
    let bonus = |requires: &str| {
        format!(
            "bonuses: {{ items: [ {{ id: P, title: 加, when: a, points: 2{requires} }} ] }}\n{GRADES}"
        )
    };
    reached(&fives("", "", &bonus("")));
    proven(&fives("", "", &bonus(", requires: total.points >= 85")), "gap", "80, 85");
    reached(&fives("", "", &bonus(", requires: total.points >= 80")));
    // A penalty may.
    let penalty = bonus("").replace("bonuses", "penalties");
    reached(&fives("", "", &penalty));
}

#[test]
fn a_grade_that_asks_for_what_a_part_never_has() {
    let asks = |asks: &str| GRADES.replace("from: 84.5", &format!("from: 84.5, requires: {asks}"));
    proven(&fives("", "", &asks("B.points > 40").replace("81", "80")), "top", "80");
    proven(
        &fives(
            "",
            ", not_applicable: full, applies_when: a",
            &asks("B.points > 40").replace("81", "80"),
        ),
        "top",
        "80",
    );
    // What does not apply asks for nothing.
    reached(&fives("", ", applies_when: a", &asks("B.points > 40").replace("81", "80")));
    reached(&fives("", "", &asks("B.points > 35").replace("81", "80")));
    reached(&fives("", "", &asks("B.share >= 100%").replace("81", "80")));
}

#[test]
fn a_gate_that_always_closes_keeps_the_best_out_of_reach() {
    let grades = GRADES.replace("81", "80");
    let gate = |when: &str, effect: &str| {
        format!(
            "{grades}gates:\n  - {{ id: V, title: 封顶, when: {when}, effect: {effect}, basis: 测试 }}\n"
        )
    };
    proven(&fives("", "", &gate("total.points >= 80", "{ score_at_most: 80 }")), "top", "80");
    proven(&fives("", "", &gate("total.points > 80", "{ grade_at_most: gap }")), "top", "80");
    proven(&fives("", "", &gate("total.points > 80", "{ grade_down: 1 }")), "top", "80");
    proven(&fives("", "", &gate("total.points > 80", "withhold")), "top", "80");
    reached(&fives("", "", &gate("n > 3", "{ score_at_most: 80 }")));
    reached(&fives("", "", &gate("total.points > 85", "{ score: 0 }")));
}

#[test]
fn where_little_is_good_limits_are_upper_ones() {
    let grades = "grades:\n  - { id: top, title: 优, up_to: 15 }\n  - { id: gap, title: 缝, up_to: 19 }\n  \
                  - { id: rest, title: 其余, up_to: 100 }\n";
    let scale = ", direction: lower_is_better";
    proven(&fives(scale, "", grades), "gap", "15, 20");
    reached(&fives(scale, "", &grades.replace("19", "20")));
    // A limit that does not include its number.
    proven(&fives(scale, "", &grades.replace("up_to: 19", "below: 20")), "gap", "15, 20");
    proven(&fives("", "", &GRADES.replace("from: 81", "above: 80")), "gap", "80, 85");
    reached(&fives("", "", &GRADES.replace("from: 81", "from: 80")));
}

#[test]
fn sections_with_caps_and_other_ways_to_combine() {
    let sections = |combine: &str, at_most: &str, grades: &str| {
        format!(
            "scale: {{ max: 100, combine: {combine}, round: {{ at: print, step: 1, mode: half_up }} }}\n\
             facts:\n  n: {{ kind: count, title: 数 }}\n  m: {{ kind: count, title: 另一个数 }}\nsections:\n  \
             - {{ id: S, title: 一, points: 50{at_most}, items: [ {{ id: A, title: 甲, points: 50, deduct: {{ each: n, points: 5 }} }} ] }}\n  \
             - {{ id: T, title: 二, points: 50, items: [ {{ id: B, title: 乙, points: 50, deduct: {{ each: m, points: 25 }} }} ] }}\n{grades}"
        )
    };
    let best = GRADES.replace("84.5", "96").replace("81", "50");
    reached(&sections("sum", "", &best));
    proven(&sections("sum", ", at_most: 45", &best), "top", "95");
    // The least of tenths and halves is a tenth, or a half.
    proven(&sections("min", "", GRADES), "gap", "80, 90");
    reached(&sections("min", "", &GRADES.replace("81", "80")));
    // Roots: of 90 % and 50 %, 0.6708…; nothing comes between 0.95 and 1.
    let roots = GRADES.replace("84.5", "100").replace("81", "95");
    proven(&sections("geometric", "", &roots), "gap", "94.8683298051, 100");
}

/// Findings with fixed points each leave a lattice, whatever their number.
#[test]
fn any_number_of_findings_costs_multiples_of_what_each_costs() {
    let text = |points: &str| {
        format!(
            "scale: {{ max: 100, round: {{ at: print, step: 1, mode: half_up }} }}\nfacts:\n  fs:\n    kind: findings\n    title: 问题\n    \
             fields: {{ deep: {{ kind: yes_no, title: 深 }}, size: {{ kind: number, title: 大, at_least: 0, at_most: 9 }} }}\n\
             items:\n  - {{ id: A, title: 甲, points: 100, deduct: {{ findings: fs, points: {points} }} }}\n{GRADES}"
        )
    };
    proven(&text("if deep then 10 else 20"), "gap", "80, 90");
    // Six times three is 18: whether that was tried or not, nothing is claimed to be proven.
    for points in ["if deep then 10 else 3", "size"] {
        let found = unreached(&text(points));
        assert!(found.iter().all(|one| one.contains("not proven")), "{points}: {found:?}");
    }
}

/// Too many scores to list are put together as what they are multiples of.
#[test]
fn many_items_stay_a_lattice() {
    let (mut facts, mut items) = (String::new(), String::new());
    for at in 0..60 {
        facts += &format!("  f{at}: {{ kind: count, title: 数{at} }}\n");
        items += &format!(
            "  - {{ id: I{at}, title: 项{at}, points: 40, deduct: {{ each: f{at}, points: {} }} }}\n",
            if at % 2 == 0 { 4 } else { 8 }
        );
    }
    let text = format!(
        "scale: {{ max: 2400, round: {{ at: print, step: 1, mode: half_up }} }}\nfacts:\n{facts}items:\n{items}\
         grades:\n  - {{ id: top, title: 优, from: 2396 }}\n  - {{ id: gap, title: 缝, from: 2393 }}\n  \
         - {{ id: rest, title: 其余, from: 0 }}\n"
    );
    proven(&text, "gap", "2392, 2396");
}
