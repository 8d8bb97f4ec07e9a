//! Where in AWS a resource is, as formats of others name it.

use super::Run;
use crate::finding::ResourceRef;

/// The partition: as the ARN says, else as the region's name does; for what has no region, as the regions of the run do.
pub(super) fn partition<'a>(resource: &'a ResourceRef, run: &Run) -> &'a str {
    let of_arn = resource.arn.as_deref().and_then(|arn| {
        let mut parts = arn.split(':');
        let is_arn = parts.next() == Some("arn");
        parts.next().filter(|part| is_arn && !part.is_empty())
    });
    of_arn.unwrap_or_else(|| {
        let first = run.regions.first();
        let region = match resource.region.as_str() {
            "global" => first.map_or("", String::as_str),
            region => region,
        };
        of_region(region)
    })
}

fn of_region(region: &str) -> &'static str {
    match region {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        region if region.starts_with("us-iso-") => "aws-iso",
        region if region.starts_with("us-isob-") => "aws-iso-b",
        region if region.starts_with("eusc-") => "aws-eusc",
        _ => "aws",
    }
}

/// What names the resource among all others: its ARN, else its account, region, type and id.
pub(super) fn qualified(resource: &ResourceRef) -> String {
    match &resource.arn {
        Some(arn) => arn.clone(),
        None => {
            let ResourceRef {
                account,
                region,
                ty,
                id,
                ..
            } = resource;
            let id = id.as_deref().unwrap_or("*");
            format!("{account}/{region}/{ty}/{id}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Severity;
    use crate::finding::Status;
    use crate::report::sample;

    #[test]
    fn the_partition_follows_from_the_arn_the_region_or_the_run() {
        let check = sample::check("iam-x", "x", Severity::Low, &[]);
        let mut run = sample::empty().run;
        let mut finding = sample::finding(&check, Status::Fail, "AWS::IAM::Role", "r", "m");
        let resource = &mut finding.resource;
        assert_eq!(partition(resource, &run), "aws");
        resource.region = "us-gov-west-1".to_owned();
        assert_eq!(partition(resource, &run), "aws-us-gov");
        resource.region = "global".to_owned();
        run.regions = vec!["cn-north-1".to_owned()];
        assert_eq!(partition(resource, &run), "aws-cn");
        resource.arn = Some("arn:aws-eusc:iam::123456789012:role/r".to_owned());
        assert_eq!(partition(resource, &run), "aws-eusc");
    }
}
