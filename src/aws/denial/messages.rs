//! Messages as AWS sends them, for the tests.

use super::DeniedBy::{
    self, IdentityPolicy, PermissionsBoundary, ResourceControlPolicy, ResourcePolicy,
    ServiceControlPolicy, SessionPolicy, TrustPolicy, VpcEndpointPolicy,
};

/// A message, and what it says: action, who denies, whether explicitly, the policy.
pub(super) type Said = (
    &'static str,
    Option<&'static str>,
    Option<DeniedBy>,
    bool,
    Option<&'static str>,
);

/// The examples of the IAM User Guide, "Troubleshoot access denied error messages", to the letter, misprints included.
pub(super) const USER_GUIDE: &[Said] = &[
    (
        "User: arn:aws:iam::777788889999:user/John is not authorized to perform: codecommit:ListRepositories because no service control policy allows the codecommit:ListRespositories action",
        Some("codecommit:ListRepositories"),
        Some(ServiceControlPolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:iam::777788889999:user/John is not authorized to perform: codecommit:ListRepositories with an explicit deny in a service control policy",
        Some("codecommit:ListRepositories"),
        Some(ServiceControlPolicy),
        true,
        None,
    ),
    (
        "User: arn:aws:iam::123456789012:user/John is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-east-1:123456789012:secret:* with an explicit deny in a resource control policy",
        Some("secretsmanager:GetSecretValue"),
        Some(ResourceControlPolicy),
        true,
        None,
    ),
    (
        "User: arn:aws:iam::123456789012:user/John is not authorized to perform: codecommit:ListRepositories because no VPC endpoint policy allows the codecommit:ListRepositories action",
        Some("codecommit:ListRepositories"),
        Some(VpcEndpointPolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:iam::123456789012:user/John is not authorized to perform: codedeploy:ListDeployments on resource: arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:* with an explicit deny in a VPC endpoint policy",
        Some("codedeploy:ListDeployments"),
        Some(VpcEndpointPolicy),
        true,
        None,
    ),
    (
        "User: arn:aws:iam::123456789012:user/John is not authorized to perform: codedeploy:ListDeployments on resource: arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:* because no permissions boundary allows the codedeploy:ListDeployments action",
        Some("codedeploy:ListDeployments"),
        Some(PermissionsBoundary),
        false,
        None,
    ),
    (
        "User: arn:aws:iam::777788889999:user/John is not authorized to perform: sagemaker:ListModels with an explicit deny in a permissions boundary",
        Some("sagemaker:ListModels"),
        Some(PermissionsBoundary),
        true,
        None,
    ),
    (
        "User: arn:aws:iam::123456789012:user/John is not authorized to perform: codecommit:ListRepositories because no session policy allows the codecommit:ListRepositories action",
        Some("codecommit:ListRepositories"),
        Some(SessionPolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:iam::123456789012:user/John is not authorized to perform: codedeploy:ListDeployments on resource: arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:* with an explicit deny in a sessions policy",
        Some("codedeploy:ListDeployments"),
        Some(SessionPolicy),
        true,
        None,
    ),
    (
        "User: arn:aws:iam::123456789012:user/John is not authorized to perform: secretsmanager:GetSecretValue because no resource-based policy allows the secretsmanager:GetSecretValue action",
        Some("secretsmanager:GetSecretValue"),
        Some(ResourcePolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:iam::123456789012:user/John is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-east-1:123456789012:secret:* with an explicit deny in a resource-based policy",
        Some("secretsmanager:GetSecretValue"),
        Some(ResourcePolicy),
        true,
        None,
    ),
    (
        "User: arn:aws:iam::123456789012:user/John is not authorized to perform: sts:AssumeRole because no role trust policy allows the sts:AssumeRole action",
        Some("sts:AssumeRole"),
        Some(TrustPolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:iam::777788889999:user/John is not authorized to perform: sts:AssumeRole with an explicit deny in the role trust policy",
        Some("sts:AssumeRole"),
        Some(TrustPolicy),
        true,
        None,
    ),
    (
        "User: arn:aws:iam::123456789012:role/HR is not authorized to perform: codecommit:ListRepositories because no identity-based policy allows the codecommit:ListRepositories action",
        Some("codecommit:ListRepositories"),
        Some(IdentityPolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:iam::123456789012:role/HR is not authorized to perform: codedeploy:ListDeployments on resource: arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:* with an explicit deny in an identity-based policy",
        Some("codedeploy:ListDeployments"),
        Some(IdentityPolicy),
        true,
        None,
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/role-name/role-session-name is not authorized to perform: SNS:Publish on resource: arn:aws:sns:us-east-1:444455556666:role-name-2 with an explicit deny in a VPC endpoint policy transitively through a service control policy",
        Some("SNS:Publish"),
        Some(ServiceControlPolicy),
        true,
        None,
    ),
];

/// Forms that name the policy; accounts and names are made up.
pub(super) const WITH_THE_POLICY: &[Said] = &[
    (
        "User: arn:aws:iam::765656213018:user/frank is not authorized to perform: lambda:ListFunctions on resource: * with an explicit deny in an identity-based policy: arn:aws:iam::765656213018:policy/base",
        Some("lambda:ListFunctions"),
        Some(IdentityPolicy),
        true,
        Some("arn:aws:iam::765656213018:policy/base"),
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to perform: ec2:DescribeInstances with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-s4obcjcl4x/service_control_policy/p-vpm3d96n",
        Some("ec2:DescribeInstances"),
        Some(ServiceControlPolicy),
        true,
        Some(
            "arn:aws:organizations::111122223333:policy/o-s4obcjcl4x/service_control_policy/p-vpm3d96n",
        ),
    ),
    (
        "User: arn:aws:iam::777788889999:user/MaryMajor is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::amzn-s3-demo-bucket1/object-name\" with an explicit deny in a resource control policy, with policy ARN: arn:aws:organizations::777788889999:policy/o-exampleorgid/resource_control_policy/p-examplepolicyid",
        Some("s3:GetObject"),
        Some(ResourceControlPolicy),
        true,
        Some(
            "arn:aws:organizations::777788889999:policy/o-exampleorgid/resource_control_policy/p-examplepolicyid",
        ),
    ),
    (
        "You are not authorized to perform this operation. User: arn:aws:iam::548387266019:user/g05 is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:ap-southeast-1:548387266019:instance/* with an explicit deny in a permissions boundary: arn:aws:iam::548387266019:policy/lab-boundary. Encoded authorization failure message: qM8QPrewJjoOL80iQBVBSZq5WUc_98xldhhCRFJaH_YpY46b319crBxDo2xEs-pK-qq8V6Mho1hiGcbH",
        Some("ec2:RunInstances"),
        Some(PermissionsBoundary),
        true,
        Some("arn:aws:iam::548387266019:policy/lab-boundary"),
    ),
    (
        "User: arn:aws:iam::111122223333:root is not authorized to perform: iam:GetAccountSummary on resource: * with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-exampleorgid/service_control_policy/p-examplepolicyid.",
        Some("iam:GetAccountSummary"),
        Some(ServiceControlPolicy),
        true,
        Some(
            "arn:aws:organizations::111122223333:policy/o-exampleorgid/service_control_policy/p-examplepolicyid",
        ),
    ),
    (
        "User: arn:aws-us-gov:sts::111122223333:assumed-role/a/b is not authorized to perform: kms:DescribeKey on resource: arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234 with an explicit deny in a resource-based policy",
        Some("kms:DescribeKey"),
        Some(ResourcePolicy),
        true,
        None,
    ),
];

/// What single services say; accounts and names are made up.
pub(super) const OF_SERVICES: &[Said] = &[
    (
        "You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to perform: ec2:DescribeFlowLogs because no identity-based policy allows the ec2:DescribeFlowLogs action",
        Some("ec2:DescribeFlowLogs"),
        Some(IdentityPolicy),
        false,
        None,
    ),
    (
        "You are not authorized to perform this operation. User: arn:aws-us-gov:sts::018743596699:assumed-role/ci/GitHub is not authorized to perform: ec2:CreateInternetGateway on resource: arn:aws-us-gov:ec2:us-gov-west-1:018743596699:internet-gateway/* because no permissions boundary allows the ec2:CreateInternetGateway action. Encoded authorization failure message: mR08NOyRPjVfde9BZ_4YPDcmtO8Ojb5O9HlyX9Vxc2kKmx6Z1rwWuiGVK8",
        Some("ec2:CreateInternetGateway"),
        Some(PermissionsBoundary),
        false,
        None,
    ),
    (
        "You are not authorized to perform this operation. Encoded authorization failure message: PNDOV1oGibO7Rp9Xrnj4T2SVrqi0oHwSQfN3GCWYvRBA8wPcjE50V6jjvK6mrAx-IWIwRRTElJ6lxlwR6-CSlqLqx3kOqNPxrfRlwD7KtKng",
        None,
        None,
        false,
        None,
    ),
    (
        "You are not authorized to perform this operation.",
        None,
        None,
        false,
        None,
    ),
    ("Access Denied", None, None, false, None),
    (
        "User: arn:aws:iam::123456789012:user/MaryMajor is not authorized to perform: s3:ListBucket on resource: \"arn:aws:s3:::amzn-s3-demo-bucket1\" because no resource-based policy allows the s3:ListBucket action",
        Some("s3:ListBucket"),
        Some(ResourcePolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to perform: kms:DescribeKey on resource: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab because no resource-based policy allows the kms:DescribeKey action",
        Some("kms:DescribeKey"),
        Some(ResourcePolicy),
        false,
        None,
    ),
    // KMS says three things at once, none of which is known to be so.
    (
        "User: arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to perform: kms:Decrypt on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access",
        Some("kms:Decrypt"),
        None,
        false,
        None,
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access",
        Some("kms:Decrypt"),
        None,
        false,
        None,
    ),
    (
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
        None,
        None,
        false,
        None,
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to perform: kms:ListKeys on resource: * because no identity-based policy allows the kms:ListKeys action",
        Some("kms:ListKeys"),
        Some(IdentityPolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:sts::047719646211:assumed-role/Ertz/botocore-session-1743032685 is not authorized to perform: secretsmanager:ListSecrets because no identity-based policy allows the secretsmanager:ListSecrets action",
        Some("secretsmanager:ListSecrets"),
        Some(IdentityPolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:iam::654654598709:user/cloud_user is not authorized to perform: secretsmanager:DescribeSecret on resource: arn:aws:secretsmanager:us-east-1:329482598717:secret:dev-api-key-GMOV2I because no resource-based policy allows the secretsmanager:DescribeSecret action",
        Some("secretsmanager:DescribeSecret"),
        Some(ResourcePolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:iam::897744507899:user/dev is not authorized to perform: rds:DescribeDBClusters on resource: arn:aws:rds:us-east-1:897744507899:cluster:* because no identity-based policy allows the rds:DescribeDBClusters action",
        Some("rds:DescribeDBClusters"),
        Some(IdentityPolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:iam::731893500750:user/Joel is not authorized to perform: iam:GetAccountAuthorizationDetails on resource: * because no identity-based policy allows the iam:GetAccountAuthorizationDetails action",
        Some("iam:GetAccountAuthorizationDetails"),
        Some(IdentityPolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/a/b is not authorized to perform: iam:GetRole on resource: role second-role-name because no identity-based policy allows the iam:GetRole action",
        Some("iam:GetRole"),
        Some(IdentityPolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:sts::111122223333:federated-user/vault-1 is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-west-1:111122223333:table/Products because no session policy allows the dynamodb:GetItem action",
        Some("dynamodb:GetItem"),
        Some(SessionPolicy),
        false,
        None,
    ),
    (
        "User: arn:aws:iam::533266998695:user/helios is not authorized to perform: dynamodb:Query on resource: arn:aws:dynamodb:us-west-1:533266998695:table/streams because no VPC endpoint policy allows the dynamodb:Query action",
        Some("dynamodb:Query"),
        Some(VpcEndpointPolicy),
        false,
        None,
    ),
    // The form from before AWS said why; some services still send it.
    (
        "User: arn:aws:iam::123456789012:user/discovery is not authorized to perform: rds:DescribeDBInstances",
        Some("rds:DescribeDBInstances"),
        None,
        false,
        None,
    ),
    (
        "User: arn:aws:sts::123456789012:assumed-role/R/1 is not authorized to perform: lambda:ListFunctions on resource: * with an explicit deny",
        Some("lambda:ListFunctions"),
        None,
        true,
        None,
    ),
    (
        "User: arn:aws:sts::090873815259:assumed-role/f/g is not authorized to perform: connect:* on resource: * with an explicit deny",
        Some("connect:*"),
        None,
        true,
        None,
    ),
    (
        "User is not authorized to perform: bedrock-agentcore-runtime:InvokeAgent",
        Some("bedrock-agentcore-runtime:InvokeAgent"),
        None,
        false,
        None,
    ),
    (
        "not authorized due to an explicit deny in a Service Control Policy",
        None,
        Some(ServiceControlPolicy),
        true,
        None,
    ),
    // S3's own reasons are no policies.
    (
        "User: arn:aws:iam::123456789012:user/MaryMajor is not authorized to perform: s3:PutObject on resource: \"arn:aws:s3:::amzn-s3-demo-bucket1/object-name\" because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type",
        Some("s3:PutObject"),
        None,
        false,
        None,
    ),
    (
        "Account region opt status can only be modified through Isengard.",
        None,
        None,
        false,
        None,
    ),
    ("", None, None, false, None),
];
