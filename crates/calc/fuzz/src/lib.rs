//! What must hold for every request, and requests to try it with.

use arbitrary::{Result, Unstructured};
use calc::{Bounds, Field, Kind, Record, Type, Value, kinds};

/// Holds that a line is answered as the command line does it: with a result that the kind's own
/// table of results allows (so no figure is infinite or not a number), or with an error.
///
/// # Panics
///
/// When it is not.
pub fn line(line: &[u8]) {
    let Some(answer) = calc::answer(line, 1) else {
        return;
    };
    let answer: serde_json::Value =
        serde_json::from_str(&answer.to_string()).expect("an answer is JSON");
    assert!(
        answer["result"].is_object() != answer["error"]["message"].is_string(),
        "neither result nor error, or both: {answer}"
    );
    let Ok(request) = document::parse(line) else {
        return;
    };
    if let Some(kind) = request["kind"].as_str().and_then(calc::kind) {
        holds(kind, &Value::from(&request["input"]));
    }
}

/// The same for a request that is made of these bytes.
///
/// # Panics
///
/// When it does not hold.
pub fn request(choices: &[u8]) {
    if let Ok((kind, input)) = made_of(&mut Unstructured::new(choices)) {
        holds(kind, &input);
    }
}

fn holds(kind: &Kind, input: &Value) {
    if let Ok(result) = kind.calculate(input)
        && let Err(fault) = kind.check_result(&result)
    {
        panic!(
            "{} of {input:?} gives what its table does not allow: {fault}",
            kind.name
        );
    }
}

/// A kind and an input for it, mostly one that its table allows.
fn made_of(choices: &mut Unstructured<'_>) -> Result<(&'static Kind, Value)> {
    let kinds: Vec<&Kind> = kinds().collect();
    let kind = choices.choose(&kinds)?;
    // Lists of one request are mostly of one length.
    let length = *choices.choose(&[0, 1, 2, 3, 5, 8, 40])?;
    let input = record(choices, kind.input, length)?;
    Ok((kind, input))
}

fn record(choices: &mut Unstructured<'_>, fields: &[Field], length: usize) -> Result<Value> {
    let mut record = Record::new();
    for field in fields {
        let is_there = if field.needed { (31, 32) } else { (1, 2) };
        if choices.ratio(is_there.0, is_there.1)? {
            record.push(field.name.to_owned(), value(choices, &field.kind, length)?);
        }
    }
    Ok(record.into())
}

fn value(choices: &mut Unstructured<'_>, kind: &Type, length: usize) -> Result<Value> {
    if choices.ratio(1, 64)? {
        return anything(choices);
    }
    Ok(match kind {
        Type::Anything => anything(choices)?,
        Type::Flag => Value::Flag(choices.arbitrary()?),
        Type::Text => "a text".into(),
        Type::Name(names) => (*choices.choose(names)?).into(),
        Type::Count => count(choices)?.into(),
        Type::Whole(min, max) => whole(choices, *min, *max)?.into(),
        Type::Number(bounds) => number(choices, *bounds)?.into(),
        Type::OrNull(_) if choices.ratio(1, 4)? => Value::Null,
        Type::OrNull(kind) => value(choices, kind, length)?,
        Type::List(kind) => list(choices, kind, length)?,
        Type::Record(fields) => record(choices, fields, length)?,
    })
}

fn list(choices: &mut Unstructured<'_>, kind: &Type, length: usize) -> Result<Value> {
    let length = if choices.ratio(7, 8)? {
        length
    } else {
        choices.int_in_range(0..=12)?
    };
    let items: Result<Vec<Value>> = (0..length).map(|_| value(choices, kind, length)).collect();
    Ok(Value::List(items?))
}

fn anything(choices: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match choices.int_in_range(0..=9)? {
        0 => Value::Null,
        1 => Value::Flag(true),
        2 => Value::Whole(i128::from(i64::MIN)),
        3 => "9".into(),
        4 => Value::Number(6.5),
        5 => Value::List(Vec::new()),
        6 => Value::Record(Record::new()),
        7 => Value::Number(-0.0),
        _ => Value::Whole(choices.int_in_range(0..=10)?),
    })
}

fn count(choices: &mut Unstructured<'_>) -> Result<u64> {
    const COUNTS: &[u64] = &[
        0,
        1,
        2,
        3,
        10,
        1_000,
        4_000_000_000,
        1 << 53,
        u64::MAX / 3,
        u64::MAX - 1,
        u64::MAX,
    ];
    match choices.int_in_range(0..=2)? {
        0 => choices.int_in_range(0..=200),
        1 => choices.arbitrary(),
        _ => Ok(*choices.choose(COUNTS)?),
    }
}

/// Near the lower end, or just above the upper one, which may itself stand for a lot of work.
fn whole(choices: &mut Unstructured<'_>, min: i64, max: i64) -> Result<i64> {
    if choices.ratio(1, 64)? {
        return Ok(max.saturating_add(1));
    }
    choices.int_in_range(min..=max.min(min.saturating_add(200)))
}

fn number(choices: &mut Unstructured<'_>, bounds: Bounds) -> Result<f64> {
    Ok(match bounds {
        Bounds::Any => {
            let number = above_zero(choices)?;
            if choices.arbitrary()? {
                number
            } else {
                -number
            }
        }
        Bounds::NotNegative | Bounds::Positive => above_zero(choices)?,
        Bounds::Closed(min, max) | Bounds::Open(min, max) => between(choices, min, max)?,
    })
}

fn above_zero(choices: &mut Unstructured<'_>) -> Result<f64> {
    const NUMBERS: &[f64] = &[
        0.0,
        f64::from_bits(1),
        f64::MIN_POSITIVE,
        1e-100,
        1e-9,
        0.5,
        1.0,
        2.0,
        10.0,
        1e9,
        9_007_199_254_740_993.0,
        1e100,
        1.3e154,
        f64::MAX,
    ];
    match choices.int_in_range(0..=2)? {
        0 => Ok(f64::from(choices.arbitrary::<u16>()?) / 64.0),
        1 => {
            let number = f64::from_bits(choices.arbitrary()?).abs();
            Ok(if number.is_finite() { number } else { 1.0 })
        }
        _ => Ok(*choices.choose(NUMBERS)?),
    }
}

fn between(choices: &mut Unstructured<'_>, min: f64, max: f64) -> Result<f64> {
    Ok(match choices.int_in_range(0..=6)? {
        0 => min,
        1 => max,
        2 => min.next_up(),
        3 => max.next_down(),
        4 => min + (max - min) * 1e-12,
        _ => min + (max - min) * (f64::from(choices.arbitrary::<u32>()?) / f64::from(u32::MAX)),
    })
}
