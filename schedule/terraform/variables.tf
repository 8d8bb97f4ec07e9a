variable "name" {
  description = "What everything here is called."
  type        = string
  default     = "awsert"
}

variable "image" {
  description = "The image with its configuration (schedule/container/Containerfile.configured), by digest or an immutable tag."
  type        = string
}

variable "repository_arn" {
  description = "The ECR repository of the image."
  type        = string
}

variable "reading_policy_file" {
  description = "What `awsert plan --iam-policy --config awsert.yaml` printed; the policy of all checks when it is left out."
  type        = string
  default     = null
}

variable "vpc_id" {
  description = "The VPC of the subnets."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets that reach AWS's APIs through a NAT gateway (not every API has an endpoint for a VPC)."
  type        = list(string)
}

variable "schedule_expression" {
  description = "When it runs."
  type        = string
  default     = "cron(30 5 * * ? *)"
}

variable "schedule_timezone" {
  description = "Whose clock that is."
  type        = string
  default     = "UTC"
}

variable "cpu_architecture" {
  description = "What the image was built for."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "X86_64 or ARM64."
  }
}

variable "cpu" {
  description = "CPU units."
  type        = number
  default     = 512
}

variable "memory" {
  description = "In MiB. A scan of one region took 100 MB; the rest is room for larger accounts."
  type        = number
  default     = 1024
}

variable "log_retention_days" {
  description = "How long the log is kept."
  type        = number
  default     = 365
}

variable "assume_role_arns" {
  description = "The roles that `targets` in awsert.yaml assume."
  type        = list(string)
  default     = []
}

variable "report_bucket" {
  description = "The name of a bucket to make, for reports below awsert/; none when it is left out."
  type        = string
  default     = null
}

variable "report_days" {
  description = "How long reports are kept."
  type        = number
  default     = 365
}

variable "topic_arn" {
  description = "The SNS topic that `deliver` in awsert.yaml names. It also hears of runs that did not do their work, if its policy lets events.amazonaws.com."
  type        = string
  default     = null
}

variable "security_hub" {
  description = "Whether findings go to Security Hub."
  type        = bool
  default     = false
}

variable "webhook_secret_arn" {
  description = "The secret of Secrets Manager that holds the URL of a webhook; the task has it as AWSERT_WEBHOOK_URL."
  type        = string
  default     = null
}

variable "kms_key_arn" {
  description = "A customer managed key for the log group, the bucket, and whatever of the topic and the secret is under it. Its policy has to let CloudWatch Logs use it."
  type        = string
  default     = null
}

variable "file_system" {
  description = "An EFS file system that keeps the store of runs, its access point (which makes the user 65532 the owner) and the security group of its mount targets. Without one each run starts without a history."
  type = object({
    id                = string
    access_point_id   = string
    security_group_id = string
  })
  default = null
}
