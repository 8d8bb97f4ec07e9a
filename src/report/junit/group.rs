//! The findings of one check on one resource, which follow each other: all that is held at a time.

use std::borrow::Cow;
use std::io;

use crate::finding::Finding;
use crate::report::group::identity;

/// Findings, by check and resource.
pub(super) struct Groups<'a, I> {
    findings: I,
    /// The first of the next group.
    next: Option<Cow<'a, Finding>>,
}

impl<'a, I: Iterator<Item = io::Result<Cow<'a, Finding>>>> Groups<'a, I> {
    pub(super) fn of(findings: I) -> Self {
        Self {
            findings,
            next: None,
        }
    }

    fn group(&mut self) -> io::Result<Vec<Cow<'a, Finding>>> {
        let mut group: Vec<Cow<'a, Finding>> = self.next.take().into_iter().collect();
        for finding in self.findings.by_ref() {
            let finding = finding?;
            if group.first().is_some_and(|first| !same(first, &finding)) {
                self.next = Some(finding);
                break;
            }
            group.push(finding);
        }
        Ok(group)
    }
}

impl<'a, I: Iterator<Item = io::Result<Cow<'a, Finding>>>> Iterator for Groups<'a, I> {
    type Item = io::Result<Vec<Cow<'a, Finding>>>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.group() {
            Ok(group) if group.is_empty() => None,
            group => Some(group),
        }
    }
}

fn same(one: &Finding, other: &Finding) -> bool {
    one.check.id == other.check.id && identity(one) == identity(other)
}
