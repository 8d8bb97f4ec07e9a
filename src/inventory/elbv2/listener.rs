//! Listeners, their rules, and the TLS policies they negotiate by.

use super::DESCRIBE_TAGS;
use super::load_balancer::{DESCRIBE_LOAD_BALANCERS, LOAD_BALANCER};
use super::target_group::TARGET_GROUP;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::acm::CERTIFICATE;
use crate::inventory::iam::SERVER_CERTIFICATE;
use crate::inventory::schema::{
    Type, boolean, deployed, derived, int, list, one_of, relation, relations, string,
};

/// elasticloadbalancing:DescribeListeners, which takes one load balancer at a time.
pub static DESCRIBE_LISTENERS: Call = Call::new("elasticloadbalancing", "DescribeListeners")
    .after(&[&DESCRIBE_LOAD_BALANCERS])
    .paged(400)
    .gone(&["LoadBalancerNotFound"]);
/// elasticloadbalancing:DescribeRules
pub static DESCRIBE_RULES: Call = Call::new("elasticloadbalancing", "DescribeRules")
    .paged(400)
    .gone(&["ListenerNotFound"]);
/// elasticloadbalancing:DescribeListenerCertificates
pub static DESCRIBE_LISTENER_CERTIFICATES: Call =
    Call::new("elasticloadbalancing", "DescribeListenerCertificates")
        .paged(400)
        .gone(&["ListenerNotFound"]);
/// elasticloadbalancing:DescribeSSLPolicies. The policy that a listener has is there: not finding it is no answer.
pub static DESCRIBE_SSL_POLICIES: Call = Call::new("elasticloadbalancing", "DescribeSSLPolicies");

/// A listener.
pub static LISTENER: RecordType = RecordType::regional(
    "AWS::ElasticLoadBalancingV2::Listener",
    &DESCRIBE_LISTENERS,
    "A port of a load balancer. Its id is what its ARN ends with, its name is `<load balancer>:<port>`.",
    &[
        string("load_balancer_arn", "The load balancer."),
        int(
            "port",
            "The port; null for a Gateway Load Balancer's, which has none.",
        )
        .or_null(),
        one_of(
            "protocol",
            &[
                "HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC", "GENEVE",
            ],
            "What clients speak to it; null for a Gateway Load Balancer's.",
        )
        .or_null(),
        string(
            "ssl_policy",
            "The name of the policy by which it negotiates TLS; null unless the protocol is HTTPS or TLS.",
        )
        .or_null(),
        string(
            "default_certificate_arn",
            "The certificate for clients that name no host; null unless the protocol is HTTPS or TLS.",
        )
        .or_null(),
        one_of(
            "mutual_authentication_mode",
            &["off", "passthrough", "verify"],
            "What it does with clients' certificates; null for other than HTTPS listeners.",
        )
        .or_null(),
        list(
            "default_actions",
            &Type::Record(&ACTION),
            "What happens to requests that no rule matches, in order.",
        ),
        list(
            "target_group_arns",
            &Type::String,
            "The target groups that its default actions send to, each once.",
        ),
        list(
            "rules",
            &Type::Record(&RULE),
            "Its rules, the default one included.",
        )
        .read_by(&DESCRIBE_RULES),
        list(
            "certificate_arns",
            &Type::String,
            "All its certificates, the default one included.",
        )
        .read_by(&DESCRIBE_LISTENER_CERTIFICATES),
        derived(
            "is_tls",
            Type::Bool,
            r#"resource.protocol != null && resource.protocol in ["HTTPS", "TLS"]"#,
            "Whether it speaks TLS with clients.",
        ),
        derived(
            "only_redirects_to_https",
            Type::Bool,
            "resource.default_actions.exists(a, a.redirects_to_https) && resource.rules.all(r, r.actions.exists(a, a.redirects_to_https))",
            "Whether its default actions and every rule answer with a redirect to HTTPS.",
        ),
        relation(
            "load_balancer",
            &LOAD_BALANCER,
            "load_balancer_arn",
            &["arn"],
            "The load balancer.",
        )
        .guaranteed(),
        relation(
            "security_policy",
            &SSL_POLICY,
            "ssl_policy",
            &["id"],
            "The policy by which it negotiates TLS; null without TLS.",
        )
        .guaranteed()
        .or_null(),
        relation(
            "default_certificate",
            &CERTIFICATE,
            "default_certificate_arn",
            &["arn"],
            "The default certificate in ACM; null when it is not there, or without TLS.",
        ),
        relation(
            "default_server_certificate",
            &SERVER_CERTIFICATE,
            "default_certificate_arn",
            &["arn"],
            "The default certificate in IAM; null when it is not there, or without TLS.",
        ),
        relations(
            "certificates",
            &Type::Record(&CERTIFICATE),
            "certificate_arns",
            &["arn"],
            "Its certificates in ACM.",
        ),
        relations(
            "server_certificates",
            &Type::Record(&SERVER_CERTIFICATE),
            "certificate_arns",
            &["arn"],
            "Its certificates in IAM.",
        ),
        relations(
            "target_groups",
            &Type::Record(&TARGET_GROUP),
            "target_group_arns",
            &["arn"],
            "The target groups that its default actions send to.",
        ),
    ],
)
.tags_by(&DESCRIBE_TAGS);

/// One thing that is done with a request.
pub static ACTION: RecordType = RecordType::part(
    "ListenerAction",
    &DESCRIBE_LISTENERS,
    &["order", "action_type"],
    "One thing that a listener does with a request.",
    &[
        int(
            "order",
            "When it is done, lowest first; null where there is one alone.",
        )
        .or_null(),
        one_of(
            "action_type",
            &[
                "forward",
                "redirect",
                "fixed-response",
                "authenticate-oidc",
                "authenticate-cognito",
                "jwt-validation",
            ],
            "What is done (`Type` in the API).",
        ),
        list(
            "target_group_arns",
            &Type::String,
            "The target groups it sends to.",
        ),
        string(
            "redirect_protocol",
            "The protocol it redirects to: `HTTPS`, `HTTP` or `#{protocol}` for that of the request; null when it does not redirect.",
        )
        .or_null(),
        string(
            "redirect_port",
            "The port it redirects to; null when it does not.",
        )
        .or_null(),
        string(
            "redirect_status_code",
            "`HTTP_301` or `HTTP_302`; null when it does not redirect.",
        )
        .or_null(),
        string(
            "fixed_response_status_code",
            "The status it answers with; null when it answers nothing itself.",
        )
        .or_null(),
        derived(
            "redirects_to_https",
            Type::Bool,
            r#"resource.action_type == "redirect" && resource.redirect_protocol != null && resource.redirect_protocol == "HTTPS""#,
            "Whether it sends clients to HTTPS.",
        ),
    ],
);

/// A rule of a listener.
pub static RULE: RecordType = RecordType::part(
    "ListenerRule",
    &DESCRIBE_RULES,
    &["priority"],
    "What a listener does with the requests that conditions match.",
    &[
        string("rule_arn", "Its ARN."),
        string(
            "priority",
            "When it is tried, lowest first; `default` for the last.",
        ),
        boolean(
            "is_default",
            "Whether it is for what no other rule matches.",
        ),
        list(
            "condition_fields",
            &Type::String,
            "What it looks at: `path-pattern`, `host-header`, `http-header`, `source-ip` …",
        ),
        list("actions", &Type::Record(&ACTION), "What is done, in order."),
    ],
);

/// A policy of TLS versions and ciphers. They are AWS's: those that listeners use are looked up, the others never listed.
pub static SSL_POLICY: RecordType = RecordType::regional(
    "AWS::ElasticLoadBalancingV2::SslPolicy",
    &DESCRIBE_SSL_POLICIES,
    "A set of TLS versions and ciphers that a listener negotiates by. (Neither CloudFormation nor Config has this type; the name is ours.)",
    &[
        list("ssl_protocols", &Type::String, "The versions: `TLSv1.2` …"),
        list("ciphers", &Type::String, "The names of the ciphers."),
    ],
)
.untaggable()
.deployed_if(&deployed("false"))
.looked_up_by(&DESCRIBE_SSL_POLICIES);
