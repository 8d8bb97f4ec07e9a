//! The exit codes, as the README documents them.

use std::process::ExitCode;

use super::CliError;
use super::fail_on::FailOn;
use crate::config::Config;
use crate::finding::Status;
use crate::report::Report;
use crate::report::verified::Verified;

/// What decides about the exit code.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "What comes out")]
pub(super) struct ExitArguments {
    /// Fail (exit code 1) only for this severity and above: critical, high, medium, low or info; with `new-` before it only for what the
    /// baseline does not have, and `new` for all of that
    #[arg(long, value_name = "SEVERITY", env = "AWSERT_FAIL_ON")]
    pub(super) fail_on: Option<FailOn>,
    /// Exit with 0 when something is unknown and nothing failed
    #[arg(long)]
    allow_unknown: bool,
}

impl ExitArguments {
    /// The same, with what the configuration says where flags and the environment do not.
    ///
    /// # Errors
    /// When what the configuration says is nothing that can make a run fail.
    pub(super) fn with(&self, config: &Config) -> Result<Self, CliError> {
        Ok(Self {
            fail_on: FailOn::of(self.fail_on, config)?,
            allow_unknown: self.allow_unknown || config.allow_unknown,
        })
    }

    /// 1 beats 3; fails and unknowns below `--fail-on` do not count. Of a deployment each resource and each expectation counts.
    pub(super) fn of(&self, report: &Report) -> Exit {
        let verified = |status: Status| {
            let mut statuses = report.verified.iter().flat_map(Verified::statuses);
            statuses.any(|of| of == status)
        };
        let fail_on = self.fail_on.unwrap_or_default();
        let counts = |status: Status| {
            let mut findings = report.findings.iter();
            verified(status) || findings.any(|it| it.status == status && fail_on.counts(it))
        };
        if counts(Status::Fail) {
            Exit::Failed
        } else if !self.allow_unknown && (counts(Status::Unknown) || !report.run.complete) {
            Exit::Incomplete
        } else {
            Exit::Clean
        }
    }
}

impl Exit {
    /// The same, where something that was to be delivered was not.
    pub(super) fn after(self, is_delivered: bool) -> Self {
        match self {
            Self::Clean if !is_delivered => Self::Incomplete,
            exit => exit,
        }
    }
}

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: nothing failed at or above `--fail-on`, and all that was selected is known.
    Clean,
    /// 1: something failed at or above `--fail-on`.
    Failed,
    /// 2: wrong usage, configuration or credentials.
    Usage,
    /// 3: something selected is unknown, or something was not delivered, and nothing failed.
    Incomplete,
    /// 70: a bug of ours.
    Bug,
}

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Incomplete => 3,
            Self::Bug => 70,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
