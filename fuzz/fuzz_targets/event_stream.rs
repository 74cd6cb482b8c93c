#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| conformance::properties::event_blocks_do_not_depend_on_arrival(bytes));
