//! Site-to-Site VPN connections and Client VPN endpoints. What AWS tells of a connection holds its pre-shared keys; they are never read into
//! the inventory.

use super::PAGE;
use super::vpc::VPC;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{
    Type, boolean, deployed, int, list, one_of, record, relation, string, timestamp,
};

/// ec2:DescribeVpnConnections
pub static DESCRIBE_VPN_CONNECTIONS: Call = Call::new("ec2", "DescribeVpnConnections");
/// ec2:DescribeClientVpnEndpoints. Not every region has them.
pub static DESCRIBE_CLIENT_VPN_ENDPOINTS: Call = Call::new("ec2", "DescribeClientVpnEndpoints")
    .paged(PAGE)
    .unsupported(super::NOT_HERE);

/// A Site-to-Site VPN connection.
pub static VPN_CONNECTION: RecordType = RecordType::regional(
    "AWS::EC2::VPNConnection",
    &DESCRIBE_VPN_CONNECTIONS,
    "A Site-to-Site VPN connection. AWS makes two tunnels for each.",
    &[
        one_of(
            "state",
            &["pending", "available", "deleting", "deleted"],
            "The state.",
        ),
        string(
            "customer_gateway_id",
            "The customer gateway at the other end.",
        ),
        string(
            "vpn_gateway_id",
            "The virtual private gateway; null when it ends elsewhere.",
        )
        .or_null(),
        string(
            "transit_gateway_id",
            "The transit gateway; null when it ends elsewhere.",
        )
        .or_null(),
        list(
            "vgw_telemetry",
            &Type::Record(&VGW_TELEMETRY),
            "How its tunnels are.",
        ),
        list(
            "tunnel_options",
            &Type::Record(&TUNNEL_OPTION),
            "How its tunnels are set up.",
        ),
    ],
)
.deployed_if(&deployed(r#"!(resource.state in ["deleting", "deleted"])"#));

/// How a tunnel is.
pub static VGW_TELEMETRY: RecordType = RecordType::part(
    "VgwTelemetry",
    &DESCRIBE_VPN_CONNECTIONS,
    &["outside_ip_address"],
    "How a tunnel of a Site-to-Site VPN connection is.",
    &[
        string("outside_ip_address", "Its address on AWS's side."),
        one_of("status", &["UP", "DOWN"], "Whether it is up."),
        string("status_message", "What is wrong, if anything is.").or_null(),
        timestamp("last_status_change", "When that changed last.").or_null(),
        int("accepted_route_count", "How many routes were accepted.").or_null(),
    ],
);

/// How a tunnel is set up; its pre-shared key is left out.
pub static TUNNEL_OPTION: RecordType = RecordType::part(
    "TunnelOption",
    &DESCRIBE_VPN_CONNECTIONS,
    &["outside_ip_address"],
    "How a tunnel of a Site-to-Site VPN connection is set up.",
    &[
        string("outside_ip_address", "Its address on AWS's side."),
        boolean("log_enabled", "Whether its log goes to CloudWatch Logs."),
        string("log_group_arn", "The log group.").or_null(),
        string("log_output_format", "`json` or `text`.").or_null(),
    ],
);

/// A Client VPN endpoint.
pub static CLIENT_VPN_ENDPOINT: RecordType = RecordType::regional(
    "AWS::EC2::ClientVpnEndpoint",
    &DESCRIBE_CLIENT_VPN_ENDPOINTS,
    "What people's computers connect to from outside to be in a VPC.",
    &[
        one_of(
            "status",
            &[
                "pending-associate",
                "available",
                "deleting",
                "deleted",
                "pending",
            ],
            "`available` when clients can connect.",
        ),
        string("description", "The description.").or_null(),
        string("client_cidr_block", "The range clients get addresses from.").or_null(),
        boolean(
            "split_tunnel",
            "Whether only traffic for the VPC goes through it.",
        ),
        string("vpc_id", "The VPC, once a subnet is associated.").or_null(),
        record(
            "connection_log_options",
            &CONNECTION_LOG_OPTIONS,
            "Whether connections are logged, and where to.",
        ),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC."),
    ],
)
.deployed_if(&deployed(
    r#"!(resource.status in ["deleting", "deleted"])"#,
));

/// Whether a Client VPN endpoint logs connections.
pub static CONNECTION_LOG_OPTIONS: RecordType = RecordType::part(
    "ConnectionLogOptions",
    &DESCRIBE_CLIENT_VPN_ENDPOINTS,
    &[],
    "Whether a Client VPN endpoint logs connections, and where to.",
    &[
        boolean("enabled", "Whether connections are logged."),
        string("cloudwatch_log_group", "The name of the log group.").or_null(),
        string("cloudwatch_log_stream", "The name of the log stream.").or_null(),
    ],
);
