//! Any text as an inspection of the shipped village set: admitted or refused, and what is admitted adds up.
#![no_main]

use cunchi::{Form, Language, Number, Program, RuleSet, Source};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static VILLAGE: LazyLock<Program> = LazyLock::new(|| {
    let text = include_str!("../../rules/liangshan/village.yaml");
    RuleSet::load(&Source::new("village.yaml", text)).expect("the shipped set loads").compile()
});

fuzz_target!(|text: &str| {
    for name in ["fuzz.yaml", "fuzz.json"] {
        let Ok(forms) = Form::read(&Source::new(name, text)) else { continue };
        for form in &forms {
            let Ok(inspection) = VILLAGE.admit(form) else { continue };
            let report = inspection.assess().report(Language::English);
            let account = &report.account;
            if let Some(score) = &account.score {
                let lost = [
                    &account.items,
                    &account.combining,
                    &account.penalties,
                    &account.caps,
                    &account.rounding,
                    &account.gates,
                ];
                let lost = lost.into_iter().fold(Number::ZERO, |sum, n| &sum + n);
                assert_eq!(&(&account.start - &lost) + &account.bonuses, *score);
            }
        }
    }
});
