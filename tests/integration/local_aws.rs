//! The local AWS of these tests: emulators of their own on free ports, started once, ended with the tests however they end.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::LazyLock;

/// An emulator that runs until these tests end.
pub struct Emulator {
    /// Its address.
    pub url: String,
    /// Where it keeps what it is and what was deployed into it.
    pub run_dir: PathBuf,
    /// Held open: the emulators end when it is closed.
    _hold: (Child, ChildStdin),
}

/// moto, with the samples of documents a, b, c and e in accounts of their own.
pub static MOTO: LazyLock<Emulator> =
    LazyLock::new(|| Emulator::start("moto", &["a", "b", "c", "e"]));

/// LocalStack, with the sample of document d.
pub static LOCALSTACK: LazyLock<Emulator> = LazyLock::new(|| Emulator::start("localstack", &["d"]));

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Emulator {
    /// Starts an emulator with the samples of these documents.
    pub fn start(name: &str, documents: &[&str]) -> Self {
        let run_dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("{name}-{}", std::process::id()));
        let port = free_port();
        let mut hold = Command::new(root().join("localstack/hold"))
            .arg(name)
            .args(documents)
            .env("AWSERT_LOCALSTACK_RUN_DIR", &run_dir)
            .env(
                format!("AWSERT_{}_PORT", name.to_uppercase()),
                port.to_string(),
            )
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("localstack/hold starts");
        let stdin = hold.stdin.take().expect("its input is ours");
        let stdout = BufReader::new(hold.stdout.take().expect("its output is ours"));
        let ready = stdout
            .lines()
            .map_while(Result::ok)
            .any(|line| line == "ready");
        assert!(
            ready,
            "localstack/hold {name} ended before the emulator was ready: see its messages above"
        );
        Self {
            url: format!("http://127.0.0.1:{port}"),
            run_dir,
            _hold: (hold, stdin),
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    listener.local_addr().expect("it has an address").port()
}
