//! How often an account may make a call: buckets of tokens that fill again at a rate, for each region.
//!
//! What AWS publishes: Amazon EC2 Developer Guide, "Request throttling for the Amazon EC2 API"; Elastic Load Balancing User Guide, "Request throttling for the
//! Elastic Load Balancing API"; Amazon ECS API Reference, "Request throttling for the Amazon ECS API"; AWS KMS Developer Guide, "Request quotas"; AWS Secrets
//! Manager User Guide, "AWS Secrets Manager quotas"; API Gateway Developer Guide, "API Gateway quotas for creating, deploying and managing an API"; AWS WAF Developer
//! Guide, "AWS WAF quotas"; quotas of Amazon CloudWatch, CloudWatch Logs, CloudTrail and ACM in their user guides. Those of IAM are what users of other tools met. Of what is not
//! here nothing is published, and it is not bounded here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::super::protocol::paging;

/// Which calls draw on a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// Each operation that begins so, on its own.
    Each(&'static str),
    /// All of these together.
    All(&'static [&'static str]),
}

/// What may be made at once, and what comes back each second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    pub burst: f64,
    pub refill: f64,
}

const fn rate(burst: u32, refill: u32) -> Rate {
    Rate {
        burst: burst as f64,
        refill: refill as f64,
    }
}

/// The buckets, the first that names a call counting.
const BUCKETS: &[(Of, Rate)] = &[
    (Of::Each("ec2:"), rate(100, 20)),
    (Of::All(&["elasticloadbalancing:"]), rate(40, 10)),
    (
        Of::All(&[
            "ecs:DescribeClusters",
            "ecs:ListClusters",
            "ecs:DescribeCapacityProviders",
        ]),
        rate(50, 20),
    ),
    (
        Of::All(&["ecs:DescribeServices", "ecs:ListServices"]),
        rate(50, 20),
    ),
    (
        Of::All(&["ecs:DescribeTasks", "ecs:ListTasks"]),
        rate(100, 20),
    ),
    (
        Of::All(&["ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions"]),
        rate(100, 20),
    ),
    (Of::Each("kms:ListGrants"), rate(100, 100)),
    (Of::Each("kms:List"), rate(500, 500)),
    (Of::Each("kms:GetKey"), rate(1000, 1000)),
    (Of::Each("kms:DescribeKey"), rate(2000, 2000)),
    (Of::All(&["secretsmanager:GetResourcePolicy"]), rate(50, 50)),
    (Of::Each("secretsmanager:ListSecrets"), rate(100, 100)),
    (
        Of::Each("apigateway:GetResources"),
        Rate {
            burst: 5.0,
            refill: 2.5,
        },
    ),
    (Of::All(&["apigateway:", "apigatewayv2:"]), rate(40, 10)),
    (Of::Each("wafv2:ListResourcesForWebACL"), rate(1, 1)),
    (Of::Each("wafv2:"), rate(5, 5)),
    (Of::Each("iam:GetPolicy"), rate(35, 35)),
    (Of::Each("iam:ListRolePolicies"), rate(15, 15)),
    (Of::Each("iam:ListAttachedRolePolicies"), rate(15, 15)),
    (Of::Each("iam:GetRole"), rate(15, 15)),
    (Of::Each("logs:DescribeLogGroups"), rate(10, 10)),
    (Of::Each("logs:DescribeMetricFilters"), rate(5, 5)),
    (Of::Each("logs:DescribeResourcePolicies"), rate(5, 5)),
    (Of::Each("cloudwatch:DescribeAlarms"), rate(9, 9)),
    (Of::Each("cloudtrail:"), rate(10, 10)),
    (Of::Each("acm:ListCertificates"), rate(8, 8)),
    (Of::Each("acm:"), rate(10, 10)),
];

/// What Amazon EC2 gives listings that ask neither for pages nor for some things only.
const UNPAGED: Rate = rate(50, 10);

/// The bucket that a call draws on, by its name, and its rate; nothing where AWS publishes none.
pub fn of(call: &str, is_unpaged: bool) -> Option<(String, Rate)> {
    let names = |of: &Of| match of {
        Of::Each(begin) => call.starts_with(begin).then(|| call.to_owned()),
        Of::All(begins) => begins
            .iter()
            .any(|begin| call.starts_with(begin))
            .then(|| begins[0].to_owned()),
    };
    let (name, rate) = BUCKETS
        .iter()
        .find_map(|(of, rate)| Some((names(of)?, *rate)))?;
    if is_unpaged && call.starts_with("ec2:Describe") && paging(call).is_some() {
        return Some((format!("{name} without pages"), UNPAGED));
    }
    Some((name, rate))
}

/// What is in the buckets.
#[derive(Debug, Default)]
pub struct Buckets {
    levels: Mutex<HashMap<(String, String), (f64, Instant)>>,
}

impl Buckets {
    /// Takes a token for a call in a region; false where there is none.
    pub fn take(&self, region: &str, call: &str, is_unpaged: bool, now: Instant) -> bool {
        let Some((name, rate)) = of(call, is_unpaged) else {
            return true;
        };
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        let (level, since) = levels
            .entry((region.to_owned(), name))
            .or_insert((rate.burst, now));
        let regained = now.saturating_duration_since(*since).as_secs_f64() * rate.refill;
        *level = (*level + regained).min(rate.burst);
        *since = now;
        let there_is = *level >= 1.0;
        if there_is {
            *level -= 1.0;
        }
        there_is
    }
}

#[test]
fn a_bucket_gives_its_burst_and_then_its_rate() {
    let (buckets, begin) = (Buckets::default(), Instant::now());
    let taken = |at: f64| {
        let now = begin + std::time::Duration::from_secs_f64(at);
        (0..1000)
            .take_while(|_| buckets.take("eu-west-1", "ec2:DescribeVpcs", false, now))
            .count()
    };
    assert_eq!((taken(0.0), taken(0.5), taken(100.0)), (100, 10, 100));
    // Each operation and each region has its own.
    assert!(buckets.take("eu-west-1", "ec2:DescribeImages", false, begin));
    assert!(buckets.take("us-east-1", "ec2:DescribeVpcs", false, begin));
}
