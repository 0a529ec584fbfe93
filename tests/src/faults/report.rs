//! What the runs came to, as a page of tables.

use std::fmt::Write as _;

use crate::engine::Engine;

use super::cell::{Cell, Expected};
use super::circumstance::Circumstance;
use super::fault::Fault;
use super::ledger::{Entry, Ledger};
use super::outcome::Outcome;

const INTRODUCTION: &str = "\
# Faults

A visitor rates and comments, something goes wrong on the way of the answer (a row) while something \
happens at the visitor's (a column), and then all is well again. `3/3` means: in three of three runs \
the collector had the answer exactly once, in its last state, the browser had nothing left to send, \
and neither visitor nor page had been told more than was true. A letter names why a cell may not come \
to that; beside numbers it says what was held then, if the answer did not arrive all the same.

WebKit is WebKitGTK, which is the nearest to Safari that runs elsewhere, and not Safari. Its driver \
cannot take it off the network, and neither it nor Firefox's can block addresses: there nobody listens \
at the endpoint instead. An answer that was refused for good (422) is sent again when the page calls \
`afterword('flush')`.

`cargo xtask faults` makes this page; `tests/src/faults` says what each row and column is.
";

/// The page.
#[must_use]
pub fn report(ledger: &Ledger) -> String {
    let mut page = String::from(INTRODUCTION);
    let mut reasons = Vec::new();
    let versions = ledger.versions();
    let ran = Engine::ALL
        .into_iter()
        .filter(|engine| versions.contains_key(&engine.to_string()));
    for engine in ran {
        let entries: Vec<_> = entries_of(ledger, |cell| cell.engine == engine).collect();
        let version = &versions[&engine.to_string()];
        let _ = write!(page, "\n## {engine} {version}\n\n{}\n\n", total(&entries));
        page.push_str(&table(ledger, engine, &mut reasons));
    }
    if !reasons.is_empty() {
        page.push('\n');
    }
    for (index, why) in reasons.iter().enumerate() {
        let _ = writeln!(page, "- {}: {why}.", letter(index));
    }
    let _ = write!(
        page,
        "\nIn all: {}\n",
        total(&entries_of(ledger, |_| true).collect::<Vec<_>>())
    );
    page.push_str(&failures(ledger));
    page
}

fn entries_of(ledger: &Ledger, wanted: impl Fn(Cell) -> bool) -> impl Iterator<Item = &Entry> {
    ledger
        .entries()
        .iter()
        .filter(move |entry| wanted(entry.cell))
}

fn total(entries: &[&Entry]) -> String {
    let count = |outcome| {
        let of = |entry: &&&Entry| entry.verdict.outcome == outcome;
        entries.iter().filter(of).count()
    };
    let (once, late, told) = (
        count(Outcome::Once),
        count(Outcome::Late),
        count(Outcome::Told),
    );
    let runs = entries.len();
    let other = runs - once - late - told;
    format!(
        "{runs} runs: {once} exactly once, {late} exactly once with the next answer, \
         {told} lost as announced, {other} otherwise."
    )
}

fn table(ledger: &Ledger, engine: Engine, reasons: &mut Vec<&'static str>) -> String {
    let mut table = String::from("| |");
    for circumstance in Circumstance::ALL {
        let _ = write!(table, " {circumstance} |");
    }
    table.push_str("\n|---|");
    table.push_str(&"---:|".repeat(Circumstance::ALL.len()));
    for fault in Fault::ALL {
        let _ = write!(table, "\n| {fault} |");
        for circumstance in Circumstance::ALL {
            let cell = Cell {
                engine,
                fault,
                circumstance,
            };
            let _ = write!(table, " {} |", mark(ledger, cell, reasons));
        }
    }
    table.push('\n');
    table
}

/// What a cell came to, in few letters.
fn mark(ledger: &Ledger, cell: Cell, reasons: &mut Vec<&'static str>) -> String {
    let expected = cell.expected();
    let entries: Vec<_> = entries_of(ledger, |of| of == cell).collect();
    let good = entries
        .iter()
        .filter(|entry| entry.verdict.outcome.is_good());
    let counted = format!("{}/{}", good.count(), entries.len());
    match expected {
        Expected::Never { why } => noted(why, reasons),
        _ if entries.is_empty() => "–".to_owned(),
        Expected::Told { why, .. } | Expected::Late { why } => {
            format!("{counted} {}", noted(why, reasons))
        }
        Expected::Once => counted,
    }
}

/// The letter of a reason, which is added where it is new.
fn noted(why: &'static str, reasons: &mut Vec<&'static str>) -> String {
    let index = reasons.iter().position(|known| *known == why);
    let index = index.unwrap_or_else(|| {
        reasons.push(why);
        reasons.len() - 1
    });
    letter(index)
}

fn letter(index: usize) -> String {
    let letter = u8::try_from(index)
        .ok()
        .and_then(|index| b'a'.checked_add(index));
    letter.map_or_else(String::new, |letter| char::from(letter).to_string())
}

/// Each run that came to something else, in a line.
fn failures(ledger: &Ledger) -> String {
    let bad = ledger
        .entries()
        .iter()
        .filter(|entry| !entry.verdict.outcome.is_good());
    let mut lines = String::new();
    for entry in bad {
        let Entry {
            cell,
            run,
            seed,
            verdict,
            ..
        } = entry;
        let note = verdict.note.replace('\n', " ");
        let _ = writeln!(
            lines,
            "- {cell}, run {run}, seed {seed}: {}: {note}",
            verdict.outcome
        );
    }
    if lines.is_empty() {
        return lines;
    }
    format!("\n## Otherwise\n\n{lines}")
}

#[cfg(test)]
mod tests {
    use super::report;
    use crate::engine::Engine;
    use crate::faults::{Cell, Circumstance, Entry, Fault, Ledger, Outcome, Verdict};

    #[test]
    fn cells_say_how_often_and_why_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("ledger"), "a").unwrap();
        let mut ran = |fault, circumstance, verdict| {
            let cell = Cell {
                engine: Engine::Firefox,
                fault,
                circumstance,
            };
            let run = u32::try_from(ledger.entries().len()).unwrap();
            let entry = Entry {
                cell,
                run,
                seed: 7,
                verdict,
                seconds: 1.0,
                version: "153".to_owned(),
            };
            ledger.add(entry).unwrap();
        };
        ran(
            Fault::Hang,
            Circumstance::Stay,
            Verdict::good(Outcome::Once),
        );
        let lost = Verdict::bad(Outcome::Lost, "it is\ngone");
        ran(Fault::Hang, Circumstance::Stay, lost);
        let told = Verdict::good(Outcome::Told);
        ran(Fault::Hang, Circumstance::DeniedAndClosed, told);
        let page = report(&ledger);
        assert!(page.contains(
            "## Firefox 153\n\n3 runs: 1 exactly once, 0 exactly once with the next answer, \
             1 lost as announced, 1 otherwise."
        ));
        let row = page.lines().find(|line| line.starts_with("| hang |"));
        let row: Vec<_> = row.unwrap().split('|').map(str::trim).collect();
        assert_eq!(row[2], "1/2", "stay");
        assert_eq!(row[3], "–", "reload was not run");
        assert_eq!(row[6], "a", "kill is never run");
        assert_eq!(row[11], "1/1 b", "it was told");
        assert!(page.contains("- a: only Chromium"));
        assert!(page.contains("- b: where nothing can be stored"));
        assert!(page.contains("- hang × stay in Firefox, run 1, seed 7: lost: it is gone"));
        assert!(!page.contains("Chromium 1"), "it did not run");
    }
}
