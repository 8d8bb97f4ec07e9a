//! Which conditions keep a statement for everybody from being public.
//!
//! The rules are those of Amazon S3's "The meaning of public" (S3 User Guide, "Blocking public access"), with the keys that KMS,
//! Organizations and IAM document for the same purpose. A condition counts only where an anonymous request, or one from any
//! other account, cannot meet it.

use ipnet::IpNet;

/// Keys that tell an account, an organisation, a network or a person apart from all others.
const FIXED: &[&str] = &[
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
];

/// Keys whose value begins with an organisation's id.
const ORGANIZATION_PATHS: &[&str] = &[
    "aws:principalorgpaths",
    "aws:sourceorgpaths",
    "aws:vpceorgpaths",
];

/// Keys whose value is an ARN.
const ARNS: &[&str] = &[
    "aws:principalarn",
    "aws:sourcearn",
    "aws:sourcevpcarn",
    "s3:dataaccesspointarn",
];

/// Policy variables that stand for the owner of what the policy is attached to.
const OWNER: &[&str] = &[
    "${aws:resourceaccount}",
    "${aws:resourceorgid}",
    "${aws:resourceorgid}/*",
];

/// The widest ranges that `aws:SourceIp` may give before S3 calls them public.
const WIDEST_V4: u8 = 8;
const WIDEST_V6: u8 = 32;

/// Whether a condition lets in only those whom its values name. `key` is in lower case.
///
/// Negated operators, `…IfExists` and `ForAllValues:` (which are met where the key is missing) never do.
pub fn restricts(operator: &str, key: &str, values: &[&str]) -> bool {
    let operator = operator.to_ascii_lowercase();
    let operator = operator.strip_prefix("foranyvalue:").unwrap_or(&operator);
    let fixed: fn(&str, bool) -> bool = match operator {
        "stringequals" | "stringequalsignorecase" | "stringlike" | "arnequals" | "arnlike" => {
            if FIXED.contains(&key) {
                is_fixed
            } else if ORGANIZATION_PATHS.contains(&key) {
                is_fixed_path
            } else if ARNS.contains(&key) {
                is_fixed_arn
            } else {
                return false;
            }
        }
        "ipaddress" if key == "aws:sourceip" => |range, _| is_narrow(range),
        _ => return false,
    };
    // To StringEquals a star is a star; to the others it is a wildcard.
    let wildcards = !operator.starts_with("stringequals");
    !values.is_empty() && values.iter().all(|value| fixed(value, wildcards))
}

/// Keys that say on whose behalf an AWS service makes a request.
const SOURCES: &[&str] = &[
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
];

/// Whether a condition lets an AWS service act only for chosen accounts, organisations or resources, so that nobody else can make it
/// a confused deputy (IAM User Guide, "The confused deputy problem"). `key` is in lower case.
pub fn confines_source(operator: &str, key: &str, values: &[&str]) -> bool {
    SOURCES.contains(&key) && restricts(operator, key, values)
}

fn is_fixed(value: &str, wildcards: bool) -> bool {
    if OWNER.contains(&value.to_ascii_lowercase().as_str()) {
        return true;
    }
    // A variable stands for whatever the caller brings.
    let any = value.is_empty() || value.contains("${") || (wildcards && value.contains(['*', '?']));
    !any
}

/// `o-a1b2c3/r-ab12/*`: everything under a root or unit of one organisation.
fn is_fixed_path(value: &str, wildcards: bool) -> bool {
    let organization = value.split('/').next().unwrap_or_default();
    is_fixed(value, wildcards) || (value.contains('/') && is_fixed(organization, wildcards))
}

/// An ARN of one account, or, where the ARN has no account (a bucket's), of one resource.
fn is_fixed_arn(value: &str, wildcards: bool) -> bool {
    let owner = value.split(':').nth(4).unwrap_or_default();
    is_fixed(owner, wildcards) || is_fixed(value, wildcards)
}

fn is_narrow(range: &str) -> bool {
    match range.parse::<IpNet>() {
        Ok(IpNet::V4(range)) => range.prefix_len() >= WIDEST_V4,
        Ok(IpNet::V6(range)) => range.prefix_len() >= WIDEST_V6,
        Err(_) => range.parse::<std::net::IpAddr>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::{confines_source, restricts};

    #[test]
    fn a_service_is_confined_by_whom_it_acts_for() {
        let account = &["111122223333"][..];
        assert!(confines_source(
            "StringEquals",
            "aws:sourceaccount",
            account
        ));
        assert!(confines_source(
            "ArnLike",
            "aws:sourcearn",
            &["arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/*"]
        ));
        assert!(!confines_source(
            "StringEquals",
            "aws:principalaccount",
            account
        ));
        assert!(!confines_source("StringLike", "aws:sourceaccount", &["*"]));
    }

    #[test]
    fn conditions_that_name_someone_restrict() {
        for (operator, key, value) in [
            ("StringEquals", "aws:principalorgid", "o-a1b2c3d4e5"),
            ("StringEquals", "aws:principalorgid", "${aws:ResourceOrgID}"),
            (
                "ForAnyValue:StringLike",
                "aws:principalorgpaths",
                "o-a1b2c3d4e5/*",
            ),
            ("ArnLike", "aws:sourcearn", "arn:aws:sns:*:111122223333:*"),
            ("ArnEquals", "aws:sourcearn", "arn:aws:s3:::my-bucket"),
            (
                "StringLike",
                "aws:principalarn",
                "arn:aws:iam::111122223333:role/*",
            ),
            ("IpAddress", "aws:sourceip", "203.0.113.0/24"),
            ("StringEquals", "kms:calleraccount", "111122223333"),
        ] {
            assert!(
                restricts(operator, key, &[value]),
                "{operator} {key} {value}"
            );
        }
    }

    #[test]
    fn conditions_that_anybody_can_meet_do_not() {
        for (operator, key, values) in [
            (
                "StringNotEquals",
                "aws:principalorgid",
                &["o-a1b2c3d4e5"][..],
            ),
            (
                "StringEqualsIfExists",
                "aws:principalorgid",
                &["o-a1b2c3d4e5"],
            ),
            (
                "ForAllValues:StringEquals",
                "aws:sourceaccount",
                &["111122223333"],
            ),
            ("StringLike", "aws:sourceaccount", &["*"]),
            ("StringLike", "aws:sourceaccount", &["111122223333", "*"]),
            ("StringEquals", "aws:sourceaccount", &[]),
            ("StringEquals", "aws:userid", &["${aws:userid}"]),
            ("ArnLike", "aws:sourcearn", &["arn:aws:s3:::*"]),
            ("StringLike", "aws:principalarn", &["arn:aws:iam::*:role/x"]),
            ("StringLike", "aws:principalorgpaths", &["*/x"]),
            ("IpAddress", "aws:sourceip", &["0.0.0.0/0"]),
            ("Bool", "aws:securetransport", &["true"]),
            (
                "StringEquals",
                "kms:viaservice",
                &["rds.eu-west-1.amazonaws.com"],
            ),
        ] {
            assert!(
                !restricts(operator, key, values),
                "{operator} {key} {values:?}"
            );
        }
    }
}
