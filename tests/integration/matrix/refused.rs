//! A service that refuses connections. (Silent regions, credentials that end and bad weather are tried beside the limits of a run.)

use std::net::TcpListener;

use super::account::{ACCOUNTS, Account, Scanned};
use super::compare::{Allowed, blinded};
use super::pool;

/// The account that has most of a service: of which most is asked.
fn account_of(service: &str) -> &'static Account {
    let prefix = format!("{service}:");
    let asked = |account: &&Account| -> usize {
        let calls = account.calls();
        let of_service = calls.iter().filter(|(call, _)| call.starts_with(&prefix));
        of_service.map(|(_, times)| times).sum()
    };
    ACCOUNTS.iter().max_by_key(asked).expect("there are some")
}

/// Services, and what the SDK's variables call them.
const SERVICES: [(&str, &str); 10] = [
    ("acm", "ACM"),
    ("application-autoscaling", "APPLICATION_AUTO_SCALING"),
    ("ec2", "EC2"),
    ("ecs", "ECS"),
    ("elasticloadbalancing", "ELASTIC_LOAD_BALANCING_V2"),
    ("iam", "IAM"),
    ("kms", "KMS"),
    ("rds", "RDS"),
    ("secretsmanager", "SECRETS_MANAGER"),
    ("wafv2", "WAFV2"),
];

/// An address where nobody listens.
fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    format!(
        "http://{}",
        listener.local_addr().expect("it has an address")
    )
}

/// What differs from a quiet day for another reason than that a service was not reached.
fn beside(account: &Account, service: &str, scanned: &Scanned, outcomes: &[&str]) -> Vec<String> {
    // Any call of the service may be the one that a finding names.
    let any = format!("{service}:");
    let allowed = Allowed {
        call: &any,
        outcomes,
        service_given_up: true,
        gone: false,
    };
    blinded(&account.quiet, scanned, &allowed)
        .into_iter()
        .filter(|wrong| wrong != "the ledger does not name it")
        .collect()
}

#[test]
fn a_service_that_refuses_connections_blinds_what_rests_on_it() {
    let wrong: Vec<String> = pool::all(SERVICES.to_vec(), |(service, name)| {
        let account = account_of(service);
        let variable = format!("AWS_ENDPOINT_URL_{name}");
        let scanned = account.scan_with_endpoint(&variable, &nowhere());
        let unknown = scanned
            .report
            .findings
            .values()
            .any(|finding| finding.status == "unknown");
        let mut wrong = beside(account, service, &scanned, &["unreachable"]);
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
