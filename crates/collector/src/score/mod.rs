//! `afterword score`: the ratings of a file as scores that can be trusted.

mod choose;
mod columns;
mod json;
mod legend;
mod options;
mod plot;
mod report;
mod set_aside;
mod table;

use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ratings::{Column, Dates, Error, Plan, Reading, Source, Weights};

use choose::{Measure, Refusal};
pub(crate) use options::Options;
use plot::Pen;
use report::{Report, Rules};
use table::{Paper, Words};

/// Reads, scores and prints. Exit code 1 for what the input lacks, 2 for what the arguments
/// make impossible.
pub(crate) fn run(options: &Options) -> ExitCode {
    match score(options) {
        Ok(code) => code,
        Err(refusal) => {
            let name = match (&refusal, source_name(options)) {
                (Refusal::Input(_), name) => name,
                (Refusal::Usage(_), _) => "afterword score".to_owned(),
            };
            eprintln!("{name}: {refusal}");
            match refusal {
                Refusal::Input(_) => ExitCode::FAILURE,
                Refusal::Usage(_) => ExitCode::from(2),
            }
        }
    }
}

fn score(options: &Options) -> Result<ExitCode, Refusal> {
    choose::check(options)?;
    let source = open(options)?;
    let (format, columns) = (source.format(), source.columns().to_vec());
    let (plan, mut measure) = plan(options, &columns)?;
    if source.is_headless() {
        let sentence = "The first line holds numbers and no names, so it counts as a record.";
        measure.assumed.insert(0, sentence.to_owned());
    }
    let reading = read(source, &plan)?;
    let rules = Rules {
        metric: measure.metric,
        confidence: options.confidence,
        adjustment: options.adjust.0,
        min_n: options.min_n,
    };
    let report = Report::new(rules, &reading.cells);
    let about = json::About {
        source: &source_name(options),
        format,
        rating: &columns[measure.column].name,
        by: plan
            .by
            .iter()
            .map(|column| columns[*column].name.as_str())
            .collect(),
        measure: &measure,
    };
    for line in set_aside::lines(&about, rules, &reading) {
        eprintln!("{}: {line}", about.source);
    }
    let told = if options.json {
        tell(|output| json::write(&about, rules, &reading, &report, output))
    } else if report.total.figure.n > 0 {
        let table = table::draw(
            &report,
            rules,
            &words(&about, &plan, &reading),
            paper(options),
        );
        tell(|output| output.write_all(table.as_bytes()))
    } else {
        Ok(())
    };
    told.map_err(|error| Refusal::Input(format!("the report cannot be written: {error}")))?;
    Ok(if report.total.figure.n == 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Writes to standard output.
fn tell(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    let mut output = BufWriter::new(io::stdout().lock());
    match write(&mut output).and_then(|()| output.flush()) {
        // Whoever read it has had enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

/// Decides which columns are read, and what they measure.
fn plan(options: &Options, columns: &[Column]) -> Result<(Plan, Measure), Refusal> {
    let by = columns::segments(options, columns)?;
    let weight = weights(options, columns)?;
    let dates = dates(options, columns)?;
    let mut taken = by.clone();
    taken.extend(weight.map(Weights::column));
    taken.extend(dates.map(|dates| dates.column));
    let measure = Measure::choose(options, columns, &taken)?;
    let plan = Plan {
        by,
        weight,
        dates,
        ..Plan::new(measure.column, measure.metric.scale())
    };
    Ok((plan, measure))
}

fn weights(options: &Options, columns: &[Column]) -> Result<Option<Weights>, Refusal> {
    Ok(match (&options.weight, &options.sampling_rate) {
        (Some(name), _) => Some(Weights::Values(columns::find(columns, name)?)),
        (None, Some(name)) => Some(Weights::SamplingRates(columns::find(columns, name)?)),
        (None, None) => None,
    })
}

/// What stands around the table.
fn words(about: &json::About<'_>, plan: &Plan, reading: &Reading) -> Words {
    let n: u64 = reading.cells.iter().map(|cell| cell.tally.n()).sum();
    let mut notes: Vec<String> = about.measure.assumed.clone();
    if plan.weight.is_some() {
        notes.push("Scores, intervals and shares are weighted, n is not.".to_owned());
    }
    Words {
        title: format!(
            "{} of {}, column {}: {} ratings in {} records",
            about.measure.name.label(),
            about.source,
            about.rating,
            table::thousands(n),
            table::thousands(reading.records)
        ),
        label: about.measure.name.label(),
        by: about.by.join(" / "),
        notes,
    }
}

fn dates(options: &Options, columns: &[Column]) -> Result<Option<Dates>, Refusal> {
    let Options { from, to, wave, .. } = *options;
    if from.is_none() && to.is_none() && wave.is_none() {
        return Ok(None);
    }
    Ok(Some(Dates {
        column: columns::date(options, columns)?,
        from,
        to,
        wave,
    }))
}

/// The file to read; `None` for standard input.
fn file(options: &Options) -> Option<&Path> {
    options
        .file
        .as_deref()
        .filter(|file| file.as_os_str() != "-")
}

fn source_name(options: &Options) -> String {
    file(options).map_or_else(
        || "standard input".to_owned(),
        |file| file.display().to_string(),
    )
}

fn open(options: &Options) -> Result<Source<'static>, Refusal> {
    let input = |error: Error| Refusal::Input(error.to_string());
    match file(options) {
        Some(file) => Source::open(file, options.format).map_err(input),
        None if options.file.is_none() && io::stdin().is_terminal() => Err(Refusal::Usage(
            "name a file, or pipe one in; `afterword score --help` tells more".to_owned(),
        )),
        None => Source::new(io::stdin(), options.format).map_err(input),
    }
}

/// Reads everything, with a bar on standard error if a person watches it.
fn read(source: Source<'_>, plan: &Plan) -> Result<Reading, Refusal> {
    let target = if io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(source.size(), target);
    let template = match source.size() {
        Some(_) => "[{bar:32}] {bytes} of {total_bytes}, {eta} left",
        None => "{spinner} {bytes}, {elapsed}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    let reading = source.read(plan, &mut |bytes| bar.inc(bytes));
    bar.finish_and_clear();
    reading.map_err(|error| Refusal::Input(error.to_string()))
}

/// The terminal's width, or that of a page.
fn paper(options: &Options) -> Paper {
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let terminal = Term::stdout();
    let width = match terminal.size_checked() {
        Some((_, width)) if terminal.is_term() => usize::from(width),
        _ => columns.unwrap_or(80),
    };
    Paper {
        width: width.max(40),
        color: terminal.is_term() && std::env::var_os("NO_COLOR").is_none_or(|no| no.is_empty()),
        pen: if options.ascii || !speaks_unicode() {
            Pen::Ascii
        } else {
            Pen::Unicode
        },
    }
}

/// Whether the locale says UTF-8, by the first variable that says anything.
fn speaks_unicode() -> bool {
    let said = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty());
    said.is_some_and(|locale| {
        let locale = locale.to_string_lossy().to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}
