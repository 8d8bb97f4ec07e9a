//! What a deployment's verification says stands in every format, also in those that know nothing but findings.

use serde_json::json;

use super::{CORRECTED, Deployment};
use crate::formats::{all, validated};
use crate::local_aws::MOTO;

#[test]
fn what_is_missing_and_what_does_not_hold_stands_in_every_format() {
    let gone = json!({"identifier": "nowhere", "arn": format!("arn:aws:rds:us-east-1:{CORRECTED}:db:nowhere")});
    let deployment = Deployment::of_terraform(
        CORRECTED,
        &[("aws_db_instance.gone", "aws_db_instance", gone)],
    );
    let expectations = "expect:\n  - name: it is named so\n    resource: AWS::RDS::DBInstance\n    where: resource.id == outputs.db_instance_id\n    assert:\n      - resource.id == 'another'\n";
    std::fs::write(deployment.path("expectations.yaml"), expectations).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let run = deployment
        .verify(&MOTO.url, CORRECTED)
        .args(["--expect", "expectations.yaml"])
        .args(["--check", "rds-instance-multi-az"]);
    all(run, folder.path()).run().exits(1);
    let read = validated(folder.path());
    // The one that is there and the check on it hold.
    for format in ["csv", "ocsf", "asff"] {
        assert_eq!(
            read[format]["status"],
            json!({ "fail": 2, "pass": 2 }),
            "{format}"
        );
    }
    assert_eq!(read["sarif"]["status"], json!({ "fail": 2 }));
    assert_eq!(
        read["junit"]["suites"],
        json!(["expectations", "deployed resources", "rds"])
    );
}
