//! Any text as a condition of an otherwise sound rule set.
#![no_main]

use cunchi::{RuleSet, Source};
use libfuzzer_sys::fuzz_target;

const BEFORE: &str = "ruleset: fuzz/a\nversion: 1.0.0\ntitle: a\nsubject: village\neffective: { from: 2022-01-01 }\n\
    scale: { max: 1, round: { at: total, step: 1, mode: half_up } }\n\
    facts:\n  n: { kind: count, title: n }\n  m: { kind: number, title: m, unit: 户 }\n  y: { kind: yes_no, title: y }\n  \
    c: { kind: choice, title: c, options: [a, b] }\n  l: { kind: checklist, title: l, of: { u: u, v: v } }\n  \
    f: { kind: findings, title: f, fields: { s: { kind: count, title: s } } }\n\
    items:\n  - id: A\n    title: a\n    points: 1\n    pass: \"";

fuzz_target!(|text: &str| {
    let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
    let source = Source::new("fuzz.yaml", format!("{BEFORE}{quoted}\"\n"));
    if let Ok(rules) = RuleSet::load(&source) {
        let _ = rules.compile();
    }
});
