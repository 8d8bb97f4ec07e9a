//! Transit gateways.

use super::PAGE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{deployed, int, one_of, string, timestamp};

/// ec2:DescribeTransitGateways. Not every region has them.
pub static DESCRIBE_TRANSIT_GATEWAYS: Call = Call::new("ec2", "DescribeTransitGateways")
    .paged(PAGE)
    .unsupported(super::NOT_HERE);

/// A transit gateway.
pub static TRANSIT_GATEWAY: RecordType = RecordType::regional(
    "AWS::EC2::TransitGateway",
    &DESCRIBE_TRANSIT_GATEWAYS,
    "A router between VPCs, VPN connections and other networks: the account's, or one that is shared with it.",
    &[
        one_of(
            "state",
            &["pending", "available", "modifying", "deleting", "deleted"],
            "The state.",
        ),
        string("owner_id", "The account that owns it."),
        string("description", "The description.").or_null(),
        timestamp("creation_time", "When it was made."),
        int(
            "amazon_side_asn",
            "The autonomous system number on AWS's side.",
        ),
        one_of(
            "auto_accept_shared_attachments",
            &["enable", "disable"],
            "Whether it accepts the attachments of other accounts by itself.",
        ),
        one_of(
            "default_route_table_association",
            &["enable", "disable"],
            "Whether attachments get the default route table by themselves.",
        ),
        one_of(
            "default_route_table_propagation",
            &["enable", "disable"],
            "Whether attachments tell the default route table their routes by themselves.",
        ),
    ],
)
.deployed_if(&deployed(
    r#"!(resource.state in ["deleting", "deleted"]) && resource.owner_id == resource.account"#,
));
