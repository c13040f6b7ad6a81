//! See `tongbi_fuzz::delimited`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tongbi_fuzz::delimited(data));
