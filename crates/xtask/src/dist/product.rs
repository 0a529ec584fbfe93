//! What is compiled, and what is particular about each.

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
    /// Features that wasm-bindgen is not to use.
    pub(super) hidden: &'static [&'static str],
    /// How its entry is started.
    pub(super) start: Start,
    /// Whether it is the browser shell, whose scripts do a part of what it offers, and which is never
    /// entered again once it broke.
    pub(super) is_shell: bool,
    /// Whether its functions keep their names, for who looks into it.
    pub(super) named: bool,
}

impl Product {
    /// What the file of its script is called.
    pub(super) fn script(&self) -> String {
        format!("{}.js", self.name)
    }

    /// What the file of its module is called, if it has one of its own.
    pub(super) fn module(&self) -> String {
        format!("{}_bg.wasm", self.name)
    }
}

/// Who fetches the module.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Start {
    /// The caller, who hands over the response: the default export takes it, or a promise of it.
    Response,
    /// A module around it, which instantiates with `imports` and hands the instance to `adopt`.
    Instance,
    /// Nobody: the entry holds the module, translated to JavaScript.
    Translated,
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

/// What a translation need not know: how JavaScript says it is longer than how the compiler would
/// have said it without.
const LOWERED: &[&str] = &[
    "--signext-lowering",
    "--llvm-nontrapping-fptoint-lowering",
    "--llvm-memory-copy-fill-lowering",
    "--low-memory-unused",
    "-Oz",
    "-Oz",
    "--converge",
];

/// The browser shell, whose exports the loader calls: with ratings and comments, which most visitors
/// are asked.
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
    // A list of values in the glue is smaller than a table in the module, and translates.
    hidden: &["reference-types", "multivalue"],
    start: Start::Response,
    is_shell: true,
    named: false,
};

/// The same, to be looked into.
pub(super) const NAMED: Product = Product {
    name: "named",
    named: true,
    ..PROMPT
};

/// The browser shell with every kind of question, and the strict reader of definitions.
pub(super) const FULL: Product = Product {
    name: "full",
    features: "everything",
    ..PROMPT
};

/// The light one as JavaScript, for where WebAssembly is missing or refused.
pub(super) const FALLBACK: Product = Product {
    name: "fallback",
    optimise: LOWERED,
    start: Start::Translated,
    ..PROMPT
};

/// The full one as JavaScript.
pub(super) const FULL_FALLBACK: Product = Product {
    name: "fallback-full",
    features: FULL.features,
    ..FALLBACK
};

/// What says why a survey is asked, or is not. As JavaScript alone, which every policy allows: who
/// asks why does not count bytes.
pub(super) const VERDICTS: Product = Product {
    name: "verdicts",
    package: "explain",
    stand_ins: &[],
    is_shell: false,
    ..FALLBACK
};

/// The scorer for JavaScript: metrics and their intervals.
pub(super) const SCORE: Product = Product {
    name: "score",
    package: "score-js",
    features: "metrics",
    stand_ins: &[],
    fast: &["score"],
    optimise: SMALLEST,
    hidden: &[],
    start: Start::Instance,
    is_shell: false,
    named: false,
};

/// The scorer for JavaScript: every statistic by name.
pub(super) const STATISTICS: Product = Product {
    name: "statistics",
    features: "statistics",
    ..SCORE
};
