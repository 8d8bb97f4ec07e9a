//! The form of `awsert.yaml` and how it becomes a [`Config`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::Config;
use super::waivers::{Waiver, Waivers};
use crate::check::{Overrides, Selection, Severity, id_pattern};
use crate::diagnostic::{self, Diagnostic, Mistakes};
use crate::expr::suggestion;
use crate::inventory::schema::OPT_INS;

const FORMAT: u32 = 1;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConfig {
    format: Spanned<u32>,
    #[serde(default)]
    select: RawSelection,
    #[serde(default)]
    params: IndexMap<String, IndexMap<String, serde_json::Value>>,
    #[serde(default)]
    checks: Vec<PathBuf>,
    #[serde(default)]
    frameworks: Vec<PathBuf>,
    #[serde(default)]
    required_tags: Option<Vec<String>>,
    #[serde(default)]
    expected_regions: Option<Vec<String>>,
    #[serde(default)]
    naming: Option<String>,
    #[serde(default)]
    opt_in: Vec<Spanned<String>>,
    #[serde(default)]
    waivers: Vec<Spanned<RawWaiver>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSelection {
    #[serde(default)]
    check: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    service: Vec<String>,
    #[serde(default)]
    severity: Vec<Severity>,
    #[serde(default)]
    framework: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWaiver {
    check: Spanned<String>,
    #[serde(default = "everything")]
    resource: String,
    reason: Spanned<String>,
    owner: Spanned<String>,
    #[serde(default)]
    expires: Option<Spanned<String>>,
}

fn everything() -> String {
    "*".to_owned()
}

/// Reads a configuration's text; `folder` is where relative paths in it start.
pub(super) fn parse(path: &str, text: &Arc<str>, folder: &Path) -> Result<Config, Vec<Diagnostic>> {
    let raw: RawConfig =
        serde_saphyr::from_str(text).map_err(|error| vec![diagnostic::yaml(path, text, &error)])?;
    let mut reader = Reader {
        path,
        mistakes: Mistakes::of(path, text),
    };
    if raw.format.value != FORMAT {
        let message = format!(
            "format {} is not known: this version reads format {FORMAT}",
            raw.format.value
        );
        reader.mistakes.at(&raw.format, message, None);
    }
    for opt_in in &raw.opt_in {
        if !OPT_INS.contains(&opt_in.value.as_str()) {
            let help = suggestion(&opt_in.value, OPT_INS.iter().copied())
                .unwrap_or_else(|| format!("there are: {}", OPT_INS.join(", ")));
            reader.mistakes.at(
                opt_in,
                format!("unknown opt-in `{}`", opt_in.value),
                Some(help),
            );
        }
    }
    let waivers = raw
        .waivers
        .iter()
        .filter_map(|waiver| reader.waiver(waiver))
        .collect();
    reader.mistakes.into_result()?;
    Ok(Config {
        selection: Selection {
            checks: raw.select.check,
            excluded: raw.select.exclude,
            services: raw.select.service,
            severities: raw.select.severity,
            frameworks: raw.select.framework,
        },
        params: Overrides {
            by_check: raw.params,
            everywhere: [
                ("required_tags", raw.required_tags.map(Into::into)),
                ("expected_regions", raw.expected_regions.map(Into::into)),
                ("naming", raw.naming.map(Into::into)),
            ]
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect(),
        },
        checks: raw
            .checks
            .into_iter()
            .map(|checks| folder.join(checks))
            .collect(),
        frameworks: raw
            .frameworks
            .into_iter()
            .map(|framework| folder.join(framework))
            .collect(),
        opt_in: raw.opt_in.into_iter().map(|opt_in| opt_in.value).collect(),
        waivers: Waivers::new(waivers),
    })
}

struct Reader<'a> {
    path: &'a str,
    mistakes: Mistakes,
}

impl Reader<'_> {
    fn waiver(&mut self, at: &Spanned<RawWaiver>) -> Option<Waiver> {
        let raw = &at.value;
        let check = match id_pattern(&raw.check.value) {
            Ok(check) => check,
            Err(message) => {
                self.mistakes.at(&raw.check, message, None);
                return None;
            }
        };
        for (what, text) in [("reason", &raw.reason), ("owner", &raw.owner)] {
            if text.value.trim().is_empty() {
                let help = "a waiver says why and who answers for it".to_owned();
                self.mistakes
                    .at(text, format!("the {what} is empty"), Some(help));
            }
        }
        let expires = match &raw.expires {
            None => None,
            Some(date) => match date.value.parse::<Date>() {
                Ok(day) => Some(day),
                Err(_) => {
                    let help = "write a day like 2027-12-31".to_owned();
                    self.mistakes
                        .at(date, format!("`{}` is not a day", date.value), Some(help));
                    return None;
                }
            },
        };
        Some(Waiver {
            check,
            check_pattern: raw.check.value.clone(),
            resource: raw.resource.clone(),
            reason: raw.reason.value.clone(),
            owner: raw.owner.value.clone(),
            expires,
            place: format!("{}:{}", self.path, at.referenced.line()),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::parse;

    const WHOLE: &str = "format: 1
select: { check: [rds-*], exclude: [\"*-x\"], service: [ec2, rds], severity: [high], framework: [cis-aws-5.0] }
params:
  ec2-vpc-subnets-span-zones: { min_zones: 2 }
required_tags: [Name, Environment]
checks: [./our-checks]
opt_in: [user_data]
waivers:
  - check: \"rds-*-deletion-protection\"
    resource: \"test-*\"
    reason: test databases come and go
    owner: platform-team
    expires: 2027-12-31
";

    /// Whether a text is a configuration; if it is none, every complaint can be shown.
    fn parses(text: &str) -> bool {
        match parse("awsert.yaml", &Arc::from(text), Path::new("")) {
            Ok(_) => true,
            Err(diagnostics) => {
                assert!(!diagnostics.is_empty(), "refused without a word");
                for diagnostic in diagnostics {
                    assert!(!diagnostic.to_string().is_empty());
                }
                false
            }
        }
    }

    #[test]
    fn a_configuration_with_everything_is_read() {
        assert!(parses(WHOLE));
    }

    proptest! {
        #[test]
        fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            parses(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn no_damage_brings_it_down(
            cuts in prop::collection::vec((0..WHOLE.len(), 0_usize..30, "[\\[\\]{}()\"'|>&*!:#,.?\\\\ \na-z0-9é\u{1b}-]{0,20}"), 1..4),
        ) {
            let mut text = WHOLE.to_owned();
            for (from, length, instead) in cuts {
                let from = from.min(text.len());
                let to = (from + length).min(text.len());
                if text.is_char_boundary(from) && text.is_char_boundary(to) {
                    text.replace_range(from..to, &instead);
                }
            }
            parses(&text);
        }
    }
}
