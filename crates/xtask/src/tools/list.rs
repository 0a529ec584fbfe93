//! Each tool: what for, of what version, and where from.

use super::{File, Program, Scope, Source, SystemPackages, Tool, Wanted};
use crate::version::Version;

/// Who builds what a site serves.
const BUILD: &[Scope] = &[Scope::Demo, Scope::Test, Scope::Bench];

/// Every tool, those first that others are installed with.
pub(crate) const TOOLS: &[Tool] = &[
    Tool {
        name: "node",
        purpose: "runs the tools that come from npm",
        scopes: BUILD,
        wanted: Wanted::AtLeast(Version::new(18, 0, 0), Version::new(18, 0, 0)),
        source: Source::System(SystemPackages {
            apt: "nodejs npm",
            dnf: "nodejs npm",
            brew: Some("node"),
            without: None,
        }),
        files: &[
            File::of_system(Program::Node, None, &["node"]),
            File::of_system(Program::Npm, None, &["npm"]),
        ],
    },
    Tool {
        name: "python3",
        purpose: "runs statistics and counters of others, which ours are compared with",
        scopes: &[Scope::Test, Scope::Bench],
        // The oldest that the packages below are made for.
        wanted: Wanted::AtLeast(Version::new(3, 11, 0), Version::new(3, 11, 0)),
        source: Source::System(SystemPackages {
            apt: "python3 python3-venv",
            dnf: "python3",
            brew: Some("python"),
            without: None,
        }),
        files: &[File {
            // Debian's Python comes without what makes environments.
            asked: &[
                "-c",
                "import ensurepip, platform, venv; print(platform.python_version())",
            ],
            ..File::of_system(Program::Python, None, &["python3"])
        }],
    },
    Tool {
        name: "wasm-bindgen-cli",
        purpose: "writes the glue between WebAssembly and JavaScript, and runs browser tests",
        scopes: BUILD,
        wanted: Wanted::Locked("wasm-bindgen"),
        // Without --locked: newer patches of its dependencies will do.
        source: Source::Crate(&["--no-default-features"]),
        files: &[
            File::program(Program::WasmBindgen, &["wasm-bindgen"], "bin/wasm-bindgen"),
            File::program(
                Program::WasmBindgenTestRunner,
                &["wasm-bindgen-test-runner"],
                "bin/wasm-bindgen-test-runner",
            ),
        ],
    },
    Tool {
        name: "trunk",
        purpose: "builds the demo page",
        scopes: BUILD,
        // Trunk 0.22 wants a newer compiler than the pinned one.
        wanted: Wanted::AtLeast(Version::new(0, 21, 0), Version::new(0, 21, 14)),
        // Unoptimised: it compiles in a third of the time and is as fast at waiting for cargo.
        source: Source::Crate(&["--locked", "--no-default-features", "--debug"]),
        files: &[File::program(Program::Trunk, &["trunk"], "bin/trunk")],
    },
    Tool {
        name: "binaryen",
        purpose: "makes WebAssembly small, and JavaScript of it",
        scopes: BUILD,
        wanted: Wanted::AtLeast(Version::new(120, 0, 0), Version::new(132, 0, 0)),
        source: Source::Npm(&[]),
        files: &[
            File::program(
                Program::WasmOpt,
                &["wasm-opt"],
                "node_modules/binaryen/bin/wasm-opt",
            ),
            File::program(
                Program::WasmMetadce,
                &["wasm-metadce"],
                "node_modules/binaryen/bin/wasm-metadce",
            ),
            File::program(
                Program::Wasm2Js,
                &["wasm2js"],
                "node_modules/binaryen/bin/wasm2js",
            ),
        ],
    },
    Tool {
        name: "esbuild",
        purpose: "makes JavaScript small",
        scopes: BUILD,
        wanted: Wanted::Exactly(Version::new(0, 28, 2)),
        source: Source::Npm(&[]),
        files: &[File::program(
            Program::Esbuild,
            &["esbuild"],
            "node_modules/esbuild/bin/esbuild",
        )],
    },
    Tool {
        name: "chromium",
        purpose: "is the browser that tests and benchmarks visit pages with",
        scopes: &[Scope::Test, Scope::Bench],
        wanted: Wanted::OneMajor,
        source: Source::System(SystemPackages {
            apt: "chromium chromium-driver",
            dnf: "chromium chromedriver",
            brew: Some("--cask chromium chromedriver"),
            without: None,
        }),
        files: &[
            File::of_system(
                Program::Chrome,
                Some("CHROME"),
                &[
                    "chromium",
                    "chromium-browser",
                    "google-chrome",
                    "google-chrome-stable",
                ],
            ),
            File::of_system(
                Program::Chromedriver,
                Some("CHROMEDRIVER"),
                &["chromedriver"],
            ),
        ],
    },
    Tool {
        name: "firefox",
        purpose: "is the second browser that tests visit pages with",
        scopes: &[Scope::Test],
        wanted: Wanted::OneMajor,
        source: Source::System(SystemPackages {
            apt: "firefox-esr",
            dnf: "firefox",
            brew: Some("--cask firefox"),
            without: Some("journeys in Firefox"),
        }),
        files: &[File::of_system(
            Program::Firefox,
            Some("FIREFOX"),
            &[
                "firefox-esr",
                "firefox",
                "/Applications/Firefox.app/Contents/MacOS/firefox",
            ],
        )],
    },
    Tool {
        name: "geckodriver",
        purpose: "drives Firefox",
        scopes: &[Scope::Test],
        wanted: Wanted::AtLeast(Version::new(0, 36, 0), Version::new(0, 37, 1)),
        source: Source::Crate(&["--locked", "--debug"]),
        files: &[File::program(
            Program::Geckodriver,
            &["geckodriver"],
            "bin/geckodriver",
        )],
    },
    Tool {
        name: "postgresql",
        purpose: "is the database that many collectors share",
        scopes: &[Scope::Test],
        wanted: Wanted::AtLeast(Version::new(13, 0, 0), Version::new(13, 0, 0)),
        source: Source::System(SystemPackages {
            apt: "postgresql",
            dnf: "postgresql-server",
            brew: Some("postgresql@17"),
            without: Some("tests on PostgreSQL"),
        }),
        files: &[File::of_system(
            Program::Postgres,
            Some("POSTGRES"),
            // Debian and Homebrew keep it off PATH.
            &[
                "postgres",
                "/usr/lib/postgresql/18/bin/postgres",
                "/usr/lib/postgresql/17/bin/postgres",
                "/usr/lib/postgresql/16/bin/postgres",
                "/usr/lib/postgresql/15/bin/postgres",
                "/opt/homebrew/opt/postgresql@17/bin/postgres",
            ],
        )],
    },
    Tool {
        name: "webkitgtk",
        purpose: "is the third browser that tests visit pages with, on a screen that nobody sees",
        scopes: &[Scope::Test],
        wanted: Wanted::Any,
        source: Source::System(SystemPackages {
            apt: "webkit2gtk-driver xvfb",
            dnf: "/usr/bin/WebKitWebDriver /usr/bin/Xvfb",
            brew: None,
            without: Some("journeys in WebKit"),
        }),
        files: &[
            File::of_system(
                Program::WebkitDriver,
                Some("WEBKITDRIVER"),
                &["WebKitWebDriver"],
            ),
            File::of_system(Program::Xvfb, Some("XVFB"), &["Xvfb"]),
        ],
    },
    Tool {
        name: "cargo-deny",
        purpose: "checks licences and sources of dependencies",
        scopes: &[Scope::Test],
        wanted: Wanted::AtLeast(Version::new(0, 18, 0), Version::new(0, 20, 2)),
        source: Source::Crate(&["--locked", "--debug"]),
        files: &[File::program(
            Program::CargoDeny,
            &["cargo-deny"],
            "bin/cargo-deny",
        )],
    },
    Tool {
        name: "axe-core",
        purpose: "finds what shuts people out of a page",
        scopes: &[Scope::Test],
        wanted: Wanted::Exactly(Version::new(4, 14, 1)),
        source: Source::Npm(&[]),
        files: &[File::data(Program::Axe, "node_modules/axe-core/axe.min.js")],
    },
    Tool {
        name: "typescript",
        purpose: "checks the types of the scorer for JavaScript",
        scopes: &[Scope::Test],
        wanted: Wanted::Exactly(Version::new(7, 0, 2)),
        source: Source::Npm(&[]),
        files: &[File::data(Program::Tsc, "node_modules/typescript/bin/tsc")],
    },
    Tool {
        name: "startbootstrap-shop-homepage",
        purpose: "is a page that knows nothing of Afterword, and gets its tag",
        scopes: &[Scope::Test],
        wanted: Wanted::Exactly(Version::new(5, 0, 6)),
        source: Source::Npm(&[]),
        files: &[File::data(
            Program::ShopHomepage,
            "node_modules/startbootstrap-shop-homepage/dist",
        )],
    },
    Tool {
        name: "startbootstrap-modern-business",
        purpose: "is a site of many pages that knows nothing of Afterword, and gets its tag",
        scopes: &[Scope::Test],
        wanted: Wanted::Exactly(Version::new(5, 0, 7)),
        source: Source::Npm(&[]),
        files: &[File::data(
            Program::ModernBusiness,
            "node_modules/startbootstrap-modern-business/dist",
        )],
    },
    Tool {
        name: "react-router",
        purpose: "is what an app that gets the tag is built on",
        scopes: &[Scope::Test],
        wanted: Wanted::Exactly(Version::new(8, 5, 1)),
        source: Source::Npm(&["react@19.3.1", "react-dom@19.3.1"]),
        files: &[File::data(
            Program::ReactRouter,
            "node_modules/react-router",
        )],
    },
    Tool {
        name: "vue-router",
        purpose: "is what another app that gets the tag is built on",
        scopes: &[Scope::Test],
        wanted: Wanted::Exactly(Version::new(5, 5, 1)),
        source: Source::Npm(&["vue@3.5.45"]),
        files: &[File::data(Program::VueRouter, "node_modules/vue-router")],
    },
    Tool {
        name: "statsmodels",
        purpose: "computes the same statistics independently",
        scopes: &[Scope::Test],
        wanted: Wanted::Exactly(Version::new(0, 15, 0)),
        source: Source::PyPi(&["numpy==2.4.6", "scipy==1.17.1"]),
        files: &[File::data(Program::StatisticsPython, "bin/python")],
    },
    Tool {
        name: "duckdb",
        purpose: "counts by group, as polars and numpy do, in the same run as ours",
        scopes: &[Scope::Bench],
        wanted: Wanted::Exactly(Version::new(2, 0, 0)),
        source: Source::PyPi(&["numpy==2.4.6", "polars==2.1.0"]),
        files: &[File::data(Program::BenchPython, "bin/python")],
    },
    Tool {
        name: "net-promoter-score",
        purpose: "is a scorer for JavaScript that ours is measured beside",
        scopes: &[Scope::Bench],
        wanted: Wanted::Exactly(Version::new(0, 0, 2)),
        source: Source::Npm(&[]),
        files: &[File::data(
            Program::NetPromoterScore,
            "node_modules/net-promoter-score",
        )],
    },
    Tool {
        name: "preact",
        purpose: "is what a prompt by hand may be written with, beside which ours is measured",
        scopes: &[Scope::Bench],
        wanted: Wanted::Exactly(Version::new(11, 2, 0)),
        source: Source::Npm(&[]),
        files: &[File::data(Program::Preact, "node_modules/preact")],
    },
    Tool {
        name: "posthog-js",
        purpose: "asks as well, and is measured on the same page",
        scopes: &[Scope::Bench],
        wanted: Wanted::Exactly(Version::new(1, 449, 2)),
        source: Source::Npm(&[]),
        files: &[File::data(
            Program::PosthogJs,
            "node_modules/posthog-js/dist",
        )],
    },
    Tool {
        name: "@formbricks/surveys",
        purpose: "asks as well, and is measured on the same page",
        scopes: &[Scope::Bench],
        wanted: Wanted::Exactly(Version::new(1, 99, 0)),
        source: Source::Npm(&[]),
        files: &[File::data(
            Program::FormbricksSurveys,
            "node_modules/@formbricks/surveys/dist/index.umd.js",
        )],
    },
    Tool {
        name: "cargo-fuzz",
        purpose: "looks for input that breaks something",
        scopes: &[Scope::Fuzz],
        wanted: Wanted::AtLeast(Version::new(0, 13, 0), Version::new(0, 13, 2)),
        source: Source::Crate(&["--locked", "--debug"]),
        files: &[File::program(
            Program::CargoFuzz,
            &["cargo-fuzz"],
            "bin/cargo-fuzz",
        )],
    },
];
