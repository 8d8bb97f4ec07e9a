//! How JSON is written, for all formats that are JSON: without a letter that a terminal obeys or that turns a line around. Any parser reads the
//! text as it was.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

/// Writes a value on one line, without a line break at its end.
///
/// # Errors
/// When writing fails.
pub(in crate::report) fn one_line(
    value: &impl Serialize,
    out: &mut impl io::Write,
) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, OneLine))?;
    Ok(())
}

/// All on one line.
struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        harmless(out, fragment)
    }
}

/// Compact, but with a line break before each top-level member and before each element of its list, so that two
/// reports can be compared line by line.
#[derive(Default)]
pub(super) struct OneALine {
    depth: usize,
}

impl Formatter for OneALine {
    fn begin_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"{")
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        out.write_all(if self.depth == 0 { b"\n}" } else { b"}" })
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        CompactFormatter.begin_object_key(out, first)?;
        if self.depth == 1 {
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"[")
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        out.write_all(b"]")
    }

    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        CompactFormatter.begin_array_value(out, first)?;
        if self.depth == 2 {
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        harmless(out, fragment)
    }
}

/// A piece of a text, with everything escaped that a terminal would obey.
fn harmless<W: io::Write + ?Sized>(out: &mut W, fragment: &str) -> io::Result<()> {
    // Nearly all texts are ASCII, of which JSON itself escapes C0.
    if fragment.bytes().all(|byte| byte < 0x7f) {
        return out.write_all(fragment.as_bytes());
    }
    let mut written = 0;
    for (at, letter) in fragment.char_indices() {
        let obeyed = matches!(letter, '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if obeyed {
            out.write_all(&fragment.as_bytes()[written..at])?;
            write!(out, "\\u{:04x}", u32::from(letter))?;
            written = at + letter.len_utf8();
        }
    }
    out.write_all(&fragment.as_bytes()[written..])
}
