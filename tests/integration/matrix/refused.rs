//! A service that refuses connections. (Silent regions, credentials that end and bad weather are tried beside the limits of a run.)

use std::collections::BTreeSet;
use std::net::SocketAddr;

use tokio::net::TcpSocket;

use super::account::{ACCOUNTS, Account, Scanned, calls};
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

/// What the SDK's variables call services, where that is not their prefix in permissions: it is made of the "service ID" (AWS SDKs and Tools
/// Reference Guide, "Service-specific endpoints").
const CALLED: [(&str, &str); 9] = [
    ("access-analyzer", "ACCESSANALYZER"),
    ("apigateway", "API_GATEWAY"),
    ("application-autoscaling", "APPLICATION_AUTO_SCALING"),
    ("config", "CONFIG_SERVICE"),
    ("elasticfilesystem", "EFS"),
    ("elasticloadbalancing", "ELASTIC_LOAD_BALANCING_V2"),
    ("logs", "CLOUDWATCH_LOGS"),
    ("s3control", "S3_CONTROL"),
    ("secretsmanager", "SECRETS_MANAGER"),
];

/// The variable that gives a service an endpoint of its own.
fn variable(service: &str) -> String {
    let named = CALLED.iter().find(|(of, _)| *of == service);
    let name = named.map_or_else(|| service.to_uppercase(), |(_, name)| (*name).to_owned());
    format!("AWS_ENDPOINT_URL_{name}")
}

/// The services of all plans: a new one is tried without being named here.
fn services() -> BTreeSet<String> {
    let of = |call: &String| call.split(':').next().unwrap_or_default().to_owned();
    calls().iter().map(of).collect()
}

/// An address where nobody listens, and which nobody else is given meanwhile: another test's endpoint would answer there.
struct Nowhere {
    url: String,
    _kept: TcpSocket,
}

impl Nowhere {
    fn new() -> Self {
        let socket = TcpSocket::new_v4().expect("there are sockets");
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        socket.bind(any).expect("the loopback has a free port");
        let address = socket.local_addr().expect("it has an address");
        Self {
            url: format!("http://{address}"),
            _kept: socket,
        }
    }
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
    let services = services().into_iter().collect();
    let wrong: Vec<String> = pool::all(services, |service: String| {
        let account = account_of(&service);
        let nowhere = Nowhere::new();
        let scanned = account.scan_with_endpoint(&variable(&service), &nowhere.url);
        let unknown = scanned
            .report
            .findings
            .values()
            .any(|finding| finding.status == "unknown");
        let mut wrong = beside(account, &service, &scanned, &["unreachable"]);
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
