//! A configuration: refused at a place inside it, or used: its selection, its values for parameters, its waivers.

#![no_main]

use std::path::Path;
use std::sync::Arc;

use awsert::check::{Library, Overrides, Source};
use awsert::config::{Config, ConfigError};
use awsert_fuzz::{account, laws, samples};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let config = match Config::parse(Path::new("folder/awsert.yaml"), text) {
        Ok(config) => config,
        Err(ConfigError::File(wrong)) => return laws::places_are_inside(&wrong, text),
        Err(other) => panic!("{other}"),
    };
    match config.selection.select(&samples::LIBRARY, &config.opt_in) {
        Ok(checks) => assert!(!checks.is_empty(), "a selection of nothing"),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    parameters(&config.params);
    for mut finding in account::FINDINGS.iter().cloned() {
        config.waivers.apply(&mut finding, account::now());
    }
    config.waivers.notices(account::now());
});

/// Loads the checks again that values are given for: all of them would take some hundred milliseconds.
fn parameters(params: &Overrides) {
    let sources: Vec<Arc<Source>> = params
        .by_check
        .keys()
        .filter_map(|id| samples::LIBRARY.checks().find(|check| check.id == *id))
        .chain(
            samples::LIBRARY
                .checks()
                .filter(|check| {
                    check
                        .params
                        .iter()
                        .any(|param| params.everywhere.contains_key(&param.name))
                })
                .take(1),
        )
        .map(|check| Arc::clone(&check.source))
        .collect();
    if let Err(error) = Library::of(sources, params) {
        assert!(!error.to_string().is_empty());
    }
}
