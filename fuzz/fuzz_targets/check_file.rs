//! A check file: loaded, or refused at a place inside it; then judged on its own examples, and on a resource of which nothing was read.

#![no_main]

use std::sync::Arc;

use awsert::check::{Library, LoadError, Overrides, Source, run_examples, subjects};
use awsert::expr::Evaluation;
use awsert_fuzz::laws;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source {
        path: "check.yaml".to_owned(),
        text: text.to_owned(),
        shipped: false,
    };
    let library = match Library::of(vec![Arc::new(source)], &Overrides::default()) {
        Ok(library) => library,
        Err(LoadError::Files(wrong)) => return laws::places_are_inside(&wrong, text),
        Err(other) => panic!("{other}"),
    };
    for check in library.checks() {
        run_examples(check);
        for subject in subjects(check) {
            let check = subject.check.as_ref().unwrap_or(check);
            laws::unread_proves_nothing(check, &subject.inventory, subject.resource, subject.now);
            let mut evaluation = Evaluation::new(&subject.inventory, subject.now);
            evaluation.keep_evidence();
            awsert::check::judge(check, &mut evaluation, subject.resource);
            check.pass_message.fill(&mut evaluation);
            check.remediation.text.fill(&mut evaluation);
            if let Some(cli) = &check.remediation.cli {
                cli.fill_command(&mut evaluation);
            }
        }
    }
});
