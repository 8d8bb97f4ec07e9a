//! Names that attack what reads a report in a pipeline: an XML parser, a page of Markdown, a runner that obeys commands in a log.

use serde_json::json;

use super::account::{ACCOUNT, Which, defaced};
use crate::awsert::scan;
use crate::local_aws::MOTO;
use crate::proxy::Proxy;
use crate::reports::{cases, python, to};

#[test]
fn whatever_things_are_called_other_programs_read_the_reports() {
    let attack = "x`|</code><script>alert(1)</script>]]> @all https://evil.example [a](b)\u{1b}[2J\u{fffe}\n::stop-commands::x\n##[error]x";
    let proxy = Proxy::before(
        &MOTO.url,
        defaced(Which::Names, &|text| format!("{text}{attack}")),
    );
    let folder = tempfile::tempdir().unwrap();
    let ran = scan(&proxy.url, ACCOUNT)
        .args(["--output", &to("junit", folder.path(), "j.xml")])
        .args(["--output", &to("markdown", folder.path(), "s.md")])
        .args(["--output", "table", "--output", "github", "--verbose"])
        .run()
        .exits(1);
    let cases = cases(&folder.path().join("j.xml"));
    let shown = cases.iter().filter(|case| case[2].contains("]]>")).count();
    assert!(shown > 0, "the attack is shown: {shown}");

    // What a reader of Markdown makes of it: none of these is ours.
    let program = r"
import json, sys
from markdown_it import MarkdownIt
text = open(sys.argv[1], encoding='utf-8').read()
tokens = [inner for token in MarkdownIt('commonmark').enable(['table']).parse(text) for inner in [token, *(token.children or [])]]
html = {token.content.strip() for token in tokens if token.type.startswith('html')}
kinds = {token.type for token in tokens}
print(json.dumps({'html': sorted(line for block in html for line in block.splitlines()), 'kinds': sorted(kinds)}))
";
    let read = python("localstack", program, &folder.path().join("s.md"));
    let kinds = read["kinds"].as_array().unwrap();
    for kind in ["link_open", "image", "em_open", "blockquote_open"] {
        assert!(!kinds.contains(&json!(kind)), "{kind}");
    }
    assert!(kinds.contains(&json!("code_inline")));
    for line in read["html"].as_array().unwrap() {
        let line = line.as_str().unwrap();
        assert!(
            line == "</details>" || line.starts_with("<details><summary>"),
            "{line}"
        );
    }

    // What a runner makes of the log: it obeys nothing between the two lines with the token, and only annotations after them.
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let token = lines[0].strip_prefix("::stop-commands::").expect("a token");
    let resumed = format!("::{token}::");
    let end = lines
        .iter()
        .position(|line| *line == resumed)
        .expect("the end");
    assert_eq!(ran.stdout.matches(token).count(), 2);
    assert!(lines[1..end].iter().any(|line| line.contains("── Summary")));
    let annotations = &lines[end + 1..];
    assert!(annotations.len() > 3, "{annotations:?}");
    for line in annotations {
        let ours = ["::error ", "::warning ", "::notice "];
        assert!(ours.iter().any(|level| line.starts_with(level)), "{line}");
    }
}
