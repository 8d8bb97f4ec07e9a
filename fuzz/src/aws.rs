//! An AWS that answers from memory: the SDK's clients send their requests here instead of over the network.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

/// One answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Answers calls, named like `ec2:DescribeVpcs`. Cheap to clone: clones share what they answer.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    usual: BTreeMap<String, Reply>,
    instead: Option<(String, Reply)>,
    asked: BTreeSet<String>,
}

impl Memory {
    /// An AWS that has these answers, and refuses every other call.
    pub fn of(usual: BTreeMap<String, Reply>) -> Self {
        let shared = Shared {
            usual,
            ..Shared::default()
        };
        Self {
            shared: Arc::new(Mutex::new(shared)),
        }
    }

    /// Answers one call in another way from now on, and forgets what was asked before.
    pub fn answer(&self, instead: Option<(&str, Reply)>) {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.instead = instead.map(|(call, reply)| (call.to_owned(), reply));
        shared.asked.clear();
    }

    /// The calls that were asked.
    pub fn asked(&self) -> BTreeSet<String> {
        self.shared
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .asked
            .clone()
    }

    fn reply(&self, call: String) -> Reply {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let reply = match &shared.instead {
            Some((instead, reply)) if *instead == call => reply.clone(),
            _ => shared
                .usual
                .get(&call)
                .cloned()
                .unwrap_or_else(|| refusal(&call)),
        };
        shared.asked.insert(call);
        reply
    }
}

impl HttpConnector for Memory {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Reply { status, body } = self.reply(asked(&request));
        let status = StatusCode::try_from(status).expect("a status that HTTP has");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(body))))
    }
}

impl HttpClient for Memory {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// The service a request is signed for, and the operation it asks.
fn asked(request: &HttpRequest) -> String {
    let scope = request.headers().get("authorization").unwrap_or_default();
    let service = scope.split('/').nth(3).unwrap_or("unsigned");
    let operation = match request.headers().get("x-amz-target") {
        Some(target) => target.rsplit('.').next().unwrap_or_default().to_owned(),
        None => String::from_utf8_lossy(request.body().bytes().unwrap_or_default())
            .split('&')
            .find_map(|pair| pair.strip_prefix("Action="))
            .unwrap_or_default()
            .to_owned(),
    };
    format!("{service}:{operation}")
}

/// A refusal in the service's own shape.
pub fn refusal(call: &str) -> Reply {
    let message =
        format!("User: arn:aws:iam::111111111111:user/fuzz is not authorized to perform: {call}");
    let (status, body) = match call.split(':').next() {
        Some("ec2") => (
            403,
            format!(
                "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>{message}</Message></Error></Errors></Response>"
            ),
        ),
        Some("kms" | "secretsmanager") => (
            400,
            format!(r#"{{"__type":"AccessDeniedException","Message":"{message}"}}"#),
        ),
        _ => (
            403,
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>{message}</Message></Error></ErrorResponse>"
            ),
        ),
    };
    Reply {
        status,
        body: body.into_bytes(),
    }
}
