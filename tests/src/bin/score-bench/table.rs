//! What is printed.

/// A line of a table.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) seconds: f64,
}

/// Prints rows, each beside the first one.
pub(crate) fn print(rows: &[Row], first: &str) {
    let Some(unit) = rows.first().map(|row| row.seconds) else {
        return;
    };
    println!("{:42} {:>9} {:>9}", "", "ms", format!("{first} = 1"));
    for Row { name, seconds } in rows {
        let ratio = seconds / unit;
        println!("{name:42} {:9.2} {ratio:9.2}", seconds * 1e3);
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
