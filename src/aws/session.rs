//! Who we are and where: credentials, the account they belong to, and the regions to read.

use aws_config::{Region, SdkConfig};
use aws_credential_types::provider::ProvideCredentials as _;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use thiserror::Error;

use super::calls::GET_CALLER_IDENTITY;
use super::configuration::{configuration, home};
use super::credentials::KeptCredentials;
use super::end::{Cause, End};
use super::failure::{self, Failure};
use super::gate::Gate;
use super::limits::Limits;
use super::regions;
use super::watch::Watch;
use crate::inventory::Outcome;

/// Stands for all regions that are enabled for the account.
pub const ALL: &str = "all";

/// What the user asked to read.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// A profile of the shared configuration.
    pub profile: Option<String>,
    /// A role to assume with the credentials found.
    pub assume_role: Option<String>,
    /// The external id that the role's trust policy asks for.
    pub external_id: Option<String>,
    /// Region names, or `all`; none means the configured one.
    pub regions: Vec<String>,
    /// One endpoint for all services.
    pub endpoint_url: Option<String>,
}

/// Why no session could be had.
#[derive(Debug, Error)]
pub enum SessionError {
    /// The credentials are missing or refused.
    #[error("cannot tell which account this is: {0}")]
    Credentials(String),
    /// The list of regions could not be read.
    #[error("cannot list the account's regions: {0}")]
    Regions(String),
    /// The run ended before anything was read.
    #[error("{0} before anything was read")]
    Ended(Cause),
    /// A region's name is none.
    #[error("`{0}` is not the name of a region")]
    UnknownRegion(String),
}

impl SessionError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Credentials(_) => {
                "set AWS_PROFILE or --profile, or the AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of a principal that may \
                 call sts:GetCallerIdentity; with SSO, log in again"
            }
            Self::Regions(_) => {
                "allow ec2:DescribeRegions, or name the regions: --region eu-west-1,us-east-1"
            }
            Self::Ended(_) => "nothing is known of the account; run again",
            Self::UnknownRegion(_) => "name regions like us-east-1, or `all`",
        }
    }
}

/// Credentials, an account, its regions, and the gate to it.
#[derive(Clone, Debug)]
pub struct Session {
    /// The SDK's configuration: credentials, HTTP client, endpoints.
    pub config: SdkConfig,
    /// The credentials, fetched anew when they expire.
    pub credentials: KeptCredentials,
    /// The twelve-digit account id.
    pub account: String,
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: String,
    /// The regions to read, in order.
    pub regions: Vec<String>,
    /// The first region that answered; what belongs to the account as a whole is asked there.
    pub home: String,
    /// The gate that all calls to this account pass.
    pub gate: Gate,
}

impl Session {
    /// Finds credentials, asks AWS whose they are, and which regions answer.
    ///
    /// # Errors
    /// When there are none, they are refused, a region is not the account's, or the run ends before.
    pub async fn open(target: &Target, limits: &Limits, end: &End) -> Result<Self, SessionError> {
        if let Some(name) = target
            .regions
            .iter()
            .find(|region| *region != ALL && !plausible(region))
        {
            return Err(SessionError::UnknownRegion(name.clone()));
        }
        tokio::select! {
            biased;
            cause = end.reached() => Err(SessionError::Ended(cause.clone())),
            opened = Self::opened(target, limits, end) => match (opened, end.cause()) {
                // What ended the run made the call fail.
                (Err(_), Some(cause)) => Err(SessionError::Ended(cause.clone())),
                (opened, _) => opened,
            }
        }
    }

    async fn opened(target: &Target, limits: &Limits, end: &End) -> Result<Self, SessionError> {
        let Some((config, credentials)) = configuration(target, limits).await else {
            return Err(SessionError::Credentials("there are none".to_owned()));
        };
        // Fetched before anything waits for an answer: to log in may take a person's time.
        credentials
            .provide_credentials()
            .await
            .map_err(|error| SessionError::Credentials(failure::context(&error)))?;
        let gate = Gate::new(limits, end.clone());
        let names = regions::names(target, &config, &credentials, &home(&config), &gate).await?;
        let identity = regions::probe(&names, &config, &credentials, limits, &gate).await?;
        let session = Self {
            config,
            credentials,
            account: identity.account,
            partition: identity.partition,
            regions: names,
            home: identity.region,
            gate,
        };
        session.watch_credentials();
        Ok(session)
    }

    /// Lets the gate find out, when a call says that the credentials are not good, whether they are good nowhere.
    fn watch_credentials(&self) {
        let sts = aws_sdk_sts::Client::from_conf(
            aws_sdk_sts::config::Builder::from(&self.config)
                .region(Region::new(self.home.clone()))
                .retry_classifier(self.credentials.clone())
                .interceptor(Watch)
                .build(),
        );
        self.gate.on_refused_credentials(move || {
            let sts = sts.clone();
            Box::pin(async move {
                let error = sts.get_caller_identity().send().await.err()?;
                match Failure::of(&GET_CALLER_IDENTITY, &error) {
                    Failure::Gap(gap) if gap.outcome == Outcome::Expired => Some(gap.error),
                    _ => None,
                }
            })
        });
    }
}

pub(super) fn words(failure: &Failure) -> String {
    match failure {
        Failure::Gap(gap) => gap.error.clone(),
        Failure::Absent | Failure::Gone => "AWS knows nothing of it".to_owned(),
    }
}

/// Whether a text has the form of a region's name: `eu-west-1`, `us-gov-east-1`.
pub(super) fn plausible(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    parts.len() >= 3
        && parts
            .last()
            .is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()))
        && parts[..parts.len() - 1]
            .iter()
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase()))
}

/// Keeps the error type of a service out of signatures that only pass it on.
pub trait ServiceError: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static {}

impl<E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static> ServiceError for E {}

/// What an SDK request answers.
pub type Answer<T, E> = Result<T, SdkError<E, HttpResponse>>;
