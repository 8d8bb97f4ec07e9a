"""Document E's roles: what its ECS tasks and its rotation function may do. The platform they work on is in sample.py."""

import io
import zipfile

import identity
import keys
from account import Account, allow

IMAGE = "payments-api"


def build(account: Account, secret: str, cluster: dict, key: str) -> None:
    task, execution = build_roles(account, secret, cluster, key)
    ecs = account.client("ecs")
    lower = [{"key": tag["Key"], "value": tag["Value"]} for tag in account.tags("pci-prod")]
    ecs.create_cluster(clusterName="pci-prod", tags=lower, settings=[{"name": "containerInsights", "value": "enabled"}])
    # E X-Ray: no daemon that sends traces
    daemon = account.pick(initial=[], corrected=[{
        "name": "xray-daemon", "essential": False, "portMappings": [{"containerPort": 2000, "protocol": "udp"}],
        "image": "public.ecr.aws/xray/aws-xray-daemon:3.x"}])
    ecs.register_task_definition(
        family="payments-api", networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="512", memory="1024",
        taskRoleArn=task, executionRoleArn=execution, tags=lower,
        containerDefinitions=[{
            "name": "payments-api", "essential": True, "portMappings": [{"containerPort": 8080}],
            "image": f"{account.id}.dkr.ecr.{account.region}.amazonaws.com/{IMAGE}:1.4.2",
            "secrets": [{"name": "GATEWAY_KEY", "valueFrom": secret}],
        }, *daemon])


def build_roles(account: Account, secret: str, cluster: dict, key: str) -> tuple[str, str]:
    trusted = identity.trust("ecs-tasks.amazonaws.com", Condition=identity.only_for(account))
    if not account.is_corrected:
        # E execution role: one role for both, so that the application may do what starting it takes; and the role meant for
        # that has no policy, so that it can neither pull images nor write logs.
        # E task role: it may neither read its secret, nor connect to its database, nor write traces.
        identity.role(account, "pci-payments-execution", trusted, "How ECS starts payments-api")
        role = identity.role(account, "pci-payments-task", trusted, "Task and execution role of payments-api",
                             attached=("service-role/AmazonECSTaskExecutionRolePolicy",),
                             ReadsSecret="pci/prod/payment-gateway")
        return role, role
    connect = (f"arn:aws:rds-db:{account.region}:{account.id}:dbuser:{cluster['DbClusterResourceId']}/payments")
    task = identity.role(
        account, "pci-payments-task", trusted, "What payments-api may do",
        inline={"read-secret": keys.may_read_secret(secret, key), "connect": [allow("rds-db:connect", connect)],
                "trace": [allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"])]},
        ReadsSecret="pci/prod/payment-gateway")
    execution = identity.role(
        account, "pci-payments-execution", trusted, "How ECS starts payments-api",
        inline={"read-secret": keys.may_read_secret(secret, key)},
        attached=("service-role/AmazonECSTaskExecutionRolePolicy",))
    return task, execution


def rotation_function(account: Account, secret: str) -> str:
    """Stands for the function that makes a new key at the gateway; the emulator records the rotation without running it."""
    role = identity.role(
        account, "pci-rotation", identity.trust("lambda.amazonaws.com"),
        "Rotates the payment gateway's key",
        inline={"rotate": [allow(["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret",
                                  "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"], secret)]})
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("index.py", "def handler(event, context):\n    return {}\n")
    return account.client("lambda").create_function(
        FunctionName="pci-rotate-gateway-key", Runtime="python3.12", Role=role, Handler="index.handler",
        Code={"ZipFile": archive.getvalue()}, Tags={tag["Key"]: tag["Value"] for tag in account.tags("pci-rotate-gateway-key")},
    )["FunctionArn"]
