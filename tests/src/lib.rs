//! What the journeys share: browsers, servers, host pages.

pub mod collector;
