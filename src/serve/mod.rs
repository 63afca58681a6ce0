//! The case in a browser: one page, a JSON API below `/api/v1`, the static report. Only reads.
//!
//! ```text
//! listener ──► guard (shape, host, site, token) ──► router ──► work (bounded, off the async thread)
//!                                                               └─► cases: the case as of its last commit
//! ```
//!
//! A leaf: reads no wall clock, no signal and no terminal; `commands/` does.

mod answers;
mod api;
mod cases;
mod guard;
mod page;
mod parameters;
mod records;
mod refusal;
#[cfg(test)]
mod tests;
mod token;
mod work;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware;

pub use self::guard::Access;
use self::work::Desk;
use crate::clock::Zone;
use crate::listener::{self, Limits, Server};

/// Every answer closes its connection, so one connection is one request. A browser opens six.
const LIMITS: Limits = Limits { name: "serve", connections: 64, longest: Duration::from_mins(2) };

/// What is served, and to whom.
#[derive(Debug)]
pub struct Serving {
    /// Folder of the case.
    pub case: PathBuf,
    /// Zone of the times shown, and of times asked for without one.
    pub zone: Zone,
    /// Who may ask.
    pub access: Access,
}

/// Serves a case at an address. Errors: the address is in use or not of this host.
pub fn serve(listen: SocketAddr, serving: Serving) -> io::Result<Server> {
    listener::serve(listen, LIMITS, router(serving))
}

fn router(serving: Serving) -> Router {
    let Serving { case, zone, access } = serving;
    let desk = Arc::new(Desk::new(case, zone));
    let routes = Router::new().merge(api::routes()).merge(page::routes()).fallback(page::nothing);
    routes
        .layer(middleware::from_fn_with_state(Arc::new(access), guard::guard))
        .layer(middleware::map_response(guard::seal))
        .with_state(desk)
}
