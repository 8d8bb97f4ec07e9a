//! `--fail-on`: what counts for the exit code.

use std::str::FromStr;

use super::CliError;
use crate::check::{About, Severity};
use crate::compare::Change;
use crate::config::Config;
use crate::finding::Finding;

/// What counts: all, or only what is new, of this severity and above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FailOn {
    /// Only what an earlier run did not say.
    pub(super) new: bool,
    /// The least severity; any where there is none.
    pub(super) least: Option<Severity>,
}

impl FailOn {
    /// What a flag says, else the configuration.
    ///
    /// # Errors
    /// When the configuration says something else.
    pub(super) fn of(flag: Option<Self>, config: &Config) -> Result<Option<Self>, CliError> {
        let written = config.fail_on.as_ref().filter(|_| flag.is_none());
        let parsed = written.map(|written| {
            let parsed = written.text.parse();
            parsed.map_err(|why: String| {
                let (place, text) = (&written.place, &written.text);
                CliError::Usage(format!("{place}: fail_on: `{text}`: {why}"))
            })
        });
        Ok(flag.or(parsed.transpose()?))
    }

    /// All that is new.
    pub(super) const NEW: Self = Self {
        new: true,
        least: None,
    };

    /// Whether what a check says is severe enough to count.
    pub(super) fn is_severe(self, check: &About) -> bool {
        self.least.is_none_or(|least| check.severity >= least)
    }

    /// Whether a finding counts.
    pub(super) fn counts(self, finding: &Finding) -> bool {
        self.is_severe(&finding.check) && (!self.new || finding.change == Some(Change::New))
    }
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (new, severity) = match text.strip_prefix("new") {
            Some("") => {
                return Ok(Self {
                    new: true,
                    least: None,
                });
            }
            Some(rest) => (true, rest.strip_prefix('-').unwrap_or(text)),
            None => (false, text),
        };
        let least = Severity::ALL
            .into_iter()
            .find(|known| known.as_str() == severity)
            .ok_or_else(|| {
                let known: Vec<&str> = Severity::ALL.iter().map(|known| known.as_str()).collect();
                let known = known.join(", ");
                format!("it is one of {known}, or `new`, or `new-` and one of them")
            })?;
        Ok(Self {
            new,
            least: Some(least),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_severity_and_perhaps_only_what_is_new() {
        let of = |new, least| Ok(FailOn { new, least });
        assert_eq!("high".parse(), of(false, Some(Severity::High)));
        assert_eq!("new".parse(), of(true, None));
        assert_eq!("new-low".parse(), of(true, Some(Severity::Low)));
        for wrong in ["", "newhigh", "new-", "High", "new-hi"] {
            assert!(wrong.parse::<FailOn>().is_err(), "{wrong}");
        }
    }
}
