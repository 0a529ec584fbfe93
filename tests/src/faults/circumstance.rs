//! What happens at the visitor's while an answer is on its way.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context as _, Error, Result};

/// Where the visitor's browser, or the visitor, does not make it easy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Circumstance {
    /// The page stays open.
    Stay,
    /// The page is loaded again.
    Reload,
    /// The visitor goes to a page that has no tag, and comes again.
    Navigate,
    /// The visitor closes the tab, and comes again in another.
    Close,
    /// The browser is killed some seconds later, and started again on the same profile.
    Kill,
    /// The same, as soon as the visitor is thanked.
    KillAtOnce,
    /// The browser is off the network while the visitor answers.
    Offline,
    /// Another tab is opened on the same page.
    SecondTab,
    /// The page may store nothing.
    Denied,
    /// The page may store nothing, and the visitor closes the tab.
    DeniedAndClosed,
    /// There is no room left, in any storage.
    Full,
    /// The database never answers, and the page is loaded again.
    Blocked,
    /// The visitor comes again, and the clock says that this is three years later.
    ClockAhead,
    /// The visitor comes again, and the clock says that this is three years earlier.
    ClockBack,
    /// The page has replaced `fetch` by what throws.
    FetchThrows,
    /// A content blocker keeps the page from its endpoint, until the visitor turns it off.
    Blocker,
}

/// What a page remembers is out of its reach.
const DENIED: &str = "\
    const denied = { get() { throw new DOMException('denied', 'SecurityError'); } };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
      Object.defineProperty(window, name, denied);
    navigator.locks.request = async () => { throw new DOMException('denied', 'SecurityError'); };";

/// The page's own data take all the room; transactions of the database fail when they are done.
const FULL: &str = "\
    for (let size = 1 << 21, items = 0; size; ) try {
      localStorage['host' + items] = 'x'.repeat(size);
      items++;
    } catch {
      size >>= 1;
    }
    for (const name of ['add', 'put']) {
      const write = IDBObjectStore.prototype[name];
      IDBObjectStore.prototype[name] = function (...given) {
        const request = write.apply(this, given);
        this.transaction.abort();
        return request;
      };
    }";

/// As in browsers whose database hangs.
const BLOCKED: &str = "IDBFactory.prototype.open = () => new EventTarget();";

const FETCH_THROWS: &str = "window.fetch = () => { throw new TypeError('not in this house'); };";

/// Three years, from which `DIRECTION` takes the sign.
const CLOCK: &str = "\
    const Real = Date;
    const offset = DIRECTION 3 * 365 * 864e5;
    window.Date = class Date extends Real {
      constructor(...given) {
        given.length ? super(...given) : super(Real.now() + offset);
      }
      static now() {
        return Real.now() + offset;
      }
    };";

impl Circumstance {
    /// Each of them.
    pub const ALL: [Self; 16] = [
        Self::Stay,
        Self::Reload,
        Self::Navigate,
        Self::Close,
        Self::Kill,
        Self::KillAtOnce,
        Self::Offline,
        Self::SecondTab,
        Self::Denied,
        Self::DeniedAndClosed,
        Self::Full,
        Self::Blocked,
        Self::ClockAhead,
        Self::ClockBack,
        Self::FetchThrows,
        Self::Blocker,
    ];

    /// In few words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stay => "stay",
            Self::Reload => "reload",
            Self::Navigate => "navigate",
            Self::Close => "close",
            Self::Kill => "kill",
            Self::KillAtOnce => "kill at once",
            Self::Offline => "offline",
            Self::SecondTab => "second tab",
            Self::Denied => "denied",
            Self::DeniedAndClosed => "denied, closed",
            Self::Full => "full",
            Self::Blocked => "database hangs",
            Self::ClockAhead => "clock ahead",
            Self::ClockBack => "clock back",
            Self::FetchThrows => "fetch throws",
            Self::Blocker => "blocker",
        }
    }

    /// What runs in the page before its first script, where the visitor answers.
    pub(super) fn script(self) -> String {
        let script = match self {
            Self::Denied | Self::DeniedAndClosed => DENIED,
            Self::Full => FULL,
            Self::Blocked => BLOCKED,
            Self::FetchThrows => FETCH_THROWS,
            _ => "",
        };
        script.to_owned()
    }

    /// What runs there when the visitor comes again.
    pub(super) fn later_script(self) -> String {
        match self {
            Self::ClockAhead => CLOCK.replace("DIRECTION", ""),
            Self::ClockBack => CLOCK.replace("DIRECTION", "-"),
            _ => self.script(),
        }
    }

    /// Whether the browser is killed.
    #[must_use]
    pub const fn kills(self) -> bool {
        matches!(self, Self::Kill | Self::KillAtOnce)
    }

    /// Whether what is written down outlives the page.
    pub(super) const fn keeps(self) -> bool {
        !matches!(self, Self::Denied | Self::DeniedAndClosed | Self::Full)
    }

    /// Whether a look into the browser's storage tells what is left to send.
    pub(super) const fn lets_look(self) -> bool {
        self.keeps() && !matches!(self, Self::Blocked)
    }
}

impl fmt::Display for Circumstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Circumstance {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|circumstance| circumstance.name() == name);
        found.with_context(|| format!("no circumstance is called {name:?}"))
    }
}
