//! Where reports go: `--output FORMAT[=FILE]`, as often as wanted. What they look like is the business of [`crate::report`].

pub(super) mod file;

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::CliError;
use crate::config::Config;
use crate::report::terminal::{Colour, Style};
use crate::report::{Findings, Format, Report, github};

/// The arguments, for each command that reports.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "What comes out")]
pub(super) struct OutputArguments {
    /// Write the report as table, json, jsonl, csv, html, sarif, ocsf, asff, junit, github or markdown to a file, or to standard output;
    /// repeatable. A table on standard output when it is left out
    #[arg(long, short, value_name = "FORMAT[=FILE]", value_parser = Output::parse)]
    output: Vec<Output>,
    /// The same as --output FORMAT
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Show passes, and every resource
    #[arg(long, short)]
    verbose: bool,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

/// One report that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Output {
    format: Format,
    /// None for standard output.
    file: Option<PathBuf>,
}

/// The reports that a run writes. They are known to be possible before it begins, as far as that can be known.
#[derive(Debug)]
pub(super) struct Outputs {
    files: Vec<(Format, PathBuf)>,
    printed: Vec<Format>,
    verbose: bool,
    colour: Colour,
}

impl Output {
    fn parse(text: &str) -> Result<Self, String> {
        let (format, file) = match text.split_once('=') {
            Some((format, file)) => (format, Some(file)),
            None => (text, None),
        };
        let Ok(known) = Format::from_str(format, false) else {
            return Err(no_format(format, file));
        };
        if file == Some("") {
            return Err(format!("no file after `{format}=`"));
        }
        Ok(Self {
            format: known,
            file: file.filter(|file| *file != "-").map(PathBuf::from),
        })
    }
}

/// Says how it is written. A file alone is what earlier versions took.
fn no_format(format: &str, file: Option<&str>) -> String {
    let path = Path::new(format);
    if file.is_none() && (path.extension().is_some() || path.components().count() > 1) {
        let likely = match path.extension().and_then(|extension| extension.to_str()) {
            Some("json") => "json",
            Some("html" | "htm") => "html",
            Some("jsonl" | "ndjson") => "jsonl",
            Some("csv") => "csv",
            Some("sarif") => "sarif",
            Some("xml") => "junit",
            Some("md") => "markdown",
            _ => "table",
        };
        return format!("a file needs its format before it: --output {likely}={format}");
    }
    let known: Vec<String> = Format::value_variants()
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .map(|value| value.get_name().to_owned())
        .collect();
    format!("there is no format `{format}`, but {}", known.join(", "))
}

impl OutputArguments {
    /// The same, with the configuration's reports where no flag names one.
    ///
    /// # Errors
    /// When the configuration names none that there is.
    pub(super) fn with(&self, config: &Config) -> Result<Self, CliError> {
        let mut all = self.clone();
        if !all.output.is_empty() || all.format.is_some() {
            return Ok(all);
        }
        for written in &config.outputs {
            let mut output = Output::parse(&written.text)
                .map_err(|why| CliError::Usage(format!("{}: {why}", written.place)))?;
            output.file = output.file.map(|file| config.folder.join(file));
            all.output.push(output);
        }
        Ok(all)
    }

    /// What is to be written where.
    ///
    /// # Errors
    /// When two reports want the same place, or one a place that cannot be.
    pub(super) fn outputs(&self) -> Result<Outputs, CliError> {
        let mut files: Vec<(Format, PathBuf)> = Vec::new();
        let mut printed = Vec::new();
        let format = self.format.map(|format| Output { format, file: None });
        for output in self.output.iter().chain(&format) {
            match &output.file {
                None => printed.push(output.format),
                Some(file) => files.push((output.format, file.clone())),
            }
        }
        if files.is_empty() && printed.is_empty() {
            printed.push(Format::Table);
        }
        // Annotations are lines in a log: they stand after what people read there.
        printed.sort_by_key(|format| *format == Format::Github);
        if printed.len() > 1 && printed != [Format::Table, Format::Github] {
            return Err(CliError::Usage(
                "only one report can go to standard output, save that github may follow table\n  give the others a file: --output json=awsert.json"
                    .to_owned(),
            ));
        }
        let mut taken = BTreeSet::new();
        for (_, file) in &files {
            file::check(file)?;
            if !taken.insert(file) {
                let file = file.display();
                let message = format!("two reports cannot go to the same file: {file}");
                return Err(CliError::Usage(message));
            }
        }
        Ok(Outputs {
            files,
            printed,
            verbose: self.verbose,
            colour: self.color,
        })
    }
}

impl Outputs {
    /// Writes the report to all its places. A file is written whole or not at all, and one that cannot be written keeps no other from it.
    ///
    /// # Errors
    /// When one of them could not be written.
    pub(super) fn write<F: Findings>(
        &self,
        report: &Report<F>,
        out: &mut impl Write,
    ) -> Result<(), CliError> {
        // Files first: whoever reads standard output may stop reading.
        let failed = self.write_files(report);
        self.print(report, &failed, out)
    }

    /// Writes the files, and says of each that could not be written why.
    pub(super) fn write_files<F: Findings>(&self, report: &Report<F>) -> Vec<String> {
        self.files
            .iter()
            .filter_map(|(format, path)| {
                let error = file::write(path, |out| self.one(*format, report, false, out)).err()?;
                Some(format!("cannot write {}: {error}", path.display()))
            })
            .collect()
    }

    /// Prints what goes to standard output, after the files.
    ///
    /// # Errors
    /// When it cannot be written, or a file could not.
    pub(super) fn print<F: Findings>(
        &self,
        report: &Report<F>,
        failed: &[String],
        out: &mut impl Write,
    ) -> Result<(), CliError> {
        let printed = match self.printed(report, out) {
            // Whoever reads our output has seen enough; what failed has failed all the same.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            printed => printed,
        };
        if failed.is_empty() {
            Ok(printed?)
        } else {
            Err(CliError::Files(failed.join("\nerror: ")))
        }
    }

    fn printed<F: Findings>(&self, report: &Report<F>, out: &mut impl Write) -> io::Result<()> {
        let terminal = io::stdout().is_terminal();
        // What a table shows of AWS is no command to the runner that reads the log.
        let token = (self.printed.len() > 1).then(token);
        for format in &self.printed {
            let fenced = token.as_deref().filter(|_| *format != Format::Github);
            if let Some(token) = fenced {
                github::stop(token, out)?;
            }
            self.one(*format, report, terminal, out)?;
            if let Some(token) = fenced {
                github::resume(token, out)?;
            }
        }
        Ok(())
    }

    fn one<F: Findings>(
        &self,
        format: Format,
        report: &Report<F>,
        terminal: bool,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let style = Style::detect(terminal, self.colour, self.verbose);
        format.write(report, &style, out)
    }
}

/// What nobody can have put into an account to be read now.
fn token() -> String {
    // The standard library seeds its hashers from the system's randomness.
    let random = || RandomState::new().hash_one(());
    format!("awsert-{:016x}{:016x}", random(), random())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_may_have_a_file() {
        let output = |format, file: Option<&str>| {
            let file = file.map(PathBuf::from);
            Ok(Output { format, file })
        };
        assert_eq!(Output::parse("table"), output(Format::Table, None));
        assert_eq!(Output::parse("json=-"), output(Format::Json, None));
        assert_eq!(
            Output::parse("junit=out/a=b.xml"),
            output(Format::Junit, Some("out/a=b.xml"))
        );
    }

    #[test]
    fn what_is_no_format_is_told_how_it_is_written() {
        let error = |text| Output::parse(text).expect_err("no format");
        assert_eq!(
            error("reports/r.json"),
            "a file needs its format before it: --output json=reports/r.json"
        );
        assert_eq!(
            error("junit.xml"),
            "a file needs its format before it: --output junit=junit.xml"
        );
        assert_eq!(
            error("jsn=r.json"),
            "there is no format `jsn`, but table, json, jsonl, csv, html, sarif, ocsf, asff, junit, github, markdown"
        );
        assert_eq!(error("json="), "no file after `json=`");
    }

    #[test]
    fn nobody_knows_the_next_token() {
        assert_ne!(token(), token());
        assert!(token().len() > 30);
    }
}
