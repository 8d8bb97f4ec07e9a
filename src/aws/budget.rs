//! How often calls may be begun: the user's own bound for all of them, and AWS's for APIs that it keeps slow.
//!
//! These spare AWS and the other users of an account requests that would be refused. What is refused all the same slows its API down
//! ([`super::pace`]), and the SDK backs off before it tries again.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use super::pace::Pace;
use crate::call::Call;

/// What AWS lets an account call in one region.
struct Budget {
    service: &'static str,
    /// The operations; none means each of the service.
    operations: &'static [&'static str],
    /// Whether the operations draw on one budget; else each has its own.
    shared: bool,
    per_second: u32,
    /// How many may be made at once after a pause.
    burst: u32,
}

/// The budgets, the first that names a call counting.
///
/// Amazon EC2 Developer Guide, "Request throttling for the Amazon EC2 API": non-mutating actions have 100 tokens and regain 20 a second,
/// each API on its own. AWS KMS Developer Guide, "Request quotas"; AWS Secrets Manager User Guide, "AWS Secrets Manager quotas".
/// API Gateway Developer Guide, "API Gateway quotas for creating, deploying and managing an API": ten a second and forty at once over both of
/// its APIs, of which each gets half; five of `GetResources` in two seconds.
/// IAM and RDS publish none: IAM's are what users of other tools met, and RDS is left to what its refusals teach.
const BUDGETS: &[Budget] = &[
    Budget {
        service: "apigateway",
        operations: &["GetResources"],
        shared: false,
        per_second: 2,
        burst: 5,
    },
    Budget {
        service: "apigateway",
        operations: &[],
        shared: true,
        per_second: 5,
        burst: 20,
    },
    Budget {
        service: "apigatewayv2",
        operations: &[],
        shared: true,
        per_second: 5,
        burst: 20,
    },
    Budget {
        service: "ec2",
        operations: &[],
        shared: false,
        per_second: 20,
        burst: 100,
    },
    Budget {
        service: "kms",
        operations: &["ListGrants"],
        shared: false,
        per_second: 100,
        burst: 100,
    },
    Budget {
        service: "kms",
        operations: &["ListAliases", "ListKeys"],
        shared: false,
        per_second: 500,
        burst: 500,
    },
    Budget {
        service: "secretsmanager",
        operations: &["GetResourcePolicy"],
        shared: true,
        per_second: 50,
        burst: 50,
    },
    Budget {
        service: "iam",
        operations: &["GetPolicy", "GetPolicyVersion"],
        shared: false,
        per_second: 35,
        burst: 35,
    },
];

/// What is left of the budgets of one account.
#[derive(Debug, Default)]
pub(super) struct Budgets {
    /// The user's bound over all calls.
    all: Option<DefaultDirectRateLimiter>,
    by_api: Mutex<HashMap<Api, Arc<DefaultDirectRateLimiter>>>,
    paces: Mutex<HashMap<(String, &'static Call), Arc<Pace>>>,
}

/// The region, the service, and the operation, or the first of those that share a budget.
type Api = (String, &'static str, &'static str);

impl Budgets {
    /// Budgets with the user's bound on calls a second, begun one by one.
    pub(super) fn new(max_rps: Option<NonZeroU32>) -> Self {
        Self {
            all: max_rps.map(|rate| {
                RateLimiter::direct(Quota::per_second(rate).allow_burst(NonZeroU32::MIN))
            }),
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
            limiter.until_ready().await;
        }
        if let Some(limiter) = &self.all {
            limiter.until_ready().await;
        }
    }

    fn of(&self, region: &str, call: &'static Call) -> Option<Arc<DefaultDirectRateLimiter>> {
        let budget = budget(call)?;
        let name = if budget.shared {
            budget.operations.first().copied().unwrap_or_default()
        } else {
            call.operation
        };
        let quota = Quota::per_second(NonZeroU32::new(budget.per_second)?)
            .allow_burst(NonZeroU32::new(budget.burst)?);
        let mut by_api = self.by_api.lock().unwrap_or_else(PoisonError::into_inner);
        let limiter = by_api
            .entry((region.to_owned(), call.service, name))
            .or_insert_with(|| Arc::new(RateLimiter::direct(quota)));
        Some(Arc::clone(limiter))
    }
}

fn budget(call: &Call) -> Option<&'static Budget> {
    BUDGETS.iter().find(|budget| {
        budget.service == call.service
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
            for _ in 0..35 {
                budgets.admit(region, &GET_POLICY).await;
            }
        }
        for _ in 0..7 {
            budgets.admit("eu-west-1", &GET_POLICY).await;
        }
        // Seven more than the bucket held, which regains 35 a second.
        assert!(
            begin.elapsed() >= Duration::from_millis(190),
            "{:?}",
            begin.elapsed()
        );
    }
}
