//! The functions as expressions call them: what they make of records, of what was not read, and what they leave as evidence.

use std::sync::Arc;

use crate::expr::{Answer, Evaluation, Expression, Kind, Reason, Vocabulary};
use crate::inventory::ec2::prefix_list::ENTRY;
use crate::inventory::ec2::security_group::RULE;
use crate::inventory::ec2::{PREFIX_LIST, SECURITY_GROUP};
use crate::inventory::{
    Account, Gap, Inventory, List, Outcome, Reading, Record, ResourceId, Value, record,
};

const SSH: &str =
    r#"resource.ingress.exists(r, r.covers_any_port(["22/tcp"]) && resource.opens_to_world(r))"#;

fn inventory() -> Inventory {
    Inventory::new(Account {
        id: "111122223333".to_owned(),
        partition: "aws".to_owned(),
        regions: vec!["eu-west-1".to_owned()],
    })
}

fn by_range(cidr: &str) -> Record {
    record!(RULE {
        protocol: "tcp",
        from_port: 22_i64,
        to_port: 22_i64,
        cidr: cidr,
        prefix_list_id: None::<&str>,
        source_group: None::<&str>,
    })
}

fn by_list(id: &str) -> Record {
    record!(RULE {
        protocol: "tcp",
        from_port: 22_i64,
        to_port: 22_i64,
        cidr: None::<&str>,
        prefix_list_id: id,
        source_group: None::<&str>,
    })
}

fn entries(ranges: &[&str]) -> Vec<Record> {
    ranges
        .iter()
        .map(|cidr| {
            record!(ENTRY {
                cidr: *cidr,
                description: None::<&str>
            })
        })
        .collect()
}

/// A group with these rules, which knows these prefix lists.
fn group(inventory: &mut Inventory, rules: Vec<Record>, lists: &[ResourceId]) -> ResourceId {
    let mut group = record!(SECURITY_GROUP {
        id: "sg-1",
        ingress: rules
    });
    group.set(
        SECURITY_GROUP.slot("prefix_lists"),
        Reading::Known(Value::list(lists.iter().map(|id| Value::Resource(*id)))),
    );
    inventory.push(group)
}

fn ask(evaluation: &mut Evaluation<'_>, text: &str, group: ResourceId) -> Answer {
    let expression =
        Expression::compile(text, &Vocabulary::of(&SECURITY_GROUP), Some(&Kind::Bool)).unwrap();
    evaluation.about(group);
    expression.evaluate(evaluation)
}

fn evaluation(inventory: &Inventory) -> Evaluation<'_> {
    Evaluation::new(inventory, "2026-01-01T00:00:00Z".parse().unwrap())
}

#[test]
fn a_prefix_list_is_looked_into() {
    let mut inventory = inventory();
    let list = inventory.push(record!(PREFIX_LIST {
        id: "pl-1",
        entries: entries(&["198.51.100.0/24", "0.0.0.0/1"]),
    }));
    let group = group(&mut inventory, vec![by_list("pl-1")], &[list]);
    let answer = ask(&mut evaluation(&inventory), SSH, group);
    assert_eq!(answer, Answer::value(true));
}

#[test]
fn an_unread_prefix_list_is_what_the_verdict_waits_for() {
    let mut inventory = inventory();
    let list = inventory.push(record!(PREFIX_LIST { id: "pl-1" }));
    let closed = group(&mut inventory, vec![by_list("pl-1")], &[list]);
    let open = group(
        &mut inventory,
        vec![by_list("pl-1"), by_range("::/0")],
        &[list],
    );
    let mut evaluation = evaluation(&inventory);
    assert_eq!(ask(&mut evaluation, SSH, closed), Answer::Unknown);
    let waits: Vec<_> = evaluation
        .holes()
        .iter()
        .map(|hole| match hole.reason {
            Reason::Unread(resource, slot) => (resource, slot),
            _ => panic!("{hole:?}"),
        })
        .collect();
    assert_eq!(waits, [(list, PREFIX_LIST.slot("entries"))]);
    // Another rule settles it, whatever the list says.
    assert_eq!(ask(&mut evaluation, SSH, open), Answer::value(true));
    assert!(evaluation.holes().is_empty());
}

#[test]
fn a_prefix_list_that_cannot_be_seen_is_not_taken_for_empty() {
    let mut inventory = inventory();
    let group = group(&mut inventory, vec![by_list("pl-9")], &[]);
    let mut evaluation = evaluation(&inventory);
    assert_eq!(ask(&mut evaluation, SSH, group), Answer::Unknown);
    let reasons: Vec<_> = evaluation.holes().iter().map(|hole| &hole.reason).collect();
    assert!(
        matches!(reasons.as_slice(), [Reason::Gap(gap)] if gap.outcome == Outcome::OutOfScope),
        "{reasons:?}"
    );
}

#[test]
fn entries_cut_short_prove_only_what_they_show() {
    let mut inventory = inventory();
    for (ranges, expected) in [
        (&["0.0.0.0/0"][..], Answer::value(true)),
        (&["198.51.100.0/24"], Answer::Unknown),
    ] {
        let mut list = record!(PREFIX_LIST { id: "pl-1" });
        list.set(
            PREFIX_LIST.slot("entries"),
            Reading::Known(Value::List(Arc::new(List {
                items: entries(ranges).into_iter().map(Value::from).collect(),
                gap: Some(Arc::new(Gap::new(
                    PREFIX_LIST.read_by,
                    Outcome::Throttled,
                    "slow down",
                ))),
            }))),
        );
        let list = inventory.push(list);
        let group = group(&mut inventory, vec![by_list("pl-1")], &[list]);
        assert_eq!(ask(&mut evaluation(&inventory), SSH, group), expected);
    }
}

#[test]
fn what_a_function_read_is_evidence() {
    let mut inventory = inventory();
    let list = inventory.push(record!(PREFIX_LIST {
        id: "pl-1",
        entries: entries(&["::/0"])
    }));
    let group = group(
        &mut inventory,
        vec![by_range("10.0.0.0/8"), by_list("pl-1")],
        &[list],
    );
    let mut evaluation = evaluation(&inventory);
    evaluation.keep_evidence();
    assert_eq!(ask(&mut evaluation, SSH, group), Answer::value(true));
    let evidence = evaluation.take_evidence();
    let of = |path: &str| {
        evidence
            .iter()
            .find(|(noted, _)| noted == path)
            .map(|(_, value)| value.to_string())
    };
    assert_eq!(
        of("ingress[tcp 22 22 pl-1].from_port"),
        Some("22".to_owned())
    );
    assert_eq!(
        of("prefix_lists[pl-1].entries"),
        Some(r#"[{"cidr":"::/0","description":null}]"#.to_owned())
    );
    // The rule that decided nothing is not shown.
    assert_eq!(of("ingress[tcp 22 22 10.0.0.0/8].cidr"), None);
}

#[test]
fn ports_and_ranges_are_checked_when_a_check_is_loaded() {
    let wrong = |text: &str| {
        Expression::compile(text, &Vocabulary::of(&SECURITY_GROUP), None)
            .map_or_else(|problems| problems[0].message.clone(), |_| String::new())
    };
    assert!(
        wrong(r#"resource.ingress.all(r, r.covers_only_ports(["http"]))"#)
            .contains("names no ports")
    );
    assert!(wrong(r#"resource.id.cidr_within("10.0.0.0/99")"#).contains("not a CIDR range"));
    assert!(
        wrong(r#"resource.id.cidr_within_any(["10.0.0.0/8", "x"])"#).contains("not a CIDR range")
    );
}

#[test]
fn ranges_and_traffic_for_people() {
    let mut inventory = inventory();
    let all = record!(RULE {
        protocol: "-1",
        from_port: None::<i64>,
        to_port: None::<i64>,
        cidr: "10.0.0.0/8",
        prefix_list_id: None::<&str>,
        source_group: None::<&str>,
    });
    let group = group(&mut inventory, vec![by_range("10.1.0.0/16"), all], &[]);
    let mut evaluation = evaluation(&inventory);
    for text in [
        r#"resource.ingress.all(r, r.cidr != null && r.cidr.is_private_range() && r.cidr.cidr_within("10.0.0.0/8"))"#,
        r#"resource.ingress.exists(r, r.cidr != null && r.cidr.cidr_within_any(["192.0.2.0/24", "10.1.0.0/16"]))"#,
        r#"resource.ingress.map(r, r.traffic) == ["tcp 22", "all traffic"]"#,
        r"resource.ingress.exists_one(r, r.covers_all_ports()) && resource.ingress.all(r, r.covers_port(22))",
        r"!resource.ingress.exists(r, resource.opens_to_world(r))",
    ] {
        assert_eq!(
            ask(&mut evaluation, text, group),
            Answer::value(true),
            "{text}"
        );
    }
}

#[test]
fn a_range_that_is_none_leaves_it_open_and_says_why() {
    let mut inventory = inventory();
    let group = group(&mut inventory, vec![by_range(".ull")], &[]);
    let mut evaluation = evaluation(&inventory);
    for text in [
        SSH,
        "resource.ingress.exists(r, r.cidr != null && r.cidr.is_private_range())",
        r#"resource.ingress.all(r, r.cidr != null && r.cidr.cidr_within("10.0.0.0/8"))"#,
    ] {
        assert_eq!(ask(&mut evaluation, text, group), Answer::Unknown, "{text}");
        let [hole] = evaluation.holes() else {
            panic!("{text}: {:?}", evaluation.holes());
        };
        assert!(
            matches!(&hole.reason, Reason::Gap(gap)
                if gap.outcome == Outcome::Malformed && gap.call.operation == "DescribeSecurityGroups"),
            "{text}: {hole:?}"
        );
    }
    assert_eq!(evaluation.holes()[0].attribute, "r.cidr");
}
