//! `awsert schema`: what expressions can speak of.

use std::io::Write;

use clap::ValueEnum;

use super::{CliError, Exit};
use crate::inventory::schema::{Attribute, Source};
use crate::inventory::{RecordType, registry};
use crate::query::find_type;
use crate::report::schema_json::{self, part};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A resource type, as `AWS::RDS::DBInstance`; all types when it is left out
    #[arg(value_name = "TYPE")]
    ty: Option<String>,
    /// How to write it; as JSON, all types have their attributes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let ty = match &arguments.ty {
        Some(name) => Some(find_type(name)?),
        None => None,
    };
    match (arguments.format, ty) {
        (Format::Json, Some(ty)) => schema_json::write(&[ty], out)?,
        (Format::Json, None) => schema_json::write(registry::TYPES, out)?,
        (Format::Text, Some(ty)) => describe(ty, out)?,
        (Format::Text, None) => {
            let names = registry::TYPES.iter().map(|ty| ty.name.len());
            let width = names.max().unwrap_or(0);
            for ty in registry::TYPES {
                writeln!(out, "{:width$}  {}", ty.name, ty.doc)?;
            }
        }
    }
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
        // A call of its own is made for each resource; the others come with the listing.
        let from = match (&attribute.source, ty.call(slot)) {
            (Source::Relation(_), _) => "relation".to_owned(),
            (Source::Derived(_), _) => "derived".to_owned(),
            (_, Some(call)) if ty.detail(slot).is_some() => format!("{call}, on demand"),
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
        if let Some(opt_in) = attribute.opt_in {
            writeln!(out, "      Read only with `--opt-in {opt_in}`")?;
        }
    }
    Ok(())
}

fn type_name(attribute: &Attribute) -> String {
    let kind: crate::expr::Kind = (&attribute.ty).into();
    let or_null = if attribute.nullable { " or null" } else { "" };
    format!("{kind}{or_null}")
}
