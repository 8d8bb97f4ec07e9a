//! The accounts of the matrix: samples of the emulator, recorded, and the plan of the shipped checks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use awsert::check::{Check, Library};
use awsert::config::Config;
use awsert::plan::Plan;

use super::pool;
use super::report::{Finding, Report};
use crate::awsert::{Awsert, awsert};
use crate::local_aws::{MOTO, root};
use crate::proxy::lacking::Lacking;
use crate::proxy::recording::Recording;
use crate::proxy::{Behaviour, Proxy};

/// What the matrix scans with: every shipped check, those that read on request and those for required tags too.
fn config() -> PathBuf {
    root().join("tests/integration/matrix/awsert.yaml")
}

/// The checks that ship.
fn library() -> Library {
    let config = Config::load(Some(&config())).expect("the configuration is right");
    Library::load(&[], &config.params).expect("the checks are right")
}

/// The calls of all plans that know an error for what is gone.
pub fn calls_about_what_may_go() -> BTreeSet<String> {
    let checks: Vec<Arc<Check>> = library().checks().cloned().collect();
    let asks = Plan::of(&checks).asks().into_iter();
    asks.filter(|ask| !ask.call.gone.is_empty())
        .map(|ask| ask.call.to_string())
        .collect()
}

/// The checks that ship, with the calls that each one's plan contains.
pub static PLAN: LazyLock<BTreeMap<String, BTreeSet<String>>> = LazyLock::new(|| {
    library()
        .checks()
        .map(|check: &Arc<Check>| {
            let plan = Plan::of(std::slice::from_ref(check));
            (
                check.about.id.clone(),
                plan.asks()
                    .into_iter()
                    .map(|ask| ask.call.to_string())
                    .collect(),
            )
        })
        .collect()
});

/// The calls of all plans.
pub fn calls() -> BTreeSet<String> {
    PLAN.values().flatten().cloned().collect()
}

/// The fewest accounts that show all that the checks of a call come to in any of them, the most telling first.
pub fn chosen(call: &str) -> Vec<&'static Account> {
    let shows = |account: &Account| -> BTreeSet<(String, String)> {
        if !account.calls().contains_key(call) {
            return BTreeSet::new();
        }
        let of_its_checks = |finding: &&Finding| {
            PLAN.get(&finding.check)
                .is_some_and(|calls| calls.contains(call))
        };
        let findings = account.quiet.findings.values().filter(of_its_checks);
        findings
            .map(|finding| (finding.check.clone(), finding.status.clone()))
            .collect()
    };
    let all: Vec<(&'static Account, BTreeSet<(String, String)>)> = ACCOUNTS
        .iter()
        .map(|account| (account, shows(account)))
        .collect();
    let mut covered: BTreeSet<(String, String)> = BTreeSet::new();
    let mut chosen: Vec<&'static Account> = Vec::new();
    while let Some((account, more)) = all
        .iter()
        .max_by_key(|(_, shows)| shows.difference(&covered).count())
    {
        if more.is_subset(&covered) {
            break;
        }
        covered.extend(more.iter().cloned());
        chosen.push(account);
    }
    chosen
}

/// An account, its answers recorded.
pub struct Account {
    pub id: &'static str,
    recording: Arc<Recording>,
    /// What a quiet day's scan reports.
    pub quiet: Report,
}

/// The sample accounts that live in moto.
const SAMPLES: [&str; 6] = [
    "111111111111",
    "111111111112",
    "111111111115",
    "222222222221",
    "222222222222",
    "222222222225",
];

/// The accounts that have what no sample has, each with the name of its script and of what moto does not answer about it.
const OWN: [(&str, &str); 6] = [
    ("444444444444", "base"),
    ("444444444445", "storage"),
    ("444444444446", "containers"),
    ("444444444447", "watching"),
    ("444444444448", "apis"),
    ("444444444449", "account"),
];

/// All accounts, recorded a few at a time.
pub static ACCOUNTS: LazyLock<Vec<Account>> = LazyLock::new(|| {
    let own = OWN.into_iter().map(|(id, name)| (id, Some(name)));
    let samples = SAMPLES.into_iter().map(|id| (id, None));
    pool::all(own.chain(samples).collect(), |(id, name)| {
        Account::record(id, name.map(|name| made(id, name)).unwrap_or_default())
    })
});

/// Makes an account of its own in the emulator, and says what the emulator does not answer about it.
fn made(id: &str, name: &str) -> Lacking {
    let here = root().join("tests/integration/matrix/accounts");
    let made = Command::new(root().join("localstack/.venv/moto/bin/python"))
        .arg(here.join(name).with_extension("py"))
        .arg(&MOTO.url)
        .env("AWS_CONFIG_FILE", "/dev/null")
        .status();
    assert!(
        made.is_ok_and(|status| status.success()),
        "account {id} could not be made"
    );
    let lacking =
        std::fs::read_to_string(here.join(name).with_extension("yaml")).expect("it is there");
    serde_saphyr::from_str(&lacking).expect("it is as it should be")
}

impl Account {
    /// Scans an account of the emulator and keeps what was answered.
    fn record(id: &'static str, lacking: Lacking) -> Self {
        let recording = Arc::new(Recording::completed(lacking));
        let proxy = Proxy::recording(&MOTO.url, &recording);
        scanning(&proxy, id).run();
        let mut account = Self {
            id,
            recording,
            quiet: Report::default(),
        };
        account.quiet = account.scan(Behaviour::default(), &[]).report;
        account
    }

    /// Scans the account as it was recorded.
    pub fn scan(&self, behaviour: Behaviour, arguments: &[&str]) -> Scanned {
        let proxy = Proxy::replaying(&self.recording, Some(&MOTO.url), behaviour);
        self.scan_at(&proxy, |scan| scan.args(arguments.iter().copied()))
    }

    /// The same, by a program that waits for an answer no longer than it has to.
    pub fn scan_impatiently(&self, behaviour: Behaviour) -> Scanned {
        self.scan(behaviour, &["--read-timeout", "4s"])
    }

    /// Scans the account with an endpoint of its own for one service, named by the SDK's variable for it.
    pub fn scan_with_endpoint(&self, variable: &str, url: &str) -> Scanned {
        let proxy = Proxy::replaying(&self.recording, Some(&MOTO.url), Behaviour::default());
        self.scan_at(&proxy, |scan| scan.env(variable, url))
    }

    fn scan_at(&self, proxy: &Proxy, with: impl FnOnce(Awsert) -> Awsert) -> Scanned {
        let begin = Instant::now();
        let ran = with(scanning(proxy, self.id)).run();
        Scanned {
            took: begin.elapsed(),
            report: Report::of(&ran),
            seen: proxy.seen(),
        }
    }

    /// The calls that a quiet scan makes.
    pub fn calls(&self) -> BTreeMap<String, usize> {
        self.recording.calls()
    }

    /// The members in the answers of each call.
    pub fn members(&self) -> BTreeMap<String, Vec<String>> {
        self.recording.members()
    }
}

/// What came of a scan.
pub struct Scanned {
    pub report: Report,
    pub took: Duration,
    /// How often each call was asked.
    pub seen: BTreeMap<String, usize>,
}

/// A scan of an account. The endpoint is told by the environment, where that of one service can be another.
fn scanning(proxy: &Proxy, account: &str) -> Awsert {
    awsert(["scan", "--region", "us-east-1", "--format", "json"])
        .arg("--assume-role")
        .arg(format!("arn:aws:iam::{account}:role/Auditor"))
        .arg("--config")
        .arg(config())
        .env("AWS_ENDPOINT_URL", &proxy.url)
}
