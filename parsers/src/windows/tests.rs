//! The same events in every export form give the same fields; spans tile; chunks do not matter.

use super::subscription::tests::encode;
use crate::{
    Batch, DateOrder, Decoder, Encoding, Field, FieldValue, Format, Level, Options, Origin, Stamp,
    detect,
};

const DN: &str =
    "/o=Contoso Ltd/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=svc-unity";
const UTC: i64 = 1_741_881_619_000_000_000; // 2025-03-13T16:00:19Z
const LOCAL: i64 = UTC - 4 * 3600 * 1_000_000_000;

/// What the tests look at of one event, owned.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    parsed: bool,
    offset: u64,
    length: u32,
    line: u64,
    stamp: Stamp,
    level: Level,
    text: String,
    message: String,
    component: String,
    fields: Vec<(Field, String)>,
}

impl Seen {
    fn get(&self, field: Field) -> Option<&str> {
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, PartialEq)]
struct Run {
    events: Vec<Seen>,
    problems: Vec<(String, u64)>,
    tally: [u64; 4],
}

fn take(batch: &Batch, origin: &Origin, run: &mut Run) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    for record in &batch.events.records {
        let event = batch.view(record, origin);
        let fields = event.fields().map(|(field, value)| match value {
            FieldValue::Text(value) => (field, text(value)),
            FieldValue::Number(value) => (field, value.to_string()),
        });
        run.events.push(Seen {
            parsed: record.parsed,
            offset: record.offset,
            length: record.length,
            line: record.line,
            stamp: record.stamp,
            level: record.level,
            text: text(event.text()),
            message: text(event.message()),
            component: text(event.component()),
            fields: fields.collect(),
        });
    }
    run.problems
        .extend(batch.events.problems.iter().map(|p| (format!("{}: {}", p.kind, p.text), p.at)));
    let tally = &batch.events.tally;
    for (sum, part) in
        run.tally.iter_mut().zip([tally.parsed, tally.blank, tally.unparsed, tally.skipped])
    {
        *sum += part;
    }
}

fn decode(format: Format, bytes: &[u8], chunk: usize, options: Options) -> Run {
    let binary = format == Format::Evtx;
    let (encoding, mark) = if binary { (Encoding::Utf8, 0) } else { Encoding::detect(bytes) };
    let mut decoder = Decoder::new(format, encoding, mark, &options);
    let origin = Origin { stream: 0, path: String::new(), node: String::new(), format };
    let mut run = Run { events: Vec::new(), problems: Vec::new(), tally: [0; 4] };
    let mut batch = Batch::default();
    for piece in bytes.chunks(chunk.max(1)) {
        decoder.push(piece, &mut batch);
        take(&batch, &origin, &mut run);
    }
    decoder.finish(&mut batch);
    take(&batch, &origin, &mut run);
    run
}

/// Decodes whole, holds the laws, and gives the result.
fn lawful(format: Format, bytes: &[u8]) -> Run {
    let options = Options::default();
    let whole = decode(format, bytes, bytes.len(), options);
    assert_eq!(whole.tally.iter().sum::<u64>(), bytes.len() as u64, "tiling {format:?}");
    let mut at = 0;
    for event in &whole.events {
        assert!(event.offset >= at, "overlap in {format:?} at {}", event.offset);
        at = event.offset + u64::from(event.length);
    }
    assert!(at <= bytes.len() as u64);
    let sizes: &[usize] = if bytes.len() > 20_000 { &[4096, 60_001] } else { &[1, 7, 64, 1000] };
    for size in sizes {
        assert_eq!(decode(format, bytes, *size, options), whole, "chunks of {size}, {format:?}");
    }
    whole
}

fn only(format: Format, text: &str) -> Seen {
    assert_eq!(detect(text.as_bytes(), "x"), Some(format), "detection of {text}");
    let run = lawful(format, text.as_bytes());
    assert_eq!(run.events.len(), 1, "{:#?}", run.events);
    run.events.into_iter().next().unwrap()
}

fn check_overrun(seen: &Seen, client: Option<&str>) {
    assert!(seen.parsed, "{seen:#?}");
    assert_eq!(seen.get(Field::EventId), Some("9646"), "{seen:#?}");
    assert_eq!(seen.get(Field::Provider), Some("MSExchangeIS"));
    assert_eq!(seen.component, "MSExchangeIS");
    assert_eq!(seen.get(Field::Account), Some("svc-unity"), "{seen:#?}");
    assert_eq!(seen.get(Field::AccountDn), Some(DN));
    assert_eq!(seen.get(Field::ObjectType), Some("session"));
    assert_eq!(seen.get(Field::Limit), Some("16"));
    assert_eq!(seen.get(Field::ClientType), client);
    assert_eq!(seen.level, Level::Error);
}

fn old() -> String {
    format!("Mapi session \"{DN}\" exceeded the maximum of 16 objects of type \"session\".")
}

fn new() -> String {
    format!(
        "Mapi session {DN} with client type WebServices exceeded the maximum of 16 objects of type Session."
    )
}

fn missing() -> String {
    format!(
        "The description for Event ID 9646 from source MSExchangeIS cannot be found. Either the component that raises this event is not installed on your local computer or the installation is corrupted.\r\n\r\nThe following information was included with the event: \r\n\r\n{DN}\r\n16\r\nsession\r\n\r\nThe message resource is present but the message was not found in the message table\r\n"
    )
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn xml_event(quote: char, data: &str, rendering: &str) -> String {
    let event = format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='MSExchangeIS'/><EventID Qualifiers='49158'>9646</EventID><Level>2</Level><Task>6</Task><Keywords>0x80000000000000</Keywords><TimeCreated SystemTime='2025-03-13T16:00:19.1234567Z'/><EventRecordID>126268</EventRecordID><Channel>Application</Channel><Computer>ex01.example.com</Computer><Security/></System><EventData>{data}<Binary>07000000</Binary></EventData>{rendering}</Event>"
    );
    event.replace('\'', &quote.to_string())
}

#[test]
fn event_viewer_tables() {
    let header = [
        "Level,Date and Time,Source,Event ID,Task Category",
        "Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie",
        "Уровень,Дата и время,Источник,Код события,Категория задачи",
    ];
    let rows = [
        ("Error", "3/13/2025 12:00:19 PM"),
        ("Fehler", "13.03.2025 12:00:19"),
        ("Ошибка", "2025/3/13 12:00:19"),
    ];
    for (header, (level, date)) in header.iter().zip(rows) {
        for (message, client) in [(old(), None), (new(), Some("WebServices")), (missing(), None)] {
            for (separator, format) in [
                (",", Format::EventViewerCsv),
                (";", Format::EventViewerCsv),
                ("\t", Format::EventViewerText),
            ] {
                let head = header.replace(',', separator);
                let row = [level, date, "MSExchangeIS", "9646", "General", &quoted(&message)]
                    .join(separator);
                for bom in ["", "\u{feff}"] {
                    let text = format!("{bom}{head}\r\n{row}\r\n");
                    let seen = only(format, &text);
                    check_overrun(&seen, client);
                    assert_eq!(seen.message, message.trim_end());
                    assert_eq!(seen.get(Field::TaskCategory), Some("General"));
                    assert_eq!(seen.stamp, Stamp::Local(LOCAL));
                    assert_eq!(seen.length as usize, row.len() + 2);
                }
            }
        }
    }
}

#[test]
fn a_utf16_table_keeps_its_offsets() {
    let text = format!(
        "Level\tDate and Time\tSource\tEvent ID\tTask Category\r\nError\t3/13/2025 12:00:19 PM\tMSExchangeIS\t9646\tGeneral\t{}\r\n",
        quoted(&old())
    );
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let run = lawful(Format::EventViewerText, &bytes);
    check_overrun(&run.events[0], None);
    assert_eq!(run.events[0].offset, 2 + 2 * text.find("Error").unwrap() as u64);
}

#[test]
fn rows_of_windows_2003() {
    let text = format!(
        "3/13/2009,12:00:19 PM,MSExchangeIS,Error,General,9646,N/A,EX01,{}\r\n",
        quoted(&old())
    );
    let seen = only(Format::EventViewerCsv, &text);
    check_overrun(&seen, None);
    assert_eq!(seen.get(Field::Computer), Some("EX01"));
}

#[test]
fn date_order_is_undecided_unless_asked_for() {
    let text = "Level,Date and Time,Source,Event ID,Task Category\r\nError,4/3/2025 12:00:19 PM,MSExchangeIS,9646,General,x\r\n";
    let stamp = |order| {
        let options = Options { date_order: order, ..Options::default() };
        decode(Format::EventViewerCsv, text.as_bytes(), 9999, options).events[0].stamp
    };
    let nanos = (12 * 3600 + 19) * 1_000_000_000;
    assert_eq!(stamp(None), Stamp::Undecided { first: 4, second: 3, year: 2025, nanos });
    assert_ne!(stamp(Some(DateOrder::DayMonth)), stamp(Some(DateOrder::MonthDay)));
}

#[test]
fn an_open_quote_ends_at_the_next_row() {
    let header = "Level,Date and Time,Source,Event ID,Task Category\n";
    let good =
        format!("Error,3/13/2025 12:00:19 PM,MSExchangeIS,9646,General,{}\n", quoted(&old()));
    let plain = "Information,3/13/2025 12:00:20 PM,ESENT,700,(1),plain\n";
    let open = "Error,3/13/2025 12:00:18 PM,App,1,None,\"never\nclosed\n";
    for (body, ids) in [
        (format!("{open}{good}"), vec!["1", "9646"]),
        (format!("{open}{plain}{plain}{good}"), vec!["1", "700", "700", "9646"]),
        (format!("{open}{plain}"), vec!["1", "700"]),
        (format!("{good}{open}"), vec!["9646", "1"]),
        (
            format!("{open}{}{good}", plain.repeat(6000)),
            std::iter::once("1").chain(std::iter::repeat_n("700", 6000)).chain(["9646"]).collect(),
        ),
        (format!("{open}{}\n{good}", "no row here\n".repeat(20_000)), vec!["1", "9646"]),
    ] {
        let run = lawful(Format::EventViewerCsv, format!("{header}{body}").as_bytes());
        let found: Vec<&str> =
            run.events.iter().filter(|e| e.parsed).filter_map(|e| e.get(Field::EventId)).collect();
        assert_eq!(found, ids);
        assert_eq!(run.problems.len(), 1, "{:?}", run.problems);
    }
}

#[test]
fn an_export_that_forgot_to_double_its_quotes() {
    let text = format!(
        "Level,Date and Time,Source,Event ID,Task Category\nError,3/13/2025 12:00:19 PM,MSExchangeIS,9646,General,\"{}\"\n",
        old()
    );
    check_overrun(&only(Format::EventViewerCsv, &text), None);
}

#[test]
fn xml_with_and_without_root_and_rendering() {
    let data = format!("<Data>{DN}</Data><Data>16</Data><Data>session</Data>");
    let named = format!(
        "<Data Name='limit'>16</Data><Data Name='c'>WebServices</Data><Data>{DN}</Data><Data>Session</Data>"
    );
    let rendering = format!(
        "<RenderingInfo Culture='fr-FR'><Message>{}</Message><Level>Erreur</Level><Task>Général</Task></RenderingInfo>",
        old().replace('"', "&quot;")
    );
    for quote in ['\'', '"'] {
        for (data, client) in [(&data, None), (&named, Some("WebServices"))] {
            for rendering in ["", &rendering] {
                let event = xml_event(quote, data, rendering);
                for text in [
                    event.clone(),
                    format!("{event}\r\n"),
                    format!(
                        "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>{event}</Events>"
                    ),
                ] {
                    let seen = only(Format::EventXml, &text);
                    check_overrun(&seen, client);
                    assert_eq!(seen.stamp, Stamp::Utc(UTC + 123_456_700));
                    assert_eq!(seen.get(Field::RecordId), Some("126268"));
                    assert_eq!(seen.get(Field::Computer), Some("ex01.example.com"));
                    assert_eq!(
                        seen.get(Field::TaskCategory),
                        Some(if rendering.is_empty() { "(6)" } else { "Général" })
                    );
                    if !rendering.is_empty() {
                        assert_eq!(seen.message, old());
                    }
                }
            }
        }
    }
    let only_message = xml_event('\'', "", &rendering);
    check_overrun(&only(Format::EventXml, &only_message), None);
}

#[test]
fn xml_cut_short_costs_one_event() {
    let data = format!("<Data>{DN}</Data><Data>16</Data><Data>session</Data>");
    let event = xml_event('\'', &data, "");
    let cut = event.get(..event.len() / 3).unwrap();
    let text = format!("junk\n<Events>{cut}{event}<Other/>tail{event}</Events>");
    let run = lawful(Format::EventXml, text.as_bytes());
    let parsed: Vec<&Seen> =
        run.events.iter().filter(|e| e.get(Field::Account).is_some()).collect();
    assert_eq!(parsed.len(), 2, "{:#?}", run.events);
}

#[test]
fn wevtutil_blocks() {
    for (message, client) in [(old(), None), (new(), Some("WebServices")), (missing(), None)] {
        let older = format!(
            "Event[0]:\r\n  Log Name: Application\r\n  Source: MSExchangeIS\r\n  Date: 2025-03-13T12:00:19.000\r\n  Event ID: 9646\r\n  Task: General\r\n  Level: Error\r\n  Opcode: N/A\r\n  Keyword: Classic\r\n  User: N/A\r\n  User Name: N/A\r\n  Computer: ex01.example.com\r\n  Description:\r\n{message}\r\n\r\n"
        );
        let newer = format!(
            "Event[0]\n  Log Name: Application\n  Source: MSExchangeIS\n  Date: 2025-03-13T16:00:19.0000000Z\n  Event ID: 9646\n  Task: General\0\n  Level: Error\0\n  Opcode: N/A\0\n  Keyword: Classic\0\n  User: N/A\n  Computer: ex01.example.com\n  Description:\n{message}\n"
        );
        let german = format!(
            "Event[0]:\n  Protokollname: Application\n  Quelle: MSExchangeIS\n  Datum: 2025-03-13T12:00:19.000\n  Ereignis-ID: 9646\n  Aufgabe: General\n  Ebene: Fehler\n  Opcode: Info\n  Schlüsselwort: Klassisch\n  Benutzer: N/V\n  Benutzername: N/V\n  Computer: ex01.example.com\n  Beschreibung:\n{message}\n"
        );
        for (text, stamp) in
            [(older, Stamp::Local(LOCAL)), (newer, Stamp::Utc(UTC)), (german, Stamp::Local(LOCAL))]
        {
            let seen = only(Format::WevtutilText, &text);
            check_overrun(&seen, client);
            assert_eq!(seen.stamp, stamp);
            assert_eq!(seen.get(Field::Computer), Some("ex01.example.com"));
            assert_eq!(seen.get(Field::Channel), Some("Application"));
            let two = format!("{text}{}", text.replace("Event[0]", "Event[1]"));
            assert_eq!(lawful(Format::WevtutilText, two.as_bytes()).events.len(), 2);
        }
    }
}

#[test]
fn clipboard_blocks() {
    for (message, client) in [(old(), None), (new(), Some("WebServices")), (missing(), None)] {
        let vista = format!(
            "Log Name:      Application\r\nSource:        MSExchangeIS\r\nDate:          3/13/2025 12:00:19 PM\r\nEvent ID:      9646\r\nTask Category: (6)\r\nLevel:         Error\r\nKeywords:      Classic\r\nUser:          N/A\r\nComputer:      ex01.example.com\r\nDescription:\r\n{message}\r\n"
        );
        let seen = only(Format::EventClipboard, &vista);
        check_overrun(&seen, client);
        assert_eq!(seen.stamp, Stamp::Local(LOCAL));
        assert_eq!(seen.message, message.trim());
        let data = format!("<Data>{DN}</Data><Data>16</Data><Data>session</Data>");
        let with_xml = format!("{vista}Event Xml:\r\n{}\r\n", xml_event('"', &data, ""));
        let seen = only(Format::EventClipboard, &with_xml);
        check_overrun(&seen, client);
        assert_eq!(seen.stamp, Stamp::Utc(UTC + 123_456_700));
        assert_eq!(seen.get(Field::RecordId), Some("126268"));
        assert_eq!(seen.message, message.trim());
        let german = format!(
            "Protokollname: Application\nQuelle:        MSExchangeIS\nDatum:         13.03.2025 12:00:19\nEreignis-ID:   9646\nAufgabenkategorie:General\nEbene:         Fehler\nSchlüsselwörter:Klassisch\nBenutzer:      Nicht zutreffend\nComputer:      ex01.example.com\nBeschreibung:\n{message}\n"
        );
        check_overrun(&only(Format::EventClipboard, &german), client);
        let w2003 = format!(
            "Event Type:\tError\nEvent Source:\tMSExchangeIS\nEvent Category:\tGeneral\nEvent ID:\t9646\nDate:\t\t3/13/2025\nTime:\t\t12:00:19 PM\nUser:\t\tN/A\nComputer:\tEX01\nDescription:\n{message}\n\nFor more information, see Help and Support Center.\nData:\n0000: 5b 44 49 41 [DIA\n"
        );
        let seen = only(Format::EventClipboard, &w2003);
        check_overrun(&seen, client);
        assert_eq!(seen.get(Field::Computer), Some("EX01"));
        assert_eq!(seen.stamp, Stamp::Local(LOCAL));
        let pasted = format!("Hello team,\n\nplease see:\n{vista}\n{vista}");
        assert_eq!(
            lawful(Format::EventClipboard, pasted.as_bytes())
                .events
                .iter()
                .filter(|e| e.parsed)
                .count(),
            2
        );
    }
}

#[test]
fn powershell_tables() {
    for (message, client) in [(old(), None), (new(), Some("WebServices")), (missing(), None)] {
        let message = quoted(&message);
        for separator in [",", ";"] {
            let texts = [
                format!(
                    "\"Message\",\"Id\",\"Version\",\"Qualifiers\",\"Level\",\"Task\",\"RecordId\",\"ProviderName\",\"LogName\",\"MachineName\",\"TimeCreated\",\"LevelDisplayName\",\"TaskDisplayName\"\r\n{message},\"9646\",,\"49158\",\"2\",\"6\",\"126268\",\"MSExchangeIS\",\"Application\",\"ex01.example.com\",\"3/13/2025 12:00:19 PM\",\"Error\",\"General\"\r\n"
                ),
                format!(
                    "#TYPE Selected.System.Diagnostics.Eventing.Reader.EventLogRecord\r\n\"LevelDisplayName\",\"TimeCreated\",\"ProviderName\",\"Id\",\"Message\"\r\n\"Fehler\",\"13.03.2025 12:00:19\",\"MSExchangeIS\",\"9646\",{message}\r\n"
                ),
                format!(
                    "#TYPE System.Diagnostics.EventLogEntry#Application/MSExchangeIS/3221562798\r\n\"EventID\",\"MachineName\",\"Data\",\"Index\",\"Category\",\"CategoryNumber\",\"EntryType\",\"Message\",\"Source\",\"ReplacementStrings\",\"InstanceId\",\"TimeGenerated\",\"TimeWritten\",\"UserName\",\"Site\",\"Container\"\r\n\"9646\",\"EX01\",\"System.Byte[]\",\"3365\",\"General\",\"6\",\"Error\",{message},\"MSExchangeIS\",\"System.String[]\",\"3221562798\",\"2025/03/13 12:00:19\",\"2025/03/13 12:00:19\",,,\r\n"
                ),
            ];
            for text in texts {
                let text = text
                    .replace("\",\"", &format!("\"{separator}\""))
                    .replace(",,", &separator.repeat(2))
                    .replace(",,", &separator.repeat(2))
                    .replace(",\"", &format!("{separator}\""))
                    .replace("\",", &format!("\"{separator}"));
                let seen = only(Format::GetWinEventCsv, &text);
                check_overrun(&seen, client);
                assert_eq!(seen.stamp, Stamp::Local(LOCAL));
            }
        }
    }
}

#[test]
fn json_dialects() {
    let escape = |text: &str| {
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('\r', "\\r").replace('\n', "\\n")
    };
    for (message, client) in [(old(), None), (new(), Some("WebServices")), (missing(), None)] {
        let message = escape(&message);
        let objects = [
            (
                format!(
                    "{{\r\n  \"TimeCreated\":  \"\\/Date(1741881619000)\\/\",\r\n  \"ProviderName\":  \"MSExchangeIS\",\r\n  \"Id\":  9646,\r\n  \"RecordId\": 7,\r\n  \"LevelDisplayName\":  \"Error\",\r\n  \"Message\":  \"{message}\"\r\n}}"
                ),
                UTC,
            ),
            (
                format!(
                    "{{\"TimeCreated\":\"2025-03-13T12:00:19.1234567-04:00\",\"ProviderName\":\"MSExchangeIS\",\"Id\":9646,\"RecordId\":7,\"Level\":2,\"Message\":\"{message}\"}}"
                ),
                UTC + 123_456_700,
            ),
            (
                format!(
                    "{{\"@timestamp\":\"2025-03-13T16:00:19.000Z\",\"log\":{{\"level\":\"error\"}},\"winlog\":{{\"event_id\":\"9646\",\"provider_name\":\"MSExchangeIS\",\"record_id\":7}},\"message\":\"{message}\"}}"
                ),
                UTC,
            ),
        ];
        for (object, time) in objects {
            for text in
                [object.clone(), format!("[{object}]"), format!("\u{feff}[\r\n{object}\r\n]\r\n")]
            {
                let seen = only(Format::GetWinEventJson, &text);
                check_overrun(&seen, client);
                assert_eq!(seen.stamp, Stamp::Utc(time));
                assert_eq!(seen.get(Field::RecordId), Some("7"));
            }
            let many = format!("{object}\n{object}\n[{object},{object}]");
            assert_eq!(lawful(Format::GetWinEventJson, many.as_bytes()).events.len(), 4);
            let broken = format!("{object}\n{}\n{object}\n", object.get(..60).unwrap());
            let run = lawful(Format::GetWinEventJson, broken.as_bytes());
            assert_eq!(run.events.iter().filter(|e| e.parsed).count(), 2, "{:#?}", run.events);
        }
    }
    for data in [
        format!("{{\"#text\":[\"{DN}\",\"16\",\"session\"]}}"),
        format!("[\"{DN}\",16,\"session\"]"),
        format!("[{{\"#text\":\"{DN}\"}},{{\"#text\":\"16\"}},{{\"#text\":\"session\"}}]"),
    ] {
        let text = format!(
            "{{\"Event\":{{\"System\":{{\"Provider\":{{\"#attributes\":{{\"Name\":\"MSExchangeIS\"}}}},\"EventID\":{{\"#attributes\":{{\"Qualifiers\":49158}},\"#text\":\"9646\"}},\"Level\":\"2\",\"TimeCreated\":{{\"#attributes\":{{\"SystemTime\":\"2025-03-13T16:00:19Z\"}}}}}},\"EventData\":{{\"Data\":{data}}}}}}}"
        );
        check_overrun(&only(Format::GetWinEventJson, &text), None);
    }
    let null = "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"X\"}},\"EventID\":1,\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"2025-03-13T16:00:19Z\"}}},\"EventData\":null}}";
    assert_eq!(only(Format::GetWinEventJson, null).get(Field::EventId), Some("1"));
}

#[test]
fn decoys_are_not_9646() {
    let about = format!("Someone quoted event 9646: {}", old());
    let row = |source: &str, id: &str| {
        format!(
            "Level,Date and Time,Source,Event ID,Task Category\r\nError,3/13/2025 12:00:19 PM,{source},{id},General,{}\r\n",
            quoted(&about)
        )
    };
    let quoting = only(Format::EventViewerCsv, &row("MSExchange Common", "4999"));
    assert_eq!(quoting.get(Field::EventId), Some("4999"));
    assert_eq!(quoting.get(Field::Account), None);
    for (source, id) in [("MSExchangeISfoo", "9646"), ("MSExchangeIS", "9523"), ("Other", "9646")] {
        assert_eq!(
            only(Format::EventViewerCsv, &row(source, id)).get(Field::Account),
            None,
            "{source} {id}"
        );
    }
    for source in ["MSExchangeIS", "MSExchangeIS Mailbox Store", "msexchangeis"] {
        assert_eq!(
            only(Format::EventViewerCsv, &row(source, "9646")).get(Field::Account),
            Some("svc-unity")
        );
    }
    let unknown = "Level,Date and Time,Source,Event ID,Task Category\r\nError,3/13/2025 12:00:19 PM,MSExchangeIS,9646,General,Something else\r\n";
    let seen = only(Format::EventViewerCsv, unknown);
    assert_eq!(
        (seen.get(Field::EventId), seen.get(Field::Provider)),
        (Some("9646"), Some("MSExchangeIS"))
    );
}

#[test]
fn other_exchange_events() {
    let id = encode("EX01.example.com");
    let event = |source: &str, number: &str, message: &str| {
        let text = format!(
            "Level,Date and Time,Source,Event ID,Task Category\r\nWarning,3/13/2025 12:00:19 PM,{source},{number},Core,{}\r\n",
            quoted(message)
        );
        only(Format::EventViewerCsv, &text)
    };
    let url = "https://cuc1.example.com:7443/NotificationService/services/NotificationService";
    let retry = event(
        "MSExchange Web Services",
        "6",
        &format!(
            "A notification for subscription [{id}] against endpoint [{url}] couldn't be sent. (Send attempts: 3) Details: WebException: Unable to connect to the remote server Status: ConnectFailure at System.Net"
        ),
    );
    assert_eq!(retry.get(Field::EwsSubscription), Some(id.as_str()));
    assert_eq!(retry.get(Field::OwnerServer), Some("ex01.example.com"));
    assert_eq!(retry.get(Field::Url), Some(url));
    assert_eq!(retry.get(Field::Server), Some("cuc1.example.com"));
    assert_eq!(retry.get(Field::Attempts), Some("3"));
    assert_eq!(retry.get(Field::TransportError), Some("ConnectFailure"));
    assert_eq!(retry.get(Field::HttpStatus), None);
    let gone = event(
        "MSExchange Web Services",
        "7",
        &format!(
            "After 9 unsuccessful attempts to send a notification for subscription [{id}] against endpoint [{url}], the subscription has been removed. Details: WebException: (404) StatusCode: NotFound Not Found "
        ),
    );
    assert_eq!(gone.get(Field::Attempts), Some("9"));
    assert_eq!(gone.get(Field::HttpStatus), Some("404"));
    assert_eq!(gone.get(Field::TransportError), None);
    let bare = event(
        "MSExchange Web Services",
        "7",
        &format!(
            "The description for Event ID 7 from source MSExchange Web Services cannot be found.\r\n\r\n{id}\r\n{url}\r\n7\r\nWebException: x Status: Timeout \r\n"
        ),
    );
    assert_eq!(bare.get(Field::Attempts), Some("7"));
    assert_eq!(bare.get(Field::EwsSubscription), Some(id.as_str()));
    assert_eq!(bare.get(Field::TransportError), Some("Timeout"));
    let imap = event(
        "MSExchangeIMAP4",
        "1009",
        "Number of simultaneous connections made by user uccx-mail exceeded maximum (16).",
    );
    assert_eq!((imap.get(Field::Account), imap.get(Field::Limit)), (Some("uccx-mail"), Some("16")));
    let smtp = event(
        "MSExchangeTransport",
        "1021",
        "Receive connector 'Default EX01' rejected an incoming connection from IP address '192.0.2.10'. The maximum number of connections per source ('20') for this connector has been reached by this source IP address.",
    );
    assert_eq!(
        (smtp.get(Field::ClientIp), smtp.get(Field::Limit)),
        (Some("192.0.2.10"), Some("20"))
    );
    let budget = event(
        "MSExchange ADAccess",
        "4023",
        "Process w3wp.exe (PID=1). The budget for user 'Sid~EXAMPLE\\svc-unity~Ews~false' is locked out until 3/20/2015 6:20:26 PM.",
    );
    assert_eq!(
        (budget.get(Field::Account), budget.get(Field::ClientType)),
        (Some("EXAMPLE\\svc-unity"), Some("Ews"))
    );
}

#[test]
fn nothing_else_is_claimed() {
    for text in [
        "",
        "10.1.2.3 - - [29/Jun/2014:11:30:53 +0000] \"POST /NotificationService/services/NotificationService?id=1&pid=2 HTTP/1.1\" 200 343\n",
        "#Software: Microsoft Internet Information Services 8.5\n#Fields: date time s-ip cs-method\n2015-12-31 14:40:38 10.11.2.3 POST\n",
        "11:30:53.123 |4242,,,MbxSync,10,text, with, commas\n",
        "a,b,c,d,e\n1,2,3,4,5\n",
        "Name,Source,Message\nx,y,z\n",
        "date,time,source,id,x\n2025-01-01,12:00,a,5,b\n",
        "{\"a\":1}",
        "[{\"Id\":1,\"Message\":\"x\"}]",
        "<html><body>x</body></html>",
        "<root><Event>1</Event></root>",
        "Subject: Hello\nFrom: a@example.com\nDate: 3/13/2025 12:00:19 PM\nTo: x\n\nbody",
        "Event[x]:\n  Log Name: y\n",
        "DateTime,RequestId,MajorVersion,MinorVersion\n2025-01-01T00:00:00.000Z,a,15,1\n",
    ] {
        assert_eq!(super::detect(text.as_bytes(), "x.csv"), None, "{text}");
    }
}

const EVTX: &[u8] = include_bytes!("../../testdata/exchange-application.evtx");

#[test]
fn the_binary_log() {
    assert_eq!(detect(EVTX, "a.evtx"), Some(Format::Evtx));
    let run = lawful(Format::Evtx, EVTX);
    assert_eq!(run.tally[2..], [0, 0], "{:?}", run.problems);
    assert_eq!(run.events.len(), 7);
    let first = &run.events[0];
    assert_eq!((first.get(Field::EventId), first.get(Field::RecordId)), (Some("9646"), Some("1")));
    assert_eq!(first.stamp, Stamp::Utc(UTC));
    assert_eq!(first.offset, 4096 + 512);
    assert_eq!(first.get(Field::Account), Some("svc-unity"));
    assert_eq!(first.get(Field::Limit), Some("16"));
    assert_eq!(run.events[1].get(Field::ClientType), Some("WebServices"));
    assert_eq!(run.events[1].get(Field::ObjectType), Some("session"));
    assert_eq!(run.events[2].get(Field::MailboxGuid), Some("c1bc953e-0000-4000-8000-00000000abcd"));
    assert_eq!(run.events[2].get(Field::ObjectType), Some("objtmessageview"));
    assert_eq!(run.events[3].get(Field::TransportError), Some("ConnectFailure"));
    assert!(
        first.text.starts_with("EX01.contoso.test MSExchangeIS 9646 error: /o=Contoso"),
        "{}",
        first.text
    );
    assert!(first.message.ends_with("\n16\nsession"));
}

#[test]
fn a_binary_log_cut_anywhere_gives_what_is_left() {
    for length in [0, 7, 100, 4096, 4097, 4104, 4700, 6100, 8000, 20_000, 69_000] {
        let run = lawful(Format::Evtx, &EVTX[..length]);
        if length > 100 {
            assert!(
                run.problems.iter().any(|(text, _)| text.starts_with("truncated")),
                "{length} {:?}",
                run.problems
            );
        }
        if length >= 20_000 {
            assert_eq!(run.events.iter().filter(|e| e.parsed).count(), 7, "{length} {run:?}");
        }
        if length == 6100 {
            assert!(run.events.iter().any(|e| e.parsed), "{run:?}");
        }
    }
}

#[test]
fn a_damaged_binary_log_loses_only_what_is_damaged() {
    let second = usize::try_from(lawful(Format::Evtx, EVTX).events[1].offset).unwrap();
    let mut bytes = EVTX.to_vec();
    bytes[second..second + 8].fill(0xAA);
    let run = lawful(Format::Evtx, &bytes);
    assert_eq!(run.events.iter().filter(|e| !e.parsed).count(), 1, "{run:#?}");
    assert!(run.events.iter().filter(|e| e.parsed).count() >= 5);
    assert!(run.problems.iter().any(|(text, _)| text.starts_with("damaged")));
    let mut two = EVTX[..4096].to_vec();
    two.extend(vec![0x55; 1000]);
    two.extend(&EVTX[4096..]);
    two.extend(vec![0; 65_536]);
    two.extend(&EVTX[4096..]);
    let run = lawful(Format::Evtx, &two);
    assert_eq!(run.events.len(), 14, "{:?}", run.problems);
    assert_eq!(run.tally[3], 1000);
}

#[test]
fn no_damage_to_a_binary_log_breaks_a_law() {
    use proptest::prelude::*;
    let damage = proptest::collection::vec((4096_usize..11_600, any::<u8>()), 1..12);
    let config =
        ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let law = runner.run(&(damage, 4096_usize..69_632), |(damage, length)| {
        let mut bytes = EVTX.to_vec();
        for (at, value) in damage {
            bytes[at] = value;
        }
        bytes.truncate(length.max(12_000));
        lawful(Format::Evtx, &bytes);
        Ok(())
    });
    law.unwrap();
}
