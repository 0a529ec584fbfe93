//! What the collector promises over HTTP and on its command line, asked of the real binary with
//! a real store over real connections.

mod calc;
mod command_line;
mod config;
mod crowd;
mod doctor;
mod export;
mod hosted;
mod hostile;
mod import;
mod ingest;
mod injection;
mod life;
mod limits;
mod link;
mod live;
mod migrate;
mod openapi;
mod payloads;
mod reading;
mod respondents;
mod sqlite;
mod support;
mod surveys;
mod tls;
mod tokens;
mod trust;
mod web;
mod webhooks;

use support::Kind;

/// What a store does is asked again of the other one by `contract_postgres`.
const STORE: Kind = Kind::Sqlite;
