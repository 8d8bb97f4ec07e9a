//! How long a run takes at most, and what it says of what it did not wait for: silent endpoints, deadlines, signals, credentials that end.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::awsert::{Awsert, awsert, scan};
use crate::local_aws::MOTO;
use crate::proxy::weather::Weather;
use crate::proxy::{Behaviour, Proxy};

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

/// Waits for something that awsert does, once it has loaded its checks.
fn until(happened: impl Fn() -> bool) {
    let begin = Instant::now();
    while !happened() {
        assert!(
            begin.elapsed() < Duration::from_mins(1),
            "it does not happen"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
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
        let proxy = Proxy::before(&MOTO.url, Behaviour::default());
        let run = of_a(&proxy.url).args(["--max-rps", "4"]).start();
        until(|| proxy.calls() >= 12);
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
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = silent.local_addr().expect("it has an address");
    let run = of_a(&format!("http://{address}")).start();
    let _held = silent.accept().expect("awsert connects");
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

/// Findings' statuses by region.
fn by_region(report: &Json) -> BTreeMap<String, BTreeSet<String>> {
    let mut by_region: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in report["findings"].as_array().expect("findings") {
        let text = |value: &Json| value.as_str().expect("a text").to_owned();
        by_region
            .entry(text(&finding["resource"]["region"]))
            .or_default()
            .insert(text(&finding["status"]));
    }
    by_region
}

const THREE: [&str; 3] = ["ap-south-1", "eu-west-1", "us-east-1"];

fn of_three_regions(behaviour: Behaviour) -> (Awsert, Proxy) {
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let run = awsert(["scan", "--region", "ap-south-1,eu-west-1,us-east-1"])
        .args(["--endpoint-url", &proxy.url])
        .args(["--assume-role", "arn:aws:iam::111111111111:role/Auditor"]);
    (run, proxy)
}

#[test]
fn a_region_that_never_answers_is_unknown_and_the_others_are_whole() {
    // What all checks take here, other tests beside them; a region that does not answer adds the five seconds of its probe. One call that
    // waited for it would add a minute, and each one after it the same again.
    let (run, _proxy) = of_three_regions(Behaviour::default());
    let begin = Instant::now();
    run.args(["--format", "json"]).run().json();
    let most = begin.elapsed() * 2 + Duration::from_secs(15);
    for silent in THREE {
        let behaviour = || Behaviour {
            silent_regions: BTreeSet::from([silent.to_owned()]),
            ..Behaviour::default()
        };
        let (run, proxy) = of_three_regions(behaviour());
        let run = run.args(["--format", "json"]);
        let begin = Instant::now();
        let report = run.run().json();
        let took = begin.elapsed();
        let by_region = by_region(&report);
        for region in THREE {
            let unknown_only = by_region[region] == BTreeSet::from(["unknown".to_owned()]);
            assert_eq!(unknown_only, region == silent, "{region}: {by_region:?}");
        }
        assert_eq!(report["run"]["complete"], true);
        let asked: Vec<_> = proxy
            .log()
            .into_keys()
            .filter(|asked| asked.region == silent && asked.operation != "AssumeRole")
            .map(|asked| asked.call())
            .collect();
        assert_eq!(asked, ["sts:GetCallerIdentity"]);
        assert!(took < most, "{took:?}, where {most:?} is most");
    }
}

#[test]
fn a_region_that_is_not_enabled_says_so() {
    let (run, _proxy) = of_three_regions(Behaviour {
        disabled_regions: BTreeSet::from(["eu-west-1".to_owned()]),
        ..Behaviour::default()
    });
    let report = run.args(["--format", "json"]).run().json();
    let by_region = by_region(&report);
    assert_eq!(
        by_region["eu-west-1"],
        BTreeSet::from(["unknown".to_owned()])
    );
    assert!(by_region["us-east-1"].contains("fail"));
    let gap = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .find(|finding| finding["resource"]["region"] == "eu-west-1")
        .map(|finding| finding["gaps"][0].clone())
        .expect("a finding");
    assert_eq!(gap["outcome"], "disabled");
    let error = gap["error"].as_str().expect("words");
    assert!(
        error.starts_with("eu-west-1 is not enabled for the account"),
        "{error}"
    );
}

/// Check, resource and status of each finding.
fn verdicts(report: &Json) -> BTreeSet<(String, String)> {
    let findings = report["findings"].as_array().expect("findings");
    let text = |value: &Json| value.as_str().expect("a text").to_owned();
    findings
        .iter()
        .map(|finding| (text(&finding["fingerprint"]), text(&finding["status"])))
        .collect()
}

#[test]
fn credentials_that_end_in_mid_run_are_fetched_anew() {
    let ended = Proxy::before(
        &MOTO.url,
        Behaviour {
            key_lasts: Some(20),
            refuse_server_errors: true,
            ..Behaviour::default()
        },
    );
    let calm = Proxy::before(
        &MOTO.url,
        Behaviour {
            refuse_server_errors: true,
            ..Behaviour::default()
        },
    );
    let report = of_a(&ended.url).run().json();
    let quiet = verdicts(&of_a(&calm.url).run().json());
    let changed = verdicts(&report).symmetric_difference(&quiet).count();
    assert_eq!(changed, 0, "{}", report["ledger"]);
    assert_eq!(report["run"]["complete"], true);
    let keys: BTreeSet<String> = ended
        .log()
        .into_keys()
        .map(|asked| asked.access_key)
        .collect();
    assert!(keys.len() > 3, "{keys:?}");
}

#[test]
fn credentials_that_end_for_good_are_reported_once_and_the_rest_is_unknown() {
    let proxy = Proxy::before(
        &MOTO.url,
        Behaviour {
            key_lasts: Some(12),
            ..Behaviour::default()
        },
    );
    let ran = awsert([
        "scan",
        "--region",
        "us-east-1",
        "--endpoint-url",
        &proxy.url,
    ])
    .args(["--format", "json", "--max-rps", "50"])
    .run();
    let report = ran.json();
    assert_eq!(report["run"]["complete"], false);
    let outcomes = outcomes(&report, "");
    assert!(outcomes.contains(&"expired".to_owned()), "{outcomes:?}");
    assert!(
        outcomes.contains(&"not_attempted".to_owned()),
        "{outcomes:?}"
    );
    // Those under way when it happened, what asks whether it is so, and no more.
    assert!(proxy.calls() < 12 + 15, "{}", proxy.calls());
    let table = awsert([
        "scan",
        "--region",
        "us-east-1",
        "--endpoint-url",
        &proxy.url,
    ])
    .run();
    // By now nobody knows who we are.
    assert_eq!(table.code, 2);
    assert!(
        table.stderr.contains("cannot tell which account this is"),
        "{}",
        table.stderr
    );
}

#[test]
fn bad_weather_changes_no_verdict() {
    let calm = Proxy::before(
        &MOTO.url,
        Behaviour {
            refuse_server_errors: true,
            ..Behaviour::default()
        },
    );
    let quiet = verdicts(&of_a(&calm.url).run().json());
    let runs =
        std::env::var("AWSERT_WEATHER_RUNS").map_or(3, |runs| runs.parse().expect("a number"));
    for seed in 0..runs {
        let weather = Weather {
            seed,
            throttled: 10,
            reset: 2,
            failed: 2,
        };
        let rough = Proxy::before(
            &MOTO.url,
            Behaviour {
                refuse_server_errors: true,
                weather: Some(weather),
                ..Behaviour::default()
            },
        );
        let begin = Instant::now();
        let report = of_a(&rough.url).run().json();
        let changed = verdicts(&report).symmetric_difference(&quiet).count();
        assert_eq!(changed, 0, "seed {seed}: {}", report["ledger"]);
        println!(
            "seed {seed}: {} calls in {:?}",
            rough.calls(),
            begin.elapsed()
        );
    }
}
