//! Every key and word of the format, in English and Chinese, with what it means: the one table. It is as long as the format has
//! keys; in one file none can stand twice.

use super::shape::{Key, Shape, Takes, Word};

macro_rules! shape {
    ($(#[$doc:meta])* $name:ident = ($en:literal, $zh:literal) {
        $( $word:literal $chinese:literal $need:ident $takes:expr, $meaning_en:literal, $meaning_zh:literal; )*
    }) => {
        $(#[$doc])*
        pub(crate) static $name: Shape = Shape {
            name: ($en, $zh),
            keys: &[ $( Key {
                word: $word, chinese: $chinese, required: shape!(@need $need), takes: $takes,
                meaning: ($meaning_en, $meaning_zh),
            } ),* ],
        };
    };
    (@need needed) => { true };
    (@need may) => { false };
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident = $( $word:literal $chinese:literal ),* $(,)?) => {
        $(#[$doc])*
        pub(crate) static $name: &[Word] = &[ $( Word { word: $word, chinese: $chinese } ),* ];
    };
}

use Takes::{
    Any, Block, Blocks, Date, Expression, Forms, Name, Named, NamedTexts, Names, Number, Text,
    Texts, Truth, Values,
};

words! {
    /// Kinds of fact.
    FACT_KINDS = "yes_no" "是否", "count" "计数", "number" "数值", "percent" "百分比", "choice" "选项",
    "date" "日期", "text" "文字", "checklist" "清单", "findings" "问题列表",
}
words! {
    /// Rounding modes.
    ROUNDING_MODES = "gbt8170" "四舍六入五成双", "half_up" "四舍五入", "half_down" "五舍六入",
    "up" "进一", "down" "舍去",
}
words! {
    /// Where rounding happens.
    ROUNDING_PLACES = "item" "考评项目", "section" "类别", "total" "总分", "print" "打印",
}
words! {
    /// Comparison with a limit.
    COMPARISONS = "full" "全数值比较", "rounded" "修约值比较",
}
words! {
    /// Whether more points are better.
    DIRECTIONS = "higher_is_better" "越高越好", "lower_is_better" "越低越好",
}
words! {
    /// What becomes of the points of something not applicable.
    NOT_APPLICABLE = "section" "类别内分摊", "whole" "全表分摊", "full" "记满分", "zero" "记零分",
}
words! {
    /// How the parts of a section make its result.
    COMBINES = "sum" "求和", "weighted_mean" "加权平均", "geometric" "几何平均", "harmonic" "调和平均",
    "median" "中位数", "min" "最小", "max" "最大", "product" "连乘",
}
words! {
    /// The part an item plays in the score.
    ROLES = "scored" "计分", "advisory" "参考", "optional" "可选",
}
words! {
    /// What an empty denominator means.
    WHEN_EMPTY = "not_applicable" "不适用", "full" "记满分", "zero" "记零分", "undefined" "无定义",
}
words! {
    /// What is taken from the subjects below.
    TAKES = "mean" "平均", "share" "占比", "count" "个数", "min" "最低", "max" "最高", "median" "中位数",
    "worst" "最差几个平均", "best" "最好几个平均",
}
words! {
    /// The outcome of an item.
    STATES = "pass" "达标", "partial" "部分达标", "fail" "不达标", "not_applicable" "不适用",
    "not_checked" "未检查", "unknown" "不明", "error" "错误", "informational" "仅记录",
}
words! {
    /// How firm a grade is.
    STATUSES = "final" "确定", "settled" "已定", "covered" "覆盖率达标", "provisional" "暂定",
    "withheld" "不予评定", "undefined" "无可评定",
}
words! {
    /// What is asked of a result.
    MEASURES = "points" "分值", "points" "得分", "share" "占比", "share" "得分率", "state" "状态",
}
words! {
    /// What results are asked of, besides items and sections.
    WHOLES = "total" "总分",
}
words! {
    /// How an inspection was made.
    METHODS = "announced" "明察", "unannounced" "暗访", "self_report" "自查",
}
words! {
    /// Kinds of subject.
    SUBJECTS = "household" "户", "village" "村", "resettlement_site" "集中安置点", "township" "乡镇",
    "county" "县", "prefecture" "州",
}
words! {
    /// How near to a town a subject lies.
    PROXIMITY = "near_town" "城镇周边", "ordinary" "一般", "remote" "边远",
}
words! {
    /// Which way an overlay may change a value.
    ADJUSTABLE = "none" "不可改", "tighten" "只可加严", "loosen" "只可放宽", "any" "可改",
}
words! {
    /// How a claim nobody verified counts.
    CLAIMS = "not_checked" "未检查", "counts" "采信",
}
words! {
    /// The one word a gate's effect can be.
    EFFECT_WORDS = "withhold" "不予评定",
}

shape! {
    /// A rule set.
    RULESET = ("rule set", "规则集") {
        "ruleset" "规则集" needed Text, "the id of the rule set, segments joined with `/`", "规则集的编号，用 `/` 分段";
        "version" "版本" needed Text, "its version", "版本号";
        "title" "名称" needed Text, "its title, printed on every sheet", "名称，印在每张考评表上";
        "subject" "考评对象" needed Text, "what is inspected: household, village, resettlement_site, township, county, prefecture or a word of your own", "考评什么：户、村、集中安置点、乡镇、县、州，或自定的词";
        "effective" "施行" needed Block(&EFFECTIVE), "the dates between which it is in force", "施行起止日期";
        "advisory" "仅供参考" may Truth, "yes: it informs, deducts nothing elsewhere and ranks nobody", "是：只供参考，不扣分、不排名";
        "scale" "计分" needed Block(&SCALE), "full marks, rounding, comparison and what not applicable means", "满分、修约、比较方法、不适用的处理";
        "coverage" "覆盖率" may Number, "the least share of applicable points that must be checked for a grade to stand (100% where it is silent)", "评定等次所需的最低检查覆盖率（未写为 100%）";
        "facts" "检查数据" needed Named(&FACT), "what an inspection answers", "检查要填的数据";
        "let" "中间量" may Values(&VALUE), "named numbers, conditions and levels for use in expressions", "供算式使用的中间量";
        "consistency" "一致性" may Blocks(&AGREEMENT), "what the answers of an inspection must agree with", "检查数据之间必须相符之处";
        "sections" "类别" may Blocks(&SECTION), "the sections of the sheet", "考评表的类别";
        "items" "项目" may Blocks(&ITEM), "the items of a sheet without sections", "不分类别时的考评项目";
        "bonuses" "加分" may Block(&ADJUSTMENTS), "points added after the sections", "各类别之外的加分";
        "penalties" "减分" may Block(&ADJUSTMENTS), "points subtracted after the sections", "各类别之外的减分";
        "gates" "门槛" may Blocks(&GATE), "effects on the whole: one-vote vetoes and ceilings", "对整体的限制：一票否决、封顶";
        "grades" "等次" may Blocks(&GRADE), "grades, best first, in half-open bands", "等次，从好到差，半开区间";
        "grade_matrix" "等次矩阵" may Block(&GRADE_MATRIX), "the best grade for each pair of two levels", "按两个等级查最高等次";
        "owners" "责任单位" may NamedTexts, "who is responsible: id and title", "责任单位：编号与名称";
        "tags" "标签" may Any, "tags of your own and their words in order", "自定标签及其词（按先后）";
        "sources" "出处" may Named(&SOURCE), "the documents that provenance names", "依据所引的文件";
        "order" "排序" may Names, "the order of gaps: ease, proximity, kind, points, deadline, id or any tag", "差距的排序：难易、远近、软硬件、分值、时限、编号或任一标签";
        "notes" "说明" may Texts, "remarks printed with every result", "随结果打印的说明";
        "adjustable" "可调" may Forms(&[Takes::Word(ADJUSTABLE), Any]), "which way an overlay may change it: none, tighten, loosen or any; a word for all of it, or words by key (none where it is silent)", "细则可怎样改：不可改、只可加严、只可放宽、可改；写一个词，或按键分写（未写为不可改）";
    }
}

shape! {
    /// Dates of force.
    EFFECTIVE = ("effective dates", "施行日期") {
        "from" "自" needed Date, "the first day in force", "施行首日";
        "until" "至" may Date, "the last day in force", "施行末日";
        "review_by" "复核期限" may Date, "assessed after this day, every result says that the rules are due for review", "此日之后的评定结果都注明规则应当复核";
    }
}

shape! {
    /// Scale of a rule set.
    SCALE = ("scale", "计分") {
        "max" "满分" needed Number, "full marks", "满分";
        "lowest" "最低分" may Number, "the least score, below the full marks and 0 where it is silent: below 0 where penalties (or bonuses, where points are harm) lead below it", "最低分，低于满分；未写为 0；减分（越低越好时为加分）可使总分低于 0 的，写负数";
        "highest" "最高分" may Number, "the most a score can be, full marks where it is silent: more where bonuses (or penalties, where points are harm) lead beyond them", "总分最高可到多少；未写为满分；加分（越低越好时为减分）可使总分超过满分的，写更大的数";
        "direction" "方向" may Takes::Word(DIRECTIONS), "whether more points are better", "分数越高越好还是越低越好";
        "combine" "合成" may Forms(&[Takes::Word(COMBINES), Block(&MEAN)]), "how sections make the total", "各类别怎样合成总分";
        "round" "修约" needed Block(&ROUND), "the one place where numbers are rounded", "唯一的修约处";
        "compare" "比较" may Forms(&[Takes::Word(COMPARISONS), Block(&COMPARE)]), "whether a score meets a limit in full or rounded", "与界限比较时用全数值还是修约值";
        "not_applicable" "不适用" may Takes::Word(NOT_APPLICABLE), "who gets the points of what does not apply", "不适用项目的分值归谁";
    }
}

shape! {
    /// A mean with a number: exactly one of the keys.
    MEAN = ("mean", "平均方法") {
        "power" "幂" may Number, "a power mean; a whole number from -9 to 9, not 0: 2 is the quadratic mean, -1 the harmonic", "幂平均；-9 到 9 的整数，不为 0：2 为平方平均，-1 为调和平均";
        "lowest" "最低几个" may Number, "the mean of so many of the lowest shares", "得分率最低的几个的平均";
        "highest" "最高几个" may Number, "the mean of so many of the highest shares", "得分率最高的几个的平均";
    }
}

shape! {
    /// Rounding.
    ROUND = ("rounding", "修约") {
        "at" "位置" needed Takes::Word(ROUNDING_PLACES), "item, section, total or print", "在项目、类别、总分还是打印时修约";
        "step" "间隔" needed Number, "the unit rounded to, such as 0.01 or 0.5", "修约间隔，如 0.01、0.5";
        "mode" "规则" needed Takes::Word(ROUNDING_MODES), "how ties and remainders go", "修约规则";
    }
}

shape! {
    /// Rounding for comparison only.
    COMPARE = ("comparison", "比较") {
        "step" "间隔" needed Number, "the unit rounded to before comparing", "比较前的修约间隔";
        "mode" "规则" needed Takes::Word(ROUNDING_MODES), "how ties and remainders go", "修约规则";
    }
}

shape! {
    /// A fact.
    FACT = ("fact", "检查数据") {
        "kind" "类型" needed Takes::Word(FACT_KINDS), "yes_no, count, number, percent, choice, date, text, checklist or findings", "类型：是否、计数、数值、百分比、选项、日期、文字、清单、问题列表";
        "title" "名称" needed Text, "what the form shows; also a column title", "表单上的名称，也可作列标题";
        "unit" "单位" may Text, "the unit, such as 处 or 户", "单位，如处、户";
        "places" "小数位" may Number, "the most decimals an answer may have", "最多几位小数";
        "at_least" "最少" may Number, "the least value", "最小值";
        "at_most" "最多" may Number, "the greatest value", "最大值";
        "options" "可选" may Any, "the words of a choice, in order", "可选的词（按次序）";
        "of" "对象" may NamedTexts, "the points of a checklist", "清单的各点";
        "fields" "字段" may Named(&FACT), "what each finding tells", "每条问题的字段";
        "let" "中间量" may Values(&VALUE), "what is computed of each finding", "由每条问题算出的中间量";
        "claim" "自报" may Takes::Word(CLAIMS), "what was claimed may be given beside what was verified; how a claim nobody verified counts", "可同时填自报与核实；未经核实的自报如何对待";
        "assume" "未查按" may Text, "what it is taken to be in the score while nobody has looked; the bounds and the coverage do not trust it", "未检查时计分按此值；上下界与覆盖率不采信";
        "may_not_apply" "可不适用" may Truth, "yes: an inspector may answer that it does not apply", "是：检查人可填不适用";
        "from" "自" may Block(&BELOW), "taken from the assessments of the subjects below", "取自下级对象的评定结果";
        "note" "备注" may Text, "a remark for whoever fills in the form", "给填表人的备注";
        "provenance" "依据" may Block(&PROVENANCE), "where it comes from", "出自何处";
    }
}

shape! {
    /// A fact taken from below.
    BELOW = ("fact from below", "下级数据") {
        "below" "下级" needed Text, "the rule set the subjects below are assessed by", "下级对象所用的规则集";
        "take" "取" needed Takes::Word(TAKES), "mean, share, count, min, max, median, worst or best", "取平均、占比、个数、最低、最高、中位数、最差几个平均或最好几个平均";
        "grade" "等次" may Name, "for share and count: the grade to reach", "占比、个数：须达到的等次";
        "k" "几个" may Number, "for worst and best: how many", "最差、最好几个";
        "at_least" "最少" may Number, "the smallest sample that counts", "最小样本数";
        "weight" "权重" may Name, "for mean and share: the fact of the subjects below that each counts by, as the persons of a household", "平均、占比：各下级按其哪项检查数据加权，如户内人口";
    }
}

shape! {
    /// A section.
    SECTION = ("section", "类别") {
        "id" "编号" needed Text, "its id, unique in the rule set", "编号，全表唯一";
        "title" "名称" needed Text, "its title", "名称";
        "points" "分值" needed Number, "its full marks", "满分";
        "items" "项目" may Blocks(&ITEM), "its items", "考评项目";
        "sections" "类别" may Blocks(&SECTION), "its parts", "下分的类别";
        "combine" "合成" may Forms(&[Takes::Word(COMBINES), Block(&MEAN)]), "how its parts make its result", "各部分怎样合成";
        "at_most" "最多" may Number, "points it may not exceed", "封顶分";
        "at_least" "最少" may Number, "points it may not fall below", "保底分";
        "applies_when" "适用条件" may Expression, "otherwise all its items are not applicable", "不满足时所有项目不适用";
        "provenance" "依据" may Block(&PROVENANCE), "where it comes from", "出自何处";
        "adjustable" "可调" may Forms(&[Takes::Word(ADJUSTABLE), Any]), "which way an overlay may change it: none, tighten, loosen or any; a word for all of it, or words by key (none where it is silent)", "细则可怎样改：不可改、只可加严、只可放宽、可改；写一个词，或按键分写（未写为不可改）";
    }
}

shape! {
    /// An item.
    ITEM = ("item", "考评项目") {
        "id" "编号" needed Text, "its id, unique in the rule set", "编号，全表唯一";
        "title" "名称" needed Text, "what is demanded, in a line", "考评内容，一句话";
        "text" "标准" may Text, "the demand in full", "完整的标准文字";
        "points" "分值" may Number, "its full marks", "满分";
        "pass" "达标条件" may Expression, "full marks when the condition holds, else none", "满足得满分，否则不得分";
        "deduct" "扣分" may Forms(&[Block(&DEDUCTION), Blocks(&DEDUCTION)]), "points taken off, down to nothing (扣完为止)", "逐项扣分，扣完为止";
        "tiers" "分档" may Blocks(&TIER), "the first tier whose condition holds", "取第一个满足条件的档";
        "bands" "分段" may Block(&BANDS), "points by the band a number falls into", "按数值所在区间给分";
        "ratio" "比例" may Block(&RATIO), "points in proportion to a share", "按比例得分";
        "interpolate" "插值" may Block(&INTERPOLATE), "points on a line between posts", "在各点之间线性插值";
        "judged" "酌情" may Block(&JUDGED), "points the inspector gives, within a range and step", "检查人在范围内按步长给分";
        "supply" "配备" may Block(&SUPPLY), "what there is against what is needed", "现有与所需之比";
        "earn" "得分" may Expression, "the points themselves, cut to the range", "直接算出得分，超出范围则截断";
        "ladder" "阶梯" may Blocks(&TIER), "the highest level whose conditions, and all below it, hold", "自下而上逐级满足的最高级";
        "table" "查表" may Block(&TABLE), "points by one choice or two", "按一个或两个选项查表给分";
        "best_of" "取最好" may Any, "the best of several criteria", "几种评分取最好";
        "worst_of" "取最差" may Any, "the worst of several criteria", "几种评分取最差";
        "record" "仅记录" may Names, "facts written down and not scored", "只记录不计分的数据";
        "zero_if" "不得分条件" may Expression, "no points at all when it holds (此项不得分)", "满足时此项不得分";
        "applies_when" "适用条件" may Expression, "otherwise the item is not applicable", "不满足时此项不适用";
        "not_applicable" "不适用" may Takes::Word(NOT_APPLICABLE), "who gets its points when it does not apply", "不适用时分值归谁";
        "when_rectified" "整改后" may Block(&RETURNS), "what is given back when it is put right in time", "按时整改后返还多少";
        "role" "作用" may Takes::Word(ROLES), "scored, advisory (listed only) or optional (counts when it helps)", "计分、参考（只列出）或可选（有利时才计）";
        "owner" "责任单位" may Name, "who is responsible", "责任单位";
        "tags" "标签" may Any, "content, focus, ease, kind and tags of your own", "内容、重点、难易、软硬件及自定标签";
        "remedy" "整改" may Block(&REMEDY), "what to do and by when", "整改措施与时限";
        "evidence" "佐证" may Text, "what to bring back", "需要的佐证材料";
        "two_sided" "两头扣分" may Truth, "yes: too little and too much are both meant to cost points", "是：过少和过多都应扣分";
        "scored_from" "计分起始" may Date, "before this date it is cited but not scored (预告)", "此日之前只通报不计分（预告）";
        "provenance" "依据" may Block(&PROVENANCE), "where the criterion and its numbers come from", "标准与数字的依据";
        "adjustable" "可调" may Forms(&[Takes::Word(ADJUSTABLE), Any]), "which way an overlay may change it: none, tighten, loosen or any; a word for all of it, or words by key (none where it is silent)", "细则可怎样改：不可改、只可加严、只可放宽、可改；写一个词，或按键分写（未写为不可改）";
    }
}

shape! {
    /// A deduction.
    DEDUCTION = ("deduction", "扣分") {
        "each" "每处" may Expression, "how many occurrences", "发生几处（次）";
        "unmet" "未达项" may Name, "a checklist; each unmet point is an occurrence", "清单，每个未达点算一处";
        "when" "当" may Expression, "deducted once when it holds", "满足时扣一次";
        "findings" "问题列表" may Name, "a list of findings; each is an occurrence", "问题列表，每条算一处";
        "where" "其中" may Expression, "which findings count", "哪些问题算";
        "points" "分值" needed Expression, "points per occurrence", "每处扣多少分";
        "once_per" "同类只计一次" may Names, "fields that make a repeat: the same again is not deducted again", "字段相同的重复问题只扣一次";
        "at_most" "最多" may Number, "the most this deduction can take", "此项最多扣多少";
        "at_most_per" "每组最多" may Forms(&[Block(&AT_MOST_PER), Blocks(&AT_MOST_PER)]), "the most for one place or kind; a list of two: for each place and each kind", "同一处（类）最多扣多少；可写两条：每处、每类各有封顶";
    }
}

shape! {
    /// A cap per group.
    AT_MOST_PER = ("cap per group", "每组封顶") {
        "by" "按" needed Names, "the fields that make a group", "分组的字段";
        "points" "分值" needed Number, "the most for one group", "每组最多扣多少";
    }
}

shape! {
    /// A tier or a level.
    TIER = ("tier", "档") {
        "when" "当" may Expression, "the condition", "条件";
        "else" "否则" may Truth, "yes: the tier for all the rest", "是：其余情况";
        "points" "分值" may Number, "points of this tier", "此档分值";
        "is" "为" may Name, "in a named value with levels: the level", "有等级的中间量：此档的等级";
        "share" "占比" may Number, "points as a share of full marks", "此档占满分的比例";
        "title" "名称" may Text, "its name", "名称";
    }
}

shape! {
    /// Bands.
    BANDS = ("bands", "分段") {
        "of" "对象" needed Expression, "the number looked up", "所查的数";
        "steps" "各段" needed Blocks(&BAND), "the bands", "各段";
    }
}

shape! {
    /// One band.
    BAND = ("band", "段") {
        "from" "自" may Number, "lower limit, included", "下限（含）";
        "above" "高于" may Number, "lower limit, not included", "下限（不含）";
        "to" "至" may Number, "upper limit, included", "上限（含）";
        "below" "低于" may Number, "upper limit, not included", "上限（不含）";
        "points" "分值" may Number, "points of this band", "此段分值";
        "is" "为" may Name, "in a named value with levels: the level", "有等级的中间量：此段的等级";
        "share" "占比" may Number, "points as a share of full marks", "此段占满分的比例";
        "title" "名称" may Text, "its name", "名称";
    }
}

shape! {
    /// A ratio.
    RATIO = ("ratio", "比例") {
        "of" "对象" needed Expression, "the part", "分子";
        "to" "总体" needed Expression, "the whole", "分母";
        "target" "目标" may Number, "the share that earns full marks (100% where silent)", "得满分的比例（未写为 100%）";
        "floor" "起点" may Number, "the share that earns nothing (0% where silent)", "不得分的比例（未写为 0%）";
        "when_empty" "为空则" may Takes::Word(WHEN_EMPTY), "what a whole of nothing means", "分母为零时怎样";
    }
}

shape! {
    /// Interpolation.
    INTERPOLATE = ("interpolation", "插值") {
        "of" "对象" needed Expression, "the number looked up", "所查的数";
        "posts" "各点" needed Blocks(&POST), "the posts, ascending", "各点，由小到大";
    }
}

shape! {
    /// A post.
    POST = ("post", "点") {
        "at" "位置" needed Number, "the number", "数值";
        "points" "分值" may Number, "points there", "该处分值";
        "share" "占比" may Number, "points there as a share of full marks", "该处占满分的比例";
    }
}

shape! {
    /// Judged points.
    JUDGED = ("judged points", "酌情给分") {
        "value" "数值" needed Name, "the number fact that holds the inspector's points", "填写得分的数值";
        "step" "间隔" needed Number, "the step points may be given in", "给分的步长";
        "reason" "理由" may Name, "the text fact that says why points were lost", "说明扣分理由的文字";
    }
}

shape! {
    /// Supply.
    SUPPLY = ("supply", "配备") {
        "need" "所需" needed Expression, "how many are needed", "所需数量";
        "have" "现有" needed Expression, "how many there are, fit for use", "现有可用数量";
    }
}

shape! {
    /// A table of one or two ways.
    TABLE = ("table", "查表") {
        "rows" "行" needed Expression, "the choice that picks the row", "选行的选项";
        "columns" "列" may Expression, "the choice that picks the column; without it each row has one cell", "选列的选项；不写则每行只有一格";
        "cells" "格" needed Any, "points: row, then column", "各格分值：先行后列";
    }
}

shape! {
    /// A named value written as a form.
    VALUE = ("named value", "中间量") {
        "levels" "等级" may Any, "the words it gives, least first; then its tiers and bands say `is`, its cells are words", "所给的等级，由低到高；此时各档、各段写 `为`，各格写等级";
        "tiers" "分档" may Blocks(&TIER), "by the first tier whose condition holds", "取第一个满足条件的档";
        "bands" "分段" may Block(&BANDS), "by the band a number falls into", "按数值所在区间";
        "interpolate" "插值" may Block(&INTERPOLATE), "on a line between posts", "在各点之间线性插值";
        "table" "查表" may Block(&TABLE), "by one choice or two", "按一个或两个选项查表";
    }
}

shape! {
    /// What answers must agree with.
    AGREEMENT = ("agreement", "一致性") {
        "that" "应有" needed Expression, "the condition; an inspection that makes it false is refused", "条件，不成立的检查不予受理";
        "say" "提示" needed Text, "what is said of such an inspection", "不成立时的提示";
    }
}

shape! {
    /// The best grade for each pair of two levels.
    GRADE_MATRIX = ("matrix of grades", "等次矩阵") {
        "rows" "行" needed Expression, "the choice that picks the row", "选行的选项";
        "columns" "列" needed Expression, "the choice that picks the column", "选列的选项";
        "cells" "格" needed Any, "grades: row, then column", "各格等次：先行后列";
    }
}

shape! {
    /// What is given back when an item is put right.
    RETURNS = ("return", "整改返还") {
        "returns" "返还" needed Number, "the share given back of the points taken off", "所扣分值返还的比例";
        "within" "时限" may Text, "so many days after the inspection at the latest, such as `3 days`; at any time where it is silent", "最迟在检查后几天内，如 `3 天`；未写为不限";
    }
}

shape! {
    /// A remedy.
    REMEDY = ("remedy", "整改") {
        "text" "措施" needed Text, "what to do", "整改措施";
        "within" "时限" may Text, "by when, such as `3 days`", "时限，如 `3 days` 或 `3天`";
    }
}

shape! {
    /// Bonuses or penalties.
    ADJUSTMENTS = ("bonuses or penalties", "加减分") {
        "at_most" "最多" may Number, "the most they come to together", "合计最多";
        "items" "项目" needed Blocks(&ADJUSTMENT), "each of them", "各项";
    }
}

shape! {
    /// A bonus or a penalty.
    ADJUSTMENT = ("bonus or penalty", "加减分项") {
        "id" "编号" needed Text, "its id, unique in the rule set", "编号，全表唯一";
        "title" "名称" needed Text, "what it is for", "事由";
        "each" "每处" may Expression, "how many times", "几次";
        "when" "当" may Expression, "once when it holds", "满足时一次";
        "points" "分值" needed Number, "points each time, a positive number", "每次多少分（正数）";
        "at_most" "最多" may Number, "the most it comes to", "最多多少";
        "requires" "另须" may Expression, "what else it takes; may ask for results, and `total` is the score before bonuses and penalties", "另须满足的条件；可用评定结果，`total` 为加减分之前的得分";
        "provenance" "依据" may Block(&PROVENANCE), "where it comes from", "出自何处";
        "adjustable" "可调" may Forms(&[Takes::Word(ADJUSTABLE), Any]), "which way an overlay may change it: none, tighten, loosen or any; a word for all of it, or words by key (none where it is silent)", "细则可怎样改：不可改、只可加严、只可放宽、可改；写一个词，或按键分写（未写为不可改）";
    }
}

shape! {
    /// A gate.
    GATE = ("gate", "门槛") {
        "id" "编号" needed Text, "its id, unique in the rule set", "编号，全表唯一";
        "title" "名称" needed Text, "what it is", "事由";
        "when" "当" needed Expression, "when it closes", "何时触发";
        "effect" "后果" needed Forms(&[Takes::Word(EFFECT_WORDS), Block(&EFFECT)]), "what it does to the whole", "对整体的后果";
        "basis" "文件依据" needed Text, "the written ground for it", "书面依据";
        "provenance" "依据" may Block(&PROVENANCE), "where it comes from", "出自何处";
        "adjustable" "可调" may Forms(&[Takes::Word(ADJUSTABLE), Any]), "which way an overlay may change it: none, tighten, loosen or any; a word for all of it, or words by key (none where it is silent)", "细则可怎样改：不可改、只可加严、只可放宽、可改；写一个词，或按键分写（未写为不可改）";
    }
}

shape! {
    /// The effect of a gate.
    EFFECT = ("effect", "后果") {
        "grade_at_most" "等次不高于" may Name, "no grade better than this", "等次不得高于";
        "score_at_most" "总分不高于" may Number, "no score better than this", "总分不得高于";
        "score" "总分记为" may Number, "the score becomes this", "总分直接记为";
        "grade_down" "降等" may Number, "the grade becomes so many steps worse", "等次降低几等";
        "grade_up" "升等" may Number, "the grade becomes so many steps better", "等次提高几等";
    }
}

shape! {
    /// A grade.
    GRADE = ("grade", "等次") {
        "id" "编号" needed Text, "its id", "编号";
        "title" "名称" needed Text, "its title", "名称";
        "from" "自" may Number, "the least score, included", "最低分（含）";
        "above" "高于" may Number, "instead of `from`: the score it must be above, not included", "代替 `自`：须高于的分数（不含）";
        "up_to" "至" may Number, "where lower is better: the greatest score, included", "越低越好时：最高分（含）";
        "below" "低于" may Number, "where lower is better, instead of `up_to`: the score it must be below, not included", "越低越好时代替 `至`：须低于的分数（不含）";
        "requires" "另须" may Expression, "what else it takes; unmet, the next lower grade is tried", "另须满足的条件；不满足则降一等";
        "adjustable" "可调" may Forms(&[Takes::Word(ADJUSTABLE), Any]), "which way an overlay may change it: none, tighten, loosen or any; a word for all of it, or words by key (none where it is silent)", "细则可怎样改：不可改、只可加严、只可放宽、可改；写一个词，或按键分写（未写为不可改）";
    }
}

shape! {
    /// A document.
    SOURCE = ("source", "出处") {
        "title" "名称" needed Text, "its title", "名称";
        "issuer" "发布者" may Text, "who issued it", "发布单位";
        "number" "文号" may Text, "its number", "文号";
        "date" "日期" may Text, "its date or year", "日期或年份";
        "url" "网址" may Text, "where it was read", "阅读的网址";
        "note" "备注" may Text, "what to know about it", "说明";
    }
}

shape! {
    /// Provenance of a criterion and its numbers.
    PROVENANCE = ("provenance", "依据") {
        "criterion" "标准" may Block(&PROVENANCE_LABEL), "where the demand comes from", "标准的出处";
        "numbers" "数字" may Block(&PROVENANCE_LABEL), "where its numbers come from", "数字的出处";
    }
}

shape! {
    /// A provenance label.
    PROVENANCE_LABEL = ("provenance label", "依据标注") {
        "source" "出处" may Name, "a document listed in `sources`", "`出处` 中列出的文件";
        "clause" "条款" may Text, "the clause", "条款";
        "quote" "引文" may Text, "the words quoted", "引文";
        "note" "备注" may Text, "a remark", "备注";
        "seed" "原文" may Text, "stated in the founding article", "见于建设依据的文章";
        "general_knowledge" "常识" may Text, "general knowledge, not read in a text", "常识，未见原文";
        "illustrative" "示例" may Text, "our own choice, so that the set can run", "自拟，仅为可运行";
    }
}

shape! {
    /// An overlay: ordered changes to a parent rule set.
    OVERLAY = ("overlay", "细则") {
        "overlay" "细则" needed Text, "the id of the rule set that comes out", "所成规则集的编号";
        "extends" "上位标准" needed Text, "the id of the rule set it changes", "所依据的上位规则集编号";
        "extends_version" "上位版本" may Text, "its version, where several are loaded", "上位规则集的版本（载入多个版本时）";
        "version" "版本" needed Text, "the version of what comes out", "所成规则集的版本号";
        "title" "名称" may Text, "its title; the parent's where it is silent", "名称，未写则沿用";
        "effective" "施行" may Block(&EFFECTIVE), "the dates between which it is in force; the parent's where it is silent", "施行起止日期，未写则沿用";
        "tightens" "只加严" may Truth, "yes: no inspection may score or grade better than under the parent; the checker proves it", "是：任何检查都不得比上位标准评得更好，由检查程序证明";
        "sources" "出处" may Named(&SOURCE), "documents added to the parent's", "在上位标准之外增加的文件";
        "notes" "说明" may Texts, "remarks added to the parent's", "在上位标准之外增加的说明";
        "changes" "改动" needed Blocks(&CHANGE), "the changes, in order: later wins", "各项改动，依次进行，后者为准";
    }
}

shape! {
    /// One change of an overlay.
    CHANGE = ("change", "改动") {
        "change" "修改" may Name, "the id of a section, item, bonus, penalty, gate or grade; `ruleset` for what stands at the top", "类别、项目、加减分、门槛或等次的编号；顶层的写 `规则集`";
        "set" "改为" may Any, "paths of keys with their new values", "键的路径与新值";
        "drop" "删去" may Name, "the id of what is left out", "删去者的编号";
        "add" "增加" may Any, "a whole item, bonus, penalty or gate", "完整的项目、加分、减分或门槛";
        "to" "放入" may Name, "where it is added: a section, or items, bonuses, penalties or gates", "加到哪里：类别，或项目、加分、减分、门槛";
        "after" "排在" may Name, "the id it comes after; last where it is silent", "排在哪个编号之后，未写则排最后";
        "why" "理由" needed Text, "the reason, printed with the effective standard", "改动的理由，随生效标准打印";
    }
}

shape! {
    /// A value with dates.
    DATED = ("dated value", "分期的值") {
        "dated" "分期" needed Blocks(&DATED_STEP), "the value from day to day", "各期的值";
    }
}

shape! {
    /// One step of a dated value.
    DATED_STEP = ("step of a dated value", "一期的值") {
        "from" "自" may Date, "the first day it holds; the first step has none", "自哪天起；首期不写";
        "known" "公布" may Date, "the day it was made known", "何日公布";
        "is" "为" needed Any, "the value", "值";
    }
}

/// The keys of an item that are criteria.
pub(crate) const CRITERIA: &[&str] = &[
    "pass",
    "deduct",
    "tiers",
    "bands",
    "ratio",
    "interpolate",
    "judged",
    "supply",
    "earn",
    "ladder",
    "table",
    "best_of",
    "worst_of",
    "record",
];

/// Every block there is.
pub(crate) static BLOCKS: &[&Shape] = &[
    &RULESET,
    &EFFECTIVE,
    &SCALE,
    &MEAN,
    &VALUE,
    &AGREEMENT,
    &GRADE_MATRIX,
    &RETURNS,
    &ROUND,
    &COMPARE,
    &FACT,
    &BELOW,
    &SECTION,
    &ITEM,
    &DEDUCTION,
    &AT_MOST_PER,
    &TIER,
    &BANDS,
    &BAND,
    &RATIO,
    &INTERPOLATE,
    &POST,
    &JUDGED,
    &SUPPLY,
    &TABLE,
    &REMEDY,
    &ADJUSTMENTS,
    &ADJUSTMENT,
    &GATE,
    &EFFECT,
    &GRADE,
    &SOURCE,
    &PROVENANCE,
    &PROVENANCE_LABEL,
    &OVERLAY,
    &CHANGE,
    &DATED,
    &DATED_STEP,
];

/// What stands behind a key and on a path through it: each of several criteria is written with the keys of an item,
/// though the checker reads it as anything.
pub(crate) fn in_path(key: &Key) -> Takes {
    if matches!(key.word, "best_of" | "worst_of") { Takes::Blocks(&ITEM) } else { key.takes }
}

/// Whether some block has this key.
pub(crate) fn knows(word: &str) -> bool {
    BLOCKS.iter().any(|shape| shape.key(word).is_some())
        || super::inspection::BLOCKS.iter().any(|shape| shape.key(word).is_some())
}

/// The blocks that have this key, for "it belongs there".
pub(crate) fn blocks_with(word: &str) -> Vec<&'static Shape> {
    BLOCKS.iter().copied().filter(|shape| shape.key(word).is_some()).collect()
}

/// The Chinese of a key, or of a word that some key takes; none where it has several.
pub(crate) fn in_chinese(word: &str) -> Option<&'static str> {
    let mut found = None;
    for key in BLOCKS.iter().flat_map(|shape| shape.keys) {
        let words = key.takes.words().unwrap_or_default().iter();
        let aliases = words.filter(|one| one.word == word).map(|one| one.chinese);
        for alias in aliases.chain((key.word == word).then_some(key.chinese)) {
            if found.is_some_and(|before| before != alias) {
                return None;
            }
            found = Some(alias);
        }
    }
    found
}
