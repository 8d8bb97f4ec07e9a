//! The HTML report in a browser: of a sample account, of names that attack, of a hundred thousand findings. What is tried there is written in
//! `tests/html/run`; here are the reports.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use awsert::check::{About, Severity};
use awsert::finding::{Finding, FindingGap, Remedy, ResourceRef, Status, WaiverRef};
use awsert::inventory::Outcome;
use awsert::report::network::{Kind, Network, Reach, Reached, Route, Subnet, Thing, Vpc, Zone};
use awsert::report::{Findings, LedgerLine, Report, Run, html};
use indexmap::IndexMap;
use serde_json::json;

use crate::awsert::scan;
use crate::local_aws::{MOTO, root};
use crate::reports::to;

/// What the browser's test ends with where there is no browser.
const NO_BROWSER: i32 = 77;

/// What would run, were it markup; each tells itself by `attacked`.
const ATTACK: &str = "<img src=x onerror=\"window.attacked=1\">'\"--></script></style></title><script>window.attacked=1</script>\
    <svg onload=window.attacked=1>javascript:window.attacked=1//{{data}}${window.attacked=1}\u{202e}\u{2028}\u{0}&lt;b&gt;";

/// Findings that are made as they are gone through.
struct Made {
    checks: Vec<Arc<About>>,
    number: usize,
    /// What AWS says everywhere, where it attacks.
    said: Option<&'static str>,
}

impl Made {
    fn new(number: usize, checks: usize, said: Option<&'static str>) -> Self {
        let about = |at: usize| {
            let controls = [("cis-aws-5.0", "1.4"), ("nist-800-53-r5", "AC-3")];
            About {
                id: format!("synthetic-check-{at}"),
                title: said.map_or_else(
                    || format!("Resource of kind {at} is as it was meant"),
                    ToOwned::to_owned,
                ),
                severity: Severity::ALL[at % Severity::ALL.len()],
                risk: said
                    .unwrap_or("Whoever finds it can use it, and mostly somebody does.")
                    .to_owned(),
                controls: controls
                    .into_iter()
                    .map(|(framework, id)| (framework.to_owned(), vec![id.to_owned()]))
                    .collect(),
                aliases: IndexMap::new(),
            }
        };
        Self {
            checks: (0..checks).map(|at| Arc::new(about(at))).collect(),
            number,
            said,
        }
    }

    fn finding(&self, at: usize) -> Finding {
        let status = match at % 10 {
            0..=3 => Status::Fail,
            4 => Status::Unknown,
            5 => Status::Waived,
            _ => Status::Pass,
        };
        let text = |usual: String| self.said.map_or(usual, ToOwned::to_owned);
        let id = format!("resource-{at:05}");
        let gap = FindingGap {
            attribute: "kms_key.key_state".to_owned(),
            call: "kms:DescribeKey".to_owned(),
            outcome: Outcome::Throttled,
            error: text("Rate exceeded".to_owned()),
            denial: None,
        };
        Finding {
            check: Arc::clone(&self.checks[at * self.checks.len() / self.number]),
            status,
            message: text(format!("{id} runs in one Availability Zone (eu-west-1a)")),
            resource: ResourceRef {
                ty: "AWS::RDS::DBInstance",
                id: Some(text(id.clone())),
                arn: Some(text(format!(
                    "arn:aws:rds:eu-west-1:{:012}:db:{id}",
                    at % 40
                ))),
                name: Some(text(format!("database of team {}", at % 97))),
                account: text(format!("{:012}", at % 40)),
                region: text(["eu-west-1", "us-east-1", "ap-south-1"][at % 3].to_owned()),
                tags: [(text("Team".to_owned()), text(format!("team-{}", at % 97)))].into(),
                unused: at.is_multiple_of(50),
                regional_default: at.is_multiple_of(70),
            },
            sub_key: self.said.map(ToOwned::to_owned),
            evidence: [
                (text("multi_az".to_owned()), json!(false)),
                (
                    "kms_key.arn".to_owned(),
                    json!(text(format!(
                        "arn:aws:kms:eu-west-1:{:012}:key/{:032x}",
                        at % 40,
                        at * 7919
                    ))),
                ),
            ]
            .into_iter()
            .collect(),
            gaps: if status == Status::Unknown {
                vec![gap]
            } else {
                Vec::new()
            },
            change: None,
            waiver: (status == Status::Waived).then(|| WaiverRef {
                reason: text("It is switched off next month.".to_owned()),
                owner: text("database team".to_owned()),
                expires: Some(text("2027-01-31".to_owned())),
                ticket: None,
            }),
            remediation: Remedy {
                text: text("Turn on Multi-AZ; the instance stays up meanwhile.".to_owned()),
                cli: Some(text(format!(
                    "aws rds modify-db-instance --db-instance-identifier {id} --multi-az"
                ))),
                terraform: Some(text("multi_az = true".to_owned())),
            },
        }
    }
}

impl Findings for Made {
    fn each(&self) -> impl Iterator<Item = io::Result<Cow<'_, Finding>>> {
        (0..self.number).map(|at| Ok(Cow::Owned(self.finding(at))))
    }
}

fn report(findings: Made) -> Report<Made> {
    let said = findings.said;
    let text = |usual: &str| said.unwrap_or(usual).to_owned();
    Report {
        run: Run {
            id: "20261121T021305Z-1".to_owned(),
            started_at: "2026-11-21T02:13:05Z".parse().unwrap(),
            finished_at: "2026-11-21T02:15:06Z".parse().unwrap(),
            accounts: vec![text("123456789012")],
            regions: vec![text("eu-west-1")],
            checks: findings.checks.len(),
            selected: std::collections::BTreeSet::new(),
            resources: findings.number,
            complete: true,
        },
        findings,
        ledger: vec![LedgerLine {
            account: text("123456789012"),
            region: text("eu-west-1"),
            call: text("kms:DescribeKey"),
            outcome: Outcome::Throttled,
            calls: 9,
            retries: 5,
            resources: 3,
            error: Some(text("Rate exceeded")),
            blinds: vec![text("synthetic-check-1")],
            denials: Vec::new(),
        }],
        frameworks: Vec::new(),
        verified: None,
        network: said.map(attacking_network).into(),
        changes: None,
        notices: vec![text("A waiver matches nothing.")],
    }
}

/// A network in which everything is called so.
fn attacking_network(text: &str) -> Network {
    let text = || text.to_owned();
    let thing = Thing {
        kind: Kind::Instance,
        ty: text(),
        id: text(),
        name: Some(text()),
        detail: text(),
        reached: Some(Reached::Yes),
        why: vec![text()],
    };
    let subnet = Subnet {
        id: text(),
        name: Some(text()),
        cidr: Some(text()),
        reach: Reach::Public,
        why: text(),
        way: text(),
        routes: Some(vec![Route {
            destination: text(),
            target: text(),
        }]),
        things: vec![thing.clone()],
        more: 1,
    };
    Network {
        vpcs: vec![Vpc {
            account: text(),
            region: text(),
            id: text(),
            name: Some(text()),
            cidrs: Some(vec![text()]),
            is_default: Some(false),
            gateways_read: true,
            subnets_read: true,
            zones: vec![Zone {
                name: Some(text()),
                subnets: vec![subnet],
                things: vec![thing.clone()],
            }],
            things: vec![thing],
            unread: vec![text()],
        }],
        unread: vec![text()],
    }
}

fn written(report: &Report<Made>, file: &Path) {
    let mut out = BufWriter::new(File::create(file).unwrap());
    html::write(report, &mut out).unwrap();
}

#[test]
fn a_report_is_read_in_a_browser() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let config = root().join("localstack/samples/e/awsert.yaml");
    // An earlier run that looked at less, and had no waivers.
    let before = folder.join("before.snapshot");
    let ran = scan(&MOTO.url, "111111111115")
        .args(["--check", "rds-*", "--check", "ec2-*", "--save"])
        .arg(&before)
        .run();
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let ran = scan(&MOTO.url, "111111111115")
        .arg("--config")
        .arg(&config)
        .arg("--baseline")
        .arg(&before)
        .args(["--output", &to("html", folder, "sample.html")])
        .run();
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let attacking = report(Made::new(40, 4, Some(ATTACK)));
    written(&attacking, &folder.join("hostile.html"));
    let many = report(Made::new(100_000, 400, None));
    written(&many, &folder.join("many.html"));
    // For who wants to look at them.
    if let Some(kept) = std::env::var_os("AWSERT_HTML_KEEP") {
        for name in ["sample.html", "hostile.html", "many.html"] {
            std::fs::copy(folder.join(name), Path::new(&kept).join(name)).unwrap();
        }
    }
    let ran = Command::new("python3")
        .arg(root().join("tests/html/run"))
        .arg(folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("python3 starts");
    let told = String::from_utf8_lossy(&ran.stdout);
    let wrong = String::from_utf8_lossy(&ran.stderr);
    println!("{told}");
    match ran.status.code() {
        Some(0) => {}
        Some(NO_BROWSER) => eprintln!("NOT TRIED IN A BROWSER: {told}"),
        _ => panic!("{wrong}"),
    }
}
