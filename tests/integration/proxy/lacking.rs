//! What an emulator does not answer and AWS does: whole answers, and members that it leaves out.

use std::collections::BTreeMap;

use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Response, StatusCode};
use serde::Deserialize;

use super::body::Body;
use super::cbor;
use super::protocol::Protocol;

/// What to add to an emulator's answers. `{days:N}` in a text is the moment N days from now,
/// `{seconds:days:N}` the same in seconds of Unix time. `xray:GetGroups?payments` means those requests
/// alone that have the text; the first that fits counts.
#[derive(Debug, Default, Deserialize)]
pub struct Lacking {
    /// Whole answers, by call.
    #[serde(default)]
    answers: BTreeMap<String, String>,
    /// The rows of credential reports, by call.
    #[serde(default)]
    report: BTreeMap<String, Vec<String>>,
    /// By call and path of a structure, the members that stand in it.
    #[serde(default)]
    members: BTreeMap<String, BTreeMap<String, String>>,
}

impl Lacking {
    /// Makes of an emulator's answer what AWS would have answered.
    pub fn complete(&self, service: &str, call: &str, request: &str, answer: &mut Response<Bytes>) {
        let whole = of(&self.answers, call, request).map(|text| dated(text));
        let whole = whole.or_else(|| of(&self.report, call, request).map(|rows| report(rows)));
        if let Some(text) = whole {
            let in_cbor = Protocol::of(service) == Protocol::Cbor;
            *answer.body_mut() = if in_cbor {
                let json = serde_json::from_str(&text).expect("an answer in JSON");
                Bytes::from(cbor::to_bytes(&json))
            } else {
                Bytes::from(text)
            };
            *answer.status_mut() = StatusCode::OK;
            let content_type = Protocol::of(service).content_type();
            answer
                .headers_mut()
                .insert(CONTENT_TYPE, content_type.parse().expect("a content type"));
        }
        let Some(members) = of(&self.members, call, request) else {
            return;
        };
        if let Some(mut body) = Body::parse(answer.body()).filter(|_| answer.status().is_success())
        {
            for (path, fragment) in members {
                body.add(path, &dated(fragment));
            }
            *answer.body_mut() = body.to_bytes();
        }
    }
}

/// What there is about a request of a call: what is about the request itself, else about the call.
fn of<'a, T>(all: &'a BTreeMap<String, T>, call: &str, request: &str) -> Option<&'a T> {
    let about_it = all.iter().find(|(key, _)| {
        key.split_once('?')
            .is_some_and(|(of, text)| of == call && request.contains(text))
    });
    about_it.map(|(_, one)| one).or_else(|| all.get(call))
}

/// A text with the moments it speaks of.
fn dated(text: &str) -> String {
    let text = moments(text, "{days:", |moment| {
        moment.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
    });
    moments(&text, "{seconds:days:", |moment| {
        moment.as_second().to_string()
    })
}

/// Replaces each mark and the number of days behind it.
fn moments(text: &str, mark: &str, written: impl Fn(jiff::Timestamp) -> String) -> String {
    let mut parts = text.split(mark);
    let mut dated = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (days, rest) = part.split_once('}').expect("a number of days ends with }");
        let days: i64 = days.parse().expect("a number of days");
        let moment = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * days);
        dated.push_str(&written(moment));
        dated.push_str(rest);
    }
    dated
}

/// The columns of a credential report (IAM User Guide, "Get credential reports for your AWS account").
const COLUMNS: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,\
    access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,\
    access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,\
    cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

fn report(rows: &[String]) -> String {
    let csv = format!(
        "{COLUMNS}\n{}\n",
        rows.iter()
            .map(|row| dated(row))
            .collect::<Vec<_>>()
            .join("\n")
    );
    let content = aws_smithy_types::base64::encode(csv);
    let now = jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    format!(
        "<GetCredentialReportResponse><GetCredentialReportResult><Content>{content}</Content><ReportFormat>text/csv</ReportFormat>\
         <GeneratedTime>{now}</GeneratedTime></GetCredentialReportResult></GetCredentialReportResponse>"
    )
}
