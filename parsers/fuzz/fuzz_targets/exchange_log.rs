//! Fuzzes the protocol and EWS logs of Exchange.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mbxtrace_parsers::Format;
use mbxtrace_parsers_fuzz::hold;

fuzz_target!(|data: &[u8]| {
    for format in [Format::Imap4Log, Format::SmtpLog, Format::EwsLog] {
        hold(format, data);
    }
});
