//! Every fault on every call: a verdict stays what it was, or becomes unknown for the reason that the fault gives.

mod pool;
mod trouble;

use std::collections::BTreeMap;

use crate::awsert::{Ran, scan};
use crate::local_aws::MOTO;
use crate::proxy::fault::Fault;
use crate::proxy::{Behaviour, Proxy};

use trouble::{Outcome, troubles_of};

fn with(call: &str, fault: Fault) -> Behaviour {
    Behaviour {
        faults: BTreeMap::from([(call.to_owned(), fault)]),
        ..Behaviour::default()
    }
}

fn scanned(behaviour: Behaviour, check: &str) -> Ran {
    let proxy = Proxy::before(&MOTO.url, behaviour);
    scan(&proxy.url, "111111111111")
        .args(["--format", "json", "--read-timeout", "2s", "--check", check])
        .run()
}

/// A call of each protocol, and a check that hangs on it.
const EXAMPLES: &[(&str, &str)] = &[
    ("ec2:DescribeVolumes", "ec2-volume-encrypted"),
    ("rds:DescribeDBInstances", "rds-instance-multi-az"),
    ("kms:ListKeys", "kms-key-rotation"),
    (
        "secretsmanager:ListSecrets",
        "secretsmanager-secret-rotation",
    ),
];

#[test]
fn each_fault_has_its_outcome() {
    let mut tries = Vec::new();
    for (call, check) in EXAMPLES {
        let quiet = scanned(Behaviour::default(), check).json()["findings"].clone();
        assert!(
            quiet
                .as_array()
                .is_some_and(|findings| !findings.is_empty()),
            "{check}"
        );
        tries.extend(
            troubles_of(call)
                .into_iter()
                .map(|trouble| (*call, *check, quiet.clone(), trouble)),
        );
    }
    let wrong: Vec<String> = pool::all(tries, |(call, check, quiet, trouble)| {
        let ran = scanned(with(call, trouble.fault), check);
        let findings = ran.json()["findings"].clone();
        let outcomes: Vec<&str> = findings
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|finding| finding["gaps"][0]["outcome"].as_str())
            .collect();
        let good = match trouble.comes_to {
            Outcome::Heals => findings == quiet,
            Outcome::Blinds(allowed) => {
                !outcomes.is_empty() && outcomes.iter().all(|outcome| allowed.contains(outcome))
            }
        };
        (!good).then(|| {
            format!(
                "{call}: {}: {} {}",
                trouble.name, findings[0]["gaps"], ran.stderr
            )
        })
    })
    .into_iter()
    .flatten()
    .collect();
    assert_eq!(wrong, Vec::<String>::new());
}
