//! What the words of the format and of expressions mean, in English and Chinese: for whoever points at one.

use super::shape::Word;
use super::vocabulary::{
    ADJUSTABLE, CLAIMS, COMBINES, COMPARISONS, DIRECTIONS, EFFECT_WORDS, FACT_KINDS, METHODS,
    NOT_APPLICABLE, PROXIMITY, ROLES, ROUNDING_MODES, ROUNDING_PLACES, STATES, STATUSES, SUBJECTS,
    TAKES, WHEN_EMPTY, WHOLES,
};

/// A word with its meaning in English and Chinese.
type Meaning = (&'static str, &'static str, &'static str);

/// The meaning of a word of a list, in English and Chinese; none where the word says it all.
pub(crate) fn meaning_of_word(words: &[Word], word: &str) -> Option<(&'static str, &'static str)> {
    let (_, list) = WORDS.iter().find(|(known, _)| *known == words)?;
    find(list, word)
}

/// The meaning of a function of expressions.
pub(crate) fn meaning_of_function(name: &str) -> Option<(&'static str, &'static str)> {
    find(FUNCTIONS, name)
}

/// The meaning of a keyword of expressions.
pub(crate) fn meaning_of_keyword(word: &str) -> Option<(&'static str, &'static str)> {
    find(KEYWORDS, word)
}

fn find(list: &[Meaning], word: &str) -> Option<(&'static str, &'static str)> {
    list.iter().find(|(known, _, _)| *known == word).map(|(_, en, zh)| (*en, *zh))
}

static WORDS: &[(&[Word], &[Meaning])] = &[
    (
        FACT_KINDS,
        &[
            ("yes_no", "a condition: yes or no", "是或否"),
            (
                "count",
                "a whole number, 0 or more unless `at_least` says otherwise",
                "整数，未写最少则从 0 起",
            ),
            (
                "number",
                "a decimal; may be negative where `at_least` is silent",
                "小数；未写最少则可为负",
            ),
            (
                "percent",
                "a percentage: 85 and 85% are both 85 per cent",
                "百分比：85 与 85% 都是 85%",
            ),
            (
                "choice",
                "one of the words in `options`, ordered from least to most",
                "可选词之一，由小到大",
            ),
            ("date", "a date such as 2022-08-01", "日期，如 2022-08-01"),
            ("text", "any text: evidence, never scored", "任意文字，作佐证，不计分"),
            ("checklist", "a list of points, each met or not", "若干点，各为达到或未达"),
            (
                "findings",
                "a list of what was found, each with fields; [] means none was found",
                "发现的问题，每条有字段；[] 为查过而没有",
            ),
        ],
    ),
    (
        ROUNDING_MODES,
        &[
            ("gbt8170", "half to even, as GB/T 8170", "四舍六入五成双（GB/T 8170）"),
            ("half_up", "half away from zero", "四舍五入"),
            ("half_down", "half towards zero", "五舍六入"),
            ("up", "away from zero, whatever remains", "有余数即进"),
            ("down", "towards zero, whatever remains", "余数舍去"),
        ],
    ),
    (
        ROUNDING_PLACES,
        &[
            ("item", "the points of each item", "每个项目的得分"),
            ("section", "the points of each section", "每个类别的得分"),
            ("total", "the total, after bonuses and penalties", "加减分之后的总分"),
            (
                "print",
                "only what is printed; everything is computed exactly",
                "只在打印时，计算保持精确",
            ),
        ],
    ),
    (
        COMPARISONS,
        &[
            ("full", "the exact score meets the limit", "以精确得分比较"),
            (
                "rounded",
                "the score is rounded as `round` says, then compared",
                "先按修约规则修约再比较",
            ),
        ],
    ),
    (
        DIRECTIONS,
        &[
            ("higher_is_better", "points are merit", "分数为成绩"),
            ("lower_is_better", "points are harm", "分数为问题"),
        ],
    ),
    (
        NOT_APPLICABLE,
        &[
            ("section", "its points are shared out within its section", "分值由本类别其余项目分摊"),
            ("whole", "its points are shared out over the whole sheet", "分值由全表其余项目分摊"),
            ("full", "it counts as full marks", "按满分计"),
            ("zero", "it counts as no points", "按零分计"),
        ],
    ),
    (
        COMBINES,
        &[
            ("sum", "points are added up", "各部分得分相加"),
            ("weighted_mean", "shares, weighted by points", "按分值加权平均"),
            (
                "geometric",
                "the geometric mean of the shares: one bad part pulls all down",
                "得分率的几何平均，一项差则整体差",
            ),
            ("harmonic", "the harmonic mean of the shares", "得分率的调和平均"),
            ("median", "the median of the shares", "得分率的中位数"),
            ("min", "the worst part", "取最差部分"),
            ("max", "the best part", "取最好部分"),
            ("product", "the product of the shares", "得分率连乘"),
        ],
    ),
    (
        ROLES,
        &[
            ("scored", "counts in the score", "计入得分"),
            ("advisory", "is listed and never counts", "只列出，不计分"),
            ("optional", "counts only where that helps", "有利时才计"),
        ],
    ),
    (
        WHEN_EMPTY,
        &[
            ("not_applicable", "an empty whole makes the item not applicable", "分母为零则不适用"),
            ("full", "an empty whole earns full marks", "分母为零得满分"),
            ("zero", "an empty whole earns nothing", "分母为零不得分"),
            (
                "undefined",
                "an empty whole has no result; the reason is shown",
                "分母为零无定义，注明原因",
            ),
        ],
    ),
    (
        TAKES,
        &[
            ("mean", "the mean of their scores", "得分的平均"),
            ("share", "the share of them that reach `grade`", "达到所列等次的占比"),
            (
                "count",
                "how many there are; with `grade`, how many reach it",
                "下级对象个数；写等次则为达到者的个数",
            ),
            ("min", "the lowest score", "最低得分"),
            ("max", "the highest score", "最高得分"),
            ("median", "the median score", "得分中位数"),
            ("worst", "the mean of the worst `k` scores", "最差几个得分的平均"),
            ("best", "the mean of the best `k` scores", "最好几个得分的平均"),
        ],
    ),
    (
        STATES,
        &[
            ("pass", "full marks", "得满分"),
            ("partial", "some of the points", "得部分分"),
            ("fail", "no points", "不得分"),
            ("not_applicable", "does not exist here", "此处没有"),
            ("not_checked", "nobody looked", "没有检查"),
            ("unknown", "somebody looked, and there is no usable answer", "查了但没有可用的答案"),
            ("error", "the data do not fit", "数据有误"),
            ("informational", "written down, not scored", "只记录，不计分"),
        ],
    ),
    (
        STATUSES,
        &[
            ("final", "nothing can change any more", "不会再变"),
            (
                "settled",
                "something is open, and the grade stays whatever it is",
                "有未查项，但等次不会再变",
            ),
            ("covered", "enough was checked for the grade to stand", "覆盖率达到所定"),
            ("provisional", "less was checked: not for publication", "覆盖率不足，不宜公布"),
            ("withheld", "a gate withholds the grade", "门槛使其不予评定"),
            ("undefined", "there is no value", "没有得分"),
        ],
    ),
    (
        WHOLES,
        &[(
            "total",
            "the total before gates; where bonuses and penalties ask, before these",
            "门槛之前的总分；在加减分的条件中，为加减分之前的总分",
        )],
    ),
    (
        METHODS,
        &[
            ("announced", "the subject knew of it before", "事先通知的检查"),
            ("unannounced", "the subject did not know of it", "事先不通知的检查"),
            ("self_report", "the subject reports on itself", "对象自行上报"),
        ],
    ),
    (
        SUBJECTS,
        &[
            ("household", "a household, known by its code only", "农户，只用编码"),
            ("village", "a village", "村"),
            ("resettlement_site", "a site people were resettled to", "集中安置点"),
            ("township", "a township", "乡镇"),
            ("county", "a county", "县"),
            ("prefecture", "a prefecture", "州"),
        ],
    ),
    (
        PROXIMITY,
        &[
            ("near_town", "near a town", "城镇周边"),
            ("ordinary", "neither near nor remote", "一般村"),
            ("remote", "remote", "边远村"),
        ],
    ),
    (
        ADJUSTABLE,
        &[
            ("none", "an overlay may change nothing", "细则不得改动"),
            (
                "tighten",
                "only so that nobody loses fewer points than before",
                "只可加严：任何人失分不得比原来少",
            ),
            (
                "loosen",
                "only so that nobody loses more points than before",
                "只可放宽：任何人失分不得比原来多",
            ),
            ("any", "anything but the id", "除编号外都可改"),
        ],
    ),
    (
        CLAIMS,
        &[
            (
                "not_checked",
                "a claim nobody verified counts as not checked",
                "无人核实的自报按未检查计",
            ),
            (
                "counts",
                "a claim nobody verified is the best estimate; the bounds do not trust it",
                "无人核实的自报作估计值，得分范围不予采信",
            ),
        ],
    ),
    (EFFECT_WORDS, &[("withhold", "no grade is given", "不评等次")]),
];

static FUNCTIONS: &[Meaning] = &[
    ("min", "the least of its numbers", "最小的数"),
    ("max", "the greatest of its numbers", "最大的数"),
    ("ceil", "the next whole number upwards", "向上取整"),
    ("floor", "the next whole number downwards", "向下取整"),
    ("abs", "without its sign", "绝对值"),
    ("round", "rounded to a step, half to even", "按间隔修约（四舍六入五成双）"),
    ("count_true", "how many of its conditions hold", "成立的条件个数"),
    ("number", "the number without its unit", "去掉单位的数"),
    ("power", "to the n-th, n a whole number from 1 to 20", "n 次方，n 为 1 至 20 的整数"),
    ("root", "the n-th root, n from 2 to 9", "n 次方根，n 为 2 至 9"),
    ("ln", "the natural logarithm", "自然对数"),
    ("log10", "the logarithm to base ten", "以十为底的对数"),
    ("exp", "e to that power", "e 的乘方"),
    (
        "claimed",
        "what was claimed; where nothing was, what was verified",
        "自报的数；没有自报则为核实的数",
    ),
    ("days_between", "days from one date to the other", "两个日期相隔的天数"),
    ("known", "whether there is an answer", "是否已有答案"),
    ("unmet", "how many points of a checklist are not met", "清单中未达的点数"),
    ("met", "how many points of a checklist are met", "清单中已达的点数"),
    ("count", "how many findings there are", "问题条数"),
    ("sum", "the sum of a field", "字段的合计"),
    ("mean", "the mean of a field", "字段的平均"),
    ("any", "whether one of the findings is so", "是否有一条如此"),
    (
        "all",
        "whether all findings are so; of none it does not apply",
        "是否条条如此；一条也没有则不适用",
    ),
    ("share", "the share of the findings that are so", "如此者的占比"),
    ("distinct", "how many differ in the fields named", "所列字段不同者的个数"),
    ("worst", "the mean of the lowest so many", "最低几个的平均"),
];

static KEYWORDS: &[Meaning] = &[
    ("and", "both conditions hold", "两个条件都成立"),
    ("or", "at least one condition holds", "至少一个条件成立"),
    ("not", "the condition does not hold", "条件不成立"),
    ("if", "if condition then value else value", "若 条件 则 值 否则 值"),
    ("then", "what holds where the condition does", "条件成立时的值"),
    ("else", "what holds otherwise", "否则的值"),
    ("in", "one of a list: x in [a, b]", "属于其中之一：x 属于 [a, b]"),
    ("where", "only the findings for which this holds", "只取满足此条件的问题"),
    ("by", "the fields that tell findings apart", "用来区分问题的字段"),
    ("when_empty", "what a division by nothing means", "分母为零时的值"),
    ("yes", "the condition holds", "成立"),
    ("no", "the condition does not hold", "不成立"),
    ("true", "the condition holds; the same as yes", "成立，同“是”"),
    ("false", "the condition does not hold; the same as no", "不成立，同“否”"),
    ("not_applicable", "has no value here", "此处不适用"),
    ("date", "a date: date(2022-08-01)", "日期：日期(2022-08-01)"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::shape::{Shape, Takes};
    use crate::syntax::{inspection, vocabulary};

    fn words(takes: &Takes, out: &mut Vec<&'static [Word]>) {
        match takes {
            Takes::Word(words) => out.push(words),
            Takes::Forms(forms) => forms.iter().for_each(|form| words(form, out)),
            _ => {}
        }
    }

    #[test]
    fn every_word_of_every_list_has_a_meaning() {
        let mut lists = vec![SUBJECTS, STATES];
        let shapes = vocabulary::BLOCKS.iter().chain(inspection::BLOCKS);
        for key in shapes.flat_map(|shape: &&Shape| shape.keys) {
            words(&key.takes, &mut lists);
        }
        for list in lists {
            for word in list {
                assert!(meaning_of_word(list, word.word).is_some(), "`{}` has none", word.word);
            }
        }
    }
}
