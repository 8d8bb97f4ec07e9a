//! `docs/checks.md`: every check that ships, by service.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use awsert::check::{Check, Library, Overrides};

use super::row;

/// The page.
pub fn page() -> String {
    let library = Library::load(&[], &Overrides::default()).expect("the checks are right");
    let mut services: BTreeMap<&str, Vec<&Arc<Check>>> = BTreeMap::new();
    for check in library.checks() {
        services.entry(check.service()).or_default().push(check);
    }
    let mut page = format!(
        "# Checks\n\n\
         {} checks of {} services. `awsert checks show ID` says what one asserts, why it matters and what to do; `checks/README.md` how one is\n\
         written. Values of parameters are those without a configuration.\n\n\
         Made from `checks/` by `AWSERT_UPDATE_DOCS=1 cargo test --test integration docs`.\n",
        library.checks().count(),
        services.len()
    );
    for (service, checks) in services {
        let _ = write!(
            page,
            "\n## {service}\n\n| check | holds when | severity | resource | Security Hub, CIS 5.0 | parameters |\n|---|---|---|---|---|---|\n"
        );
        for check in checks {
            page.push_str(&row(&[
                &format!("`{}`", check.id),
                &check.title,
                check.severity.as_str(),
                check.resource.name,
                &controls(check),
                &parameters(check),
            ]));
        }
    }
    page
}

fn controls(check: &Check) -> String {
    let of = |framework: &str| check.controls.get(framework).cloned().unwrap_or_default();
    let cis = of("cis-aws-5.0");
    let cis = cis.iter().map(|id| format!("CIS {id}"));
    of("securityhub")
        .into_iter()
        .chain(cis)
        .collect::<Vec<_>>()
        .join(", ")
}

fn parameters(check: &Check) -> String {
    let all: Vec<String> = check
        .params
        .iter()
        .map(|param| format!("`{}` = `{}`", param.name, param.value.to_json()))
        .collect();
    all.join(", ")
}
