//! The keys of an inspection and of a file of cases.

use super::shape::{Key, Shape, Takes};
use super::vocabulary::{METHODS, PROXIMITY, STATES, STATUSES};

macro_rules! shape {
    ($(#[$doc:meta])* $name:ident = ($en:literal, $zh:literal) {
        $( $word:literal $chinese:literal $need:literal $takes:expr, $meaning_en:literal, $meaning_zh:literal; )*
    }) => {
        $(#[$doc])*
        pub(crate) static $name: Shape = Shape {
            name: ($en, $zh),
            keys: &[ $( Key {
                word: $word, chinese: $chinese, required: $need, takes: $takes, meaning: ($meaning_en, $meaning_zh),
            } ),* ],
        };
    };
}

use Takes::{Any, Block, Blocks, Date, Number, Text, Texts};

shape! {
    /// An inspection.
    INSPECTION = ("inspection", "检查") {
        "inspection" "检查编号" false Text, "its own number", "检查编号";
        "ruleset" "规则集" false Text, "the rule set it is assessed by", "所用规则集";
        "subject" "考评对象" true Block(&SUBJECT), "who or what was inspected", "考评对象";
        "date" "日期" true Date, "the day of the inspection", "检查日期";
        "method" "方式" false Takes::Word(METHODS), "announced, unannounced or self_report", "明察、暗访或自查";
        "inspectors" "考评人" false Texts, "who inspected", "考评人";
        "facts" "检查数据" true Any, "the answers: fact and value", "检查数据：名称与值";
        "notes" "备注" false Any, "remarks: item and words", "备注：项目与文字";
        "photos" "照片" false Any, "photographs: item and numbers", "照片：项目与编号";
        "rectified" "已整改" false Any, "put right on the spot: item and date", "当场整改：项目与日期";
        "overrides" "改判" false Takes::Named(&OVERRIDE), "results changed after an appeal: item and decision", "复核申诉后的改判：项目与决定";
        "below" "下级" false Blocks(&BELOW_RESULT), "results of the subjects below, assessed elsewhere", "别处评定的下级结果";
    }
}

shape! {
    /// A result changed after an appeal.
    OVERRIDE = ("override", "改判") {
        "points" "分值" true Text, "the points it has instead, or not_applicable", "改为多少分，或不适用";
        "why" "理由" true Text, "the reason", "理由";
        "by" "决定人" true Text, "who decided", "由谁决定";
        "on" "决定日期" true Date, "the day of the decision", "决定的日期";
    }
}

shape! {
    /// A subject.
    SUBJECT = ("subject", "考评对象") {
        "kind" "类型" false Text, "household, village, …", "户、村……";
        "code" "编码" true Text, "its code, as text", "编码（文本）";
        "name" "名称" false Text, "its name; leave it out for households", "名称；农户不写";
        "parent" "上级" false Text, "the code of the subject above", "上级编码";
        "class" "类别" false Text, "its class for ranking", "排名的类别";
        "proximity" "区位" false Takes::Word(PROXIMITY), "near_town, ordinary or remote", "城镇周边、一般或边远";
    }
}

shape! {
    /// A result from below.
    BELOW_RESULT = ("result from below", "下级结果") {
        "code" "编码" true Text, "the subject's code", "编码";
        "ruleset" "规则集" true Text, "the rule set it was assessed by", "所用规则集";
        "score" "得分" false Number, "its score", "得分";
        "low" "低" false Number, "the least its score can be", "最低可能得分";
        "high" "高" false Number, "the most its score can be", "最高可能得分";
        "grade" "等次" false Text, "its grade", "等次";
        "weight" "权重" false Number, "what it counts by, where it is taken by weight", "按权重取用时的权重";
    }
}

shape! {
    /// A file of cases.
    CASES = ("cases", "案例") {
        "cases" "案例" true Text, "the rule set under test", "所测的规则集";
        "items" "项目" true Blocks(&CASE), "the cases", "各案例";
    }
}

shape! {
    /// A case.
    CASE = ("case", "案例") {
        "case" "案例" true Text, "what it claims", "案例说明";
        "as_of" "评定日期" false Date, "the date of assessment", "评定日期";
        "known_on" "知悉日期" false Date, "values with dates as they were known on this day", "按此日所知的分期值";
        "like" "同" false Text, "another case whose data it starts from", "以哪个案例的数据为底";
        "subject" "考评对象" false Block(&SUBJECT), "who or what was inspected", "考评对象";
        "date" "日期" false Date, "the day of the inspection", "检查日期";
        "method" "方式" false Takes::Word(METHODS), "announced, unannounced or self_report", "明察、暗访或自查";
        "facts" "检查数据" false Any, "the answers", "检查数据";
        "below" "下级" false Blocks(&BELOW_RESULT), "results of the subjects below", "下级结果";
        "rectified" "已整改" false Any, "put right on the spot", "当场整改";
        "overrides" "改判" false Takes::Named(&OVERRIDE), "results changed after an appeal: item and decision", "复核申诉后的改判：项目与决定";
        "expect" "期望" true Block(&EXPECT), "what must come out", "应得的结果";
    }
}

shape! {
    /// What a case expects.
    EXPECT = ("expectation", "期望") {
        "score" "得分" false Any, "the score", "得分";
        "low" "低" false Any, "the least it can be", "最低可能得分";
        "high" "高" false Any, "the most it can be", "最高可能得分";
        "coverage" "覆盖率" false Any, "the share of points checked", "覆盖率";
        "grade" "等次" false Text, "the grade", "等次";
        "status" "状态" false Takes::Word(STATUSES), "the status of the grade", "等次状态";
        "items" "项目" false Takes::Values(&EXPECTED_ITEM), "items: points and state", "项目：得分与状态";
        "sections" "类别" false Any, "sections: points", "类别：得分";
        "gaps" "差距" false Any, "the ids of the gaps, in order", "差距的编号（按次序）";
        "gates" "门槛" false Any, "gates: yes or no", "门槛：是或否";
        "before" "改判前" false Block(&EXPECTED_BEFORE), "score and grade before overrides", "改判前的得分与等次";
        "error" "错误" false Text, "the code of the error the data must get", "数据应得的错误代码";
    }
}

shape! {
    /// What a case expects of an item.
    EXPECTED_ITEM = ("expected item", "期望的项目") {
        "points" "得分" false Any, "its points", "得分";
        "low" "低" false Any, "the least they can be", "最低可能得分";
        "high" "高" false Any, "the most they can be", "最高可能得分";
        "state" "状态" false Takes::Word(STATES), "its state", "状态";
    }
}

shape! {
    /// What a case expects of the result before anything was changed after an appeal.
    EXPECTED_BEFORE = ("expected result before", "期望的改判前结果") {
        "score" "得分" false Any, "the score", "得分";
        "grade" "等次" false Text, "the grade", "等次";
    }
}

/// Every block here.
pub(crate) static BLOCKS: &[&Shape] = &[
    &INSPECTION,
    &OVERRIDE,
    &SUBJECT,
    &BELOW_RESULT,
    &CASES,
    &CASE,
    &EXPECT,
    &EXPECTED_ITEM,
    &EXPECTED_BEFORE,
];
