//! Talking to AWS: who we are, where, and the one gate that all calls pass. What is asked is the business of `collect`.

mod assumed_role;
mod budget;
pub mod calls;
pub(crate) mod configuration;
pub mod credentials;
pub mod denial;
pub mod end;
mod endpoint;
pub mod failure;
pub mod gate;
pub mod ledger;
pub mod limits;
mod pace;
mod regions;
pub mod session;
pub mod watch;

pub use budget::per_second;
pub use credentials::KeptCredentials;
pub use denial::{Denial, DeniedBy};
pub use end::{Cause, End};
pub use failure::Failure;
pub use gate::Gate;
pub use ledger::{Ledger, LedgerEntry};
pub use limits::Limits;
pub use session::{Session, SessionError, Target};
