//! Arguments of `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::CaseArgs;
use crate::clock::Zone;

/// `serve`: flags as typed.
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// Which case.
    #[command(flatten)]
    pub case: CaseArgs,
    /// Address and port to listen on; port 0 takes a free one. Others than this host need --token
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7979")]
    pub listen: SocketAddr,
    /// What whoever asks must know, at least 16 characters: as `Authorization: Bearer`, or once as
    /// `?token=`. Others on this host can read command lines: better in a file or the environment
    #[arg(long, env = "MBXTRACE_TOKEN", hide_env_values = true, conflicts_with = "token_file")]
    pub token: Option<String>,
    /// File whose first line is the token
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// A name by which browsers may ask besides localhost and addresses
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Zone of the times shown, and of times asked for without one
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true)]
    pub tz: Zone,
}
