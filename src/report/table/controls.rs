//! The requirements a check answers, in the short form that people use: `CIS 5.0 1.14 · RDS.5`.

use indexmap::IndexMap;

use super::super::terminal::width;

/// The requirements on one line of at most `columns`, those that do not fit counted. All of them, on a line without end, when `columns` is none.
pub(super) fn short(
    controls: &IndexMap<String, Vec<String>>,
    separator: &str,
    columns: Option<usize>,
) -> String {
    let mut frameworks: Vec<(&str, &[String])> = controls
        .iter()
        .filter(|(_, ids)| !ids.is_empty())
        .map(|(framework, ids)| (framework.as_str(), ids.as_slice()))
        .collect();
    frameworks.sort_by_key(|(framework, _)| rank(framework));
    if columns.is_some() {
        newest_cis_only(&mut frameworks);
    }
    let all: Vec<String> = frameworks
        .iter()
        .map(|(framework, ids)| spelt(framework, ids))
        .collect();
    let Some(columns) = columns else {
        return all.join(separator);
    };
    let mut line = String::new();
    for (at, entry) in all.iter().enumerate() {
        let rest = all.len() - at - 1;
        let more = if rest == 0 {
            String::new()
        } else {
            format!("{separator}+{rest} more")
        };
        let gap = if line.is_empty() { "" } else { separator };
        if width(&line) + width(gap) + width(entry) + width(&more) > columns {
            return format!("{line}{gap}+{} more", rest + 1);
        }
        line.push_str(gap);
        line.push_str(entry);
    }
    line
}

/// CIS first, as it is what people are asked for, the newest before the older; then Security Hub; then the rest as the check has it.
fn rank(framework: &str) -> (u8, std::cmp::Reverse<&str>) {
    let place = match framework {
        _ if framework.starts_with("cis-") => 0,
        "securityhub" => 1,
        _ => return (2, std::cmp::Reverse("")),
    };
    (place, std::cmp::Reverse(framework))
}

/// A check stands in five editions of CIS; one will do.
fn newest_cis_only(frameworks: &mut Vec<(&str, &[String])>) {
    let mut seen = false;
    frameworks.retain(|(framework, _)| {
        let again = framework.starts_with("cis-") && seen;
        seen |= framework.starts_with("cis-");
        !again
    });
}

/// `CIS 5.0 1.14, 1.15`; Security Hub's ids speak for themselves.
fn spelt(framework: &str, ids: &[String]) -> String {
    let name = match framework {
        "securityhub" => return ids.join(", "),
        "hipaa" => "HIPAA".to_owned(),
        "soc2" => "SOC 2".to_owned(),
        "gdpr" => "GDPR".to_owned(),
        _ => [
            ("cis-aws-", "CIS "),
            ("nist-800-53-", "NIST 800-53 "),
            ("nist-csf-", "NIST CSF "),
            ("pci-dss-", "PCI DSS "),
            ("iso-27001-", "ISO 27001:"),
            ("fedramp-", "FedRAMP "),
        ]
        .into_iter()
        .find_map(|(prefix, name)| Some(format!("{name}{}", framework.strip_prefix(prefix)?)))
        .unwrap_or_else(|| framework.to_owned()),
    };
    format!("{name} {}", ids.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn controls() -> IndexMap<String, Vec<String>> {
        [
            ("securityhub", vec!["RDS.5"]),
            ("cis-aws-3.0", vec!["2.3.1"]),
            ("cis-aws-5.0", vec!["2.2.1", "2.2.2"]),
            ("nist-800-53-r5", vec!["CP-10", "SC-36"]),
            ("iso-27001-2022", vec!["A.8.14"]),
            ("soc2", vec![]),
        ]
        .into_iter()
        .map(|(framework, ids)| {
            let ids = ids.into_iter().map(str::to_owned).collect();
            (framework.to_owned(), ids)
        })
        .collect()
    }

    #[test]
    fn one_line_of_what_people_call_them() {
        let controls = controls();
        let cases = [
            (
                None,
                "CIS 5.0 2.2.1, 2.2.2 · CIS 3.0 2.3.1 · RDS.5 · NIST 800-53 r5 CP-10, SC-36 · ISO 27001:2022 A.8.14",
            ),
            (
                Some(90),
                "CIS 5.0 2.2.1, 2.2.2 · RDS.5 · NIST 800-53 r5 CP-10, SC-36 · ISO 27001:2022 A.8.14",
            ),
            (
                Some(70),
                "CIS 5.0 2.2.1, 2.2.2 · RDS.5 · NIST 800-53 r5 CP-10, SC-36 · +1 more",
            ),
            (Some(50), "CIS 5.0 2.2.1, 2.2.2 · RDS.5 · +2 more"),
        ];
        for (columns, expected) in cases {
            assert_eq!(short(&controls, " · ", columns), expected, "{columns:?}");
        }
    }
}
