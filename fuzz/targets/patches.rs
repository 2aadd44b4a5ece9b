//! A cell of a workbook in parts patched, and the copy read again.
#![no_main]

#[path = "../../tests/it/fuzz/bodies.rs"]
#[allow(dead_code)]
mod bodies;
#[path = "../../tests/it/made.rs"]
#[allow(dead_code)]
mod made;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    bodies::patch_of(data);
});
