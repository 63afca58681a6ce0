//! Fuzzes listings of the Exchange Management Shell.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mbxtrace_parsers::Format;
use mbxtrace_parsers_fuzz::hold;

fuzz_target!(|data: &[u8]| hold(Format::ExchangeShell, data));
