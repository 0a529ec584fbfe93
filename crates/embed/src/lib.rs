//! The browser shell around a prompt: host-page API, outbox, delivery.
