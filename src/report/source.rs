//! Where a report's findings come from: memory, or a run that was kept. Formats for programs go through them one at a time, as often as they
//! need, and hold none.

use std::borrow::Cow;
use std::io;

use crate::finding::Finding;

/// Findings in their fixed order, however many.
pub trait Findings {
    /// Goes through them from the first.
    ///
    /// # Errors
    /// Of each, when it cannot be read; none is told after that.
    fn each(&self) -> impl Iterator<Item = io::Result<Cow<'_, Finding>>>;
}

impl Findings for Vec<Finding> {
    fn each(&self) -> impl Iterator<Item = io::Result<Cow<'_, Finding>>> {
        self.iter().map(|finding| Ok(Cow::Borrowed(finding)))
    }
}
