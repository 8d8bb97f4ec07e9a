//! The `awsert` command: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    awsert::cli::run()
}
