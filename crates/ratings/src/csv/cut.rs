//! Where the records of a block end.

use memchr::{memchr, memchr_iter, memrchr};

use crate::pipeline::Cut;

/// Finds the end of the last whole record. A newline inside of quotation marks ends none.
pub(super) fn cut(block: &[u8], separator: u8) -> Cut {
    let Some(first) = memchr(b'"', block) else {
        let whole = last_end(block).unwrap_or(0);
        return Cut { whole, open: None };
    };
    let mut whole = last_end(&block[..first]).unwrap_or(0);
    let mut outside = whole;
    let mut at = first;
    loop {
        // A quotation mark at `at`, outside of a quoted value.
        let quoted = opens(block, at, separator);
        let Some(close) = (if quoted {
            closing(block, at + 1)
        } else {
            Some(at)
        }) else {
            whole = last_end(&block[outside..at]).map_or(whole, |end| outside + end);
            return Cut {
                whole,
                open: Some(whole),
            };
        };
        if quoted {
            whole = last_end(&block[outside..at]).map_or(whole, |end| outside + end);
            outside = close + 1;
        }
        match memchr(b'"', &block[close + 1..]) {
            Some(next) => at = close + 1 + next,
            None => {
                whole = last_end(&block[outside..]).map_or(whole, |end| outside + end);
                return Cut { whole, open: None };
            }
        }
    }
}

/// Whether the quotation mark at `at` begins a value.
fn opens(block: &[u8], at: usize, separator: u8) -> bool {
    match at.checked_sub(1).and_then(|before| block.get(before)) {
        None | Some(b'\n' | b'\r') => true,
        Some(before) => *before == separator,
    }
}

/// The quotation mark that closes a value whose content begins at `from`.
fn closing(block: &[u8], from: usize) -> Option<usize> {
    let mut quotes = memchr_iter(b'"', &block[from..]).map(|at| from + at);
    while let Some(at) = quotes.next() {
        if block.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        quotes.next(); // written twice: a character of the value
    }
    None
}

/// Behind the last newline, or, where there is none, behind the last carriage return that is
/// surely not the first half of one.
fn last_end(bytes: &[u8]) -> Option<usize> {
    let newline = memrchr(b'\n', bytes);
    let at = newline.or_else(|| memrchr(b'\r', &bytes[..bytes.len().saturating_sub(1)]));
    at.map(|at| at + 1)
}
