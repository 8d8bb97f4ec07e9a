//! Credentials of a role, assumed where somebody answers: a region that is down does not keep the others from being read.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{Region, SdkConfig};
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, Result as ProviderResult, future};
use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

use super::configuration::home;
use super::limits::Limits;
use super::session::{ALL, Target};

/// In how many regions a role is tried to be assumed.
const PLACES: usize = 3;
/// How much earlier than the next a place is asked.
const HEAD_START: Duration = Duration::from_secs(2);

/// A role, to be assumed in the first of some regions that answers.
#[derive(Debug)]
pub(super) struct AssumedRole {
    places: Vec<AssumeRoleProvider>,
}

impl AssumedRole {
    /// The role, in the configured region and the first of those that are read.
    pub(super) async fn new(
        role: &str,
        target: &Target,
        config: &SdkConfig,
        limits: &Limits,
    ) -> Self {
        let mut regions = vec![home(config)];
        for region in target.regions.iter().filter(|region| *region != ALL) {
            if !regions.contains(region) {
                regions.push(region.clone());
            }
        }
        regions.truncate(PLACES);
        let mut places = Vec::new();
        for (index, region) in regions.iter().enumerate() {
            let mut there = config.to_builder().region(Region::new(region.clone()));
            if index + 1 < regions.len() {
                // Long enough for whoever is there; the last is waited for as for any call.
                there = there.timeout_config(
                    TimeoutConfig::builder()
                        .connect_timeout(limits.connect_timeout)
                        .operation_timeout(limits.probe_timeout())
                        .build(),
                );
            }
            let mut provider = AssumeRoleProvider::builder(role)
                .session_name("awsert")
                .region(Region::new(region.clone()))
                .configure(&there.build());
            if let Some(id) = &target.external_id {
                provider = provider.external_id(id);
            }
            places.push(provider.build().await);
        }
        Self { places }
    }

    /// Asks each place a little later than the one before, so that one that is silent costs no more than that.
    async fn assume(&self) -> ProviderResult {
        let mut asked: FuturesUnordered<_> = (0_u32..)
            .zip(&self.places)
            .map(|(index, place)| async move {
                tokio::time::sleep(HEAD_START * index).await;
                (index, place.provide_credentials().await)
            })
            .collect();
        let mut refusals = BTreeMap::new();
        while let Some((index, answer)) = asked.next().await {
            match answer {
                Ok(credentials) => return Ok(credentials),
                Err(error) => {
                    refusals.insert(index, error);
                }
            }
        }
        // What the first region says tells most: others may just not be enabled.
        let refusal = refusals.into_values().next();
        Err(refusal
            .unwrap_or_else(|| CredentialsError::not_loaded("no region to assume the role in")))
    }
}

impl ProvideCredentials for AssumedRole {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.assume())
    }
}
