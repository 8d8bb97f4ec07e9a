//! What is new, what is fixed and what nobody knows.

use super::*;
use crate::check::Severity;
use crate::finding::{Finding, Status};
use crate::inventory::Outcome;
use crate::report::sample::{self, gap};
use crate::report::{Report, Run};

const TYPE: &str = "AWS::RDS::DBInstance";

fn finding(check: &str, id: &str, status: Status) -> Finding {
    let check = sample::check(check, "t", Severity::High, &[]);
    sample::finding(&check, status, TYPE, id, "m")
}

/// A run of the checks rds-a and rds-b.
fn run() -> Run {
    let Report { mut run, .. } = sample::empty();
    run.selected = ["rds-a", "rds-b"].map(ToOwned::to_owned).into();
    run
}

fn compared(then: &[Finding], now: &mut [Finding], run: &Run) -> Changes {
    let against = Against {
        run: "r".to_owned(),
        started_at: run.started_at,
    };
    let before = Before::of(against, &then.to_vec()).expect("memory can be read");
    marked(&before, now, run)
}

fn marked(before: &Before, now: &mut [Finding], run: &Run) -> Changes {
    for finding in now.iter_mut() {
        before.mark(finding);
    }
    let changes = before.changes(run, &now.to_vec());
    changes.expect("memory can be read")
}

fn past(changes: &Changes) -> Vec<(&str, Option<&str>, Now)> {
    changes
        .past
        .iter()
        .map(|past| {
            (
                past.check.id.as_str(),
                past.resource.id.as_deref(),
                past.now,
            )
        })
        .collect()
}

#[test]
fn what_did_not_fail_before_is_new() {
    let then = vec![
        finding("rds-a", "old", Status::Fail),
        finding("rds-a", "turned", Status::Pass),
        finding("rds-a", "accepted", Status::Waived),
        finding("rds-a", "unseen", Status::Unknown),
    ];
    let mut now = vec![
        finding("rds-a", "old", Status::Fail),
        finding("rds-a", "turned", Status::Fail),
        finding("rds-a", "accepted", Status::Fail),
        finding("rds-a", "unseen", Status::Unknown),
        finding("rds-a", "came", Status::Fail),
        finding("rds-a", "fine", Status::Pass),
    ];
    let changes = compared(&then, &mut now, &run());
    let marks: Vec<Option<Change>> = now.iter().map(|finding| finding.change).collect();
    let (new, same) = (Some(Change::New), Some(Change::Unchanged));
    assert_eq!(marks, [same, new, new, same, new, None]);
    assert_eq!((changes.new, changes.unchanged), (3, 1));
    assert_eq!(past(&changes), []);
}

#[test]
fn only_what_aws_answered_is_fixed_or_gone() {
    let ids = ["mended", "removed", "waived", "denied"];
    let mut then: Vec<Finding> = ids.map(|id| finding("rds-a", id, Status::Fail)).into();
    then.push(finding("rds-b", "hidden", Status::Fail));
    then.push(finding("rds-c", "not asked", Status::Fail));
    let mut abroad = finding("rds-a", "abroad", Status::Fail);
    abroad.resource.region = "ap-south-1".to_owned();
    then.push(abroad);
    let mut unlisted = finding("rds-b", "", Status::Unknown);
    unlisted.resource.id = None;
    unlisted.gaps = vec![gap("", "rds:DescribeDBInstances", Outcome::Denied, "no")];
    let mut now = vec![
        finding("rds-a", "mended", Status::Pass),
        finding("rds-a", "waived", Status::Waived),
        finding("rds-a", "denied", Status::Unknown),
        unlisted,
    ];
    let changes = compared(&then, &mut now, &run());
    assert_eq!(
        past(&changes),
        [
            ("rds-a", Some("mended"), Now::Fixed),
            ("rds-a", Some("removed"), Now::Gone),
            ("rds-a", Some("waived"), Now::Waived),
            ("rds-a", Some("denied"), Now::Unknown),
            ("rds-b", Some("hidden"), Now::Unknown),
        ]
    );
    assert_eq!(changes.not_looked_at, 2);
    assert_eq!(now[3].change, Some(Change::New));
}

#[test]
fn what_a_run_that_was_cut_short_does_not_show_is_not_gone() {
    let then = vec![finding("rds-a", "db", Status::Fail)];
    let mut cut = run();
    cut.complete = false;
    let changes = compared(&then, &mut [], &cut);
    assert_eq!(past(&changes), [("rds-a", Some("db"), Now::Unknown)]);
}

#[test]
fn a_rule_of_a_group_that_still_stands_is_fixed_when_the_group_passes() {
    let mut then = finding("rds-a", "group", Status::Fail);
    then.sub_key = Some("tcp 22".to_owned());
    let mut now = vec![finding("rds-a", "group", Status::Pass)];
    let changes = compared(&[then], &mut now, &run());
    assert_eq!(past(&changes), [("rds-a", Some("group"), Now::Fixed)]);
}

#[test]
fn without_an_earlier_run_everything_is_new() {
    let mut now = vec![finding("rds-a", "db", Status::Fail)];
    let changes = marked(&Before::default(), &mut now, &run());
    assert_eq!((changes.new, changes.against), (1, None));
    assert_eq!(now[0].change, Some(Change::New));
}
