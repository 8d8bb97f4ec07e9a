//! One check that a mutelist mutes, as waivers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value as Json;

use super::pattern::{Pattern, one_of, region, tags};
use super::{RawCheck, RawExceptions, Terms};
use crate::check::{Check, Library};
use crate::inventory::schema::Scope;
use crate::inventory::scope;

/// One check that is muted in one account, or in all.
pub(super) struct Entry<'a> {
    pub(super) account: &'a str,
    pub(super) check: &'a str,
    pub(super) muted: &'a RawCheck,
    /// The entries before it in the same account that make exceptions: what they mute, and the exceptions.
    pub(super) before: &'a [(&'a str, &'a RawExceptions)],
}

/// A waiver that is made of it.
pub(super) struct Made {
    check: String,
    account: Option<String>,
    region: Option<String>,
    tags: BTreeMap<String, String>,
    condition: Option<String>,
    reason: String,
}

/// What is left out, and why.
type LeftOut = Vec<(String, String)>;

impl Entry<'_> {
    /// The waivers, and what of it none could be made of.
    pub(super) fn waivers(&self, library: &Library) -> (Vec<Made>, LeftOut) {
        let mut left_out = LeftOut::new();
        let whole = |why: String| (self.check.to_owned(), why);
        let (checks, without) = self.checks(library);
        left_out.extend(without);
        let of_checks = self
            .condition(library, &checks)
            .and_then(|it| Ok((it, self.tags()?)));
        let (condition, tags) = match of_checks {
            Ok(all) => all,
            Err(why) => {
                left_out.push(whole(why));
                return (Vec::new(), left_out);
            }
        };
        let mut regions = Vec::new();
        for text in &self.muted.regions {
            match region(text) {
                Ok(region) => regions.push(region),
                Err(why) => left_out.push(whole(why)),
            }
        }
        if self.muted.regions.is_empty() || self.muted.resources.is_empty() {
            left_out.push(whole(
                "it names no regions or no resources, and so mutes nothing".to_owned(),
            ));
            return (Vec::new(), left_out);
        }
        if regions.contains(&None) {
            regions = vec![None];
        }
        let mut made = Vec::new();
        for (check, is_global) in &checks {
            for region in &regions {
                if *is_global && region.is_some() {
                    let why = "it is about the account as a whole, which Prowler files under the region it runs from: if it is meant, write \
                         a waiver with `region: global`";
                    left_out.push(whole(format!("{check}: {why}")));
                    continue;
                }
                made.extend(tags.iter().map(|tags| Made {
                    check: check.clone(),
                    account: (self.account != "*").then(|| self.account.to_owned()),
                    region: region.clone(),
                    tags: tags.clone(),
                    condition: condition.clone(),
                    reason: self.reason(),
                }));
            }
        }
        (made, left_out)
    }

    fn reason(&self) -> String {
        let description = self.muted.description.as_deref().map(str::trim);
        let description = description.filter(|description| !description.is_empty());
        description.map_or_else(
            || format!("muted in Prowler as {}, without a description", self.check),
            str::to_owned,
        )
    }

    /// Our checks that are muted, each with whether it is about the account as a whole.
    fn checks(&self, library: &Library) -> (Vec<(String, bool)>, LeftOut) {
        if self.check == "*" {
            return (vec![("*".to_owned(), false)], LeftOut::new());
        }
        let pattern = match named(self.check) {
            Ok(pattern) => pattern,
            Err(why) => return (Vec::new(), vec![(self.check.to_owned(), why)]),
        };
        let mut left_out = LeftOut::new();
        let mut checks = Vec::new();
        for check in library.checks() {
            let theirs = theirs(check);
            let fits = |id: &&String| pattern.fits(id);
            let (muted, not): (Vec<&String>, Vec<&String>) = theirs.iter().partition(fits);
            if muted.is_empty() {
                continue;
            }
            if !not.is_empty() {
                let others: Vec<&str> = not.into_iter().map(String::as_str).collect();
                let why = format!(
                    "{} stands for {} too, which would be waived with it",
                    check.about.id,
                    others.join(", ")
                );
                left_out.push((self.check.to_owned(), why));
                continue;
            }
            checks.push((
                check.about.id.clone(),
                scope(check.resource) == Scope::Global,
            ));
        }
        if checks.is_empty() && left_out.is_empty() {
            let why = "no check of ours stands for it".to_owned();
            left_out.push((self.check.to_owned(), why));
        }
        (checks, left_out)
    }

    /// What has to hold of the resource.
    fn condition(
        &self,
        library: &Library,
        checks: &[(String, bool)],
    ) -> Result<Option<String>, String> {
        let mut parts = Vec::new();
        parts.extend(one_of(&patterns(&self.muted.resources)?, "resource.id"));
        // What an entry makes an exception of, no later one mutes either.
        let before = self.before.iter();
        let before = before.filter(|(check, _)| self.is_about(check, library, checks));
        let own = self.muted.exceptions.as_ref();
        for exceptions in before.map(|(_, exceptions)| *exceptions).chain(own) {
            parts.extend(excepted(exceptions)?.map(|excepted| format!("!({excepted})")));
        }
        Ok(match parts.as_slice() {
            [] => None,
            [part] => Some(part.clone()),
            parts => Some(format!("({})", parts.join(") && ("))),
        })
    }

    /// Whether another entry may be about some of these checks, too.
    fn is_about(&self, other: &str, library: &Library, checks: &[(String, bool)]) -> bool {
        if other == "*" || self.check == "*" {
            return true;
        }
        let Ok(pattern) = named(other) else {
            return true;
        };
        checks.iter().any(|(id, _)| {
            let check = library.find(id);
            let theirs = check.map_or(&[][..], |check| theirs(check));
            theirs.iter().any(|id| pattern.fits(id))
        })
    }

    /// The tags that are asked for: each of the sets is a waiver of its own.
    fn tags(&self) -> Result<Vec<BTreeMap<String, String>>, String> {
        let mut sets = vec![BTreeMap::new()];
        let asked = self.muted.tags.iter().flatten();
        for asked in asked.filter(|tag| !["*", ".*", ""].contains(&tag.as_str())) {
            let any = tags(asked)?;
            let with = |set: &BTreeMap<String, String>| {
                let with = any.iter().map(|(key, value)| {
                    let mut set = set.clone();
                    let taken = set.insert(key.clone(), value.clone());
                    taken.is_none_or(|taken| taken == *value).then_some(set)
                });
                with.collect::<Vec<_>>()
            };
            let sets_with: Option<Vec<_>> = sets.iter().flat_map(with).collect();
            sets = sets_with.ok_or_else(|| "it asks for two values of one tag".to_owned())?;
        }
        Ok(sets)
    }
}

/// What a mutelist calls checks by, with Prowler's own rule for one service.
fn named(check: &str) -> Result<Pattern, String> {
    match check.strip_prefix("lambda") {
        Some(rest) => Pattern::parse(&format!("awslambda{rest}")),
        None => Pattern::parse(check),
    }
}

/// The ids that Prowler has for a check.
fn theirs(check: &Arc<Check>) -> &[String] {
    check
        .about
        .aliases
        .get("prowler")
        .map_or(&[], Vec::as_slice)
}

fn patterns(texts: &[String]) -> Result<Vec<Pattern>, String> {
    texts.iter().map(|text| Pattern::parse(text)).collect()
}

/// What is excepted: what fits all that is said of it.
fn excepted(exceptions: &RawExceptions) -> Result<Option<String>, String> {
    let said = |texts: &Option<Vec<String>>| {
        let texts = texts.as_ref().filter(|texts| !texts.is_empty())?;
        Some(patterns(texts))
    };
    if exceptions
        .tags
        .as_ref()
        .is_some_and(|tags| !tags.is_empty())
    {
        return Err("it makes exceptions by tags".to_owned());
    }
    if exceptions
        .regions
        .as_ref()
        .is_some_and(|regions| !regions.is_empty())
    {
        return Err("it makes exceptions by regions".to_owned());
    }
    let mut parts = Vec::new();
    for (texts, path) in [
        (&exceptions.accounts, "account.id"),
        (&exceptions.resources, "resource.id"),
    ] {
        if let Some(patterns) = said(texts) {
            let fits = one_of(&patterns?, path).unwrap_or_else(|| "true".to_owned());
            parts.push(fits);
        }
    }
    Ok(match parts.as_slice() {
        [] => None,
        [part] => Some(part.clone()),
        parts => Some(format!("({})", parts.join(") && ("))),
    })
}

impl Made {
    /// Writes it as an item of `waivers:`.
    pub(super) fn write(&self, terms: &Terms, out: &mut String) {
        // A text in JSON is one in YAML, whatever it holds.
        let quoted = |text: &str| Json::from(text).to_string();
        let _ = writeln!(out, "  - check: {}", quoted(&self.check));
        let optional = [
            ("account", &self.account),
            ("region", &self.region),
            ("where", &self.condition),
        ];
        for (name, text) in optional {
            if let Some(text) = text {
                let _ = writeln!(out, "    {name}: {}", quoted(text));
            }
        }
        if !self.tags.is_empty() {
            let tags = self.tags.iter();
            let tags: Vec<String> = tags
                .map(|(key, value)| format!("{}: {}", quoted(key), quoted(value)))
                .collect();
            let _ = writeln!(out, "    tags: {{ {} }}", tags.join(", "));
        }
        let _ = writeln!(out, "    reason: {}", quoted(&self.reason));
        let _ = writeln!(out, "    owner: {}", quoted(&terms.owner));
        if let Some(day) = terms.expires {
            let _ = writeln!(out, "    expires: {day}");
        }
    }
}
