//! Numbers and names as offices type them.
#![no_main]

#[path = "../../tests/it/fuzz/bodies.rs"]
#[allow(dead_code)]
mod bodies;
#[path = "../../tests/it/made.rs"]
#[allow(dead_code)]
mod made;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::texts(&String::from_utf8_lossy(data)));
