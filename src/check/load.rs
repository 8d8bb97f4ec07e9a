//! From a check file's text to a [`Check`], or to everything that is wrong with it.

mod types;

use std::sync::Arc;

use indexmap::IndexMap;
use serde_saphyr::Spanned;

use super::evaluate::is_idle;
use super::file::{RawCheck, RawExample};
use super::marks::Marks;
use super::message::Template;
use super::params::{Overrides, ParamKind, Parameter};
use super::{About, Check, Remediation, Source};
use crate::diagnostic::{self, Diagnostic, Mistakes};
use crate::expr::{Expression, Footprint, Kind, Ty, Vocabulary, suggestion};
use crate::framework::SHIPPED;
use crate::inventory::{RecordType, registry};

/// The one version of the format there is.
const FORMAT: u32 = 1;

/// Reads a file's check, or, where its `resource` is a pattern, one for each type that has what it reads. `overrides` are the user's values
/// for parameters.
///
/// # Errors
/// Everything that is wrong with the file.
pub(super) fn load(
    source: &Arc<Source>,
    overrides: &Overrides,
) -> Result<Vec<Check>, Vec<Diagnostic>> {
    let text: Arc<str> = source.text.as_ref().into();
    let raw = read(source, &text)?;
    if !types::is_pattern(&raw.resource.value) {
        return one(source, &text, raw, overrides, None).map(|check| vec![check]);
    }
    let types = types::matching(&raw.resource.value);
    let tried: Vec<Result<Check, Vec<Diagnostic>>> = types
        .into_iter()
        .map(|ty| one(source, &text, raw.clone(), overrides, Some(ty)))
        .collect();
    if tried.iter().any(Result::is_ok) {
        let applies = |check: &Check| !check.applies.as_ref().is_some_and(Expression::never_holds);
        return Ok(tried.into_iter().flatten().filter(applies).collect());
    }
    // What is wrong for every type is wrong with the file.
    match tried.into_iter().next() {
        Some(tried) => tried.map(|check| vec![check]),
        None => one(source, &text, raw, overrides, None).map(|check| vec![check]),
    }
}

/// Reads a file's check of one type again, with other values for its parameters.
///
/// # Errors
/// Everything that is wrong with the values.
pub(super) fn load_for(
    ty: &'static RecordType,
    source: &Arc<Source>,
    overrides: &Overrides,
) -> Result<Check, Vec<Diagnostic>> {
    let text: Arc<str> = source.text.as_ref().into();
    one(source, &text, read(source, &text)?, overrides, Some(ty))
}

fn read(source: &Source, text: &Arc<str>) -> Result<RawCheck, Vec<Diagnostic>> {
    // Examples are half of what there is to read, and those that ship were proven when the program was tested.
    let part = match text.split_once("\nexamples:\n") {
        Some((before, _)) if source.shipped => before,
        _ => text,
    };
    serde_saphyr::from_str(part).map_err(|error| vec![diagnostic::yaml(&source.path, text, &error)])
}

/// The examples of a check's file.
///
/// # Errors
/// What is wrong with the file.
pub(super) fn examples(source: &Source) -> Result<Vec<RawExample>, Diagnostic> {
    let raw: RawCheck = serde_saphyr::from_str(&source.text).map_err(|error| {
        let text: Arc<str> = source.text.as_ref().into();
        diagnostic::yaml(&source.path, &text, &error)
    })?;
    let examples = raw.examples.map(|examples| examples.value);
    let examples = examples.into_iter().flatten();
    Ok(examples.map(|example| example.value).collect())
}

fn one(
    source: &Arc<Source>,
    text: &Arc<str>,
    mut raw: RawCheck,
    overrides: &Overrides,
    ty: Option<&'static RecordType>,
) -> Result<Check, Vec<Diagnostic>> {
    if let Some(ty) = ty {
        types::fill(&mut raw, ty);
    }
    Loader {
        source,
        mistakes: Mistakes::of(&source.path, text),
        text: Arc::clone(text),
    }
    .check(raw, overrides)
}

struct Loader<'a> {
    source: &'a Arc<Source>,
    text: Arc<str>,
    mistakes: Mistakes,
}

impl Loader<'_> {
    fn check(mut self, raw: RawCheck, overrides: &Overrides) -> Result<Check, Vec<Diagnostic>> {
        if raw.format.value != FORMAT {
            let message = format!(
                "format {} is not known: this version reads format {FORMAT}",
                raw.format.value
            );
            self.mistakes.at(&raw.format, message, None);
        }
        self.identifier(&raw.id);
        let Some(resource) = self.resource(&raw.resource) else {
            return Err(self.mistakes.into_found());
        };
        let params = self.params(&raw, overrides);
        let mut vocabulary = Vocabulary::of(resource);
        vocabulary.params = params
            .iter()
            .map(|param| (param.name.clone(), param.kind.kind(), param.value.clone()))
            .collect();

        let applies = raw
            .applies
            .as_ref()
            .map(|text| self.expression(text, &vocabulary, Some(&Kind::Bool)));
        // Where the check applies, what its condition has shown need not be shown again.
        if let Some(Some(applies)) = &applies {
            vocabulary.given = applies.facts();
        }
        let each = raw
            .each
            .as_ref()
            .map(|text| self.expression(text, &vocabulary, None));
        if let (Some(Some(each)), Some(text)) = (&each, &raw.each) {
            match each.ty() {
                Ty {
                    kind: Kind::List(of),
                    nullable: false,
                } => vocabulary.item = Some((**of).clone()),
                other => {
                    let message = format!("`each` names a list, this is {other}");
                    self.mistakes.at(text, message, None);
                }
            }
        }
        let assert = self.expression(&raw.assert, &vocabulary, Some(&Kind::Bool));
        let fail_message = self.template(&raw.message.fail, &vocabulary);
        let pass_message = {
            // A pass speaks of the resource as a whole.
            let mut whole = vocabulary.clone();
            whole.item = None;
            self.template(&raw.message.pass, &whole)
        };
        let remedy = self.template(&raw.remediation.text, &vocabulary);
        let cli = raw
            .remediation
            .cli
            .as_ref()
            .map(|text| self.template(text, &vocabulary));
        let terraform = raw
            .remediation
            .terraform
            .as_ref()
            .map(|text| self.template(text, &vocabulary));
        self.controls(&raw.controls);
        for (what, text) in [
            ("title", &raw.title),
            ("risk", &raw.risk),
            ("remediation", &raw.remediation.text),
        ] {
            if text.value.trim().is_empty() {
                self.mistakes.at(text, format!("the {what} is empty"), None);
            }
        }
        if !self.source.shipped {
            let none = "a check carries examples: pass, fail and unknown";
            match &raw.examples {
                None => self.mistakes.at(&raw.id, none, None),
                Some(examples) if examples.value.is_empty() => {
                    self.mistakes.at(examples, none, None);
                }
                Some(_) => {}
            }
        }

        let (Some(assert), Some(fail_message), Some(pass_message), Some(remedy)) =
            (assert, fail_message, pass_message, remedy)
        else {
            return Err(self.mistakes.into_found());
        };
        self.mistakes.into_result()?;
        let (applies, each) = (applies.flatten(), each.flatten());
        let mut footprint = Footprint::default();
        for expression in [applies.as_ref(), each.as_ref(), Some(&assert)]
            .into_iter()
            .flatten()
        {
            footprint.extend(expression.footprint());
        }
        let mut shown = Footprint::default();
        for template in [
            Some(&fail_message),
            Some(&pass_message),
            Some(&remedy),
            cli.as_ref().and_then(Option::as_ref),
        ]
        .into_iter()
        .flatten()
        {
            shown.extend(&template.footprint());
        }
        let marks = Marks::new(resource);
        for footprint in marks.footprints() {
            shown.extend(footprint);
        }
        Ok(Check {
            // Without parameters nothing is waited for.
            idle: !params.is_empty() && applies.as_ref().is_some_and(|it| is_idle(it, resource)),
            marks,
            about: Arc::new(About {
                id: raw.id.value,
                title: raw.title.value.trim().to_owned(),
                severity: raw.severity,
                risk: raw.risk.value.trim().to_owned(),
                controls: raw
                    .controls
                    .into_iter()
                    .map(|(framework, ids)| {
                        (framework, ids.into_iter().map(|id| id.value).collect())
                    })
                    .collect(),
                aliases: raw.aliases,
            }),
            resource,
            applies,
            each,
            assert,
            fail_message,
            pass_message,
            remediation: Remediation {
                text: remedy,
                cli: cli.flatten(),
                terraform: terraform.flatten(),
            },
            params,
            renamed_from: raw.renamed_from,
            source: Arc::clone(self.source),
            footprint,
            shown,
        })
    }

    fn identifier(&mut self, id: &Spanned<String>) {
        let well_formed = id.value.split('-').count() >= 2
            && id.value.split('-').all(|part| {
                !part.is_empty()
                    && part
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            });
        if !well_formed {
            let help =
                "like `rds-instance-multi-az`: the service first, then what is true when it holds";
            self.mistakes.at(
                id,
                format!("`{}` is not a check's id", id.value),
                Some(help.to_owned()),
            );
        }
    }

    fn resource(&mut self, name: &Spanned<String>) -> Option<&'static RecordType> {
        let ty = registry::find(&name.value);
        if ty.is_none() {
            let names = registry::TYPES.iter().map(|ty| ty.name);
            self.mistakes.at(
                name,
                format!("unknown resource type `{}`", name.value),
                suggestion(&name.value, names),
            );
        }
        ty
    }

    fn params(&mut self, raw: &RawCheck, overrides: &Overrides) -> Vec<Parameter> {
        let mut params = Vec::new();
        for (name, param) in &raw.params {
            let kind = match ParamKind::parse(&param.ty.value) {
                Ok(kind) => kind,
                Err(help) => {
                    let message = format!("unknown parameter type `{}`", param.ty.value);
                    self.mistakes.at(&param.ty, message, Some(help));
                    continue;
                }
            };
            let written = overrides
                .value(&raw.id.value, name)
                .unwrap_or(&param.default.value);
            match kind.value(written) {
                Ok(value) => params.push(Parameter {
                    name: name.clone(),
                    kind,
                    value,
                    description: param.description.clone(),
                }),
                Err(message) => self.mistakes.at(&param.default, message, None),
            }
        }
        params
    }

    /// Expressions are block scalars, so that what the author sees is what is parsed and places are exact.
    fn expression(
        &mut self,
        text: &Spanned<String>,
        vocabulary: &Vocabulary,
        wanted: Option<&Kind>,
    ) -> Option<Expression> {
        let start = self.mistakes.offset(text);
        if !diagnostic::is_block(&self.text, start) {
            let help = "write `|` after the colon and the expression on the next line, indented";
            self.mistakes.at(
                text,
                "an expression is written as a block",
                Some(help.to_owned()),
            );
            return None;
        }
        match Expression::compile(text.value.trim_end(), vocabulary, wanted) {
            Ok(expression) => Some(expression),
            Err(problems) => {
                for problem in problems {
                    self.mistakes.in_expression(text, problem);
                }
                None
            }
        }
    }

    fn template(&mut self, text: &Spanned<String>, vocabulary: &Vocabulary) -> Option<Template> {
        match Template::parse(text.value.trim_end(), vocabulary) {
            Ok(template) => Some(template),
            Err(wrong) => {
                for (at, message, help) in wrong {
                    let start = self.mistakes.offset(text);
                    let start = diagnostic::in_scalar(&self.text, start, &text.value, at);
                    self.mistakes.over((start, start + 1), message, help);
                }
                None
            }
        }
    }

    fn controls(&mut self, controls: &IndexMap<String, Vec<Spanned<String>>>) {
        for (framework, ids) in controls {
            if !SHIPPED.contains(&framework.as_str()) {
                let at = self.text.find(&format!("{framework}:")).unwrap_or(0);
                self.mistakes.over(
                    (at, at + framework.len()),
                    format!("unknown framework `{framework}`"),
                    suggestion(framework, SHIPPED.iter().copied()),
                );
            }
            for id in ids {
                let start = self.mistakes.offset(id);
                let number = id.value.parse::<f64>().is_ok();
                if number && !self.text[start..].starts_with(['"', '\'']) {
                    let help = format!("write \"{}\": YAML reads 1.10 as the number 1.1", id.value);
                    self.mistakes
                        .at(id, "a requirement's id is a text", Some(help));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
