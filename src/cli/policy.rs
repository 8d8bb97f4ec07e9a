//! `awsert policy`: the least IAM policy for a selection of checks, which falls out of what they read.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;

use super::checks::SelectionArguments;
use super::{CliError, Exit, scan};
use crate::collect::run::Plan;
use crate::config::Config;
use crate::inventory::schema::OPT_INS;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: SelectionArguments,
    /// The configuration; awsert.yaml in this folder when there is one
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Allow what is read only on request, too
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = PossibleValuesParser::new(OPT_INS))]
    opt_in: Vec<String>,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let config = Config::load(arguments.config.as_deref())?;
    let checks = scan::selected(&arguments.selection, &config, &arguments.opt_in)?;
    let mut actions: BTreeSet<String> = Plan::of(&checks)
        .calls()
        .into_iter()
        .flat_map(super::super::call::Call::actions)
        .collect();
    // `--region all` asks which regions there are.
    actions.insert("ec2:DescribeRegions".to_owned());
    let policy = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "AwsertReads",
            "Effect": "Allow",
            "Action": actions,
            "Resource": "*",
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &policy).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(Exit::Clean)
}
