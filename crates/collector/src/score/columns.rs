//! Columns by name, and what is said where a name does not lead to one.

use ratings::Column;

use super::choose::Refusal;
use super::options::Options;

/// Finds the column of dates: the one that is named, or the only one that holds dates.
pub(super) fn date(options: &Options, columns: &[Column]) -> Result<usize, Refusal> {
    if let Some(name) = &options.date {
        return find(columns, name);
    }
    let dates: Vec<usize> = (0..columns.len())
        .filter(|index| columns[*index].sample.is_date())
        .collect();
    match dates.as_slice() {
        [only] => Ok(*only),
        [] => Err(Refusal::Input(format!(
            "no column holds dates such as 2026-01-31; name it with --date; there are {}",
            list(columns)
        ))),
        _ => Err(ambiguous(columns, &dates, "dates", "--date")),
    }
}

/// The columns that segments are made of: each argument is a name, or names between commas.
pub(super) fn segments(options: &Options, columns: &[Column]) -> Result<Vec<usize>, Refusal> {
    let mut segments = Vec::new();
    for argument in &options.by {
        // A name may hold a comma.
        let whole = columns.iter().any(|column| column.name == *argument);
        let names: Vec<&str> = if whole {
            vec![argument]
        } else {
            argument.split(',').collect()
        };
        for name in names {
            let column = find(columns, name.trim())?;
            if segments.contains(&column) {
                return Err(Refusal::Usage(format!(
                    "--by names `{}` twice",
                    name.trim()
                )));
            }
            segments.push(column);
        }
    }
    Ok(segments)
}

/// The column of that name.
pub(super) fn find(columns: &[Column], name: &str) -> Result<usize, Refusal> {
    let named: Vec<usize> = (0..columns.len())
        .filter(|index| columns[*index].name == name)
        .collect();
    let place = |name: &str| -> Option<usize> {
        let number: usize = name.strip_prefix('#')?.parse().ok()?;
        number.checked_sub(1).filter(|index| *index < columns.len())
    };
    match named.as_slice() {
        [only] => Ok(*only),
        [] => place(name).ok_or_else(|| {
            let nearest = nearest(columns, name).map_or_else(String::new, |nearest| {
                format!("; did you mean `{nearest}`?")
            });
            Refusal::Input(format!(
                "there is no column `{name}`{nearest} There are {}",
                list(columns)
            ))
        }),
        several => Err(Refusal::Input(format!(
            "{} columns are named `{name}`; say which by its place: {}",
            several.len(),
            several
                .iter()
                .map(|index| format!("#{}", index + 1))
                .collect::<Vec<_>>()
                .join(" or ")
        ))),
    }
}

/// The name that is nearest to what was written, if one is near.
fn nearest<'c>(columns: &'c [Column], name: &str) -> Option<&'c str> {
    let name = name.to_lowercase();
    let nearness = |column: &'c Column| {
        let other = column.name.to_lowercase();
        (
            strsim::normalized_damerau_levenshtein(&name, &other),
            column.name.as_str(),
        )
    };
    columns
        .iter()
        .map(nearness)
        .filter(|(nearness, _)| *nearness > 0.5)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

pub(super) fn ambiguous(
    columns: &[Column],
    several: &[usize],
    what: &str,
    option: &str,
) -> Refusal {
    let names: Vec<String> = several
        .iter()
        .map(|index| format!("`{}`", columns[*index].name))
        .collect();
    let first = &columns[several[0]].name;
    Refusal::Input(format!(
        "{} may all hold the {what}; say which, such as {option} {first}",
        names.join(" and ")
    ))
}

/// The names of all columns, but of no more than a reader takes in.
pub(super) fn list(columns: &[Column]) -> String {
    const MOST: usize = 20;
    let names: Vec<String> = columns
        .iter()
        .take(MOST)
        .map(|column| format!("`{}`", column.name))
        .collect();
    match columns.len().checked_sub(MOST) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names.join(", ")),
    }
}
