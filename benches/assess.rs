//! Facts to result, beside what the same machine needs to read the JSON and to admit it, and beside a hand-written
//! scorer of the same village: read the ratios, not the times.
//!
//! The bar: one assessment of a village from facts in memory in under 10 µs, with its trace.

use criterion::{Criterion, criterion_group, criterion_main};
use cunchi::{Form, RuleSet, Source};
use std::hint::black_box;

const VILLAGE: &str = include_str!("../rules/liangshan/village.yaml");
const TOWNSHIP: &str = include_str!("../samples/liangshan/township.jsonl");

/// The inspections of villages, as JSON, one each.
fn villages() -> Vec<Source> {
    TOWNSHIP
        .lines()
        .filter(|line| line.contains("\"liangshan/village\""))
        .map(|line| Source::new("village.json", line))
        .collect()
}

/// Thirty counts against thirty least values, in hundredths of a point: what a hand-written scorer does.
fn by_hand(counts: &[i64; 30], least: &[i64; 30], points: &[i64; 30]) -> (i64, u32) {
    let (mut score, mut gaps) = (0, 0u32);
    for n in 0..30 {
        if counts[n] >= least[n] {
            score += points[n];
        } else {
            gaps |= 1 << n;
        }
    }
    (score, gaps)
}

/// The same sheet as a rule set: the workload W1 of thirty pass-or-fail items.
fn thirty() -> (String, String) {
    use std::fmt::Write as _;
    let (mut facts, mut items, mut answers) = (String::new(), String::new(), String::new());
    for n in 0..30 {
        let _ = writeln!(facts, "  f{n}: {{ kind: count, title: 数{n} }}");
        let _ = writeln!(
            items,
            "  - {{ id: I{n}, title: 项{n}, points: 2.5, pass: f{n} >= {} }}",
            n % 4
        );
        let _ = write!(answers, "{}\"f{n}\": {}", if n == 0 { "" } else { ", " }, n % 3);
    }
    let rules = format!(
        "ruleset: bench/thirty\nversion: 1.0.0\ntitle: 三十\nsubject: village\neffective: {{ from: 2022-01-01 }}\n\
         scale: {{ max: 75, round: {{ at: total, step: 0.01, mode: half_up }} }}\nfacts:\n{facts}items:\n{items}"
    );
    let inspection = format!(
        "{{\"subject\": {{\"code\": \"1\"}}, \"date\": \"2022-09-12\", \"facts\": {{{answers}}}}}"
    );
    (rules, inspection)
}

fn assess(c: &mut Criterion) {
    let program = RuleSet::load(&Source::new("village.yaml", VILLAGE)).expect("it loads").compile();
    let sources = villages();
    let forms: Vec<Form> =
        sources.iter().flat_map(|source| Form::read(source).expect("it reads")).collect();
    // The first village is the one with everything checked but the household sample; the second has gaps in its data.
    let inspections: Vec<_> =
        forms.iter().map(|form| program.admit(form).expect("it fits")).collect();

    let mut group = c.benchmark_group("one village");
    group.bench_function("read its JSON", |b| {
        b.iter(|| black_box(Form::read(black_box(&sources[0]))))
    });
    group.bench_function("admit", |b| b.iter(|| black_box(program.admit(black_box(&forms[0])))));
    group.bench_function("assess, all but one item known", |b| {
        b.iter(|| black_box(black_box(&inspections[0]).assess()));
    });
    group.bench_function("assess, several items open", |b| {
        b.iter(|| black_box(black_box(&inspections[1]).assess()));
    });
    let assessment = inspections[0].assess();
    group.bench_function("report", |b| {
        b.iter(|| black_box(black_box(&assessment).report(cunchi::Language::Chinese)));
    });
    group.finish();

    let (rules, inspection) = thirty();
    let program = RuleSet::load(&Source::new("thirty.yaml", rules)).expect("it loads").compile();
    let source = Source::new("thirty.json", inspection);
    let form = Form::read(&source).expect("it reads").remove(0);
    let admitted = program.admit(&form).expect("it fits");
    let counts: [i64; 30] = std::array::from_fn(|n| (n % 3) as i64);
    let least: [i64; 30] = std::array::from_fn(|n| (n % 4) as i64);
    let points = [250i64; 30];
    let mut group = c.benchmark_group("thirty pass-or-fail items");
    group.bench_function("by hand, integers, a mask of gaps", |b| {
        b.iter(|| black_box(by_hand(black_box(&counts), black_box(&least), black_box(&points))));
    });
    group.bench_function("assess", |b| b.iter(|| black_box(black_box(&admitted).assess())));
    group.bench_function("read its JSON, admit and assess", |b| {
        b.iter(|| {
            let form = Form::read(black_box(&source)).expect("it reads").remove(0);
            black_box(program.admit(&form).expect("it fits").assess())
        });
    });
    group.finish();
}

criterion_group!(benches, assess);
criterion_main!(benches);
