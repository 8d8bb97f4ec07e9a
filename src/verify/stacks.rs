//! Deployments that CloudFormation keeps: its stacks, by name, once AWS is through with them.

use std::time::Duration;

use tokio::time::Instant;

use crate::aws::Session;
use crate::collect::{Extent, Site};
use crate::deployed::Deployment;
use crate::deployed::cloudformation::{self, Stack};
use crate::finding::Status;
use crate::inventory::{Keep, Sharing};
use crate::report::verified::Expected;

/// Between two looks at a stack.
const PAUSE: Duration = Duration::from_secs(5);

/// What stacks made, and whether AWS could make them.
#[derive(Debug, Default)]
pub struct Stacks {
    /// What they made.
    pub deployment: Deployment,
    /// How far each is.
    pub expected: Vec<Expected>,
}

/// Reads stacks of the session's first region, and waits for those that AWS is still at work on until the deadline.
///
/// # Errors
/// When one cannot be read, or there is none of that name.
pub async fn read(
    session: &Session,
    names: &[String],
    deadline: Option<Instant>,
    tell: impl Fn(&str),
) -> Result<Stacks, String> {
    let keep = std::sync::Arc::new(Keep::default());
    let site = Site::new(
        session,
        &session.home,
        keep,
        Extent::Whole,
        Sharing::default(),
    );
    let mut stacks = Stacks::default();
    for name in names {
        let stack = settled(session, &site, name, deadline, &tell).await?;
        stacks.expected.push(expected(name, &stack));
        stacks.deployment.join(stack.deployment);
    }
    Ok(stacks)
}

async fn settled(
    session: &Session,
    site: &Site,
    name: &str,
    deadline: Option<Instant>,
    tell: &impl Fn(&str),
) -> Result<Stack, String> {
    loop {
        let stack = cloudformation::read(site, name)
            .await
            .map_err(|error| error.to_string())?;
        let now = Instant::now();
        let pause = deadline.map(|deadline| PAUSE.min(deadline.saturating_duration_since(now)));
        match pause {
            Some(pause) if stack.is_in_progress() && !pause.is_zero() => {
                tell(&format!("waiting for the stack {name}: {}", stack.status));
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    _ = session.gate.end().reached() => return Ok(stack),
                }
            }
            _ => return Ok(stack),
        }
    }
}

/// CloudFormation's statuses of a stack that is as its template says ("Stack status codes", AWS CloudFormation User Guide).
const DONE: &[&str] = &[
    "CREATE_COMPLETE",
    "IMPORT_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
];

fn expected(name: &str, stack: &Stack) -> Expected {
    let done = DONE.contains(&stack.status.as_str());
    let coming = !done && stack.is_in_progress();
    Expected {
        name: format!("the stack {name} is deployed"),
        place: None,
        ty: "AWS::CloudFormation::Stack",
        status: if done { Status::Pass } else { Status::Fail },
        message: format!("AWS says {}", stack.status),
        resources: Vec::new(),
        unmet: Vec::new(),
        pending: coming.then(|| format!("AWS says {}", stack.status)),
    }
}
