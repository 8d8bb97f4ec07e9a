//! The shape of secrets, of which the value comes out nowhere.

use super::{CORRECTED, Deployment};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// What is planted in a secret: it must come out nowhere.
const PLANTED: &str = "Hunter2PlantedValue";

#[test]
fn the_shape_of_a_secret_is_told_and_nothing_of_its_value() {
    let value = |host: &str| {
        let secret = serde_json::json!({
            "username": PLANTED, "password": format!("{PLANTED}\"\\\n"), "engine": "mysql", "host": host, "port": 3306, "dbname": "app",
        });
        serde_json::json!({"ARN": "arn:aws:secretsmanager:us-east-1:222222222221:secret:x", "Name": "x", "SecretString": secret.to_string()})
            .to_string()
    };
    let endpoint = {
        let report = crate::awsert::scan(&MOTO.url, CORRECTED)
            .args([
                "--check",
                "rds-instance-non-default-port,rds-instance-multi-az",
                "--format",
                "json",
            ])
            .run()
            .json();
        assert!(
            report["findings"]
                .as_array()
                .is_some_and(|findings| !findings.is_empty())
        );
        "secure-app-mysql.aaaaaaaaaa.us-east-1.rds.amazonaws.com"
    };
    let cut = value(endpoint);
    let bodies = [
        ("pass", value(endpoint)),
        ("fail", value(PLANTED)),
        ("fail", value("")),
        ("unknown", cut[..cut.len() - 40].to_owned()),
        ("unknown", format!("{{\"SecretString\": [\"{PLANTED}\"]}}")),
        ("unknown", format!("{{\"__type\": \"{PLANTED}\"}}")),
    ];
    for (status, body) in bodies {
        let behaviour = Behaviour {
            answered: [("secretsmanager:GetSecretValue".to_owned(), body.clone())].into(),
            ..Behaviour::default()
        };
        let proxy = Proxy::before(&MOTO.url, behaviour);
        for format in [
            "json", "jsonl", "csv", "sarif", "ocsf", "asff", "table", "junit", "markdown", "github",
        ] {
            let ran = crate::awsert::scan(&proxy.url, CORRECTED)
                .env("RUST_LOG", "trace")
                .env("AWS_LOG", "trace")
                .args([
                    "--opt-in",
                    "secret_shape",
                    "--check",
                    "secretsmanager-secret-database-connection",
                ])
                .args(["--verbose", "--format", format])
                .run();
            assert!(!ran.stdout.contains(PLANTED), "{format}: {}", ran.stdout);
            assert!(!ran.stderr.contains(PLANTED), "{format}: {}", ran.stderr);
            if format == "json" {
                let report = ran.json();
                let findings = report["findings"].as_array().expect("findings");
                let of = findings
                    .iter()
                    .find(|it| it["resource"]["id"] == "secure-app/test/secure-app-mysql");
                assert_eq!(of.expect("a finding")["status"], status, "{body}: {report}");
            }
        }
    }
}

#[test]
fn an_expectation_of_a_secret_s_shape_asks_for_it() {
    let text = |more: &str| {
        format!(
            "expect:\n  - name: the secret is whole\n    resource: AWS::SecretsManager::Secret\n    where: resource.id == \"secure-app/test/secure-app-mysql\"\n{more}    assert:\n      - resource.shape.keys.size() == 6\n"
        )
    };
    let deployment = Deployment::of_outputs();
    let ran = deployment
        .expecting(&MOTO.url, CORRECTED, &text(""))
        .run()
        .exits(2);
    assert!(ran.stderr.contains("--read-secret-shape"), "{}", ran.stderr);
    deployment
        .expecting(&MOTO.url, CORRECTED, &text("    read_secret_shape: true\n"))
        .run()
        .exits(0);
    deployment
        .expecting(&MOTO.url, CORRECTED, &text(""))
        .arg("--read-secret-shape")
        .run()
        .exits(0);
}
