//! Texts that a spreadsheet would take for formulas.
//!
//! A comma-separated file has no types: a spreadsheet runs whatever begins as a formula does. So a
//! quotation mark (`'`) is put before the sign that begins one; and not only at the beginning of a
//! text, since a spreadsheet that splits at other signs than commas finds cells inside of it. Nothing
//! else is changed, and [`restored`] takes back exactly what [`neutral`] put there.

use std::borrow::Cow;

/// The signs that begin a formula, also in their full-width forms.
fn begins_formula(character: char) -> bool {
    matches!(
        character,
        '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '−'
    )
}

/// What may end a cell, whatever the spreadsheet splits at.
fn ends_cell(character: char) -> bool {
    matches!(character, ',' | ';' | '|' | '\t' | '\n' | '\r')
}

/// What spreadsheets look past.
fn is_passed(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '"' | '\'' | '\u{feff}')
}

/// The text with no cell in it that is a formula.
pub(crate) fn neutral(text: &str) -> Cow<'_, str> {
    change(text, &mut |neutral, _| neutral.push('\''))
}

/// The text as it was before it was made [`neutral`].
pub(crate) fn restored(text: &str) -> Cow<'_, str> {
    change(text, &mut |restored, before| {
        if before == Some('\'') {
            restored.pop();
        }
    })
}

/// Changes what was written at each sign that begins a formula; told what stands before it.
fn change<'t>(text: &'t str, at_sign: &mut dyn FnMut(&mut String, Option<char>)) -> Cow<'t, str> {
    if !text.contains(begins_formula) {
        return Cow::Borrowed(text);
    }
    let mut changed = String::with_capacity(text.len() + 1);
    let (mut begins, mut before) = (true, None);
    for character in text.chars() {
        if begins && begins_formula(character) {
            at_sign(&mut changed, before);
        }
        changed.push(character);
        begins = ends_cell(character) || (begins && is_passed(character));
        before = Some(character);
    }
    Cow::Owned(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_as_a_formula_is_no_formula_any_more() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\t'=1"),
            ("  =1", "  '=1"),
            ("\"=1", "\"'=1"),
            ("＝1", "'＝1"),
            ("good; =1", "good; '=1"),
            ("good\n- better", "good\n'- better"),
            ("'=1", "''=1"),
            ("plain", "plain"),
            ("a=b, 1-2", "a=b, 1-2"),
            ("'quoted'", "'quoted'"),
            ("", ""),
        ] {
            assert_eq!(neutral(text), expected, "{text:?}");
            assert_eq!(restored(expected), text, "{expected:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost(text in "[-=+@＝'\" ;,|\\t\\r\\na-c]{0,12}|\\PC*") {
            proptest::prop_assert_eq!(restored(&neutral(&text)).into_owned(), text);
        }

        #[test]
        fn no_cell_begins_a_formula(text in "[-=+@＝'\" ;,|\\t\\r\\na-c]{0,12}|\\PC*") {
            for cell in neutral(&text).split(ends_cell) {
                let first = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '"' || c == '\u{feff}');
                proptest::prop_assert!(!first.starts_with(begins_formula), "{:?}", text);
            }
        }
    }
}
