//! Where a collector works: one region of one account, with its clients and the gate.

mod clients;

use std::cell::LazyCell;
use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;

use aws_config::{Region, SdkConfig};
use futures::future::BoxFuture;
use jiff::Timestamp;

use super::Listed;
use super::beginning::Beginnings;
use crate::aws::denial;
use crate::aws::session::{Answer, ServiceError};
use crate::aws::watch;
use crate::aws::{Failure, Gate, KeptCredentials, Session};
use crate::call::Call;
use crate::inventory::schema::TAGS;
use crate::inventory::{Gap, Keep, List, Map, Outcome, Record, RecordType, Sharing, Value};

use clients::Clients;

pub(crate) use super::pages::{Pages, marked_pages};
pub(crate) use clients::prepare;

/// One region of one account. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    config: SdkConfig,
    credentials: KeptCredentials,
    gate: Gate,
    account: String,
    partition: String,
    /// The region as the inventory names it: `global` for what belongs to the account.
    region: String,
    /// The regions that are scanned.
    regions: Vec<String>,
    keep: Arc<Keep>,
    extent: Extent,
    sharing: Sharing,
    beginnings: Beginnings,
    clients: Clients,
}

/// How much of each listing is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All pages.
    Whole,
    /// The first page alone, to see whether the call is allowed.
    FirstPage,
}

/// What is wrong with an answer that should list something.
const NO_LIST: &str = "the answer has no list";
/// What an answer lacks when an element of a list does not name itself.
const ELEMENT: &str = "name of an element of a list";

impl Site {
    /// The site of a region, or of the account as a whole (`global`), whose services are asked in the session's home region.
    pub(crate) fn new(
        session: &Session,
        region: &str,
        keep: Arc<Keep>,
        extent: Extent,
        sharing: Sharing,
    ) -> Self {
        let asked = if region == crate::inventory::GLOBAL {
            &session.home
        } else {
            region
        };
        let config = session
            .config
            .to_builder()
            .region(Region::new(asked.to_owned()))
            .build();
        Self {
            shared: Arc::new(Shared {
                config,
                credentials: session.credentials.clone(),
                gate: session.gate.clone(),
                account: session.account.clone(),
                partition: session.partition.clone(),
                region: region.to_owned(),
                regions: session.regions.clone(),
                keep,
                extent,
                sharing,
                beginnings: Beginnings::default(),
                clients: Clients::default(),
            }),
        }
    }

    /// The twelve-digit account id.
    pub(crate) fn account(&self) -> &str {
        &self.shared.account
    }

    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub(crate) fn partition(&self) -> &str {
        &self.shared.partition
    }

    /// The region, or `global`.
    pub(crate) fn region(&self) -> &str {
        &self.shared.region
    }

    /// The regions that are scanned, this one among them.
    pub(crate) fn regions(&self) -> &[String] {
        &self.shared.regions
    }

    /// What to keep of each answer.
    pub(crate) fn keep(&self) -> &Keep {
        &self.shared.keep
    }

    /// The listings that others begin with, as far as they were read.
    pub(super) fn beginnings(&self) -> &Beginnings {
        &self.shared.beginnings
    }

    /// An ARN of this account and region.
    pub(crate) fn arn(&self, service: &str, resource: impl std::fmt::Display) -> String {
        let region = if self.region() == crate::inventory::GLOBAL {
            ""
        } else {
            self.region()
        };
        format!(
            "arn:{}:{service}:{region}:{}:{resource}",
            self.shared.partition, self.shared.account
        )
    }

    /// The ARN of a bucket, which names neither region nor account.
    pub(crate) fn bucket_arn(&self, name: &str) -> String {
        format!("arn:{}:s3:::{name}", self.shared.partition)
    }

    /// Makes one call through the gate.
    pub(crate) fn call<'a, T, E, F>(
        &'a self,
        call: &'static Call,
        request: impl FnOnce() -> F + Send + 'a,
    ) -> BoxFuture<'a, Result<T, Failure>>
    where
        T: Send + 'a,
        E: ServiceError,
        F: Future<Output = Answer<T, E>> + Send + 'a,
    {
        let shared = &self.shared;
        shared.gate.call(&shared.region, call, request)
    }

    /// Makes a call about something that another account owns: that it does not let us is no permission that ours lacks, unless AWS says
    /// that it is.
    pub(crate) fn call_abroad<'a, T, E, F>(
        &'a self,
        call: &'static Call,
        request: impl FnOnce() -> F + Send + 'a,
    ) -> BoxFuture<'a, Result<T, Failure>>
    where
        T: Send + 'a,
        E: ServiceError,
        F: Future<Output = Answer<T, E>> + Send + 'a,
    {
        let meaning: fn(Failure) -> Failure = |failure| match failure {
            Failure::Gap(gap) if denial::is_the_owner_s(&gap) => Failure::Gap(Gap {
                outcome: Outcome::OutOfScope,
                ..gap
            }),
            other => other,
        };
        self.call_meaning(call, request, meaning)
    }

    /// Makes a call about what an ARN names, whoever owns it.
    pub(crate) fn call_about<'a, T, E, F>(
        &'a self,
        arn: &str,
        call: &'static Call,
        request: impl FnOnce() -> F + Send + 'a,
    ) -> BoxFuture<'a, Result<T, Failure>>
    where
        T: Send + 'a,
        E: ServiceError,
        F: Future<Output = Answer<T, E>> + Send + 'a,
    {
        if self.is_abroad(arn) {
            self.call_abroad(call, request)
        } else {
            self.call(call, request)
        }
    }

    /// Whether another account owns what an ARN names. What names no account is taken for ours.
    pub(crate) fn is_abroad(&self, arn: &str) -> bool {
        owner(arn).is_some_and(|owner| owner != self.account())
    }

    /// Makes a call some of whose failures mean something else than their code says.
    pub(crate) fn call_meaning<'a, T, E, F>(
        &'a self,
        call: &'static Call,
        request: impl FnOnce() -> F + Send + 'a,
        meaning: fn(Failure) -> Failure,
    ) -> BoxFuture<'a, Result<T, Failure>>
    where
        T: Send + 'a,
        E: ServiceError,
        F: Future<Output = Answer<T, E>> + Send + 'a,
    {
        let shared = &self.shared;
        shared
            .gate
            .call_meaning(&shared.region, call, request, meaning)
    }

    /// Reads all pages of a listing through the gate. They are opened when their turn has come: thousands of listings may wait, and a paginator of the
    /// SDK takes some twenty kilobytes. `records` translates a page; nothing means that the page lacks its list.
    pub(crate) async fn list<P: Send, E: ServiceError>(
        &self,
        call: &'static Call,
        pages: impl FnOnce() -> Pages<P, E> + Send,
        records: impl Fn(P) -> Option<Vec<Record>>,
    ) -> Listed {
        self.list_meaning(call, pages, |failure| failure, records)
            .await
    }

    /// The same where some failures mean something else than their code says, such as that there is nothing to list.
    pub(crate) async fn list_meaning<P: Send, E: ServiceError>(
        &self,
        call: &'static Call,
        pages: impl FnOnce() -> Pages<P, E> + Send,
        meaning: fn(Failure) -> Failure,
        records: impl Fn(P) -> Option<Vec<Record>>,
    ) -> Listed {
        let mut listed = Listed::default();
        let records = |page| {
            let mut records = records(page)?;
            self.shared.sharing.share(&mut records);
            Some(records)
        };
        let all = self.pages_meaning(call, pages, meaning, records, &mut listed.records);
        if let Err(failure) = all.await {
            listed.gap = Listed::failed(call, failure).gap;
        }
        listed
    }

    /// The same of a listing whose answer comes whole.
    pub(crate) fn list_whole<'a, T, E, F>(
        &'a self,
        call: &'static Call,
        request: impl FnOnce() -> F + Send + 'a,
        records: impl FnOnce(T) -> Option<Vec<Record>> + Send + 'a,
    ) -> impl Future<Output = Listed> + Send + 'a
    where
        T: Send + 'a,
        E: ServiceError,
        F: Future<Output = Answer<T, E>> + Send + 'a,
    {
        let answer = self.call(call, request);
        async move {
            let malformed = || Failure::Gap(self.malformed(call, NO_LIST));
            let records = answer
                .await
                .and_then(|answer| records(answer).ok_or_else(malformed));
            match records {
                Ok(records) => Listed { records, gap: None },
                Err(failure) => Listed::failed(call, failure),
            }
        }
    }

    /// Reads all pages that tell of one resource: all of them, or the failure of the first that could not be read.
    pub(crate) async fn read<P: Send, E: ServiceError, T>(
        &self,
        call: &'static Call,
        pages: impl FnOnce() -> Pages<P, E> + Send,
        items: impl Fn(P) -> Option<Vec<T>>,
    ) -> Result<Vec<T>, Failure> {
        let mut read = Vec::new();
        self.pages(call, pages, items, &mut read).await?;
        Ok(read)
    }

    /// Adds what the pages hold to `read`, until the last page that the site reads or the first that fails. `items` takes a page apart; nothing means
    /// that it lacks its list.
    pub(crate) async fn pages<P: Send, E: ServiceError, T>(
        &self,
        call: &'static Call,
        pages: impl FnOnce() -> Pages<P, E> + Send,
        items: impl Fn(P) -> Option<Vec<T>>,
        read: &mut Vec<T>,
    ) -> Result<(), Failure> {
        self.pages_meaning(call, pages, |failure| failure, items, read)
            .await
    }

    async fn pages_meaning<P: Send, E: ServiceError, T>(
        &self,
        call: &'static Call,
        pages: impl FnOnce() -> Pages<P, E> + Send,
        meaning: fn(Failure) -> Failure,
        items: impl Fn(P) -> Option<Vec<T>>,
        read: &mut Vec<T>,
    ) -> Result<(), Failure> {
        let mut pages = LazyCell::new(pages);
        let (result, more) = watch::pages(async {
            while let Some(page) = self
                .call_meaning(call, || async { pages.next().await.transpose() }, meaning)
                .await?
            {
                match items(page) {
                    Some(items) => read.extend(items),
                    None => return Err(self.malformed(call, NO_LIST).into()),
                }
                if self.shared.extent == Extent::FirstPage {
                    break;
                }
            }
            Ok(())
        })
        .await;
        match result {
            Ok(()) if more && self.shared.extent == Extent::Whole => Err(self
                .malformed(call, "the last page names a next one that it was itself")
                .into()),
            result => result,
        }
    }

    /// Notes and returns that an answer is not what AWS documents.
    pub(crate) fn malformed(&self, call: &'static Call, what: &str) -> Gap {
        let gap = Gap::new(call, Outcome::Malformed, what);
        self.shared.gate.ledger().failed(&self.shared.region, &gap);
        gap
    }

    /// Notes how many resources a call told of.
    pub(crate) fn told(&self, call: &'static Call, resources: usize) {
        self.shared
            .gate
            .ledger()
            .resources(&self.shared.region, call, resources);
    }
}

/// The account that owns what an ARN names.
pub(crate) fn owner(arn: &str) -> Option<&str> {
    arn.split(':').nth(4).filter(|owner| !owner.is_empty())
}

/// The SDK's point in time as ours; nothing when it is out of all reason.
pub(crate) fn timestamp(time: Option<&aws_smithy_types::DateTime>) -> Option<Timestamp> {
    let time = time?;
    Timestamp::new(time.secs(), i32::try_from(time.subsec_nanos()).ok()?).ok()
}

/// Pairs of key and value as a map. A value may be empty and is sent all the same; a tag without its key or its value was not read.
pub(crate) fn tags<'a>(
    call: &'static Call,
    pairs: impl IntoIterator<Item = (Option<&'a str>, Option<&'a str>)>,
) -> Result<Option<Value>, Gap> {
    let mut tags = Map::new_vec();
    for (key, value) in pairs {
        let key = written(key).ok_or_else(|| Gap::missing(call, "key of a tag"))?;
        let value = value.ok_or_else(|| Gap::missing(call, "value of a tag"))?;
        tags.insert(key.into(), Value::from(value));
    }
    Ok(Some(tags.into()))
}

/// What a call that reads tags tells of a resource; nothing means that the answer lacks them.
pub(crate) fn tagged<'a, P>(
    ty: &'static RecordType,
    call: &'static Call,
    pairs: Option<P>,
) -> Record
where
    P: IntoIterator<Item = (Option<&'a str>, Option<&'a str>)>,
{
    let mut read = Record::new(ty);
    match pairs {
        Some(pairs) => read.fill(TAGS, tags(call, pairs).map_err(Arc::new)),
        None => read.fill(TAGS, Err(Arc::new(Gap::missing(call, "tags")))),
    }
    read
}

/// Tags that come as a map, in pairs.
pub(crate) fn pairs<'a>(
    map: impl IntoIterator<Item = (&'a String, &'a String)>,
) -> impl Iterator<Item = (Option<&'a str>, Option<&'a str>)> {
    map.into_iter()
        .map(|(key, value)| (Some(key.as_str()), Some(value.as_str())))
}

/// A text that the SDK gives empty when the answer lacks it, because the API's model says that it is always there.
pub(crate) fn written<'a>(text: impl Into<Option<&'a str>>) -> Option<&'a str> {
    text.into().filter(|text| !text.is_empty())
}

/// The ARN to ask about a resource by, which the call that lists it should have told.
pub(crate) fn arn(resource: &Record) -> Result<&str, Gap> {
    resource
        .arn()
        .ok_or_else(|| Gap::missing(resource.ty().read_by, "arn of the resource"))
}

/// A member that AWS leaves out only where that is a fact, as it documents. Elsewhere an answer that lacks it does not tell.
pub(crate) fn always_but<T>(
    absent: bool,
    call: &'static Call,
    member: &str,
    value: Option<T>,
) -> Result<Option<T>, Gap> {
    match value {
        None if !absent => Err(Gap::missing(call, member)),
        value => Ok(value),
    }
}

/// A list out of what was made of each element of an answer's list; one that could not be read leaves the list cut short, not shorter.
pub(crate) fn elements<T: Into<Value>>(
    call: &'static Call,
    elements: impl IntoIterator<Item = Option<T>>,
) -> Value {
    let mut gap = None;
    let mut items = Vec::new();
    for element in elements {
        match element {
            Some(element) => items.push(element.into()),
            None => gap = Some(Arc::new(Gap::missing(call, ELEMENT))),
        }
    }
    Value::from(List { items, gap })
}

/// The same of texts, each once, in the order they first come.
pub(crate) fn distinct<'a>(
    call: &'static Call,
    texts: impl IntoIterator<Item = Option<&'a str>>,
) -> Value {
    let mut seen = HashSet::new();
    let texts = texts.into_iter().map(written);
    elements(
        call,
        texts.filter(|text| text.is_none_or(|text| seen.insert(text))),
    )
}

/// A text out of each element of an answer's list; an element without it leaves the list cut short, not shorter.
pub(crate) fn texts<'a, T: 'a>(
    call: &'static Call,
    elements: Option<&'a Vec<T>>,
    text: impl Fn(&'a T) -> Option<&'a str>,
) -> Option<Value> {
    Some(self::elements(
        call,
        elements?.iter().map(|element| written(text(element))),
    ))
}
