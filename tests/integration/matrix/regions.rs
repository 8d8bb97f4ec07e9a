//! The call that a session makes where all regions are to be scanned. No check's plan has it: while nobody knows which regions there are
//! nothing is scanned, so that a run says why and ends.

use super::trouble::{Outcome, Trouble, troubles_of};
use super::{chosen_of, pool, with};
use crate::awsert::{Ran, scan};
use crate::local_aws::MOTO;
use crate::proxy::fault::Fault;
use crate::proxy::{Behaviour, Proxy};

const DESCRIBE_REGIONS: &str = "ec2:DescribeRegions";

/// Of the regions that the emulator names, two.
const TWO: &str = "<DescribeRegionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>1</requestId><regionInfo>\
    <item><regionName>eu-west-1</regionName><regionEndpoint>ec2.eu-west-1.amazonaws.com</regionEndpoint><optInStatus>opt-in-not-required</optInStatus></item>\
    <item><regionName>us-east-1</regionName><regionEndpoint>ec2.us-east-1.amazonaws.com</regionEndpoint><optInStatus>opt-in-not-required</optInStatus></item>\
    </regionInfo></DescribeRegionsResponse>";

/// Scans all regions of an account with one check.
fn scanned(behaviour: Behaviour, arguments: &[&str]) -> Ran {
    let answered = [(DESCRIBE_REGIONS.to_owned(), TWO.to_owned())].into();
    let proxy = Proxy::before(
        &MOTO.url,
        Behaviour {
            answered,
            ..behaviour
        },
    );
    let ran = scan(&proxy.url, "111111111111")
        .args(["--region", "all", "--check", "kms-key-rotation"])
        .args(["--format", "json"])
        .args(arguments.iter().copied())
        .run();
    assert!(
        proxy.seen().contains_key(DESCRIBE_REGIONS),
        "{:?}",
        proxy.seen()
    );
    ran
}

/// What a run tells of regions and of keys.
fn told(ran: &Ran) -> String {
    let report = ran.json();
    format!("{} {}", report["run"]["regions"], report["findings"])
}

/// The faults of any call, and each member left out.
fn troubles() -> Vec<Trouble> {
    let mut troubles = troubles_of(DESCRIBE_REGIONS);
    let members = [
        "regionInfo",
        "regionInfo.item",
        "regionInfo.item.regionName",
    ];
    troubles.extend(members.map(|member| Trouble {
        name: "a member left out",
        fault: Fault::Without(member.to_owned()),
        comes_to: Outcome::Blinds(&["malformed"]),
    }));
    troubles
}

#[test]
fn without_knowing_which_regions_there_are_nothing_is_scanned() {
    let quiet = scanned(Behaviour::default(), &[]).exits(1);
    let report = quiet.json();
    assert_eq!(
        report["run"]["regions"],
        serde_json::json!(["eu-west-1", "us-east-1"]),
        "{report}"
    );
    let quiet = told(&quiet);
    let troubles = chosen_of(troubles(), 8, |_| DESCRIBE_REGIONS);
    let wrong: Vec<String> = pool::all(troubles, |trouble| {
        let ran = scanned(
            with(DESCRIBE_REGIONS, trouble.fault.clone()),
            &["--read-timeout", "4s"],
        );
        let is_right = match trouble.comes_to {
            Outcome::Heals => ran.code == 1 && told(&ran) == quiet,
            Outcome::Blinds(_) => {
                let says_why = ran.stderr.contains("cannot list the account's regions: ");
                ran.code == 2 && ran.stdout.is_empty() && says_why
            }
        };
        let Ran {
            code,
            stdout,
            stderr,
        } = ran;
        (!is_right).then(|| format!("{}: {code} {stderr} {stdout}", trouble.name))
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
