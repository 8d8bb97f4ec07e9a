//! A run's snapshot in parts of a table, so that neither writing nor reading holds it all.

use std::io::{self, Cursor, Read, Write};
use std::path::PathBuf;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Transaction, params};

use super::PATIENCE;
use crate::snapshot::Source;

/// How many bytes a part has.
const PART: usize = 1 << 20;

/// Writes parts within a transaction.
pub(super) struct Writer<'a> {
    begun: &'a Transaction<'a>,
    run: i64,
    position: i64,
    part: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(begun: &'a Transaction<'a>, run: i64) -> Self {
        Self {
            begun,
            run,
            position: 0,
            part: Vec::with_capacity(PART),
        }
    }

    fn put(&mut self) -> io::Result<()> {
        self.begun
            .prepare_cached("INSERT INTO parts (run, position, bytes) VALUES (?, ?, ?)")
            .and_then(|mut insert| insert.execute(params![self.run, self.position, self.part]))
            .map_err(io::Error::other)?;
        self.position += 1;
        self.part.clear();
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.part.is_empty() {
            return Ok(());
        }
        self.put()
    }
}

impl Write for Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (bytes, _) = bytes.split_at(bytes.len().min(PART - self.part.len()));
        self.part.extend_from_slice(bytes);
        if self.part.len() == PART {
            self.put()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A run that is kept, as a snapshot to be read.
#[derive(Clone, Debug)]
pub struct StoredRun {
    pub(super) path: PathBuf,
    pub(super) number: i64,
    /// Its name.
    pub id: String,
}

impl Source for StoredRun {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(&self.path, flags).map_err(io::Error::other)?;
        connection
            .busy_timeout(PATIENCE)
            .map_err(io::Error::other)?;
        Ok(Box::new(Parts {
            connection,
            run: self.number,
            position: 0,
            part: Cursor::default(),
        }))
    }

    fn name(&self) -> String {
        format!("run {} of {}", self.id, self.path.display())
    }
}

struct Parts {
    connection: Connection,
    run: i64,
    position: i64,
    part: Cursor<Vec<u8>>,
}

impl Read for Parts {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.part.read(into)?;
        if read > 0 || into.is_empty() {
            return Ok(read);
        }
        let next: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT bytes FROM parts WHERE run = ? AND position = ?")
            .and_then(|mut select| {
                select
                    .query_row(params![self.run, self.position], |row| row.get(0))
                    .optional()
            })
            .map_err(io::Error::other)?;
        let Some(next) = next else { return Ok(0) };
        self.position += 1;
        self.part = Cursor::new(next);
        self.part.read(into)
    }
}
