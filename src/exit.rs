//! Exit statuses, and which error means which.

use std::io;

/// How the program ends. Never [`ExitStatus::Done`] with an error printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// Done; nothing found at or above `--fail-on`.
    Done,
    /// Findings at or above `--fail-on`.
    Findings,
    /// Bad usage, or an output that cannot be written: nothing was done.
    Usage,
    /// Done, but some input could not be read whole; the report says which.
    Partial,
    /// No usable input.
    Nothing,
    /// A fault of the program or the machine.
    Internal,
}

impl ExitStatus {
    /// The number the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Partial => 3,
            Self::Nothing => 4,
            Self::Internal => 70,
        }
    }

    /// The status an error ends the program with. A reader that closed our output early is no
    /// error.
    pub fn of(error: &anyhow::Error) -> Self {
        if is_broken_pipe(error) {
            return Self::Done;
        }
        if error.chain().any(<dyn std::error::Error>::is::<UsageError>) {
            Self::Usage
        } else {
            Self::Internal
        }
    }
}

impl From<ExitStatus> for std::process::ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}

/// Something the user must say differently: the message tells what and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageError(pub String);

impl std::fmt::Display for UsageError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// Whether the error is that the reader of our output has gone.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>();
        io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn errors_end_in_the_status_of_their_cause() {
        let usage = anyhow::Error::new(UsageError("say it".to_owned())).context("while asking");
        assert_eq!(ExitStatus::of(&usage), ExitStatus::Usage);
        let pipe: io::Result<()> = Err(io::ErrorKind::BrokenPipe.into());
        let pipe = pipe.context("writing the report").expect_err("it is an error");
        assert_eq!(ExitStatus::of(&pipe), ExitStatus::Done);
        let disk = io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(ExitStatus::of(&disk.into()), ExitStatus::Internal);
    }
}
