//! Learning who is named: from fields whose meaning is known, from paths, from shapes in raw text.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use mbxtrace_parsers::{Event, Field, FieldValue};

use super::kept::Kept;
use super::literal::unpercent;
use super::pieces::{self, Shape};
use super::subscription::Opaque;
use super::{Redactor, address, is_nameable, is_nil};

impl Redactor {
    /// Learns from the typed fields and the raw text of an event.
    pub fn learn_event(&mut self, event: &Event<'_>) {
        self.learn_text(event.text());
        self.learn_fields(event);
    }

    /// Learns from the typed fields alone.
    pub fn learn_fields(&mut self, event: &Event<'_>) {
        for (field, value) in event.fields() {
            if let FieldValue::Text(value) = value
                && let Ok(value) = std::str::from_utf8(value)
            {
                self.learn_value(field.name(), value);
            }
        }
    }

    /// Learns from the value of a field, or of a part of a subject or detail, by its name.
    pub fn learn_value(&mut self, name: &str, value: &str) {
        match naming(name) {
            Naming::Nobody => {}
            Naming::Somebody => self.learn_named(value),
            Naming::Perhaps => self.learn_text(value.as_bytes()),
        }
    }

    /// Learns the name of a host.
    pub fn learn_node(&mut self, node: &str) {
        self.learn_named(node);
    }

    /// Learns by shape alone.
    pub fn learn_text(&mut self, text: &[u8]) {
        let shapes = Arc::clone(&self.shapes);
        shapes.walk(text, &mut |shape, part| self.learn_shape(shape, part));
        if memchr::memchr(b'%', text).is_some()
            && let Some(plain) = unpercent(text)
        {
            shapes.walk(&plain, &mut |shape, part| self.learn_shape(shape, part));
        }
    }

    /// A value that names somebody, in whichever form.
    fn learn_named(&mut self, value: &str) {
        let value = value.trim();
        match pieces::shape_of(value.as_bytes()) {
            Shape::Name if pieces::is_distinguished(value) => {
                let shapes = Arc::clone(&self.shapes);
                shapes.walk_distinguished(value.as_bytes(), &mut |shape, part| {
                    self.learn_shape(shape, part);
                });
            }
            Shape::Name if is_composed(value) => self.learn_text(value.as_bytes()),
            Shape::Name if is_host_like(value) => self.learn_shape(Shape::Host, value.as_bytes()),
            shape => self.learn_shape(shape, value.as_bytes()),
        }
    }

    fn learn_shape(&mut self, shape: Shape, part: &[u8]) {
        let Ok(part) = std::str::from_utf8(part) else { return };
        let lower = part.to_ascii_lowercase();
        match shape {
            Shape::Plain | Shape::Secret => {}
            Shape::Host => {
                for label in lower.split('.') {
                    self.learn_name(label);
                }
            }
            Shape::Name => self.learn_name(&lower),
            Shape::Guid if is_nil(&lower) => {}
            Shape::Guid => drop(self.learned.guids.insert(lower)),
            Shape::Sid => drop(self.learned.sids.insert(lower)),
            Shape::Subscription => {
                let Some(opaque) = Opaque::decode(part.as_bytes()) else { return };
                self.learn_shape(Shape::Host, opaque.host.as_bytes());
                self.learned.guids.extend(opaque.guids.into_iter().filter(|guid| !is_nil(guid)));
                self.learned.subscriptions.insert(part.to_owned());
            }
            Shape::Address => {
                let address = IpAddr::from_str(part).ok();
                self.learned.addresses.extend(address.filter(|one| !address::is_kept(*one)));
            }
        }
    }

    fn learn_name(&mut self, lower: &str) {
        if is_nameable(lower) && !self.learned.names.contains(lower) {
            self.learned.names.insert(lower.to_owned());
        }
    }
}

/// Whether a value is made of several names, or is none as it stands.
pub(super) fn is_composed(value: &str) -> bool {
    value.contains(['/', '\\', '@', '=']) || Opaque::decode(value.as_bytes()).is_some()
}

/// Dotted labels whose top-level domain nobody knows.
pub(super) fn is_host_like(value: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    value.contains('.') && value.split('.').all(is_label) && !Kept::is_well_known(value)
}

/// Whether what a field or a part of a subject holds names somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// Always.
    Somebody,
    /// It may hold names among other things.
    Perhaps,
    /// Never: words of a format, numbers.
    Nobody,
}

/// By the names of the vocabulary ([`Field`]), and those rules give to parts of a subject.
pub(super) fn naming(name: &str) -> Naming {
    if matches!(name, "endpoint" | "node" | "target" | "mailboxes" | "servers" | "nodes" | "peer") {
        return Naming::Somebody;
    }
    match Field::from_name(name) {
        Some(
            Field::Mailbox
            | Field::MailboxGuid
            | Field::Account
            | Field::AccountDn
            | Field::ServiceAccount
            | Field::Subscription
            | Field::EwsSubscription
            | Field::OwnerServer
            | Field::ClientIp
            | Field::Server
            | Field::Computer,
        ) => Naming::Somebody,
        Some(
            Field::HttpMethod
            | Field::Verb
            | Field::Provider
            | Field::Channel
            | Field::TaskCategory
            | Field::ObjectType
            | Field::ClientType
            | Field::SoapCode
            | Field::Facility
            | Field::Alarm
            | Field::SourceFile,
        ) => Naming::Nobody,
        _ if matches!(name, "source" | "reading" | "meaning" | "state") => Naming::Nobody,
        _ => Naming::Perhaps,
    }
}
