//! `afterword check`: what is wrong with a definition, where, and what would be right.

use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;
use survey::definition::Definition;

/// Prints each problem on a line of its own on standard error, and of a valid definition what its
/// owner may want to know. Exit code 1 if there is a problem.
pub(crate) fn run(file: &Path) -> ExitCode {
    let name = file.display();
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{name}: cannot be read: {error}; expected a file with a definition");
            return ExitCode::FAILURE;
        }
    };
    match read(&bytes) {
        Ok((value, definition)) => {
            println!(
                "{name}: `{}` is valid, questions: {}",
                definition.id,
                definition.questions.len()
            );
            for note in definition.notes(&&value) {
                println!("{name}: note: {}", note.message());
            }
            ExitCode::SUCCESS
        }
        Err(problems) => {
            for problem in problems {
                eprintln!("{name}: {problem}");
            }
            ExitCode::FAILURE
        }
    }
}

/// The definition and the document that it was read from, or a line for each problem.
pub(crate) fn read(bytes: &[u8]) -> Result<(Value, Definition), Vec<String>> {
    let value = document::parse(bytes).map_err(|fault| {
        let (at, code) = (fault.at(), fault.code());
        vec![line(&at, &fault.message(), &fault.expected(), code)]
    })?;
    let definition = Definition::parse(&&value).map_err(|problems| {
        let lines = problems.iter().map(|problem| {
            let at = if problem.at.is_empty() {
                "the definition"
            } else {
                &problem.at
            };
            line(
                at,
                &problem.message(),
                &problem.expected(),
                problem.code.as_str(),
            )
        });
        lines.collect::<Vec<_>>()
    })?;
    Ok((value, definition))
}

/// A problem as a line: where, what, and what would be right.
pub(crate) fn line(at: &str, message: &str, expected: &str, code: &str) -> String {
    format!("{at}: {message}; expected {expected} ({code})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::templates;

    #[test]
    fn every_template_is_valid() {
        for name in templates::NAMES {
            let json = templates::json(name).unwrap();
            let (value, definition) = read(json.as_bytes()).unwrap();
            assert_eq!(definition.id, name);
            assert_eq!(definition.notes(&&value), [], "{name}");
        }
    }

    #[test]
    fn a_problem_is_told_with_its_place_and_what_would_be_right() {
        let json = br#"{"v":1,"id":"a b","questions":[{"id":"q","kind":"npz"}]}"#;
        let lines = read(json).unwrap_err();
        assert!(
            lines.iter().any(|line| line.starts_with("id: ")),
            "{lines:?}"
        );
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with("questions[0].kind: ") && line.contains("`nps`")),
            "{lines:?}"
        );
    }

    #[test]
    fn what_is_not_json_is_told_by_line() {
        let lines = read(b"{\n\"v\":}").unwrap_err();
        assert!(lines[0].starts_with("line 2 column 5: "), "{lines:?}");
    }
}
