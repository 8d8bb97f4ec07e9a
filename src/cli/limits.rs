//! The flags that say how long to wait for AWS and how hard to press it.

use std::num::NonZeroU32;
use std::time::Duration;

use jiff::SignedDuration;

use crate::aws::Limits;

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "How patiently")]
pub(super) struct LimitArguments {
    /// How long a connection may take: 5s when it is left out
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    connect_timeout: Option<Duration>,
    /// How long one attempt at a call may take: 1m when it is left out, as large answers of IAM are slow
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    read_timeout: Option<Duration>,
    /// How long the whole run may take; what was not read by then is unknown
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
    /// Begin at most this many calls a second, over all services and regions
    #[arg(long, value_name = "N")]
    max_rps: Option<NonZeroU32>,
}

impl LimitArguments {
    /// The same, for what is read when so much of the whole run's time is over.
    pub(super) fn after(&self, elapsed: Duration) -> Self {
        let left = |timeout: Duration| timeout.saturating_sub(elapsed);
        Self {
            timeout: self.timeout.map(left),
            ..self.clone()
        }
    }

    pub(super) fn limits(&self) -> Limits {
        let usual = Limits::default();
        Limits {
            connect_timeout: self.connect_timeout.unwrap_or(usual.connect_timeout),
            read_timeout: self.read_timeout.unwrap_or(usual.read_timeout),
            timeout: self.timeout,
            max_rps: self.max_rps,
        }
    }
}

/// A duration with units (`90s`, `2m 30s`, `500ms`) or in seconds (`90`).
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().is_ok().then(|| format!("{text}s"));
    let parsed = seconds.as_deref().unwrap_or(text).parse::<SignedDuration>();
    parsed
        .ok()
        .and_then(|duration| Duration::try_from(duration).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "give a time such as 30s, 2m or 500ms, or a number of seconds".to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::duration;

    #[test]
    fn durations_have_units_or_are_seconds() {
        for (text, expected) in [
            ("90", Duration::from_secs(90)),
            ("0.5", Duration::from_millis(500)),
            ("90s", Duration::from_secs(90)),
            ("2m 30s", Duration::from_secs(150)),
            ("1h", Duration::from_hours(1)),
            ("500ms", Duration::from_millis(500)),
        ] {
            assert_eq!(duration(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            "0",
            "0s",
            "-1",
            "-5s",
            "soon",
            "5 parsecs",
            "inf",
            "NaN",
            "1e99",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
