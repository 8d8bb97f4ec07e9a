//! AWS IAM Access Analyzer: the analyzers of a region.

use super::RecordType;
use super::schema::{one_of, string, timestamp};
use crate::call::Call;

/// access-analyzer:ListAnalyzers
pub static LIST_ANALYZERS: Call = Call::new("access-analyzer", "ListAnalyzers")
    .paged(100)
    .always(&["analyzers"])
    .paired(&[("arn", "type"), ("arn", "status"), ("arn", "createdAt")]);

/// An analyzer.
pub static ANALYZER: RecordType = RecordType::regional(
    "AWS::AccessAnalyzer::Analyzer",
    &LIST_ANALYZERS,
    "Something that looks for access from outside, or for access that nobody uses.",
    &[
        one_of(
            "type",
            &[
                "ACCOUNT",
                "ORGANIZATION",
                "ACCOUNT_UNUSED_ACCESS",
                "ORGANIZATION_UNUSED_ACCESS",
                "ACCOUNT_INTERNAL_ACCESS",
                "ORGANIZATION_INTERNAL_ACCESS",
            ],
            "What it looks for, and in what: `ACCOUNT` and `ORGANIZATION` look for access from outside.",
        ),
        one_of(
            "status",
            &["ACTIVE", "CREATING", "DISABLED", "FAILED"],
            "`ACTIVE` when it looks.",
        ),
        timestamp("created_at", "When it was made."),
        timestamp(
            "last_resource_analyzed_at",
            "When it last looked at something; null when it never did.",
        )
        .or_null(),
        string(
            "managed_by",
            "The service that made it and manages it; null for one's own.",
        )
        .or_null(),
    ],
);
