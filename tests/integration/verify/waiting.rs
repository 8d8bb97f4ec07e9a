//! What is not yet true is waited for, and nothing else.

use std::time::{Duration, Instant};

use super::{CORRECTED, Deployment, SURVIVES, expectation};
use crate::awsert::Ran;
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// The corrected database, which AWS says is in this state and has no standby.
fn without_standby(state: &str) -> Behaviour {
    let call = "rds:DescribeDBInstances".to_owned();
    Behaviour {
        replaced: vec![
            (
                call.clone(),
                "<MultiAZ>true</MultiAZ>".to_owned(),
                "<MultiAZ>false</MultiAZ>".to_owned(),
            ),
            (
                call,
                "<DBInstanceStatus>available</DBInstanceStatus>".to_owned(),
                format!("<DBInstanceStatus>{state}</DBInstanceStatus>"),
            ),
        ],
        ..Behaviour::default()
    }
}

#[test]
fn what_becomes_right_after_twenty_seconds_is_waited_for() {
    const TIME: Duration = Duration::from_secs(20);
    let behaviour = Behaviour {
        replaced_for: Some(TIME),
        ..without_standby("modifying")
    };
    let began = Instant::now();
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let ran = Deployment::of_outputs()
        .expecting(&proxy.url, CORRECTED, SURVIVES)
        .args(["--wait", "3m", "--format", "json"])
        .run()
        .exits(0);
    assert!(began.elapsed() >= TIME, "{:?}", began.elapsed());
    assert_eq!(expectation(&ran.json())["status"], "pass");
    let waits = "waiting for the orders database survives the loss of a zone: secure-app-mysql: AWS says modifying";
    assert!(ran.stderr.contains(waits), "{}", ran.stderr);
}

/// Waits so long for the corrected database's standby, which it has not got.
fn waits_for_standby(proxy: &Proxy, wait: &str) -> Ran {
    Deployment::of_terraform(CORRECTED, &[])
        .verify(&proxy.url, CORRECTED)
        .args(["--check", "rds-instance-multi-az", "--format", "json"])
        .args(["--wait", wait])
        .run()
        .exits(1)
}

#[test]
fn what_cannot_become_right_is_not_waited_for() {
    let proxy = Proxy::before(&MOTO.url, without_standby("available"));
    let ran = waits_for_standby(&proxy, "10m");
    assert!(!ran.stderr.contains("waiting"), "{}", ran.stderr);
    assert_eq!(proxy.seen()["rds:DescribeDBInstances"], 1);
}

#[test]
fn what_is_still_on_its_way_at_the_end_fails_and_says_so() {
    let proxy = Proxy::before(&MOTO.url, without_standby("creating"));
    let report = waits_for_standby(&proxy, "3s").json();
    let message = report["findings"][0]["message"].as_str().unwrap();
    assert!(
        message.ends_with("(pending: AWS says creating)"),
        "{message}"
    );
    assert!(proxy.seen()["rds:DescribeDBInstances"] > 1);
}
