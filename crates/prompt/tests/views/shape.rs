//! Stars, faces and thumbs.

use prompt::Act;
use score::{Metric, Scale};
use survey::definition::RatingLook;
use survey::run::{Input, View};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Card, acts, asking, rating, text};

fn five(look: RatingLook) -> View {
    rating(Metric::csat(Scale::FIVE), look, None)
}

fn thumbs() -> View {
    let scale = Scale::new(0, 1).unwrap();
    rating(Metric::Rating { scale }, RatingLook::Thumbs, None)
}

fn names(card: &Card) -> Vec<String> {
    let names = card.attributes("[type=radio]", "aria-label");
    names.into_iter().map(Option::unwrap_or_default).collect()
}

#[wasm_bindgen_test]
fn each_shape_is_a_radio_with_a_name_and_nothing_that_is_read_beside_it() {
    for (view, count) in [
        (five(RatingLook::Stars), 5),
        (five(RatingLook::Faces), 5),
        (thumbs(), 2),
    ] {
        let card = Card::show(view);
        assert_eq!(
            card.all("[part=rating][data-rating] > [type=radio]").len(),
            count
        );
        assert_eq!(
            card.all("[part=rating] > svg[aria-hidden=true] > path")
                .len(),
            count
        );
        assert!(names(&card).iter().all(|name| !name.is_empty()));
        assert_eq!(card.text("[part=scale]"), "");
        let area = card.one("[part=rating] svg").get_bounding_client_rect();
        assert!(area.width() >= 24.0 && area.height() >= 24.0, "it is seen");
    }
}

#[wasm_bindgen_test]
fn stars_are_counted() {
    let card = Card::show(five(RatingLook::Stars));
    let counted = ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"];
    assert_eq!(names(&card), counted);
    let ends = card.attributes("[type=radio]", "aria-describedby");
    let ends: Vec<_> = ends.iter().map(Option::as_deref).collect();
    assert_eq!(ends, [Some("low"), None, None, None, Some("high")]);
}

#[wasm_bindgen_test]
fn faces_say_the_step_where_the_steps_have_names() {
    let card = Card::show(five(RatingLook::Faces));
    assert_eq!(
        names(&card),
        ["1", "2", "3", "4", "5"],
        "the ends are the owner's"
    );
    let input = Input::Rating {
        metric: Metric::csat(Scale::FIVE),
        look: RatingLook::Faces,
        low: text("Very dissatisfied"),
        high: text("Very satisfied"),
        rating: None,
    };
    card.ask(View::Question(asking("How satisfied?", true, input)));
    let steps = [
        "1",
        "2, Dissatisfied",
        "3, Neither satisfied nor dissatisfied",
        "4, Satisfied",
        "5",
    ];
    assert_eq!(names(&card), steps);
}

#[wasm_bindgen_test]
fn faces_are_told_apart_by_their_mouths() {
    let card = Card::show(five(RatingLook::Faces));
    let mut paths = card.attributes("path", "d");
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), 5);
}

#[wasm_bindgen_test]
fn a_thumb_is_up_or_down() {
    let card = Card::show(thumbs());
    assert_eq!(names(&card), ["Thumbs down", "Thumbs up"]);
    let turned = |rating: &str| {
        let svg = format!("[data-rating='{rating}'] svg");
        card.style(&svg).get_property_value("transform").unwrap()
    };
    assert_ne!(turned("0"), turned("1"));
    card.click("[data-rating='1']");
    assert_eq!(acts(), [Act::Rate(1)]);
}

#[wasm_bindgen_test]
fn arrows_move_and_enter_rates() {
    for look in [RatingLook::Stars, RatingLook::Faces] {
        let card = Card::show(five(look));
        assert!(!card.press(&card.radio("2"), "ArrowRight"));
        assert_eq!(card.focused().as_deref(), Some("3"));
        assert!(card.all(":checked").is_empty());
        assert_eq!(acts(), []);
        card.press(&card.radio("3"), "Enter");
        assert_eq!(acts(), [Act::Rate(3)]);
    }
}

#[wasm_bindgen_test]
fn stars_are_filled_up_to_the_chosen_one() {
    let card = Card::show(rating(
        Metric::csat(Scale::FIVE),
        RatingLook::Stars,
        Some(3),
    ));
    let filled = |rating: i32| {
        let svg = format!("[data-rating='{rating}'] svg");
        card.style(&svg).get_property_value("fill").unwrap() != "none"
    };
    let stars = [1, 2, 3, 4, 5].map(filled);
    assert_eq!(stars, [true, true, true, false, false]);
}
