//! How a survey runs in front of one visitor.

mod properties;
mod record;
mod scenarios;
mod signals;
mod standing;
mod story;
