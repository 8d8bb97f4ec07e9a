"""Roles, their policies and instance profiles, and the people of an account. Which grant is too wide is the documents' matter."""

from account import Account, policy

# The account that the audit comes from, in an organisation with the samples' accounts.
MANAGEMENT_ACCOUNT = "123456789012"


def trust(*services: str, **condition: dict) -> dict:
    """A trust policy's statement for AWS services; `condition` as in Condition={…}."""
    named = list(services) if len(services) > 1 else services[0]
    return {"Effect": "Allow", "Principal": {"Service": named}, "Action": "sts:AssumeRole", **condition}


def only_for(account: Account) -> dict:
    """The condition by which a service may use a role for this account's resources only (no confused deputy)."""
    return {"StringEquals": {"aws:SourceAccount": account.id}}


def role(account: Account, name: str, trusts: dict, description: str, inline: dict[str, list[dict]] | None = None,
         attached: tuple[str, ...] = (), **tags: str) -> str:
    """`inline`: policy name → statements. `attached`: policy ARNs, or AWS-managed policies by path and name. Gives the ARN."""
    iam = account.client("iam")
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trusts), Description=description,
                           Tags=account.tags(name, **tags))["Role"]["Arn"]
    for policy_name, statements in (inline or {}).items():
        iam.put_role_policy(RoleName=name, PolicyName=policy_name, PolicyDocument=policy(*statements))
    for given in attached:
        arn = given if given.startswith("arn:") else f"arn:aws:iam::aws:policy/{given}"
        iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    return made


def managed_policy(account: Account, name: str, *statements: dict) -> str:
    return account.client("iam").create_policy(
        PolicyName=name, PolicyDocument=policy(*statements), Tags=account.tags(name))["Policy"]["Arn"]


def instance_profile(account: Account, role_name: str) -> str:
    """Named as its role, which is what the console does. Gives the profile's name."""
    iam = account.client("iam")
    iam.create_instance_profile(InstanceProfileName=role_name, Tags=account.tags(role_name))
    iam.add_role_to_instance_profile(InstanceProfileName=role_name, RoleName=role_name)
    return role_name


def console_user(account: Account, name: str, mfa: bool) -> None:
    iam = account.client("iam")
    iam.create_user(UserName=name, Tags=account.tags(name))
    iam.create_login_profile(UserName=name, Password="Sample-only-1234!", PasswordResetRequired=True)
    if mfa:
        device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]["SerialNumber"]
        iam.enable_mfa_device(UserName=name, SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321")


def machine_user(account: Account, name: str, keys: int) -> None:
    iam = account.client("iam")
    iam.create_user(UserName=name, Tags=account.tags(name))
    for _ in range(keys):
        iam.create_access_key(UserName=name)


def strict_password_policy(account: Account) -> None:
    account.client("iam").update_account_password_policy(
        MinimumPasswordLength=14, RequireSymbols=True, RequireNumbers=True, RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=True, AllowUsersToChangePassword=True, MaxPasswordAge=90, PasswordReusePrevention=24)
