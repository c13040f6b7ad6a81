//! See `tongbi_fuzz::period`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tongbi_fuzz::period(data));
