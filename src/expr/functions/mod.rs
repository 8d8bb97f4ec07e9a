//! The functions that expressions may call, one file per subject. Adding one is a line in its file's table.
//!
//! Arguments are known and not null when a function is called; one that reads a record's attributes meets unknown readings itself.

mod grants;
mod lists;
mod logs;
mod network;
mod policy;
mod text;
mod time;

use std::fmt;

use super::eval::{Answer, Evaluation};
use super::ty::Kind;
use crate::inventory::{RecordType, Value};

/// A function of the expression language.
#[derive(Debug)]
pub struct Function {
    /// The name after the dot.
    pub name: &'static str,
    /// What it is called on.
    pub receiver: Parameter,
    /// What it takes.
    pub parameters: &'static [Parameter],
    /// What it gives.
    pub returns: Returns,
    /// The attributes of the receiver that it reads, as paths, where the receiver is a resource.
    pub reads: &'static [&'static str],
    /// What it says, in one sentence.
    pub doc: &'static str,
    /// The work. The receiver is the first argument.
    pub eval: fn(&mut Evaluation<'_>, &[Value]) -> Answer,
}

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// Text.
    String,
    /// The receiver's own type.
    Receiver,
}

/// What an argument may be.
#[derive(Clone, Copy, Debug)]
pub enum Parameter {
    /// A whole number.
    Int,
    /// Text.
    String,
    /// Text that is a regular expression, written out or a parameter.
    Regex,
    /// Text that is a CIDR range, written out or a parameter.
    Cidr,
    /// A list of texts that are CIDR ranges, written out or a parameter.
    Cidrs,
    /// A list of texts that name ports like `443/tcp`, written out or a parameter.
    Ports,
    /// A point in time.
    Timestamp,
    /// A list of texts.
    Strings,
    /// Any list.
    List,
    /// Any map.
    Map,
    /// A record of this type.
    Record(&'static RecordType),
}

impl Parameter {
    /// Whether a value of the kind fits.
    pub fn takes(&self, kind: &Kind) -> bool {
        match (self, kind) {
            (_, Kind::Never)
            | (Self::Int, Kind::Int)
            | (Self::String | Self::Regex | Self::Cidr, Kind::String)
            | (Self::Timestamp, Kind::Timestamp)
            | (Self::List, Kind::List(_))
            | (Self::Map, Kind::Map(_)) => true,
            (Self::Strings | Self::Cidrs | Self::Ports, Kind::List(of)) => of.fits(&Kind::String),
            (Self::Record(wanted), Kind::Record(ty)) => wanted == ty,
            _ => false,
        }
    }

    /// Whether the value has to be known when the check is loaded.
    pub fn must_be_constant(&self) -> bool {
        matches!(self, Self::Regex | Self::Cidr | Self::Cidrs | Self::Ports)
    }

    /// What is wrong with a constant argument.
    pub fn wrong(&self, value: &Value) -> Option<String> {
        let item = match self {
            Self::Cidrs => Self::Cidr,
            Self::Ports => return network::wrong_ports(value),
            _ => return self.wrong_text(value.as_str()?),
        };
        value
            .items()
            .iter()
            .find_map(|value| item.wrong_text(value.as_str()?))
    }

    fn wrong_text(&self, text: &str) -> Option<String> {
        match self {
            Self::Regex => regex::Regex::new(text)
                .err()
                .map(|error| format!("this is not a regular expression: {error}")),
            Self::Cidr => text
                .parse::<ipnet::IpNet>()
                .err()
                .map(|_| format!("\"{text}\" is not a CIDR range like 10.0.0.0/8")),
            _ => None,
        }
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Int => "int",
            Self::String => "string",
            Self::Regex => "a regular expression",
            Self::Cidr => "a CIDR range",
            Self::Cidrs => "a list of CIDR ranges",
            Self::Ports => "a list of ports",
            Self::Timestamp => "timestamp",
            Self::Strings => "list(string)",
            Self::List => "a list",
            Self::Map => "a map",
            Self::Record(ty) => ty.name,
        })
    }
}

const TABLES: &[&[Function]] = &[
    text::FUNCTIONS,
    lists::FUNCTIONS,
    logs::FUNCTIONS,
    time::FUNCTIONS,
    network::FUNCTIONS,
    policy::FUNCTIONS,
    grants::FUNCTIONS,
];

/// All functions.
pub fn all() -> impl Iterator<Item = &'static Function> {
    TABLES.iter().flat_map(|table| table.iter())
}

/// The functions of a name, told apart by what they are called on.
pub fn overloads(name: &str) -> impl Iterator<Item = &'static Function> {
    all().filter(move |function| function.name == name)
}

/// Whether there is a function of that name.
pub fn exists(name: &str) -> bool {
    overloads(name).next().is_some()
}

/// All names, quantifiers included, for suggestions.
pub fn names() -> impl Iterator<Item = &'static str> {
    ["all", "exists", "exists_one", "filter", "map", "has"]
        .into_iter()
        .chain(all().map(|function| function.name))
}
