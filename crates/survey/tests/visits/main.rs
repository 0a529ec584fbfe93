//! Random visits against a model: tabs, reloads, clocks that jump, a storage that is lost or spoiled,
//! answers, dismissals, and prompts that nobody looks at.
//!
//! The browser here does what a shell does: it keeps a text for each survey and lets the rules decide.
//! The model keeps no text and no state but what happened, and derives from that what is due.

mod browser;
mod model;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use survey::duration::Duration;
use survey::eligibility::{Audience, Gate, Past, Period, Quiet, Rules};

use browser::{Browser, TABS};
use model::{Happened, History, is_quiet_over};

const HOUR: i64 = 3_600_000;

/// What happens in a browser.
#[derive(Clone, Debug)]
enum Act {
    /// Time goes by.
    Wait(i64),
    /// The clock is set, forth or back.
    Jump(i64),
    /// A page is opened in a tab, or opened again, which takes the prompt that stood there with it.
    Visit {
        tab: usize,
        about: Option<&'static str>,
        /// In thousandths, for each survey.
        chance: [u32; 3],
    },
    /// The prompt of a tab is rated, and stands on.
    Rate(usize),
    /// The prompt of a tab is closed by its visitor, who gave no answer.
    Dismiss(usize),
    /// A tab is closed.
    Close(usize),
    /// The storage forgets one survey, or all.
    Forget(Option<usize>),
    /// Something else stands in the storage.
    Spoil(usize, String),
}

/// What came of all the visits.
#[derive(Debug, Default)]
struct Met {
    shown: usize,
    second_choice: usize,
    closed: Vec<Gate>,
}

/// Plays the acts, and holds the browser to the model.
fn play(surveys: &[Rules], acts: &[Act], met: &mut Met) -> Result<(), TestCaseError> {
    let mut browser = Browser::new(surveys.len());
    let mut histories = vec![History::default(); surveys.len()];
    for act in acts {
        match act {
            Act::Wait(time) | Act::Jump(time) => browser.now += time,
            Act::Visit { tab, about, chance } => {
                visit(
                    surveys,
                    &mut browser,
                    &mut histories,
                    (*tab, *about, *chance),
                    met,
                )?;
            }
            Act::Rate(tab) => {
                if let Some(prompt) = browser.rate(*tab) {
                    let what = Happened::Answered(prompt.about);
                    histories[prompt.survey].note(browser.now, what);
                }
            }
            Act::Dismiss(tab) => {
                if let Some(prompt) = browser.dismiss(*tab) {
                    let what = Happened::Dismissed(prompt.about);
                    histories[prompt.survey].note(browser.now, what);
                }
            }
            Act::Close(tab) => browser.tabs[*tab] = None,
            Act::Forget(survey) => {
                for (index, history) in histories.iter_mut().enumerate() {
                    if survey.is_none_or(|survey| survey == index) {
                        browser.storage[index] = None;
                        *history = History::default();
                    }
                }
            }
            Act::Spoil(survey, text) => {
                if let Some(place) = browser.storage.get_mut(*survey) {
                    *place = Some(text.clone());
                    histories[*survey] = History::default();
                }
            }
        }
    }
    Ok(())
}

fn visit(
    surveys: &[Rules],
    browser: &mut Browser,
    histories: &mut [History],
    (tab, about, chance): (usize, Option<&'static str>, [u32; 3]),
    met: &mut Met,
) -> Result<(), TestCaseError> {
    let now = browser.now;
    let mut twin = browser.clone();
    let (closed, shown) = browser.visit(surveys, tab, about, chance);
    let again = twin.visit(surveys, tab, about, chance);
    prop_assert_eq!(
        (&closed, shown),
        (&again.0, again.1),
        "the choice is the same"
    );
    prop_assert_eq!(&*browser, &twin);
    prop_assert!(browser.stands() <= 1, "never two at once");

    let stood = browser.stands() - usize::from(shown.is_some());
    let mut due = Vec::new();
    for (survey, rules) in surveys.iter().enumerate() {
        histories[survey].note(now, Happened::Looked);
        if rules.sample < 1.0 {
            histories[survey].drawn.get_or_insert(chance[survey]);
        }
    }
    for (survey, rules) in surveys.iter().enumerate() {
        let history = &histories[survey];
        let drawn = history.drawn.unwrap_or_default();
        let is_due = stood == 0
            && about.is_none_or(|about| !history.was_about(about))
            && is_quiet_over(rules, histories, survey, now)
            && f64::from(drawn) / 1000.0 < rules.sample;
        prop_assert_eq!(closed[survey].is_none(), is_due, "{} is due or not", survey);
        if is_due {
            due.push((-rules.priority, survey));
        }
    }
    due.sort_unstable();
    prop_assert_eq!(
        shown,
        due.first().map(|(_, survey)| *survey),
        "a due one is shown"
    );
    if let Some(survey) = shown {
        prop_assert!(is_quiet_over(&surveys[survey], histories, survey, now));
        histories[survey].note(now, Happened::Shown);
        met.shown += 1;
        met.second_choice += usize::from(survey > 0);
    }
    met.closed.extend(closed.into_iter().flatten());
    Ok(())
}

fn period() -> impl Strategy<Value = Period> {
    prop_oneof![
        1 => Just("0s"),
        2 => Just("2h"),
        3 => Just("1d"),
        2 => Just("7d"),
        1 => Just("ever"),
    ]
    .prop_map(|text| Period::parse(text).unwrap())
}

fn rules() -> impl Strategy<Value = Rules> {
    let periods = (
        period(),
        period(),
        period(),
        prop_oneof![Just(Period::For(Duration::default())), period()],
    );
    let share = prop_oneof![2 => Just(1.0), 1 => (0_u32..1000).prop_map(|of| (f64::from(of) + 0.5) / 1000.0)];
    (periods, 1..5, share, -1..=1).prop_map(|(periods, displays, sample, priority)| {
        let (answered, dismissed, ignored, others) = periods;
        Rules {
            quiet: Quiet {
                answered,
                dismissed,
                ignored,
                others,
                displays,
            },
            sample,
            priority,
            audience: Audience::default(),
        }
    })
}

fn act() -> impl Strategy<Value = Act> {
    let tab = || 0..TABS;
    let visit = (
        tab(),
        prop_oneof![2 => Just(None), 1 => Just(Some("A-1")), 1 => Just(Some("A-2"))],
        [0_u32..1000, 0_u32..1000, 0_u32..1000],
    );
    let spoiled = prop_oneof!["", "1 0 0", "2 0 0 0 0 0", "1 9 9 9 9 x", ".{0,20}"]
        .prop_filter("it says nothing", |text| Past::parse(text).is_none());
    prop_oneof![
        4 => (0..30 * HOUR).prop_map(Act::Wait),
        1 => Just(Act::Wait(0)),
        1 => Just(Act::Wait(24 * HOUR)),
        1 => prop_oneof![-20 * HOUR..20 * HOUR, -10_000 * HOUR..10_000 * HOUR].prop_map(Act::Jump),
        8 => visit.prop_map(|(tab, about, chance)| Act::Visit { tab, about, chance }),
        2 => tab().prop_map(Act::Rate),
        2 => tab().prop_map(Act::Dismiss),
        2 => tab().prop_map(Act::Close),
        1 => prop::option::of(0_usize..3).prop_map(Act::Forget),
        1 => (0_usize..3, spoiled).prop_map(|(survey, text)| Act::Spoil(survey, text)),
    ]
}

fn visits() -> impl Strategy<Value = (Vec<Rules>, Vec<Act>)> {
    let surveys = prop::collection::vec(rules(), 1..=3);
    (surveys, prop::collection::vec(act(), 1..60))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_quiet_is_broken_and_what_is_due_is_shown((surveys, acts) in visits()) {
        play(&surveys, &acts, &mut Met::default())?;
    }
}

#[test]
fn the_visits_come_to_every_gate_that_has_a_memory() {
    let mut met = Met::default();
    let mut runner = TestRunner::deterministic();
    for _ in 0..300 {
        let (surveys, acts) = visits().new_tree(&mut runner).unwrap().current();
        play(&surveys, &acts, &mut met).unwrap();
    }
    assert!(met.shown > 300 && met.second_choice > 100, "{met:?}");
    for gate in [
        Gate::Alone,
        Gate::About,
        Gate::Answered,
        Gate::Dismissed,
        Gate::Ignored,
        Gate::Displays,
        Gate::Others,
        Gate::Sample,
    ] {
        let count = met.closed.iter().filter(|closed| **closed == gate).count();
        assert!(count > 20, "{gate:?}: {count}");
    }
}
