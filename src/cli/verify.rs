//! `awsert verify`: whether what a deployment made is there, and as it was meant.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use jiff::Timestamp;
use tokio::time::Instant;

use super::checks::SelectionArguments;
use super::exit::ExitArguments;
use super::limits::{LimitArguments, duration};
use super::output::OutputArguments;
use super::selected::Selected;
use super::targets::TargetArguments;
use super::{CliError, Exit, reading, tell};
use crate::check::Check;
use crate::config::{Config, profile};
use crate::deployed::Deployment;
use crate::expr::Outputs;
use crate::verify::expectations::{self, Expectation};
use crate::verify::{self, Verification, init, stacks};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What the deployment's tool says it made: `terraform show -json` or `terraform output -json`, a state file, `pulumi stack export`, CDK's
    /// outputs file, or any JSON of outputs; repeatable
    #[arg(value_name = "FILE", required_unless_present = "stack")]
    deployed: Vec<PathBuf>,
    /// A CloudFormation stack, by name; repeatable
    #[arg(long, value_name = "NAME")]
    stack: Vec<String>,
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
    /// What kind of deployment it is: `production` is excused from nothing, `test` from what only costs a test time and money
    #[arg(
        long,
        value_name = "PROFILE",
        default_value = "production",
        value_parser = PossibleValuesParser::new(profile::names()),
        help_heading = "What must hold"
    )]
    check_profile: String,
    /// Write a first file of expectations: what is true of the deployment now and worth keeping true
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "What comes out",
        conflicts_with = "only_expectations"
    )]
    init: Option<PathBuf>,
    /// Read secrets' shape: the names of their members and whether they are filled, never what they say
    #[arg(long, help_heading = "What must hold")]
    read_secret_shape: bool,
    /// Wait so long for what AWS says is still on its way
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "How patiently")]
    wait: Option<Duration>,
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// The configuration; awsert.yaml in this folder when there is one
    #[arg(
        long,
        value_name = "FILE",
        env = "AWSERT_CONFIG",
        help_heading = "Which checks"
    )]
    config: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    exit: ExitArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let config = Config::load(arguments.config.as_deref())?.on_profile(&arguments.check_profile)?;
    let checks: Vec<Arc<Check>> = if arguments.only_expectations {
        Vec::new()
    } else {
        Selected::of(&arguments.selection, &config, &opt_in(arguments))?.checks
    };
    let deployment = Deployment::read(&arguments.deployed)?;
    // Without stacks all is known now: what is wrong is told before anything is asked.
    let known = match arguments.stack.as_slice() {
        [] => Some(expected(arguments, &config, &deployment)?),
        _ => None,
    };
    if let Some(path) = &arguments.init {
        is_new(path)?;
    }
    if arguments.exit.fail_on.is_some_and(|fail_on| fail_on.new) {
        let message = "a deployment is not compared with an earlier run: --fail-on takes a severity alone here";
        return Err(CliError::Usage(message.to_owned()));
    }
    let outputs = arguments.output.outputs()?;
    let started_at = Timestamp::now();
    let mut target = arguments.target.target();
    if target.regions.is_empty() {
        target.regions = verify::regions(&deployment).into_iter().collect();
    }
    let (_, verified) = reading::read(&target, &arguments.limits, async |session, progress| {
        let deadline = arguments.wait.map(|wait| Instant::now() + wait);
        let stacks = stacks::read(session, &arguments.stack, deadline, |words| {
            progress.waits(words);
        })
        .await;
        let stacks = stacks.map_err(CliError::Usage)?;
        let mut deployment = deployment;
        deployment.join(stacks.deployment);
        if let Some((deployed, account)) = verify::elsewhere(&deployment, &session.account) {
            return Err(CliError::Usage(format!(
                "{} is in account {account}, and the credentials are those of {}: use those of the account that was deployed to",
                deployed.address, session.account
            )));
        }
        let expectations = match known {
            Some(known) => known,
            None => expected(arguments, &config, &deployment)?,
        };
        let verification = Verification {
            deployment: &deployment,
            checks: &checks,
            expectations: &expectations,
            waivers: &config.waivers,
            stacks: stacks.expected,
            deadline,
            fail_on: arguments.exit.fail_on.and_then(|fail_on| fail_on.least),
            started_at,
        };
        let report = verification
            .run(session, |words| progress.waits(words))
            .await;
        Ok((report, deployment))
    })?;
    let (report, deployment) = verified?;
    if let Some(path) = &arguments.init {
        begin(path, &init::expectations(&report, &checks, &deployment))?;
    }
    outputs.write(&report, out)?;
    Ok(arguments.exit.of(&report)?)
}

/// What is read only on request, and was asked for.
fn opt_in(arguments: &Arguments) -> Vec<String> {
    let shape = arguments
        .read_secret_shape
        .then(|| "secret_shape".to_owned());
    shape.into_iter().collect()
}

/// What is expected of a deployment with these outputs.
fn expected(
    arguments: &Arguments,
    config: &Config,
    deployment: &Deployment,
) -> Result<Vec<Expectation>, CliError> {
    let outputs = Arc::new(Outputs {
        values: deployment.outputs.clone(),
        secret: deployment.secret_outputs.clone(),
    });
    let mut switched_on = opt_in(arguments);
    switched_on.extend(config.opt_in.iter().cloned());
    let mut expected = Vec::new();
    for path in &arguments.expect {
        expected.extend(expectations::load(path, &outputs, &switched_on)?);
    }
    Ok(expected)
}

/// Requires that there is no such file yet: one that is there is somebody's work. Told before the account is read.
fn is_new(path: &Path) -> Result<(), CliError> {
    if path.exists() {
        let path = path.display();
        let message = format!(
            "cannot create {path}: it is there already; name another file, or move it away"
        );
        return Err(CliError::Files(message));
    }
    Ok(())
}

/// Writes a new file.
fn begin(path: &Path, text: &str) -> Result<(), CliError> {
    let failed =
        |error: io::Error| CliError::Files(format!("cannot create {}: {error}", path.display()));
    let mut file = File::create_new(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    tell(&format!(
        "{}: read it, keep what should stay so, and give it to --expect",
        path.display()
    ));
    Ok(())
}
