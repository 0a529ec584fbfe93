//! What the columns of a Parquet file hold.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::schema::types::ColumnDescriptor;

/// A column of values, a leaf of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    /// Its place among all leaves.
    pub(super) place: usize,
    pub(super) kind: Kind,
    /// How many of the levels above a value may be null, its own included.
    pub(super) deepest: i16,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whole numbers.
    Whole {
        /// Whether the highest bit is a digit and no sign.
        unsigned: bool,
    },
    /// Whole numbers that count the last of so many digits behind the point.
    Decimal {
        digits: u32,
    },
    /// Numbers with a fraction.
    Float,
    /// Days since 1970-01-01.
    Day,
    /// Times, so many to a second.
    Time {
        per_second: i64,
    },
    /// Times as Hive and Impala wrote them.
    OldTime,
    Bool,
    Text,
    /// Bytes that are no text, and everything else.
    Other,
}

impl Kind {
    /// What a column holds by its logical type, and before those were invented by its
    /// converted type.
    pub(super) fn of(column: &ColumnDescriptor) -> Self {
        let logical = column.logical_type_ref();
        let converted = column.converted_type();
        match (column.physical_type(), logical) {
            (Type::BOOLEAN, _) => Self::Bool,
            (Type::FLOAT | Type::DOUBLE, _) => Self::Float,
            (Type::INT96, _) => Self::OldTime,
            (Type::INT32, Some(LogicalType::Date)) => Self::Day,
            (Type::INT64, Some(LogicalType::Timestamp(timestamp))) => Self::Time {
                per_second: per_second(&timestamp.unit),
            },
            (Type::INT32 | Type::INT64, Some(LogicalType::Decimal(decimal))) => {
                u32::try_from(decimal.scale).map_or(Self::Other, |digits| Self::Decimal { digits })
            }
            (Type::INT32 | Type::INT64, Some(LogicalType::Integer(integer))) => Self::Whole {
                unsigned: !integer.is_signed,
            },
            (Type::INT32 | Type::INT64, Some(_)) => Self::Other,
            (Type::INT32 | Type::INT64, None) => Self::converted(converted, column.type_scale()),
            (
                Type::BYTE_ARRAY,
                None | Some(LogicalType::String | LogicalType::Enum | LogicalType::Json),
            ) => Self::Text,
            (Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY, _) => Self::Other,
        }
    }

    fn converted(converted: ConvertedType, scale: i32) -> Self {
        match converted {
            ConvertedType::DATE => Self::Day,
            ConvertedType::TIMESTAMP_MILLIS => Self::Time { per_second: 1_000 },
            ConvertedType::TIMESTAMP_MICROS => Self::Time {
                per_second: 1_000_000,
            },
            ConvertedType::DECIMAL => {
                u32::try_from(scale).map_or(Self::Other, |digits| Self::Decimal { digits })
            }
            ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS => Self::Other,
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Self::Whole { unsigned: true },
            _ => Self::Whole { unsigned: false },
        }
    }

    /// What a reader calls it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Whole { .. } => "whole numbers",
            Self::Decimal { .. } => "decimal numbers",
            Self::Float => "numbers",
            Self::Day => "dates",
            Self::Time { .. } | Self::OldTime => "times",
            Self::Bool => "true and false",
            Self::Text => "text",
            Self::Other => "values that are neither numbers, text nor dates",
        }
    }
}

fn per_second(unit: &TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

/// What a column is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Role {
    takes: fn(Kind) -> bool,
    /// What would be right.
    pub(super) expected: &'static str,
}

impl Role {
    pub(super) fn takes(self, kind: Kind) -> bool {
        (self.takes)(kind)
    }
}

pub(super) const RATING: Role = Role {
    takes: is_number,
    expected: "ratings as numbers; cast it where the file is written",
};

pub(super) const WEIGHT: Role = Role {
    takes: is_number,
    expected: "weights as numbers; cast it where the file is written",
};

pub(super) const DATE: Role = Role {
    takes: |kind| {
        matches!(
            kind,
            Kind::Day | Kind::Time { .. } | Kind::OldTime | Kind::Text
        )
    },
    expected: "dates, times, or text such as 2026-01-31",
};

pub(super) const SEGMENT: Role = Role {
    takes: |kind| kind != Kind::Other,
    expected: "text, numbers or dates to group by",
};

fn is_number(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Whole { .. } | Kind::Decimal { .. } | Kind::Float
    )
}
