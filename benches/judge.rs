//! How long one verdict takes: every shipped check on the resource of its first example, and the median of them all.
//!
//! `cargo bench` prints the slowest checks and the median; a check of more than a few microseconds deserves a look.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and stops when it cannot go on"
)]

use std::hint::black_box;
use std::time::Instant;

use awsert::check::{Library, Overrides, judge, subjects};
use awsert::expr::Evaluation;
use criterion::{Criterion, criterion_group, criterion_main};

const ROUNDS: u32 = 2_000;

fn verdicts(criterion: &mut Criterion) {
    let library = Library::load(&[], &Overrides::default()).expect("the shipped checks load");
    let mut nanoseconds: Vec<(u128, String)> = library
        .checks()
        .filter_map(|check| {
            let subject = subjects(check).into_iter().next()?;
            let mut evaluation = Evaluation::new(&subject.inventory, subject.now);
            let begin = Instant::now();
            for _ in 0..ROUNDS {
                black_box(judge(check, &mut evaluation, subject.resource));
            }
            Some((
                begin.elapsed().as_nanos() / u128::from(ROUNDS),
                check.about.id.clone(),
            ))
        })
        .collect();
    nanoseconds.sort();
    for (time, id) in nanoseconds.iter().rev().take(10) {
        println!("{time:>8} ns  {id}");
    }
    if let Some((time, _)) = nanoseconds.get(nanoseconds.len() / 2) {
        println!("{time:>8} ns  median of {} checks", nanoseconds.len());
    }

    let Some(check) = library.find("rds-instance-multi-az") else {
        return;
    };
    if let Some(subject) = subjects(check).into_iter().next() {
        let mut evaluation = Evaluation::new(&subject.inventory, subject.now);
        criterion.bench_function("rds-instance-multi-az", |bencher| {
            bencher.iter(|| judge(check, &mut evaluation, subject.resource));
        });
    }
    criterion.bench_function("load all shipped checks", |bencher| {
        bencher.iter(|| Library::load(&[], &Overrides::default()));
    });
}

criterion_group!(benches, verdicts);
criterion_main!(benches);
