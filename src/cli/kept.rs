//! Runs that are kept: which one is meant, and where they are kept.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::CliError;
use crate::snapshot::{Snapshot, Source};
use crate::store::{Reference, Store, StoredRun};

/// Where runs are kept, for each command that looks at them.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct StoreArguments {
    /// The file that runs are kept in
    #[arg(long, value_name = "FILE", env = "AWSERT_STORE")]
    pub(super) store: Option<PathBuf>,
}

impl StoreArguments {
    /// The file, which has to be named.
    pub(super) fn path(&self) -> Result<&Path, CliError> {
        self.store.as_deref().ok_or_else(|| {
            CliError::Usage(
                "runs are kept in a file: name it with --store FILE or in AWSERT_STORE".to_owned(),
            )
        })
    }

    /// The runs that are kept.
    pub(super) fn open(&self) -> Result<Store, CliError> {
        Ok(Store::open(self.path()?)?)
    }

    /// The run that is meant: the file of a snapshot, or a run of the store.
    pub(super) fn find(&self, words: &str) -> Result<Place, CliError> {
        if is_path(words) {
            return Ok(Place::File(PathBuf::from(words)));
        }
        let store = self.open()?;
        let found = store.find(&Reference::parse(words), None)?;
        let Some(run) = found else {
            let path = store.path().display();
            let message = format!(
                "{path} holds no run as early as {words}; `awsert history` lists those it has"
            );
            return Err(CliError::Usage(message));
        };
        Ok(Place::Store(store.stored(&run)))
    }

    /// The snapshot of the run that is meant.
    pub(super) fn snapshot(&self, words: &str) -> Result<Snapshot<Place>, CliError> {
        Ok(Snapshot::open(self.find(words)?)?)
    }
}

/// Whether the words name a file rather than a run: they lead to a folder, have an ending, or are those of a file that is there.
pub(super) fn is_path(words: &str) -> bool {
    let path = Path::new(words);
    path.components().count() > 1 || path.extension().is_some() || path.is_file()
}

/// Where a run is kept.
#[derive(Clone, Debug)]
pub(super) enum Place {
    File(PathBuf),
    Store(StoredRun),
}

impl Source for Place {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        match self {
            Self::File(path) => path.open(),
            Self::Store(run) => run.open(),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::File(path) => path.name(),
            Self::Store(run) => run.name(),
        }
    }
}
