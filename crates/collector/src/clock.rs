//! The one place that asks what time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use survey::time::Timestamp;

/// This moment by the machine's clock; one that stands before 1970 is told as 1970.
pub(crate) fn now() -> Timestamp {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
}
