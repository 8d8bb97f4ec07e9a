//! More of everything than an account should have, and what leads back to itself: judged rightly, in bounded time.

use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::account::ACCOUNT;
use crate::awsert::{Ran, scan};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// In a debug build, on a busy machine; a release build takes a tenth.
const LONGEST: Duration = Duration::from_mins(1);

/// A scan whose calls are answered so.
fn scanned(answers: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let behaviour = Behaviour {
        answered: answers
            .iter()
            .map(|(call, inside)| {
                let operation = call.split(':').nth(1).unwrap_or_default();
                let answer = if call.starts_with("ec2:") {
                    format!("<{operation}Response>{inside}</{operation}Response>")
                } else {
                    format!("<{operation}Response><{operation}Result>{inside}</{operation}Result></{operation}Response>")
                };
                ((*call).to_owned(), answer)
            })
            .collect(),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let began = Instant::now();
    let ran = scan(&proxy.url, ACCOUNT)
        .args(arguments.iter().copied())
        .run();
    assert!(began.elapsed() < LONGEST, "took {:?}", began.elapsed());
    assert!(
        [0, 1, 3].contains(&ran.code),
        "{}: {}",
        ran.code,
        ran.stderr
    );
    ran
}

/// The status of a check on a resource; of several findings, the worst.
fn status(report: &Json, check: &str, id: &str) -> String {
    let findings = report["findings"].as_array().expect("findings");
    let mut statuses: Vec<&str> = findings
        .iter()
        .filter(|finding| finding["check"] == check && finding["resource"]["id"] == id)
        .filter_map(|finding| finding["status"].as_str())
        .collect();
    statuses.sort_unstable();
    // fail < pass < unknown
    statuses
        .first()
        .map_or_else(|| "silent".to_owned(), |status| (*status).to_owned())
}

/// A permission has all four lists of peers, as EC2 sends it, whichever are empty.
fn permission(protocol: &str, from: u16, to: u16, peers: &str) -> String {
    let others: String = ["groups", "ipRanges", "ipv6Ranges", "prefixListIds"]
        .into_iter()
        .filter(|list| !peers.contains(&format!("<{list}>")))
        .map(|list| format!("<{list}/>"))
        .collect();
    format!(
        "<item><ipProtocol>{protocol}</ipProtocol><fromPort>{from}</fromPort><toPort>{to}</toPort>{peers}{others}</item>"
    )
}

fn range(cidr: &str) -> String {
    format!("<ipRanges><item><cidrIp>{cidr}</cidrIp></item></ipRanges>")
}

fn peer(group: &str) -> String {
    format!("<groups><item><userId>{ACCOUNT}</userId><groupId>{group}</groupId></item></groups>")
}

fn group(id: &str, ingress: &str, egress: &str) -> String {
    format!(
        "<item><ownerId>{ACCOUNT}</ownerId><groupId>{id}</groupId><groupName>{id}</groupName><groupDescription>d</groupDescription>\
         <vpcId>vpc-1</vpcId><ipPermissions>{ingress}</ipPermissions><ipPermissionsEgress>{egress}</ipPermissionsEgress><tagSet/></item>"
    )
}

fn groups(items: &str) -> String {
    format!("<securityGroupInfo>{items}</securityGroupInfo>")
}

/// An instance and a database that stand behind these groups.
fn behind(groups: &[&str]) -> (String, String) {
    let of_instance: String = groups
        .iter()
        .map(|group| {
            format!("<item><groupId>{group}</groupId><groupName>{group}</groupName></item>")
        })
        .collect();
    let of_database: String = groups
        .iter()
        .map(|group| {
            format!("<VpcSecurityGroupMembership><VpcSecurityGroupId>{group}</VpcSecurityGroupId><Status>active</Status></VpcSecurityGroupMembership>")
        })
        .collect();
    (
        format!(
            "<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><instanceState><code>16</code><name>running</name></instanceState>\
             <subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><groupSet>{of_instance}</groupSet><tagSet/></item></instancesSet></item></reservationSet>"
        ),
        format!(
            "<DBInstances><DBInstance><DBInstanceIdentifier>db-1</DBInstanceIdentifier><Engine>mysql</Engine><DBInstanceStatus>available</DBInstanceStatus>\
             <Endpoint><Port>3306</Port></Endpoint><VpcSecurityGroups>{of_database}</VpcSecurityGroups></DBInstance></DBInstances>"
        ),
    )
}

#[test]
fn security_groups_that_name_one_another_in_a_circle_are_judged() {
    let all = |peers: &str| permission("-1", 0, 0, peers);
    let items = [
        group("sg-a", &all(&peer("sg-b")), &all(&peer("sg-a"))),
        group("sg-b", &all(&peer("sg-a")), &all(&peer("sg-b"))),
        group("sg-self", &all(&peer("sg-self")), &all(&peer("sg-self"))),
        group("sg-gone", &all(&peer("sg-nowhere")), ""),
        group(
            "sg-open",
            &all(&format!("{}{}", peer("sg-a"), range("0.0.0.0/0"))),
            &all(&peer("sg-open")),
        ),
    ];
    let (instances, databases) = behind(&["sg-a", "sg-b", "sg-self"]);
    let ran = scanned(
        &[
            ("ec2:DescribeSecurityGroups", &groups(&items.concat())),
            ("ec2:DescribeInstances", &instances),
            ("rds:DescribeDBInstances", &databases),
        ],
        &["--service", "ec2,rds", "--format", "json"],
    );
    let report = ran.json();
    for id in ["sg-a", "sg-b", "sg-self", "sg-gone"] {
        assert_eq!(
            status(&report, "ec2-security-group-no-public-ssh", id),
            "pass",
            "{id}"
        );
    }
    assert_eq!(
        status(&report, "ec2-security-group-no-public-ssh", "sg-open"),
        "fail"
    );
    assert_eq!(
        status(
            &report,
            "rds-instance-security-group-from-groups-only",
            "db-1"
        ),
        "pass"
    );
}

/// A group of so many rules, of which the last opens SSH to the world.
fn many_rules(count: usize, last: &str) -> String {
    let closed: String = (0..count)
        .map(|at| {
            let port = u16::try_from(1_024 + at % 60_000).unwrap();
            permission(
                "tcp",
                port,
                port,
                &range(&format!("10.{}.{}.0/24", at / 256 % 256, at % 256)),
            )
        })
        .collect();
    group(
        "sg-many",
        &format!("{closed}{}", permission("tcp", 22, 22, &range(last))),
        &closed,
    )
}

#[test]
fn a_group_of_ten_thousand_rules_is_judged_to_the_last() {
    let (instances, databases) = behind(&["sg-many"]);
    for (last, expected) in [("10.0.0.0/8", "pass"), ("0.0.0.0/0", "fail")] {
        let ran = scanned(
            &[
                (
                    "ec2:DescribeSecurityGroups",
                    &groups(&many_rules(10_000, last)),
                ),
                ("ec2:DescribeInstances", &instances),
                ("rds:DescribeDBInstances", &databases),
            ],
            &["--service", "ec2,rds", "--format", "json"],
        );
        let report = ran.json();
        assert_eq!(
            status(&report, "ec2-security-group-no-public-ssh", "sg-many"),
            expected
        );
        assert!(
            ran.stdout.len() < 64 * 1024 * 1024,
            "{} bytes",
            ran.stdout.len()
        );
    }
}

#[test]
fn one_rule_with_ten_thousand_peers_and_a_check_on_each_are_judged() {
    let peers: String = (0..10_000)
        .map(|at| {
            format!(
                "<item><cidrIp>{}.{}.{}.0/24</cidrIp></item>",
                1 + at % 9,
                at / 256 % 256,
                at % 256
            )
        })
        .collect();
    let open = group(
        "sg-peers",
        &permission("tcp", 22, 22, &format!("<ipRanges>{peers}</ipRanges>")),
        "",
    );
    let (instances, databases) = behind(&["sg-peers"]);
    for format in ["json", "table"] {
        scanned(
            &[
                ("ec2:DescribeSecurityGroups", &groups(&open)),
                ("ec2:DescribeInstances", &instances),
                ("rds:DescribeDBInstances", &databases),
            ],
            &["--service", "ec2,rds", "--format", format, "--verbose"],
        );
    }
}

#[test]
fn a_thousand_groups_in_one_circle_are_judged() {
    let items: String = (0..1_000)
        .map(|at| {
            let next = peer(&format!("sg-{}", (at + 1) % 1_000));
            let open = if at == 999 {
                permission("tcp", 22, 22, &range("0.0.0.0/0"))
            } else {
                String::new()
            };
            group(
                &format!("sg-{at}"),
                &format!("{}{open}", permission("tcp", 22, 22, &next)),
                &permission("-1", 0, 0, &next),
            )
        })
        .collect();
    let names: Vec<String> = (0..1_000).map(|at| format!("sg-{at}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (instances, databases) = behind(&names);
    let ran = scanned(
        &[
            ("ec2:DescribeSecurityGroups", &groups(&items)),
            ("ec2:DescribeInstances", &instances),
            ("rds:DescribeDBInstances", &databases),
        ],
        &["--service", "ec2,rds", "--format", "json"],
    );
    let report = ran.json();
    let check = "ec2-security-group-no-public-ssh";
    assert_eq!(status(&report, check, "sg-999"), "fail");
    let passed = (0..999).filter(|at| status(&report, check, &format!("sg-{at}")) == "pass");
    assert_eq!(passed.count(), 999);
}

#[test]
fn routes_and_acl_entries_in_thousands_are_judged() {
    let routes: String = (0..1_000)
        .map(|at| {
            let destination = match at % 4 {
                0 => format!("10.{}.{}.0/24", at / 256, at % 256),
                1 => "999.0.0.0/99".to_owned(),
                2 => "\u{202e}0.0.0.0/0".to_owned(),
                _ => format!("172.16.{}.0/24", at % 256),
            };
            format!("<item><destinationCidrBlock>{destination}</destinationCidrBlock><gatewayId>local</gatewayId><state>active</state></item>")
        })
        .collect();
    let tables = format!(
        "<routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId><routeSet>{routes}<item><destinationCidrBlock>1.0.0.0/8</destinationCidrBlock>\
         <gatewayId>igw-1</gatewayId><state>blackhole</state></item></routeSet><associationSet><item><main>true</main></item></associationSet><tagSet/></item></routeTableSet>"
    );
    // Two entries of each number, one for and one against: which AWS would never keep.
    let entries: String = (0..2_000)
        .map(|at| {
            let action = if at % 2 == 0 { "deny" } else { "allow" };
            format!(
                "<item><ruleNumber>{}</ruleNumber><protocol>6</protocol><ruleAction>{action}</ruleAction><egress>false</egress><cidrBlock>0.0.0.0/0</cidrBlock>\
                 <portRange><from>22</from><to>22</to></portRange></item>",
                1 + at / 2
            )
        })
        .collect();
    let acls = format!(
        "<networkAclSet><item><networkAclId>acl-1</networkAclId><vpcId>vpc-1</vpcId><default>false</default><entrySet>{entries}</entrySet>\
         <associationSet><item><networkAclAssociationId>a</networkAclAssociationId><networkAclId>acl-1</networkAclId><subnetId>subnet-1</subnetId></item>\
         </associationSet><tagSet/></item></networkAclSet>"
    );
    let ran = scanned(
        &[
            ("ec2:DescribeRouteTables", &tables),
            ("ec2:DescribeNetworkAcls", &acls),
        ],
        &["--service", "ec2", "--format", "json"],
    );
    let report = ran.json();
    assert_eq!(
        status(&report, "ec2-route-table-no-blackhole", "rtb-1"),
        "fail"
    );
    // Which of the two comes first nobody knows.
    assert_eq!(
        status(&report, "ec2-network-acl-no-public-ssh", "acl-1"),
        "unknown"
    );
}
