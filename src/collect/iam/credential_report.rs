//! The credential report: a CSV with a row per user and one for the root user (IAM User Guide, "Generate credential reports").
//!
//! What a field means when it holds no value is decided here, column by column; what is not documented is an error.

use std::collections::HashMap;

use csv::StringRecord;
use jiff::Timestamp;

/// A credential report.
#[derive(Debug)]
pub(in crate::collect) struct CredentialReport {
    columns: HashMap<String, usize>,
    rows: HashMap<String, StringRecord>,
}

/// The row of one user.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    columns: &'a HashMap<String, usize>,
    fields: &'a StringRecord,
}

/// A report, or a field of it, that is not as documented.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum Malformed {
    #[error("the credential report is not CSV with a column of ARNs")]
    Report,
    #[error("the credential report has no column {0}")]
    Column(&'static str),
    #[error("the credential report's {0} is not what AWS documents")]
    Field(&'static str),
}

/// The columns about one of the two access keys of a user.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyColumns {
    pub(super) number: i64,
    pub(super) active: &'static str,
    pub(super) last_rotated: &'static str,
    pub(super) last_used_date: &'static str,
    pub(super) last_used_region: &'static str,
    pub(super) last_used_service: &'static str,
}

pub(super) const ACCESS_KEYS: [KeyColumns; 2] = [
    KeyColumns {
        number: 1,
        active: "access_key_1_active",
        last_rotated: "access_key_1_last_rotated",
        last_used_date: "access_key_1_last_used_date",
        last_used_region: "access_key_1_last_used_region",
        last_used_service: "access_key_1_last_used_service",
    },
    KeyColumns {
        number: 2,
        active: "access_key_2_active",
        last_rotated: "access_key_2_last_rotated",
        last_used_date: "access_key_2_last_used_date",
        last_used_region: "access_key_2_last_used_region",
        last_used_service: "access_key_2_last_used_service",
    },
];

impl CredentialReport {
    pub(super) fn parse(content: &[u8]) -> Result<Self, Malformed> {
        let mut reader = csv::Reader::from_reader(content);
        let columns: HashMap<String, usize> = reader
            .headers()
            .map_err(|_| Malformed::Report)?
            .iter()
            .enumerate()
            .map(|(position, name)| (name.to_owned(), position))
            .collect();
        let arn = *columns.get("arn").ok_or(Malformed::Report)?;
        let mut rows = HashMap::new();
        for row in reader.records() {
            let row = row.map_err(|_| Malformed::Report)?;
            let arn = row.get(arn).ok_or(Malformed::Report)?.to_owned();
            rows.insert(arn, row);
        }
        Ok(Self { columns, rows })
    }

    /// The row of the user, or the root user, with this ARN.
    pub(super) fn row(&self, arn: &str) -> Option<Row<'_>> {
        Some(Row {
            columns: &self.columns,
            fields: self.rows.get(arn)?,
        })
    }
}

impl<'a> Row<'a> {
    fn field(self, column: &'static str) -> Result<&'a str, Malformed> {
        self.columns
            .get(column)
            .and_then(|position| self.fields.get(*position))
            .ok_or(Malformed::Column(column))
    }

    pub(super) fn flag(self, column: &'static str) -> Result<bool, Malformed> {
        match self.field(column)?.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Malformed::Field(column)),
        }
    }

    /// A point in time, or that there is none.
    pub(super) fn time(self, column: &'static str) -> Result<Option<Timestamp>, Malformed> {
        match self.field(column)? {
            // Never used, or nothing that could be.
            "N/A" | "no_information" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Malformed::Field(column)),
        }
    }

    /// A name that is shown and decides nothing, or that there is none.
    pub(super) fn label(self, column: &'static str) -> Result<Option<&'a str>, Malformed> {
        Ok(match self.field(column)? {
            "" | "N/A" | "no_information" | "not_supported" => None,
            name => Some(name),
        })
    }

    /// Whether the user has more credentials than the report has columns for. Reports leave the column out where nobody does.
    pub(super) fn has_more_credentials(self) -> bool {
        self.field("additional_credentials_info")
            .is_ok_and(|info| !matches!(info, "" | "N/A"))
    }
}

#[cfg(test)]
mod tests {
    use super::{CredentialReport, Malformed};

    const REPORT: &str = "user,arn,user_creation_time,password_enabled,password_last_used,mfa_active,access_key_1_active,access_key_1_last_rotated
<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported,2025-05-01T10:00:00+00:00,true,false,N/A
anna,arn:aws:iam::111122223333:user/anna,2021-01-01T00:00:00Z,true,no_information,false,TRUE,2025-01-01T00:00:00+00:00
";

    #[test]
    fn fields_are_told_apart_from_their_absence() {
        let report = CredentialReport::parse(REPORT.as_bytes()).unwrap();
        let anna = report.row("arn:aws:iam::111122223333:user/anna").unwrap();
        assert_eq!(anna.flag("password_enabled"), Ok(true));
        assert_eq!(anna.flag("access_key_1_active"), Ok(true));
        assert_eq!(anna.time("password_last_used"), Ok(None));
        assert_eq!(
            anna.time("access_key_1_last_rotated"),
            Ok(Some("2025-01-01T00:00:00Z".parse().unwrap()))
        );
        let root = report.row("arn:aws:iam::111122223333:root").unwrap();
        assert_eq!(root.time("access_key_1_last_rotated"), Ok(None));
        assert!(!root.has_more_credentials());
        assert!(report.row("arn:aws:iam::111122223333:user/ben").is_none());
    }

    #[test]
    fn what_is_not_documented_is_an_error() {
        let report = CredentialReport::parse(REPORT.as_bytes()).unwrap();
        let root = report.row("arn:aws:iam::111122223333:root").unwrap();
        assert_eq!(
            root.flag("password_enabled"),
            Err(Malformed::Field("password_enabled"))
        );
        assert_eq!(
            root.time("cert_1_last_rotated"),
            Err(Malformed::Column("cert_1_last_rotated"))
        );
        assert_eq!(
            CredentialReport::parse(b"<html>no</html>").unwrap_err(),
            Malformed::Report
        );
        assert_eq!(
            CredentialReport::parse(b"user,arn\n\"anna").unwrap_err(),
            Malformed::Report
        );
    }
}
