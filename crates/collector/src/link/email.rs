//! The first rating of a survey as a piece of an e-mail: each number is a link that preselects it.
//!
//! Mail programs read tables and inline styles, and little else; and they show it as they like. What
//! is preselected is nothing until its page is sent: programs that open links before people do
//! answer nothing.

use std::fmt::Write as _;

use maud::{Markup, html};
use serde_json::{Map, Value};
use survey::definition::{Definition, Text};
use survey::id::ResponseId;
use survey::run::{Input, Run, View};
use survey::time::Timestamp;

use super::Options;
use crate::hosted::{Address, Names, Spoken};
use crate::surveys;

const FONT: &str = "font-family:Arial,Helvetica,sans-serif;";
const CELL: &str = "padding:2px;";
const NUMBER: &str = "display:block;min-width:24px;padding:10px 4px;border:1px solid #8a8a94;\
                      border-radius:6px;background:#ffffff;color:#1b1b1f;font-size:16px;\
                      line-height:20px;text-align:center;text-decoration:none;";
const END: &str = "padding:4px 2px;color:#55555f;font-size:13px;";

/// What an e-mail says.
pub(super) struct Mail {
    ask: Text,
    low: Text,
    high: Text,
    /// Each rating with its link.
    links: Vec<(i32, String)>,
    language: String,
    direction: &'static str,
}

impl Mail {
    /// # Errors
    ///
    /// When the survey is not known here, or does not begin with a rating.
    pub(super) fn of(
        options: &Options,
        vouched: &Map<String, Value>,
        href: &dyn Fn(Option<i32>) -> String,
    ) -> Result<Self, String> {
        let json = surveys::known(&options.survey, options.surveys.as_deref())?;
        let spoken = Spoken::choose(options.lang.as_deref(), "", Some(&json));
        let definition = Definition::parse_in(&&json, Some(&spoken.code))
            .map_err(|_| format!("`{}` is no definition", options.survey))?;
        let visit = Address::to(&options.survey).visit(&options.site, vouched, &Names::of(&json));
        let (direction, language) = (spoken.words.direction(), spoken.words.language().to_owned());
        // It is drawn and never sent: any time and any id will do.
        let now = Timestamp::default();
        let id = ResponseId::mint(now, [0; 10]);
        let (run, _) = Run::start(definition, visit, spoken.words, id, now);
        let Some(View::Question(asking)) = run.view() else {
            return Err(format!("`{}` asks nothing", options.survey));
        };
        let Input::Rating {
            metric, low, high, ..
        } = asking.input
        else {
            return Err(format!(
                "`{}` does not begin with a rating; link to it by --format url",
                options.survey
            ));
        };
        let ratings = metric.scale().ratings();
        Ok(Self {
            ask: asking.ask,
            low,
            high,
            links: ratings.map(|rating| (rating, href(Some(rating)))).collect(),
            language,
            direction,
        })
    }

    pub(super) fn html(&self) -> String {
        let columns = self.links.len();
        let half = columns / 2;
        let (lang, dir) = (&self.language, self.direction);
        let (start, end) = if dir == "rtl" {
            ("right", "left")
        } else {
            ("left", "right")
        };
        let page = html! {
            table role="presentation" cellpadding="0" cellspacing="0" border="0" lang=(lang) dir=(dir)
                style=(FONT) {
                tr {
                    td colspan=(columns) align=(start)
                        style="padding:0 2px 10px;color:#1b1b1f;font-size:18px;font-weight:bold;" {
                        (said(&self.ask))
                    }
                }
                tr {
                    @for (rating, href) in &self.links {
                        td align="center" style=(CELL) {
                            a href=(href) target="_blank" rel="noopener" style=(NUMBER) { (rating) }
                        }
                    }
                }
                tr {
                    td colspan=(half) align=(start) style=(END) { (said(&self.low)) }
                    td colspan=(columns - half) align=(end) style=(END) { (said(&self.high)) }
                }
            }
        };
        page.into_string() + "\n"
    }

    pub(super) fn text(&self) -> String {
        let [ask, low, high] = [&self.ask, &self.low, &self.high].map(|text| plain(&text.text));
        let mut text = format!("{ask}\n\n");
        let (first, last) = (0, self.links.len().saturating_sub(1));
        for (index, (rating, href)) in self.links.iter().enumerate() {
            let meaning = match index {
                index if index == first => format!(" ({low})"),
                index if index == last => format!(" ({high})"),
                _ => String::new(),
            };
            // Writing to a String does not fail.
            let _ = writeln!(text, "{rating}{meaning}: {href}");
        }
        text
    }
}

/// A text, in its language where that is another one.
fn said(text: &Text) -> Markup {
    html! {
        @match &text.language {
            Some(language) => span lang=(language) { (text.text) },
            None => (text.text),
        }
    }
}

/// On one line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
