//! Laws of replacing: consistent, injective, idempotent, of the same length, and undone by the map.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::Redactor;
use super::pieces::Shape;

const SECRET: [u8; 32] = [7; 32];

fn redactor(texts: &[&str]) -> Redactor {
    let mut redactor = Redactor::new(SECRET, ["exceeded the limit of a subscription"]);
    for text in texts {
        redactor.learn_text(text.as_bytes());
    }
    redactor.settle();
    redactor
}

fn both_ways(text: &str) -> String {
    let redactor = redactor(&[text]);
    let shown = redactor.string(text);
    assert_eq!(redactor.string(&shown), shown, "twice is once: {text}");
    assert_eq!(shown.len(), text.len(), "{text}\n{shown}");
    assert_eq!(String::from_utf8(redactor.reveal(shown.as_bytes())).unwrap(), text, "{shown}");
    shown
}

#[test]
fn whoever_is_named_is_not() {
    for (text, parts) in [
        (
            "status=[503] url=[https://exch01.contoso.com:443/EWS/Exchange.asmx]",
            &["exch01", "contoso"][..],
        ),
        ("mail of j.doe@contoso.com and J.Doe@CONTOSO.com", &["j.doe", "contoso"]),
        (
            "/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=svc-unity exceeded",
            &["contoso", "svc-unity"],
        ),
        ("CN=Jane Doe,OU=Sales,DC=contoso,DC=com", &["jane", "doe", "sales", "contoso"]),
        (
            "CONTOSO\\svc-unity logged on from 203.0.113.77",
            &["contoso", "svc-unity", "203.0.113.77"],
        ),
        ("{\"user\": \"CONTOSO\\\\jdoe\"}", &["contoso", "jdoe"]),
        ("{79AC5DA0-A73F-4899-A055-EBE8918FF761}", &["79ac5da0", "ebe8918ff761"]),
        ("from 2001:db8:12::8:800 to fe80::1ff:fe23:4567:890a", &["db8:12", "fe23:4567"]),
        ("peer 2001:0DB8:0012:0:0:0:00AB:5 port 443", &["0db8:0012", "00ab"]),
        ("S-1-5-21-1004336348-1177238915-682003330-1105", &["1004336348", "1105"]),
        ("\\\\filer07\\logs\\x", &["filer07"]),
        (
            "{\"text\": \"session \\\"/o=Contoso/cn=Recipients/cn=jane\\\" exceeded\"}",
            &["contoso", "jane"],
        ),
        ("Alias=j.doe@contoso.com, login user=CONTOSO\\jdoe", &["j.doe", "contoso", "jdoe"]),
        ("[Display name= Ümit Öz (Sales)]", &["mit"]),
        ("GET /x?user=anna%40contoso.com&dn=%2Fo%3DContoso", &["anna", "contoso"]),
        (
            "sub EABNQlgxLmV4YW1wbGUuY29tEAAAAAABAgMEBQYHCAkKCwwNDg8AAAAAAAAAABAAAAAQERITFBUWFxgZGhscHR4f.",
            &["eabnqlgx"],
        ),
    ] {
        let shown = both_ways(text).to_ascii_lowercase();
        for part in parts {
            assert!(!shown.contains(part), "{part} in {shown}");
        }
    }
}

#[test]
fn near_misses_stay_as_they_are() {
    for text in [
        "20:16:42.060 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number: 1",
        "Exchange Server version 15.1.237.6 and Microsoft-IIS/7.5",
        "NT AUTHORITY\\SYSTEM on localhost, 127.0.0.1, ::1, 255.255.255.0, 0.0.0.0",
        "HKLM\\SYSTEM\\CurrentControlSet\\Services\\MSExchangeIS\\ParametersSystem",
        "C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Logging\\Ews\\a.log",
        "org.mortbay.log java.lang.NullPointerException diag_CuMbxSync_00000086.uc",
        "xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" http://schemas.microsoft.com/win",
        "2014_06_29.request.log 2014-06-29_12-00-00 29/Jun/2014:11:15:00 +0000",
        "said \"first line\\nMailbox second\\tline\"",
        "00000000-0000-0000-0000-000000000000",
        "POST /NotificationService/services/NotificationService HTTP/1.1 200 343",
        "Class::method 12:30:45 a::b std::string",
    ] {
        assert_eq!(both_ways(text), text);
    }
}

#[test]
fn passwords_and_subjects_are_blotted_out() {
    for text in [
        "Authorization: Basic c3ZjLXVuaXR5OnNlY3JldA==",
        "LOGIN password=hunter2hunter",
        "<t:Subject>About Jane and the merger</t:Subject>",
    ] {
        let redactor = redactor(&[text]);
        let shown = redactor.string(text);
        assert_ne!(shown, text);
        assert!(!shown.contains("hunter2") && !shown.contains("Jane") && !shown.contains("c3Zj"));
        assert_eq!(redactor.string(&shown), shown);
        assert_eq!(shown.len(), text.len());
    }
}

#[test]
fn names_stay_related() {
    let text = "exch01.contoso.com CONTOSO\\jdoe jdoe@contoso.com exch01 Exch02.contoso.com";
    let shown = both_ways(text);
    let words: Vec<&str> = shown.split([' ', '\\', '@', '.']).collect();
    assert_eq!(words[0], words[8], "the bare host is the host: {shown}");
    assert_eq!(words[1], words[3].to_ascii_lowercase(), "{shown}");
    assert_eq!(words[4], words[5], "{shown}");
    assert_ne!(words[0], words[9].to_ascii_lowercase(), "{shown}");
    assert_eq!(words[2], "com");
}

#[test]
fn typed_fields_name_what_no_shape_shows() {
    let mut redactor = redactor(&[]);
    redactor.learn_value("mailbox", "jdoe");
    redactor.learn_value("account", "limit");
    redactor.learn_value("account_dn", "/o=Fabrikam Inc/cn=Recipients/cn=Jane Q Doe");
    redactor.learn_node("pub-cuc.hq.fabrikam.intra");
    redactor.settle();
    let shown = redactor.string(
        "jdoe_box: JDOE exceeded the limit, dn /o=Fabrikam Inc/cn=Recipients/cn=Jane Q Doe. pub-cuc \"hq\" xjdoe",
    );
    for gone in ["jdoe_", "JDOE", "Fabrikam", "Jane", "Doe", "pub-cuc"] {
        assert!(!shown.contains(gone), "{gone} in {shown}");
    }
    assert!(shown.contains("exceeded the limit, dn /o="), "a word of ours stays: {shown}");
    assert!(shown.contains(" xjdoe"), "part of another word stays: {shown}");
    assert!(shown.contains("/cn=Recipients/cn="), "{shown}");
}

#[test]
fn a_map_goes_on_where_it_stopped() {
    let first = redactor(&["jdoe@contoso.com at 10.20.30.11"]);
    let map = first.to_map();
    let mut second = Redactor::of_map(&map, []).unwrap();
    second.learn_text(b"exch07.contoso.com at 10.20.30.12 and 10.20.31.9");
    second.settle();
    let text = "jdoe@contoso.com at 10.20.30.11";
    assert_eq!(first.string(text), second.string(text));
    let shown = second.string("10.20.30.11 10.20.30.12 10.20.31.9");
    let networks: Vec<&str> =
        shown.split(' ').map(|address| address.rsplit_once('.').unwrap().0).collect();
    assert_eq!(networks[0], networks[1]);
    assert_ne!(networks[1], networks[2]);
    assert!(Redactor::of_map("schema = 2\nsecret = \"\"", []).is_err());
    assert!(Redactor::of_map("schema = 1\nsecret = \"zz\"", []).is_err());
}

#[test]
fn the_order_of_learning_is_of_no_account() {
    let texts = ["a1b.contoso.com", "jdoe@contoso.com", "10.1.2.3", "10.1.2.4", "anna@contoso.com"];
    let mut turned = texts;
    turned.reverse();
    assert_eq!(redactor(&texts).to_map(), redactor(&turned).to_map());
}

fn leading(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

proptest! {
    #[test]
    fn addresses_keep_their_networks(
        addresses in prop::collection::btree_set(
            prop_oneof![
                (0..4_u8, 0..4_u8, any::<u8>()).prop_map(|(a, b, c)| [10, a, b, c]),
                (14..34_u8, any::<u8>()).prop_map(|(a, c)| [172, a, 7, c]),
                any::<[u8; 4]>(),
            ].prop_map(std::net::Ipv4Addr::from),
            1..60,
        ),
    ) {
        let text: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        let shown = both_ways(&text.join(" "));
        let shown: Vec<std::net::Ipv4Addr> =
            shown.split(' ').map(|part| part.parse().unwrap()).collect();
        let pairs: Vec<_> = addresses.iter().zip(&shown).collect();
        for (one, to) in &pairs {
            prop_assert_eq!(one.is_private(), to.is_private(), "{} {}", one, to);
            for (other, other_to) in &pairs {
                let (a, b) = (one.octets(), other.octets());
                let (c, d) = (to.octets(), other_to.octets());
                prop_assert_eq!(leading(&a, &b), leading(&c, &d), "{} {} {} {}", one, other, to, other_to);
            }
        }
    }

    #[test]
    fn addresses_of_the_new_kind_too(
        addresses in prop::collection::btree_set(
            (prop_oneof![Just(0x2001_u16), Just(0xfd12), any::<u16>()], 0..3_u16, any::<[u16; 2]>())
                .prop_map(|(a, b, [c, d])| std::net::Ipv6Addr::new(a, b, 0, 0, 0, c, 0, d)),
            1..40,
        ),
    ) {
        let text: Vec<String> = addresses.iter().map(|one| format!("[{one}]")).collect();
        let shown = both_ways(&text.join(" "));
        let shown: Vec<std::net::Ipv6Addr> =
            shown.split(' ').map(|part| part.trim_matches(['[', ']']).parse().unwrap()).collect();
        let pairs: Vec<_> = addresses.iter().zip(&shown).collect();
        for (one, to) in &pairs {
            for (other, other_to) in &pairs {
                let same = |a: &std::net::Ipv6Addr, b: &std::net::Ipv6Addr| {
                    a.segments().iter().zip(b.segments()).take_while(|(a, b)| **a == *b).count()
                };
                prop_assert_eq!(same(one, other), same(to, other_to));
            }
        }
    }

    #[test]
    fn names_are_never_confused(
        names in prop::collection::btree_set("[a-z]{1,4}[0-9]{0,2}(-[a-z]{1,3})?", 1..80),
    ) {
        let mut redactor = redactor(&[]);
        for name in &names {
            redactor.learn_value("account", name);
        }
        redactor.settle();
        let mut back: BTreeMap<String, &String> = BTreeMap::new();
        for name in &names {
            let shown = redactor.named(name, Shape::Name);
            if let Some(other) = back.insert(shown.clone(), name) {
                prop_assert_eq!(other, name, "both are {}", shown);
            }
            prop_assert_eq!(redactor.named(&shown, Shape::Name), shown.clone());
            prop_assert_eq!(redactor.named(&name.to_ascii_uppercase(), Shape::Name), shown.to_ascii_uppercase());
        }
    }

    #[test]
    fn whatever_stands_around_it(before in "\\PC{0,12}[ ,=(\\[\"]", behind in "[ ,)\\]\"]\\PC{0,12}") {
        let text = format!("{before}jdoe{behind}");
        let mut redactor = redactor(&[&text]);
        redactor.learn_value("mailbox", "jdoe");
        redactor.settle();
        let shown = redactor.string(&text);
        prop_assert!(!shown.contains("jdoe"), "{}", shown);
        prop_assert_eq!(redactor.string(&shown), shown);
    }

    #[test]
    fn any_bytes_are_taken(text in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut redactor = redactor(&[]);
        redactor.learn_text(&text);
        redactor.settle();
        let once = redactor.text(&text).into_owned();
        let twice = redactor.text(&once).into_owned();
        prop_assert_eq!(once.len(), text.len());
        prop_assert_eq!(once, twice);
    }
}
