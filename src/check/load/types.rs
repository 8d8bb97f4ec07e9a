//! Files that are about many types: which types those are, and what the check of each is called.

use globset::Glob;

use super::RawCheck;
use crate::inventory::{RecordType, registry};

/// Where a file's texts name the type.
const TYPE: &str = "{type}";

/// Services that checks call otherwise than CloudFormation does.
const SERVICES: [(&str, &str); 2] = [
    ("certificatemanager", "acm"),
    ("elasticloadbalancingv2", "elbv2"),
];

/// Whether a file's `resource` names types by pattern.
pub(super) fn is_pattern(resource: &str) -> bool {
    resource.contains('*')
}

/// The types of that pattern.
pub(super) fn matching(pattern: &str) -> Vec<&'static RecordType> {
    let Ok(pattern) = Glob::new(pattern) else {
        return Vec::new();
    };
    let pattern = pattern.compile_matcher();
    let matches = |ty: &&'static RecordType| pattern.is_match(ty.name);
    registry::TYPES.iter().copied().filter(matches).collect()
}

/// Makes the file's check that of one type. A check of that type alone is left as it is.
pub(super) fn fill(raw: &mut RawCheck, ty: &'static RecordType) {
    if !is_pattern(&raw.resource.value) {
        return;
    }
    raw.id.value = raw.id.value.replace(TYPE, &in_ids(ty));
    raw.title.value = raw.title.value.replace(TYPE, ty.name);
    ty.name.clone_into(&mut raw.resource.value);
}

/// What checks' ids call a type: `rds-instance` for `AWS::RDS::DBInstance`.
fn in_ids(ty: &RecordType) -> String {
    let mut parts = ty.name.split("::").skip(1);
    let service = parts.next().unwrap_or_default().to_lowercase();
    let known = SERVICES.iter().find(|(theirs, _)| *theirs == service);
    let service = known.map_or(service.as_str(), |(_, ours)| *ours);
    let mut words = words(parts.next().unwrap_or_default());
    // `DBInstance` of RDS, `BackupVault` of Backup.
    if words.len() > 1 && (words[0] == "db" || words[0] == service) {
        words.remove(0);
    }
    format!("{service}-{}", words.join("-"))
}

/// The words of a name in camel case, where a run of capitals is a word: `WebACL`, `VPCEndpoint`.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let after_small = at > 0 && !letters[at - 1].is_uppercase();
        let before_small = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let begins = at == 0 || letter.is_uppercase() && (after_small || before_small);
        match words.last_mut() {
            Some(word) if !begins => word.extend(letter.to_lowercase()),
            _ => words.push(letter.to_lowercase().collect()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_call_types_what_people_do() {
        let called = |name: &str| in_ids(registry::find(name).expect("a type"));
        for (name, id) in [
            ("AWS::RDS::DBInstance", "rds-instance"),
            (
                "AWS::RDS::DBClusterParameterGroup",
                "rds-cluster-parameter-group",
            ),
            ("AWS::EC2::VPCEndpoint", "ec2-vpc-endpoint"),
            ("AWS::EC2::EIP", "ec2-eip"),
            ("AWS::WAFv2::WebACL", "wafv2-web-acl"),
            ("AWS::Backup::BackupVault", "backup-vault"),
            ("AWS::Config::ConfigRule", "config-rule"),
            ("AWS::CertificateManager::Certificate", "acm-certificate"),
            (
                "AWS::ElasticLoadBalancingV2::TargetGroup",
                "elbv2-target-group",
            ),
        ] {
            assert_eq!(called(name), id);
        }
    }
}
