//! How much room there is where responses are kept.

use std::io;
use std::path::{Path, PathBuf};

use crate::store::Location;

/// With less than this no more is promised: a commit may take as much log.
pub(crate) const LEAST: u64 = 64 << 20;

/// Where the room of a store is; `None` where it is another's matter.
pub(crate) fn folder(location: &Location) -> Option<PathBuf> {
    let Location::Sqlite(file) = location else {
        return None;
    };
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    Some(folder.unwrap_or(Path::new(".")).to_owned())
}

/// Bytes that may still be written there.
///
/// # Errors
///
/// Where there is no such folder.
pub(crate) fn free(folder: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_in_the_folder_of_its_file() {
        let of = |file: &str| folder(&Location::Sqlite(file.into()));
        assert_eq!(of("/var/lib/a.db"), Some("/var/lib".into()));
        assert_eq!(of("a.db"), Some(".".into()));
        assert_eq!(folder(&Location::Nowhere), None);
    }

    #[test]
    fn there_is_room_here_and_none_nowhere() {
        assert!(free(Path::new(".")).unwrap() > 0);
        assert!(free(Path::new("/no/such/folder")).is_err());
    }
}
