//! Requests that the tables of fields allow, made of extreme values.

#![no_main]

libfuzzer_sys::fuzz_target!(|choices: &[u8]| calc_fuzz::request(choices));
