//! See `tongbi_fuzz::catalog`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tongbi_fuzz::catalog(data));
