//! The table, as text.

use std::fmt::Write as _;
use std::process::Command;

use crate::{command, said, score_file};

/// Ratings of three shops over two months: a good one, a bad one and a new one.
fn shops() -> String {
    let mut csv = String::from("id,answered_at,region,nps\n");
    let mut id = 0;
    for (region, month, promoters, passives, detractors) in [
        ("north", 1, 52, 30, 18),
        ("north", 2, 60, 28, 12),
        ("south", 1, 40, 30, 30),
        ("south", 2, 20, 30, 50),
        ("kiosk", 2, 2, 1, 1),
    ] {
        for (rating, times) in [(9, promoters), (8, passives), (3, detractors)] {
            for day in 0..times {
                id += 1;
                let _ = writeln!(
                    csv,
                    "{id},2026-{month:02}-{:02},{region},{rating}",
                    day % 28 + 1
                );
            }
        }
    }
    csv
}

/// The table as it is drawn on paper so wide.
fn drawn(arguments: &[&str], width: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shops.csv"), shops()).unwrap();
    let mut command: Command = command(&[&["shops.csv"], arguments].concat());
    command.current_dir(folder.path()).env("COLUMNS", width);
    let said = said(command.output().unwrap());
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    said.out
}

/// Compares with a file beside this one, or writes it if `UPDATE_SNAPSHOTS` is set.
fn assert_snapshot(name: &str, text: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/score/snapshots")
        .join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap();
    assert_eq!(
        text, expected,
        "{name}: UPDATE_SNAPSHOTS=1 writes it anew\n{text}"
    );
}

#[test]
fn segments_on_eighty_columns() {
    assert_snapshot("segments-80.txt", &drawn(&["--by", "region"], "80"));
}

#[test]
fn segments_and_waves_on_a_hundred_and_twenty_columns() {
    let text = drawn(
        &["--metric", "nps", "--by", "region", "--wave", "month"],
        "120",
    );
    assert_snapshot("waves-120.txt", &text);
}

#[test]
fn ascii_where_it_is_asked_for() {
    let text = drawn(&["--by", "region", "--wave", "month", "--ascii"], "80");
    assert!(text.is_ascii(), "{text}");
    assert_snapshot("waves-80-ascii.txt", &text);
}

#[test]
fn no_line_is_longer_than_the_paper_and_none_ends_in_space() {
    for width in ["40", "60", "80", "100", "200"] {
        let text = drawn(&["--by", "region", "--wave", "week"], width);
        for line in text.lines() {
            assert_eq!(line.trim_end(), line);
            // On the narrowest paper the plot is left out, but no number.
            let length = line.chars().count();
            assert!(
                length <= width.parse::<usize>().unwrap().max(60),
                "{width}: {line}"
            );
        }
    }
}

#[test]
fn ascii_where_the_locale_is_not_unicode() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shops.csv"), shops()).unwrap();
    let mut command = command(&["shops.csv", "--by", "region"]);
    command.current_dir(folder.path()).env("LC_ALL", "C");
    assert!(said(command.output().unwrap()).out.is_ascii());
}

#[test]
fn colour_never_leaves_the_terminal() {
    assert!(!drawn(&["--by", "region"], "80").contains('\x1b'));
}

#[test]
fn names_from_a_file_cannot_draw_over_the_table() {
    let csv = format!("who,nps\n\"a\x1b[2Jb\",9\n{},9\n", "long ".repeat(40));
    let said = score_file(
        "names.csv",
        csv,
        &["--metric", "nps", "--by", "who", "--min-n", "1"],
    );
    assert!(!said.out.contains('\x1b'), "{}", said.out);
    assert!(
        said.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        said.out
    );
    assert!(said.out.contains("long lo"), "{}", said.out);
}
