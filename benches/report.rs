//! How fast each format is written that takes findings as they come, and in how much memory: a million findings that are made as they are asked
//! for, into a sink that only counts. What people read at once (table, Markdown, annotations) puts findings into an order of its own, and holds them.
//!
//! `cargo bench --bench report` measures all, each in a process of its own so that the peak is its own; `cargo bench --bench report -- json
//! 100000` one of them, with so many findings.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and stops when it cannot go on"
)]

mod counted;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use awsert::check::{About, Severity};
use awsert::finding::{Finding, Remedy, ResourceRef, Status, WaiverRef};
use awsert::report::{Findings, Report, Run, asff, csv, html, json, junit, ocsf, sarif};
use counted::Counted;
use indexmap::IndexMap;
use serde_json::json;

const FINDINGS: usize = 1_000_000;
const ACCOUNTS: usize = 5;
const CHECKS: usize = 200;

/// Findings that are made as they are asked for.
struct Made {
    checks: Vec<Arc<About>>,
    accounts: Vec<String>,
    count: usize,
}

type Format = (
    &'static str,
    fn(&Report<Made>, &mut Counted) -> io::Result<()>,
);

const FORMATS: [Format; 8] = [
    ("json", |report, out| json::write(report, out)),
    ("jsonl", |report, out| json::lines::write(report, out)),
    ("csv", |report, out| csv::write(report, out)),
    ("html", |report, out| html::write(report, out)),
    ("sarif", |report, out| sarif::write(report, out)),
    ("ocsf", |report, out| ocsf::write(report, out)),
    ("asff", |report, out| asff::write(report, out)),
    ("junit", |report, out| junit::write(report, out)),
];

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'));
    let wanted = arguments.next();
    let count = arguments.next().and_then(|count| count.parse().ok());
    match wanted.and_then(|name| FORMATS.into_iter().find(|(of, _)| *of == name)) {
        Some(format) => measure(format, count.unwrap_or(FINDINGS)),
        None => {
            let this = std::env::current_exe().expect("this program has a place");
            for (name, _) in FORMATS {
                let ran = Command::new(&this).arg(name).status();
                assert!(ran.is_ok_and(|status| status.success()), "{name}");
            }
        }
    }
}

fn measure((name, write): Format, count: usize) {
    let report = report(count);
    let begin = Instant::now();
    let made = report.findings.each().flatten().count();
    let making = begin.elapsed().as_secs_f64();
    let mut out = Counted::default();
    let begin = Instant::now();
    write(&report, &mut out).expect("the sink takes all");
    let took = begin.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "megabytes are told roughly")]
    let megabytes = out.0 as f64 / 1e6;
    println!(
        "{name:>6}: {made} findings, {megabytes:.0} MB in {took:.1} s, {:.0} MB/s (making the findings once takes {making:.1} s of it), {}",
        megabytes / took,
        peak()
    );
}

/// How much memory it took at most.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    peak.map_or_else(
        || "memory unknown".to_owned(),
        |line| line.split_whitespace().collect::<Vec<_>>().join(" "),
    )
}

fn report(count: usize) -> Report<Made> {
    let accounts: Vec<String> = (0..ACCOUNTS)
        .map(|number| format!("{:012}", 111_111_111_111 + number))
        .collect();
    Report {
        run: Run {
            id: "2026-11-21T02-13-05-k3x".to_owned(),
            started_at: "2026-11-21T02:13:05Z".parse().expect("a time"),
            finished_at: "2026-11-21T02:43:05Z".parse().expect("a time"),
            accounts: accounts.clone(),
            regions: vec!["eu-west-1".to_owned(), "us-east-1".to_owned()],
            checks: CHECKS,
            selected: std::collections::BTreeSet::new(),
            resources: count / CHECKS,
            complete: true,
        },
        findings: Made {
            checks: (0..CHECKS).map(check).collect(),
            accounts,
            count,
        },
        ledger: Vec::new(),
        frameworks: Vec::new(),
        verified: None,
        network: None.into(),
        changes: None,
        notices: Vec::new(),
    }
}

fn check(number: usize) -> Arc<About> {
    let severities = Severity::ALL;
    let control = |framework: &str, id: String| (framework.to_owned(), vec![id]);
    Arc::new(About {
        // In the order of a run: by id.
        id: format!("service{:02}-thing-{number:03}", number / 10),
        title: format!("Thing number {number} is as it should be"),
        severity: severities[number % severities.len()],
        risk: "Whoever finds it can use it, and whoever uses it can read what others have written."
            .to_owned(),
        controls: IndexMap::from([
            control("cis-aws-5.0", format!("{}.{}", number / 10, number % 10)),
            control("nist-800-53-r5", format!("AC-{number}")),
        ]),
        aliases: IndexMap::from([control("prowler", format!("service_thing_{number}"))]),
    })
}

impl Findings for Made {
    fn each(&self) -> impl Iterator<Item = io::Result<Cow<'_, Finding>>> {
        let of_check = self.count.div_ceil(self.checks.len() * self.accounts.len());
        let all = self.accounts.iter().flat_map(move |account| {
            let checks = self.checks.iter();
            checks.flat_map(move |check| (0..of_check).map(move |number| (account, check, number)))
        });
        all.take(self.count)
            .map(|(account, check, number)| Ok(Cow::Owned(finding(account, check, number))))
    }
}

fn finding(account: &str, check: &Arc<About>, number: usize) -> Finding {
    let id = format!("thing-{number:08x}");
    let status = match number % 10 {
        0..=4 => Status::Pass,
        5..=7 => Status::Fail,
        8 => Status::Unknown,
        _ => Status::Waived,
    };
    let waiver = (status == Status::Waived).then(|| WaiverRef {
        reason: "Being switched off; the data lives elsewhere.".to_owned(),
        owner: "the team of things".to_owned(),
        expires: Some("2027-01-31".to_owned()),
        ticket: None,
    });
    Finding {
        check: Arc::clone(check),
        status,
        message: format!("{id} lets 0.0.0.0/0 reach port 22"),
        resource: ResourceRef {
            ty: "AWS::EC2::SecurityGroup",
            arn: Some(format!("arn:aws:ec2:eu-west-1:{account}:security-group/{id}")),
            name: Some(format!("web-{number}")),
            id: Some(id),
            account: account.to_owned(),
            region: "eu-west-1".to_owned(),
            tags: BTreeMap::from([("team".to_owned(), "payments".to_owned())]),
            unused: false,
            regional_default: false,
        },
        sub_key: None,
        evidence: IndexMap::from([
            ("ingress[0].cidr".to_owned(), json!("0.0.0.0/0")),
            ("ingress[0].from_port".to_owned(), json!(22)),
        ]),
        gaps: Vec::new(),
        change: None,
        waiver,
        remediation: Remedy {
            text: "Remove the rule, or narrow it to the addresses that need it.".to_owned(),
            cli: Some("aws ec2 revoke-security-group-ingress --group-id x --protocol tcp --port 22 --cidr 0.0.0.0/0".to_owned()),
            terraform: None,
        },
    }
}
