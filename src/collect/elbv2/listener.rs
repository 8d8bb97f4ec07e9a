//! Listeners, their rules and certificates, and the TLS policies they negotiate by.

use std::collections::HashSet;

use aws_sdk_elasticloadbalancingv2::types;

use super::{is_of_kind, load_balancer, tail};
use crate::aws::Failure;
use crate::call::Call;
use crate::collect::abreast::abreast;
use crate::collect::site::{always_but, distinct, texts, written};
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
    let balancers = load_balancer::begun(&site).await;
    let mut listed = Listed {
        records: Vec::new(),
        gap: balancers.gap(),
    };
    let answers = abreast(balancers.items.iter().map(|balancer| of(&site, balancer))).await;
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
    let pages = || {
        site.elasticloadbalancing()
            .describe_listeners()
            .load_balancer_arn(arn)
            .set_page_size(DESCRIBE_LISTENERS.page)
            .into_paginator()
            .send()
    };
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
    let of_gateway = is_of_kind(arn, "gwy");
    let protocol = listener.protocol().map(types::ProtocolEnum::as_str);
    let speaks_other =
        |ones: &[&str]| of_gateway || protocol.is_some_and(|protocol| !ones.contains(&protocol));
    let without_tls = speaks_other(&["HTTPS", "TLS"]);
    let certificate = listener
        .certificates
        .as_ref()
        .and_then(|certificates| certificates.first()?.certificate_arn());
    record!(LISTENER, site.keep(), {
        id: tail(arn),
        arn: always_but(false, call, "arn", arn),
        name: name(balancer, listener),
        region: site.region(),
        account: site.account(),
        load_balancer_arn: listener.load_balancer_arn(),
        port: always_but(of_gateway, call, "port", listener.port()),
        protocol: always_but(of_gateway, call, "protocol", protocol),
        ssl_policy: always_but(without_tls, call, "ssl_policy", written(listener.ssl_policy())),
        default_certificate_arn: always_but(without_tls, call, "certificates", certificate),
        mutual_authentication_mode: always_but(
            speaks_other(&["HTTPS"]),
            call,
            "mutual_authentication_mode",
            listener.mutual_authentication().and_then(types::MutualAuthenticationAttributes::mode),
        ),
        default_actions: actions(call, listener.default_actions.as_ref()),
        target_group_arns: listener.default_actions.as_ref().map(|actions| target_groups(call, actions)),
    })
}

fn name(balancer: &types::LoadBalancer, listener: &types::Listener) -> Result<Option<String>, Gap> {
    let of_balancer = balancer
        .load_balancer_name()
        .ok_or_else(|| Gap::missing(&DESCRIBE_LOAD_BALANCERS, "name"))?;
    match listener.port() {
        Some(port) => Ok(Some(format!("{of_balancer}:{port}"))),
        None if is_of_kind(listener.listener_arn(), "gwy") => Ok(Some(of_balancer.to_owned())),
        None => Err(Gap::missing(&DESCRIBE_LISTENERS, "port")),
    }
}

fn actions(call: &'static Call, actions: Option<&Vec<types::Action>>) -> Option<Vec<Record>> {
    Some(actions?.iter().map(|one| action(call, one)).collect())
}

/// The target groups of actions, each once; one that forwards and names none, or does not say what it does, leaves the list cut short.
fn target_groups(call: &'static Call, actions: &[types::Action]) -> Value {
    distinct(call, actions.iter().flat_map(targets))
}

/// A single target group may be told in either of two places, or in both.
fn targets(action: &types::Action) -> Vec<Option<&str>> {
    let weighted = action
        .forward_config()
        .and_then(|forward| forward.target_groups.as_ref());
    let mut groups: Vec<Option<&str>> = weighted
        .into_iter()
        .flatten()
        .map(types::TargetGroupTuple::target_group_arn)
        .collect();
    groups.extend(action.target_group_arn().map(Some));
    let forwards = matches!(kind_of(action), None | Some(types::ActionTypeEnum::Forward));
    if groups.is_empty() && forwards {
        groups.push(None);
    }
    groups
}

/// What an action does; nothing, where the answer does not tell. The SDK says so in words of its own, as AWS always tells it.
fn kind_of(action: &types::Action) -> Option<&types::ActionTypeEnum> {
    action
        .r#type()
        .filter(|kind| kind.as_str() != "no value was set")
}

fn action(call: &'static Call, action: &types::Action) -> Record {
    let kind = kind_of(action);
    let redirect = action.redirect_config();
    let stays = kind.is_some_and(|kind| *kind != types::ActionTypeEnum::Redirect);
    let no_answer = kind.is_some_and(|kind| *kind != types::ActionTypeEnum::FixedResponse);
    record!(ACTION {
        order: action.order(),
        action_type: always_but(
            false,
            call,
            "action_type",
            kind.map(types::ActionTypeEnum::as_str)
        ),
        target_group_arns: target_groups(call, std::slice::from_ref(action)),
        redirect_protocol: always_but(
            stays,
            call,
            "redirect_protocol",
            redirect.and_then(types::RedirectActionConfig::protocol)
        ),
        redirect_port: always_but(
            stays,
            call,
            "redirect_port",
            redirect.and_then(types::RedirectActionConfig::port)
        ),
        redirect_status_code: always_but(
            stays,
            call,
            "redirect_status_code",
            redirect
                .and_then(types::RedirectActionConfig::status_code)
                .map(types::RedirectActionStatusCodeEnum::as_str)
        ),
        fixed_response_status_code: always_but(
            no_answer,
            call,
            "fixed_response_status_code",
            action
                .fixed_response_config()
                .and_then(types::FixedResponseActionConfig::status_code)
        ),
    })
}

pub(super) async fn rules(site: Site, listener: Record) -> Result<Record, Failure> {
    let pages = || {
        site.elasticloadbalancing()
            .describe_rules()
            .set_listener_arn(listener.arn().map(str::to_owned))
            .set_page_size(DESCRIBE_RULES.page)
            .into_paginator()
            .send()
    };
    let rules = site.read(&DESCRIBE_RULES, pages, |page| page.rules).await?;
    // One that two pages brought is one.
    let mut seen = HashSet::new();
    let rules: Vec<Record> = rules
        .iter()
        .filter(|rule| rule.rule_arn().is_none_or(|arn| seen.insert(arn)))
        .map(rule)
        .collect();
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
        actions: actions(&DESCRIBE_RULES, rule.actions.as_ref()),
    })
}

pub(super) async fn certificates(site: Site, listener: Record) -> Result<Record, Failure> {
    let call = &DESCRIBE_LISTENER_CERTIFICATES;
    let pages = || {
        site.elasticloadbalancing()
            .describe_listener_certificates()
            .set_listener_arn(listener.arn().map(str::to_owned))
            .set_page_size(call.page)
            .into_paginator()
            .send()
    };
    let certificates = site.read(call, pages, |page| page.certificates).await?;
    // The default one may be told twice, as such and among the others.
    let arns = certificates.iter().map(types::Certificate::certificate_arn);
    Ok(record!(LISTENER {
        certificate_arns: distinct(call, arns),
    }))
}

/// Looks TLS policies up by name. There are few, and one that is missing would fail a call for several.
pub(super) async fn ssl_policies(site: Site, names: Vec<String>) -> Vec<Result<Record, Failure>> {
    abreast(names.iter().map(|name| look_up(&site, name))).await
}

async fn look_up(site: &Site, name: &str) -> Result<Record, Failure> {
    let call = &DESCRIBE_SSL_POLICIES;
    let request = site
        .elasticloadbalancing()
        .describe_ssl_policies()
        .names(name);
    let answer = site.call(call, || request.send()).await?;
    answer
        .ssl_policies
        .iter()
        .flatten()
        .find(|policy| policy.name() == Some(name))
        .map(|policy| ssl_policy(site, policy))
        .ok_or_else(|| {
            site.malformed(
                call,
                "the answer has no policy of the name that was asked for",
            )
            .into()
        })
}

fn ssl_policy(site: &Site, policy: &types::SslPolicy) -> Record {
    record!(SSL_POLICY, site.keep(), {
        id: policy.name(),
        name: policy.name(),
        tags: Value::empty_map(),
        region: site.region(),
        account: site.account(),
        ssl_protocols: policy.ssl_protocols.as_ref(),
        ciphers: texts(&DESCRIBE_SSL_POLICIES, policy.ciphers.as_ref(), types::Cipher::name),
    })
}
