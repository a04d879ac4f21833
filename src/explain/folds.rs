//! What is taken over findings, in words.

use super::phrase::{Phrase, say};
use crate::model::expression::{Kind, Over, OverWhat};

impl Phrase<'_> {
    /// `sum(Defects: Weight by Flat where …)`.
    pub(super) fn over(&self, over: &Over) -> String {
        let title = self.title(over.fact);
        let what = match over.what {
            OverWhat::Count => say(self.language, "个数", "count"),
            OverWhat::Sum => say(self.language, "合计", "sum"),
            OverWhat::Mean => say(self.language, "平均", "mean"),
            OverWhat::Min => say(self.language, "最小", "min"),
            OverWhat::Max => say(self.language, "最大", "max"),
            OverWhat::Any => say(self.language, "任一", "any"),
            OverWhat::All => say(self.language, "全部", "all"),
            OverWhat::Share => say(self.language, "占比", "share"),
            OverWhat::Distinct => say(self.language, "不同", "distinct"),
            OverWhat::Worst => say(self.language, "最差", "worst"),
        };
        let inside = Phrase { findings: Some(over.fact), values: None, ..*self };
        let taken = match over.each.as_ref().map(|each| (each, &each.kind)) {
            Some((each, Kind::Field(_) | Kind::Derived(..))) => {
                format!(": {}", inside.of(each))
            }
            _ => String::new(),
        };
        let by: Vec<String> = over.by.iter().map(|at| inside.group(over.fact, *at)).collect();
        let by = match by.is_empty() {
            true => String::new(),
            false => {
                let comma = say(self.language, "、", ", ");
                format!(" {} {}", say(self.language, "按", "by"), by.join(comma))
            }
        };
        let filter = over.filter.as_ref().map_or_else(String::new, |filter| {
            let word = say(self.language, "其中", "where");
            format!(" {word} {}", inside.of(filter))
        });
        format!("{what}({title}{taken}{by}{filter})")
    }
}
