//! Levels of Windows events: numbers, and the words Event Viewer shows in many languages.

use crate::event::Level;

/// Level by number: winmeta.xml, `WINEVENT_LEVEL_*` (0 is "log always", shown as Information).
pub(super) fn by_number(number: i64) -> Level {
    match number {
        1 => Level::Critical,
        2 => Level::Error,
        3 => Level::Warning,
        0 | 4 => Level::Info,
        5 => Level::Debug,
        _ => Level::Unknown,
    }
}

/// Words of Event Viewer and of the Windows 2003 types, lower case.
const WORDS: [(Level, &[&str]); 5] = [
    (
        Level::Error,
        &[
            "error",
            "fehler",
            "erreur",
            "errore",
            "ошибка",
            "fout",
            "erro",
            "fel",
            "fejl",
            "feil",
            "virhe",
            "błąd",
            "chyba",
            "hiba",
            "hata",
            "eroare",
            "pogreška",
            "greška",
            "napaka",
            "klaida",
            "kļūda",
            "viga",
            "грешка",
            "помилка",
            "σφάλμα",
            "エラー",
            "错误",
            "錯誤",
            "오류",
            "خطأ",
            "שגיאה",
            "lỗi",
            "ข้อผิดพลาด",
            "failureaudit",
            "failure audit",
        ],
    ),
    (
        Level::Warning,
        &[
            "warning",
            "warnung",
            "avertissement",
            "avviso",
            "advertencia",
            "предупреждение",
            "waarschuwing",
            "aviso",
            "varning",
            "advarsel",
            "varoitus",
            "ostrzeżenie",
            "upozornění",
            "upozornenie",
            "varovanie",
            "figyelmeztetés",
            "uyarı",
            "avertisment",
            "upozorenje",
            "opozorilo",
            "įspėjimas",
            "brīdinājums",
            "hoiatus",
            "предупреждения",
            "попередження",
            "προειδοποίηση",
            "警告",
            "경고",
            "تحذير",
            "אזהרה",
            "audit failure",
            "überwachung gescheitert",
            "überprüfung fehlgeschlagen",
            "échec de l’audit",
            "échec de l'audit",
            "controllo non riuscito",
            "аудит отказа",
            "error de auditoría",
        ],
    ),
    (
        Level::Info,
        &[
            "information",
            "informationen",
            "informations",
            "informazioni",
            "información",
            "informacion",
            "сведения",
            "уведомление",
            "informatie",
            "informações",
            "informação",
            "informacje",
            "informace",
            "informácie",
            "információ",
            "információk",
            "bilgi",
            "informații",
            "informasjon",
            "oplysninger",
            "tiedot",
            "informacije",
            "informacija",
            "informācija",
            "teave",
            "информация",
            "відомості",
            "πληροφορίες",
            "情報",
            "信息",
            "資訊",
            "정보",
            "معلومات",
            "מידע",
            "info",
            "informational",
            "none",
            "audit success",
            "success audit",
            "successaudit",
            "überwachung erfolgreich",
            "überprüfung erfolgreich",
            "succès de l’audit",
            "succès de l'audit",
            "аудит успеха",
            "controllo riuscito",
            "auditoría correcta",
            "success",
        ],
    ),
    (
        Level::Critical,
        &[
            "critical",
            "kritisch",
            "critique",
            "critico",
            "crítico",
            "критический",
            "kritiek",
            "kritisk",
            "kriittinen",
            "krytyczne",
            "krytyczny",
            "kritické",
            "kritická",
            "kritikus",
            "kritik",
            "重大",
            "严重",
            "關鍵",
            "위험",
        ],
    ),
    (
        Level::Debug,
        &[
            "verbose",
            "ausführlich",
            "commentaires",
            "détaillé",
            "dettagliato",
            "подробности",
            "подробно",
            "detallado",
            "detalhado",
            "uitgebreid",
            "utförlig",
            "詳細",
            "详细",
            "debug",
        ],
    ),
];

/// Level by number or word; a word of no known language is [`Level::Unknown`].
pub(super) fn by_word(word: &[u8]) -> Level {
    let word = word.trim_ascii();
    match word {
        b"" => return Level::Unknown,
        b"Information" => return Level::Info,
        b"Error" => return Level::Error,
        b"Warning" => return Level::Warning,
        _ => {}
    }
    if let Some(number) = crate::calendar::digits(word) {
        return by_number(number);
    }
    let Ok(word) = std::str::from_utf8(word) else { return Level::Unknown };
    let word = word.to_lowercase();
    WORDS
        .iter()
        .find(|(_, words)| words.contains(&word.as_str()))
        .map_or(Level::Unknown, |(level, _)| *level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_languages() {
        for word in ["Error", "Fehler", "Erreur", "Ошибка", "Errore", "エラー", "2", " ERROR "]
        {
            assert_eq!(by_word(word.as_bytes()), Level::Error, "{word}");
        }
        assert_eq!(by_word("Informationen".as_bytes()), Level::Info);
        assert_eq!(by_word("Предупреждение".as_bytes()), Level::Warning);
        assert_eq!(by_word(b"Gibberish"), Level::Unknown);
        assert_eq!(by_word(b"\xFF"), Level::Unknown);
        assert_eq!(by_word(b""), Level::Unknown);
    }
}
