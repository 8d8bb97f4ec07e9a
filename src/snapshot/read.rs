//! Reads a snapshot: its report without holding its findings, and its inventory.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufRead as _, BufReader, Read};
use std::sync::Arc;

use super::{
    Came, FORMAT, Heading, LONGEST_LINE, Line, ReadFinding, SavedListing, SnapshotError, Source,
    facts,
};
use crate::check::About;
use crate::finding::Finding;
use crate::inventory::{Account, Inventory, Listing, Lookup, RecordType, ResourceId, registry};
use crate::report::{Findings, LedgerLine, Report, Run};

/// A snapshot whose beginning was read.
pub struct Snapshot<S> {
    source: S,
    heading: Heading,
}

/// The findings of a snapshot, read anew each time.
pub struct Kept<S>(S);

impl<S: Source> Snapshot<S> {
    /// Opens a snapshot.
    ///
    /// # Errors
    /// When it is none, or none that this version reads.
    pub fn open(source: S) -> Result<Self, SnapshotError> {
        let heading = Lines::of(&source)?.heading()?;
        Ok(Self { source, heading })
    }

    /// What it says of the run.
    pub fn run(&self) -> &Run {
        &self.heading.run
    }

    /// What each of its calls answered.
    pub fn ledger(&self) -> &[LedgerLine] {
        &self.heading.ledger
    }

    /// Its findings as they are read.
    pub fn findings(&self) -> Kept<&S> {
        Kept(&self.source)
    }

    /// What it says of the run, and its findings as they are read.
    pub fn into_report(self) -> Report<Kept<S>> {
        let Heading {
            run,
            ledger,
            frameworks,
            verified,
            network,
            changes,
            notices,
            ..
        } = self.heading;
        Report {
            run,
            findings: Kept(self.source),
            ledger,
            frameworks,
            verified,
            network: network.into(),
            changes,
            notices,
        }
    }

    /// The inventory.
    ///
    /// # Errors
    /// When it is damaged or cut short.
    pub fn inventory(&self) -> Result<Inventory, SnapshotError> {
        let mut lines = Lines::of(&self.source)?;
        lines.heading()?;
        let mut inventory = None;
        let mut table: Option<&'static RecordType> = None;
        while let Some(line) = lines.next_line()? {
            let before = lines.count - 1;
            match (line, &mut inventory, table) {
                (Line::Account(account), None, _) => {
                    inventory = Some(Inventory::new(Account {
                        id: account.id,
                        partition: account.partition,
                        regions: account.regions,
                    }));
                }
                (Line::Table(saved), Some(inventory), _) => {
                    // What this version has no type for, it cannot judge either.
                    table = registry::find(&saved.ty);
                    if let Some(ty) = table {
                        let listings = saved.listings.into_iter();
                        inventory.table_mut(ty).listings = listings
                            .map(|(region, how)| (region, listing(how)))
                            .collect();
                    }
                }
                (Line::Resource(saved), Some(inventory), Some(ty)) => {
                    let id = inventory.push(facts::record(ty, &saved.facts));
                    let table = inventory.table_mut(ty);
                    if saved.listed {
                        table.listed.push(id.row);
                    }
                    if saved.gone {
                        table.gone.insert(id.row);
                    }
                }
                (Line::Lookup(saved), Some(inventory), Some(ty)) => {
                    let there = inventory.table(ty).rows.len();
                    let came = match saved.came {
                        Came::Found(row) if (row as usize) < there => Lookup::Found(ResourceId {
                            table: registry::table(ty),
                            row,
                        }),
                        Came::Found(row) => {
                            return Err(lines.damaged(format!("there is no row {row}")));
                        }
                        Came::Absent => Lookup::Absent,
                        Came::Unknown(gap) => Lookup::Unknown(gap.gap()),
                    };
                    let place = (saved.region, saved.name);
                    inventory.table_mut(ty).lookups.insert(place, came);
                }
                (Line::Check(_) | Line::Finding(_), None, _)
                | (Line::Resource(_) | Line::Lookup(_), Some(_), None) => {}
                (Line::End(end), Some(_), _) if end.lines == before => {
                    return inventory.ok_or_else(|| lines.damaged("it has no inventory"));
                }
                _ => return Err(lines.damaged("a line is missing or in the wrong place")),
            }
        }
        Err(lines.damaged("it ends before its end"))
    }
}

fn listing(saved: SavedListing) -> Listing {
    match saved {
        SavedListing::Complete => Listing::Complete,
        SavedListing::Incomplete(gap) => Listing::Incomplete(gap.gap()),
        SavedListing::Unsupported => Listing::Unsupported,
    }
}

impl<S: Source> Findings for Kept<S> {
    fn each(&self) -> impl Iterator<Item = io::Result<Cow<'_, Finding>>> {
        let mut checks: HashMap<String, Arc<About>> = HashMap::new();
        let mut lines = Lines::of(&self.0).and_then(|mut lines| lines.heading().map(|_| lines));
        let mut over = false;
        std::iter::from_fn(move || {
            if over {
                return None;
            }
            let next = match &mut lines {
                Ok(lines) => lines.finding(&mut checks),
                Err(error) => Err(io::Error::other(error.to_string())),
            };
            over = !matches!(next, Ok(Some(_)));
            next.transpose().map(|finding| finding.map(Cow::Owned))
        })
    }
}

/// The lines, decompressed.
struct Lines<'a> {
    from: BufReader<zstd::Decoder<'static, BufReader<Box<dyn Read + 'a>>>>,
    name: String,
    count: usize,
    text: Vec<u8>,
}

impl<'a> Lines<'a> {
    fn of(source: &'a impl Source) -> Result<Self, SnapshotError> {
        let name = source.name();
        let read = |error| SnapshotError::Read {
            name: name.clone(),
            error,
        };
        let from = zstd::Decoder::new(source.open().map_err(read)?).map_err(read)?;
        Ok(Self {
            from: BufReader::with_capacity(1 << 16, from),
            name,
            count: 0,
            text: Vec::new(),
        })
    }

    fn damaged(&self, why: impl Into<String>) -> SnapshotError {
        SnapshotError::Damaged {
            name: self.name.clone(),
            line: self.count,
            why: why.into(),
        }
    }

    /// The next line's text, where there is one.
    fn text(&mut self) -> io::Result<bool> {
        self.text.clear();
        self.count += 1;
        let mut line = (&mut self.from).take(LONGEST_LINE);
        Ok(line.read_until(b'\n', &mut self.text)? > 0)
    }

    fn heading(&mut self) -> Result<Heading, SnapshotError> {
        #[derive(serde::Deserialize)]
        struct Version {
            awsert_snapshot: u32,
        }
        // What cannot be decompressed is something else.
        let is_there = self.text().unwrap_or(false);
        let version = serde_json::from_slice::<Version>(&self.text);
        match version {
            Ok(version) if is_there && version.awsert_snapshot > FORMAT => {
                Err(SnapshotError::Later {
                    name: self.name.clone(),
                    found: version.awsert_snapshot,
                })
            }
            Ok(_) if is_there => {
                serde_json::from_slice(&self.text).map_err(|error| self.damaged(error.to_string()))
            }
            _ => Err(SnapshotError::Other(self.name.clone())),
        }
    }

    fn next_line(&mut self) -> Result<Option<Line>, SnapshotError> {
        match self.text() {
            Ok(false) => Ok(None),
            Ok(true) => serde_json::from_slice(&self.text)
                .map(Some)
                .map_err(|error| self.damaged(error.to_string())),
            Err(error) => Err(self.damaged(error.to_string())),
        }
    }

    /// The next finding; none where the inventory begins.
    fn finding(&mut self, checks: &mut HashMap<String, Arc<About>>) -> io::Result<Option<Finding>> {
        let other = |error: SnapshotError| io::Error::other(error.to_string());
        loop {
            match self.next_line().map_err(other)? {
                Some(Line::Check(about)) => {
                    checks.insert(about.id.clone(), Arc::new(about));
                }
                Some(Line::Finding(read)) => {
                    let Some(check) = checks.get(&read.check) else {
                        let why = format!("it does not say what {} is", read.check);
                        return Err(other(self.damaged(why)));
                    };
                    return Ok(Some(finding(*read, Arc::clone(check))));
                }
                Some(Line::Account(_)) => return Ok(None),
                Some(_) => return Err(other(self.damaged("a line is in the wrong place"))),
                None => return Err(other(self.damaged("it ends before its end"))),
            }
        }
    }
}

fn finding(read: ReadFinding, check: Arc<About>) -> Finding {
    Finding {
        check,
        status: read.status,
        message: read.message,
        resource: read.resource,
        sub_key: read.sub_key,
        evidence: read.evidence,
        gaps: read.gaps,
        waiver: read.waiver,
        change: read.change,
        remediation: read.remediation,
    }
}
