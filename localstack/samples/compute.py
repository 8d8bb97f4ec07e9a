"""EC2 instances and the user data they start with. Images come from localstack/images.json."""

from account import Account

AMAZON_LINUX_2023 = "ami-0a2023c6d1e6f9b01"
AMAZON_LINUX_2 = "ami-0b2018e47f3c9a202"    # end of life since 30 June 2026

HARDENING = """\
#!/bin/bash
set -euo pipefail
dnf install -y dnf-automatic fail2ban
cat > /etc/ssh/sshd_config.d/10-hardening.conf <<'CONF'
PermitRootLogin no
PasswordAuthentication no
MaxAuthTries 3
ClientAliveInterval 300
ClientAliveCountMax 2
CONF
sed -i 's/^apply_updates.*/apply_updates = yes/' /etc/dnf/automatic.conf
systemctl enable --now dnf-automatic.timer fail2ban
systemctl restart sshd
"""


IMDS_V2 = {"HttpTokens": "required", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled"}
IMDS_V1 = {"HttpTokens": "optional", "HttpPutResponseHopLimit": 2, "HttpEndpoint": "enabled"}


def instance(account: Account, name: str, subnet: str, groups: list[str], *, image: str = AMAZON_LINUX_2023,
             profile: str | None = None, key_pair: str | None = None, metadata: dict = IMDS_V2,
             volume_hardened: bool = True, volume_key: str | None = None, user_data: str = HARDENING, **tags: str) -> str:
    """Hardened unless told otherwise, so that a document names what it does differently.

    A public address comes from the subnet, not from the launch: given a network interface's settings, both emulators leave
    the instance's own SecurityGroups empty, which AWS never does.
    """
    volume = hardened_volume(volume_key) if volume_hardened else volume_of_image(account, image)
    optional = {}
    if profile:
        optional["IamInstanceProfile"] = {"Name": profile}
    if key_pair:
        optional["KeyName"] = key_pair
    return account.client("ec2").run_instances(
        ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1, MetadataOptions=metadata, UserData=user_data,
        SubnetId=subnet, SecurityGroupIds=groups,
        BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"DeleteOnTermination": True, **volume}}],
        TagSpecifications=account.tagged("instance", name, **tags) + account.tagged("volume", f"{name}-root"),
        **optional)["Instances"][0]["InstanceId"]


def hardened_volume(key: str | None) -> dict:
    return {"VolumeSize": 30, "VolumeType": "gp3", "Encrypted": True, **({"KmsKeyId": key} if key else {})}


def volume_of_image(account: Account, image: str) -> dict:
    """gp2, not encrypted, 15 GiB as the image's snapshot. No size is given: LocalStack encrypts every volume that has one."""
    found = account.client("ec2").describe_images(ImageIds=[image])["Images"][0]
    return {"VolumeType": "gp2", "SnapshotId": found["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"]}


def key_pair(account: Account, name: str) -> str:
    account.client("ec2").create_key_pair(KeyName=name, TagSpecifications=account.tagged("key-pair", name))
    return name
