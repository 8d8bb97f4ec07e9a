"""RDS: subnet groups, parameter groups, instances and Aurora clusters. moto only: LocalStack's community edition has no RDS."""

import json

import identity
from account import Account

# Long enough for every engine's rule, and of no use to anybody.
MADE_UP_PASSWORD = "sample-only-not-a-secret"


def subnet_group(account: Account, name: str, subnets: list[str]) -> str:
    account.client("rds").create_db_subnet_group(
        DBSubnetGroupName=name, DBSubnetGroupDescription=f"Subnets of {name}", SubnetIds=subnets, Tags=account.tags(name))
    return name


def parameter_group(account: Account, name: str, family: str, **parameters: str) -> str:
    rds = account.client("rds")
    rds.create_db_parameter_group(
        DBParameterGroupName=name, DBParameterGroupFamily=family, Description=f"Parameters of {name}", Tags=account.tags(name))
    rds.modify_db_parameter_group(DBParameterGroupName=name, Parameters=as_parameters(parameters))
    return name


def cluster_parameter_group(account: Account, name: str, family: str, **parameters: str) -> str:
    rds = account.client("rds")
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName=name, DBParameterGroupFamily=family, Description=f"Parameters of {name}",
        Tags=account.tags(name))
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName=name, Parameters=as_parameters(parameters))
    return name


def as_parameters(parameters: dict[str, str]) -> list[dict[str, str]]:
    """Python has no dots in names: rds__force_ssl stands for rds.force_ssl."""
    return [{"ParameterName": name.replace("__", "."), "ParameterValue": value, "ApplyMethod": "pending-reboot"}
            for name, value in parameters.items()]


def instance(account: Account, identifier: str, engine: str, version: str, subnet_group: str, groups: list[str],
             **settings) -> dict:
    """`settings` are CreateDBInstance's own parameters. Gives the instance as RDS describes it."""
    rds = account.client("rds")
    rds.create_db_instance(
        DBInstanceIdentifier=identifier, Engine=engine, EngineVersion=version, DBSubnetGroupName=subnet_group,
        VpcSecurityGroupIds=groups, Tags=account.tags(identifier),
        **{"DBInstanceClass": "db.t4g.medium", "AllocatedStorage": 50, "StorageType": "gp3", **settings})
    return rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]


def cluster(account: Account, identifier: str, engine: str, version: str, subnet_group: str, groups: list[str],
            **settings) -> dict:
    """`settings` are CreateDBCluster's own parameters. Gives the cluster as RDS describes it."""
    rds = account.client("rds")
    rds.create_db_cluster(
        DBClusterIdentifier=identifier, Engine=engine, EngineVersion=version, DBSubnetGroupName=subnet_group,
        VpcSecurityGroupIds=groups, Tags=account.tags(identifier), **settings)
    return rds.describe_db_clusters(DBClusterIdentifier=identifier)["DBClusters"][0]


def cluster_instance(account: Account, cluster: str, identifier: str, engine: str, **settings) -> None:
    account.client("rds").create_db_instance(
        DBInstanceIdentifier=identifier, DBClusterIdentifier=cluster, Engine=engine, Tags=account.tags(identifier), **settings)


def enhanced_monitoring(account: Account, prefix: str) -> dict:
    """The settings of an instance that reports every minute, and the role by which it may."""
    arn = identity.role(
        account, f"{prefix}-rds-monitoring",
        identity.trust("monitoring.rds.amazonaws.com", Condition=identity.only_for(account)),
        "Enhanced monitoring of RDS", attached=("service-role/AmazonRDSEnhancedMonitoringRole",))
    return {"MonitoringInterval": 60, "MonitoringRoleArn": arn}


def rotate_managed_secret(account: Account, database: dict) -> None:
    """RDS rotates the password that it manages every seven days; moto makes the secret but leaves the rotation out."""
    account.client("secretsmanager").rotate_secret(
        SecretId=database["MasterUserSecret"]["SecretArn"], RotationRules={"AutomaticallyAfterDays": 7})


def connection(engine: str, host: str, port: int, name: str) -> str:
    """A database secret's whole content, in the shape that Secrets Manager's own rotation functions expect."""
    return json.dumps({"engine": engine, "host": host, "port": port, "dbname": name,
                       "username": "app", "password": MADE_UP_PASSWORD})
