//! mbxtrace says from logs why mailbox synchronisation or agent e-mail between Cisco Unity
//! Connection or UCCX and Microsoft Exchange broke.

pub mod case;
pub mod clock;
pub mod commands;
pub mod pipeline;
pub mod report;
pub mod search;
pub mod source;
