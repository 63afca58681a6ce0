//! Addresses: what is in one network stays in one network.
//!
//! Octet by octet (IPv6: group by group) below the octets before it: equal leading octets stay
//! equal, different ones stay different, so networks on these boundaries (/8, /16, /24; /16 to /112)
//! are kept, and only these. An octet keeps its number of digits, so an address keeps its length.
//! The networks of RFC 1918, RFC 6598, RFC 3927, RFC 4193 and RFC 4291 keep the part that says which of
//! them it is; masks, multicast, loopback and unspecified addresses stay as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::derive::{Secret, in_hex_case_of};

/// Octets or groups.
type Parts = Vec<u16>;

/// The addresses known, and under which pseudonyms.
#[derive(Clone, Default)]
pub(super) struct Addresses {
    /// Original to pseudonym.
    pub(super) known: BTreeMap<IpAddr, IpAddr>,
    issued: BTreeSet<IpAddr>,
    /// By pseudonymised leading parts of originals: next part to its pseudonym.
    below: BTreeMap<(bool, Parts), BTreeMap<u16, u16>>,
    /// Leading parts of all originals, which no pseudonym should have.
    originals: BTreeSet<(bool, Parts)>,
}

/// Whether the address says nothing about anybody.
pub(super) fn is_kept(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let first = v4.octets()[0];
            first == 0 || first == 127 || first >= 224
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_kept(IpAddr::V4(v4)),
            None => v6.is_loopback() || v6.is_unspecified() || v6.is_multicast(),
        },
    }
}

fn parts(address: IpAddr) -> (bool, Parts) {
    match address {
        IpAddr::V4(v4) => (false, v4.octets().map(u16::from).to_vec()),
        IpAddr::V6(v6) => (true, v6.segments().to_vec()),
    }
}

fn whole(is_v6: bool, parts: &[u16]) -> Option<IpAddr> {
    if is_v6 {
        let groups: [u16; 8] = parts.try_into().ok()?;
        return Some(IpAddr::V6(Ipv6Addr::from(groups)));
    }
    let octets: Vec<u8> = parts.iter().filter_map(|part| u8::try_from(*part).ok()).collect();
    let octets: [u8; 4] = octets.try_into().ok()?;
    Some(IpAddr::V4(Ipv4Addr::from(octets)))
}

/// First and last value that a part may become.
fn room(is_v6: bool, before: &[u16], part: u16) -> (u16, u16) {
    if is_v6 {
        return match (before, part) {
            ([], 0xfc00..=0xfdff) => (part & 0xff00, part | 0x00ff),
            ([], 0xfe80..=0xfebf) | (_, 0) => (part, part),
            ([], 0x2000..=0x3fff) => (part & 0xf000, part | 0x0fff),
            (_, 1..=0xf) => (1, 0xf),
            (_, 0x10..=0xff) => (0x10, 0xff),
            (_, 0x100..=0xfff) => (0x100, 0xfff),
            _ => (0x1000, 0xffff),
        };
    }
    match (before, part) {
        // What says which network it is; a network itself and its broadcast address.
        ([], 10 | 172 | 192 | 169 | 100) | ([192], 168) | ([169], 254) | ([_, _, _], 0 | 255) => {
            (part, part)
        }
        ([172], 16..=31) => (16, 31),
        ([100], 64..=99) => (64, 99),
        ([100], 100..=127) => (100, 127),
        ([] | [_, _, _], 0..=9) => (1, 9),
        (_, 0..=9) => (0, 9),
        (_, 10..=99) => (10, 99),
        ([], _) => (101, 223),
        ([_, _, _], _) => (100, 254),
        _ => (100, 255),
    }
}

/// Values in that room that would say something that is not so: another kind of network.
fn is_misleading(is_v6: bool, before: &[u16], value: u16) -> bool {
    !is_v6
        && match before {
            [] => matches!(value, 10 | 127 | 169 | 172 | 192),
            [172] => (16..=31).contains(&value),
            [192] => value == 168,
            [169] => value == 254,
            [100] => (64..=127).contains(&value),
            _ => false,
        }
}

impl Addresses {
    /// Takes a pair from a map.
    pub(super) fn restore(&mut self, original: IpAddr, pseudonym: IpAddr) {
        let ((is_v6, from), (_, to)) = (parts(original), parts(pseudonym));
        for (at, (one, other)) in from.iter().zip(&to).enumerate() {
            let before = from.get(..at).unwrap_or_default().to_vec();
            self.below.entry((is_v6, before)).or_default().insert(*one, *other);
        }
        self.note(original);
        self.known.insert(original, pseudonym);
        self.issued.insert(pseudonym);
    }

    /// Makes an original known, so that no pseudonym looks like it. Call for all before the first
    /// [`Self::assign`].
    pub(super) fn note(&mut self, original: IpAddr) {
        let (is_v6, parts) = parts(original);
        for length in 1..=parts.len() {
            self.originals.insert((is_v6, parts.get(..length).unwrap_or_default().to_vec()));
        }
    }

    /// Whether it is a pseudonym of this map.
    pub(super) fn is_issued(&self, address: IpAddr) -> bool {
        self.issued.contains(&address)
    }

    /// The pseudonym of an original, made if there is none yet.
    pub(super) fn assign(&mut self, original: IpAddr, secret: &Secret) -> IpAddr {
        if let Some(known) = self.known.get(&original) {
            return *known;
        }
        if let IpAddr::V6(v6) = original
            && let Some(v4) = v6.to_ipv4_mapped()
            && let IpAddr::V4(v4) = self.assign(IpAddr::V4(v4), secret)
        {
            let pseudonym = IpAddr::V6(v4.to_ipv6_mapped());
            self.known.insert(original, pseudonym);
            self.issued.insert(pseudonym);
            return pseudonym;
        }
        let (is_v6, from) = parts(original);
        let mut to: Parts = Vec::with_capacity(from.len());
        for (at, part) in from.iter().enumerate() {
            let before = from.get(..at).unwrap_or_default();
            let chosen = self.part(is_v6, before, *part, &to, secret);
            to.push(chosen);
        }
        let pseudonym = whole(is_v6, &to).unwrap_or(original);
        self.known.insert(original, pseudonym);
        self.issued.insert(pseudonym);
        pseudonym
    }

    fn part(&mut self, is_v6: bool, before: &[u16], part: u16, to: &[u16], secret: &Secret) -> u16 {
        let key = (is_v6, before.to_vec());
        let taken = self.below.get(&key).cloned().unwrap_or_default();
        if let Some(known) = taken.get(&part) {
            return *known;
        }
        let (first, last) = room(is_v6, before, part);
        let is_free = |value: &u16| !taken.values().any(|other| other == value);
        let is_new = |value: &u16| {
            let mut path = to.to_vec();
            path.push(*value);
            !self.originals.contains(&(is_v6, path))
        };
        let is_apt = |value: &u16| !is_misleading(is_v6, to, *value);
        let seed = format!("{is_v6} {before:x?} {part:x}");
        let mut choices = secret.choices("address", &seed, 0);
        let span = u32::from(last - first) + 1;
        let start = choices.below(span);
        let value = |step: u32| first + u16::try_from((start + step) % span).unwrap_or(0);
        let all = || (0..span).map(value).filter(is_free);
        // Without a value left that no original has, any free one; a room is never narrower than
        // what goes into it, so one is free.
        let apt = || all().filter(is_apt);
        let chosen = apt().find(is_new).or_else(|| apt().next()).or_else(|| all().next());
        let chosen = chosen.unwrap_or(part);
        self.below.entry(key).or_default().insert(part, chosen);
        chosen
    }
}

/// The pseudonym written the way the original is: same case, same leading zeros, same `::`.
pub(super) fn written_like(original: &str, pseudonym: IpAddr) -> String {
    in_hex_case_of(original, &grouped_like(original, pseudonym))
}

fn grouped_like(original: &str, pseudonym: IpAddr) -> String {
    let IpAddr::V6(v6) = pseudonym else { return pseudonym.to_string() };
    let (head, tail) = match original.rsplit_once(':') {
        Some((head, tail)) if tail.contains('.') => (head, Some(tail)),
        _ => (original, None),
    };
    let segments = v6.segments();
    let (front, back) = head.split_once("::").map_or((head, ""), |(front, back)| (front, back));
    let count = |text: &str| text.split(':').filter(|group| !group.is_empty()).count();
    let of_front = segments.iter().take(count(front));
    let groups = 8 - if tail.is_some() { 2 } else { 0 };
    let of_back = segments.iter().take(groups).skip(groups - count(back).min(groups));
    let written = |text: &str, values: &mut dyn Iterator<Item = &u16>| {
        let groups = text.split(':').map(|group| {
            let width = group.len();
            let value = if group.is_empty() { None } else { values.next() };
            value.map_or_else(String::new, |value| format!("{value:0width$x}"))
        });
        groups.collect::<Vec<_>>().join(":")
    };
    let mut text = written(front, &mut of_front.into_iter());
    if head.contains("::") {
        text.push_str("::");
        text.push_str(&written(back, &mut of_back.into_iter()));
    }
    if tail.is_some()
        && let Some([.., high, low]) = Some(segments)
    {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        text.extend([":", &Ipv4Addr::new(a, b, c, d).to_string()]);
    }
    text
}
