//! `Microsoft-Windows-Security-Auditing` 4625, 4740, 4771, 4776: an account that may not log on, and why.
//!
//! XML and binary logs name their values (`TargetUserName`). Rendered text is read by position: the
//! labels are translated, their order is that of the event's template (Microsoft, advanced security
//! audit policy settings). Why: NTSTATUS (MS-ERREF 2.3.1) or, in 4771, the Kerberos error (RFC 4120
//! §7.5.9).

use super::{Fields, message, text};
use crate::field::Field;
use crate::windows::sighting::Sighting;

/// NTSTATUS values that say why a logon failed, in lower case, and what they are called here.
const NT_STATUS: [(&str, &str); 7] = [
    ("0xc0000234", "locked-out"),
    ("0xc0000071", "password-expired"),
    ("0xc0000193", "account-expired"),
    ("0xc0000072", "account-disabled"),
    ("0xc0000224", "password-must-change"),
    ("0xc000006a", "wrong-password"),
    ("0xc0000064", "no-such-user"),
];

/// Error codes of Kerberos pre-authentication. 18 stands for disabled, expired and locked out alike.
const KERBEROS: [(&str, &str); 3] =
    [("0x12", "revoked"), ("0x17", "password-expired"), ("0x18", "wrong-password")];

/// Account and reason.
pub(super) fn logon(event: &Sighting<'_>, id: i64) -> Fields {
    let sentence = message(event);
    let labelled = labelled(&sentence);
    // Where the account stands among the labelled values of the rendered text.
    let place = match id {
        4625 => 6,
        4740 => 5,
        _ => 1,
    };
    let named = event.named("TargetUserName");
    let account = named.as_deref().or_else(|| labelled.get(place).copied());
    let values: Vec<String> = if event.data.is_empty() {
        labelled.iter().map(|value| value.to_ascii_lowercase()).collect()
    } else {
        let lower = |value: &[u8]| String::from_utf8_lossy(value).trim().to_ascii_lowercase();
        event.data.iter().map(|value| lower(value)).collect()
    };
    let why = |known: &[(&str, &'static str)]| {
        let of = |value: &String| known.iter().find(|(code, _)| code == value).map(|one| one.1);
        values.iter().find_map(of)
    };
    let reason = match id {
        4740 => Some("locked-out"),
        4771 => why(&KERBEROS),
        _ => why(&NT_STATUS),
    };
    let account = text(Field::Account, account.filter(|name| *name != "-").map(str::trim));
    account.into_iter().chain(text(Field::Reason, reason)).collect()
}

/// Values of the `label:<tabs>value` lines; headings have no value.
fn labelled(text: &str) -> Vec<&str> {
    let values =
        text.lines().filter_map(|line| line.split_once(':')).map(|(_, value)| value.trim());
    values.filter(|value| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::windows::exchange::Found;

    fn expected(reason: &str) -> Fields {
        vec![
            (Field::Account, Found::Text("svc-unity".to_owned())),
            (Field::Reason, Found::Text(reason.to_owned())),
        ]
    }

    fn rendered(message: &str, id: i64) -> Fields {
        logon(&Sighting { message: message.as_bytes().to_vec().into(), ..Sighting::default() }, id)
    }

    #[test]
    fn rendered_in_any_language() {
        let locked = "Ein Benutzerkonto wurde gesperrt.\n\nAntragsteller:\n\tSicherheits-ID:\t\tS-1-5-18\n\t\
                      Kontoname:\t\tDC1$\n\tKontodomäne:\t\tCONTOSO\n\tAnmelde-ID:\t\t0x3E7\n\n\
                      Gesperrtes Konto:\n\tSicherheits-ID:\t\tS-1-5-21-1\n\tKontoname:\t\tsvc-unity\n\n\
                      Weitere Informationen:\n\tAufrufercomputername:\tCUC1";
        assert_eq!(rendered(locked, 4740), expected("locked-out"));
        let failed = "An account failed to log on.\n\nSubject:\n\tSecurity ID:\t\tNULL SID\n\t\
                      Account Name:\t\t-\n\tAccount Domain:\t\t-\n\tLogon ID:\t\t0x0\n\nLogon Type:\t\t\t3\n\n\
                      Account For Which Logon Failed:\n\tSecurity ID:\t\tNULL SID\n\t\
                      Account Name:\t\tsvc-unity\n\tAccount Domain:\t\tCONTOSO\n\nFailure Information:\n\t\
                      Failure Reason:\t\tUnknown user name or bad password.\n\tStatus:\t\t\t0xC000006D\n\t\
                      Sub Status:\t\t0xC000006A\n";
        assert_eq!(rendered(failed, 4625), expected("wrong-password"));
        let kerberos = "Kerberos pre-authentication failed.\n\nAccount Information:\n\tSecurity ID:\t\tS-1-5\n\t\
                        Account Name:\t\tsvc-unity\n\nService Information:\n\tService Name:\t\tkrbtgt\n\n\
                        Additional Information:\n\tTicket Options:\t\t0x40810010\n\tFailure Code:\t\t0x12\n";
        assert_eq!(rendered(kerberos, 4771), expected("revoked"));
    }

    #[test]
    fn near_misses_have_no_reason() {
        let unknown = rendered("An account failed.\n\tStatus:\t\t\t0xC000006D\n", 4625);
        assert_eq!(unknown, []);
    }
}
