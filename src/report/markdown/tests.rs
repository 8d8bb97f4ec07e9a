//! What it looks like, and what holds whatever is in a report.

use super::write;
use crate::report::{Report, sample};

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    write(report, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}
