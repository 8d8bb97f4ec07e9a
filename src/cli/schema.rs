//! `awsert schema`: what expressions can speak of.

use std::io::Write;

use super::{CliError, Exit};
use crate::expr::suggestion;
use crate::inventory::schema::{Attribute, Source, Type};
use crate::inventory::{RecordType, registry};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A resource type, as `AWS::RDS::DBInstance`; all types when it is left out
    #[arg(value_name = "TYPE")]
    ty: Option<String>,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let Some(name) = &arguments.ty else {
        let width = registry::TYPES
            .iter()
            .map(|ty| ty.name.len())
            .max()
            .unwrap_or(0);
        for ty in registry::TYPES {
            writeln!(out, "{:width$}  {}", ty.name, ty.doc)?;
        }
        return Ok(Exit::Clean);
    };
    let Some(ty) = registry::find(name) else {
        let help = suggestion(name, registry::TYPES.iter().map(|ty| ty.name))
            .unwrap_or_else(|| "`awsert schema` lists them".to_owned());
        return Err(CliError::Usage(format!(
            "there is no resource type `{name}` ({help})"
        )));
    };
    describe(ty, out)?;
    Ok(Exit::Clean)
}

fn describe(ty: &'static RecordType, out: &mut impl Write) -> Result<(), CliError> {
    writeln!(out, "{}\n  {}\n", ty.name, ty.doc)?;
    let mut parts: Vec<&'static RecordType> = Vec::new();
    attributes(ty, &mut parts, out)?;
    let mut next = 0;
    while next < parts.len() {
        let part = parts[next];
        next += 1;
        writeln!(out, "\n{}\n  {}\n", part.name, part.doc)?;
        attributes(part, &mut parts, out)?;
    }
    Ok(())
}

fn attributes(
    ty: &'static RecordType,
    parts: &mut Vec<&'static RecordType>,
    out: &mut impl Write,
) -> Result<(), CliError> {
    for (slot, attribute) in ty.all() {
        if let Some(part) = part(&attribute.ty)
            && !parts.contains(&part)
        {
            parts.push(part);
        }
        let from = match (&attribute.source, ty.call(slot)) {
            (Source::Relation(_), _) => "relation".to_owned(),
            (Source::Derived(_), _) => "derived".to_owned(),
            (_, Some(call)) => call.to_string(),
            (_, None) => String::new(),
        };
        writeln!(
            out,
            "  {}: {}  [{from}]",
            attribute.name,
            type_name(attribute)
        )?;
        writeln!(out, "      {}", attribute.doc)?;
        if !attribute.values.is_empty() {
            writeln!(out, "      One of: {}", attribute.values.join(", "))?;
        }
    }
    Ok(())
}

fn part(ty: &Type) -> Option<&'static RecordType> {
    match ty {
        Type::Record(ty) if ty.resource.is_none() => Some(ty),
        Type::List(of) | Type::Map(of) => part(of),
        _ => None,
    }
}

fn type_name(attribute: &Attribute) -> String {
    let kind: crate::expr::Kind = (&attribute.ty).into();
    let or_null = if attribute.nullable { " or null" } else { "" };
    format!("{kind}{or_null}")
}
