//! What an office declares, and its own rating scales.
#![no_main]

#[path = "../../tests/it/fuzz/bodies.rs"]
#[allow(dead_code)]
mod bodies;
#[path = "../../tests/it/made.rs"]
#[allow(dead_code)]
mod made;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    bodies::declarations(&text);
    bodies::frameworks(&text);
});
