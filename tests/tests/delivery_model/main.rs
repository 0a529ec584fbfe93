//! Outbox and collector together: whatever happens to a browser, its tabs, its storage and its requests,
//! each answer that was said to be kept is stored once, in its last state.
//!
//! The scripts are the ones that are shipped, and the collector is the real one; what lies between is
//! `platform.js`, a browser whose clock and chance belong to the test.

mod browser;
mod endpoint;
mod model;
mod promises;
mod schedule;

use std::rc::Rc;

use anyhow::{Result, anyhow};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use endpoint::Endpoint;
use model::Model;
use schedule::{Act, Case, Event, Fate};

#[test]
fn any_interleaving_ends_with_each_answer_stored_once_in_its_last_state() -> Result<()> {
    let endpoint = Rc::new(Endpoint::start()?);
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&schedule::cases(), |case| {
            Model::run(&case, &endpoint).map_err(TestCaseError::fail)
        })
        .map_err(|error| anyhow!("{error}"))
}

/// Too rare a case to wait for: without a database nothing but the scripts compares states.
#[test]
fn what_is_put_off_does_not_take_the_place_of_a_later_state() -> Result<()> {
    let answer = |again, is_last| Event::In(0, Act::Answer { again, is_last });
    let events = vec![
        Event::Database("denied"),
        Event::Open,
        Event::Weather(vec![
            Fate::Broken {
                taken: None,
                after: 10,
            },
            Fate::Answered {
                status: 429,
                pause: Some("7"),
                after: 500,
            },
        ]),
        answer(None, true),
        Event::Pass(1400),
        answer(Some(0), false),
        Event::Pass(1000),
    ];
    let case = Case {
        seed: 0,
        has_locks: true,
        left: Vec::new(),
        has_later: false,
        events,
    };
    Model::run(&case, &Rc::new(Endpoint::start()?)).map_err(|fault| anyhow!(fault))
}
