//! What the table looks like, and what holds whatever is in it.

mod footers;
mod laws;
mod looks;
mod verified;

use super::super::Report;
use super::super::terminal::Style;
use super::write;

const PLAIN: Style = Style {
    width: 80,
    colour: false,
    verbose: false,
    unicode: true,
};

fn rendered(report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    write(report, style, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}
