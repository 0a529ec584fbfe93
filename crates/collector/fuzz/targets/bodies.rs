//! Any bytes as the body of `POST /v1/responses`.

#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| collector_fuzz::body(body));
