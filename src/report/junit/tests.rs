//! What the XML looks like, and that XML it is whatever is in a report.

use proptest::prelude::*;
use quick_junit::NonSuccessKind;

use super::*;
use crate::report::sample;

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    write(report, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}
