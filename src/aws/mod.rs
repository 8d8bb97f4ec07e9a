//! Talking to AWS: who we are, where, and the one gate that all calls pass. What is asked is the business of `collect`.

pub mod denial;
pub mod failure;
pub mod gate;
pub mod ledger;
pub mod session;
pub mod watch;

pub use denial::{Denial, DeniedBy};
pub use failure::Failure;
pub use gate::Gate;
pub use ledger::{Ledger, LedgerEntry};
pub use session::{Session, SessionError, Target};
