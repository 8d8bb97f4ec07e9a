//! Webhooks: what they are posted, when, and what is told where they do not take it.

use std::fs;

use serde_json::Value as Json;

use super::receiver::{Answer, Receiver};
use super::{folder, scan, scanned, write};
use crate::awsert::awsert;
use crate::hostile::account::{ACCOUNT, Which, defaced};
use crate::local_aws::MOTO;
use crate::proxy::Proxy;

const SLACK: &str = "  - { slack: \"${HOOK}/services/T000/B000/s3cr3t\" }";

fn says(status: u16, body: &str) -> Answer {
    Answer::Says(status, "", body.to_owned())
}

#[test]
fn slack_is_told_what_failed_and_nothing_of_its_address_is_shown() {
    let receiver = Receiver::willing();
    let folder = folder(SLACK, "");
    let ran = scan(folder.path())
        .env("HOOK", &receiver.url)
        .run()
        .exits(1);
    let failed = ran.json()["summary"]["fail"].as_u64().unwrap();
    assert!(failed > 0);
    let posted = receiver.posted();
    assert_eq!(posted.len(), 1);
    assert_eq!(posted[0].path, "/services/T000/B000/s3cr3t");
    assert_eq!(posted[0].header("content-type"), Some("application/json"));
    let payload = posted[0].json();
    let headline = payload["blocks"][0]["text"]["text"].as_str().unwrap();
    assert_eq!(headline, format!("awsert: {failed} failures"));
    assert!(payload.to_string().contains("rds-instance-multi-az"));
    let host = receiver.url.trim_start_matches("http://");
    assert_eq!(
        ran.stderr,
        format!("delivered to Slack ({host}): {failed} failures\n")
    );
    assert!(!ran.stdout.contains("s3cr3t"));
}

#[test]
fn what_is_new_is_told_once_and_nothing_where_nothing_is() {
    let receiver = Receiver::willing();
    let folder = folder(
        "  - { slack: \"${HOOK}\", when: new }\n  - { webhook: \"${HOOK}/w\", when: new, least: low }",
        "store: runs.awsert\nbaseline: last",
    );
    let run = || scan(folder.path()).env("HOOK", &receiver.url).run();
    // No run is kept yet: all of it is new, and that is said.
    let first = run().exits(1).json();
    let failed = first["summary"]["fail"].as_u64().unwrap();
    let posted = receiver.posted();
    assert_eq!(posted.len(), 2);
    let event = posted.iter().find(|post| post.path == "/w").unwrap().json();
    assert_eq!(event["selected"]["when"], "new");
    assert_eq!(event["selected"]["baseline"], Json::Null);
    assert_eq!(event["selected"]["fail"], failed);
    let slack = posted.iter().find(|post| post.path == "/").unwrap();
    let text = slack.json().to_string();
    assert!(text.contains("No earlier run is kept"), "{text}");
    // Nothing happened.
    let ran = run().exits(1);
    assert!(
        ran.stderr.contains("nothing, as nothing is new"),
        "{}",
        ran.stderr
    );
    assert_eq!(receiver.posted().len(), 2);
    // A database is waived, told, and one more comes: only that is told.
    let kept = fs::read_to_string(folder.path().join("awsert.yaml")).unwrap();
    let waived = first["findings"].as_array().unwrap();
    let waived = waived.iter().find(|of| of["status"] == "fail").unwrap();
    let id = waived["resource"]["id"].as_str().unwrap();
    let with_it =
        format!("waivers: [{{ check: \"*\", resource: \"{id}\", reason: r, owner: o }}]\n{kept}");
    fs::write(
        folder.path().join("awsert.yaml"),
        with_it
            .replacen("format: 1\n", "", 1)
            .replacen("waivers", "format: 1\nwaivers", 1),
    )
    .unwrap();
    run();
    assert_eq!(receiver.posted().len(), 2);
    fs::write(folder.path().join("awsert.yaml"), kept).unwrap();
    run();
    let posted = receiver.posted();
    assert_eq!(posted.len(), 4);
    let event = posted
        .iter()
        .rfind(|post| post.path == "/w")
        .unwrap()
        .json();
    let findings = event["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0]["resource"]["id"], id);
    assert_eq!(findings[0]["change"], "new");
    assert!(event["selected"]["baseline"].is_string());
}

#[test]
fn a_webhook_is_posted_the_findings_with_headers_and_a_signature() {
    let receiver = Receiver::willing();
    let folder = folder(
        "  - webhook: ${HOOK}/in?x=1\n    headers: { X-Team: audit, Authorization: \"Bearer ${TOKEN}\" }\n    secret: ${KEY}",
        "",
    );
    let report = scan(folder.path())
        .env("HOOK", &receiver.url)
        .env("TOKEN", "t0ken")
        .env("KEY", "k3y")
        .run()
        .exits(1)
        .json();
    let posted = &receiver.posted()[0];
    assert_eq!(posted.path, "/in?x=1");
    assert_eq!(posted.header("x-team"), Some("audit"));
    assert_eq!(posted.header("authorization"), Some("Bearer t0ken"));
    assert!(posted.header("idempotency-key").is_some());
    let event = posted.json();
    assert_eq!(event["run"]["id"], report["run"]["id"]);
    assert_eq!(event["summary"], report["summary"]);
    let told = event["findings"].as_array().unwrap();
    let all = report["findings"].as_array().unwrap();
    assert!(!told.is_empty());
    for finding in told {
        assert!(all.contains(finding), "{finding}");
        assert_eq!(finding["status"], "fail");
    }
    // As a receiver checks it.
    let program = "
import hashlib, hmac, json, sys
print(json.dumps('sha256=' + hmac.new(b'k3y', open(sys.argv[1], 'rb').read(), hashlib.sha256).hexdigest()))
";
    let file = folder.path().join("body");
    fs::write(&file, &posted.body).unwrap();
    let signature = crate::reports::python("moto", program, &file);
    assert_eq!(posted.header("x-awsert-signature-256"), signature.as_str());
}

#[test]
fn a_receiver_that_fails_is_asked_again_and_one_that_refuses_is_not() {
    // Busy, then broken, then well.
    let receiver = Receiver::answering([
        Answer::Says(429, "retry-after: 0", String::new()),
        says(500, "oops"),
    ]);
    let folder = folder(SLACK, "");
    let run = |receiver: &Receiver| scan(folder.path()).env("HOOK", &receiver.url).run();
    let ran = run(&receiver).exits(1);
    assert!(ran.stderr.starts_with("delivered to"), "{}", ran.stderr);
    let posted = receiver.posted();
    assert_eq!(posted.len(), 3);
    assert!(posted.iter().all(|post| post.body == posted[0].body));
    // A refusal stands, and its words are told without what they repeat of the address.
    let receiver = Receiver::answering([says(
        404,
        "no_service for /services/T000/B000/s3cr3t\u{1b}[2J",
    )]);
    let ran = run(&receiver).exits(1);
    assert_eq!(receiver.posted().len(), 1);
    let host = receiver.url.trim_start_matches("http://");
    let told = format!(
        "error: not delivered to Slack ({host}) (awsert.yaml:6): HTTP 404: no_service for …\\u{{1b}}[2J"
    );
    let line = ran.stderr.lines().next().unwrap();
    assert!(!ran.stderr.contains("s3cr3t"), "{}", ran.stderr);
    assert_eq!(line, told);
    assert!(!ran.stdout.contains("s3cr3t"));
    let report = ran.json();
    let notices = report["notices"].to_string();
    assert!(notices.contains("not delivered to Slack"), "{notices}");
}

#[test]
fn what_is_not_delivered_makes_the_run_incomplete_and_can_be_delivered_later() {
    let receiver = Receiver::answering([says(403, "action_prohibited")]);
    let folder = folder(
        "  - { slack: \"${HOOK}\", when: new }\n  - { webhook: \"${OTHER}\" }",
        "store: runs.awsert\nbaseline: last\nfail_on: critical",
    );
    let other = Receiver::willing();
    let run = |command: crate::awsert::Awsert| {
        command
            .env("HOOK", &receiver.url)
            .env("OTHER", &other.url)
            .in_folder(folder.path())
            .run()
    };
    let ran =
        run(scan(folder.path()).args(["--output", "json=r.json", "--output", "table"])).exits(3);
    // The other one is told all the same, and what is written tells of it.
    assert_eq!(other.posted().len(), 1);
    let report = fs::read_to_string(folder.path().join("r.json")).unwrap();
    let report: Json = serde_json::from_str(&report).unwrap();
    assert!(
        report["notices"]
            .to_string()
            .contains("HTTP 403: action_prohibited"),
        "{}",
        report["notices"]
    );
    assert!(ran.stdout.contains("not delivered"), "{}", ran.stdout);
    let id = report["run"]["id"].as_str().unwrap();
    let told =
        format!("once that is mended: awsert report {id} --store runs.awsert --deliver=slack");
    assert!(ran.stderr.contains(&told), "{}", ran.stderr);
    // Next time nothing is new; the run that was kept still tells what was.
    let again = run(scan(folder.path())).exits(0);
    assert!(again.stderr.contains("nothing is new"), "{}", again.stderr);
    assert_eq!(other.posted().len(), 2);
    let later = awsert(["report", id, "--store", "runs.awsert", "--deliver=slack"]);
    let ran = run(later.args(["--format", "json"])).exits(0);
    assert!(ran.stderr.contains("new failure"), "{}", ran.stderr);
    assert_eq!(receiver.posted().len(), 2);
    assert_eq!(other.posted().len(), 2, "only what was asked for");
}

#[test]
fn silence_has_an_end() {
    let receiver = Receiver::answering((0..4).map(|_| Answer::Nothing));
    let folder = folder(SLACK, "fail_on: critical");
    let began = std::time::Instant::now();
    let ran = scan(folder.path())
        .args(["--read-timeout", "3s"])
        .env("HOOK", &receiver.url)
        .run()
        .exits(3);
    assert!(ran.stderr.contains("no answer in time"), "{}", ran.stderr);
    assert_eq!(receiver.posted().len(), 4);
    assert!(began.elapsed().as_secs() < 60);
    // Nobody there at all.
    let ran = scan(folder.path())
        .env("HOOK", "http://127.0.0.1:9")
        .run()
        .exits(3);
    assert!(ran.stderr.contains("look at the network"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("s3cr3t"), "{}", ran.stderr);
}

#[test]
fn nothing_is_delivered_unless_it_is_asked_for() {
    let receiver = Receiver::willing();
    let folder = folder(SLACK, "");
    let run = |command: crate::awsert::Awsert| {
        let command = command.env("HOOK", &receiver.url);
        command.in_folder(folder.path()).run()
    };
    // The variable is not even asked for.
    scan(folder.path()).arg("--no-deliver").run().exits(1);
    run(scan(folder.path()).args(["--no-deliver", "--save", "a.awsert"])).exits(1);
    run(awsert(["scan", "--from", "a.awsert"])).exits(1);
    run(awsert(["report", "a.awsert"])).exits(0);
    assert_eq!(receiver.posted().len(), 0);
    run(awsert(["scan", "--from", "a.awsert", "--deliver"])).exits(1);
    run(awsert(["report", "a.awsert", "--deliver"])).exits(0);
    assert_eq!(receiver.posted().len(), 2);
    let ran = run(awsert(["report", "a.awsert", "--deliver=sns,s3"])).exits(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: there is nothing to deliver to sns or s3: `deliver` of the configuration has no such entry
      docs/deliver.md has examples; --config names the file
    "#);
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Receiver::willing();
    let receiver = Receiver::answering([Answer::Says(
        307,
        Box::leak(format!("location: {}/x", elsewhere.url).into_boxed_str()),
        String::new(),
    )]);
    let folder = folder(SLACK, "");
    let ran = scan(folder.path()).env("HOOK", &receiver.url).run();
    assert!(ran.stderr.contains("HTTP 307"), "{}", ran.stderr);
    assert_eq!(elsewhere.posted().len(), 0);
}

#[test]
fn names_that_attack_do_nothing_to_those_who_are_told() {
    let attack =
        "<!channel><@U0|x> <https://evil.example|a> @here *b* `c`\u{1b}[2J\r\nX-Injected: 1";
    let proxy = Proxy::before(
        &MOTO.url,
        defaced(Which::Names, &|text| format!("{text}{attack}")),
    );
    let receiver = Receiver::willing();
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "  - { slack: \"${HOOK}/slack\" }\n  - { webhook: \"${HOOK}/hook\", headers: { X-Team: a } }",
        "",
    );
    scanned(folder.path(), &proxy.url, ACCOUNT)
        .env("HOOK", &receiver.url)
        .run();
    let posted = receiver.posted();
    assert_eq!(posted.len(), 2);
    let slack = posted.iter().find(|post| post.path == "/slack").unwrap();
    let text = String::from_utf8(slack.body.clone()).unwrap();
    assert!(text.contains("&lt;!channel&gt;"), "{text}");
    for tag in ["<!", "<@", "<http", "\\u001b"] {
        assert!(!text.contains(tag), "{text}");
    }
    for post in &posted {
        assert_eq!(post.header("x-injected"), None);
        post.json();
    }
}
