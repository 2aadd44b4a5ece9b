//! Files of any format, read and checked.
#![no_main]

#[path = "../../tests/it/fuzz/bodies.rs"]
#[allow(dead_code)]
mod bodies;
#[path = "../../tests/it/made.rs"]
#[allow(dead_code)]
mod made;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::read_and_check(data.to_vec()));
