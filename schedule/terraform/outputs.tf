output "task_definition_arn" {
  description = "What is started."
  value       = aws_ecs_task_definition.scan.arn
}

output "task_role_arn" {
  description = "What the roles in `targets` have to trust."
  value       = aws_iam_role.task.arn
}

output "log_group_name" {
  description = "Where a run says what it did."
  value       = aws_cloudwatch_log_group.scan.name
}

output "run_now" {
  description = "Starts a run at once."
  value = join(" ", [
    "aws ecs run-task --cluster ${aws_ecs_cluster.scan.name} --task-definition ${aws_ecs_task_definition.scan.arn} --launch-type FARGATE",
    "--network-configuration 'awsvpcConfiguration={subnets=[${join(",", var.subnet_ids)}],securityGroups=[${aws_security_group.scan.id}],assignPublicIp=DISABLED}'",
  ])
}
