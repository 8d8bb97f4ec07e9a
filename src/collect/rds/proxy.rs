//! RDS Proxies.

use aws_sdk_rds::types;

use crate::collect::site::{always_but, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::rds::DB_PROXY;
use crate::inventory::rds::proxy::{DESCRIBE_DB_PROXIES, PROXY_AUTH};
use crate::inventory::{Record, record};

pub(super) async fn db_proxies(site: Site) -> Listed {
    let pages = || site.rds().describe_db_proxies().into_paginator().send();
    site.list(&DESCRIBE_DB_PROXIES, pages, |page| {
        Some(
            page.db_proxies?
                .iter()
                .map(|proxy| db_proxy(&site, proxy))
                .collect(),
        )
    })
    .await
}

fn db_proxy(site: &Site, proxy: &types::DbProxy) -> Record {
    record!(DB_PROXY, site.keep(), {
        id: proxy.db_proxy_name(),
        arn: always_but(false, &DESCRIBE_DB_PROXIES, "arn", proxy.db_proxy_arn()),
        name: proxy.db_proxy_name(),
        region: site.region(),
        account: site.account(),
        status: proxy.status().map(types::DbProxyStatus::as_str),
        engine_family: proxy.engine_family(),
        require_tls: proxy.require_tls(),
        debug_logging: proxy.debug_logging(),
        idle_client_timeout: proxy.idle_client_timeout(),
        role_arn: proxy.role_arn(),
        auth: proxy
            .auth
            .as_ref()
            .map(|users| users.iter().map(auth).collect::<Vec<Record>>()),
        // Who logs in with IAM has no secret (UserAuthConfigInfo, SecretArn).
        secret_arns: proxy.auth.as_ref().map(|users| {
            users
                .iter()
                .filter_map(|user| user.secret_arn.clone())
                .collect::<Vec<String>>()
        }),
        vpc_id: proxy.vpc_id(),
        vpc_subnet_ids: proxy.vpc_subnet_ids.as_ref(),
        vpc_security_group_ids: proxy.vpc_security_group_ids.as_ref(),
        endpoint: proxy.endpoint(),
        created_date: timestamp(proxy.created_date()),
    })
}

fn auth(user: &types::UserAuthConfigInfo) -> Record {
    record!(PROXY_AUTH {
        auth_scheme: user.auth_scheme().map(types::AuthScheme::as_str),
        secret_arn: user.secret_arn(),
        user_name: user.user_name(),
        iam_auth: user.iam_auth().map(types::IamAuthMode::as_str),
    })
}
