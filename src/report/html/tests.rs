//! What stands in the file: all that the report says, in blocks that end, and nothing from AWS as markup. What the page makes of it is tried in
//! a browser by `tests/html`.

use std::borrow::Cow;
use std::io::{self, Read as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use insta::assert_json_snapshot;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::calls::Calls;
use super::page::PAGE;
use super::tables::{NEW, UNCHANGED};
use super::{DETAILS_BLOCK, FINDINGS_BLOCK, write};
use crate::check::Severity;
use crate::compare::{Against, Before, Changes};
use crate::finding::{Finding, Status};
use crate::report::blind::blinds;
use crate::report::{Findings, Report, sample};

/// A file as the page reads it.
struct Unpacked {
    html: String,
    head: Json,
    findings: Vec<Json>,
    details: Vec<Json>,
    /// The size of each block's JSON.
    blocks: Vec<usize>,
}

fn unpacked<F: Findings>(report: &Report<F>) -> Unpacked {
    let mut out = Vec::new();
    write(report, &mut out).expect("memory takes all");
    let html = String::from_utf8(out).expect("UTF-8");
    let head = between(
        &html,
        r#"<script type="application/json" id="report">"#,
        "</script>",
    );
    let head = serde_json::from_str(head).expect("JSON");
    let mut blocks = Vec::new();
    let findings = list(&html, "findings", &mut blocks);
    let details = list(&html, "details", &mut blocks);
    Unpacked {
        html,
        head,
        findings,
        details,
        blocks,
    }
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, after) = text.split_once(from).expect("it begins");
    after.split_once(to).expect("it ends").0
}

/// The elements of all blocks of a name, each of which says where it begins.
fn list(html: &str, name: &str, sizes: &mut Vec<usize>) -> Vec<Json> {
    let begin = format!(r#"<script type="application/octet-stream" data-{name}=""#);
    let mut all = Vec::new();
    for block in html.split(&begin).skip(1) {
        let (first, block) = block.split_once("\">").expect("it says where it begins");
        assert_eq!(first, all.len().to_string());
        let deflated = STANDARD
            .decode(block.split_once("</script>").expect("it ends").0)
            .expect("base64");
        let mut json = String::new();
        DeflateDecoder::new(deflated.as_slice())
            .read_to_string(&mut json)
            .expect("deflated");
        sizes.push(json.len());
        all.extend(serde_json::from_str::<Vec<Json>>(&json).expect("a list"));
    }
    all
}

#[test]
fn a_finding_is_a_row_and_its_details() {
    let unpacked = unpacked(&sample::report());
    let at = unpacked
        .findings
        .iter()
        .position(|row| row[6] == "billing-final-before-migration")
        .expect("the public snapshot");
    assert_json_snapshot!([&unpacked.findings[at], &unpacked.details[at]], @r#"
    [
      [
        0,
        0,
        0,
        0,
        0,
        0,
        "billing-final-before-migration",
        null,
        "can be restored by every AWS account",
        null,
        null
      ],
      {
        "arn": null,
        "calls": [
          "rds:DescribeDBSnapshotAttributes",
          "rds:DescribeDBSnapshots"
        ],
        "evidence": {
          "restorable_by": [
            "all"
          ]
        },
        "fingerprint": "ffd71a97aeb0fe8de9e93047edad172f",
        "gaps": [],
        "remedy": {
          "cli": "aws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore --values-to-remove all",
          "terraform": "resource \"aws_db_snapshot\" \"this\" {\n  shared_accounts = []\n}",
          "text": "Take back the public sharing. Whoever copied the snapshot\nkeeps the copy: treat the data in it as disclosed."
        },
        "tags": {
          "team": "payments"
        }
      }
    ]
    "#);
}

#[test]
fn all_findings_are_there_in_their_order() {
    let report = sample::two_accounts();
    let unpacked = unpacked(&report);
    assert_eq!(unpacked.head["total"], report.findings.len());
    assert_eq!(unpacked.findings.len(), report.findings.len());
    assert_eq!(unpacked.details.len(), report.findings.len());
    let text = |table: &str, place: &Json| {
        let at = usize::try_from(place.as_u64().expect("a place")).expect("a small one");
        unpacked.head[table][at].clone()
    };
    for ((finding, row), details) in report
        .findings
        .iter()
        .zip(&unpacked.findings)
        .zip(&unpacked.details)
    {
        assert_eq!(text("checks", &row[0])["id"], finding.check.id.as_str());
        assert_eq!(text("accounts", &row[2]), finding.resource.account.as_str());
        assert_eq!(text("regions", &row[3]), finding.resource.region.as_str());
        assert_eq!(text("types", &row[4]), finding.resource.ty);
        assert_eq!(row[6], json!(finding.resource.id));
        assert!(
            finding
                .message
                .ends_with(row[8].as_str().expect("a message"))
        );
        assert_eq!(row[9], json!(finding.sub_key));
        assert_eq!(details["fingerprint"], finding.fingerprint());
        if let Some(waiver) = &finding.waiver {
            assert_eq!(text("waivers", &row[10]), json!(waiver));
        }
    }
    let counts = unpacked.head["checks"].as_array().expect("checks").iter();
    let failed: u64 = counts
        .map(|check| check["counts"][0].as_u64().expect("a count"))
        .sum();
    let fails = |finding: &&Finding| finding.status == Status::Fail;
    assert_eq!(failed, report.findings.iter().filter(fails).count() as u64);
}

/// The page gathers what was not seen finding by finding; the other formats from all of them.
#[test]
fn what_was_not_seen_is_what_other_formats_say() {
    let report = sample::deployment();
    let told = |unseen: &Json| unseen["verdicts"].as_u64().expect("a count");
    let unpacked = unpacked(&report);
    let unseen = unpacked.head["unseen"].as_array().expect("a list");
    let verdicts: Vec<u64> = unseen.iter().map(told).collect();
    let others: Vec<u64> = blinds(&report)
        .iter()
        .map(|blind| blind.verdicts() as u64)
        .collect();
    assert_eq!(verdicts, others);
    let mut first = unseen[0].clone();
    // AWS's words, at length.
    assert_eq!(first["reasons"].as_array().map(Vec::len), Some(3));
    first["reasons"] = Json::Null;
    assert_json_snapshot!(first, @r#"
    {
      "advice": "allow rds:DescribeDBSnapshotAttributes",
      "checks": [
        0
      ],
      "heading": "rds:DescribeDBSnapshotAttributes was denied",
      "reasons": null,
      "regions": [
        "eu-west-1"
      ],
      "verdicts": 3
    }
    "#);
}

#[test]
fn the_policy_names_the_pages_own_script_and_style_and_nothing_else() {
    let page = format!("{}{}", PAGE.before, PAGE.after);
    let policy = between(
        &page,
        r#"http-equiv="Content-Security-Policy" content=""#,
        "\"",
    );
    let hash = |text: &str| {
        use sha2::Digest as _;
        STANDARD.encode(sha2::Sha256::digest(text))
    };
    let style = hash(between(&page, "<style>", "</style>"));
    let script = hash(between(&PAGE.after, "<script>", "</script>"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
        )
    );
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("{{"), "a place was left empty");
    for way_out in [
        "http:",
        "https:",
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        " style=",
        " onclick=",
        "@import",
        "url(",
    ] {
        assert!(!page.contains(way_out), "{way_out}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn nothing_from_aws_is_markup(text in "(?s)(</?(script|style|title)[ >]|<!--|-->|\\]\\]>|[<>&\"'\u{2028}\u{0}\\\\]|.){0,40}") {
        let unpacked = unpacked(&sample::saying(&text));
        let data = &unpacked.html[PAGE.before.len()..unpacked.html.len() - PAGE.after.len()];
        let blocks = unpacked.blocks.len();
        prop_assert_eq!(data.matches('<').count(), 2 * (blocks + 1));
        prop_assert_eq!(data.matches("<script type=").count(), blocks + 1);
        prop_assert_eq!(data.matches("</script>\n").count(), blocks + 1);
        let escaped = !data.contains(['&', '\u{2028}']);
        prop_assert!(escaped);
        // And it is all there.
        prop_assert_eq!(&unpacked.head["notices"], &json!([text]));
        for row in &unpacked.findings {
            prop_assert_eq!(&row[6], &json!(text));
        }
    }
}

/// Findings that nobody holds.
struct Made(usize);

impl Findings for Made {
    fn each(&self) -> impl Iterator<Item = io::Result<Cow<'_, Finding>>> {
        let check = sample::check("kms-x", "x", Severity::Low, &[]);
        (0..self.0).map(move |number| {
            let id = format!("key-{number}");
            let finding = sample::finding(&check, Status::Fail, "AWS::KMS::Key", &id, "is x");
            Ok(Cow::Owned(finding))
        })
    }
}

#[test]
fn blocks_are_of_a_size_that_is_read_at_once() {
    let empty = sample::empty();
    let report = Report {
        run: empty.run,
        findings: Made(12_000),
        ledger: Vec::new(),
        frameworks: Vec::new(),
        verified: None,
        network: None.into(),
        changes: None,
        notices: Vec::new(),
    };
    let unpacked = unpacked(&report);
    assert_eq!(unpacked.findings.len(), 12_000);
    assert_eq!(unpacked.details.len(), 12_000);
    assert!(unpacked.blocks.len() > 4, "{:?}", unpacked.blocks);
    let most = FINDINGS_BLOCK.max(DETAILS_BLOCK) + 1_000;
    assert!(unpacked.blocks.iter().all(|size| *size < most));
}

#[test]
fn what_is_new_is_marked_and_what_became_of_the_rest_is_told() {
    let mut report = sample::report();
    let against = Against {
        run: "2026-11-20T02-13-05-k3x".to_owned(),
        started_at: "2026-11-20T02:13:05Z".parse().expect("a time"),
    };
    // Then, the first failure was none, and something failed that is gone now.
    let mut then = report.findings.clone();
    let fails = |finding: &Finding| finding.status == Status::Fail;
    let first = then.iter().position(fails).expect("a failure");
    report.run.selected.insert(then[first].check.id.clone());
    then[first].status = Status::Pass;
    let mut gone = then[first].clone();
    gone.status = Status::Fail;
    gone.resource.id = Some("long-gone".to_owned());
    then.push(gone);
    let before = Before::of(against, &then).expect("they are in memory");
    let changes = before.changes(&report.run, &report.findings);
    report.changes = Some(changes.expect("they are in memory"));
    for finding in &mut report.findings {
        before.mark(finding);
    }
    let unpacked = unpacked(&report);
    for (at, (finding, row)) in report.findings.iter().zip(&unpacked.findings).enumerate() {
        let is_compared = matches!(finding.status, Status::Fail | Status::Unknown);
        let marks = row[5].as_u64().expect("marks") & u64::from(NEW | UNCHANGED);
        let expected = match (is_compared, at == first) {
            (false, _) => 0,
            (true, true) => NEW,
            (true, false) => UNCHANGED,
        };
        assert_eq!(marks, u64::from(expected), "{at}");
    }
    let changes = &unpacked.head["changes"];
    assert_eq!(changes["baseline"]["run"], "2026-11-20T02-13-05-k3x");
    assert_eq!(changes["past"][0]["resource"]["id"], "long-gone");
    assert_eq!(changes["past"][0]["now"], "gone");
    assert_eq!(
        changes["figures"],
        json!(report.changes.as_ref().map(Changes::in_figures))
    );
}

#[test]
fn a_run_without_findings_is_a_page_too() {
    let unpacked = unpacked(&sample::empty());
    assert_eq!(unpacked.head["total"], 0);
    assert!(unpacked.blocks.is_empty());
}

/// The calls behind evidence of a database.
fn behind(paths: &[&str]) -> Vec<String> {
    let check = sample::check("rds-x", "x", Severity::Low, &[]);
    let mut finding = sample::finding(&check, Status::Fail, "AWS::RDS::DBInstance", "orders", "x");
    for path in paths {
        finding.evidence.insert((*path).to_owned(), json!(true));
    }
    Calls::default().behind(&finding)
}

#[test]
fn evidence_leads_to_the_calls_that_told_it() {
    assert_eq!(behind(&["multi_az"]), ["rds:DescribeDBInstances"]);
    assert_eq!(
        behind(&["kms_key.key_state"]),
        ["kms:DescribeKey", "kms:ListKeys", "rds:DescribeDBInstances"]
    );
    // A key may hold what a path is made of.
    assert_eq!(
        behind(&["security_groups[sg-1].ingress[tcp 22 22 a].b[c].cidr].cidr"]),
        ["ec2:DescribeSecurityGroups", "rds:DescribeDBInstances"]
    );
    // What is derived rests on what it is derived from.
    assert_eq!(
        behind(&["db_subnet_group.subnets[subnet-1].is_public"]),
        [
            "ec2:DescribeRouteTables",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs",
            "rds:DescribeDBInstances",
            "rds:DescribeDBSubnetGroups",
        ]
    );
    assert_eq!(
        behind(&["of_another_version.x"]),
        ["rds:DescribeDBInstances"]
    );
}
