//! The resource types for programs: what `awsert schema --format json` writes.
//!
//! As with the report's contract, members may be added; none is renamed, retyped or taken away.

use std::io;

use serde::Serialize;

use super::json::SCHEMA_VERSION;
use crate::expr::Kind;
use crate::inventory::RecordType;
use crate::inventory::schema::{Attribute, Scope, Source, Type};

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    /// Resource types.
    types: Vec<TypeRecord>,
    /// What their attributes are made of.
    parts: Vec<TypeRecord>,
}

#[derive(Serialize)]
struct TypeRecord {
    name: &'static str,
    doc: &'static str,
    /// `regional` or `global`; none for a part.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'static str>,
    /// The call that lists the resources, or reads the part.
    read_by: String,
    attributes: Vec<AttributeRecord>,
}

#[derive(Serialize)]
struct AttributeRecord {
    name: &'static str,
    #[serde(rename = "type")]
    ty: String,
    nullable: bool,
    doc: &'static str,
    /// `listing`, `detail` (a call of its own for each resource), `relation` or `derived`.
    source: &'static str,
    /// The call that it costs; none for what follows from others.
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<String>,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    values: &'static [&'static str],
    /// What has to be switched on for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    opt_in: Option<&'static str>,
}

/// Writes the types and the parts that they are made of.
///
/// # Errors
/// When writing fails.
pub fn write(types: &[&'static RecordType], out: &mut impl io::Write) -> io::Result<()> {
    let mut parts: Vec<&'static RecordType> = Vec::new();
    for ty in types {
        gather(ty, &mut parts);
    }
    let document = Document {
        schema_version: SCHEMA_VERSION,
        types: types.iter().map(|ty| record(ty)).collect(),
        parts: parts.into_iter().map(record).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn gather(ty: &'static RecordType, parts: &mut Vec<&'static RecordType>) {
    for (_, attribute) in ty.all() {
        if let Some(part) = part(&attribute.ty)
            && !parts.contains(&part)
        {
            parts.push(part);
            gather(part, parts);
        }
    }
}

/// The part that an attribute is made of. Other resources are no parts.
pub(crate) fn part(ty: &Type) -> Option<&'static RecordType> {
    match ty {
        Type::Record(ty) if ty.resource.is_none() => Some(ty),
        Type::List(of) | Type::Map(of) => part(of),
        _ => None,
    }
}

fn record(ty: &'static RecordType) -> TypeRecord {
    TypeRecord {
        name: ty.name,
        doc: ty.doc,
        scope: ty.resource.as_ref().map(|kind| match kind.scope {
            Scope::Regional => "regional",
            Scope::Global => "global",
        }),
        read_by: ty.read_by.to_string(),
        attributes: ty
            .all()
            .map(|(slot, attribute)| of_attribute(ty, slot, attribute))
            .collect(),
    }
}

fn of_attribute(
    ty: &'static RecordType,
    slot: usize,
    attribute: &'static Attribute,
) -> AttributeRecord {
    AttributeRecord {
        name: attribute.name,
        ty: Kind::from(&attribute.ty).to_string(),
        nullable: attribute.nullable,
        doc: attribute.doc,
        source: match attribute.source {
            Source::Relation(_) => "relation",
            Source::Derived(_) => "derived",
            Source::Listing | Source::Detail(_) if ty.detail(slot).is_some() => "detail",
            Source::Listing | Source::Detail(_) => "listing",
        },
        call: ty.call(slot).map(ToString::to_string),
        values: attribute.values,
        opt_in: attribute.opt_in,
    }
}
