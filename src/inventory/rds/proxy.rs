//! RDS Proxies.

use super::LIST_TAGS_FOR_RESOURCE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::ec2::{SECURITY_GROUP, SUBNET};
use crate::inventory::schema::{Type, boolean, int, list, one_of, relations, string, timestamp};
use crate::inventory::secretsmanager::SECRET;

/// rds:DescribeDBProxies
pub static DESCRIBE_DB_PROXIES: Call = Call::new("rds", "DescribeDBProxies").paged(100);

/// A proxy in front of databases.
pub static DB_PROXY: RecordType = RecordType::regional(
    "AWS::RDS::DBProxy",
    &DESCRIBE_DB_PROXIES,
    "A pool of connections in front of a database.",
    &[
        string("status", "`available` when it takes connections."),
        string("engine_family", "`MYSQL`, `POSTGRESQL` or `SQLSERVER`."),
        boolean("require_tls", "Whether clients must use TLS."),
        boolean("debug_logging", "Whether it logs SQL statements."),
        int(
            "idle_client_timeout",
            "Seconds after which idle clients are dropped.",
        ),
        string("role_arn", "The role with which it reads secrets."),
        list(
            "auth",
            &Type::Record(&PROXY_AUTH),
            "How it logs in to the database and clients to it.",
        ),
        list(
            "secret_arns",
            &Type::String,
            "The secrets whose credentials it uses.",
        ),
        string("vpc_id", "The VPC."),
        list("vpc_subnet_ids", &Type::String, "The ids of its subnets."),
        list(
            "vpc_security_group_ids",
            &Type::String,
            "The ids of its security groups.",
        ),
        string(
            "endpoint",
            "Where clients connect; null while it is being made.",
        )
        .or_null(),
        timestamp("created_date", "When it was made."),
        relations(
            "subnets",
            &Type::Record(&SUBNET),
            "vpc_subnet_ids",
            &["id"],
            "Its subnets.",
        ),
        relations(
            "security_groups",
            &Type::Record(&SECURITY_GROUP),
            "vpc_security_group_ids",
            &["id"],
            "Its security groups.",
        ),
        relations(
            "secrets",
            &Type::Record(&SECRET),
            "secret_arns",
            &["arn"],
            "The secrets whose credentials it uses.",
        ),
    ],
)
.tags_by(&LIST_TAGS_FOR_RESOURCE);

/// One way in.
pub static PROXY_AUTH: RecordType = RecordType::part(
    "UserAuthConfig",
    &DESCRIBE_DB_PROXIES,
    &["secret_arn", "user_name"],
    "A database user of a proxy, and how clients log in as that user.",
    &[
        string(
            "auth_scheme",
            "`SECRETS` when the password is in Secrets Manager.",
        )
        .or_null(),
        string(
            "secret_arn",
            "The secret; null with IAM all the way to the database.",
        )
        .or_null(),
        string(
            "user_name",
            "The database user; null when the secret names it.",
        )
        .or_null(),
        one_of(
            "iam_auth",
            &["DISABLED", "REQUIRED", "ENABLED"],
            "Whether clients log in with IAM.",
        )
        .or_null(),
    ],
);
