//! Runs the binary as a user would, with nothing of the developer's own environment.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value as Json;

/// One run of the binary, being put together.
pub struct Awsert {
    command: Command,
}

/// What a run did.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A run with these arguments.
pub fn awsert<const N: usize>(arguments: [&str; N]) -> Awsert {
    // A binary that was built elsewhere, where one is given: another build may go on beside a long run.
    let built = std::env::var("AWSERT_BIN");
    let mut command = Command::new(built.as_deref().unwrap_or(env!("CARGO_BIN_EXE_awsert")));
    command.args(arguments);
    for (name, _) in std::env::vars() {
        if name.starts_with("AWS_")
            || ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"].contains(&name.as_str())
        {
            command.env_remove(name);
        }
    }
    command
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "/nonexistent")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
    Awsert { command }
}

/// A scan of an account of the local AWS, at an endpoint.
pub fn scan(url: &str, account: &str) -> Awsert {
    awsert(["scan", "--region", "us-east-1", "--endpoint-url", url])
        .arg("--assume-role")
        .arg(format!("arn:aws:iam::{account}:role/Auditor"))
}

impl Awsert {
    /// Adds an argument.
    pub fn arg(mut self, argument: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    pub fn args<'a>(mut self, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs in a folder.
    pub fn in_folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs and says what came of it.
    pub fn run(mut self) -> Ran {
        self.command.output().expect("awsert starts").into()
    }

    /// Starts and leaves it running.
    pub fn start(mut self) -> Running {
        let pipes = self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Running {
            child: pipes.spawn().expect("awsert starts"),
        }
    }
}

/// A run under way.
pub struct Running {
    child: Child,
}

impl Running {
    /// Sends it a signal: `INT` or `TERM`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status();
        assert!(sent.expect("kill starts").success());
    }

    /// Closes the pipe that it writes its report to.
    pub fn stop_reading(&mut self) {
        drop(self.child.stdout.take());
    }

    /// Waits for its end.
    pub fn wait(self) -> Ran {
        self.child.wait_with_output().expect("awsert ends").into()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("awsert ends by itself"),
            stdout: String::from_utf8(output.stdout).expect("output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }
}

impl Ran {
    /// Requires an exit code, and shows what was printed when it is another.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// The output as JSON.
    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.stdout, self.stderr))
    }
}
