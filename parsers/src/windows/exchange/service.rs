//! Services and IIS application pools that stopped.
//!
//! `Service Control Manager` 7031 and 7034 (terminated unexpectedly) and 7036 (entered a state): the
//! first insertion string is the display name. `Microsoft-Windows-WAS` 5000 to 5199 (pools disabled,
//! worker processes that failed or were recycled): the first is the name of the pool, the second,
//! where there is one, a process id (Microsoft, IIS 7 technical reference, Windows Process Activation
//! Service).

use super::{Fields, Found, number, sentence, text, values};
use crate::field::Field;
use crate::windows::sighting::Sighting;

/// The service a record of the service control manager is about.
pub(super) fn stopped(event: &Sighting<'_>) -> Fields {
    let named = event.data.first().map(|value| String::from_utf8_lossy(value).into_owned());
    let sentence = sentence(event);
    let name = named.or_else(|| displayed(&sentence).map(str::to_owned));
    text(Field::Service, name.as_deref().map(str::trim)).into_iter().collect()
}

/// The name in a sentence: `The <name> service …`, or what the other languages put in quotes.
fn displayed(sentence: &str) -> Option<&str> {
    let english = sentence.trim_start().strip_prefix("The ").and_then(|rest| {
        let end = rest.find(" service terminated").or_else(|| rest.find(" service entered"))?;
        rest.get(..end)
    });
    english.or_else(|| {
        let (_, rest) = sentence.split_once(['"', '“', '„', '«'])?;
        Some(rest.split(['"', '”', '“', '»']).next()?.trim())
    })
}

/// The application pool a record of the activation service is about.
pub(super) fn pool(event: &Sighting<'_>) -> Fields {
    let (values, sentence) = (values(event), sentence(event));
    let is_pool = |word: &&str| word.ends_with("AppPool") || word.ends_with("AppPool2");
    let single = |value: &&str| !value.contains(' ') && number(value).is_none();
    let quoted = || sentence.split(['\'', '"', '“', '”', '«', '»', ' ']).find(is_pool);
    let given = values.iter().map(String::as_str).find(single).filter(|_| !event.data.is_empty());
    let pool = given.or_else(quoted);
    let process = event
        .data
        .iter()
        .skip(1)
        .find_map(|value| std::str::from_utf8(value).ok().map(str::trim).and_then(number));
    let pid = process.map(|pid| (Field::Pid, Found::Number(pid)));
    text(Field::Service, pool).into_iter().chain(pid).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sighting(message: &str, data: &[&str]) -> Sighting<'static> {
        let data = data.iter().map(|value| value.as_bytes().to_vec().into()).collect();
        Sighting { message: message.as_bytes().to_vec().into(), data, ..Sighting::default() }
    }

    #[test]
    fn services_by_string_or_sentence() {
        let service = vec![(Field::Service, Found::Text("Microsoft Exchange IMAP4".to_owned()))];
        let said = [
            ("", &["Microsoft Exchange IMAP4", "1"][..]),
            (
                "The Microsoft Exchange IMAP4 service terminated unexpectedly.  It has done this 1 time(s).",
                &[],
            ),
            ("The Microsoft Exchange IMAP4 service entered the stopped state.", &[]),
            ("Dienst \"Microsoft Exchange IMAP4\" wurde unerwartet beendet.", &[]),
        ];
        for (message, data) in said {
            assert_eq!(stopped(&sighting(message, data)), service, "{message}");
        }
        assert_eq!(stopped(&sighting("Something else.", &[])), []);
    }

    #[test]
    fn pools_by_string_or_sentence() {
        let name = (Field::Service, Found::Text("MSExchangeServicesAppPool".to_owned()));
        let pid = (Field::Pid, Found::Number(3388));
        let strings = sighting("", &["MSExchangeServicesAppPool", "3388"]);
        assert_eq!(pool(&strings), [name, pid]);
        let sentence = "A process serving application pool 'MSExchangeServicesAppPool' failed to \
                        respond to a ping. The process id was '3388'.";
        let name = (Field::Service, Found::Text("MSExchangeServicesAppPool".to_owned()));
        assert_eq!(pool(&sighting(sentence, &[])), [name]);
    }
}
