//! Where bytes come from: members of a scan, and streams an earlier run kept in the case.

use std::collections::VecDeque;
use std::io::{self, Read};

use crate::case::Case;
use crate::source::{MemberReader, Scan};

/// Where the bytes of a member are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Kept in the case, by number of its stream.
    Kept(u32),
    /// In the input, by index in the scan.
    Scanned(usize),
}

/// Everything that can be read.
pub(super) struct Inputs {
    pub(super) scan: Scan,
    pub(super) case: Option<Case>,
}

impl Inputs {
    /// The bytes of one member from its start.
    pub(super) fn open(&self, place: Place) -> io::Result<Box<dyn Read + Send>> {
        match (place, &self.case) {
            (Place::Scanned(member), _) => self.scan.open(member),
            (Place::Kept(stream), Some(case)) => {
                Ok(Box::new(case.text().open_stream(stream).map_err(io::Error::other)?))
            }
            (Place::Kept(_), None) => Err(io::Error::other("no case is open")),
        }
    }

    /// Reads members one after the other. Members of one archive cost one decompression.
    pub(super) fn reader(&self, places: &[Place]) -> Feed {
        let scanned: Option<Vec<usize>> = places
            .iter()
            .map(|place| if let Place::Scanned(member) = place { Some(*member) } else { None })
            .collect();
        match scanned {
            Some(members) => Feed::Scanned(self.scan.reader(members)),
            None => Feed::Kept(places.iter().copied().collect(), Box::new(io::empty())),
        }
    }
}

/// A reader of several members, one after the other.
pub(super) enum Feed {
    Scanned(MemberReader),
    Kept(VecDeque<Place>, Box<dyn Read + Send>),
}

impl Feed {
    /// Goes to the next (first) member.
    pub(super) fn advance(&mut self, inputs: &Inputs) -> io::Result<()> {
        match self {
            Self::Scanned(members) => {
                members.advance();
                Ok(())
            }
            Self::Kept(places, current) => {
                if let Some(place) = places.pop_front() {
                    *current = inputs.open(place)?;
                }
                Ok(())
            }
        }
    }

    /// Lets go of the last member, which has been read to its end.
    pub(super) fn close(&mut self) {
        match self {
            Self::Scanned(members) => drop(members.advance()),
            Self::Kept(_, current) => *current = Box::new(io::empty()),
        }
    }

    /// Fills `chunk` with up to `limit` bytes of the current member, short only at its end or
    /// before an error.
    pub(super) fn fill(&mut self, chunk: &mut Vec<u8>, limit: usize) -> io::Result<()> {
        let reader: &mut dyn Read = match self {
            Self::Scanned(members) => members,
            Self::Kept(_, current) => current,
        };
        chunk.resize(limit, 0);
        let mut filled = 0;
        let ended = loop {
            match reader.read(&mut chunk[filled..]) {
                Ok(0) => break Ok(()),
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        chunk.truncate(filled);
        ended
    }
}
