//! When results are delivered, and how that is told: after a scan as the configuration says, unless `--no-deliver`; of a run that was kept only on
//! request. What is sent is the business of [`crate::deliver`].

use std::path::Path;

use super::limits::LimitArguments;
use super::targets::TargetArguments;
use super::{CliError, interrupt, tell};
use crate::aws::{End, Session, Target};
use crate::config::Config;
use crate::deliver::{Kind, Sender, Surroundings, Undelivered, deliver};
use crate::report::Report;

/// Whether to deliver a run, where a command asks.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Where results go")]
pub(super) struct OnRequest {
    /// Deliver as `deliver` of the configuration says, or only to these kinds of places; repeatable
    #[arg(
        long,
        value_enum,
        value_name = "KIND",
        value_delimiter = ',',
        num_args = 0..,
        require_equals = true
    )]
    deliver: Option<Vec<Kind>>,
}

impl OnRequest {
    /// Whether anything is to be delivered.
    pub(super) fn is_asked(&self) -> bool {
        self.deliver.is_some()
    }

    /// What is to be sent; nothing where nobody asked, unless it is sent anyway.
    ///
    /// # Errors
    /// When the environment lacks what the configuration asks for, or there is nothing to send though it was asked for.
    pub(super) fn sender(&self, config: &Config, anyway: bool) -> Result<Sender, CliError> {
        if !anyway && !self.is_asked() {
            return Ok(Sender::default());
        }
        let kinds = self.deliver.as_deref().unwrap_or_default();
        let sender = sender(config, kinds)?;
        if sender.is_empty() && self.is_asked() {
            let named: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
            let wanted = match named.as_slice() {
                [] => String::new(),
                named => format!(" to {}", named.join(" or ")),
            };
            return Err(CliError::Usage(format!(
                "there is nothing to deliver{wanted}: `deliver` of the configuration has no such entry\n  docs/deliver.md has examples; --config names the file"
            )));
        }
        Ok(sender)
    }
}

/// All that the configuration says, of these kinds or of all.
pub(super) fn sender(config: &Config, kinds: &[Kind]) -> Result<Sender, CliError> {
    let variable = |name: &str| std::env::var(name).ok();
    Sender::of(&config.deliver, kinds, &variable)
        .map_err(|wrong| CliError::Usage(wrong.join("\nerror: ")))
}

/// Requires that something says what is new, where that alone is to be told.
pub(super) fn needs(sender: &Sender, is_compared: bool) -> Result<(), CliError> {
    match sender.asks_for_new() {
        Some(place) if !is_compared => Err(CliError::Usage(format!(
            "{place}: `when: new` is told by an earlier run, and there is none to compare with\n  \
             set `baseline: last` and `store: FILE` in the configuration, or give --baseline last and --store FILE"
        ))),
        _ => Ok(()),
    }
}

/// Who writes to buckets and topics: whoever runs awsert, and no role that it assumes to read.
pub(super) fn base(arguments: &TargetArguments) -> Target {
    Target {
        assume_role: None,
        external_id: None,
        ..arguments.target()
    }
}

/// The sessions of the accounts, for what can be delivered with their own credentials alone.
pub(super) fn sessions(config: &Config, limits: &LimitArguments) -> Vec<Session> {
    let targets = TargetArguments::default().targets(&[], config);
    let read = targets.and_then(|targets| targets.read(limits, async |session| session.clone()));
    match read {
        Ok(read) => read.read,
        Err(error) => {
            tell(&super::told(&error));
            Vec::new()
        }
    }
}

/// Delivers a report and tells what became of it, on standard error and, where something is wrong, in its notices. Whether all was delivered.
///
/// # Errors
/// When nothing can be begun.
pub(super) fn send(
    sender: &Sender,
    report: &mut Report,
    base: &Target,
    sessions: &[Session],
    limits: &LimitArguments,
) -> Result<Vec<Undelivered>, CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let limits = limits.limits();
    let came = runtime.block_on(async {
        let end = End::default();
        interrupt::listen(&end)?;
        let surroundings = Surroundings {
            base,
            sessions,
            limits: &limits,
        };
        let came = tokio::select! {
            biased;
            cause = end.reached() => {
                let unsent = sender.unsent(&cause.to_string());
                unsent.into_iter().map(Err).collect()
            }
            came = deliver(sender, report, &surroundings) => came,
        };
        Ok::<_, std::io::Error>(came)
    });
    // A name that is still being resolved keeps nobody waiting.
    runtime.shutdown_background();
    let mut owed = Vec::new();
    for one in came? {
        match one {
            Ok(delivered) => tell(&delivered.to_string()),
            Err(undelivered) => {
                let advice = &undelivered.trouble.advice;
                tell(&format!("error: {}\n  {advice}", undelivered.event()));
                report.notices.push(undelivered.to_string());
                owed.push(undelivered);
            }
        }
    }
    Ok(owed)
}

/// Says how to deliver again what was not.
pub(super) fn owe(owed: &[Undelivered], run: &str, store: Option<&Path>, config: Option<&Path>) {
    if owed.is_empty() {
        return;
    }
    let Some(store) = store else {
        tell(
            "this run is kept nowhere: with `store` in the configuration it could be delivered later",
        );
        return;
    };
    let mut kinds: Vec<&str> = owed.iter().map(|of| of.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let config = config.map_or_else(String::new, |file| format!(" --config {}", file.display()));
    tell(&format!(
        "once that is mended: awsert report {run} --store {}{config} --deliver={}",
        store.display(),
        kinds.join(",")
    ));
}
