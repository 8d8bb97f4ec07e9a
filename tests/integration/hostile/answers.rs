//! Answers that attack the parsers: entity bombs, depth, size, NUL, letters that are none, encodings that are not what they say.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use serde_json::Value as Json;

use super::account::ACCOUNT;
use super::terminal::{assert_harmless, assert_harmless_json};
use crate::awsert::{Ran, awsert, scan};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// One check for each service, by the call that lists what it is about.
const LISTINGS: &[(&str, &str)] = &[
    ("ec2:DescribeSecurityGroups", "ec2-security-group-used"),
    ("rds:DescribeDBInstances", "rds-instance-multi-az"),
    (
        "iam:GetAccountAuthorizationDetails",
        "iam-user-no-direct-policies",
    ),
    ("kms:ListKeys", "kms-key-policy-not-public"),
    (
        "secretsmanager:ListSecrets",
        "secretsmanager-secret-rotation",
    ),
];

/// A scan for one check, with the answer to one call given.
fn with_answer(call: &str, check: &str, answer: &str) -> Ran {
    let behaviour = Behaviour {
        answered: [(call.to_owned(), answer.to_owned())].into(),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    scan(&proxy.url, ACCOUNT)
        .args(["--check", check, "--format", "json"])
        .run()
}

/// The statuses of the findings, after what must hold whatever they are.
fn statuses(ran: &Ran) -> Vec<String> {
    assert!(
        [0, 1, 3].contains(&ran.code),
        "{}: {}",
        ran.code,
        ran.stderr
    );
    assert_harmless(&ran.stderr);
    assert_harmless_json(&ran.stdout);
    let report: Json = ran.json();
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|finding| finding["status"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// The element that an operation's answer is, with this inside of its result.
fn xml(call: &str, inside: &str) -> String {
    let operation = call.split(':').nth(1).unwrap_or_default();
    if call.starts_with("ec2:") {
        format!("<{operation}Response>{inside}</{operation}Response>")
    } else {
        format!(
            "<{operation}Response><{operation}Result>{inside}</{operation}Result></{operation}Response>"
        )
    }
}

/// A database instance of this name, in XML.
fn instance(name: &str) -> String {
    xml(
        "rds:DescribeDBInstances",
        &format!(
            "<DBInstances><DBInstance><DBInstanceIdentifier>{name}</DBInstanceIdentifier><Engine>mysql</Engine>\
             <MultiAZ>true</MultiAZ><DBInstanceStatus>available</DBInstanceStatus></DBInstance></DBInstances>"
        ),
    )
}

/// What an operation is answered.
type Answer<'a> = &'a dyn Fn(&str) -> String;

#[test]
fn an_answer_that_is_none_is_unknown_and_says_so() {
    let bomb: String = (1..10)
        .map(|level| {
            let inner = format!("&l{};", level - 1).repeat(10);
            format!("<!ENTITY l{level} \"{inner}\">")
        })
        .collect();
    let doctype = format!("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY l0 \"lol\">{bomb}]>");
    let secret = "<!DOCTYPE x [<!ENTITY s SYSTEM \"file:///etc/passwd\">]>";
    let answers: [Answer<'_>; 12] = [
        &|call| format!("{doctype}{}", xml(call, "<a>&l9;</a>")),
        &|call| format!("{secret}{}", xml(call, "<a>&s;</a>")),
        &|_| String::new(),
        &|_| "\0".to_owned(),
        &|_| "\u{feff}".to_owned(),
        &|_| "<".repeat(100_000),
        &|_| "[".repeat(100_000),
        &|_| "{\"a\":".repeat(100_000),
        &|_| "<html><body>Sign in</body></html>".to_owned(),
        &|_| "null".to_owned(),
        &|_| "\"\\ud800\"".to_owned(),
        &|_| "[]".to_owned(),
    ];
    for answer in answers {
        let behaviour = Behaviour {
            answered: LISTINGS
                .iter()
                .map(|(call, _)| ((*call).to_owned(), answer(call)))
                .collect(),
            ..Behaviour::default()
        };
        let proxy = Proxy::before(&MOTO.url, behaviour);
        let checks: Vec<&str> = LISTINGS.iter().map(|(_, check)| *check).collect();
        let ran = scan(&proxy.url, ACCOUNT)
            .args(["--check", &checks.join(","), "--format", "json"])
            .run();
        let start: String = answer("x:x").chars().take(60).collect();
        let statuses = statuses(&ran);
        assert_eq!(statuses.len(), LISTINGS.len(), "silence about {start:?}");
        assert!(
            statuses.iter().all(|status| status == "unknown"),
            "{statuses:?} for {start:?}"
        );
        assert!(
            !ran.stdout.contains("root:"),
            "a file of this machine was read"
        );
    }
}

#[test]
fn what_xml_has_no_letters_for_is_a_text_or_unknown() {
    let check = "rds-instance-multi-az";
    let call = "rds:DescribeDBInstances";
    for (name, readable) in [
        ("db&#27;[31m", true),
        ("db&#x9b;", true),
        ("db&#0;", true),
        ("db\u{1}", true),
        ("db\0", true),
        ("db&lol;", false),
        ("db&#xd800;", false),
        ("db&#1114112;", false),
        ("db&#99999999999999999999;", false),
        ("<![CDATA[db]]>", true),
        ("<a>db</a>", false),
    ] {
        let ran = with_answer(call, check, &instance(name));
        let statuses = statuses(&ran);
        assert_eq!(statuses.len(), 1, "{name:?}");
        let allowed = if readable {
            &["pass", "unknown"][..]
        } else {
            &["unknown"]
        };
        assert!(
            allowed.contains(&statuses[0].as_str()),
            "{name:?}: {statuses:?}"
        );
        let table = Proxy::before(
            &MOTO.url,
            Behaviour {
                answered: [(call.to_owned(), instance(name))].into(),
                ..Behaviour::default()
            },
        );
        let table = scan(&table.url, ACCOUNT)
            .args(["--check", check, "--verbose"])
            .run();
        assert_harmless(&table.stdout);
    }
}

#[test]
fn depth_is_no_way_to_the_end_of_the_stack() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let ran = with_answer(
        "rds:DescribeDBInstances",
        "rds-instance-multi-az",
        &instance("db").replace("<Engine>", &format!("{deep}<Engine>")),
    );
    assert_eq!(
        statuses(&ran),
        ["pass"],
        "what AWS adds is read over, however deep"
    );
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let ran = with_answer(
        "secretsmanager:ListSecrets",
        "secretsmanager-secret-rotation",
        &format!(r#"{{"New":{deep},"SecretList":[]}}"#),
    );
    let statuses = statuses(&ran);
    assert!(
        statuses.iter().all(|status| status == "unknown"),
        "{statuses:?}"
    );
}

#[test]
fn a_large_answer_is_read_within_bounds() {
    // Sixteen MiB of what nobody asked for.
    let padding = "<Padding>x</Padding>".repeat(16 * 1024 * 1024 / 20);
    let ran = with_answer(
        "rds:DescribeDBInstances",
        "rds-instance-multi-az",
        &instance("db").replace("<Engine>", &format!("{padding}<Engine>")),
    );
    assert_eq!(statuses(&ran), ["pass"]);
}

/// An endpoint that answers everything with these bytes.
fn raw(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    let url = format!(
        "http://{}",
        listener.local_addr().expect("it has an address")
    );
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            if read_request(&mut stream).is_some() {
                // A client that hangs up is its own business.
                let _ = stream.write_all(&answer);
            }
        }
    });
    url
}

fn read_request(stream: &mut TcpStream) -> Option<()> {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).ok()?;
        seen.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&seen);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length:")?
                        .trim()
                        .parse()
                        .ok()
                })
                .unwrap_or(0);
            if body.len() >= length {
                return Some(());
            }
        }
        if count == 0 {
            return None;
        }
    }
}

#[test]
fn bytes_that_are_not_what_they_say_are_unknown() {
    let http = |headers: &str, body: &[u8]| {
        let mut answer = format!(
            "HTTP/1.1 200 OK\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        )
        .into_bytes();
        answer.extend_from_slice(body);
        answer
    };
    let sound = instance("db");
    let invalid = instance("NAME").into_bytes();
    let at = invalid
        .windows(4)
        .position(|window| window == b"NAME")
        .unwrap();
    let with = |bytes: &[u8]| [&invalid[..at], bytes, &invalid[at + 4..]].concat();
    let utf16: Vec<u8> = sound.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (what, answer, expected) in [
        ("sound", http("", sound.as_bytes()), "pass"),
        ("invalid UTF-8", http("", &with(b"db\xff")), "unknown"),
        ("an overlong NUL", http("", &with(b"db\xc0\x80")), "unknown"),
        ("a surrogate", http("", &with(b"db\xed\xa0\x80")), "unknown"),
        ("UTF-16", http("", &utf16), "unknown"),
        (
            "gzip that is none",
            http("Content-Encoding: gzip\r\n", b"\x1f\x8b\x08\0\0"),
            "unknown",
        ),
        (
            "a header that attacks",
            http("x-amzn-requestid: \u{1b}[31m\r\n", sound.as_bytes()),
            "unknown",
        ),
        ("no HTTP", b"\x1b[31m\x07 hello\r\n\r\n".to_vec(), "unknown"),
    ] {
        let ran = awsert([
            "scan",
            "--check",
            "rds-instance-multi-az",
            "--format",
            "json",
            "--region",
            "us-east-1",
        ])
        .env("AWS_ENDPOINT_URL", &MOTO.url)
        .env("AWS_ENDPOINT_URL_RDS", &raw(answer))
        .run();
        assert_eq!(statuses(&ran), [expected], "{what}");
    }
}
