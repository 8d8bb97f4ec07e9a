//! Who we are and where: credentials, the account they belong to, and the regions to read.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use thiserror::Error;

use super::failure::Failure;
use super::gate::Gate;
use super::watch::Watch;
use crate::call::Call;

static GET_CALLER_IDENTITY: Call = Call::new("sts", "GetCallerIdentity");
static DESCRIBE_REGIONS: Call = Call::new("ec2", "DescribeRegions");

/// A region that exists in each partition is needed even when only global services are read.
const DEFAULT_REGION: &str = "us-east-1";

/// Stands for all regions that are enabled for the account.
const ALL: &str = "all";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const READ_TIMEOUT: Duration = Duration::from_mins(1);
const ATTEMPTS: u32 = 6;
const FIRST_BACKOFF: Duration = Duration::from_millis(100);
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);

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
            Self::UnknownRegion(_) => "name regions like us-east-1, or `all`",
        }
    }
}

/// Credentials, an account, its regions, and the gate to it.
#[derive(Clone, Debug)]
pub struct Session {
    /// The SDK's configuration: credentials, HTTP client, endpoints.
    pub config: SdkConfig,
    /// The twelve-digit account id.
    pub account: String,
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: String,
    /// The regions to read, in order.
    pub regions: Vec<String>,
    /// The gate that all calls to this account pass.
    pub gate: Gate,
}

impl Session {
    /// Finds credentials and asks AWS whose they are.
    ///
    /// # Errors
    /// When there are none, they are refused, or a region is not the account's.
    pub async fn open(target: &Target) -> Result<Self, SessionError> {
        if let Some(name) = target
            .regions
            .iter()
            .find(|region| *region != ALL && !plausible(region))
        {
            return Err(SessionError::UnknownRegion(name.clone()));
        }
        let config = configuration(target).await;
        let gate = Gate::default();
        let home = config
            .region()
            .map_or(DEFAULT_REGION, Region::as_ref)
            .to_owned();
        let sts = aws_sdk_sts::Client::from_conf(
            aws_sdk_sts::config::Builder::from(&config)
                .interceptor(Watch)
                .build(),
        );
        let identity = gate
            .call(
                &home,
                &GET_CALLER_IDENTITY,
                Box::pin(sts.get_caller_identity().send()),
            )
            .await
            .map_err(|failure| SessionError::Credentials(words(&failure)))?;
        let (Some(account), Some(arn)) = (identity.account, identity.arn) else {
            return Err(SessionError::Credentials(
                "AWS answered without an account".to_owned(),
            ));
        };
        let partition = arn.split(':').nth(1).unwrap_or("aws").to_owned();
        let regions = regions(target, &config, &home, &gate).await?;
        Ok(Self {
            config,
            account,
            partition,
            regions,
            gate,
        })
    }
}

fn words(failure: &Failure) -> String {
    match failure {
        Failure::Gap(gap) => gap.error.clone(),
        Failure::Absent | Failure::Gone => "AWS knows nothing of it".to_owned(),
    }
}

async fn configuration(target: &Target) -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http)
        .retry_config(
            RetryConfig::adaptive()
                .with_max_attempts(ATTEMPTS)
                .with_initial_backoff(FIRST_BACKOFF)
                .with_max_backoff(LONGEST_BACKOFF),
        )
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .operation_attempt_timeout(READ_TIMEOUT)
                .build(),
        );
    if let Some(profile) = &target.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = &target.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    if let Some(region) = target.regions.iter().find(|region| *region != ALL) {
        loader = loader.region(Region::new(region.clone()));
    }
    let mut config = loader.load().await;
    if config.region().is_none() {
        config = config
            .into_builder()
            .region(Region::new(DEFAULT_REGION))
            .build();
    }
    if let Some(role) = &target.assume_role {
        let mut provider = AssumeRoleProvider::builder(role)
            .session_name("awsert")
            .configure(&config);
        if let Some(id) = &target.external_id {
            provider = provider.external_id(id);
        }
        let provider = provider.build().await;
        config = config
            .into_builder()
            .credentials_provider(
                aws_credential_types::provider::SharedCredentialsProvider::new(provider),
            )
            .build();
    }
    config
}

async fn regions(
    target: &Target,
    config: &SdkConfig,
    home: &str,
    gate: &Gate,
) -> Result<Vec<String>, SessionError> {
    if target.regions.is_empty() {
        return Ok(vec![home.to_owned()]);
    }
    if !target.regions.iter().any(|region| region == ALL) {
        let mut named = target.regions.clone();
        named.sort();
        named.dedup();
        return Ok(named);
    }
    let ec2 = aws_sdk_ec2::Client::from_conf(
        aws_sdk_ec2::config::Builder::from(config)
            .interceptor(Watch)
            .build(),
    );
    // Without AllRegions, AWS lists the regions that are enabled for the account.
    let answer = gate
        .call(
            home,
            &DESCRIBE_REGIONS,
            Box::pin(ec2.describe_regions().send()),
        )
        .await
        .map_err(|failure| SessionError::Regions(words(&failure)))?;
    let mut names: Vec<String> = answer
        .regions
        .ok_or_else(|| SessionError::Regions("the answer has no regions".to_owned()))?
        .into_iter()
        .filter_map(|region| region.region_name)
        .collect();
    names.sort();
    // Requests are signed for, and sent to, hosts that bear these names.
    match names.iter().find(|name| !plausible(name)) {
        Some(name) => Err(SessionError::Regions(format!(
            "AWS answered with `{name}`, which is not the name of a region"
        ))),
        None => Ok(names),
    }
}

/// Whether a text has the form of a region's name: `eu-west-1`, `us-gov-east-1`.
fn plausible(name: &str) -> bool {
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
