//! A message for Slack, as blocks.
//!
//! What comes from AWS stands in plain text, which Slack takes for no markup, no link and no mention; everywhere `&`, `<` and `>` are escaped, as
//! Slack asks for ("Formatting message text"). Its bounds: 50 blocks, 150 letters of a header, 3,000 of a text.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::{Group, Message, line};
use crate::report::terminal::prose;
use crate::report::words::cut;

/// Two blocks each; with what stands around them they are under 50.
const CHECKS: usize = 20;

/// How many resources of a check are named.
const RESOURCES: usize = 5;

/// How much of one finding is told.
const LINE: usize = 400;

/// The letters of a text, those counted that stand for another.
const TEXT: usize = 2_900;

/// The letters of a header.
const HEADER: usize = 140;

/// The payload of a post to an incoming webhook.
pub fn payload(message: &Message<'_>) -> Vec<u8> {
    let several = message.run.accounts.len() > 1;
    let headline = format!("awsert: {}", message.headline());
    let mut blocks = vec![
        json!({ "type": "header", "text": plain(&headline, HEADER) }),
        context(&message.scope()),
    ];
    blocks.extend(message.remarks().into_iter().map(context));
    for group in message.groups.iter().take(CHECKS) {
        blocks.push(json!({ "type": "section", "text": heading(group) }));
        let lines = lines(group, several);
        blocks.push(json!({ "type": "section", "text": { "type": "plain_text", "emoji": false, "text": lines } }));
    }
    let rest = message.groups.iter().skip(CHECKS);
    let left: usize = rest.map(|group| group.findings.len()).sum();
    if left > 0 {
        blocks.push(context(&format!("and {left} more: see the report")));
    }
    // What notifications show: figures, and no name.
    let text = format!("{headline} in {}", message.accounts());
    json!({ "text": escaped(&prose(&text, true)), "mrkdwn": false, "unfurl_links": false, "blocks": blocks })
        .to_string()
        .into_bytes()
}

/// The check, whose words are those of its file.
fn heading(group: &Group<'_>) -> Json {
    let title = cut(&escaped(&bare(&group.check.title)), TEXT / 2);
    let id = cut(&escaped(&bare(&group.check.id)), TEXT / 4);
    let text = format!("*{}*  {title}\n`{id}`", group.label());
    json!({ "type": "mrkdwn", "verbatim": true, "text": text })
}

fn lines(group: &Group<'_>, several: bool) -> String {
    let mut text = String::new();
    let mut told = 0;
    for finding in group.findings.iter().take(RESOURCES) {
        let line = cut(&prose(&line(finding, several), true), LINE);
        let line = format!("• {}\n", escaped(&line));
        if text.chars().count() + line.chars().count() > TEXT {
            break;
        }
        text.push_str(&line);
        told += 1;
    }
    let more = group.findings.len() - told;
    if more > 0 {
        let _ = write!(text, "and {more} more");
    }
    text.trim_end().to_owned()
}

fn context(text: &str) -> Json {
    json!({ "type": "context", "elements": [plain(text, TEXT)] })
}

fn plain(text: &str, most: usize) -> Json {
    let text = cut(&escaped(&prose(text, true)), most);
    json!({ "type": "plain_text", "emoji": false, "text": text })
}

/// Words that are marked up, without what is markup in them.
fn bare(text: &str) -> String {
    prose(text, true).replace(['`', '*', '_', '~'], " ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
