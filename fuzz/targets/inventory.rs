#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| tinyfoot_fuzz::inventory(input));
