//! What is said of networks when a part of AWS does not answer: what rests on that part is unknown, the rest stands.

use std::collections::BTreeMap;

use crate::local_aws::{Emulator, LOCALSTACK, MOTO};
use crate::proxy::{Behaviour, Proxy};

/// Scans a sample account with some calls denied: how often each check came to each status, and what was asked.
fn scan(
    emulator: &Emulator,
    account: &str,
    checks: &str,
    denied: &[&str],
) -> (BTreeMap<(String, String), usize>, BTreeMap<String, usize>) {
    let behaviour = Behaviour {
        denied: denied.iter().map(|call| (*call).to_owned()).collect(),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&emulator.url, behaviour);
    let report = crate::awsert::scan(&proxy.url, account)
        .args(["--format", "json", "--check", checks])
        .run()
        .json();
    let mut statuses = BTreeMap::new();
    for finding in report["findings"].as_array().expect("findings") {
        let text = |name: &str| finding[name].as_str().expect("a text").to_owned();
        *statuses.entry((text("check"), text("status"))).or_default() += 1;
    }
    (statuses, proxy.seen())
}

fn count(statuses: &BTreeMap<(String, String), usize>, check: &str, status: &str) -> usize {
    let key = (check.to_owned(), status.to_owned());
    statuses.get(&key).copied().unwrap_or(0)
}

#[test]
fn a_prefix_list_that_cannot_be_read_leaves_its_rule_unknown() {
    const SSH: &str = "ec2-security-group-no-public-ssh";
    let (with, asked) = scan(&LOCALSTACK, "222222222224", SSH, &[]);
    assert_eq!(
        count(&with, SSH, "fail") + count(&with, SSH, "unknown"),
        0,
        "{with:?}"
    );
    // Of all prefix lists, AWS's own among them, only the one that a rule names is read.
    assert_eq!(asked["ec2:GetManagedPrefixListEntries"], 1);

    let denied = ["ec2:GetManagedPrefixListEntries"];
    let (without, _) = scan(&LOCALSTACK, "222222222224", SSH, &denied);
    assert_eq!(count(&without, SSH, "unknown"), 1, "{without:?}");
    assert_eq!(count(&without, SSH, "pass"), count(&with, SSH, "pass") - 1);

    let (initial, _) = scan(&LOCALSTACK, "111111111114", SSH, &denied);
    assert_eq!(count(&initial, SSH, "fail"), 3, "{initial:?}");
    assert_eq!(count(&initial, SSH, "unknown"), 1);
}

#[test]
fn without_routes_no_subnet_is_called_private() {
    let checks = "ec2-private-subnet-*,ec2-vpc-subnets-span-zones,ec2-subnet-no-auto-public-ip";
    let (statuses, _) = scan(&MOTO, "222222222221", checks, &["ec2:DescribeRouteTables"]);
    for ((check, status), _) in statuses {
        let needs_no_routes = check == "ec2-subnet-no-auto-public-ip";
        // What hands out no addresses hands out none, wherever its routes lead.
        let holds_anyway = check == "ec2-private-subnet-no-auto-public-ip" && status != "fail";
        assert!(
            needs_no_routes || holds_anyway || status == "unknown",
            "{check}: {status}"
        );
    }
}

#[test]
fn the_settings_of_a_region_are_known_one_by_one() {
    let checks = "ec2-ebs-encryption-by-default,ec2-imdsv2-by-default";
    let (statuses, _) = scan(
        &MOTO,
        "222222222221",
        checks,
        &["ec2:GetEbsEncryptionByDefault"],
    );
    assert_eq!(
        count(&statuses, "ec2-ebs-encryption-by-default", "unknown"),
        1,
        "{statuses:?}"
    );
    let (statuses, asked) = scan(&MOTO, "222222222221", "ec2-ebs-encryption-by-default", &[]);
    assert_eq!(
        count(&statuses, "ec2-ebs-encryption-by-default", "pass"),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        asked.keys().filter(|call| call.starts_with("ec2:")).count(),
        1
    );
}

#[test]
fn one_more_listing_tells_which_snapshots_are_public() {
    let (statuses, asked) = scan(&MOTO, "222222222221", "ec2-snapshot-not-public", &[]);
    let snapshots: usize = statuses.values().sum();
    assert!(snapshots > 1, "{statuses:?}");
    assert_eq!(asked["ec2:DescribeSnapshots"], 2);
}

/// The listing of what is public has the same name as that of all: what the one told is not lost to the other.
#[test]
fn asking_which_snapshots_are_public_forgets_nothing_of_them() {
    let checks = "ec2-snapshot-not-public,ec2-snapshot-encrypted";
    let report = crate::awsert::scan(&MOTO.url, "222222222221")
        .args(["--format", "json", "--check", checks])
        .run()
        .json();
    for finding in report["findings"].as_array().expect("findings") {
        assert_ne!(finding["status"], "unknown", "{finding}");
        let id = finding["resource"]["id"].as_str().expect("an id");
        assert!(id.starts_with("snap-"), "{finding}");
    }
}

/// A pre-shared key, and what a start-up script could hold.
const CANARY: &str = "planted-canary-5f2c";

/// Answers about VPN connections, launch templates and Spot Fleet requests that hold it wherever AWS puts a secret.
fn with_secrets() -> Behaviour {
    let tunnel = |address: &str| {
        format!(
            "<item><outsideIpAddress>{address}</outsideIpAddress><preSharedKey>{CANARY}</preSharedKey><logOptions><cloudWatchLogOptions>\
             <logEnabled>false</logEnabled></cloudWatchLogOptions></logOptions></item>"
        )
    };
    let connections = format!(
        "<DescribeVpnConnectionsResponse><vpnConnectionSet><item><vpnConnectionId>vpn-1</vpnConnectionId><state>available</state>\
         <customerGatewayId>cgw-1</customerGatewayId><customerGatewayConfiguration>&lt;pre_shared_key&gt;{CANARY}&lt;/pre_shared_key&gt;\
         </customerGatewayConfiguration><options><tunnelOptionSet>{}{}</tunnelOptionSet></options><vgwTelemetry>\
         <item><outsideIpAddress>203.0.113.1</outsideIpAddress><status>UP</status></item>\
         <item><outsideIpAddress>203.0.113.2</outsideIpAddress><status>DOWN</status></item></vgwTelemetry></item></vpnConnectionSet>\
         </DescribeVpnConnectionsResponse>",
        tunnel("203.0.113.1"),
        tunnel("203.0.113.2")
    );
    let templates = "<DescribeLaunchTemplatesResponse><launchTemplates><item><launchTemplateId>lt-1</launchTemplateId>\
                     <launchTemplateName>web</launchTemplateName></item></launchTemplates></DescribeLaunchTemplatesResponse>"
        .to_owned();
    let versions = format!(
        "<DescribeLaunchTemplateVersionsResponse><launchTemplateVersionSet><item><launchTemplateId>lt-1</launchTemplateId>\
         <versionNumber>1</versionNumber><defaultVersion>true</defaultVersion><launchTemplateData><userData>{CANARY}</userData>\
         <metadataOptions><httpTokens>optional</httpTokens></metadataOptions></launchTemplateData></item></launchTemplateVersionSet>\
         </DescribeLaunchTemplateVersionsResponse>"
    );
    let fleets = format!(
        "<DescribeSpotFleetRequestsResponse><spotFleetRequestConfigSet><item><spotFleetRequestId>sfr-1</spotFleetRequestId>\
         <spotFleetRequestState>active</spotFleetRequestState><spotFleetRequestConfig><launchSpecifications><item><imageId>ami-1</imageId>\
         <userData>{CANARY}</userData><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><encrypted>false</encrypted></ebs></item>\
         </blockDeviceMapping></item></launchSpecifications></spotFleetRequestConfig></item></spotFleetRequestConfigSet>\
         </DescribeSpotFleetRequestsResponse>"
    );
    Behaviour {
        answered: [
            ("ec2:DescribeVpnConnections".to_owned(), connections),
            ("ec2:DescribeLaunchTemplates".to_owned(), templates),
            ("ec2:DescribeLaunchTemplateVersions".to_owned(), versions),
            ("ec2:DescribeSpotFleetRequests".to_owned(), fleets),
        ]
        .into(),
        ..Behaviour::default()
    }
}

const OF_SECRETS: &str = "ec2-vpn-connection-tunnels-up,ec2-vpn-connection-logging,ec2-launch-template-imdsv2,ec2-spot-fleet-volumes-encrypted";

#[test]
fn pre_shared_keys_and_user_data_reach_no_output() {
    let whole = with_secrets();
    // Cut off behind the secrets, so that the answers cannot be understood.
    let mut broken = with_secrets();
    for answer in broken.answered.values_mut() {
        answer.truncate(answer.len() - 30);
    }
    for (behaviour, status) in [(whole, "fail"), (broken, "unknown")] {
        let proxy = Proxy::before(&MOTO.url, behaviour);
        let scan = |arguments: &[&str]| {
            crate::awsert::scan(&proxy.url, "222222222221")
                .args(["--check", OF_SECRETS])
                .args(arguments.iter().copied())
                .run()
        };
        let json = scan(&["--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&json.stdout).expect("a report");
        let findings = report["findings"].as_array().expect("findings");
        assert_eq!(findings.len(), 4, "{}", json.stdout);
        for finding in findings {
            assert_eq!(finding["status"], status, "{finding}");
        }
        let table = scan(&["--verbose"]);
        for output in [&json.stdout, &json.stderr, &table.stdout, &table.stderr] {
            assert!(!output.contains(CANARY), "{output}");
        }
    }
}

/// A connection has two tunnels: an answer that tells of one says nothing of the other.
#[test]
fn one_tunnel_does_not_stand_for_both() {
    let mut behaviour = with_secrets();
    let answer = behaviour
        .answered
        .get_mut("ec2:DescribeVpnConnections")
        .expect("it is answered");
    *answer = answer.replace(
        "<item><outsideIpAddress>203.0.113.2</outsideIpAddress><status>DOWN</status></item>",
        "",
    );
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let report = crate::awsert::scan(&proxy.url, "222222222221")
        .args([
            "--format",
            "json",
            "--check",
            "ec2-vpn-connection-tunnels-up",
        ])
        .run()
        .exits(3)
        .json();
    assert_eq!(report["findings"][0]["status"], "unknown");
}
