//! Tables of any shape, recognised and checked.
#![no_main]

#[path = "../../tests/it/fuzz/bodies.rs"]
#[allow(dead_code)]
mod bodies;
#[path = "../../tests/it/made.rs"]
#[allow(dead_code)]
mod made;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::sheet(&String::from_utf8_lossy(data)));
