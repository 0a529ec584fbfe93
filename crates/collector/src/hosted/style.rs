//! The style sheet of the pages: the prompt's own, and what a page needs beside it.

use std::fmt::Write as _;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// The prompt's sheets, in their order, and the pages'.
pub(crate) const STYLE: &str = concat!(
    include_str!("../../../prompt/src/style/presets.css"),
    include_str!("../../../prompt/src/style/card.css"),
    include_str!("../../../prompt/src/style/themes.css"),
    include_str!("../../../prompt/src/style/scale.css"),
    include_str!("../../../prompt/src/style/text.css"),
    include_str!("../../../prompt/src/style/everything.css"),
    include_str!("hosted.css"),
);

/// Where it is served, under a name that changes with it.
pub(crate) fn style_path() -> &'static str {
    static PATH: LazyLock<String> = LazyLock::new(|| {
        let hash = Sha256::digest(STYLE);
        let mut path = String::from("/");
        for byte in hash.iter().take(8) {
            let _ = write!(path, "{byte:02x}"); // writing to a String does not fail
        }
        path + "/hosted.css"
    });
    &PATH
}
