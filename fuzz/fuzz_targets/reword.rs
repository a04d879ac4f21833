//! Any text reworded: what loads still loads, and doing it twice changes nothing.
#![no_main]

use cunchi::{Language, RuleSet, Source, reworded};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz.yaml", text);
    for language in [Language::Chinese, Language::English] {
        let Ok(words) = reworded(&source, language) else { continue };
        let words = Source::new("fuzz.yaml", words);
        assert!(RuleSet::load(&words).is_ok());
        assert_eq!(reworded(&words, language).expect("it loads"), words.text());
    }
});
