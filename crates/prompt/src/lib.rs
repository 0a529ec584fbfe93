//! Leptos views of a running survey.
