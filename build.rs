//! Embeds the data files: every `checks/<service>/*.yaml`, `frameworks/*.yaml` and `profiles/*.yaml`, so that a new file needs no other change.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    embed("checks")?;
    embed("frameworks")?;
    embed("profiles")?;
    at_fixed_addresses();
    Ok(())
}

/// Has the released program linked for fixed addresses: else the loader reads and mends a table of 8 MB each time it starts, which no
/// short command needs otherwise. What it gives up is that its own code stands elsewhere in memory each time; heap, stack and libraries do.
fn at_fixed_addresses() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|of| of == value);
    if !is("OPT_LEVEL", "0")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
    {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

/// Writes `<folder>.rs`: a list of the folder's files, each a path below the folder and a text.
fn embed(folder: &str) -> io::Result<()> {
    println!("cargo::rerun-if-changed={folder}");
    let root =
        PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join(folder);
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&root).map_err(io::Error::other)?;
        let _ = writeln!(
            table,
            "    ({:?}, include_str!({:?})),",
            name.display().to_string(),
            file.display().to_string()
        );
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join(format!("{folder}.rs")), table)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            files.push(path);
        }
    }
    Ok(())
}
