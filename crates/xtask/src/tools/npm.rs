//! Packages from npm, in a folder with those that they stand beside.

use serde_json::Value;
use std::fs;
use std::path::Path;

/// Whether these packages (`name@version`) lie beside what a package brings.
pub(super) fn has_beside(brought: &Path, others: &[&str]) -> bool {
    let mut folders = brought.ancestors();
    let Some(packages) = folders.find(|folder| folder.ends_with("node_modules")) else {
        return others.is_empty();
    };
    others.iter().all(|other| {
        other
            .rsplit_once('@')
            .is_some_and(|(name, wanted)| version(&packages.join(name)).as_deref() == Some(wanted))
    })
}

/// What a package says of itself.
fn version(package: &Path) -> Option<String> {
    let text = fs::read_to_string(package.join("package.json")).ok()?;
    let about: Value = serde_json::from_str(&text).ok()?;
    about["version"].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::has_beside;
    use std::fs;

    #[test]
    fn a_package_stands_beside_others_of_these_versions() {
        let folder = tempfile::tempdir().unwrap();
        let packages = folder.path().join("node_modules");
        for (name, version) in [("router", "2.0.0"), ("@views/core", "1.2.3")] {
            let package = packages.join(name);
            fs::create_dir_all(&package).unwrap();
            let about = format!(r#"{{"version": "{version}"}}"#);
            fs::write(package.join("package.json"), about).unwrap();
        }
        let router = packages.join("router");
        for (others, expected) in [
            (&[][..], true),
            (&["@views/core@1.2.3"][..], true),
            (&["@views/core@1.2.4"][..], false),
            (&["@views/core@1.2.3", "missing@1.0.0"][..], false),
        ] {
            assert_eq!(has_beside(&router, others), expected, "{others:?}");
        }
        assert!(has_beside(folder.path(), &[]), "a program of the system");
    }
}
