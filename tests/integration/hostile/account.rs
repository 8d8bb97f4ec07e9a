//! A sample account in which every text is defaced: the emulator's own answers, fetched once and changed.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use aws_smithy_types::base64;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use regex::{Captures, Regex};
use serde_json::Value as Json;

use crate::local_aws::MOTO;
use crate::proxy::Behaviour;

/// The sample account that has something of every service.
pub const ACCOUNT: &str = "111111111111";

/// Which texts are defaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// What people choose: names, descriptions, tags, and the ids and ARNs that hold them.
    Names,
    /// Whatever is no number, no truth value and no time.
    All,
}

/// Calls of the query protocols, with what they have to be asked.
const QUERIES: &[(&str, &str)] = &[
    ("ec2", "DescribeAddresses"),
    ("ec2", "DescribeFlowLogs"),
    ("ec2", "DescribeImages&Owner.1=self"),
    ("ec2", "DescribeInstances"),
    ("ec2", "DescribeInternetGateways"),
    ("ec2", "DescribeKeyPairs"),
    ("ec2", "DescribeManagedPrefixLists"),
    ("ec2", "DescribeNatGateways"),
    ("ec2", "DescribeNetworkAcls"),
    ("ec2", "DescribeNetworkInterfaces"),
    ("ec2", "DescribeRouteTables"),
    ("ec2", "DescribeSecurityGroups"),
    ("ec2", "DescribeSnapshots&Owner.1=self"),
    ("ec2", "DescribeSubnets"),
    ("ec2", "DescribeVolumes"),
    ("ec2", "DescribeVpcEndpoints"),
    ("ec2", "DescribeVpcs"),
    ("iam", "GetAccountAuthorizationDetails"),
    ("iam", "ListInstanceProfiles"),
    ("iam", "ListServerCertificates"),
    ("rds", "DescribeDBClusters"),
    ("rds", "DescribeDBClusterSnapshots"),
    ("rds", "DescribeDBInstances"),
    ("rds", "DescribeDBParameterGroups"),
    ("rds", "DescribeDBSnapshots"),
    ("rds", "DescribeDBSubnetGroups"),
    ("rds", "DescribeEventSubscriptions"),
];

/// Calls that speak JSON: the target's prefix, the operation. What asks for one key is asked for the first, and told of all.
const JSON: &[(&str, &str, &str)] = &[
    ("kms", "TrentService", "ListKeys"),
    ("kms", "TrentService", "ListAliases"),
    ("kms", "TrentService", "DescribeKey"),
    ("kms", "TrentService", "GetKeyPolicy"),
    ("kms", "TrentService", "ListResourceTags"),
    ("kms", "TrentService", "ListGrants"),
    ("kms", "TrentService", "GetKeyRotationStatus"),
    ("secretsmanager", "secretsmanager", "ListSecrets"),
    ("secretsmanager", "secretsmanager", "GetResourcePolicy"),
];

/// The account, each of its texts made another. What is asked about one resource by its new name, the emulator knows nothing of, and says so
/// with that name in its words.
pub fn defaced(which: Which, deface: &dyn Fn(&str) -> String) -> Behaviour {
    let mut answered = BTreeMap::new();
    let emulator = Emulator::sign_in();
    for (service, action) in QUERIES {
        let version = match *service {
            "ec2" => "2016-11-15",
            "rds" => "2014-10-31",
            _ => "2010-05-08",
        };
        let answer = emulator.ask(service, "", &format!("Action={action}&Version={version}"));
        let operation = action.split('&').next().unwrap_or_default();
        answered.insert(
            format!("{service}:{operation}"),
            in_xml(&answer, which, deface),
        );
    }
    let first = |service, target, list: &str, id: &str| {
        let answer: Json = serde_json::from_str(&emulator.ask(service, target, "{}")).unwrap();
        answer[list][0][id].clone()
    };
    let asked = serde_json::json!({
        "KeyId": first("kms", "TrentService.ListKeys", "Keys", "KeyId"),
        "PolicyName": "default",
        "SecretId": first("secretsmanager", "secretsmanager.ListSecrets", "SecretList", "ARN"),
    });
    for (service, target, operation) in JSON {
        let asked = match *operation {
            "ListKeys" | "ListAliases" | "ListSecrets" => "{}".to_owned(),
            _ => asked.to_string(),
        };
        let answer = emulator.ask(service, &format!("{target}.{operation}"), &asked);
        let mut answer: Json = serde_json::from_str(&answer).unwrap();
        in_json("", &mut answer, which, deface);
        answered.insert(format!("{service}:{operation}"), answer.to_string());
    }
    let parameters = "<DescribeDBParametersResponse><DescribeDBParametersResult><Parameters>\
        <Parameter><ParameterName>rds.force_ssl</ParameterName><ParameterValue>off</ParameterValue></Parameter>\
        <Parameter><ParameterName>other</ParameterName><ParameterValue>off</ParameterValue></Parameter>\
        </Parameters></DescribeDBParametersResult></DescribeDBParametersResponse>";
    answered.insert(
        "rds:DescribeDBParameters".to_owned(),
        in_xml(parameters, which, deface),
    );
    answered.insert(
        "iam:GetCredentialReport".to_owned(),
        credential_report(&emulator, deface),
    );
    answered.insert(
        "ec2:DescribeInstanceAttribute".to_owned(),
        format!(
            "<DescribeInstanceAttributeResponse><instanceId>i</instanceId><userData><value>{}</value></userData></DescribeInstanceAttributeResponse>",
            base64::encode(deface("PermitRootLogin "))
        ),
    );
    Behaviour {
        answered,
        refuse_server_errors: true,
        ..Behaviour::default()
    }
}

/// A text as it stands in XML: with references for what XML has no letters for.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' | '<' | '>' | '"' | '\'' | '\0'..='\u{1f}' | '\u{7f}' => {
                escaped.push_str(&format!("&#{};", u32::from(letter)));
            }
            _ => escaped.push(letter),
        }
    }
    escaped
}

fn is_chosen(member: &str, text: &str, which: Which) -> bool {
    let plain = text.parse::<f64>().is_ok()
        || ["true", "false"].contains(&text)
        || text.parse::<jiff::Timestamp>().is_ok();
    let member = member.to_ascii_lowercase();
    let name = [
        "id",
        "name",
        "arn",
        "description",
        "key",
        "value",
        "identifier",
        "path",
    ]
    .iter()
    .any(|end| member.ends_with(end));
    // Page tokens and the times of one day in RDS are not data.
    !plain && !["marker", "nexttoken"].contains(&member.as_str()) && (which == Which::All || name)
}

fn in_xml(xml: &str, which: Which, deface: &dyn Fn(&str) -> String) -> String {
    let text = Regex::new(r"<(\w+)([^<>]*)>([^<]+)</").unwrap();
    text.replace_all(xml, |found: &Captures<'_>| {
        let (member, attributes, text) = (&found[1], &found[2], &found[3]);
        let text = if text.starts_with("%7B") {
            policy(&percent_decode_str(text).decode_utf8().unwrap(), deface).map_or_else(
                || text.to_owned(),
                |policy| utf8_percent_encode(&policy, NON_ALPHANUMERIC).to_string(),
            )
        } else if text.trim().is_empty() || !is_chosen(member, text, which) {
            text.to_owned()
        } else {
            // What the emulator escaped stays so.
            format!("{text}{}", escaped(&deface("")))
        };
        format!("<{member}{attributes}>{text}</")
    })
    .into_owned()
}

fn in_json(member: &str, json: &mut Json, which: Which, deface: &dyn Fn(&str) -> String) {
    match json {
        Json::String(text) => {
            if let Some(policy) = policy(text, deface) {
                *text = policy;
            } else if is_chosen(member, text, which) {
                *text = deface(text);
            }
        }
        Json::Array(items) => items
            .iter_mut()
            .for_each(|item| in_json(member, item, which, deface)),
        Json::Object(members) => members
            .iter_mut()
            .for_each(|(member, value)| in_json(member, value, which, deface)),
        _ => {}
    }
}

/// A policy whose texts are defaced, and which stays one.
fn policy(text: &str, deface: &dyn Fn(&str) -> String) -> Option<String> {
    fn walk(member: &str, json: &mut Json, deface: &dyn Fn(&str) -> String) {
        match json {
            Json::String(text) if !["Version", "Effect", "Action"].contains(&member) => {
                *text = deface(text);
            }
            Json::Array(items) => items.iter_mut().for_each(|item| walk(member, item, deface)),
            Json::Object(members) => members
                .iter_mut()
                .for_each(|(member, value)| walk(member, value, deface)),
            _ => {}
        }
    }
    let mut json: Json = serde_json::from_str(text).ok()?;
    json.get("Statement")?;
    walk("", &mut json, deface);
    Some(json.to_string())
}

/// A row of defaced cells for each user, and their times and truth values as they are.
fn credential_report(emulator: &Emulator, deface: &dyn Fn(&str) -> String) -> String {
    let ask = |action| emulator.ask("iam", "", &format!("Action={action}&Version=2010-05-08"));
    let _ = ask("GenerateCredentialReport");
    let answer = ask("GetCredentialReport");
    let content = Regex::new(r"<Content>([^<]+)</Content>").unwrap();
    let csv = base64::decode(&content.captures(&answer).expect("a report")[1]).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap()).unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        let cells = row.iter().map(|cell| match cell {
            "N/A" | "no_information" | "not_supported" => cell.to_owned(),
            _ if is_chosen("", cell, Which::All) => deface(cell),
            _ => cell.to_owned(),
        });
        writer.write_record(cells).unwrap();
    }
    let csv = writer.into_inner().unwrap();
    content
        .replace(
            &answer,
            format!("<Content>{}</Content>", base64::encode(csv)),
        )
        .into_owned()
}

/// The emulator, asked without an SDK: it checks no signatures.
struct Emulator {
    access_key: String,
}

impl Emulator {
    fn sign_in() -> Self {
        let start = Self {
            access_key: "test".to_owned(),
        };
        let answer = start.ask(
            "sts",
            "",
            &format!(
                "Action=AssumeRole&Version=2011-06-15&RoleSessionName=x&RoleArn=arn:aws:iam::{ACCOUNT}:role/Auditor"
            ),
        );
        let key = Regex::new(r"<AccessKeyId>(\w+)<").unwrap();
        Self {
            access_key: key.captures(&answer).expect("credentials")[1].to_owned(),
        }
    }

    fn ask(&self, service: &str, target: &str, body: &str) -> String {
        let host = MOTO.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("the emulator listens");
        let (kind, target) = if target.is_empty() {
            ("application/x-www-form-urlencoded", String::new())
        } else {
            (
                "application/x-amz-json-1.1",
                format!("X-Amz-Target: {target}\r\n"),
            )
        };
        write!(
            stream,
            "POST / HTTP/1.0\r\nHost: {host}\r\nContent-Type: {kind}\r\n{target}Content-Length: {}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential={}/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n\r\n{body}",
            body.len(),
            self.access_key,
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        assert!(head.contains(" 200 "), "{service} {target}: {answer}");
        body.to_owned()
    }
}
