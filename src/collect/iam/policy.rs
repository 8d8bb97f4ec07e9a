//! Policy documents in answers, for every service that has some.

use crate::call::Call;
use crate::collect::Site;
use crate::iam::Document;
use crate::inventory::{Gap, Record, iam};

/// A policy document that `call` answered, percent-encoded or not, ready for a `record!` field of type
/// [`iam::policy::DOCUMENT`]. No text is no policy; a text that is not a policy is a gap, noted in the ledger.
pub(crate) fn document(
    site: &Site,
    call: &'static Call,
    text: Option<&str>,
) -> Result<Option<Record>, Gap> {
    text.map(Document::parse)
        .transpose()
        .map(|document| document.map(iam::policy::document))
        .map_err(|malformed| site.malformed(call, &malformed.to_string()))
}
