//! Colours as they are drawn.

use anyhow::Result;

use crate::prompt::Prompt;

/// Red, green and blue, from 0 to 255.
pub type Color = [f64; 3];

impl Prompt<'_> {
    /// What a name of the card's theme stands for, such as `accent`.
    ///
    /// # Errors
    ///
    /// When there is no card.
    pub async fn color(&self, name: &str) -> Result<Color> {
        // Mixed with itself, a colour of any notation is told as three numbers from 0 to 1.
        let script = format!(
            "const probe = root.querySelector('section').appendChild(document.createElement('i')); \
             probe.style.forcedColorAdjust = 'none'; \
             probe.style.color = 'color-mix(in srgb, var(--{name}), var(--{name}))'; \
             const {{color}} = getComputedStyle(probe); \
             probe.remove(); \
             return color.match(/[0-9.]+(e-[0-9]+)?/g).slice(0, 3).map(part => Math.round(255 * part))"
        );
        Ok(serde_json::from_value(self.run(&script).await?)?)
    }
}

/// The contrast of two colours as WCAG 2.2 defines it.
#[must_use]
pub fn contrast(one: Color, other: Color) -> f64 {
    let [one, other] = [one, other].map(|color| {
        let [red, green, blue] = color.map(|part| match part / 255.0 {
            part if part <= 0.04045 => part / 12.92,
            part => ((part + 0.055) / 1.055).powf(2.4),
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
    });
    (one / other).max(other / one)
}

#[cfg(test)]
mod tests {
    use super::contrast;

    #[test]
    fn contrasts_are_those_of_wcag() {
        let [black, white, grey] = [[0.0; 3], [255.0; 3], [170.0; 3]];
        assert_eq!(contrast(black, white), 21.0);
        assert_eq!(contrast(white, black), 21.0);
        assert!((contrast(grey, white) - 2.32).abs() < 0.005);
    }
}
