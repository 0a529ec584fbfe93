//! The sites that responses may come from, and what holds on each.

use std::collections::BTreeMap;
use std::sync::Arc;

use survey::time::Timestamp;

use crate::config::{Config, Kept, Limits, SiteTable, SpamTable, Time};
use crate::quota::Quotas;
use crate::signed::{Claims, Key, Keys, TooShort, Unbelieved};

/// A site: whose surveys and responses belong together.
pub(crate) struct Site {
    pub(crate) name: String,
    /// Whether its scores may be read by anybody.
    pub(crate) public: bool,
    /// What its server signs with.
    pub(crate) keys: Keys,
    /// How many responses one address may hand in.
    pub(crate) quotas: Quotas,
    /// What else its owner said of it.
    pub(crate) table: SiteTable,
}

impl Site {
    fn new(name: &str, table: SiteTable, keys: Keys, limits: &Limits) -> Self {
        Self {
            quotas: Quotas::new(table.responses, limits.loopback),
            name: name.to_owned(),
            public: table.public,
            keys,
            table,
        }
    }

    /// Whether pages of this origin may hand in, ask and read. Whoever says none is no page.
    pub(crate) fn admits_origin(&self, origin: &str) -> bool {
        let origins = self.table.origins.as_ref();
        origins.is_none_or(|origins| origins.iter().any(|known| known.as_str() == origin))
    }

    /// Whether its responses may belong to this survey.
    pub(crate) fn takes(&self, survey: &str, is_known: bool) -> bool {
        let surveys = self.table.surveys.as_ref();
        let is_listed = surveys.is_none_or(|surveys| surveys.iter().any(|name| name == survey));
        is_listed && (is_known || self.table.unknown_surveys)
    }

    pub(crate) fn keeps(&self, what: Kept) -> bool {
        self.table.keep.contains(&what)
    }

    pub(crate) fn spam(&self) -> &SpamTable {
        &self.table.spam
    }

    pub(crate) fn retention(&self) -> Option<Time> {
        self.table.retention
    }
}

/// All sites, by name.
pub(crate) struct Sites(BTreeMap<String, Arc<Site>>);

/// A key of a site that can be guessed.
#[derive(Debug)]
pub(crate) struct WeakKey {
    site: String,
    reason: TooShort,
}

impl std::fmt::Display for WeakKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "sites.{}.signing_keys: {}", self.site, self.reason)
    }
}

/// Why a token of nobody's is not believed, on whichever site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unvouched {
    /// No site has a key.
    NoKey,
    /// It was signed by a key of ours, for a site that it does not belong to.
    UnknownSite(String),
    Token(Unbelieved),
}

impl Sites {
    /// The sites of a file, or those that are known without one. `key` is for those that have none
    /// of their own.
    ///
    /// # Errors
    ///
    /// [`WeakKey`], of the first site that has one.
    pub(crate) fn new(config: &mut Config, key: Option<&Key>) -> Result<Self, WeakKey> {
        if config.sites.is_empty() {
            return Ok(Self::usual(key, &config.limits));
        }
        let mut sites = BTreeMap::new();
        for (name, table) in std::mem::take(&mut config.sites) {
            let name = name.as_str();
            let keys = keys(&table, key).map_err(|reason| WeakKey {
                site: name.to_owned(),
                reason,
            })?;
            let site = Site::new(name, table, keys, &config.limits);
            sites.insert(name.to_owned(), Arc::new(site));
        }
        Ok(Self(sites))
    }

    /// Those that are known without a file: `default`, and `demo`, whose scores are public.
    fn usual(key: Option<&Key>, limits: &Limits) -> Self {
        let site = |name: &str, public| {
            let table = SiteTable {
                public,
                ..SiteTable::default()
            };
            let keys = Keys::new(key.cloned().into_iter().collect());
            let site = Site::new(name, table, keys, limits);
            (name.to_owned(), Arc::new(site))
        };
        Self([site("default", false), site("demo", true)].into())
    }

    /// The site of that name.
    pub(crate) fn named(&self, name: &str) -> Option<&Arc<Site>> {
        self.0.get(name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Site>> {
        self.0.values()
    }

    /// The names of all sites, for saying what would have been right.
    pub(crate) fn names(&self) -> String {
        let names: Vec<String> = self.0.keys().map(|name| format!("`{name}`")).collect();
        names.join(" or ")
    }

    /// What a token says, and of which site, if it can be believed at this moment. The token itself
    /// says which site that is, so each site's keys are tried before it is looked into.
    ///
    /// # Errors
    ///
    /// [`Unvouched`]: of all reasons the one that comes nearest to belief.
    pub(crate) fn verify(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<(Arc<Site>, Claims), Unvouched> {
        let mut nearest = Unvouched::NoKey;
        for site in self.iter().filter(|site| !site.keys.is_empty()) {
            match site.keys.verify(token, now) {
                Ok(claims) if claims.site == site.name => return Ok((Arc::clone(site), claims)),
                Ok(claims) => nearest = Unvouched::UnknownSite(claims.site),
                Err(reason) => match nearest {
                    Unvouched::Token(other) => nearest = Unvouched::Token(other.max(reason)),
                    Unvouched::NoKey => nearest = Unvouched::Token(reason),
                    Unvouched::UnknownSite(_) => {}
                },
            }
        }
        Err(nearest)
    }
}

/// The keys of a site's own, else the one for all.
fn keys(table: &SiteTable, usual: Option<&Key>) -> Result<Keys, TooShort> {
    let own = table.signing_keys.iter();
    let own = own
        .map(|secret| Key::new(secret.as_ref().reveal()))
        .collect::<Result<Vec<_>, _>>()?;
    if own.is_empty() {
        return Ok(Keys::new(usual.cloned().into_iter().collect()));
    }
    Ok(Keys::new(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "the key of last year, 32 bytes long";
    const NEW: &str = "the key of this year, 32 bytes long";

    fn sites(text: &str) -> Sites {
        let mut config: Config = toml::from_str(text).unwrap();
        Sites::new(&mut config, None).unwrap()
    }

    fn signed(key: &str, site: &str) -> String {
        let claims = Claims::new(site, "ada", 100);
        Key::new(key).unwrap().sign(&claims).unwrap()
    }

    fn believed(sites: &Sites, token: &str) -> Result<String, Unvouched> {
        let verified = sites.verify(token, Timestamp::from_millis(0));
        verified.map(|(site, _)| site.name.clone())
    }

    #[test]
    fn each_site_believes_its_own_keys_old_and_new() {
        let sites = sites(&format!(
            "[sites.a]\nsigning_keys = [\"{NEW}\", \"{OLD}\"]\n[sites.b]\nsigning_keys = [\"{}\"]\n[sites.c]",
            "b".repeat(32)
        ));
        assert_eq!(believed(&sites, &signed(NEW, "a")), Ok("a".into()));
        assert_eq!(believed(&sites, &signed(OLD, "a")), Ok("a".into()));
        for site in ["b", "c", "d"] {
            let elsewhere = Err(Unvouched::UnknownSite(site.to_owned()));
            assert_eq!(believed(&sites, &signed(OLD, site)), elsewhere);
        }
        let wrong = Err(Unvouched::Token(Unbelieved::WrongSignature));
        assert_eq!(believed(&sites, &signed(&"x".repeat(32), "a")), wrong);
    }

    #[test]
    fn without_a_file_nobody_is_shut_out_and_nothing_is_signed() {
        let sites = Sites::new(&mut Config::default(), None).unwrap();
        let site = sites.named("default").unwrap();
        assert!(site.admits_origin("https://anywhere.example"));
        assert!(site.takes("a survey of nobody", false));
        assert!(!site.public && sites.named("demo").unwrap().public);
        assert_eq!(believed(&sites, "v1.a.b"), Err(Unvouched::NoKey));
        assert_eq!(sites.names(), "`default` or `demo`");
    }

    #[test]
    fn a_site_may_be_choosy() {
        let sites = sites(
            "[sites.a]\norigins = [\"https://a.example\"]\nsurveys = [\"nps\", \"own\"]\nunknown_surveys = false",
        );
        let site = sites.named("a").unwrap();
        assert!(site.admits_origin("https://a.example"));
        for other in ["http://a.example", "https://a.example:8443", "null"] {
            assert!(!site.admits_origin(other), "{other}");
        }
        assert!(site.takes("nps", true));
        assert!(!site.takes("own", false) && !site.takes("csat", true));
    }

    #[test]
    fn a_key_that_can_be_guessed_is_told_with_its_site() {
        let mut config: Config = toml::from_str("[sites.a]\nsigning_keys = [\"secret\"]").unwrap();
        let error = Sites::new(&mut config, None).err().unwrap().to_string();
        assert!(error.starts_with("sites.a.signing_keys: "), "{error}");
    }
}
