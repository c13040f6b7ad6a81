//! See `tongbi_fuzz::pattern`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tongbi_fuzz::pattern(data));
