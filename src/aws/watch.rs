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

use super::endpoint::Endpoint;
use super::failure::{self, NO_ANSWER, NO_CONNECTION};
use super::pace::Pace;
use crate::call::Call;
use crate::inventory::Outcome;

tokio::task_local! {
    /// The call that the task at hand makes.
    static UNDER_WAY: UnderWay;
    /// Whether the last answer of the listing at hand named a page after it.
    static NAMES_NEXT: Arc<AtomicBool>;
}

/// Makes a call that is watched.
pub(super) async fn call<T>(under_way: &UnderWay, request: impl Future<Output = T>) -> T {
    UNDER_WAY.scope(under_way.clone(), request).await
}

/// Reads pages, and says whether the last of them named one after it. Then the listing was cut short: the SDK's paginators take a token
/// that AWS repeats for the end, without a word.
pub async fn pages<T>(pages: impl Future<Output = T>) -> (T, bool) {
    let names_next: Arc<AtomicBool> = Arc::default();
    let read = NAMES_NEXT.scope(Arc::clone(&names_next), pages).await;
    (read, names_next.load(Ordering::Relaxed))
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
    attempts: Arc<AtomicU64>,
    /// The access key that the last attempt was signed with.
    signed_with: Arc<Mutex<Option<String>>>,
}

impl UnderWay {
    pub(super) fn new(call: &'static Call, endpoint: &Arc<Endpoint>, pace: Arc<Pace>) -> Self {
        Self {
            call,
            endpoint: Arc::clone(endpoint),
            pace,
            attempts: Arc::default(),
            signed_with: Arc::default(),
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
        let _ = UNDER_WAY.try_with(|call| call.attempts.fetch_add(1, Ordering::Relaxed));
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
        let call = UNDER_WAY.try_with(UnderWay::call).ok();
        let response = context.response();
        if !response.status().is_success() {
            return Ok(());
        }
        let body = response.body().bytes().unwrap_or(&[]);
        let _ = NAMES_NEXT.try_with(|names| names.store(names_next(body), Ordering::Relaxed));
        if let Some(root) = cut_off(body) {
            return Err(format!("the answer breaks off before the end of {root}").into());
        }
        match call.and_then(|call| lacks(call, body)) {
            Some(member) => Err(format!("the answer has no {member}").into()),
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

/// A member that must stand in the call's answer and does not.
fn lacks(call: &Call, body: &[u8]) -> Option<&'static str> {
    let beside = match call.always_with {
        Some((part, members)) if contains(body, part.as_bytes()) => members,
        _ => &[],
    };
    let mut members = call.always.iter().chain(beside);
    members
        .find(|member| !contains(body, member.as_bytes()))
        .copied()
}

fn contains(body: &[u8], text: &[u8]) -> bool {
    position(body, text).is_some()
}

fn position(body: &[u8], text: &[u8]) -> Option<usize> {
    body.windows(text.len()).position(|window| window == text)
}

/// Whether an answer in XML, JSON or CBOR has a token for a next page.
fn names_next(body: &[u8]) -> bool {
    let after = |text: &str| position(body, text.as_bytes()).map(|at| &body[at + text.len()..]);
    let in_xml = ["<nextToken>", "<NextToken>", "<Marker>"]
        .iter()
        .filter_map(|tag| after(tag))
        .any(|rest| rest.first().is_some_and(|first| *first != b'<'));
    let in_json = ["\"NextToken\"", "\"nextToken\"", "\"NextMarker\""].iter().filter_map(|member| after(member)).any(|rest| {
        let mut value = rest.iter().filter(|byte| !byte.is_ascii_whitespace());
        matches!((value.next(), value.next(), value.next()), (Some(b':'), Some(b'"'), Some(first)) if *first != b'"')
    });
    // RFC 8949: a text's head tells its length, up to 23 in the same byte; 0x60 is the empty text, and null is no text.
    let in_cbor = after("\x69NextToken")
        .and_then(<[u8]>::first)
        .is_some_and(|head| (0x61..=0x7b).contains(head));
    in_xml || in_json || in_cbor
}

#[cfg(test)]
mod tests {
    use super::{cut_off, names_next};

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
    fn a_token_is_told_from_its_absence() {
        for body in [
            "<R><vpcSet/><nextToken>abc</nextToken></R>",
            "<R><Marker>abc</Marker></R>",
            r#"{"Keys": [], "NextMarker": "abc"}"#,
            r#"{"NextToken":"abc"}"#,
            r#"{"nextToken": "abc"}"#,
            "\u{69}NextToken\u{63}abc",
        ] {
            assert!(names_next(body.as_bytes()), "{body}");
        }
        for body in [
            "<R><nextToken/></R>",
            "<R><Marker></Marker></R>",
            r#"{"Keys": [], "NextMarker": null, "Truncated": false}"#,
            r#"{"NextToken": ""}"#,
            r#"{"Policy": "{\"NextToken\": \"abc\"}"}"#,
            "\u{69}NextToken\u{60}",
            "",
        ] {
            assert!(!names_next(body.as_bytes()), "{body}");
        }
    }
}
