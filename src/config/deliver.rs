//! What `deliver:` of `awsert.yaml` means: places to send results to, each with options of its own. Sending is the business of [`crate::deliver`].

use std::collections::BTreeSet;

use clap::ValueEnum as _;
use serde_saphyr::Spanned;

use super::form::RawDelivery;
use crate::check::Severity;
use crate::deliver::{Bucket, Delivery, Destination, Hook, Template, Topic, When};
use crate::diagnostic::Mistakes;
use crate::expr::suggestion;
use crate::report::Format;

/// The destinations there are, as the configuration names them.
const DESTINATIONS: [&str; 5] = ["s3", "security_hub", "sns", "slack", "webhook"];

/// Headers that are the client's own to send.
const OURS: [&str; 9] = [
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "idempotency-key",
    "transfer-encoding",
    "upgrade",
    "x-awsert-signature-256",
];

/// Parts of the names of headers whose values are secret.
const SECRET: [&str; 7] = [
    "authorization",
    "token",
    "secret",
    "password",
    "key",
    "cookie",
    "signature",
];

/// The deliveries that a configuration names; what is wrong with them goes to its mistakes.
pub(super) fn deliveries(
    path: &str,
    raw: &[Spanned<RawDelivery>],
    mistakes: &mut Mistakes,
) -> Vec<Delivery> {
    let mut reader = Reader { mistakes };
    raw.iter()
        .filter_map(|at| {
            let place = format!("{path}:{}", at.referenced.line());
            reader.delivery(at, place)
        })
        .collect()
}

struct Reader<'a> {
    mistakes: &'a mut Mistakes,
}

impl Reader<'_> {
    fn delivery(&mut self, at: &Spanned<RawDelivery>, place: String) -> Option<Delivery> {
        let raw = &at.value;
        let named: Vec<&str> = DESTINATIONS
            .into_iter()
            .zip([
                raw.bucket.is_some(),
                raw.security_hub.is_some(),
                raw.sns.is_some(),
                raw.slack.is_some(),
                raw.webhook.is_some(),
            ])
            .filter_map(|(name, is_named)| is_named.then_some(name))
            .collect();
        let kind = match named.as_slice() {
            [kind] => *kind,
            [] => {
                let help = format!("name one of {}", DESTINATIONS.join(", "));
                self.at_entry(at, "this names no place to deliver to", help);
                return None;
            }
            several => {
                let message = format!(
                    "a delivery goes to one place, and this to {}",
                    several.join(" and ")
                );
                self.at_entry(at, &message, "make an entry of each".to_owned());
                return None;
            }
        };
        self.options(at, kind);
        let to = self.destination(at);
        let when = self.when(raw.when.as_ref());
        let least = raw.least.as_ref().and_then(|least| self.severity(least));
        Some(Delivery {
            to: to?,
            when: when?,
            least,
            place,
        })
    }

    /// What is wrong with an entry as a whole, shown at its beginning.
    fn at_entry(&mut self, at: &Spanned<RawDelivery>, message: &str, help: String) {
        let start = self.mistakes.offset(at);
        self.mistakes.over((start, start + 1), message, Some(help));
    }

    /// Refuses what only other destinations take.
    fn options(&mut self, at: &Spanned<RawDelivery>, kind: &str) {
        let raw = &at.value;
        let told = ["sns", "slack", "webhook"];
        let given = [
            ("formats", raw.formats.is_some(), &["s3"][..]),
            ("latest", raw.latest.is_some(), &["s3"]),
            ("kms_key", raw.kms_key.is_some(), &["s3"]),
            ("region", raw.region.is_some(), &["s3"]),
            ("passed", raw.passed.is_some(), &["security_hub"]),
            ("headers", raw.headers.is_some(), &["webhook"]),
            ("secret", raw.secret.is_some(), &["webhook"]),
            ("when", raw.when.is_some(), &told),
            (
                "least",
                raw.least.is_some(),
                &["security_hub", "sns", "slack", "webhook"],
            ),
        ];
        for (name, is_given, takes) in given {
            if is_given && !takes.contains(&kind) {
                let message = format!("{kind} takes no `{name}`");
                let help = format!("it is for {}", takes.join(", "));
                self.at_entry(at, &message, help);
            }
        }
    }

    fn destination(&mut self, at: &Spanned<RawDelivery>) -> Option<Destination> {
        let raw = &at.value;
        if let Some(uri) = &raw.bucket {
            return self.bucket(uri, raw).map(Destination::S3);
        }
        if let Some(on) = &raw.security_hub {
            if !on.value {
                let help = "leave the entry out".to_owned();
                self.mistakes
                    .at(on, "an entry that is off delivers nothing", Some(help));
            }
            let passed = raw.passed.as_ref().is_none_or(|passed| *passed);
            return on.value.then_some(Destination::SecurityHub { passed });
        }
        if let Some(arn) = &raw.sns {
            return self.topic(arn).map(Destination::Sns);
        }
        if let Some(url) = &raw.slack {
            let help = "put it into an environment variable, and write ${SLACK_WEBHOOK_URL} here";
            let message = "the address of a Slack webhook is a secret";
            return self.secret(at, url, message, help).map(Destination::Slack);
        }
        let url = self.template(at, raw.webhook.as_ref()?)?;
        let mut headers = Vec::new();
        for (name, value) in raw.headers.iter().flatten() {
            headers.push((name.clone(), self.header(at, name, value)?));
        }
        let secret = match &raw.secret {
            Some(secret) => {
                let help =
                    "put it into an environment variable, and write ${AWSERT_WEBHOOK_SECRET} here";
                Some(self.secret(at, secret, "a secret does not stand in a file", help)?)
            }
            None => None,
        };
        Some(Destination::Webhook(Hook {
            url,
            headers,
            secret,
        }))
    }

    fn bucket(&mut self, uri: &Spanned<String>, raw: &RawDelivery) -> Option<Bucket> {
        let help = || Some("write it like s3://bucket/awsert/".to_owned());
        let Some(rest) = uri.value.strip_prefix("s3://") else {
            let message = format!("`{}` is not the address of a bucket", uri.value);
            self.mistakes.at(uri, message, help());
            return None;
        };
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let is_letter = |letter: u8| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, b'-' | b'.')
        };
        if !(3..=63).contains(&name.len()) || !name.bytes().all(is_letter) {
            let message = format!("`{name}` is not the name of a bucket");
            self.mistakes.at(uri, message, help());
            return None;
        }
        if prefix.len() > 900 || prefix.chars().any(char::is_control) {
            let message = "no object can be called so: use fewer than 900 letters that can be seen";
            self.mistakes.at(uri, message, help());
            return None;
        }
        let slash = if prefix.is_empty() || prefix.ends_with('/') {
            ""
        } else {
            "/"
        };
        let mut formats = Vec::new();
        for written in raw.formats.iter().flatten() {
            formats.push(self.format(written)?);
        }
        if formats.is_empty() {
            formats.push(Format::Json);
        }
        Some(Bucket {
            name: name.to_owned(),
            prefix: format!("{prefix}{slash}"),
            formats,
            latest: raw.latest == Some(true),
            kms_key: raw.kms_key.clone(),
            region: raw.region.clone(),
        })
    }

    fn format(&mut self, written: &Spanned<String>) -> Option<Format> {
        let known = Format::names();
        let kept = known.iter().filter(|name| *name != "github");
        let kept: BTreeSet<&str> = kept.map(String::as_str).collect();
        match Format::from_str(&written.value, false) {
            Ok(format) if kept.contains(written.value.as_str()) => Some(format),
            Ok(_) => {
                let message = "annotations are for the log of a workflow, not for a bucket";
                self.mistakes.at(written, message, None);
                None
            }
            Err(_) => {
                let message = format!("there is no format `{}`", written.value);
                let help = suggestion(&written.value, kept.iter().copied()).unwrap_or_else(|| {
                    let kept: Vec<&str> = kept.iter().copied().collect();
                    format!("there are: {}", kept.join(", "))
                });
                self.mistakes.at(written, message, Some(help));
                None
            }
        }
    }

    fn topic(&mut self, arn: &Spanned<String>) -> Option<Topic> {
        let parts: Vec<&str> = arn.value.split(':').collect();
        let is_topic = matches!(parts.as_slice(), ["arn", _, "sns", region, account, name]
            if !region.is_empty() && account.len() == 12 && !name.is_empty());
        if !is_topic
            || arn
                .value
                .contains(|letter: char| !letter.is_ascii_graphic())
        {
            let message = format!("`{}` is not the ARN of a topic", arn.value);
            let help = "write it like arn:aws:sns:eu-west-1:111122223333:awsert".to_owned();
            self.mistakes.at(arn, message, Some(help));
            return None;
        }
        Some(Topic {
            arn: arn.value.clone(),
            region: parts[3].to_owned(),
        })
    }

    /// A text that has to come from the environment. What stands there instead is not shown.
    fn secret(
        &mut self,
        at: &Spanned<RawDelivery>,
        text: &Spanned<String>,
        message: &str,
        help: &str,
    ) -> Option<Template> {
        if !text.value.contains("${") {
            self.at_entry(at, message, help.to_owned());
            return None;
        }
        self.template(at, text)
    }

    fn template(&mut self, at: &Spanned<RawDelivery>, text: &Spanned<String>) -> Option<Template> {
        if text.value.trim().is_empty() {
            let help = "write ${NAME}, a variable of the environment that has it".to_owned();
            self.at_entry(at, "there is no address", help);
            return None;
        }
        match Template::parse(&text.value) {
            Ok(template) => Some(template),
            Err(message) => {
                let help = "write ${NAME}".to_owned();
                self.at_entry(at, &message, help);
                None
            }
        }
    }

    fn header(
        &mut self,
        at: &Spanned<RawDelivery>,
        name: &str,
        value: &Spanned<String>,
    ) -> Option<Template> {
        let lower = name.to_ascii_lowercase();
        let is_token =
            |letter: u8| letter.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&letter);
        if name.is_empty() || !name.bytes().all(is_token) {
            let help = "use letters, digits and dashes".to_owned();
            self.at_entry(at, "a header cannot be called so", help);
            return None;
        }
        if OURS.contains(&lower.as_str()) {
            let message = format!("the header {name} is awsert's own to send");
            self.at_entry(at, &message, "leave it out".to_owned());
            return None;
        }
        if SECRET.iter().any(|part| lower.contains(part)) && !value.value.contains("${") {
            let message = format!("what the header {name} says is a secret");
            let help = "put it into an environment variable, and write ${NAME} here".to_owned();
            self.at_entry(at, &message, help);
            return None;
        }
        self.template(at, value)
    }

    fn when(&mut self, written: Option<&Spanned<String>>) -> Option<When> {
        let Some(written) = written else {
            return Some(When::default());
        };
        match written.value.as_str() {
            "always" => Some(When::Always),
            "new" => Some(When::New),
            other => {
                let message = format!("`{other}` is no time to deliver");
                let help = "always, or new: only what the run before did not say".to_owned();
                self.mistakes.at(written, message, Some(help));
                None
            }
        }
    }

    fn severity(&mut self, written: &Spanned<String>) -> Option<Severity> {
        let known = Severity::ALL.into_iter();
        let found = known.clone().find(|of| of.as_str() == written.value);
        if found.is_none() {
            let names: Vec<&str> = known.map(Severity::as_str).collect();
            let message = format!("`{}` is no severity", written.value);
            let help = format!("there are: {}", names.join(", "));
            self.mistakes.at(written, message, Some(help));
        }
        found
    }
}
