//! Deployments that CloudFormation keeps.

use super::CORRECTED;
use crate::awsert::{Awsert, awsert};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// What CloudFormation says of a stack and of one that is nested in it.
fn stacks(status: &str) -> Behaviour {
    let describe = format!(
        "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackId>arn:aws:cloudformation:us-east-1:{CORRECTED}:stack/shop/1</StackId>\
         <StackName>shop</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>{status}</StackStatus><Outputs><member>\
         <OutputKey>DatabaseId</OutputKey><OutputValue>secure-app-mysql</OutputValue></member></Outputs></member></Stacks>\
         </DescribeStacksResult></DescribeStacksResponse>"
    );
    let resource = |logical: &str, physical: &str, ty: &str| {
        format!(
            "<member><LogicalResourceId>{logical}</LogicalResourceId><PhysicalResourceId>{physical}</PhysicalResourceId><ResourceType>{ty}</ResourceType>\
             <LastUpdatedTimestamp>2026-11-01T00:00:00Z</LastUpdatedTimestamp><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>"
        )
    };
    let list = |resources: &[String]| {
        format!(
            "<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>{}</StackResourceSummaries>\
             </ListStackResourcesResult></ListStackResourcesResponse>",
            resources.concat()
        )
    };
    let nested = format!("arn:aws:cloudformation:us-east-1:{CORRECTED}:stack/shop-data/2");
    let root = [
        resource("Data", &nested, "AWS::CloudFormation::Stack"),
        resource("Queue", "https://sqs/q", "AWS::SQS::Queue"),
    ];
    let data = [resource(
        "Database",
        "secure-app-mysql",
        "AWS::RDS::DBInstance",
    )];
    let answers = [
        ("cloudformation:DescribeStacks", describe),
        (
            "cloudformation:ListStackResources?stack%2Fshop%2F1",
            list(&root),
        ),
        (
            "cloudformation:ListStackResources?stack%2Fshop-data%2F2",
            list(&data),
        ),
    ];
    Behaviour {
        answered: answers
            .map(|(call, answer)| (call.to_owned(), answer))
            .into(),
        ..Behaviour::default()
    }
}

/// Verifies the stack `shop`.
fn verify_stack(proxy: &Proxy) -> Awsert {
    awsert([
        "verify",
        "--endpoint-url",
        &proxy.url,
        "--stack",
        "shop",
        "--region",
        "us-east-1",
    ])
    .arg("--assume-role")
    .arg(format!("arn:aws:iam::{CORRECTED}:role/Auditor"))
    .args(["--check", "rds-instance-multi-az", "--format", "json"])
}

#[test]
fn a_stack_is_verified_by_its_name_with_those_nested_in_it() {
    let proxy = Proxy::before(&MOTO.url, stacks("CREATE_COMPLETE"));
    let folder = tempfile::tempdir().unwrap();
    let text = "expect:\n  - name: the database is the stack's\n    resource: AWS::RDS::DBInstance\n    where: resource.id == outputs.DatabaseId\n";
    std::fs::write(folder.path().join("expect.yaml"), text).unwrap();
    let ran = verify_stack(&proxy)
        .in_folder(folder.path())
        .args(["--expect", "expect.yaml"])
        .run()
        .exits(0);
    let report = ran.json();
    let deployed: Vec<(&str, &str)> = report["deployed"]
        .as_array()
        .expect("deployed")
        .iter()
        .map(|line| {
            (
                line["address"].as_str().unwrap(),
                line["status"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        deployed,
        [("Queue", "uncovered"), ("Data.Database", "found")]
    );
    let expected: Vec<(&str, &str)> = report["expectations"]
        .as_array()
        .expect("expectations")
        .iter()
        .map(|line| {
            (
                line["name"].as_str().unwrap(),
                line["status"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        expected,
        [
            ("the stack shop is deployed", "pass"),
            ("the database is the stack's", "pass")
        ]
    );
    assert_eq!(report["findings"][0]["status"], "pass");
}

#[test]
fn a_stack_that_was_rolled_back_is_not_deployed() {
    let proxy = Proxy::before(&MOTO.url, stacks("UPDATE_ROLLBACK_COMPLETE"));
    let ran = verify_stack(&proxy).args(["--wait", "5m"]).run().exits(1);
    let expected = &ran.json()["expectations"][0];
    assert_eq!(expected["status"], "fail");
    assert_eq!(expected["message"], "AWS says UPDATE_ROLLBACK_COMPLETE");
}
