//! Reads the files that users give: checks and configurations that they write, and deployments that their tools do. What they say is the
//! business of [`crate::check`], [`crate::config`] and [`crate::deployed`].

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Far more than the largest file anyone writes by hand (a check that ships has some 3 KB; ten thousand waivers have 2 MB), and little
/// enough to be read and parsed at once.
const LONGEST: u64 = 4 * 1024 * 1024;

/// The text of a file that somebody wrote by hand.
///
/// # Errors
/// When it cannot be read, is not UTF-8, or is longer than a file of this kind can be.
pub fn read(path: &Path) -> io::Result<String> {
    read_up_to(path, LONGEST)
}

/// The text of a file that has no more bytes than `longest`.
///
/// # Errors
/// When it cannot be read, is not UTF-8, or is longer.
pub fn read_up_to(path: &Path, longest: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(longest + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > longest {
        let message = format!(
            "it is larger than {} MiB; split it into several files",
            longest / 1024 / 1024
        );
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..at]);
        let line = before.matches('\n').count() + 1;
        let message = format!("it is not UTF-8 text: see line {line}; save it as UTF-8");
        io::Error::new(io::ErrorKind::InvalidData, message)
    })
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, read};

    #[test]
    fn what_is_no_text_or_has_no_end_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.yaml");
        let error = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            read(&path).unwrap_err().to_string()
        };
        assert_eq!(
            error(b"a\nb\xff"),
            "it is not UTF-8 text: see line 2; save it as UTF-8"
        );
        assert_eq!(
            error(&vec![b' '; usize::try_from(LONGEST).unwrap() + 1]),
            "it is larger than 4 MiB; split it into several files"
        );
        #[cfg(unix)]
        assert!(read(std::path::Path::new("/dev/zero")).is_err());
    }
}
