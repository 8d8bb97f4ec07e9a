//! What every text for a terminal shares: what the terminal can show, harmless text, widths, wrapping and colour.
//!
//! Nothing here knows what a report is; the layouts are in [`super::table`].

mod detect;
mod paint;
mod sanitise;
mod wrap;

pub use detect::{Colour, Style};
pub use paint::{Ink, Line, paint};
pub use sanitise::{listing, prose, sanitise, sanitise_code};
pub use wrap::{middle_ellipsis, width, wrap, wrap_briefly};
