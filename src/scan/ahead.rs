//! Findings that are made while those before them are written, so that neither waits for the other.

use std::io;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::vec;

use crate::finding::Finding;

/// So many batches may wait to be written: what is made ahead takes memory.
const WAITING: usize = 1;

/// What comes from the thread that makes findings.
struct Ahead {
    batches: Receiver<Vec<Finding>>,
    batch: vec::IntoIter<Finding>,
    maker: Option<JoinHandle<()>>,
}

/// Makes findings on a thread of its own. What makes them hands on a batch at a time, and is told whether anybody wants another.
///
/// The only item is an error where the system has no thread left.
pub(super) fn ahead(
    make: impl FnOnce(&dyn Fn(Vec<Finding>) -> bool) + Send + 'static,
) -> impl Iterator<Item = io::Result<Finding>> {
    let (sender, batches) = sync_channel(WAITING);
    let maker = Builder::new()
        .name("findings".to_owned())
        .spawn(move || make(&|batch| sender.send(batch).is_ok()));
    let (findings, error) = match maker {
        Ok(maker) => {
            let batch = Vec::new().into_iter();
            let maker = Some(maker);
            let findings = Ahead {
                batches,
                batch,
                maker,
            };
            (Some(findings), None)
        }
        Err(error) => (None, Some(Err(error))),
    };
    findings.into_iter().flatten().map(Ok).chain(error)
}

impl Iterator for Ahead {
    type Item = Finding;

    fn next(&mut self) -> Option<Finding> {
        loop {
            if let Some(finding) = self.batch.next() {
                return Some(finding);
            }
            match self.batches.recv() {
                Ok(batch) => self.batch = batch.into_iter(),
                // It is done, or it is a bug that ended it, which is the reader's as well.
                Err(_) => match self.maker.take()?.join() {
                    Ok(()) => return None,
                    Err(bug) => std::panic::resume_unwind(bug),
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ahead;

    #[test]
    fn whoever_reads_no_further_ends_the_making() {
        let findings = ahead(|hand_on| while hand_on(Vec::new()) {});
        drop(findings);
        let mut none = ahead(|_| {});
        assert!(none.next().is_none());
        assert!(none.next().is_none());
    }

    #[test]
    fn a_bug_in_the_making_is_not_taken_for_its_end() {
        let mut findings = ahead(|_| panic!("a bug"));
        let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| findings.next()));
        assert!(read.is_err());
    }
}
