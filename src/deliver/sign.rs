//! Signs posts to AWS by Signature Version 4. The SDK's own clients do so for themselves; this is for the calls that no client of it is here
//! for, or whose body we write ourselves.

use std::time::SystemTime;

use aws_credential_types::provider::ProvideCredentials as _;
use aws_sigv4::http_request::{
    PayloadChecksumKind, SignableBody, SignableRequest, SigningSettings, sign,
};
use aws_sigv4::sign::v4;

use super::http::Post;
use crate::aws::{KeptCredentials, failure};

/// Signs for one service in one region.
pub(super) struct Signer<'a> {
    pub(super) credentials: &'a KeptCredentials,
    pub(super) service: &'static str,
    pub(super) region: &'a str,
}

impl Signer<'_> {
    /// The headers that sign a post.
    ///
    /// # Errors
    /// When there are no credentials, in words that hold nothing of them.
    pub(super) async fn sign(&self, post: &Post<'_>) -> Result<Vec<(String, String)>, String> {
        let credentials = self.credentials.provide_credentials().await;
        let credentials = credentials
            .map_err(|error| format!("there are no credentials: {}", failure::context(&error)))?;
        let identity = credentials.into();
        let mut settings = SigningSettings::default();
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        let unsigned = |_| "the request cannot be signed".to_owned();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(SystemTime::now())
            .settings(settings)
            .build()
            .map_err(unsigned)?
            .into();
        let headers = post.headers.iter().copied();
        let body = SignableBody::Bytes(post.body);
        let unsigned = |_| "the request cannot be signed".to_owned();
        let request = SignableRequest::new("POST", post.url, headers, body).map_err(unsigned)?;
        let signed = sign(request, &parameters).map_err(unsigned)?;
        let (instructions, _) = signed.into_parts();
        let headers = instructions.headers();
        Ok(headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect())
    }
}
