//! See `tongbi_fuzz::config`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tongbi_fuzz::config(data));
