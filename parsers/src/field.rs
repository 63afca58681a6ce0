//! The published vocabulary of typed fields: the names that rules, queries and reports share.

macro_rules! fields {
    ($($variant:ident $name:literal $kind:ident $doc:literal;)*) => {
        /// The published vocabulary of typed fields. Names follow the products' own words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Field {
            $(#[doc = $doc] $variant,)*
        }

        impl Field {
            /// Every field, in the order of the vocabulary.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its bit in [`crate::Record::present`]; the vocabulary has at most 64 names.
            pub(crate) fn bit(self) -> u64 {
                1 << (self as u8)
            }

            /// The name in rules, queries and reports.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// One sentence on what it holds.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $doc,)* }
            }

            /// Whether the value is a whole number (otherwise it is text).
            pub fn is_number(self) -> bool {
                match self { $(Self::$variant => fields!(@number $kind),)* }
            }

            /// The field of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
    (@number int) => { true };
    (@number text) => { false };
}

fields! {
    Thread "thread" int "Operating-system thread of the record.";
    TraceLevel "trace_level" int "Micro-trace level of a CUC record; -1 is always on.";
    Context "context" text "First context column of a CUC record: voice port or Exchange host.";
    ContextId "context_id" text "Second context column of a CUC record: call or mailbox GUID, without braces.";
    SourceFile "source_file" text "Program source file and line the record names, `Dir/File.cpp:123`.";
    Mailbox "mailbox" text "Exchange mailbox: e-mail address or alias.";
    MailboxGuid "mailbox_guid" text "GUID of a mailbox, lower case, without braces.";
    Account "account" text "Account: last `cn` of a legacyExchangeDN, or `DOMAIN\\user`.";
    AccountDn "account_dn" text "legacyExchangeDN of the account, as logged.";
    ServiceAccount "service_account" text "Unified messaging services account.";
    Subscription "subscription" text "CUC's id of one mailbox push subscription (`?id=` of the callback URL).";
    EwsSubscription "ews_subscription" text "Exchange's opaque `SubscriptionId`, base64.";
    OwnerServer "owner_server" text "Exchange server that owns an EWS subscription.";
    Pid "pid" int "`CuMbxSync` process that made the subscription (`&pid=`), or process id named by an event.";
    ClientIp "client_ip" text "Address the request came from.";
    Server "server" text "Host the request went to: host of the URL, without port.";
    HttpMethod "http_method" text "HTTP method of a request received.";
    HttpStatus "http_status" int "HTTP status code; absent when no server answered.";
    TransportError "transport_error" text "Why no HTTP answer came: the client library's own words.";
    Url "url" text "URL or request target.";
    Verb "verb" text "HTTP verb of a request sent.";
    ResponseBytes "response_bytes" int "Bytes of the response body or response.";
    UserAgent "user_agent" text "User-Agent of the request.";
    Latency "latency" int "Latency of the request in milliseconds.";
    EventId "event_id" int "Windows event id, without qualifiers.";
    RecordId "record_id" int "`EventRecordID` of a Windows event.";
    Provider "provider" text "Windows event source.";
    Channel "channel" text "Windows event channel or log.";
    Computer "computer" text "Computer that logged a Windows event.";
    TaskCategory "task_category" text "Task category of a Windows event.";
    ObjectType "object_type" text "Type of the MAPI object counted, lower case: `session`, `objtfolder`.";
    Limit "limit" int "Limit that was exceeded.";
    ClientType "client_type" text "Client type of a MAPI session, Exchange 2013 and later.";
    SoapCode "soap_code" text "EWS response code, `ErrorServerBusy`.";
    ImapResult "imap_result" text "Result of an IMAP command.";
    SmtpCode "smtp_code" int "SMTP reply code.";
    Facility "facility" text "Syslog facility or Cisco alarm facility.";
    Alarm "alarm" text "Name of a Cisco alarm, `EvtMbxOAuthHttpStatusCode`.";
    Sequence "sequence" int "Sequence number of a syslog record.";
    Application "application" text "Application a Cisco alarm names (`AppID`).";
    Attempts "attempts" int "Send attempts of an EWS push notification.";
    SubscriptionGuid "subscription_guid" text "GUID Exchange gave an EWS subscription, from its `SubscriptionId`.";
    SubscriptionCreated "subscription_created" text "When Exchange made an EWS subscription, from its `SubscriptionId`: ISO 8601, no zone stands in it.";
    SubscriptionStatus "subscription_status" text "Unity Connection's answer to a push notification, where the log tells it: `Unsubscribe`.";
    Failure "failure" text "What a record reports as failed beside HTTP: `tls`, `dns`, `ldap` or `autodiscover`.";
    Reason "reason" text "Why: the product's own code or enumeration name, or the class of a refusal (`connections-per-source`).";
    Target "target" text "Name that was looked up in DNS.";
    Outstanding "outstanding" int "EWS requests of Mailbox Sync waiting for an answer.";
    Service "service" text "Windows service or IIS application pool.";
    UmService "um_service" text "Unified messaging service, by display name.";
    Connector "connector" text "SMTP receive connector.";
    Substatus "substatus" int "IIS sub-status of a request: 401.1 is a logon that failed, 401.2 a scheme that is not allowed.";
    Win32Status "win32_status" int "Win32 error of a request in an IIS log: 1326 is a wrong name or password.";
    Port "port" int "TCP port a process listens on, or a request came in at.";
    Command "command" text "Protocol command (`login`), SOAP action (`Subscribe`), or command of the console.";
    Key "key" text "Registry key, or the object a setting belongs to, as written.";
    Name "name" text "Name of a setting or registry value.";
    Value "value" text "Value of a setting or registry value; numbers in decimal.";
    ValueType "value_type" text "Type of a registry value, `REG_DWORD`.";
    AgeS "age_s" int "Age of a row of a listing in seconds, at least: how much older it is than the newest one.";
    Replaced "replaced" text "Whether a row of a listing has a newer one for the same user's service: `yes` or `no`.";
    Status "status" text "State of a service, listener or row: `started`, `listening`, a number of the database.";
}
