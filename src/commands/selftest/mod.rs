//! `selftest`: a canary. Writes lines of a request log into a watched folder, looks for them in the
//! case, and says what was lost, doubled or changed on the way, and how long it took.

mod canary;
mod tally;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use self::canary::Canary;
use self::tally::Tally;
use super::{case_error, surroundings};
use crate::case::{Case, CaseError};
use crate::cli::SelftestArgs;
use crate::exit::ExitStatus;
use crate::search;
use crate::settings::case_folder;

/// How often the case is looked at: the resolution of the latencies.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How long a line that has arrived is given to arrive once more: longer than between two commits.
const DOUBLE_WITHIN: Duration = Duration::from_secs(1);

/// Runs `selftest`: status 0 if every line arrived once and unchanged, else 1.
pub fn run(args: SelftestArgs, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let world = surroundings()?;
    let case = case_folder(args.case, &world.folder)?;
    Case::open(&case).map_err(case_error)?;
    let interrupted = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // So that the canary's files are removed; a second one ends at once.
        signal_hook::flag::register_conditional_default(signal, Arc::clone(&interrupted))?;
        signal_hook::flag::register(signal, Arc::clone(&interrupted))?;
    }
    let name = format!("{}-{}", world.now / 1_000_000_000, std::process::id());
    let mut canary = Canary::new(&args.folder, &name, args.lines)?;
    let watched = Watched { case: &case, name: &name };
    let pace = Duration::from_secs(1) / args.rate;
    let timing = Timing { pace, patience: args.timeout };
    let outcome = observe(&mut canary, &watched, timing, &interrupted);
    canary.remove();
    let tally = outcome?;
    stdout.write_all(tally.text(&args.folder, &case).as_bytes())?;
    Ok(if tally.is_good() { ExitStatus::Done } else { ExitStatus::Findings })
}

#[derive(Clone, Copy)]
struct Timing {
    /// Between two lines.
    pace: Duration,
    /// After the last line.
    patience: Duration,
}

/// Writes and looks until everything has arrived, or patience ends.
fn observe(
    canary: &mut Canary,
    watched: &Watched<'_>,
    timing: Timing,
    interrupted: &AtomicBool,
) -> anyhow::Result<Tally> {
    let began = Instant::now();
    let mut tally = Tally::new(canary.total);
    let mut commit = None;
    let mut last_line = began;
    while !interrupted.load(Ordering::Relaxed) {
        let due = (began.elapsed().as_nanos() / timing.pace.as_nanos().max(1)) + 1;
        while tally.written.len() < usize::try_from(due).unwrap_or(usize::MAX)
            && tally.written.len() < canary.total as usize
        {
            tally.written.push(canary.write_line()?);
            last_line = Instant::now();
        }
        watched.look(&mut commit, &mut tally)?;
        let is_all_written = tally.written.len() == canary.total as usize;
        if is_all_written && (tally.is_complete() || last_line.elapsed() >= timing.patience) {
            break;
        }
        thread::sleep(LOOK_EVERY.min(timing.pace));
    }
    if !interrupted.load(Ordering::Relaxed) {
        thread::sleep(DOUBLE_WITHIN);
    }
    watched.look(&mut commit, &mut tally)?;
    Ok(tally)
}

/// The case in which the lines must arrive.
struct Watched<'a> {
    case: &'a Path,
    name: &'a str,
}

impl Watched<'_> {
    /// Counts what has arrived, if there was a commit since the last look.
    fn look(&self, commit: &mut Option<u64>, tally: &mut Tally) -> anyhow::Result<()> {
        let case = match Case::open(self.case) {
            Ok(case) => case,
            // Commits that follow too fast, or files that a commit has just taken away.
            Err(CaseError::Damaged { .. } | CaseError::Index(_)) => return Ok(()),
            Err(error) => return Err(case_error(error)),
        };
        let now = Instant::now();
        if *commit == Some(case.manifest().commit) {
            return Ok(());
        }
        let request = search::Request {
            query: format!("url:\"{}\"", canary::url(self.name)),
            limit: tally.written.len() * 2 + 100,
            newest_first: false,
            ..search::Request::default()
        };
        let answer = match search::run(&case, &request) {
            Ok(answer) => answer,
            Err(search::SearchError::Case(_)) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        *commit = Some(case.manifest().commit);
        let texts = answer.hits.iter().map(|hit| hit.text.as_str());
        tally.count(texts, now);
        Ok(())
    }
}
