//! Streams to hold the laws against: records of a format mixed with all that goes wrong with files.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::Format;

const CUC_DIAG: &[&str] = &[
    "11:49:52.106 |30679,PhoneSystem-1-001,CC659E56D3824349A8B777E4EDAB550E,MiuMethods,12,Enter",
    "01:10:20.300 |6549,mail.example.com,{3d6a8e57-66a5-4ee6-8b53-7ed6b91d1194}, CsWebDav,14,[CsWebDav/Client.cpp:3340]: HTTP Status code: 500, WEBDAV response headers: HTTP/1.1 500 Internal Server Error",
    "23:59:59.999 |1,,,CsExMbxLocator,10,[CsExMbxLocator/CsExMbxLocator.cpp:1173]: HTTP request failed with error: Couldn't connect to server -- couldn't connect to host, HTTP status code: 503, for ews URL: https://mail.example.com:443/EWS/Exchange.ASMX, verb: POST",
    "19:19:04.790 |8060,,,CuSlmSvr,3,18-08-2020 DEBUG [SLM-12] Outgoing message id=c2383379-1597792743384-1",
    "09:26:53.473 |HDR|08/18/2020 ,Significant",
    "CsExMbxLocator,13,[CsExMbxLocator/CCsDNSResolver.cpp:186] Length of returned DNS response is -1",
];

const JETTY: &[&str] = &[
    "10.20.0.5 -  -  [29/Jun/2014:11:30:53 +0000] \"POST /NotificationService/services/NotificationService?id=3d6a8e57-66a5-4ee6-8b53-7ed6b91d1194&pid=4711 HTTP/1.1\" 200 343 ",
    "fe80::1 - - [29/Jun/2014:11:30:53 +0200] \"GET /vmevents/cometd HTTP/1.1\" Async - \"-\" \"Agent\" 12",
    "10.20.0.5 - admin [01/Jan/2015:00:00:00 -0500] \"GET /a\"b HTTP/1.1\" 404 - 3 4",
];

const SYSLOG: &[&str] = &[
    "Mar 18 16:40:52 node1 local7 6 : 92: Mar 18 11:10:52.630 UTC :  %CCM_SERVICEMANAGER-SERVICEMANAGER-6-ServiceActivated: Service Activated. App ID:Cisco Service Manager Cluster ID: Node ID:node1",
    "May 21 08:10:24 node2 local7 1 : 62: node2.example.com: May 21 2021 13:10:24.476 UTC : %UC_X-1-DuplicateUserid: %[AppID=Monitor][ClusterID=][NodeID=node2]: Two users #012",
    "node3 local7 3 : 41679: node3.example.com Jul 02 2015 06:22:31 UTC :   %UC_CALLMANAGER-3-EndPointUnregistered: %[Reason=13][NodeID=node3]: An endpoint has unregistered",
];

const IIS: &[&str] = &[
    "#Software: Microsoft Internet Information Services 8.5",
    "#Date: 2014-07-08 03:00:00",
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken",
    "2014-07-08 03:10:02 192.0.2.11 POST /EWS/Exchange.asmx - 443 - 10.20.30.11 - 401 1 1326 15",
    "2014-07-08 03:10:02 192.0.2.11 POST /EWS/Exchange.asmx - 443  CONTOSO\\svc 10.20.30.11 - 200 0 0 15",
    "#Fields: time c-ip cs-uri-stem sc-status",
    "03:10:02 10.20.30.11 /EWS/Exchange.asmx 503",
];

const EXCHANGE_LOG: &[&str] = &[
    "#Software: Microsoft Exchange Server",
    "#Log-type: IMAP4 Protocol Log",
    "#Fields: dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context",
    "2014-07-08T03:10:02.123Z,0000000000000001,2,192.0.2.11:993,10.20.30.40:50001,,1,17,21,login,uccx-mail *****,\"R=\"\"a2 NO LOGIN failed.\"\";Msg=x\"",
    "2014-07-08T03:10:02.123Z,0000000000000001,2,192.0.2.11:993,10.20.30.40:50001,uccx-mail,1,17,21,login,uccx-mail *****,R=OK",
    "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context",
    "2014-07-08T03:10:02.123Z,EXCH01\\Default EXCH01,08D1,3,192.0.2.11:25,10.20.30.40:50001,>,421 4.3.2 Service not available,",
    "DateTime,RequestId,AuthenticatedUser,ClientIpAddress,SoapAction,HttpStatus,ErrorCode,ImpersonatedUser",
    "2014-07-08T03:10:02.123Z,1,svc@contoso.example,10.20.30.11,Subscribe,500,ErrorServerBusy,a@contoso.example",
];

const REGISTRY: &[&str] = &[
    "Windows Registry Editor Version 5.00",
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\MSExchangeIS\\ParametersSystem]",
    "\"Maximum Allowed Sessions Per User\"=dword:00000040",
    "\"Path\"=hex(2):43,00,3a,\\",
    "  00,00",
    "@=\"a \\\"b\\\" c\"",
    "HKEY_LOCAL_MACHINE\\SYSTEM\\X",
    "    Maximum Allowed Sessions Per User    REG_DWORD    0x40",
];

const EXCHANGE_SHELL: &[&str] = &[
    "[PS] C:\\>Get-ImapSettings | fl",
    "Server                : EXCH01",
    "MaxConnectionsPerUser : 16",
    "Banner                : a long text that the console",
    "                        breaks",
    "Identity              : EXCH01\\1",
];

const CUC_CLI: &[&str] = &[
    "admin:show open ports regexp 7080",
    "Executing.. please wait.",
    "jetty      14655                jetty  117u  IPv6      117863      0t0  TCP *:7080 (LISTEN)",
    "admin:utils service list",
    "Connection Jetty[STARTED]",
    "Connection Mailbox Sync[STOPPED]  Commanded Out of Service",
    "admin:run cuc dbquery unitydirdb select alias, status from vw_mailboxmap",
    "alias      status",
    "---------- ------",
    "alice      3",
];

const EVENT_TEXT: &[&str] = &[
    "Error,11/7/2013 10:22:35 PM,MSExchangeIS,9646,General,\"Mapi session exceeded the maximum of 32",
    "objects of type \"\"session\"\".\"",
    "Level,Date and Time,Source,Event ID,Task Category",
    "Level\tDate and Time\tSource\tEvent ID\tTask Category",
    "Error\t11/7/2013 10:22:35 PM\tMSExchangeIS\t9646\tGeneral\tMapi session",
    "<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='MSExchangeIS'/><EventID Qualifiers='49156'>9646</EventID><Level>2</Level><TimeCreated SystemTime='2013-11-07T22:22:35.000000000Z'/><EventRecordID>7</EventRecordID><Channel>Application</Channel><Computer>mbx1.example.com</Computer></System><EventData><Data>session</Data></EventData></Event></Events>",
    "Event[0]:",
    "  Log Name: Application",
    "  Source: MSExchangeIS",
    "  Date: 2013-11-07T22:22:35.000",
    "  Event ID: 9646",
    "\"Message\",\"Id\",\"LevelDisplayName\",\"TimeCreated\"",
    "\"Mapi session\",\"9646\",\"Error\",\"11/7/2013 10:22:35 PM\"",
    "[{\"Id\":9646,\"Message\":\"Mapi session\",\"TimeCreated\":\"\\/Date(1383862955000)\\/\"},",
    "{\"Id\":9646,\"TimeCreated\":\"\\/Date(1383862955000)\\/\"}]",
    "Log Name:      Application",
    "Source:        MSExchange Web Services",
    "Event ID:      6",
    "Description:",
];

/// Records of a format, one line each.
pub(super) fn samples(format: Format) -> &'static [&'static str] {
    match format {
        Format::CucDiag => CUC_DIAG,
        Format::JettyRequestLog => JETTY,
        Format::CiscoSyslog => SYSLOG,
        Format::IisLog => IIS,
        Format::Imap4Log | Format::SmtpLog | Format::EwsLog => EXCHANGE_LOG,
        Format::Registry => REGISTRY,
        Format::ExchangeShell => EXCHANGE_SHELL,
        Format::CucCli => CUC_CLI,
        _ => EVENT_TEXT,
    }
}

/// Sizes of chunks, used in turn; often ones.
pub(super) fn chunk_sizes() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        2 => Just(vec![1]),
        6 => vec(1_usize..40, 1..6),
        2 => vec(40_usize..2000, 1..4),
    ]
}

/// One line in Latin 1: a record, a part of one, or noise.
fn line(format: Format) -> impl Strategy<Value = String> {
    let record = || select(samples(format)).prop_map(str::to_owned);
    let broken = (record(), any::<Index>(), any::<Index>()).prop_map(|(text, from, to)| {
        let (from, to) = (from.index(text.len()), to.index(text.len()));
        text.get(from.min(to)..from.max(to)).expect("samples are ASCII").to_owned()
    });
    let glued = (record(), 900_usize..1200, record())
        .prop_map(|(text, at, next)| format!("{text:x<at$.at$}{next}"));
    let twisted = (record(), any::<Index>(), "[\\x20-\\x7e\u{e9}]").prop_map(|(text, at, with)| {
        let mut text = text;
        let at = at.index(text.len());
        text.replace_range(at..=at, &with);
        text
    });
    prop_oneof![
        8 => record(),
        3 => broken,
        4 => twisted,
        1 => glued,
        2 => "[ \\t\u{0}]{0,3}",
        2 => "[\\x20-\\x7e\u{e9}\u{df}]{0,80}",
        1 => "\tat com\\.example\\.[a-z]{1,8}\\(File\\.java:[0-9]{1,3}\\)",
        1 => "(admin:|options: q=quit|/a/diag_CuMbxSync_00000086\\.uc:)[a-z0-9: ]{0,20}",
        1 => (1_usize..3000).prop_map(|length| "long ".repeat(length / 5)),
    ]
}

/// A text in Latin 1.
pub(super) fn text(format: Format) -> impl Strategy<Value = String> {
    let ends = prop_oneof![6 => Just("\n"), 3 => Just("\r\n"), 1 => Just("\r"), 1 => Just("")];
    vec((line(format), ends), 0..12).prop_map(|lines| {
        lines.into_iter().flat_map(|(line, end)| [line, end.to_owned()]).collect()
    })
}

/// A stream: text, text with damaged bytes, text with a byte-order mark, or no text at all.
pub(super) fn bytes(format: Format) -> impl Strategy<Value = Vec<u8>> {
    let damage = vec((any::<Index>(), any::<u8>()), 1..6);
    let damaged = (text(format), damage).prop_map(|(text, damage)| {
        let mut bytes = text.into_bytes();
        for (at, value) in damage.into_iter().filter(|_| !bytes.is_empty()).collect::<Vec<_>>() {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        bytes
    });
    let marked = text(format).prop_map(|text| format!("\u{feff}{text}").into_bytes());
    prop_oneof![
        5 => text(format).prop_map(String::into_bytes),
        4 => damaged,
        1 => marked,
        1 => vec(any::<u8>(), 0..600),
    ]
}
