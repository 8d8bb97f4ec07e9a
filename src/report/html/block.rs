//! Blocks of deflated JSON: a list that is written as it grows, of which no more than one block is in memory.

use std::io::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Serialize;

/// Elements of a list, gathered until a block is full.
pub(super) struct Block {
    /// What the page calls it: an attribute `data-…` that holds the place of its first element.
    name: &'static str,
    most: usize,
    first: usize,
    next: usize,
    json: Vec<u8>,
}

impl Block {
    pub(super) fn new(name: &'static str, most: usize) -> Self {
        Self {
            name,
            most,
            first: 0,
            next: 0,
            json: Vec::new(),
        }
    }

    /// Adds an element, and writes the block when that fills it.
    pub(super) fn push(
        &mut self,
        element: &impl Serialize,
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        self.json
            .push(if self.json.is_empty() { b'[' } else { b',' });
        serde_json::to_writer(&mut self.json, element)?;
        self.next += 1;
        if self.json.len() >= self.most {
            self.end(out)?;
        }
        Ok(())
    }

    /// Writes what is there.
    pub(super) fn end(&mut self, out: &mut impl io::Write) -> io::Result<()> {
        if self.json.is_empty() {
            return Ok(());
        }
        self.json.push(b']');
        let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
        deflated.write_all(&self.json)?;
        let text = STANDARD.encode(deflated.finish()?);
        writeln!(
            out,
            "<script type=\"application/octet-stream\" data-{}=\"{}\">{text}</script>",
            self.name, self.first
        )?;
        self.first = self.next;
        self.json.clear();
        Ok(())
    }
}
