//! One answer of AWS: the call and the HTTP status in the first line, the body in the rest; everything else is answered as usual. The
//! program's own way from there: the SDK's parser, the collectors, the checks that make the call, the reports.

#![no_main]

use awsert::inventory::Outcome;
use awsert::report::terminal::Style;
use awsert_fuzz::account::{CALLS, denied, scan, statuses};
use awsert_fuzz::aws::Reply;
use awsert_fuzz::laws;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (first, body) = data.split_at(end);
    let first = String::from_utf8_lossy(first);
    let (named, status) = first.split_once(' ').unwrap_or((&first, ""));
    let call = match CALLS.get_key_value(named) {
        Some((call, _)) => call,
        None => {
            let place = named.bytes().map(usize::from).sum::<usize>() % CALLS.len();
            CALLS.keys().nth(place).expect("there are calls")
        }
    };
    let status = status
        .parse()
        .ok()
        .filter(|status| (200..600).contains(status))
        .unwrap_or(200);
    let body = body.strip_prefix(b"\n").unwrap_or(body).to_vec();

    let shape = body.len();
    let empty = status == 200 && holds_nothing(&body);
    let report = scan(call, Reply { status, body });
    let style = Style {
        width: [60, 80, 100, 160][shape % 4],
        colour: shape % 3 == 0,
        verbose: shape % 5 < 2,
        unicode: shape % 7 != 0,
    };
    laws::report_is_sound(&report, &style);

    // Who learns nothing from an answer judges as if it had been refused.
    let nothing = report.ledger.iter().any(|line| {
        line.call == *call
            && match line.outcome {
                // The SDK could not take it apart; other answers are malformed in part.
                Outcome::Malformed => line
                    .error
                    .as_deref()
                    .is_some_and(|error| error.starts_with("response error")),
                Outcome::Denied
                | Outcome::Throttled
                | Outcome::Error
                | Outcome::Expired
                | Outcome::Disabled => true,
                _ => false,
            }
    });
    if nothing || empty {
        assert_eq!(
            statuses(&report),
            *denied(call),
            "{call}: an answer that told nothing decided"
        );
    }
});

/// Whether an answer has no member at all, whatever stands around them: to AWS an empty list is a member too.
fn holds_nothing(body: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else {
        return false;
    };
    let around = |tag: &str| {
        let name = tag.trim_start_matches('/').trim_end_matches('/');
        name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && (name.ends_with("Response") || name.ends_with("Result"))
    };
    match text
        .trim()
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
    {
        Some(tags) => tags.split("><").all(around),
        None => text.trim() == "{}",
    }
}
