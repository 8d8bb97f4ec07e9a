//! Sends what a run found to all places at once, each by itself: one that takes nothing keeps no other from being told.

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use futures::future::join_all;
use tokio::sync::OnceCell;

use super::destination::{Delivery, Kind, Ready, When};
use super::http::Http;
use super::trouble::{Delivered, Trouble, Undelivered};
use super::{hook, s3, security_hub, sns};
use crate::aws::configuration::configuration;
use crate::aws::{KeptCredentials, Limits, Session, Target};
use crate::check::Severity;
use crate::report::asff::Choice;
use crate::report::message::{Message, Selection, slack, text};
use crate::report::{Report, json};

/// How often the SDK tries a call of a delivery.
const ATTEMPTS: u32 = 4;

/// What is to be sent, known to be possible as far as that can be known before a run.
#[derive(Debug, Default)]
pub struct Sender {
    chosen: Vec<Chosen>,
}

#[derive(Debug)]
struct Chosen {
    to: Ready,
    when: When,
    least: Option<Severity>,
    place: String,
}

/// The credentials of who runs awsert: not those of a role that a target names.
#[derive(Debug)]
pub(super) struct Base {
    pub(super) config: SdkConfig,
    pub(super) credentials: KeptCredentials,
}

/// What deliveries need of a run beside its report.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// Whose credentials write to buckets and topics.
    pub base: &'a Target,
    /// The accounts that were read, for Security Hub.
    pub sessions: &'a [Session],
    /// How long anything may take.
    pub limits: &'a Limits,
}

impl Sender {
    /// What the configuration says, of these kinds or of all, with the environment's variables.
    ///
    /// # Errors
    /// All that is wrong, in words for people.
    pub fn of(
        deliveries: &[Delivery],
        kinds: &[Kind],
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<String>> {
        let mut chosen = Vec::new();
        let mut wrong = Vec::new();
        for delivery in deliveries {
            if !kinds.is_empty() && !kinds.contains(&delivery.to.kind()) {
                continue;
            }
            match delivery.ready(variable) {
                Ok(to) => chosen.push(Chosen {
                    to,
                    when: delivery.when,
                    least: delivery.least,
                    place: delivery.place.clone(),
                }),
                Err(words) => wrong.push(words),
            }
        }
        if wrong.is_empty() {
            Ok(Self { chosen })
        } else {
            Err(wrong)
        }
    }

    /// Whether nothing is sent anywhere.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// Where the configuration asks for what is new, if it does.
    pub fn asks_for_new(&self) -> Option<&str> {
        let asking = self.chosen.iter().find(|of| of.when == When::New);
        asking.map(|of| of.place.as_str())
    }

    /// Whether anything goes to Security Hub, which needs the sessions of the accounts.
    pub fn imports(&self) -> bool {
        let mut chosen = self.chosen.iter();
        chosen.any(|of| of.to.kind() == Kind::SecurityHub)
    }

    /// Each place, and what it is told, in few words that hold no secret.
    pub fn lines(&self) -> Vec<String> {
        self.chosen.iter().map(Chosen::line).collect()
    }

    /// All of it as not sent, for one reason.
    pub fn unsent(&self, why: &str) -> Vec<Undelivered> {
        let trouble = Trouble::new(why, "run again, or deliver the run that was kept");
        let unsent = |of: &Chosen| of.undelivered(trouble.clone());
        self.chosen.iter().map(unsent).collect()
    }
}

impl Chosen {
    fn line(&self) -> String {
        let mut words = vec![self.to.name()];
        if let Ready::S3(bucket) = &self.to {
            words.extend(bucket.formats.iter().map(|format| format.name()));
            words.extend(bucket.latest.then(|| "and as latest".to_owned()));
        }
        if let Ready::SecurityHub { passed: false } = self.to {
            words.push("not what passes".to_owned());
        }
        words.extend((self.when == When::New).then(|| "what is new".to_owned()));
        words.extend(self.least.map(|least| format!("{least} and above")));
        words.join(", ")
    }

    fn undelivered(&self, trouble: Trouble) -> Undelivered {
        Undelivered {
            to: self.to.name(),
            kind: self.to.kind(),
            place: self.place.clone(),
            trouble,
        }
    }
}

/// What each destination needs, made when the first asks for it.
struct Means<'a> {
    surroundings: &'a Surroundings<'a>,
    base: OnceCell<Option<Base>>,
    to_aws: OnceCell<Http>,
    to_others: OnceCell<Http>,
}

impl Means<'_> {
    async fn base(&self) -> Result<&Base, Trouble> {
        let made = self.base.get_or_init(|| async {
            let Surroundings { base, limits, .. } = self.surroundings;
            let (config, credentials) = configuration(base, limits).await?;
            let retries = RetryConfig::standard().with_max_attempts(ATTEMPTS);
            let config = config.into_builder().retry_config(retries).build();
            Some(Base {
                config,
                credentials,
            })
        });
        made.await.as_ref().ok_or_else(|| {
            Trouble::new(
                "there are no credentials",
                "set AWS_PROFILE, or the AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of a principal that may",
            )
        })
    }

    async fn to_aws(&self) -> &Http {
        let make = async || Http::to_aws(self.surroundings.limits);
        self.to_aws.get_or_init(make).await
    }

    async fn to_others(&self) -> &Http {
        let make = async || Http::to_others(self.surroundings.limits);
        self.to_others.get_or_init(make).await
    }
}

/// Sends it all, and says what became of each, in the configuration's order.
pub async fn deliver(
    sender: &Sender,
    report: &Report,
    surroundings: &Surroundings<'_>,
) -> Vec<Result<Delivered, Undelivered>> {
    let means = Means {
        surroundings,
        base: OnceCell::new(),
        to_aws: OnceCell::new(),
        to_others: OnceCell::new(),
    };
    let sent = sender.chosen.iter().map(|of| async {
        match one(of, report, &means).await {
            Ok(what) => Ok(Delivered {
                to: of.to.name(),
                what,
            }),
            Err(trouble) => Err(of.undelivered(trouble)),
        }
    });
    join_all(sent).await
}

/// Sends it to one place, and says what was sent.
async fn one(of: &Chosen, report: &Report, means: &Means<'_>) -> Result<Option<String>, Trouble> {
    let selection = Selection {
        new: of.when == When::New,
        least: of.least,
    };
    let message = Message::of(report, selection);
    if selection.new && message.is_empty() {
        return Ok(None);
    }
    match &of.to {
        Ready::S3(bucket) => {
            let count = s3::put(bucket, report, means.base().await?).await?;
            let plural = if count == 1 { "" } else { "s" };
            Ok(Some(format!("{count} object{plural}")))
        }
        Ready::SecurityHub { passed } => {
            let choice = Choice {
                least: of.least,
                passed: *passed,
            };
            let sessions = means.surroundings.sessions;
            let count =
                security_hub::import(choice, report, sessions, means.to_aws().await).await?;
            Ok(Some(format!("{count} findings")))
        }
        Ready::Sns(topic) => {
            let base = means.base().await?;
            sns::publish(topic, &message, base, means.to_aws().await).await?;
            Ok(Some(message.headline()))
        }
        Ready::Slack(address) => {
            let payload = slack::payload(&message);
            hook::slack(address, &payload, means.to_others().await).await?;
            Ok(Some(message.headline()))
        }
        Ready::Webhook(to) => {
            let payload = json::message::event(report, &message);
            let payload = payload.map_err(|error| {
                Trouble::new(
                    format!("the findings cannot be written: {error}"),
                    "run again",
                )
            })?;
            let id = format!("{}-{}", report.run.id, text::digest(&text::text(&message)));
            hook::webhook(to, &payload, &id, means.to_others().await).await?;
            Ok(Some(message.headline()))
        }
    }
}
