//! Every statistic keeps to its tables: whatever the table of its input allows is answered or
//! refused, and what is given is what the table of results says.

use std::borrow::Cow;

use calc::{Bounds, Field, Kind, Record, Type, Value, kinds};
use proptest::prelude::*;
use proptest::sample::select;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn what_is_given_is_in_the_table((kind, input) in requests()) {
        if let Ok(result) = kind.calculate(&Value::Record(input.clone())) {
            let fault = kind.check_result(&result).err();
            prop_assert_eq!(fault, None, "{} {:?}", kind.name, input);
        }
    }
}

fn requests() -> impl Strategy<Value = (&'static Kind, Record)> {
    select(kinds().collect::<Vec<_>>()).prop_flat_map(|kind| (Just(kind), records(kind.input)))
}

/// An object with the fields that must be there, and some of the others.
fn records(fields: &'static [Field]) -> BoxedStrategy<Record> {
    let members: Vec<_> = fields
        .iter()
        .map(|field| {
            let value = values(field.kind);
            if field.needed {
                value.prop_map(Some).boxed()
            } else {
                proptest::option::of(value).boxed()
            }
        })
        .collect();
    members
        .prop_map(move |values| {
            let named = fields.iter().zip(values);
            named.fold(Record::new(), |record, (field, value)| match value {
                Some(value) => record.with(field.name, value),
                None => record,
            })
        })
        .boxed()
}

fn values(kind: Type) -> BoxedStrategy<Value> {
    match kind {
        Type::Anything => prop_oneof![
            6 => (0..=10_i128).prop_map(Value::Whole),
            1 => Just(Value::Null),
            1 => any::<bool>().prop_map(Value::Flag),
            1 => numbers(Bounds::Any),
            1 => Just(Value::Text(Cow::Borrowed("9"))),
        ]
        .boxed(),
        Type::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
        Type::Text => Just(Value::Text(Cow::Borrowed("north"))).boxed(),
        Type::Name(names) => select(names)
            .prop_map(|name| Value::Text(Cow::Borrowed(name)))
            .boxed(),
        Type::Count => counts(),
        Type::Whole(min, max) => (min..=max)
            .prop_map(|whole| Value::Whole(whole.into()))
            .boxed(),
        Type::Number(bounds) => numbers(bounds),
        Type::OrNull(kind) => prop_oneof![1 => Just(Value::Null), 3 => values(*kind)].boxed(),
        Type::List(kind) => prop::collection::vec(values(*kind), 0..12)
            .prop_map(Value::List)
            .boxed(),
        Type::Record(fields) => records(fields).prop_map(Value::Record).boxed(),
    }
}

fn counts() -> BoxedStrategy<Value> {
    prop_oneof![
        4 => 0..=20_u64,
        2 => 0..=4_000_000_000_u64,
        1 => any::<u64>(),
    ]
    .prop_map(Value::from)
    .boxed()
}

/// Numbers of any size within the bounds, and often small ones.
fn numbers(bounds: Bounds) -> BoxedStrategy<Value> {
    let finite = any::<f64>().prop_filter("finite", |number| number.is_finite());
    let any =
        prop_oneof![3 => -10.0..10.0_f64, 2 => (-10..=10_i32).prop_map(f64::from), 1 => finite];
    match bounds {
        Bounds::Any => any.boxed(),
        Bounds::NotNegative => any.prop_map(f64::abs).boxed(),
        Bounds::Positive => any
            .prop_map(f64::abs)
            .prop_filter("above 0", |number| *number > 0.0)
            .boxed(),
        Bounds::Closed(min, max) => {
            prop_oneof![4 => min..=max, 1 => Just(min), 1 => Just(max)].boxed()
        }
        Bounds::Open(min, max) => (min..max)
            .prop_filter("not an end", move |number| *number > min)
            .boxed(),
    }
    .prop_map(Value::Number)
    .boxed()
}
