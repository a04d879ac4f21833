//! Any text laid out anew: what reads is laid out, says the same, keeps its comments and then stays as it is.
#![no_main]

use cunchi::diagnostic::Severity;
use cunchi::{Form, RuleSet, Source, formatted};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz.yaml", text);
    let once = match formatted(&source) {
        Ok(once) => once,
        Err(found) => {
            // What reads is refused for one reason only: a line that speaks to the YAML reader.
            let kept = found.iter().all(|one| one.code().as_str() != "layout-not-kept");
            let directive = text.lines().any(|line| line.starts_with('%'))
                || text.split('\r').any(|line| line.starts_with('%'));
            assert!(kept || directive, "{found}\n{text:?}");
            return;
        }
    };
    let again = Source::new("fuzz.yaml", &*once);
    let twice = formatted(&again).unwrap_or_else(|found| panic!("{found}\n{once:?}"));
    assert_eq!(twice, once, "{text:?}");
    assert!(!once.contains('\r') && (once.is_empty() || once.ends_with('\n')), "{once:?}");
    // It means the same to those who read it: as rules, and as an inspection.
    let errors = |source: &Source| match RuleSet::load(source) {
        Ok(_) => Vec::new(),
        Err(found) => {
            let errors = found.iter().filter(|one| one.severity() == Severity::Error);
            let mut codes: Vec<String> = errors.map(|one| one.code().to_string()).collect();
            codes.sort();
            codes
        }
    };
    assert_eq!(errors(&source), errors(&again), "{text:?}");
    assert_eq!(Form::read(&source).is_ok(), Form::read(&again).is_ok(), "{text:?}");
});
