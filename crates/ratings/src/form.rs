//! What a source is, by its first bytes.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// How ratings are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A record a line, its values separated by commas, semicolons, tabs or bars; the first
    /// line names the columns.
    Csv,
    /// A JSON object a line.
    JsonLines,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Csv, Self::JsonLines, Self::Parquet];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
            Self::Parquet => "parquet",
        }
    }

    /// What a record's number counts.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Csv | Self::JsonLines => "line",
            Self::Parquet => "row",
        }
    }

    /// Recognises a format by the first bytes of a source. What is no other text is CSV.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], and [`Error::Form`] for what has to be unpacked or converted first.
    pub(crate) fn recognise(head: &[u8]) -> Result<Self, Error> {
        for (magic, found, remedy) in FOREIGN {
            if head.starts_with(magic) {
                return Err(Error::Form { found, remedy });
            }
        }
        if head.starts_with(PARQUET) {
            return Ok(Self::Parquet);
        }
        if head.contains(&0) {
            return Err(Error::Form {
                found: "neither text nor Parquet",
                remedy: "expected CSV, JSON Lines or Parquet",
            });
        }
        match without_mark(head).trim_ascii_start() {
            [] => Err(Error::Empty),
            [b'{', ..] => Ok(Self::JsonLines),
            [b'[', rest @ ..] if matches!(rest.trim_ascii_start(), [] | [b'{' | b']', ..]) => {
                Err(Error::Form {
                    found: "a JSON array",
                    remedy: "expected one object a line, which `jq -c '.[]'` makes of it",
                })
            }
            _ => Ok(Self::Csv),
        }
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let mut formats = Self::ALL.into_iter();
        formats
            .find(|format| format.name() == name)
            .ok_or(UnknownFormat)
    }
}

/// A name that no format has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFormat;

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Format::ALL.map(Format::name).join(", ");
        write!(f, "this is no format that is read; use {names}")
    }
}

impl std::error::Error for UnknownFormat {}

/// With which every Parquet file begins and ends.
const PARQUET: &[u8] = b"PAR1";

/// What other files begin with, what they are, and what to do.
const FOREIGN: [(&[u8], &str, &str); 9] = [
    (
        b"\x1f\x8b",
        "packed by gzip",
        "unpack it: `gzip -dc FILE | afterword score -`",
    ),
    (
        b"\x28\xb5\x2f\xfd",
        "packed by zstd",
        "unpack it: `zstd -dc FILE | afterword score -`",
    ),
    (
        b"\xfd7zXZ\0",
        "packed by xz",
        "unpack it: `xz -dc FILE | afterword score -`",
    ),
    (
        b"BZh",
        "packed by bzip2",
        "unpack it: `bzip2 -dc FILE | afterword score -`",
    ),
    (
        b"PK\x03\x04",
        "a zip archive or a spreadsheet",
        "unpack it, or save the sheet as CSV",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "a spreadsheet of an older Excel",
        "save the sheet as CSV",
    ),
    (
        b"SQLite format 3\0",
        "an SQLite database",
        "write what it holds to CSV first",
    ),
    (b"\xff\xfe", "text in UTF-16", UTF_16),
    (b"\xfe\xff", "text in UTF-16", UTF_16),
];

const UTF_16: &str = "make it UTF-8: `iconv -f utf-16 -t utf-8 FILE | afterword score -`";

/// A text without the byte-order mark of UTF-8 in front of it.
pub(crate) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn formats_are_recognised_by_their_content() {
        for (head, expected) in [
            (&b"PAR1\x15\x04"[..], Format::Parquet),
            (b"{\"nps\":9}\n", Format::JsonLines),
            (b"\xef\xbb\xbf\n {\"nps\":9}", Format::JsonLines),
            (b"nps\n9\n", Format::Csv),
            (b"\xef\xbb\xbfnps,region\n", Format::Csv),
            (b"[nps],region\n", Format::Csv),
        ] {
            let text = String::from_utf8_lossy(head);
            assert_eq!(Format::recognise(head).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_read_is_named_with_a_remedy() {
        for (head, message) in [
            (&b""[..], "there is nothing in it"),
            (b"\xef\xbb\xbf \r\n", "there is nothing in it"),
            (b"\x1f\x8b\x08", "gzip -dc"),
            (b"PK\x03\x04\x14", "save the sheet as CSV"),
            (b"\xff\xfen\0p\0s\0", "iconv -f utf-16"),
            (b"n\0p\0s\0", "neither text nor Parquet"),
            (b"[{\"nps\":9}]", "jq -c"),
            (b"[\n  {", "jq -c"),
        ] {
            let error = Format::recognise(head).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn formats_have_names() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        let error = "xlsx".parse::<Format>().unwrap_err().to_string();
        assert!(error.contains("csv, jsonl, parquet"), "{error}");
    }
}
