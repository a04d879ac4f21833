//! Every message, written once, in English and Chinese.
//!
//! One table, by the stages that speak, and as long as there are messages: nobody reads it through, one looks a code up,
//! and a second table could say the same thing otherwise. A message's name in kebab case is its code.

macro_rules! messages {
    ($(
        $name:ident $({ $($field:ident),* $(,)? })? = $code:literal, $severity:ident,
        en: $en:literal, zh: $zh:literal
        $(, help_en: $help_en:literal, help_zh: $help_zh:literal)? ;
    )*) => {
        /// One problem's facts; the words around them are in the table that defines it.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(crate) enum Message { $( $name $({ $($field: String),* })? ),* }

        impl Message {
            /// The stable code.
            pub(crate) fn code(&self) -> super::Code {
                match self { $( Self::$name { .. } => super::Code::new($code) ),* }
            }

            /// The words in one language.
            pub(crate) fn words(&self, language: super::Language) -> super::Words {
                use super::Language::{Chinese, English};
                match self { $(
                    Self::$name $({ $($field),* })? => {
                        $( $( let $field = super::render::shown($field); let _ = &$field; )* )?
                        let (message, help): (String, Option<String>) = match language {
                            English => (format!($en), messages!(@help $($help_en)?)),
                            Chinese => (format!($zh), messages!(@help $($help_zh)?)),
                        };
                        // A help line whose only fact is empty has nothing to say.
                        super::Words { message, help: help.filter(|h| !h.contains("``")) }
                    }
                ),* }
            }
        }

        /// Every code with its severity, in the order of the table.
        pub(crate) const ALL: &[(&str, super::Severity)] =
            &[ $( ($code, super::Severity::$severity) ),* ];
    };
    (@help) => { None };
    (@help $help:literal) => { Some(format!($help)) };
}

/// Words in backticks, joined for a sentence: at most eight, then `…`.
pub(crate) fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for (n, word) in words.into_iter().enumerate() {
        if n == 8 {
            out.push_str(", …");
            break;
        }
        if n > 0 {
            out.push_str(", ");
        }
        out.push('`');
        out.push_str(word);
        out.push('`');
    }
    out
}

messages! {
    // ── reading text ──────────────────────────────────────────────────────────────────────────────────────────
    TooLarge { size, most } = "too-large", Error,
        en: "the text has {size} bytes; at most {most} are read", zh: "文本有 {size} 字节，最多读取 {most} 字节",
        help_en: "split it into several files", help_zh: "请拆成几个文件";
    NotUtf8 { byte } = "not-utf8", Error,
        en: "this is not UTF-8 from byte {byte} on", zh: "第 {byte} 字节起不是 UTF-8",
        help_en: "save the file as UTF-8; what Chinese programs call ANSI is mostly GBK", help_zh: "请另存为 UTF-8（国内软件的 ANSI 多为 GBK）";
    NotYaml { detail, zh_detail } = "not-yaml", Error,
        en: "this cannot be read as YAML: {detail}", zh: "无法按 YAML 读取：{zh_detail}",
        help_en: "look at the indentation, the blank after each `:` and the quotes of this line and the one before it",
        help_zh: "请检查本行和上一行的缩进、冒号（半角 `:` 后加空格）和引号";
    TabIndents = "tab-indents", Error,
        en: "a tab cannot indent in YAML", zh: "YAML 的缩进不能用制表符",
        help_en: "indent with blanks, two for each level", help_zh: "请用空格缩进，每级两个";
    NotYamlInBrackets { detail, zh_detail } = "not-yaml-in-brackets", Error,
        en: "this cannot be read as YAML: {detail}", zh: "无法按 YAML 读取：{zh_detail}",
        help_en: "inside braces and brackets put a value with `,` `[` `]` `{{` `}}` or `: ` in it in quotes, and part values with `,`, not `，`",
        help_zh: "在花括号、方括号内，值中有 `,` `[` `]` `{{` `}}` 或 `: ` 的请加引号；各值之间写 `,`，不写 `，`";
    BracketNotClosed { written } = "bracket-not-closed", Error,
        en: "this `{written}` is not closed", zh: "此处的 `{written}` 没有闭合",
        help_en: "write the bracket that closes it", help_zh: "请补上闭合的括号";
    ColonWithoutBlank { written } = "colon-without-blank", Error,
        en: "a `:` without a blank behind it ends no key", zh: "冒号后没有空格，键没有结束",
        help_en: "write `{written}`", help_zh: "请写 `{written}`";
    CutByComma { written } = "cut-by-comma", Error,
        en: "inside braces a comma ends the value, so that `{written}` is cut in two", zh: "花括号内逗号会结束一个值，`{written}` 被截断了",
        help_en: "put it in quotes: `\"{written}\"`", help_zh: "请加引号：`\"{written}\"`";
    NotJson { detail } = "not-json", Error,
        en: "this cannot be read as JSON: {detail}", zh: "无法按 JSON 读取：{detail}";
    TooDeep { most } = "too-deep", Error,
        en: "nested more than {most} levels deep", zh: "嵌套超过 {most} 层",
        help_en: "name a part of it, or write it in a file of its own", help_zh: "请给其中一部分起名，或放进单独的文件";
    TooManyNodes { most } = "too-many-nodes", Error,
        en: "more than {most} values in one file", zh: "一个文件中的值超过 {most} 个",
        help_en: "split it into several files", help_zh: "请拆成几个文件";
    AliasRefused = "alias-refused", Error,
        en: "anchors and aliases are not read", zh: "不支持锚点和别名",
        help_en: "write the value out where it is needed", help_zh: "请在用到的地方直接写出该值";
    TagRefused = "tag-refused", Error,
        en: "YAML tags are not read", zh: "不支持 YAML 标签",
        help_en: "remove the tag", help_zh: "请删去标签";
    DuplicateKey { key } = "duplicate-key", Error,
        en: "the key `{key}` stands twice in one map", zh: "同一映射中键 `{key}` 出现两次",
        help_en: "keep one of the two", help_zh: "请保留其中一个";
    KeyNotText = "key-not-text", Error,
        en: "a key must be a plain word", zh: "键必须是一个词";
    SeveralDocuments = "several-documents", Error,
        en: "a rule file holds one document", zh: "规则文件只能有一个文档",
        help_en: "put the second document in a file of its own", help_zh: "请把第二个文档放进单独的文件";
    EmptyFile = "empty-file", Error,
        en: "there is nothing in this file", zh: "文件是空的";
    LayoutNotKept = "layout-not-kept", Error,
        en: "this would not survive a new layout, so the file stays as it is", zh: "重新排版会丢失此处内容，文件保持原样",
        help_en: "remove it, or write it more plainly", help_zh: "请删去，或换一种更简单的写法";

    // ── blocks and plain values ───────────────────────────────────────────────────────────────────────────────
    NotABlock { block, zh_block } = "not-a-block", Error,
        en: "{block}: keys and values are expected here", zh: "{zh_block}应当是由键和值组成的一块";
    UnknownKey { key, block, zh_block, near } = "unknown-key", Error,
        en: "{block}: there is no key `{key}`", zh: "{zh_block}没有 `{key}` 这个键",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    MisplacedKey { key, block, zh_block, place, zh_place } = "misplaced-key", Error,
        en: "{block}: the key `{key}` does not belong here", zh: "键 `{key}` 不属于{zh_block}",
        help_en: "it belongs in: {place}", help_zh: "它属于：{zh_place}";
    MissingKey { block, zh_block, key, zh_key } = "missing-key", Error,
        en: "the {block} has no `{key}`", zh: "{zh_block}缺少 `{key}`（{zh_key}）",
        help_en: "add `{key}: …`", help_zh: "请补上 `{key}: …`";
    NeedsKey { kind, key } = "needs-key", Error,
        en: "`{kind}` needs the key `{key}`", zh: "`{kind}` 需要键 `{key}`",
        help_en: "add `{key}: …`", help_zh: "请补上 `{key}: …`";
    KeyDoesNotFit { key, kind } = "key-does-not-fit", Error,
        en: "`{key}` means nothing for `{kind}`", zh: "`{key}` 对 `{kind}` 没有意义",
        help_en: "remove `{key}`", help_zh: "请删去 `{key}`";
    OneOf { keys } = "one-of", Error,
        en: "exactly one of these keys is needed: {keys}", zh: "以下各键必须且只能有一个：{keys}";
    WantedText = "wanted-text", Error,
        en: "a text or number is expected here, not a list or block", zh: "此处应为文字或数，不是列表或一块";
    WantedList = "wanted-list", Error,
        en: "a list is expected here", zh: "此处应为列表",
        help_en: "write `[a, b]`, or one `- ` line for each", help_zh: "写作 `[甲, 乙]`，或每个一行 `- `";
    WantedMap = "wanted-map", Error,
        en: "names and values are expected here", zh: "此处应为名称与值",
        help_en: "write `name: value`", help_zh: "写作 `名称: 值`";
    EmptyList = "empty-list", Error,
        en: "this list is empty", zh: "列表是空的";
    NotANumber { written } = "not-a-number", Error,
        en: "`{written}` is not a number", zh: "`{written}` 不是数",
        help_en: "write digits, such as `12`, `0.5` or `85%`", help_zh: "请写数字，如 `12`、`0.5` 或 `85%`";
    FullWidthNumber { written, plain } = "full-width-number", Error,
        en: "`{written}` is written in full-width characters", zh: "`{written}` 用的是全角字符",
        help_en: "write `{plain}`", help_zh: "请写 `{plain}`";
    NotAPower { written } = "not-a-power", Error,
        en: "`{written}` is not a power that can be used", zh: "`{written}` 不能作幂次",
        help_en: "write a whole number from -9 to 9, not 0; for 0 write `combine: geometric`",
        help_zh: "请写 -9 到 9 之间不为 0 的整数；0 次请写 `合成: 几何平均`";
    DomainNotProven { wanted } = "domain-not-proven", Error,
        en: "it is not proven that this number is {wanted} for every inspection", zh: "不能证明此数总是 {wanted}",
        help_en: "declare `at_least` and `at_most` at its facts, or cut it with `max(…)` and `min(…)`",
        help_zh: "请为有关数据写明 `最少`、`最多`，或用 `最大(…)`、`最小(…)` 截断";
    NothingClaimed { name } = "nothing-claimed", Error,
        en: "nothing is claimed of `{name}`", zh: "`{name}` 没有自报值",
        help_en: "write `claim: not_checked` or `claim: counts` at the fact",
        help_zh: "请在该数据写 `自报: 未检查` 或 `自报: 采信`";
    NotASmallNumber { most } = "not-a-small-number", Error,
        en: "a whole number from 0 to {most} is expected", zh: "应为 0 到 {most} 的整数";
    NotYesNo { written, near } = "not-yes-no", Error,
        en: "`{written}` is neither yes nor no", zh: "`{written}` 不是“是”或“否”",
        help_en: "write `yes` or `no`", help_zh: "请写 `是` 或 `否`（`yes`、`no`）";
    NotADate { written } = "not-a-date", Error,
        en: "`{written}` is not a date", zh: "`{written}` 不是日期",
        help_en: "write year-month-day, such as `2022-08-01`", help_zh: "请写年-月-日，如 `2022-08-01`";
    NotDays { written } = "not-days", Error,
        en: "`{written}` is not a number of days", zh: "`{written}` 不是天数",
        help_en: "write `3 days`", help_zh: "请写 `3天`";
    UnknownWord { written, words, zh_words, near } = "unknown-word", Error,
        en: "`{written}` is not one of {words}", zh: "`{written}` 不在 {zh_words} 之中",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    BadIdentifier { id } = "bad-identifier", Error,
        en: "`{id}` cannot be a name", zh: "`{id}` 不能作名称",
        help_en: "use letters of any script, digits and `_`; no hyphens, no spaces and no full-width characters",
        help_zh: "请用文字、数字和 `_`，不用连字符、空格和全角字符";
    GradeCalledNone = "grade-called-none", Error,
        en: "`none` cannot be the id of a grade: in cases it says that there is no grade", zh: "`none` 不能作等次的标识：在案例中它表示没有等次",
        help_en: "choose another id", help_zh: "请另选标识";

    // ── rule sets ─────────────────────────────────────────────────────────────────────────────────────────────
    DuplicateId { id } = "duplicate-id", Error,
        en: "`{id}` is defined twice", zh: "`{id}` 定义了两次",
        help_en: "give one of the two another name", help_zh: "请给其中一个换名";
    DuplicateTitle { title } = "duplicate-title", Error,
        en: "two facts have the title `{title}`", zh: "两项检查数据的名称都是 `{title}`",
        help_en: "titles are column titles, so each must be its own", help_zh: "名称也作列标题，不能重复";
    UntilBeforeFrom = "until-before-from", Error,
        en: "this day lies before the first day in force", zh: "此日早于施行首日";
    NotAShare { written } = "not-a-share", Error,
        en: "`{written}` is not between 0% and 100%", zh: "`{written}` 不在 0% 与 100% 之间";
    EmptyRange { least, most } = "empty-range", Error,
        en: "no number lies between {least} and {most}", zh: "没有自 {least} 至 {most} 的数",
        help_en: "are the two the wrong way round?", help_zh: "两个界限是否写反了？";
    WrongNumberOfOptions = "wrong-number-of-options", Error,
        en: "a choice has from 2 to 64 options", zh: "选项应有 2 到 64 个";
    FindingsInFindings = "findings-in-findings", Error,
        en: "a finding cannot hold a list of findings", zh: "问题之中不能再有问题列表";
    ChecklistInFindings = "checklist-in-findings", Error,
        en: "a finding cannot hold a checklist", zh: "问题之中不能再有清单",
        help_en: "make each of its points a field of kind `yes_no`", help_zh: "请把清单的每一点写成一个 `yes_no` 字段";
    NothingToScore = "nothing-to-score", Error,
        en: "there are neither items nor penalties", zh: "既没有考评项目，也没有减分",
        help_en: "add `sections`, `items` or `penalties`", help_zh: "请写 `sections`、`items` 或 `penalties`";
    EmptySection = "empty-section", Error,
        en: "the section has no items", zh: "类别中没有项目";
    PointsDoNotAddUp { id, declared, sum, difference } = "points-do-not-add-up", Error,
        en: "the parts of `{id}` add up to {sum} points, not {declared} (difference {difference})",
        zh: "`{id}` 各部分合计 {sum} 分，不是 {declared} 分（差 {difference}）",
        help_en: "change the points of a part or the declared full marks",
        help_zh: "请改某一部分的分值，或改声明的满分";
    PointsNotPositive = "points-not-positive", Error,
        en: "points must be more than 0", zh: "分值必须大于 0";
    PointsOutOfRange { points, full } = "points-out-of-range", Error,
        en: "{points} points lie outside 0 to {full}", zh: "{points} 分不在 0 到 {full} 之间";
    PointsOrShare = "points-or-share", Error,
        en: "exactly one of `points` and `share` is needed (a share needs full marks)",
        zh: "`points` 与 `share` 必须且只能有一个（占比须有满分）";
    NoCriterion { keys } = "no-criterion", Error,
        en: "the item has no criterion", zh: "考评项目没有评分标准",
        help_en: "add one of {keys}", help_zh: "请写其中之一：{keys}";
    SecondCriterion { key } = "second-criterion", Error,
        en: "`{key}` is a second criterion; an item has one", zh: "`{key}` 是第二个评分标准，一个项目只能有一个",
        help_en: "make two items of it, or use `best_of` or `worst_of`",
        help_zh: "请拆成两个项目，或用 `best_of`、`worst_of`";
    WantedOneCriterion = "wanted-one-criterion", Error,
        en: "one criterion with its key is expected here", zh: "此处应为一个带键的评分标准";
    RecordHasPoints = "record-has-points", Error,
        en: "what is only recorded has no points", zh: "仅记录的项目没有分值",
        help_en: "remove `points` or write `points: 0`", help_zh: "请删去 `points` 或写 `points: 0`";
    TierCondition = "tier-condition", Error,
        en: "a tier needs `when`; the last of `tiers` may have `else: yes` instead",
        zh: "每一档需要 `when`；`tiers` 的最后一档可写 `else: yes`";
    TiersWithoutRest = "tiers-without-rest", Error,
        en: "the tiers do not say what happens when none of them holds", zh: "各档未说明都不满足时怎样",
        help_en: "end with `{{ else: yes, points: 0 }}`", help_zh: "请以 `{{ else: yes, points: 0 }}` 结尾";
    BandHole { witness } = "band-hole", Error,
        en: "no band holds {witness}", zh: "没有一段包含 {witness}",
        help_en: "move a limit, or change one from included to not included",
        help_zh: "请移动界限，或改变界限是否含本数";
    BandsOverlap { witness } = "bands-overlap", Error,
        en: "two bands hold {witness}", zh: "有两段都包含 {witness}",
        help_en: "use `from … below …` so that each limit belongs to one band",
        help_zh: "请用 `from … below …`，使每个界限只属于一段";
    PostsNotAscending = "posts-not-ascending", Error,
        en: "posts must stand in ascending order of `at`", zh: "各点须按 `at` 由小到大";
    TooFewPosts = "too-few-posts", Error,
        en: "a line needs at least two posts", zh: "插值至少需要两个点";
    TargetBelowFloor = "target-below-floor", Error,
        en: "the target must lie above the floor", zh: "目标必须高于起点";
    WhenEmptyMissing = "when-empty-missing", Error,
        en: "the whole can be 0, and nothing says what that means", zh: "分母可能为 0，却未说明此时怎样",
        help_en: "add `when_empty: not_applicable` (or full, zero, undefined)",
        help_zh: "请写 `when_empty: not_applicable`（或 full、zero、undefined）";
    StepNotPositive = "step-not-positive", Error,
        en: "a step must be more than 0", zh: "间隔必须大于 0";
    TooManyCaps = "too-many-caps", Error,
        en: "findings can be grouped in two ways at most", zh: "问题最多按两种方式分组封顶",
        help_en: "the whole deduction is capped by `at_most`", help_zh: "整项封顶请写 `最多`";
    JudgedValue = "judged-value", Error,
        en: "judged points come from a number", zh: "酌情给分应取自数值";
    ReasonNotText = "reason-not-text", Error,
        en: "the reason must be a text", zh: "理由应为文字";
    CellMissing { word } = "cell-missing", Error,
        en: "the table has nothing for `{word}`", zh: "表中缺少 `{word}`";
    GradesNotInOrder = "grades-not-in-order", Error,
        en: "grades must stand best first, each limit beyond the last", zh: "等次须从好到差排列，界限依次变化",
        help_en: "two may share a limit where the better one has `requires`", help_zh: "较好的一等写有 `requires` 时，两等可用同一界限";
    GradesLeaveHole { last, end } = "grades-leave-hole", Error,
        en: "the last grade must reach {end}, or some scores have none", zh: "最后一等须到 {end}，否则有的分数没有等次",
        help_en: "write `{last}: {end}` in the last grade", help_zh: "请在最后一等写 `{last}: {end}`";
    GradeUnreachable { id, limit, min, max } = "grade-unreachable", Error,
        en: "no score of {min} to {max} is {limit}, as `{id}` takes",
        zh: "{min} 到 {max} 分中没有 {limit} 的，评不上 `{id}`";
    LowestNotBelowMax { max } = "lowest-not-below-max", Error,
        en: "the least score must be below the full marks of {max}", zh: "最低分须低于满分 {max}";
    HighestBelowMax { max } = "highest-below-max", Error,
        en: "the most a score can be is no less than the full marks of {max}", zh: "最高分不能低于满分 {max}";
    ScoreOffScale { score, min, max } = "score-off-scale", Error,
        en: "{score} is no score: the scale goes from {min} to {max}", zh: "{score} 不在 {min} 到 {max} 分之间";
    WrongGradeLimit { given, wanted } = "wrong-grade-limit", Error,
        en: "`{given}` does not fit the direction of the scale", zh: "`{given}` 与计分方向不符",
        help_en: "write `{wanted}`", help_zh: "请写 `{wanted}`";
    LastGradeRequires = "last-grade-requires", Error,
        en: "the last grade cannot require anything: there is none to fall to", zh: "最后一等不能再有条件：没有更低的等次";
    UnknownGrade { name, near } = "unknown-grade", Error,
        en: "there is no grade `{name}`", zh: "没有等次 `{name}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    UnknownOwner { name, near } = "unknown-owner", Error,
        en: "`{name}` is not listed in `owners`", zh: "`owners` 中没有 `{name}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    UnknownTag { tag, near } = "unknown-tag", Error,
        en: "there is no tag `{tag}`", zh: "没有标签 `{tag}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    UnknownSource { name, near } = "unknown-source", Error,
        en: "`{name}` is not listed in `sources`", zh: "`sources` 中没有 `{name}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    MissingProvenance { id } = "missing-provenance", Warning,
        en: "`{id}` does not say where its criterion comes from", zh: "`{id}` 未写明标准的出处",
        help_en: "add `provenance: {{ criterion: …, numbers: … }}`", help_zh: "请写 `provenance: {{ criterion: …, numbers: … }}`";
    IllustrativeNumbers { count, ids } = "illustrative-numbers", Warning,
        en: "the numbers of {count} items are only illustrative: {ids}", zh: "{count} 个项目的数字仅为示例：{ids}",
        help_en: "replace them by the issuing office's own before anything depends on them",
        help_zh: "正式使用前请换成发文单位的数字";
    DeductionsFallShort { id, most, points } = "deductions-fall-short", Warning,
        en: "the deductions of `{id}` come to {most} at most, so part of its {points} points is never used",
        zh: "`{id}` 各项合计最多 {most} 分，{points} 分中有一部分永远用不到";
    UnusedFact { name } = "unused-fact", Warning,
        en: "nothing uses the fact `{name}`", zh: "没有用到检查数据 `{name}`",
        help_en: "use it, or record it in an item with `record`", help_zh: "请使用它，或用 `record` 项目记录";
    UnusedLet { name } = "unused-let", Warning,
        en: "nothing uses the named value `{name}`", zh: "没有用到中间量 `{name}`",
        help_en: "is another name mistyped, or is something missing? else leave it out", help_zh: "是否写错了别处的名字，或漏写了什么？否则请删去";
    CapBelowOne { cap, points } = "cap-below-one", Warning,
        en: "one occurrence is {points} points, and all together are at most {cap}", zh: "每次 {points} 分，而合计最多 {cap} 分",
        help_en: "write the points that one really costs or brings, or a higher cap", help_zh: "请写每次实际的分值，或写更高的上限";
    EarnsBeyondFull { id, most, points } = "earns-beyond-full", Note,
        en: "`{id}` can earn more than its {points} points, {most} at most; what is beyond them is cut", zh: "`{id}` 可得超过满分 {points}（最多 {most}），超出部分不计",
        help_en: "if that is meant, say so with `min(…, {points})`", help_zh: "如确有此意，请写明 `min(…, {points})`";
    WholeBelowZero { id } = "whole-below-zero", Warning,
        en: "the whole of `{id}` is always below 0, so that more of the part earns less", zh: "`{id}` 的整体总在 0 以下，部分越多得分越少",
        help_en: "are its two numbers the wrong way round?", help_zh: "两个数是否写反了？";

    // ── expressions as written ────────────────────────────────────────────────────────────────────────────────
    ExpressionTooLong { most } = "expression-too-long", Error,
        en: "an expression has at most {most} bytes", zh: "算式最多 {most} 字节",
        help_en: "name its parts in `let`", help_zh: "请在 `let` 中给各部分命名";
    TooManyFactors { most } = "too-many-factors", Error,
        en: "multiplied out, this has more than {most} factors", zh: "展开后的因数超过 {most} 个",
        help_en: "multiply fewer values", help_zh: "请少乘几个量";
    ExpressionEnds = "expression-ends", Error,
        en: "the expression ends too early", zh: "算式不完整";
    UnexpectedToken { written } = "unexpected-token", Error,
        en: "`{written}` does not fit here", zh: "此处不应有 `{written}`";
    WhenEmptyOutOfPlace = "when-empty-out-of-place", Error,
        en: "`when_empty` stands right behind the division it is about", zh: "`when_empty` 要紧跟在它所说的除法之后",
        help_en: "write it as in `a / b when_empty 0 >= 5`", help_zh: "写法如 `a / b when_empty 0 >= 5`";
    SignExpected { sign } = "sign-expected", Error,
        en: "`{sign}` is expected here", zh: "此处应有 `{sign}`";
    ChainedComparison = "chained-comparison", Error,
        en: "comparisons cannot be chained", zh: "比较不能连写",
        help_en: "write `a < b and b < c`", help_zh: "请写 `a < b and b < c`";
    ForeignSign { written, plain } = "foreign-sign", Error,
        en: "`{written}` is not a sign of this language", zh: "这里不用 `{written}`",
        help_en: "write `{plain}`", help_zh: "请写 `{plain}`";
    PercentSign = "percent-sign", Error,
        en: "`%` stands only behind a number, as in `85%`", zh: "`%` 只能写在数字后面，如 `85%`",
        help_en: "what a division leaves is `a - b * floor(a / b)`", help_zh: "求余数请写 `a - b * floor(a / b)`";
    QuotedWord = "quoted-word", Error,
        en: "expressions have no quotation marks", zh: "算式中不用引号",
        help_en: "write words of choices bare, as in `road = paved`", help_zh: "选项的词直接写，如 `road = paved`";
    FullWidthSign { written, plain } = "full-width-sign", Error,
        en: "`{written}` is a full-width character", zh: "`{written}` 是全角字符",
        help_en: "write `{plain}`", help_zh: "请写 `{plain}`";
    StrangeCharacter { written } = "strange-character", Error,
        en: "`{written}` has no meaning here", zh: "`{written}` 在此没有意义";

    // ── meaning of expressions ────────────────────────────────────────────────────────────────────────────────
    UnknownName { name, near } = "unknown-name", Error,
        en: "there is no fact or value `{name}`", zh: "没有检查数据或中间量 `{name}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    UnknownFact { name, near } = "unknown-fact", Error,
        en: "there is no fact `{name}`", zh: "没有检查数据 `{name}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    UnknownField { name, near } = "unknown-field", Error,
        en: "findings have no field `{name}`", zh: "问题没有字段 `{name}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    UnknownPoint { list, point, near } = "unknown-point", Error,
        en: "the checklist `{list}` has no point `{point}`", zh: "清单 `{list}` 没有 `{point}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    UnknownChoice { written, words, near } = "unknown-choice", Error,
        en: "`{written}` is not one of {words}", zh: "`{written}` 不在 {words} 之中",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    UnknownMeasure { measure, near } = "unknown-measure", Error,
        en: "a result has no `{measure}`; it has points, share and state", zh: "结果没有 `{measure}`，只有 points、share、state",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    UnknownFunction { name, near } = "unknown-function", Error,
        en: "there is no function `{name}`", zh: "没有函数 `{name}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    WrongArguments { function, usage } = "wrong-arguments", Error,
        en: "`{function}` is not used like this", zh: "`{function}` 的用法不对",
        help_en: "write `{usage}`", help_zh: "请写 `{usage}`";
    NameTooLong = "name-too-long", Error,
        en: "a name has at most two parts", zh: "名称最多两段";
    NoParts { name, item } = "no-parts", Error,
        en: "`{name}` has no parts to name", zh: "`{name}` 没有可指的部分",
        help_en: "an item or section is called `{item}` as well: give the fact or named value another name",
        help_zh: "另有项目或类别也叫 `{item}`：请给检查数据或中间量另起名";
    ResultOutOfPlace { name } = "result-out-of-place", Error,
        en: "results such as those of `{name}` can be used only in gates, in `requires`, in the matrix of grades and in named values for these",
        zh: "`{name}` 的结果只能用于门槛、`requires`、等次矩阵，以及供其使用的中间量",
        help_en: "in an item, name the formula in `let` and use it in both places", help_zh: "在项目中请用 `let` 给公式起名，两处都用它";
    SectionHasNoState { name } = "section-has-no-state", Error,
        en: "`{name}` is a section; only items have a state", zh: "`{name}` 是类别，只有项目才有状态";
    TextInExpression { name } = "text-in-expression", Error,
        en: "`{name}` is a text: nothing is computed of it", zh: "`{name}` 是文字，不能参与计算",
        help_en: "write `known({name})` to ask whether it is there; findings can be told apart by it with `once_per`, `at_most_per` and `distinct`",
        help_zh: "是否已填请写 `known({name})`；问题可按它用 `once_per`、`at_most_per` 和 `distinct` 区分";
    ChecklistInExpression { name } = "checklist-in-expression", Error,
        en: "`{name}` is a checklist", zh: "`{name}` 是清单",
        help_en: "write `unmet({name})`, `met({name})` or `{name}.point`",
        help_zh: "请写 `unmet({name})`、`met({name})` 或 `{name}.某点`";
    FindingsInExpression { name } = "findings-in-expression", Error,
        en: "`{name}` is a list of findings", zh: "`{name}` 是问题列表",
        help_en: "write `count({name})` or another function over it", help_zh: "请写 `count({name})` 等函数";
    NotAChecklist = "not-a-checklist", Error,
        en: "a checklist is expected here", zh: "此处应为清单";
    NotFindings = "not-findings", Error,
        en: "a list of findings is expected here", zh: "此处应为问题列表";
    LetCycle { name } = "let-cycle", Error,
        en: "`{name}` depends on itself", zh: "`{name}` 依赖自身";
    DivisorMayBeZero = "divisor-may-be-zero", Error,
        en: "the divisor can be 0, and nothing says what that means", zh: "除数可能为 0，却未说明此时怎样",
        help_en: "add `when_empty 0` or `when_empty not_applicable` after the divisor; where it is never 0, give its fact an `at_least` above 0",
        help_zh: "请在除数后写 `when_empty 0` 或 `when_empty not_applicable`；如除数不会为 0，请给该数据写大于 0 的 `at_least`";
    UnitMismatch { left, right } = "unit-mismatch", Error,
        en: "`{left}` and `{right}` are different units", zh: "`{left}` 与 `{right}` 单位不同",
        help_en: "if that is meant, write `number(…)` around one of them",
        help_zh: "如确有此意，请对其中之一写 `number(…)`";
    PercentMissing { number, percent } = "percent-missing", Error,
        en: "a share is held against {number}, which is {percent}%", zh: "占比与 {number} 相比，而 {number} 就是 {percent}%",
        help_en: "write `{number}%`, or `{percent}%` if that is meant", help_zh: "请写 `{number}%`；确是 {percent}% 的请写 `{percent}%`";
    PointsAgainstPercent { name, percent } = "points-against-percent", Error,
        en: "points are held against {percent}, which is a share", zh: "分值与占比 {percent} 相比",
        help_en: "write `{name}.share`, or the number of points that is meant", help_zh: "请写 `{name}.share`，或写所要的分数";
    UnitMissing { unit } = "unit-missing", Error,
        en: "one has the unit `{unit}`, the other has none", zh: "一个的单位是 `{unit}`，另一个没有单位",
        help_en: "write `number(…)` around the one in `{unit}`, or give the other fact `unit: {unit}`",
        help_zh: "请对有单位 `{unit}` 的写 `number(…)`，或给另一个数据写 `unit: {unit}`";
    TypesDiffer { left, right, zh_left, zh_right } = "types-differ", Error,
        en: "{left} and {right} cannot stand together", zh: "{zh_left}与{zh_right}不能放在一起";
    WrongType { found, wanted, zh_found, zh_wanted } = "wrong-type", Error,
        en: "{wanted} is expected here; this is {found}", zh: "此处应为{zh_wanted}，这是{zh_found}";
    TruthsHaveNoOrder = "truths-have-no-order", Error,
        en: "conditions and states can be compared only with `=` and `!=`", zh: "条件和状态只能用 `=` 与 `!=` 比较";
    StepNotLiteral = "step-not-literal", Error,
        en: "the step must be a number above 0 written out", zh: "间隔须直接写出大于 0 的数";

    // ── inspections ───────────────────────────────────────────────────────────────────────────────────────────
    NoSuchFact { name, near } = "no-such-fact", Error,
        en: "the rule set has no fact `{name}`", zh: "规则集没有检查数据 `{name}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    NoSuchItem { name, near } = "no-such-item", Error,
        en: "the rule set has no item `{name}`", zh: "规则集没有考评项目 `{name}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    NotExpectable { name, kind, zh_kind, near } = "not-expectable", Error,
        en: "the rule set has no {kind} `{name}`", zh: "规则集没有{zh_kind} `{name}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    RectifiedTooEarly { day, date } = "rectified-too-early", Error,
        en: "put right on {day}, before it was inspected on {date}", zh: "整改日期 {day} 早于检查日期 {date}",
        help_en: "write the day of the inspection for what was put right on the spot", help_zh: "当场整改的请写检查当日";
    FactGivenTwice { name } = "fact-given-twice", Error,
        en: "`{name}` is answered twice", zh: "`{name}` 填了两次";
    TakenFromBelow { name, ruleset } = "taken-from-below", Error,
        en: "`{name}` is taken from the results of `{ruleset}`, not from the form",
        zh: "`{name}` 取自 `{ruleset}` 的评定结果，不由表单填写";
    NotWhole { name, written } = "not-whole", Error,
        en: "`{name}` is a count; `{written}` is not a whole number", zh: "`{name}` 是计数，`{written}` 不是整数";
    TooManyPlaces { name, written, places } = "too-many-places", Error,
        en: "`{name}` has at most {places} decimals; `{written}` has more", zh: "`{name}` 最多 {places} 位小数，`{written}` 超出";
    OutOfRange { name, written, range } = "out-of-range", Error,
        en: "`{name}` is {written}; {range} is possible", zh: "`{name}` 为 {written}，可填 {range}";
    MayNotApply { name } = "may-not-apply", Error,
        en: "`{name}` cannot be answered with not applicable", zh: "`{name}` 不能填“不适用”",
        help_en: "only facts with `may_not_apply: yes` can; leave it out if it was not checked",
        help_zh: "只有规则写了 `may_not_apply: yes` 的才可以；未检查的请留空";
    WantedOneValue { name } = "wanted-one-value", Error,
        en: "`{name}` takes one value", zh: "`{name}` 只填一个值";
    WantedChecklist { name } = "wanted-checklist", Error,
        en: "`{name}` is a checklist: points with yes or no, or `unmet: […]`", zh: "`{name}` 是清单：逐点填是或否，或写 `unmet: […]`";
    WantedFindings { name } = "wanted-findings", Error,
        en: "`{name}` is a list of findings", zh: "`{name}` 是问题列表",
        help_en: "write `[]` when there are none", help_zh: "没有问题请写 `[]`";
    WrongSubject { found, wanted } = "wrong-subject", Error,
        en: "the inspection is of a `{found}`; the rule set is for a `{wanted}`", zh: "检查的是 `{found}`，规则集适用于 `{wanted}`";
    WrongRuleset { found, wanted } = "wrong-ruleset", Error,
        en: "the inspection names the rule set `{found}`, not `{wanted}`", zh: "检查写明用规则集 `{found}`，不是 `{wanted}`";
    JudgedOffStep { name, written, step } = "judged-off-step", Error,
        en: "`{name}` is {written}; points are given in steps of {step}", zh: "`{name}` 为 {written}，给分须按 {step} 的步长";
    JudgedOutOfRange { name, written, points } = "judged-out-of-range", Error,
        en: "`{name}` is {written}; the item has {points} points", zh: "`{name}` 为 {written}，该项满分 {points}";
    ReasonMissing { name, reason } = "reason-missing", Error,
        en: "`{name}` takes points off without a reason", zh: "`{name}` 扣了分却没有理由",
        help_en: "answer `{reason}`", help_zh: "请填 `{reason}`";
    FactsDisagree { say } = "facts-disagree", Error,
        en: "the answers do not agree: {say}", zh: "检查数据互相矛盾：{say}";
    OverrideOutOfRange { id, points, full } = "override-out-of-range", Error,
        en: "the override gives `{id}` {points} points; it has {full}", zh: "改判给 `{id}` {points} 分，该项满分 {full}",
        help_en: "write a number from 0 to full marks, or `not_applicable`", help_zh: "请写 0 到满分之间的数，或 `不适用`";
    ResultNotTaken { id, near, ids } = "result-not-taken", Error,
        en: "no fact is taken from results of `{id}`; facts are taken from: {ids}", zh: "没有检查数据取自 `{id}` 的结果；取自：{ids}",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    ResultGivenTwice { code, ruleset } = "result-given-twice", Error,
        en: "`{code}` has two results of `{ruleset}`", zh: "`{code}` 有两个 `{ruleset}` 的结果",
        help_en: "keep one; what is inspected together with this subject is not listed again",
        help_zh: "请保留一个；与本对象一并评定的不再列出";
    ResultOutOfRange { written, ruleset, range } = "result-out-of-range", Error,
        en: "{written} is no score of `{ruleset}`, which goes over {range}", zh: "{written} 不是 `{ruleset}` 的得分，其范围为 {range}",
        help_en: "write the score as that rule set gives it, not as a share of 100", help_zh: "请按该规则集的得分填写，不要折成百分制";
    ResultBounds { code } = "result-bounds", Error,
        en: "the result of `{code}` does not lie between its own bounds", zh: "`{code}` 的结果不在自己的上下界之间",
        help_en: "`low` ≤ `score` ≤ `high`; without a `score` both bounds are given, or neither", help_zh: "应有 `low` ≤ `score` ≤ `high`；没有 `score` 时上下界都填或都不填";
    ResultGradeUnknown { grade, ruleset, near } = "result-grade-unknown", Error,
        en: "`{ruleset}` has no grade `{grade}`", zh: "`{ruleset}` 没有等次 `{grade}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    CodeNotText { written } = "code-not-text", Error,
        en: "`{written}` is a number written with an exponent; the digits of the code are lost", zh: "`{written}` 是科学记数，编码的数字已丢失",
        help_en: "store codes as text", help_zh: "请把编码存为文本";
    GradeNotBelow { name, ruleset, grade } = "grade-not-below", Error,
        en: "`{name}` asks for the grade `{grade}`, which `{ruleset}` does not have", zh: "`{name}` 要求等次 `{grade}`，而 `{ruleset}` 没有";
    WeightNotBelow { fact, ruleset, near } = "weight-not-below", Error,
        en: "`{ruleset}` has no number `{fact}` to count by", zh: "`{ruleset}` 没有可作权重的数值 `{fact}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    NoRuleSet { id, near } = "no-rule-set", Error,
        en: "no rule set `{id}` was loaded", zh: "没有载入规则集 `{id}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    NotInForce { id, date, ranges } = "not-in-force", Error,
        en: "no loaded version of `{id}` is in force on {date} ({ranges})", zh: "{date} 没有施行中的 `{id}`（{ranges}）";
    NoRuleSetForSubject { kind, ids } = "no-rule-set-for-subject", Error,
        en: "which rule set is meant for a `{kind}`: {ids}?", zh: "`{kind}` 应用哪个规则集：{ids}？",
        help_en: "write `ruleset: …` in the inspection", help_zh: "请在检查中写 `ruleset: …`";
    DuplicateVersion { id, version } = "duplicate-version", Error,
        en: "version {version} of `{id}` was loaded twice", zh: "`{id}` 的 {version} 版载入了两次";
    VersionsOverlap { id, a, b } = "versions-overlap", Error,
        en: "versions {a} and {b} of `{id}` are in force on the same days", zh: "`{id}` 的 {a} 版与 {b} 版施行日期重叠",
        help_en: "end one with `effective: {{ until: … }}`", help_zh: "请给其中一版写 `effective: {{ until: … }}`";
    DuplicateInspection { code, ruleset } = "duplicate-inspection", Error,
        en: "`{code}` is inspected twice under `{ruleset}`", zh: "`{code}` 按 `{ruleset}` 有两次检查",
        help_en: "keep one; periods with several visits are not combined here",
        help_zh: "请保留一次；此处不合并多次检查";

    // ── cases ─────────────────────────────────────────────────────────────────────────────────────────────────
    NoCases = "no-cases", Error,
        en: "there is no case in this file", zh: "文件中没有案例";
    NothingExpected = "nothing-expected", Error,
        en: "the case expects nothing", zh: "案例没有写期望",
        help_en: "name at least the score", help_zh: "至少写明得分";
    NoSuchCase { name, near } = "no-such-case", Error,
        en: "no earlier case is called `{name}`", zh: "前面没有名为 `{name}` 的案例",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";

    // ── overlays and dated values ─────────────────────────────────────────────────────────────────────────────
    NoParent { id, near } = "no-parent", Error,
        en: "the rule set `{id}`, which this overlay extends, was not loaded", zh: "没有载入此细则的上位规则集 `{id}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    SeveralParents { id, versions } = "several-parents", Error,
        en: "several versions of `{id}` were loaded: {versions}", zh: "载入了 `{id}` 的多个版本：{versions}",
        help_en: "write `extends_version: …`", help_zh: "请写 `上位版本: …`";
    OverlayCycle { id } = "overlay-cycle", Error,
        en: "the overlay `{id}` extends itself", zh: "细则 `{id}` 以自身为上位标准";
    TooManyChanges { most } = "too-many-changes", Error,
        en: "an overlay makes at most {most} changes", zh: "细则最多 {most} 处改动",
        help_en: "write a rule set of its own", help_zh: "请另写规则集";
    NoSuchBlock { id, near } = "no-such-block", Error,
        en: "the parent has nothing called `{id}`", zh: "上位标准中没有 `{id}`",
        help_en: "did you mean `{near}`?", help_zh: "是否想写 `{near}`？";
    NoSuchPath { path, block } = "no-such-path", Error,
        en: "`{block}` has nothing at `{path}`", zh: "`{block}` 中没有 `{path}`",
        help_en: "write keys and numbers of elements joined with `.`, such as `deduct.points` or `tiers.1.points`",
        help_zh: "用 `.` 连接键和第几个，如 `deduct.points`、`tiers.1.points`";
    NotAdjustable { key, block } = "not-adjustable", Error,
        en: "the parent does not let overlays change `{key}` of `{block}`", zh: "上位标准不许细则改 `{block}` 的 `{key}`",
        help_en: "leave it as it is, or ask the parent's office to mark it `adjustable`",
        help_zh: "请保持原样，或请上位标准的发布单位标注 `可调`";
    NoDirection { key, block, word } = "no-direction", Error,
        en: "`{block}` may only be changed with `{word}`, and `{key}` cannot be judged that way",
        zh: "`{block}` 只许按 `{word}` 改，而 `{key}` 无从判断加严还是放宽";
    WrongWay { key, block, word } = "wrong-way", Error,
        en: "`{block}` may only be changed with `{word}`, and this change of its `{key}` goes the other way",
        zh: "`{block}` 只许按 `{word}` 改，而此处对 `{key}` 的改动方向相反",
        help_en: "where only tightening is allowed, gates that cap and penalties may be added and bonuses dropped; where only loosening is, the other way round",
        help_zh: "只许加严处可以增加封顶的门槛和减分、去掉加分；只许放宽处则相反";
    AdjustableWidened { block } = "adjustable-widened", Error,
        en: "an overlay cannot widen what may be changed of `{block}`", zh: "细则不能放宽 `{block}` 的可调范围";
    OverlayLoosens { id, witness, before, after } = "overlay-loosens", Error,
        en: "`{id}` is easier than the parent's: {before} becomes {after} for {witness}",
        zh: "`{id}` 比上位标准宽：{before} 变为 {after}，例：{witness}",
        help_en: "the parent allows only tightening here", help_zh: "上位标准在此只许加严";
    OverlayTightens { id, witness, before, after } = "overlay-tightens", Error,
        en: "`{id}` is harder than the parent's: {before} becomes {after} for {witness}",
        zh: "`{id}` 比上位标准严：{before} 变为 {after}，例：{witness}",
        help_en: "the parent allows only loosening here", help_zh: "上位标准在此只许放宽";
    WholeLoosens { witness, before, after } = "whole-loosens", Error,
        en: "this overlay says that it only tightens, but {before} becomes {after} for {witness}",
        zh: "细则声明只加严，但 {before} 变为 {after}，例：{witness}",
        help_en: "mend the change, or leave `tightens` out", help_zh: "请改正，或不写 `只加严`";
    NotProven { id, word, zh_word, count } = "not-proven", Warning,
        en: "whether `{id}` only {word} is not proven; none of {count} inspections tried speaks against it",
        zh: "未能证明 `{id}` 只{zh_word}；试了 {count} 份检查，没有反例";
    DatedOutOfPlace = "dated-out-of-place", Error,
        en: "a value here cannot have dates", zh: "此处的值不能分期",
        help_en: "dates are possible in sections, items, bonuses, penalties, gates, grades, `let` and `coverage`; not for ids",
        help_zh: "可分期的有类别、项目、加减分、门槛、等次、中间量和覆盖率，编号除外";
    DatedNotInOrder = "dated-not-in-order", Error,
        en: "the first step has no date, later ones have one each, in order", zh: "首期不写日期，以后各期依次写日期",
        help_en: "write `dated: [ {{ is: 1 }}, {{ from: 2022-10-01, is: 2 }} ]`",
        help_zh: "写作 `分期: [ {{ 为: 1 }}, {{ 自: 2022-10-01, 为: 2 }} ]`";
    TooManyDates { most } = "too-many-dates", Error,
        en: "the values of this rule set change on more than {most} days", zh: "此规则集的值在 {most} 多个日期上变化",
        help_en: "start a new version", help_zh: "请另立新版本";

    // ── audit ─────────────────────────────────────────────────────────────────────────────────────────────────
    AlwaysTrue = "always-true", Warning,
        en: "this condition holds whatever is found", zh: "无论查到什么，此条件总成立",
        help_en: "remove it, or check its limits", help_zh: "请删去，或核对其中的界限";
    NeverTrue = "never-true", Warning,
        en: "this condition never holds, whatever is found", zh: "无论查到什么，此条件都不成立",
        help_en: "remove it, or check its limits", help_zh: "请删去，或核对其中的界限";
    NotSeen { found, zh_found } = "not-seen", Note,
        en: "{found}", zh: "{zh_found}";
    NotSeenTrue { count } = "not-seen-true", Note,
        en: "none of {count} inspections tried makes this condition hold (tried, not proven)",
        zh: "试了 {count} 份检查，此条件都不成立（仅为试算，未经证明）";
    NotSeenFalse { count } = "not-seen-false", Note,
        en: "none of {count} inspections tried makes this condition fail (tried, not proven)",
        zh: "试了 {count} 份检查，此条件都成立（仅为试算，未经证明）";
    TierNotReached { how, zh_how } = "tier-not-reached", Warning,
        en: "whenever this tier holds, one before it does too ({how})", zh: "此档成立时前面总有一档也成立（{zh_how}）",
        help_en: "put the narrower condition first", help_zh: "请把更严的条件放在前面";
    RestNotReached { how, zh_how } = "rest-not-reached", Warning,
        en: "one of the tiers always holds, so nothing is left for `else` ({how})", zh: "各档中总有一档成立，其余一档永远用不到（{zh_how}）",
        help_en: "make the last tier the `else`, or check its limits", help_zh: "请把最后一档写作 `else`，或核对界限";
    LevelNotReached { how, zh_how } = "level-not-reached", Warning,
        en: "this level never holds together with all levels below it ({how})", zh: "此级从不与以下各级同时成立（{zh_how}）",
        help_en: "check its limits against those below", help_zh: "请对照以下各级核对界限";
    BandNotReached { band, how, zh_how } = "band-not-reached", Warning,
        en: "nothing falls into the band {band} ({how})", zh: "没有数值落入 {band} 这一段（{zh_how}）";
    CellNotReached { cell, how, zh_how } = "cell-not-reached", Warning,
        en: "nothing falls into the cell `{cell}` ({how})", zh: "没有情形落入表中 `{cell}` 一格（{zh_how}）";
    ItemNeverMoves { id, points, how, zh_how } = "item-never-moves", Warning,
        en: "`{id}` has {points} points whatever is found ({how})", zh: "无论查到什么，`{id}` 总是 {points} 分（{zh_how}）";
    FullPointsNotReached { id, most, points, how, zh_how } = "full-points-not-reached", Warning,
        en: "`{id}` never has its {points} points; {most} was the most ({how})",
        zh: "`{id}` 得不到满分 {points}，最多得 {most} 分（{zh_how}）";
    NotMonotone { id, fact, first, second, third, witness } = "not-monotone", Warning,
        en: "points of `{id}` turn while `{fact}` grows: {first}, {second}, {third}{witness}",
        zh: "`{fact}` 增大时 `{id}` 的得分先后反向：{first}，{second}，{third}{witness}",
        help_en: "if both too little and too much are meant to cost points, write `two_sided: yes`",
        help_zh: "如过少过多都应扣分，请写 `two_sided: yes`";
    WorseAsksMore { worse, better } = "worse-asks-more", Warning,
        en: "`{worse}` asks for something that the better grade `{better}` does not",
        zh: "等次 `{worse}` 的 `另须` 比更高的等次 `{better}` 要得更多",
        help_en: "who meets what `{better}` asks for but has too few points for it should not miss `{worse}` over it: is a limit mistyped?",
        help_zh: "满足 `{better}` 而分数不够者不应因此也得不到 `{worse}`：是否写错了界限？";
    GateDoesNothing { id } = "gate-does-nothing", Warning,
        en: "what `{id}` does changes nothing: it is already the best there is", zh: "门槛 `{id}` 的后果什么也不改变：已是最好",
        help_en: "write the limit that is meant", help_zh: "请写所要的界限";
    GradeNotReached { id, how, zh_how, near } = "grade-not-reached", Warning,
        en: "nothing gets the grade `{id}` ({how}); scores nearest to it: {near}",
        zh: "没有评为 `{id}` 的（{zh_how}）；最近的得分：{near}";
    GateNeverFires { id, how, zh_how } = "gate-never-fires", Warning,
        en: "nothing closes the gate `{id}` ({how})", zh: "门槛 `{id}` 从不触发（{zh_how}）";
    GateRaisesScore { id, before, after } = "gate-raises-score", Warning,
        en: "the gate `{id}` betters a score: from {before} to {after}", zh: "门槛 `{id}` 反而使得分变好：由 {before} 到 {after}",
        help_en: "write `score_at_most` instead of `score`", help_zh: "请写 `score_at_most` 而不是 `score`";
    PullsBothWays { fact, better, worse } = "pulls-both-ways", Warning,
        en: "more of `{fact}` is better for `{better}` and worse for `{worse}`",
        zh: "`{fact}` 越多，`{better}` 越好，`{worse}` 却越差",
        help_en: "check which way the comparisons point; if both are meant, write `two_sided: yes` in an item",
        help_zh: "请核对比较符号的方向；如两者都是本意，请在考评项目中写 `two_sided: yes`";
    BetterLosesGrade { id } = "better-loses-grade", Warning,
        en: "something the grade `{id}` asks for holds where all points are worst and fails where they are best",
        zh: "等次 `{id}` 的另须条件中有一项在得分最差时成立，在得分最好时反而不成立",
        help_en: "check which way the comparison points", help_zh: "请核对比较符号的方向";
    BetterClosesGate { id } = "better-closes-gate", Warning,
        en: "something that closes the gate `{id}` holds where all points are best and fails where they are worst",
        zh: "门槛 `{id}` 的触发条件中有一项在得分最好时成立，在得分最差时反而不成立",
        help_en: "check which way the comparison points", help_zh: "请核对比较符号的方向";
    NeverCounts { id, how, zh_how } = "never-counts", Warning,
        en: "`{id}` never adds or takes a point ({how})", zh: "`{id}` 从不加分或减分（{zh_how}）";
    PrintedBesideGrade { printed, exact, grade, reached } = "printed-beside-grade", Warning,
        en: "a score printed as {printed} is graded `{reached}`, because {exact} does not reach `{grade}`",
        zh: "打印为 {printed} 的得分评为 `{reached}`，因为 {exact} 达不到 `{grade}`",
        help_en: "where the source grades the exact score, print more places (`step`); where it grades the printed one, write `compare: rounded`, or round `at: total`",
        help_zh: "如依据按未修约的得分评等，请打印更多位数（`step`）；如按打印的得分评等，请写 `compare: rounded`，或在 `total` 处修约";
    NotDecided { id, open, all, list } = "not-decided", Note,
        en: "of {all} questions about `{id}` {open} are not decided: {list}", zh: "关于 `{id}` 的 {all} 个问题中有 {open} 个未能判定：{list}";
}
