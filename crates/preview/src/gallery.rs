//! Every prompt there is to look at: all kinds of question, themes, presets and languages.
//!
//! A tile is made as a visitor's prompt is: a definition is read, a run is started on it, and what
//! the run shows is drawn.

mod poses;

use survey::definition::PRESETS;
use survey::run::View;
use survey::words::{LANGUAGES, Language, Numerals, Words};

use poses::Pose;

/// The themes that differ: `auto` is one of these.
const THEMES: [&str; 2] = ["light", "dark"];

/// The poses that tell presets apart.
const OF_PRESETS: [&str; 4] = ["nps", "csat-stars-preselected", "choices", "thanks-code"];

/// The poses in which there is more to read than in the rating that every language shows.
const OF_WRITING: [&str; 3] = ["follow-up", "ces-progress", "thanks-standing"];

/// Tiles under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its id, unlike that of any other.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What it shows.
    pub tiles: Vec<Tile>,
}

/// One prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// Its id, unlike that of any other: its section's, and what is shown there.
    pub id: String,
    /// What is written under it, and under no other.
    pub title: String,
    /// One of [`survey::definition::THEMES`].
    pub theme: &'static str,
    /// One of [`PRESETS`].
    pub preset: &'static str,
    /// What the prompt says besides the question.
    pub words: Words,
    /// What is drawn.
    pub shows: Shows,
}

/// What a tile shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Shows {
    /// A question, or thanks.
    View(View),
    /// A question whose form was sent as it stands, and is refused.
    Refused(View),
    /// The tab that opens a card.
    Tab,
}

/// The gallery, with the kinds and the presets in the language of this code.
///
/// Without one these are in English, and every language has a tile; with one, that language alone.
#[must_use]
pub fn sections(language: Option<&str>, numerals: Numerals) -> Vec<Section> {
    let languages: Vec<Spoken> = LANGUAGES
        .iter()
        .filter(|(code, _)| language.is_none_or(|language| language == *code))
        .filter_map(|(code, name)| Spoken::read(code, name, numerals))
        .collect();
    let words = match languages.as_slice() {
        [only] => only.words.clone(),
        _ => Words::english(numerals),
    };
    let poses = poses::all();
    let mut sections: Vec<Section> = THEMES
        .iter()
        .map(|theme| kinds(&poses, theme, &words))
        .collect();
    sections.extend(PRESETS.iter().map(|preset| looks(&poses, preset, &words)));
    sections.push(ratings(&poses, &languages));
    sections.push(writing(&poses, &languages));
    sections.retain(|section| !section.tiles.is_empty());
    sections
}

/// A language, and what it calls itself.
struct Spoken {
    name: &'static str,
    words: Words,
}

impl Spoken {
    fn read(code: &str, name: &'static str, numerals: Numerals) -> Option<Self> {
        let words = Language::of(code)?.said(numerals)?;
        Some(Self { name, words })
    }
}

/// Every pose in one theme.
fn kinds(poses: &[Pose], theme: &'static str, words: &Words) -> Section {
    let tiles = poses.iter().map(|pose| Tile {
        title: format!("{}, {theme}", pose.title),
        theme,
        ..Tile::new(pose, words)
    });
    let (id, title) = (format!("kinds-{theme}"), format!("Every kind, {theme}"));
    Section::new(id, title, tiles)
}

/// One preset, in every theme.
fn looks(poses: &[Pose], preset: &'static str, words: &Words) -> Section {
    let tiles = THEMES.iter().flat_map(|theme| {
        named(poses, &OF_PRESETS).map(move |pose| {
            let tile = Tile::new(pose, words);
            Tile {
                id: format!("{}-{theme}", tile.id),
                title: format!("{}, {preset}, {theme}", tile.title),
                theme,
                preset,
                ..tile
            }
        })
    });
    let (id, title) = (format!("preset-{preset}"), format!("Preset: {preset}"));
    Section::new(id, title, tiles)
}

/// The rating that everybody knows, in each language.
fn ratings(poses: &[Pose], languages: &[Spoken]) -> Section {
    let tiles = languages.iter().flat_map(|Spoken { name, words }| {
        named(poses, &["nps"]).map(move |pose| Tile {
            id: words.language().to_owned(),
            title: format!("{name}, {}", words.language()),
            ..Tile::new(pose, words)
        })
    });
    Section::new("languages".to_owned(), "Every language".to_owned(), tiles)
}

/// What else there is to read, in the languages that run from right to left.
fn writing(poses: &[Pose], languages: &[Spoken]) -> Section {
    let languages = languages
        .iter()
        .filter(|spoken| spoken.words.direction() == "rtl");
    let tiles = languages.flat_map(|Spoken { name, words }| {
        named(poses, &OF_WRITING).map(move |pose| Tile {
            id: format!("{}-{}", words.language(), pose.name),
            title: format!("{name}: {}", pose.title),
            ..Tile::new(pose, words)
        })
    });
    let id = "right-to-left".to_owned();
    Section::new(id, "From right to left".to_owned(), tiles)
}

/// The poses of these names, in the order of the names.
fn named<'p>(poses: &'p [Pose], names: &'p [&str]) -> impl Iterator<Item = &'p Pose> {
    names
        .iter()
        .filter_map(|name| poses.iter().find(|pose| pose.name == *name))
}

impl Section {
    fn new(id: String, title: String, tiles: impl Iterator<Item = Tile>) -> Self {
        let of_it = |tile: Tile| Tile {
            id: format!("{id}/{}", tile.id),
            ..tile
        };
        let tiles = tiles.map(of_it).collect();
        Self { id, title, tiles }
    }
}

impl Tile {
    /// A pose as it looks to most visitors.
    fn new(pose: &Pose, words: &Words) -> Self {
        Self {
            id: pose.name.to_owned(),
            title: pose.title.to_owned(),
            theme: "light",
            preset: "classic",
            words: words.clone(),
            shows: pose.shown(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn whole() -> Vec<Section> {
        sections(None, Numerals::ascii())
    }

    fn tiles_of<'s>(sections: &'s [Section], id: &str) -> &'s [Tile] {
        let section = sections.iter().find(|section| section.id == id);
        &section.unwrap_or_else(|| panic!("no section {id}")).tiles
    }

    #[test]
    fn no_two_tiles_share_an_id_or_a_title() {
        let sections = whole();
        let tiles = || sections.iter().flat_map(|section| &section.tiles);
        let ids: BTreeSet<_> = tiles().map(|tile| &tile.id).collect();
        let titles: BTreeSet<_> = tiles().map(|tile| &tile.title).collect();
        assert_eq!(ids.len(), tiles().count());
        assert_eq!(titles.len(), tiles().count());
    }

    #[test]
    fn every_pose_is_seen_in_every_theme_and_every_preset_has_its_poses() {
        let sections = whole();
        for theme in THEMES {
            let tiles = tiles_of(&sections, &format!("kinds-{theme}"));
            assert_eq!(tiles.len(), poses::all().len());
            assert!(tiles.iter().all(|tile| tile.theme == theme));
        }
        for preset in PRESETS {
            let tiles = tiles_of(&sections, &format!("preset-{preset}"));
            assert_eq!(tiles.len(), OF_PRESETS.len() * THEMES.len());
            assert!(tiles.iter().all(|tile| tile.preset == *preset));
        }
    }

    #[test]
    fn every_language_has_a_tile_in_itself_and_four_of_them_have_more() {
        let sections = whole();
        let tiles = tiles_of(&sections, "languages");
        let spoken = tiles.iter().map(|tile| tile.words.language());
        let codes = LANGUAGES.iter().map(|(code, _)| *code);
        assert!(spoken.eq(codes), "{tiles:?}");
        let more = tiles_of(&sections, "right-to-left");
        let more: BTreeSet<_> = more.iter().map(|tile| tile.words.language()).collect();
        assert_eq!(more, BTreeSet::from(["ar", "fa", "he", "ur"]));
    }

    #[test]
    fn one_language_is_spoken_everywhere() {
        let sections = sections(Some("he"), Numerals::ascii());
        let tiles = || sections.iter().flat_map(|section| &section.tiles);
        assert!(tiles().all(|tile| tile.words.language() == "he"));
        assert_eq!(tiles_of(&sections, "languages").len(), 1);
        assert_eq!(tiles_of(&sections, "right-to-left").len(), OF_WRITING.len());
    }
}
