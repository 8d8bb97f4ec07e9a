//! Each kind of file, in the shapes of widely used modules.

use super::{Deployment, fixture, read, refused, told};

fn of(name: &str) -> String {
    told(&Deployment::read(&[fixture(name)]).unwrap())
}

#[test]
fn the_vpc_module_as_terraform_shows_it() {
    insta::assert_snapshot!(of("vpc.show.json"), @r#"
    module.vpc.aws_default_network_acl.this[0] (aws_default_network_acl)
      AWS::EC2::NetworkAcl id=acl-0aa0000000000000a arn=arn:aws:ec2:eu-west-1:111122223333:network-acl/acl-0aa0000000000000a region=eu-west-1 account=111122223333
    module.vpc.aws_default_route_table.default[0] (aws_default_route_table)
      AWS::EC2::RouteTable id=rtb-0dd0000000000000d arn=arn:aws:ec2:eu-west-1:111122223333:route-table/rtb-0dd0000000000000d region=eu-west-1 account=111122223333
    module.vpc.aws_default_security_group.this[0] (aws_default_security_group)
      AWS::EC2::SecurityGroup id=sg-0dd0000000000000d arn=arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0dd0000000000000d region=eu-west-1 account=111122223333
    module.vpc.aws_eip.nat[0] (aws_eip)
      AWS::EC2::EIP id=eipalloc-0e00000000000000e arn=arn:aws:ec2:eu-west-1:111122223333:elastic-ip/eipalloc-0e00000000000000e region=eu-west-1 account=111122223333
    module.vpc.aws_flow_log.this[0] (aws_flow_log)
      AWS::EC2::FlowLog id=fl-0f00000000000000f arn=arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/fl-0f00000000000000f region=eu-west-1 account=111122223333
    module.vpc.aws_cloudwatch_log_group.flow_log[0] (aws_cloudwatch_log_group)
      AWS::Logs::LogGroup id=/aws/vpc-flow-log/vpc-0f0e0d0c0b0a09081 arn=arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vpc-flow-log/vpc-0f0e0d0c0b0a09081 region=eu-west-1 account=111122223333
    module.vpc.aws_iam_policy.vpc_flow_log_cloudwatch[0] (aws_iam_policy)
      AWS::IAM::ManagedPolicy id=vpc-flow-log-to-cloudwatch-2024 arn=arn:aws:iam::111122223333:policy/vpc-flow-log-to-cloudwatch-2024 account=111122223333
    module.vpc.aws_iam_role.vpc_flow_log_cloudwatch[0] (aws_iam_role)
      AWS::IAM::Role id=vpc-flow-log-role-2024 arn=arn:aws:iam::111122223333:role/vpc-flow-log-role-2024 account=111122223333
    module.vpc.aws_iam_role_policy_attachment.vpc_flow_log_cloudwatch[0] (aws_iam_role_policy_attachment)
      not looked for: PartOfAnother
    module.vpc.aws_internet_gateway.this[0] (aws_internet_gateway)
      AWS::EC2::InternetGateway id=igw-0c00000000000000c arn=arn:aws:ec2:eu-west-1:111122223333:internet-gateway/igw-0c00000000000000c region=eu-west-1 account=111122223333
    module.vpc.aws_nat_gateway.this[0] (aws_nat_gateway)
      AWS::EC2::NatGateway id=nat-0a00000000000000a region=eu-west-1
    module.vpc.aws_route.private_nat_gateway[0] (aws_route)
      not looked for: PartOfAnother
    module.vpc.aws_route_table.private[0] (aws_route_table)
      AWS::EC2::RouteTable id=rtb-0bb0000000000000b arn=arn:aws:ec2:eu-west-1:111122223333:route-table/rtb-0bb0000000000000b region=eu-west-1 account=111122223333
    module.vpc.aws_route_table.public[0] (aws_route_table)
      AWS::EC2::RouteTable id=rtb-0cc0000000000000c arn=arn:aws:ec2:eu-west-1:111122223333:route-table/rtb-0cc0000000000000c region=eu-west-1 account=111122223333
    module.vpc.aws_route_table_association.private[0] (aws_route_table_association)
      not looked for: PartOfAnother
    module.vpc.aws_route_table_association.private[1] (aws_route_table_association)
      not looked for: PartOfAnother
    module.vpc.aws_subnet.private[0] (aws_subnet)
      AWS::EC2::Subnet id=subnet-0b00000000000001b arn=arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-0b00000000000001b region=eu-west-1 account=111122223333
    module.vpc.aws_subnet.private[1] (aws_subnet)
      AWS::EC2::Subnet id=subnet-0b00000000000002b arn=arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-0b00000000000002b region=eu-west-1 account=111122223333
    module.vpc.aws_subnet.public[0] (aws_subnet)
      AWS::EC2::Subnet id=subnet-0a00000000000001a arn=arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-0a00000000000001a region=eu-west-1 account=111122223333
    module.vpc.aws_subnet.public[1] (aws_subnet)
      AWS::EC2::Subnet id=subnet-0a00000000000002a arn=arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-0a00000000000002a region=eu-west-1 account=111122223333
    module.vpc.aws_vpc.this[0] (aws_vpc)
      AWS::EC2::VPC id=vpc-0f0e0d0c0b0a09081 arn=arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-0f0e0d0c0b0a09081 region=eu-west-1 account=111122223333
    module.vpc_endpoints.aws_vpc_endpoint.this["s3"] (aws_vpc_endpoint)
      AWS::EC2::VPCEndpoint id=vpce-0a00000000000000a arn=arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint/vpce-0a00000000000000a region=eu-west-1 account=111122223333
    module.vpc_endpoints.aws_vpc_endpoint.this["secretsmanager"] (aws_vpc_endpoint)
      AWS::EC2::VPCEndpoint id=vpce-0b00000000000000b arn=arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint/vpce-0b00000000000000b region=eu-west-1 account=111122223333
    output nat_public_ips = ["203.0.113.10"]
    output private_subnets = ["subnet-0b00000000000001b","subnet-0b00000000000002b"]
    output vpc_id = "vpc-0f0e0d0c0b0a09081"
    "#);
}

#[test]
fn the_rds_module_in_a_state_file() {
    insta::assert_snapshot!(of("rds.tfstate"), @r#"
    random_password.db (random_password)
      not looked for: Provider
    module.db.module.db_instance.aws_db_instance.this[0] (aws_db_instance)
      AWS::RDS::DBInstance id=orders arn=arn:aws:rds:eu-west-1:111122223333:db:orders region=eu-west-1 account=111122223333
    module.db.module.db_instance.aws_cloudwatch_log_group.this["postgresql"] (aws_cloudwatch_log_group)
      AWS::Logs::LogGroup id=/aws/rds/instance/orders/postgresql arn=arn:aws:logs:eu-west-1:111122223333:log-group:/aws/rds/instance/orders/postgresql region=eu-west-1 account=111122223333
    module.db.module.db_instance.aws_cloudwatch_log_group.this["upgrade"] (aws_cloudwatch_log_group)
      AWS::Logs::LogGroup id=/aws/rds/instance/orders/upgrade arn=arn:aws:logs:eu-west-1:111122223333:log-group:/aws/rds/instance/orders/upgrade region=eu-west-1 account=111122223333
    module.db.module.db_instance.aws_iam_role.enhanced_monitoring[0] (aws_iam_role)
      AWS::IAM::Role id=orders-monitoring arn=arn:aws:iam::111122223333:role/orders-monitoring account=111122223333
    module.db.module.db_instance.aws_iam_role_policy_attachment.enhanced_monitoring[0] (aws_iam_role_policy_attachment)
      not looked for: PartOfAnother
    module.db.module.db_instance.random_id.snapshot_identifier[0] (random_id)
      not looked for: Provider
    module.db.module.db_option_group.aws_db_option_group.this[0] (aws_db_option_group)
      not looked for: Type
    module.db.module.db_parameter_group.aws_db_parameter_group.this[0] (aws_db_parameter_group)
      AWS::RDS::DBParameterGroup id=orders-2024 arn=arn:aws:rds:eu-west-1:111122223333:pg:orders-2024 region=eu-west-1 account=111122223333
    module.db.module.db_subnet_group.aws_db_subnet_group.this[0] (aws_db_subnet_group)
      AWS::RDS::DBSubnetGroup id=orders-2024 arn=arn:aws:rds:eu-west-1:111122223333:subgrp:orders-2024 region=eu-west-1 account=111122223333
    module.security_group.aws_security_group.this_name_prefix[0] (aws_security_group)
      AWS::EC2::SecurityGroup id=sg-0a00000000000000a arn=arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0a00000000000000a region=eu-west-1 account=111122223333
    module.security_group.aws_security_group_rule.ingress_with_cidr_blocks[0] (aws_security_group_rule)
      not looked for: PartOfAnother
    module.db_automated_backups_replication.aws_db_instance_automated_backups_replication.this[0] (aws_db_instance_automated_backups_replication)
      not looked for: Type
    aws_secretsmanager_secret.db (aws_secretsmanager_secret)
      AWS::SecretsManager::Secret id=orders/db arn=arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-a1B2c3 region=eu-west-1 account=111122223333
    aws_secretsmanager_secret_version.db (aws_secretsmanager_secret_version)
      not looked for: PartOfAnother
    output db_instance_endpoint = "orders.abcdefghijkl.eu-west-1.rds.amazonaws.com:5432"
    output db_instance_identifier = "orders"
    output db_instance_port = 5432
    output db_password is secret
    "#);
}

#[test]
fn the_ecs_module_as_opentofu_shows_it() {
    insta::assert_snapshot!(of("ecs.show.json"), @r#"
    aws_wafv2_web_acl.edge (aws_wafv2_web_acl)
      not looked for: Type
    kubernetes_namespace.orders (kubernetes_namespace)
      not looked for: Provider
    awscc_rds_db_proxy.orders (awscc_rds_db_proxy)
      AWS::RDS::DBProxy id=orders
    aws_lambda_function.migrate (aws_lambda_function)
      not looked for: Type
    module.alb.aws_lb.this[0] (aws_lb)
      AWS::ElasticLoadBalancingV2::LoadBalancer id=orders arn=arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/orders/50dc6c495c0c9188 region=eu-west-1 account=111122223333
    module.alb.aws_lb_listener.this["https"] (aws_lb_listener)
      AWS::ElasticLoadBalancingV2::Listener id=app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2 arn=arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2 region=eu-west-1 account=111122223333
    module.alb.aws_lb_target_group.this["orders"] (aws_lb_target_group)
      AWS::ElasticLoadBalancingV2::TargetGroup id=tf-2024 arn=arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/tf-2024/943f017f100becff region=eu-west-1 account=111122223333
    module.alb.aws_security_group.this[0] (aws_security_group)
      AWS::EC2::SecurityGroup id=sg-0b00000000000000b arn=arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0b00000000000000b region=eu-west-1 account=111122223333
    module.alb.aws_vpc_security_group_ingress_rule.this["all_https"] (aws_vpc_security_group_ingress_rule)
      not looked for: PartOfAnother
    module.ecs.module.cluster.aws_cloudwatch_log_group.this[0] (aws_cloudwatch_log_group)
      AWS::Logs::LogGroup id=/aws/ecs/orders arn=arn:aws:logs:eu-west-1:111122223333:log-group:/aws/ecs/orders region=eu-west-1 account=111122223333
    module.ecs.module.cluster.aws_ecs_cluster.this[0] (aws_ecs_cluster)
      AWS::ECS::Cluster id=orders arn=arn:aws:ecs:eu-west-1:111122223333:cluster/orders region=eu-west-1 account=111122223333
    module.ecs.module.cluster.aws_ecs_cluster_capacity_providers.this[0] (aws_ecs_cluster_capacity_providers)
      not looked for: PartOfAnother
    module.ecs.module.service["orders"].aws_appautoscaling_policy.this["cpu"] (aws_appautoscaling_policy)
      AWS::ApplicationAutoScaling::ScalingPolicy id=arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:0a1b2c3d-0000-4000-8000-00000000000a:resource/ecs/service/orders/web:policyName/cpu arn=arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:0a1b2c3d-0000-4000-8000-00000000000a:resource/ecs/service/orders/web:policyName/cpu region=eu-west-1 account=111122223333
    module.ecs.module.service["orders"].aws_appautoscaling_target.this[0] (aws_appautoscaling_target)
      AWS::ApplicationAutoScaling::ScalableTarget id=service/orders/web|ecs:service:DesiredCount|ecs arn=arn:aws:application-autoscaling:eu-west-1:111122223333:scalable-target/0ec5example region=eu-west-1 account=111122223333
    module.ecs.module.service["orders"].aws_ecs_service.this[0] (aws_ecs_service)
      AWS::ECS::Service id=orders/web arn=arn:aws:ecs:eu-west-1:111122223333:service/orders/web region=eu-west-1 account=111122223333
    module.ecs.module.service["orders"].aws_ecs_task_definition.this[0] (aws_ecs_task_definition)
      AWS::ECS::TaskDefinition id=web:7 arn=arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7 region=eu-west-1 account=111122223333
    module.ecs.module.service["orders"].aws_iam_role.task_exec[0] (aws_iam_role)
      AWS::IAM::Role id=web-exec arn=arn:aws:iam::111122223333:role/web-exec account=111122223333
    module.ecs.module.service["orders"].aws_iam_role_policy.tasks[0] (aws_iam_role_policy)
      AWS::IAM::Policy id=role/web-tasks/web-2024
    module.ecs.module.service["orders"].aws_security_group.this[0] (aws_security_group)
      AWS::EC2::SecurityGroup id=sg-0c00000000000000c arn=arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0c00000000000000c region=eu-west-1 account=111122223333
    module.ecs.module.service["orders"].module.container_definition["web"].aws_cloudwatch_log_group.this[0] (aws_cloudwatch_log_group)
      AWS::Logs::LogGroup id=/aws/ecs/web/web arn=arn:aws:logs:eu-west-1:111122223333:log-group:/aws/ecs/web/web region=eu-west-1 account=111122223333
    output cluster_arn = "arn:aws:ecs:eu-west-1:111122223333:cluster/orders"
    output services is secret
    "#);
}

#[test]
fn a_stack_as_pulumi_exports_it() {
    insta::assert_snapshot!(of("orders.pulumi.json"), @r#"
    urn:pulumi:prod::orders::awsx:ec2:Vpc$aws:ec2/vpc:Vpc::orders (aws:ec2/vpc:Vpc)
      AWS::EC2::VPC id=vpc-0f0e0d0c0b0a09081 arn=arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-0f0e0d0c0b0a09081 region=eu-west-1 account=111122223333
    urn:pulumi:prod::orders::awsx:ec2:Vpc$aws:ec2/natGateway:NatGateway::orders-1 (aws:ec2/natGateway:NatGateway)
      AWS::EC2::NatGateway id=nat-0a00000000000000a region=eu-west-1
    urn:pulumi:prod::orders::awsx:ec2:Vpc$aws:ec2/routeTableAssociation:RouteTableAssociation::orders-1 (aws:ec2/routeTableAssociation:RouteTableAssociation)
      not looked for: PartOfAnother
    urn:pulumi:prod::orders::aws:rds/instance:Instance::orders (aws:rds/instance:Instance)
      AWS::RDS::DBInstance id=orders5f1c0de arn=arn:aws:rds:eu-west-1:111122223333:db:orders5f1c0de region=eu-west-1 account=111122223333
    urn:pulumi:prod::orders::aws:s3/bucketV2:BucketV2::uploads (aws:s3/bucketV2:BucketV2)
      AWS::S3::Bucket id=orders-uploads arn=arn:aws:s3:::orders-uploads region=eu-west-1
    urn:pulumi:prod::orders::aws:s3/bucketVersioningV2:BucketVersioningV2::uploads (aws:s3/bucketVersioningV2:BucketVersioningV2)
      not looked for: PartOfAnother
    urn:pulumi:prod::orders::aws:cloudwatch/metricAlarm:MetricAlarm::cpu (aws:cloudwatch/metricAlarm:MetricAlarm)
      AWS::CloudWatch::Alarm id=cpu-1a2b3c4 arn=arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu-1a2b3c4 region=eu-west-1 account=111122223333
    urn:pulumi:prod::orders::aws:iam/role:Role::task (aws:iam/role:Role)
      AWS::IAM::Role id=task-1a2b3c4 arn=arn:aws:iam::111122223333:role/task-1a2b3c4 account=111122223333
    urn:pulumi:prod::orders::aws:lambda/function:Function::migrate (aws:lambda/function:Function)
      not looked for: Type
    urn:pulumi:prod::orders::aws-native:ecs:Cluster::orders (aws-native:ecs:Cluster)
      AWS::ECS::Cluster id=orders
    urn:pulumi:prod::orders::aws-native:apigateway:Stage::orders (aws-native:apigateway:Stage)
      AWS::ApiGateway::Stage id=a1b2c3d4e5/prod
    urn:pulumi:prod::orders::random:index/randomPassword:RandomPassword::db (random:index/randomPassword:RandomPassword)
      not looked for: Provider
    output bucket = {"id":"orders-uploads","urn":"urn:pulumi:prod::orders::aws:s3/bucket:Bucket::uploads"}
    output dbEndpoint = "orders.abcdefghijkl.eu-west-1.rds.amazonaws.com:5432"
    output vpcId = "vpc-0f0e0d0c0b0a09081"
    output connection is secret
    output dbPassword is secret
    "#);
}

#[test]
fn the_outputs_file_of_cdk() {
    insta::assert_snapshot!(of("cdk-outputs.json"), @r#"
    output.ExportsOutputRefVpc8378EB38 (AWS::EC2::VPC)
      AWS::EC2::VPC id=vpc-0f0e0d0c0b0a09081
    output.Orders.ServiceArn (AWS::ECS::Service)
      AWS::ECS::Service id=orders/web arn=arn:aws:ecs:eu-west-1:111122223333:service/orders/web region=eu-west-1 account=111122223333
    output Edge = {"Url":"https://edge.example.com"}
    output ExportsOutputRefVpc8378EB38 = "vpc-0f0e0d0c0b0a09081"
    output LoadBalancerDns = "orders-1.eu-west-1.elb.amazonaws.com"
    output Network = {"ExportsOutputRefVpc8378EB38":"vpc-0f0e0d0c0b0a09081","VpcId":"vpc-0f0e0d0c0b0a09081"}
    output Orders = {"LoadBalancerDns":"orders-1.eu-west-1.elb.amazonaws.com","ServiceArn":"arn:aws:ecs:eu-west-1:111122223333:service/orders/web","Url":"https://orders.example.com"}
    output ServiceArn = "arn:aws:ecs:eu-west-1:111122223333:service/orders/web"
    output VpcId = "vpc-0f0e0d0c0b0a09081"
    "#);
}

#[test]
fn outputs_stand_for_the_resources_that_they_name_where_no_file_names_any() {
    let terraform = r#"{
        "vpc_id": {"sensitive": false, "type": "string", "value": "vpc-0f0e0d0c0b0a09081"},
        "subnets": {"sensitive": false, "type": ["list", "string"], "value": ["subnet-0a00000000000001a", "subnet-12345678"]},
        "service": {"sensitive": false, "type": ["object", {}], "value": {"arn": "arn:aws:ecs:eu-west-1:111122223333:service/orders/web", "port": 80}},
        "image": {"sensitive": false, "type": "string", "value": "ami-0a00000000000001a"},
        "policy": {"sensitive": false, "type": "string", "value": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
        "object": {"sensitive": false, "type": "string", "value": "arn:aws:s3:::orders/key"},
        "password": {"sensitive": true, "type": "string", "value": "vpc-0f0e0d0c0b0a09082"}
    }"#;
    insta::assert_snapshot!(told(&read(&[terraform]).unwrap()), @r#"
    output.service.arn (AWS::ECS::Service)
      AWS::ECS::Service id=orders/web arn=arn:aws:ecs:eu-west-1:111122223333:service/orders/web region=eu-west-1 account=111122223333
    output.subnets[0] (AWS::EC2::Subnet)
      AWS::EC2::Subnet id=subnet-0a00000000000001a
    output.subnets[1] (AWS::EC2::Subnet)
      AWS::EC2::Subnet id=subnet-12345678
    output.vpc_id (AWS::EC2::VPC)
      AWS::EC2::VPC id=vpc-0f0e0d0c0b0a09081
    output image = "ami-0a00000000000001a"
    output object = "arn:aws:s3:::orders/key"
    output policy = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    output service = {"arn":"arn:aws:ecs:eu-west-1:111122223333:service/orders/web","port":80}
    output subnets = ["subnet-0a00000000000001a","subnet-12345678"]
    output vpc_id = "vpc-0f0e0d0c0b0a09081"
    output password is secret
    "#);
    let flat = r#"{"db": "arn:aws:rds:eu-west-1:111122223333:db:orders", "same": "arn:aws:rds:eu-west-1:111122223333:db:orders", "n": 3, "none": null, "token": "[secret]"}"#;
    insta::assert_snapshot!(told(&read(&[flat]).unwrap()), @r#"
    output.db (AWS::RDS::DBInstance)
      AWS::RDS::DBInstance id=orders arn=arn:aws:rds:eu-west-1:111122223333:db:orders region=eu-west-1 account=111122223333
    output db = "arn:aws:rds:eu-west-1:111122223333:db:orders"
    output n = 3
    output none = null
    output same = "arn:aws:rds:eu-west-1:111122223333:db:orders"
    output token is secret
    "#);
    let with_a_state = [
        flat,
        r#"{"version": 4, "terraform_version": "1.9.8", "serial": 1, "lineage": "x", "outputs": {}, "resources": []}"#,
    ];
    insta::assert_snapshot!(told(&read(&with_a_state).unwrap()), @r#"
    output db = "arn:aws:rds:eu-west-1:111122223333:db:orders"
    output n = 3
    output none = null
    output same = "arn:aws:rds:eu-west-1:111122223333:db:orders"
    output token is secret
    "#);
}

#[test]
fn arns_are_told_by_what_they_are_of() {
    let arns = [
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188",
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/classic",
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2",
        "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/ecs/web:*",
        "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/ecs/web:log-stream:1",
        "arn:aws:iam::111122223333:role/service-role/web",
        "arn:aws:kms:eu-west-1:111122223333:alias/orders",
        "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu",
        "arn:aws-us-gov:s3:::orders",
        "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/prod",
        "arn:aws:apigateway:eu-west-1::/vpclinks/a1b2c3",
        "arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap",
        "arn:aws:s3:eu-west-1:111122223333:accesspoint/orders",
        "arn:aws:ecs:eu-west-1:111122223333:service/web",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-a1B2c3",
        "arn:aws:ec2:eu-west-1::image/ami-0a00000000000001a",
        "arn:aws:rds:eu-west-1:",
        "arn:aws:rds:eu-west-1:111122223333:db:a b",
    ];
    let outputs: serde_json::Map<_, _> = arns
        .iter()
        .enumerate()
        .map(|(index, arn)| (format!("{index:02}"), (*arn).into()))
        .collect();
    let deployment = read(&[&serde_json::Value::from(outputs).to_string()]).unwrap();
    let resources: Vec<String> = deployment
        .resources
        .iter()
        .map(|resource| {
            format!(
                "{} {}",
                resource.address,
                super::subject(resource.subject.as_ref().unwrap())
            )
        })
        .collect();
    insta::assert_snapshot!(resources.join("\n"), @r"
    output.00 AWS::ElasticLoadBalancingV2::LoadBalancer id=web arn=arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188 region=eu-west-1 account=111122223333
    output.02 AWS::ElasticLoadBalancingV2::Listener id=app/web/50dc6c495c0c9188/f2f7dc8efc522ab2 arn=arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2 region=eu-west-1 account=111122223333
    output.03 AWS::Logs::LogGroup id=/aws/ecs/web arn=arn:aws:logs:eu-west-1:111122223333:log-group:/aws/ecs/web region=eu-west-1 account=111122223333
    output.05 AWS::IAM::Role id=web arn=arn:aws:iam::111122223333:role/service-role/web account=111122223333
    output.08 AWS::S3::Bucket id=orders arn=arn:aws-us-gov:s3:::orders
    output.09 AWS::ApiGateway::Stage id=a1b2c3/prod arn=arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/prod region=eu-west-1
    output.11 AWS::S3::MultiRegionAccessPoint arn=arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap account=111122223333
    output.12 AWS::S3::AccessPoint id=orders arn=arn:aws:s3:eu-west-1:111122223333:accesspoint/orders region=eu-west-1 account=111122223333
    output.13 AWS::ECS::Service arn=arn:aws:ecs:eu-west-1:111122223333:service/web region=eu-west-1 account=111122223333
    output.14 AWS::SecretsManager::Secret arn=arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-a1B2c3 region=eu-west-1 account=111122223333
    ");
}

#[test]
fn several_files_are_joined() {
    let joined = Deployment::read(&[
        fixture("vpc.show.json"),
        fixture("rds.tfstate"),
        fixture("rds.tfstate"),
        fixture("cdk-outputs.json"),
    ])
    .unwrap();
    let one = |name: &str| Deployment::read(&[fixture(name)]).unwrap();
    let (vpc, rds) = (one("vpc.show.json"), one("rds.tfstate"));
    let together: Vec<_> = [vpc.resources, rds.resources].concat();
    assert_eq!(
        joined.resources, together,
        "each once, in the order of the files"
    );
    assert!(joined.outputs.contains_key("vpc_id"));
    assert!(joined.outputs.contains_key("db_instance_identifier"));
    assert!(joined.outputs.contains_key("ServiceArn"));
}

#[test]
fn an_output_with_two_values_is_an_error_and_one_that_is_secret_anywhere_is_secret() {
    insta::assert_snapshot!(refused(&[r#"{"a": "one"}"#, r#"{"a": "two"}"#]), @r"
    the output a has one value in 1.json and another in 2.json
      give the files of one deployment, or that which is right
    ");
    assert!(read(&[r#"{"a": "one"}"#, r#"{"a": "one"}"#]).is_ok());
    let plain = r#"{"a": "planted"}"#;
    let secret = r#"{"a": {"sensitive": true, "type": "string", "value": "planted"}}"#;
    for order in [[plain, secret], [secret, plain]] {
        let deployment = read(&order).unwrap();
        assert_eq!(told(&deployment), "output a is secret");
    }
    // Two stacks of CDK's may have a key in common: then it is told by its stack alone.
    let stacks = [r#"{"One": {"Url": "a"}}"#, r#"{"Two": {"Url": "b"}}"#];
    insta::assert_snapshot!(told(&read(&stacks).unwrap()), @r#"
    output One = {"Url":"a"}
    output Two = {"Url":"b"}
    "#);
}

#[test]
fn states_of_other_times_and_without_anything_in_them_are_read() {
    let empty = [
        r#"{"format_version": "1.0"}"#,
        r#"{"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": {}}}"#,
        r#"{"version": 4, "terraform_version": "1.9.8", "serial": 1, "lineage": "x", "outputs": {}, "resources": [], "check_results": null}"#,
        r#"{"version": 3, "deployment": {"manifest": {}, "resources": null}}"#,
        "{}",
        "\u{feff}{}",
    ];
    for text in empty {
        assert_eq!(told(&read(&[text]).unwrap()), "", "{text}");
    }
    let terraform_0_12 = r#"{
        "format_version": "0.1", "terraform_version": "0.12.31",
        "values": {"root_module": {"child_modules": [{"address": "module.vpc", "resources": [
            {"address": "aws_vpc.this[0]", "mode": "managed", "type": "aws_vpc", "name": "this", "index": 0,
             "provider_name": "aws", "schema_version": 1, "values": {"id": "vpc-0f0e0d0c0b0a09081"}},
            {"address": "aws_vpc.this[0]", "mode": "managed", "type": "aws_vpc", "name": "this", "index": 0, "deposed_key": "a1b2c3d4",
             "provider_name": "aws", "schema_version": 1, "values": {"id": "vpc-0f0e0d0c0b0a09082"}}]}]}}
    }"#;
    insta::assert_snapshot!(told(&read(&[terraform_0_12]).unwrap()), @r"
    module.vpc.aws_vpc.this[0] (aws_vpc)
      AWS::EC2::VPC id=vpc-0f0e0d0c0b0a09081
    ");
    let state = r#"{
        "version": 4, "terraform_version": "0.12.31", "serial": 1, "lineage": "x", "outputs": {},
        "resources": [
            {"module": "module.a", "mode": "managed", "type": "aws_vpc", "name": "of_0_11", "provider": "module.a.provider.aws.west",
             "instances": [{"schema_version": 1, "attributes_flat": {"id": "vpc-0f0e0d0c0b0a09081"}}]},
            {"mode": "managed", "type": "aws_vpc", "name": "aliased", "provider": "provider[\"mirror.example.com/hashicorp/aws\"].west", "each": "map",
             "instances": [{"index_key": "a \"b\"", "status": "tainted", "schema_version": 1, "attributes": {"id": "vpc-0f0e0d0c0b0a09082", "region": "us-west-2"}}]},
            {"mode": "managed", "type": "aws_vpc", "name": "of_others", "provider": "provider[\"registry.terraform.io/acme/aws\"]",
             "instances": [{"schema_version": 1, "attributes": {"id": "vpc-0f0e0d0c0b0a09083"}}]},
            {"mode": "managed", "type": "aws_db_instance", "name": "of_provider_4", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
             "instances": [{"schema_version": 1, "attributes": {"id": "orders", "identifier": "orders", "arn": "arn:aws:rds:eu-west-1:111122223333:db:orders"}}]},
            {"mode": "managed", "type": "aws_db_instance", "name": "half_made", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
             "instances": [{"schema_version": 1, "attributes": null}]},
            {"mode": "managed", "type": "aws_ebs_encryption_by_default", "name": "this", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
             "instances": [{"schema_version": 0, "attributes": {"enabled": true, "id": "terraform-20241105100000000000000001"}}]},
            {"mode": "managed", "type": "aws_securityhub_standards_subscription", "name": "cis", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
             "instances": [{"schema_version": 0, "attributes": {"id": "arn:aws:securityhub:eu-west-1:111122223333:subscription/cis-aws-foundations-benchmark/v/1.2.0", "standards_arn": "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0"}}]},
            {"mode": "managed", "type": "aws_api_gateway_stage", "name": "prod", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
             "instances": [{"schema_version": 0, "attributes": {"id": "ags-a1b2c3-prod", "rest_api_id": "a1b2c3", "stage_name": "prod", "arn": "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/prod"}}]},
            {"mode": "managed", "type": "aws_ami", "name": "ours", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
             "instances": [{"schema_version": 0, "attributes": {"id": "ami-0a00000000000001a", "arn": "arn:aws:ec2:eu-west-1::image/ami-0a00000000000001a"}}]}
        ]
    }"#;
    insta::assert_snapshot!(told(&read(&[state]).unwrap()), @r#"
    module.a.aws_vpc.of_0_11 (aws_vpc)
      AWS::EC2::VPC id=vpc-0f0e0d0c0b0a09081
    aws_vpc.aliased["a \"b\""] (aws_vpc)
      AWS::EC2::VPC id=vpc-0f0e0d0c0b0a09082 region=us-west-2
    aws_vpc.of_others (aws_vpc)
      not looked for: Provider
    aws_db_instance.of_provider_4 (aws_db_instance)
      AWS::RDS::DBInstance id=orders arn=arn:aws:rds:eu-west-1:111122223333:db:orders region=eu-west-1 account=111122223333
    aws_db_instance.half_made (aws_db_instance)
      not looked for: Nameless
    aws_ebs_encryption_by_default.this (aws_ebs_encryption_by_default)
      AWS::EC2::RegionSettings region=eu-west-1
    aws_securityhub_standards_subscription.cis (aws_securityhub_standards_subscription)
      AWS::SecurityHub::Standard id=arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0 arn=arn:aws:securityhub:eu-west-1:111122223333:subscription/cis-aws-foundations-benchmark/v/1.2.0 region=eu-west-1 account=111122223333
    aws_api_gateway_stage.prod (aws_api_gateway_stage)
      AWS::ApiGateway::Stage id=a1b2c3/prod arn=arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/prod region=eu-west-1
    aws_ami.ours (aws_ami)
      AWS::EC2::Image id=ami-0a00000000000001a region=eu-west-1
    "#);
    let checkpoint = r#"{"version": 3, "checkpoint": {"stack": "organization/orders/prod", "latest": {"resources": [
        {"urn": "urn:pulumi:prod::orders::aws:ec2/vpc:Vpc::main", "custom": true, "id": "vpc-0f0e0d0c0b0a09081", "type": "aws:ec2/vpc:Vpc", "outputs": {}}]}}}"#;
    insta::assert_snapshot!(told(&read(&[checkpoint]).unwrap()), @r"
    urn:pulumi:prod::orders::aws:ec2/vpc:Vpc::main (aws:ec2/vpc:Vpc)
      AWS::EC2::VPC id=vpc-0f0e0d0c0b0a09081
    ");
}
