//! Words of the format in messages about a file with Chinese keys: as that file would write them.

use super::CalledThere;

/// The message with every word of the format between backticks as it is called in a file, unless the file itself
/// uses the English word: then it may be a name of its author.
pub(super) fn in_own_words(message: &str, file: &str, called: CalledThere) -> String {
    let (mut out, mut twice) = (String::with_capacity(message.len()), Vec::new());
    for (n, part) in message.split('`').enumerate() {
        if n > 0 {
            out.push('`');
        }
        if n % 2 == 0 {
            out.push_str(part);
            continue;
        }
        for piece in words(part) {
            let own = called(piece).filter(|_| !file.contains(piece));
            out.push_str(own.unwrap_or(piece));
            twice.extend(own.map(|own| format!("`{own}`（{own}）")));
        }
    }
    // What is called by both words otherwise is called by one here.
    for twice in twice {
        if let Some((once, _)) = twice.split_once('（') {
            out = out.replace(&twice, once);
        }
    }
    out
}

/// A text cut into words and what is between them; `gb-t/7` is one word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
    let mut rest = text;
    std::iter::from_fn(move || {
        let inside = belongs(rest.chars().next()?);
        let end = rest.find(|c| belongs(c) != inside).unwrap_or(rest.len());
        let (piece, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(word: &str) -> Option<&'static str> {
        match word {
            "when" => Some("当"),
            "else" => Some("否则"),
            "points" => Some("分值"),
            _ => None,
        }
    }

    #[test]
    fn only_words_between_backticks_that_the_file_does_not_use_are_changed() {
        for (message, file, wanted) in [
            ("需要 `when`", "分档: []", "需要 `当`"),
            ("门槛缺少 `when`（当）", "", "门槛缺少 `当`"),
            ("请以 `{ else: yes, points: 0 }` 结尾", "", "请以 `{ 否则: yes, 分值: 0 }` 结尾"),
            ("没有 `points`", "points_of: 1", "没有 `points`"),
            ("when `x-when` when", "", "when `x-when` when"),
            ("`a.points >= 3`，`", "", "`a.分值 >= 3`，`"),
        ] {
            assert_eq!(in_own_words(message, file, called), wanted);
        }
    }
}
