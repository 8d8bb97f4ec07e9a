//! Where S3 is asked when the user names an endpoint: there, with bucket and account in the path. AWS's own endpoints carry them in the host's
//! name, which an emulator on `localhost` or an address has no names for.

use aws_sdk_s3::config::endpoint as s3;
use aws_sdk_s3control::config::endpoint as s3control;
use aws_smithy_runtime_api::client::endpoint::EndpointFuture;
use aws_smithy_types::endpoint::Endpoint;

/// Buckets in the path of an endpoint that was named.
pub(crate) fn bucket_in_path(config: aws_sdk_s3::config::Builder) -> aws_sdk_s3::config::Builder {
    config.endpoint_resolver(BucketInPath(s3::DefaultResolver::new()))
}

/// Accounts not in the host's name of an endpoint that was named; a header has them too.
pub(in crate::collect) fn account_in_header(
    config: aws_sdk_s3control::config::Builder,
) -> aws_sdk_s3control::config::Builder {
    config.endpoint_resolver(AccountInHeader(s3control::DefaultResolver::new()))
}

#[derive(Debug)]
struct BucketInPath(s3::DefaultResolver);

impl s3::ResolveEndpoint for BucketInPath {
    fn resolve_endpoint<'a>(&'a self, params: &'a s3::Params) -> EndpointFuture<'a> {
        let Some(named) = params.endpoint() else {
            return self.0.resolve_endpoint(params);
        };
        let in_path = s3::Params::builder()
            .set_bucket(params.bucket().map(ToOwned::to_owned))
            .set_region(params.region().map(ToOwned::to_owned))
            .endpoint(named)
            .force_path_style(true)
            .build();
        EndpointFuture::new(async move { self.0.resolve_endpoint(&in_path?).await })
    }
}

#[derive(Debug)]
struct AccountInHeader(s3control::DefaultResolver);

impl s3control::ResolveEndpoint for AccountInHeader {
    fn resolve_endpoint<'a>(&'a self, params: &'a s3control::Params) -> EndpointFuture<'a> {
        match params.endpoint() {
            None => self.0.resolve_endpoint(params),
            Some(named) => {
                EndpointFuture::ready(Ok(Endpoint::builder().url(named.to_owned()).build()))
            }
        }
    }
}
