//! The columns of a file, by their names.

use csv::StringRecord;

/// The names in a header.
pub(super) struct Columns(Vec<String>);

impl Columns {
    pub(super) fn new(header: &StringRecord) -> Self {
        // A byte-order mark is no part of the first name.
        let names = header
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim());
        Self(names.map(str::to_owned).collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.0.iter().map(String::as_str).enumerate()
    }

    pub(super) fn name(&self, index: usize) -> &str {
        self.0.get(index).map_or("", String::as_str)
    }

    /// The column of exactly this name.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|known| known == name)
    }

    /// The first column that is called by one of these names, however that is written: `Created At`
    /// is `created_at`.
    pub(super) fn like(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.0.iter().position(|known| plain(known) == *name))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.like(&[name]).is_some()
    }

    /// The column that the command line names.
    ///
    /// # Errors
    ///
    /// Which columns there are.
    pub(super) fn chosen(&self, name: &str) -> Result<usize, String> {
        self.named(name).ok_or_else(|| {
            let names = self.0.join("`, `");
            format!("there is no column `{name}`; there are `{names}`")
        })
    }
}

/// A name in lower case, with underscores for what is neither letter nor digit.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for character in name.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || matches!(character, '#' | '$') {
            plain.push(character);
        } else if !plain.is_empty() && !plain.ends_with('_') {
            plain.push('_');
        }
    }
    plain.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        let header = StringRecord::from(vec!["\u{feff}Response ID", "Submit Date (UTC)", "#"]);
        let columns = Columns::new(&header);
        assert_eq!(columns.like(&["response_id"]), Some(0));
        assert_eq!(columns.like(&["no_such", "submit_date_utc"]), Some(1));
        assert_eq!(columns.like(&["#"]), Some(2));
        assert_eq!(columns.named("Response ID"), Some(0));
        assert!(
            columns
                .chosen("Score")
                .unwrap_err()
                .contains("`Submit Date (UTC)`")
        );
    }
}
