//! The two ways to include Afterword that `snippet.html` shows, set up for this page.

use anyhow::{Context as _, Result, ensure};

/// The tag alone, and the tag with preload links.
pub(crate) struct Snippets {
    pub(crate) plain: String,
    pub(crate) preloaded: String,
}

/// What a page's owner fills in: where the files are, what is asked, where answers go, and when.
const FILLED_IN: [(&str, &str); 4] = [
    ("https://HOST/v1/responses", "/answers"),
    ("https://HOST/", "/afterword/"),
    ("\"post-purchase\"", "\"nps\""),
    ("\"event purchase\"", "\"load\""),
];

impl Snippets {
    /// # Errors
    ///
    /// When the text does not say two ways, each after a comment.
    pub(crate) fn read(html: &str) -> Result<Self> {
        let ways: Vec<_> = html.split("<!--").skip(1).collect();
        let [plain, preloaded] = ways.as_slice() else {
            anyhow::bail!(
                "snippet.html shows {} ways to include a prompt, not two",
                ways.len()
            );
        };
        Ok(Self {
            plain: filled_in(plain)?,
            preloaded: filled_in(preloaded)?,
        })
    }
}

fn filled_in(way: &str) -> Result<String> {
    let (_, html) = way.split_once("-->").context("a comment does not end")?;
    let mut html = html.to_owned();
    for (placeholder, value) in FILLED_IN {
        ensure!(
            html.contains(placeholder),
            "snippet.html lacks {placeholder}"
        );
        html = html.replace(placeholder, value);
    }
    Ok(html)
}

#[cfg(test)]
mod tests {
    use super::Snippets;

    const TAG: &str = r#"<script src="https://HOST/a.js" data-survey="post-purchase" data-endpoint="https://HOST/v1/responses" data-trigger="event purchase"></script>"#;

    #[test]
    fn both_ways_are_filled_in() {
        let html =
            format!("<!-- One. -->{TAG}<!-- Or: -->\n<link href=\"https://HOST/1/a.wasm\">{TAG}");
        let snippets = Snippets::read(&html).unwrap();
        let tag = r#"<script src="/afterword/a.js" data-survey="nps" data-endpoint="/answers" data-trigger="load"></script>"#;
        assert_eq!(snippets.plain, tag);
        assert_eq!(
            snippets.preloaded,
            format!("\n<link href=\"/afterword/1/a.wasm\">{tag}")
        );
    }

    #[test]
    fn a_way_that_cannot_be_filled_in_is_an_error() {
        let html = format!("<!-- One. -->{TAG}<!-- Or: --><script></script>");
        let error = Snippets::read(&html).err().unwrap().to_string();
        assert_eq!(error, "snippet.html lacks https://HOST/v1/responses");
    }
}
