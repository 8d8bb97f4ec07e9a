//! A message to a topic: `Publish`, one form that is posted. Its client in the SDK would be a crate of its own for that.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::calls::PUBLISH;
use super::destination::Topic;
use super::endpoint::endpoint;
use super::http::{Http, Post};
use super::send::Base;
use super::sign::Signer;
use super::trouble::Trouble;
use crate::report::message::Message;
use crate::report::message::text;

/// Publishes a message.
///
/// # Errors
/// When the topic does not take it.
pub(super) async fn publish(
    topic: &Topic,
    message: &Message<'_>,
    base: &Base,
    http: &Http,
) -> Result<(), Trouble> {
    let (subject, words) = (text::subject(message), text::text(message));
    let mut form = vec![
        ("Action", "Publish"),
        ("Version", "2010-03-31"),
        ("TopicArn", &topic.arn),
        ("Subject", &subject),
        ("Message", &words),
    ];
    let twice = format!("{}-{}", message.run.id, text::digest(&words));
    // FIFO topics have this at the end of their names, in small letters ("CreateTopic", Amazon SNS API Reference).
    if topic.arn.strip_suffix(".fifo").is_some() {
        form.extend([
            ("MessageGroupId", "awsert"),
            ("MessageDeduplicationId", &*twice),
        ]);
    }
    let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    let form: Vec<String> = form
        .into_iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    let body = form.join("&");
    let url = format!("{}/", endpoint(&base.config, "sns", &topic.region));
    let post = Post {
        url: &url,
        headers: vec![(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )],
        body: body.as_bytes(),
    };
    let signer = Signer {
        credentials: &base.credentials,
        service: "sns",
        region: &topic.region,
    };
    let answer = http.post(&post, Some(&signer)).await;
    let answer = answer.map_err(|none| Trouble::unanswered(&PUBLISH, none.outcome, &none.words))?;
    if answer.status().is_success() {
        Ok(())
    } else {
        Err(Trouble::refused(&PUBLISH, &answer))
    }
}
