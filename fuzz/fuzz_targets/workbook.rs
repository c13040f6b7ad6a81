//! See `tongbi_fuzz::workbook`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tongbi_fuzz::workbook(data));
