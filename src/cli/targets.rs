//! Which accounts and regions are read: what flags say, else the environment, else the configuration; and the reading of several, one after the
//! other.

use std::time::Instant;

use super::limits::LimitArguments;
use super::{CliError, reading, tell};
use crate::aws::{Session, SessionError, Target};
use crate::config::{Config, NamedTarget};
use crate::expr::suggestion;

/// One account and some regions, for each command that reads.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Which account")]
pub(super) struct TargetArguments {
    /// A profile of the shared AWS configuration
    #[arg(long)]
    profile: Option<String>,
    /// A role to assume with the credentials found; AWSERT_ASSUME_ROLE works too
    #[arg(long, value_name = "ARN")]
    assume_role: Option<String>,
    /// The external id that the role's trust policy asks for; AWSERT_EXTERNAL_ID works too
    #[arg(long, value_name = "ID", requires = "assume_role")]
    external_id: Option<String>,
    /// A region, or `all` that are enabled; repeatable. The configured one when it is left out; AWSERT_REGION works too
    #[arg(long, value_delimiter = ',')]
    region: Vec<String>,
    /// One endpoint for all services; AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE> work too
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
}

/// What is said of a run's targets, and whether by name.
pub(super) enum Targets {
    /// The one that flags and the environment say.
    One(Target),
    /// Those of the configuration.
    Named(Vec<NamedTarget>),
}

/// What became of the reading of some targets.
pub(super) struct Read<T> {
    /// What was read of each that could be, in their order.
    pub(super) read: Vec<T>,
    /// What is to be said of those that could not.
    pub(super) unread: Vec<String>,
}

impl TargetArguments {
    /// What flags say, and the environment where they do not. A variable that is empty says nothing: pipelines set them so.
    pub(super) fn target(&self) -> Target {
        let regions = if self.region.is_empty() {
            let regions = variable("AWSERT_REGION").unwrap_or_default();
            let regions = regions.split(',').map(str::trim);
            regions
                .filter(|region| !region.is_empty())
                .map(str::to_owned)
                .collect()
        } else {
            self.region.clone()
        };
        let (assume_role, external_id) = match &self.assume_role {
            Some(role) => (Some(role.clone()), self.external_id.clone()),
            None => match variable("AWSERT_ASSUME_ROLE") {
                Some(role) => (Some(role), variable("AWSERT_EXTERNAL_ID")),
                None => (None, None),
            },
        };
        Target {
            profile: self.profile.clone(),
            assume_role,
            external_id,
            regions,
            endpoint_url: self.endpoint_url.clone(),
        }
    }

    /// The targets of a run. Where an account is named by a flag or the environment, it is read in place of the configuration's; regions and an
    /// endpoint that are named so are those of each target.
    ///
    /// # Errors
    /// When a target is asked for that the configuration does not have.
    pub(super) fn targets(&self, names: &[String], config: &Config) -> Result<Targets, CliError> {
        let ours = self.target();
        let names_account = ours.profile.is_some() || ours.assume_role.is_some();
        if names.is_empty() && (names_account || config.targets.is_empty()) {
            return Ok(Targets::One(ours));
        }
        let known = || config.targets.iter().map(|target| target.name.as_str());
        for name in names {
            if !known().any(|known| known == name) {
                let help = suggestion(name, known()).unwrap_or_else(|| {
                    let known: Vec<&str> = known().collect();
                    if known.is_empty() {
                        "`targets:` in awsert.yaml names them".to_owned()
                    } else {
                        format!("there are: {}", known.join(", "))
                    }
                });
                return Err(CliError::Usage(format!(
                    "there is no target `{name}` ({help})"
                )));
            }
        }
        let asked = |of: &&NamedTarget| names.is_empty() || names.contains(&of.name);
        let chosen = config.targets.iter().filter(asked).map(|of| {
            let mut of = of.clone();
            if !ours.regions.is_empty() {
                of.target.regions.clone_from(&ours.regions);
            }
            of.target.endpoint_url = ours.endpoint_url.clone().or(of.target.endpoint_url);
            of
        });
        Ok(Targets::Named(chosen.collect()))
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Targets {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Named(targets) => targets.len(),
        }
    }

    /// Reads each, one after the other. One that cannot be opened keeps none of the others from being read, and is told of at once.
    ///
    /// # Errors
    /// When none could be read.
    pub(super) fn read<T>(
        self,
        limits: &LimitArguments,
        mut read: impl AsyncFnMut(&Session) -> T,
    ) -> Result<Read<T>, CliError> {
        let targets = match self {
            Self::One(target) => {
                let (_, read) =
                    reading::read(&target, limits, async |session, _| read(session).await)?;
                return Ok(Read {
                    read: vec![read],
                    unread: Vec::new(),
                });
            }
            Self::Named(targets) => targets,
        };
        let began = Instant::now();
        let mut all = Read {
            read: Vec::new(),
            unread: Vec::new(),
        };
        let mut last = None;
        let mut ended = None;
        for NamedTarget { name, target } in targets {
            if let Some(cause) = &ended {
                all.unread
                    .push(format!("target {name} was not read: {cause}"));
                continue;
            }
            let limits = limits.after(began.elapsed());
            let opened = reading::read(&target, &limits, async |session, _| read(session).await);
            match opened {
                Ok((session, read)) => {
                    ended = session.gate.end().cause().map(ToString::to_string);
                    all.read.push(read);
                }
                Err(CliError::Session(error)) => {
                    if let SessionError::Ended(cause) = &error {
                        ended = Some(cause.to_string());
                    }
                    let unread = format!("target {name} was not read: {error}");
                    tell(&format!("error: {unread}\n  {}", error.help()));
                    all.unread.push(unread);
                    last = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        match last {
            Some(error) if all.read.is_empty() => Err(error.into()),
            _ => Ok(all),
        }
    }
}
