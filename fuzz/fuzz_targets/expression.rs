//! An expression about a type of resources: the type's name in the first line, the expression in the rest. Refused at a place inside it,
//! or evaluated: on a resource of which nothing was read, then on those of the shipped checks' examples.

#![no_main]

use awsert::expr::{Answer, Evaluation, Expression, Kind, Vocabulary};
use awsert::inventory::{Inventory, Record, registry};
use awsert_fuzz::{laws, samples};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (first, rest) = text.split_once('\n').unwrap_or(("", text));
    let ty = registry::find(first).unwrap_or_else(|| {
        registry::TYPES[first.bytes().map(usize::from).sum::<usize>() % registry::TYPES.len()]
    });
    let expression = match Expression::compile(rest, &Vocabulary::of(ty), None) {
        Ok(expression) => expression,
        Err(problems) => return laws::problems_are_inside(&problems, rest),
    };
    let is_truth = expression.ty().kind == Kind::Bool;
    for subject in samples::SUBJECTS.get(ty.name).into_iter().flatten() {
        let mut nothing = Inventory::new(subject.inventory.account.clone());
        let unread = nothing.push(Record::new(ty));
        let mut blind = Evaluation::new(&nothing, subject.now);
        blind.about(unread);
        let without = expression.evaluate(&mut blind);
        assert!(
            without != Answer::Unknown || !blind.holes().is_empty(),
            "unknown without a reason"
        );

        let mut seeing = Evaluation::new(&subject.inventory, subject.now);
        seeing.keep_evidence();
        seeing.about(subject.resource);
        let with = expression.evaluate(&mut seeing);
        assert!(
            with != Answer::Unknown || !seeing.holes().is_empty(),
            "unknown without a reason"
        );
        if let (true, Some(truth)) = (is_truth, without.truth()) {
            assert_eq!(Some(truth), with.truth(), "what was not read decided");
        }
    }
});
