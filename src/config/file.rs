//! How the text of `awsert.yaml` becomes a [`Config`].

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use serde_saphyr::Spanned;

use super::deliver;
use super::form::{FORMAT, RawConfig, RawTarget, RawWaiver};
use super::masked::masked;
use super::waivers::{Condition, Waiver, Waivers};
use super::{Config, NamedTarget, Written};
use crate::aws::Target;
use crate::check::{Overrides, Selection, id_pattern};
use crate::diagnostic::{self, Diagnostic, Mistakes};
use crate::expr::suggestion;
use crate::inventory::schema::OPT_INS;

/// Reads a configuration's text; `folder` is where relative paths in it start.
pub(super) fn parse(path: &str, text: &Arc<str>, folder: &Path) -> Result<Config, Vec<Diagnostic>> {
    // What errors show: a secret that stands in the file is a mistake, and repeating it would be another.
    let shown: Arc<str> = Arc::from(masked(text));
    let raw: RawConfig = serde_saphyr::from_str(text).map_err(|error| {
        let mut wrong = diagnostic::yaml(path, &shown, &error);
        wrong.message = masked(&wrong.message);
        vec![wrong]
    })?;
    let text = &shown;
    let mut reader = Reader {
        path,
        text,
        mistakes: Mistakes::of(path, text),
    };
    if raw.format.value != FORMAT {
        let message = format!(
            "format {} is not known: this version reads format {FORMAT}",
            raw.format.value
        );
        reader.mistakes.at(&raw.format, message, None);
    }
    let targets = reader.targets(&raw.targets);
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
    let outputs = raw.outputs.iter().map(|of| reader.written(of)).collect();
    let deliver = deliver::deliveries(path, &raw.deliver, &mut reader.mistakes);
    let fail_on = raw.fail_on.as_ref().map(|of| reader.written(of));
    let baseline = raw.baseline.as_ref().map(|of| reader.written(of));
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
        targets,
        outputs,
        deliver,
        fail_on,
        allow_unknown: raw.allow_unknown,
        store: raw.store.map(|store| folder.join(store)),
        baseline,
        folder: folder.to_owned(),
    })
}

struct Reader<'a> {
    path: &'a str,
    text: &'a Arc<str>,
    mistakes: Mistakes,
}

impl Reader<'_> {
    fn written(&self, at: &Spanned<String>) -> Written {
        Written {
            text: at.value.clone(),
            place: format!("{}:{}", self.path, at.referenced.line()),
        }
    }

    fn targets(&mut self, targets: &[Spanned<RawTarget>]) -> Vec<NamedTarget> {
        let mut names = BTreeSet::new();
        for target in targets {
            let raw = &target.value;
            let name = &raw.name.value;
            if name.trim().is_empty() {
                self.mistakes.at(&raw.name, "a target has a name", None);
            } else if !names.insert(name.clone()) {
                let message = format!("there is another target called `{name}`");
                self.mistakes.at(&raw.name, message, None);
            }
            if let (Some(id), None) = (&raw.external_id, &raw.assume_role) {
                let help = "give `assume_role`, whose trust policy asks for it".to_owned();
                let message = "an external id is for a role, and there is none here";
                self.mistakes.at(id, message, Some(help));
            }
            if let Some(role) = &raw.assume_role
                && !(role.value.starts_with("arn:") && role.value.contains(":role/"))
            {
                let help = "write it like arn:aws:iam::111122223333:role/Auditor".to_owned();
                let message = format!("`{}` is not the ARN of a role", role.value);
                self.mistakes.at(role, message, Some(help));
            }
        }
        let target = |target: &Spanned<RawTarget>| {
            let raw = &target.value;
            let text = |of: &Option<Spanned<String>>| of.as_ref().map(|of| of.value.clone());
            NamedTarget {
                name: raw.name.value.clone(),
                target: Target {
                    profile: raw.profile.clone(),
                    assume_role: text(&raw.assume_role),
                    external_id: text(&raw.external_id),
                    regions: raw.regions.clone(),
                    endpoint_url: raw.endpoint_url.clone(),
                },
            }
        };
        targets.iter().map(target).collect()
    }

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
        let optional = [
            ("account", &raw.account),
            ("region", &raw.region),
            ("ticket", &raw.ticket),
            ("where", &raw.condition),
        ];
        for (what, text) in optional {
            if let Some(text) = text.as_ref().filter(|text| text.value.trim().is_empty()) {
                let help = "leave it out where there is none".to_owned();
                self.mistakes
                    .at(text, format!("`{what}` is empty"), Some(help));
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
        let text = |of: &Option<Spanned<String>>| of.as_ref().map(|of| of.value.trim().to_owned());
        let condition = raw
            .condition
            .as_ref()
            .map(|text| Condition::new(self.path, self.text, text.clone()));
        Some(Waiver {
            check,
            check_pattern: raw.check.value.clone(),
            resource: raw.resource.clone(),
            account: text(&raw.account),
            region: text(&raw.region),
            tags: raw.tags.clone().into_iter().collect(),
            condition,
            reason: raw.reason.value.clone(),
            owner: raw.owner.value.clone(),
            ticket: text(&raw.ticket),
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
    ticket: OPS-12
    account: \"1111*\"
    region: eu-*
    tags: { env: test }
    where: resource.tags[\"env\"] == \"test\"
targets:
  - { name: prod, assume_role: \"arn:aws:iam::111122223333:role/Auditor\", external_id: x, regions: [eu-west-1] }
  - { name: test, profile: test, endpoint_url: \"http://127.0.0.1:1\" }
outputs: [table, json=r.json]
deliver:
  - { s3: \"s3://bucket/awsert\", formats: [json, html], latest: true, kms_key: k, region: eu-west-1 }
  - { security_hub: true, least: medium, passed: false }
  - { sns: \"arn:aws:sns:eu-west-1:111122223333:t\", when: new, least: high }
  - { slack: \"${SLACK}\", when: always }
  - { webhook: \"${URL}\", headers: { X-Team: a, Authorization: \"Bearer ${T}\" }, secret: \"${S}\" }
fail_on: high
allow_unknown: true
store: runs.db
baseline: last
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
