//! How often calls may be begun: the user's own bound for all of them, and AWS's for APIs that it keeps slow.
//!
//! These spare AWS and the other users of an account requests that would be refused. What is refused all the same slows its API down
//! ([`super::pace`]), and the SDK backs off before it tries again.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use super::pace::Pace;
use crate::call::Call;

/// What AWS lets an account call in one region.
struct Budget {
    /// The services that draw on it.
    services: &'static [&'static str],
    /// The operations; none means each of the service.
    operations: &'static [&'static str],
    /// Whether the operations draw on one budget; else each has its own.
    shared: bool,
    per_second: u32,
    /// How many may be made at once after a pause.
    burst: u32,
}

/// A budget of which each operation has its own.
const fn each(
    services: &'static [&'static str],
    operations: &'static [&'static str],
    per_second: u32,
    burst: u32,
) -> Budget {
    Budget {
        services,
        operations,
        shared: false,
        per_second,
        burst,
    }
}

/// A budget that the operations share.
const fn shared(
    services: &'static [&'static str],
    operations: &'static [&'static str],
    per_second: u32,
    burst: u32,
) -> Budget {
    Budget {
        shared: true,
        ..each(services, operations, per_second, burst)
    }
}

/// The budgets, the first that names a call counting.
///
/// Amazon EC2 Developer Guide, "Request throttling for the Amazon EC2 API": non-mutating actions have 100 tokens and regain 20 a second,
/// each API on its own. Elastic Load Balancing User Guide, "Request throttling for the Elastic Load Balancing API": all its reads share 40 and
/// 10. Amazon ECS API Reference, "Request throttling for the Amazon ECS API", by kind of resource. AWS KMS Developer Guide, "Request quotas";
/// AWS Secrets Manager User Guide, "AWS Secrets Manager quotas"; AWS WAF Developer Guide, "AWS WAF quotas"; AWS CloudTrail User Guide,
/// "Quotas in AWS CloudTrail"; Amazon CloudWatch User Guide, "CloudWatch service quotas"; Amazon CloudWatch Logs User Guide, "CloudWatch Logs
/// quotas"; AWS Certificate Manager User Guide, "Quotas".
/// API Gateway Developer Guide, "API Gateway quotas for creating, deploying and managing an API": ten a second and forty at once over both of
/// its APIs; five of `GetResources` in two seconds.
/// IAM and RDS publish none: IAM's are what users of other tools met, and RDS is left to what its refusals teach.
const BUDGETS: &[Budget] = &[
    each(&["acm"], &["ListCertificates"], 8, 8),
    each(&["acm"], &[], 10, 10),
    each(&["apigateway"], &["GetResources"], 2, 5),
    shared(&["apigateway", "apigatewayv2"], &[], 10, 40),
    each(&["cloudtrail"], &[], 10, 10),
    each(&["cloudwatch"], &["DescribeAlarms"], 9, 9),
    each(&["ec2"], &[], 20, 100),
    shared(
        &["ecs"],
        &[
            "DescribeClusters",
            "ListClusters",
            "DescribeCapacityProviders",
        ],
        20,
        50,
    ),
    shared(&["ecs"], &["DescribeServices", "ListServices"], 20, 50),
    shared(&["ecs"], &["DescribeTasks", "ListTasks"], 20, 100),
    shared(
        &["ecs"],
        &["DescribeTaskDefinition", "ListTaskDefinitions"],
        20,
        100,
    ),
    shared(&["elasticloadbalancing"], &[], 10, 40),
    each(&["iam"], &["GetPolicy", "GetPolicyVersion"], 35, 35),
    each(
        &["iam"],
        &["GetRole", "ListAttachedRolePolicies", "ListRolePolicies"],
        15,
        15,
    ),
    each(&["kms"], &["ListGrants"], 100, 100),
    each(&["kms"], &["ListAliases", "ListKeys"], 500, 500),
    each(&["logs"], &["DescribeLogGroups"], 10, 10),
    each(
        &["logs"],
        &["DescribeMetricFilters", "DescribeResourcePolicies"],
        5,
        5,
    ),
    shared(&["secretsmanager"], &["GetResourcePolicy"], 50, 50),
    each(&["wafv2"], &["ListResourcesForWebACL"], 1, 1),
    each(&["wafv2"], &[], 5, 5),
];

/// What of a budget is used, in hundredths: answers take longer one time than another, so that calls come together that were begun apart; and
/// others call the account's APIs, too.
const USED: u32 = 95;
const BURST_USED: u32 = 90;

impl Budget {
    fn limiter(&self) -> Option<Limiter> {
        let period = Duration::from_secs(1) * 100 / (self.per_second * USED).max(1);
        let burst = NonZeroU32::new((self.burst * BURST_USED / 100).max(1))?;
        Some(Limiter::new(Quota::with_period(period)?.allow_burst(burst)))
    }
}

/// Lets calls through at a rate, first come, first served.
#[derive(Debug)]
pub(super) struct Limiter {
    rate: DefaultDirectRateLimiter,
    /// Who is next: hundreds may wait, and to wake them all for each turn costs more than their calls.
    queue: tokio::sync::Mutex<()>,
}

impl Limiter {
    fn new(quota: Quota) -> Self {
        Self {
            rate: RateLimiter::direct(quota),
            queue: tokio::sync::Mutex::default(),
        }
    }

    /// Waits for a turn.
    async fn turn(&self) {
        let _next = self.queue.lock().await;
        self.rate.until_ready().await;
    }

    /// Takes a turn, where there is one.
    pub(super) fn spend(&self) {
        let _ = self.rate.check();
    }
}

/// What is left of the budgets of one account.
#[derive(Debug, Default)]
pub(super) struct Budgets {
    /// The user's bound over all calls.
    all: Option<Limiter>,
    by_api: Mutex<HashMap<Api, Arc<Limiter>>>,
    paces: Mutex<HashMap<(String, &'static Call), Arc<Pace>>>,
}

/// The region, the service, and the operation, or the first of those that share a budget.
type Api = (String, &'static str, &'static str);

impl Budgets {
    /// Budgets with the user's bound on calls a second, begun one by one.
    pub(super) fn new(max_rps: Option<NonZeroU32>) -> Self {
        Self {
            all: max_rps
                .map(|rate| Limiter::new(Quota::per_second(rate).allow_burst(NonZeroU32::MIN))),
            by_api: Mutex::default(),
            paces: Mutex::default(),
        }
    }

    /// What the API of a call has taught so far.
    pub(super) fn pace(&self, region: &str, call: &'static Call) -> Arc<Pace> {
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        let pace = paces
            .entry((region.to_owned(), call))
            .or_insert_with(|| Arc::new(Pace::new(Instant::now())));
        Arc::clone(pace)
    }

    /// Waits until a call may be begun.
    pub(super) async fn admit(&self, region: &str, call: &'static Call) {
        let turn = self.pace(region, call).turn(Instant::now());
        if !turn.is_zero() {
            tokio::time::sleep(turn).await;
        }
        if let Some(limiter) = self.of(region, call) {
            limiter.turn().await;
        }
        if let Some(limiter) = &self.all {
            limiter.turn().await;
        }
    }

    /// The budget of a call; none where AWS publishes none.
    pub(super) fn of(&self, region: &str, call: &'static Call) -> Option<Arc<Limiter>> {
        let budget = budget(call)?;
        let (service, name) = if budget.shared {
            let first = |of: &[&'static str]| of.first().copied().unwrap_or_default();
            (first(budget.services), first(budget.operations))
        } else {
            (call.service, call.operation)
        };
        let mut by_api = self.by_api.lock().unwrap_or_else(PoisonError::into_inner);
        let limiter = match by_api.entry((region.to_owned(), service, name)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Arc::new(budget.limiter()?)),
        };
        Some(Arc::clone(limiter))
    }
}

fn budget(call: &Call) -> Option<&'static Budget> {
    BUDGETS.iter().find(|budget| {
        budget.services.contains(&call.service)
            && (budget.operations.is_empty() || budget.operations.contains(&call.operation))
    })
}

/// How many such calls a second AWS lets an account make in one region, once its burst is used up; none where AWS does not say.
pub fn per_second(call: &Call) -> Option<u32> {
    budget(call).map(|budget| budget.per_second)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::{Duration, Instant};

    use super::{BUDGETS, Budgets};
    use crate::call::Call;

    static LIST_KEYS: Call = Call::new("kms", "ListKeys");
    static GET_POLICY: Call = Call::new("iam", "GetPolicy");

    #[test]
    fn no_budget_is_empty() {
        assert!(
            BUDGETS
                .iter()
                .all(|budget| budget.per_second > 0 && budget.burst > 0)
        );
    }

    #[tokio::test]
    async fn the_users_bound_holds_over_all_apis_and_regions() {
        let budgets = Budgets::new(NonZeroU32::new(50));
        let begin = Instant::now();
        for region in ["eu-west-1", "us-east-1"] {
            for _ in 0..5 {
                budgets.admit(region, &LIST_KEYS).await;
                budgets.admit(region, &GET_POLICY).await;
            }
        }
        // The first at once, nineteen 20 ms apart.
        assert!(
            begin.elapsed() >= Duration::from_millis(370),
            "{:?}",
            begin.elapsed()
        );
    }

    #[tokio::test]
    async fn an_apis_budget_is_its_own_in_each_region() {
        let budgets = Budgets::new(None);
        let begin = Instant::now();
        for region in ["eu-west-1", "us-east-1"] {
            for _ in 0..31 {
                budgets.admit(region, &GET_POLICY).await;
            }
        }
        for _ in 0..7 {
            budgets.admit("eu-west-1", &GET_POLICY).await;
        }
        // Seven more than are used of a bucket of 35, which regains 35 a second.
        assert!(
            begin.elapsed() >= Duration::from_millis(190),
            "{:?}",
            begin.elapsed()
        );
    }

    #[tokio::test]
    async fn two_apis_of_one_budget_draw_on_it_together() {
        static GET_STAGES: Call = Call::new("apigateway", "GetStages");
        static GET_ROUTES: Call = Call::new("apigatewayv2", "GetRoutes");
        let budgets = Budgets::new(None);
        let begin = Instant::now();
        for _ in 0..20 {
            budgets.admit("eu-west-1", &GET_STAGES).await;
            budgets.admit("eu-west-1", &GET_ROUTES).await;
        }
        // Four more than are used of a bucket of 40, which regains ten a second.
        let took = begin.elapsed();
        assert!(took >= Duration::from_millis(370), "{took:?}");
    }

    #[tokio::test]
    async fn once_the_burst_is_used_up_calls_go_out_at_the_rate_and_no_slower() {
        static DESCRIBE_RULES: Call = Call::new("elasticloadbalancing", "DescribeRules");
        let budgets = Budgets::new(None);
        for _ in 0..36 {
            budgets.admit("eu-west-1", &DESCRIBE_RULES).await;
        }
        let begin = Instant::now();
        for _ in 0..19 {
            budgets.admit("eu-west-1", &DESCRIBE_RULES).await;
        }
        // 9.5 a second.
        let took = begin.elapsed();
        assert!(
            took > Duration::from_millis(1800) && took < Duration::from_millis(2600),
            "{took:?}"
        );
    }
}
