//! Listings that others begin with: the stages of REST APIs are listed by REST API, so that these come first; and those that tell of resources which
//! come to matter one after the other. Such a listing is read once in each place, by whichever asks first; the others wait for it, and share what
//! came of it.

use jiff::Timestamp;
use tokio::sync::OnceCell;

use super::iam::CredentialReport;
use super::kms::Alias;
use super::site::{Pages, Site};
use crate::aws::Failure;
use crate::aws::session::ServiceError;
use crate::call::Call;
use crate::inventory::Gap;

/// What was read of a listing, and what ended it early if anything did.
#[derive(Debug)]
pub(super) struct Begun<T> {
    pub(super) items: Vec<T>,
    pub(super) failure: Option<Failure>,
}

impl<T> Begun<T> {
    /// Why it ended early, if it did; what lists has nothing to be absent or gone.
    pub(super) fn gap(&self) -> Option<Gap> {
        match &self.failure {
            Some(Failure::Gap(gap)) => Some(gap.clone()),
            Some(Failure::Absent | Failure::Gone) | None => None,
        }
    }
}

/// The listings of one place that several share.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    pub(super) rest_apis: OnceCell<Begun<aws_sdk_apigateway::types::RestApi>>,
    pub(super) http_apis: OnceCell<Begun<aws_sdk_apigatewayv2::types::Api>>,
    pub(super) clusters: OnceCell<Begun<String>>,
    pub(super) load_balancers: OnceCell<Begun<aws_sdk_elasticloadbalancingv2::types::LoadBalancer>>,
    pub(super) backup_vaults: OnceCell<Begun<aws_sdk_backup::types::BackupVaultListMember>>,
    pub(super) web_acls: OnceCell<Begun<aws_sdk_wafv2::types::WebAclSummary>>,
    pub(super) key_aliases: OnceCell<Begun<Alias>>,
    /// Tells of the users and of root alike.
    pub(super) credential_report: OnceCell<Result<(CredentialReport, Timestamp), Failure>>,
}

/// Reads all pages of a listing into its cell, unless that was done or is under way: then the pages are not asked for.
pub(super) async fn begun<'a, P: Send, E: ServiceError, T>(
    site: &Site,
    kept: &'a OnceCell<Begun<T>>,
    call: &'static Call,
    pages: impl FnOnce() -> Pages<P, E> + Send,
    items: impl Fn(P) -> Option<Vec<T>>,
) -> &'a Begun<T> {
    kept.get_or_init(|| async {
        let mut read = Vec::new();
        let failure = site.pages(call, pages, items, &mut read).await.err();
        Begun {
            items: read,
            failure,
        }
    })
    .await
}
