# The bucket of the reports, when one is asked for: private, encrypted, over TLS only, and not for ever.

locals {
  bucket = var.report_bucket == null ? 0 : 1
}

resource "aws_s3_bucket" "reports" {
  count = local.bucket

  bucket = var.report_bucket
}

resource "aws_s3_bucket_server_side_encryption_configuration" "reports" {
  count = local.bucket

  bucket = aws_s3_bucket.reports[0].id

  rule {
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "reports" {
  count = local.bucket

  bucket = aws_s3_bucket.reports[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "reports" {
  count = local.bucket

  bucket                  = aws_s3_bucket.reports[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "reports" {
  count = local.bucket

  bucket = aws_s3_bucket.reports[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "reports" {
  count = local.bucket

  bucket = aws_s3_bucket.reports[0].id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = var.report_days
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.reports]
}

data "aws_iam_policy_document" "reports" {
  count = local.bucket

  statement {
    sid     = "OnlyOverTls"
    effect  = "Deny"
    actions = ["s3:*"]
    resources = [
      aws_s3_bucket.reports[0].arn,
      "${aws_s3_bucket.reports[0].arn}/*",
    ]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "reports" {
  count = local.bucket

  bucket = aws_s3_bucket.reports[0].id
  policy = data.aws_iam_policy_document.reports[0].json

  depends_on = [aws_s3_bucket_public_access_block.reports]
}
