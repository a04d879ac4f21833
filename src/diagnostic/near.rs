//! Did you mean: the nearest known word.

/// The longest word worth a suggestion: the distance costs the product of the lengths.
const LONGEST: usize = 64;

/// The candidate nearest to `word`, if near enough to be a slip; the empty string otherwise.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let letters = word.chars().take(LONGEST + 1).count();
    if letters > LONGEST {
        return String::new();
    }
    let lower = word.to_lowercase();
    let candidates: Vec<&str> = candidates.into_iter().collect();
    // The beginning of exactly one of them.
    if letters > 2 {
        let mut longer =
            candidates.iter().filter(|candidate| candidate.to_lowercase().starts_with(&lower));
        if let (Some(only), None) = (longer.next(), longer.next()) {
            return (*only).to_owned();
        }
    }
    candidates
        .into_iter()
        .filter(|candidate| {
            // Words of very different length are never near, and need not be measured.
            let length = candidate.chars().take(2 * LONGEST).count();
            length.abs_diff(letters) <= (length.max(letters) / 3).max(1)
        })
        .map(|candidate| {
            (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| {
            let length = letters.max(candidate.chars().count());
            *distance <= (length / 3).max(1) && *distance < length
        })
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate.to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_does_not() {
        assert_eq!(nearest("wieght", ["weight", "height"]), "weight");
        assert_eq!(nearest("暴露拉圾", ["暴露垃圾", "保洁员"]), "暴露垃圾");
        assert_eq!(nearest("zzz", ["weight"]), "");
        assert_eq!(nearest("四舍六入", ["五舍六入", "四舍六入五成双"]), "四舍六入五成双");
    }
}
