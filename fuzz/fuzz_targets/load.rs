//! Any text as a rule set: it loads or says why, and every place lies in the text.
#![no_main]

use cunchi::{Language, RuleSet, Source};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz.yaml", text);
    match RuleSet::load(&source) {
        Ok(rules) => {
            let _ = rules.compile();
        }
        Err(problems) => {
            assert!(problems.has_errors());
            for one in problems.iter() {
                assert!(one.place().span.end as usize <= source.text().len());
            }
            let _ = problems.with_marks(Language::Chinese);
        }
    }
});
