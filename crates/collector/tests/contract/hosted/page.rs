//! A hosted page as a browser without JavaScript has it.

use journeys::collector::Reply;
use scraper::{ElementRef, Html, Selector};

use crate::support::Fresh;

/// A page, and the collector that it came from.
pub(crate) struct Page<'f> {
    fresh: &'f Fresh,
    pub(crate) reply: Reply,
    /// Where it stands, after all redirects.
    pub(crate) address: String,
    html: Html,
}

pub(crate) fn select(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

/// Goes to an address, in English.
pub(crate) fn visit<'f>(fresh: &'f Fresh, address: &str) -> Page<'f> {
    visit_in(fresh, address, "en")
}

/// The same with the languages that the browser accepts.
pub(crate) fn visit_in<'f>(fresh: &'f Fresh, address: &str, languages: &str) -> Page<'f> {
    let mut connection = fresh.collector.connect().unwrap();
    let headers = [("Accept-Language", languages)];
    let reply = connection.send("GET", address, &headers, b"").unwrap();
    Page::of(fresh, reply, address)
}

impl<'f> Page<'f> {
    fn of(fresh: &'f Fresh, reply: Reply, address: &str) -> Self {
        if reply.status == 303 {
            let location = reply.header("location").unwrap().to_owned();
            return visit(fresh, &location);
        }
        let html = Html::parse_document(&reply.text());
        let address = address.to_owned();
        Self {
            fresh,
            reply,
            address,
            html,
        }
    }

    pub(crate) fn all(&self, css: &str) -> Vec<ElementRef<'_>> {
        self.html.select(&select(css)).collect()
    }

    pub(crate) fn one(&self, css: &str) -> ElementRef<'_> {
        let found = self.all(css);
        assert_eq!(found.len(), 1, "{css} in {}", self.reply.text());
        found[0]
    }

    pub(crate) fn has(&self, css: &str) -> bool {
        !self.all(css).is_empty()
    }

    /// The text of the one element that matches.
    pub(crate) fn text(&self, css: &str) -> String {
        let text: String = self.one(css).text().collect();
        text.trim().to_owned()
    }

    /// An attribute of the one element that matches.
    pub(crate) fn attribute(&self, css: &str, name: &str) -> String {
        self.one(css).attr(name).unwrap_or_default().to_owned()
    }

    pub(crate) fn asks(&self) -> String {
        self.text("h1").replace(['\u{2068}', '\u{2069}'], "")
    }

    /// The values of what is chosen.
    pub(crate) fn checked(&self) -> Vec<String> {
        let checked = self.all("input[checked]");
        let value = |input: ElementRef<'_>| input.attr("value").unwrap_or("on").to_owned();
        checked.into_iter().map(value).collect()
    }

    /// What a browser sends beside what is filled in, as a body.
    pub(crate) fn body(&self, filled: &[(&str, &str)]) -> String {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        for hidden in self.all("form input[type=hidden]") {
            let part = |name| hidden.attr(name).unwrap_or_default();
            body.append_pair(part("name"), part("value"));
        }
        body.append_pair("website", "");
        body.extend_pairs(filled);
        body.finish()
    }

    /// Sends the form, and follows where that leads.
    pub(crate) fn send(&self, filled: &[(&str, &str)]) -> Page<'f> {
        let body = self.body(filled);
        Page::of(
            self.fresh,
            self.post(&body),
            &self.attribute("form", "action"),
        )
    }

    /// Sends a body where the form says, and gives the answer as it is.
    pub(crate) fn post(&self, body: &str) -> Reply {
        let mut connection = self.fresh.collector.connect().unwrap();
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let action = self.attribute("form", "action");
        connection
            .send("POST", &action, &headers, body.as_bytes())
            .unwrap()
    }

    /// Follows the link to the question before.
    pub(crate) fn back(&self) -> Page<'f> {
        visit(self.fresh, &self.attribute("a[part=back]", "href"))
    }

    /// The same address once more.
    pub(crate) fn reload(&self) -> Page<'f> {
        visit(self.fresh, &self.address)
    }
}
