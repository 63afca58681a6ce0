//! `watch --print-unit`: a systemd unit (systemd.unit(5), systemd.exec(5)) for these settings.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use toml::Value;

use super::check::fixed_part;
use crate::cli::WatchArgs;
use crate::config::WatchSettings;
use crate::exit::UsageError;

/// Where the settings are looked for if none are named.
const CONFIG: &str = "/etc/mbxtrace/mbxtrace.toml";

/// Where systemd keeps the state of the service (`StateDirectory=`).
const STATE: &str = "/var/lib/mbxtrace";

/// Folders that a unit is about.
#[derive(Debug, Default)]
pub(super) struct Places {
    program: PathBuf,
    config: PathBuf,
    /// Written to, besides [`STATE`].
    writes: BTreeSet<PathBuf>,
    /// Must be mounted before the start.
    needs: BTreeSet<PathBuf>,
}

/// Writes the unit. Without `--config` it is for settings in [`CONFIG`].
pub(super) fn write(args: &WatchArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    if args.config.is_none() && !args.paths.is_empty() {
        let text = "--print-unit is for settings in a file: put the paths there and name it with \
                    --config FILE";
        return Err(UsageError(text.to_owned()).into());
    }
    let program = std::env::current_exe().context("cannot tell where this program is")?;
    let mut places = Places { program, config: CONFIG.into(), ..Places::default() };
    if args.config.is_some() {
        places.read(&WatchSettings::load(args, &super::surroundings()?)?);
    }
    Ok(unit(&places, out)?)
}

impl Places {
    fn read(&mut self, settings: &WatchSettings) {
        if let Some(config) = &settings.config {
            self.config.clone_from(config);
        }
        let files = settings.tell.iter().filter_map(|sink| {
            let is_file = sink.get("kind").and_then(Value::as_str) == Some("file");
            let path = sink.get("path").and_then(Value::as_str).filter(|_| is_file)?;
            Path::new(path).parent().map(Path::to_owned)
        });
        let written = files.chain([settings.case.clone()]);
        self.writes = written.filter(|folder| !folder.starts_with(STATE)).collect();
        let read = settings.paths.iter().map(|path| fixed_part(path).0);
        self.needs = read.chain(self.writes.iter().cloned()).collect();
    }
}

fn unit(places: &Places, out: &mut dyn Write) -> io::Result<()> {
    let (program, config) = (quoted(&places.program), quoted(&places.config));
    writeln!(out, "# /etc/systemd/system/mbxtrace.service")?;
    writeln!(out, "# Made by `mbxtrace watch --print-unit`. Before the first start:")?;
    writeln!(out, "#   useradd --system --no-create-home --shell /usr/sbin/nologin mbxtrace")?;
    for folder in &places.writes {
        let folder = quoted(folder);
        writeln!(out, "#   install -d -o mbxtrace -g mbxtrace -m 0750 {folder}")?;
    }
    writeln!(out, "#   systemctl daemon-reload && systemctl enable --now mbxtrace\n")?;
    writeln!(out, "[Unit]")?;
    writeln!(out, "Description=mbxtrace: watches Unity Connection and Exchange logs")?;
    writeln!(out, "After=network.target")?;
    if !places.needs.is_empty() {
        writeln!(out, "# Logs on a share: an empty mount point would look like silence.")?;
        writeln!(out, "RequiresMountsFor={}", list(&places.needs))?;
    }
    writeln!(out, "\n[Service]\n{SERVICE}")?;
    writeln!(out, "ExecStart={program} watch --config {config}")?;
    writeln!(
        out,
        "# A mistake in the settings is told by `systemctl reload`, and changes nothing."
    )?;
    writeln!(out, "ExecReload={program} watch --config {config} --check")?;
    writeln!(out, "ExecReload=/bin/kill -HUP $MAINPID\n")?;
    writeln!(out, "{HARDENING}")?;
    if !places.writes.is_empty() {
        writeln!(out, "# The case and the files that findings are told in.")?;
        writeln!(out, "ReadWritePaths={}", list(&places.writes))?;
    }
    writeln!(out, "\n[Install]\nWantedBy=multi-user.target")
}

/// Who it runs as, and how its life is watched.
const SERVICE: &str = "\
# READY=1 comes when the logs are being followed; until then, and while stopping, the timeouts are
# put off as long as there is progress (EXTEND_TIMEOUT_USEC).
Type=notify
NotifyAccess=main
# The loop gives a sign of life every 30 s; a loop that hangs is ended and started again. What was
# committed is kept, what was not is read again: nothing is lost and nothing counted twice.
WatchdogSec=60
Restart=on-failure
RestartSec=5
# Status 2: a mistake in the settings, which no restart mends.
RestartPreventExitStatus=2
# SIGTERM: what is there is read, told and committed; commands that tell may end their work.
KillSignal=SIGTERM
KillMode=mixed
TimeoutStopSec=60

# Never root. Let the user read the logs by their group, not by more rights:
User=mbxtrace
Group=mbxtrace
#SupplementaryGroups=adm
# The case, unless the settings say otherwise: case = \"/var/lib/mbxtrace/case\"
StateDirectory=mbxtrace
StateDirectoryMode=0750
WorkingDirectory=/var/lib/mbxtrace
# What it writes quotes logs: not for everybody.
UMask=0027";

/// What it may not do. It reads logs that strangers can write into.
const HARDENING: &str = "\
# No rights, and no way to more: it needs none to read files and to connect.
CapabilityBoundingSet=
AmbientCapabilities=
NoNewPrivileges=yes
RestrictSUIDSGID=yes
# The whole file system is read-only but for the state above and the paths below.
ProtectSystem=strict
# Homes can be read, for logs that are collected there, and not written.
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
DevicePolicy=closed
# The kernel, its logs, its clock and its settings are none of its business.
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
# It sees its own processes only.
ProtectProc=invisible
ProcSubset=pid
# AF_UNIX: systemd and the journal. AF_INET, AF_INET6: metrics on loopback, syslog, webhooks.
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
LockPersonality=yes
# Nothing is compiled at run time.
MemoryDenyWriteExecute=yes
RemoveIPC=yes
KeyringMode=private
# What services usually need, without changing the system's resources or users.
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
# 20,000 subscriptions take some 128 MB; the rest is room for a backlog that is read at once. A leak,
# or a hostile file, ends this service and not the log host.
MemoryHigh=512M
MemoryMax=768M
MemorySwapMax=0
TasksMax=64
# Followed files are open, and the index has some hundred segments at worst.
LimitNOFILE=16384
LimitCORE=0
# The log host has other work.
Nice=5
IOSchedulingClass=best-effort
IOSchedulingPriority=6";

fn list(paths: &BTreeSet<PathBuf>) -> String {
    paths.iter().map(|path| quoted(path)).collect::<Vec<_>>().join(" ")
}

/// A path as one word of a unit file (systemd.syntax(7), systemd.service(5) "Command lines"): `%`
/// and `$` doubled, in quotes if it has blanks or quotes.
fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy().replace('%', "%%").replace('$', "$$");
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"\"'\\;".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text;
    }
    let mut word = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => word.extend(['\\', c]),
            c if c.is_control() && c.is_ascii() => {
                word.extend(["\\x", &format!("{:02x}", u32::from(c))]);
            }
            c => word.push(c),
        }
    }
    word.push('"');
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(places: &Places) -> String {
        let mut out = Vec::new();
        unit(places, &mut out).expect("written");
        String::from_utf8(out).expect("UTF-8")
    }

    fn paths(paths: &[&str]) -> BTreeSet<PathBuf> {
        paths.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn the_unit_for_settings_of_its_own() {
        let places = Places {
            program: "/usr/bin/mbxtrace".into(),
            config: "/etc/mbxtrace/mbxtrace.toml".into(),
            writes: paths(&["/srv/case"]),
            needs: paths(&["/srv/case", "/srv/cuc logs"]),
        };
        insta::assert_snapshot!("unit", text(&places));
    }

    #[test]
    fn paths_are_one_word_each() {
        #[rustfmt::skip]
        let cases = [
            ("/srv/logs", "/srv/logs"),
            ("/srv/a b", "\"/srv/a b\""),
            ("/srv/100%$x", "/srv/100%%$$x"),
            ("/srv/a\"b\\c", "\"/srv/a\\\"b\\\\c\""),
            ("/srv/a\nExecStart=/bin/sh", "\"/srv/a\\x0aExecStart=/bin/sh\""),
            ("/srv/a;b", "\"/srv/a;b\""),
        ];
        for (path, word) in cases {
            assert_eq!(quoted(Path::new(path)), word);
        }
    }

    /// systemd itself reads it, where it is installed.
    #[test]
    fn systemd_has_nothing_against_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("mbxtrace.service");
        let program = std::env::current_exe().expect("this test");
        let places = Places { program, config: CONFIG.into(), ..Places::default() };
        std::fs::write(&file, text(&places)).expect("written");
        let verified =
            std::process::Command::new("systemd-analyze").arg("verify").arg(&file).output();
        let Ok(verified) = verified else { return };
        let said = String::from_utf8_lossy(&verified.stderr).into_owned();
        let ours: Vec<&str> =
            said.lines().filter(|line| line.contains("mbxtrace.service")).collect();
        assert!(ours.is_empty(), "{ours:?}");
    }
}
