//! Fuzzes the detection of format and encoding, then decodes as what was detected.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mbxtrace_parsers::detect;
use mbxtrace_parsers_fuzz::hold;

fuzz_target!(|data: &[u8]| {
    let stream = data.get(1..).unwrap_or_default();
    if let Some(format) = detect(stream, "diag_CuMbxSync_00000001.uc") {
        hold(format, data);
    }
});
