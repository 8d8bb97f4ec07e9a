//! How attributes are written down: one `const fn` per type, and what may be said of one in addition.

use super::{Attribute, RecordType, Relation, Source, Type};
use crate::call::Call;

const fn attribute(name: &'static str, ty: Type, source: Source, doc: &'static str) -> Attribute {
    Attribute {
        name,
        ty,
        nullable: false,
        empty_when_missing: false,
        guaranteed: false,
        source,
        doc,
        values: &[],
        opt_in: None,
    }
}

/// A truth value.
pub const fn boolean(name: &'static str, doc: &'static str) -> Attribute {
    attribute(name, Type::Bool, Source::Listing, doc)
}

/// A whole number.
pub const fn int(name: &'static str, doc: &'static str) -> Attribute {
    attribute(name, Type::Int, Source::Listing, doc)
}

/// A fraction.
pub const fn double(name: &'static str, doc: &'static str) -> Attribute {
    attribute(name, Type::Double, Source::Listing, doc)
}

/// Text.
pub const fn string(name: &'static str, doc: &'static str) -> Attribute {
    attribute(name, Type::String, Source::Listing, doc)
}

/// Text with the values that AWS documents.
pub const fn one_of(
    name: &'static str,
    values: &'static [&'static str],
    doc: &'static str,
) -> Attribute {
    Attribute {
        values,
        ..string(name, doc)
    }
}

/// A point in time.
pub const fn timestamp(name: &'static str, doc: &'static str) -> Attribute {
    attribute(name, Type::Timestamp, Source::Listing, doc)
}

/// A list.
pub const fn list(name: &'static str, of: &'static Type, doc: &'static str) -> Attribute {
    attribute(name, Type::List(of), Source::Listing, doc)
}

/// Text to value.
pub const fn map(name: &'static str, of: &'static Type, doc: &'static str) -> Attribute {
    attribute(name, Type::Map(of), Source::Listing, doc)
}

/// A part.
pub const fn record(name: &'static str, ty: &'static RecordType, doc: &'static str) -> Attribute {
    attribute(name, Type::Record(ty), Source::Listing, doc)
}

/// An attribute computed by an expression over its resource, `resource` being the one at hand.
pub const fn derived(
    name: &'static str,
    ty: Type,
    expression: &'static str,
    doc: &'static str,
) -> Attribute {
    attribute(name, ty, Source::Derived(expression), doc)
}

/// What tells the resources that somebody deployed from those that AWS made by itself, or that another account shares: what tags, names and
/// regions are asked of.
pub const fn deployed(expression: &'static str) -> Attribute {
    derived(
        "is_deployed",
        Type::Bool,
        expression,
        "Whether somebody deployed it in this account: AWS did not make it by itself, and no other account shares it.",
    )
}

/// The one resource that the attribute `local` names; null when AWS knows none of that name.
pub const fn relation(
    name: &'static str,
    target: &'static RecordType,
    local: &'static str,
    keys: &'static [&'static str],
    doc: &'static str,
) -> Attribute {
    attribute(
        name,
        Type::Record(target),
        Source::Relation(Relation::Names { local, keys }),
        doc,
    )
    .or_null()
}

/// The resources that the list `local` names. `ty` is `&Type::Record(&TARGET)`.
pub const fn relations(
    name: &'static str,
    ty: &'static Type,
    local: &'static str,
    keys: &'static [&'static str],
    doc: &'static str,
) -> Attribute {
    attribute(
        name,
        Type::List(ty),
        Source::Relation(Relation::Names { local, keys }),
        doc,
    )
}

/// The resources whose attribute `foreign` names this one by its `local`.
pub const fn named_by(
    name: &'static str,
    ty: &'static Type,
    foreign: &'static str,
    local: &'static str,
    doc: &'static str,
) -> Attribute {
    attribute(
        name,
        Type::List(ty),
        Source::Relation(Relation::NamedBy { foreign, local }),
        doc,
    )
}

/// The one resource whose attribute `foreign` names this one by its `local`; null when there is none.
pub const fn named_by_one(
    name: &'static str,
    target: &'static RecordType,
    foreign: &'static str,
    local: &'static str,
    doc: &'static str,
) -> Attribute {
    attribute(
        name,
        Type::Record(target),
        Source::Relation(Relation::NamedBy { foreign, local }),
        doc,
    )
    .or_null()
}

impl Attribute {
    /// The resource type that a relation leads to.
    pub fn target(&self) -> Option<&'static RecordType> {
        match (&self.source, &self.ty) {
            (Source::Relation(_), Type::Record(target) | Type::List(Type::Record(target))) => {
                Some(target)
            }
            _ => None,
        }
    }

    /// AWS documents that there may be none.
    pub const fn or_null(self) -> Self {
        Self {
            nullable: true,
            ..self
        }
    }

    /// AWS leaves it out when it is empty.
    pub const fn empty_when_missing(self) -> Self {
        Self {
            empty_when_missing: true,
            ..self
        }
    }

    /// For a relation: AWS guarantees that what is named exists (a subnet's VPC, the prefix list of a rule). Not finding it is then not
    /// seeing it: unknown, never null, and a list that misses one is a list cut short. Add [`Self::or_null`] where the name itself may be null.
    pub const fn guaranteed(self) -> Self {
        Self {
            guaranteed: true,
            nullable: false,
            ..self
        }
    }

    /// It is read only when the user asks for it.
    pub const fn on_request(self, opt_in: &'static str) -> Self {
        Self {
            opt_in: Some(opt_in),
            ..self
        }
    }

    /// It takes a call of its own.
    pub const fn read_by(self, call: &'static Call) -> Self {
        Self {
            source: Source::Detail(call),
            ..self
        }
    }
}
