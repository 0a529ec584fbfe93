//! What is printed.

/// A line of a table.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) seconds: f64,
    /// Bytes of memory at most.
    pub(crate) peak: Option<u64>,
}

/// Prints rows, each beside the first one.
pub(crate) fn print(rows: &[Row], first: &str) {
    let Some(unit) = rows.first().map(|row| row.seconds) else {
        return;
    };
    let measures_memory = rows.iter().any(|row| row.peak.is_some());
    let memory = if measures_memory { "  peak MB" } else { "" };
    println!(
        "{:42} {:>9} {:>9}{memory}",
        "",
        "ms",
        format!("{first} = 1")
    );
    for row in rows {
        print!(
            "{:42} {:9.2} {:9.2}",
            row.name,
            row.seconds * 1e3,
            row.seconds / unit
        );
        match row.peak {
            Some(bytes) => println!(" {:8.1}", megabytes(bytes)),
            None => println!(),
        }
    }
}

/// What is aimed at.
pub(crate) struct Aim {
    pub(crate) what: &'static str,
    pub(crate) value: f64,
    pub(crate) at_most: f64,
}

impl Aim {
    pub(crate) fn print(&self) {
        let Self {
            what,
            value,
            at_most,
        } = self;
        let met = if value <= at_most { "met" } else { "MISSED" };
        println!("{what}: {value:.2}, at most {at_most} is aimed at: {met}");
    }
}

pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
