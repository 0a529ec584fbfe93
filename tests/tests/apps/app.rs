//! The applications, and how a visitor finds the way about in each.

use anyhow::Result;
use journeys::app;
use journeys::site::Site;

/// Something that a visitor can click on, and the path of the page that it leads to.
#[derive(Clone, Copy)]
pub(crate) struct Link {
    pub(crate) css: &'static str,
    pub(crate) to: &'static str,
}

/// A step on the way to a purchase.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    Go(Link),
    Click(&'static str),
    /// What the site's own code would do; a template has none.
    Run(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Built {
    OnReactRouter,
    OnVueRouter,
    OfManyPages,
}

/// An application of others. Visits begin at `/`.
#[derive(Clone, Copy)]
pub(crate) struct App {
    built: Built,
    /// From there to the page that surveys are asked on.
    pub(crate) there: Link,
    /// To the same page by a redirect of the application's own.
    pub(crate) redirected: Option<Link>,
    /// From each page to one that no survey is asked on.
    pub(crate) elsewhere: Link,
    /// What is in sight on the first page, and on no other.
    pub(crate) only_at_first: &'static str,
    /// From there to a purchase: the order `L-1` of 129 EUR.
    purchase: &'static [Step],
    /// Where a visitor is after that.
    pub(crate) bought_at: &'static str,
    /// Whether going to another page moves the focus to its heading.
    pub(crate) moves_focus: bool,
}

const BASKET: Link = Link {
    css: "nav a[href='/basket']",
    to: "/basket",
};
const LAMP: Link = Link {
    css: "h2 a[href='/lamps/arc']",
    to: "/lamps/arc",
};

const SHOP: App = App {
    built: Built::OnReactRouter,
    there: LAMP,
    redirected: Some(Link {
        css: "nav a[href='/offer']",
        to: "/lamps/arc",
    }),
    elsewhere: BASKET,
    only_at_first: ".lamps",
    purchase: &[
        Step::Go(LAMP),
        Step::Click(".add"),
        Step::Go(BASKET),
        Step::Go(Link {
            css: "#checkout",
            to: "/checkout",
        }),
        Step::Go(Link {
            css: "#buy",
            to: "/thanks/L-1",
        }),
    ],
    bought_at: "/thanks/L-1",
    moves_focus: true,
};

pub(crate) const ON_REACT_ROUTER: App = SHOP;

pub(crate) const ON_VUE_ROUTER: App = App {
    built: Built::OnVueRouter,
    ..SHOP
};

pub(crate) const OF_MANY_PAGES: App = App {
    built: Built::OfManyPages,
    there: Link {
        css: "nav a[href='pricing.html']",
        to: "/pricing.html",
    },
    redirected: None,
    elsewhere: Link {
        css: "nav a[href='about.html']",
        to: "/about.html",
    },
    only_at_first: "header .display-5",
    purchase: &[
        Step::Go(Link {
            css: "nav a[href='pricing.html']",
            to: "/pricing.html",
        }),
        Step::Run(
            "(window.dataLayer ||= []).push({event: 'purchase', \
                 ecommerce: {transaction_id: 'L-1', value: 129, currency: 'EUR'}})",
        ),
    ],
    bought_at: "/pricing.html",
    moves_focus: false,
};

impl App {
    /// The site, with this in the head of its pages.
    pub(crate) async fn site(self, head: &str) -> Result<Site> {
        match self.built {
            Built::OnReactRouter => app::on_react_router(head).await,
            Built::OnVueRouter => app::on_vue_router(head).await,
            Built::OfManyPages => app::of_many_pages(head),
        }
    }

    pub(crate) fn purchase(self) -> impl Iterator<Item = Step> {
        self.purchase.iter().copied()
    }

    /// Whether each link loads another document.
    pub(crate) fn is_of_many_pages(self) -> bool {
        self.built == Built::OfManyPages
    }
}
