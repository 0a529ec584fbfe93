use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type, Int96,
    Int96Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use score::Scale;

use super::Parquet;
use crate::aside::Reason;
use crate::error::Error;
use crate::look::Column;
use crate::plan::{Dates, Plan, Weights};
use crate::reading::Reading;
use crate::when::Wave;

type Group<'w> = SerializedRowGroupWriter<'w, File>;

/// Writes a file with groups of rows, and looks at it.
fn parquet(
    schema: &str,
    compression: Compression,
    groups: &[&dyn Fn(&mut Group<'_>)],
) -> (Parquet, Vec<Column>) {
    let mut file = tempfile::tempfile().unwrap();
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .build();
    let mut writer =
        SerializedFileWriter::new(file.try_clone().unwrap(), schema, Arc::new(properties)).unwrap();
    for group in groups {
        let mut rows = writer.next_row_group().unwrap();
        group(&mut rows);
        rows.close().unwrap();
    }
    writer.close().unwrap();
    file.rewind().unwrap();
    Parquet::look(file).unwrap()
}

/// Writes the next column; `levels` is 1 where an optional value is there.
fn column<T: DataType>(group: &mut Group<'_>, values: &[T::T], levels: Option<&[i16]>) {
    let mut column = group.next_column().unwrap().unwrap();
    column
        .typed::<T>()
        .write_batch(values, levels, None)
        .unwrap();
    column.close().unwrap();
}

fn texts(texts: &[&str]) -> Vec<ByteArray> {
    texts.iter().map(|text| ByteArray::from(*text)).collect()
}

fn read((parquet, columns): &(Parquet, Vec<Column>), plan: &Plan) -> Result<Reading, Error> {
    let part = parquet.read(plan, columns, &mut |_| ())?;
    Ok(Reading::new(plan, part))
}

/// The segments and how many ratings they have.
fn cells(reading: &Reading) -> Vec<(Option<&str>, u64)> {
    let cells = reading.cells.iter();
    cells
        .map(|cell| (cell.segment[0].as_deref(), cell.tally.n()))
        .collect()
}

#[test]
fn row_groups_are_read_in_every_compression() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::BROTLI(Default::default()),
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        let file = parquet(
            "message shop { required binary region (string); optional int32 nps; }",
            compression,
            &[
                &|group| {
                    column::<ByteArrayType>(group, &texts(&["north", "south", "north", ""]), None);
                    column::<Int32Type>(group, &[9, 11, 10], Some(&[1, 1, 0, 1]));
                },
                &|group| {
                    column::<ByteArrayType>(group, &texts(&["south "]), None);
                    column::<Int32Type>(group, &[-3], Some(&[1]));
                },
            ],
        );
        let plan = Plan {
            by: vec![0],
            ..Plan::new(1, Scale::NPS)
        };
        assert!(file.1[1].sample.within(9, 11), "{:?}", file.1);
        let reading = read(&file, &plan).unwrap();
        assert_eq!(cells(&reading), [(Some("north"), 1), (None, 1)]);
        assert_eq!(reading.records, 5);
        assert_eq!(reading.aside.count(Reason::MissingRating), 1);
        assert_eq!(reading.aside.off_scale(), Some((-3, 11)));
        let rows = reading.aside.examples(Reason::OffScale).iter();
        let rows: Vec<_> = rows.map(|row| (row.line, row.text.as_str())).collect();
        assert_eq!(rows, [(2, "11"), (5, "-3")]);
    }
}

#[test]
fn ratings_of_every_type_of_number() {
    let file = parquet(
        "message shop {
            required double a; required int64 b (decimal(9, 2)); required int64 c (integer(64, false));
            required int32 d (integer(32, false)); required int32 e (integer(8, true));
        }",
        Compression::UNCOMPRESSED,
        &[&|group| {
            column::<DoubleType>(group, &[9.0, -0.0, 6.5, f64::NAN, 1e300], None);
            column::<Int64Type>(group, &[900, 0, 650, 1100, -100], None);
            column::<Int64Type>(group, &[9, 0, -1, 11, 11], None);
            column::<Int32Type>(group, &[9, 0, -1, 11, 11], None);
            column::<Int32Type>(group, &[9, 0, -1, 11, 11], None);
        }],
    );
    for (rating, [fractions, strange, off]) in [
        (0, [1, 1, 1]),
        (1, [1, 0, 2]),
        (2, [0, 0, 3]),
        (3, [0, 0, 3]),
        (4, [0, 0, 3]),
    ] {
        let reading = read(&file, &Plan::new(rating, Scale::NPS)).unwrap();
        let tally = &reading.cells[0].tally;
        assert_eq!(
            (tally.n(), tally.count(0), tally.count(9)),
            (2, 1, 1),
            "{rating}"
        );
        for (reason, count) in [
            (Reason::Fraction, fractions),
            (Reason::NotANumber, strange),
            (Reason::OffScale, off),
        ] {
            assert_eq!(
                reading.aside.count(reason),
                count,
                "{rating} {}",
                reason.name()
            );
        }
    }
    let unsigned = read(&file, &Plan::new(3, Scale::NPS)).unwrap();
    assert_eq!(unsigned.aside.off_scale(), Some((11, i64::from(u32::MAX))));
}

#[test]
fn dates_of_every_type() {
    let file = parquet(
        "message shop {
            required int32 nps; required int32 day (date); required int64 milli (timestamp(millis, true));
            required int64 nano (timestamp(nanos, false)); required int96 old; required binary text (string);
            required int64 micro (timestamp_micros);
        }",
        Compression::UNCOMPRESSED,
        &[&|group| {
            // One second before 1970 and the beginning of February.
            column::<Int32Type>(group, &[9, 9], None);
            column::<Int32Type>(group, &[-1, 31], None);
            column::<Int64Type>(group, &[-1_000, 2_678_400_000], None);
            column::<Int64Type>(group, &[-1, 2_678_400_000_000_000], None);
            let mut days = [Int96::new(), Int96::new()];
            days[0].set_data(4_294_967_295, 0, 2_440_587);
            days[1].set_data(0, 0, 2_440_588 + 31);
            column::<Int96Type>(group, &days, None);
            column::<ByteArrayType>(group, &texts(&["1969-12-31", "1970-02-01 00:00:00"]), None);
            column::<Int64Type>(group, &[-1, 2_678_400_000_000], None);
        }],
    );
    for column in 1..=6 {
        let plan = Plan {
            dates: Some(Dates {
                column,
                from: None,
                to: None,
                wave: Some(Wave::Month),
            }),
            ..Plan::new(0, Scale::NPS)
        };
        let reading = read(&file, &plan).unwrap();
        let periods = reading
            .cells
            .iter()
            .map(|cell| cell.period.unwrap().to_string());
        let periods: Vec<_> = periods.collect();
        assert_eq!(periods, ["1969-12", "1970-02"], "{column}");
        assert!(file.1[column].sample.is_date(), "{column}");
    }
    let by_day = Plan {
        by: vec![1],
        ..Plan::new(0, Scale::NPS)
    };
    let reading = read(&file, &by_day).unwrap();
    assert_eq!(
        cells(&reading),
        [(Some("1969-12-31"), 1), (Some("1970-02-01"), 1)]
    );
}

#[test]
fn values_inside_of_groups_are_columns_and_those_inside_of_lists_are_not() {
    let file = parquet(
        "message shop {
            optional group answer { optional boolean sure; optional double nps; }
            repeated int32 earlier;
        }",
        Compression::UNCOMPRESSED,
        &[&|group| {
            column::<BoolType>(group, &[true], Some(&[2, 1, 0]));
            column::<DoubleType>(group, &[9.0], Some(&[2, 1, 0]));
            let mut earlier = group.next_column().unwrap().unwrap();
            let lists = earlier.typed::<Int32Type>();
            lists
                .write_batch(&[1, 2], Some(&[1, 1, 0, 0]), Some(&[0, 1, 0, 0]))
                .unwrap();
            earlier.close().unwrap();
        }],
    );
    let names: Vec<_> = file.1.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["answer.sure", "answer.nps"]);
    let plan = Plan {
        by: vec![0],
        weight: Some(Weights::Values(1)),
        ..Plan::new(1, Scale::NPS)
    };
    let reading = read(&file, &plan).unwrap();
    assert_eq!(cells(&reading), [(Some("true"), 1)]);
    assert_eq!(reading.aside.count(Reason::MissingRating), 2);
    let weighted = reading.cells[0].weighted.as_ref().unwrap();
    assert_eq!(weighted.sum_of_weights(), 9.0);
}

#[test]
fn columns_of_another_type_are_refused_with_their_name() {
    let file = parquet(
        "message shop { required binary nps (string); required binary raw (bson); required boolean yes; required int32 n; }",
        Compression::UNCOMPRESSED,
        &[&|group| {
            column::<ByteArrayType>(group, &texts(&["9"]), None);
            column::<ByteArrayType>(group, &texts(&["9"]), None);
            column::<BoolType>(group, &[true], None);
            column::<Int32Type>(group, &[9], None);
        }],
    );
    let dates = |column| {
        Some(Dates {
            column,
            from: None,
            to: None,
            wave: None,
        })
    };
    let plan = Plan::new(3, Scale::NPS);
    for (plan, message) in [
        (
            Plan::new(0, Scale::NPS),
            "column `nps` holds text; expected ratings as numbers",
        ),
        (
            Plan::new(2, Scale::NPS),
            "column `yes` holds true and false",
        ),
        (
            Plan {
                by: vec![1],
                ..plan.clone()
            },
            "column `raw` holds values that are neither",
        ),
        (
            Plan {
                weight: Some(Weights::Values(0)),
                ..plan.clone()
            },
            "expected weights as numbers",
        ),
        (
            Plan {
                dates: dates(3),
                ..plan.clone()
            },
            "expected dates, times, or text",
        ),
    ] {
        let error = read(&file, &plan).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn a_file_without_rows_has_columns() {
    let file = parquet(
        "message shop { required int32 nps; }",
        Compression::UNCOMPRESSED,
        &[],
    );
    let reading = read(&file, &Plan::new(0, Scale::NPS)).unwrap();
    assert_eq!((reading.records, reading.cells.len()), (0, 0));
}

#[test]
fn a_broken_file_is_told() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"PAR1 and then the disk was full").unwrap();
    let error = Parquet::look(file).err().unwrap().to_string();
    assert!(error.contains("the Parquet file cannot be read"), "{error}");
}
