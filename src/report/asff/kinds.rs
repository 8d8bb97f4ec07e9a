//! What ASFF calls types of resources, and partitions.

/// The types that ASFF has a name for, of those that are read: the members of `ResourceDetails` in Security Hub's API reference, and
/// `AwsAccount`, which its own controls use. They are CloudFormation's names in another spelling, with few exceptions.
const NAMED: [&str; 48] = [
    "AwsAccount",
    "AwsApiGatewayRestApi",
    "AwsApiGatewayStage",
    "AwsApiGatewayV2Api",
    "AwsApiGatewayV2Stage",
    "AwsBackupBackupPlan",
    "AwsBackupBackupVault",
    "AwsBackupRecoveryPoint",
    "AwsCertificateManagerCertificate",
    "AwsCloudTrailTrail",
    "AwsCloudWatchAlarm",
    "AwsDynamoDbTable",
    "AwsEc2ClientVpnEndpoint",
    "AwsEc2Eip",
    "AwsEc2Instance",
    "AwsEc2LaunchTemplate",
    "AwsEc2NetworkAcl",
    "AwsEc2NetworkInterface",
    "AwsEc2RouteTable",
    "AwsEc2SecurityGroup",
    "AwsEc2Subnet",
    "AwsEc2TransitGateway",
    "AwsEc2Volume",
    "AwsEc2Vpc",
    "AwsEc2VpnConnection",
    "AwsEcsCluster",
    "AwsEcsService",
    "AwsEcsTask",
    "AwsEcsTaskDefinition",
    "AwsEfsAccessPoint",
    "AwsGuardDutyDetector",
    "AwsIamGroup",
    "AwsIamRole",
    "AwsIamUser",
    "AwsKmsKey",
    "AwsRdsDbCluster",
    "AwsRdsDbClusterSnapshot",
    "AwsRdsDbInstance",
    "AwsRdsDbSnapshot",
    "AwsRdsEventSubscription",
    "AwsS3AccessPoint",
    "AwsS3AccountPublicAccessBlock",
    "AwsS3Bucket",
    "AwsSecretsManagerSecret",
    "AwsSsmPatchCompliance",
    "AwsWafv2RuleGroup",
    "AwsWafv2WebAcl",
    "AwsXrayEncryptionConfig",
];

/// ASFF's name of CloudFormation's type.
pub(super) fn named(ty: &str) -> &'static str {
    match ty {
        "AWS::ElasticLoadBalancingV2::LoadBalancer" => "AwsElbv2LoadBalancer",
        "AWS::IAM::ManagedPolicy" => "AwsIamPolicy",
        _ => NAMED
            .into_iter()
            .find(|name| same(name, ty))
            .unwrap_or("Other"),
    }
}

/// Whether the names are the same but for their spelling.
fn same(name: &str, ty: &str) -> bool {
    let letters = ty.bytes().filter(|letter| *letter != b':');
    letters
        .map(|letter| letter.to_ascii_lowercase())
        .eq(name.bytes().map(|letter| letter.to_ascii_lowercase()))
}

/// ASFF's name of a partition. It has none for the newest.
pub(super) fn partition(partition: &str) -> Option<&'static str> {
    match partition {
        "aws" => Some("aws"),
        "aws-cn" => Some("aws-cn"),
        "aws-us-gov" => Some("aws-us-gov"),
        "aws-iso" => Some("aws-us-iso"),
        "aws-iso-b" => Some("aws-us-iso-b"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::registry;

    #[test]
    fn types_have_asff_s_name_or_are_other() {
        for (ty, name) in [
            ("AWS::EC2::SecurityGroup", "AwsEc2SecurityGroup"),
            ("AWS::RDS::DBInstance", "AwsRdsDbInstance"),
            ("AWS::::Account", "AwsAccount"),
            ("AWS::WAFv2::WebACL", "AwsWafv2WebAcl"),
            ("AWS::IAM::ManagedPolicy", "AwsIamPolicy"),
            // It is in a role, a user or a group; ASFF's is one of its own.
            ("AWS::IAM::Policy", "Other"),
            ("AWS::Logs::LogGroup", "Other"),
        ] {
            assert_eq!(named(ty), name, "{ty}");
        }
    }

    #[test]
    fn no_name_is_kept_for_a_type_that_is_not_read() {
        for name in NAMED {
            assert!(
                registry::TYPES.iter().any(|ty| same(name, ty.name)),
                "{name}"
            );
        }
    }
}
