//! What a request asks: service, operation, region, whose credentials, and a form of its body by which it is known again.

use hyper::Uri;
use hyper::header::{AUTHORIZATION, HeaderMap};
use hyper::http::request::Parts;
use serde_json::Value as Json;

use super::{cbor, paths};

/// What a request asks, and for whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The service it is signed for.
    pub service: String,
    /// The operation; for services whose operations are paths, method and path.
    pub operation: String,
    /// The region it is signed for.
    pub region: String,
    /// The access key it is signed with.
    pub access_key: String,
}

impl Asked {
    /// Reads a request's signature, headers and body.
    pub fn of(head: &Parts, body: &[u8]) -> Self {
        let scope = header(&head.headers, AUTHORIZATION.as_str())
            .split_once("Credential=")
            .map_or("", |(_, scope)| scope);
        let part = |place: usize| scope.split('/').nth(place).unwrap_or_default().to_owned();
        let service = match part(3) {
            unsigned if unsigned.is_empty() => "unsigned".to_owned(),
            // Signed for by another name than permissions have.
            service if service == "monitoring" => "cloudwatch".to_owned(),
            // Amazon S3 Control signs as S3; its paths begin with the API's version.
            service if service == "s3" && head.uri.path().starts_with("/v20180820/") => {
                "s3control".to_owned()
            }
            // Two APIs with operations of the same names.
            service if service == "apigateway" && head.uri.path().starts_with("/v2/") => {
                "apigatewayv2".to_owned()
            }
            service => service,
        };
        Self {
            operation: operation(&service, head, body),
            service,
            region: part(2),
            access_key: part(0),
        }
    }

    /// The call as tests name it: `rds:DescribeDBInstances`.
    pub fn call(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn operation(service: &str, head: &Parts, body: &[u8]) -> String {
    let target = header(&head.headers, "x-amz-target");
    if let Some((_, operation)) = target.rsplit_once('.') {
        return operation.to_owned();
    }
    let form = String::from_utf8_lossy(body);
    match form
        .split('&')
        .find_map(|pair| pair.strip_prefix("Action="))
    {
        Some(operation) => operation.to_owned(),
        None => paths::operation(service, head.method.as_str(), &head.uri),
    }
}

/// What a request asks, the same for the same question: forms by their keys, JSON by its members, else the path and the body.
pub fn canonical(head: &Parts, body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    if let Some(members) = cbor::parse(body).filter(Json::is_object) {
        return format!("{} {members}", head.uri.path());
    }
    if header(&head.headers, "x-amz-target").is_empty() {
        let mut pairs: Vec<&str> = text.split('&').collect();
        pairs.sort_unstable();
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        return format!("{path} {}", pairs.join("&"));
    }
    serde_json::from_str::<Json>(&text).map_or_else(|_| text.into_owned(), |json| json.to_string())
}

/// The page that a request asks for in its body, and the body without saying so.
pub fn without_token(body: &[u8], member: &str) -> (Option<String>, Vec<u8>) {
    let text = String::from_utf8_lossy(body);
    if let Some(Json::Object(mut members)) = cbor::parse(body) {
        let token = members.remove(member);
        let token = token.and_then(|token| token.as_str().map(ToOwned::to_owned));
        return (token, cbor::to_bytes(&Json::Object(members)));
    }
    if let Ok(Json::Object(mut members)) = serde_json::from_str::<Json>(&text) {
        let token = members.remove(member);
        let token = token.and_then(|token| token.as_str().map(ToOwned::to_owned));
        return (token, Json::Object(members).to_string().into_bytes());
    }
    let is_token = |pair: &&str| pair.split('=').next() == Some(member);
    let token = text.split('&').find(is_token);
    let token = token
        .and_then(|pair| pair.split_once('='))
        .map(|(_, token)| token.to_owned());
    let rest: Vec<&str> = text.split('&').filter(|pair| !is_token(pair)).collect();
    (token, rest.join("&").into_bytes())
}

/// The same of a request whose members stand in its path.
pub fn without_token_in_path(uri: &Uri, member: &str) -> (Option<String>, Uri) {
    let query = uri.query().unwrap_or_default();
    let (token, rest) = without_token(query.as_bytes(), member);
    let rest = String::from_utf8_lossy(&rest).into_owned();
    let mark = if rest.is_empty() { "" } else { "?" };
    let path = format!("{}{mark}{rest}", uri.path());
    (token, path.parse().expect("a path"))
}
