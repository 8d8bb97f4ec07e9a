//! A file that is written whole or not at all: beside its place first, then put there.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::super::CliError;

/// Whether a file can be written there, as far as that can be told before: reading an account may take minutes.
///
/// # Errors
/// When there is no such folder, or a folder is where the file would be.
pub(in crate::cli) fn check(path: &Path) -> Result<(), CliError> {
    let folder = folder(path);
    let shown = path.display();
    if path.is_dir() {
        return Err(CliError::Usage(format!(
            "cannot write {shown}: it is a folder; name a file in it"
        )));
    }
    if !folder.is_dir() {
        return Err(CliError::Usage(format!(
            "cannot write {shown}: there is no folder {}; make it first",
            folder.display()
        )));
    }
    Ok(())
}

/// Writes a file.
///
/// # Errors
/// When it cannot be written; what was there before is there still.
pub(in crate::cli) fn write(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let there = fs::metadata(path).ok();
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        // A pipe or a device is written to, not replaced.
        return filled(OpenOptions::new().write(true).open(path)?, content);
    }
    // A link stays, and the file it leads to is replaced.
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (beside, file) = beside(&place)?;
    let written = filled(file, content)
        .and_then(|()| match &there {
            Some(there) => fs::set_permissions(&beside, there.permissions()),
            None => Ok(()),
        })
        .and_then(|()| fs::rename(&beside, &place));
    if written.is_err() {
        // It failed already; what is left over is told by its name.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn filled(
    file: File,
    content: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    content(&mut out)?;
    out.flush()
}

/// A new file in the same folder, so that it can take the other's place at once.
fn beside(place: &Path) -> io::Result<(PathBuf, File)> {
    let mut name = OsString::from(".");
    name.push(place.file_name().unwrap_or(place.as_os_str()));
    name.push(format!(".{}.part", std::process::id()));
    let beside = folder(place).join(name);
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&beside)?;
    Ok((beside, file))
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_there_stays_until_all_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.json");
        fs::write(&path, "old").unwrap();
        let error = write(&path, |out| {
            out.write_all(b"half")?;
            out.flush()?;
            Err(io::Error::other("no"))
        });
        assert_eq!(error.unwrap_err().to_string(), "no");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        write(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["r.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_so_do_permissions() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("r.json"), folder.path().join("link"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        write(&link, |out| out.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_not_replaced() {
        write(Path::new("/dev/null"), |out| out.write_all(b"x")).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
