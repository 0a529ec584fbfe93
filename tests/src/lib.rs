//! What the journeys share: browsers, servers, host pages.
//!
//! - [`collector`]: the real binary, over real connections.
//! - [`postgres`]: a database of one's own.
//! - [`house`]: a collector with a store of its own, and what is in it.
//! - [`site`]: a website that knows nothing of Afterword, on another origin.
//! - [`host`]: the page that most journeys go to.
//! - [`app`]: applications of others, as they are built today.
//! - [`engine`], [`driver`], [`browser`]: the three browsers, as a visitor uses them.
//! - [`chromium`]: what one of them alone can do for a test.
//! - [`tabs`], [`network`]: what a visitor does with tabs, and when the network goes.
//! - [`witness`]: what a page went through while nobody looked.
//! - [`snapshot`]: what is the host's own, and whether it is as it was.
//! - [`prompt`]: the prompt, found by its public hooks.
//! - [`guest`]: a visitor who comes again and again, for quiet periods and other rules.
//! - [`waiting`]: a page on which a survey waits, under a clock that can be put forward.
//! - [`crowd`]: a page on which many surveys wait, and none is asked.
//! - [`color`]: colours as they are drawn, and their contrast.
//! - [`axe`]: what shuts people out of a page.
//! - [`injection`]: what attackers write where a visitor writes.
//! - [`median`]: what is in the middle of several measurements.
//! - [`faults`]: what may go wrong on the way of an answer.
//! - [`fixture`]: what the environment has to bring along.

pub mod app;
pub mod axe;
pub mod browser;
pub mod chromium;
pub mod collector;
pub mod color;
pub mod crowd;
pub mod driver;
pub mod engine;
pub mod faults;
pub mod fixture;
pub mod guest;
pub mod host;
pub mod house;
pub mod injection;
pub mod median;
pub mod network;
pub mod postgres;
pub mod prompt;
pub mod site;
pub mod snapshot;
pub mod tabs;
pub mod wait;
pub mod waiting;
pub mod witness;
