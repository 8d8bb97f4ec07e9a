//! What the picture asks of resources in the language of checks, so that it says what they say.

use std::sync::LazyLock;

use crate::expr::{Answer, Evaluation, Expression, Footprint, Vocabulary};
use crate::inventory::ec2::{INSTANCE, SECURITY_GROUP, SUBNET};
use crate::inventory::ecs::SERVICE;
use crate::inventory::elbv2::LOAD_BALANCER;
use crate::inventory::rds::DB_INSTANCE;
use crate::inventory::{RecordType, ResourceId};

/// A question about a resource of one type.
pub(super) struct Fact(Option<Expression>);

impl Fact {
    /// A test asks whether each of ours is sound; one that were not would be answered by nobody.
    pub(super) fn new(of: &'static RecordType, text: &str) -> Self {
        Self(Expression::compile(text, &Vocabulary::of(of), None).ok())
    }

    /// A path, which is null where it leads through null.
    fn path(of: &'static RecordType, text: &str) -> Self {
        Self(Expression::compile_path(text, &Vocabulary::of(of)).ok())
    }

    #[cfg(test)]
    pub(super) fn is_sound(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn footprint(&self) -> Footprint {
        self.0
            .as_ref()
            .map(|expression| expression.footprint().clone())
            .unwrap_or_default()
    }

    /// What it comes to; [`Evaluation::holes`] has what it lacks.
    pub(super) fn answer(&self, evaluation: &mut Evaluation<'_>, of: ResourceId) -> Answer {
        evaluation.about(of);
        match &self.0 {
            Some(expression) => expression.evaluate(evaluation),
            None => Answer::Unknown,
        }
    }
}

macro_rules! facts {
    ($($name:ident: $how:ident $ty:ident $text:literal;)*) => {
        $(pub(super) static $name: LazyLock<Fact> = LazyLock::new(|| Fact::$how(&$ty, $text));)*

        /// All of them.
        pub(super) fn all() -> Vec<&'static Fact> {
            vec![$(&*$name),*]
        }
    };
}

facts! {
    SUBNET_IS_PUBLIC: new SUBNET "resource.is_public";
    SUBNET_IS_ISOLATED: new SUBNET "resource.is_isolated";
    SUBNET_ROUTE_TABLE: new SUBNET "resource.route_table";
    // Null where AWS does not tell, which is where nothing is stopped.
    SUBNET_IS_BLOCKED: new SUBNET r#"resource.internet_gateway_block_mode != null && resource.internet_gateway_block_mode != "off""#;
    // Which ports are asked for is not what is kept for it.
    SUBNET_ACL: new SUBNET r#"resource.network_acl.lets_in_from_anywhere(["443/tcp"])"#;
    GROUP_OPEN_RULES: new SECURITY_GROUP "resource.ingress.filter(r, resource.opens_to_world(r))";
    INSTANCE_IS_PRESENT: new INSTANCE "resource.is_present";
    INSTANCE_RUNS: new INSTANCE r#"resource.state == "running""#;
    INSTANCE_HAS_ADDRESS: new INSTANCE "resource.has_public_address || resource.ipv6_addresses.exists(a, true)";
    INSTANCE_SUBNET: new INSTANCE "resource.subnet";
    INSTANCE_GROUPS: new INSTANCE "resource.security_groups";
    BALANCER_FACES_INTERNET: new LOAD_BALANCER r#"resource.scheme != null && resource.scheme == "internet-facing""#;
    BALANCER_SUBNETS: new LOAD_BALANCER "resource.subnets";
    BALANCER_GROUPS: new LOAD_BALANCER "resource.security_groups";
    BALANCER_LISTENERS: new LOAD_BALANCER "resource.listeners";
    DATABASE_IS_SERVED: new DB_INSTANCE "resource.served_by_rds";
    DATABASE_IS_PUBLIC: new DB_INSTANCE "resource.publicly_accessible";
    DATABASE_SUBNETS: path DB_INSTANCE "resource.db_subnet_group.subnets";
    DATABASE_GROUPS: new DB_INSTANCE "resource.security_groups";
    SERVICE_HAS_ADDRESS: new SERVICE r#"resource.assign_public_ip != null && resource.assign_public_ip == "ENABLED""#;
    SERVICE_SUBNETS: new SERVICE "resource.subnets";
    SERVICE_GROUPS: new SERVICE "resource.security_groups";
}
