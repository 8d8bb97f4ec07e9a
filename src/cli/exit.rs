//! The exit codes, as the README documents them.

use std::io;
use std::process::ExitCode;

use super::CliError;
use super::fail_on::FailOn;
use crate::config::Config;
use crate::finding::Status;
use crate::report::verified::Verified;
use crate::report::{Findings, Report};

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
    ///
    /// # Errors
    /// When a finding cannot be read.
    pub(super) fn of(&self, report: &Report<impl Findings>) -> io::Result<Exit> {
        let verified = |status: Status| {
            let mut statuses = report.verified.iter().flat_map(Verified::statuses);
            statuses.any(|of| of == status)
        };
        let fail_on = self.fail_on.unwrap_or_default();
        let (mut failed, mut unknown) = (verified(Status::Fail), verified(Status::Unknown));
        for tally in report.findings.tallies()? {
            let is_severe = fail_on.is_severe(&tally.check);
            failed |= is_severe && !fail_on.new && tally.counts.fail > 0;
            unknown |= is_severe && !fail_on.new && tally.counts.unknown > 0;
        }
        if fail_on.new {
            // Which of them are new only they can say.
            for finding in report.findings.each() {
                let finding = finding?;
                let counts = fail_on.counts(&finding);
                failed |= counts && finding.status == Status::Fail;
                unknown |= counts && finding.status == Status::Unknown;
            }
        }
        Ok(if failed {
            Exit::Failed
        } else if !self.allow_unknown && (unknown || !report.run.complete) {
            Exit::Incomplete
        } else {
            Exit::Clean
        })
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
