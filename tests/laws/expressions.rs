//! Random conditions and numbers.

use super::choices::Choices;
use super::facts::{POINTS, WORDS};

/// Conditions that hold no other.
const SIMPLE_CONDITIONS: usize = 24;
/// Numbers that hold no other.
const SIMPLE_NUMBERS: usize = 27;

pub(crate) fn condition(c: &mut Choices, depth: usize) -> String {
    let simple = if depth == 0 { SIMPLE_CONDITIONS } else { SIMPLE_CONDITIONS + 6 };
    let number = |c: &mut Choices| number(c, depth.saturating_sub(1));
    match c.below(simple) {
        0 => "a".into(),
        1 => "b".into(),
        2 => format!("n {} {}", c.pick(&[">=", "<", "=", "!=", ">", "<="]), c.below(6)),
        3 => format!("x {} {}", c.pick(&[">=", "<", "="]), c.pick(&["0", "1.5", "-0.5"])),
        4 => format!("p >= {}", c.pick(&["85%", "60%", "0.125"])),
        5 => format!("ch {} {}", c.pick(&["=", "!=", ">=", "<"]), c.pick(&WORDS)),
        6 => format!("cw in [{}, {}]", WORDS[c.below(2)], WORDS[2]),
        7 => format!("cl.{}", c.pick(&POINTS)),
        8 => "any(fs where deep)".into(),
        9 => format!("all(fs where size >= {})", c.below(4)),
        10 if c.known && c.once_in(3) => (*c.pick(&[
            "any(fs where not known(deep))",
            "count(fs where known(sort) and known(a)) >= 1",
            "all(fs where known(note))",
        ]))
        .into(),
        10 if c.known => format!("known({})", c.pick(&["a", "n", "cl", "fs"])),
        10 => "all(fs where not deep)".into(),
        11 => "days_between(d, date(2022-09-15)) > 30".into(),
        12 => "fine".into(),
        13 => "m <= 7".into(),
        14 => (*c.pick(&["a = b", "a != yes", "no = b", "b = cl.v"])).into(),
        15 => (*c.pick(&["ch = cw", "ch >= cw", "same >= mid", "same != cw", "ch in [low, cw]"]))
            .into(),
        16 => {
            (*c.pick(&["d < e", "d = later", "e >= date(2022-08-01)", "later <= date(2022-09-14)"]))
                .into()
        }
        17 => (*c.pick(&["h <= k", "h + k >= 3", "h = 2", "k in [2, 3]", "min(h, k) > 1"])).into(),
        18 => (*c.pick(&["bm >= 5", "bs >= 50%", "bc > 2", "bm = 7"])).into(),
        19 => (*c.pick(&[
            "any(fs where on > d)",
            "all(fs where on <= e)",
            "any(fs where sort = ch and not deep)",
            "count(fs where area > x) >= 1",
            "max(fs.area) > 0.5",
            "not any(fs)",
        ]))
        .into(),
        20 => "days_between(d, e) <= 30".into(),
        21 => {
            (*c.pick(&["cv >= 2", "claimed(cv) > cv", "claimed(ce) <= ce + 1", "ce = cv"])).into()
        }
        22 => (*c.pick(&[
            "any(fs where heavy)",
            "all(fs where rank = light)",
            "max(fs.cost) > 1",
            "count(fs where rank >= grave and cost > 1) >= 1",
        ]))
        .into(),
        23 => (*c.pick(&["lv >= mid", "lv != ch", "lv in [low, cw]", "power(x, 2) > 1"])).into(),
        SIMPLE_CONDITIONS => format!("not ({})", condition(c, depth - 1)),
        25 => format!("({}) and ({})", condition(c, depth - 1), condition(c, depth - 1)),
        26 => format!("({}) or ({})", condition(c, depth - 1), condition(c, depth - 1)),
        27 => format!(
            "if {} then {} else ({})",
            condition(c, depth - 1),
            condition(c, depth - 1),
            condition(c, depth - 1)
        ),
        28 => format!("({}) {} ({})", number(c), c.pick(&[">=", "<", "="]), number(c)),
        _ => format!("({}) in [1, {}]", number(c), 2 + c.below(3)),
    }
}

pub(crate) fn number(c: &mut Choices, depth: usize) -> String {
    let simple = if depth == 0 { SIMPLE_NUMBERS } else { SIMPLE_NUMBERS + 10 };
    let one = |c: &mut Choices| number(c, depth.saturating_sub(1));
    match c.below(simple) {
        0 => "n".into(),
        1 => "z".into(),
        2 => "m".into(),
        3 => "x".into(),
        4 => "4 * p".into(),
        5 => c.pick(&["2", "0.5", "3"]).into(),
        6 => "unmet(cl)".into(),
        7 => "met(cl)".into(),
        8 => "count(fs where deep)".into(),
        9 => "sum(fs.size)".into(),
        10 => format!("{}(fs.size where deep)", c.pick(&["mean", "min", "max", "sum"])),
        11 => "3 * share(fs where size >= 2)".into(),
        12 => "distinct(fs by sort where not deep)".into(),
        13 => "number(days_between(date(2022-08-01), d)) / 9".into(),
        14 => "amount".into(),
        15 => "by_band".into(),
        16 => format!("worst({}, fs.size)", 1 + c.below(2)),
        17 => (*c.pick(&[
            "number(h)",
            "h / k",
            "number(h + k)",
            "2 * k / (h + 1)",
            "n / (n * number(k)) when_empty 1",
            "n / (m * z) when_empty 2",
        ]))
        .into(),
        18 => (*c.pick(&["bm", "bm / 2", "4 * bs", "bc"])).into(),
        19 => (*c.pick(&[
            "sum(fs.area where sort >= mid)",
            "max(fs.area)",
            "mean(fs.area)",
            "worst(2, fs.area where deep)",
        ]))
        .into(),
        20 => (*c.pick(&[
            "distinct(fs by sort, deep)",
            "distinct(fs by note)",
            "sum(fs.size by sort)",
            "sum(fs.area by note where deep)",
            "count(fs where on = d)",
            // A share alone beside a number above 1 is refused.
            "2 * share(fs where deep)",
        ]))
        .into(),
        21 => "if same = top then 2 else 1".into(),
        22 => "unmet(cl) + count_true(a, b, fine)".into(),
        23 => {
            (*c.pick(&["cv", "claimed(cv) - cv", "max(claimed(ce) - ce, 0)", "claimed(ce)"])).into()
        }
        24 => (*c.pick(&[
            "sum(fs.cost)",
            "mean(fs.cost where not heavy)",
            "max(fs.cost where rank = grave)",
            "worst(2, fs.cost)",
            "distinct(fs by rank)",
            "4 * share(fs where heavy)",
        ]))
        .into(),
        25 => (*c.pick(&["root(n, 2)", "root(p + 1, 3)", "power(x, 2)", "power(z, 3) / 9"])).into(),
        26 => {
            (*c.pick(&["ln(n + 1)", "log10(max(x, 0.1))", "exp(x)", "exp(ln(n + 1) / 2)"])).into()
        }
        27 => format!("({}) + ({})", one(c), one(c)),
        28 => format!("({}) - ({})", one(c), one(c)),
        29 => format!("({}) * ({})", one(c), one(c)),
        30 => format!("({}) / z when_empty {}", one(c), c.pick(&["2", "not_applicable", "0"])),
        31 => format!("({}) / (n + 1)", one(c)),
        32 => format!("{}({}, {})", c.pick(&["min", "max"]), one(c), one(c)),
        33 => format!("{}({})", c.pick(&["ceil", "floor", "abs"]), one(c)),
        34 => format!("round({}, {})", one(c), c.pick(&["0.5", "1", "0.3"])),
        35 => format!("count_true({}, {})", condition(c, depth - 1), condition(c, depth - 1)),
        _ => format!("if {} then {} else ({})", condition(c, depth - 1), one(c), one(c)),
    }
}
