//! What is compiled to WebAssembly, and what is particular about each.

/// A module with its glue.
pub(super) struct Product {
    /// What its files are called.
    pub(super) name: &'static str,
    /// The package it is compiled from, whose exports the entry offers.
    pub(super) package: &'static str,
    /// Features of the package, separated by commas.
    pub(super) features: &'static str,
    /// Crates that stand in for dependencies; see each one's first lines.
    pub(super) stand_ins: &'static [&'static str],
    /// Packages that are compiled for speed: their loops run over millions of ratings, and as
    /// small code they take eight times as long while being as many bytes once compressed.
    pub(super) fast: &'static [&'static str],
    /// What wasm-opt does with the module, beside dropping what describes it.
    pub(super) optimise: &'static [&'static str],
    /// How its entry is started.
    pub(super) start: Start,
}

/// Who fetches the module.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Start {
    /// The caller, who hands over the response: the default export takes it, or a promise of it.
    Response,
    /// A module around it, which instantiates with `imports` and hands the instance to `adopt`.
    Instance,
}

/// Flattened first, since the optimiser finds more in a control flow that it laid out itself;
/// the lowest kilobyte is the far end of the stack, so no address of data lies in it.
const SMALLEST: &[&str] = &[
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--converge",
];

/// The browser shell, whose exports the loader calls.
pub(super) const PROMPT: Product = Product {
    name: "prompt",
    package: "embed",
    features: "",
    stand_ins: &[
        "crates/embed/slim/send_wrapper",
        "crates/embed/slim/wasm-streams",
    ],
    fast: &[],
    optimise: SMALLEST,
    start: Start::Response,
};

/// The scorer for JavaScript: metrics and their intervals.
pub(super) const SCORE: Product = Product {
    name: "score",
    package: "score-js",
    features: "metrics",
    stand_ins: &[],
    fast: &["score"],
    optimise: SMALLEST,
    start: Start::Instance,
};

/// The scorer for JavaScript: every statistic by name.
pub(super) const STATISTICS: Product = Product {
    name: "statistics",
    features: "statistics",
    ..SCORE
};
