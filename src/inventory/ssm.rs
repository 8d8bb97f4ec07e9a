//! AWS Systems Manager: the machines it manages and how they comply, parameters without their values, documents, and what a region sets.

use super::RecordType;
use super::ec2::INSTANCE;
use super::kms::{KEY, KEY_NAMES};
use super::schema::{Type, boolean, deployed, derived, list, one_of, relation, string, timestamp};
use crate::call::Call;

/// ssm:DescribeInstanceInformation
pub static DESCRIBE_INSTANCE_INFORMATION: Call =
    Call::new("ssm", "DescribeInstanceInformation").paged(50);
/// ssm:ListResourceComplianceSummaries
pub static LIST_RESOURCE_COMPLIANCE_SUMMARIES: Call =
    Call::new("ssm", "ListResourceComplianceSummaries").paged(50);
/// ssm:DescribeParameters
pub static DESCRIBE_PARAMETERS: Call = Call::new("ssm", "DescribeParameters").paged(50);
/// ssm:ListDocuments, asked for the account's own.
pub static LIST_DOCUMENTS: Call = Call::new("ssm", "ListDocuments")
    .paged(50)
    .paired(&[("Key", "Value")]);
/// ssm:DescribeDocumentPermission
pub static DESCRIBE_DOCUMENT_PERMISSION: Call = Call::new("ssm", "DescribeDocumentPermission")
    .paged(200)
    .gone(&["InvalidDocument"]);
/// ssm:GetServiceSetting, asked once per setting.
pub static GET_SERVICE_SETTING: Call = Call::new("ssm", "GetServiceSetting")
    .attribute_each()
    .unsupported(&["ServiceSettingNotFound"]);
/// ssm:ListTagsForResource
pub static LIST_TAGS_FOR_RESOURCE: Call = Call::new("ssm", "ListTagsForResource")
    .gone(&["InvalidResourceId"])
    .always(&["TagList"])
    .paired(&[("Key", "Value")]);

/// A machine that Systems Manager manages.
pub static MANAGED_INSTANCE: RecordType = RecordType::regional(
    "AWS::SSM::ManagedInstanceInventory",
    &DESCRIBE_INSTANCE_INFORMATION,
    "A machine with an agent that reports to Systems Manager: an EC2 instance, under its own id, or one from elsewhere. The tags of an EC2 instance are the instance's and not told here.",
    &[
        one_of(
            "resource_type",
            &["EC2Instance", "ManagedInstance"],
            "`EC2Instance`, or `ManagedInstance` for machines from elsewhere.",
        ),
        one_of(
            "ping_status",
            &["Online", "ConnectionLost", "Inactive"],
            "Whether the agent answers.",
        ),
        timestamp("last_ping_date_time", "When the agent last reported."),
        string("agent_version", "The agent's version."),
        boolean(
            "is_latest_version",
            "Whether that is the newest; of Linux alone. Null when AWS does not tell.",
        )
        .or_null(),
        one_of(
            "platform_type",
            &["Linux", "MacOS", "Windows"],
            "The kind of operating system.",
        ),
        string("platform_name", "The operating system; null when AWS does not tell.").or_null(),
        string(
            "platform_version",
            "The operating system's version; null when AWS does not tell.",
        )
        .or_null(),
        relation(
            "instance",
            &INSTANCE,
            "id",
            &["id"],
            "The EC2 instance; null for machines from elsewhere, and for instances that are gone.",
        ),
    ],
)
.deployed_if(&deployed(r#"!resource.id.startsWith("i-")"#))
.tags_by(&LIST_TAGS_FOR_RESOURCE);

/// How a machine stands with its patches.
pub static PATCH_COMPLIANCE: RecordType = RecordType::regional(
    "AWS::SSM::PatchCompliance",
    &LIST_RESOURCE_COMPLIANCE_SUMMARIES,
    "How a managed machine stood with its patches when Patch Manager last looked; its id is the machine's. There is none of a machine that Patch Manager never looked at.",
    COMPLIANCE,
)
.untaggable()
.deployed_if(&deployed("false"));

/// How a machine stands with its associations.
pub static ASSOCIATION_COMPLIANCE: RecordType = RecordType::regional(
    "AWS::SSM::AssociationCompliance",
    &LIST_RESOURCE_COMPLIANCE_SUMMARIES,
    "How the associations of a managed machine fared when State Manager last ran them; its id is the machine's. There is none of a machine without associations.",
    COMPLIANCE,
)
.untaggable()
.deployed_if(&deployed("false"));

const COMPLIANCE: &[super::schema::Attribute] = &[
    one_of(
        "status",
        &["COMPLIANT", "NON_COMPLIANT"],
        "Whether all is as it should be.",
    ),
    one_of(
        "overall_severity",
        &[
            "CRITICAL",
            "HIGH",
            "MEDIUM",
            "LOW",
            "INFORMATIONAL",
            "UNSPECIFIED",
        ],
        "The worst of what is not.",
    ),
    timestamp(
        "execution_time",
        "When that was found; null when AWS does not tell.",
    )
    .or_null(),
];

/// A parameter.
pub static PARAMETER: RecordType = RecordType::regional(
    "AWS::SSM::Parameter",
    &DESCRIBE_PARAMETERS,
    "A parameter in Parameter Store. Its value is never read.",
    &[
        one_of(
            "type",
            &["String", "StringList", "SecureString"],
            "`SecureString` when it is encrypted.",
        ),
        string(
            "key_id",
            "The KMS key of a `SecureString`, `alias/aws/ssm` for AWS's own; null for others.",
        )
        .or_null(),
        one_of(
            "tier",
            &["Standard", "Advanced", "Intelligent-Tiering"],
            "What it is paid as.",
        ),
        string(
            "data_type",
            "`text`, or what the value has to be: `aws:ec2:image`.",
        ),
        timestamp("last_modified_date", "When it was last changed."),
        relation(
            "kms_key",
            &KEY,
            "key_id",
            KEY_NAMES,
            "The KMS key; null for parameters that are not encrypted, and when there is none of that name any more.",
        ),
        derived(
            "is_encrypted",
            Type::Bool,
            r#"resource.type == "SecureString""#,
            "Whether it is encrypted.",
        ),
        derived(
            "is_encrypted_by_own_key",
            Type::Bool,
            r#"resource.key_id != null && !resource.key_id.endsWith("alias/aws/ssm")"#,
            "Whether it is encrypted with a key of the user's choice, not with AWS's own.",
        ),
    ],
)
.tags_by(&LIST_TAGS_FOR_RESOURCE);

/// A document.
pub static DOCUMENT: RecordType = RecordType::regional(
    "AWS::SSM::Document",
    &LIST_DOCUMENTS,
    "A document of the account's own: what to do on machines, or in the account. What it says is never read.",
    &[
        string(
            "document_type",
            "What it is for: `Command`, `Automation`, `Session`, `Policy` …",
        ),
        string("owner", "The account that owns it."),
        timestamp("created_date", "When it was made."),
        list(
            "account_ids",
            &Type::String,
            "The accounts it is shared with; `all` for everybody.",
        )
        .read_by(&DESCRIBE_DOCUMENT_PERMISSION),
        derived(
            "is_public",
            Type::Bool,
            r#"resource.account_ids.exists(id, id == "all" || id == "All")"#,
            "Whether everybody can read and run it.",
        ),
    ],
)
.deployed_if(&deployed("resource.owner == resource.account"));

/// What an account sets for Systems Manager in a region. AWS has a call for each setting and no resource that holds them, so the type is ours.
pub static REGION_SETTINGS: RecordType = RecordType::regional(
    "AWS::SSM::RegionSettings",
    &GET_SERVICE_SETTING,
    "What the account sets for Systems Manager in a region; its id is the region's name. (Neither CloudFormation nor Config has this type; the name is ours.)",
    &[
        one_of(
            "documents_public_sharing_permission",
            &["Enable", "Disable"],
            "Whether documents can be made public: `/ssm/documents/console/public-sharing-permission`.",
        ),
        string(
            "automation_log_destination",
            "`CloudWatch` where the output of scripts in automations is logged: `/ssm/automation/customer-script-log-destination`; empty where it is not.",
        ),
    ],
)
.single();
