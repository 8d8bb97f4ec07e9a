//! Findings into Security Hub, with the credentials of the account they are about: `BatchImportFindings` takes no others'.
//!
//! What is sent is what the ASFF report has. It is posted as it is: the SDK's types for findings would have to be filled from the same.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;
use serde::Deserialize;

use super::calls::BATCH_IMPORT_FINDINGS;
use super::endpoint::endpoint;
use super::http::{Http, Post};
use super::sign::Signer;
use super::trouble::Trouble;
use crate::aws::Session;
use crate::inventory::Outcome;
use crate::report::Report;
use crate::report::asff::{Choice, Import, imports};

/// How many findings one call takes (API reference, `BatchImportFindings`).
const FINDINGS: usize = 100;

/// How many bytes of them are sent at once: less than the service takes.
const BYTES: usize = 4 * 1024 * 1024;

/// How many findings that were not taken are named.
const NAMED: usize = 3;

/// What the service answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    failed_count: usize,
    #[serde(default)]
    failed_findings: Vec<Failed>,
    success_count: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Failed {
    #[serde(default)]
    id: String,
    #[serde(default)]
    error_code: String,
    #[serde(default)]
    error_message: String,
}

/// Imports findings, and says how many.
///
/// # Errors
/// When some of them were not taken; all others were.
pub(super) async fn import(
    choice: Choice,
    report: &Report,
    sessions: &[Session],
    http: &Http,
) -> Result<usize, Trouble> {
    let all = tokio::task::block_in_place(|| imports(report, choice));
    let all = all.map_err(|error| {
        Trouble::new(
            format!("the findings cannot be written: {error}"),
            "run again",
        )
    })?;
    let mut places: BTreeMap<(&str, &str), Vec<&Import>> = BTreeMap::new();
    for import in &all {
        let place = (import.account.as_str(), import.region.as_str());
        places.entry(place).or_default().push(import);
    }
    let came = join_all(places.into_iter().map(|((account, region), imports)| async move {
        let session = sessions.iter().find(|session| session.account == account);
        let Some(session) = session else {
            let why = format!("no credentials of account {account} are at hand");
            let advice = "name it in `targets`, or use its credentials: Security Hub takes findings from their own account alone";
            return (0, Some(Trouble::new(why, advice)));
        };
        let (taken, trouble) = into_region(&imports, session, region, http).await;
        let trouble = trouble.map(|trouble| Trouble {
            why: format!("{} ({account} in {region})", trouble.why),
            ..trouble
        });
        (taken, trouble)
    }))
    .await;
    let taken = came.iter().map(|(taken, _)| taken).sum();
    let troubles: BTreeSet<(String, String)> = came
        .into_iter()
        .filter_map(|(_, trouble)| trouble)
        .map(|trouble| (trouble.why, trouble.advice))
        .collect();
    if troubles.is_empty() {
        return Ok(taken);
    }
    let (whys, advice): (Vec<String>, BTreeSet<String>) = troubles.into_iter().unzip();
    let advice: Vec<String> = advice.into_iter().collect();
    let why = format!(
        "{taken} of {} findings were taken: {}",
        all.len(),
        whys.join("; ")
    );
    Err(Trouble::new(why, advice.join("; ")))
}

/// Imports what one region of one account keeps. A call that fails as a whole would fail again.
async fn into_region(
    imports: &[&Import],
    session: &Session,
    region: &str,
    http: &Http,
) -> (usize, Option<Trouble>) {
    let call = &BATCH_IMPORT_FINDINGS;
    let url = format!(
        "{}/findings/import",
        endpoint(&session.config, "securityhub", region)
    );
    let signer = Signer {
        credentials: &session.credentials,
        service: "securityhub",
        region,
    };
    let mut taken = 0;
    let mut failed = Vec::new();
    for batch in batches(imports) {
        let body = together(batch);
        let post = Post {
            url: &url,
            headers: vec![("content-type", "application/json")],
            body: &body,
        };
        let answer = match http.post(&post, Some(&signer)).await {
            Err(none) => {
                let trouble = Trouble::unanswered(call, none.outcome, &none.words);
                return (taken, Some(trouble));
            }
            Ok(answer) if !answer.status().is_success() => {
                return (taken, Some(Trouble::refused(call, &answer)));
            }
            Ok(answer) => answer,
        };
        let body = answer.body().bytes().unwrap_or_default();
        let Ok(answer) = serde_json::from_slice::<Answer>(body) else {
            let words = "the answer does not say which findings were taken";
            let trouble = Trouble::unanswered(call, Outcome::Malformed, words);
            return (taken, Some(trouble));
        };
        taken += answer.success_count;
        let unnamed = answer
            .failed_count
            .saturating_sub(answer.failed_findings.len());
        failed.extend(answer.failed_findings);
        failed.extend((0..unnamed).map(|_| Failed {
            id: String::new(),
            error_code: "no reason given".to_owned(),
            error_message: String::new(),
        }));
    }
    (
        taken,
        (!failed.is_empty()).then(|| not_taken(&failed, imports)),
    )
}

/// What is sent at once.
fn batches<'a, 'b>(imports: &'a [&'b Import]) -> Vec<&'a [&'b Import]> {
    let mut batches = Vec::new();
    let (mut from, mut bytes) = (0, 0);
    for (at, import) in imports.iter().enumerate() {
        if at > from && (at - from == FINDINGS || bytes + import.json.len() > BYTES) {
            batches.push(&imports[from..at]);
            (from, bytes) = (at, 0);
        }
        bytes += import.json.len() + 1;
    }
    batches.push(&imports[from..]);
    batches
}

fn together(batch: &[&Import]) -> Vec<u8> {
    let mut body = b"{\"Findings\":[".to_vec();
    for (at, import) in batch.iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        body.extend_from_slice(&import.json);
    }
    body.extend_from_slice(b"]}");
    body
}

/// Which findings the service did not take, and why.
fn not_taken(failed: &[Failed], imports: &[&Import]) -> Trouble {
    let mut by_reason: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for one in failed {
        let name = imports
            .iter()
            .find(|import| import.id == one.id)
            .map_or(one.id.as_str(), |import| import.name.as_str());
        let reason = match one.error_message.as_str() {
            "" => one.error_code.clone(),
            words => format!("{}: {words}", one.error_code),
        };
        by_reason.entry(reason).or_default().push(name);
    }
    let reasons: Vec<String> = by_reason
        .into_iter()
        .map(|(reason, names)| {
            let mut named: Vec<&str> = names.iter().copied().take(NAMED).collect();
            let more = names.len().saturating_sub(NAMED);
            let more = format!("{more} more");
            if names.len() > NAMED {
                named.push(&more);
            }
            let findings = match names.len() {
                1 => "1 finding".to_owned(),
                count => format!("{count} findings"),
            };
            format!(
                "{BATCH_IMPORT_FINDINGS} did not take {findings} ({}): {reason}",
                named.join(", ")
            )
        })
        .collect();
    let advice = if failed.iter().any(|one| one.error_code == "InvalidAccess") {
        "turn Security Hub on there, with its default product"
    } else {
        "see what the service says of them; they are in the ASFF report as they were sent"
    };
    Trouble::new(reasons.join("; "), advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(bytes: usize) -> Import {
        Import {
            account: String::new(),
            region: String::new(),
            id: String::new(),
            name: String::new(),
            json: vec![b'1'; bytes],
        }
    }

    #[test]
    fn a_call_takes_a_hundred_and_no_more_bytes_than_it_may() {
        let sizes = |imports: &[Import]| -> Vec<usize> {
            let imports: Vec<&Import> = imports.iter().collect();
            batches(&imports).into_iter().map(<[_]>::len).collect()
        };
        let small: Vec<Import> = (0..250).map(|_| import(10)).collect();
        assert_eq!(sizes(&small), [100, 100, 50]);
        let large: Vec<Import> = (0..40).map(|_| import(240 * 1024)).collect();
        assert_eq!(sizes(&large), [17, 17, 6]);
        assert_eq!(sizes(&small[..100]), [100]);
    }
}
