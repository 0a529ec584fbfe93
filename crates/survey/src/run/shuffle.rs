//! The order in which a visitor sees options: by chance, and yet always the same.

/// Shuffles by a seed (Fisher and Yates). The same seed makes the same order.
pub(super) fn shuffle<T>(items: &mut [T], seed: &str) {
    let mut state = hash(seed);
    for last in (1..items.len()).rev() {
        // A linear congruential generator; its high bits are the good ones.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        items.swap(last, ((state >> 33) % (last as u64 + 1)) as usize);
    }
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::shuffle;

    #[test]
    fn every_order_is_as_likely_as_any_other() {
        let mut counts = [0_u32; 6];
        for seed in 0..6000 {
            let mut items = [0, 1, 2];
            shuffle(&mut items, &format!("0198c0de-0000-7000-8000-{seed:012x}"));
            let order = items[0] * 2 + usize::from(items[1] > items[2]);
            counts[order] += 1;
        }
        // 1000 each; the chance that all six lie within five standard deviations is 0.999997.
        let likely = counts.iter().all(|count| (856..=1144).contains(count));
        assert!(likely, "{counts:?}");
    }

    #[test]
    fn nothing_is_lost() {
        for length in 0..20 {
            let mut items: Vec<usize> = (0..length).collect();
            shuffle(&mut items, "seed");
            items.sort_unstable();
            assert_eq!(items, (0..length).collect::<Vec<_>>());
        }
    }
}
