//! Any bytes as a line, as the command line reads it.

#![no_main]

libfuzzer_sys::fuzz_target!(|line: &[u8]| calc_fuzz::line(line));
