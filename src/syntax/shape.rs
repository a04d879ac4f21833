//! What a block of the format looks like: its keys, in English and Chinese, and what each takes.
//!
//! The tables themselves stand in `vocabulary.rs`. Reading, the JSON Schema, the formatter and editor help all use
//! the same tables, so that none of them can know a key the others do not.

/// A block: a map with a closed set of keys.
#[derive(Debug)]
pub(crate) struct Shape {
    /// What messages call it, in English and Chinese.
    pub(crate) name: (&'static str, &'static str),
    /// Every key it may hold.
    pub(crate) keys: &'static [Key],
}

/// One key of a block.
#[derive(Debug)]
pub(crate) struct Key {
    /// The English word, the one the code uses.
    pub(crate) word: &'static str,
    /// The Chinese alias.
    pub(crate) chinese: &'static str,
    /// Whether the block is incomplete without it.
    pub(crate) required: bool,
    /// What it takes.
    pub(crate) takes: Takes,
    /// What it means, in English and Chinese.
    pub(crate) meaning: (&'static str, &'static str),
}

/// What stands behind a key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Takes {
    /// One line of text.
    Text,
    /// A list of texts.
    Texts,
    /// An exact decimal, or a percentage.
    Number,
    /// yes or no.
    Truth,
    /// A date.
    Date,
    /// An expression: a condition or a number.
    Expression,
    /// A name defined in this file.
    Name,
    /// A list of names.
    Names,
    /// One of some words.
    Word(&'static [Word]),
    /// A block.
    Block(&'static Shape),
    /// A list of blocks.
    Blocks(&'static Shape),
    /// A map from names to blocks.
    Named(&'static Shape),
    /// A map from names to expressions, or to blocks.
    Values(&'static Shape),
    /// A map from names to texts.
    NamedTexts,
    /// Several forms; the section of `docs/format.md` says which.
    Forms(&'static [Takes]),
    /// Anything; checked by the code that reads it.
    Any,
}

/// A word of a closed list, with its Chinese alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// The English word.
    pub(crate) word: &'static str,
    /// The Chinese alias.
    pub(crate) chinese: &'static str,
}

impl Takes {
    /// The words it takes, where it takes some.
    pub(crate) fn words(&self) -> Option<&'static [Word]> {
        match self {
            Takes::Word(words) => Some(words),
            Takes::Forms(forms) => forms.iter().find_map(Takes::words),
            _ => None,
        }
    }
}

impl Word {
    /// Whether a text is this word, in either language.
    pub(crate) fn is(&self, written: &str) -> bool {
        self.word == written || self.chinese == written
    }
}

impl Shape {
    /// The key a word of the file names, in either language.
    pub(crate) fn key(&self, word: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.word == word || key.chinese == word)
    }

    /// Every word that names a key of this block.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.keys.iter().flat_map(|key| [key.word, key.chinese])
    }
}
