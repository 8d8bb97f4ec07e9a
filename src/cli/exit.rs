//! The exit codes, as the README documents them.

use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: nothing failed at or above `--fail-on`, and all that was selected is known.
    Clean,
    /// 1: something failed at or above `--fail-on`.
    Failed,
    /// 2: wrong usage, configuration or credentials.
    Usage,
    /// 3: something selected is unknown, and nothing failed.
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
