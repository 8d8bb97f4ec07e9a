//! A document in XML, as far as AWS's answers need it: elements and texts, read and written again. No judge of what is well-formed.

use std::fmt;

/// An element.
#[derive(Clone, Debug)]
pub struct Element {
    pub name: String,
    attributes: String,
    pub children: Vec<Node>,
}

/// What stands in an element.
#[derive(Clone, Debug)]
pub enum Node {
    Element(Element),
    /// As written, with its escapes.
    Text(String),
}

impl Element {
    /// The element that a text is, whatever stands before it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.get(text.find('<')?..)?;
        while rest.starts_with("<?") || rest.starts_with("<!") {
            rest = rest.get(rest.find('>')? + 1..)?;
            rest = rest.get(rest.find('<')?..)?;
        }
        element(&mut rest)
    }

    /// An element that holds a text.
    pub fn of_text(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            attributes: String::new(),
            children: vec![Node::Text(text.to_owned())],
        }
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements in it, to be changed.
    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        self.children.iter_mut().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Takes out the elements in it of a name, and says how many there were.
    pub fn take_out(&mut self, name: &str) -> usize {
        let before = self.children.len();
        self.children
            .retain(|node| !matches!(node, Node::Element(element) if element.name == name));
        before - self.children.len()
    }

    /// Whether it holds elements that are the elements of a list, and nothing else.
    pub fn is_list(&self) -> bool {
        // Structures whose names look like plurals, of RDS, EC2 and S3.
        const LISTS: &[&str] = &["ValidUpgradeTarget", "SummaryMap", "TagSet"];
        const STRUCTURES: &[&str] = &[
            "PendingModifiedValues",
            "tlsInspectionParams",
            "BucketLoggingStatus",
        ];
        let mut elements = self.elements();
        let Some(first) = elements.next() else {
            return false;
        };
        let named_alike = elements.all(|element| element.name == first.name);
        let plural = self.name.ends_with('s')
            || self.name.ends_with("List")
            || LISTS.contains(&self.name.as_str());
        named_alike
            && (["item", "member", "entry"].contains(&first.name.as_str())
                || plural && !STRUCTURES.contains(&self.name.as_str()))
    }
}

/// Reads the element that `rest` begins with.
#[expect(
    clippy::while_immutable_condition,
    reason = "the end of the element leaves it"
)]
fn element(rest: &mut &str) -> Option<Element> {
    let end = rest.find('>')?;
    let tag = &rest[1..end];
    *rest = &rest[end + 1..];
    let (tag, is_empty) = tag
        .strip_suffix('/')
        .map_or((tag, false), |tag| (tag, true));
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut read = Element {
        name: name.to_owned(),
        attributes: attributes.trim().to_owned(),
        children: Vec::new(),
    };
    while !is_empty {
        let next = rest.find('<')?;
        let text = &rest[..next];
        if !text.trim().is_empty() {
            read.children.push(Node::Text(text.to_owned()));
        }
        *rest = &rest[next..];
        if rest.starts_with("<!--") {
            *rest = rest.get(rest.find("-->")? + 3..)?;
        } else if rest.starts_with("<![CDATA[") {
            let end = rest.find("]]>")? + 3;
            read.children.push(Node::Text(rest[..end].to_owned()));
            *rest = &rest[end..];
        } else if rest.starts_with("</") {
            *rest = rest.get(rest.find('>')? + 1..)?;
            break;
        } else {
            read.children.push(Node::Element(element(rest)?));
        }
    }
    Some(read)
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            attributes,
            children,
        } = self;
        let space = if attributes.is_empty() { "" } else { " " };
        if children.is_empty() {
            return write!(f, "<{name}{space}{attributes}/>");
        }
        write!(f, "<{name}{space}{attributes}>")?;
        for child in children {
            match child {
                Node::Element(element) => write!(f, "{element}")?,
                Node::Text(text) => f.write_str(text)?,
            }
        }
        write!(f, "</{name}>")
    }
}
