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
    let mut every: BTreeMap<&str, Vec<&Arc<Check>>> = BTreeMap::new();
    for check in library.checks() {
        let path = check.source.path.as_str();
        match path.strip_prefix("checks/any/") {
            Some(_) => every.entry(path).or_default().push(check),
            None => services
                .entry(check.about.service())
                .or_default()
                .push(check),
        }
    }
    let mut page = format!(
        "# Checks\n\n\
         {} checks of {} services. `awsert checks show ID` says what one asserts, why it matters and what to do; `checks/README.md` how one is\n\
         written. Values of parameters are those without a configuration.\n\n\
         Made from `checks/` by `AWSERT_UPDATE_DOCS=1 cargo test --test integration docs`.\n",
        library.checks().count(),
        services.len()
    );
    page.push_str(
        "\n## Every type\n\nOne check for each type that has what the file reads: the type's name in ids, then what holds.\n\n\
         | checks | holds when | severity | parameters | types |\n|---|---|---|---|---|\n",
    );
    for checks in every.values() {
        let first = checks[0];
        let what = first
            .about
            .id
            .replace(&in_ids(&checks[0].about.id, &checks[1].about.id), "…-");
        let types: Vec<&str> = checks.iter().map(|check| check.resource.name).collect();
        page.push_str(&row(&[
            &format!("`{what}` ({})", checks.len()),
            &first.about.title.replace(first.resource.name, "it"),
            first.about.severity.as_str(),
            &parameters(first),
            &types.join(", "),
        ]));
    }
    for (service, checks) in services {
        let _ = write!(
            page,
            "\n## {service}\n\n| check | holds when | severity | resource | Security Hub, CIS 5.0 | parameters |\n|---|---|---|---|---|---|\n"
        );
        for check in checks {
            page.push_str(&row(&[
                &format!("`{}`", check.about.id),
                &check.about.title,
                check.about.severity.as_str(),
                check.resource.name,
                &controls(check),
                &parameters(check),
            ]));
        }
    }
    page
}

/// What an id begins with before what it shares with another: the type.
fn in_ids(id: &str, other: &str) -> String {
    let shared = id
        .bytes()
        .rev()
        .zip(other.bytes().rev())
        .take_while(|(a, b)| a == b)
        .count();
    // Types may end alike; words are shared whole.
    let at = id[id.len() - shared..].find('-').unwrap_or_default() + id.len() - shared + 1;
    id[..at].to_owned()
}

fn controls(check: &Check) -> String {
    let of = |framework: &str| {
        check
            .about
            .controls
            .get(framework)
            .cloned()
            .unwrap_or_default()
    };
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
