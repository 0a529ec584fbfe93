//! Any bytes as a signed token, and as what one says.

#![no_main]

libfuzzer_sys::fuzz_target!(|token: &[u8]| collector_fuzz::token(token));
