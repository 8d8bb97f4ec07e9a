//! A sink for reports that only counts. Nothing is kept, so that time and memory are the writer's.

use std::io;

/// How many bytes were written.
#[derive(Debug, Default)]
pub struct Counted(pub u64);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
