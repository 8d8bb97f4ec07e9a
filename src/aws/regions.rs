//! Which regions to read, and which of them are there: each is asked once who we are before anything else is sent to it.
//!
//! `GetCallerIdentity` needs no permission (AWS Security Token Service API Reference, "GetCallerIdentity"), so that a region that answers it with
//! anything but silence can be read; and its answer is small, so that it need not be waited for as long as others.

use aws_config::timeout::TimeoutConfig;
use aws_config::{Region, SdkConfig};
use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityOutput;
use futures::future::join_all;

use super::calls::{DESCRIBE_REGIONS, GET_CALLER_IDENTITY};
use super::configuration::retry_partition;
use super::credentials::KeptCredentials;
use super::failure::Failure;
use super::gate::Gate;
use super::limits::Limits;
use super::session::{ALL, SessionError, Target, plausible, words};
use super::watch::Watch;
use crate::inventory::Outcome;

/// The names of the regions to read, in order.
pub(super) async fn names(
    target: &Target,
    config: &SdkConfig,
    credentials: &KeptCredentials,
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
            .retry_partition(retry_partition("regions", "ec2", home))
            .retry_classifier(credentials.clone())
            .interceptor(Watch)
            .build(),
    );
    // Without AllRegions, AWS lists the regions that are enabled for the account.
    let answer = gate
        .call(home, &DESCRIBE_REGIONS, || ec2.describe_regions().send())
        .await
        .map_err(|failure| SessionError::Regions(words(&failure)))?;
    let lacks = |what: &str| SessionError::Regions(format!("the answer has {what}"));
    let regions = answer.regions.filter(|regions| !regions.is_empty());
    // A region that is not named would not be scanned, and nobody would know.
    let mut names = regions
        .ok_or_else(|| lacks("no regions"))?
        .into_iter()
        .map(|region| {
            region
                .region_name
                .ok_or_else(|| lacks("a region without its name"))
        })
        .collect::<Result<Vec<String>, SessionError>>()?;
    names.sort();
    // Requests are signed for, and sent to, hosts that bear these names.
    match names.iter().find(|name| !plausible(name)) {
        Some(name) => Err(SessionError::Regions(format!(
            "AWS answered with `{name}`, which is not the name of a region"
        ))),
        None => Ok(names),
    }
}

/// Who we are, and the first region that said so.
pub(super) struct Identity {
    pub(super) account: String,
    pub(super) partition: String,
    pub(super) region: String,
}

/// Asks each region who we are, all at once, and closes those that do not answer or do not know us.
pub(super) async fn probe(
    regions: &[String],
    config: &SdkConfig,
    credentials: &KeptCredentials,
    limits: &Limits,
    gate: &Gate,
) -> Result<Identity, SessionError> {
    let answers = join_all(
        regions
            .iter()
            .map(|region| who(region, config, credentials, limits, gate)),
    )
    .await;
    let mut identity = None;
    for (region, answer) in regions.iter().zip(&answers) {
        if let Ok(answer) = answer {
            let known = known(region, answer)?;
            identity.get_or_insert(known);
        }
    }
    let Some(identity) = identity else {
        // Of several reasons the one that a service gave tells most.
        let failures = || answers.iter().filter_map(|answer| answer.as_ref().err());
        let failure = failures()
            .find(|failure| silent(failure).is_none())
            .or_else(|| failures().next());
        return Err(SessionError::Credentials(
            failure.map_or_else(String::new, words),
        ));
    };
    for (region, answer) in regions.iter().zip(&answers) {
        let Err(failure) = answer else { continue };
        if let Some(outcome) = silent(failure) {
            let error = format!("{region} does not answer: {}", words(failure));
            gate.close(region, outcome, &error);
        } else if let Failure::Gap(gap) = failure
            && matches!(gap.outcome, Outcome::Expired | Outcome::Disabled)
        {
            // Another region knows us, so that the credentials are good (AWS Account Management, "Enable or disable AWS Regions in your account").
            let error = format!("{region} is not enabled for the account: {}", gap.error);
            gate.close(region, Outcome::Disabled, &error);
        }
    }
    Ok(identity)
}

/// Whether a failure says that nobody is there.
fn silent(failure: &Failure) -> Option<Outcome> {
    match failure {
        Failure::Gap(gap) => {
            matches!(gap.outcome, Outcome::Timeout | Outcome::Unreachable).then_some(gap.outcome)
        }
        Failure::Absent | Failure::Gone => None,
    }
}

fn known(region: &str, answer: &GetCallerIdentityOutput) -> Result<Identity, SessionError> {
    let (Some(account), Some(arn)) = (&answer.account, &answer.arn) else {
        return Err(SessionError::Credentials(
            "AWS answered without an account".to_owned(),
        ));
    };
    Ok(Identity {
        account: account.clone(),
        partition: arn.split(':').nth(1).unwrap_or("aws").to_owned(),
        region: region.to_owned(),
    })
}

/// Asks a region who we are.
async fn who(
    region: &str,
    config: &SdkConfig,
    credentials: &KeptCredentials,
    limits: &Limits,
    gate: &Gate,
) -> Result<GetCallerIdentityOutput, Failure> {
    let sts = aws_sdk_sts::Client::from_conf(
        aws_sdk_sts::config::Builder::from(config)
            .region(Region::new(region.to_owned()))
            .retry_partition(retry_partition("probe", "sts", region))
            .retry_classifier(credentials.clone())
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(limits.connect_timeout)
                    .operation_attempt_timeout(limits.probe_timeout())
                    .operation_timeout(limits.call_timeout())
                    .build(),
            )
            .interceptor(Watch)
            .build(),
    );
    let request = || sts.get_caller_identity().send();
    gate.call(region, &GET_CALLER_IDENTITY, request).await
}
