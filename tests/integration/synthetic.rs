//! The synthetic AWS of the benchmarks is what it says: the account that was recorded, as often as wanted, with AWS's pages and limits.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use serde_json::Value as Json;

use crate::awsert::scan;
use crate::local_aws::{MOTO, root};
use crate::proxy::recording::Recording;
use crate::proxy::synthetic::record::{ACCOUNT, record};
use crate::proxy::synthetic::template::Template;
use crate::proxy::synthetic::{Setting, Synthetic};
use crate::proxy::{Behaviour, Proxy};

/// The account as the emulator has it, recorded.
static RECORDING: LazyLock<Arc<Recording>> = LazyLock::new(|| {
    record(&MOTO.url, root(), |url| {
        scan(url, ACCOUNT).args(["--format", "json"]).run();
    })
});

static TEMPLATE: LazyLock<Arc<Template>> = LazyLock::new(|| Arc::new(Template::of(&RECORDING)));

fn setting(copies: u32) -> Setting {
    Setting {
        copies,
        regions: vec!["us-east-1".to_owned()],
        latency: Duration::ZERO,
        throttles: false,
        follows: true,
        port: 0,
    }
}

/// How many findings there are of each check and type, by status.
fn verdicts(report: &Json) -> BTreeMap<(String, String, String), usize> {
    let mut verdicts = BTreeMap::new();
    for finding in report["findings"].as_array().expect("there are findings") {
        let text = |value: &Json| value.as_str().expect("a text").to_owned();
        let what = (
            text(&finding["check"]),
            text(&finding["resource"]["type"]),
            text(&finding["status"]),
        );
        *verdicts.entry(what).or_default() += 1;
    }
    verdicts
}

fn report(url: &str) -> Json {
    scan(url, ACCOUNT).args(["--format", "json"]).run().json()
}

#[test]
fn one_copy_is_the_account_that_was_recorded() {
    let recorded = Proxy::replaying(&RECORDING, None, Behaviour::default());
    let synthetic = Synthetic::start(&TEMPLATE, setting(1));
    let (recorded, made) = (
        verdicts(&report(&recorded.url)),
        verdicts(&report(&synthetic.url)),
    );
    assert_eq!(synthetic.log().unknown(), Vec::<String>::new());
    assert_eq!(recorded, made);
}
