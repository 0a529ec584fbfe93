//! What was acknowledged is there, once, whatever happens to the collector, to its database, or on
//! the way between the two.

mod database;
mod disk;
mod kills;
mod load;
mod proxy;
mod stand;
mod sync;
