//! What a resource type is made of: its attributes, their types, and the call that reads each.
//!
//! The schema is data in `static`s, written with the `const fn`s of [`attributes`], one file per service beside this one. Expressions are
//! checked against it, the plan of calls falls out of it, and collectors name its attributes through [`crate::inventory::record!`].

mod attributes;

pub use attributes::{
    boolean, deployed, derived, double, int, list, map, named_by, named_by_one, one_of, record,
    relation, relations, string, timestamp,
};

use crate::call::Call;

/// A resource type (`AWS::RDS::DBInstance`) or a part of one (a security group's rule).
pub struct RecordType {
    /// CloudFormation's name, else AWS Config's, for a resource type; a plain name for a part.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub doc: &'static str,
    /// The call that lists the resources of this type, or that reads this part.
    pub read_by: &'static Call,
    /// What only resource types have.
    pub resource: Option<ResourceKind>,
    /// The attributes, beside the six that every resource has.
    pub attributes: &'static [Attribute],
    /// For a part: the attributes whose values name one in a list, so that a finding can point at it.
    pub key: &'static [&'static str],
}

/// The name alone: types lead to each other in circles.
impl std::fmt::Debug for RecordType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Where the resources of a type come from.
#[derive(Debug)]
pub struct ResourceKind {
    /// The call that reads their tags, where the list does not bring them.
    pub tags_by: Option<&'static Call>,
    /// A call that looks one up by ARN or id when the list does not hold it, as for a key in another account.
    pub looked_up_by: Option<&'static Call>,
    /// Whether they belong to a region or to the account as a whole.
    pub scope: Scope,
    /// Whether there is always exactly one of them there, as of settings.
    pub single: bool,
    /// Whether AWS lets them be tagged.
    pub taggable: bool,
    /// The attribute `is_deployed`: see [`deployed`].
    deployed: &'static Attribute,
}

/// Where resources of a type live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In one region.
    Regional,
    /// In the account: their region is `global`.
    Global,
}

/// One attribute of a type.
#[derive(Debug)]
pub struct Attribute {
    /// AWS's API name in `snake_case`.
    pub name: &'static str,
    /// The type of its values.
    pub ty: Type,
    /// Whether AWS documents that there may be none: then a missing field is `null`, else it is unknown.
    pub nullable: bool,
    /// Whether AWS leaves an empty list or map out of its answers.
    pub empty_when_missing: bool,
    /// For a relation: whether AWS guarantees that what is named exists, so that not finding it means not seeing it.
    pub guaranteed: bool,
    /// Where its value comes from.
    pub source: Source,
    /// What it means, with units and the AWS page the fact comes from where it is not the API reference.
    pub doc: &'static str,
    /// The values AWS documents for a text, so that a typo in a check is caught.
    pub values: &'static [&'static str],
    /// The one of [`OPT_INS`] without which it is not read.
    pub opt_in: Option<&'static str>,
}

/// The type of an attribute's values.
#[derive(Clone, Copy, Debug)]
pub enum Type {
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
    List(&'static Type),
    /// Text to value.
    Map(&'static Type),
    /// A part of the resource, or another resource.
    Record(&'static RecordType),
}

/// Where an attribute's value comes from.
#[derive(Debug)]
pub enum Source {
    /// The call that lists the type (for a part: whatever reads the part).
    Listing,
    /// A call of its own, made only where a verdict hangs on it.
    Detail(&'static Call),
    /// Other resources, found by key once they are collected.
    Relation(Relation),
    /// An expression over the same resource, evaluated where it is used.
    Derived(&'static str),
}

/// How an attribute leads to other resources.
#[derive(Debug)]
pub enum Relation {
    /// The resource(s) that an attribute here names by one of the target's `keys`: one for a text, many for a list of texts.
    Names {
        /// The attribute here that holds the name(s).
        local: &'static str,
        /// The target's attributes that may be named by.
        keys: &'static [&'static str],
    },
    /// The resources whose attribute `foreign` is, or contains, this resource's `local`.
    NamedBy {
        /// The target's attribute.
        foreign: &'static str,
        /// The attribute here that it holds.
        local: &'static str,
    },
}

/// What is read only when the user asks for it, because the answers can hold secrets.
pub const OPT_INS: &[&str] = &["secret_shape", "user_data"];

/// The attributes that every resource has, in the first slots of each; a type may say otherwise when its resources are deployed.
pub const IDENTITY: &[Attribute] = &[
    string(
        "id",
        "What AWS calls it within its type, account and region.",
    ),
    string(
        "arn",
        "The Amazon Resource Name; null where the type has none.",
    )
    .or_null(),
    string(
        "name",
        "The name that people gave it: the Name tag in EC2, else the identifier.",
    )
    .or_null(),
    map("tags", &Type::String, "The tags, key to value.").empty_when_missing(),
    string("region", "The region, or `global`."),
    string("account", "The twelve-digit account id."),
    deployed("true"),
];

/// [`deployed`] where nothing is.
const NOT_DEPLOYED: &Attribute = &deployed("false");

/// The slots of [`IDENTITY`].
pub const ID: usize = 0;
/// See [`ID`].
pub const ARN: usize = 1;
/// See [`ID`].
pub const NAME: usize = 2;
/// See [`ID`].
pub const TAGS: usize = 3;
/// See [`ID`].
pub const REGION: usize = 4;
/// See [`ID`].
pub const ACCOUNT: usize = 5;
/// See [`ID`].
const IS_DEPLOYED: usize = 6;

impl RecordType {
    /// A resource type of a region, listed by one call.
    pub const fn regional(
        name: &'static str,
        listed_by: &'static Call,
        doc: &'static str,
        attributes: &'static [Attribute],
    ) -> Self {
        Self::resource(name, listed_by, Scope::Regional, doc, attributes)
    }

    /// A resource type of the account as a whole.
    pub const fn global(
        name: &'static str,
        listed_by: &'static Call,
        doc: &'static str,
        attributes: &'static [Attribute],
    ) -> Self {
        Self::resource(name, listed_by, Scope::Global, doc, attributes)
    }

    const fn resource(
        name: &'static str,
        listed_by: &'static Call,
        scope: Scope,
        doc: &'static str,
        attributes: &'static [Attribute],
    ) -> Self {
        Self {
            name,
            doc,
            read_by: listed_by,
            resource: Some(ResourceKind {
                tags_by: None,
                looked_up_by: None,
                scope,
                single: false,
                taggable: true,
                deployed: &IDENTITY[IS_DEPLOYED],
            }),
            attributes,
            key: &[],
        }
    }

    /// A part of a resource, told apart in a list by the attributes in `key`.
    pub const fn part(
        name: &'static str,
        read_by: &'static Call,
        key: &'static [&'static str],
        doc: &'static str,
        attributes: &'static [Attribute],
    ) -> Self {
        Self {
            name,
            doc,
            read_by,
            resource: None,
            attributes,
            key,
        }
    }

    /// The same type, whose tags take a call of their own.
    pub const fn tags_by(self, call: &'static Call) -> Self {
        match self.resource {
            Some(kind) => Self {
                resource: Some(ResourceKind {
                    tags_by: Some(call),
                    ..kind
                }),
                ..self
            },
            None => self,
        }
    }

    /// The same type, whose resources can be asked for by name when the list does not hold them.
    pub const fn looked_up_by(self, call: &'static Call) -> Self {
        match self.resource {
            Some(kind) => Self {
                resource: Some(ResourceKind {
                    looked_up_by: Some(call),
                    ..kind
                }),
                ..self
            },
            None => self,
        }
    }

    /// The same type, of which there is exactly one in each region, or in the account: settings, which nobody deploys and AWS does not tag.
    pub const fn single(self) -> Self {
        match self.resource {
            Some(kind) => Self {
                resource: Some(ResourceKind {
                    single: true,
                    taggable: false,
                    deployed: NOT_DEPLOYED,
                    ..kind
                }),
                ..self
            },
            None => self,
        }
    }

    /// The same type, whose resources AWS does not let be tagged.
    pub const fn untaggable(self) -> Self {
        match self.resource {
            Some(kind) => Self {
                resource: Some(ResourceKind {
                    taggable: false,
                    ..kind
                }),
                ..self
            },
            None => self,
        }
    }

    /// The same type, some of whose resources nobody deployed.
    pub const fn deployed_if(self, deployed: &'static Attribute) -> Self {
        match self.resource {
            Some(kind) => Self {
                resource: Some(ResourceKind { deployed, ..kind }),
                ..self
            },
            None => self,
        }
    }

    const fn identity(&self) -> &'static [Attribute] {
        if self.resource.is_some() {
            IDENTITY
        } else {
            &[]
        }
    }

    /// How many slots a record of this type has.
    pub const fn slots(&self) -> usize {
        self.identity().len() + self.attributes.len()
    }

    /// The slot of an attribute that is known to exist; for use in `const` position, where a wrong name does not compile.
    ///
    /// # Panics
    /// When there is no such attribute.
    pub const fn slot(&self, name: &str) -> usize {
        match self.find(name) {
            Some(slot) => slot,
            None => panic!("the type has no attribute of that name"),
        }
    }

    /// The slot of an attribute, if there is one of that name.
    pub const fn find(&self, name: &str) -> Option<usize> {
        let mut slot = 0;
        while slot < self.slots() {
            if same(self.attribute(slot).name, name) {
                return Some(slot);
            }
            slot += 1;
        }
        None
    }

    /// The attribute in a slot.
    pub const fn attribute(&self, slot: usize) -> &'static Attribute {
        let identity = self.identity();
        match &self.resource {
            Some(kind) if slot == IS_DEPLOYED => kind.deployed,
            _ if slot < identity.len() => &identity[slot],
            _ => &self.attributes[slot - identity.len()],
        }
    }

    /// All attributes, with their slots.
    pub fn all(&self) -> impl Iterator<Item = (usize, &'static Attribute)> {
        (0..self.slots()).map(|slot| (slot, self.attribute(slot)))
    }

    /// The call of its own that reads the attribute in a slot, for one that the list does not bring.
    pub fn detail(&self, slot: usize) -> Option<&'static Call> {
        match (&self.attribute(slot).source, &self.resource) {
            (Source::Detail(call), _) => Some(call),
            (Source::Listing, Some(kind)) if slot == TAGS => kind.tags_by,
            _ => None,
        }
    }

    /// The call that reads the attribute in a slot; relations and derived attributes have none of their own.
    pub fn call(&self, slot: usize) -> Option<&'static Call> {
        match (&self.attribute(slot).source, &self.resource) {
            (Source::Detail(call), _) => Some(call),
            (Source::Listing, Some(kind)) if slot == TAGS => {
                Some(kind.tags_by.unwrap_or(self.read_by))
            }
            (Source::Listing, _) => Some(self.read_by),
            (Source::Relation(_) | Source::Derived(_), _) => None,
        }
    }
}

impl PartialEq for RecordType {
    /// Names are unique (a test sees to it).
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for RecordType {}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}
