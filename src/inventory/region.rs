//! A region of the account, as what is watched there hangs on: a service that is not turned on has no resource of its own to judge.

use super::RecordType;
use super::accessanalyzer::ANALYZER;
use super::cloudwatch::ALARM;
use super::config::{CONFIG_RULE, CONFIGURATION_RECORDER, DELIVERY_CHANNEL};
use super::guardduty::DETECTOR;
use super::schema::{Type, named_by};
use super::securityhub::{HUB, STANDARD};
use crate::call::Call;

/// ec2:DescribeRegions, by which a session learns which regions are enabled where all are to be scanned.
pub static DESCRIBE_REGIONS: Call = Call::new("ec2", "DescribeRegions");

/// A region.
pub static REGION: RecordType = RecordType::regional(
    "AWS::::Region",
    &DESCRIBE_REGIONS,
    "A scanned region of the account; its id is the region's name. (Neither CloudFormation nor Config has this type; the name is ours.)",
    &[
        named_by(
            "detectors",
            &Type::Record(&DETECTOR),
            "region",
            "region",
            "GuardDuty's detector: one or none.",
        ),
        named_by(
            "configuration_recorders",
            &Type::Record(&CONFIGURATION_RECORDER),
            "region",
            "region",
            "AWS Config's recorders.",
        ),
        named_by(
            "delivery_channels",
            &Type::Record(&DELIVERY_CHANNEL),
            "region",
            "region",
            "AWS Config's delivery channel: one or none.",
        ),
        named_by(
            "config_rules",
            &Type::Record(&CONFIG_RULE),
            "region",
            "region",
            "AWS Config's rules.",
        ),
        named_by(
            "security_hubs",
            &Type::Record(&HUB),
            "region",
            "region",
            "Security Hub: one or none.",
        ),
        named_by(
            "security_standards",
            &Type::Record(&STANDARD),
            "region",
            "region",
            "The standards that Security Hub checks.",
        ),
        named_by(
            "analyzers",
            &Type::Record(&ANALYZER),
            "region",
            "region",
            "IAM Access Analyzer's analyzers.",
        ),
        named_by(
            "alarms",
            &Type::Record(&ALARM),
            "region",
            "region",
            "CloudWatch's metric alarms.",
        ),
    ],
)
.single();
