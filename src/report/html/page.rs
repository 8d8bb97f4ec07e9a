//! The page that data is written into, put together once.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// What stands before the data, and after.
pub(super) struct Page {
    pub(super) before: String,
    pub(super) after: String,
}

const TEMPLATE: &str = include_str!("page.html");

const STYLE: &[&str] = &[
    include_str!("style.css"),
    include_str!("list.css"),
    include_str!("pages.css"),
    include_str!("network.css"),
    include_str!("paper.css"),
];

/// In the order in which they need one another.
const SCRIPTS: &[&str] = &[
    include_str!("dom.js"),
    include_str!("data.js"),
    include_str!("filter.js"),
    include_str!("list.js"),
    include_str!("findings.js"),
    include_str!("detail.js"),
    include_str!("coverage.js"),
    include_str!("frameworks.js"),
    include_str!("network.js"),
    include_str!("accepted.js"),
    include_str!("changes.js"),
    include_str!("overview.js"),
    include_str!("paper.js"),
    include_str!("main.js"),
];

pub(super) static PAGE: LazyLock<Page> = LazyLock::new(|| {
    let style = STYLE.concat();
    let script = format!("\"use strict\";\n(() => {{\n{}}})();\n", SCRIPTS.concat());
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        source(&script),
        source(&style)
    );
    let page = TEMPLATE
        .replace("{{policy}}", &policy)
        .replace("{{style}}", &style)
        .replace("{{script}}", &script);
    let (before, after) = page.split_once("{{data}}\n").unwrap_or((&page, ""));
    Page {
        before: before.to_owned(),
        after: after.to_owned(),
    }
});

/// What a policy calls a text that stands in the page.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}
