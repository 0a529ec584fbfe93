//! What is promised of time, tabs and storage, each by itself.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::schedule::{FAIR, Fate, HOUR, LOST, SECOND};

const ENDPOINT: &str = "https://collector.example/v1/responses";
const ID: &str = "0198c0de-0000-7000-8000-000000000001";
/// In how many browsers, whose chances differ, something that is drawn at random must hold.
const BROWSERS: u32 = 100;
const YEAR: f64 = 365.0 * 24.0 * 3_600_000.0;

/// Nothing gets through, and that is soon known.
const BROKEN: Fate = Fate::Broken {
    taken: None,
    after: 10,
};

/// The endpoint asks for seven seconds of peace.
const BUSY: Fate = Fate::Answered {
    status: 429,
    pause: Some("7"),
    after: 10,
};

fn browser(seed: u32, weather: Fate) -> Browser {
    let browser = Browser::start(seed, true, |_| 200);
    browser.set_weather(&[weather]);
    browser
}

fn answer(browser: &Browser, tab: u32, seq: i64) {
    let body = json!({"id": ID, "seq": seq}).to_string();
    browser.within(tab, "answer", (ENDPOINT, ID, seq, body, true));
}

/// How often something happens in so many milliseconds.
fn heard(browser: &Browser, name: &str, within: u32) -> usize {
    browser.notes();
    browser.pass(within.into());
    let notes = browser.notes().into_iter();
    notes.filter(|(other, _)| other == name).count()
}

fn record(seq: i64) -> Value {
    json!({"v": 1, "id": ID, "seq": seq, "survey": "nps", "endpoint": ENDPOINT, "body": "{}"})
}

/// Calls a function of the store with a state of the response.
fn store(browser: &Browser, tab: u32, name: &str, seq: i64) {
    browser.within(tab, "store", (name, record(seq).to_string()));
    browser.pass(SECOND.into());
}

/// The states that are kept: in the database, and in localStorage.
fn kept(browser: &Browser) -> [Option<i64>; 2] {
    let kept = browser.kept();
    let text = kept["local"][format!("afterword:outbox:{ID}")].as_str();
    let mut pairs = url::form_urlencoded::parse(text.unwrap_or_default().as_bytes());
    let seq = pairs.find(|(name, _)| name == "seq");
    [
        kept["database"][0]["seq"].as_i64(),
        seq.and_then(|(_, seq)| seq.parse().ok()),
    ]
}

#[test]
fn the_first_three_retries_come_within_eight_seconds() {
    for seed in 0..BROWSERS {
        let mut browser = browser(seed, BROKEN);
        let tab = browser.open();
        answer(&browser, tab, 1);
        let sent = heard(&browser, "sent", 8 * SECOND);
        assert!(sent >= 4, "{sent} with chance {seed}");
    }
}

/// And nobody is stormed: an endpoint that is down for an hour hears of a response now and then.
#[test]
fn later_retries_grow_rarer() {
    for seed in 0..BROWSERS {
        let mut browser = browser(seed, BROKEN);
        let tab = browser.open();
        answer(&browser, tab, 1);
        let sent = heard(&browser, "sent", HOUR);
        assert!((8..=60).contains(&sent), "{sent} with chance {seed}");
    }
}

#[test]
fn what_waits_is_sent_within_three_seconds_of_coming_online_or_back_and_of_a_visit() {
    for seed in 0..BROWSERS {
        for comes in ["online", "pageshow", "visit", "flush"] {
            let mut browser = browser(seed, BROKEN);
            let tab = browser.open();
            answer(&browser, tab, 1);
            browser.pass(HOUR.into());
            browser.set_weather(&[FAIR]);
            match comes {
                "visit" => {
                    browser.crash(tab, false);
                    browser.open();
                }
                "flush" => browser.within(tab, "call", (comes,)),
                event => browser.tell("fire", (tab, event)),
            }
            let delivered = heard(&browser, "collected", 3 * SECOND);
            assert_eq!(delivered, 1, "by {comes} with chance {seed}");
        }
    }
}

#[test]
fn what_an_endpoint_puts_off_waits_for_it_also_at_the_next_visit() {
    let mut browser = browser(1, BUSY);
    let tab = browser.open();
    answer(&browser, tab, 1);
    browser.pass(SECOND.into());
    browser.crash(tab, false);
    browser.set_weather(&[FAIR]);
    browser.open();
    assert_eq!(heard(&browser, "sent", 5 * SECOND), 0);
    assert_eq!(heard(&browser, "collected", 4 * SECOND), 1);
}

#[test]
fn what_was_put_off_by_a_clock_that_was_wrong_does_not_wait_for_years() {
    let mut browser = browser(1, BUSY);
    let tab = browser.open();
    answer(&browser, tab, 1);
    browser.pass(SECOND.into());
    browser.crash(tab, false);
    browser.set_weather(&[FAIR]);
    browser.tell("jump", (-YEAR,));
    browser.open();
    assert_eq!(heard(&browser, "collected", 3 * SECOND), 1);
}

/// Not for that it is stored once, which the id does, but so that nobody is asked in vain.
#[test]
fn of_two_tabs_one_sends_where_the_browser_has_locks() {
    let slow = Fate::Taken {
        after: 2 * SECOND,
        again: None,
    };
    let mut browser = browser(1, slow);
    browser.tell("leaveBehind", (record(1).to_string(), true));
    browser.open();
    browser.open();
    assert_eq!(heard(&browser, "sent", HOUR), 1);
}

#[test]
fn a_tab_that_hangs_while_it_sends_is_waited_for_no_longer_than_five_seconds() {
    let mut browser = browser(1, LOST);
    browser.tell("leaveBehind", (record(1).to_string(), true));
    let hanging = browser.open();
    assert_eq!(heard(&browser, "sent", SECOND), 1);
    browser.tell("freeze", (hanging,));
    browser.set_weather(&[FAIR]);
    browser.open();
    assert_eq!(heard(&browser, "sent", 4 * SECOND), 0);
    assert_eq!(heard(&browser, "collected", 2 * SECOND), 1);
}

#[test]
fn a_database_that_says_nothing_is_waited_for_no_longer_than_two_seconds() {
    let mut browser = browser(1, LOST);
    browser.tell("setDatabase", ("blocked",));
    let tab = browser.open();
    answer(&browser, tab, 1);
    assert_eq!(heard(&browser, "kept", 3 * SECOND), 1);
    assert_eq!(kept(&browser), [None, Some(1)]);
}

/// Whatever comes late from another tab or an earlier try.
#[test]
fn an_earlier_state_neither_replaces_nor_removes_a_later_one() {
    for place in ["works", "denied"] {
        let mut browser = browser(1, FAIR);
        browser.tell("setDatabase", (place,));
        let tab = browser.open();
        let is_there = [Some(2), None];
        let is_there = if place == "works" {
            is_there
        } else {
            [None, Some(2)]
        };
        for (does, seq) in [("put", 2), ("put", 1), ("remove", 1), ("outdate", 1)] {
            store(&browser, tab, does, seq);
            assert_eq!(
                kept(&browser),
                is_there,
                "{does} {seq}, a database that {place}"
            );
        }
        store(&browser, tab, "remove", 2);
        assert_eq!(kept(&browser), [None, None], "a database that {place}");
    }
}

#[test]
fn what_local_storage_kept_goes_when_a_later_state_is_delivered() {
    let mut browser = browser(1, BROKEN);
    browser.tell("setDatabase", ("denied",));
    let tab = browser.open();
    answer(&browser, tab, 1);
    browser.pass(SECOND.into());
    assert_eq!(kept(&browser), [None, Some(1)]);
    browser.tell("setDatabase", ("works",));
    answer(&browser, tab, 2);
    browser.pass(SECOND.into());
    browser.set_weather(&[FAIR]);
    browser.pass(HOUR.into());
    assert_eq!(kept(&browser), [None, None]);
}

#[test]
fn what_an_endpoint_refuses_is_kept_and_told_and_sent_when_it_is_mended() {
    let refused = Fate::Answered {
        status: 422,
        pause: None,
        after: 10,
    };
    let mut browser = browser(1, refused);
    let tab = browser.open();
    answer(&browser, tab, 1);
    assert_eq!(heard(&browser, "afterword:failed", SECOND), 1);
    assert_eq!(
        heard(&browser, "sent", HOUR),
        0,
        "it would be refused again"
    );
    assert_eq!(kept(&browser)[0], Some(1));
    browser.set_weather(&[FAIR]);
    browser.within(tab, "call", ("flush",));
    assert_eq!(heard(&browser, "collected", SECOND), 1);
}

#[test]
fn what_nothing_keeps_is_tried_again_as_long_as_the_page_stands() {
    let mut browser = browser(1, BROKEN);
    browser.tell("setDatabase", ("denied",));
    browser.tell("setLocal", ("denied",));
    let tab = browser.open();
    answer(&browser, tab, 1);
    browser.pass(SECOND.into());
    browser.set_weather(&[FAIR]);
    assert_eq!(heard(&browser, "collected", 8 * SECOND), 1);
}

/// The mark that something is left can be said no better there, but it stays.
#[test]
fn what_a_full_storage_still_holds_is_sent_at_a_later_visit() {
    let mut browser = browser(1, BROKEN);
    browser.tell("leaveBehind", (record(1).to_string(), false));
    browser.tell("setLocal", ("full",));
    let tab = browser.open();
    browser.pass(HOUR.into());
    browser.crash(tab, false);
    browser.set_weather(&[FAIR]);
    browser.open();
    assert_eq!(heard(&browser, "collected", 3 * SECOND), 1);
}
