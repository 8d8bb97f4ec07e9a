//! Hostile data: names, policies, files and answers that attack the terminal, the shell, the parsers and the clock.
//!
//! Whatever they hold, a scan ends by itself within bounds, says nothing that a terminal obeys, and calls nothing passed or failed that
//! it could not read.

#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "answers of thousands of parts, put together to be read and not for speed"
)]

pub mod account;
mod answers;
mod configurations;
mod files;
mod names;
mod policies;
mod reports;
mod sizes;
mod terminal;
