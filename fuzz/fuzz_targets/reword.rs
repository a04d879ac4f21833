//! Any text tidied and reworded: what loads still loads, and doing it twice changes nothing.
#![no_main]

use cunchi::{Language, RuleSet, Source, reworded, tidied};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz.yaml", text);
    let loads = RuleSet::load(&source).is_ok();
    if let Ok(tidy) = tidied(&source) {
        let tidy = Source::new("fuzz.yaml", tidy);
        assert_eq!(tidied(&tidy).expect("it reads"), tidy.text());
        assert_eq!(RuleSet::load(&tidy).is_ok(), loads);
    }
    for language in [Language::Chinese, Language::English] {
        let Ok(words) = reworded(&source, language) else { continue };
        let words = Source::new("fuzz.yaml", words);
        assert!(RuleSet::load(&words).is_ok());
        assert_eq!(reworded(&words, language).expect("it loads"), words.text());
    }
});
