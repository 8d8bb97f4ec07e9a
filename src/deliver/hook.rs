//! Posts to webhooks: Slack's, and those that take JSON.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::address::Address;
use super::destination::Hook;
use super::http::{Http, Post};
use super::trouble::Trouble;
use super::variables::Secret;
use crate::inventory::Outcome;
use crate::report::terminal::prose;

/// How much of a receiver's words is told.
const WORDS: usize = 200;

const AGENT: &str = concat!("awsert/", env!("CARGO_PKG_VERSION"));

/// Posts a message to Slack.
///
/// # Errors
/// When Slack does not take it.
pub(super) async fn slack(to: &Address, payload: &[u8], http: &Http) -> Result<(), Trouble> {
    let post = Post {
        url: to.url.reveal(),
        headers: vec![("content-type", "application/json"), ("user-agent", AGENT)],
        body: payload,
    };
    taken(http.post(&post, None).await, to, &[])
}

/// Posts findings to a webhook, signed where it has a secret.
///
/// # Errors
/// When it does not take them.
pub(super) async fn webhook(
    to: &Hook<Address, Secret>,
    payload: &[u8],
    id: &str,
    http: &Http,
) -> Result<(), Trouble> {
    let signature = to.secret.as_ref().map(|secret| signature(secret, payload));
    let mut headers = vec![
        ("content-type", "application/json"),
        ("user-agent", AGENT),
        // A post that nobody answered is made again: a receiver that has it already can tell.
        ("idempotency-key", id),
    ];
    headers.extend(
        signature
            .as_deref()
            .map(|signature| ("x-awsert-signature-256", signature)),
    );
    let own = to.headers.iter();
    headers.extend(own.map(|(name, value)| (name.as_str(), value.reveal())));
    let post = Post {
        url: to.url.url.reveal(),
        headers,
        body: payload,
    };
    let answer = http.post(&post, None).await;
    let secrets: Vec<&Secret> = to.headers.iter().map(|(_, value)| value).collect();
    taken(answer, &to.url, &secrets)
}

/// `sha256=` and the HMAC of the body, in hexadecimal digits: as GitHub's webhooks have it.
fn signature(secret: &Secret, body: &[u8]) -> String {
    use std::fmt::Write as _;

    let mut text = String::from("sha256=");
    // A key may have any length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) {
        mac.update(body);
        for byte in mac.finalize().into_bytes() {
            let _ = write!(text, "{byte:02x}");
        }
    }
    text
}

/// Whether a receiver took what was posted.
fn taken(
    answer: Result<HttpResponse, super::http::NoAnswer>,
    to: &Address,
    secrets: &[&Secret],
) -> Result<(), Trouble> {
    let answer = answer.map_err(|none| {
        let advice = match none.outcome {
            Outcome::Timeout | Outcome::Unreachable => {
                "look at the network between, and at the receiver"
            }
            _ => "look at the address",
        };
        Trouble::new(hidden(&none.words, to, secrets), advice)
    })?;
    let status = answer.status().as_u16();
    if answer.status().is_success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(answer.body().bytes().unwrap_or_default());
    let said: String = prose(&hidden(&said, to, secrets), true)
        .chars()
        .take(WORDS)
        .collect();
    let said = if said.trim().is_empty() {
        String::new()
    } else {
        format!(": {said}")
    };
    let advice = match status {
        300..=399 => "it leads elsewhere, where nothing is posted: give the address it leads to",
        401 | 403 => "look whether the address, its headers and its secret are those it knows",
        404 | 410 => "make the webhook anew, and set its address",
        400 | 413 | 422 => "look at what the receiver takes; what was sent is in docs/deliver.md",
        429 => "ask less often: it is told of each run once",
        _ => "look at the receiver: it failed, and was asked four times",
    };
    Err(Trouble::new(format!("HTTP {status}{said}"), advice))
}

/// Words of others without what is secret: they may repeat it.
fn hidden(words: &str, to: &Address, secrets: &[&Secret]) -> String {
    let mut words = words.replace(to.url.reveal(), "…");
    let path = to
        .url
        .reveal()
        .split_once(&*to.host)
        .map_or("", |(_, path)| path);
    if path.len() > 1 {
        words = words.replace(path, "…");
    }
    let pieces = path
        .split(['/', '?', '&', '='])
        .filter(|piece| piece.len() > 5);
    let known = secrets.iter().map(|secret| secret.reveal());
    for secret in pieces.chain(known.filter(|secret| !secret.is_empty())) {
        words = words.replace(secret, "…");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_signed_as_openssl_does() {
        // printf '{"a":1}' | openssl dgst -sha256 -hmac key
        let secret = Secret::from("key".to_owned());
        assert_eq!(
            signature(&secret, b"{\"a\":1}"),
            "sha256=88a67f24bbcdaed0e6c997404bb79a743baf44c6bab2f4c27328e3009d22e342"
        );
    }

    #[test]
    fn what_a_receiver_repeats_of_the_address_is_not_told() {
        let url =
            Secret::from("https://h.example/services/T0123456/xoxb-1234?token=abcdef".to_owned());
        let address = Address::parse(&url).unwrap();
        let header = Secret::from("Bearer q".to_owned());
        for said in [
            "no https://h.example/services/T0123456/xoxb-1234?token=abcdef here",
            "POST /services/T0123456/xoxb-1234?token=abcdef",
            "unknown token abcdef, xoxb-1234; Bearer q",
        ] {
            let told = hidden(said, &address, &[&header]);
            for secret in ["T0123456", "xoxb-1234", "abcdef", "Bearer q"] {
                assert!(!told.contains(secret), "{told}");
            }
        }
    }
}
