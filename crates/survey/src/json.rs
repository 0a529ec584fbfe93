//! Writing JSON without a serializer: the one record that a browser writes does not pay for more.

use score::Scale;

use crate::id::hex_digit;
use crate::read::push_number;
use crate::time::Timestamp;

/// One object being written.
pub(crate) struct Writer<'t>(&'t mut String);

impl<'t> Writer<'t> {
    /// Writes one object.
    pub(crate) fn object(text: &'t mut String, write: impl FnOnce(&mut Writer<'_>)) {
        text.push('{');
        write(&mut Writer(text));
        text.push('}');
    }

    fn key(&mut self, key: &str) -> &mut String {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        push_text(self.0, key);
        self.0.push(':');
        self.0
    }

    #[inline(never)]
    pub(crate) fn text(&mut self, key: &str, value: &str) {
        push_text(self.key(key), value);
    }

    #[inline(never)]
    pub(crate) fn optional(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    /// A value that is JSON already: a number, `true`, `false`.
    #[inline(never)]
    pub(crate) fn literal(&mut self, key: &str, value: &str) {
        self.key(key).push_str(value);
    }

    #[inline(never)]
    pub(crate) fn whole(&mut self, key: &str, value: i32) {
        push_whole(self.key(key), value);
    }

    #[inline(never)]
    pub(crate) fn time(&mut self, key: &str, moment: Timestamp) {
        self.text(key, &moment.to_text());
    }

    pub(crate) fn scale(&mut self, key: &str, scale: Scale) {
        let text = self.key(key);
        text.push('[');
        push_whole(text, scale.min());
        text.push(',');
        push_whole(text, scale.max());
        text.push(']');
    }

    pub(crate) fn nested(&mut self, key: &str, write: impl FnOnce(&mut Writer<'_>)) {
        Writer::object(self.key(key), write);
    }

    pub(crate) fn list<T>(
        &mut self,
        key: &str,
        items: &[T],
        mut write: impl FnMut(&mut String, &T),
    ) {
        let text = self.key(key);
        text.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            write(text, item);
        }
        text.push(']');
    }
}

/// Appends a whole number.
pub(crate) fn push_whole(text: &mut String, value: i32) {
    if value < 0 {
        text.push('-');
    }
    push_number(text, value.unsigned_abs().into());
}

/// Appends a JSON string.
pub(crate) fn push_text(text: &mut String, value: &str) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\0'..=' ' if character != ' ' => {
                text.push_str("\\u00");
                text.push(if character < '\x10' { '0' } else { '1' });
                text.push(hex_digit(character as u8 & 15));
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    proptest::proptest! {
        #[test]
        fn texts_read_back_as_written(value in "\\PC*|[\\x00-\\x7f]*") {
            let mut text = String::new();
            super::push_text(&mut text, &value);
            proptest::prop_assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
        }

        #[test]
        fn numbers_read_back_as_written(value: i32) {
            let mut text = String::new();
            super::push_whole(&mut text, value);
            proptest::prop_assert_eq!(text.parse::<i32>().unwrap(), value);
        }
    }
}
