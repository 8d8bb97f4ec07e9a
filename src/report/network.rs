//! A picture of an account's networks, as far as a run read them: VPCs, zones, subnets, what stands in them, and what the internet can reach.
//!
//! Data alone: [`crate::scan`] draws it from the inventory, the HTML report shows it, and a run that is kept may hold it. What was not read is
//! told as not read.

use std::fmt;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

/// A picture that is drawn when somebody first looks at it. Only the HTML report and runs that are kept do, and that of a large account is large.
#[derive(Clone)]
pub struct Picture(Arc<LazyLock<Option<Network>, Draw>>);

type Draw = Box<dyn FnOnce() -> Option<Network> + Send>;

impl Picture {
    /// What `draw` will draw; it may find that there is nothing to draw.
    pub fn drawn_by(draw: impl FnOnce() -> Option<Network> + Send + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(draw))))
    }

    /// The networks; none where none were asked for.
    pub fn look(&self) -> Option<&Network> {
        self.0.as_ref().as_ref()
    }

    /// Both in one.
    #[must_use]
    pub fn beside(self, more: Self) -> Self {
        Self::drawn_by(move || match (self.look().cloned(), more.look().cloned()) {
            (Some(mut before), Some(more)) => {
                before.vpcs.extend(more.vpcs);
                before.unread.extend(more.unread);
                Some(before)
            }
            (before, more) => before.or(more),
        })
    }
}

impl From<Option<Network>> for Picture {
    fn from(network: Option<Network>) -> Self {
        Self::drawn_by(|| network)
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Picture")
    }
}

/// The networks of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// The VPCs that were read.
    pub vpcs: Vec<Vpc>,
    /// Which VPCs were not, in words.
    pub unread: Vec<String>,
}

/// A VPC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vpc {
    /// The account that was scanned.
    pub account: String,
    /// The region.
    pub region: String,
    /// The id.
    pub id: String,
    /// The name people gave it.
    pub name: Option<String>,
    /// Its address ranges; none where they were not read.
    pub cidrs: Option<Vec<String>>,
    /// Whether AWS made it in the region by itself; none where that was not read.
    pub is_default: Option<bool>,
    /// Whether the region's internet gateways were all read.
    pub gateways_read: bool,
    /// Whether the region's subnets were all read.
    pub subnets_read: bool,
    /// Its Availability Zones, by name.
    pub zones: Vec<Zone>,
    /// What stands in no one zone.
    pub things: Vec<Thing>,
    /// What else may stand in it and was not read, in words.
    pub unread: Vec<String>,
}

/// An Availability Zone of a VPC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Its name; none where that was not read.
    pub name: Option<String>,
    /// The VPC's subnets in it.
    pub subnets: Vec<Subnet>,
    /// What stands in it, in a subnet that AWS does not tell.
    pub things: Vec<Thing>,
}

/// A subnet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subnet {
    /// The id.
    pub id: String,
    /// The name people gave it.
    pub name: Option<String>,
    /// Its range of addresses.
    pub cidr: Option<String>,
    /// Where its routes lead.
    pub reach: Reach,
    /// Why that is said, in words.
    pub why: String,
    /// Where what no other route is for goes, in few words.
    pub way: String,
    /// All its routes; none where they were not read.
    pub routes: Option<Vec<Route>>,
    /// What stands in it.
    pub things: Vec<Thing>,
    /// How many more do.
    pub more: usize,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Traffic to where.
    pub destination: String,
    /// Is sent to what.
    pub target: String,
}

/// Where the routes of a subnet lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// To an internet gateway.
    Public,
    /// Out, by a way that nobody comes in by.
    Private,
    /// Nowhere that is not named.
    Isolated,
    /// Not read.
    Unknown,
}

/// What stands in a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thing {
    /// What it is.
    pub kind: Kind,
    /// CloudFormation's type name.
    #[serde(rename = "type")]
    pub ty: String,
    /// The id.
    pub id: String,
    /// The name people gave it.
    pub name: Option<String>,
    /// More of it, in few words.
    pub detail: String,
    /// Whether the internet can reach it; none for what is not there to be reached.
    pub reached: Option<Reached>,
    /// Why that is said, in words.
    pub why: Vec<String>,
}

/// What something in a network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An internet gateway.
    InternetGateway,
    /// A NAT gateway.
    NatGateway,
    /// A load balancer.
    LoadBalancer,
    /// An instance.
    Instance,
    /// A service of Amazon ECS.
    Service,
    /// A DB instance.
    Database,
    /// A VPC endpoint.
    Endpoint,
}

/// Whether the internet can reach something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// Address, route and rule are all in place.
    Yes,
    /// Not all of that was read.
    Unknown,
    /// One of them is not there.
    No,
}
