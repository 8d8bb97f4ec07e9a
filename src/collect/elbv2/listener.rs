//! Listeners, their rules and certificates, and the TLS policies they negotiate by.

use std::collections::BTreeSet;
use std::sync::Arc;

use aws_sdk_elasticloadbalancingv2::types;
use futures::future::join_all;

use super::{PAGE, is_of_kind, present, tail};
use crate::aws::Failure;
use crate::collect::site::texts;
use crate::collect::{Listed, Site};
use crate::inventory::elbv2::listener::{
    ACTION, DESCRIBE_LISTENER_CERTIFICATES, DESCRIBE_LISTENERS, DESCRIBE_RULES,
    DESCRIBE_SSL_POLICIES, RULE,
};
use crate::inventory::elbv2::load_balancer::DESCRIBE_LOAD_BALANCERS;
use crate::inventory::elbv2::{LISTENER, SSL_POLICY};
use crate::inventory::{Gap, Record, Value, record};

/// The listeners of all load balancers. AWS lists them by load balancer only.
pub(super) async fn listeners(site: Site) -> Listed {
    let pages = site
        .elasticloadbalancing()
        .describe_load_balancers()
        .page_size(PAGE)
        .into_paginator()
        .send();
    let mut balancers = Vec::new();
    let mut listed = Listed::default();
    if let Err(Failure::Gap(gap)) = site
        .pages(
            &DESCRIBE_LOAD_BALANCERS,
            pages,
            |page| page.load_balancers,
            &mut balancers,
        )
        .await
    {
        listed.gap = Some(gap);
    }
    let answers = join_all(balancers.iter().map(|balancer| of(&site, balancer))).await;
    for answer in answers {
        listed.records.extend(answer.records);
        listed.gap = listed.gap.or(answer.gap);
    }
    listed
}

async fn of(site: &Site, balancer: &types::LoadBalancer) -> Listed {
    let Some(arn) = balancer.load_balancer_arn() else {
        return Listed {
            gap: Some(Gap::missing(
                &DESCRIBE_LOAD_BALANCERS,
                "ARN of a load balancer",
            )),
            ..Listed::default()
        };
    };
    let pages = site
        .elasticloadbalancing()
        .describe_listeners()
        .load_balancer_arn(arn)
        .page_size(PAGE)
        .into_paginator()
        .send();
    site.list(&DESCRIBE_LISTENERS, pages, |page| {
        Some(
            page.listeners?
                .iter()
                .map(|listener| self::listener(site, balancer, listener))
                .collect(),
        )
    })
    .await
}

fn listener(site: &Site, balancer: &types::LoadBalancer, listener: &types::Listener) -> Record {
    let call = &DESCRIBE_LISTENERS;
    let arn = listener.listener_arn();
    let is_gateway = is_of_kind(arn, "gwy");
    let protocol = listener.protocol().map(types::ProtocolEnum::as_str);
    let is_tls = matches!(protocol, Some("HTTPS" | "TLS"));
    let certificate = listener
        .certificates()
        .first()
        .and_then(types::Certificate::certificate_arn);
    let name = balancer
        .load_balancer_name()
        .map(|name| match listener.port() {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        });
    record!(LISTENER, site.keep(), {
        id: tail(arn),
        arn: arn,
        name: name,
        region: site.region(),
        account: site.account(),
        load_balancer_arn: listener.load_balancer_arn(),
        port: present(call, "port", !is_gateway, listener.port()),
        protocol: present(call, "protocol", !is_gateway, protocol),
        ssl_policy: present(call, "ssl_policy", is_tls, listener.ssl_policy().filter(|name| !name.is_empty())),
        default_certificate_arn: present(call, "certificates", is_tls, certificate),
        mutual_authentication_mode: listener.mutual_authentication().and_then(types::MutualAuthenticationAttributes::mode),
        default_actions: actions(listener.default_actions.as_ref()),
        target_group_arns: listener
            .default_actions()
            .iter()
            .flat_map(target_groups)
            .collect::<BTreeSet<String>>()
            .into_iter()
            .collect::<Vec<String>>(),
    })
}

fn actions(actions: Option<&Vec<types::Action>>) -> Option<Vec<Record>> {
    Some(actions?.iter().map(action).collect())
}

/// A single target group may be told in either of two places, or in both.
fn target_groups(action: &types::Action) -> BTreeSet<String> {
    let weighted = action
        .forward_config()
        .map(types::ForwardActionConfig::target_groups)
        .into_iter()
        .flatten()
        .filter_map(|group| group.target_group_arn.clone());
    weighted.chain(action.target_group_arn.clone()).collect()
}

fn action(action: &types::Action) -> Record {
    let redirect = action.redirect_config();
    record!(ACTION {
        order: action.order(),
        action_type: action.r#type().map(types::ActionTypeEnum::as_str),
        target_group_arns: target_groups(action).into_iter().collect::<Vec<String>>(),
        redirect_protocol: redirect.and_then(types::RedirectActionConfig::protocol),
        redirect_port: redirect.and_then(types::RedirectActionConfig::port),
        redirect_status_code: redirect
            .and_then(types::RedirectActionConfig::status_code)
            .map(types::RedirectActionStatusCodeEnum::as_str),
        fixed_response_status_code: action
            .fixed_response_config()
            .and_then(types::FixedResponseActionConfig::status_code),
    })
}

pub(super) async fn rules(site: Site, listener: Record) -> Result<Record, Failure> {
    let pages = site
        .elasticloadbalancing()
        .describe_rules()
        .set_listener_arn(listener.arn().map(str::to_owned))
        .page_size(PAGE)
        .into_paginator()
        .send();
    let rules = site
        .read(&DESCRIBE_RULES, pages, |page| {
            Some(page.rules?.iter().map(rule).collect())
        })
        .await?;
    Ok(record!(LISTENER { rules: rules }))
}

fn rule(rule: &types::Rule) -> Record {
    record!(RULE {
        rule_arn: rule.rule_arn(),
        priority: rule.priority(),
        is_default: rule.is_default(),
        condition_fields: texts(
            &DESCRIBE_RULES,
            rule.conditions.as_ref(),
            types::RuleCondition::field
        ),
        actions: actions(rule.actions.as_ref()),
    })
}

pub(super) async fn certificates(site: Site, listener: Record) -> Result<Record, Failure> {
    let pages = site
        .elasticloadbalancing()
        .describe_listener_certificates()
        .set_listener_arn(listener.arn().map(str::to_owned))
        .page_size(PAGE)
        .into_paginator()
        .send();
    let certificates = site
        .read(&DESCRIBE_LISTENER_CERTIFICATES, pages, |page| {
            page.certificates
        })
        .await?;
    // The default one may be told twice, as such and among the others.
    let arns: BTreeSet<String> = certificates
        .into_iter()
        .filter_map(|certificate| certificate.certificate_arn)
        .collect();
    Ok(record!(LISTENER {
        certificate_arns: arns.into_iter().collect::<Vec<String>>(),
    }))
}

/// Looks TLS policies up by name. There are few, and one that is missing would fail a call for several.
pub(super) async fn ssl_policies(site: Site, names: Vec<String>) -> Vec<Result<Record, Failure>> {
    join_all(names.iter().map(|name| look_up(&site, name))).await
}

async fn look_up(site: &Site, name: &str) -> Result<Record, Failure> {
    let request = site
        .elasticloadbalancing()
        .describe_ssl_policies()
        .names(name);
    let answer = site.call(&DESCRIBE_SSL_POLICIES, request.send()).await?;
    answer
        .ssl_policies()
        .iter()
        .find(|policy| policy.name() == Some(name))
        .map(|policy| ssl_policy(site, policy))
        .ok_or(Failure::Absent)
}

fn ssl_policy(site: &Site, policy: &types::SslPolicy) -> Record {
    record!(SSL_POLICY, site.keep(), {
        id: policy.name(),
        name: policy.name(),
        tags: Value::Map(Arc::default()),
        region: site.region(),
        account: site.account(),
        ssl_protocols: policy.ssl_protocols.as_ref(),
        ciphers: policy.ciphers.as_ref().map(|ciphers| {
            ciphers
                .iter()
                .filter_map(|cipher| cipher.name().map(Value::from))
                .collect::<Vec<Value>>()
        }),
    })
}
