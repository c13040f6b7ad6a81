//! See `tongbi_fuzz::number`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tongbi_fuzz::number(data));
