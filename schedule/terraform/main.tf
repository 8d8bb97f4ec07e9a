# EventBridge Scheduler starts a Fargate task, which reads the account and delivers what it found. Who may do what is in iam.tf.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
}

resource "aws_cloudwatch_log_group" "scan" {
  name              = "/awsert/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_ecs_cluster" "scan" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_security_group" "scan" {
  name        = var.name
  description = "awsert: out to AWS and the webhook, nothing in"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.scan.id
  description       = "AWS APIs, the registry, the webhook"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "file_system" {
  count = var.file_system == null ? 0 : 1

  security_group_id            = aws_security_group.scan.id
  description                  = "The file system"
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
  referenced_security_group_id = var.file_system.security_group_id
}

resource "aws_ecs_task_definition" "scan" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  task_role_arn            = aws_iam_role.task.arn
  execution_role_arn       = aws_iam_role.execution.arn

  runtime_platform {
    cpu_architecture        = var.cpu_architecture
    operating_system_family = "LINUX"
  }

  volume {
    name = "runs"

    dynamic "efs_volume_configuration" {
      for_each = var.file_system == null ? [] : [var.file_system]

      content {
        file_system_id     = efs_volume_configuration.value.id
        transit_encryption = "ENABLED"

        authorization_config {
          access_point_id = efs_volume_configuration.value.access_point_id
          iam             = "ENABLED"
        }
      }
    }
  }

  container_definitions = jsonencode([{
    name      = "awsert"
    image     = var.image
    essential = true
    # The task has no deadline of its own.
    command                = ["scan", "--config", "/etc/awsert/awsert.yaml", "--timeout", "1h"]
    user                   = "65532:65532"
    readonlyRootFilesystem = true
    linuxParameters        = { capabilities = { drop = ["ALL"] } }
    # SIGTERM ends the run early; what was read until then is judged and reported. 120 is the most that Fargate waits.
    stopTimeout = 120
    mountPoints = [{ sourceVolume = "runs", containerPath = "/var/lib/awsert", readOnly = false }]
    environment = [{ name = "AWS_REGION", value = local.region }]
    secrets     = var.webhook_secret_arn == null ? [] : [{ name = "AWSERT_WEBHOOK_URL", valueFrom = var.webhook_secret_arn }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.scan.name
        awslogs-region        = local.region
        awslogs-stream-prefix = "scan"
      }
    }
  }])
}

resource "aws_scheduler_schedule_group" "scan" {
  name = var.name
}

resource "aws_scheduler_schedule" "scan" {
  name                         = var.name
  group_name                   = aws_scheduler_schedule_group.scan.name
  schedule_expression          = var.schedule_expression
  schedule_expression_timezone = var.schedule_timezone

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 30
  }

  target {
    arn      = aws_ecs_cluster.scan.arn
    role_arn = aws_iam_role.schedule.arn

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 3
    }

    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.scan.arn
      task_count          = 1
      launch_type         = "FARGATE"

      network_configuration {
        subnets          = var.subnet_ids
        security_groups  = [aws_security_group.scan.id]
        assign_public_ip = false
      }
    }
  }

  depends_on = [aws_iam_role_policy.schedule]
}

# 0 and 1 are runs that did their work. 2, 3, 70, or a task that never started, are not, and nobody reads a log that is not there.
resource "aws_cloudwatch_event_rule" "trouble" {
  count = var.topic_arn == null ? 0 : 1

  name        = "${var.name}-trouble"
  description = "A run of awsert that did not do its work"
  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      taskDefinitionArn = [aws_ecs_task_definition.scan.arn]
      lastStatus        = ["STOPPED"]
      "$or" = [
        { containers = { exitCode = [{ anything-but = [0, 1] }] } },
        { stopCode = ["TaskFailedToStart"] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "trouble" {
  count = var.topic_arn == null ? 0 : 1

  rule      = aws_cloudwatch_event_rule.trouble[0].name
  target_id = "topic"
  arn       = var.topic_arn
}
