//! Faults of more than one call: a service that refuses connections, a region that is silent or not enabled, credentials that are no longer good,
//! and bad weather.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use super::account::{ACCOUNTS, Account, Scanned};
use super::compare::{Allowed, blinded, healed};
use super::report::Report;
use super::{is_whole, pool};
use crate::proxy::Behaviour;
use crate::proxy::fault::Fault;
use crate::proxy::weather::Weather;

fn own() -> &'static Account {
    &ACCOUNTS[0]
}

const SERVICES: [&str; 5] = ["ec2", "iam", "kms", "rds", "secretsmanager"];

/// An address where nobody listens.
fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    format!(
        "http://{}",
        listener.local_addr().expect("it has an address")
    )
}

/// What differs from a quiet day for another reason than that a service was not reached.
fn beside(service: &str, scanned: &Scanned, outcomes: &[&str]) -> Vec<String> {
    // Any call of the service may be the one that a finding names.
    let any = format!("{service}:");
    let allowed = Allowed {
        call: &any,
        outcomes,
        service_given_up: true,
        gone: false,
    };
    blinded(&own().quiet, scanned, &allowed)
        .into_iter()
        .filter(|wrong| wrong != "the ledger does not name it")
        .collect()
}

#[test]
fn a_service_that_refuses_connections_blinds_what_rests_on_it() {
    let wrong: Vec<String> = pool::all(SERVICES.to_vec(), |service| {
        let variable = format!("AWS_ENDPOINT_URL_{}", service.to_uppercase());
        let variable = variable.replace("SECRETSMANAGER", "SECRETS_MANAGER");
        let scanned = own().scan_with_endpoint(&variable, &nowhere());
        let unknown = scanned
            .report
            .findings
            .values()
            .any(|finding| finding.status == "unknown");
        let mut wrong = beside(service, &scanned, &["unreachable"]);
        if !unknown {
            wrong.push("nothing became unknown".to_owned());
        }
        wrong
            .into_iter()
            .map(|what| format!("{service}: {what}"))
            .collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

/// Verdicts by region; what belongs to the account is the first region's.
fn of_region<'a>(report: &'a Report, region: &str) -> BTreeMap<&'a str, &'a str> {
    let findings = report
        .findings
        .iter()
        .filter(|(_, finding)| finding.region == region);
    findings
        .map(|(fingerprint, finding)| (fingerprint.as_str(), finding.status.as_str()))
        .collect()
}

/// A region of which nothing is known, and others of which all is known that was known before.
fn is_lost(behaviour: Behaviour, outcomes: &[&str], longest: Duration) {
    let regions = ["--region", "eu-west-1,us-west-2"];
    let quiet = own().scan(Behaviour::default(), &regions).report;
    let scanned = own().scan(behaviour, &regions);
    assert!(scanned.took < longest, "{:?}", scanned.took);
    for region in ["us-east-1", "us-west-2", "global"] {
        assert_eq!(
            of_region(&scanned.report, region),
            of_region(&quiet, region),
            "{region}"
        );
    }
    let lost: Vec<_> = scanned
        .report
        .findings
        .values()
        .filter(|finding| finding.region == "eu-west-1")
        .collect();
    assert!(!lost.is_empty());
    for finding in lost {
        assert_eq!(finding.status, "unknown", "{}", finding.words());
        for gap in &finding.gaps {
            assert!(outcomes.contains(&gap.outcome.as_str()), "{gap:?}");
        }
    }
    let silent: BTreeSet<&str> = quiet
        .findings
        .values()
        .filter(|f| f.region == "eu-west-1")
        .map(|f| f.check.as_str())
        .collect();
    let told: BTreeSet<&str> = scanned
        .report
        .findings
        .values()
        .filter(|f| f.region == "eu-west-1")
        .map(|f| f.check.as_str())
        .collect();
    assert!(
        silent.is_subset(&told),
        "{:?}",
        silent.difference(&told).collect::<Vec<_>>()
    );
}

#[test]
fn a_silent_region_is_unknown_and_the_others_are_whole() {
    let behaviour = Behaviour {
        silent_regions: BTreeSet::from(["eu-west-1".to_owned()]),
        ..Behaviour::default()
    };
    is_lost(
        behaviour,
        &["timeout", "not_attempted"],
        Duration::from_secs(30),
    );
}

#[test]
fn a_region_that_is_not_enabled_is_unknown_and_the_others_are_whole() {
    let behaviour = Behaviour {
        disabled_regions: BTreeSet::from(["eu-west-1".to_owned()]),
        ..Behaviour::default()
    };
    is_lost(
        behaviour,
        &["disabled", "not_attempted"],
        Duration::from_secs(30),
    );
}

/// Credentials that are refused by every service from the first call on, STS alone excepted until it is asked again.
#[test]
fn credentials_that_expire_leave_nothing_but_unknown_verdicts_behind() {
    for fault in [Fault::Expired, Fault::UnknownCredentials] {
        let faults = super::account::calls()
            .into_iter()
            .filter(|call| !call.starts_with("sts:"))
            .map(|call| (call, fault.clone()))
            .collect();
        let scanned = own().scan(
            Behaviour {
                faults,
                ..Behaviour::default()
            },
            &[],
        );
        for finding in scanned.report.findings.values() {
            assert_eq!(finding.status, "unknown", "{}", finding.words());
            for gap in &finding.gaps {
                assert!(
                    ["expired", "not_attempted"].contains(&gap.outcome.as_str()),
                    "{gap:?}"
                );
            }
        }
        assert_eq!(scanned.report.code, 3, "{}", scanned.report.stderr);
    }
}

/// One request in ten throttled, one in fifty reset, one in fifty failed: no verdict differs from those of a quiet day.
#[test]
fn bad_weather_changes_nothing() {
    let seeds: Vec<u64> = (1..=if is_whole() { 20 } else { 2 }).collect();
    let begin = Instant::now();
    let runs = seeds.len();
    let wrong: Vec<String> = pool::all(seeds, |seed| {
        let weather = Some(Weather {
            seed,
            throttled: 10,
            reset: 2,
            failed: 2,
        });
        let scanned = own().scan(
            Behaviour {
                weather,
                ..Behaviour::default()
            },
            &[],
        );
        let wrong = healed(&own().quiet, &scanned);
        wrong
            .into_iter()
            .map(|what| format!("seed {seed}: {what}"))
            .collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    println!(
        "{runs} runs in bad weather: {} wrong, {:.0} s",
        wrong.len(),
        begin.elapsed().as_secs_f64()
    );
    assert_eq!(wrong, Vec::<String>::new());
}
