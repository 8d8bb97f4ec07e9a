//! Listings that begin with the same call: it is made once, and what came of it is shared.

use serde_json::Value as Json;

use crate::awsert::{awsert, scan};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// The calls that more than one listing begins with.
const BEGINNINGS: [&str; 6] = [
    "apigateway:GetRestApis",
    "apigatewayv2:GetApis",
    "backup:ListBackupVaults",
    "ecs:ListClusters",
    "elasticloadbalancing:DescribeLoadBalancers",
    "wafv2:ListWebACLs",
];

#[test]
fn listings_that_begin_alike_ask_once() {
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    scan(&proxy.url, "222222222221").run();
    let asked = proxy.seen();
    for call in BEGINNINGS {
        assert_eq!(asked[call], 1, "{call}");
    }
}

#[test]
fn the_plan_counts_them_once_too() {
    let plan = awsert(["plan", "--region", "us-east-1", "--format", "json"])
        .run()
        .json();
    for call in BEGINNINGS {
        let calls = plan["calls"].as_array().expect("calls");
        let planned = calls.iter().find(|planned| planned["call"] == call);
        let asked = planned.and_then(|planned| planned["asked"].as_array());
        let in_any_case: Vec<&Json> = asked
            .expect(call)
            .iter()
            .filter(|ask| ask["on_demand"] == false)
            .collect();
        let [ask] = in_any_case[..] else {
            panic!("{call}: {in_any_case:?}");
        };
        assert_eq!(ask["expected"], 1, "{call}: {ask}");
    }
}

#[test]
fn a_refusal_of_what_listings_begin_with_is_shared() {
    let behaviour = Behaviour {
        denied: ["ecs:ListClusters".to_owned()].into(),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let checks =
        "ecs-cluster-container-insights,ecs-service-no-public-ip,ecs-service-tasks-healthy";
    let report = scan(&proxy.url, "222222222221")
        .args(["--format", "json", "--check", checks])
        .run()
        .exits(3)
        .json();
    let findings = report["findings"].as_array().expect("findings");
    assert!(findings.len() >= 2, "{findings:?}");
    for finding in findings {
        assert_eq!(finding["status"], "unknown", "{finding}");
        assert!(
            finding.to_string().contains("ecs:ListClusters"),
            "{finding}"
        );
    }
    assert_eq!(proxy.seen()["ecs:ListClusters"], 1);
}
