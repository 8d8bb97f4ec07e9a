//! The SDK's configuration: where credentials come from, the HTTP client, timeouts, retries.

use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};

use super::assumed_role::AssumedRole;
use super::credentials::KeptCredentials;
use super::limits::{ATTEMPTS, FIRST_BACKOFF, LONGEST_BACKOFF, Limits};
use super::session::{ALL, Target};

/// A region that exists in the partition is needed even when only global services are read.
const DEFAULT_REGION: &str = "us-east-1";

/// The configuration for a target, and its credentials; nothing when there is no source of any.
pub(crate) async fn configuration(
    target: &Target,
    limits: &Limits,
) -> Option<(SdkConfig, KeptCredentials)> {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http)
        .identity_cache(IdentityCache::no_cache())
        // No answer is a stream, and how long one may take has a limit already.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(ATTEMPTS)
                .with_initial_backoff(FIRST_BACKOFF)
                .with_max_backoff(LONGEST_BACKOFF),
        )
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(limits.connect_timeout)
                .operation_attempt_timeout(limits.read_timeout)
                .operation_timeout(limits.call_timeout())
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
    let source = match &target.assume_role {
        Some(role) => Some(SharedCredentialsProvider::new(
            AssumedRole::new(role, target, &config, limits).await,
        )),
        None => config.credentials_provider(),
    };
    let credentials = KeptCredentials::of(source?);
    let config = config
        .into_builder()
        .credentials_provider(SharedCredentialsProvider::new(credentials.clone()))
        .build();
    Some((config, credentials))
}

/// The region that a configuration names.
pub(super) fn home(config: &SdkConfig) -> String {
    config
        .region()
        .map_or(DEFAULT_REGION, Region::as_ref)
        .to_owned()
}

/// A retry partition of its own: the SDK's default one is shared by all accounts of a process, so that one throttled account would use up the
/// retries of the rest. Its retries cost nothing: the number of attempts, the calls in flight and each API's pace bound them.
pub(crate) fn retry_partition(account: &str, service: &str, region: &str) -> RetryPartition {
    RetryPartition::custom(format!("{account}-{service}-{region}"))
        .token_bucket(TokenBucket::unlimited())
        .build()
}
