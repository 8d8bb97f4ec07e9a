# Three roles: what the scan may do, what ECS does to start it, what the schedule may start.

locals {
  # One document, or an array where one is too large.
  policies = flatten([jsondecode(file(coalesce(var.reading_policy_file, "${path.module}/../policy/awsert-reading.json")))])
}

data "aws_iam_policy_document" "task_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:ecs:${local.region}:${local.account}:*"]
    }
  }
}

resource "aws_iam_role" "task" {
  name               = "${var.name}-task"
  description        = "Reads for awsert, and delivers its findings"
  assume_role_policy = data.aws_iam_policy_document.task_trust.json
}

resource "aws_iam_policy" "reading" {
  count = length(local.policies)

  name        = "${var.name}-reads-${count.index + 1}"
  description = "What awsert scan reads"
  policy      = jsonencode(local.policies[count.index])
}

resource "aws_iam_role_policy_attachment" "reading" {
  count = length(local.policies)

  role       = aws_iam_role.task.name
  policy_arn = aws_iam_policy.reading[count.index].arn
}

locals {
  uses_key = var.kms_key_arn != null && (var.report_bucket != null || var.topic_arn != null)
  delivers = anytrue([
    length(var.assume_role_arns) > 0, var.report_bucket != null, var.topic_arn != null, var.security_hub, var.file_system != null
  ])
}

data "aws_iam_policy_document" "delivering" {
  count = local.delivers ? 1 : 0

  dynamic "statement" {
    for_each = length(var.assume_role_arns) > 0 ? [1] : []

    content {
      sid       = "AssumeTargets"
      actions   = ["sts:AssumeRole"]
      resources = var.assume_role_arns
    }
  }

  dynamic "statement" {
    for_each = var.report_bucket == null ? [] : [1]

    content {
      sid       = "WriteReports"
      actions   = ["s3:PutObject"]
      resources = ["${aws_s3_bucket.reports[0].arn}/awsert/*"]
    }
  }

  dynamic "statement" {
    for_each = var.topic_arn == null ? [] : [1]

    content {
      sid       = "TellTopic"
      actions   = ["sns:Publish"]
      resources = [var.topic_arn]
    }
  }

  dynamic "statement" {
    for_each = var.security_hub ? [1] : []

    content {
      sid     = "TellSecurityHub"
      actions = ["securityhub:BatchImportFindings"]
      # The account's own product, in every region that is scanned.
      resources = ["arn:${local.partition}:securityhub:*:${local.account}:product/${local.account}/default"]
    }
  }

  dynamic "statement" {
    for_each = local.uses_key ? [1] : []

    content {
      sid       = "UseKey"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = [for service in ["s3", "sns"] : "${service}.${local.region}.${data.aws_partition.current.dns_suffix}"]
      }
    }
  }

  dynamic "statement" {
    for_each = var.file_system == null ? [] : [var.file_system]

    content {
      sid       = "MountFileSystem"
      actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
      resources = ["arn:${local.partition}:elasticfilesystem:${local.region}:${local.account}:file-system/${statement.value.id}"]

      condition {
        test     = "StringEquals"
        variable = "elasticfilesystem:AccessPointArn"
        values   = ["arn:${local.partition}:elasticfilesystem:${local.region}:${local.account}:access-point/${statement.value.access_point_id}"]
      }
    }
  }
}

resource "aws_iam_role_policy" "delivering" {
  count = local.delivers ? 1 : 0

  name   = "deliver"
  role   = aws_iam_role.task.name
  policy = data.aws_iam_policy_document.delivering[0].json
}

data "aws_iam_policy_document" "execution_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_iam_role" "execution" {
  name               = "${var.name}-execution"
  description        = "Starts awsert's container"
  assume_role_policy = data.aws_iam_policy_document.execution_trust.json
}

data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "EnterRegistry" # takes no resource
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [var.repository_arn]
  }

  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.scan.arn}:*"]
  }

  dynamic "statement" {
    for_each = var.webhook_secret_arn == null ? [] : [1]

    content {
      sid       = "ReadWebhook"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [var.webhook_secret_arn]
    }
  }

  dynamic "statement" {
    for_each = var.webhook_secret_arn != null && var.kms_key_arn != null ? [1] : []

    content {
      sid       = "DecryptWebhook"
      actions   = ["kms:Decrypt"]
      resources = [var.kms_key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${local.region}.${data.aws_partition.current.dns_suffix}"]
      }
    }
  }
}

resource "aws_iam_role_policy" "execution" {
  name   = "start-container"
  role   = aws_iam_role.execution.name
  policy = data.aws_iam_policy_document.execution.json
}

data "aws_iam_policy_document" "schedule_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [aws_scheduler_schedule_group.scan.arn]
    }
  }
}

resource "aws_iam_role" "schedule" {
  name               = "${var.name}-schedule"
  description        = "Starts awsert's task"
  assume_role_policy = data.aws_iam_policy_document.schedule_trust.json
}

data "aws_iam_policy_document" "schedule" {
  statement {
    sid       = "StartTask"
    actions   = ["ecs:RunTask"]
    resources = [aws_ecs_task_definition.scan.arn]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [aws_ecs_cluster.scan.arn]
    }
  }

  statement {
    sid       = "PassItsRoles"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.task.arn, aws_iam_role.execution.arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "schedule" {
  name   = "start-task"
  role   = aws_iam_role.schedule.name
  policy = data.aws_iam_policy_document.schedule.json
}
