//! Watches calls from inside the SDK: how many attempts each took, and what its answer holds that the SDK does not tell.
//!
//! What a call's failure means and how many may be under way is the gate's business.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use crate::call::Call;

tokio::task_local! {
    /// The call that the task at hand makes.
    static UNDER_WAY: UnderWay;
    /// Whether the last answer of the listing at hand named a page after it.
    static NAMES_NEXT: Arc<AtomicBool>;
}

/// Makes a call, and says how many attempts it took.
pub(super) async fn call<T>(call: &'static Call, request: impl Future<Output = T>) -> (T, u64) {
    let under_way = UnderWay {
        call,
        attempts: Arc::default(),
    };
    let attempts = Arc::clone(&under_way.attempts);
    let answer = UNDER_WAY.scope(under_way, request).await;
    (answer, attempts.load(Ordering::Relaxed))
}

/// Reads pages, and says whether the last of them named one after it. Then the listing was cut short: the SDK's paginators take a token
/// that AWS repeats for the end, without a word.
pub async fn pages<T>(pages: impl Future<Output = T>) -> (T, bool) {
    let names_next: Arc<AtomicBool> = Arc::default();
    let read = NAMES_NEXT.scope(Arc::clone(&names_next), pages).await;
    (read, names_next.load(Ordering::Relaxed))
}

#[derive(Clone, Debug)]
struct UnderWay {
    call: &'static Call,
    attempts: Arc<AtomicU64>,
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

    /// Refuses an answer that lacks a member which the SDK would make up, and notes whether it names a next page.
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let always = UNDER_WAY.try_with(|call| call.call.always).unwrap_or(&[]);
        let response = context.response();
        if !response.status().is_success() {
            return Ok(());
        }
        let body = response.body().bytes().unwrap_or(&[]);
        let _ = NAMES_NEXT.try_with(|names| names.store(names_next(body), Ordering::Relaxed));
        match always.iter().find(|member| !has_member(body, member)) {
            Some(member) => Err(format!("the answer has no {member}").into()),
            None => Ok(()),
        }
    }
}

/// Whether an answer in XML or JSON has a member of that name, at whatever depth.
fn has_member(body: &[u8], name: &str) -> bool {
    let surrounded = |window: &[u8]| {
        matches!(window, [b'<', .., b'>' | b'/' | b' '] | [b'"', .., b'"'])
            && window[1..=name.len()] == *name.as_bytes()
    };
    body.windows(name.len() + 2).any(surrounded)
}

fn position(body: &[u8], text: &[u8]) -> Option<usize> {
    body.windows(text.len()).position(|window| window == text)
}

/// Whether an answer in XML or JSON has a token for a next page.
fn names_next(body: &[u8]) -> bool {
    let after = |text: &str| position(body, text.as_bytes()).map(|at| &body[at + text.len()..]);
    let in_xml = ["<nextToken>", "<NextToken>", "<Marker>"]
        .iter()
        .filter_map(|tag| after(tag))
        .any(|rest| rest.first().is_some_and(|first| *first != b'<'));
    let in_json = ["\"NextToken\"", "\"NextMarker\""].iter().filter_map(|member| after(member)).any(|rest| {
        let mut value = rest.iter().filter(|byte| !byte.is_ascii_whitespace());
        matches!((value.next(), value.next(), value.next()), (Some(b':'), Some(b'"'), Some(first)) if *first != b'"')
    });
    in_xml || in_json
}

#[cfg(test)]
mod tests {
    use super::{has_member, names_next};

    #[test]
    fn a_member_is_told_from_a_text_with_its_name() {
        for body in [
            "<R><Tags/></R>",
            "<R><Tags><member/></Tags></R>",
            r#"{"Tags": []}"#,
        ] {
            assert!(has_member(body.as_bytes(), "Tags"), "{body}");
        }
        for body in [
            "<ListTagsResponse/>",
            "<R><Value>Tags</Value></R>",
            r#"{"Policy": "{\"Tags\": 1}"}"#,
            "Tags",
            "",
        ] {
            assert!(!has_member(body.as_bytes(), "Tags"), "{body}");
        }
    }

    #[test]
    fn a_token_is_told_from_its_absence() {
        for body in [
            "<R><vpcSet/><nextToken>abc</nextToken></R>",
            "<R><Marker>abc</Marker></R>",
            r#"{"Keys": [], "NextMarker": "abc"}"#,
            r#"{"NextToken":"abc"}"#,
        ] {
            assert!(names_next(body.as_bytes()), "{body}");
        }
        for body in [
            "<R><nextToken/></R>",
            "<R><Marker></Marker></R>",
            r#"{"Keys": [], "NextMarker": null, "Truncated": false}"#,
            r#"{"NextToken": ""}"#,
            r#"{"Policy": "{\"NextToken\": \"abc\"}"}"#,
            "",
        ] {
            assert!(!names_next(body.as_bytes()), "{body}");
        }
    }
}
