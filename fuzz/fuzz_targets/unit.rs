//! See `tongbi_fuzz::unit`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tongbi_fuzz::unit(data));
