//! The types of expressions: what an attribute of the schema, a literal or an operator's result is.

use std::fmt;

use crate::inventory::RecordType;
use crate::inventory::schema::Type;

/// The type of an expression, and whether it may be null.
#[derive(Clone, Debug, PartialEq)]
pub struct Ty {
    /// What it is when it is not null.
    pub kind: Kind,
    /// Whether it may be null.
    pub nullable: bool,
}

/// What a value that is not null is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A fraction.
    Double,
    /// Text.
    String,
    /// A point in time.
    Timestamp,
    /// A list.
    List(Box<Kind>),
    /// Text to value.
    Map(Box<Kind>),
    /// A resource or a part of one.
    Record(&'static RecordType),
    /// Always null.
    Null,
    /// The elements of `[]`: fits everywhere.
    Never,
}

impl Ty {
    /// A type whose values are never null.
    pub fn sure(kind: Kind) -> Self {
        Self {
            kind,
            nullable: false,
        }
    }

    /// A type whose values may be null.
    pub fn maybe(kind: Kind) -> Self {
        Self {
            kind,
            nullable: true,
        }
    }
}

impl From<&Type> for Kind {
    fn from(ty: &Type) -> Self {
        match ty {
            Type::Bool => Self::Bool,
            Type::Int => Self::Int,
            Type::Double => Self::Double,
            Type::String => Self::String,
            Type::Timestamp => Self::Timestamp,
            Type::List(of) => Self::List(Box::new((*of).into())),
            Type::Map(of) => Self::Map(Box::new((*of).into())),
            Type::Record(ty) => Self::Record(ty),
        }
    }
}

impl Kind {
    /// Whether a value of this kind can stand where `wanted` is expected.
    pub fn fits(&self, wanted: &Self) -> bool {
        match (self, wanted) {
            (Self::Never, _) | (_, Self::Never) => true,
            (Self::List(a), Self::List(b)) | (Self::Map(a), Self::Map(b)) => a.fits(b),
            (a, b) => a == b,
        }
    }

    /// The type of part that comparing the two with `==` would compare. Of parts those attributes alone are kept that some check reads: two that differ
    /// in others are not told apart.
    pub fn compares_parts(&self, other: &Self) -> Option<&'static RecordType> {
        match (self, other) {
            (Self::Record(ty), Self::Record(_)) => ty.resource.is_none().then_some(*ty),
            (Self::List(a), Self::List(b)) | (Self::Map(a), Self::Map(b)) => a.compares_parts(b),
            _ => None,
        }
    }

    /// Whether the two can be compared with `==`.
    pub fn comparable(&self, other: &Self) -> bool {
        self.fits(other) && self.compares_parts(other).is_none()
            || matches!((self, other), (Self::Null, _) | (_, Self::Null))
            || matches!(
                (self, other),
                (Self::Int, Self::Double) | (Self::Double, Self::Int)
            )
    }

    /// Whether `<` and its kin order values of this kind.
    pub fn ordered(&self) -> bool {
        matches!(
            self,
            Self::Int | Self::Double | Self::String | Self::Timestamp
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Int => f.write_str("int"),
            Self::Double => f.write_str("double"),
            Self::String => f.write_str("string"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::List(of) => write!(f, "list({of})"),
            Self::Map(of) => write!(f, "map(string, {of})"),
            Self::Record(ty) => f.write_str(ty.name),
            Self::Null => f.write_str("null"),
            Self::Never => f.write_str("anything"),
        }
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if self.nullable && self.kind != Kind::Null {
            f.write_str(" or null")?;
        }
        Ok(())
    }
}
