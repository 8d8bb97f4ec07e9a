//! How long a run takes at most, and what it says of what it did not wait for: silent endpoints, deadlines, signals, credentials that end.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::awsert::{Awsert, awsert, scan};
use crate::local_aws::MOTO;

/// A scan of document a's initial account, as JSON.
fn of_a(url: &str) -> Awsert {
    scan(url, "111111111111").args(["--format", "json"])
}

/// The same, with an endpoint of its own for RDS.
fn with_rds_at(address: SocketAddr) -> Awsert {
    awsert(["scan", "--region", "us-east-1", "--format", "json"])
        .args(["--assume-role", "arn:aws:iam::111111111111:role/Auditor"])
        .args(["--service", "rds,kms"])
        .env("AWS_ENDPOINT_URL", &MOTO.url)
        .env("AWS_ENDPOINT_URL_RDS", &format!("http://{address}"))
}

fn statuses<'a>(report: &'a Json, service: &str) -> Vec<&'a str> {
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .filter(|finding| {
            finding["check"]
                .as_str()
                .expect("an id")
                .starts_with(service)
        })
        .map(|finding| finding["status"].as_str().expect("a status"))
        .collect()
}

/// The outcomes of a service's calls.
fn outcomes(report: &Json, service: &str) -> Vec<String> {
    let lines = report["ledger"].as_array().expect("a ledger");
    let mut outcomes: Vec<String> = lines
        .iter()
        .filter(|line| line["call"].as_str().expect("a call").starts_with(service))
        .map(|line| line["outcome"].as_str().expect("an outcome").to_owned())
        .collect();
    outcomes.sort();
    outcomes.dedup();
    outcomes
}

fn attempts(report: &Json, service: &str) -> u64 {
    let lines = report["ledger"].as_array().expect("a ledger");
    let of_service = lines
        .iter()
        .filter(|line| line["call"].as_str().expect("a call").starts_with(service));
    of_service
        .map(|line| line["calls"].as_u64().expect("a count"))
        .sum()
}

/// An address that lets nobody connect, as a firewall does that drops packets: its queue is full.
struct BlackHole {
    address: SocketAddr,
    _held: (tokio::net::TcpListener, Vec<TcpStream>),
    _runtime: tokio::runtime::Runtime,
}

impl BlackHole {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
            let any = "127.0.0.1:0".parse().expect("an address");
            socket.bind(any).expect("the loopback has a free port");
            socket.listen(1).expect("it listens")
        });
        let address = listener.local_addr().expect("it has an address");
        let mut queue = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(300)) {
            queue.push(stream);
            assert!(queue.len() < 100, "the queue never fills");
        }
        Self {
            address,
            _held: (listener, queue),
            _runtime: runtime,
        }
    }
}

#[test]
fn an_endpoint_that_cannot_be_connected_to_costs_one_timeout() {
    let nobody = BlackHole::open();
    let run = with_rds_at(nobody.address).args(["--connect-timeout", "2s"]);
    let begin = Instant::now();
    let report = run.run().json();
    // Six attempts would take twelve seconds, and the calls that come after them the same again.
    assert!(
        begin.elapsed() < Duration::from_secs(8),
        "{:?}",
        begin.elapsed()
    );
    let of_rds = statuses(&report, "rds-");
    assert!(
        of_rds.len() > 5 && of_rds.iter().all(|status| *status == "unknown"),
        "{of_rds:?}"
    );
    assert_eq!(outcomes(&report, "rds:"), ["timeout"]);
    assert!(statuses(&report, "kms-").contains(&"fail"));
    assert_eq!(report["run"]["complete"], true);
}

#[test]
fn an_endpoint_that_refuses_connections_is_tried_and_given_up() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = free.local_addr().expect("it has an address");
    drop(free);
    let report = with_rds_at(address).run().json();
    let of_rds = statuses(&report, "rds-");
    assert!(
        of_rds.len() > 5 && of_rds.iter().all(|status| *status == "unknown"),
        "{of_rds:?}"
    );
    assert_eq!(outcomes(&report, "rds:"), ["unreachable"]);
    assert!(attempts(&report, "rds:") >= 6);
    assert!(statuses(&report, "kms-").contains(&"fail"));
}

#[test]
fn ctrl_c_and_sigterm_report_what_was_read_so_far() {
    for signal in ["INT", "TERM"] {
        let run = of_a(&MOTO.url).args(["--max-rps", "4"]).start();
        std::thread::sleep(Duration::from_secs(4));
        let asked = Instant::now();
        run.signal(signal);
        let ran = run.wait();
        assert!(
            asked.elapsed() < Duration::from_secs(2),
            "{:?}",
            asked.elapsed()
        );
        let report = ran.json();
        assert!([1, 3].contains(&ran.code), "{}", ran.code);
        assert_eq!(report["run"]["complete"], false);
        let unknown = report["summary"]["unknown"].as_u64().expect("a count");
        assert!(unknown > 0, "{}", report["summary"]);
        assert!(outcomes(&report, "").contains(&"ok".to_owned()));
        assert!(outcomes(&report, "").contains(&"not_attempted".to_owned()));
    }
}

#[test]
fn an_interruption_before_anything_was_read_says_so() {
    let nobody = BlackHole::open();
    let run = of_a(&format!("http://{}", nobody.address)).start();
    std::thread::sleep(Duration::from_secs(1));
    run.signal("INT");
    let ran = run.wait().exits(3);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.contains("interrupted before anything was read"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_deadline_ends_the_run_with_what_was_read() {
    let run = of_a(&MOTO.url).args(["--max-rps", "4", "--timeout", "3s"]);
    let begin = Instant::now();
    let ran = run.run();
    assert!(
        begin.elapsed() < Duration::from_secs(6),
        "{:?}",
        begin.elapsed()
    );
    let report = ran.json();
    assert_eq!(report["run"]["complete"], false);
    let unread = report["ledger"]
        .as_array()
        .expect("a ledger")
        .iter()
        .find(|line| line["outcome"] == "not_attempted")
        .expect("something was not read");
    assert_eq!(unread["error"], "the run reached its limit of 3 s");
    let table = scan(&MOTO.url, "111111111111")
        .args(["--max-rps", "4", "--timeout", "3s"])
        .run()
        .stdout;
    assert!(table.contains("The run was cut short"), "{table}");
}

#[test]
fn a_careful_user_bounds_the_calls_a_second() {
    let begin = Instant::now();
    let report = of_a(&MOTO.url)
        .args(["--service", "kms", "--max-rps", "5"])
        .run()
        .json();
    let calls = attempts(&report, "");
    let least = Duration::from_millis(calls.saturating_sub(1) * 200);
    assert!(
        calls > 4 && begin.elapsed() >= least,
        "{calls} calls in {:?}",
        begin.elapsed()
    );
    assert_eq!(report["run"]["complete"], true);
}
