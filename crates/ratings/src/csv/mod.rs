//! Comma-separated values, and those separated by semicolons, tabs or bars.
//!
//! The rules are those of RFC 4180, read tolerantly: a value that begins with a quotation mark
//! ends with the next lone one; a quotation mark anywhere else is a character like others; a
//! record ends with a newline, a carriage return, or both. Space around a value is not part of
//! it.

mod cut;
mod fields;
mod look;
#[cfg(test)]
mod tests;

use crate::pipeline::{Cut, Text, Worker};
use crate::plan::Plan;

/// How the values of a file are separated, and how many its header names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Csv {
    pub(crate) separator: u8,
    pub(crate) columns: usize,
}

impl Text for Csv {
    fn cut(&self, block: &[u8]) -> Cut {
        cut::cut(block, self.separator)
    }

    fn worker<'a>(&'a self, plan: &'a Plan) -> Worker<'a> {
        let mut worker = fields::Worker::new(*self, plan);
        Box::new(move |block, part| worker.read(block, part))
    }
}
