//! The published formats, as JSON Schemas (draft 2020-12).
//!
//! They say the same as [`Definition::parse`](crate::definition::Definition::parse) and
//! [`Response::parse`](crate::response::Response::parse), as far as a schema can: editors and other
//! programs check with them what the parsers decide. Tests hold both to the same documents.

/// The schema of a definition, version 1.
pub const DEFINITION: &str = include_str!("../schema/definition-1.json");

/// The schema of a response, version 1.
pub const RESPONSE: &str = include_str!("../schema/response-1.json");
