//! `afterword calc`: statistics by name, a line of JSON for each.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::calc::{Field, Kind, answer, kind, kinds};

/// What to compute, or to tell.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Requests, one a line: {"id","kind","input"}; `-` or nothing is standard input.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// List the statistics, or the fields of one.
    #[arg(long, value_name = "KIND", num_args = 0..=1, conflicts_with = "file")]
    #[allow(clippy::option_option, reason = "the flag, and its optional value")]
    kinds: Option<Option<String>>,
}

/// Answers every line of the input. Exit code 1 if one of them is an error.
pub(crate) fn run(options: &Options) -> ExitCode {
    let mut output = BufWriter::new(io::stdout().lock());
    let done = match (&options.kinds, &options.file) {
        (Some(None), _) => list(&mut output).map(|()| true),
        (Some(Some(name)), _) => return describe(name, output),
        (None, Some(file)) if file.as_os_str() != "-" => match open(file) {
            Ok(input) => answer_all(input, &mut output),
            Err(error) => {
                eprintln!(
                    "{}: cannot be read: {error}; expected a file with a request on each line",
                    file.display()
                );
                return ExitCode::FAILURE;
            }
        },
        (None, _) => answer_all(io::stdin().lock(), &mut output),
    };
    match done.and_then(|fine| output.flush().map(|()| fine)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // Whoever read the answers has had enough of them.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("afterword: {error}");
            ExitCode::FAILURE
        }
    }
}

fn open(file: &Path) -> io::Result<BufReader<File>> {
    if file.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    File::open(file).map(BufReader::new)
}

/// Whether every line has a result.
fn answer_all(input: impl io::Read, output: &mut impl Write) -> io::Result<bool> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let (mut line, mut number, mut fine) = (Vec::new(), 0, true);
    while input.read_until(b'\n', &mut line)? > 0 {
        number += 1;
        let text = match line.strip_prefix("\u{feff}".as_bytes()) {
            Some(rest) if number == 1 => rest,
            _ => &line,
        };
        if let Some(answer) = answer(text, number) {
            fine &= answer.is_ok();
            writeln!(output, "{answer}")?;
        }
        line.clear();
        // Whoever asks one question at a time waits for its answer.
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
    Ok(fine)
}

fn list(output: &mut impl Write) -> io::Result<()> {
    let width = kinds().map(|kind| kind.name.len()).max().unwrap_or(0);
    for Kind { name, about, .. } in kinds() {
        writeln!(output, "{name:width$}  {about}")?;
    }
    Ok(())
}

fn describe(name: &str, mut output: impl Write) -> ExitCode {
    let Some(kind) = kind(name) else {
        eprintln!(
            "afterword: no statistic is called `{name}`; `afterword calc --kinds` lists them"
        );
        return ExitCode::FAILURE;
    };
    let written = writeln!(output, "{}: {}\n\ninput", kind.name, kind.about)
        .and_then(|()| fields(kind.input, &mut output))
        .and_then(|()| writeln!(output, "\nresult"))
        .and_then(|()| fields(kind.result, &mut output))
        .and_then(|()| output.flush());
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn fields(fields: &[Field], output: &mut impl Write) -> io::Result<()> {
    let width = fields
        .iter()
        .map(|field| field.name.len())
        .max()
        .unwrap_or(0);
    for field in fields {
        let Field { name, about, .. } = field;
        let expected = field.kind.expected();
        let needed = if field.needed { "" } else { ", optional" };
        writeln!(output, "  {name:width$}  {about} ({expected}{needed})")?;
    }
    Ok(())
}
