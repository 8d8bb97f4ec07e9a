//! What an ARN tells of a resource: which of our types it is of, its id, its region and account.

use std::sync::LazyLock;

use regex::Regex;

use super::lines;
use crate::inventory::{RecordType, registry};

/// An ARN, taken apart.
#[derive(Clone, Debug)]
pub(in crate::deployed) struct Arn {
    text: String,
    /// Where each of its parts behind `arn` and the partition begins: service, region, account, and the last one.
    begins: [usize; 4],
}

impl Arn {
    /// The ARN that a text is. Log groups' stand with `:*` behind them in places where their streams are meant too.
    pub(in crate::deployed) fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix(":*").unwrap_or(text);
        if !text.starts_with("arn:") || text.contains(|c: char| c.is_whitespace() || c.is_control())
        {
            return None;
        }
        let mut colons = text.match_indices(':').map(|(at, _)| at + 1).skip(1);
        let begins = [
            colons.next()?,
            colons.next()?,
            colons.next()?,
            colons.next()?,
        ];
        let arn = Self {
            text: text.to_owned(),
            begins,
        };
        let is_whole = !arn.part(0).is_empty() && !arn.resource().is_empty();
        is_whole.then_some(arn)
    }

    /// What stands behind the fifth colon of a text.
    pub(super) fn last_part(text: &str) -> Option<&str> {
        text.splitn(6, ':').nth(5)
    }

    fn part(&self, index: usize) -> &str {
        &self.text[self.begins[index]..self.begins[index + 1] - 1]
    }

    fn resource(&self) -> &str {
        &self.text[self.begins[3]..]
    }

    /// Its region, where it names one.
    pub(in crate::deployed) fn region(&self) -> Option<&str> {
        Some(self.part(1)).filter(|region| !region.is_empty())
    }

    /// Its account, where it names one. What AWS gives everybody has `aws` in its place.
    pub(in crate::deployed) fn account(&self) -> Option<&str> {
        Some(self.part(2)).filter(|account| {
            account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())
        })
    }

    /// Whether it is of what stands before CloudFront, which is no region's and not read.
    pub(super) fn is_cloudfront_s(&self) -> bool {
        self.part(0) == "wafv2" && self.resource().starts_with("global/")
    }

    /// Its text.
    pub(in crate::deployed) fn into_text(self) -> String {
        self.text
    }
}

/// What an ARN is of.
#[derive(Debug)]
pub(in crate::deployed) struct Resource {
    pub(in crate::deployed) ty: &'static RecordType,
    pub(in crate::deployed) id: Option<String>,
}

/// A line of the table.
struct Form {
    service: &'static str,
    resource: Regex,
    ty: &'static RecordType,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    lines(include_str!("arn.txt"))
        .filter_map(|columns| match columns[..] {
            [service, resource, ty] => Some(Form {
                service,
                resource: Regex::new(&format!("^(?:{resource})$")).ok()?,
                ty: registry::find(ty)?,
            }),
            _ => None,
        })
        .collect()
});

/// The resource that an ARN is of, when it is of one of our types and of somebody's account.
pub(in crate::deployed) fn resource(arn: &Arn) -> Option<Resource> {
    let service = arn.part(0);
    // A bucket's names no account.
    if arn.account().is_none() && service != "s3" && service != "apigateway" {
        return None;
    }
    FORMS
        .iter()
        .filter(|form| form.service == service)
        .find_map(|form| {
            let captures = form.resource.captures(arn.resource())?;
            let caught: Vec<&str> = captures
                .iter()
                .skip(1)
                .flatten()
                .map(|one| one.as_str())
                .collect();
            Some(Resource {
                ty: form.ty,
                id: Some(caught.join("/")).filter(|id| !id.is_empty()),
            })
        })
}

/// How many lines of the table are understood.
#[cfg(test)]
pub(super) fn forms() -> usize {
    FORMS.len()
}
