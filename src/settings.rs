//! What the command line means, resolved once: no default and no relative time travels further.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use globset::GlobMatcher;
use mbxtrace_parsers::DateOrder;
use mbxtrace_rules::Severity;

use crate::cli::{AnalyzeArgs, CaseArgs, ReportArgs, SearchArgs, SharingArgs, SortOrder, TimeSpec};
use crate::clock::Zone;
use crate::exit::UsageError;
use crate::report::{Lang, ReportFormat};

/// Name of the folder of a case that is not named.
pub const CASE_FOLDER: &str = ".mbxtrace";

/// What the resolution may know of the world; the commands look it up.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// UTC, nanoseconds since 1970.
    pub now: i64,
    /// The working directory.
    pub folder: PathBuf,
}

/// Ending of the name of a private map, after that of the report it belongs to.
pub const MAP_ENDING: &str = ".redact-map.toml";

/// For whom a report is worded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// The private map, if pseudonyms are to stand for whoever is named. It need not exist yet.
    pub map: Option<PathBuf>,
    /// The language.
    pub lang: Lang,
}

impl Sharing {
    /// The map stands beside the report; for a report on stdout in the case, else in `folder`.
    fn resolve(
        args: SharingArgs,
        output: Option<&Path>,
        case: Option<&Path>,
        folder: &Path,
    ) -> Self {
        let map = args.redact.then(|| match (args.redact_map, output, case) {
            (Some(named), _, _) => folder.join(named),
            (None, Some(output), _) => folder.join(beside(output)),
            (None, None, Some(case)) => case.join(["mbxtrace", MAP_ENDING].concat()),
            (None, None, None) => folder.join(["mbxtrace", MAP_ENDING].concat()),
        });
        Self { map, lang: args.lang }
    }
}

/// The private map of what is written to `output`.
pub fn beside(output: &Path) -> PathBuf {
    let mut name = output.file_name().unwrap_or_default().to_os_string();
    name.push(MAP_ENDING);
    output.with_file_name(name)
}

/// One analysis.
#[derive(Clone, Debug)]
pub struct AnalyzeSettings {
    /// What to read.
    pub paths: Vec<PathBuf>,
    /// Folder of the case, which need not exist yet; `None` if no case is to be written.
    pub case: Option<PathBuf>,
    /// Whether to write a case.
    pub index: bool,
    /// Form of the report.
    pub format: ReportFormat,
    /// Where the report goes; `None` for stdout.
    pub output: Option<PathBuf>,
    /// Only records at or after this instant, UTC nanoseconds.
    pub since: Option<i64>,
    /// Only records before this instant.
    pub until: Option<i64>,
    /// Zones the user said, in the order typed; the last that matches a stream counts.
    pub zones: Vec<(Option<GlobMatcher>, Zone)>,
    /// Dates the user said, days since 1970; the last that matches a stream counts.
    pub dates: Vec<(Option<GlobMatcher>, i32)>,
    /// Order of day and month, if said.
    pub date_order: Option<DateOrder>,
    /// Hosts whose clock the user says to be ahead, and by how much, nanoseconds.
    pub offsets: Vec<(String, i64)>,
    /// Whether estimated clock offsets are taken off.
    pub apply_offsets: bool,
    /// Folder of the user's own rules.
    pub rules: Option<PathBuf>,
    /// Level from which findings give exit status 1.
    pub fail_on: Option<Severity>,
    /// No progress.
    pub quiet: bool,
    /// For whom the report is worded.
    pub sharing: Sharing,
}

impl AnalyzeSettings {
    /// What the arguments mean. Errors: a window that ends before it begins, the folder of the case
    /// cannot be looked for.
    pub fn resolve(args: AnalyzeArgs, world: &Surroundings) -> anyhow::Result<Self> {
        let zone = for_all_streams(&args.tz);
        let (since, until) = window(args.window.since, args.window.until, world.now, zone)?;
        let index = !args.no_index;
        let case = if index { Some(case_folder(args.case, &world.folder)?) } else { None };
        let output = not_stdout(args.output.output);
        let sharing =
            Sharing::resolve(args.sharing, output.as_deref(), case.as_deref(), &world.folder);
        Ok(Self {
            paths: args.paths,
            case,
            index,
            format: args.output.format,
            output,
            sharing,
            since,
            until,
            zones: args.tz,
            dates: args.date,
            date_order: args.date_order,
            offsets: args.offset,
            apply_offsets: args.apply_offsets,
            rules: args.rules,
            fail_on: args.fail_on,
            quiet: args.quiet,
        })
    }

    /// The zone times are shown in: the last `--tz` for all streams, else UTC.
    pub fn display_zone(&self) -> Zone {
        for_all_streams(&self.zones)
    }
}

/// What a search is to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchAim {
    /// The records.
    Hits,
    /// How many.
    Count,
    /// How many in each step of so many nanoseconds.
    Histogram(i64),
    /// How many by value of the field of that name.
    Top(String),
    /// The spread of the field of that name, for each value of another if one is named.
    Stats(String, Option<String>),
    /// What all streams recorded within so many nanoseconds of each hit.
    Around(i64),
    /// What is there and what is added while it is watched.
    Follow,
}

/// One search.
#[derive(Clone, Debug)]
pub struct SearchSettings {
    /// The query as typed.
    pub query: String,
    /// Folder of the case.
    pub case: PathBuf,
    /// Only records at or after this time; resolved against the end of the case by
    /// [`SearchSettings::window`].
    pub since: Option<TimeSpec>,
    /// Only records before this time.
    pub until: Option<TimeSpec>,
    /// Around when, and how far on either side, instead of a window.
    pub at: Option<(TimeSpec, i64)>,
    /// Columns to show; none for whole hits.
    pub fields: Vec<String>,
    /// When to give up.
    pub timeout: Duration,
    /// Zone of times shown, and typed without one.
    pub zone: Zone,
    /// Records to show before and after each hit.
    pub context: usize,
    /// What to answer.
    pub aim: SearchAim,
    /// Order of the hits.
    pub sort: SortOrder,
    /// Most hits to show.
    pub limit: usize,
    /// Form of the answer: text, json, jsonl or csv.
    pub format: ReportFormat,
}

impl SearchSettings {
    /// What the arguments mean.
    pub fn resolve(args: SearchArgs, world: &Surroundings) -> anyhow::Result<Self> {
        let limit = args.limit.unwrap_or(if args.follow { 10 } else { 100 });
        let aim = if args.count {
            SearchAim::Count
        } else if let Some(step) = args.histogram {
            SearchAim::Histogram(step)
        } else if let Some(field) = args.top {
            SearchAim::Top(field)
        } else if let Some(field) = args.stats {
            SearchAim::Stats(field, args.by)
        } else if let Some(reach) = args.around {
            SearchAim::Around(reach)
        } else if args.follow {
            SearchAim::Follow
        } else {
            SearchAim::Hits
        };
        Ok(Self {
            query: args.query.unwrap_or_default(),
            at: args.at,
            fields: args.fields,
            timeout: args.timeout,
            case: case_folder(args.case, &world.folder)?,
            since: args.window.since,
            until: args.window.until,
            zone: args.tz,
            context: args.context,
            aim,
            sort: args.sort,
            limit,
            format: args.format,
        })
    }

    /// From when until when, in UTC nanoseconds. `11:30` and `-2h` are relative to `reference`, the
    /// last record of the case: cases are mostly older than today.
    pub fn window(&self, reference: i64) -> anyhow::Result<(Option<i64>, Option<i64>)> {
        if let Some((time, reach)) = self.at {
            let time = time.resolve(reference, self.zone);
            return Ok((
                Some(time.saturating_sub(reach)),
                Some(time.saturating_add(reach).saturating_add(1)),
            ));
        }
        window(self.since, self.until, reference, self.zone)
    }
}

/// One report of a case.
#[derive(Clone, Debug)]
pub struct ReportSettings {
    /// Folder of the case.
    pub case: PathBuf,
    /// Form of the report.
    pub format: ReportFormat,
    /// Where it goes; `None` for stdout.
    pub output: Option<PathBuf>,
    /// Zone of the times shown.
    pub zone: Zone,
    /// For whom it is worded.
    pub sharing: Sharing,
}

impl ReportSettings {
    /// What the arguments mean.
    pub fn resolve(args: ReportArgs, world: &Surroundings) -> anyhow::Result<Self> {
        let case = case_folder(args.case, &world.folder)?;
        let output = not_stdout(args.output.output);
        let sharing = Sharing::resolve(args.sharing, output.as_deref(), Some(&case), &world.folder);
        Ok(Self { case, format: args.output.format, output, zone: args.tz, sharing })
    }
}

/// The zone for all streams: the last that names no stream, else UTC.
pub(crate) fn for_all_streams(zones: &[(Option<GlobMatcher>, Zone)]) -> Zone {
    let all = zones.iter().rev().find(|(glob, _)| glob.is_none());
    all.map_or(Zone::UTC, |(_, zone)| *zone)
}

fn not_stdout(output: Option<PathBuf>) -> Option<PathBuf> {
    output.filter(|path| path.as_os_str() != "-")
}

fn window(
    since: Option<TimeSpec>,
    until: Option<TimeSpec>,
    reference: i64,
    zone: Zone,
) -> anyhow::Result<(Option<i64>, Option<i64>)> {
    let since = since.map(|time| time.resolve(reference, zone));
    let until = until.map(|time| time.resolve(reference, zone));
    if let (Some(since), Some(until)) = (since, until)
        && since >= until
    {
        let (since, until) = (zone.show(since), zone.show(until));
        return Err(UsageError(format!(
            "--since {since} is not before --until {until}: no record could match"
        ))
        .into());
    }
    Ok((since, until))
}

/// The folder named, else `.mbxtrace` in `folder` or the nearest folder above that has one, else
/// `.mbxtrace` in `folder`, not made yet.
pub(crate) fn case_folder(named: CaseArgs, folder: &Path) -> io::Result<PathBuf> {
    if let Some(case) = named.case {
        return Ok(folder.join(case));
    }
    for above in folder.ancestors() {
        let case = above.join(CASE_FOLDER);
        if case.try_exists()? {
            return Ok(case);
        }
    }
    Ok(folder.join(CASE_FOLDER))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Verb};
    use crate::clock::rfc3339;

    fn analyze(flags: &[&str], folder: &Path) -> anyhow::Result<AnalyzeSettings> {
        let typed = ["mbxtrace", "analyze", "bundle.zip"].into_iter().chain(flags.iter().copied());
        let Verb::Analyze(args) = Cli::try_parse_from(typed)?.verb else {
            panic!("another verb");
        };
        let now = 1_404_041_400_000_000_000; // 2014-06-29T11:30:00Z
        AnalyzeSettings::resolve(args, &Surroundings { now, folder: folder.to_owned() })
    }

    #[test]
    fn the_case_is_found_upward() {
        let root = tempfile::tempdir().expect("a folder");
        let below = root.path().join("a/b");
        std::fs::create_dir_all(&below).expect("made");
        let case = analyze(&[], &below).expect("good usage").case;
        assert_eq!(case, Some(below.join(CASE_FOLDER)));
        let above = root.path().join(CASE_FOLDER);
        std::fs::create_dir(&above).expect("made");
        assert_eq!(analyze(&[], &below).expect("good usage").case, Some(above));
        let named = analyze(&["--case", "other"], &below).expect("good usage").case;
        assert_eq!(named, Some(below.join("other")));
        assert_eq!(analyze(&["--no-index"], &below).expect("good usage").case, None);
    }

    #[test]
    fn times_without_a_zone_are_of_the_zone_for_all_streams() {
        let folder = Path::new("/nowhere");
        let flags = ["--tz", "*uc=+01:00", "--tz", "-04:00", "--since", "2014-06-29 07:00"];
        let settings = analyze(&flags, folder).expect("good usage");
        assert_eq!(settings.since.map(rfc3339).as_deref(), Some("2014-06-29T11:00:00Z"));
        assert_eq!(settings.display_zone(), Zone::Fixed(-14_400));
        let settings = analyze(&["--until", "-30m"], folder).expect("good usage");
        assert_eq!(settings.until.map(rfc3339).as_deref(), Some("2014-06-29T11:00:00Z"));
    }

    #[test]
    fn a_window_that_ends_before_it_begins_is_refused() {
        let flags = ["--since", "2014-06-29", "--until", "2014-06-29"];
        let error = analyze(&flags, Path::new("/nowhere")).expect_err("refused");
        assert!(error.is::<UsageError>() && error.to_string().contains("--until"), "{error}");
    }
}
