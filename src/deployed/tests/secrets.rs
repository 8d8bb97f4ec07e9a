//! What is secret in a deployment stays in its file.

use proptest::prelude::*;

use super::super::file;
use super::{Deployment, fixture, read};

#[test]
fn nothing_of_the_files_secrets_is_kept() {
    for name in ["rds.tfstate", "ecs.show.json", "orders.pulumi.json"] {
        let text = std::fs::read_to_string(fixture(name)).unwrap();
        assert!(text.contains("planted-Passw0rd"), "{name} has a secret");
        let deployment = Deployment::read(&[fixture(name)]).unwrap();
        assert!(!format!("{deployment:?}").contains("planted"), "{name}");
        assert!(!deployment.secret_outputs.is_empty(), "{name}");
    }
}

/// The files that a secret is planted in, wherever it can stand.
fn planted(secret: &str) -> Vec<String> {
    let secret = serde_json::Value::from(secret);
    let sealed = serde_json::json!({
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "plaintext": secret,
    });
    let attributes = serde_json::json!({
        "id": "db-A", "identifier": "orders", "arn": "arn:aws:rds:eu-west-1:111122223333:db:orders",
        "password": secret, "master_password": secret, "tags": {"a": secret}, "secret_string": secret,
    });
    let output = serde_json::json!({"sensitive": true, "type": "string", "value": secret});
    [
        serde_json::json!({"format_version": "1.0", "values": {
            "outputs": {"a": output},
            "root_module": {"resources": [{
                "address": "aws_db_instance.a", "mode": "managed", "type": "aws_db_instance", "name": "a",
                "provider_name": "aws", "values": attributes,
            }]},
        }}),
        serde_json::json!({"version": 4, "serial": 1, "outputs": {"a": output}, "resources": [{
            "mode": "managed", "type": "aws_db_instance", "name": "a", "provider": "provider.aws",
            "instances": [{"attributes": attributes, "private": secret}],
        }]}),
        serde_json::json!({"a": output}),
        serde_json::json!({"version": 3, "deployment": {"secrets_providers": {"state": secret}, "resources": [
            {"urn": "urn:a", "type": "pulumi:pulumi:Stack", "outputs": {"a": sealed, "b": [{"c": sealed}]}},
            {"urn": "urn:b", "type": "aws:rds/instance:Instance", "custom": true, "id": "db-A", "inputs": {"password": secret},
             "outputs": {"identifier": sealed, "password": secret, "arn": sealed}},
        ]}}),
        serde_json::json!({"a": sealed, "b": {"c": sealed}}),
        // Wrong in the place where the secret is.
        serde_json::json!({"version": 4, "serial": 1, "resources": [{"mode": "managed", "type": "aws_vpc", "instances": secret}]}),
        serde_json::json!({"version": 4, "serial": 1, "resources": secret}),
        serde_json::json!({"version": 3, "deployment": secret}),
        serde_json::json!({"format_version": "1.0", "values": secret}),
        serde_json::json!({"a": output, "b": secret}),
        serde_json::json!([secret]),
        secret,
    ]
    .iter()
    .map(ToString::to_string)
    .collect()
}

proptest! {
    #[test]
    fn a_secret_is_in_nothing_that_is_kept_or_said(random in "[a-zA-Z0-9]{12,24}") {
        let secret = format!("S3cret{random}");
        for text in planted(&secret) {
            // Whole, and cut off anywhere behind the secret's beginning.
            let begin = text.find("S3cret").unwrap_or_default();
            for end in [text.len(), text.len() - 1, begin + 8, begin + 16] {
                let said = format!("{:?}", file::contents(&text[..end]));
                prop_assert!(!said.contains("S3cret"), "{}", said);
            }
        }
        // In languages that are given by mistake.
        for text in [
            format!("password = \"{secret}\""),
            format!("password: {secret}"),
            format!("{secret}: x"),
            format!("resource \"{secret}\" \"x\" {{"),
            secret.clone(),
        ] {
            let error = read(&[&text]).unwrap_err();
            prop_assert!(!format!("{error} {error:?}").contains("S3cret"), "{}", error);
        }
    }
}
