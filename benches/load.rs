//! Text to program: reading, checking and compiling the shipped village set, and a set ten times as large.
//!
//! The bar: the village set in under 5 ms.

use criterion::{Criterion, criterion_group, criterion_main};
use cunchi::{RuleSet, Source};
use std::hint::black_box;

const VILLAGE: &str = include_str!("../rules/liangshan/village.yaml");

/// A flat set of so many items, each with a fact of its own.
fn large(items: usize) -> String {
    use std::fmt::Write as _;
    let mut facts = String::new();
    let mut list = String::new();
    for n in 0..items {
        let _ = writeln!(facts, "  f{n}: {{ kind: count, title: 数{n}, at_most: 50 }}");
        let _ = writeln!(
            list,
            "  - {{ id: I{n}, title: 项{n}, points: 1, deduct: {{ each: f{n}, points: 0.5 }} }}"
        );
    }
    format!(
        "ruleset: bench/large\nversion: 1.0.0\ntitle: 大\nsubject: village\neffective: {{ from: 2022-01-01 }}\n\
         scale: {{ max: {items}, round: {{ at: item, step: 0.01, mode: gbt8170 }} }}\nfacts:\n{facts}items:\n{list}"
    )
}

fn load(c: &mut Criterion) {
    let mut group = c.benchmark_group("load, check and compile");
    let village = Source::new("village.yaml", VILLAGE);
    group.bench_function("village, 28 items", |b| {
        b.iter(|| black_box(RuleSet::load(black_box(&village)).map(|rules| rules.compile())));
    });
    let large = Source::new("large.yaml", large(280));
    group.bench_function("flat, 280 items", |b| {
        b.iter(|| black_box(RuleSet::load(black_box(&large)).map(|rules| rules.compile())));
    });
    group.finish();
}

criterion_group!(benches, load);
criterion_main!(benches);
