//! A delivery as the configuration means it, and as it is once the environment was asked.

use clap::ValueEnum;

use super::address::Address;
use super::variables::{Secret, Template};
use crate::check::Severity;
use crate::report::Format;

/// Where results go, and which of them.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Where to.
    pub to: Destination,
    /// When anything is sent.
    pub when: When,
    /// The least severity of what is sent.
    pub least: Option<Severity>,
    /// Where the configuration says so: file and line.
    pub place: String,
}

/// When anything is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// After each run.
    #[default]
    Always,
    /// Where the run before did not say it.
    New,
}

/// A kind of destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Kind {
    /// Buckets
    S3,
    /// Security Hub
    #[value(alias = "security_hub")]
    SecurityHub,
    /// Topics
    Sns,
    /// Slack's webhooks
    Slack,
    /// Other webhooks
    Webhook,
}

/// Where results go: as the configuration means it, or with the addresses and secrets that came of it.
#[derive(Clone, Debug)]
pub enum Destination<A = Template, T = Template> {
    /// Reports into a bucket.
    S3(Bucket),
    /// Findings into Security Hub, of the account they are about.
    SecurityHub {
        /// Whether what passes is sent, too.
        passed: bool,
    },
    /// A message to a topic.
    Sns(Topic),
    /// A message to a webhook of Slack.
    Slack(A),
    /// Findings to a webhook.
    Webhook(Hook<A, T>),
}

/// A destination that can be sent to.
pub type Ready = Destination<Address, Secret>;

/// A bucket, and what goes there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What the names of its objects begin with; empty, or with a slash at its end.
    pub prefix: String,
    /// The formats.
    pub formats: Vec<Format>,
    /// Whether each is written as `latest` too.
    pub latest: bool,
    /// The key that encrypts; else the bucket says.
    pub kms_key: Option<String>,
    /// The bucket's region, where it is known.
    pub region: Option<String>,
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its ARN.
    pub arn: String,
    /// The region that the ARN names.
    pub region: String,
}

/// A webhook.
#[derive(Clone, Debug)]
pub struct Hook<A = Template, T = Template> {
    /// Its address.
    pub url: A,
    /// Headers to send.
    pub headers: Vec<(String, T)>,
    /// What the body is signed with.
    pub secret: Option<T>,
}

impl Kind {
    /// As flags have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::SecurityHub => "security-hub",
            Self::Sns => "sns",
            Self::Slack => "slack",
            Self::Webhook => "webhook",
        }
    }
}

impl<A, T> Destination<A, T> {
    /// Its kind.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::S3(_) => Kind::S3,
            Self::SecurityHub { .. } => Kind::SecurityHub,
            Self::Sns(_) => Kind::Sns,
            Self::Slack(_) => Kind::Slack,
            Self::Webhook(_) => Kind::Webhook,
        }
    }
}

impl Delivery {
    /// The same as it can be sent, with the environment's variables.
    ///
    /// # Errors
    /// When a variable is not set, or what comes of it is no address. The words say what to do, and nothing of any value.
    pub fn ready(&self, variable: &dyn Fn(&str) -> Option<String>) -> Result<Ready, String> {
        let what = self.to.kind().as_str();
        let place = &self.place;
        let fill = |template: &Template, of: &str| {
            template.fill(variable).map_err(|unset| {
                let name = unset.0;
                format!(
                    "{place}: {of} asks for the environment variable {name}, which is not set or empty\n  \
                     set {name} where awsert runs, or leave deliveries out with --no-deliver"
                )
            })
        };
        let address = |template: &Template, secure: bool| {
            let said: Vec<&str> = template.variables().collect();
            let said = match said.as_slice() {
                [] => String::new(),
                names => format!(" (of {})", names.join(", ")),
            };
            let wrong = |why: &str| format!("{place}: the address of the {what}{said}: {why}");
            let address = Address::parse(&fill(template, what)?).map_err(wrong)?;
            if secure && address.is_open() {
                return Err(wrong(
                    "it is a secret, and http:// would show it to others: use https://",
                ));
            }
            Ok(address)
        };
        Ok(match &self.to {
            Destination::S3(bucket) => Ready::S3(bucket.clone()),
            Destination::SecurityHub { passed } => Ready::SecurityHub { passed: *passed },
            Destination::Sns(topic) => Ready::Sns(topic.clone()),
            Destination::Slack(url) => Ready::Slack(address(url, true)?),
            Destination::Webhook(hook) => {
                let mut headers = Vec::new();
                for (name, value) in &hook.headers {
                    let filled = fill(value, &format!("the header {name}"))?;
                    if !filled
                        .reveal()
                        .chars()
                        .all(|letter| matches!(letter, ' '..='~'))
                    {
                        return Err(format!(
                            "{place}: the value of the header {name} holds what no header may: line breaks, or letters beyond ASCII"
                        ));
                    }
                    headers.push((name.clone(), filled));
                }
                let secret = hook.secret.as_ref().map(|secret| fill(secret, "secret"));
                Ready::Webhook(Hook {
                    url: address(&hook.url, false)?,
                    headers,
                    secret: secret.transpose()?,
                })
            }
        })
    }
}

impl Ready {
    /// What people call it: nothing that is a secret.
    pub fn name(&self) -> String {
        match self {
            Self::S3(bucket) => format!("s3://{}/{}", bucket.name, bucket.prefix),
            Self::SecurityHub { .. } => "Security Hub".to_owned(),
            Self::Sns(topic) => topic.arn.clone(),
            Self::Slack(address) => format!("Slack ({})", address.host),
            Self::Webhook(hook) => format!("webhook ({})", hook.url.host),
        }
    }
}
