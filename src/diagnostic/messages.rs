//! Every message, written once, in English and Chinese.
//!
//! The tables stand in the files beside this one, one a family; [`Message`] is their sum. A message's name in
//! kebab case is its code.

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
                        $( $( let _ = $field; )* )?
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
    NotYaml { detail } = "not-yaml", Error,
        en: "this cannot be read as YAML: {detail}", zh: "无法按 YAML 读取：{detail}";
    TooDeep { most } = "too-deep", Error,
        en: "nested more than {most} levels deep", zh: "嵌套超过 {most} 层";
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
}
