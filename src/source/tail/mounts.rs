//! File systems that do not tell what another machine writes to them.

use std::path::Path;

/// Where Linux lists what is mounted (`proc_pid_mountinfo(5)`).
const TABLE: &str = "/proc/self/mountinfo";

/// Types of file systems that others write to as well. inotify sees what passes through this kernel
/// alone (`inotify(7)`, "Limitations and caveats").
const REMOTE: [&str; 20] = [
    "9p",
    "acfs",
    "afs",
    "ceph",
    "cifs",
    "coda",
    "drvfs",
    "fuse",
    "fuseblk",
    "gfs2",
    "glusterfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "prl_fs",
    "smb3",
    "smbfs",
    "vboxsf",
];

/// The table of mounts, read once: mount points and types.
pub(super) struct Mounts(Vec<(String, String)>);

impl Mounts {
    /// Empty where there is no such table: then every file system counts as local.
    pub(super) fn read() -> Self {
        Self::of(&std::fs::read_to_string(TABLE).unwrap_or_default())
    }

    fn of(table: &str) -> Self {
        Self(table.lines().filter_map(mount).collect())
    }

    /// The type of the file system that `path` (absolute, without links) lies on, if it is one on
    /// which changes have to be looked for.
    pub(super) fn remote(&self, path: &Path) -> Option<&str> {
        let mut nearest = (0, "");
        for (point, kind) in &self.0 {
            // Of two at the same point, the later one lies on top.
            if path.starts_with(point) && point.len() >= nearest.0 {
                nearest = (point.len(), kind.as_str());
            }
        }
        let kind = nearest.1;
        let is_remote = REMOTE.contains(&kind) || kind.starts_with("fuse.");
        is_remote.then_some(kind)
    }
}

/// Mount point and type of a line: `36 35 98:0 /root /point rw master:1 - ext3 /dev/root rw`.
fn mount(line: &str) -> Option<(String, String)> {
    let (mounted, device) = line.split_once(" - ")?;
    let point = mounted.split(' ').nth(4)?;
    Some((unescaped(point), device.split(' ').next()?.to_owned()))
}

/// Blank, tab, line feed and backslash are written as three octal digits.
fn unescaped(text: &str) -> String {
    let escapes = [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")];
    escapes.iter().fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mount_says_what_it_is() {
        let table = "\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n\
40 22 0:35 / /srv/logs rw shared:20 master:3 - nfs4 192.0.2.7:/logs rw,vers=4.2\n\
41 40 0:36 / /srv/logs/local rw - tmpfs tmpfs rw\n\
42 22 0:37 / /mnt/a\\040share rw - cifs //contoso.example/a rw\n\
43 22 0:38 / /mnt/ssh rw - fuse.sshfs cuc1.contoso.example: rw\n\
44 22 0:39 / /mnt/both rw - nfs 192.0.2.7:/b rw\n\
45 22 0:40 / /mnt/both rw - xfs /dev/vdb rw\n\
broken\n";
        let mounts = Mounts::of(table);
        for (path, kind) in [
            ("/var/log", None),
            ("/srv/logs/cuc1/x.log", Some("nfs4")),
            ("/srv/logs2", None),
            ("/srv/logs/local/x", None),
            ("/mnt/a share", Some("cifs")),
            ("/mnt/ssh/x", Some("fuse.sshfs")),
            ("/mnt/both/x", None),
        ] {
            assert_eq!(mounts.remote(Path::new(path)), kind, "{path}");
        }
        assert_eq!(Mounts::of("").remote(Path::new("/")), None);
    }
}
