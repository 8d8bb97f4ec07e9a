//! The SDK's clients, one of each service at each site. What is asked with them is the collectors' business.

use std::sync::OnceLock;

use super::Site;
use crate::aws::configuration::retry_partition;
use crate::aws::watch::Watch;

/// A client of a service, made when it is first used, in a retry partition of its own; `=>` names what else its configuration needs.
macro_rules! clients {
    ($($name:ident : $sdk:ident $(=> $adapted:path)?),* $(,)?) => {
        #[derive(Debug, Default)]
        pub(super) struct Clients {
            $($name: OnceLock<$sdk::Client>,)*
        }

        /// Lets the SDK read what it knows of AWS's partitions, which it does once for each service: the time for it is while the first answer is
        /// awaited.
        pub(crate) fn prepare() {
            $($sdk::config::endpoint::DefaultResolver::new();)*
        }

        impl Site {
            $(
                pub(crate) fn $name(&self) -> &$sdk::Client {
                    self.shared.clients.$name.get_or_init(|| {
                        let config = $sdk::config::Builder::from(&self.shared.config)
                            .retry_partition(retry_partition(self.account(), stringify!($name), self.region()))
                            .retry_classifier(self.shared.credentials.clone())
                            .interceptor(Watch);
                        $(let config = $adapted(config);)?
                        $sdk::Client::from_conf(config.build())
                    })
                }
            )*
        }
    };
}

clients! {
    access_analyzer: aws_sdk_accessanalyzer,
    account_management: aws_sdk_account,
    acm: aws_sdk_acm,
    apigateway: aws_sdk_apigateway,
    apigatewayv2: aws_sdk_apigatewayv2,
    application_autoscaling: aws_sdk_applicationautoscaling,
    backup: aws_sdk_backup,
    cloudformation: aws_sdk_cloudformation,
    cloudtrail: aws_sdk_cloudtrail,
    cloudwatch: aws_sdk_cloudwatch,
    config_service: aws_sdk_config,
    dynamodb: aws_sdk_dynamodb,
    ec2: aws_sdk_ec2,
    ecs: aws_sdk_ecs,
    elasticfilesystem: aws_sdk_efs,
    elasticloadbalancing: aws_sdk_elasticloadbalancingv2,
    guardduty: aws_sdk_guardduty,
    iam: aws_sdk_iam,
    kms: aws_sdk_kms,
    logs: aws_sdk_cloudwatchlogs,
    organizations: aws_sdk_organizations,
    rds: aws_sdk_rds,
    s3: aws_sdk_s3 => crate::collect::s3::endpoint::bucket_in_path,
    s3control: aws_sdk_s3control => crate::collect::s3::endpoint::account_in_header,
    secretsmanager: aws_sdk_secretsmanager,
    securityhub: aws_sdk_securityhub,
    ssm: aws_sdk_ssm,
    wafv2: aws_sdk_wafv2,
    xray: aws_sdk_xray,
}
