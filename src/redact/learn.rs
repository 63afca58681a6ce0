//! Learning who is named: from fields whose meaning is known, from paths, from shapes in raw text.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use mbxtrace_parsers::{Event, Field, FieldValue};

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
            let FieldValue::Text(value) = value else { continue };
            if naming(field.name()) == Naming::Nobody || !self.seen.insert((field, value.into())) {
                continue;
            }
            if let Ok(value) = std::str::from_utf8(value) {
                self.learn_value(field.name(), value);
            }
        }
    }

    /// Learns from the value of a field, or of a part of a subject or detail, by its name.
    pub fn learn_value(&mut self, name: &str, value: &str) {
        match naming(name) {
            Naming::Nobody => {}
            Naming::Person => self.learn_named(value, Shape::Name),
            Naming::Machine => self.learn_named(value, Shape::Host),
            // What a setting belongs to: a server, a database of one; a registry key is no name.
            Naming::Perhaps if name == Field::Key.name() && !value.starts_with("HKEY_") => {
                self.learn_named(value, Shape::Host);
            }
            Naming::Perhaps => self.learn_text(value.as_bytes()),
        }
    }

    /// Learns the name of a host.
    pub fn learn_node(&mut self, node: &str) {
        self.learn_named(node, Shape::Host);
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

    /// A value that names somebody, in whichever form; `bare` is what it is if it has none.
    fn learn_named(&mut self, value: &str, bare: Shape) {
        let value = value.trim();
        match form(value, bare) {
            Form::Distinguished => {
                let shapes = Arc::clone(&self.shapes);
                shapes.walk_distinguished(value.as_bytes(), &mut |shape, part| {
                    self.learn_shape(shape, part);
                });
            }
            Form::Composed => self.learn_text(value.as_bytes()),
            Form::Whole(shape) => self.learn_shape(shape, value.as_bytes()),
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

/// How a value says whom it names.
pub(super) enum Form {
    /// As a distinguished name from end to end.
    Distinguished,
    /// By shapes in it: `DOMAIN\user`, an e-mail address, a path.
    Composed,
    /// As a whole.
    Whole(Shape),
}

/// The form of a value; `bare` is what it is if its shape does not tell.
pub(super) fn form(value: &str, bare: Shape) -> Form {
    if pieces::is_distinguished(value) {
        return Form::Distinguished;
    }
    let is_id = Opaque::decode(value.as_bytes()).is_some();
    if is_id || value.contains(['/', '\\', '@', '=']) {
        return Form::Composed;
    }
    match pieces::shape_of(value.as_bytes()) {
        shape @ (Shape::Address | Shape::Guid) => Form::Whole(shape),
        _ => Form::Whole(bare),
    }
}

/// Whether what a field or a part of a subject holds names somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// Always: an account, a mailbox, a subscription.
    Person,
    /// Always: a host or address.
    Machine,
    /// It may hold names among other things.
    Perhaps,
    /// Never: words of a format, numbers.
    Nobody,
}

/// By the names of the vocabulary ([`Field`]), and those rules give to parts of a subject.
pub(super) fn naming(name: &str) -> Naming {
    if matches!(name, "endpoint" | "node" | "object" | "target" | "servers" | "nodes" | "peer") {
        return Naming::Machine;
    }
    match Field::from_name(name) {
        Some(
            Field::Mailbox
            | Field::MailboxGuid
            | Field::Account
            | Field::AccountDn
            | Field::ServiceAccount
            | Field::Subscription
            | Field::EwsSubscription,
        ) => Naming::Person,
        Some(Field::OwnerServer | Field::ClientIp | Field::Server | Field::Computer) => {
            Naming::Machine
        }
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
        _ if matches!(name, "mailboxes" | "accounts" | "subscriptions") => Naming::Person,
        _ if matches!(name, "source" | "reading" | "meaning" | "state") => Naming::Nobody,
        _ => Naming::Perhaps,
    }
}
