//! What is in the middle of several measurements.

/// The median; nothing, where nothing was measured.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    Some((sorted[last / 2] + sorted[last.div_ceil(2)]) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_in_the_middle() {
        for (values, expected) in [
            (&[][..], None),
            (&[8.0][..], Some(8.0)),
            (&[8.0, 2.0][..], Some(5.0)),
            (&[8.0, 2.0, 3.0][..], Some(3.0)),
        ] {
            assert_eq!(median(values), expected, "{values:?}");
        }
    }
}
