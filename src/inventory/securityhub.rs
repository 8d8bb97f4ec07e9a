//! AWS Security Hub (CSPM): whether a region of the account has it, and the standards that it checks.

use super::RecordType;
use super::schema::{boolean, deployed, one_of, string, timestamp};
use crate::call::Call;

/// securityhub:DescribeHub
pub static DESCRIBE_HUB: Call =
    Call::new("securityhub", "DescribeHub").absent(&["ResourceNotFoundException"]);
/// securityhub:GetEnabledStandards
pub static GET_ENABLED_STANDARDS: Call = Call::new("securityhub", "GetEnabledStandards")
    .paged(100)
    .paired(&[
        ("StandardsArn", "StandardsSubscriptionArn"),
        ("StandardsArn", "StandardsStatus"),
        ("StandardsStatusReason", "StatusReasonCode"),
    ]);
/// securityhub:ListTagsForResource
pub static LIST_TAGS_FOR_RESOURCE: Call = Call::new("securityhub", "ListTagsForResource")
    .gone(&["ResourceNotFoundException"])
    .always(&["Tags"]);

/// What Security Hub says, with the code `InvalidAccessException`, where it was never turned on.
pub const NOT_SUBSCRIBED: &str = "not subscribed to AWS Security Hub";

/// A hub.
pub static HUB: RecordType = RecordType::regional(
    "AWS::SecurityHub::Hub",
    &DESCRIBE_HUB,
    "Security Hub in a region of the account: there is one, or it was never turned on there.",
    &[
        timestamp("subscribed_at", "When it was turned on."),
        boolean(
            "auto_enable_controls",
            "Whether new controls of its standards are checked by themselves.",
        ),
        one_of(
            "control_finding_generator",
            &["STANDARD_CONTROL", "SECURITY_CONTROL"],
            "Whether a control that several standards share is told once (`SECURITY_CONTROL`).",
        ),
    ],
)
.tags_by(&LIST_TAGS_FOR_RESOURCE);

/// A standard that a hub checks.
pub static STANDARD: RecordType = RecordType::regional(
    "AWS::SecurityHub::Standard",
    &GET_ENABLED_STANDARDS,
    "A standard that Security Hub checks. Its id is the standard's own ARN; it has no tags.",
    &[
        one_of(
            "standards_status",
            &["PENDING", "READY", "FAILED", "DELETING", "INCOMPLETE"],
            "`READY` when it is checked; `INCOMPLETE` when some controls could not be turned on.",
        ),
        string(
            "status_reason",
            "Why it is not `READY`: `NO_AVAILABLE_CONFIGURATION_RECORDER` …; null where AWS gives no reason.",
        )
        .or_null(),
    ],
)
.untaggable()
.deployed_if(&deployed("false"));
