//! What became of a response.

/// What became of a response that was taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// It was new.
    Stored,
    /// It replaced an earlier version of itself.
    Updated,
    /// This very version is there already.
    Duplicate,
    /// A later version is there already.
    Stale,
}

impl Status {
    pub(crate) const ALL: [Self; 4] = [Self::Stored, Self::Updated, Self::Duplicate, Self::Stale];

    /// The name used in answers.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Updated => "updated",
            Self::Duplicate => "duplicate",
            Self::Stale => "stale",
        }
    }

    /// What becomes of version `seq` where `earlier` is there already, if anything is.
    pub(super) fn of(seq: i32, earlier: Option<i32>) -> Self {
        match earlier {
            None => Self::Stored,
            Some(earlier) if seq > earlier => Self::Updated,
            Some(earlier) if seq == earlier => Self::Duplicate,
            Some(_) => Self::Stale,
        }
    }

    /// Whether the response is what is kept now.
    pub(super) fn is_kept(self) -> bool {
        matches!(self, Self::Stored | Self::Updated)
    }
}

/// Why a response was not taken in. None of it is the sender's fault: it may try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotStored {
    /// Too much is waiting to be committed.
    Full,
    /// The collector is going down.
    Stopping,
    /// The store refused; the cause was written to standard error.
    Failed,
}
