//! Listings that begin with the same call: it is made once, and what came of it is shared.

use crate::awsert::scan;
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
