"""What every corrected account has besides its own document's repairs, so that what a scan still finds there is the document's
own weakness: flow logs, an empty default security group, EBS encryption by default, a password policy.

An initial account gets AWS's defaults instead. Documents that make one of these their own subject do it themselves.
"""

import firewall
import keys
import watching
from account import Account, allow
from identity import only_for, role, strict_password_policy, trust
from network import Network


def settle_account(account: Account) -> None:
    if account.is_corrected:
        account.client("ec2").enable_ebs_encryption_by_default()
        strict_password_policy(account)


def settle_network(network: Network) -> None:
    if network.account.is_corrected:
        firewall.empty_default_group(network)
        log_flows_to_group(network)
    else:
        firewall.as_aws_makes_default_group(network)


def log_flows_to_group(network: Network) -> None:
    """All traffic into a log group, kept 90 days and encrypted, by a role that may write to that group alone."""
    account, group = network.account, f"/aws/vpc/{network.name}-flow-logs"
    key = keys.key(account, f"Logs of {network.name}", alias=f"{network.name}-logs", rotates=True)
    arn = watching.log_group(account, group, 90, key) + ":*"
    writer = role(
        account, f"{network.name}-flow-logs", trust("vpc-flow-logs.amazonaws.com", Condition=only_for(account)),
        "Delivers VPC flow logs to their log group",
        inline={"write-flow-logs": [allow(["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups",
                                           "logs:DescribeLogStreams"], arn)]})
    network.flow_log("ALL", LogDestinationType="cloud-watch-logs", LogGroupName=group, DeliverLogsPermissionArn=writer)
