//! Which run is meant: `last`, `last~2`, or the beginning of a run's name.

use super::{RunLine, Store, StoreError};

/// A run, as people name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// So many runs before the last; 0 is the last.
    Last(usize),
    /// The one whose name begins so.
    Named(String),
}

impl Reference {
    /// Reads what was typed.
    pub fn parse(text: &str) -> Self {
        let before = match text.strip_prefix("last") {
            Some("") => Some(0),
            Some(rest) => rest.strip_prefix('~').and_then(|n| n.parse().ok()),
            None => None,
        };
        before.map_or_else(|| Self::Named(text.to_owned()), Self::Last)
    }
}

impl Store {
    /// The run that is meant, of an account's where one is given. None where no run is kept that far back.
    ///
    /// # Errors
    /// When runs cannot be read, or none or several have that name.
    pub fn find(
        &self,
        reference: &Reference,
        account: Option<&str>,
    ) -> Result<Option<RunLine>, StoreError> {
        let runs = self.runs()?;
        let of_account = |run: &RunLine| account.is_none_or(|account| run.account == account);
        match reference {
            Reference::Last(before) => Ok(runs.into_iter().rev().filter(of_account).nth(*before)),
            Reference::Named(name) => {
                let mut named = runs.into_iter().filter(|run| run.id.starts_with(name));
                match (named.next(), named.next()) {
                    (Some(run), None) => Ok(Some(run)),
                    (Some(run), Some(_)) if run.id == *name => Ok(Some(run)),
                    _ => Err(StoreError::NoRun {
                        path: self.path().to_owned(),
                        wanted: name.clone(),
                    }),
                }
            }
        }
    }
}
