//! Watches calls from inside the SDK: how many attempts each took, and what its answer holds that the SDK does not tell.
//!
//! What a call's failure means and how many may be under way is the gate's business.

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
    FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use memchr::memmem;
use serde_json::Value as Json;

use super::budget::Limiter;
use super::endpoint::Endpoint;
use super::failure::{self, NO_ANSWER, NO_CONNECTION};
use super::pace::Pace;
use crate::call::Call;
use crate::inventory::Outcome;

tokio::task_local! {
    /// The call that the task at hand makes.
    static UNDER_WAY: UnderWay;
    /// Whether the last answer of the listing at hand named a page after it; and before the first, that there is one to ask for.
    static NAMES_NEXT: Arc<AtomicBool>;
}

/// Makes a call that is watched.
pub(super) async fn call<T>(under_way: &UnderWay, request: impl Future<Output = T>) -> T {
    UNDER_WAY.scope(under_way.clone(), request).await
}

/// Reads pages, and says whether the last of them named one after it. Then the listing was cut short: the SDK's paginators take a token
/// that AWS repeats for the end, without a word.
pub async fn pages<T>(pages: impl Future<Output = T>) -> (T, bool) {
    let names_next = Arc::new(AtomicBool::new(true));
    let read = NAMES_NEXT.scope(Arc::clone(&names_next), pages).await;
    (read, names_next.load(Ordering::Relaxed))
}

/// Whether the call at hand makes a request, as far as is known: to learn that there is no page after the last asks nobody.
pub(super) fn expects_request() -> bool {
    NAMES_NEXT
        .try_with(|names| names.load(Ordering::Relaxed))
        .unwrap_or(true)
}

/// The access key that the call at hand was signed with last.
pub(super) fn signed_with() -> Option<String> {
    let key = UNDER_WAY.try_with(|under_way| {
        let key = under_way.signed_with.lock();
        key.unwrap_or_else(PoisonError::into_inner).clone()
    });
    key.ok().flatten()
}

/// A call under way: which, whom it asks, and how often it was tried.
#[derive(Clone, Debug)]
pub(super) struct UnderWay {
    call: &'static Call,
    endpoint: Arc<Endpoint>,
    pace: Arc<Pace>,
    budget: Option<Arc<Limiter>>,
    attempts: Arc<AtomicU64>,
    /// The access key that the last attempt was signed with.
    signed_with: Arc<Mutex<Option<String>>>,
}

impl UnderWay {
    pub(super) fn new(
        call: &'static Call,
        endpoint: &Arc<Endpoint>,
        pace: Arc<Pace>,
        budget: Option<Arc<Limiter>>,
    ) -> Self {
        Self {
            call,
            endpoint: Arc::clone(endpoint),
            pace,
            budget,
            attempts: Arc::default(),
            signed_with: Arc::default(),
        }
    }

    /// Counts an attempt. What another one costs is taken from what the calls after it may: the SDK does not wait for its turn.
    fn attempt(&self) {
        if self.attempts.fetch_add(1, Ordering::Relaxed) == 0 {
            return;
        }
        let _ = self.pace.turn(Instant::now());
        if let Some(budget) = &self.budget {
            budget.spend();
        }
    }

    pub(super) fn call(&self) -> &'static Call {
        self.call
    }

    /// How often it was tried so far.
    pub(super) fn attempts(&self) -> u64 {
        self.attempts.load(Ordering::Relaxed)
    }
}

/// Watches calls from inside the SDK, which alone knows of its retries and of answers before they are taken apart.
#[derive(Debug)]
pub struct Watch;

impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "Watch"
    }

    /// Counts an attempt.
    fn read_before_attempt(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // Outside the gate (the SDK fetching credentials) there is nothing to count.
        let _ = UNDER_WAY.try_with(UnderWay::attempt);
        Ok(())
    }

    /// Notes whose signature an attempt bears: afterwards the request is gone.
    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // AWS Signature Version 4: `Credential=AKID/date/region/service/aws4_request`.
        let header = context.request().headers().get("authorization");
        let key = header
            .and_then(|header| header.split_once("Credential=")?.1.split('/').next())
            .map(ToOwned::to_owned);
        let _ = UNDER_WAY.try_with(|under_way| {
            let signed_with = under_way.signed_with.lock();
            *signed_with.unwrap_or_else(PoisonError::into_inner) = key;
        });
        Ok(())
    }

    /// Notes whether anybody is there: an attempt without an answer in time closes an endpoint that never gave one.
    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let _ = UNDER_WAY.try_with(|under_way| {
            if let Some(response) = context.response() {
                under_way.endpoint.answered();
                if failure::error_code(response).is_some_and(|code| failure::is_throttle(&code)) {
                    under_way.pace.refused(Instant::now());
                } else {
                    under_way.pace.answered(Instant::now());
                }
            } else if let Some(Err(error)) = context.output_or_error() {
                if error.is_timeout_error() {
                    under_way.endpoint.failed(Outcome::Timeout, NO_ANSWER);
                } else if error
                    .as_connector_error()
                    .is_some_and(ConnectorError::is_timeout)
                {
                    under_way.endpoint.failed(Outcome::Timeout, NO_CONNECTION);
                }
            }
        });
        Ok(())
    }

    /// Refuses an answer that lacks a member which the SDK would make up, and notes whether it names a next page.
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let (always, paired, within) = UNDER_WAY
            .try_with(|call| (call.call.always, call.call.paired, call.call.within))
            .unwrap_or((&[], &[], &[]));
        let response = context.response();
        // What the SDK could not take apart has its own reason, which may be worth another attempt.
        if !response.status().is_success() || context.output_or_error().is_err() {
            return Ok(());
        }
        let body = response.body().bytes().unwrap_or(&[]);
        let _ = NAMES_NEXT.try_with(|names| names.store(names_next(body), Ordering::Relaxed));
        if let Some(root) = cut_off(body) {
            return Err(format!("the answer breaks off before the end of {root}").into());
        }
        if let Some(member) = always.iter().find(|member| times(body, member) == 0) {
            return Err(format!("the answer has no {member}").into());
        }
        if let Some((path, member)) = without(body, within) {
            return Err(format!("the answer has {path} without {member}").into());
        }
        let lacking = paired
            .iter()
            .find(|(first, second)| times(body, first) > times(body, second));
        match lacking {
            Some((first, second)) => {
                Err(format!("the answer has a {first} without {second}").into())
            }
            None => Ok(()),
        }
    }
}

/// The root element of an answer in XML that does not reach its end. The SDK takes what there is for all there is.
fn cut_off(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let mut rest = text;
    while rest.starts_with("<?") || rest.starts_with("<!") {
        let (_, after) = rest.split_once('>')?;
        rest = after.trim_start();
    }
    let tag = rest
        .strip_prefix('<')?
        .split('>')
        .next()
        .unwrap_or_default();
    let root = tag.split(char::is_whitespace).next().unwrap_or_default();
    let ends = tag.ends_with('/') || text.ends_with(&format!("</{root}>"));
    (!ends).then(|| root.to_owned())
}

/// How often a member stands in an answer in XML, JSON or CBOR.
fn times(body: &[u8], member: &str) -> usize {
    let in_xml_or_cbor: usize = [
        format!("<{member}>").into_bytes(),
        format!("<{member}/>").into_bytes(),
        format!("<{member} ").into_bytes(),
        cbor(member),
    ]
    .iter()
    .map(|text| after_each(body, text).count())
    .sum();
    // A text may be the same word: a tag whose key is `Key`.
    let in_json = after_each(body, format!("\"{member}\"").as_bytes())
        .filter(|rest| rest.trim_ascii_start().starts_with(b":"))
        .count();
    in_xml_or_cbor + in_json
}

/// The first structure of an answer in JSON that lacks a member which must stand in it: its path, and the member.
fn without(
    body: &[u8],
    within: &'static [(&'static str, &'static [&'static str])],
) -> Option<(&'static str, &'static str)> {
    if within.is_empty() {
        return None;
    }
    let json: Json = serde_json::from_slice(body).ok()?;
    within.iter().find_map(|(path, members)| {
        let steps: Vec<&str> = path.split('.').collect();
        let member = members.iter().find(|member| lacks(&json, &steps, member))?;
        Some((*path, *member))
    })
}

/// Whether a structure at the end of a path, through lists as through members, lacks a member.
fn lacks(json: &Json, path: &[&str], member: &str) -> bool {
    match (json, path) {
        (Json::Array(items), _) => items.iter().any(|item| lacks(item, path, member)),
        (Json::Object(members), []) => members.get(member).is_none_or(Json::is_null),
        (Json::Object(members), [first, rest @ ..]) => members
            .get(*first)
            .is_some_and(|inner| lacks(inner, rest, member)),
        _ => false,
    }
}

/// A text in CBOR (RFC 8949, "Major Types"): its length, then itself.
fn cbor(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
    let head: &[u8] = if length < 24 {
        &[0x60 + length]
    } else {
        &[0x78, length]
    };
    [head, text.as_bytes()].concat()
}

/// What stands after a text, at each place where it stands: the first may be a tag that somebody gave that name.
fn after_each<'a>(body: &'a [u8], text: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    memmem::find_iter(body, text).map(|at| &body[at + text.len()..])
}

/// What a token for a next page is called where AWS's protocols have angle brackets around it, and where quotation marks.
const NEXT_IN_XML: [&str; 5] = [
    "<nextToken>",
    "<NextToken>",
    "<NextMarker>",
    "<Marker>",
    "<ContinuationToken>",
];
const NEXT_IN_JSON: [&str; 5] = [
    "\"nextToken\"",
    "\"NextToken\"",
    "\"NextMarker\"",
    "\"position\"",
    "\"LastEvaluatedTableName\"",
];

/// Whether an answer in XML, JSON or CBOR has a token for a next page.
fn names_next(body: &[u8]) -> bool {
    let in_xml = NEXT_IN_XML
        .iter()
        .flat_map(|tag| after_each(body, tag.as_bytes()))
        .any(|rest| rest.first().is_some_and(|first| *first != b'<'));
    let in_json = NEXT_IN_JSON
        .iter()
        .flat_map(|member| after_each(body, member.as_bytes()))
        .any(|rest| {
            let mut value = rest.iter().filter(|byte| !byte.is_ascii_whitespace());
            let begin = (value.next(), value.next(), value.next());
            matches!(begin, (Some(b':'), Some(b'"'), Some(first)) if *first != b'"')
        });
    // A text's head tells its length, up to 23 in the same byte; 0x60 is the empty text, and null is no text.
    let in_cbor =
        after_each(body, &cbor("NextToken")).any(|rest| matches!(rest.first(), Some(0x61..=0x7b)));
    in_xml || in_json || in_cbor
}

#[cfg(test)]
mod tests {
    use super::{cut_off, names_next, times, without};

    #[test]
    fn a_structure_without_what_must_stand_in_it_is_found_wherever_it_is() {
        let within: &[(&str, &[&str])] = &[
            ("services", &["runningCount"]),
            ("services.network.vpc", &["subnets"]),
        ];
        let find = |body: &str| without(body.as_bytes(), within);
        assert_eq!(find(r#"{"services": []}"#), None);
        assert_eq!(
            find(r#"{"services": [{"runningCount": 0, "deployments": [{}]}]}"#),
            None
        );
        assert_eq!(
            find(r#"{"services": [{"runningCount": 1}, {"deployments": [{"runningCount": 1}]}]}"#),
            Some(("services", "runningCount"))
        );
        assert_eq!(
            find(r#"{"services": [{"runningCount": 1, "network": {"vpc": {"subnets": null}}}]}"#),
            Some(("services.network.vpc", "subnets"))
        );
    }

    #[test]
    fn members_are_counted_by_their_whole_names() {
        let xml = b"<ListTagsResponse><Tags><member><Key>a</Key><Value/></member></Tags></ListTagsResponse>";
        assert_eq!(times(xml, "Tags"), 1);
        assert_eq!(times(xml, "Value"), 1);
        assert_eq!(times(xml, "List"), 0);
        assert_eq!(
            times(br#"{"KeyRotationEnabled": true}"#, "KeyRotationEnabled"),
            1
        );
        assert_eq!(times(br#"[{"Key" : "Key", "Value":"Value"}]"#, "Key"), 1);
        assert_eq!(times(b"\xbf\x6cMetricAlarms\x80\xff", "MetricAlarms"), 1);
        assert_eq!(times(b"\xbf\x6cMetricAlarms\x80\xff", "Alarms"), 0);
    }

    #[test]
    fn an_answer_that_breaks_off_is_told_from_one_that_ends() {
        for body in [
            "<R><vpcSet/></R>",
            "<?xml version=\"1.0\"?>\n<R xmlns=\"x\"><vpcSet/></R>\n",
            "<R/>",
            "{\"Keys\": []}",
            "",
        ] {
            assert_eq!(cut_off(body.as_bytes()), None, "{body}");
        }
        for body in [
            "<R><vpcSet><item/>",
            "<?xml version=\"1.0\"?>\n<R xmlns=\"x\"><vpcSet></vpcSet>",
            "<R><a>te",
            "<R",
        ] {
            assert_eq!(cut_off(body.as_bytes()).as_deref(), Some("R"), "{body}");
        }
    }

    #[test]
    fn a_member_is_told_from_a_text_with_its_name() {
        for body in [
            "<R><Tags/></R>",
            "<R><Tags><member/></Tags></R>",
            r#"{"Tags": []}"#,
        ] {
            assert_eq!(times(body.as_bytes(), "Tags"), 1, "{body}");
        }
        for body in [
            "<ListTagsResponse/>",
            "<R><Value>Tags</Value></R>",
            r#"{"Policy": "{\"Tags\": 1}"}"#,
            "Tags",
            "",
        ] {
            assert_eq!(times(body.as_bytes(), "Tags"), 0, "{body}");
        }
    }

    #[test]
    fn a_token_is_told_from_its_absence() {
        for body in [
            "<R><vpcSet/><nextToken>abc</nextToken></R>",
            "<R><Marker>abc</Marker></R>",
            "<R><Buckets/><ContinuationToken>abc</ContinuationToken></R>",
            r#"{"TableNames": [], "LastEvaluatedTableName": "abc"}"#,
            r#"{"Keys": [], "NextMarker": "abc"}"#,
            r#"{"NextToken":"abc"}"#,
            "<R><Listeners/><NextMarker>abc</NextMarker></R>",
            r#"{"clusterArns": [], "nextToken": "abc"}"#,
            r#"{"nextToken": "abc"}"#,
            "\u{69}NextToken\u{63}abc",
            r#"{"SecretList":[{"Tags":[{"Key":"NextToken","Value":"x"}]}],"NextToken":"abc"}"#,
            "<R><g><Marker/></g><Marker>abc</Marker></R>",
        ] {
            assert!(names_next(body.as_bytes()), "{body}");
        }
        for body in [
            "<R><nextToken/></R>",
            "<R><Marker></Marker></R>",
            "<R><NextMarker/></R>",
            r#"{"clusterArns": [], "nextToken": null}"#,
            "\u{69}NextToken\u{60}",
            r#"{"Keys": [], "NextMarker": null, "Truncated": false}"#,
            r#"{"NextToken": ""}"#,
            r#"{"SecretList":[{"Tags":[{"Key":"NextToken","Value":"x"}]}]}"#,
            r#"{"Policy": "{\"NextToken\": \"abc\"}"}"#,
            "\u{69}NextToken\u{60}",
            "",
        ] {
            assert!(!names_next(body.as_bytes()), "{body}");
        }
    }
}
