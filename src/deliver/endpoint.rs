//! Where a service is asked that no client of the SDK is here for: where the user says, else where AWS has it.

use aws_config::SdkConfig;

/// The address of a service in a region. As in the SDK's clients a flag comes first, then `AWS_ENDPOINT_URL_<SERVICE>`, then what stands for all
/// services.
pub(super) fn endpoint(config: &SdkConfig, service: &str, region: &str) -> String {
    let ours = format!("AWS_ENDPOINT_URL_{}", service.to_ascii_uppercase());
    let ignored = std::env::var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        .is_ok_and(|value| value.eq_ignore_ascii_case("true"));
    let ours = std::env::var(ours)
        .ok()
        .filter(|url| !url.is_empty() && !ignored);
    let of_all = config.endpoint_url().map(ToOwned::to_owned);
    let named = if config.get_origin("endpoint_url").is_client_config() {
        of_all.or(ours)
    } else {
        ours.or(of_all)
    };
    named.map_or_else(
        || {
            let fips = config.use_fips() == Some(true);
            let dual = config.use_dual_stack() == Some(true);
            standard(service, region, fips, dual)
        },
        |url| url.trim_end_matches('/').to_owned(),
    )
}

/// AWS's own address.
fn standard(service: &str, region: &str, fips: bool, dual: bool) -> String {
    let domain = match (region.split('-').next().unwrap_or_default(), dual) {
        ("cn", false) => "amazonaws.com.cn",
        ("cn", true) => "api.amazonwebservices.com.cn",
        ("eusc", _) => "amazonaws.eu",
        _ if region.starts_with("us-iso-") => "c2s.ic.gov",
        _ if region.starts_with("us-isob-") => "sc2s.sgov.gov",
        (_, true) => "api.aws",
        (_, false) => "amazonaws.com",
    };
    let fips = if fips { "-fips" } else { "" };
    format!("https://{service}{fips}.{region}.{domain}")
}

#[cfg(test)]
mod tests {
    use super::standard;

    #[test]
    fn each_partition_has_a_domain_of_its_own() {
        let of = |region| standard("sns", region, false, false);
        assert_eq!(of("eu-west-1"), "https://sns.eu-west-1.amazonaws.com");
        assert_eq!(
            of("us-gov-west-1"),
            "https://sns.us-gov-west-1.amazonaws.com"
        );
        assert_eq!(of("cn-north-1"), "https://sns.cn-north-1.amazonaws.com.cn");
        assert_eq!(
            standard("securityhub", "us-east-1", true, true),
            "https://securityhub-fips.us-east-1.api.aws"
        );
    }
}
