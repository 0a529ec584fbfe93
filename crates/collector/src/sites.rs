//! The sites that responses may come from.

/// A site: whose surveys and responses belong together.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) name: &'static str,
    /// Whether its scores may be read by anybody.
    pub(crate) public: bool,
}

/// The sites that are known without configuration.
const SITES: &[Site] = &[
    Site {
        name: "default",
        public: false,
    },
    Site {
        name: "demo",
        public: true,
    },
];

/// The site of that name.
pub(crate) fn named(name: &str) -> Option<&'static Site> {
    SITES.iter().find(|site| site.name == name)
}

/// The names of all sites, for saying what would have been right.
pub(crate) fn names() -> String {
    let names: Vec<String> = SITES
        .iter()
        .map(|site| format!("`{}`", site.name))
        .collect();
    names.join(" or ")
}
