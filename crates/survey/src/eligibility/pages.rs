//! On which pages a survey is asked.

/// A rule about a page's address.
///
/// It is held against the path. One that begins with a scheme is held against origin and path; one
/// that has a `?` or a `#` sees the query or the fragment as well, so that pages of an application
/// that lives behind `#/` can be told apart. Browsers write an address in ASCII, and so does a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageRule {
    /// This address, and no other.
    Exact(String),
    /// Every address that begins so.
    Prefix(String),
    /// `*` stands for any text without a `/`, `**` for any text; `/**` at the end also for nothing.
    Glob(String),
    /// A regular expression of the browser's own.
    Regex(String),
}

/// Where a survey is asked; everywhere, where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// One of these has to fit, if there are any.
    pub include: Vec<PageRule>,
    /// None of these may fit.
    pub exclude: Vec<PageRule>,
}

/// The address of a page, in its parts as the browser's `location` has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Scheme, host and port: `https://shop.example`.
    pub origin: String,
    /// The path, with its `/`.
    pub path: String,
    /// The query, with its `?`; empty where there is none.
    pub search: String,
    /// The fragment, with its `#`; empty where there is none.
    pub hash: String,
}

/// What a browser makes of a regular expression, given the expression and a text.
pub type Matches<'m> = &'m dyn Fn(&str, &str) -> bool;

impl Pages {
    /// Whether a survey is asked on this page.
    #[must_use]
    pub fn fit(&self, address: &Address, matches: Matches<'_>) -> bool {
        let any = |rules: &[PageRule]| rules.iter().any(|rule| rule.fits(address, matches));
        (self.include.is_empty() || any(&self.include)) && !any(&self.exclude)
    }
}

impl PageRule {
    /// The rule as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        let (Self::Exact(text) | Self::Prefix(text) | Self::Glob(text) | Self::Regex(text)) = self;
        text
    }

    pub(super) fn fits(&self, address: &Address, matches: Matches<'_>) -> bool {
        let subject = address.seen_by(self);
        match self {
            Self::Exact(text) => subject == *text,
            Self::Prefix(text) => subject.starts_with(text),
            Self::Glob(glob) => {
                let is_like = |glob: &str| is_like(glob.as_bytes(), subject.as_bytes());
                glob.strip_suffix("/**").is_some_and(is_like) || is_like(glob)
            }
            Self::Regex(pattern) => matches(pattern, &subject),
        }
    }
}

impl Address {
    /// What of the address a rule is held against.
    fn seen_by(&self, rule: &PageRule) -> String {
        let text = rule.text();
        let is_regex = matches!(rule, PageRule::Regex(_));
        let names = |mark| !is_regex && text.contains(mark);
        let mut seen = String::new();
        for (part, is_seen) in [
            (&self.origin, names("://")),
            (&self.path, true),
            (&self.search, names("?")),
            (&self.hash, names("#")),
        ] {
            if is_seen {
                seen.push_str(part);
            }
        }
        seen
    }
}

/// Whether a text is like a glob. Linear in the product of both lengths, whatever they hold: after a
/// mismatch only the latest star of each sort is tried again, one character further.
fn is_like(glob: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    // Where to go on in the glob and in the text, should what follows the star not fit.
    let mut segment: Option<(usize, usize)> = None;
    let mut any: Option<(usize, usize)> = None;
    loop {
        let rest = glob.get(at..).unwrap_or_default();
        match (rest, text.get(read)) {
            ([b'*', b'*', ..], _) => {
                at += 2;
                any = Some((at, read));
                segment = None;
            }
            ([b'*', ..], _) => {
                at += 1;
                segment = Some((at, read));
            }
            ([], None) => return true,
            ([expected, ..], Some(found)) if expected == found => {
                at += 1;
                read += 1;
            }
            _ => {
                let within =
                    segment.filter(|(_, from)| !matches!(text.get(*from), None | Some(b'/')));
                if let Some((after, from)) = within {
                    segment = Some((after, from + 1));
                    (at, read) = (after, from + 1);
                } else if let Some((after, from)) = any.filter(|(_, from)| *from < text.len()) {
                    any = Some((after, from + 1));
                    segment = None;
                    (at, read) = (after, from + 1);
                } else {
                    return false;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, PageRule, Pages, is_like};
    use proptest::prelude::*;

    /// Without a thought for time: every way of reading each star.
    fn by_definition(glob: &[u8], text: &[u8]) -> bool {
        match glob {
            [] => text.is_empty(),
            [b'*', b'*', rest @ ..] => {
                (0..=text.len()).any(|end| by_definition(rest, &text[end..]))
            }
            [b'*', rest @ ..] => (0..=text.len())
                .take_while(|end| !text[..*end].contains(&b'/'))
                .any(|end| by_definition(rest, &text[end..])),
            [first, rest @ ..] => text.first() == Some(first) && by_definition(rest, &text[1..]),
        }
    }

    proptest! {
        #[test]
        fn a_glob_is_read_as_defined(glob in "[ab/*]{0,10}", text in "[ab/]{0,10}") {
            let (glob, text) = (glob.as_bytes(), text.as_bytes());
            prop_assert_eq!(is_like(glob, text), by_definition(glob, text));
        }
    }

    #[test]
    fn a_glob_takes_no_long_time() {
        let glob = "*a".repeat(2000) + "b";
        assert!(!is_like(glob.as_bytes(), "a".repeat(4000).as_bytes()));
    }

    fn at(url: &str) -> Address {
        let (rest, hash) = url.split_at(url.find('#').unwrap_or(url.len()));
        let (rest, search) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        let host = rest.find("://").unwrap() + 3;
        let (origin, path) = rest.split_at(host + rest[host..].find('/').unwrap());
        let [origin, path, search, hash] = [origin, path, search, hash].map(str::to_owned);
        Address {
            origin,
            path,
            search,
            hash,
        }
    }

    #[test]
    fn which_pages_fit() {
        use PageRule::{Exact, Glob, Prefix, Regex};
        type Rule = fn(String) -> PageRule;
        let rows: [(Rule, &str, &str, bool); 20] = [
            (Exact, "/done", "https://shop.example/done", true),
            (
                Exact,
                "/done",
                "https://shop.example/done?order=1#top",
                true,
            ),
            (Exact, "/done", "https://shop.example/done/", false),
            (
                Exact,
                "/done?step=2",
                "https://shop.example/done?step=2",
                true,
            ),
            (
                Exact,
                "/done?step=2",
                "https://shop.example/done?step=3",
                false,
            ),
            (
                Exact,
                "https://shop.example/",
                "https://shop.example/",
                true,
            ),
            (
                Exact,
                "https://shop.example/",
                "https://other.example/",
                false,
            ),
            (Prefix, "/help", "https://shop.example/help/orders", true),
            (Prefix, "/help/", "https://shop.example/help", false),
            (
                Glob,
                "/checkout/**",
                "https://shop.example/checkout/pay/card",
                true,
            ),
            (Glob, "/checkout/**", "https://shop.example/checkout", true),
            (
                Glob,
                "/checkout/**",
                "https://shop.example/checkouts",
                false,
            ),
            (Glob, "/*/done", "https://shop.example/de/done", true),
            (Glob, "/*/done", "https://shop.example/de/at/done", false),
            (Glob, "/**/done", "https://shop.example/de/at/done", true),
            (Glob, "/#/cart/*", "https://shop.example/#/cart/7", true),
            (Glob, "https://*.example/**", "https://shop.example/a", true),
            (Glob, "https://*.example/**", "http://shop.example/a", false),
            (Regex, "^/p/", "https://shop.example/p/1", true),
            (Regex, "^/p/", "https://shop.example/q/1", false),
        ];
        for (rule, text, url, fits) in rows {
            let rule = rule(text.into());
            // As far as these rows need a regular expression.
            let matches = |pattern: &str, text: &str| text.starts_with(&pattern[1..]);
            let include = Pages {
                include: vec![rule.clone()],
                ..Pages::default()
            };
            assert_eq!(include.fit(&at(url), &matches), fits, "{rule:?} {url}");
            let exclude = Pages {
                exclude: vec![rule.clone()],
                ..Pages::default()
            };
            assert_eq!(exclude.fit(&at(url), &matches), !fits, "{rule:?} {url}");
        }
        let everywhere = Pages::default();
        assert!(everywhere.fit(&at("https://shop.example/"), &|_, _| false));
    }
}
