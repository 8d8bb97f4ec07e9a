//! What deliveries may do, as policies: each destination by name, in documents apart from those that read.

use super::destination::{Bucket, Delivery, Destination};
use crate::plan::policy::{Document, Grant, Purpose};

/// The documents that deliveries need: one for who runs awsert, and one for each account whose findings go to Security Hub.
pub fn documents(deliveries: &[Delivery], regions: &[String]) -> Vec<Document> {
    let partition = partition(deliveries, regions);
    let (mut objects, mut keys, mut topics, mut imports) = (vec![], vec![], vec![], false);
    for delivery in deliveries {
        match &delivery.to {
            Destination::S3(bucket) => {
                let Bucket { name, prefix, .. } = bucket;
                objects.push(format!("arn:{partition}:s3:::{name}/{prefix}*"));
                keys.extend(bucket.kms_key.as_ref().map(|of| key(of, partition)));
            }
            Destination::Sns(topic) => topics.push(topic.arn.clone()),
            Destination::SecurityHub { .. } => imports = true,
            // No principal of AWS is asked for these.
            Destination::Slack(_) | Destination::Webhook(_) => {}
        }
    }
    let grants = [
        ("AwsertPutsReports", "s3:PutObject", objects),
        ("AwsertEncryptsReports", "kms:GenerateDataKey", keys),
        ("AwsertTellsTopics", "sns:Publish", topics),
    ];
    let grants = grants
        .into_iter()
        .filter_map(|(sid, action, resources)| grant(sid, action, resources))
        .collect();
    let products = format!("arn:{partition}:securityhub:*:*:product/*/default");
    let products = if imports { vec![products] } else { vec![] };
    let import = grant(
        "AwsertImportsFindings",
        "securityhub:BatchImportFindings",
        products,
    );
    let document = |purpose, grants| Document {
        purpose,
        grants,
        ..Document::default()
    };
    let documents = [
        document(Purpose::Delivers, grants),
        document(Purpose::Imports, import.into_iter().collect()),
    ];
    let mut documents = Vec::from(documents);
    documents.retain(|document| !document.grants.is_empty());
    documents
}

fn grant(sid: &'static str, action: &'static str, mut resources: Vec<String>) -> Option<Grant> {
    resources.sort();
    resources.dedup();
    (!resources.is_empty()).then(|| Grant {
        sid,
        actions: vec![action],
        resources,
    })
}

/// The ARN of a key, however it is named. Of an alias nobody knows which key is behind it.
fn key(named: &str, partition: &str) -> String {
    if named.starts_with("arn:") && !named.contains(":alias/") {
        return named.to_owned();
    }
    let id = if named.contains("alias/") { "*" } else { named };
    format!("arn:{partition}:kms:*:*:key/{id}")
}

/// The partition: as a topic says, or the regions.
fn partition<'a>(deliveries: &'a [Delivery], regions: &[String]) -> &'a str {
    let of_topic = deliveries.iter().find_map(|delivery| match &delivery.to {
        Destination::Sns(topic) => topic.arn.split(':').nth(1),
        _ => None,
    });
    let begins = |with| regions.iter().any(|region| region.starts_with(with));
    match of_topic {
        Some(partition) => partition,
        None if begins("cn-") => "aws-cn",
        None if begins("us-gov-") => "aws-us-gov",
        None => "aws",
    }
}
