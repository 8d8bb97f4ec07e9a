use serde_json::Value as Json;

use super::*;
use crate::report::sample;

fn message(report: &Report) -> Message<'_> {
    Message::of(report, Selection::default())
}

#[test]
fn what_is_worst_comes_first_and_what_is_unknown_last() {
    let report = sample::report();
    let message = message(&report);
    let places: Vec<(bool, Severity)> = message
        .groups
        .iter()
        .map(|group| (group.status == Status::Unknown, group.check.severity))
        .collect();
    let mut sorted = places.clone();
    sorted.sort_by_key(|(is_unknown, severity)| (*is_unknown, Reverse(*severity)));
    assert_eq!(places, sorted);
    let count = |status| {
        let findings = report.findings.iter();
        findings.filter(|of| of.status == status).count()
    };
    assert_eq!(message.fail, count(Status::Fail));
    assert_eq!(message.unknown, count(Status::Unknown));
}

#[test]
fn nothing_is_told_where_nothing_is_new() {
    let report = sample::report();
    let selection = Selection {
        new: true,
        least: Some(Severity::High),
    };
    // Nothing in it was compared.
    let message = Message::of(&report, selection);
    assert!(message.is_empty());
    assert_eq!(message.headline(), "nothing new (high and above)");
}

#[test]
fn a_subject_is_short_and_ascii_whatever_the_run_is_of() {
    let mut report = sample::report();
    report.run.accounts = vec!["é\n\u{1b}[2J".repeat(40)];
    let subject = text::subject(&message(&report));
    assert!(subject.len() <= 100 && subject.is_ascii(), "{subject}");
    assert!(subject.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    assert!(subject.starts_with("awsert: "));
}

#[test]
fn hostile_names_are_text_in_slack_and_nothing_else() {
    let attack = "<!channel> <@U1|x> <https://e.example|click> *b* `c` & \u{202e}\u{1b}[2J\n> q";
    let report = sample::saying(attack);
    let payload: Json = serde_json::from_slice(&slack::payload(&message(&report))).unwrap();
    let text = payload.to_string();
    assert!(!text.contains('<') && !text.contains('>'), "{text}");
    assert!(
        !text.contains("\\u001b") && !text.contains('\u{202e}'),
        "{text}"
    );
    assert!(text.contains("&lt;!channel&gt;"), "{text}");
    for block in payload["blocks"].as_array().unwrap() {
        // What is marked up holds the check's own words alone.
        let markup = &block["text"];
        if markup["type"] == "mrkdwn" {
            assert_eq!(markup["verbatim"], true);
        }
    }
    let plain = text::text(&message(&report));
    assert!(
        !plain.contains('\u{1b}') && !plain.contains('\u{202e}'),
        "{plain}"
    );
}

/// Ten thousand findings of hundreds of checks, with long names.
#[test]
fn a_message_of_any_size_keeps_to_the_bounds_of_those_who_take_it() {
    let mut report = sample::empty();
    for number in 0..400 {
        let id = format!("rds-check-{number}");
        let check = sample::check(&id, &"é".repeat(400), Severity::High, &[]);
        for resource in 0..25 {
            let name = format!("{}{resource}", "&東".repeat(2_000));
            let finding = sample::finding(&check, Status::Fail, "AWS::KMS::Key", &name, &name);
            report.findings.push(finding);
        }
    }
    let message = message(&report);
    let text = text::text(&message);
    assert!(text.len() <= 256 * 1024 && text.contains("more: see the report"));
    let payload: Json = serde_json::from_slice(&slack::payload(&message)).unwrap();
    let blocks = payload["blocks"].as_array().unwrap();
    assert!(blocks.len() <= 50, "{}", blocks.len());
    for block in blocks {
        let texts = block["elements"]
            .as_array()
            .map_or_else(|| vec![block["text"].clone()], Clone::clone);
        for text in texts {
            let letters = text["text"].as_str().unwrap().chars().count();
            let most = if block["type"] == "header" {
                150
            } else {
                3_000
            };
            assert!((1..=most).contains(&letters), "{letters}");
        }
    }
    let event = crate::report::json::message::event(&report, &message).unwrap();
    let event: Json = serde_json::from_slice(&event).unwrap();
    assert_eq!(event["findings"].as_array().unwrap().len(), 1_000);
    assert_eq!(event["selected"]["left_out"], 9_000);
}

#[test]
fn a_message_reads_well() {
    let mut report = sample::empty();
    let ssh = sample::check("ec2-ssh", "Nobody reaches SSH", Severity::High, &[]);
    let key = sample::check("kms-key", "Key is rotated", Severity::Critical, &[]);
    let low = sample::check("kms-low", "Key has a name", Severity::Low, &[]);
    for (check, status, id, message) in [
        (&ssh, Status::Fail, "sg-1", "lets 0.0.0.0/0 reach port 22"),
        (&ssh, Status::Fail, "sg-2", "lets ::/0 reach port 22"),
        (&key, Status::Unknown, "k-1", "could not be judged"),
        (&low, Status::Fail, "k-1", "has none"),
        (&ssh, Status::Pass, "sg-3", "fine"),
    ] {
        let mut finding = sample::finding(check, status, "AWS::KMS::Key", id, message);
        finding.change = (id != "sg-2").then_some(Change::New);
        report.findings.push(finding);
    }
    let selection = Selection {
        new: true,
        least: Some(Severity::Medium),
    };
    let message = Message::of(&report, selection);
    insta::assert_snapshot!(text::text(&message), @r"
    1 new failure, 1 newly unknown (medium and above)
    account 123456789012, eu-west-1, us-east-1; run 2026-11-21T02-13-05-k3x of 2026-11-21 02:13 UTC
    No earlier run is kept to compare with: everything counts as new.

    HIGH  Nobody reaches SSH
      ec2-ssh
      - sg-1 in eu-west-1: lets 0.0.0.0/0 reach port 22

    UNKNOWN (critical)  Key is rotated
      kms-key
      - k-1 in eu-west-1: could not be judged
    ");
    insta::assert_snapshot!(text::subject(&message), @"awsert: 1 new failure, 1 newly unknown (medium and above) in account 123456789012");
    let payload: Json = serde_json::from_slice(&slack::payload(&message)).unwrap();
    let blocks = payload["blocks"].as_array().unwrap();
    let texts: Vec<&str> = blocks
        .iter()
        .map(|block| {
            let text = block["elements"].get(0).unwrap_or(&block["text"]);
            text["text"].as_str().unwrap()
        })
        .collect();
    insta::assert_snapshot!(texts.join("\n--\n"), @r"
    awsert: 1 new failure, 1 newly unknown (medium and above)
    --
    account 123456789012, eu-west-1, us-east-1; run 2026-11-21T02-13-05-k3x of 2026-11-21 02:13 UTC
    --
    No earlier run is kept to compare with: everything counts as new.
    --
    *HIGH*  Nobody reaches SSH
    `ec2-ssh`
    --
    • sg-1 in eu-west-1: lets 0.0.0.0/0 reach port 22
    --
    *UNKNOWN (critical)*  Key is rotated
    `kms-key`
    --
    • k-1 in eu-west-1: could not be judged
    ");
}
