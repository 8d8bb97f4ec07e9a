//! Where runs are kept: one file, which is a SQLite database, so that no crash can break it and people can look into it with tools of
//! their own. A run is there whole or not at all; what was said to be saved is saved.
//!
//! A run is kept as a [snapshot](crate::snapshot), in parts; beside it stand the figures that tell of it at a glance. What runs have to
//! say of each other is the business of [`crate::compare`].

mod parts;
mod reference;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indexmap::IndexMap;
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};
use thiserror::Error;

pub use parts::StoredRun;
pub use reference::Reference;

use crate::check::Severity;
use crate::inventory::Inventory;
use crate::report::{Counts, Findings, Report};
use crate::snapshot;

/// What SQLite files of ours have in their header: `awst`.
const APPLICATION: i32 = 0x6177_7374;

/// The version of the tables.
const FORMAT: i32 = 1;

const TABLES: &str = "
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        account TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT NOT NULL,
        regions TEXT NOT NULL,
        checks INTEGER NOT NULL,
        resources INTEGER NOT NULL,
        complete INTEGER NOT NULL,
        pass INTEGER NOT NULL,
        fail INTEGER NOT NULL,
        unknown INTEGER NOT NULL,
        waived INTEGER NOT NULL,
        fail_by_severity TEXT NOT NULL,
        tool TEXT NOT NULL
    );
    CREATE INDEX runs_by_account ON runs (account, number);
    CREATE TABLE parts (
        run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (run, position)
    );
";

/// Another run may be writing: it takes less than this.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why runs cannot be kept or found.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("there is no store of runs at {}: `awsert scan --store {}` makes it", .0.display(), .0.display())]
    None(PathBuf),
    /// The file is something else.
    #[error("{} is not a store of runs: name another file", .0.display())]
    Other(PathBuf),
    /// A later version made it.
    #[error("{} has format {found}, and this version knows formats up to {FORMAT}: use a version of awsert as new as the one that made it", .path.display())]
    Later {
        /// The file.
        path: PathBuf,
        /// The format it has.
        found: i32,
    },
    /// It cannot be read or written.
    #[error("{}: {error}", .path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// SQLite's words.
        error: rusqlite::Error,
    },
    /// A run could not be written.
    #[error("{}: the run could not be kept: {error}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// No run is called so.
    #[error("{} holds no run {wanted}; `awsert history` lists those it has", .path.display())]
    NoRun {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        wanted: String,
    },
}

/// A store of runs.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    connection: Connection,
}

/// What is known of a run at a glance.
#[derive(Clone, Debug)]
pub struct RunLine {
    /// Its place among all runs, from 1.
    pub number: i64,
    /// Its name.
    pub id: String,
    /// The account it read.
    pub account: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When the last call was answered.
    pub finished_at: Timestamp,
    /// The regions it read.
    pub regions: Vec<String>,
    /// How many checks were selected.
    pub checks: usize,
    /// How many resources were looked at.
    pub resources: usize,
    /// Whether it was not cut short.
    pub complete: bool,
    /// Its findings.
    pub counts: Counts,
    /// Its failures by severity, most severe first.
    pub failed: IndexMap<Severity, usize>,
}

impl Store {
    /// Opens a store, and makes it where there is none.
    ///
    /// # Errors
    /// When the file cannot be opened or is something else.
    pub fn open_or_make(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens a store.
    ///
    /// # Errors
    /// When there is none, or the file is something else.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::None(path.to_owned()));
        }
        Self::open_with(path, OpenFlags::empty())
    }

    fn open_with(path: &Path, more: OpenFlags) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
        let database = |error| StoreError::of(path, error);
        if !may_be_a_store(path) {
            return Err(StoreError::Other(path.to_owned()));
        }
        let mut connection = Connection::open_with_flags(path, flags).map_err(database)?;
        connection.busy_timeout(PATIENCE).map_err(database)?;
        // What is told to be saved outlives a loss of power: file and folder are synchronised.
        connection
            .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON;")
            .map_err(database)?;
        let begun = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(database)?;
        match marks(&begun).map_err(database)? {
            (APPLICATION, FORMAT, _) => {}
            (APPLICATION, found, _) => {
                return Err(StoreError::Later {
                    path: path.to_owned(),
                    found,
                });
            }
            (0, 0, 0) => {
                begun.execute_batch(TABLES).map_err(database)?;
                begun
                    .execute_batch(&format!(
                        "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT};"
                    ))
                    .map_err(database)?;
            }
            _ => return Err(StoreError::Other(path.to_owned())),
        }
        begun.commit().map_err(database)?;
        Ok(Self {
            path: path.to_owned(),
            connection,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps a run. When this returns it is saved; before, nothing of it is there.
    ///
    /// # Errors
    /// When it cannot be written; the runs that are there stay as they are.
    pub fn keep<F: Findings>(
        &mut self,
        report: &Report<F>,
        inventory: &Inventory,
    ) -> Result<(), StoreError> {
        let path = self.path.clone();
        let database = |error| StoreError::of(&path, error);
        let write = |error| StoreError::Write {
            path: path.clone(),
            error,
        };
        let figures = Figures::of(&report.findings).map_err(write)?;
        let run = &report.run;
        let begun = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(database)?;
        begun
            .execute(
                "INSERT INTO runs (id, account, started_at, finished_at, regions, checks, resources, complete, pass, fail, unknown, waived,
                 fail_by_severity, tool) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    run.id,
                    run.accounts.join(" "),
                    run.started_at.to_string(),
                    run.finished_at.to_string(),
                    run.regions.join(" "),
                    count(run.checks),
                    count(run.resources),
                    run.complete,
                    count(figures.counts.pass),
                    count(figures.counts.fail),
                    count(figures.counts.unknown),
                    count(figures.counts.waived),
                    figures.failed_text(),
                    env!("CARGO_PKG_VERSION"),
                ],
            )
            .map_err(database)?;
        let mut parts = parts::Writer::new(&begun, begun.last_insert_rowid());
        snapshot::write(report, inventory, &mut parts).map_err(write)?;
        parts.finish().map_err(write)?;
        begun.commit().map_err(database)
    }

    /// The runs, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn runs(&self) -> Result<Vec<RunLine>, StoreError> {
        let database = |error| StoreError::of(&self.path, error);
        let mut statement = self
            .connection
            .prepare(
                "SELECT number, id, account, started_at, finished_at, regions, checks, resources, complete, pass, fail, unknown, waived,
                 fail_by_severity FROM runs ORDER BY number",
            )
            .map_err(database)?;
        let lines = statement.query_map([], line).map_err(database)?;
        lines.collect::<Result<_, _>>().map_err(database)
    }

    /// Forgets all runs of each account but the last so many. Gives the space back.
    ///
    /// # Errors
    /// When they cannot be removed; then all are there still.
    pub fn forget_all_but(&mut self, last: usize) -> Result<usize, StoreError> {
        let path = self.path.clone();
        let database = |error| StoreError::of(&path, error);
        let gone = self
            .connection
            .execute(
                "DELETE FROM runs WHERE number NOT IN (
                   SELECT number FROM (SELECT number, row_number() OVER (PARTITION BY account ORDER BY number DESC) AS age FROM runs)
                   WHERE age <= ?)",
                [count(last)],
            )
            .map_err(database)?;
        if gone > 0 {
            self.connection.execute_batch("VACUUM").map_err(database)?;
        }
        Ok(gone)
    }

    /// A run, to be read.
    pub fn stored(&self, run: &RunLine) -> StoredRun {
        StoredRun {
            path: self.path.clone(),
            number: run.number,
            id: run.id.clone(),
        }
    }
}

impl StoreError {
    fn of(path: &Path, error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => Self::Other(path.to_owned()),
            _ => Self::Database {
                path: path.to_owned(),
                error,
            },
        }
    }
}

/// Whether the file is new, empty or SQLite's: a few bytes of something else SQLite would take for an empty database.
fn may_be_a_store(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    read.is_err() || start.is_empty() || start == b"SQLite format 3\0"
}

/// What the file says that it is, and how many tables it has.
fn marks(begun: &Transaction<'_>) -> rusqlite::Result<(i32, i32, i64)> {
    let number = |sql: &str| begun.query_row(sql, [], |row| row.get(0));
    let tables = "SELECT count(*) FROM sqlite_master";
    Ok((
        number("PRAGMA application_id")?,
        number("PRAGMA user_version")?,
        begun.query_row(tables, [], |row| row.get(0))?,
    ))
}

/// The figures of a run.
#[derive(Default)]
struct Figures {
    counts: Counts,
    failed: IndexMap<Severity, usize>,
}

impl Figures {
    fn of(findings: &impl Findings) -> std::io::Result<Self> {
        let mut figures = Self::default();
        figures
            .failed
            .extend(Severity::ALL.into_iter().map(|severity| (severity, 0)));
        for tally in findings.tallies()? {
            figures.counts += tally.counts;
            *figures.failed.entry(tally.check.severity).or_default() += tally.counts.fail;
        }
        Ok(figures)
    }

    fn failed_text(&self) -> String {
        // Names and numbers, which JSON always can hold.
        serde_json::to_string(&self.failed).unwrap_or_default()
    }
}

fn line(row: &rusqlite::Row<'_>) -> rusqlite::Result<RunLine> {
    let size = |column| {
        row.get::<_, i64>(column)
            .map(|n| usize::try_from(n).unwrap_or(0))
    };
    let time = |column| {
        let text: String = row.get(column)?;
        text.parse::<Timestamp>()
            .map_err(|error| unreadable(column, error))
    };
    let failed: String = row.get(13)?;
    let regions: String = row.get(5)?;
    Ok(RunLine {
        number: row.get(0)?,
        id: row.get(1)?,
        account: row.get(2)?,
        started_at: time(3)?,
        finished_at: time(4)?,
        regions: regions.split_whitespace().map(ToOwned::to_owned).collect(),
        checks: size(6)?,
        resources: size(7)?,
        complete: row.get(8)?,
        counts: Counts {
            pass: size(9)?,
            fail: size(10)?,
            unknown: size(11)?,
            waived: size(12)?,
        },
        failed: serde_json::from_str(&failed).map_err(|error| unreadable(13, error))?,
    })
}

/// A column that says something else than what was written.
fn unreadable(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    let ty = rusqlite::types::Type::Text;
    rusqlite::Error::FromSqlConversionFailure(column, ty, Box::new(error))
}

/// A count as SQLite has numbers.
fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}
