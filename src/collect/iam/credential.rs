//! Credentials of users and of root, from one credential report.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_iam::types::ReportStateType;
use jiff::Timestamp;

use super::credential_report::{ACCESS_KEYS, CredentialReport, KeyColumns, Malformed, Row};
use crate::aws::Failure;
use crate::collect::Site;
use crate::collect::site::timestamp;
use crate::inventory::iam::credential::{
    ACCESS_KEY, GENERATE_CREDENTIAL_REPORT, GET_CREDENTIAL_REPORT,
};
use crate::inventory::iam::policy::GET_ACCOUNT_AUTHORIZATION_DETAILS;
use crate::inventory::iam::{ACCOUNT, USER};
use crate::inventory::{Gap, List, Outcome, Record, Value, record};

/// How often, and how far apart, to ask whether the report is made: minutes, in an account of thousands of users.
const POLLS: usize = 60;
const PAUSE: Duration = Duration::from_secs(2);

/// The facts of all given users, from one report.
pub(super) async fn of_users(site: Site, users: Vec<Record>) -> Vec<Result<Record, Failure>> {
    let report = report(&site).await;
    users
        .iter()
        .map(|user| {
            let (report, generated) = report.as_ref().map_err(Clone::clone)?;
            let Some(arn) = user.arn() else {
                return Err(
                    Gap::missing(&GET_ACCOUNT_AUTHORIZATION_DETAILS, "arn of the user").into(),
                );
            };
            let row = row(report, arn, *generated)?;
            Ok(of_user(&site, row, *generated))
        })
        .collect()
}

fn of_user(site: &Site, row: Row<'_>, generated: Timestamp) -> Record {
    let enabled = row.flag("password_enabled");
    // Without a password there is nothing to have been used, changed or due.
    let of_password = |column| match enabled {
        Ok(false) => Ok(None),
        _ => understood(site, row.time(column)),
    };
    record!(USER, site.keep(), {
        credential_report_generated_time: generated,
        password_enabled: understood(site, row.flag("password_enabled").map(Some)),
        password_last_used: of_password("password_last_used"),
        password_last_changed: of_password("password_last_changed"),
        password_next_rotation: of_password("password_next_rotation"),
        mfa_active: understood(site, row.flag("mfa_active").map(Some)),
        access_keys: access_keys(site, row).map(Some),
    })
}

/// The facts of the root user.
pub(super) async fn of_root(site: Site) -> Result<Record, Failure> {
    let (report, generated) = report(&site).await?;
    let row = row(report, &site.arn("iam", "root"), *generated)?;
    Ok(record!(ACCOUNT, site.keep(), {
        credential_report_generated_time: *generated,
        root_password_last_used: understood(&site, row.time("password_last_used")),
        root_access_keys: access_keys(&site, row).map(Some),
    }))
}

/// The account's report, and when it was made; read once for all that it tells of.
async fn report(site: &Site) -> Result<&(CredentialReport, Timestamp), Failure> {
    let read = site
        .beginnings()
        .credential_report
        .get_or_init(|| read(site));
    read.await.as_ref().map_err(Clone::clone)
}

/// The account's report, made anew if the last one is older than four hours, and when it was made.
async fn read(site: &Site) -> Result<(CredentialReport, Timestamp), Failure> {
    let mut polls = 0;
    while site
        .call(&GENERATE_CREDENTIAL_REPORT, || {
            site.iam().generate_credential_report().send()
        })
        .await?
        .state()
        != Some(&ReportStateType::Complete)
    {
        polls += 1;
        if polls == POLLS {
            return Err(Gap::new(
                &GENERATE_CREDENTIAL_REPORT,
                Outcome::Timeout,
                "the credential report was not ready in time",
            )
            .into());
        }
        tokio::time::sleep(PAUSE).await;
    }
    let answer = site
        .call(&GET_CREDENTIAL_REPORT, || {
            site.iam().get_credential_report().send()
        })
        .await?;
    let (Some(content), Some(generated)) = (answer.content(), timestamp(answer.generated_time()))
    else {
        return Err(site
            .malformed(&GET_CREDENTIAL_REPORT, "the answer has no report")
            .into());
    };
    let report = CredentialReport::parse(content.as_ref())
        .map_err(|wrong| site.malformed(&GET_CREDENTIAL_REPORT, &wrong.to_string()))?;
    Ok((report, generated))
}

fn row<'a>(
    report: &'a CredentialReport,
    arn: &str,
    generated: Timestamp,
) -> Result<Row<'a>, Failure> {
    report.row(arn).ok_or_else(|| {
        // Reports are up to four hours old.
        Gap::new(
            &GET_CREDENTIAL_REPORT,
            Outcome::NotAttempted,
            format!("the credential report of {generated} does not have it yet"),
        )
        .into()
    })
}

fn understood<T>(site: &Site, field: Result<Option<T>, Malformed>) -> Result<Option<T>, Gap> {
    field.map_err(|wrong| site.malformed(&GET_CREDENTIAL_REPORT, &wrong.to_string()))
}

/// The active keys. Of a user with more than the two that reports have columns for, the rest is a gap.
fn access_keys(site: &Site, row: Row<'_>) -> Result<Value, Gap> {
    let mut items = Vec::new();
    for columns in &ACCESS_KEYS {
        let active = row
            .flag(columns.active)
            .map_err(|wrong| site.malformed(&GET_CREDENTIAL_REPORT, &wrong.to_string()))?;
        if active {
            items.push(Value::from(access_key(site, row, columns)));
        }
    }
    let gap = row.has_more_credentials().then(|| {
        Arc::new(Gap::new(
            &GET_CREDENTIAL_REPORT,
            Outcome::OutOfScope,
            "the report tells of two access keys only, and there are more",
        ))
    });
    Ok(Value::from(List { items, gap }))
}

fn access_key(site: &Site, row: Row<'_>, columns: &KeyColumns) -> Record {
    record!(ACCESS_KEY {
        number: columns.number,
        last_rotated: understood(site, row.time(columns.last_rotated)),
        last_used_date: understood(site, row.time(columns.last_used_date)),
        last_used_region: understood(site, row.label(columns.last_used_region)),
        last_used_service: understood(site, row.label(columns.last_used_service)),
    })
}
