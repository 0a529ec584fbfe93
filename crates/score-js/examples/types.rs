//! Writes `statistics.d.ts`: the TypeScript types of every statistic, from the same tables of
//! fields that check what is given and what is returned.

use calc::{Field, Kind, Type};
use std::fmt::Write as _;

fn main() {
    print!("{}", types());
}

/// What is the same whatever the statistics are.
const PREAMBLE: &str = "\
// Made by `cargo xtask score-js` from the tables of fields in Rust.

/** A list of numbers; typed arrays are the fastest. */
export type Numbers = readonly number[] | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array
  | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** A number of respondents; beyond 2^53 a `bigint` is exact. */
export type Count = number | bigint;

/** A list of counts. */
export type Counts = readonly Count[] | Numbers | BigInt64Array | BigUint64Array;

/** What is thrown: a `TypeError` or a `RangeError`. */
export interface Fault extends Error {
  /** Where: a path such as `strata[1].population`. */
  readonly at: string;
  /** The stable name of the problem. */
  readonly code: string;
  /** What would be right. */
  readonly expected: string;
}

/** Computes a statistic. @throws {Fault} */
export function calc<K extends Kind>(kind: K, input: Inputs[K]): Results[K];

/** The name of every statistic. */
export const kinds: readonly Kind[];

export type Kind = keyof Inputs;
";

fn types() -> String {
    let mut text = PREAMBLE.to_owned();
    let both = [
        ("Input", "Inputs", "What each statistic reads."),
        (
            "Result",
            "Results",
            "What each statistic gives; what is undefined is `null`, never 0.",
        ),
    ];
    for (end, name, about) in both {
        let members = calc::kinds().map(|kind| format!("  {}: {};\n", kind.name, named(kind, end)));
        let members: String = members.collect();
        write!(
            text,
            "\n/** {about} */\nexport interface {name} {{\n{members}}}\n"
        )
        .unwrap();
    }
    for kind in calc::kinds() {
        let about = kind.about;
        let (input, result) = (named(kind, "Input"), named(kind, "Result"));
        let fields = members(kind.input, Side::Input, 1);
        write!(
            text,
            "\n/** {about}. */\nexport interface {input} {{\n{fields}}}\n"
        )
        .unwrap();
        let fields = members(kind.result, Side::Result, 1);
        write!(text, "\nexport interface {result} {{\n{fields}}}\n").unwrap();
    }
    text
}

/// `nps_score` and `Input` are `NpsScoreInput`.
fn named(kind: &Kind, end: &str) -> String {
    let words = kind.name.split('_');
    let capital = |word: &str| {
        let (first, rest) = word.split_at(1.min(word.len()));
        first.to_uppercase() + rest
    };
    words.map(capital).collect::<String>() + end
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Input,
    Result,
}

fn members(fields: &[Field], side: Side, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let mut text = String::new();
    for field in fields {
        let kind = type_of(&field.kind, side, depth);
        let (mark, kind) = match (field.needed, side) {
            (true, _) => ("", kind),
            // Missing, `undefined` and `null` are the same.
            (false, Side::Input) => ("?", format!("{kind} | null | undefined")),
            (false, Side::Result) => ("?", kind),
        };
        let readonly = if side == Side::Result {
            "readonly "
        } else {
            ""
        };
        let (name, about) = (field.name, field.about);
        writeln!(
            text,
            "{indent}/** {about} */\n{indent}{readonly}{name}{mark}: {kind};"
        )
        .unwrap();
    }
    text
}

fn type_of(kind: &Type, side: Side, depth: usize) -> String {
    match kind {
        Type::Anything => "unknown".into(),
        Type::Flag => "boolean".into(),
        Type::Text => "string".into(),
        Type::Name(names) => {
            let literals: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
            literals.join(" | ")
        }
        Type::Count if side == Side::Input => "Count".into(),
        Type::Count | Type::Whole(..) | Type::Number(_) => "number".into(),
        Type::OrNull(kind) => format!("{} | null", type_of(kind, side, depth)),
        Type::List(kind) => list_of(kind, side, depth),
        Type::Record(fields) => {
            let inside = members(fields, side, depth + 1);
            format!("{{\n{inside}{}}}", "  ".repeat(depth))
        }
    }
}

fn list_of(kind: &Type, side: Side, depth: usize) -> String {
    let element = type_of(kind, side, depth);
    match (side, kind) {
        (Side::Input, Type::Count) => "Counts".into(),
        (Side::Input, Type::Number(_) | Type::Whole(..)) => "Numbers".into(),
        (Side::Input, Type::Anything) => "readonly unknown[] | Numbers".into(),
        _ if element.contains(' ') && !element.starts_with('{') => {
            format!("readonly ({element})[]")
        }
        _ => format!("readonly {element}[]"),
    }
}
