//! VPCs and subnets.

use aws_sdk_ec2::types;

use super::{PAGE, by_id, name, tags};
use crate::aws::Failure;
use crate::collect::site::{always_but, distinct};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::vpc::{DESCRIBE_SUBNETS, DESCRIBE_VPC_ATTRIBUTE, DESCRIBE_VPCS};
use crate::inventory::ec2::{SUBNET, VPC};
use crate::inventory::{Record, Value, record};

pub(super) async fn vpcs(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.ec2()
            .describe_vpcs()
            .set_filters(by_id("vpc-id", &ids))
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_VPCS, pages, |page| {
        Some(page.vpcs?.iter().map(|vpc| self::vpc(&site, vpc)).collect())
    })
    .await
}

fn vpc(site: &Site, vpc: &types::Vpc) -> Record {
    record!(VPC, site.keep(), {
        id: vpc.vpc_id(),
        arn: vpc.vpc_id().map(|id| site.arn("ec2", format_args!("vpc/{id}"))),
        name: name(&DESCRIBE_VPCS, vpc.tags.as_ref()),
        tags: tags(&DESCRIBE_VPCS, vpc.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        cidr_block: vpc.cidr_block(),
        cidr_blocks: vpc_ranges(vpc),
        is_default: vpc.is_default,
        state: vpc.state().map(types::VpcState::as_str),
        owner_id: vpc.owner_id(),
        dhcp_options_id: vpc.dhcp_options_id(),
        instance_tenancy: vpc.instance_tenancy().map(types::Tenancy::as_str),
    })
}

/// The ranges that are associated now: those that are on their way in or out stand in the same lists. AWS leaves the list of IPv6 ranges
/// out where there are none.
fn vpc_ranges(vpc: &types::Vpc) -> Option<Value> {
    use types::VpcCidrBlockStateCode::Associated;
    let v4 = vpc.cidr_block_association_set.as_ref()?.iter();
    let v4 = v4.map(|block| {
        let state = block
            .cidr_block_state()
            .and_then(types::VpcCidrBlockState::state);
        (state.map(|state| *state == Associated), block.cidr_block())
    });
    let v6 = vpc.ipv6_cidr_block_association_set().iter().map(|block| {
        let state = block
            .ipv6_cidr_block_state()
            .and_then(types::VpcCidrBlockState::state);
        (
            state.map(|state| *state == Associated),
            block.ipv6_cidr_block(),
        )
    });
    Some(distinct(&DESCRIBE_VPCS, associated(v4.chain(v6))))
}

/// The ranges that are associated; nothing for one that does not tell.
fn associated<'a>(
    blocks: impl Iterator<Item = (Option<bool>, Option<&'a str>)>,
) -> impl Iterator<Item = Option<&'a str>> {
    blocks.filter_map(|block| match block {
        (Some(false), _) => None,
        (Some(true), range) => Some(range),
        (None, _) => Some(None),
    })
}

/// One call per attribute: AWS answers no more than one at a time.
pub(super) async fn vpc_attributes(site: Site, vpc: Record) -> Result<Record, Failure> {
    use types::VpcAttributeName::{EnableDnsHostnames, EnableDnsSupport};
    Ok(record!(VPC, site.keep(), {
        enable_dns_support: vpc_attribute(&site, vpc.id(), EnableDnsSupport)
            .await?
            .enable_dns_support
            .and_then(|attribute| attribute.value),
        enable_dns_hostnames: vpc_attribute(&site, vpc.id(), EnableDnsHostnames)
            .await?
            .enable_dns_hostnames
            .and_then(|attribute| attribute.value),
    }))
}

async fn vpc_attribute(
    site: &Site,
    vpc: &str,
    attribute: types::VpcAttributeName,
) -> Result<aws_sdk_ec2::operation::describe_vpc_attribute::DescribeVpcAttributeOutput, Failure> {
    let request = || {
        site.ec2()
            .describe_vpc_attribute()
            .vpc_id(vpc)
            .attribute(attribute)
            .send()
    };
    site.call(&DESCRIBE_VPC_ATTRIBUTE, request).await
}

pub(super) async fn subnets(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.ec2()
            .describe_subnets()
            .set_filters(by_id("subnet-id", &ids))
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_SUBNETS, pages, |page| {
        Some(
            page.subnets?
                .iter()
                .map(|subnet| self::subnet(&site, subnet))
                .collect(),
        )
    })
    .await
}

fn subnet(site: &Site, subnet: &types::Subnet) -> Record {
    record!(SUBNET, site.keep(), {
        id: subnet.subnet_id(),
        arn: always_but(false, &DESCRIBE_SUBNETS, "arn", subnet.subnet_arn()),
        name: name(&DESCRIBE_SUBNETS, subnet.tags.as_ref()),
        tags: tags(&DESCRIBE_SUBNETS, subnet.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        vpc_id: subnet.vpc_id(),
        owner_id: subnet.owner_id(),
        cidr_block: subnet.cidr_block(),
        ipv6_cidr_blocks: subnet_v6_ranges(subnet),
        state: subnet.state().map(types::SubnetState::as_str),
        availability_zone: subnet.availability_zone(),
        availability_zone_id: subnet.availability_zone_id(),
        available_ip_address_count: subnet.available_ip_address_count,
        default_for_az: subnet.default_for_az,
        map_public_ip_on_launch: subnet.map_public_ip_on_launch,
        assign_ipv6_address_on_creation: subnet.assign_ipv6_address_on_creation,
        outpost_arn: subnet.outpost_arn(),
        internet_gateway_block_mode: subnet
            .block_public_access_states()
            .and_then(types::BlockPublicAccessStates::internet_gateway_block_mode)
            .map(types::BlockPublicAccessMode::as_str),
    })
}

fn subnet_v6_ranges(subnet: &types::Subnet) -> Option<Value> {
    use types::SubnetCidrBlockStateCode::Associated;
    let blocks = subnet.ipv6_cidr_block_association_set.as_ref()?.iter();
    let blocks = blocks.map(|block| {
        let state = block
            .ipv6_cidr_block_state()
            .and_then(types::SubnetCidrBlockState::state);
        (
            state.map(|state| *state == Associated),
            block.ipv6_cidr_block(),
        )
    });
    Some(distinct(&DESCRIBE_SUBNETS, associated(blocks)))
}
