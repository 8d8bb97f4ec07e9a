//! Reports into a bucket: an object for each format and run.

use std::io;

use aws_config::Region;
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::ServerSideEncryption;
use aws_smithy_types::body::SdkBody;

use super::calls::PUT_OBJECT;
use super::destination::Bucket;
use super::send::Base;
use super::trouble::Trouble;
use crate::aws::Failure;
use crate::collect::bucket_in_path;
use crate::report::terminal::{Colour, Style};
use crate::report::{Format, Report, Run};

/// Puts the reports, and says how many objects they are.
///
/// # Errors
/// When one could not be put; those before it are there.
pub(super) async fn put(bucket: &Bucket, report: &Report, base: &Base) -> Result<usize, Trouble> {
    let mut region = bucket.region.clone();
    let mut count = 0;
    for format in &bucket.formats {
        let written = tokio::task::block_in_place(|| rendered(*format, report));
        let body = written.map_err(|error| {
            Trouble::new(
                format!("{} cannot be written: {error}", format.name()),
                "run again",
            )
        })?;
        for key in keys(bucket, &report.run, *format) {
            let put = Put {
                bucket,
                key: &key,
                format: *format,
                body: &body,
            };
            put.to(base, &mut region).await?;
            count += 1;
        }
    }
    Ok(count)
}

fn rendered(format: Format, report: &Report) -> io::Result<SdkBody> {
    let mut text = Vec::new();
    let style = Style::detect(false, Colour::Never, false);
    format.write(report, &style, &mut text)?;
    Ok(SdkBody::from(text))
}

/// What the report is called there: by account and run, so that none takes another's place.
fn keys(bucket: &Bucket, run: &Run, format: Format) -> Vec<String> {
    let accounts = match run.accounts.as_slice() {
        [only] => only,
        _ => "several",
    };
    let ending = format.extension();
    let of = |name: &str| format!("{}{accounts}/{name}.{ending}", bucket.prefix);
    let latest = bucket.latest.then(|| of("latest"));
    [of(&run.id)].into_iter().chain(latest).collect()
}

/// One object.
struct Put<'a> {
    bucket: &'a Bucket,
    key: &'a str,
    format: Format,
    body: &'a SdkBody,
}

impl Put<'_> {
    /// Puts it. Where the bucket is in another region, S3 says in which, and it is put there.
    async fn to(&self, base: &Base, region: &mut Option<String>) -> Result<(), Trouble> {
        let mut tried = false;
        loop {
            let bucket = self.bucket;
            // What is in memory can always be sent again.
            let Some(body) = self.body.try_clone() else {
                return Err(Trouble::new("the report cannot be sent", "run again"));
            };
            let mut request = base
                .s3(region.as_deref())
                .put_object()
                .bucket(&bucket.name)
                .key(self.key)
                .content_type(self.format.media_type())
                .body(ByteStream::new(body));
            if let Some(key) = &bucket.kms_key {
                request = request
                    .server_side_encryption(ServerSideEncryption::AwsKms)
                    .ssekms_key_id(key);
            }
            let Err(error) = Box::pin(request.send()).await else {
                return Ok(());
            };
            let there = error
                .raw_response()
                .and_then(|answer| answer.headers().get("x-amz-bucket-region"))
                .map(ToOwned::to_owned);
            if there.is_some() && there != *region && !tried {
                (*region, tried) = (there, true);
                continue;
            }
            let gap = match Failure::of(&PUT_OBJECT, &error) {
                Failure::Gap(gap) => gap,
                Failure::Absent | Failure::Gone => {
                    return Err(Trouble::new(
                        "the bucket is not there",
                        "make it, or name another",
                    ));
                }
            };
            return Err(Trouble::of(&gap));
        }
    }
}

impl Base {
    fn s3(&self, region: Option<&str>) -> Client {
        let mut config = aws_sdk_s3::config::Builder::from(&self.config)
            .retry_classifier(self.credentials.clone());
        if let Some(region) = region {
            config = config.region(Region::new(region.to_owned()));
        }
        Client::from_conf(bucket_in_path(config).build())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn objects_are_named_by_account_and_run() {
        let mut bucket = Bucket {
            name: "reports".to_owned(),
            prefix: "awsert/".to_owned(),
            formats: Vec::new(),
            latest: false,
            kms_key: None,
            region: None,
        };
        let mut run = sample::empty().run;
        run.id = "20261122T033000Z-1a".to_owned();
        run.accounts = vec!["111122223333".to_owned()];
        assert_eq!(
            keys(&bucket, &run, Format::Asff),
            ["awsert/111122223333/20261122T033000Z-1a.asff.json"]
        );
        run.accounts.push("444455556666".to_owned());
        bucket.latest = true;
        assert_eq!(
            keys(&bucket, &run, Format::Html),
            [
                "awsert/several/20261122T033000Z-1a.html",
                "awsert/several/latest.html"
            ]
        );
    }
}
