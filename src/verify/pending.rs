//! What is still on its way: AWS says creating, modifying, validating, registering. What fails on such a resource may yet come true.

use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use crate::check::{Assertion, Check, Source, Template};
use crate::expr::{Expression, Kind, Vocabulary};
use crate::inventory::{RecordType, registry};

/// What ships: for each type, when its resources are on their way, and what AWS says then.
const FILE: &str = include_str!("pending.yaml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    resource: String,
    when: String,
    says: String,
}

static PENDING: LazyLock<Vec<Arc<Check>>> = LazyLock::new(|| {
    let raw: Vec<Raw> = serde_saphyr::from_str(FILE).unwrap_or_default();
    raw.iter().filter_map(|raw| check(raw).ok()).collect()
});

/// The checks that pass on what is on its way, of a type.
pub(super) fn pending(ty: &'static RecordType) -> impl Iterator<Item = &'static Arc<Check>> {
    PENDING.iter().filter(move |check| check.resource == ty)
}

/// # Errors
/// What is wrong with it.
fn check(raw: &Raw) -> Result<Arc<Check>, String> {
    let ty = registry::find(&raw.resource).ok_or_else(|| format!("no type {}", raw.resource))?;
    let vocabulary = Vocabulary::of(ty);
    let words = |error: Vec<crate::expr::Problem>| format!("{}: {error:?}", raw.resource);
    let assert =
        Expression::compile(raw.when.trim(), &vocabulary, Some(&Kind::Bool)).map_err(words)?;
    let message = Template::parse(&raw.says, &vocabulary).map_err(|error| format!("{error:?}"))?;
    Ok(Arc::new(Check::asserting(Assertion {
        id: "pending".to_owned(),
        title: raw.says.clone(),
        resource: ty,
        applies: None,
        assert,
        message: Some(message),
        source: Arc::new(Source {
            path: "pending.yaml".to_owned(),
            text: "".into(),
            shipped: true,
        }),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_sound() {
        let raw: Vec<Raw> = serde_saphyr::from_str(FILE).expect("YAML");
        assert!(raw.len() > 10, "{}", raw.len());
        let wrong: Vec<String> = raw.iter().filter_map(|raw| check(raw).err()).collect();
        assert_eq!(wrong, Vec::<String>::new());
    }
}
