//! How a resource's attributes spell its id or ARN: `{rest_api_id}/{stage_name}`. What the templates mean is told in `terraform.txt`.

use super::arn::Arn;
use super::{Attribute, NONE};

/// What the first of a template's ways comes to whose attributes are all there.
pub(super) fn fill(template: &str, attribute: Attribute<'_>) -> Option<String> {
    if template == NONE {
        return None;
    }
    template.split(',').find_map(|way| filled(way, attribute))
}

fn filled(way: &str, attribute: Attribute<'_>) -> Option<String> {
    let mut text = String::new();
    let mut rest = way;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (place, behind) = after.split_once('}')?;
        let (name, part) = place.split_once(':').unwrap_or((place, ""));
        let value = attribute(name)?;
        text.push_str(part_of(&value, part)?);
        rest = behind;
    }
    text.push_str(rest);
    Some(text)
}

fn part_of<'a>(value: &'a str, part: &str) -> Option<&'a str> {
    let found = match part {
        "" => Some(value),
        "last" => value.rsplit('/').next(),
        "after_colon" => Some(value.split_once(':').map_or(value, |(_, after)| after)),
        "resource" => Arn::last_part(value),
        "tail" => Some(Arn::last_part(value)?.split_once('/')?.1),
        _ => None,
    };
    found.filter(|found| !found.is_empty())
}
