//! What a resource of a stack is to us, by CloudFormation's names for it. Pure: the answers are read beside this.

use crate::deployed::Deployed;
use crate::deployed::types;
use crate::inventory::schema::Scope;
use crate::inventory::scope;

/// A resource of a stack, as CloudFormation lists it.
#[derive(Clone, Debug)]
pub(super) struct StackResource {
    pub(super) logical_id: String,
    /// Missing until it is made.
    pub(super) physical_id: Option<String>,
    pub(super) ty: String,
    pub(super) status: String,
}

impl StackResource {
    /// Whether it was taken out of the stack: deleted, or left to itself.
    fn is_gone(&self) -> bool {
        matches!(&self.status[..], "DELETE_COMPLETE" | "DELETE_SKIPPED")
    }

    /// The id of the stack that it is.
    pub(super) fn nested_stack(&self) -> Option<&str> {
        let is_stack = self.ty == "AWS::CloudFormation::Stack" && !self.is_gone();
        self.physical_id.as_deref().filter(|_| is_stack)
    }

    /// What it is to us; nothing when it is no longer of the stack. `prefix` are the nested stacks that lead to it. What a stack makes is in
    /// its region and account.
    pub(super) fn deployed(&self, prefix: &str, region: &str, account: &str) -> Option<Deployed> {
        if self.is_gone() {
            return None;
        }
        let mut subject = types::cloudformation(&self.ty, self.physical_id.as_deref());
        if let Ok(subject) = &mut subject {
            subject.account.get_or_insert_with(|| account.to_owned());
            if scope(subject.ty) == Scope::Regional {
                subject.region.get_or_insert_with(|| region.to_owned());
            }
        }
        Some(Deployed {
            address: format!("{prefix}{}", self.logical_id),
            declared_type: self.ty.clone(),
            subject,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Deployed, StackResource};

    fn deployed(resource: &StackResource) -> Option<Deployed> {
        resource.deployed("", "eu-west-1", "111122223333")
    }

    fn told(ty: &str, physical_id: &str) -> String {
        let resource = StackResource {
            logical_id: "It".to_owned(),
            physical_id: Some(physical_id.to_owned()).filter(|id| !id.is_empty()),
            ty: ty.to_owned(),
            status: "CREATE_COMPLETE".to_owned(),
        };
        let deployed = deployed(&resource).expect("it is of the stack");
        match deployed.subject {
            Ok(subject) => format!(
                "{} id={} arn={} region={}",
                subject.ty.name,
                subject.id.as_deref().unwrap_or("-"),
                subject.arn.as_deref().unwrap_or("-"),
                subject.region.as_deref().unwrap_or("-"),
            ),
            Err(why) => format!("{why:?}"),
        }
    }

    /// The examples are those of "Return values" in the Template Reference.
    #[test]
    fn physical_ids_name_resources_as_each_type_has_it() {
        let cases = [
            ("AWS::EC2::VPC", "vpc-18ac277d"),
            ("AWS::EC2::EIP", "203.0.113.5"),
            ("AWS::EC2::EIP", "203.0.113.5|eipalloc-0a1b2c3d4e5f67890"),
            ("AWS::EC2::KeyPair", "bastion"),
            ("AWS::RDS::DBInstance", "Orders-Db-1ABC"),
            ("AWS::RDS::CustomDBEngineVersion", "custom-oracle-ee|19.1"),
            (
                "AWS::ElasticLoadBalancingV2::LoadBalancer",
                "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188",
            ),
            (
                "AWS::WAFv2::WebACL",
                "web|2db55bd3-0000-4d7a-8a3e-000000000000|REGIONAL",
            ),
            (
                "AWS::WAFv2::WebACL",
                "edge|2db55bd3-0000-4d7a-8a3e-000000000000|CLOUDFRONT",
            ),
            ("AWS::ApiGateway::Stage", "prod"),
            ("AWS::ApiGateway::Stage", "a1b2c3d4e5|prod"),
            ("AWS::Logs::MetricFilter", "orders-Errors-1ABC"),
            (
                "AWS::ApplicationAutoScaling::ScalableTarget",
                "service/orders/web|ecs:service:DesiredCount|ecs",
            ),
            (
                "AWS::ECS::Service",
                "arn:aws:ecs:eu-west-1:111122223333:service/orders/web",
            ),
            (
                "AWS::SecretsManager::Secret",
                "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-a1b2c3",
            ),
            ("AWS::IAM::Role", "orders-Task-1ABC"),
            ("AWS::IAM::Policy", "order-Poli-1ABC"),
            ("AWS::IAM::RolePolicy", "read|orders-Task-1ABC"),
            ("AWS::EC2::SnapshotBlockPublicAccess", "111122223333"),
            ("AWS::EC2::Subnet", ""),
            ("AWS::EC2::Route", "rtb-0a1b2c3d|0.0.0.0/0"),
            ("AWS::Lambda::Function", "orders"),
            ("Custom::Migration", "x"),
        ];
        let lines: Vec<String> = cases
            .iter()
            .map(|(ty, id)| format!("{ty} {id}\n  {}", told(ty, id)))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        AWS::EC2::VPC vpc-18ac277d
          AWS::EC2::VPC id=vpc-18ac277d arn=- region=eu-west-1
        AWS::EC2::EIP 203.0.113.5
          Nameless
        AWS::EC2::EIP 203.0.113.5|eipalloc-0a1b2c3d4e5f67890
          AWS::EC2::EIP id=eipalloc-0a1b2c3d4e5f67890 arn=- region=eu-west-1
        AWS::EC2::KeyPair bastion
          Nameless
        AWS::RDS::DBInstance Orders-Db-1ABC
          AWS::RDS::DBInstance id=orders-db-1abc arn=- region=eu-west-1
        AWS::RDS::CustomDBEngineVersion custom-oracle-ee|19.1
          Nameless
        AWS::ElasticLoadBalancingV2::LoadBalancer arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188
          AWS::ElasticLoadBalancingV2::LoadBalancer id=web arn=arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188 region=eu-west-1
        AWS::WAFv2::WebACL web|2db55bd3-0000-4d7a-8a3e-000000000000|REGIONAL
          AWS::WAFv2::WebACL id=web arn=- region=eu-west-1
        AWS::WAFv2::WebACL edge|2db55bd3-0000-4d7a-8a3e-000000000000|CLOUDFRONT
          Type
        AWS::ApiGateway::Stage prod
          Nameless
        AWS::ApiGateway::Stage a1b2c3d4e5|prod
          AWS::ApiGateway::Stage id=a1b2c3d4e5/prod arn=- region=eu-west-1
        AWS::Logs::MetricFilter orders-Errors-1ABC
          Nameless
        AWS::ApplicationAutoScaling::ScalableTarget service/orders/web|ecs:service:DesiredCount|ecs
          AWS::ApplicationAutoScaling::ScalableTarget id=service/orders/web|ecs:service:DesiredCount|ecs arn=- region=eu-west-1
        AWS::ECS::Service arn:aws:ecs:eu-west-1:111122223333:service/orders/web
          AWS::ECS::Service id=orders/web arn=arn:aws:ecs:eu-west-1:111122223333:service/orders/web region=eu-west-1
        AWS::SecretsManager::Secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-a1b2c3
          AWS::SecretsManager::Secret id=- arn=arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-a1b2c3 region=eu-west-1
        AWS::IAM::Role orders-Task-1ABC
          AWS::IAM::Role id=orders-Task-1ABC arn=- region=-
        AWS::IAM::Policy order-Poli-1ABC
          Nameless
        AWS::IAM::RolePolicy read|orders-Task-1ABC
          AWS::IAM::Policy id=role/orders-Task-1ABC/read arn=- region=-
        AWS::EC2::SnapshotBlockPublicAccess 111122223333
          AWS::EC2::RegionSettings id=- arn=- region=eu-west-1
        AWS::EC2::Subnet 
          Nameless
        AWS::EC2::Route rtb-0a1b2c3d|0.0.0.0/0
          PartOfAnother
        AWS::Lambda::Function orders
          Type
        Custom::Migration x
          Provider
        ");
    }

    #[test]
    fn what_left_the_stack_is_not_looked_for() {
        for status in ["DELETE_COMPLETE", "DELETE_SKIPPED"] {
            let resource = StackResource {
                logical_id: "It".to_owned(),
                physical_id: Some("vpc-18ac277d".to_owned()),
                ty: "AWS::EC2::VPC".to_owned(),
                status: status.to_owned(),
            };
            assert_eq!(deployed(&resource), None);
            assert_eq!(resource.nested_stack(), None);
        }
    }
}
