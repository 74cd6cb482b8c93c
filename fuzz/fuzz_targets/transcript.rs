#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| conformance::properties::transcript_text_is_stable(bytes));
