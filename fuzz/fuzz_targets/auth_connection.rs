#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mock_auth_server::properties::auth_connection(bytes));
