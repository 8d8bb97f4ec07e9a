//! The shipped checks and the resources of their examples: real values to judge with what the fuzzer makes up.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use awsert::check::{Library, Overrides, Subject, subjects};

/// The shipped checks.
pub static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::load(&[], &Overrides::default()).expect("the shipped checks load"));

/// More of one type slow the fuzzer down and teach it nothing.
const MOST: usize = 8;

/// Resources by the name of their type.
pub static SUBJECTS: LazyLock<BTreeMap<&'static str, Vec<Subject>>> = LazyLock::new(|| {
    let mut by_type: BTreeMap<&str, Vec<Subject>> = BTreeMap::new();
    for check in LIBRARY.checks() {
        let of_type = by_type.entry(check.resource.name).or_default();
        of_type.extend(subjects(check));
    }
    // Spread over all checks of the type.
    for of_type in by_type.values_mut() {
        let step = of_type.len().div_ceil(MOST).max(1);
        let mut place = 0;
        of_type.retain(|_| {
            place += 1;
            (place - 1) % step == 0
        });
    }
    by_type
});
