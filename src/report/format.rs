//! The formats of a report by name: which writer each is, and what its files are called. Where reports go is for others to say.

use std::io;

use clap::ValueEnum;

use super::terminal::Style;
use super::{Findings, Report, asff, csv, github, html, json, junit, markdown, ocsf, sarif, table};

/// A format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For programs: JSON contract version 1
    Json,
    /// The same records, one a line
    Jsonl,
    /// For spreadsheets: a row for each finding
    Csv,
    /// A page to look things up in: one file that needs no network
    Html,
    /// SARIF 2.1.0, for code scanning and viewers of results
    Sarif,
    /// OCSF Compliance Findings, one a line, for what collects events
    Ocsf,
    /// ASFF, for an import into Security Hub
    Asff,
    /// JUnit's XML, for pipelines that show tests
    Junit,
    /// Annotations in the log of a GitHub workflow; may follow the table
    Github,
    /// A summary for a workflow's step or a merge request
    Markdown,
}

impl Format {
    /// All of them, as they are named: `json`.
    pub fn names() -> Vec<String> {
        Self::value_variants()
            .iter()
            .map(|format| format.name())
            .collect()
    }

    /// Its name.
    pub fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// What the names of its files end with. No two formats share one, so that they can lie side by side.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Table => "txt",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Sarif => "sarif",
            Self::Ocsf => "ocsf.jsonl",
            Self::Asff => "asff.json",
            Self::Junit => "xml",
            Self::Github => "github.txt",
            Self::Markdown => "md",
        }
    }

    /// Its media type, for what serves its files to people.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Table | Self::Github => "text/plain; charset=utf-8",
            Self::Json | Self::Asff => "application/json",
            Self::Jsonl | Self::Ocsf => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Sarif => "application/sarif+json",
            Self::Junit => "application/xml",
            Self::Markdown => "text/markdown; charset=utf-8",
        }
    }

    /// Writes the report; the style is the table's.
    ///
    /// # Errors
    /// When writing fails, or a finding cannot be read.
    pub fn write<F: Findings>(
        self,
        report: &Report<F>,
        style: &Style,
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        match self {
            Self::Table => table::write(&*F::whole(report)?, style, out),
            Self::Json => json::write(report, out),
            Self::Jsonl => json::lines::write(report, out),
            Self::Csv => csv::write(report, out),
            Self::Html => html::write(report, out),
            Self::Sarif => sarif::write(report, out),
            Self::Ocsf => ocsf::write(report, out),
            Self::Asff => asff::write(report, out),
            Self::Junit => junit::write(report, out),
            Self::Github => github::write(&*F::whole(report)?, out),
            Self::Markdown => markdown::write(&*F::whole(report)?, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::ValueEnum as _;

    use super::{Format, Style};
    use crate::report::sample;
    use crate::report::terminal::Colour;

    #[test]
    fn where_a_waiver_was_decided_is_told_in_every_format_that_tells_of_it() {
        let mut report = sample::one_of_each_status();
        let waivers = report
            .findings
            .iter_mut()
            .filter_map(|of| of.waiver.as_mut());
        for waiver in waivers {
            waiver.ticket = Some("TICKET-77".to_owned());
        }
        for format in Format::value_variants() {
            // A page's findings are packed; annotations tell of what failed alone.
            if matches!(format, Format::Html | Format::Github) {
                continue;
            }
            let mut text = Vec::new();
            let style = Style::detect(false, Colour::Never, true);
            format.write(&report, &style, &mut text).unwrap();
            let text = String::from_utf8(text).unwrap();
            assert!(text.contains("TICKET-77"), "{format:?}: {text}");
        }
    }

    #[test]
    fn the_files_of_a_run_lie_side_by_side() {
        let all = Format::value_variants();
        let endings: BTreeSet<&str> = all.iter().map(|format| format.extension()).collect();
        assert_eq!(endings.len(), all.len());
    }
}
