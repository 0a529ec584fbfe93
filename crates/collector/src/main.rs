//! The collector: takes responses in, keeps them, and gives scores out.
#![forbid(unsafe_code)]

mod calc;
mod check;
mod cli;
mod client;
mod clock;
mod config;
mod decline;
mod derived;
mod disk;
mod doctor;
mod erase;
mod export;
mod hosted;
mod http;
mod import;
mod letters;
mod link;
mod log;
mod migrate;
mod proof;
mod quota;
mod score;
mod scores;
mod serve;
mod sign;
mod signed;
mod sites;
mod store;
mod surveys;
mod token;
mod webhook;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
