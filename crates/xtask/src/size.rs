//! `size`: how many bytes a visitor is sent.

mod crates;

use crate::dist::{self, Manifest};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write as _;

/// Every page with the tag loads the loader, also where nobody is asked: so it must cost less
/// than anybody would notice.
const LOADER_LIMIT: usize = 3_000;

/// What watches the rarer triggers and rules out by page and draw, where tags have these.
const TRIGGERS_LIMIT: usize = 2_100;

/// Everything from tag to thanks, for a survey of the usual kinds of questions in English. The
/// lightest complete peer sends 78,000 bytes.
const VISITOR_LIMIT: usize = 36_500;

/// What it should be: printed beside what it is.
const VISITOR_AIM: usize = 30_000;

/// The prompt as JavaScript.
const FALLBACK_LIMIT: usize = 45_000;

/// The metrics and their intervals for JavaScript, which a page may load to show a score.
const SCORER_LIMIT: usize = 24_000;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Measure what is in dist/, and do not build it when it is missing
    #[arg(long)]
    built: bool,
    /// Say instead which crates the bytes of the prompt's module come from
    #[arg(long)]
    by_crate: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if options.by_crate {
        let module = dist::named_module(workspace)?;
        print!("{}", crates::table(&module)?);
        return Ok(());
    }
    if !options.built && !workspace.dist().join("manifest.json").exists() {
        dist::run(workspace, &dist::Options::default())?;
    }
    check(workspace)
}

/// Prints the table, and fails when a limit is passed.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let manifest = dist::manifest(workspace)?;
    let shipped = Shipped::measure(workspace, &manifest)?;
    let scorer = Scorer::measure(workspace, &manifest)?;
    print!("{}\n{}", shipped.table(), scorer.table());
    shipped.check().and(scorer.check())
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Size {
    fn of(content: &[u8]) -> Result<Self> {
        Ok(Self {
            raw: content.len(),
            gzip: gzip(content)?.len(),
            brotli: brotli(content)?.len(),
        })
    }

    fn plus(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters)?;
    Ok(packed)
}

/// The files that one visitor is sent, from tag to thanks. A built-in survey comes inside the
/// module; what the visitor sends and the answer to it depend on the visitor.
struct Shipped {
    loader: File,
    prompt: Vec<File>,
    /// Instead of the prompt, where a survey asks more than ratings and comments.
    full: Vec<File>,
    /// Instead of the prompt, where WebAssembly is missing or refused.
    fallback: File,
    /// Instead of the full prompt, likewise.
    full_fallback: File,
    /// Besides, where the page sets a preset or colours.
    rare: File,
    /// Besides, where a visitor is known to the site.
    respondent: File,
    /// Besides, where a first try did not deliver, and for endpoints that want another form.
    delivery: Vec<File>,
    /// Besides, for the calls that few pages make.
    calls: File,
    /// Besides, where a tag has one of the rarer triggers, or rules of pages.
    triggers: File,
    /// For who asks why: no visitor is sent these.
    explain: Vec<File>,
    /// One of these besides, unless the visitor reads English.
    languages: Vec<File>,
}

impl Shipped {
    fn measure(workspace: &Workspace, manifest: &Manifest) -> Result<Self> {
        let all = |files: &[String]| -> Result<Vec<File>> {
            files.iter().map(|file| measure(workspace, file)).collect()
        };
        let [fallback, full_fallback] = &manifest.fallback;
        Ok(Self {
            loader: measure(workspace, &manifest.loader)?,
            prompt: all(&manifest.prompt)?,
            full: all(&manifest.full)?,
            fallback: measure(workspace, fallback)?,
            full_fallback: measure(workspace, full_fallback)?,
            rare: measure(workspace, &manifest.rare)?,
            respondent: measure(workspace, &manifest.respondent)?,
            delivery: all(&manifest.delivery)?,
            calls: measure(workspace, &manifest.calls)?,
            triggers: measure(workspace, &manifest.triggers)?,
            explain: all(&manifest.explain)?,
            languages: all(&manifest.languages)?,
        })
    }

    /// What is sent where the loader chooses these files.
    fn with(&self, files: &[File]) -> Size {
        sum(files).plus(self.loader.1)
    }

    fn table(&self) -> String {
        let loader = std::iter::once(&self.loader);
        let scripts = loader.chain(&self.prompt).chain(&self.full).chain([
            &self.fallback,
            &self.full_fallback,
            &self.rare,
            &self.respondent,
            &self.calls,
            &self.triggers,
        ]);
        let mut table = rows(scripts.chain(&self.delivery).chain(&self.explain));
        let brotli = |(_, size): &&File| size.brotli;
        if let (Some(least), Some(most)) = (
            self.languages.iter().min_by_key(brotli),
            self.languages.iter().max_by_key(brotli),
        ) {
            table += &size_row(&format!("{} (the least)", least.0), least.1);
            table += &size_row(&format!("{} (the most)", most.0), most.1);
        }
        table += &size_row("from tag to thanks", self.with(&self.prompt));
        table += &size_row("with every kind of question", self.with(&self.full));
        let without = |file: &File| self.with(std::slice::from_ref(file));
        table += &size_row("without WebAssembly", without(&self.fallback));
        table += &size_row("the same, every kind", without(&self.full_fallback));
        table += &limit_row("limit of the loader", LOADER_LIMIT);
        table += &limit_row("limit of the rarer triggers", TRIGGERS_LIMIT);
        table += &limit_row("limit from tag to thanks", VISITOR_LIMIT);
        table += &limit_row("aim from tag to thanks", VISITOR_AIM);
        table += &limit_row("limit of the JavaScript instead", FALLBACK_LIMIT);
        table
    }

    fn check(&self) -> Result<()> {
        within(&[
            ("the loader", self.loader.1, LOADER_LIMIT),
            (
                "what watches the rarer triggers",
                self.triggers.1,
                TRIGGERS_LIMIT,
            ),
            (
                "what a visitor is sent",
                self.with(&self.prompt),
                VISITOR_LIMIT,
            ),
            (
                "the JavaScript instead of WebAssembly",
                self.fallback.1,
                FALLBACK_LIMIT,
            ),
        ])
    }
}

/// The files that a page is sent which scores by itself.
struct Scorer {
    core: [File; 2],
    /// Fetched only by who asks for the rarer ones; they have no limit.
    statistics: [File; 2],
}

impl Scorer {
    fn measure(workspace: &Workspace, manifest: &Manifest) -> Result<Self> {
        let [script, module, rare_script, rare_module] = &manifest.score;
        Ok(Self {
            core: [measure(workspace, script)?, measure(workspace, module)?],
            statistics: [
                measure(workspace, rare_script)?,
                measure(workspace, rare_module)?,
            ],
        })
    }

    fn table(&self) -> String {
        let mut table = rows(self.core.iter().chain(&self.statistics));
        table += &size_row("metrics for JavaScript", sum(&self.core));
        table += &limit_row("limit of these", SCORER_LIMIT);
        table += &size_row("statistics for JavaScript", sum(&self.statistics));
        table
    }

    fn check(&self) -> Result<()> {
        let what = "the scorer for JavaScript";
        within(&[(what, sum(&self.core), SCORER_LIMIT)])
    }
}

/// Its path inside `dist/`, and how large it is.
type File = (String, Size);

fn measure(workspace: &Workspace, file: &str) -> Result<File> {
    let path = workspace.dist().join(file);
    let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok((file.to_owned(), Size::of(&content)?))
}

fn sum<'a>(files: impl IntoIterator<Item = &'a File>) -> Size {
    let sizes = files.into_iter().map(|(_, size)| *size);
    sizes.fold(Size::default(), Size::plus)
}

/// Fails for what is larger than its limit.
fn within(limits: &[(&str, Size, usize)]) -> Result<()> {
    let mut excess = Vec::new();
    for (what, size, limit) in limits {
        if size.brotli > *limit {
            let over = grouped(size.brotli - limit);
            excess.push(format!("{what} is {over} bytes over its limit"));
        }
    }
    if !excess.is_empty() {
        bail!("{}", excess.join("; "));
    }
    Ok(())
}

/// A headline, and a row for each file.
fn rows<'a>(files: impl IntoIterator<Item = &'a File>) -> String {
    let mut table = row("file", ["raw", "gzip -9", "brotli -11"].map(str::to_owned));
    for (file, size) in files {
        table += &size_row(file, *size);
    }
    table
}

fn size_row(name: &str, size: Size) -> String {
    row(name, [size.raw, size.gzip, size.brotli].map(grouped))
}

fn limit_row(name: &str, limit: usize) -> String {
    row(name, [String::new(), String::new(), grouped(limit)])
}

fn row(name: &str, [raw, gzip, brotli]: [String; 3]) -> String {
    let line = format!("{name:<46}{raw:>10}{gzip:>10}{brotli:>12}");
    format!("{}\n", line.trim_end())
}

/// A number with a comma at each third digit.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{
        FALLBACK_LIMIT, LOADER_LIMIT, SCORER_LIMIT, Scorer, Shipped, Size, TRIGGERS_LIMIT,
        VISITOR_LIMIT, grouped,
    };

    fn size(brotli: usize) -> Size {
        Size {
            raw: brotli,
            gzip: brotli,
            brotli,
        }
    }

    fn shipped(loader: usize, module: usize, fallback: usize) -> Shipped {
        let file = |file: &str, bytes| (file.to_owned(), size(bytes));
        let files = |name: &str, bytes| vec![file(name, bytes)];
        Shipped {
            loader: ("afterword.js".to_owned(), size(loader)),
            prompt: files("01/prompt_bg.wasm", module),
            // They have no limits.
            full: files("01/full_bg.wasm", 2 * VISITOR_LIMIT),
            full_fallback: file("01/fallback-full.js", 2 * FALLBACK_LIMIT),
            fallback: file("01/fallback.js", fallback),
            rare: file("01/rare.js", 1_000),
            respondent: file("01/respondent.js", 600),
            delivery: files("01/delivery.js", 2 * LOADER_LIMIT),
            calls: file("01/calls.js", 200),
            triggers: file("01/triggers.js", TRIGGERS_LIMIT),
            explain: files("01/verdicts.js", 2 * VISITOR_LIMIT),
            languages: [300, 100, 200]
                .iter()
                .flat_map(|bytes| files(&format!("01/languages/{bytes}.json"), *bytes))
                .collect(),
        }
    }

    #[test]
    fn a_limit_may_be_reached_but_not_passed() {
        let rest = VISITOR_LIMIT - LOADER_LIMIT;
        let check = |loader, module, fallback| shipped(loader, module, fallback).check();
        assert!(check(LOADER_LIMIT, rest, FALLBACK_LIMIT).is_ok());
        for (loader, module, fallback, message) in [
            (
                LOADER_LIMIT + 7,
                rest - 7,
                FALLBACK_LIMIT,
                "the loader is 7 bytes over its limit",
            ),
            (
                LOADER_LIMIT,
                rest + 1_234,
                FALLBACK_LIMIT,
                "what a visitor is sent is 1,234 bytes over its limit",
            ),
            (
                LOADER_LIMIT,
                rest,
                FALLBACK_LIMIT + 1,
                "the JavaScript instead of WebAssembly is 1 bytes over its limit",
            ),
        ] {
            let error = check(loader, module, fallback).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }

    #[test]
    fn only_the_metrics_of_the_scorer_are_limited() {
        let files = |script, module| {
            [("01/a.js", script), ("01/a.wasm", module)]
                .map(|(file, bytes)| (file.to_owned(), size(bytes)))
        };
        let scorer = |module| Scorer {
            core: files(2_000, module),
            statistics: files(2_000, SCORER_LIMIT),
        };
        assert!(scorer(SCORER_LIMIT - 2_000).check().is_ok());
        let error = scorer(SCORER_LIMIT).check().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the scorer for JavaScript is 2,000 bytes over its limit"
        );
        let table = scorer(8_000).table();
        assert!(
            table.contains("10,000") && table.contains("26,000"),
            "{table}"
        );
    }

    #[test]
    fn the_table_sums_up() {
        let table = shipped(2_000, 20_000, 40_000).table();
        for (name, sum) in [
            ("from tag to thanks", "22,000"),
            ("with every kind of question", "75,000"),
            ("without WebAssembly", "42,000"),
            ("the same, every kind", "92,000"),
            ("01/languages/100.json (the least)", "100"),
            ("01/languages/300.json (the most)", "300"),
        ] {
            let mut lines = table.lines();
            let line = lines.find(|line| line.starts_with(name));
            assert!(line.is_some_and(|line| line.ends_with(sum)), "{table}");
        }
    }

    #[test]
    fn a_size_is_that_of_the_packed_content() {
        let size = Size::of(&[b'a'; 10_000]).unwrap();
        assert_eq!(size.raw, 10_000);
        assert!(size.gzip < 100 && size.brotli < size.gzip, "{size:?}");
    }

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
