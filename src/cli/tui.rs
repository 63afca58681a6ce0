//! `tui`: flags as typed.

use clap::Args;

use super::CaseArgs;
use crate::clock::Zone;

/// `tui`: flags as typed.
#[derive(Args, Debug)]
pub struct TuiArgs {
    /// Which case.
    #[command(flatten)]
    pub case: CaseArgs,
    /// Zone of the times shown, and of times typed; `z` changes to UTC and back
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true)]
    pub tz: Zone,
}
