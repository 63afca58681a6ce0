//! The formats and how they are told apart: by content, never by name alone.

use crate::decoder::{Grammar, Options};
use crate::encoding::Encoding;
use crate::{
    cisco_syslog, cuc_cli, cuc_diag, exchange_log, exchange_shell, iis, jetty, registry, windows,
};

macro_rules! formats {
    ($($variant:ident $name:literal $family:ident $title:literal;)*) => {
        /// A log format.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Format {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Format {
            /// Every format.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in rules, queries and reports.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// One line for a person.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// The family: formats of one family carry the same records.
            pub fn family(self) -> Family {
                match self { $(Self::$variant => Family::$family,)* }
            }

            /// The format of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

formats! {
    CucDiag "cuc-diag" CucDiag "CUC diagnostic trace, diag_*.uc";
    JettyRequestLog "jetty-request-log" JettyRequestLog "Jetty request log of CUC, yyyy_mm_dd.request.log";
    CiscoSyslog "cisco-syslog" CiscoSyslog "Application syslog of a Cisco voice server, CiscoSyslog";
    Evtx "evtx" WindowsEvent "Windows event log, binary (.evtx)";
    EventViewerCsv "event-viewer-csv" WindowsEvent "Event Viewer, saved as CSV";
    EventViewerText "event-viewer-text" WindowsEvent "Event Viewer, saved as TXT (tab separated)";
    EventXml "event-xml" WindowsEvent "Windows events as XML (Event Viewer, wevtutil /f:xml)";
    WevtutilText "wevtutil-text" WindowsEvent "wevtutil qe /f:text";
    GetWinEventCsv "get-winevent-csv" WindowsEvent "Get-WinEvent or Get-EventLog piped to Export-Csv";
    GetWinEventJson "get-winevent-json" WindowsEvent "Get-WinEvent piped to ConvertTo-Json";
    EventClipboard "event-clipboard" WindowsEvent "Event Viewer, copied as text";
    IisLog "iis-log" IisLog "IIS log in W3C form, u_exYYMMDD.log";
    Imap4Log "imap4-log" Imap4Log "IMAP4 (POP3) protocol log of Exchange";
    SmtpLog "smtp-log" SmtpLog "SMTP receive protocol log of Exchange";
    EwsLog "ews-log" EwsLog "EWS log of Exchange 2013 and later";
    Registry "registry" Config "Windows registry: .reg export, or `reg query` saved as text";
    ExchangeShell "exchange-shell" Config "Exchange Management Shell: settings as Format-List prints them";
    CucCli "cuc-cli" CliOutput "Command line of Unity Connection, saved as text";
}

/// Formats that carry the same records; rules name the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// CUC diagnostic traces.
    CucDiag,
    /// Jetty request logs.
    JettyRequestLog,
    /// Cisco application syslog.
    CiscoSyslog,
    /// Windows events in any export form.
    WindowsEvent,
    /// IIS logs of Exchange.
    IisLog,
    /// IMAP4 and POP3 protocol logs of Exchange.
    Imap4Log,
    /// SMTP receive protocol logs of Exchange.
    SmtpLog,
    /// EWS logs of Exchange.
    EwsLog,
    /// Settings: what a server was set to when somebody looked. No record has a time.
    Config,
    /// Output of Unity Connection's command line. No record has a time.
    CliOutput,
}

impl Family {
    /// Every family.
    pub const ALL: &'static [Self] = &[
        Self::CucDiag,
        Self::JettyRequestLog,
        Self::CiscoSyslog,
        Self::WindowsEvent,
        Self::IisLog,
        Self::Imap4Log,
        Self::SmtpLog,
        Self::EwsLog,
        Self::Config,
        Self::CliOutput,
    ];

    /// Whether its records say what is, at a time they do not name, instead of what happened.
    pub fn is_snapshot(self) -> bool {
        matches!(self, Self::Config | Self::CliOutput)
    }

    /// The name in rules, queries and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::CucDiag => "cuc-diag",
            Self::JettyRequestLog => "jetty-request-log",
            Self::CiscoSyslog => "cisco-syslog",
            Self::WindowsEvent => "windows-event",
            Self::IisLog => "iis-log",
            Self::Imap4Log => "imap4-log",
            Self::SmtpLog => "smtp-log",
            Self::EwsLog => "ews-log",
            Self::Config => "config",
            Self::CliOutput => "cli-output",
        }
    }

    /// The family of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|family| family.name() == name)
    }
}

/// Tells the format from the first bytes of a stream, already in UTF-8 if it is text (64 KiB are
/// plenty; fewer are fine). `name` is the file name and decides only between formats that the
/// content leaves open. `None`: no grammar claims it.
pub fn detect(head: &[u8], name: &str) -> Option<Format> {
    registry::detect(head)
        .then_some(Format::Registry)
        .or_else(|| iis::detect(head).then_some(Format::IisLog))
        .or_else(|| exchange_log::detect(head))
        .or_else(|| windows::detect(head, name))
        .or_else(|| jetty::detect(head).then_some(Format::JettyRequestLog))
        .or_else(|| cisco_syslog::detect(head).then_some(Format::CiscoSyslog))
        .or_else(|| cuc_diag::detect(head, name).then_some(Format::CucDiag))
        .or_else(|| cuc_cli::detect(head).then_some(Format::CucCli))
        .or_else(|| exchange_shell::detect(head).then_some(Format::ExchangeShell))
}

/// Tells format and encoding from the first bytes of a stream as stored. The last value is the
/// length of the byte-order mark.
pub fn recognise(head: &[u8], name: &str) -> Option<(Format, Encoding, usize)> {
    if let Some(format) = windows::detect_binary(head) {
        return Some((format, Encoding::Utf8, 0));
    }
    let (encoding, mark) = Encoding::detect(head);
    let mut text = Vec::new();
    encoding.decode(head.get(mark..).unwrap_or_default(), &mut text);
    detect(&text, name).map(|format| (format, encoding, mark))
}

/// The grammar of a format.
pub(crate) fn grammar(format: Format, options: Options) -> Box<dyn Grammar> {
    match format {
        Format::CucDiag => Box::new(cuc_diag::CucDiag::new(options)),
        Format::JettyRequestLog => Box::new(jetty::Jetty::default()),
        Format::CiscoSyslog => Box::new(cisco_syslog::CiscoSyslog::new(options)),
        Format::IisLog => Box::new(iis::Iis::default()),
        Format::Imap4Log => Box::new(exchange_log::ExchangeLog::imap4()),
        Format::SmtpLog => Box::new(exchange_log::ExchangeLog::smtp()),
        Format::EwsLog => Box::new(exchange_log::ExchangeLog::ews()),
        Format::Registry => Box::new(registry::Registry::default()),
        Format::ExchangeShell => Box::new(exchange_shell::ExchangeShell),
        Format::CucCli => Box::new(cuc_cli::CucCli),
        _ => windows::grammar(format, options),
    }
}
