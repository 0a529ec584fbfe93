//! As Parquet, each column of the type of what it holds.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::columns::Columns;
use super::leaf::{Kind, Leaf};
use super::spool::Spool;

/// Rows in a group: what memory holds at a time.
const GROUP: usize = 5_000;

/// The values of some rows in one column.
type Values = Vec<Option<Leaf>>;

pub(super) fn write(spool: Spool, out: &mut (impl Write + Send)) -> io::Result<u64> {
    fill(spool, out).map_err(|error| match error {
        // A reader that went away is no fault of the file.
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    })
}

fn fill(spool: Spool, out: &mut (impl Write + Send)) -> Result<u64> {
    let kinds: Vec<Kind> = spool.columns.iter().map(|(_, kind)| kind).collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .build();
    let schema = schema(&spool.columns)?;
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let mut group: Vec<Values> = kinds.iter().map(|_| Vec::with_capacity(GROUP)).collect();
    let mut written = 0;
    for row in spool.rows() {
        for (column, value) in group.iter_mut().zip(row?) {
            column.push(value);
        }
        written += 1;
        if group.first().is_some_and(|column| column.len() == GROUP) {
            write_group(&mut writer, &kinds, &mut group)?;
        }
    }
    if group.first().is_some_and(|column| !column.is_empty()) {
        write_group(&mut writer, &kinds, &mut group)?;
    }
    writer.close()?;
    Ok(written)
}

fn schema(columns: &Columns) -> Result<TypePtr> {
    let fields = columns.iter().map(|(name, kind)| {
        let (physical, logical) = match kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Whole => (Physical::INT64, None),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Flag => (Physical::BOOLEAN, None),
            Kind::Time => {
                let time = LogicalType::timestamp(true, TimeUnit::MILLIS);
                (Physical::INT64, Some(time))
            }
        };
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        Ok(Arc::new(field))
    });
    let fields = fields.collect::<Result<Vec<TypePtr>>>()?;
    let schema = Type::group_type_builder("responses").with_fields(fields);
    Ok(Arc::new(schema.build()?))
}

fn write_group<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    kinds: &[Kind],
    group: &mut [Values],
) -> Result<()> {
    let mut rows = writer.next_row_group()?;
    for (kind, values) in kinds.iter().zip(group) {
        let Some(mut column) = rows.next_column()? else {
            break;
        };
        let values = std::mem::take(values);
        match kind {
            Kind::Text => column_of::<ByteArrayType>(&mut column, &values, |leaf| {
                Some(ByteArray::from(leaf.to_text().into_bytes()))
            }),
            Kind::Whole | Kind::Time => column_of::<Int64Type>(&mut column, &values, whole),
            Kind::Number => column_of::<DoubleType>(&mut column, &values, number),
            Kind::Flag => column_of::<BoolType>(&mut column, &values, |leaf| match leaf {
                Leaf::Flag(flag) => Some(*flag),
                _ => None,
            }),
        }?;
        column.close()?;
    }
    rows.close()?;
    Ok(())
}

fn column_of<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &Values,
    read: impl Fn(&Leaf) -> Option<T::T>,
) -> Result<()> {
    let read: Vec<Option<T::T>> = values
        .iter()
        .map(|leaf| leaf.as_ref().and_then(&read))
        .collect();
    let levels: Vec<i16> = read
        .iter()
        .map(|value| i16::from(value.is_some()))
        .collect();
    let values: Vec<T::T> = read.into_iter().flatten().collect();
    column
        .typed::<T>()
        .write_batch(&values, Some(&levels), None)?;
    Ok(())
}

fn whole(leaf: &Leaf) -> Option<i64> {
    match leaf {
        Leaf::Whole(number) | Leaf::Time(number) => Some(*number),
        _ => None,
    }
}

fn number(leaf: &Leaf) -> Option<f64> {
    match leaf {
        Leaf::Whole(number) => Some(*number as f64),
        Leaf::Number(number) => number.parse().ok(),
        _ => None,
    }
}
