//! Fuzzes every form of Windows events; the first byte chooses the form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mbxtrace_parsers::{Family, Format};
use mbxtrace_parsers_fuzz::hold;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let mut forms = Format::ALL.iter().filter(|format| format.family() == Family::WindowsEvent);
    let form = usize::from(*first) % forms.clone().count();
    if let Some(format) = forms.nth(form) {
        hold(*format, rest);
    }
});
