//! Applications of others, as they are built today, with nothing of ours in them but the tag: the
//! same journeys in each.

mod app;
mod old_page;
mod pages;
mod purchase;
mod visit;

use anyhow::Result;

/// Makes tests of each journey, one for each application.
macro_rules! journeys {
    ($($module:ident: $($journey:ident),+;)+) => {
        journeys! { on_react_router = ON_REACT_ROUTER: $($module: $($journey),+;)+ }
        journeys! { on_vue_router = ON_VUE_ROUTER: $($module: $($journey),+;)+ }
        journeys! { of_many_pages = OF_MANY_PAGES: $($module: $($journey),+;)+ }
    };
    ($built:ident = $app:ident: $($module:ident: $($journey:ident),+;)+) => {
        mod $built {
            use super::Result;

            $(mod $module {
                use super::Result;
                use crate::{app, $module};

                $(#[tokio::test]
                async fn $journey() -> Result<()> {
                    $module::$journey(app::$app).await
                })+
            })+
        }
    };
}

journeys! {
    pages: by_a_link, by_going_back, by_going_forward, by_what_is_seen, by_a_click;
    old_page: after_a_delay, after_nothing_was_done, a_survey_of_every_page_waits_anew,
        what_was_seen_there;
    purchase: is_asked_about, is_asked_about_in_the_other_engines, goes_on_while_the_prompt_stands;
}

/// Templates of many pages have none.
mod by_a_redirect {
    use super::{Result, app, pages};

    #[tokio::test]
    async fn on_react_router() -> Result<()> {
        pages::by_a_redirect(app::ON_REACT_ROUTER).await
    }

    #[tokio::test]
    async fn on_vue_router() -> Result<()> {
        pages::by_a_redirect(app::ON_VUE_ROUTER).await
    }
}
