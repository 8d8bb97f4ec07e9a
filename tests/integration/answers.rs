//! Facts that the emulators cannot represent, in answers of our own.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::awsert::scan;
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// The statuses that a check comes to in document b's corrected account, whose answers are changed as said.
fn statuses(check: &str, behaviour: Behaviour) -> Vec<String> {
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let report = scan(&proxy.url, "222222222222")
        .args(["--format", "json", "--check", check])
        .run()
        .json();
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|finding| finding["status"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn replacing(call: &str, from: &str, to: &str) -> Behaviour {
    Behaviour {
        replaced: vec![(call.to_owned(), from.to_owned(), to.to_owned())],
        ..Behaviour::default()
    }
}

fn insights(enabled: bool, days: u32) -> Behaviour {
    let fields = format!(
        "<PerformanceInsightsEnabled>{enabled}</PerformanceInsightsEnabled>\
         <PerformanceInsightsRetentionPeriod>{days}</PerformanceInsightsRetentionPeriod></DBInstance>"
    );
    replacing("rds:DescribeDBInstances", "</DBInstance>", &fields)
}

#[test]
fn performance_insights() {
    let check = "rds-instance-performance-insights";
    assert_eq!(statuses(check, Behaviour::default()), ["unknown"]);
    assert_eq!(statuses(check, insights(true, 7)), ["pass"]);
    assert_eq!(statuses(check, insights(false, 0)), ["fail"]);
    let retention = "rds-instance-performance-insights-retention";
    assert_eq!(statuses(retention, insights(true, 7)), ["pass"]);
    assert_eq!(statuses(retention, insights(true, 1)), ["fail"]);
}

#[test]
fn deprecated_engine_versions() {
    let version = |status: &str| Behaviour {
        answered: BTreeMap::from([(
            "rds:DescribeDBEngineVersions".to_owned(),
            format!(
                "<DescribeDBEngineVersionsResponse><DescribeDBEngineVersionsResult><DBEngineVersions><DBEngineVersion>\
                 <Engine>postgres</Engine><EngineVersion>{VERSION}</EngineVersion><Status>{status}</Status>\
                 <ValidUpgradeTarget/></DBEngineVersion></DBEngineVersions></DescribeDBEngineVersionsResult>\
                 </DescribeDBEngineVersionsResponse>"
            ),
        )]),
        ..Behaviour::default()
    };
    let check = "rds-instance-engine-version-not-deprecated";
    assert_eq!(statuses(check, version("available")), ["pass"]);
    assert_eq!(statuses(check, version("deprecated")), ["fail"]);
    assert_eq!(statuses(check, Behaviour::default()), ["unknown"]);
}

/// The version of the sample's database.
const VERSION: &str = "15.14";

#[test]
fn the_root_user_s_mfa() {
    let enabled = |value: &str| Behaviour {
        answered: BTreeMap::from([(
            "iam:GetAccountSummary".to_owned(),
            format!(
                "<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap>\
                 <entry><key>AccountMFAEnabled</key><value>{value}</value></entry>\
                 <entry><key>AccountAccessKeysPresent</key><value>{value}</value></entry>\
                 </SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>"
            ),
        )]),
        ..Behaviour::default()
    };
    assert_eq!(statuses("iam-root-mfa", enabled("1")), ["pass"]);
    assert_eq!(statuses("iam-root-mfa", enabled("0")), ["fail"]);
    assert_eq!(statuses("iam-root-no-access-keys", enabled("0")), ["pass"]);
    assert_eq!(statuses("iam-root-no-access-keys", enabled("1")), ["fail"]);
}

/// The SDK takes a list that is missing for an empty one.
#[test]
fn an_answer_that_says_nothing_does_not_say_that_there_is_nothing() {
    let of = |call: &str, body: &str| Behaviour {
        answered: BTreeMap::from([(call.to_owned(), body.to_owned())]),
        ..Behaviour::default()
    };
    for (check, operation) in [
        (
            "iam-server-certificate-not-expired",
            "ListServerCertificates",
        ),
        ("iam-instance-profile-has-role", "ListInstanceProfiles"),
    ] {
        let body = format!("<{operation}Response><{operation}Result/></{operation}Response>");
        let behaviour = of(&format!("iam:{operation}"), &body);
        assert_eq!(statuses(check, behaviour), ["unknown"], "{operation}");
    }
    // Of the instances of document a, which have user data.
    let proxy = Proxy::before(
        &MOTO.url,
        of(
            "ec2:DescribeInstanceAttribute",
            "<DescribeInstanceAttributeResponse/>",
        ),
    );
    scan(&proxy.url, "111111111111")
        .args(["--opt-in", "user_data"])
        .args(["--check", "ec2-instance-user-data-no-secret"])
        .run()
        .exits(3);
    let behaviour = of("secretsmanager:GetResourcePolicy", "{}");
    let of_policies = statuses("secretsmanager-secret-policy-not-public", behaviour);
    assert!(!of_policies.is_empty());
    assert!(
        of_policies.iter().all(|status| status == "unknown"),
        "{of_policies:?}"
    );
}

/// A user's keys and password, as the credential report tells them; the emulator's are as old as the deployment.
#[test]
fn old_and_unused_credentials() {
    let ago = |days: i64| {
        (jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * days)).to_string()
    };
    let report = |rotated: i64, used: i64| {
        let (rotated, used) = (ago(rotated), ago(used));
        let csv = format!(
            "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,\
             access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,\
             access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,\
             access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated\n\
             ci-deploy,arn:aws:iam::111111111112:user/ci-deploy,{rotated},false,N/A,N/A,N/A,false,true,{rotated},{used},us-east-1,s3,\
             false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"
        );
        let content = aws_smithy_types::base64::encode(csv);
        Behaviour {
            answered: BTreeMap::from([(
                "iam:GetCredentialReport".to_owned(),
                format!(
                    "<GetCredentialReportResponse><GetCredentialReportResult><Content>{content}</Content>\
                     <ReportFormat>text/csv</ReportFormat><GeneratedTime>{}</GeneratedTime></GetCredentialReportResult>\
                     </GetCredentialReportResponse>",
                    ago(0)
                ),
            )]),
            ..Behaviour::default()
        }
    };
    let of_ci = |check: &str, behaviour: Behaviour| {
        let proxy = Proxy::before(&MOTO.url, behaviour);
        let report = scan(&proxy.url, "111111111112")
            .args(["--format", "json", "--check", check])
            .run()
            .json();
        let findings = report["findings"].as_array().expect("findings").clone();
        let own = findings
            .into_iter()
            .find(|finding| finding["resource"]["name"] == "ci-deploy");
        own.map_or(Json::Null, |finding| finding["status"].clone())
    };
    assert_eq!(of_ci("iam-user-access-keys-rotated", report(10, 1)), "pass");
    assert_eq!(
        of_ci("iam-user-access-keys-rotated", report(200, 1)),
        "fail"
    );
    assert_eq!(of_ci("iam-user-access-keys-in-use", report(200, 1)), "pass");
    assert_eq!(
        of_ci("iam-user-access-keys-in-use", report(200, 60)),
        "fail"
    );
}
