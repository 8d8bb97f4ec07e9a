//! `awsert verify`: whether what a deployment made is there, and as it was meant.

use std::io::{IsTerminal as _, Write, stderr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::checks::SelectionArguments;
use super::limits::{LimitArguments, duration};
use super::scan::{OutputArguments, TargetArguments, exit, write};
use super::selected::Selected;
use super::{CliError, Exit, reading, tell};
use crate::check::Check;
use crate::config::Config;
use crate::deployed::Deployment;
use crate::expr::Outputs;
use crate::verify::{self, Verification, expectations};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What the deployment's tool says it made: `terraform show -json` or `terraform output -json`, a state file, `pulumi stack export`, CDK's
    /// outputs file, or any JSON of outputs; repeatable
    #[arg(value_name = "FILE", required = true)]
    deployed: Vec<PathBuf>,
    /// A file of what you expect of it; repeatable
    #[arg(long, value_name = "FILE", help_heading = "What must hold")]
    expect: Vec<PathBuf>,
    /// Leave out the checks: only what you expect
    #[arg(
        long,
        requires = "expect",
        help_heading = "What must hold",
        conflicts_with_all = ["check", "exclude", "service", "severity", "framework"]
    )]
    only_expectations: bool,
    /// Wait so long for what AWS says is still on its way
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "How patiently")]
    wait: Option<Duration>,
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// The configuration; awsert.yaml in this folder when there is one
    #[arg(long, value_name = "FILE", help_heading = "Which checks")]
    config: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let config = Config::load(arguments.config.as_deref())?;
    let checks: Vec<Arc<Check>> = if arguments.only_expectations {
        Vec::new()
    } else {
        Selected::of(&arguments.selection, &config, &[])?.checks
    };
    let deployment = Deployment::read(&arguments.deployed)?;
    let outputs = Arc::new(Outputs {
        values: deployment.outputs.clone(),
        secret: deployment.secret_outputs.clone(),
    });
    let mut expected = Vec::new();
    for path in &arguments.expect {
        expected.extend(expectations::load(path, &outputs)?);
    }
    let started_at = Timestamp::now();
    let mut target = arguments.target.target();
    if target.regions.is_empty() {
        target.regions = verify::regions(&deployment).into_iter().collect();
    }
    let verification = Verification {
        deployment: &deployment,
        checks: &checks,
        expectations: &expected,
        waivers: &config.waivers,
        wait: arguments.wait,
        fail_on: arguments.output.fail_on,
        started_at,
    };
    let (_, report) = reading::read(&target, &arguments.limits, async |session| {
        if let Some((deployed, account)) = verify::elsewhere(&deployment, &session.account) {
            return Err(CliError::Usage(format!(
                "{} is in account {account}, and the credentials are those of {}: use those of the account that was deployed to",
                deployed.address, session.account
            )));
        }
        Ok(verification.run(session, waiting).await)
    })?;
    let report = report?;
    write(&arguments.output, &report, out)?;
    Ok(exit(
        &report,
        arguments.output.fail_on,
        arguments.output.allow_unknown,
    ))
}

/// Says what is waited for, where the progress line does not.
fn waiting(words: &str) {
    if !stderr().is_terminal() {
        tell(words);
    }
}
