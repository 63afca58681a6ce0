//! `serve`: the case in a browser.

use std::fs;
use std::io::Write;

use anyhow::Context;

use super::{case_error, surroundings};
use crate::case::Case;
use crate::cli::ServeArgs;
use crate::exit::{ExitStatus, UsageError};
use crate::serve::{self, Access, Serving};
use crate::settings::case_folder;

/// Shortest token: what can be guessed protects nothing.
const SHORTEST_TOKEN: usize = 16;

/// Runs `serve` until it is interrupted.
pub fn run(args: ServeArgs, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let world = surroundings()?;
    let token = token(&args)?;
    if token.is_none() && !args.listen.ip().is_loopback() {
        return Err(UsageError(format!(
            "a case names people and hosts: to listen on {}, which others can reach, give --token \
             or --token-file; or listen on 127.0.0.1",
            args.listen.ip()
        ))
        .into());
    }
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).context("the system has no randomness to give")?;
    let case = case_folder(args.case, &world.folder)?;
    Case::open(&case).map_err(case_error)?;
    let access = Access::new(args.listen, &args.allow_host, token.as_deref(), secret)
        .map_err(|message| UsageError(format!("--allow-host {message}")))?;
    let serving = Serving { case: case.clone(), zone: args.tz, access };
    let server = serve::serve(args.listen, serving)
        .map_err(|error| UsageError(format!("cannot listen on {}: {error}", args.listen)))?;
    let hint = if token.is_some() { "?token=… (as given)" } else { "" };
    writeln!(stdout, "{} at http://{}/{hint}", case.display(), server.address())?;
    stdout.flush()?;
    wait()?;
    Ok(ExitStatus::Done)
}

fn token(args: &ServeArgs) -> anyhow::Result<Option<String>> {
    let token = match (&args.token, &args.token_file) {
        (Some(token), _) => token.clone(),
        (None, Some(path)) => {
            let content = fs::read_to_string(path).map_err(|error| {
                UsageError(format!("cannot read --token-file {}: {error}", path.display()))
            })?;
            content.lines().next().unwrap_or_default().trim().to_owned()
        }
        (None, None) => return Ok(None),
    };
    let is_sound = token.len() >= SHORTEST_TOKEN && token.bytes().all(in_addresses);
    if !is_sound {
        return Err(UsageError(format!(
            "a token has at least {SHORTEST_TOKEN} characters, letters, digits and `-._~` \
             only: `openssl rand -hex 16` makes one"
        ))
        .into());
    }
    Ok(Some(token))
}

/// Characters that mean themselves in an address (RFC 3986, 2.3).
fn in_addresses(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Waits for SIGINT or SIGTERM.
#[cfg(unix)]
fn wait() -> anyhow::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])
        .context("cannot watch for signals")?;
    signals.forever().next();
    Ok(())
}

/// Waits for ever; Ctrl-C ends the process.
#[cfg(not(unix))]
fn wait() -> anyhow::Result<()> {
    loop {
        std::thread::park();
    }
}
