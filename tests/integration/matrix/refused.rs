//! A service that refuses connections. (Silent regions, credentials that end and bad weather are tried beside the limits of a run.)

use std::net::TcpListener;

use super::account::{ACCOUNTS, Account, Scanned};
use super::compare::{Allowed, blinded};
use super::pool;

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
