//! A small account whose answers stand in `account/`, one file a call, and scans of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use awsert::aws::{Gate, Session};
use awsert::check::Check;
use awsert::config::Waivers;
use awsert::finding::{Finding, Status};
use awsert::report::Report;
use jiff::Timestamp;
use tokio::runtime::Runtime;

use crate::aws::{Memory, Reply, refusal};
use crate::samples::LIBRARY;

const REGION: &str = "us-east-1";

/// The account, as answered when nothing goes wrong.
static ACCOUNT: LazyLock<Memory> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("account");
    let files = std::fs::read_dir(folder).expect("the account is there");
    Memory::of(
        files
            .map(|file| file.expect("a file").path())
            .map(|path| {
                let name = path.file_name().expect("it has a name").to_string_lossy();
                let body = std::fs::read(&path).expect("it can be read");
                (name.replacen('.', ":", 1), Reply { status: 200, body })
            })
            .collect(),
    )
});

/// Asked again every two seconds until it says that the report is ready, for as long as the fuzzer says something else.
const POLLED: &str = "iam:GenerateCredentialReport";

/// The calls there are, each with the checks that make it.
pub static CALLS: LazyLock<BTreeMap<String, Vec<Arc<Check>>>> = LazyLock::new(|| {
    let mut calls: BTreeMap<String, Vec<Arc<Check>>> = BTreeMap::new();
    for check in LIBRARY.checks() {
        ACCOUNT.answer(None);
        run(std::slice::from_ref(check));
        for call in ACCOUNT.asked().into_iter().filter(|call| call != POLLED) {
            calls.entry(call).or_default().push(Arc::clone(check));
        }
    }
    calls
});

/// What all checks find in the account.
pub static FINDINGS: LazyLock<Vec<Finding>> = LazyLock::new(|| {
    let checks: Vec<Arc<Check>> = LIBRARY.checks().map(Arc::clone).collect();
    ACCOUNT.answer(None);
    run(&checks).findings
});

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime")
});

static CONFIG: LazyLock<SdkConfig> = LazyLock::new(|| {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(REGION))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "test", "test", None, None, "fuzz",
        )))
        .identity_cache(IdentityCache::no_cache())
        .http_client(ACCOUNT.clone())
        // A second attempt brings the same answer, later.
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .build()
});

/// When every run began: soon after the account was recorded.
pub fn now() -> Timestamp {
    Timestamp::from_second(1_795_300_000).expect("a time within reason")
}

fn run(checks: &[Arc<Check>]) -> Report {
    let session = Session {
        config: CONFIG.clone(),
        account: "111111111111".to_owned(),
        partition: "aws".to_owned(),
        regions: vec![REGION.to_owned()],
        gate: Gate::default(),
    };
    RUNTIME.block_on(awsert::scan::scan(
        &session,
        checks,
        &Waivers::default(),
        now(),
    ))
}

/// What the checks that make a call find when it is answered like this.
pub fn scan(call: &str, reply: Reply) -> Report {
    ACCOUNT.answer(Some((call, reply)));
    run(&CALLS[call])
}

/// Statuses by check, resource and element.
pub type Statuses = BTreeMap<(String, Option<String>, Option<String>), Vec<Status>>;

/// The statuses of a report.
pub fn statuses(report: &Report) -> Statuses {
    let mut statuses = Statuses::new();
    for finding in &report.findings {
        let key = (
            finding.check.id.clone(),
            finding.resource.id.clone(),
            finding.sub_key.clone(),
        );
        statuses.entry(key).or_default().push(finding.status);
    }
    statuses
}

/// The statuses when a call is denied.
pub fn denied(call: &str) -> Arc<Statuses> {
    static KNOWN: LazyLock<Mutex<BTreeMap<String, Arc<Statuses>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let denied = known
        .entry(call.to_owned())
        .or_insert_with(|| Arc::new(statuses(&scan(call, refusal(call)))));
    Arc::clone(denied)
}
